//! The models with pairs of dependent lists that the data admit, each fitted: all of them, or those within reach of the best.
//!
//! They are what [`super::averaging`] averages over and what a reader sees beside each other. Interactions of more than two
//! lists, and the bootstrap of a search, are in [`super::search`].

use super::averaging::{Averaged, Candidate, average, quantiles};
use super::design::{Model, Table, pairs};
use super::existence::{Checker, Status};
use super::fit::{Fitter, Start};
use super::histories::CaptureHistories;
use super::linkage;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::HashSet;

/// The most lists for which every model is fitted: 15 pairs, 32,768 models.
pub const ALL_UP_TO: usize = 6;

/// Which models are fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "reach", rename_all = "snake_case")]
pub enum Reach {
    /// Every one. At most [`ALL_UP_TO`] lists; with more it is as `Window` with its default.
    All,
    /// Those that a search finds which adds and removes single pairs.
    Window {
        /// Fits after which it ends.
        most: usize,
    },
}

impl Reach {
    /// What is affordable for a table looked at once.
    pub fn of(t: usize) -> Reach {
        if t <= ALL_UP_TO { Reach::All } else { Reach::Window { most: 20_000 } }
    }

    /// What is affordable for a table that is one of many.
    pub fn of_many(t: usize) -> Reach {
        if t < ALL_UP_TO { Reach::All } else { Reach::Window { most: 1_000 } }
    }
}

/// How much worse than the best a model may be, by either criterion, and still be searched from: its weight is then e^-5 of
/// the best one's.
const WINDOW: f64 = 10.0;

/// One model and its answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fitted {
    /// The pairs in it: bit i is pair i of [`Models::pairs`].
    pub pairs: u64,
    /// The logarithm of the hidden number.
    pub log_hidden: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Akaike's criterion, less what all models share.
    pub aic: f64,
    /// Schwarz's criterion with persons as its sample size, less what all models share.
    pub bic: f64,
}

/// The admissible models of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Models {
    /// Persons seen.
    pub observed: u64,
    /// The pairs of lists as sets, in the lists' order.
    pub pairs: Vec<u32>,
    /// Models with one answer.
    pub fitted: Vec<Fitted>,
    /// Why others are not among them.
    pub refused: Refused,
    /// Whether the search saw every model it should have.
    pub complete: bool,
}

/// Models that were looked at and have no answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// The likelihood has no maximum.
    pub no_maximum: usize,
    /// Several answers fit equally well.
    pub not_identifiable: usize,
    /// The arithmetic did not settle.
    pub not_converged: usize,
}

enum Outcome {
    Fitted(Fitted),
    Status(Status),
    NotConverged,
}

#[derive(Default)]
struct Memory {
    fitter: Fitter,
    checker: Checker,
    terms: Vec<u32>,
}

impl Memory {
    fn look(&mut self, table: &Table, pairs: &[u32], mask: u64) -> Outcome {
        self.terms.clear();
        self.terms.extend(pairs.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1).map(|(_, set)| *set));
        self.fitter.design.load(table, &self.terms);
        let status = self.checker.status(table, &self.fitter.design);
        if status != Status::Exists {
            return Outcome::Status(status);
        }
        let solved = self.fitter.solve(table, Start::Counts);
        let standard_error = self.fitter.log_hidden_se();
        if !solved.converged || !standard_error.is_finite() || solved.hidden <= 0.0 {
            return Outcome::NotConverged;
        }
        let parameters = (1 + table.t + self.terms.len()) as f64;
        let lost = -2.0 * solved.log_likelihood;
        Outcome::Fitted(Fitted {
            pairs: mask,
            log_hidden: solved.hidden.ln(),
            standard_error,
            aic: lost + 2.0 * parameters,
            bic: lost + table.n().ln() * parameters,
        })
    }
}

/// Fits the models of a table.
///
/// **Source** The window of models near the best: Madigan and Raftery (1994), here with both criteria.
///
/// **Method** A model is admissible when its maximum exists and its parameters are identified ([`super::existence`]) and the fit
/// settled. A search starts from the model without pairs, looks at every model one pair away from each within ten units
/// of the best by AIC or BIC, best first, and ends when there is no other, or at its limit ([`Models::complete`]).
///
/// **Cost** All: 2^(t(t−1)/2) fits.
///
/// **Arguments** Any table; one without overlaps has no admissible model.
pub fn models(histories: &CaptureHistories, reach: Reach) -> Models {
    let table = Table::of(histories);
    let t = table.t;
    // With two lists the only pair is the interaction of all lists, which nothing can estimate.
    let pairs = if t > 2 { pairs(t) } else { Vec::new() };
    let mut models =
        Models { observed: histories.n(), pairs, fitted: Vec::new(), refused: Refused::default(), complete: true };
    if table.overlapping().is_err() {
        return models;
    }
    match reach {
        Reach::All if t <= ALL_UP_TO => {
            let masks: Vec<u64> = (0..1 << models.pairs.len()).collect();
            models.look(&table, &masks);
        }
        Reach::All => models.search(&table, 20_000),
        Reach::Window { most } => models.search(&table, most),
    }
    models
}

impl Models {
    fn look(&mut self, table: &Table, masks: &[u64]) {
        let pairs = &self.pairs;
        let outcomes: Vec<Outcome> =
            masks.par_iter().map_init(Memory::default, |memory, mask| memory.look(table, pairs, *mask)).collect();
        for outcome in outcomes {
            match outcome {
                Outcome::Fitted(fitted) => self.fitted.push(fitted),
                Outcome::NotConverged => self.refused.not_converged += 1,
                Outcome::Status(status) => match status.code() {
                    2 => self.refused.not_identifiable += 1,
                    _ => self.refused.no_maximum += 1,
                },
            }
        }
    }

    fn search(&mut self, table: &Table, most: usize) {
        let mut seen: HashSet<u64> = HashSet::from([0]);
        let mut expanded: HashSet<u64> = HashSet::new();
        self.look(table, &[0]);
        loop {
            let (aic, bic) = self.least();
            let mut near: Vec<(f64, u64)> = self
                .fitted
                .iter()
                .filter(|f| !expanded.contains(&f.pairs))
                .map(|f| ((f.aic - aic).min(f.bic - bic), f.pairs))
                .filter(|(behind, _)| *behind <= WINDOW)
                .collect();
            near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            // A few at a time, so that a better model found changes where the search goes on.
            near.truncate(8);
            let mut masks = Vec::new();
            for (_, from) in &near {
                expanded.insert(*from);
                masks.extend((0..self.pairs.len()).map(|i| from ^ 1 << i).filter(|mask| seen.insert(*mask)));
            }
            if near.is_empty() {
                return;
            }
            if seen.len() > most {
                self.complete = false;
                return;
            }
            self.look(table, &masks);
        }
    }

    /// The least of each criterion.
    fn least(&self) -> (f64, f64) {
        let least = |of: fn(&Fitted) -> f64| self.fitted.iter().map(of).fold(f64::INFINITY, f64::min);
        (least(|f| f.aic), least(|f| f.bic))
    }

    fn candidates(&self) -> Vec<Candidate> {
        let candidate =
            |f: &Fitted| Candidate { log_dark: f.log_hidden, standard_error: f.standard_error, aic: f.aic, bic: f.bic };
        self.fitted.iter().map(candidate).collect()
    }

    /// The average over all of them; `None` when there is none.
    pub fn average(&self) -> Option<Averaged> {
        average(self.observed, &self.candidates())
    }

    /// The average with 99 quantiles of its mixture, to be pooled with those of other tables.
    pub fn pooled(&self) -> Option<linkage::Estimate> {
        let draws = quantiles(self.observed, &self.candidates(), 99)?;
        // The middle one of 99 is the median.
        Some(linkage::Estimate { total: draws[49], draws })
    }

    /// The best by a criterion; the one with fewer pairs, then the earlier, on a tie.
    pub fn best(&self, criterion: fn(&Fitted) -> f64) -> Option<&Fitted> {
        self.fitted.iter().min_by(|a, b| {
            let size = |f: &Fitted| f.pairs.count_ones();
            criterion(a).total_cmp(&criterion(b)).then(size(a).cmp(&size(b))).then(a.pairs.cmp(&b.pairs))
        })
    }

    /// The terms of a model of this set.
    pub fn terms(&self, fitted: &Fitted) -> Vec<u32> {
        let inside = self.pairs.iter().enumerate().filter(|(i, _)| fitted.pairs >> i & 1 == 1);
        inside.map(|(_, set)| *set).collect()
    }

    /// The same as a model on `t` lists.
    pub fn model(&self, t: usize, fitted: &Fitted) -> Model {
        Model::new(t, self.terms(fitted)).unwrap_or_else(|_| Model::main_effects(t))
    }
}

#[cfg(test)]
mod tests {
    use super::super::fit::fit;
    use super::*;

    fn four() -> CaptureHistories {
        let lists = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        CaptureHistories::new(lists, vec![0, 60, 55, 22, 70, 9, 8, 2, 40, 5, 6, 1, 7, 1, 0, 0]).unwrap()
    }

    #[test]
    fn each_model_answers_as_when_it_is_fitted_alone() {
        let histories = four();
        let models = models(&histories, Reach::All);
        assert_eq!(models.fitted.len() + models.refused.no_maximum + models.refused.not_identifiable, 64);
        for fitted in models.fitted.iter().step_by(7) {
            let alone = fit(&histories, &models.model(4, fitted)).unwrap();
            assert!((fitted.log_hidden - alone.hidden.ln()).abs() < 1e-9);
            assert!((fitted.standard_error / alone.log_hidden_se - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn a_search_finds_what_carries_the_weight() {
        let histories = four();
        let all = models(&histories, Reach::All).average().unwrap();
        let found = models(&histories, Reach::Window { most: 1_000 });
        assert!(found.complete);
        let found = found.average().unwrap();
        assert!((found.median / all.median - 1.0).abs() < 0.01);
        assert!((found.central_95.1 / all.central_95.1 - 1.0).abs() < 0.02);
    }

    #[test]
    fn lists_that_share_nobody_have_no_model() {
        let lists = ["a", "b", "c"].map(str::to_owned).to_vec();
        let histories = CaptureHistories::new(lists, vec![0, 40, 30, 0, 20, 0, 0, 0]).unwrap();
        assert!(models(&histories, Reach::All).average().is_none());
    }
}
