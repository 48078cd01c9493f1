//! Corridors from published counts of victims by citizenship: the citizenship is taken as the origin, the reporting country as the
//! destination.

use super::{Corridor, CorridorTable, Kind, empty};
use std::collections::{BTreeMap, BTreeSet};
use turnstone_model::Place;
use turnstone_model::counts::{AgeGroup, CountsRow, Dimension, Figure, Group, Indicator, Sex};

/// Which counts make corridors.
#[derive(Clone, Copy, Debug, Default)]
pub struct Citizenship {
    /// The first year that counts; none for the first there is.
    pub first: Option<i32>,
    /// The last year that counts.
    pub last: Option<i32>,
}

/// One published number: origin, reporting country, year, figure, and its bounds.
type Cell = (Place, Place, i32, Figure, (u64, Option<u64>));

/// The bounds of a published number: itself, 1 to below its bound when it is hidden, 0 without an upper bound when it is missing.
///
/// That a hidden number is at least 1 is an assumption: GLOTIP hides what is below 5 and holds no 0 either.
pub fn bounds(figure: Figure) -> (u64, Option<u64>) {
    match figure {
        Figure::Reported(n) => (n as u64, Some(n as u64)),
        Figure::Suppressed { below: Some(below) } => (1, Some((below as u64 - 1).max(1))),
        Figure::Suppressed { below: None } => (1, None),
        Figure::Missing => (0, None),
    }
}

/// The corridors that detected victims by citizenship show, summed over years.
///
/// **Method** Rows of detected victims by citizenship, both sexes and all ages together. A citizenship that is
/// "nationals" is the reporting country, and counts only where that year does not give the country's own citizenship
/// too. A row that contradicts an earlier one widens the earlier's interval to hold both. Bounds are added over years.
///
/// **Arguments** rows with their lines, of one source.
pub fn from_counts(rows: &[(u64, CountsRow)], which: Citizenship) -> CorridorTable {
    let mut table = CorridorTable::default();
    // One cell for each published number; a second value for the same cell widens it.
    let mut cells: BTreeMap<u64, Cell> = BTreeMap::new();
    let mut leave = |why: &str| *table.left_out.entry(why.to_owned()).or_default() += 1;
    for (line, row) in rows {
        if row.indicator != Indicator::DetectedVictims || row.dimension != Dimension::Citizenship {
            leave("numbers that are not detected victims by citizenship");
            continue;
        }
        if row.sex != Sex::Total || row.age != AgeGroup::Total {
            leave("numbers of one sex or age of a total");
            continue;
        }
        let year = row.year.map(i32::from);
        let asked = |y: i32| which.first.is_none_or(|f| y >= f) && which.last.is_none_or(|l| y <= l);
        let Some(year) = year.filter(|y| asked(*y)) else {
            leave("numbers of other years or without a year");
            continue;
        };
        let Some(reporter) = row.reporter.filter(|p| p.country().is_some()) else {
            leave("numbers without a reporting country");
            continue;
        };
        let origin = match (row.category_place, row.category_group) {
            (Some(place), _) => place,
            (None, Some(Group::Nationals)) => reporter,
            (None, Some(_)) => {
                leave("numbers of foreigners, stateless or unknown citizens: no corridor is named");
                continue;
            }
            (None, None) => {
                leave("numbers whose citizenship could not be read");
                continue;
            }
        };
        let (low, high) = bounds(row.figure);
        if let Some(first) = row.contradicts_line.and_then(|line| cells.get_mut(&line)) {
            let (first_low, first_high) = &mut first.4;
            *first_low = low.min(*first_low);
            *first_high = first_high.zip(high).map(|(a, b)| a.max(b));
            leave("numbers that contradict an earlier one: its interval holds both");
            continue;
        }
        cells.insert(*line, (origin, reporter, year, row.figure, (low, high)));
    }
    // "Nationals" and the reporter's own citizenship in one year are the same people under two names.
    let own: BTreeSet<(Place, i32)> = rows
        .iter()
        .filter(|(line, row)| row.category_place.is_some() && cells.get(line).is_some_and(|c| c.0 == c.1))
        .filter_map(|(line, _)| cells.get(line).map(|c| (c.1, c.2)))
        .collect();
    for (line, row) in rows.iter().filter(|(_, row)| row.category_place.is_none()) {
        if cells.get(line).is_some_and(|c| own.contains(&(c.1, c.2))) && row.category_group == Some(Group::Nationals) {
            cells.remove(line);
            leave("numbers of nationals beside the same year's own citizenship: one people under two names");
        }
    }
    let mut corridors: BTreeMap<(Place, Place), Corridor> = BTreeMap::new();
    for (origin, reporter, year, figure, (low, high)) in cells.into_values() {
        let corridor = corridors.entry((origin, reporter)).or_insert_with(|| empty(origin, reporter, Kind::Counts));
        corridor.low += low;
        corridor.high = corridor.high.zip(high).map(|(a, b)| a + b);
        match figure {
            Figure::Reported(_) => corridor.reported += 1,
            Figure::Suppressed { .. } => corridor.suppressed += 1,
            Figure::Missing => corridor.missing += 1,
        }
        corridor.years = Some(corridor.years.map_or((year, year), |(a, b)| (a.min(year), b.max(year))));
    }
    table.extend(CorridorTable { corridors: corridors.into_values().collect(), ..CorridorTable::default() });
    table
}
