//! Mistakes in a mapping file are told with their place, what was found and what would be right.

use super::*;

/// The mistake that a mapping with these lines under its title has: its kind and its text.
fn mistake(lines: &str) -> (Mistake, String) {
    wrong(&format!("title = \"t\"\n{lines}"))
}

fn wrong(text: &str) -> (Mistake, String) {
    let error = Mapping::parse(text.as_bytes(), "m.toml").expect_err(text);
    (error.mistake().unwrap(), error.to_string())
}

#[test]
fn each_mistake_says_where_and_what_would_be_right() {
    let cases: &[(&str, Mistake, &str)] = &[
        ("colums = 1", Mistake::UnknownKey, "m.toml:2:1: found the key `colums` in the file; did you mean `columns`? "),
        ("", Mistake::MissingKey, "m.toml:1:1: found no [columns]; expected a table [columns.NAME] for each column"),
        ("columns = 3", Mistake::Value, "m.toml:2:11: found the key `columns` with a number; expected a table"),
        ("[columns]", Mistake::Empty, "m.toml:2:1: found no column in [columns]"),
        (
            "table = \"counts\"\n[columns]",
            Mistake::Value,
            "m.toml:2:9: found `table = \"counts\"`; expected one of records",
        ),
        (
            "[columns.a]",
            Mistake::MissingKey,
            "m.toml:2:10: found nothing in [columns.a] that says what is done with the column",
        ),
        (
            "[columns.a]\nfeild = \"age\"",
            Mistake::UnknownKey,
            "m.toml:3:1: found the key `feild` in [columns.a]; did you mean `field`?",
        ),
        (
            "[columns.a]\nfield = \"agee\"",
            Mistake::UnknownField,
            "m.toml:3:9: found `agee`, which is no field that a mapping fills; did you mean `age`?",
        ),
        ("[columns.a]\nfield = \"legs\"", Mistake::UnknownField, "expected one of record_id, person_id, list"),
        (
            "[columns.a]\nfact = \"means.debt_bondge\"",
            Mistake::UnknownFact,
            "m.toml:3:8: found `means.debt_bondge`, which is no fact; did you mean `means.debt_bondage`",
        ),
        ("[columns.a]\nfact = \"act.*\"", Mistake::UnknownFact, "m.toml:3:8: found `act.*`, which is no fact"),
        (
            "[columns.a]\nfact = [\"act.transfer\"]",
            Mistake::Value,
            "m.toml:3:8: found `fact` in [columns.a] with a list; expected a text in quotes",
        ),
        (
            "[columns.a]\nfact = \"act.transfer\"\nyes = \"x\"",
            Mistake::Value,
            "m.toml:4:7: found `yes` in [columns.a] with a text; expected a list in brackets",
        ),
        (
            "[columns.a]\nfact = \"act.transfer\"\nyes = [\"x\"]\nno = [\"x\"]",
            Mistake::Twice,
            "m.toml:5:7: found the word `x` twice in [columns.a]",
        ),
        (
            "[columns.a]\nfact = \"act.transfer\"\nabsent = \"no\"",
            Mistake::KeyOutOfPlace,
            "m.toml:4:1: found the key `absent` in [columns.a]; a column for one fact has only the keys",
        ),
        (
            "[columns.a]\nfact = \"act.transfer\"\nignore = true",
            Mistake::KeyOutOfPlace,
            "m.toml:4:10: found `ignore` beside `fact`",
        ),
        (
            "[columns.a]\nignore = false",
            Mistake::Value,
            "m.toml:3:10: found `ignore = false`; expected true, or the key left out",
        ),
        ("[columns.a]\nvalues = {}", Mistake::Empty, "m.toml:3:10: found no value in [columns.a]"),
        ("[columns.a]\nvalues.x = { yes = [\"act.*\"] }", Mistake::Value, "only a `no` can speak of a whole element"),
        ("[columns.a]\nvalues.x = { yes = [] }", Mistake::Empty, "m.toml:3:20: found no fact in `yes`"),
        (
            "[columns.a]\nvalues.x = { maybe = [] }",
            Mistake::UnknownKey,
            "found the key `maybe` in values.\"x\" of [columns.a]",
        ),
        (
            "[columns.a]\nvalues.x = { yes = [\"act.transfer\"], no = [\"act.transfer\"] }",
            Mistake::Twice,
            "found `act.transfer` as yes and as no",
        ),
        (
            "[columns.a]\nvalues.x = { yes = [\"act.transfer\"] }\nvalues.\" x\" = {}",
            Mistake::Twice,
            "found the value ` x` twice",
        ),
        ("[columns.a]\nvalues.x = {}\nseparator = \"\"", Mistake::Empty, "m.toml:4:13: found an empty `separator`"),
        (
            "[columns.a]\ncount_of = [\"act.transfer\", \"act.transfer\"]",
            Mistake::Twice,
            "m.toml:3:29: found `act.transfer` twice in `count_of`",
        ),
        (
            "[columns.a]\nelement = \"act\"",
            Mistake::MissingKey,
            "m.toml:2:10: found [columns.a] without `codes`; expected the list that the codes are of",
        ),
        ("[columns.a]\ncodes = \"SHERLOC\"", Mistake::MissingKey, "found [columns.a] without `element`"),
        (
            "[columns.a]\ncodes = \"CTDC\"\nelement = \"act\"",
            Mistake::Value,
            "m.toml:3:9: found `codes = \"CTDC\"`; expected the list that the codes are of: one of HTCDS 2.0, CTDC 63",
        ),
        (
            "[columns.a]\ncodes = \"SHERLOC\"\nelement = \"acts\"",
            Mistake::Value,
            "m.toml:4:11: found `element = \"acts\"`; did you mean `act`?",
        ),
        (
            "[columns.a]\ncodes = \"SHERLOC\"\nelement = \"process\"",
            Mistake::Value,
            "that list says nothing of that element",
        ),
        (
            "[columns.a]\nfield = \"origin\"",
            Mistake::MissingKey,
            "m.toml:2:10: found [columns.a] without `basis`; expected what the place rests on",
        ),
        ("[columns.a]\nfield = \"origin\"\nbasis = \"guess\"", Mistake::Value, "expected one of journey, citizenship"),
        (
            "[columns.a]\nfield = \"citizenship\"\ncodes = \"C\"",
            Mistake::Value,
            "found `codes = \"C\"` for places; expected one of ISO 3166",
        ),
        (
            "[columns.a]\nfield = \"gender\"\nat = \"registration\"",
            Mistake::KeyOutOfPlace,
            "m.toml:4:1: found the key `at` in [columns.a]; a column for the field `gender` has only the keys",
        ),
        (
            "[columns.a]\nfield = \"gender\"\nvalues.F = \"femal\"",
            Mistake::Value,
            "m.toml:4:12: found `femal` for the gender: a value outside its list",
        ),
        (
            "[columns.a]\ncheck = \"palermo\"",
            Mistake::Value,
            "m.toml:3:9: found `check = \"palermo\"`; expected an instrument and one of its results",
        ),
        ("[columns.a]\ncheck = \"a.b\"\nvalues.x = \"maybe\"", Mistake::Value, "expected one of yes, no, undetermined"),
        (
            "[columns.a]\nfact = \"act.transfer\"\n[columns.b]\nvalues.x = { no = [\"act.*\"] }",
            Mistake::Twice,
            "m.toml:4:10: found `act.transfer` in [columns.b], which `a` speaks of, too; expected one column for it, or shared = [\"act.transfer\"]",
        ),
        (
            "[columns.a]\nfield = \"age\"\n[columns.b]\nfield = \"age\"",
            Mistake::Twice,
            "found `age` in [columns.b], which `a` speaks of, too; expected one column for each field",
        ),
        (
            "[columns.a]\nfield = \"child\"\n[columns.b]\nfact = \"person.child\"",
            Mistake::Twice,
            "found `person.child` in [columns.b]",
        ),
        (
            "[every_row]\nlist = \"x\"\n[columns.a]\nfield = \"list\"",
            Mistake::Twice,
            "which `[every_row]` speaks of, too",
        ),
        (
            "[every_row]\nlits = \"x\"\n[columns.a]\nignore = true",
            Mistake::UnknownField,
            "m.toml:3:1: found `lits`, which is no field that a mapping fills; did you mean `list`?",
        ),
        (
            "[every_row]\ndestination = \"ITA\"\n[columns.a]\nignore = true",
            Mistake::MissingKey,
            "m.toml:3:1: found destination of [every_row] without `basis`",
        ),
        (
            "[every_row]\nsynthetic = \"perhaps\"\n[columns.a]\nignore = true",
            Mistake::Value,
            "m.toml:3:13: found `perhaps` for the mark of synthetic rows: neither yes nor no",
        ),
        (
            "shared = [\"act.transfr\"]\n[columns.a]\nignore = true",
            Mistake::UnknownFact,
            "m.toml:2:11: found `act.transfr`",
        ),
        (
            "records_presence_only = true\n[columns.a]\nvalues.x = { no = [\"act.transfer\"] }",
            Mistake::PresenceOnly,
            "m.toml:4:19: found a `no` in a file that only records presence",
        ),
        (
            "records_presence_only = true\n[columns.a]\ncodes = \"SHERLOC\"\nelement = \"act\"\nabsent = \"no\"",
            Mistake::PresenceOnly,
            "m.toml:6:10: found `absent = \"no\"`",
        ),
        ("[columns.a]\nignore = true\n[columns.\" a \"]\nignore = true", Mistake::Twice, "found the column `a` twice"),
        ("[columns.\"\"]\nignore = true", Mistake::Empty, "m.toml:2:10: found the column ``"),
        ("[columns.a\nignore = true", Mistake::Toml, "m.toml:2:11: "),
    ];
    for (lines, kind, says) in cases {
        let (found, text) = mistake(lines);
        assert_eq!(found, *kind, "{lines}\n{text}");
        assert!(text.contains(says), "{lines}\nsays  {text}\nand not {says}");
    }
}

#[test]
fn a_file_with_nothing_in_it_and_one_that_is_no_text_are_told() {
    for text in ["", "\n\n", "# only this\n", "\u{feff}"] {
        assert_eq!(wrong(text).0, Mistake::Empty, "{text:?}");
    }
    let error = Mapping::parse(b"title = \"t\"\nx = \"\xff\"", "m.toml").unwrap_err();
    assert_eq!(error.to_string(), "m.toml:2:6: found a byte that is no UTF-8; save the file as UTF-8");
    assert!(matches!(Mapping::load(Path::new("no such file")), Err(MappingError::Read { .. })));
    assert!(matches!(Mapping::load(Path::new(".")), Err(MappingError::Read { .. })));
}

#[test]
fn a_mark_before_the_text_is_no_part_of_it() {
    assert!(Mapping::parse("\u{feff}title = \"t\"\n[columns.a]\nignore = true".as_bytes(), "m.toml").is_ok());
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Mapping::parse(&bytes, "m.toml").map_err(|error| error.to_string());
    }

    #[test]
    fn any_change_to_a_mapping_is_read_without_a_panic(
        at in 0..SMALL.len(), gone in 0usize..40, put in "[\\[\\]{}\"'=.,#a-z\n *é]{0,12}"
    ) {
        let mut text: Vec<char> = SMALL.chars().collect();
        let end = (at + gone).min(text.len());
        text.splice(at.min(end)..end, put.chars());
        let text: String = text.into_iter().collect();
        if let Err(error) = Mapping::parse(text.as_bytes(), "m.toml") {
            let MappingError::Wrong { line, column, found, expected, .. } = error else { panic!("it was read") };
            prop_assert!(line >= 1 && line <= text.lines().count() + 1 && column >= 1);
            prop_assert!(!found.is_empty() && !expected.is_empty());
        }
    }
}
