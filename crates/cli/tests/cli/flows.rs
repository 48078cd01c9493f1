//! Corridors, one law for both halves, and tables of movement with every kind of fault.

use crate::{err, example, names, out, root, turnstone};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// The files of the movement of all people.
fn movement() -> Vec<String> {
    let folder = root().join("examples/migration");
    let files = names(&folder).into_iter().filter(|name| name.contains(".csv"));
    files.map(|name| folder.join(name).display().to_string()).collect()
}

fn flows(folder: &Path, files: &[String], more: &[&str]) -> std::process::Output {
    let mut arguments = vec!["flows"];
    arguments.extend(files.iter().map(String::as_str));
    arguments.extend(["-o", "out"]);
    arguments.extend(more);
    turnstone(&arguments, folder)
}

fn result(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("out/flows.json")).unwrap()).unwrap()
}

#[test]
fn cases_flows_and_provinces_give_one_law_in_one_command() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = vec![example().display().to_string()];
    files.extend(movement());
    let output = flows(folder.path(), &files, &["--within", "KOR"]);
    // UN DESA's Channel Islands are no country: 26 rows are in the quarantine, and the exit code says so.
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    let result = result(folder.path());
    let sum = |crossed: bool| -> u64 {
        let corridors = result["table"]["corridors"].as_array().unwrap().iter();
        corridors.filter(|c| c["border_crossed"] == crossed).map(|c| c["low"].as_u64().unwrap()).sum()
    };
    assert_eq!((sum(false), sum(true)), (20_791, 60_846 - 20_791));
    // The first estimate's law, as pyfixest finds it too (test of `turnstone-monitor`).
    let law = &result["people"][0]["found"];
    let headline = law["headline"].as_u64().unwrap() as usize;
    let border = &law["ladder"][headline]["terms"][0];
    assert!((border["estimate"].as_f64().unwrap() + 2.364_208).abs() < 1e-5, "{border}");
    assert!(law["same"].as_array().unwrap().iter().any(|t| t["question"] == "distance"));
    assert!(result["trafficking"][0]["found"].is_object() && result["excess"][0]["found"].is_object());
    for input in result["provenance"]["inputs"].as_array().unwrap() {
        let of = |name: &str| input[name].as_u64().unwrap();
        assert_eq!(of("rows_in"), of("rows_out") + of("quarantined"), "{input}");
    }
    let answer = out(&output);
    assert!(answer.contains("Whether the same law holds on both sides"), "{answer}");
    let files = names(&folder.path().join("out"));
    for file in ["flows.json", "index.html", "quarantine.csv", "tables"] {
        assert!(files.contains(&file.to_owned()), "{file} is missing");
    }
}

#[test]
fn without_moves_inside_a_country_the_border_is_not_identified() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<String> = movement().into_iter().filter(|f| f.contains("abel_cohen")).collect();
    let output = flows(folder.path(), &files, &[]);
    assert!(output.status.success(), "{}", err(&output));
    assert!(out(&output).contains("not identified: no moves inside any country are given"), "{}", out(&output));
    assert!(result(folder.path())["people"][0]["withheld"]["help"].as_str().unwrap().contains("--internal"));
}

#[test]
fn tables_that_contradict_themselves_or_hide_their_codes_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).unwrap();
        vec![name.to_owned()]
    };
    let twice = write("twice.csv", "year,origin,destination,migrants\n2015,Nepal,Qatar,5\n2015,Nepal,Qatar,6\n");
    let refused = flows(folder.path(), &twice, &[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("is 5 in line 2 and 6 in line 3"), "{}", err(&refused));
    assert!(!folder.path().join("out").exists(), "nothing half-written stays");
    let chosen = flows(folder.path(), &twice, &["--repeated", "last"]);
    assert!(chosen.status.success(), "{}", err(&chosen));
    let unhcr = write("unhcr.csv", "year,coo,coa,refugees\n2020,AUS,AUL,5\n");
    assert!(err(&flows(folder.path(), &unhcr, &[])).contains("AUS is Austria there"));
    let parts = write("parts.csv", "orig,dest,year,flow\nSeoul,Busan,2015,9\n");
    assert!(err(&flows(folder.path(), &parts, &[])).contains("say it with --within"));
}
