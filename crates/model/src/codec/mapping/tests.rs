//! Mapping files over small tables: what columns come to, and what is refused.

use super::*;
use crate::codec::source::Source;
use crate::codec::{Codec, Dataset};
use crate::date::ImpreciseDate;
use crate::journey::{CorridorEnd, PlaceBasis};
use crate::loss::{Kept, LossReport, Losses};
use crate::person::{AgeAt, AgeCertainty, ChildStatus, DecidedBy, Gender, SaidBy, Status};
use crate::place::Place;
use crate::record::Row;
use crate::records;
use crate::remark::{Fate, Remark};
use crate::vocabulary::{Element, Fact, PersonFact};
use proptest::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;

mod mistakes;

fn mapping(text: &str) -> Arc<Mapping> {
    Arc::new(Mapping::parse(text.as_bytes(), "some/folder/m.toml").unwrap_or_else(|error| panic!("{error}")))
}

/// What a whole file became.
struct Whole {
    rows: Vec<Row>,
    remarks: Vec<Remark>,
    rows_in: u64,
    quarantined: u64,
    losses: Losses,
}

fn read(dataset: &Dataset) -> Whole {
    let mut decoder = dataset.decoder("a label", (0..records::schema().fields().len()).collect());
    let mut pieces = dataset.pieces().unwrap();
    let mut whole =
        Whole { rows: Vec::new(), remarks: Vec::new(), rows_in: 0, quarantined: 0, losses: Losses::default() };
    while let Some(piece) = pieces.next_piece().unwrap() {
        let decoded = decoder.decode(piece);
        whole.rows.extend(records::read::rows(&decoded.batch).unwrap().into_iter().map(|(_, row)| row));
        whole.remarks.extend(decoded.remarks);
        whole.rows_in += decoded.rows_in;
        whole.quarantined += decoded.quarantined;
        whole.losses.merge(decoded.losses);
    }
    assert_eq!(whole.rows_in, whole.rows.len() as u64 + whole.quarantined);
    whole
}

fn dataset(mapping: Arc<Mapping>, bytes: &[u8]) -> Result<Dataset, ReadError> {
    Dataset::from_source_mapped(Source::from_bytes("cases.csv", bytes.to_vec())?, mapping)
}

fn through(toml: &str, table: &str) -> Whole {
    read(&dataset(mapping(toml), table.as_bytes()).unwrap_or_else(|error| panic!("{error}")))
}

/// The facts of the only row, as `act.recruitment` or `-act.recruitment`.
fn facts(toml: &str, table: &str) -> Vec<String> {
    let whole = through(toml, table);
    assert_eq!((whole.rows.len(), &whole.remarks), (1, &Vec::new()));
    told(&whole.rows[0])
}

fn told(row: &Row) -> Vec<String> {
    let said = row.facts.recorded().map(|(fact, truth)| format!("{}{fact}", if truth.is_no() { "-" } else { "" }));
    said.collect()
}

const SMALL: &str = r#"
    title = "t"
    missing = ["", "-99", "unknown"]
    [columns.age]
    values."adult" = { no = ["person.child"] }
    values."minor" = { yes = ["person.child"] }
    [columns.act]
    fact = "act.unspecified"
    [columns.acts]
    separator = "|"
    codes = "SHERLOC"
    element = "act"
    values.other = { yes = ["act.luring"] }
    [columns.sex]
    field = "gender"
    values."F" = "female"
    [columns.notes]
    ignore = true
"#;

#[test]
fn each_column_says_what_the_mapping_says_of_it() {
    let whole = through(SMALL, "age,act,acts,sex,notes,more\nminor,Yes,Recruitment| other,f,words,x\nadult,0,-99,,,\n");
    assert_eq!(told(&whole.rows[0]), ["act.recruitment", "act.luring", "act.unspecified", "person.child"]);
    assert_eq!((whole.rows[0].gender, whole.rows[0].child), (Some(Gender::Female), Some(ChildStatus::Child)));
    assert_eq!(told(&whole.rows[1]), ["-act.unspecified", "-person.child"]);
    assert_eq!(whole.rows[1].gender, None);
    let report = LossReport::new("cases.csv", "records", 2, whole.losses);
    let withheld: Vec<_> = report.withheld.iter().map(|w| (w.field.as_str(), w.values, w.why.as_str())).collect();
    assert_eq!(withheld, [("more", 1, "the mapping does not name it"), ("notes", 1, "the mapping leaves it out")]);
}

#[test]
fn a_value_listed_nowhere_is_quarantined_with_what_would_be_right() {
    let whole = through(SMALL, "age,act,acts,sex,notes\nold,,,,\n,maybe,,,\n,,flight|transfer,,\n,,,Fem,\n,,|,,\n");
    assert_eq!((whole.rows.len(), whole.quarantined), (0, 5));
    let said: Vec<_> = whole.remarks.iter().map(|r| (r.line, r.column, r.value.as_str(), r.reason.as_str())).collect();
    let unlisted = "a value that the mapping does not list";
    assert_eq!(
        said,
        [
            (2, 1, "old", unlisted),
            (3, 2, "maybe", unlisted),
            (4, 3, "flight|transfer", unlisted),
            (5, 4, "Fem", "a value outside its list"),
            (6, 3, "|", "separators with nothing between them"),
        ]
    );
    assert!(whole.remarks.iter().all(|remark| remark.fate == Fate::Quarantined));
    assert_eq!(whole.remarks[0].expected, "one of adult, minor, -99, unknown, or nothing");
    assert_eq!(whole.remarks[1].expected, "one of yes, y, true, 1, no, n, false, 0, -99, unknown, or nothing");
    assert!(whole.remarks[2].expected.starts_with("one of other, recruitment, transportation, transfer"));
}

#[test]
fn what_is_not_recorded_goes_behind_the_words_of_a_column_and_before_the_usual_ones() {
    let toml =
        |keys: &str| format!("title = \"t\"\nmissing = [0, \"no\"]\n[columns.a]\nfact = \"act.transfer\"\n{keys}");
    assert_eq!(facts(&toml(""), "a\nno\n"), [""; 0]);
    assert_eq!(facts(&toml(""), "a\nfalse\n"), ["-act.transfer"]);
    assert_eq!(facts(&toml("no = [0]"), "a\n0\n"), ["-act.transfer"]);
    assert_eq!(facts(&toml("missing = []"), "a\nNO\n"), ["-act.transfer"]);
    assert_eq!(facts(&toml("values.\"\" = { no = [\"act.transfer\"] }"), "a,b\n,x\n"), ["-act.transfer"]);
    assert_eq!(facts(&toml("values.no = { yes = [\"act.receipt\"] }"), "a\nno\n"), ["act.receipt"]);
}

#[test]
fn a_file_that_only_records_presence_never_says_no() {
    let toml = "title = \"t\"\nrecords_presence_only = true\n[columns.a]\nfact = \"act.transfer\"\n[columns.b]\n\
        count_of = [\"act.recruitment\", \"act.receipt\"]";
    let whole = through(toml, "a,b\n0,0\n1,1\n");
    assert_eq!(told(&whole.rows[0]), [""; 0]);
    assert_eq!(told(&whole.rows[1]), ["act.recruitment", "act.transfer"]);
}

#[test]
fn a_count_says_of_the_first_facts_that_they_hold_and_of_the_others_that_they_do_not() {
    let toml = "title = \"t\"\n[columns.n]\ncount_of = [\"act.recruitment\", \"act.transfer\", \"act.receipt\"]";
    assert_eq!(facts(toml, "n\n0\n"), ["-act.recruitment", "-act.transfer", "-act.receipt"]);
    assert_eq!(facts(toml, "n\n2\n"), ["act.recruitment", "act.transfer", "-act.receipt"]);
    assert_eq!(facts(toml, "n\n3.0\n"), ["act.recruitment", "act.transfer", "act.receipt"]);
    assert_eq!(facts(toml, "n,m\n,x\n"), [""; 0]);
    let reasons: Vec<_> = through(toml, "n\n4\n-1\nmany\n+1\n").remarks.into_iter().map(|r| r.reason).collect();
    assert_eq!(reasons, ["more than the facts it counts", "not a count", "not a count", "not a count"]);
}

#[test]
fn a_whole_element_is_denied_but_for_what_is_said() {
    let toml = "title = \"t\"\n[columns.a]\nvalues.none = { no = [\"act.*\"] }\n\
        values.lured = { yes = [\"act.luring\"], no = [\"act.*\"] }";
    let acts = Element::Act.facts().count();
    let none = facts(toml, "a\nnone\n");
    assert_eq!((none.len(), none.iter().filter(|fact| fact.starts_with('-')).count()), (acts, acts));
    let lured = facts(toml, "a\nlured\n");
    assert_eq!(lured.iter().filter(|fact| !fact.starts_with('-')).collect::<Vec<_>>(), ["act.luring"]);
}

#[test]
fn a_complete_list_says_no_only_of_what_it_could_name() {
    let toml = "title = \"t\"\nmissing = [\"?\"]\n[columns.m]\ncodes = \"htcds\"\nelement = \"act\"\nseparator = \";\"\n\
        absent = \"no\"";
    // The list has Recruitment for one act, Transit for two and Exploitation for two; it has nothing for luring.
    let toml = toml.to_owned() + "\nvalues.Transit = { yes = [\"act.unspecified\"] }";
    let both = facts(&toml, "m\nRecruitment;Transit\n");
    assert_eq!(both, ["act.recruitment", "-act.harbouring", "-act.receipt", "act.unspecified"]);
    // Transit may be either of two acts: neither is denied.
    let transit = facts(&toml, "m\nTransit\n");
    assert_eq!(transit, ["-act.recruitment", "-act.harbouring", "-act.receipt", "act.unspecified"]);
    // A list with a gap leaves everything else open.
    assert_eq!(facts(&toml, "m\nRecruitment;?\n"), ["act.recruitment"]);
}

#[test]
fn fields_are_read_in_the_forms_people_write() {
    let toml = r#"
        title = "t"
        [every_row]
        list = "one"
        said_by = "hotline"
        synthetic = true
        destination = { value = "Italy", basis = "identification" }
        [columns]
        id = { field = "record_id" }
        who = { field = "person_id" }
        on = { field = "registered", order = "day-month-year" }
        age = { field = "age", at = "exploitation" }
        sure = { field = "age_certainty", values.guess = "estimated" }
        from = { field = "citizenship", separator = "/" }
        months = { field = "months" }
        state = { field = "status" }
        by = { field = "status_by" }
    "#;
    let table = "id,who,on,age,sure,from,months,state,by\n7,p1,3.5.2021,17,guess,Filipino/UKR/Ukraine,61+,possible victim,NGO\n";
    let whole = through(toml, table);
    assert_eq!(whole.remarks, []);
    let row = &whole.rows[0];
    assert_eq!((row.record_id.as_deref(), row.person_id.as_deref()), (Some("7"), Some("p1")));
    assert_eq!((row.list.as_deref(), row.said_by, row.synthetic), (Some("one"), Some(SaidBy::Hotline), Some(true)));
    assert_eq!(row.registered, ImpreciseDate::parse("2021-05-03").ok());
    let age = row.age.unwrap();
    assert_eq!(
        (age.low, age.high, age.at, age.certainty),
        (17, Some(17), AgeAt::Exploitation, AgeCertainty::Estimated)
    );
    assert_eq!(row.child, Some(ChildStatus::Child));
    assert_eq!(
        (row.citizenship, row.other_citizenships.as_slice()),
        (Place::from_code("PHL"), &[Place::from_code("UKR").unwrap()][..])
    );
    assert_eq!(
        row.destination,
        Some(CorridorEnd { place: Place::from_code("ITA").unwrap(), basis: PlaceBasis::Identification })
    );
    assert_eq!(
        (row.months, row.status, row.status_by),
        (Some((61, None)), Some(Status::Possible), Some(DecidedBy::Ngo))
    );
    assert_eq!(row.border_crossed, Some(true));
}

#[test]
fn dates_are_read_in_the_order_that_the_mapping_says_and_in_no_other() {
    let on = |order: &str, date: &str| {
        let whole =
            through(&format!("title = \"t\"\n[columns.d]\nfield = \"registered\"\n{order}"), &format!("d\n{date}\n"));
        whole
            .rows
            .first()
            .and_then(|row| row.registered)
            .map_or_else(|| whole.remarks[0].reason.clone(), |d| d.to_string())
    };
    let (day, month) = ("order = \"day-month-year\"", "order = \"month-day-year\"");
    assert_eq!(on(day, "03/05/2021"), "2021-05-03");
    assert_eq!(on(month, "03/05/2021"), "2021-03-05");
    assert_eq!(on("", "03/05/2021"), "not a date");
    assert_eq!(on(day, "05/2021"), "2021-05");
    assert_eq!(on(day, "3-5-2021 10:30"), "2021-05-03");
    assert_eq!(on(day, "2021-05-03"), "2021-05-03");
    assert_eq!(on(month, "31/05/2021"), "no such day or month");
    assert_eq!(on(day, "1/2/21"), "not a date");
    assert_eq!(on(day, "01/02/2201"), "the year is outside 1900 to 2100");
}

#[test]
fn places_that_a_column_cannot_hold_whole_are_kept_as_they_stand() {
    let toml = "title = \"t\"\nmissing = [\"NA\"]\n[columns.c]\nfield = \"citizenship\"\n[columns.o]\nfield = \"origin\"\n\
        basis = \"journey\"\ncodes = \"UNHCR\"";
    let whole = through(toml, "c,o\nYugoslav,AUS\nstateless,AUL\nforeign,\nNA,\nRuritania,\nKorean,\n,FRX\n");
    let row = &whole.rows[0];
    assert_eq!(row.source_values.as_deref(), Some("{\"c\":\"Yugoslav\"}"));
    assert_eq!(row.origin.map(|end| end.place.code()), Some("AUT"));
    assert_eq!(whole.rows[1].source_values.as_deref(), Some("{\"c\":\"stateless\"}"));
    assert_eq!(whole.rows[1].citizenship, None);
    assert_eq!(whole.rows[2].source_values.as_deref(), Some("{\"c\":\"foreign\"}"));
    assert_eq!((whole.rows[3].citizenship, &whole.rows[3].source_values), (None, &None));
    let reasons: Vec<_> = whole.remarks.iter().map(|r| (r.line, r.reason.as_str())).collect();
    assert_eq!(
        reasons,
        [(6, "not a place that is known"), (7, "a name of several places"), (8, "not a place that is known")]
    );
    let kept = LossReport::new("", "", 4, whole.losses).kept_in_source_values;
    assert_eq!(kept, [Kept { field: "c".into(), values: 3 }]);
}

#[test]
fn where_cells_contradict_each_other_the_protective_reading_stands() {
    let toml = r#"
        title = "t"
        shared = ["act.transfer", "person.child"]
        [columns]
        a = { fact = "act.transfer" }
        b = { fact = "act.transfer" }
        c = { fact = "person.child" }
        d = { field = "child" }
        age = { field = "age" }
    "#;
    let whole = through(toml, "a,b,c,d,age\nno,yes,yes,adult,\nyes,no,,,\n,,no,,15\n,,yes,child,30\n");
    assert_eq!(told(&whole.rows[0]), ["act.transfer"]);
    assert_eq!(whole.rows[0].child, Some(ChildStatus::Unsettled));
    assert_eq!(told(&whole.rows[1]), ["act.transfer"]);
    assert_eq!(whole.rows[2].child, Some(ChildStatus::Unsettled));
    // Thirty at registration, a child when exploited: no contradiction.
    assert_eq!(whole.rows[3].child, Some(ChildStatus::Child));
    let remarks: Vec<_> = whole.remarks.iter().map(|r| (r.line, r.field.as_str(), r.fate)).collect();
    assert_eq!(remarks, [(2, "b", Fate::Kept), (2, "d", Fate::Kept), (3, "b", Fate::Kept), (4, "age", Fate::Kept)]);
}

#[test]
fn a_disputed_age_is_unsettled_even_without_a_number() {
    let toml =
        "title = \"t\"\n[columns.age]\nfield = \"age\"\nat = \"exploitation\"\n[columns.s]\nfield = \"age_certainty\"";
    let whole = through(toml, "age,s\n,disputed\n19,disputed\n19,\n");
    let child = |i: usize| whole.rows[i].child;
    assert_eq!(
        [child(0), child(1), child(2)],
        [Some(ChildStatus::Unsettled), Some(ChildStatus::Unsettled), Some(ChildStatus::Adult)]
    );
    assert_eq!(whole.rows[0].source_values.as_deref(), Some("{\"s\":\"disputed\"}"));
}

#[test]
fn what_is_kept_is_short_and_counted_and_what_is_not_is_counted_too() {
    let toml = "title = \"t\"\nkeep_unmapped = true\n[columns.a]\nkeep = true\n[columns.b]\nfact = \"act.transfer\"";
    let story = "x".repeat(LONGEST_KEPT + 1);
    let whole = through(toml, &format!("a,b,,c\nR1,,u,v\n{story},,,{story}\n,1,,\n"));
    assert_eq!(whole.rows[0].source_values.as_deref(), Some("{\"a\":\"R1\",\"column 3\":\"u\",\"c\":\"v\"}"));
    assert_eq!((&whole.rows[1].source_values, &whole.rows[2].source_values), (&None, &None));
    let report = LossReport::new("", "", 3, whole.losses);
    let kept: Vec<_> = report.kept_in_source_values.iter().map(|k| (k.field.as_str(), k.values)).collect();
    assert_eq!(kept, [("a", 1), ("c", 1), ("column 3", 1)]);
    let withheld: Vec<_> = report.withheld.iter().map(|w| (w.field.as_str(), w.values)).collect();
    assert_eq!(withheld, [("a", 1), ("c", 1)]);
}

#[test]
fn rows_in_the_quarantine_lose_nothing_and_show_no_row_as_a_whole() {
    let toml = "title = \"t\"\n[columns.a]\nfact = \"act.transfer\"\n[columns.name]\nignore = true";
    let whole = through(toml, "name,a\nMaria,maybe\nMaria,1,too many\n\u{e9}ve,1\n");
    assert_eq!((whole.rows.len(), whole.quarantined), (1, 2));
    assert!(whole.remarks.iter().all(|remark| !remark.value.contains("Maria")), "{:?}", whole.remarks);
    assert_eq!(LossReport::new("", "", 1, whole.losses).withheld[0].values, 1);
    // What is left out need not even be text; what is kept must be.
    let bytes = |toml: &str| read(&dataset(mapping(toml), b"name,a\n\xff,1\n").unwrap());
    assert_eq!(bytes(toml).rows.len(), 1);
    let kept = bytes(&toml.replace("ignore", "keep"));
    assert_eq!((kept.rows.len(), kept.remarks[0].reason.as_str()), (0, "not valid UTF-8"));
    assert!(kept.remarks[0].value.contains("not shown"));
}

#[test]
fn a_mapping_explains_every_format_and_goes_before_what_a_header_looks_like() {
    let toml = "title = \"t\"\n[columns.gender]\nfield = \"gender\"\n[columns.isForcedLabour]\nfact = \"act.transfer\"\n\
        [columns.meansThreats]\nfact = \"act.receipt\"\noptional = true";
    let text = "gender,isForcedLabour,isSexualExploit,isOtherExploit,meansFalsePromises\nfemale,1,,,\n,no,,,\n";
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "A title above").unwrap();
    for (row, line) in text.lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            sheet.write(2 + row as u32, column as u16, cell).unwrap();
        }
    }
    let json = "{\"gender\":\"female\",\"isForcedLabour\":true}\n{\"isForcedLabour\":\"no\"}\n";
    let files: [(&str, Vec<u8>); 5] = [
        ("csv", text.into()),
        ("tsv", text.replace(',', "\t").into()),
        ("csv, zstd", zstd::encode_all(text.as_bytes(), 3).unwrap()),
        ("xlsx", workbook.save_to_buffer().unwrap()),
        ("json lines", json.into()),
    ];
    for (format, bytes) in files {
        let dataset = dataset(mapping(toml), &bytes).unwrap_or_else(|error| panic!("{format}: {error}"));
        assert!(matches!(dataset.codec, Codec::Mapped(_)), "{format}");
        let whole = read(&dataset);
        assert_eq!(whole.remarks, [], "{format}");
        assert_eq!(whole.rows.iter().map(told).collect::<Vec<_>>(), [["act.transfer"], ["-act.transfer"]], "{format}");
        assert_eq!(whole.rows[0].gender, Some(Gender::Female), "{format}");
    }
    assert!(matches!(dataset(mapping(toml), b"PAR1 and more"), Err(ReadError::Format { .. })));
}

#[test]
fn an_optional_key_may_come_late_in_json_lines() {
    let toml =
        "title = \"t\"\n[columns.a]\nfact = \"act.transfer\"\n[columns.b]\nfact = \"act.receipt\"\noptional = true";
    let filler = "{\"a\":1}\n".repeat(20_000);
    let whole = through(toml, &format!("{filler}{{\"a\":1,\"b\":1}}\n"));
    assert_eq!((whole.rows_in, whole.quarantined), (20_001, 0));
    assert_eq!(told(whole.rows.last().unwrap()), ["act.transfer", "act.receipt"]);
}

#[test]
fn a_column_that_the_file_lacks_is_told_with_the_nearest_one() {
    let toml =
        "title = \"t\"\n[columns.victim_age]\nfield = \"age\"\n[columns.b]\nfact = \"act.receipt\"\noptional = true";
    let error = |table: &str| dataset(mapping(toml), table.as_bytes()).err().unwrap().to_string();
    assert_eq!(
        error("Victim Age,sex\n1,2\n"),
        "cases.csv: the mapping m.toml names the column `victim_age`, which is not in the header; near it is `Victim Age`. \
         Correct the name in the mapping, or say `optional = true` for that column"
    );
    assert!(error("x,y\n1,2\n").contains("it has x, y"));
    // Columns may be missing, but not all of them.
    let optional = mapping("title = \"t\"\n[columns.b]\nfact = \"act.receipt\"\noptional = true");
    assert!(matches!(dataset(optional.clone(), b"x,y\n1,2\n"), Err(ReadError::MissingColumn { .. })));
    assert!(dataset(optional, b"x,b\n1,2\n").is_ok());
}

#[test]
fn inspection_shows_what_is_mapped_and_what_is_left_out() {
    let table = "age,act,acts,sex,notes,more\n,,,,,\n";
    let why = dataset(mapping(SMALL), table.as_bytes()).unwrap().why;
    let digest = &mapping(SMALL).digest;
    let expected = format!(
        "t; the mapping m.toml ({digest}) says what 4 of 6 columns mean; it leaves out notes; not named in it, these are left \
         out: more"
    );
    assert_eq!(why, expected);
    assert_eq!(digest.len(), 16);
}

#[test]
fn expected_results_are_kept_and_their_words_known() {
    let toml = r#"
        title = "t"
        missing = ["unknown"]
        [columns.plain]
        check = "palermo-2000.trafficking_elements"
        [columns.classes]
        check = "ilo-delphi.recruitment"
        yes = ["positive"]
        no = ["negative"]
        values."open" = "undetermined"
    "#;
    let dataset = dataset(mapping(toml), b"x,classes,plain\n1,positive,unknown\n1,open,YES\n1,,\n1,yes,\n").unwrap();
    let Codec::Mapped(mapping) = &dataset.codec else { panic!("{}", dataset.why) };
    let checks = mapping.checks(&dataset.header);
    let (plain, classes) = (&checks[0], &checks[1]);
    assert_eq!(
        (plain.column, plain.name.as_str(), plain.target.as_str()),
        (2, "plain", "palermo-2000.trafficking_elements")
    );
    let of = |check: &Check, words: [&str; 4]| words.map(|word| check.expected(word));
    assert_eq!(
        of(plain, ["Yes", "no", "undetermined", "maybe"]),
        [Some(Truth::YES), Some(Truth::NO), Some(Truth::UNKNOWN), None]
    );
    assert_eq!(
        of(classes, ["positive", "negative", "open", "yes"]),
        [Some(Truth::YES), Some(Truth::NO), Some(Truth::UNKNOWN), None]
    );
    let whole = read(&dataset);
    let kept: Vec<_> = whole.rows.iter().map(|row| row.source_values.as_deref()).collect();
    assert_eq!(
        kept,
        [
            Some("{\"classes\":\"positive\",\"plain\":\"unknown\"}"),
            Some("{\"classes\":\"open\",\"plain\":\"YES\"}"),
            None
        ]
    );
    assert_eq!(whole.remarks[0].expected, "one of positive, negative, open, unknown, undetermined, or nothing");
}

#[test]
fn every_shipped_mapping_is_sound() {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let mut mappings = vec![root.join("examples/mapping/mapping.toml")];
    for entry in std::fs::read_dir(root.join("instruments/checks")).unwrap() {
        mappings.extend(Some(entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "toml")));
    }
    assert!(mappings.len() >= 4);
    for path in mappings {
        Mapping::load(&path).unwrap_or_else(|error| panic!("{error}"));
    }
    let mapping = Arc::new(Mapping::load(&root.join("examples/mapping/mapping.toml")).unwrap());
    let whole = read(&Dataset::open_mapped(&root.join("examples/mapping/shelter.csv"), mapping).unwrap());
    assert_eq!((whole.rows_in, whole.quarantined, whole.remarks), (24, 0, vec![]));
    let child = Fact::Person(PersonFact::Child);
    // A-01, A-10, A-14 and A-21 say so; A-04 is 17 at registration.
    assert_eq!(whole.rows.iter().filter(|row| row.facts.get(child).is_yes()).count(), 5);
}

proptest! {
    #[test]
    fn rows_in_are_rows_out_and_quarantined_whatever_the_cells(
        cells in prop::collection::vec(prop::collection::vec("[ -~é]{0,9}|yes|minor|adult|F|recruitment|-99", 0..7), 0..12)
    ) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        writer.write_record(["age", "act", "acts", "sex", "notes", "more"]).unwrap();
        for row in cells.iter().filter(|row| !row.is_empty()) {
            writer.write_record(row).unwrap();
        }
        let whole = read(&dataset(mapping(SMALL), &writer.into_inner().unwrap()).unwrap());
        let quarantined: std::collections::HashSet<u64> =
            whole.remarks.iter().filter(|r| r.fate == Fate::Quarantined).map(|r| r.line).collect();
        prop_assert_eq!(quarantined.len() as u64, whole.quarantined);
    }
}
