//! The interview, driven as a person would type: who is asked what, stopping, going on, damage, languages, and how long.

use crate::{err, example, names, out, root};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs an interview with these lines typed.
fn screen(folder: &Path, arguments: &[&str], typed: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_turnstone"))
        .arg("screen")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The program may end before it has read everything.
    let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    child.wait_with_output().unwrap()
}

/// Answers questions by what they ask, one program run after the other until nothing more is asked.
struct Person<'a> {
    folder: &'a Path,
    arguments: Vec<&'a str>,
    /// Words of a question with the answer to it; others are answered by `otherwise`.
    answers: &'a [(&'a str, &'a str)],
    otherwise: &'a str,
}

impl Person<'_> {
    /// The questions asked, and the last output. Each sitting answers one question and stops: resuming is part of it.
    fn interviewed(&self) -> (Vec<String>, String) {
        let mut asked: Vec<String> = Vec::new();
        let mut answer = String::new();
        loop {
            let output = screen(self.folder, &self.arguments, &format!("{answer}s\n"));
            assert!(output.status.success(), "{}", err(&output));
            let text = out(&output);
            // A question is what stands before its reason and a prompt; the last one is open.
            let questions: Vec<&str> = text
                .lines()
                .zip(text.lines().skip(1))
                .filter(|(_, why)| why.starts_with("  ("))
                .map(|(q, _)| q)
                .collect();
            let fresh: Vec<&str> =
                questions.iter().copied().filter(|q| asked.last().is_none_or(|last| last != q)).collect();
            let Some(open) = fresh.last().filter(|_| !text.contains("There is nothing more to ask")) else {
                return (asked, text);
            };
            assert!(!asked.contains(&(*open).to_owned()), "asked again: {open}");
            asked.push((*open).to_owned());
            let found = self.answers.iter().find(|(words, _)| open.contains(words));
            answer = format!("{}\n", found.map_or(self.otherwise, |(_, answer)| answer));
        }
    }
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The facts of a written record that are yes.
fn yes(case: &Value) -> Vec<&str> {
    let assertions = case["assertions"].as_array().unwrap();
    assertions.iter().filter(|a| a["truth"] == "yes").map(|a| a["fact"].as_str().unwrap()).collect()
}

const SAFE: (&str, &str) = ("talk freely", "y");
const GROWN: (&str, &str) = ("younger than 18", "n");

#[test]
fn an_adult_who_was_smuggled_and_then_exploited() {
    let folder = tempfile::tempdir().unwrap();
    let answers = [
        SAFE,
        GROWN,
        ("foreigner", "y"),
        ("help you to get into", "y"),
        ("for money or another advantage", "y"),
        ("find you, bring you", "y"),
        ("very different from what", "y"),
        ("that you had not freely agreed to", "y"),
    ];
    let arguments = vec!["v.interview", "--profile", "belgium"];
    let person = Person { folder: folder.path(), arguments, answers: &answers, otherwise: "n" };
    let (asked, text) = person.interviewed();
    assert!(asked.len() < 40, "{asked:#?}");
    assert!(text.contains("fits a definition of trafficking") && text.contains("Time to recover and decide"), "{text}");
    let case = read(&folder.path().join("v.interview.case.json"));
    for fact in ["smuggling.procured_illegal_entry", "act.unspecified", "means.deception", "purpose.forced_labour"] {
        assert!(yes(&case).contains(&fact), "{fact}");
    }
    let expected = [
        "v.interview",
        "v.interview.case.json",
        "v.interview.htcds.csv",
        "v.interview.htcds.losses.txt",
        "v.interview.summary.html",
    ];
    assert_eq!(names(folder.path()), expected);
    // The record reads back: the same proposal from its file.
    let output = crate::turnstone(&["explain", "v.interview.case.json", "--json"], folder.path());
    let told: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(told["proposal"], "possible_victim");
}

#[test]
fn a_child_is_asked_less_and_never_about_sexual_acts() {
    let folder = tempfile::tempdir().unwrap();
    let answers = [SAFE, ("younger than 18", "y"), ("find you, bring you", "y")];
    let person = Person { folder: folder.path(), arguments: vec!["v.interview"], answers: &answers, otherwise: "n" };
    let (asked, _) = person.interviewed();
    assert!(asked.iter().all(|question| !question.contains("sexual")), "{asked:#?}");
    assert!(!asked.iter().any(|question| question.contains("hurt or humiliate")), "a child needs no means: {asked:#?}");
    let typed = "y\nn\ny\nn\nn\ns\n";
    let output = screen(folder.path(), &["w.interview"], typed);
    assert!(out(&output).contains("The person is asked as a child"), "{}", out(&output));
}

#[test]
fn whose_age_is_disputed_is_asked_and_protected_as_a_child() {
    let folder = tempfile::tempdir().unwrap();
    let answers = [SAFE, ("younger than 18", "u"), ("doubt about the age", "y"), ("find you, bring you", "y")];
    let person = Person { folder: folder.path(), arguments: vec!["v.interview"], answers: &answers, otherwise: "n" };
    let (asked, text) = person.interviewed();
    assert!(asked.iter().all(|question| !question.contains("sexual")), "{asked:#?}");
    assert!(!text.contains("does not fit the definitions"), "an open age is never a no: {text}");
    let case = read(&folder.path().join("v.interview.case.json"));
    assert!(yes(&case).contains(&"person.age_disputed"));
}

#[test]
fn who_stops_half_way_goes_on_where_it_stopped_and_a_damaged_file_loses_no_whole_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v.interview");
    let output = screen(folder.path(), &["v.interview"], "y\nn\nn\n?\nperhaps\nb\nn\ns\n");
    assert!(
        out(&output).contains("is no answer") && out(&output).contains("The interview has stopped"),
        "{}",
        out(&output)
    );
    let events = fs::read_to_string(&path).unwrap();
    // A beginning, three answers, one taken back, one given again.
    assert_eq!(events.lines().count(), 6, "{events}");
    let output = screen(folder.path(), &["v.interview"], "s\n");
    assert!(out(&output).contains("goes on where it stopped"), "{}", out(&output));

    let mut bytes = fs::read(&path).unwrap();
    bytes.truncate(bytes.len() - 10);
    fs::write(&path, &bytes).unwrap();
    let output = screen(folder.path(), &["v.interview"], "s\n");
    assert!(output.status.success() && out(&output).contains("answers were recovered"), "{}", out(&output));
    assert!(folder.path().join("v.interview.damaged").exists());
    fs::write(&path, "no interview\n").unwrap();
    let output = screen(folder.path(), &["v.interview"], "s\n");
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("is no interview"), "{}", err(&output));
}

#[test]
fn nobody_free_to_speak_and_danger_now_pause_the_interview() {
    let folder = tempfile::tempdir().unwrap();
    let output = screen(folder.path(), &["a.interview"], "n\ny\ny\ny\n");
    assert!(out(&output).contains("Safety comes first"), "{}", out(&output));
    let events = fs::read_to_string(folder.path().join("a.interview")).unwrap();
    assert_eq!(events.lines().count(), 2, "nothing was asked after it: {events}");
    let output = screen(folder.path(), &["b.interview"], "y\ny\ny\n");
    assert!(out(&output).contains("Safety comes first"), "{}", out(&output));
}

#[test]
fn four_languages_speak_and_arabic_runs_from_the_right() {
    for (language, direction) in [("en", "ltr"), ("fr", "ltr"), ("es", "ltr"), ("ar", "rtl")] {
        let folder = tempfile::tempdir().unwrap();
        let output = screen(folder.path(), &["v.interview", "--language", language], "y\nn\nn\ns\n");
        assert!(output.status.success(), "{}", err(&output));
        let page = fs::read_to_string(folder.path().join("v.interview.summary.html")).unwrap();
        assert!(page.contains(&format!("<html lang=\"{language}\" dir=\"{direction}\">")), "{page}");
        let own = fs::read_to_string(root().join(format!("instruments/locales/{language}.ftl"))).unwrap();
        let title = own.lines().find_map(|line| line.strip_prefix("summary-title = ")).unwrap();
        assert!(page.contains(title), "{language}: {title}");
    }
}

/// Simulated people drawn from the rates of the public example: at most half the questions of asking down the list.
#[test]
fn asking_what_settles_most_takes_at_most_half_of_asking_down_the_list() {
    let example = example();
    let rates = ["--rates", example.to_str().unwrap(), "--rate-elsewhere", "0.05"];
    let arguments: Vec<&str> =
        ["screen", "--trial", "1000", "--seed", "7", "--json"].into_iter().chain(rates).collect();
    let output = crate::turnstone(&arguments, &root());
    assert!(output.status.success(), "{}", err(&output));
    let trial: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!((&trial["interviewees"], &trial["differing"]), (&1000.into(), &0.into()));
    assert!(trial["ratio_to_listed"].as_f64().unwrap() <= 0.5, "{trial:#}");
    assert!(trial["ratio_to_whole"].as_f64().unwrap() <= 0.5, "{trial:#}");
    let again = crate::turnstone(&arguments, &root());
    assert_eq!(out(&output), out(&again), "the same seed gives the same trial");
}
