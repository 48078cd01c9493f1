//! Explaining one case: the paper's own cases, the day a reading changes, what Belgium would grant.

use crate::{err, out, root, turnstone};
use serde_json::Value;
use std::fs;

fn explained(case: &str, more: &[&str]) -> String {
    let path = root().join("examples/cases").join(case);
    let mut arguments = vec!["explain", path.to_str().unwrap()];
    arguments.extend(more);
    let output = turnstone(&arguments, &root());
    assert!(output.status.success(), "{}", err(&output));
    out(&output)
}

fn as_json(case: &str, more: &[&str]) -> Value {
    let more: Vec<&str> = more.iter().copied().chain(["--json"]).collect();
    serde_json::from_str(&explained(case, &more)).unwrap()
}

/// Paid a smuggler, lied to, exploited: smuggled one month and trafficked a later one; both stand, and Belgium protects.
#[test]
fn the_women_from_myanmar_are_smuggled_first_and_trafficked_later() {
    let case = as_json("myanmar-thailand.json", &["--profile", "belgium"]);
    let changes = case["timeline"]["life"]["changes"].as_array().unwrap();
    let changed = |concern: &str| {
        let of = changes.iter().filter(|change| change["concern"] == concern && change["to"] == "yes");
        of.map(|change| change["episode"].as_u64().unwrap()).min()
    };
    let (smuggling, trafficking) = (changed("smuggling").unwrap(), changed("trafficking").unwrap());
    assert!(smuggling < trafficking, "{changes:#?}");
    let because: Vec<&str> = changes
        .iter()
        .filter(|change| change["concern"] == "trafficking" && change["to"] == "yes")
        .flat_map(|change| change["because"].as_array().unwrap())
        .map(|fact| fact["fact"].as_str().unwrap())
        .collect();
    assert!(!because.is_empty());
    assert_eq!(case["proposal"], "possible_victim");
    let tests = case["results"]["element_tests"].as_array().unwrap();
    for concern in ["smuggling", "trafficking"] {
        let shown = tests.iter().filter(|test| test["concern"] == concern).any(|test| {
            test["steps"].as_array().unwrap().iter().any(|step| step["role"] == "finding" && step["truth"] == "yes")
        });
        assert!(shown, "{concern}");
    }
    let rights = case["rights"][0]["rights"].as_array().unwrap();
    let reflection = rights.iter().find(|right| right["id"] == "reflection_period").unwrap();
    assert_eq!(reflection["follows"], true);
    let text = explained("myanmar-thailand.json", &["--profile", "belgium"]);
    for says in ["Over time", "Possible victim of trafficking", "Time to recover and decide", "no legal advice"] {
        assert!(text.contains(says), "{says}: {text}");
    }
}

/// Each of the paper's cases is read, proposes something, and no kind of result is in another.
#[test]
fn every_case_of_the_paper_is_explained() {
    for (case, proposal) in [
        ("philippines-cyber-sex-den.json", "possible_victim"),
        ("myanmar-thailand.json", "possible_victim"),
        ("canada-domestic-worker.json", "possible_victim"),
        ("california-domestic-worker.json", "possible_victim"),
        ("belgium-aggravated-smuggling.json", "not_decided"),
    ] {
        let told = as_json(case, &[]);
        assert_eq!(told["proposal"], proposal, "{case}");
        for kind in ["element_tests", "dimensions", "signs", "prompts"] {
            assert!(!told["results"][kind].as_array().unwrap().is_empty(), "{case} {kind}");
        }
    }
    let den = as_json("philippines-cyber-sex-den.json", &[]);
    assert!(["technology_driven", "both"].contains(&den["process"]["reading"].as_str().unwrap()));
}

#[test]
fn a_row_of_a_table_is_named_by_its_record_or_its_line() {
    let survey = root().join("examples/htcds/survey.csv");
    let survey = survey.to_str().unwrap();
    let output = turnstone(&["explain", survey, "--case", "line:2"], &root());
    assert!(output.status.success(), "{}", err(&output));
    assert!(out(&output).contains("Legal element tests"));
    let output = turnstone(&["explain", survey], &root());
    assert!(err(&output).contains("has more than one case"), "{}", err(&output));
    let output = turnstone(&["explain", survey, "--case", "nobody"], &root());
    assert!(err(&output).contains("has no case `nobody` among 6"), "{}", err(&output));
    let output = turnstone(&["explain", survey, "--case", "line:2", "--profile", "belgum"], &root());
    assert!(err(&output).contains("Did you mean `belgium`?"), "{}", err(&output));
}

#[test]
fn a_broken_case_file_is_told_where_it_breaks() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), "{\"turnstone_case\": 1, \"name\": \"x\"}\n").unwrap();
    let output = turnstone(&["explain", "a.json"], folder.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("line 1, column"), "{}", err(&output));
}
