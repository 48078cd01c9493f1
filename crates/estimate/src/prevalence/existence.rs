//! Whether a model has an estimate on a table at all, and only one.
//!
//! What the estimate is, [`super::fit`] says; here nothing is fitted.

use super::design::{Design, Model, Table};
use super::histories::CaptureHistories;
use microlp::{ComparisonOp, OptimizationDirection, Problem};
use serde::Serialize;
use std::fmt;

/// Entries below this are rounding: the matrices hold 0 and 1 and are small.
const ROUNDING: f64 = 1e-9;

/// Whether a model can be estimated. The number is the code that the field's packages print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Status {
    /// One estimate.
    Exists = 0,
    /// The likelihood rises without end: no (extended) maximum.
    NoMaximum = 1,
    /// The effects cannot be told from each other by the patterns that can occur.
    NotIdentifiable = 2,
    /// Neither a maximum nor effects that can be told from each other.
    NeitherNor = 3,
}

impl Status {
    /// 0, 1, 2 or 3.
    pub fn code(self) -> u8 {
        self as u8
    }

    fn of(no_maximum: bool, not_identifiable: bool) -> Status {
        match (no_maximum, not_identifiable) {
            (false, false) => Status::Exists,
            (true, false) => Status::NoMaximum,
            (false, true) => Status::NotIdentifiable,
            (true, true) => Status::NeitherNor,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Status::Exists => "it has one estimate",
            Status::NoMaximum => "too many patterns are empty, and the likelihood has no maximum",
            Status::NotIdentifiable => "the patterns left cannot tell its effects from each other",
            Status::NeitherNor => {
                "too many patterns are empty: the likelihood has no maximum, and the patterns left cannot tell the effects \
                 from each other"
            }
        })
    }
}

/// Whether a model can be estimated on a table.
///
/// **Source** Fienberg and Rinaldo (2012): a maximum exists if and only if some table with every cell positive has the
/// model's marginal totals. With effects at minus infinity taken out first, as Chan, Silverman and Vincent (2021) do. The
/// equivalent condition on directions is Stiemke's theorem.
///
/// **Method** Let X be the design on the kept patterns. Directions of the effects that change no observed pattern are the null
/// space N of X on the observed patterns. Without any, the model is fine: most end here. Otherwise the maximum fails if and
/// only if a combination of N lowers some empty pattern and raises none; X has full rank if and only if X N has. One
/// direction is settled by signs; with more, a linear programme with one row a direction asks for positive weights of the
/// empty patterns that cancel.
///
/// **Cost** Elimination on (observed patterns × effects); rarely a programme of (directions × empty patterns).
pub fn status(histories: &CaptureHistories, model: &Model) -> Status {
    let table = Table::of(histories);
    let mut design = Design::default();
    design.load(&table, model.terms());
    Checker::default().status(&table, &design)
}

/// The memory of checks, used again from one to the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Checker {
    /// Rows of the matrix under elimination.
    rows: Vec<f64>,
    /// The pivot's column of each row.
    pivots: Vec<usize>,
    /// Directions × effects.
    directions: Vec<f64>,
    /// Empty patterns × directions, without repeats.
    changes: Vec<f64>,
    change: Vec<f64>,
    /// Linear programmes solved so far.
    #[cfg(test)]
    pub programmes: usize,
}

impl Checker {
    /// The status of a design on its table.
    pub fn status(&mut self, table: &Table, design: &Design) -> Status {
        let p = design.effects.len();
        self.rows.clear();
        for &pattern in &table.support {
            self.rows.extend(design.effects.iter().map(|set| f64::from(u8::from(set & pattern == *set))));
        }
        let rank = eliminate(&mut self.rows, p, &mut self.pivots);
        let d = p - rank;
        if d == 0 {
            return Status::Exists;
        }
        self.find_directions(p, d);
        self.find_changes(table, design, d);
        let m = self.changes.len() / d;
        self.rows.clone_from(&self.changes);
        let not_identifiable = eliminate(&mut self.rows, d, &mut self.pivots) < d;
        let no_maximum = match (m, d) {
            (0, _) => false,
            (_, 1) => self.changes.iter().all(|x| *x > 0.0) || self.changes.iter().all(|x| *x < 0.0),
            // Fewer or as many patterns as their rank: nothing cancels.
            _ if m <= self.pivots.len() => true,
            _ => {
                #[cfg(test)]
                {
                    self.programmes += 1;
                }
                !positive_weights_cancel(&self.changes, d)
            }
        };
        Status::of(no_maximum, not_identifiable)
    }

    /// The null space of the eliminated rows: one direction for each column without pivot.
    fn find_directions(&mut self, p: usize, d: usize) {
        self.directions.clear();
        self.directions.resize(d * p, 0.0);
        let free = (0..p).filter(|column| !self.pivots.contains(column));
        for (direction, column) in self.directions.chunks_exact_mut(p).zip(free) {
            direction[column] = 1.0;
            for (row, &pivot) in self.rows.chunks_exact(p).zip(&self.pivots) {
                direction[pivot] = -row[column];
            }
        }
    }

    /// What each direction does to the log mean of each empty pattern that is kept.
    fn find_changes(&mut self, table: &Table, design: &Design, d: usize) {
        let p = design.effects.len();
        self.changes.clear();
        self.change.resize(d, 0.0);
        for pattern in 1..table.counts.len() as u32 {
            if design.kept[pattern as usize] == 0.0 || table.counts[pattern as usize] > 0.0 {
                continue;
            }
            for (change, direction) in self.change.iter_mut().zip(self.directions.chunks_exact(p)) {
                let inside = design.effects.iter().zip(direction).filter(|(set, _)| **set & pattern == **set);
                let sum: f64 = inside.map(|(_, x)| x).sum();
                *change = if sum.abs() < ROUNDING { 0.0 } else { sum };
            }
            let same = |row: &[f64]| row.iter().zip(&self.change[..d]).all(|(x, y)| (x - y).abs() < ROUNDING);
            if self.change[..d].iter().any(|x| *x != 0.0) && !self.changes.chunks_exact(d).any(same) {
                self.changes.extend_from_slice(&self.change[..d]);
            }
        }
    }
}

/// Brings rows of `p` columns to reduced echelon form, in place; the rank. The rows that are left are the first `rank`.
fn eliminate(rows: &mut [f64], p: usize, pivots: &mut Vec<usize>) -> usize {
    pivots.clear();
    let m = rows.len() / p;
    for column in 0..p {
        let rank = pivots.len();
        let Some(best) = (rank..m).max_by(|&a, &b| {
            let size = |row: usize| rows[row * p + column].abs();
            size(a).total_cmp(&size(b))
        }) else {
            break;
        };
        let pivot = rows[best * p + column];
        if pivot.abs() < ROUNDING {
            continue;
        }
        for k in 0..p {
            rows.swap(rank * p + k, best * p + k);
        }
        let (above, from) = rows.split_at_mut(rank * p);
        let (pivot_row, below) = from.split_at_mut(p);
        pivot_row[column..].iter_mut().for_each(|x| *x /= pivot);
        for row in above.chunks_exact_mut(p).chain(below.chunks_exact_mut(p)) {
            let factor = row[column];
            if factor != 0.0 {
                row[column..].iter_mut().zip(&pivot_row[column..]).for_each(|(x, y)| *x -= factor * y);
                row[column] = 0.0;
            }
        }
        pivots.push(column);
    }
    pivots.len()
}

/// Whether weights above 0 exist, one a row of `d` columns, under which the rows add up to nothing.
///
/// The largest s at most 1 with weights s + v, v at least 0: weights can be scaled, so that it is 1 or 0 and nothing between.
/// Should the solver give up, the answer is no: an estimate is withheld rather than made up.
fn positive_weights_cancel(rows: &[f64], d: usize) -> bool {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let least = problem.add_var(1.0, (0.0, 1.0));
    let more: Vec<_> = (0..rows.len() / d).map(|_| problem.add_var(0.0, (0.0, f64::INFINITY))).collect();
    for k in 0..d {
        let column = || rows.iter().skip(k).step_by(d);
        let terms = more.iter().copied().zip(column().copied()).filter(|(_, x)| *x != 0.0);
        let all = [(least, column().sum::<f64>())];
        problem.add_constraint(all.into_iter().chain(terms).collect::<Vec<_>>(), ComparisonOp::Eq, 0.0);
    }
    let outcome = problem.solve().ok().and_then(|outcome| outcome.into_solution().ok());
    outcome.is_some_and(|solution| solution.objective() > 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The programme as Fienberg and Rinaldo state it, on the whole design: the largest s with X'x = X'y and x at least s.
    /// y itself satisfies it with s = 0. Its optimum carries rounding of the solver (1e-7 is seen), which 0 or 1 does not.
    fn by_the_whole_programme(table: &Table, design: &Design) -> Status {
        let kept: Vec<u32> = (1..table.counts.len() as u32).filter(|&w| design.kept[w as usize] > 0.0).collect();
        let mut rows: Vec<f64> = Vec::new();
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let least = problem.add_var(1.0, (0.0, f64::INFINITY));
        let x: Vec<_> = kept.iter().map(|_| problem.add_var(0.0, (0.0, f64::INFINITY))).collect();
        for set in &design.effects {
            let around = || kept.iter().zip(&x).filter(|(w, _)| **w & set == *set);
            let total: f64 = around().map(|(w, _)| table.counts[*w as usize]).sum();
            problem.add_constraint(around().map(|(_, x)| (*x, 1.0)).collect::<Vec<_>>(), ComparisonOp::Eq, total);
        }
        for x in &x {
            problem.add_constraint([(*x, 1.0), (least, -1.0)], ComparisonOp::Ge, 0.0);
        }
        let best = problem.solve().unwrap().into_solution().unwrap().objective();
        for w in &kept {
            rows.extend(design.effects.iter().map(|set| f64::from(u8::from(set & w == *set))));
        }
        let p = design.effects.len();
        Status::of(best <= 1e-5, eliminate(&mut rows, p, &mut Vec::new()) < p)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]
        #[test]
        fn the_reduced_programme_agrees_with_the_whole_one(
            t in 3_usize..6,
            counts in proptest::collection::vec(prop_oneof![3 => Just(0_u64), 1 => Just(1), 1 => 1_u64..30], 31),
            terms in proptest::collection::vec(1_u32..31, 0..7),
        ) {
            let all = (1 << t) - 1;
            let mut counts: Vec<u64> = std::iter::once(0).chain(counts).take(1 << t).collect();
            counts[1] += 1;
            let model = Model::new(t, terms.into_iter().map(|set| set & all).filter(|set| *set != all)).unwrap();
            let mut table = Table::default();
            table.load(&counts);
            let mut design = Design::default();
            design.load(&table, model.terms());
            let mut checker = Checker::default();
            prop_assert_eq!(checker.status(&table, &design), by_the_whole_programme(&table, &design), "{}", model);
        }
    }

    #[test]
    fn most_checks_need_no_programme() {
        let mut table = Table::default();
        table.load(&[0, 40, 30, 6, 20, 0, 0, 0]);
        let (mut design, mut checker) = (Design::default(), Checker::default());
        let statuses: Vec<u8> = [&[][..], &[0b011], &[0b101], &[0b101, 0b110], &[0b011, 0b101, 0b110]]
            .iter()
            .map(|terms| {
                design.load(&table, terms);
                checker.status(&table, &design).code()
            })
            .collect();
        // artificial3: SparseMSE's vignette has 1 for AB, 0 for AC and BC, 2 for all three.
        assert_eq!(statuses, [0, 1, 0, 0, 2]);
        assert_eq!(checker.programmes, 0);
    }
}
