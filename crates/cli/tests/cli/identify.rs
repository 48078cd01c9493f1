//! Identifying in batch: the reference vectors agree, findings stand beside any file, and bad instruments are told.

use crate::{err, out, root, shared, turnstone};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Runs a check of the reference vectors; gives the answer as JSON.
fn checked(table: &Path, map: &str, more: &[&str]) -> Value {
    let map = root().join("instruments/checks").join(map);
    let mut arguments = vec!["identify", table.to_str().unwrap(), "--map", map.to_str().unwrap(), "--json"];
    arguments.extend(more);
    let output = turnstone(&arguments, &root());
    assert!(output.status.success(), "{table:?}: {}\n{}", err(&output), out(&output));
    serde_json::from_str(&out(&output)).unwrap()
}

/// The commands that the docs give: every row of every reference table agrees.
#[test]
fn the_reference_vectors_agree() {
    let rule = root().join("instruments/checks/rules/delphi-dimension-rule.toml");
    let rule = ["--check", "result", "--instrument-file", rule.to_str().unwrap()];
    let elements = ["--check", "trafficking_elements"];
    let smuggling = ["--check", "smuggling", "--check", "aggravated"];
    let cases: [(&str, &str, &[&str], u64); 4] = [
        ("legal-logic/palermo_vectors.csv", "palermo_vectors.toml", &elements, 243),
        ("legal-logic/smuggling_vectors.csv", "smuggling_vectors.toml", &smuggling, 243),
        ("ilo-delphi/dimension_rule_vectors.csv", "delphi_dimension_rule.toml", &rule, 80),
        ("sherloc-caselaw/us_case_labels.csv", "us_case_labels.toml", &["--check", "elements_complete"], 181),
    ];
    for (table, map, more, rows) in cases {
        let Some(table) = shared(table) else { continue };
        let answer = checked(&table, map, more);
        let checks = answer["checks"].as_array().unwrap();
        assert_eq!(checks.len(), more.iter().filter(|word| **word == "--check").count());
        for check in checks {
            assert_eq!((&check["rows"], &check["agree"], &check["differ"]), (&rows.into(), &rows.into(), &0.into()));
        }
    }
}

#[test]
fn a_result_that_is_not_the_expected_one_is_named_and_fails() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), "act,expected\nyes,yes\nno,no\n").unwrap();
    let map =
        "title = \"t\"\n[columns.act]\nfact = \"act.transfer\"\n[columns.expected]\ncheck = \"palermo-2000.act\"\n";
    fs::write(folder.path().join("m.toml"), map).unwrap();
    let output = turnstone(&["identify", "a.csv", "--map", "m.toml", "--check", "expected"], folder.path());
    // One act that did not take place leaves the others open, so that a no was too much to expect.
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("1 of 2 rows agree"), "{}", out(&output));
    assert!(out(&output).contains("line 3: expected no, found not decided by what is recorded"), "{}", out(&output));
    assert!(err(&output).contains("1 results are not the expected ones"));
    let output = turnstone(&["identify", "a.csv", "--map", "m.toml", "--check", "act"], folder.path());
    assert!(err(&output).contains("it does so for: expected"), "{}", err(&output));
}

#[test]
fn findings_stand_beside_every_column_of_any_file() {
    let folder = tempfile::tempdir().unwrap();
    let survey = root().join("examples/htcds/survey.csv");
    for name in ["found.parquet", "found.csv"] {
        let arguments = ["identify", survey.to_str().unwrap(), "-o", name, "--instrument", "palermo-2000"];
        let output = turnstone(&arguments, folder.path());
        assert!(output.status.success(), "{}", err(&output));
    }
    let mut reader = csv::Reader::from_path(folder.path().join("found.csv")).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    for column in [
        "record_id",
        "means.threats",
        "palermo-2000.means",
        "palermo-2000.trafficking_elements",
        "palermo-2000.undecided",
    ] {
        assert!(header.iter().any(|name| name == column), "{column}");
    }
    let rows = reader.records().count();
    assert_eq!(rows, 6);
    // The Parquet file is a table of ours with more columns, and reads like the original.
    let output = turnstone(&["identify", "found.parquet", "--json", "--instrument", "palermo-2000"], folder.path());
    let again: Value = serde_json::from_str(&out(&output)).unwrap();
    let output =
        turnstone(&["identify", survey.to_str().unwrap(), "--json", "--instrument", "palermo-2000"], folder.path());
    let first: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(first["results"], again["results"]);
}

#[test]
fn a_bad_instrument_is_told_with_file_line_column_and_what_would_be_right() {
    let folder = tempfile::tempdir().unwrap();
    let good = fs::read_to_string(root().join("instruments/checks/rules/delphi-dimension-rule.toml")).unwrap();
    fs::write(folder.path().join("a.csv"), "act\nyes\n").unwrap();
    fs::write(folder.path().join("m.toml"), "title = \"t\"\n[columns.act]\nfact = \"act.transfer\"\n").unwrap();
    for (from, to, says) in [
        (
            "indicator.deceived_about_schooling,",
            "indicator.deceived_about_school,",
            "did you mean `indicator.deceived_about_schooling`?",
        ),
        ("expr = \"dimension\"", "expr = \"dimension and\"", "found the end of the expression"),
        ("weak = \"any(", "weak = \"dimension or any(", "rests on itself"),
        ("kind = \"dimensions\"", "kind = \"score\"", "unknown variant"),
        ("expr = \"dimension\"", "expr = \"person.consented\"", "consent is never an input"),
    ] {
        assert!(good.contains(from), "{from}");
        fs::write(folder.path().join("i.toml"), good.replacen(from, to, 1)).unwrap();
        let output = turnstone(&["identify", "a.csv", "--map", "m.toml", "--instrument-file", "i.toml"], folder.path());
        assert_eq!(output.status.code(), Some(1), "{to}");
        assert!(err(&output).contains(says), "{to}: {}", err(&output));
        assert!(err(&output).contains("i.toml:"), "{to}: {}", err(&output));
    }
    let output = turnstone(&["identify", "a.csv", "--map", "m.toml", "--checked-only"], folder.path());
    assert!(err(&output).contains("not wholly checked against the primary text"), "{}", err(&output));
}

#[test]
fn instruments_are_shown_as_a_list_as_sql_and_as_a_guide() {
    let list = out(&turnstone(&["instruments", "list"], &root()));
    for word in ["Legal element tests", "Signs", "Prompts to look", "Jurisdiction profiles", "belgium"] {
        assert!(list.contains(word), "{word}: {list}");
    }
    let sql = out(&turnstone(&["instruments", "sql", "palermo-2000", "--counts", "--table", "cases"], &root()));
    assert!(
        sql.starts_with("SELECT sum(CAST(\"palermo-2000.act\" AS INTEGER)),\n  count(\"palermo-2000.act\")")
            && sql.contains("FROM cases"),
        "{sql}"
    );
}
