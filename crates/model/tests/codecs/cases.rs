//! Case files on whole files: as rows of the table, with what is wrong said where it stands.

use crate::whole::read;
use std::path::Path;
use turnstone_model::codec::source::Source;
use turnstone_model::codec::{Codec, Dataset, Format};
use turnstone_model::loss::LossReport;
use turnstone_model::records::read::rows;
use turnstone_model::{Fate, Truth, case};

const SMALL: &str = r#"{"turnstone_case":1,"record_id":"a","legs":[{"destination":"BEL","status_on_entry":"permit"}],"assertions":[{"fact":"act.receipt","truth":"yes","source":"x","said_on":"2020"}]}"#;

fn open(text: &str) -> Dataset {
    Dataset::from_source(Source::from_bytes("cases.json", text.as_bytes().to_vec()).unwrap()).unwrap()
}

#[test]
fn lines_and_a_single_object_are_recognised() {
    let lines = open(&format!("{SMALL}\n{SMALL}\n"));
    assert!(matches!((&lines.codec, lines.format), (Codec::Cases, Format::JsonLines)), "{}", lines.why);
    assert_eq!(read(&lines).rows_in, 2);
    let one = case::read::read(SMALL).unwrap();
    let pretty = open(&("\u{feff}".to_owned() + &case::write::pretty(&one)));
    assert!(matches!((&pretty.codec, pretty.format), (Codec::Cases, Format::JsonObject)), "{}", pretty.why);
    let whole = read(&pretty);
    let (_, row) = &rows(&whole.batches[0]).unwrap()[0];
    assert_eq!(row, &one.flatten());
    let yes: Vec<String> =
        row.facts.recorded().filter(|(_, t)| *t == Truth::YES).map(|(fact, _)| fact.to_string()).collect();
    assert_eq!(yes, ["act.receipt", "circumstance.legal_entry"]);
    let report = LossReport::new("a", "b", 1, whole.losses);
    let withheld: Vec<(&str, u64)> = report.withheld.iter().map(|w| (w.field.as_str(), w.values)).collect();
    assert_eq!(withheld, [("assertions[].said_on", 1), ("assertions[].source", 1)]);
}

#[test]
fn what_is_wrong_is_said_with_line_column_and_field() {
    let bad = SMALL.replace("\"record_id\":\"a\"", "\"name\":\"Somebody\"");
    let odd = SMALL.replace("BEL", "Atlantis").replace("act.receipt", "act.reciept");
    let whole = read(&open(&format!("{SMALL}\n\n{bad}\nno json Somebody\n{odd}\n")));
    assert_eq!((whole.rows_in, whole.quarantined), (4, 2));
    let at = |i: usize| {
        let remark = &whole.remarks[i];
        (remark.line, remark.column, remark.field.as_str(), remark.fate, remark.value.as_str())
    };
    assert_eq!(at(0), (3, 21, "name", Fate::Quarantined, ""));
    assert_eq!(at(1), (4, 2, "", Fate::Quarantined, ""));
    assert_eq!(at(2), (5, 46, "legs[].destination", Fate::Kept, "Atlantis"));
    assert_eq!(at(3), (5, 114, "assertions[]", Fate::Kept, ""));
    assert_eq!(whole.remarks.len(), 4);
    assert!(whole.remarks.iter().all(|remark| !format!("{remark:?}").contains("Somebody")));
}

#[test]
fn the_worked_examples_read_without_a_remark() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/cases"));
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    assert_eq!(names.len(), 5);
    for path in names {
        let text = std::fs::read_to_string(&path).unwrap();
        let read_back = case::read_all(&text);
        let one = read_back[0].as_ref().unwrap();
        assert_eq!(case::write::pretty(one), text, "{}", path.display());
        let whole = read(&Dataset::open(&path).unwrap());
        assert_eq!((whole.rows_in, whole.quarantined, whole.remarks), (1, 0, vec![]), "{}", path.display());
    }
}
