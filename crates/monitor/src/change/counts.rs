//! Published counts by year and reporting country: the `counts` table, such as UNODC's GLOTIP.
//!
//! A row that is not there was not reported. Totals are the source's own and not sums of its parts; parts are read where they
//! divide by one thing only.

use super::observations::{Cells, Contributor, Group, Observations, UnusedRows, Watched, Words, cell_of};
use super::places::by_parent;
use arrow::array::RecordBatch;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use turnstone_engine::Worker;
use turnstone_estimate::trends::panel::Cell;
use turnstone_model::Place;
use turnstone_model::counts::{self, AgeGroup, CountsRow, Dimension, Figure, Indicator, Sex};
use turnstone_model::records::read::ColumnError;

/// What counts are divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The form of exploitation.
    Purpose,
    /// Women and girls, men and boys.
    Sex,
    /// Children and adults.
    Age,
    /// The region that the reporting country lies in.
    Place,
}

impl By {
    /// The name of each.
    pub const NAMES: [&str; 4] = ["purpose", "sex", "age", "place"];

    /// What a name means.
    pub fn from_name(name: &str) -> Option<By> {
        Some([By::Purpose, By::Sex, By::Age, By::Place][By::NAMES.iter().position(|n| *n == name)?])
    }
}

/// Where a count belongs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Total,
    /// A part: its name and its label.
    Part(String, String),
    /// A corridor to the reporting country: where it begins and its words in the source.
    Corridor(String, String, String),
}

/// One row that belongs somewhere.
struct Kept {
    file: usize,
    line: u64,
    figure: Figure,
}

/// Collects counts while batches pass. The tables it makes are small, so rows are kept until all have been seen.
pub struct CountsTally {
    indicator: Indicator,
    by: Option<By>,
    file: usize,
    rows: u64,
    reporters: BTreeMap<String, Option<Place>>,
    kept: BTreeMap<(Slot, String, i32), Vec<Kept>>,
    unused: UnusedRows,
}

impl CountsTally {
    /// Counts an indicator, divided by nothing else or by what is said; `file` is the position of the input.
    pub fn new(indicator: Indicator, by: Option<By>, file: usize) -> CountsTally {
        let (reporters, kept) = (BTreeMap::new(), BTreeMap::new());
        CountsTally { indicator, by, file, rows: 0, reporters, kept, unused: UnusedRows::default() }
    }

    /// The columns that are read: all but `source`.
    pub fn columns() -> Vec<&'static str> {
        counts::COLUMNS.iter().map(|c| c.name).filter(|name| *name != "source").collect()
    }

    /// Adds a batch.
    pub fn add(&mut self, batch: &RecordBatch) -> Result<(), ColumnError> {
        for (line, row) in counts::rows(batch)? {
            self.rows += 1;
            self.put(line, row);
        }
        Ok(())
    }

    fn put(&mut self, line: u64, row: CountsRow) {
        let at = || format!("line {line}");
        if row.indicator != self.indicator {
            return self.unused.add("counts something else than the indicator asked for", 1, at);
        }
        let Some(year) = row.year else { return self.unused.add("no year is said", 1, at) };
        let name = row.reporter_name.clone().or_else(|| row.reporter.map(|p| p.code().to_owned()));
        let Some(name) = name else { return self.unused.add("who reports is not said", 1, at) };
        let Some(slots) = self.slots(&row) else {
            return self.unused.add("divides by what was not asked for", 1, at);
        };
        self.reporters.insert(name.clone(), row.reporter);
        for slot in slots {
            let kept = Kept { file: self.file, line, figure: row.figure };
            self.kept.entry((slot, name.clone(), year.into())).or_default().push(kept);
        }
    }

    /// Where a row belongs; none when nowhere.
    fn slots(&self, row: &CountsRow) -> Option<Vec<Slot>> {
        let whole = (row.sex, row.age) == (Sex::Total, AgeGroup::Total);
        let part = |id: &str, label: &str| Some(vec![Slot::Part(id.to_owned(), label.to_owned())]);
        match (row.dimension, self.by) {
            (Dimension::Total, _) if whole => Some(vec![Slot::Total]),
            (Dimension::Total, Some(By::Sex)) if row.age == AgeGroup::Total => part(row.sex.name(), row.sex.label()),
            (Dimension::Total, Some(By::Age)) if row.sex == Sex::Total => part(row.age.name(), row.age.label()),
            (Dimension::FormOfExploitation, Some(By::Purpose)) if whole => {
                match (row.category_purpose, &row.category) {
                    (Some(purpose), _) => part(purpose.entry().id, purpose.entry().label),
                    (None, Some(category)) => part(category, category),
                    (None, None) => None,
                }
            }
            (Dimension::Citizenship, _) if whole => {
                let category = row.category.clone().unwrap_or_default();
                let from = match (row.category_place, row.category_group) {
                    (Some(place), _) => Some(place),
                    (None, Some(counts::Group::Nationals)) => row.reporter,
                    _ => None,
                }?;
                Some(vec![Slot::Corridor(from.code().to_owned(), from.name().to_owned(), category)])
            }
            _ => None,
        }
    }

    /// Adds what another tally collected.
    pub fn merge(&mut self, other: CountsTally) {
        self.rows += other.rows;
        self.reporters.extend(other.reporters);
        for (key, rows) in other.kept {
            self.kept.entry(key).or_default().extend(rows);
        }
        self.unused.merge(other.unused);
    }

    /// What was counted. A number that the source gives twice and differently is not used at all; both lines are named.
    pub fn finish(mut self) -> Observations {
        let names: Vec<String> = self.reporters.keys().cloned().collect();
        let position = |name: &str| names.binary_search_by(|n| n.as_str().cmp(name)).unwrap_or_default();
        let mut total = Cells::new();
        let mut parts: BTreeMap<(String, String), Cells> = BTreeMap::new();
        let mut corridors: BTreeMap<(String, usize), (String, BTreeMap<i32, Cell>)> = BTreeMap::new();
        let mut withheld: BTreeSet<(String, usize, i32)> = BTreeSet::new();
        for ((slot, name, year), mut rows) in std::mem::take(&mut self.kept) {
            rows.sort_by_key(|row| (row.file, row.line));
            let contributor = position(&name);
            let first = rows[0].figure;
            let corridor = match &slot {
                Slot::Corridor(from, ..) => Some((from.clone(), contributor, year)),
                _ => None,
            };
            if let Some(other) = rows.iter().find(|row| row.figure != first) {
                let example = || format!("{name}, {year}: lines {} and {}", rows[0].line, other.line);
                let reason = "given twice with different values, so neither is used";
                self.unused.add(reason, rows.len() as u64, example);
                withheld.extend(corridor);
                continue;
            }
            self.unused.add("repeats a number that is given already", rows.len() as u64 - 1, || {
                format!("{name}, {year}: line {}", rows[1].line)
            });
            let Some(cell) = cell_of(first) else {
                self.unused.add("no number is given", 1, || format!("{name}, {year}: line {}", rows[0].line));
                continue;
            };
            match slot {
                Slot::Total => {
                    total.insert((contributor, year), cell);
                }
                Slot::Part(id, label) => {
                    parts.entry((id, label)).or_default().insert((contributor, year), cell);
                }
                Slot::Corridor(from, label, _) => {
                    let entry = corridors.entry((from, contributor)).or_insert_with(|| (label, BTreeMap::new()));
                    // Several words of the source for one place count different persons.
                    let sum = entry.1.entry(year).or_default();
                    *sum = *sum + cell;
                }
            }
        }
        for (from, contributor, year) in withheld {
            if let Some((_, counts)) = corridors.get_mut(&(from, contributor)) {
                counts.remove(&year);
            }
        }
        let contributors: Vec<Contributor> = names
            .iter()
            .map(|name| {
                let place = self.reporters[name];
                let id = place.filter(|p| p.name() == name).map_or_else(|| name.clone(), |p| p.code().to_owned());
                Contributor { id, label: name.clone(), place }
            })
            .collect();
        let watched = corridors.into_iter().map(|((from, contributor), (label, counts))| Watched {
            id: format!("{from}-{}", contributors[contributor].id),
            label: format!("{label} → {}", contributors[contributor].label),
            counts,
        });
        let watched: Vec<Watched> = watched.filter(|w| !w.counts.is_empty()).collect();
        let groups = match self.by {
            Some(By::Place) => {
                let parents: Vec<Option<Place>> =
                    contributors.iter().map(|c| c.place.and_then(Place::parent)).collect();
                by_parent(&parents, &total)
            }
            _ => parts.into_iter().map(|((id, label), cells)| Group { id, label, cells }).collect(),
        };
        let counted = self.indicator.label().to_lowercase();
        Observations {
            words: Words::new(&counted, "country", "countries", "corridors"),
            contributors,
            total,
            by: self.by.map(|by| By::NAMES[by as usize].to_owned()),
            categories: self.by.is_some() && self.by != Some(By::Place),
            groups,
            watched,
            taken_back: BTreeMap::new(),
            rows: self.rows,
            unused: self.unused.finish(),
            cautions: vec![
                "Counts are those that authorities detected and reported. A hidden number (`<5`) is taken as 1 to 4."
                    .to_owned(),
            ],
        }
    }
}

impl Worker for CountsTally {
    fn batch(&mut self, batch: &RecordBatch) -> Result<Option<RecordBatch>, Box<dyn Error + Send + Sync>> {
        self.add(batch)?;
        Ok(None)
    }
}
