//! Numbers by year, origin and destination.

use super::account::{Ledger, Line, MigrationError, Repeated};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use turnstone_model::Place;

/// Numbers by year, origin and destination. What is not in it was not given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    /// The numbers.
    pub cells: BTreeMap<(i32, Place, Place), f64>,
}

impl Matrix {
    /// The years there are, in order.
    pub fn years(&self) -> Vec<i32> {
        self.cells.keys().map(|(year, _, _)| *year).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The latest year that is at most `year`.
    pub fn year_until(&self, year: i32) -> Option<i32> {
        self.years().into_iter().rev().find(|y| *y <= year)
    }

    /// The number of a pair in a year, if it was given.
    pub fn get(&self, year: i32, origin: Place, destination: Place) -> Option<f64> {
        self.cells.get(&(year, origin, destination)).copied()
    }

    /// The places with a number in a year, on either side.
    pub fn places(&self, year: i32) -> BTreeSet<Place> {
        let of_year = self.cells.keys().filter(|(y, _, _)| *y == year);
        of_year.flat_map(|(_, origin, destination)| [*origin, *destination]).collect()
    }

    /// Whether nothing was given.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}

/// Fills a map while it watches for values that contradict each other.
pub(super) struct Filling<K> {
    seen: HashMap<K, (u64, f64)>,
}

/// What to do with a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is the first.
    Take,
    /// It replaces an earlier one.
    Replace,
    /// It repeats an earlier one.
    Repeats,
    /// An earlier one counts.
    Quarantine,
}

impl<K: std::hash::Hash + Eq + Clone> Filling<K> {
    pub fn new() -> Self {
        Filling { seen: HashMap::new() }
    }

    pub fn value(
        &mut self,
        key: &K,
        value: f64,
        line: u64,
        repeated: Repeated,
        ledger: &Ledger,
        what: impl Fn() -> String,
    ) -> Result<Verdict, MigrationError> {
        let Some((first_line, first)) = self.seen.get(key).copied() else {
            self.seen.insert(key.clone(), (line, value));
            return Ok(Verdict::Take);
        };
        if first == value {
            return Ok(Verdict::Repeats);
        }
        match repeated {
            Repeated::Refuse => Err(MigrationError::Contradiction {
                source_name: ledger.source().to_owned(),
                what: what(),
                first,
                first_line,
                second: value,
                second_line: line,
            }),
            Repeated::First => Ok(Verdict::Quarantine),
            Repeated::Last => {
                self.seen.insert(key.clone(), (line, value));
                Ok(Verdict::Replace)
            }
        }
    }
}

/// One value of a row, on its way into a map.
pub(super) struct Given<'a> {
    /// The row.
    pub at: &'a Line<'a>,
    /// The column that is at fault when the value contradicts an earlier one.
    pub column: usize,
    /// Its name.
    pub field: &'a str,
    /// The value.
    pub value: f64,
}

impl<K: std::hash::Hash + Eq + Ord + Clone> Filling<K> {
    /// Puts the value of a row into its map, and books the row: used, used instead, set aside, or quarantined.
    ///
    /// **Errors** A contradiction that is to be refused.
    pub fn keep(
        &mut self,
        map: &mut BTreeMap<K, f64>,
        key: K,
        given: &Given<'_>,
        repeated: Repeated,
        ledger: &mut Ledger,
        what: impl Fn() -> String,
    ) -> Result<(), MigrationError> {
        match self.value(&key, given.value, given.at.line, repeated, ledger, what)? {
            verdict @ (Verdict::Take | Verdict::Replace) => {
                map.insert(key, given.value);
                ledger.used_instead(verdict == Verdict::Replace);
            }
            Verdict::Repeats => ledger.set_aside(REPEATS),
            Verdict::Quarantine => ledger.quarantine(given.at, given.column, given.field, CONTRADICTS, ONE_VALUE),
        }
        Ok(())
    }
}

/// Why a row that says again what an earlier one said is not used.
pub(super) const REPEATS: &str = "repeats an earlier row";
/// Why a row that contradicts an earlier one is quarantined.
pub(super) const CONTRADICTS: &str = "an earlier row gives the same another value";
/// What would be right.
pub(super) const ONE_VALUE: &str = "one value";

/// A number of people from a field: at least 0, thousands commas allowed; none with the row in the quarantine.
pub(super) fn people(ledger: &mut Ledger, at: &Line<'_>, column: usize, field: &str) -> Option<f64> {
    const EXPECTED: &str = "a number of at least 0";
    let text = at.fields.get(column).unwrap_or_default().trim();
    let plain = text.replace(',', "");
    let problem = match plain.parse::<f64>() {
        Ok(number) if number.is_finite() && number >= 0.0 => return Some(number),
        Ok(number) if number < 0.0 => "a number of people cannot be below zero",
        _ if text.is_empty() => "no number is given",
        _ => "not a number",
    };
    ledger.quarantine(at, column, field, problem, EXPECTED);
    None
}

/// A year from a field; none with the row in the quarantine.
pub(super) fn year(ledger: &mut Ledger, at: &Line<'_>, column: usize, field: &str) -> Option<i32> {
    let text = at.fields.get(column).unwrap_or_default().trim();
    match text.strip_suffix(".0").unwrap_or(text).parse::<i32>() {
        Ok(year) if (1800..=2200).contains(&year) => Some(year),
        _ => {
            ledger.quarantine(at, column, field, "not a year", "a year of four digits");
            None
        }
    }
}
