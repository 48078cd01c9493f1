//! Forward stepwise choice of the pairs of lists that depend on each other.
//!
//! One model comes out, and data chose it: its own interval is too narrow. [`super::bootstrap`] repeats the choice on each
//! resample; [`super::search`] looks at all models instead.

use super::design::{Model, Table, members, pairs};
use super::existence::{Checker, Status};
use super::fit::{Fit, Fitter, NotEstimable, Solved, Start, fit_table};
use super::histories::CaptureHistories;
use serde::Serialize;
use statrs::function::gamma::{gamma_lr, gamma_ur};

/// The probability below which a pair enters: the best of nine over 28 scenarios in Chan, Silverman and Vincent (2021).
pub const THRESHOLD: f64 = 0.02;

/// A pair that entered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// The two lists.
    pub pair: (usize, usize),
    /// Persons on both.
    pub observed: u64,
    /// Persons expected on both by the model before.
    pub expected: f64,
    /// The smaller of the Poisson probabilities of at most and of at least the observed.
    pub p_value: f64,
    /// Nobody is on both: the effect is minus infinity.
    pub minus_infinity: bool,
    /// The total by the model with the pair.
    pub total: f64,
}

/// A model chosen step by step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stepwise {
    /// The threshold used.
    pub threshold: f64,
    /// The model without pairs, where it began.
    pub main_effects: Fit,
    /// Pairs in their order of entry.
    pub steps: Vec<Step>,
    /// The last model.
    pub fit: Fit,
}

/// Chooses pairs until none is surprising.
///
/// **Source** Chan, Silverman and Vincent (2021), "Multiple systems estimation for sparse capture data: inferential challenges
/// when there are nonoverlapping lists".
///
/// **Method** From main effects: for each pair not in, the Poisson tail of the observed overlap at the overlap that the
/// fitted model expects. Pairs whose model has no single estimate are passed over. The smallest probability enters if it is
/// below the threshold, the first in the lists' order on a tie; refit; again.
///
/// **Cost** A fit a step, t(t-1)/2 tails a step, a check of existence for the pairs that would enter.
///
/// **Arguments** `threshold` in 0 to 1, usually [`THRESHOLD`]; 0 keeps main effects.
///
/// **Errors** [`NotEstimable`] if the model that it begins with has no estimate: no later model could be trusted then.
pub fn stepwise(histories: &CaptureHistories, threshold: f64) -> Result<Stepwise, NotEstimable> {
    let t = histories.t();
    let mut chooser = Chooser::new(t, threshold);
    let table = Table::of(histories);
    let main_effects = fit_table(&table, &Model::main_effects(t), &mut chooser.fitter, &mut chooser.checker)?;
    let mut steps = Vec::new();
    chooser.run(&table, |entered, expected, p_value, solved, table| {
        let mut lists = members(entered);
        let observed = table.overlaps[entered as usize];
        steps.push(Step {
            pair: (lists.next().unwrap_or(0), lists.next().unwrap_or(0)),
            observed: observed as u64,
            expected,
            p_value,
            minus_infinity: observed == 0.0,
            total: table.n() + solved.hidden,
        });
    })?;
    let terms = chooser.terms.iter().copied();
    let model = Model::new(t, terms).unwrap_or_else(|_| Model::main_effects(t));
    let fit = fit_table(&table, &model, &mut chooser.fitter, &mut chooser.checker)?;
    Ok(Stepwise { threshold, main_effects, steps, fit })
}

/// The choice with its memory, for one table after the other.
#[derive(Clone, Debug)]
pub(crate) struct Chooser {
    threshold: f64,
    pairs: Vec<u32>,
    /// Probability, expected overlap and pair, of those below the threshold.
    surprising: Vec<(f64, f64, u32)>,
    /// Pairs in, as terms of a model.
    terms: Vec<u32>,
    fitter: Fitter,
    checker: Checker,
    table: Table,
}

impl Chooser {
    pub fn new(t: usize, threshold: f64) -> Chooser {
        Chooser {
            threshold,
            // With two lists the only pair is a term of all lists, which nothing can estimate.
            pairs: if t > 2 { pairs(t) } else { Vec::new() },
            surprising: Vec::new(),
            terms: Vec::new(),
            fitter: Fitter::default(),
            checker: Checker::default(),
            table: Table::default(),
        }
    }

    /// The total that the choice ends with; infinite where the first model has no estimate.
    pub fn total(&mut self, counts: &[u64]) -> f64 {
        let mut table = std::mem::take(&mut self.table);
        table.load(counts);
        let total = self.run(&table, |_, _, _, _, _| {}).map_or(f64::INFINITY, |solved| table.n() + solved.hidden);
        self.table = table;
        total
    }

    /// The last fit; `entered` is told of each step.
    fn run(
        &mut self,
        table: &Table,
        mut entered: impl FnMut(u32, f64, f64, Solved, &Table),
    ) -> Result<Solved, NotEstimable> {
        self.terms.clear();
        self.fitter.design.load(table, &self.terms);
        let main_effects = || Model::main_effects(table.t).to_string();
        table.overlapping()?;
        let status = self.checker.status(table, &self.fitter.design);
        if status != Status::Exists {
            return Err(NotEstimable::NoEstimate { model: main_effects(), status });
        }
        let mut solved = self.fitter.solve(table, Start::Counts);
        if !solved.converged {
            return Err(NotEstimable::NotConverged { model: main_effects(), iterations: solved.iterations });
        }
        loop {
            self.surprising.clear();
            for &pair in self.pairs.iter().filter(|pair| !self.terms.contains(pair)) {
                let (observed, expected) = (table.overlaps[pair as usize], self.fitter.expected[pair as usize]);
                let p_value = surprise(observed, expected);
                if p_value < self.threshold {
                    self.surprising.push((p_value, expected, pair));
                }
            }
            // Stable: on a tie the lists' order stands.
            self.surprising.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut next = None;
            for &(p_value, expected, pair) in &self.surprising {
                self.terms.push(pair);
                self.fitter.design.load(table, &self.terms);
                if self.checker.status(table, &self.fitter.design) == Status::Exists {
                    let mut enlarged = self.fitter.solve(table, Start::Effects);
                    if !enlarged.converged {
                        enlarged = self.fitter.solve(table, Start::Counts);
                    }
                    if enlarged.converged {
                        next = Some((p_value, expected, pair, enlarged));
                        break;
                    }
                }
                self.terms.pop();
            }
            let Some((p_value, expected, pair, enlarged)) = next else { break };
            solved = enlarged;
            entered(pair, expected, p_value, solved, table);
        }
        Ok(solved)
    }
}

/// The smaller of P(X ≤ observed) and P(X ≥ observed) for X Poisson with this mean.
pub(crate) fn surprise(observed: f64, expected: f64) -> f64 {
    if expected <= 0.0 {
        return if observed > 0.0 { 0.0 } else { 1.0 };
    }
    if observed == 0.0 {
        return (-expected).exp();
    }
    // The median is within log 2 of the mean: further away only one tail can be the smaller.
    let at_most = || gamma_ur(observed + 1.0, expected);
    let at_least = || gamma_lr(observed, expected);
    match observed - expected {
        above if above > 2.0 => at_least(),
        above if above < -2.0 => at_most(),
        _ => at_most().min(at_least()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_order_of_lists_does_not_matter_unless_pairs_tie(
            counts in proptest::collection::vec(prop_oneof![1 => Just(0_u64), 2 => 1_u64..400], 15),
            order in Just(vec![0, 1, 2, 3]).prop_shuffle(),
        ) {
            let counts: Vec<u64> = std::iter::once(0).chain(counts).collect();
            let moved = |set: u32| order.iter().enumerate().fold(0, |to, (i, &from): (usize, &usize)| to | (set >> from & 1) << i);
            let mut other = vec![0; 16];
            (0..16_u32).for_each(|pattern| other[moved(pattern) as usize] = counts[pattern as usize]);
            let lists = || (0..4).map(|i| format!("L{i}")).collect();
            let run = |counts: Vec<u64>| stepwise(&CaptureHistories::new(lists(), counts).unwrap(), THRESHOLD);
            match (run(counts), run(other)) {
                (Ok(one), Ok(other)) => {
                    // A probability of 0, below what a double holds, is a tie.
                    prop_assume!(one.steps.iter().all(|step| step.p_value > 0.0));
                    let sets = one.steps.iter().map(|step| moved(1 << step.pair.0 | 1 << step.pair.1));
                    let others = other.steps.iter().map(|step| 1 << step.pair.0 | 1 << step.pair.1);
                    let (sets, others): (Vec<u32>, Vec<u32>) = (sets.collect(), others.collect());
                    // Lists of the same members, and others that may change places, tie as well: where the choices part, both
                    // pairs are as surprising but for rounding.
                    let parts = sets.iter().zip(&others).position(|(set, other)| set != other);
                    let ties = |at: usize| (one.steps[at].p_value / other.steps[at].p_value - 1.0).abs() < 1e-9;
                    prop_assume!(!parts.is_some_and(ties));
                    prop_assert_eq!(sets, others);
                    prop_assert!((one.fit.total / other.fit.total - 1.0).abs() < 1e-8);
                }
                (one, other) => prop_assert_eq!(one.is_ok(), other.is_ok()),
            }
        }
    }

    #[test]
    fn the_smaller_tail_is_taken_whatever_the_side() {
        for (observed, mean) in [(0, 3.2_f64), (2, 3.2), (3, 3.2), (9, 3.2), (120, 80.0), (60, 80.0), (81, 80.0)] {
            // Term by term: mass(0) = exp(-mean), mass(k) = mass(k - 1) mean / k.
            let mut mass = vec![(-mean).exp()];
            (1..400).for_each(|k| mass.push(mass[k - 1] * mean / k as f64));
            let (at_most, at_least): (f64, f64) = (mass[..=observed].iter().sum(), mass[observed..].iter().sum());
            let tail = at_most.min(at_least);
            let found = surprise(observed as f64, mean);
            assert!((found / tail - 1.0).abs() < 1e-9, "{observed} at {mean}: {found}, not {tail}");
        }
        assert_eq!((surprise(3.0, 0.0), surprise(0.0, 0.0)), (0.0, 1.0));
    }
}
