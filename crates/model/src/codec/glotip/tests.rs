//! GLOTIP rows, one by one: what is read, kept and refused.

use super::*;
use crate::Remark;
use crate::counts;
use crate::counts::Group;
use crate::place::Place;
use crate::remark::Fate;

fn header() -> Vec<String> {
    HEADER.iter().map(|name| (*name).to_owned()).collect()
}

/// Rows are written without their unit and source, which are always `Counts` and `GLOTIP`.
fn read(rows: &[&str]) -> (Vec<(u64, CountsRow)>, Vec<Remark>) {
    let mut codec = Glotip::new(&header());
    let mut remarks = Remarks::new("x");
    for (line, row) in (2..).zip(rows) {
        let mut fields: Vec<&[u8]> = row.split('|').map(str::as_bytes).collect();
        fields.insert(UNIT, b"Counts");
        fields.push(b"GLOTIP");
        let _ = codec.row(&RawRow { line, fields: &fields }, &mut remarks);
    }
    let all: Vec<usize> = (0..counts::COLUMNS.len()).collect();
    (counts::rows(&codec.finish("x", &all)).unwrap(), remarks.take())
}

const ROMANIA: &str = "ROU|Romania|Europe|Eastern Europe|Detected trafficking victims|Total|Total|Total|Total|2022|500";

#[test]
fn a_plain_row_is_read_whole() {
    let (rows, remarks) = read(&[ROMANIA]);
    assert_eq!(remarks, []);
    let expected = CountsRow {
        publication: Some("GLOTIP".into()),
        reporter: Place::from_code("ROU"),
        reporter_name: Some("Romania".into()),
        year: Some(2022),
        indicator_text: Some("Detected trafficking victims".into()),
        dimension_text: Some("Total".into()),
        category: Some("Total".into()),
        unit: Some("Counts".into()),
        ..CountsRow::new(Indicator::DetectedVictims, Figure::Reported(500))
    };
    assert_eq!(rows, [(2, expected)]);
}

#[test]
fn hidden_and_absent_numbers_are_kept_apart() {
    let row = |value: &str| format!("{}{value}", ROMANIA.strip_suffix("500").unwrap());
    let (rows, remarks) = read(&[&row("<5"), &row("").replace("2022", "2021")]);
    assert_eq!(remarks, []);
    assert_eq!(rows[0].1.figure, Figure::Suppressed { below: Some(5) });
    assert_eq!(rows[1].1.figure, Figure::Missing);
}

#[test]
fn what_cannot_be_read_is_quarantined_with_its_reason() {
    for (from, to, field, reason) in [
        ("500", "-3", "txtVALUE", "a count cannot be below zero"),
        ("500", "5<", "txtVALUE", "not a count"),
        ("500", "6,112,019", "txtVALUE", "the number of item Q6.1_1s_2019 of the questionnaire, not a count"),
        ("500", "1,000,001", "txtVALUE", "above any count that a country could report"),
        ("2022", "2201", "Year", "not a year of a record"),
        ("2022", "", "Year", "not a year of a record"),
        ("Total|Total|2022", "F|Total|2022", "Sex", "not a sex of the file"),
        ("Total|2022", "0-17|2022", "Age", "not an age group of the file"),
    ] {
        let (rows, remarks) = read(&[&ROMANIA.replace(from, to)]);
        assert!(rows.is_empty(), "{to}");
        assert_eq!(remarks.len(), 1, "{to}");
        assert_eq!((remarks[0].field.as_str(), remarks[0].reason.as_str()), (field, reason));
        assert_eq!(remarks[0].fate, Fate::Quarantined);
    }
    let (rows, remarks) = read(&[&ROMANIA.replace("ROU", "ROX")]);
    assert!(rows.is_empty() && remarks[0].field == "Iso3_code", "{remarks:?}");
}

#[test]
fn rows_are_compared_with_those_before_them() {
    let other = ROMANIA.replace("500", "501");
    let hidden = ROMANIA.replace("500", "<5");
    let (rows, remarks) = read(&[ROMANIA, &other, ROMANIA, &hidden, &other]);
    let lines: Vec<_> = rows.iter().map(|(line, row)| (*line, row.contradicts_line)).collect();
    assert_eq!(lines, [(2, None), (3, Some(2)), (5, Some(2))]);
    let said: Vec<_> = remarks.iter().map(|r| (r.line, r.reason.as_str(), r.expected.as_str(), r.fate)).collect();
    let another = "counts the same as an earlier row and gives another value";
    let apart = "one value, or a field that tells the two apart; line 2 gives the first";
    let again = "repeats an earlier row in every field";
    assert_eq!(
        said,
        [
            (3, another, apart, Fate::Kept),
            (4, again, "each row once; line 2 is the same", Fate::Quarantined),
            (5, another, apart, Fate::Kept),
            (6, again, "each row once; line 3 is the same", Fate::Quarantined),
        ]
    );
}

#[test]
fn broken_labels_and_odd_categories_are_kept_and_named() {
    let by = |dimension: &str, category: &str, value: &str| {
        format!("AND|Andorra|Europe|Southern Europe|Persons convicted|{dimension}|{category}|Total|Total|2022|{value}")
    };
    let (rows, remarks) = read(&[
        &by("by citizenship", "Ciudadanos de su pa\u{fffd}s", "<5"),
        &by("by citizenship", "Ciudadanos de su pa\u{fffd}s", "6,112,019"),
        &by("by citizenship", "Q6.1_2s_2019", "7"),
        &by("by citizenship", "Korean", "7"),
        &by("by form of exploitation", "Forced labour", "7"),
        &by("by colour", "Red", "7"),
    ]);
    assert_eq!(rows.len(), 5);
    assert!(rows[0].1.label_broken && !rows[1].1.label_broken);
    assert_eq!(rows[0].1.category.as_deref(), Some("Ciudadanos de su pa\u{fffd}s"));
    assert_eq!(rows[0].1.category_group, Some(Group::Nationals));
    assert_eq!(rows[3].1.category_purpose, Some(crate::vocabulary::Purpose::ForcedLabour));
    assert_eq!((rows[4].1.dimension, rows[4].1.dimension_text.as_deref()), (Dimension::Other, Some("by colour")));
    let said: Vec<_> = remarks.iter().map(|r| (r.line, r.field.as_str(), r.fate)).collect();
    assert_eq!(
        said,
        [
            (2, "Category", Fate::Kept),
            (3, "Category", Fate::Quarantined),
            (3, "txtVALUE", Fate::Quarantined),
            (4, "Category", Fate::Kept),
            (5, "Category", Fate::Kept),
            (7, "Dimension", Fate::Kept),
        ]
    );
    assert!(remarks[0].reason.ends_with("likely `Ciudadanos de su país`"), "{}", remarks[0].reason);
    assert_eq!(remarks[3].reason, "the number of item Q6.1_2s_2019 of the questionnaire");
}

#[test]
fn a_reporter_without_a_code_is_found_by_name() {
    let (rows, remarks) =
        read(&[&ROMANIA.replace("ROU|Romania", "|Sark"), &ROMANIA.replace("ROU|Romania", "|Atlantis")]);
    assert_eq!((rows[0].1.reporter, rows[0].1.reporter_name.as_deref()), (Place::from_code("GGY"), Some("Sark")));
    assert_eq!(rows[1].1.reporter, None);
    assert_eq!(remarks[0].reason, "no code; kept under GGY (Guernsey), found by the name");
    assert_eq!(remarks[1].fate, Fate::Kept);
}

#[test]
fn the_header_is_told_in_any_order_and_only_whole() {
    let mut names = header();
    names.reverse();
    assert!(of_header(&names).is_some());
    names.pop();
    assert!(of_header(&names).is_none());
}
