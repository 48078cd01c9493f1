//! What really changed, from the public examples, and what is refused.

use crate::{err, names, out, root, turnstone};
use serde_json::Value;
use std::fs;

fn example(name: &str) -> String {
    root().join("examples").join(name).display().to_string()
}

#[test]
fn the_rise_of_the_fbi_is_called_coverage() {
    let folder = tempfile::tempdir().unwrap();
    let input = example("trends/fbi_ucr_human_trafficking_2013_2020.csv.zst");
    let output = turnstone(&["trends", &input, "-o", "out"], folder.path());
    let said = out(&output);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(said.starts_with("2013–2020: 20 → 2,160 offences as reported (× 108); 9 → 503 agencies.\n"), "{said}");
    assert!(
        said.contains("In the constant panel of 2 agencies that reported in every year of 2013–2020: 11 → 14.\n"),
        "{said}"
    );
    assert!(said.contains("The rise is coverage: "), "{said}");
    assert_eq!(names(&folder.path().join("out")), ["index.html", "tables", "trends.json"]);
    // The same again replaces it, byte by byte.
    let before = fs::read(folder.path().join("out/trends.json")).unwrap();
    turnstone(&["trends", &input, "-o", "out", "--threads", "1"], folder.path());
    assert_eq!(before, fs::read(folder.path().join("out/trends.json")).unwrap());
}

#[test]
fn glotip_by_purpose_has_its_window_and_its_alerts() {
    let folder = tempfile::tempdir().unwrap();
    let input = example("glotip/glotip_2025-04-14.csv.zst");
    let arguments = ["trends", &input, "--by", "purpose", "--panel", "2017..2022", "-o", "out", "--json"];
    let output = turnstone(&arguments, folder.path());
    // The file has rows that go to the quarantine.
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    let changes: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(changes["whole"]["constant"]["contributors"], 82);
    assert_eq!(changes["whole"]["constant"]["years"][0]["total"], serde_json::json!({"low": 31_191, "high": 31_209}));
    assert_eq!(changes["by"], "purpose");
    assert!(changes["alerts"]["back_test"].as_array().unwrap().len() > 8);
    assert!(changes["nowcast"]["not_estimable"]["reason"].as_str().unwrap().contains("how late"));
}

#[test]
fn bad_tables_are_refused_and_leave_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    for (text, wanted) in [
        ("year,agency,count\n2019,A,5\n2019,A,7\n", "lines 2 and 3"),
        ("year,count\n2019,-5\n", "below zero"),
        ("year,count\n2019,5.5\n", "not a count"),
        ("a,b\n2019,5\n", "name it with --year"),
    ] {
        fs::write(folder.path().join("t.csv"), text).unwrap();
        let output = turnstone(&["trends", "t.csv", "-o", "out"], folder.path());
        assert_eq!(output.status.code(), Some(1));
        assert!(err(&output).contains(wanted), "{}", err(&output));
        assert_eq!(names(folder.path()), ["t.csv"]);
    }
    let output = turnstone(&["trends", "t.csv", "-o", "out", "--panel", "2020..2019"], folder.path());
    assert_eq!(output.status.code(), Some(2));
}
