//! Contributors on the place tree: by the place above them, and small places that borrow from their neighbours.

use super::observations::{Cells, Group, Observations};
use super::result::{SmoothedPlace, Smoothing};
use std::collections::BTreeMap;
use turnstone_estimate::trends::NotEstimable;
use turnstone_estimate::trends::panel::{Cell, Panel};
use turnstone_estimate::trends::smoothing::{Area, smooth};
use turnstone_model::Place;

/// At most this many earlier years stand for what a place was to be expected to count.
const PAST_YEARS: usize = 5;

/// A place with what it counted and what that is held against.
type Counted = (Place, Area);

/// The counts of contributors by the place above each; those without one are in no group.
pub fn by_parent(parents: &[Option<Place>], total: &Cells) -> Vec<Group> {
    let mut groups: BTreeMap<&str, Group> = BTreeMap::new();
    for ((contributor, year), cell) in total {
        let Some(parent) = parents[*contributor] else { continue };
        let group = groups.entry(parent.code()).or_insert_with(|| Group {
            id: parent.code().to_owned(),
            label: parent.name().to_owned(),
            cells: Cells::new(),
        });
        group.cells.insert((*contributor, *year), *cell);
    }
    groups.into_values().collect()
}

/// The newest year of each place against what it was to be expected to count, steadied within the place above it.
///
/// **Method** [`smooth`], places of one parent together. The exposure of a place is its effort in the newest year where known,
/// and else the mean of what its contributors reported in up to five earlier years; contributors without an earlier year are
/// left out on both sides, so that newcomers are no rise. A rate of one then means: as before.
pub fn smoothed(observations: &Observations, panel: &Panel) -> Vec<Smoothing> {
    let Some(last) = panel.len().checked_sub(1) else { return Vec::new() };
    let by_effort = !panel.effort.is_empty();
    let mut areas: BTreeMap<&str, Counted> = BTreeMap::new();
    for (c, contributor) in observations.contributors.iter().enumerate() {
        let (Some(place), Some(cell)) = (contributor.place, panel.counts[c][last]) else { continue };
        let past: Vec<f64> =
            (last.saturating_sub(PAST_YEARS)..last).filter_map(|at| panel.counts[c][at].map(Cell::middle)).collect();
        let exposure = match by_effort {
            true => panel.effort(c, last),
            false => (!past.is_empty()).then(|| past.iter().sum::<f64>() / past.len() as f64),
        };
        if let Some(exposure) = exposure {
            let area = areas.entry(place.code()).or_insert((place, Area { count: 0.0, exposure: 0.0 }));
            area.1.count += cell.middle();
            area.1.exposure += exposure;
        }
    }
    let mut parents: BTreeMap<&str, (Place, Vec<Counted>)> = BTreeMap::new();
    for (place, area) in areas.into_values().filter(|(_, area)| area.exposure > 0.0) {
        if let Some(parent) = place.parent() {
            parents.entry(parent.code()).or_insert((parent, Vec::new())).1.push((place, area));
        }
    }
    let of_parent = |(parent, places): (Place, Vec<Counted>)| {
        let areas: Vec<Area> = places.iter().map(|p| p.1).collect();
        let answer = smooth(&areas, turnstone_estimate::trends::LEVEL);
        let withheld: Option<NotEstimable> = answer.as_ref().err().cloned();
        let rates = answer.ok();
        let place = |(i, (place, area)): (usize, (Place, Area))| SmoothedPlace {
            place: place.code().to_owned(),
            label: place.name().to_owned(),
            count: area.count,
            exposure: area.exposure,
            rate: rates.as_ref().map(|r| r.areas[i].clone()),
        };
        Smoothing {
            parent: parent.code().to_owned(),
            label: parent.name().to_owned(),
            year: panel.year(last),
            by_effort,
            mean: rates.as_ref().map(|r| r.mean),
            variance: rates.as_ref().map(|r| r.variance),
            withheld,
            places: places.into_iter().enumerate().map(place).collect(),
        }
    };
    parents.into_values().map(of_parent).collect()
}
