//! Families of covariates beside victims by citizenship.

use crate::{err, out, root, turnstone};
use serde_json::Value;
use std::fs;

#[test]
fn families_share_what_they_explain_and_skill_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| root().join("examples").join(name).display().to_string();
    let (counts, mapping) = (path("glotip/glotip_2025-04-14.csv.zst"), path("drivers/drivers.toml"));
    let arguments = ["drivers", &counts, "--covariates", &mapping, "--years", "2015..2022", "-o", "out"];
    let output = turnstone(&arguments, folder.path());
    // GLOTIP holds rows that are no counts: they are in the quarantine.
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    let result: Value = serde_json::from_slice(&fs::read(folder.path().join("out/drivers.json")).unwrap()).unwrap();
    assert_eq!(result["driven"].as_array().unwrap().len(), 2, "hidden numbers at their least and at their most");
    for driven in result["driven"].as_array().unwrap() {
        let families = driven["families"].as_array().unwrap();
        assert_eq!(families.len(), 7);
        let sum: f64 = families.iter().map(|f| f["share"].as_f64().unwrap()).sum();
        assert!((sum - driven["explained"].as_f64().unwrap()).abs() < 1e-10);
        assert!(driven["skill"]["places"].is_f64() && driven["skill"]["regions"].is_f64());
        assert!(driven["places"].as_array().unwrap().len() > 100);
    }
    let answer = out(&output);
    assert!(answer.contains("On countries left out of the fit"), "{answer}");
    // What may not be passed on is not here, and that is said.
    assert!(answer.contains("Global Slavery Index"), "{answer}");
}

#[test]
fn a_mapping_with_a_misspelled_key_and_records_instead_of_counts_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bad.toml"), "[population]\nfile = \"p.csv\"\nsorce = \"UN\"\n").unwrap();
    let counts = crate::example().display().to_string();
    let refused = turnstone(&["drivers", &counts, "--covariates", "bad.toml", "-o", "out"], folder.path());
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("sorce"), "{}", err(&refused));
    let mapping = root().join("examples/drivers/drivers.toml").display().to_string();
    let records = turnstone(&["drivers", &counts, "--covariates", &mapping, "-o", "out"], folder.path());
    assert!(err(&records).contains("holds records of persons"), "{}", err(&records));
}
