//! Trends by year, with what moves them beside reality: who contributed, and since when.
//!
//! A count of records is a count of detection. Which part of a change comes from contributors that report in both years is
//! shown beside the change; nothing is corrected. Changes of level are marked by what accounts for them; all that can be
//! compared further is in [`crate::change`].

use crate::breakdown::Breakdown;
use crate::change::analysis::{Beside, Settings, series};
use crate::change::observations::Contributor;
use crate::change::records::of_place;
use crate::change::result::SeriesChange;
use crate::dimension::{Dimension, year_of_key};
use crate::flows::{Counted, counted};
use crate::view::View;
use serde::Serialize;
use std::collections::BTreeMap;
use turnstone_estimate::trends::panel::{Cell, Panel};
use turnstone_model::Place;

/// What years are counted by.
pub const DIMENSIONS: [Dimension; 5] =
    [Dimension::Purpose, Dimension::Means, Dimension::Sex, Dimension::Age, Dimension::Child];

/// Counts years while batches pass.
pub struct TrendTally {
    counts: Breakdown,
    /// Records by year and by the country that stands for the contributor.
    contributors: BTreeMap<(u16, Place), u64>,
}

impl Default for TrendTally {
    fn default() -> Self {
        TrendTally { counts: Breakdown::new(&DIMENSIONS), contributors: BTreeMap::new() }
    }
}

impl TrendTally {
    /// Adds a batch.
    pub fn add(&mut self, view: &View) {
        let Some(years) = view.keys(Dimension::Period) else { return };
        let groups: Vec<u32> = years.iter().map(|y| u32::from(*y)).collect();
        self.counts.add(view, &groups);
        // Rows of a file are often sorted, so most fall to the contributor of the row before.
        let mut run: Option<((u16, Place), u64)> = None;
        for (year, (_, destination)) in years.iter().zip(&view.ends) {
            let Some((place, _)) = destination else { continue };
            let key = (*year, place.country().unwrap_or(*place));
            match &mut run {
                Some((last, count)) if *last == key => *count += 1,
                _ => {
                    if let Some((last, count)) = run.replace((key, 1)) {
                        *self.contributors.entry(last).or_default() += count;
                    }
                }
            }
        }
        if let Some((last, count)) = run {
            *self.contributors.entry(last).or_default() += count;
        }
    }

    /// Adds what another tally counted.
    pub fn merge(&mut self, other: TrendTally) {
        self.counts.merge(&other.counts, |group| group);
        for (key, count) in other.contributors {
            *self.contributors.entry(key).or_default() += count;
        }
    }

    /// The trends counted.
    pub fn finish(self) -> Trends {
        let mut by_year: BTreeMap<i32, BTreeMap<Place, u64>> = BTreeMap::new();
        for ((key, place), count) in &self.contributors {
            if let Some(year) = year_of_key(usize::from(*key)) {
                by_year.entry(year).or_default().insert(*place, *count);
            }
        }
        let unknown = Dimension::Period.unknown();
        let years = (0..unknown).filter(|key| self.counts.total(*key) > 0).filter_map(|key| {
            let year = year_of_key(key)?;
            Some(YearCount {
                year,
                records: self.counts.total(key),
                contributors: by_year.get(&year).map_or(0, BTreeMap::len) as u64,
                by: DIMENSIONS.into_iter().map(|d| (d.id(), counted(d, self.counts.by(key, d)))).collect(),
            })
        });
        let years: Vec<YearCount> = years.collect();
        let none = BTreeMap::new();
        let changes = years.windows(2).filter(|pair| pair[1].year == pair[0].year + 1).map(|pair| {
            let before = by_year.get(&pair[0].year).unwrap_or(&none);
            let after = by_year.get(&pair[1].year).unwrap_or(&none);
            change(pair[1].year, (pair[0].records, pair[1].records), before, after)
        });
        Trends {
            changes: changes.collect(),
            without_year: self.counts.total(unknown),
            what_changed: what_changed(&by_year),
            years,
        }
    }
}

/// The changes of level of the records with a known contributor; nothing when no year has one.
fn what_changed(by_year: &BTreeMap<i32, BTreeMap<Place, u64>>) -> Option<SeriesChange> {
    let (first, last) = (*by_year.keys().next()?, *by_year.keys().next_back()?);
    let mut places: Vec<Place> = by_year.values().flat_map(BTreeMap::keys).copied().collect();
    places.sort_by_key(|place| place.code());
    places.dedup();
    let cell = |place: &Place, year: i32| by_year.get(&year)?.get(place).copied().map(Cell::exactly);
    let counts = places.iter().map(|place| (first..=last).map(|year| cell(place, year)).collect()).collect();
    let panel = Panel { first_year: first, counts, effort: Vec::new() };
    let contributors: Vec<Contributor> = places.iter().map(|place| of_place(*place)).collect();
    Some(series("all", "All", &contributors, &panel, &Settings::default(), &Beside::default()))
}

fn change(year: i32, records: (u64, u64), before: &BTreeMap<Place, u64>, after: &BTreeMap<Place, u64>) -> YearChange {
    let sum_of = |of: &BTreeMap<Place, u64>, others: &BTreeMap<Place, u64>, there: bool| -> u64 {
        of.iter().filter(|(place, _)| others.contains_key(*place) == there).map(|(_, count)| count).sum()
    };
    let names = |of: &BTreeMap<Place, u64>, others: &BTreeMap<Place, u64>| {
        let mut new: Vec<_> = of.iter().filter(|(place, _)| !others.contains_key(*place)).collect();
        new.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.code().cmp(b.0.code())));
        let counted = |(place, count): (&Place, &u64)| Counted {
            id: place.code().to_owned(),
            label: place.name().to_owned(),
            count: *count,
        };
        new.into_iter().map(counted).collect()
    };
    YearChange {
        year,
        records_before: records.0,
        records_after: records.1,
        in_both_before: sum_of(before, after, true),
        in_both_after: sum_of(after, before, true),
        entered: names(after, before),
        left: names(before, after),
    }
}

/// The records of one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct YearCount {
    /// The year of registration.
    pub year: i32,
    /// Records registered in it.
    pub records: u64,
    /// Countries of destination with at least one of them: who contributes, as far as the table tells.
    pub contributors: u64,
    /// The records by each of [`DIMENSIONS`], by its name.
    pub by: BTreeMap<&'static str, Vec<Counted>>,
}

/// What changed from one year to the next, and whose records it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct YearChange {
    /// The later year.
    pub year: i32,
    /// Records of the year before.
    pub records_before: u64,
    /// Records of the year.
    pub records_after: u64,
    /// Records of the year before from countries that report in both years.
    pub in_both_before: u64,
    /// Records of the year from countries that report in both years.
    pub in_both_after: u64,
    /// Countries that report in the year and not before, largest first.
    pub entered: Vec<Counted>,
    /// Countries that reported before and no longer, largest first.
    pub left: Vec<Counted>,
}

impl YearChange {
    /// Whether coverage rather than numbers moved the year: countries that came or went account for at least a fifth of
    /// the larger of both years' records with a country, or the change of those that stayed has the other sign.
    pub fn is_break(&self) -> bool {
        let sum = |list: &[Counted]| list.iter().map(|c| c.count).sum::<u64>();
        let (entered, left) = (sum(&self.entered), sum(&self.left));
        let larger = (self.in_both_before + left).max(self.in_both_after + entered);
        let all = (self.in_both_after + entered) as i64 - (self.in_both_before + left) as i64;
        let stayed = self.in_both_after as i64 - self.in_both_before as i64;
        larger > 0 && (5 * (entered + left) >= larger || (entered + left > 0 && all.signum() * stayed.signum() < 0))
    }
}

/// The trends of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trends {
    /// Every year with a record, in order.
    pub years: Vec<YearCount>,
    /// Every change between two years that follow each other.
    pub changes: Vec<YearChange>,
    /// Records without a year.
    pub without_year: u64,
    /// The records with a known contributor read three ways, and changes of level with what accounts for them; none where no
    /// record has a year and a contributor.
    pub what_changed: Option<SeriesChange>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use turnstone_estimate::trends::attribution::Mark;

    fn map(of: &[(&str, u64)]) -> BTreeMap<Place, u64> {
        of.iter().map(|(code, count)| (Place::from_code(code).unwrap(), *count)).collect()
    }

    #[test]
    fn a_rise_that_comes_from_a_new_contributor_is_a_break() {
        let change = change(2017, (100, 150), &map(&[("USA", 100)]), &map(&[("USA", 95), ("PHL", 55)]));
        assert_eq!((change.in_both_before, change.in_both_after), (100, 95));
        assert_eq!((change.entered[0].id.as_str(), change.left.len()), ("PHL", 0));
        assert!(change.is_break());
    }

    #[test]
    fn a_level_that_new_contributors_lift_is_marked_as_coverage() {
        let codes = ["AUT", "BEL", "CHE", "DEU", "DNK", "ESP", "FIN", "FRA", "GBR", "GRC", "HUN", "IRL"];
        let year = |year: i32| (year, map(&codes.map(|c| (c, 50))[..if year < 2015 { 4 } else { 12 }]));
        let found = what_changed(&(2010..=2019).map(year).collect()).unwrap();
        assert_eq!(found.constant.contributors, 4);
        assert_eq!(
            found.changes.iter().map(|c| (c.year, c.attribution.mark)).collect::<Vec<_>>(),
            [(2015, Mark::Coverage)]
        );
        assert!(what_changed(&BTreeMap::new()).is_none());
    }

    #[test]
    fn a_rise_among_those_who_stay_is_none() {
        let change = change(2017, (100, 150), &map(&[("USA", 60), ("PHL", 40)]), &map(&[("USA", 90), ("PHL", 60)]));
        assert!(!change.is_break());
    }
}
