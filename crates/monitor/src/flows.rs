//! Flows: where people were moved, inside countries and across borders, in one table.
//!
//! Both ends of a corridor may be proxies; what they rest on is counted and named. Comparison with migration statistics
//! is not here.

use crate::breakdown::{Breakdown, NO_GROUP};
use crate::dimension::{Dimension, Value};
use crate::view::View;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use turnstone_model::Place;
use turnstone_model::journey::PlaceBasis;

/// What corridors are counted by.
pub const DIMENSIONS: [Dimension; 5] =
    [Dimension::Purpose, Dimension::Means, Dimension::Sex, Dimension::Age, Dimension::Period];

type Corridor = (Place, Place, Option<bool>);

/// Counts corridors while batches pass.
pub struct FlowTally {
    corridors: HashMap<Corridor, u32>,
    counts: Breakdown,
    bases: BTreeMap<(PlaceBasis, PlaceBasis), u64>,
    origin_only: u64,
    destination_only: u64,
    neither: u64,
}

impl Default for FlowTally {
    fn default() -> Self {
        FlowTally {
            corridors: HashMap::new(),
            counts: Breakdown::new(&DIMENSIONS),
            bases: BTreeMap::new(),
            origin_only: 0,
            destination_only: 0,
            neither: 0,
        }
    }
}

impl FlowTally {
    /// Adds a batch.
    pub fn add(&mut self, view: &View) {
        let groups: Vec<u32> = view
            .ends
            .iter()
            .zip(&view.border_crossed)
            .map(|(ends, border)| match ends {
                (Some((origin, from)), Some((destination, to))) => {
                    *self.bases.entry((*from, *to)).or_default() += 1;
                    let next = self.corridors.len() as u32;
                    *self.corridors.entry((*origin, *destination, *border)).or_insert(next)
                }
                (Some(_), None) => {
                    self.origin_only += 1;
                    NO_GROUP
                }
                (None, Some(_)) => {
                    self.destination_only += 1;
                    NO_GROUP
                }
                (None, None) => {
                    self.neither += 1;
                    NO_GROUP
                }
            })
            .collect();
        self.counts.add(view, &groups);
    }

    /// Adds what another tally counted.
    pub fn merge(&mut self, other: FlowTally) {
        let mut map = vec![0usize; other.corridors.len()];
        for (corridor, index) in other.corridors {
            let next = self.corridors.len() as u32;
            map[index as usize] = *self.corridors.entry(corridor).or_insert(next) as usize;
        }
        self.counts.merge(&other.counts, |group| map[group]);
        for (bases, count) in other.bases {
            *self.bases.entry(bases).or_default() += count;
        }
        self.origin_only += other.origin_only;
        self.destination_only += other.destination_only;
        self.neither += other.neither;
    }

    /// The flows counted, largest corridor first.
    pub fn finish(self) -> Flows {
        let mut corridors: Vec<CorridorCount> = self
            .corridors
            .iter()
            .map(|((origin, destination, border_crossed), group)| {
                let group = *group as usize;
                let by = |dimension| counted(dimension, self.counts.by(group, dimension));
                CorridorCount {
                    origin: origin.code().to_owned(),
                    origin_name: origin.name().to_owned(),
                    destination: destination.code().to_owned(),
                    destination_name: destination.name().to_owned(),
                    border_crossed: *border_crossed,
                    records: self.counts.total(group),
                    by: DIMENSIONS.into_iter().map(|d| (d.id(), by(d))).collect(),
                }
            })
            .collect();
        corridors.sort_by(|a, b| {
            b.records.cmp(&a.records).then_with(|| {
                let key = |c: &CorridorCount| (c.origin.clone(), c.destination.clone(), c.border_crossed);
                key(a).cmp(&key(b))
            })
        });
        let sum = |border| corridors.iter().filter(|c| c.border_crossed == border).map(|c| c.records).sum();
        let names = |of: fn(&(PlaceBasis, PlaceBasis)) -> PlaceBasis| {
            let mut names: Vec<&str> = self.bases.keys().map(|bases| of(bases).label()).collect();
            names.sort_unstable();
            names.dedup();
            names.join(" or ")
        };
        Flows {
            origin_basis: names(|bases| bases.0),
            destination_basis: names(|bases| bases.1),
            with_both_ends: corridors.iter().map(|c| c.records).sum(),
            origin_only: self.origin_only,
            destination_only: self.destination_only,
            neither: self.neither,
            within_country: sum(Some(false)),
            across_border: sum(Some(true)),
            border_unknown: sum(None),
            corridors,
        }
    }
}

/// How many records have one value of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The value's name in tables.
    pub id: String,
    /// Its label for people.
    pub label: String,
    /// The records.
    pub count: u64,
}

/// The values of a dimension that occur, in the order of the dimension.
pub fn counted(dimension: Dimension, counts: &[u64]) -> Vec<Counted> {
    let nonzero = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    nonzero
        .map(|(key, &count)| {
            let Value { id, label } = dimension.value(key);
            Counted { id, label, count }
        })
        .collect()
}

/// One corridor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CorridorCount {
    /// Code of the origin place.
    pub origin: String,
    /// Its name.
    pub origin_name: String,
    /// Code of the destination place.
    pub destination: String,
    /// Its name.
    pub destination_name: String,
    /// Whether a border between countries was crossed; absent when not known.
    pub border_crossed: Option<bool>,
    /// Records with both ends.
    pub records: u64,
    /// The records by each of [`DIMENSIONS`], by its name.
    pub by: BTreeMap<&'static str, Vec<Counted>>,
}

/// The flows of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flows {
    /// What the origins rest on, in words.
    pub origin_basis: String,
    /// What the destinations rest on, in words.
    pub destination_basis: String,
    /// Records whose two ends are recorded: the sum of the corridors.
    pub with_both_ends: u64,
    /// Records with an origin only.
    pub origin_only: u64,
    /// Records with a destination only.
    pub destination_only: u64,
    /// Records with neither.
    pub neither: u64,
    /// Of those with both ends: inside one country.
    pub within_country: u64,
    /// Of those with both ends: across a border.
    pub across_border: u64,
    /// Of those with both ends: not known whether across a border.
    pub border_unknown: u64,
    /// Every corridor, largest first.
    pub corridors: Vec<CorridorCount>,
}
