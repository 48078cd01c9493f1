//! UNODC's GLOTIP country data, the release of 14 April 2025, as a whole.
//!
//! The expected figures were counted in the file with a script of its own, outside this code; see the notes beside the
//! data.

use crate::whole::{Whole, read, shared};
use std::collections::HashSet;
use turnstone_model::codec::{Codec, Dataset};
use turnstone_model::counts::{self, CountsRow, Dimension, Figure, Indicator, State};
use turnstone_model::remark::Fate;

fn whole() -> Option<(Whole, Vec<(u64, CountsRow)>)> {
    let dataset = Dataset::open(&shared("unodc-glotip-2025/glotip_2025-04-14.csv.zst")?).unwrap();
    assert!(matches!(dataset.codec, Codec::Glotip), "{}", dataset.why);
    assert!(dataset.codec.is_sequential());
    let whole = read(&dataset);
    let rows = whole.batches.iter().flat_map(|batch| counts::rows(batch).unwrap()).collect();
    Some((whole, rows))
}

#[test]
fn every_row_is_accounted_for_and_every_fault_is_named() {
    let Some((whole, rows)) = whole() else { return };
    // 58,769 = 58,305 + 128 item numbers + 336 repeated rows.
    assert_eq!((whole.rows_in, rows.len(), whole.quarantined), (58_769, 58_305, 128 + 336));
    let lines = |test: &dyn Fn(&turnstone_model::Remark) -> bool| {
        whole.remarks.iter().filter(|r| test(r)).map(|r| r.line).collect::<HashSet<_>>().len()
    };
    assert_eq!(lines(&|r| r.field == "txtVALUE" && r.fate == Fate::Quarantined), 128);
    assert_eq!(lines(&|r| r.reason.ends_with("of the questionnaire, not a count")), 128);
    assert_eq!(lines(&|r| r.reason.starts_with("repeats an earlier row")), 336);
    assert_eq!(lines(&|r| r.reason.contains("broken encoding")), 98);
    assert_eq!(lines(&|r| r.reason.contains("broken encoding") && r.fate == Fate::Quarantined), 2);
    assert_eq!(lines(&|r| r.reason.contains("likely `")), 97);
    assert_eq!(lines(&|r| r.reason.contains("gives another value")), 388);
    assert_eq!(lines(&|r| r.reason.contains("GGY (Guernsey)")), 26);
    assert_eq!(whole.quarantined as usize, lines(&|r| r.fate == Fate::Quarantined));
}

#[test]
fn hidden_numbers_are_neither_missing_nor_numbers() {
    let Some((whole, rows)) = whole() else { return };
    let of = |state: State| rows.iter().filter(|(_, row)| row.figure.state() == state).count();
    // 29,558 rows are `<5`; those that repeat an earlier row in every field went to the quarantine.
    let repeated: HashSet<u64> =
        whole.remarks.iter().filter(|r| r.reason.starts_with("repeats an earlier row")).map(|r| r.line).collect();
    assert_eq!(repeated.len(), 336);
    assert_eq!((of(State::Suppressed), of(State::Missing)), (29_558 - HIDDEN_REPEATED, 0));
    assert_eq!(of(State::Suppressed) + of(State::Reported), rows.len());
    assert!(rows.iter().all(|(_, row)| row.figure.value().is_none_or(|value| (5..=32_022).contains(&value))));
    assert!(rows.iter().all(|(_, row)| row.figure.below().is_none_or(|below| below == 5)));
}

/// How many of the 336 repeated rows are `<5`.
const HIDDEN_REPEATED: usize = 326;

#[test]
fn the_sums_are_those_of_the_published_table() {
    let Some((_, rows)) = whole() else { return };
    let total = |year: i16| -> i64 {
        let world = rows.iter().filter(|(_, row)| {
            row.indicator == Indicator::DetectedVictims
                && row.dimension == Dimension::Total
                && row.year == Some(year)
                && (row.sex.name(), row.age.name()) == ("total", "total")
        });
        world.filter_map(|(_, row)| row.figure.value()).sum()
    };
    // The notes beside the data: 82,291 in 2019, 68,426 in 2020, 75,754 in 2021, 75,128 in 2022.
    assert_eq!([2019, 2020, 2021, 2022].map(total), [82_291, 68_426, 75_754, 75_128]);
    let romania = turnstone_model::Place::from_code("ROU");
    let romanians: Vec<_> = rows
        .iter()
        .filter(|(_, row)| row.indicator == Indicator::DetectedVictims && row.dimension == Dimension::Citizenship)
        .filter(|(_, row)| row.year == Some(2022) && row.reporter == romania && row.category_place == romania)
        .map(|(_, row)| row.figure)
        .collect();
    assert_eq!(romanians, [Figure::Reported(289)]);
}
