//! Records by year and contributor: the country of destination stands for who contributed, as far as a table tells.
//!
//! A contributor with any record in a year reported in it; of what it has no record there, it has a count of zero.

use super::observations::{Cells, Contributor, Group, Observations, UnusedRows, Watched, Words};
use crate::breakdown::{Breakdown, NO_GROUP};
use crate::dimension::{Dimension, year_of_key};
use crate::view::{View, columns};
use arrow::array::RecordBatch;
use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use turnstone_engine::Worker;
use turnstone_estimate::trends::panel::Cell;
use turnstone_model::Place;
use turnstone_model::records::read::ColumnError;

/// What records are divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The values of a dimension.
    Values(Dimension),
    /// The region that a contributor lies in.
    Place,
}

impl By {
    /// The name of each.
    pub const NAMES: [&str; 6] = ["purpose", "means", "sex", "age", "child", "place"];

    /// What a name means.
    pub fn from_name(name: &str) -> Option<By> {
        let dimensions =
            [Dimension::Purpose, Dimension::Means, Dimension::Sex, Dimension::Age, Dimension::Child].into_iter();
        match name {
            "place" => Some(By::Place),
            name => dimensions.into_iter().find(|d| d.id() == name).map(By::Values),
        }
    }
}

/// The ends of a corridor, and its records by year.
type Corridor = (Place, Place, BTreeMap<i32, u64>);

/// Counts records by year and contributor while batches pass.
pub struct RecordTally {
    by: Option<By>,
    rows: u64,
    synthetic: u64,
    without_year: u64,
    without_place: u64,
    /// The group of each year and contributor in `counts`.
    cells: HashMap<(u16, Place), u32>,
    counts: Breakdown,
    corridors: HashMap<(Place, Place, u16), u64>,
}

impl RecordTally {
    /// Counts by nothing else, or by what is said.
    pub fn new(by: Option<By>) -> RecordTally {
        let dimensions: &[Dimension] = match &by {
            Some(By::Values(dimension)) => std::slice::from_ref(dimension),
            _ => &[],
        };
        let counts = Breakdown::new(dimensions);
        let (cells, corridors) = (HashMap::new(), HashMap::new());
        RecordTally { by, rows: 0, synthetic: 0, without_year: 0, without_place: 0, cells, counts, corridors }
    }

    /// The columns that are read.
    pub fn columns() -> Vec<&'static str> {
        columns()
    }

    /// Adds a batch.
    pub fn add(&mut self, batch: &RecordBatch) -> Result<(), ColumnError> {
        let view = View::of(batch)?;
        self.rows += view.rows as u64;
        self.synthetic += view.synthetic as u64;
        let Some(years) = view.keys(Dimension::Period) else { return Ok(()) };
        let mut groups = Vec::with_capacity(view.rows);
        for (year, (origin, destination)) in years.iter().zip(&view.ends) {
            let known_year = year_of_key(usize::from(*year)).is_some();
            let Some((to, _)) = destination.filter(|_| known_year) else {
                *(if known_year { &mut self.without_place } else { &mut self.without_year }) += 1;
                groups.push(NO_GROUP);
                continue;
            };
            let next = self.cells.len() as u32;
            groups.push(*self.cells.entry((*year, to.country().unwrap_or(to))).or_insert(next));
            if let Some((from, _)) = origin {
                *self.corridors.entry((*from, to, *year)).or_default() += 1;
            }
        }
        self.counts.add(&view, &groups);
        Ok(())
    }

    /// Adds what another tally counted.
    pub fn merge(&mut self, other: RecordTally) {
        let mut map = vec![0; other.cells.len()];
        for (cell, group) in other.cells {
            let next = self.cells.len() as u32;
            map[group as usize] = *self.cells.entry(cell).or_insert(next) as usize;
        }
        self.counts.merge(&other.counts, |group| map[group]);
        for (corridor, count) in other.corridors {
            *self.corridors.entry(corridor).or_default() += count;
        }
        self.rows += other.rows;
        self.synthetic += other.synthetic;
        self.without_year += other.without_year;
        self.without_place += other.without_place;
    }

    /// Rows that are known to be synthetic.
    pub fn synthetic(&self) -> u64 {
        self.synthetic
    }

    /// What was counted.
    pub fn finish(self) -> Observations {
        let mut places: Vec<Place> = self.cells.keys().map(|(_, place)| *place).collect();
        places.sort_by_key(|place| place.code());
        places.dedup();
        let position: HashMap<Place, usize> = places.iter().enumerate().map(|(i, place)| (*place, i)).collect();
        let cells: Vec<((usize, i32), usize)> = self
            .cells
            .iter()
            .filter_map(|((year, place), group)| {
                Some(((position[place], year_of_key(usize::from(*year))?), *group as usize))
            })
            .collect();
        let of = |count: &dyn Fn(usize) -> u64| -> Cells {
            cells.iter().map(|(cell, group)| (*cell, Cell::exactly(count(*group)))).collect()
        };
        let total = of(&|group| self.counts.total(group));
        let groups = match self.by {
            None => Vec::new(),
            Some(By::Place) => by_region(&places, &total),
            Some(By::Values(dimension)) => (0..dimension.size())
                .map(|key| {
                    let value = dimension.value(key);
                    let cells = of(&|group| self.counts.by(group, dimension).get(key).copied().unwrap_or(0));
                    Group { id: value.id, label: value.label, cells }
                })
                .filter(|group| group.cells.values().any(|cell| cell.high > 0))
                .collect(),
        };
        let mut unused = UnusedRows::default();
        unused.add("no year of registration is recorded", self.without_year, String::new);
        unused.add(
            "no place of destination is recorded, so who contributed is not known",
            self.without_place,
            String::new,
        );
        Observations {
            words: Words::new("records", "country", "countries", "corridors"),
            watched: self.watched(&total, &position),
            contributors: places.iter().map(|place| of_place(*place)).collect(),
            total,
            by: self.by.map(|by| match by {
                By::Place => "place".to_owned(),
                By::Values(dimension) => dimension.id().to_owned(),
            }),
            categories: matches!(self.by, Some(By::Values(_))),
            groups,
            taken_back: BTreeMap::new(),
            rows: self.rows,
            unused: unused.finish(),
            cautions: vec![
                "A count of records is a count of detection; the country of destination stands for who contributed."
                    .to_owned(),
            ],
        }
    }

    /// Corridors with their counts; zero in years in which the country of destination has records of others.
    fn watched(&self, total: &Cells, position: &HashMap<Place, usize>) -> Vec<Watched> {
        let mut corridors: BTreeMap<(&str, &str), Corridor> = BTreeMap::new();
        for ((from, to, year), count) in &self.corridors {
            let entry = corridors.entry((from.code(), to.code())).or_insert_with(|| (*from, *to, BTreeMap::new()));
            if let Some(year) = year_of_key(usize::from(*year)) {
                *entry.2.entry(year).or_default() += count;
            }
        }
        let watched = corridors.into_values().map(|(from, to, counts)| {
            let of = position.get(&to.country().unwrap_or(to));
            let reported = total.keys().filter(|(contributor, _)| Some(contributor) == of).map(|(_, year)| *year);
            let cell = |year: i32| (year, Cell::exactly(counts.get(&year).copied().unwrap_or(0)));
            Watched {
                id: format!("{}-{}", from.code(), to.code()),
                label: format!("{} → {}", from.name(), to.name()),
                counts: reported.map(cell).collect(),
            }
        });
        watched.collect()
    }
}

/// The contributor that a place is.
pub fn of_place(place: Place) -> Contributor {
    Contributor { id: place.code().to_owned(), label: place.name().to_owned(), place: Some(place) }
}

/// Contributors by the region one level above them.
fn by_region(places: &[Place], total: &Cells) -> Vec<Group> {
    let regions: Vec<Option<Place>> = places.iter().map(|place| place.parent()).collect();
    super::places::by_parent(&regions, total)
}

impl Worker for RecordTally {
    fn batch(&mut self, batch: &RecordBatch) -> Result<Option<RecordBatch>, Box<dyn Error + Send + Sync>> {
        self.add(batch)?;
        Ok(None)
    }
}
