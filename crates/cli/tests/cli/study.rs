//! The main job: the study of the public CTDC file.

use crate::{example, names, out, root, turnstone};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn study(folder: &Path, more: &[&str]) -> Value {
    let example = example();
    let mut arguments = vec!["study", example.to_str().unwrap(), "-o", "out"];
    arguments.extend(more);
    let output = turnstone(&arguments, folder);
    assert!(output.status.success(), "{}", crate::err(&output));
    serde_json::from_slice(&fs::read(folder.join("out/study.json")).unwrap()).unwrap()
}

#[test]
fn the_example_gives_the_published_figures() {
    let folder = tempfile::tempdir().unwrap();
    let study = study(folder.path(), &[]);
    let input = &study["provenance"]["inputs"][0];
    assert_eq!(
        (&input["rows_in"], &input["rows_out"], &input["quarantined"]),
        (&193_025.into(), &193_025.into(), &0.into())
    );
    let flows = &study["flows"];
    assert_eq!(flows["with_both_ends"], 60_846);
    assert_eq!(flows["within_country"], 20_791);
    let corridors = flows["corridors"].as_array().unwrap();
    assert_eq!(corridors.len(), 452);
    let largest = [
        ("USA", "USA", 8648),
        ("UKR", "RUS", 6997),
        ("MEX", "USA", 2744),
        ("PHL", "PHL", 2157),
        ("UKR", "POL", 1641),
        ("MMR", "IDN", 1543),
    ];
    for (corridor, (origin, destination, records)) in corridors.iter().zip(largest) {
        assert_eq!((&corridor["origin"], &corridor["destination"]), (&origin.into(), &destination.into()));
        assert_eq!(corridor["records"], records);
    }
    // Every flag of the file records presence; only the stated majority and the corridor can say no.
    for column in study["profile"]["columns"].as_array().unwrap() {
        let id = column["id"].as_str().unwrap();
        if column["is_fact"] == true && id != "person.child" {
            assert_eq!(column["no"], 0, "{id}");
        }
    }
    let files = names(&folder.path().join("out"));
    for file in ["findings.parquet", "index.html", "quarantine.csv", "remarks.csv", "study.json", "tables"] {
        assert!(files.contains(&file.to_owned()), "{file} is missing");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_on_any_number_of_threads() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    study(folders[0].path(), &["--threads", "1"]);
    study(folders[1].path(), &["--threads", "3"]);
    for file in ["study.json", "index.html", "findings.parquet", "tables/corridors_by.csv", "tables/open.csv"] {
        let [one, other] = [0, 1].map(|i| fs::read(folders[i].path().join("out").join(file)).unwrap());
        assert!(one == other, "{file} differs");
    }
}

#[test]
fn assumptions_are_listed_and_change_the_label_of_what_rests_on_them() {
    let folder = tempfile::tempdir().unwrap();
    let without = study(folder.path(), &[]);
    let with = study(folder.path(), &["--assume", "act", "--instrument", "palermo-2000"]);
    let finding = |study: &Value| {
        let outputs = study["findings"]["instruments"].as_array().unwrap().iter();
        let palermo = outputs.clone().find(|i| i["id"] == "palermo-2000").unwrap();
        palermo["outputs"].as_array().unwrap().iter().find(|o| o["kind"] == "finding").unwrap().clone()
    };
    let (before, after) = (finding(&without), finding(&with));
    assert!(after["rows"]["yes"].as_u64() > before["rows"]["yes"].as_u64());
    assert!(after["label"].as_str().unwrap().contains("assuming act"));
    assert!(!before["label"].as_str().unwrap().contains("assuming"));
    assert_eq!(with["findings"]["assumptions"][0]["name"], "act");
    // Nothing in this file can say no to a person, so no finding does.
    assert_eq!(before["rows"]["no"], 0);
}

#[test]
fn json_goes_to_standard_output_and_an_earlier_study_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let example = example();
    for _ in 0..2 {
        let output =
            turnstone(&["study", example.to_str().unwrap(), "-o", "out", "--json", "--no-html"], folder.path());
        let study: Value = serde_json::from_str(&out(&output)).unwrap();
        assert_eq!(study["records"], 193_025);
        assert_eq!(names(folder.path()), ["out"]);
        assert!(!folder.path().join("out/index.html").exists());
    }
}

#[test]
fn several_inputs_make_one_study() {
    let folder = tempfile::tempdir().unwrap();
    let (example, survey) = (example(), root().join("examples/htcds/survey.csv"));
    let arguments = ["study", example.to_str().unwrap(), survey.to_str().unwrap(), "-o", "out"];
    let output = turnstone(&arguments, folder.path());
    assert!(output.status.success(), "{}", crate::err(&output));
    let study: Value = serde_json::from_slice(&fs::read(folder.path().join("out/study.json")).unwrap()).unwrap();
    let inputs = study["provenance"]["inputs"].as_array().unwrap();
    let rows: u64 = inputs.iter().map(|i| i["rows_out"].as_u64().unwrap()).sum();
    assert_eq!((inputs.len(), study["records"].as_u64()), (2, Some(rows)));
}

#[test]
fn every_verb_helps_with_an_example() {
    for verb in ["study", "inspect", "convert", "instruments", "generate"] {
        let help = out(&turnstone(&[verb, "--help"], &root()));
        assert!(help.contains("Example") && help.contains(&format!("turnstone {verb}")), "{verb}: {help}");
    }
}

#[test]
fn generated_rows_are_labelled_and_read_as_synthetic() {
    let folder = tempfile::tempdir().unwrap();
    let example = example();
    let arguments = ["generate", "--like", example.to_str().unwrap(), "--rows", "5000", "--seed", "3", "-o", "big.csv"];
    let output = turnstone(&arguments, folder.path());
    assert!(output.status.success(), "{}", crate::err(&output));
    assert_eq!(names(folder.path()), ["big.synthetic.csv", "big.synthetic.csv.PROVENANCE.txt"]);
    turnstone(&["study", "big.synthetic.csv", "-o", "out", "--no-html"], folder.path());
    let study: Value = serde_json::from_slice(&fs::read(folder.path().join("out/study.json")).unwrap()).unwrap();
    assert_eq!((&study["records"], &study["synthetic_records"]), (&5000.into(), &5000.into()));
}

#[test]
fn every_kind_of_result_is_counted_and_what_is_wanting_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let study = study(folder.path(), &["--assume", "act"]);
    let instruments = study["findings"]["instruments"].as_array().unwrap();
    let of_kind = |kind: &str| instruments.iter().filter(|i| i["kind"] == kind).collect::<Vec<_>>();
    for kind in ["elements", "dimensions", "signs", "pattern"] {
        assert!(!of_kind(kind).is_empty(), "{kind}");
    }
    for instrument in instruments {
        let is_test = instrument["kind"] == "elements";
        assert!(is_test || instrument["open"].as_array().unwrap().is_empty(), "{}", instrument["id"]);
        for output in instrument["outputs"].as_array().unwrap() {
            let rows = ["yes", "no", "undetermined"].map(|truth| output["rows"][truth].as_u64().unwrap());
            assert_eq!(rows.iter().sum::<u64>(), 193_025, "{}.{}", instrument["id"], output["name"]);
            let wanting = output["wanting"].as_array().unwrap().len() as u64;
            assert!(wanting <= output["facts"].as_u64().unwrap() && (rows[2] > 0 || wanting == 0));
        }
    }
    for pair in study["findings"]["agreement"].as_array().unwrap() {
        let of = |id: &Value| instruments.iter().find(|i| i["id"] == *id).unwrap();
        let (a, b) = (of(&pair["a"]), of(&pair["b"]));
        assert_eq!((&a["kind"], &b["kind"]), (&"elements".into(), &"elements".into()));
        assert_eq!(a["concern"], b["concern"]);
    }
    // The file has no column for how the trafficking went about.
    let readings = study["findings"]["process"]["readings"].as_array().unwrap();
    let unknown = readings.iter().find(|reading| reading["reading"] == "unknown").unwrap();
    assert_eq!(unknown["count"], 193_025);
    let page = fs::read_to_string(folder.path().join("out/index.html")).unwrap();
    for section in ["element-tests", "process", "dimensions", "signs", "prompts", "wanting"] {
        assert!(page.contains(&format!("<section id=\"{section}\">")), "{section}");
    }
    for table in ["process", "innocent_readings", "wanting"] {
        assert!(folder.path().join(format!("out/tables/{table}.csv")).is_file(), "{table}");
    }
}

#[test]
fn the_short_answer_has_element_tests_and_prompts_that_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let example = example();
    let answer = out(&turnstone(&["study", example.to_str().unwrap(), "-o", "out", "--no-html"], folder.path()));
    assert!(answer.contains("\nsmuggling-2000: "), "{answer}");
    assert!(answer.contains("\ncyber-sex-den: Look closer"), "{answer}");
    assert!(!answer.contains("ilo-11") && !answer.contains("forced-criminality: "), "{answer}");
    assert!(answer.contains(" more lists; see study.json.\n"), "{answer}");
}

#[test]
fn case_files_bring_their_status_over_time() {
    let folder = tempfile::tempdir().unwrap();
    let cases = root().join("examples/cases/myanmar-thailand.json");
    let survey = root().join("examples/htcds/survey.csv");
    let output = turnstone(&["study", survey.to_str().unwrap(), cases.to_str().unwrap(), "-o", "out"], folder.path());
    assert!(output.status.success(), "{}", crate::err(&output));
    let study: Value = serde_json::from_slice(&fs::read(folder.path().join("out/study.json")).unwrap()).unwrap();
    let timelines = study["timelines"].as_array().unwrap();
    assert_eq!(timelines.len(), 1);
    assert_eq!((&timelines[0]["input"], &timelines[0]["number"]), (&"myanmar-thailand.json".into(), &1.into()));
    assert_eq!(timelines[0]["legs"][0]["destination"], "THA");
    let page = fs::read_to_string(folder.path().join("out/index.html")).unwrap();
    assert_eq!(page.matches("<svg class=\"timeline\"").count(), 1);
    // Its person may be known to somebody: most of these records are not synthetic.
    assert!(page.contains("do not pass it on as it is"));
    let changes = fs::read_to_string(folder.path().join("out/tables/timeline_changes.csv")).unwrap();
    let trafficked = |line: &&str| line.contains(",life,2,2010-05,") && line.contains("palermo-2000");
    assert_eq!(changes.lines().filter(trafficked).count(), 1, "{changes}");
}

#[test]
fn a_case_from_standard_input_is_read_once_and_named_by_its_own_digest() {
    let folder = tempfile::tempdir().unwrap();
    let cases = fs::File::open(root().join("examples/cases/myanmar-thailand.json")).unwrap();
    let command = std::process::Command::new(env!("CARGO_BIN_EXE_turnstone"))
        .args(["study", "-", "-o", "out"])
        .current_dir(folder.path())
        .stdin(cases)
        .output()
        .unwrap();
    assert!(command.status.success(), "{}", crate::err(&command));
    let piped: Value = serde_json::from_slice(&fs::read(folder.path().join("out/study.json")).unwrap()).unwrap();
    let path = root().join("examples/cases/myanmar-thailand.json");
    turnstone(&["study", path.to_str().unwrap(), "-o", "file"], folder.path());
    let file: Value = serde_json::from_slice(&fs::read(folder.path().join("file/study.json")).unwrap()).unwrap();
    for key in ["sha256", "bytes", "format", "rows_in"] {
        assert_eq!(piped["provenance"]["inputs"][0][key], file["provenance"]["inputs"][0][key], "{key}");
    }
    assert_eq!(piped["timelines"][0]["life"], file["timelines"][0]["life"]);
}
