//! Bad input: a clear error or quarantine rows, an exit code that says so, nothing half-written.

use crate::{err, names, out, turnstone};
use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

const HEADER: &str = "yearOfRegistration,gender,ageBroad,majorityStatusAtExploit,citizenship,CountryOfExploitation,\
    meansOfControlThreats,isForcedLabour,isSexualExploit,isOtherExploit\n";

fn study(folder: &Path, text: &[u8]) -> std::process::Output {
    fs::write(folder.join("cases.csv"), text).unwrap();
    turnstone(&["study", "cases.csv", "-o", "out"], folder)
}

#[test]
fn rows_that_cannot_be_read_are_quarantined_with_line_column_reason_and_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = HEADER.as_bytes().to_vec();
    text.extend(b"2019,Female,09--17,,UKR,RUS,1,,1,\n"); // line 2, good
    text.extend(b"2019,Female,09--17\n"); // line 3, too few fields
    text.extend(b"2201,Female,,,UKR,RUS,,,,\n"); // line 4, a year to come
    text.extend(b"2019,F\xe9male,,,,,,,,\n"); // line 5, not UTF-8
    text.extend(b"2019,,,,ZZZ,,,,,\n"); // line 6, no country
    text.extend(b"2019,,,,,,7,,,\n"); // line 7, no flag
    text.extend(b"2019,Male,30--38,Minor,PHL,PHL,1,1,,\n"); // line 8, good: grown up since
    let output = study(folder.path(), &text);
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    assert!(out(&output).contains("7 rows in: 2 in the study, 5 in the quarantine."));
    let quarantine = fs::read_to_string(folder.path().join("out/quarantine.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(quarantine.as_bytes());
    let rows: Vec<[String; 4]> =
        reader.records().map(|r| r.unwrap()).map(|r| [1, 2, 3, 5].map(|i| r[i].to_owned())).collect();
    let expected = [
        ["3", "0", "", "3 fields where the header has 10"],
        ["4", "1", "yearOfRegistration", "the year is outside 1900 to 2100"],
        ["5", "2", "gender", "not a gender of the codebook"],
        ["6", "5", "citizenship", "not a country"],
        ["7", "7", "meansOfControlThreats", "not a flag of presence"],
    ];
    assert_eq!(rows, expected.map(|row| row.map(str::to_owned)));
    assert_eq!(fs::read_to_string(folder.path().join("out/remarks.csv")).unwrap().lines().count(), 1);
}

#[test]
fn files_that_cannot_be_read_fail_and_leave_nothing_behind() {
    let packed = {
        let rows: String =
            (0..50_000).map(|i| format!("2019,Female,,,UKR,RUS,1,,{},\n", if i % 3 == 0 { "1" } else { "" })).collect();
        let mut packed = zstd::encode_all((HEADER.to_owned() + &rows).as_bytes(), 3).unwrap();
        packed.truncate(packed.len() - 20);
        packed
    };
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain("a,b\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let cases: [(&str, &[u8], &str); 6] = [
        ("empty", b"", "is empty"),
        ("duplicate header", b"yearOfRegistration,gender,gender\n2019,,\n", "names column `gender` twice"),
        ("unknown columns", b"alpha,beta\n1,2\n", "no codec knows these columns"),
        ("truncated", &packed, "is cut off"),
        ("utf-16", &utf16, "save it as UTF-8"),
        (
            "no row that can be read",
            b"yearOfRegistration,meansOfControlThreats,isForcedLabour,isSexualExploit,isOtherExploit\n2201,,,,\n",
            "no row of the input could be read",
        ),
    ];
    for (what, text, says) in cases {
        let folder = tempfile::tempdir().unwrap();
        let output = study(folder.path(), text);
        assert_eq!(output.status.code(), Some(1), "{what}");
        assert!(err(&output).contains(says), "{what}: {}", err(&output));
        assert_eq!(names(folder.path()), ["cases.csv"], "{what}");
    }
}

#[test]
fn a_line_of_a_gigabyte_costs_only_itself() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = fs::File::create(folder.path().join("cases.csv")).unwrap();
    file.write_all(HEADER.as_bytes()).unwrap();
    // A hole in the file reads as zeros: one line of a gigabyte that takes no disk.
    file.seek(SeekFrom::Current(1 << 30)).unwrap();
    file.write_all(b"\n2019,Female,,,UKR,RUS,1,,1,\n").unwrap();
    drop(file);
    let output = turnstone(&["study", "cases.csv", "-o", "out", "--no-html"], folder.path());
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    assert!(out(&output).contains("2 rows in: 1 in the study, 1 in the quarantine."), "{}", out(&output));
    let quarantine = fs::read_to_string(folder.path().join("out/quarantine.csv")).unwrap();
    assert!(quarantine.len() < 2000 && quarantine.contains("longer than 16 MiB"));
}

#[test]
fn wrong_paths_names_and_outputs_are_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("cases.csv"), format!("{HEADER}2019,Female,,,UKR,RUS,1,,1,\n")).unwrap();
    fs::create_dir(folder.path().join("mine")).unwrap();
    fs::write(folder.path().join("mine/letter.txt"), "mine").unwrap();
    let cases: [(&[&str], &str); 6] = [
        (&["study", ".", "-o", "out"], "is a folder"),
        (&["study", "none.csv", "-o", "out"], "cannot read none.csv"),
        (&["study", "cases.csv", "-o", "out", "--assume", "acts"], "Did you mean `act`?"),
        (&["study", "cases.csv", "-o", "out", "--instrument", "palermo"], "no instrument is called `palermo`"),
        (&["study", "cases.csv", "-o", "mine"], "is there already and holds no study"),
        (&["study", "cases.csv", "-o", "/proc/turnstone/out"], "cannot write"),
    ];
    for (arguments, says) in cases {
        let output = turnstone(arguments, folder.path());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(err(&output).contains(says), "{arguments:?}: {}", err(&output));
        assert_eq!(names(folder.path()), ["cases.csv", "mine"], "{arguments:?}");
    }
    assert_eq!(turnstone(&["study"], folder.path()).status.code(), Some(2));
}

#[test]
fn standard_input_is_read_once_and_accounted_for() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("cases.csv"), format!("{HEADER}2019,Female,,,UKR,RUS,1,,1,\n")).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_turnstone"))
        .args(["study", "-", "-o", "out", "--no-html"])
        .current_dir(folder.path())
        .stdin(fs::File::open(folder.path().join("cases.csv")).unwrap())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", err(&output));
    assert!(out(&output).contains("1 rows in: 1 in the study"));
}
