//! Moves between the parts of one country, year by year, with the parts' distances and populations where the table has them.

use super::account::{Ledger, MigrationError};
use super::matrix::{CONTRADICTS, Filling, ONE_VALUE, REPEATS, Verdict, people, year};
use super::rows::Rows;
use super::{DESTINATION, ORIGIN, Options};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use turnstone_model::Place;

/// A part of a country.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its name in the table.
    pub name: String,
    /// The place, where exactly one subdivision of the country bears the name.
    pub place: Option<Place>,
}

/// Moves between the parts of one country.
#[derive(Clone, Debug, PartialEq)]
pub struct Internal {
    /// The country.
    pub country: Place,
    /// Its parts, by name.
    pub parts: Vec<Part>,
    /// Moves by year, origin part and destination part; a part's moves within itself are on the diagonal.
    pub moves: BTreeMap<(i32, usize, usize), f64>,
    /// Kilometres between two parts.
    pub distance: BTreeMap<(usize, usize), f64>,
    /// Whether two parts touch.
    pub contiguous: BTreeMap<(usize, usize), bool>,
    /// Population by year and part, in a unit that the table does not say: only shares are used.
    pub population: BTreeMap<(i32, usize), f64>,
}

impl Internal {
    /// The years there are.
    pub fn years(&self) -> BTreeSet<i32> {
        self.moves.keys().map(|(year, _, _)| *year).collect()
    }

    /// The part's mean share of the country's population over some years; none when a population is missing.
    pub fn share(&self, part: usize, years: &[i32]) -> Option<f64> {
        let shares: Option<Vec<f64>> = years
            .iter()
            .map(|year| {
                let of = |part: usize| self.population.get(&(*year, part)).copied();
                let whole: Option<f64> = (0..self.parts.len()).map(of).sum();
                Some(of(part)? / whole?)
            })
            .collect();
        let shares = shares?;
        Some(shares.iter().sum::<f64>() / shares.len() as f64)
    }
}

/// The subdivision of a country that a name means: the one with that name, or the only one that begins with it before a hyphen.
fn subdivision(country: Place, name: &str) -> Option<Place> {
    let plain = |text: &str| text.trim().to_lowercase();
    let stem = |text: &str| plain(text.split('-').next().unwrap_or_default());
    let exact = country.children().find(|p| plain(p.name()) == plain(name));
    exact.or_else(|| {
        let mut near = country.children().filter(|p| stem(p.name()) == stem(name));
        near.next().filter(|_| near.next().is_none())
    })
}

pub(super) fn read(input: impl Read, options: &Options, ledger: &mut Ledger) -> Result<Internal, MigrationError> {
    let country =
        options.within.ok_or_else(|| MigrationError::WhichCountry { source_name: ledger.source().to_owned() })?;
    let rows = Rows::open(input, ledger)?;
    let (o, d) = (rows.need(&ORIGIN, ledger)?, rows.need(&DESTINATION, ledger)?);
    let (y, n) = (rows.need(&["year"], ledger)?, rows.need(&["flow"], ledger)?);
    let apart = rows.find(&["distance", "dist_cent", "dist_pw", "dist_min"]);
    let touch = rows.find(&["contiguous", "contig"]);
    let people_at = [rows.find(&["origin_population", "orig_pop"]), rows.find(&["destination_population", "dest_pop"])];
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = Internal {
        country,
        parts: Vec::new(),
        moves: BTreeMap::new(),
        distance: BTreeMap::new(),
        contiguous: BTreeMap::new(),
        population: BTreeMap::new(),
    };
    let (mut filling, mut peopled) = (Filling::new(), Filling::new());
    rows.each(ledger, |ledger, at| {
        let Some(year) = year(ledger, at, y, "year") else { return Ok(()) };
        let Some(moved) = people(ledger, at, n, "flow") else { return Ok(()) };
        let mut part = |column: usize| -> Option<usize> {
            let name = at.fields.get(column).map(str::trim).filter(|name| !name.is_empty())?.to_owned();
            let next = names.len();
            let index = *names.entry(name.clone()).or_insert(next);
            if index == next {
                found.parts.push(Part { place: subdivision(country, &name), name });
            }
            Some(index)
        };
        let ends = (part(o), part(d));
        let (Some(origin), Some(destination)) = ends else {
            ledger.quarantine(
                at,
                if ends.0.is_none() { o } else { d },
                "origin",
                "no part is named",
                "the name of a part",
            );
            return Ok(());
        };
        let key = (year, origin, destination);
        let what = || format!("{year} from {} to {}", found.parts[origin].name, found.parts[destination].name);
        let verdict = filling.value(&key, moved, at.line, options.repeated, ledger, what)?;
        match verdict {
            Verdict::Take | Verdict::Replace => {}
            Verdict::Repeats => {
                ledger.set_aside(REPEATS);
                return Ok(());
            }
            Verdict::Quarantine => {
                ledger.quarantine(at, n, "flow", CONTRADICTS, ONE_VALUE);
                return Ok(());
            }
        }
        let number = |column: Option<usize>| column.and_then(|c| at.fields.get(c)?.trim().parse::<f64>().ok());
        for (part, column) in [(origin, people_at[0]), (destination, people_at[1])] {
            if let Some(people) = number(column).filter(|p| *p > 0.0) {
                // The same population stands in many rows; one that differs would make shares arbitrary.
                let what = || format!("the population of {} in {year}", found.parts[part].name);
                let verdict = peopled.value(&(year, part), people, at.line, super::Repeated::Refuse, ledger, what)?;
                if verdict == Verdict::Take {
                    found.population.insert((year, part), people);
                }
            }
        }
        if let Some(kilometres) = number(apart).filter(|k| *k > 0.0) {
            found.distance.insert((origin, destination), kilometres);
        }
        if let Some(text) = touch.and_then(|c| at.fields.get(c)) {
            match text.trim().to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" => drop(found.contiguous.insert((origin, destination), true)),
                "false" | "0" | "no" => drop(found.contiguous.insert((origin, destination), false)),
                _ => {}
            }
        }
        found.moves.insert(key, moved);
        ledger.used_instead(verdict == Verdict::Replace);
        Ok(())
    })?;
    if found.moves.is_empty() { Err(ledger.nothing()) } else { Ok(found) }
}
