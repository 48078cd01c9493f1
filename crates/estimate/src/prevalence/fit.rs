//! Fitting a log-linear model to capture histories: how many are on no list, if this model holds.
//!
//! Whether the model has an estimate at all is asked first, of [`super::existence`]. Which model, is for
//! [`super::stepwise`] and [`super::search`] to say.

use super::design::{Design, Model, Table, subset_products, superset_sums};
use super::existence::{Checker, Status};
use super::histories::CaptureHistories;
use crate::numeric::{normal_quantile, symmetric};
use serde::Serialize;
use statrs::function::gamma::ln_gamma;
use thiserror::Error;

/// Newton steps before a fit is called not converged.
const MAX_STEPS: u32 = 100;
/// The last step must promise less than this gain in log-likelihood. Errors shrink quadratically: what remains after it is
/// near 1e-12 of a standard error.
const LAST_GAIN: f64 = 1e-12;

/// Why there is no estimate, as a value that can be shown.
#[derive(Clone, Debug, PartialEq, Error, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum NotEstimable {
    /// No two lists share anybody.
    #[error("not estimable: no two of the {lists} lists share a person, so nothing says how much each of them misses")]
    NoOverlap {
        /// Lists with members.
        lists: usize,
    },
    /// The likelihood has no maximum, or more than one place reaches it.
    #[error("not estimable under model {model}: {status}")]
    NoEstimate {
        /// The model.
        model: String,
        /// What fails.
        status: Status,
    },
    /// The arithmetic did not settle.
    #[error("not estimable under model {model}: the fit did not settle after {iterations} steps")]
    NotConverged {
        /// The model.
        model: String,
        /// Steps made.
        iterations: u32,
    },
}

/// The effect of a set of lists on the log of expected counts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// The set as bits; 0 is the intercept, the log of the expected number on no list.
    pub set: u32,
    /// The effect.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// A range of totals.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The share of such intervals that should hold the truth, such as 0.95.
    pub level: f64,
    /// Persons, those seen included.
    pub low: f64,
    /// Persons, those seen included.
    pub high: f64,
}

/// A fitted model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fit {
    /// The model.
    pub model: Model,
    /// Persons seen.
    pub n: u64,
    /// Persons in all: seen and not.
    pub total: f64,
    /// Persons on no list.
    pub hidden: f64,
    /// Standard error of the log of `hidden`.
    pub log_hidden_se: f64,
    /// Finite effects, the intercept first.
    pub effects: Vec<Effect>,
    /// Sets whose effect is minus infinity, since nobody is on all of their lists.
    pub minus_infinity: Vec<u32>,
    /// Expected persons by pattern; at pattern 0 the hidden ones.
    pub fitted: Vec<f64>,
    /// Twice the log-likelihood lost against one effect a pattern.
    pub deviance: f64,
    /// Patterns kept less finite effects.
    pub degrees_of_freedom: usize,
    /// Effects counted by the criteria, those at minus infinity included.
    pub parameters: usize,
    /// Akaike's criterion.
    pub aic: f64,
    /// The Bayesian criterion, with n the persons seen.
    pub bic: f64,
    /// Steps of the fit.
    pub iterations: u32,
}

impl Fit {
    /// The interval for the total that is symmetric on the log of the hidden number (Wald).
    ///
    /// It takes the model as given: where the data chose the model it is too narrow, and [`super::bootstrap`] is wider.
    pub fn interval(&self, level: f64) -> Interval {
        let reach = (normal_quantile(0.5 + level / 2.0) * self.log_hidden_se).exp();
        let n = self.n as f64;
        Interval { level, low: n + self.hidden / reach, high: n + self.hidden * reach }
    }

    /// Expected persons on all lists of a set.
    pub fn expected_overlap(&self, set: u32) -> f64 {
        let around = (0..).zip(&self.fitted).filter(|(pattern, _)| *pattern != 0 && pattern & set == set);
        around.map(|(_, expected)| expected).sum()
    }
}

/// The fit of one model.
///
/// **Source** Poisson log-linear models of incomplete tables: Fienberg (1972); sets that share nobody: Chan, Silverman and
/// Vincent (2021), "Multiple systems estimation for sparse capture data".
///
/// **Method** y(w) independent Poisson with log mean the sum of the effects of the sets inside w; the hidden number is the
/// exponential of the intercept. Effects of sets that share nobody are minus infinity. The others by iteratively reweighted
/// least squares from y + 0.1, which for this link is Newton's method, with halved steps should the likelihood fall.
///
/// **Cost** t 2^t + p³/6 a step, five to ten steps.
///
/// **Arguments** A table with at least two lists that share somebody, and a model on as many lists.
///
/// **Errors** [`NotEstimable`], never a number that the data do not carry.
pub fn fit(histories: &CaptureHistories, model: &Model) -> Result<Fit, NotEstimable> {
    let table = Table::of(histories);
    fit_table(&table, model, &mut Fitter::default(), &mut Checker::default())
}

pub(crate) fn fit_table(
    table: &Table,
    model: &Model,
    fitter: &mut Fitter,
    checker: &mut Checker,
) -> Result<Fit, NotEstimable> {
    table.overlapping()?;
    fitter.design.load(table, model.terms());
    let status = checker.status(table, &fitter.design);
    if status != Status::Exists {
        return Err(NotEstimable::NoEstimate { model: model.to_string(), status });
    }
    let solved = fitter.solve(table, Start::Counts);
    if !solved.converged {
        return Err(NotEstimable::NotConverged { model: model.to_string(), iterations: solved.iterations });
    }
    Ok(fitter.report(table, model, solved))
}

/// Where a fit begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// At the counts plus 0.1.
    Counts,
    /// At the effects the fitter holds by set: those of a smaller model or of a table like this one.
    Effects,
}

/// What came out of a fit; the effects and means stay in the [`Fitter`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Solved {
    /// Persons on no list.
    pub hidden: f64,
    /// Up to the term that depends on the counts alone.
    pub log_likelihood: f64,
    /// Whether it settled.
    pub converged: bool,
    pub iterations: u32,
}

/// How a step was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Newton {
    Exact,
    Damped,
    Failed,
}

/// The memory of fits, used again from one to the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fitter {
    pub design: Design,
    /// Effects by set; 0 where the set has none.
    pub by_set: Vec<f64>,
    /// Fitted means by pattern, 0 at pattern 0.
    pub means: Vec<f64>,
    /// Sums of the fitted means over the patterns that contain a set.
    pub expected: Vec<f64>,
    information: Vec<f64>,
    step: Vec<f64>,
    gradient: Vec<f64>,
}

impl Fitter {
    /// Fits the design to the table.
    pub fn solve(&mut self, table: &Table, start: Start) -> Solved {
        let p = self.design.effects.len();
        self.step.resize(p, 0.0);
        self.gradient.resize(p, 0.0);
        self.information.resize(p * p, 0.0);
        let mut iterations = 0;
        if start == Start::Counts || self.by_set.len() != table.counts.len() {
            self.by_set.clear();
            self.by_set.resize(table.counts.len(), 0.0);
            iterations += 1;
            if !self.first_effects(table) {
                return Solved { hidden: f64::NAN, log_likelihood: f64::NAN, converged: false, iterations };
            }
        }
        let mut before = f64::NEG_INFINITY;
        let mut converged = false;
        loop {
            let (hidden, log_likelihood) = self.means(table);
            if converged || iterations >= MAX_STEPS {
                return Solved { hidden, log_likelihood, converged: converged && hidden.is_finite(), iterations };
            }
            iterations += 1;
            let fell = log_likelihood < before - 1e-9 * before.abs().max(1.0);
            if fell || !log_likelihood.is_finite() {
                if before == f64::NEG_INFINITY {
                    // The start itself is out of reach.
                    return Solved { hidden, log_likelihood, converged: false, iterations };
                }
                for (step, &set) in self.step.iter_mut().zip(&self.design.effects) {
                    *step *= 0.5;
                    self.by_set[set as usize] -= *step;
                }
                continue;
            }
            before = log_likelihood;
            for (i, &set) in self.design.effects.iter().enumerate() {
                self.gradient[i] = table.overlaps[set as usize] - self.expected[set as usize];
            }
            self.step.copy_from_slice(&self.gradient);
            let newton = self.newton_step();
            if newton == Newton::Failed {
                return Solved { hidden, log_likelihood, converged: false, iterations };
            }
            let gain: f64 = self.step.iter().zip(&self.gradient).map(|(step, gradient)| step * gradient).sum();
            for (step, &set) in self.step.iter().zip(&self.design.effects) {
                self.by_set[set as usize] += step;
            }
            converged = gain < LAST_GAIN && newton == Newton::Exact;
        }
    }

    /// Effects by least squares on the logs of y + 0.1 with weights y + 0.1: the first step of the iteration.
    fn first_effects(&mut self, table: &Table) -> bool {
        self.expected.resize(table.counts.len(), 0.0);
        self.means.resize(table.counts.len(), 0.0);
        for (((mean, working), count), kept) in
            self.means.iter_mut().zip(&mut self.expected).zip(&table.counts).zip(&self.design.kept)
        {
            let start = (count + 0.1) * kept;
            *working = start;
            *mean = if *kept > 0.0 { start * start.ln() + count - start } else { 0.0 };
        }
        superset_sums(&mut self.expected);
        superset_sums(&mut self.means);
        for (i, &set) in self.design.effects.iter().enumerate() {
            self.step[i] = self.means[set as usize];
        }
        if self.newton_step() == Newton::Failed {
            return false;
        }
        for (step, &set) in self.step.iter().zip(&self.design.effects) {
            self.by_set[set as usize] = *step;
        }
        true
    }

    /// Means and their sums from the effects; the hidden number and the log-likelihood.
    fn means(&mut self, table: &Table) -> (f64, f64) {
        self.means.clear();
        self.means.resize(table.counts.len(), 1.0);
        let mut log_likelihood = 0.0;
        for &set in &self.design.effects {
            let effect = self.by_set[set as usize];
            self.means[set as usize] = effect.exp();
            log_likelihood += effect * table.overlaps[set as usize];
        }
        subset_products(&mut self.means);
        let hidden = self.means[0];
        for (mean, kept) in self.means.iter_mut().zip(&self.design.kept) {
            *mean *= kept;
        }
        self.expected.clone_from(&self.means);
        superset_sums(&mut self.expected);
        (hidden, log_likelihood - self.expected[0])
    }

    /// Factors the information at `expected` and solves for `step`.
    ///
    /// On the way, means of some patterns may be so small beside others that the information is singular to working
    /// precision. A little more on its diagonal keeps the step uphill; the end may not be reached so.
    fn newton_step(&mut self) -> Newton {
        let effects = &self.design.effects;
        let p = effects.len();
        for (more, newton) in [(0.0, Newton::Exact), (1e-9, Newton::Damped)] {
            for (row, (i, &set)) in self.information.chunks_exact_mut(p).zip(effects.iter().enumerate()) {
                for (entry, &other) in row[..=i].iter_mut().zip(effects) {
                    *entry = self.expected[(set | other) as usize];
                }
                row[i] *= 1.0 + more;
            }
            if symmetric::factor(&mut self.information[..p * p], p).is_ok() {
                symmetric::solve(&self.information[..p * p], p, &mut self.step);
                return newton;
            }
        }
        Newton::Failed
    }

    /// The standard error of the log of the hidden number, from the information of the last step; not a number where there is
    /// none. Takes the place of the step.
    pub fn log_hidden_se(&mut self) -> f64 {
        let p = self.design.effects.len();
        self.step[..p].fill(0.0);
        self.step[0] = 1.0;
        symmetric::solve(&self.information[..p * p], p, &mut self.step[..p]);
        self.step[0].sqrt()
    }

    /// Everything about the fit just made. The information is that of the last step, 1e-6 standard errors away.
    fn report(&mut self, table: &Table, model: &Model, solved: Solved) -> Fit {
        let p = self.design.effects.len();
        let inverse = symmetric::inverse(&self.information[..p * p], p);
        let effects: Vec<Effect> = self
            .design
            .effects
            .iter()
            .enumerate()
            .map(|(i, &set)| Effect {
                set,
                estimate: self.by_set[set as usize],
                standard_error: inverse[i * p + i].sqrt(),
            })
            .collect();
        let factorials: f64 = table.support.iter().map(|&w| ln_gamma(table.counts[w as usize] + 1.0)).sum();
        let lost = -2.0 * (solved.log_likelihood - factorials);
        let parameters = model.parameters();
        let mut fitted = self.means.clone();
        fitted[0] = solved.hidden;
        Fit {
            model: model.clone(),
            n: table.n() as u64,
            total: table.n() + solved.hidden,
            hidden: solved.hidden,
            log_hidden_se: effects[0].standard_error,
            effects,
            minus_infinity: self.design.minus_infinity.clone(),
            fitted,
            deviance: 2.0 * (table.saturated() - solved.log_likelihood),
            degrees_of_freedom: self.design.kept.iter().filter(|kept| **kept > 0.0).count() - p,
            parameters,
            aic: lost + 2.0 * parameters as f64,
            bic: lost + table.n().ln() * parameters as f64,
            iterations: solved.iterations,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(counts: &[u64]) -> CaptureHistories {
        let t = counts.len().trailing_zeros();
        CaptureHistories::new((0..t).map(|i| format!("L{i}")).collect(), counts.to_vec()).unwrap()
    }

    #[test]
    fn two_lists_give_the_estimate_of_lincoln_and_petersen() {
        // 50 on one, 40 on the other, 8 on both: 50 × 40 / 8 = 250, of whom 42 × 32 / 8 = 168 unseen.
        let fit = fit(&table(&[0, 42, 32, 8]), &Model::main_effects(2)).unwrap();
        assert!((fit.total - 250.0).abs() < 1e-9 && (fit.hidden - 168.0).abs() < 1e-9);
        // The log of a × b / c has variance 1/a + 1/b + 1/c.
        let se = (1.0 / 42.0 + 1.0 / 32.0 + 1.0 / 8.0_f64).sqrt();
        assert!((fit.log_hidden_se - se).abs() < 1e-9);
        let interval = fit.interval(0.95);
        assert!((interval.high - (82.0 + 168.0 * (1.959_963_984_540_054 * se).exp())).abs() < 1e-6);
        assert!(fit.deviance.abs() < 1e-9 && fit.degrees_of_freedom == 0);
        // Poisson log-probabilities of the counts at themselves, and three effects.
        let log_probability: f64 = [42.0, 32.0, 8.0_f64].iter().map(|y| y * y.ln() - y - ln_gamma(y + 1.0)).sum();
        assert!((fit.aic - (6.0 - 2.0 * log_probability)).abs() < 1e-9);
        assert!((fit.bic - (3.0 * 82.0_f64.ln() - 2.0 * log_probability)).abs() < 1e-9);
    }

    #[test]
    fn an_effect_at_minus_infinity_is_counted_and_its_patterns_are_expected_empty() {
        // artificial3 with A:C and B:C, which share nobody: A × B / AB = 40 × 30 / 6 = 200 unseen.
        let histories = table(&[0, 40, 30, 6, 20, 0, 0, 0]);
        let model = Model::new(3, [0b101, 0b110]).unwrap();
        let fit = fit(&histories, &model).unwrap();
        assert!((fit.hidden - 200.0).abs() < 1e-9);
        assert_eq!((&fit.minus_infinity[..], fit.parameters, fit.degrees_of_freedom), (&[0b101, 0b110][..], 6, 0));
        assert_eq!(fit.fitted[5..], [0.0, 0.0, 0.0]);
        assert_eq!(fit.expected_overlap(0b101), 0.0);
    }

    #[test]
    fn nobody_on_two_lists_is_not_estimable() {
        let histories = table(&[0, 5, 9, 0, 3, 0, 0, 0]);
        assert_eq!(fit(&histories, &Model::main_effects(3)), Err(NotEstimable::NoOverlap { lists: 3 }));
    }

    /// A table whose observed patterns are not too few, a model, and an order of the lists.
    fn problem() -> impl Strategy<Value = (Vec<u64>, Vec<u32>, Vec<usize>)> {
        let counts = proptest::collection::vec(prop_oneof![1 => Just(0_u64), 3 => 1_u64..60], 15);
        let terms = proptest::collection::vec(1_u32..15, 0..4);
        (counts, terms, Just(vec![0, 1, 2, 3]).prop_shuffle()).prop_map(|(mut counts, terms, order)| {
            counts.insert(0, 0);
            (counts, terms, order)
        })
    }

    proptest! {
        #[test]
        fn expected_overlaps_are_those_observed_and_information_is_that_of_the_whole_design((counts, terms, _) in problem()) {
            let histories = table(&counts);
            let model = Model::new(4, terms).unwrap();
            let Ok(fit) = fit(&histories, &model) else { return Ok(()) };
            for effect in &fit.effects {
                let observed = histories.overlap(effect.set) as f64;
                prop_assert!((fit.expected_overlap(effect.set) - observed).abs() < 1e-8 * observed.max(1.0));
            }
            // Log means are sums of effects inside the pattern, term by term.
            for pattern in 0..16_u32 {
                if fit.minus_infinity.iter().any(|set| pattern & set == *set) {
                    prop_assert_eq!(fit.fitted[pattern as usize], 0.0);
                    continue;
                }
                let inside = fit.effects.iter().filter(|effect| pattern & effect.set == effect.set);
                let mean = inside.map(|effect| effect.estimate).sum::<f64>().exp();
                prop_assert!((fit.fitted[pattern as usize] / mean - 1.0).abs() < 1e-9);
            }
            // The cross-product of the whole design, entry by entry.
            let p = fit.effects.len();
            let mut information = vec![0.0; p * p];
            for pattern in 1..16_u32 {
                for (i, row) in fit.effects.iter().enumerate() {
                    for (j, column) in fit.effects.iter().enumerate() {
                        if pattern & row.set == row.set && pattern & column.set == column.set {
                            information[i * p + j] += fit.fitted[pattern as usize];
                        }
                    }
                }
            }
            symmetric::factor(&mut information, p).unwrap();
            let inverse = symmetric::inverse(&information, p);
            for (i, effect) in fit.effects.iter().enumerate() {
                prop_assert!((inverse[i * p + i].sqrt() / effect.standard_error - 1.0).abs() < 1e-4);
            }
        }

        #[test]
        fn the_order_of_lists_does_not_matter((counts, terms, order) in problem()) {
            let moved = |set: u32| order.iter().enumerate().fold(0, |to, (i, &from)| to | (set >> from & 1) << i);
            let mut other = vec![0; 16];
            (0..16_u32).for_each(|pattern| other[moved(pattern) as usize] = counts[pattern as usize]);
            let model = Model::new(4, terms).unwrap();
            let other_model = Model::new(4, model.terms().iter().map(|&set| moved(set))).unwrap();
            match (fit(&table(&counts), &model), fit(&table(&other), &other_model)) {
                (Ok(one), Ok(other)) => {
                    prop_assert!((one.total / other.total - 1.0).abs() < 1e-8);
                    prop_assert!((one.log_hidden_se / other.log_hidden_se - 1.0).abs() < 1e-5);
                }
                (one, other) => prop_assert_eq!(one.is_ok(), other.is_ok()),
            }
        }

        #[test]
        fn ten_times_the_persons_are_ten_times_the_hidden((counts, terms, _) in problem()) {
            let model = Model::new(4, terms).unwrap();
            let tenfold: Vec<u64> = counts.iter().map(|count| 10 * count).collect();
            match (fit(&table(&counts), &model), fit(&table(&tenfold), &model)) {
                (Ok(one), Ok(ten)) => {
                    prop_assert!((10.0 * one.total / ten.total - 1.0).abs() < 1e-8);
                    prop_assert!((one.log_hidden_se / ten.log_hidden_se / 10.0_f64.sqrt() - 1.0).abs() < 1e-4);
                }
                (one, ten) => prop_assert_eq!(one.is_ok(), ten.is_ok()),
            }
        }
    }
}
