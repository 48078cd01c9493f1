//! What each contributor reported in each year: what all kinds of input become before anything is estimated.

use serde::Serialize;
use std::collections::BTreeMap;
use turnstone_estimate::trends::panel::{Cell, Panel};
use turnstone_model::Place;
use turnstone_model::counts::Figure;

/// Who reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contributor {
    /// Its name in the source; other files name it so.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// Where it is, on the place tree.
    pub place: Option<Place>,
}

/// Counts by contributor (its position) and year. What is not there was not reported.
pub type Cells = BTreeMap<(usize, i32), Cell>;

/// A part of what is counted: a purpose, a sex, a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name in tables.
    pub id: String,
    /// Its label for people.
    pub label: String,
    /// Its counts.
    pub cells: Cells,
}

/// One of many series that alerts watch: a corridor, or a contributor.
#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    /// Its name in tables.
    pub id: String,
    /// Its label for people.
    pub label: String,
    /// Its counts by year. What is not there was not reported.
    pub counts: BTreeMap<i32, Cell>,
}

/// Rows that are in no series, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unused {
    /// Why.
    pub reason: String,
    /// How many rows.
    pub rows: u64,
    /// The first of them, in words; may be empty.
    pub example: String,
}

/// The words for what is counted and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    /// What is counted, in the plural: `offences`.
    pub counted: String,
    /// One contributor: `agency`.
    pub contributor: String,
    /// Several: `agencies`.
    pub contributors: String,
    /// What alerts watch, in the plural: `corridors`.
    pub watched: String,
}

impl Words {
    /// Words of four texts.
    pub fn new(counted: &str, contributor: &str, contributors: &str, watched: &str) -> Words {
        let [counted, contributor, contributors, watched] =
            [counted, contributor, contributors, watched].map(str::to_owned);
        Words { counted, contributor, contributors, watched }
    }
}

/// What each contributor reported in each year.
#[derive(Clone, Debug, PartialEq)]
pub struct Observations {
    /// What is counted, by whom.
    pub words: Words,
    /// Who reported.
    pub contributors: Vec<Contributor>,
    /// Everything together.
    pub total: Cells,
    /// What the groups divide by, where they do.
    pub by: Option<String>,
    /// Whether the groups are categories, whose set may change, and not places.
    pub categories: bool,
    /// The parts.
    pub groups: Vec<Group>,
    /// What reports of a year take back of earlier years: it lowers the total of the year, as its source has it, and no
    /// contributor's count below zero.
    pub taken_back: BTreeMap<i32, u64>,
    /// What alerts watch.
    pub watched: Vec<Watched>,
    /// Rows in the input.
    pub rows: u64,
    /// Rows in no series.
    pub unused: Vec<Unused>,
    /// What must be known to read the series, in sentences.
    pub cautions: Vec<String>,
}

/// What stands for a published figure: a hidden number below 5 is 1 to 4. Nothing for a missing one, and for a hidden one
/// without a bound.
pub fn cell_of(figure: Figure) -> Option<Cell> {
    match figure {
        Figure::Reported(count) => u64::try_from(count).ok().map(Cell::exactly),
        Figure::Suppressed { below: Some(below) } => {
            let high = u64::try_from(below).ok()?.checked_sub(1)?;
            Some(Cell { low: high.min(1), high })
        }
        Figure::Suppressed { below: None } | Figure::Missing => None,
    }
}

impl Observations {
    /// The first and the last year with a report.
    pub fn years(&self) -> Option<(i32, i32)> {
        let years = || self.total.keys().map(|(_, year)| *year);
        Some((years().min()?, years().max()?))
    }

    /// The panel of some cells over their own years, without effort.
    pub fn panel(&self, cells: &Cells) -> Option<Panel> {
        let years = || cells.keys().map(|(_, year)| *year);
        let (first, last) = (years().min()?, years().max()?);
        let years = usize::try_from(last - first).ok()? + 1;
        let mut counts = vec![vec![None; years]; self.contributors.len()];
        for ((contributor, year), cell) in cells {
            counts[*contributor][(year - first) as usize] = Some(*cell);
        }
        Some(Panel { first_year: first, counts, effort: Vec::new() })
    }

    /// Whether the input never says zero of a contributor: then nobody can tell "none" from "not reported".
    pub fn has_no_zero(&self) -> bool {
        // A year whose reports take back more than they count has a zero that nobody wrote.
        self.total.values().filter(|cell| cell.high == 0).count() <= self.taken_back.len()
    }
}

/// Counts reasons for which rows are in no series.
#[derive(Clone, Debug, Default)]
pub struct UnusedRows(BTreeMap<String, (u64, String)>);

impl UnusedRows {
    /// Adds `rows` rows for a reason.
    pub fn add(&mut self, reason: &str, rows: u64, example: impl Fn() -> String) {
        if rows > 0 {
            let entry = self.0.entry(reason.to_owned()).or_insert_with(|| (0, example()));
            entry.0 += rows;
        }
    }

    /// Adds what another counted.
    pub fn merge(&mut self, other: UnusedRows) {
        for (reason, (rows, example)) in other.0 {
            self.add(&reason, rows, || example.clone());
        }
    }

    /// All reasons with their rows.
    pub fn finish(self) -> Vec<Unused> {
        self.0.into_iter().map(|(reason, (rows, example))| Unused { reason, rows, example }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_missing_and_zero_are_three_things() {
        assert_eq!(cell_of(Figure::Reported(0)), Some(Cell::exactly(0)));
        assert_eq!(cell_of(Figure::Suppressed { below: Some(5) }), Some(Cell { low: 1, high: 4 }));
        assert_eq!(cell_of(Figure::Suppressed { below: Some(1) }), Some(Cell::exactly(0)));
        assert_eq!(cell_of(Figure::Suppressed { below: None }), None);
        assert_eq!(cell_of(Figure::Missing), None);
    }
}
