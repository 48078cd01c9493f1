//! The rows of each kind of table between countries.

use super::account::{Ledger, Line, MigrationError};
use super::matrix::{CONTRADICTS, Filling, Given, ONE_VALUE, REPEATS, Verdict, people, year};
use super::{DESTINATION, ESTIMATES, Migration, ORIGIN, Options};
use std::io::Read;
use turnstone_model::Place;
use turnstone_model::place::Scheme;

const SAME_PLACE: &str = "origin and destination are one country";

/// A table with its header, row by row.
pub(super) struct Rows<R> {
    reader: csv::Reader<R>,
    header: csv::StringRecord,
}

impl<R: Read> Rows<R> {
    pub fn open(input: R, ledger: &Ledger) -> Result<Self, MigrationError> {
        let mut reader = csv::ReaderBuilder::new().from_reader(input);
        let header = reader.headers().map_err(|e| csv_error(ledger, &e, 1))?.clone();
        Ok(Rows { reader, header })
    }

    /// The position of the first of these columns that is there.
    pub fn find(&self, names: &[&str]) -> Option<usize> {
        let at =
            |name: &str| self.header.iter().position(|h| h.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name));
        names.iter().find_map(|name| at(name))
    }

    pub fn need(&self, names: &[&str], ledger: &Ledger) -> Result<usize, MigrationError> {
        self.find(names).ok_or_else(|| MigrationError::MissingColumn {
            source_name: ledger.source().to_owned(),
            column: names.join("` or `"),
            kind: ledger.kind().label(),
            found: self.header.iter().collect::<Vec<_>>().join(", "),
        })
    }

    /// Hands every row to `row` and counts it as read.
    pub fn each(
        mut self,
        ledger: &mut Ledger,
        mut row: impl FnMut(&mut Ledger, &Line<'_>) -> Result<(), MigrationError>,
    ) -> Result<(), MigrationError> {
        let mut fields = csv::StringRecord::new();
        loop {
            let line = self.reader.position().line();
            match self.reader.read_record(&mut fields) {
                Ok(false) => return Ok(()),
                Ok(true) => {
                    ledger.read();
                    let line = fields.position().map_or(line, csv::Position::line);
                    row(ledger, &Line { line, fields: &fields })?;
                }
                Err(error) => return Err(csv_error(ledger, &error, line)),
            }
        }
    }
}

fn csv_error(ledger: &Ledger, error: &csv::Error, line: u64) -> MigrationError {
    let line = error.position().map_or(line, csv::Position::line);
    let what = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!("{len} fields instead of {expected_len}"),
        csv::ErrorKind::Utf8 { .. } => "not UTF-8".to_owned(),
        _ => error.to_string(),
    };
    MigrationError::Csv { source_name: ledger.source().to_owned(), line, what }
}

/// What a value is of, in words.
fn named(year: i32, origin: Place, destination: Place) -> String {
    format!("{year} from {origin} to {destination}")
}

pub(super) fn stock(
    into: &mut Migration,
    input: impl Read,
    options: &Options,
    ledger: &mut Ledger,
) -> Result<(), MigrationError> {
    let rows = Rows::open(input, ledger)?;
    let (o, d) = (rows.need(&ORIGIN, ledger)?, rows.need(&DESTINATION, ledger)?);
    let (y, n) = (rows.need(&["year"], ledger)?, rows.need(&["migrants"], ledger)?);
    let mut filling = Filling::new();
    rows.each(ledger, |ledger, at| {
        let Some(year) = year(ledger, at, y, "year") else { return Ok(()) };
        let Some(origin) = ledger.country(at, o, "origin", Scheme::Name) else { return Ok(()) };
        let Some(destination) = ledger.country(at, d, "destination", Scheme::Name) else { return Ok(()) };
        let Some(migrants) = people(ledger, at, n, "migrants") else { return Ok(()) };
        if origin == destination {
            ledger.set_aside(SAME_PLACE);
            return Ok(());
        }
        let key = (year, origin, destination);
        let what = || named(year, origin, destination);
        let given = Given { at, column: n, field: "migrants", value: migrants };
        filling.keep(&mut into.stock.cells, key, &given, options.repeated, ledger, what)
    })?;
    if into.stock.is_empty() { Err(ledger.nothing()) } else { Ok(()) }
}

pub(super) fn flows(
    into: &mut Migration,
    input: impl Read,
    options: &Options,
    ledger: &mut Ledger,
) -> Result<(), MigrationError> {
    let rows = Rows::open(input, ledger)?;
    let (o, d) = (rows.need(&ORIGIN, ledger)?, rows.need(&DESTINATION, ledger)?);
    let y = rows.need(&["year0"], ledger)?;
    let sex = rows.find(&["sex"]);
    let estimates: Vec<(&str, usize)> = ESTIMATES.into_iter().filter_map(|e| Some((e, rows.find(&[e])?))).collect();
    if estimates.is_empty() {
        rows.need(&ESTIMATES, ledger)?;
    }
    let mut fillings: Vec<Filling<_>> = estimates.iter().map(|_| Filling::new()).collect();
    rows.each(ledger, |ledger, at| {
        if sex.and_then(|s| at.fields.get(s)).is_some_and(|s| !s.eq_ignore_ascii_case("total")) {
            ledger.set_aside("one sex of the total");
            return Ok(());
        }
        let Some(year) = year(ledger, at, y, "year0") else { return Ok(()) };
        let Some(origin) = ledger.country(at, o, "origin", Scheme::Name) else { return Ok(()) };
        let Some(destination) = ledger.country(at, d, "destination", Scheme::Name) else { return Ok(()) };
        if origin == destination {
            ledger.set_aside(SAME_PLACE);
            return Ok(());
        }
        let key = (year, origin, destination);
        let mut given = Vec::new();
        for (index, (name, column)) in estimates.iter().enumerate() {
            if at.fields.get(*column).is_some_and(|text| !text.trim().is_empty()) {
                let Some(moved) = people(ledger, at, *column, name) else { return Ok(()) };
                given.push((index, moved));
            }
        }
        if given.is_empty() {
            ledger.set_aside("no estimate is given");
            return Ok(());
        }
        let mut verdicts = Vec::new();
        for (index, moved) in &given {
            let what = || format!("{} {}", estimates[*index].0, named(year, origin, destination));
            verdicts.push(fillings[*index].value(&key, *moved, at.line, options.repeated, ledger, what)?);
        }
        if let Some(at_fault) = verdicts.iter().position(|v| *v == Verdict::Quarantine) {
            let (name, column) = estimates[given[at_fault].0];
            ledger.quarantine(at, column, name, CONTRADICTS, ONE_VALUE);
        } else if verdicts.iter().all(|v| *v == Verdict::Repeats) {
            ledger.set_aside(REPEATS);
        } else {
            for (index, moved) in given {
                into.flows.entry(estimates[index].0.to_owned()).or_default().cells.insert(key, moved);
            }
            ledger.used_instead(verdicts.contains(&Verdict::Replace));
        }
        Ok(())
    })?;
    if into.flows.values().all(super::Matrix::is_empty) { Err(ledger.nothing()) } else { Ok(()) }
}

pub(super) fn displaced(
    into: &mut Migration,
    input: impl Read,
    options: &Options,
    ledger: &mut Ledger,
) -> Result<(), MigrationError> {
    let rows = Rows::open(input, ledger)?;
    let (o, d) = (rows.need(&["coo_iso"], ledger)?, rows.need(&["coa_iso"], ledger)?);
    let y = rows.need(&["year"], ledger)?;
    let across: Vec<(&str, usize)> =
        ["refugees", "asylum_seekers"].into_iter().filter_map(|n| Some((n, rows.find(&[n])?))).collect();
    let inside = rows.find(&["idps"]);
    if across.is_empty() && inside.is_none() {
        rows.need(&["refugees", "asylum_seekers", "idps"], ledger)?;
    }
    let mut filling = Filling::new();
    rows.each(ledger, |ledger, at| {
        let Some(year) = year(ledger, at, y, "year") else { return Ok(()) };
        let Some(origin) = ledger.country(at, o, "coo_iso", Scheme::Alpha3) else { return Ok(()) };
        let Some(asylum) = ledger.country(at, d, "coa_iso", Scheme::Alpha3) else { return Ok(()) };
        // Empty is "not reported", not zero.
        let reported = |column: usize| at.fields.get(column).is_some_and(|t| !matches!(t.trim(), "" | "NA"));
        let columns: Vec<(&str, usize)> = match origin == asylum {
            true => inside.map(|column| ("idps", column)).into_iter().collect(),
            false => across.clone(),
        };
        let mut sum = None;
        for (name, column) in columns.into_iter().filter(|(_, column)| reported(*column)) {
            let Some(number) = people(ledger, at, column, name) else { return Ok(()) };
            *sum.get_or_insert(0.0) += number;
        }
        let Some(number) = sum else {
            ledger.set_aside("no number of the displaced is given");
            return Ok(());
        };
        let key = (year, origin, asylum);
        let given = Given { at, column: o, field: "coo_iso", value: number };
        filling.keep(&mut into.displaced.cells, key, &given, options.repeated, ledger, || named(year, origin, asylum))
    })?;
    if into.displaced.is_empty() { Err(ledger.nothing()) } else { Ok(()) }
}

pub(super) fn population(
    into: &mut Migration,
    input: impl Read,
    options: &Options,
    ledger: &mut Ledger,
) -> Result<(), MigrationError> {
    let rows = Rows::open(input, ledger)?;
    let (c, y, n) = (rows.need(&["iso3"], ledger)?, rows.need(&["year"], ledger)?, rows.need(&["population"], ledger)?);
    let mut filling = Filling::new();
    rows.each(ledger, |ledger, at| {
        let Some(year) = year(ledger, at, y, "year") else { return Ok(()) };
        let Some(place) = ledger.country(at, c, "iso3", Scheme::Alpha3) else { return Ok(()) };
        let Some(people) = people(ledger, at, n, "population") else { return Ok(()) };
        let key = (year, place);
        let what = || format!("the population of {place} in {year}");
        let given = Given { at, column: n, field: "population", value: people };
        filling.keep(&mut into.population, key, &given, options.repeated, ledger, what)
    })?;
    if into.population.is_empty() { Err(ledger.nothing()) } else { Ok(()) }
}
