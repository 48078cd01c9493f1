//! The held-list test: how well estimators do where the truth is known.
//!
//! Each list in turn is taken as a population; the other lists, restricted to its members, estimate how many it has.

use super::answer::Route;
use super::design::Model;
use super::fit::fit;
use super::histories::{CaptureHistories, Repair};
use super::models::{Reach, models};
use super::stepwise::{THRESHOLD, stepwise};
use super::{bootstrap, decomposable};
use rayon::prelude::*;
use serde::Serialize;

/// Below this number of members that other lists know, a list says too little about an estimator.
pub const LEAST_OBSERVED: u64 = 30;

/// One estimate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The point, in persons.
    pub point: f64,
    /// The lower end of its 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// What an estimator makes of a table; `Err` says why it makes nothing of it.
pub type Makes<'a> = dyn Fn(&CaptureHistories) -> Result<Estimate, String> + Sync + 'a;

/// An estimator: a name, and what it makes of a table.
pub struct Estimator<'a> {
    /// What it is called.
    pub name: &'static str,
    /// What it makes of a table.
    pub estimate: Box<Makes<'a>>,
}

/// What one estimator says about one held list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Held {
    /// The estimator.
    pub estimator: &'static str,
    /// Its estimate; absent where there is none.
    pub estimate: Option<Estimate>,
    /// Why there is none.
    pub reason: Option<String>,
    /// The logarithm of estimate over truth.
    pub log_ratio: Option<f64>,
    /// Whether its interval holds the truth.
    pub covers: Option<bool>,
}

/// One list whose size is known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeldList {
    /// Its name.
    pub list: String,
    /// Its members: the truth.
    pub members: u64,
    /// Those that other lists know.
    pub observed: u64,
    /// Lists that know none of its members, left out.
    pub left_out: Vec<String>,
    /// What estimators say; empty where fewer than [`LEAST_OBSERVED`] are observed or fewer than two other lists are left.
    pub estimates: Vec<Held>,
}

/// How an estimator did over all held lists.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Score {
    /// The estimator.
    pub estimator: &'static str,
    /// Held lists it was tried on.
    pub tried: usize,
    /// Held lists it gave an estimate for.
    pub answered: usize,
    /// The mean of the log ratios: below 0 is too low.
    pub mean_log_ratio: f64,
    /// The root of their mean square.
    pub root_mean_square: f64,
    /// Intervals that hold the truth.
    pub covers: usize,
}

/// The test on one table, or on several together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Validation {
    /// Each list held in turn.
    pub held: Vec<HeldList>,
    /// Estimators in the order given.
    pub scores: Vec<Score>,
}

/// Holds each list of each table in turn.
///
/// **Source** Binette and Steorts (2022), section on validation by held lists.
///
/// **Method** A list that knows nobody of the held one is left out: it cannot be compared.
///
/// **Arguments** Tables of three lists or more; a table of two has no held list with two others, and gives no row with
/// estimates.
pub fn held_lists(tables: &[&CaptureHistories], estimators: &[Estimator<'_>]) -> Validation {
    let problems: Vec<(&CaptureHistories, usize)> =
        tables.iter().flat_map(|table| (0..table.t()).map(move |list| (*table, list))).collect();
    let held: Vec<HeldList> = problems.into_par_iter().map(|(table, list)| hold(table, list, estimators)).collect();
    let scores = estimators.iter().map(|estimator| score(estimator.name, &held)).collect();
    Validation { held, scores }
}

/// The estimators that are compared: the average over models, independence, the stepwise choice with its BCa interval of
/// `replicates` resamples, and decomposable graphs.
pub fn estimators(replicates: u32, seed: u64) -> Vec<Estimator<'static>> {
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let of_fit = |total: f64, low: f64, high: f64| Estimate { point: total, low, high };
    let average = move |table: &CaptureHistories| {
        let averaged = models(table, Reach::of_many(table.t())).average().ok_or("no model is admissible")?;
        Ok(of_fit(averaged.median, averaged.central_95.0, averaged.central_95.1))
    };
    let independent = move |table: &CaptureHistories| {
        let fit = fit(table, &Model::main_effects(table.t())).map_err(|error| said(&error))?;
        let wald = fit.interval(0.95);
        Ok(of_fit(fit.total, wald.low, wald.high))
    };
    let stepped = move |table: &CaptureHistories| {
        let total = stepwise(table, THRESHOLD).map_err(|error| said(&error))?.fit.total;
        let settings = bootstrap::Settings { replicates, levels: vec![0.95], seed };
        let bca = bootstrap::stepwise_intervals(table, total, THRESHOLD, &settings);
        let ends = bca.intervals.first().map_or((f64::NAN, f64::NAN), |interval| (interval.low, interval.high));
        Ok(of_fit(total, ends.0, ends.1))
    };
    let graphs = move |table: &CaptureHistories| {
        let posterior = decomposable::average(table, &decomposable::Settings::for_lists(table.t()));
        let posterior = posterior.map_err(|error| said(&error))?;
        match posterior.verdict.reasons() {
            [] => Ok(of_fit(posterior.median, posterior.interval.0, posterior.interval.1)),
            reasons => Err(reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")),
        }
    };
    vec![
        Estimator { name: Route::Average.name(), estimate: Box::new(average) },
        Estimator { name: Route::Independent.name(), estimate: Box::new(independent) },
        Estimator { name: Route::Stepwise.name(), estimate: Box::new(stepped) },
        Estimator { name: Route::Graphs.name(), estimate: Box::new(graphs) },
    ]
}

fn hold(table: &CaptureHistories, list: usize, estimators: &[Estimator<'_>]) -> HeldList {
    let name = table.lists()[list].clone();
    let members = table.overlap(1 << list);
    let alone = table.count(1 << list);
    let observed = members - alone;
    let mut held = HeldList { list: name, members, observed, left_out: Vec::new(), estimates: Vec::new() };
    if observed < LEAST_OBSERVED {
        return held;
    }
    let others = table.restrict_to(list).and_then(|restricted| restricted.others.without_empty_lists());
    let Ok((others, repairs)) = others else { return held };
    held.left_out = repairs
        .into_iter()
        .filter_map(|repair| match repair {
            Repair::EmptyListDropped { list } => Some(list),
            _ => None,
        })
        .collect();
    held.estimates = estimators
        .iter()
        .map(|estimator| {
            let (estimate, reason) = match (estimator.estimate)(&others) {
                Ok(estimate) => (Some(estimate), None),
                Err(reason) => (None, Some(reason)),
            };
            Held {
                estimator: estimator.name,
                estimate,
                reason,
                log_ratio: estimate.map(|e| (e.point / members as f64).ln()),
                covers: estimate.map(|e| e.low <= members as f64 && members as f64 <= e.high),
            }
        })
        .collect();
    held
}

fn score(estimator: &'static str, held: &[HeldList]) -> Score {
    let tried: Vec<&Held> = held.iter().flat_map(|h| &h.estimates).filter(|h| h.estimator == estimator).collect();
    let ratios: Vec<f64> = tried.iter().filter_map(|h| h.log_ratio).collect();
    let count = ratios.len() as f64;
    Score {
        estimator,
        tried: tried.len(),
        answered: ratios.len(),
        mean_log_ratio: ratios.iter().sum::<f64>() / count,
        root_mean_square: (ratios.iter().map(|r| r * r).sum::<f64>() / count).sqrt(),
        covers: tried.iter().filter(|h| h.covers == Some(true)).count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_list_is_scored_against_its_members() {
        // Lists a, b, c; b has 100 + 40 + 60 + 10 = 210 members, of whom a or c know 110.
        let lists = ["a", "b", "c"].map(str::to_owned).to_vec();
        let table = CaptureHistories::new(lists, vec![0, 5, 100, 40, 7, 2, 60, 10]).unwrap();
        let twice = |table: &CaptureHistories| {
            let point = 2.0 * table.n() as f64;
            Ok(Estimate { point, low: point - 50.0, high: point + 50.0 })
        };
        let none = |_: &CaptureHistories| Err("never".to_owned());
        let estimators = [
            Estimator { name: "twice", estimate: Box::new(twice) },
            Estimator { name: "none", estimate: Box::new(none) },
        ];
        let validation = held_lists(&[&table], &estimators);
        let b = &validation.held[1];
        assert_eq!((b.list.as_str(), b.members, b.observed), ("b", 210, 110));
        assert_eq!(b.estimates[0].log_ratio, Some((220.0f64 / 210.0).ln()));
        assert_eq!(b.estimates[0].covers, Some(true));
        // a: 57 members, 52 known elsewhere, so 104 is estimated, at least 54: the truth lies inside. c: 79 members, 72 known,
        // 144 estimated, at least 94: it does not.
        let scores: Vec<(usize, usize, usize)> =
            validation.scores.iter().map(|s| (s.tried, s.answered, s.covers)).collect();
        assert_eq!(scores, [(3, 3, 2), (3, 0, 0)]);
    }

    #[test]
    fn a_list_that_others_hardly_know_is_no_test() {
        let lists = ["a", "b", "c"].map(str::to_owned).to_vec();
        let table = CaptureHistories::new(lists, vec![0, 50, 500, 10, 70, 4, 6, 1]).unwrap();
        let validation = held_lists(&[&table], &[]);
        assert!(validation.held.iter().all(|held| held.observed < LEAST_OBSERVED && held.estimates.is_empty()));
    }
}
