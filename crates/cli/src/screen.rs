//! `turnstone screen`: an interview in the terminal, offline, resumable, in four languages.
//!
//! Which question comes next is decided in `turnstone-identify`; the words are Fluent files. What is written at the end is
//! in [`crate::summary`].

use crate::choice::Choice;
use crate::failure::{Ending, Failure};
use crate::interview_file::{Begun, Event, InterviewFile, Told};
use crate::output::say;
use crate::reading::Reading;
use crate::summary::Summary;
use crate::texts::{Language, Texts, message};
use arrow::array::RecordBatch;
use clap::Args;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::error::Error;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use turnstone_engine::Worker;
use turnstone_identify::catalogue::shipped_script;
use turnstone_identify::diagram::Rates;
use turnstone_identify::interview::Order;
use turnstone_identify::rates::{Basis, RateTally};
use turnstone_identify::trial::{Trial, trial};
use turnstone_identify::{Answer, Catalogue, Instrument, Interview, Kind, Profile};
use turnstone_model::{Fact, Facts};

const EXAMPLE: &str = "Examples:
  turnstone screen visit-17.interview --profile belgium --language fr
  turnstone screen --trial 1000 --seed 7 --rates examples/ctdc/ctdc_synthetic_20210825.csv.zst
An interview goes on where it stopped when its file is there. At the end these are written beside it: .case.json (the
record, for `turnstone explain`), .htcds.csv, and .summary.html. No name is asked and none is kept: call the file by a
code. Answers are y(es), n(o), u(nknown), p(refer not to say); b goes back, s stops.";

/// Whom to interview, and how.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// The file of the interview; a new one begins, an old one goes on
    #[arg(required_unless_present = "trial")]
    interview: Option<PathBuf>,
    /// The language of questions and summary
    #[arg(long, value_enum, default_value = "en")]
    language: Language,
    /// The jurisdiction whose tests are to be settled and whose rights are shown; may be given several times
    /// [default: international]
    #[arg(long, value_name = "PROFILE")]
    profile: Vec<String>,
    /// Learn how likely answers are from this file of records, so that the likelier telling question comes first
    #[arg(long, value_name = "FILE")]
    rates: Option<PathBuf>,
    /// How likely a fact is that the rates say nothing of
    #[arg(long, value_name = "SHARE", default_value_t = 0.5, value_parser = share_of_one)]
    rate_elsewhere: f64,
    /// Interview nobody: ask so many simulated people and report how many questions it took
    #[arg(long, value_name = "N", conflicts_with = "interview")]
    trial: Option<usize>,
    /// The seed of the trial: the same settings and seed give the same result
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Print the report of a trial as JSON
    #[arg(long, requires = "trial")]
    json: bool,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    reading: Reading,
}

fn share_of_one(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.001..=0.999).contains(&share) => Ok(share),
        _ => Err("expected a number from 0.001 to 0.999".to_owned()),
    }
}

/// Today, in UTC: the day on which something was said.
fn today() -> String {
    chrono::Utc::now().date_naive().to_string()
}

/// Interviews, or tries the interview out.
pub fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let rates = rates(arguments)?;
    match (&arguments.trial, &arguments.interview) {
        (Some(interviewees), _) => try_out(arguments, &rates, *interviewees),
        (None, Some(path)) => interview(arguments, rates, path),
        (None, None) => Err(Failure::new("no file of an interview was named")),
    }
}

/// The profiles that were asked for, and the element tests they and the choice name.
fn targets(profiles: &[String], choice: &Choice) -> Result<(Vec<&'static Profile>, Vec<&'static Instrument>), Failure> {
    let catalogue = Catalogue::shipped();
    let ids: Vec<&str> =
        if profiles.is_empty() { vec!["international"] } else { profiles.iter().map(String::as_str).collect() };
    let profiles: Vec<&Profile> = ids.into_iter().map(|id| catalogue.profile(id)).collect::<Result<_, _>>()?;
    if !choice.instrument.is_empty() {
        return Ok((profiles, choice.instruments()?));
    }
    let mut instruments: Vec<&Instrument> = Vec::new();
    for id in profiles.iter().flat_map(|profile| &profile.instruments) {
        let instrument = catalogue.get(id)?;
        let wanted = instrument.kind == Kind::Elements && (instrument.checked_against_primary || !choice.checked_only);
        if wanted && !instruments.iter().any(|known| known.id == instrument.id) {
            instruments.push(instrument);
        }
    }
    Ok((profiles, instruments))
}

/// Learns rates while batches pass.
struct Learner(RateTally);

impl Worker for Learner {
    fn batch(&mut self, batch: &RecordBatch) -> Result<Option<RecordBatch>, Box<dyn Error + Send + Sync>> {
        self.0.add(batch)?;
        Ok(None)
    }
}

fn rates(arguments: &Arguments) -> Result<Rates, Failure> {
    let mut rates = Rates::uniform();
    Fact::all().for_each(|fact| rates.set(fact, arguments.rate_elsewhere));
    let Some(path) = &arguments.rates else { return Ok(rates) };
    let dataset = arguments.reading.records(path, "rates are learnt from records")?;
    let session = arguments.reading.session()?;
    let table = session.open("rates", dataset)?;
    let columns: Vec<&str> = Fact::all().map(Fact::id).collect();
    let make = || Learner(RateTally::default());
    let (workers, _) = session.count(&table, &columns, make)?;
    let mut tally = RateTally::default();
    workers.iter().for_each(|worker| tally.merge(&worker.0));
    for fact in Fact::all() {
        let learnt = tally.rate(fact);
        if learnt.basis != Basis::None {
            rates.set(fact, learnt.rate);
        }
    }
    Ok(rates)
}

fn try_out(arguments: &Arguments, rates: &Rates, interviewees: usize) -> Result<Ending, Failure> {
    let (_, instruments) = targets(&arguments.profile, &arguments.choice)?;
    let mut random = ChaCha8Rng::seed_from_u64(arguments.seed);
    // The 53 bits that a number from 0 to 1 holds.
    let mut draw = move || (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
    let report = trial(shipped_script(), &instruments, rates, interviewees, &mut draw)
        .ok_or_else(|| Failure::new("a finding of these instruments is too large to be weighed"))?;
    if arguments.json {
        say(&(serde_json::to_string_pretty(&report)? + "\n"))?;
    } else {
        say(&trial_text(&report))?;
    }
    Ok(Ending::Whole)
}

fn trial_text(report: &Trial) -> String {
    let mut text = format!(
        "{} simulated interviewees, drawn from rates; none stands for a person. {} questions in the script.\n\n",
        report.interviewees, report.questions
    );
    text += &format!("{:<44} {:>8} {:>12} {:>8} {:>9}\n", "questions asked", "median", "9 of 10", "mean", "settled");
    for (name, lengths) in [
        ("what settles most, until all is settled", report.most_settling),
        ("down the list, until all is settled", report.listed),
        ("the whole list, as a form does", report.whole),
    ] {
        text += &format!(
            "{name:<44} {:>8} {:>12} {:>8.1} {:>9}\n",
            lengths.median, lengths.ninth_decile, lengths.mean, lengths.settled
        );
    }
    text += &format!(
        "\nMedian against the list: {:.2}; against the whole list: {:.2}. Different findings: {}.\n",
        report.ratio_to_listed, report.ratio_to_whole, report.differing
    );
    text
}

fn interview(arguments: &Arguments, rates: Rates, path: &Path) -> Result<Ending, Failure> {
    let (stdin, stdout) = (io::stdin(), io::stdout());
    let mut table = Table { input: stdin.lock(), output: stdout.lock() };
    let script = shipped_script();
    let named = format!("{}@{}", script.id, script.version);
    let (file, told) = if path.exists() {
        let (file, told) = InterviewFile::resume(path)?;
        if told.begun.script != named {
            let what = format!("{} was begun with {}, and this is {named}", path.display(), told.begun.script);
            return Err(Failure::new(what).help("finish it with the program it was begun with, or begin a new one"));
        }
        (file, told)
    } else {
        let (profiles, instruments) = targets(&arguments.profile, &arguments.choice)?;
        let begun = Begun::new(
            named,
            arguments.language,
            profiles.iter().map(|profile| profile.id.clone()).collect(),
            instruments.iter().map(|instrument| instrument.id.clone()).collect(),
            today(),
        );
        let file = InterviewFile::begin(path, &begun)?;
        (file, Told { begun, events: Vec::new(), damaged_from: None })
    };
    let catalogue = Catalogue::shipped();
    let find = |ids: &[String]| ids.iter().map(|id| catalogue.get(id)).collect::<Result<Vec<_>, _>>();
    let instruments = find(&told.begun.instruments)?;
    let profiles = told.begun.profiles.iter().map(|id| catalogue.profile(id)).collect::<Result<Vec<_>, _>>()?;
    let interview = Interview::new(script, &instruments, &Facts::default(), rates, Order::MostSettling)
        .ok_or_else(|| Failure::new("a finding of these instruments is too large to be weighed"))?;
    let texts = Texts::of(told.begun.language)?;
    let mut sitting = Sitting { texts: &texts, interview, days: Vec::new(), file };
    sitting.go_on(&told.events)?;
    let end = sitting.conduct(&mut table, &told)?;
    let summary = Summary::of(&sitting.interview, &sitting.days, &profiles, &told.begun, &texts, path);
    if end == End::Stopped {
        table.say(&format!("\n{}\n", texts.get("interview-stopped")))?;
    }
    table.say(&summary.text())?;
    for written in summary.write(path)? {
        table.say(&format!("→ {}\n", written.display()))?;
    }
    Ok(Ending::Whole)
}

/// Where people sit: what they type and what they read.
struct Table<R, W> {
    input: R,
    output: W,
}

impl<R: BufRead, W: Write> Table<R, W> {
    fn say(&mut self, text: &str) -> Result<(), Failure> {
        let said = self.output.write_all(text.as_bytes()).and_then(|()| self.output.flush());
        said.map_err(|error| Failure::new(format!("cannot print: {error}")))
    }

    /// A line that was typed; `None` when nothing more comes.
    fn hear(&mut self) -> Result<Option<String>, Failure> {
        let mut bytes = Vec::new();
        let heard = self.input.read_until(b'\n', &mut bytes);
        let heard = heard.map_err(|error| Failure::new(format!("cannot read what was typed: {error}")))?;
        Ok((heard > 0).then(|| String::from_utf8_lossy(&bytes).trim().to_lowercase()))
    }
}

/// How a sitting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Nothing more to ask.
    Done,
    /// The person or the interviewer stopped, or it was paused for safety.
    Stopped,
}

/// What was typed.
enum Typed {
    Answer(Answer),
    Back,
    Stop,
    Help,
}

/// One sitting at the table.
struct Sitting<'a> {
    texts: &'a Texts,
    interview: Interview<'a>,
    /// The day of each answer.
    days: Vec<String>,
    file: InterviewFile,
}

impl Sitting<'_> {
    /// Takes over what an earlier sitting heard.
    fn go_on(&mut self, events: &[Event]) -> Result<(), Failure> {
        let script = self.interview.script();
        for event in events {
            match event {
                Event::Answered { question, answer, on } => {
                    let place = script.place(question).ok_or_else(|| {
                        Failure::new(format!("the interview answers `{question}`, which the script does not have"))
                    })?;
                    self.interview.answer(place, *answer);
                    self.days.push(on.clone());
                }
                Event::TakenBack { .. } => {
                    self.interview.take_back();
                    self.days.pop();
                }
            }
        }
        Ok(())
    }

    fn conduct<R: BufRead, W: Write>(&mut self, table: &mut Table<R, W>, told: &Told) -> Result<End, Failure> {
        let texts = self.texts;
        table.say(&format!("{}\n\n", texts.get("interview-title")))?;
        if let Some(line) = told.damaged_from {
            let answers = self.interview.answers().len();
            let recovered = texts.with("interview-recovered", &[("answers", answers.into())]);
            table.say(&format!("{recovered} (line {line})\n\n"))?;
        }
        let opening = if told.events.is_empty() { "interview-intro" } else { "interview-resumed" };
        table.say(&format!("{}\n{}\n", texts.get(opening), texts.get("help-line")))?;
        let (mut stage, mut as_child) = (None, false);
        while let Some(next) = self.interview.next() {
            let question = &self.interview.script().questions[next.question];
            if stage != Some(question.stage) {
                stage = Some(question.stage);
                let name = &self.interview.script().stages[question.stage].id;
                table.say(&format!("\n— {} —\n", texts.get(&message("stage", name))))?;
                self.show_state(table)?;
            }
            // Safety and age, which have an order of their own, are asked of everybody alike.
            let fixed = self.interview.script().stages[question.stage].fixed_order;
            let child = !fixed && !self.interview.answers().is_empty() && self.interview.asks_as_child();
            if child && !as_child {
                let disputed = !self.interview.facts().get(Fact::CHILD).is_yes();
                table.say(&format!(
                    "\n{}\n",
                    texts.get(if disputed { "interview-age-disputed" } else { "interview-child" })
                ))?;
                as_child = true;
            }
            if question.sensitive {
                table.say(&format!("\n{}\n", texts.get("interview-sensitive")))?;
            }
            let id = message("q", &question.id);
            table.say(&format!("\n{}\n  ({})\n> ", texts.get(&id), texts.get(&format!("{id}.why"))))?;
            let typed = loop {
                let Some(line) = table.hear()? else { return Ok(End::Stopped) };
                match self.understand(&line) {
                    Some(Typed::Help) => table.say(&format!("{}\n> ", texts.get("help-line")))?,
                    Some(typed) => break typed,
                    None => {
                        let unknown = texts.with("input-unknown", &[("typed", line.as_str().into())]);
                        table.say(&format!("{unknown}\n> "))?;
                    }
                }
            };
            let answer = match typed {
                Typed::Stop => return Ok(End::Stopped),
                Typed::Back | Typed::Help => {
                    if self.interview.take_back().is_some() {
                        self.days.pop();
                        self.file.add(&Event::TakenBack { on: today() })?;
                        stage = None;
                    }
                    continue;
                }
                Typed::Answer(answer) => answer,
            };
            let before = self.interview.contradictions().len();
            let on = today();
            self.file.add(&Event::Answered { question: question.id.clone(), answer, on: on.clone() })?;
            self.days.push(on);
            self.interview.answer(next.question, answer);
            if let Some(new) = self.interview.contradictions().get(before) {
                let fact = texts.get(&message("fact", new.fact.id()));
                table.say(&format!("{}\n", texts.with("interview-contradiction", &[("fact", fact.into())])))?;
            }
            let said = match answer {
                Answer::Yes => turnstone_model::Truth::YES,
                Answer::No => turnstone_model::Truth::NO,
                Answer::Unknown | Answer::PreferNot => turnstone_model::Truth::UNKNOWN,
            };
            if question.stop_on == Some(said) {
                table.say(&format!("\n{}\n", texts.get("interview-safety-stop")))?;
                return Ok(End::Stopped);
            }
            if self.interview.answers().len().is_multiple_of(self.interview.script().break_every) {
                table.say(&format!("\n{}\n", texts.get("interview-break")))?;
            }
        }
        table.say(&format!("\n{}\n", texts.get("interview-done")))?;
        Ok(End::Done)
    }

    /// What is established and how much is open.
    fn show_state<R, W: Write>(&self, table: &mut Table<R, W>) -> Result<(), Failure>
    where
        R: BufRead,
    {
        let open = self.interview.findings().filter(|(.., truth)| truth.is_unknown()).count();
        let values = [("asked", self.interview.answers().len().into()), ("open", open.into())];
        table.say(&format!("{}\n", self.texts.with("interview-progress", &values)))?;
        let established: Vec<String> = self
            .interview
            .facts()
            .recorded()
            .filter(|(_, truth)| truth.is_yes())
            .map(|(fact, _)| self.texts.get(&message("fact", fact.id())))
            .collect();
        if !established.is_empty() {
            table.say(&format!("{} {}\n", self.texts.get("interview-established"), established.join(" ")))?;
        }
        Ok(())
    }

    fn understand(&self, line: &str) -> Option<Typed> {
        let is = |letter: &str, id: &str| line == letter || line == self.texts.get(id).to_lowercase();
        Some(match line {
            "?" | "h" => Typed::Help,
            _ if is("y", "answer-yes") => Typed::Answer(Answer::Yes),
            _ if is("n", "answer-no") => Typed::Answer(Answer::No),
            _ if is("u", "answer-unknown") => Typed::Answer(Answer::Unknown),
            _ if is("p", "answer-prefer-not") => Typed::Answer(Answer::PreferNot),
            _ if is("b", "answer-back") => Typed::Back,
            _ if is("s", "answer-stop") => Typed::Stop,
            _ => return None,
        })
    }
}
