//! Converting: every format in and out, and what was lost is said.

use crate::{err, example, out, root, shared, turnstone};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn read_json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn parquet_and_csv_of_ours_study_like_the_original() {
    let folder = tempfile::tempdir().unwrap();
    let example = example();
    let mut flows = Vec::new();
    turnstone(&["study", example.to_str().unwrap(), "-o", "original", "--no-html"], folder.path());
    flows.push(read_json(&folder.path().join("original/study.json"))["flows"].clone());
    for name in ["cases.parquet", "cases.csv"] {
        let output = turnstone(&["convert", example.to_str().unwrap(), "-o", name], folder.path());
        assert!(output.status.success(), "{name}: {}", err(&output));
        let output = turnstone(&["study", name, "-o", "again", "--no-html"], folder.path());
        assert!(output.status.success(), "{name}: {}", err(&output));
        flows.push(read_json(&folder.path().join("again/study.json"))["flows"].clone());
    }
    assert!(flows[0] == flows[1] && flows[1] == flows[2]);
}

#[test]
fn a_workbook_and_json_lines_read_like_the_csv() {
    let folder = tempfile::tempdir().unwrap();
    let csv_path = root().join("examples/htcds/excel.csv");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(&csv_path).unwrap();
    let rows: Vec<Vec<String>> = reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (r, row) in rows.iter().enumerate() {
        for (c, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            sheet.write(r as u32, c as u16, cell).unwrap();
        }
    }
    workbook.save(folder.path().join("cases.xlsx")).unwrap();
    let survey = root().join("examples/htcds/survey.csv");
    let mut reader = csv::Reader::from_path(&survey).unwrap();
    let names = reader.headers().unwrap().clone();
    let lines: String = reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let object: serde_json::Map<String, Value> =
                names.iter().zip(record.iter()).map(|(k, v)| (k.to_owned(), v.into())).collect();
            Value::Object(object).to_string() + "\n"
        })
        .collect();
    fs::write(folder.path().join("cases.jsonl"), lines).unwrap();
    let inputs = [csv_path.to_str().unwrap(), "cases.xlsx", "cases.jsonl"];
    let studies = inputs.map(|input| {
        let output = turnstone(&["study", input, "-o", "out", "--no-html"], folder.path());
        assert!(output.status.success(), "{input}: {}", err(&output));
        let study = read_json(&folder.path().join("out/study.json"));
        ["records", "flows", "findings", "crosstabs"].map(|part| study[part].clone())
    });
    assert!(studies[0] == studies[1], "the workbook differs from the csv");
    assert!(studies[0] == studies[2], "json lines differ from the csv");
}

#[test]
fn htcds_goes_out_as_it_came_in_and_names_what_it_withholds() {
    let folder = tempfile::tempdir().unwrap();
    let survey = root().join("examples/htcds/survey.csv");
    let output =
        turnstone(&["convert", survey.to_str().unwrap(), "--to", "htcds-survey", "-o", "out.csv"], folder.path());
    assert!(output.status.success(), "{}", err(&output));
    assert!(out(&output).to_lowercase().contains("withheld"), "{}", out(&output));
    let account = read_json(&folder.path().join("out.csv.losses.json"));
    assert!(!account["reading"]["withheld"].as_array().unwrap().is_empty());
}

#[test]
fn glotip_becomes_counts_with_every_defect_found_and_named() {
    let Some(path) = shared("unodc-glotip-2025/glotip_2025-04-14.csv.zst") else { return };
    let folder = tempfile::tempdir().unwrap();
    let output = turnstone(&["convert", path.to_str().unwrap(), "-o", "counts.parquet"], folder.path());
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    let account = read_json(&folder.path().join("counts.parquet.losses.json"));
    let input = &account["input"];
    assert_eq!(input["rows_in"], 58_769);
    assert_eq!(input["rows_out"].as_u64().unwrap() + input["quarantined"].as_u64().unwrap(), 58_769);
    // 128 values that are questionnaire numbers and 336 exact repetitions; no row is both.
    assert_eq!(input["quarantined"], 128 + 336);
    let remarks = input["remarks"].as_array().unwrap();
    let count = |word: &str| -> u64 {
        let of_kind = remarks.iter().filter(|r| r["reason"].as_str().unwrap().contains(word));
        of_kind.map(|r| r["count"].as_u64().unwrap()).sum()
    };
    assert_eq!(count("questionnaire"), 128, "{remarks:#?}");
    assert_eq!(count("repeats an earlier row"), 336, "{remarks:#?}");
    assert_eq!(count("broken"), 98, "{remarks:#?}");
}
