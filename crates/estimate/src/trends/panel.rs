//! A panel: what each contributor reported in each year. Three readings of it need no model: all that was reported, the
//! contributors that reported in every year of a window, and the growth of those that reported in both of two years.

use super::NotEstimable;
use super::effects::{Step, step_between};
use serde::Serialize;
use std::ops::RangeInclusive;

/// A count as published: a number, or bounds where the source hides it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The least it can be.
    pub low: u64,
    /// The most it can be.
    pub high: u64,
}

impl Cell {
    /// A number that is known.
    pub fn exactly(count: u64) -> Cell {
        Cell { low: count, high: count }
    }

    /// The number that stands for it in a model: the middle of its bounds.
    pub fn middle(self) -> f64 {
        (self.low as f64 + self.high as f64) / 2.0
    }

    /// Whether the number is known.
    pub fn is_exact(self) -> bool {
        self.low == self.high
    }
}

impl std::ops::Add for Cell {
    type Output = Cell;

    fn add(self, other: Cell) -> Cell {
        Cell { low: self.low.saturating_add(other.low), high: self.high.saturating_add(other.high) }
    }
}

impl std::iter::Sum for Cell {
    fn sum<I: Iterator<Item = Cell>>(cells: I) -> Cell {
        cells.fold(Cell::default(), std::ops::Add::add)
    }
}

/// What each contributor reported in each year.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// The first year; the years that follow have no gap.
    pub first_year: i32,
    /// For each contributor, each year: what it reported, or `None` where it did not report.
    pub counts: Vec<Vec<Option<Cell>>>,
    /// For each contributor, each year: its effort (agencies, months, tests) above zero, or `None` where not known. Empty:
    /// effort is not known at all, and each report counts as one unit.
    pub effort: Vec<Vec<Option<f64>>>,
}

impl Panel {
    /// How many years it spans.
    pub fn len(&self) -> usize {
        self.counts.first().map_or(0, Vec::len)
    }

    /// Whether it has no contributor or no year.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The year at a position.
    pub fn year(&self, at: usize) -> i32 {
        self.first_year + at as i32
    }

    /// The effort behind a report: one where effort is not known at all; `None` where it is known elsewhere and not here.
    pub fn effort(&self, contributor: usize, at: usize) -> Option<f64> {
        match self.effort.get(contributor) {
            None => Some(1.0),
            Some(years) => years.get(at).copied().flatten().filter(|e| *e > 0.0),
        }
    }

    /// What was reported at a position, and by how many.
    fn total(&self, at: usize, members: impl Iterator<Item = usize>) -> YearTotal {
        let cells: Vec<Cell> = members.filter_map(|c| self.counts[c][at]).collect();
        let total = (!cells.is_empty()).then(|| cells.iter().copied().sum());
        YearTotal { year: self.year(at), contributors: cells.len(), total }
    }
}

/// The total of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct YearTotal {
    /// The year.
    pub year: i32,
    /// How many contributors reported.
    pub contributors: usize,
    /// What they reported together; none when nobody reported.
    pub total: Option<Cell>,
}

/// The series as reported: every year with all who reported in it.
pub fn as_reported(panel: &Panel) -> Vec<YearTotal> {
    (0..panel.len()).map(|at| panel.total(at, 0..panel.counts.len())).collect()
}

/// The series of the contributors that reported in every year of a window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConstantPanel {
    /// The positions of its contributors.
    #[serde(skip)]
    pub members: Vec<usize>,
    /// How many there are.
    pub contributors: usize,
    /// The totals of the years of the window.
    pub years: Vec<YearTotal>,
}

/// The constant panel of a window.
///
/// **Method** A contributor is a member when it reported in every year of the window; a reported zero is a report. Totals are
/// sums; nothing is filled in. Members are those that report without fail, often large or old ones: the panel says what
/// changed among them, not what changed everywhere.
///
/// **Cost** Linear in contributors and years.
///
/// **Arguments** `window` in years; what lies outside the panel's years is not reported by anybody, so that the panel has
/// no member.
pub fn constant_panel(panel: &Panel, window: RangeInclusive<i32>) -> ConstantPanel {
    let position = |year: i32| usize::try_from(year - panel.first_year).ok().filter(|at| *at < panel.len());
    let places: Option<Vec<usize>> = window.clone().map(position).collect();
    let members: Vec<usize> = match &places {
        None => Vec::new(),
        Some(places) => {
            let has_all = |c: &usize| places.iter().all(|at| panel.counts[*c][*at].is_some());
            (0..panel.counts.len()).filter(has_all).collect()
        }
    };
    let none = |year| YearTotal { year, contributors: 0, total: None };
    let years = window.map(|year| position(year).map_or(none(year), |at| panel.total(at, members.iter().copied())));
    ConstantPanel { contributors: members.len(), years: years.collect(), members }
}

/// The growth between two years that follow each other, of the contributors that reported in both.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    /// The later year.
    pub year: i32,
    /// How many reported in both years.
    pub contributors: usize,
    /// What they reported in the year before.
    pub before: Cell,
    /// What they reported in the year.
    pub after: Cell,
    /// The growth factor with its interval, or why there is none.
    #[serde(serialize_with = "super::effects::estimate_or_reason")]
    pub growth: Result<Step, NotEstimable>,
    /// The product of the growth factors since the first year of an unbroken chain, whose index is one.
    pub index: Option<super::Estimate>,
}

/// The chained panel: growth from year to year, each from those that reported in both, multiplied up.
///
/// **Source** the matched-model chained index of price statistics (ILO et al. 2020, ch. 15), with contributors in the place of
/// goods.
///
/// **Method** Each link is [`step_between`] two years. The index multiplies the links; a link that cannot be estimated breaks
/// the chain and the next one starts again at one. The variance of the log index adds those of the links. A year shared by
/// two links errs in opposite directions in them, so the sum is too large rather than too small.
///
/// **Cost** Linear in contributors and years.
pub fn chained_panel(panel: &Panel, level: f64) -> Vec<Link> {
    let mut links = Vec::new();
    // Log index and its variance since the chain began.
    let mut chain = (0.0, 0.0);
    for at in 1..panel.len() {
        let both = |c: &usize| panel.counts[*c][at - 1].is_some() && panel.counts[*c][at].is_some();
        let members: Vec<usize> = (0..panel.counts.len()).filter(both).collect();
        let sum = |at: usize| members.iter().filter_map(|c| panel.counts[*c][at]).sum::<Cell>();
        let growth = step_between(panel, &[at - 1], &[at], level);
        let index = match &growth {
            Ok(step) => {
                chain = (chain.0 + step.ratio.value.ln(), chain.1 + step.log_error * step.log_error);
                let half = super::effects::critical(step.contributors.saturating_sub(1), level) * f64::sqrt(chain.1);
                let at = |shift: f64| (chain.0 + shift).exp();
                Some(super::Estimate { value: at(0.0), low: at(-half), high: at(half) })
            }
            Err(_) => {
                chain = (0.0, 0.0);
                None
            }
        };
        let (before, after) = (sum(at - 1), sum(at));
        links.push(Link { year: panel.year(at), contributors: members.len(), before, after, growth, index });
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    pub fn panel(first_year: i32, rows: &[&[Option<u64>]]) -> Panel {
        let counts = rows.iter().map(|row| row.iter().map(|c| c.map(Cell::exactly)).collect()).collect();
        Panel { first_year, counts, effort: Vec::new() }
    }

    #[test]
    fn missing_is_not_zero_and_zero_is_a_report() {
        let panel = panel(2018, &[&[Some(10), Some(0), Some(12)], &[None, Some(40), Some(50)]]);
        let reported = as_reported(&panel);
        assert_eq!(
            reported.iter().map(|y| (y.contributors, y.total.unwrap().low)).collect::<Vec<_>>(),
            [(1, 10), (2, 40), (2, 62)]
        );
        let constant = constant_panel(&panel, 2018..=2020);
        assert_eq!(constant.members, [0]);
        assert_eq!(constant.years.iter().map(|y| y.total.unwrap().low).collect::<Vec<_>>(), [10, 0, 12]);
        assert_eq!(constant_panel(&panel, 2019..=2020).members, [0, 1]);
        assert_eq!(constant_panel(&panel, 2017..=2019).contributors, 0);
    }

    #[test]
    fn hidden_numbers_stay_bounds_in_totals() {
        let counts = vec![vec![Some(Cell { low: 1, high: 4 })], vec![Some(Cell::exactly(7))]];
        let panel = Panel { first_year: 2020, counts, effort: Vec::new() };
        assert_eq!(as_reported(&panel)[0].total, Some(Cell { low: 8, high: 11 }));
    }

    #[test]
    fn links_multiply_to_the_index() {
        // 2018 → 2019: the first alone was there, 10 → 20; 2019 → 2020: both, 20 + 40 → 30 + 60. 2 × 1.5 = 3.
        let panel = panel(2018, &[&[Some(10), Some(20), Some(30)], &[None, Some(40), Some(60)]]);
        let links = chained_panel(&panel, 0.95);
        assert_eq!((links[0].contributors, links[1].contributors), (1, 2));
        assert!((links[1].index.unwrap().value - 3.0).abs() < 1e-12);
        assert!((links[1].growth.as_ref().unwrap().ratio.value - 1.5).abs() < 1e-12);
    }

    #[test]
    fn a_year_that_nobody_shares_breaks_the_chain() {
        let panel = panel(2018, &[&[Some(10), None, Some(30)], &[None, Some(40), None]]);
        let links = chained_panel(&panel, 0.95);
        assert!(links.iter().all(|link| link.index.is_none() && link.contributors == 0));
        assert!(links[0].growth.as_ref().unwrap_err().reason.contains("no contributor"));
    }
}
