//! Any table through a mapping file: the example, what is left out, mistakes, and the tables of expected results.

use crate::{err, names, out, root, shared, turnstone};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn example(file: &str) -> String {
    root().join("examples/mapping").join(file).display().to_string()
}

fn read_json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// Yes, no and undetermined of the one finding of an instrument.
fn finding(study: &Value, instrument: &str) -> [u64; 3] {
    let mut instruments = study["findings"]["instruments"].as_array().unwrap().iter();
    let outputs = &instruments.find(|i| i["id"] == instrument).unwrap()["outputs"];
    let finding = outputs.as_array().unwrap().iter().find(|output| output["kind"] == "finding").unwrap();
    ["yes", "no", "undetermined"].map(|state| finding["rows"][state].as_u64().unwrap())
}

#[test]
fn the_example_is_studied_like_any_file() {
    let folder = tempfile::tempdir().unwrap();
    let (table, map) = (example("shelter.csv"), example("mapping.toml"));
    let output = turnstone(&["study", &table, "--map", &map, "-o", "out", "--no-html"], folder.path());
    assert!(output.status.success(), "{}", err(&output));
    let study = read_json(&folder.path().join("out/study.json"));
    assert_eq!((&study["records"], &study["synthetic_records"]), (&24.into(), &24.into()));
    // A-08 has no act. A-11, A-14, A-16, A-23 and A-24 leave an act, a means or a purpose open. The other 18
    // have an act and a purpose, and a means (all but A-04, A-10 and A-21) or are children.
    assert_eq!(finding(&study, "palermo-2000"), [18, 1, 5]);
    // Only A-24 has no nationality; A-22 and A-23 are Italians found in Italy.
    assert_eq!((&study["flows"]["with_both_ends"], &study["flows"]["within_country"]), (&23.into(), &2.into()));
    let input = &study["provenance"]["inputs"][0];
    assert_eq!(input["codec"], "table read through mapping.toml");
    assert!(input["why"].as_str().unwrap().starts_with("Cases of a shelter (invented); the mapping mapping.toml ("));
}

#[test]
fn inspect_says_how_the_columns_are_read_and_convert_counts_what_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let (table, map) = (example("shelter.csv"), example("mapping.toml"));
    let output = turnstone(&["inspect", &table, "--map", &map], folder.path());
    assert!(output.status.success(), "{}", err(&output));
    let text = out(&output);
    assert!(text.contains("says what 11 of 14 columns mean; it leaves out agreed, worker, notes\n"), "{text}");
    assert!(text.contains("24 rows in: 24 into the `records` table, 0 to the quarantine"), "{text}");
    let output = turnstone(&["convert", &table, "--map", &map, "-o", "cases.parquet"], folder.path());
    assert!(output.status.success(), "{}", err(&output));
    let losses = read_json(&folder.path().join("cases.parquet.losses.json"));
    let withheld = losses["reading"]["withheld"].as_array().unwrap().iter();
    let withheld: Vec<_> = withheld.map(|w| (w["field"].as_str().unwrap(), w["values"].as_u64().unwrap())).collect();
    // `agreed` is filled in 11 rows, one of them with a word that means "not recorded".
    assert_eq!(withheld, [("agreed", 10), ("notes", 24), ("worker", 24)]);
    let output = turnstone(&["study", "cases.parquet", "-o", "out", "--no-html"], folder.path());
    assert!(output.status.success(), "{}", err(&output));
    assert_eq!(finding(&read_json(&folder.path().join("out/study.json")), "palermo-2000"), [18, 1, 5]);
}

#[test]
fn a_value_that_the_mapping_does_not_list_sends_its_row_to_the_quarantine() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(example("shelter.csv")).unwrap().replace("threats;beaten", "threats;beeten");
    fs::write(folder.path().join("cases.csv"), text).unwrap();
    let arguments = ["study", "cases.csv", "--map", &example("mapping.toml"), "-o", "out", "--no-html"];
    let output = turnstone(&arguments, folder.path());
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    let quarantine = fs::read_to_string(folder.path().join("out/quarantine.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(quarantine.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    let fields: Vec<&str> = rows[0].iter().skip(1).collect();
    let reason = "a value that the mapping does not list";
    assert_eq!(fields[..5], ["3", "9", "pressure", "threats;beeten", reason]);
    assert!(fields[5].starts_with("one of debt, threats, beaten, papers taken"), "{}", fields[5]);
}

#[test]
fn mistakes_are_told_and_leave_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("cases.csv"), "victim age,sex\n12,F\n").unwrap();
    let cases = [
        ("", "m.toml:1:1: found nothing in the file"),
        (
            "title = \"t\"\n[columns.sex]\nfeild = \"gender\"\n",
            "m.toml:3:1: found the key `feild` in [columns.sex]; did you mean `field`?",
        ),
        (
            "title = \"t\"\n[columns.sex]\nfact = \"act.transfr\"\n",
            "m.toml:3:8: found `act.transfr`, which is no fact; did you mean `act.transfer`",
        ),
        (
            "title = \"t\"\n[columns.victim_age]\nfield = \"age\"\n",
            "the mapping m.toml names the column `victim_age`, which is not in the header; near it is `victim age`",
        ),
        ("title = [\n", "m.toml:1:10: unclosed array"),
    ];
    for (map, says) in cases {
        fs::write(folder.path().join("m.toml"), map).unwrap();
        for verb in [
            &["study", "cases.csv", "-o", "out"][..],
            &["inspect", "cases.csv"],
            &["convert", "cases.csv", "-o", "x.csv"],
        ] {
            let output = turnstone(&[verb, &["--map", "m.toml"]].concat(), folder.path());
            assert_eq!(output.status.code(), Some(1), "{map}");
            assert!(err(&output).contains(says), "{map}: {}", err(&output));
            assert_eq!(names(folder.path()), ["cases.csv", "m.toml"], "{map}");
        }
    }
    let output = turnstone(&["inspect", "cases.csv", "--map", "none.toml"], folder.path());
    assert!(err(&output).contains("cannot read the mapping none.toml"), "{}", err(&output));
}

#[test]
fn the_tables_of_expected_results_are_read_whole() {
    for (table, map, rows) in [
        ("legal-logic/palermo_vectors.csv", "palermo_vectors.toml", 243),
        ("legal-logic/smuggling_vectors.csv", "smuggling_vectors.toml", 243),
        ("sherloc-caselaw/us_case_labels.csv", "us_case_labels.toml", 181),
    ] {
        let Some(table) = shared(table) else { continue };
        let map = root().join("instruments/checks").join(map);
        let arguments = ["inspect", table.to_str().unwrap(), "--map", map.to_str().unwrap(), "--json"];
        let output = turnstone(&arguments, &root());
        assert!(output.status.success(), "{}", err(&output));
        let inspection: Value = serde_json::from_str(&out(&output)).unwrap();
        let input = &inspection["input"];
        assert_eq!((&input["rows_out"], &input["quarantined"]), (&rows.into(), &0.into()), "{input}");
        assert_eq!(input["remarks"], Value::Array(vec![]));
    }
}

#[test]
fn the_example_of_the_guide_is_what_it_says() {
    let page = fs::read_to_string(root().join("docs/src/howto/mapping.md")).unwrap();
    let block = |language: &str| {
        let (_, text) = page.split_once(&format!("```{language}\n")).unwrap();
        text.split_once("```").unwrap().0.to_owned()
    };
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("cases.csv"), block("csv")).unwrap();
    fs::write(folder.path().join("cases.toml"), block("toml")).unwrap();
    let output = turnstone(&["inspect", "cases.csv", "--map", "cases.toml", "--json"], folder.path());
    assert!(output.status.success(), "{}", err(&output));
    let inspection: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(inspection["input"]["quarantined"], 0);
    let columns = inspection["profile"]["columns"].as_array().unwrap();
    let column = |id: &str| columns.iter().find(|column| column["id"] == id).unwrap();
    // One row says debt; the word "none" is no no.
    assert_eq!((&column("means.debt_bondage")["yes"], &column("means.debt_bondage")["no"]), (&1.into(), &0.into()));
    assert_eq!(column("purpose.forced_labour")["recorded"], 2);
}
