//! `turnstone prevalence`: the range, no number where there is none, the held-list table, doubt of linkage, and bad input.

use crate::{err, names, out, root, turnstone};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn mse(name: &str) -> String {
    root().join("examples/mse").join(name).display().to_string()
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let mut all = vec!["prevalence"];
    all.extend_from_slice(arguments);
    all.extend_from_slice(&["--json", "--replicates", "40"]);
    let output = turnstone(&all, folder);
    assert!(output.status.success(), "{arguments:?}: {}", err(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn point(result: &Value, route: &str) -> f64 {
    let routes = result["answer"]["outcome"]["routes"].as_array().unwrap();
    let found = routes.iter().find(|r| r["route"] == route).unwrap();
    found["point"].as_f64().unwrap_or_else(|| panic!("{found}"))
}

#[test]
fn the_range_shows_both_answers_of_one_table_and_why_they_differ() {
    let folder = tempfile::tempdir().unwrap();
    let output = turnstone(&["prevalence", &mse("uk5.csv"), "-o", "out", "--replicates", "100"], folder.path());
    assert!(output.status.success(), "{}", err(&output));
    let said = out(&output);
    assert!(said.starts_with("Between 11,200 and 23,000 persons in all"), "{said}");
    assert!(said.contains("Averaged over 1,024 models"), "{said}");
    // The stepwise and the BIC answers of Chan, Silverman and Vincent (2021, 2024), both there and set against each other.
    assert!(said.contains("Stepwise answers 11,300, best model by BIC answers 23,000"), "{said}");
    assert!(said.contains("By AIC stepwise is better by 3.9, by BIC best model by BIC by 2.1"), "{said}");
    assert!(said.contains("What no data can say"), "{said}");
    assert_eq!(names(&folder.path().join("out")), ["index.html", "prevalence.json", "tables"]);
    let page = fs::read_to_string(folder.path().join("out/index.html")).unwrap();
    for part in ["11,313", "22,991", "route-estimates", "by-odds-ratio", "sampled-latent-classes-traces"] {
        assert!(page.contains(part), "the page has no {part}");
    }
    let models = fs::read_to_string(folder.path().join("out/tables/models.csv")).unwrap();
    assert!(models.lines().count() > 100, "{}", models.lines().count());
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_one_thread_and_on_two() {
    let folder = tempfile::tempdir().unwrap();
    let run = |threads: &str| {
        let arguments = ["prevalence", &mse("korea3.csv"), "--json", "--replicates", "60", "--threads", threads];
        let output = turnstone(&arguments, folder.path());
        assert!(output.status.success(), "{}", err(&output));
        output.stdout
    };
    assert!(run("1") == run("2"));
}

#[test]
fn where_nobody_is_shared_there_is_no_number() {
    let folder = tempfile::tempdir().unwrap();
    let output = turnstone(&["prevalence", &mse("ned5.csv"), "--restrict-to", "K"], folder.path());
    assert!(output.status.success(), "{}", err(&output));
    let said = out(&output);
    assert!(said.starts_with("Not estimable: no two of the 3 lists share a person"), "{said}");
    assert!(said.contains("lists are needed that know some of the same persons"), "{said}");
    assert!(!said.contains("e11") && !said.contains("000,000"), "{said}");
}

#[test]
fn held_lists_are_a_table() {
    let folder = tempfile::tempdir().unwrap();
    for (table, list, members) in [("uk5.csv", "PFNCA", "1169"), ("ned5.csv", "IO", "929")] {
        let output = turnstone(&["prevalence", &mse(table), "--validate", "--replicates", "40"], folder.path());
        assert!(output.status.success(), "{}", err(&output));
        let said = out(&output);
        assert!(said.lines().any(|line| line.starts_with(list) && line.contains(members)), "{said}");
        assert!(said.contains("average over models: 4 of"), "{said}");
    }
}

#[test]
fn lists_are_merged_and_left_out_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let merged = json(folder.path(), &[&mse("uk6.csv"), "--merge", "PF+NCA"]);
    // uk5 is uk6 with police forces and crime agency as one.
    assert!((point(&merged, "stepwise") - 11_312.99).abs() < 0.01);
    let left = json(folder.path(), &[&mse("uk5.csv"), "--without", "GP"]);
    assert!((point(&left, "stepwise") - 11_015.244_5).abs() < 0.001);
    let output = turnstone(&["prevalence", &mse("uk5.csv"), "--without", "POLICE"], folder.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("there is no list `POLICE`; the lists are LA, NG, PFNCA, GO, GP"),
        "{}",
        err(&output)
    );
}

#[test]
fn doubt_of_linkage_is_in_the_interval() {
    let folder = tempfile::tempdir().unwrap();
    let result = json(folder.path(), &[&mse("uk5.csv"), "--missed", "0.1", "--linkages", "12"]);
    let linked = &result["linkage"]["estimated"];
    assert!(linked["share_of_linkage"].as_f64().unwrap() > 0.0, "{}", result["linkage"]);
    // Links made good again: fewer hidden than the table says.
    assert!(linked["median"].as_f64().unwrap() < result["answer"]["outcome"]["average"]["point"].as_f64().unwrap());
}

/// Three hundred persons on three lists, as memberships, as records and as histories.
fn persons() -> Vec<(u32, Vec<&'static str>)> {
    let patterns: [(u32, &[&str]); 6] = [
        (90, &["police"]),
        (80, &["shelter"]),
        (70, &["hotline"]),
        (25, &["police", "shelter"]),
        (20, &["shelter", "hotline"]),
        (15, &["police", "hotline"]),
    ];
    let mut persons = Vec::new();
    for (count, lists) in patterns {
        for _ in 0..count {
            persons.push((persons.len() as u32, lists.to_vec()));
        }
    }
    persons
}

#[test]
fn memberships_records_and_histories_answer_alike() {
    let folder = tempfile::tempdir().unwrap();
    let (mut rows, mut people) = ("person_id,list\n".to_owned(), "hotline,police,shelter\n".to_owned());
    for (id, lists) in persons() {
        lists.iter().for_each(|list| rows += &format!("p{id},{list}\n"));
        let on = |list: &str| u8::from(lists.contains(&list));
        people += &format!("{},{},{}\n", on("hotline"), on("police"), on("shelter"));
    }
    fs::write(folder.path().join("rows.csv"), &rows).unwrap();
    fs::write(folder.path().join("people.csv"), people).unwrap();
    let mapping = "title = \"Lists\"\n[columns.who]\nfield = \"person_id\"\n[columns.where]\nfield = \"list\"\n";
    fs::write(folder.path().join("map.toml"), mapping).unwrap();
    fs::write(folder.path().join("cases.csv"), rows.replace("person_id,list", "who,where")).unwrap();
    let all = [
        json(folder.path(), &["rows.csv"]),
        json(folder.path(), &["people.csv"]),
        json(folder.path(), &["cases.csv", "--map", "map.toml"]),
    ];
    for result in &all[1..] {
        assert_eq!(result["answer"]["outcome"], all[0]["answer"]["outcome"]);
    }
    assert_eq!(all[0]["provenance"]["input"]["account"]["used"], 360);
    assert_eq!(all[0]["answer"]["observed"], 300);

    // A study of records that are linked says it too.
    let output = turnstone(&["study", "cases.csv", "--map", "map.toml", "-o", "study"], folder.path());
    assert!(output.status.success(), "{}", err(&output));
    let study: Value = serde_json::from_slice(&fs::read(folder.path().join("study/study.json")).unwrap()).unwrap();
    assert_eq!(study["hidden"]["answer"]["observed"], 300);
    assert_eq!(study["hidden"]["account"]["used"], 360);
    let page = fs::read_to_string(folder.path().join("study/index.html")).unwrap();
    assert!(page.contains("How many are on no list") && page.contains("persons are on at least one of 3 lists"));
}

#[test]
fn scores_of_links_are_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = "person_id,list,score\n".to_owned();
    for (id, lists) in persons() {
        for (place, list) in lists.iter().enumerate() {
            let score = if place == 0 { "1" } else { "0.8" };
            rows += &format!("p{id},{list},{score}\n");
        }
    }
    fs::write(folder.path().join("rows.csv"), rows).unwrap();
    let result = json(folder.path(), &["rows.csv", "--linkages", "12"]);
    let persons = result["linkage"]["estimated"]["persons"][1].as_u64().unwrap();
    // Sixty links, each made with 0.8: some are not, and then one person is two.
    assert!(persons > 300, "{}", result["linkage"]);
}

#[test]
fn tables_that_are_none_are_refused_with_their_place() {
    let many: Vec<String> = (0..30).map(|i| format!("l{i}")).collect();
    let mut rows = format!("{},count\n", many.join(","));
    for i in 0..30 {
        let on: Vec<&str> = (0..30).map(|j| if i == j || (i + 1) % 30 == j { "1" } else { "0" }).collect();
        rows += &format!("{},3\n", on.join(","));
    }
    let cases: [(&str, &str, &str); 8] = [
        ("negative", "a,b,count\n1,0,5\n0,1,-4\n1,1,2\n", "line 3, column `count`: `-4`"),
        ("fractional", "a,b,count\n1,0,5\n0,1,4.5\n1,1,2\n", "line 3, column `count`: `4.5`"),
        ("equal lists", "a,b,c,count\n1,1,0,5\n0,0,1,4\n1,1,1,2\n", "`a` and `b` have the same members"),
        ("one list", "a,count\n1,5\n", "nothing to compare"),
        ("30 lists", &rows, "Merge lists of the same kind"),
        ("on no list", "a,b,count\n1,0,5\n0,1,4\n1,1,2\n0,0,9\n", "person(s) on no list"),
        ("not 0 or 1", "a,b,count\n1,0,5\n2,1,4\n", "column `a`: `2`"),
        ("nobody", "a,b,count\n1,0,0\n0,1,0\n", "nobody is on any list"),
    ];
    for (what, text, says) in cases {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("lists.csv"), text).unwrap();
        let output = turnstone(&["prevalence", "lists.csv", "-o", "out"], folder.path());
        assert_eq!(output.status.code(), Some(1), "{what}: {}", out(&output));
        assert!(err(&output).contains(says), "{what}: {}", err(&output));
        assert_eq!(names(folder.path()), ["lists.csv"], "{what}");
    }
}

#[test]
fn what_is_put_right_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let text = "a,b,c,count\n1,0,0,30\n0,1,0,20\n1,1,0,6\n1,1,0,4\n";
    fs::write(folder.path().join("lists.csv"), text).unwrap();
    let result = json(folder.path(), &["lists.csv"]);
    let repairs = &result["provenance"]["input"]["repairs"];
    assert!(
        repairs.to_string().contains("empty_list_dropped") && repairs.to_string().contains("pattern_repeated"),
        "{repairs}"
    );
    // 40 and 30 persons, 10 on both: 40 · 30 / 10 = 120.
    assert!((point(&result, "independent") - 120.0).abs() < 1e-6);
}
