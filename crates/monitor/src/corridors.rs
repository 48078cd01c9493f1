//! One corridor table for movement inside and between countries: what cases and published counts say of each corridor, from low to
//! high, and beside it the movement of all people.
//!
//! Corridors of cases are counted in [`crate::flows`]; published counts come as rows of the `counts` table; [`join`] puts stock, flows,
//! displacement and internal moves beside them. Which corridors carry more than migration explains is in [`excess`].

mod counted;
pub mod excess;
pub mod result;

pub use counted::{Citizenship, from_counts};

use crate::flows::Flows;
use crate::migration::Migration;
use serde::Serialize;
use std::collections::BTreeMap;
use turnstone_model::Place;
use turnstone_model::place::border_crossed;

/// Where the number of a corridor is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Records of persons: each was counted one by one.
    Records,
    /// Published counts of victims by citizenship and reporting country.
    Counts,
}

impl Kind {
    /// What it is called on pages.
    pub fn label(self) -> &'static str {
        match self {
            Kind::Records => "records",
            Kind::Counts => "published counts",
        }
    }
}

/// One corridor as one kind of source has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Corridor {
    /// The origin, at the finest level known.
    pub origin: Place,
    /// The destination, at the finest level known.
    pub destination: Place,
    /// Whether a border between countries was crossed; none when not known.
    pub border_crossed: Option<bool>,
    /// Where the number is from.
    pub source: Kind,
    /// At least so many people.
    pub low: u64,
    /// At most so many; none when a number is missing, so that nothing bounds it.
    pub high: Option<u64>,
    /// Numbers that were reported, hidden by the source, and missing; records count as reported.
    pub reported: u64,
    /// Numbers that the source hides: each is between 1 and its bound.
    pub suppressed: u64,
    /// Numbers that are not there.
    pub missing: u64,
    /// First and last year that is counted, where years are told.
    pub years: Option<(i32, i32)>,
    /// The movement of all people along it.
    #[serde(flatten)]
    pub movement: Movement,
}

/// The movement of all people along a corridor; none where nothing is known, never 0 instead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Movement {
    /// People born (or citizens) at the origin who live at the destination.
    pub stock: Option<f64>,
    /// People who moved within five years, by the preferred estimate.
    pub moved: Option<f64>,
    /// Refugees and asylum seekers from the origin at the destination; on the diagonal the internally displaced.
    pub displaced: Option<f64>,
    /// Moves between the parts of the country within five years, on its diagonal or between its parts.
    pub inside: Option<f64>,
}

/// The corridor table.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CorridorTable {
    /// Every corridor and kind of source, largest first.
    pub corridors: Vec<Corridor>,
    /// What is not in it, by reason: records or numbers.
    pub left_out: BTreeMap<String, u64>,
    /// What the joined movement is: its sources and years, in words.
    pub movement: Vec<String>,
}

/// The corridors that records of persons show.
pub fn from_records(flows: &Flows) -> CorridorTable {
    let mut table = CorridorTable::default();
    for counted in &flows.corridors {
        let ends = (Place::from_code(&counted.origin), Place::from_code(&counted.destination));
        let (Some(origin), Some(destination)) = ends else {
            *table.left_out.entry("records whose place is not in the tree".into()).or_default() += counted.records;
            continue;
        };
        let years = counted.by.get("period").into_iter().flatten().filter_map(|c| c.id.parse::<i32>().ok());
        let years = years.fold(None, |range: Option<(i32, i32)>, year| {
            Some(range.map_or((year, year), |(first, last)| (first.min(year), last.max(year))))
        });
        table.corridors.push(Corridor {
            origin,
            destination,
            border_crossed: counted.border_crossed,
            source: Kind::Records,
            low: counted.records,
            high: Some(counted.records),
            reported: counted.records,
            suppressed: 0,
            missing: 0,
            years,
            movement: Movement::default(),
        });
    }
    for (why, count) in [
        ("records with an origin only", flows.origin_only),
        ("records with a destination only", flows.destination_only),
        ("records with neither end", flows.neither),
    ] {
        if count > 0 {
            *table.left_out.entry(why.to_owned()).or_default() += count;
        }
    }
    table
}

impl CorridorTable {
    /// Adds the corridors of another source. What both have of one kind is added up; kinds keep rows of their own.
    pub fn extend(&mut self, other: CorridorTable) {
        for corridor in other.corridors {
            let key = |c: &Corridor| (c.origin, c.destination, c.border_crossed, c.source);
            let Some(mine) = self.corridors.iter_mut().find(|c| key(c) == key(&corridor)) else {
                self.corridors.push(corridor);
                continue;
            };
            mine.low += corridor.low;
            mine.high = mine.high.zip(corridor.high).map(|(a, b)| a + b);
            mine.reported += corridor.reported;
            mine.suppressed += corridor.suppressed;
            mine.missing += corridor.missing;
            let years = mine.years.into_iter().chain(corridor.years);
            mine.years = years.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        }
        for (why, count) in other.left_out {
            *self.left_out.entry(why).or_default() += count;
        }
        self.corridors.sort_by(|a, b| {
            let key = |c: &Corridor| (std::cmp::Reverse(c.low), c.origin.code(), c.destination.code(), c.source);
            key(a).cmp(&key(b)).then(a.border_crossed.cmp(&b.border_crossed))
        });
    }

    /// The kinds of source there are.
    pub fn sources(&self) -> Vec<Kind> {
        let has = |kind: &Kind| self.corridors.iter().any(|c| c.source == *kind);
        [Kind::Records, Kind::Counts].into_iter().filter(has).collect()
    }

    /// People at least, inside countries and across borders, of one kind of source.
    pub fn inside_and_across(&self, source: Kind) -> (u64, u64) {
        let sum = |crossed| {
            let of = self.corridors.iter().filter(|c| c.source == source && c.border_crossed == Some(crossed));
            of.map(|c| c.low).sum()
        };
        (sum(false), sum(true))
    }
}

/// Puts the movement of all people beside every corridor between countries or parts of one.
///
/// **Method** Stock and displacement of the latest year that is given; flows of the latest period, by the first of
/// [`crate::migration::ESTIMATES`] that there is; moves inside a country summed over the last five years there are.
/// A pair between places that a matrix covers and that is not in it is 0 there; a place that it does not cover has none.
pub fn join(table: &mut CorridorTable, migration: &Migration) {
    let latest = |matrix: &crate::migration::Matrix| matrix.years().last().copied();
    let stock = latest(&migration.stock).map(|year| (year, migration.stock.places(year)));
    let displaced = latest(&migration.displaced);
    let flows = crate::migration::ESTIMATES.iter().find_map(|e| Some((*e, migration.flows.get(*e)?)));
    let flows = flows.and_then(|(name, matrix)| Some((name, matrix, latest(matrix)?)));
    let flow_places = flows.map(|(_, matrix, year)| matrix.places(year)).unwrap_or_default();
    for corridor in &mut table.corridors {
        let (origin, destination) = (corridor.origin, corridor.destination);
        let across = corridor.border_crossed == Some(true);
        let mut movement = Movement::default();
        if let Some((year, places)) = stock.as_ref().filter(|_| across) {
            let known = places.contains(&origin) && places.contains(&destination);
            movement.stock = known.then(|| migration.stock.get(*year, origin, destination).unwrap_or(0.0));
        }
        if let Some((_, matrix, year)) = flows.filter(|_| across) {
            let known = flow_places.contains(&origin) && flow_places.contains(&destination);
            movement.moved = known.then(|| matrix.get(year, origin, destination).unwrap_or(0.0));
        }
        movement.displaced = displaced.and_then(|year| migration.displaced.get(year, origin, destination));
        movement.inside = migration.internal.iter().find_map(|internal| {
            let years: Vec<i32> = internal.years().into_iter().rev().take(5).collect();
            let is = |part: usize, place: Place| place == internal.country || internal.parts[part].place == Some(place);
            let of = internal
                .moves
                .iter()
                .filter(|((year, o, d), _)| years.contains(year) && o != d && is(*o, origin) && is(*d, destination));
            let mut of = of.map(|(_, moved)| *moved).peekable();
            of.peek().is_some().then(|| of.sum())
        });
        corridor.movement = movement;
    }
    let mut said = Vec::new();
    if let Some((year, _)) = &stock {
        said.push(format!("migrant stock of {year}"));
    }
    if let Some((name, _, year)) = flows {
        said.push(format!("people who moved {year} to {}, estimate {name}", year + 5));
    }
    if let Some(year) = displaced {
        said.push(format!("refugees, asylum seekers and internally displaced of {year}"));
    }
    for internal in &migration.internal {
        let years: Vec<i32> = internal.years().into_iter().rev().take(5).collect();
        if let (Some(last), Some(first)) = (years.first(), years.last()) {
            said.push(format!(
                "moves between {} parts of {}, {first} to {last}",
                internal.parts.len(),
                internal.country
            ));
        }
    }
    table.movement = said;
}

/// A corridor between two places with nothing counted yet.
fn empty(origin: Place, destination: Place, source: Kind) -> Corridor {
    Corridor {
        origin,
        destination,
        border_crossed: border_crossed(origin, destination),
        source,
        low: 0,
        high: Some(0),
        reported: 0,
        suppressed: 0,
        missing: 0,
        years: None,
        movement: Movement::default(),
    }
}

#[cfg(test)]
mod tests;
