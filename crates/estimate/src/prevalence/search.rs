//! All hierarchical models up to an order, ranked by what they explain for what they cost, and intervals that let resamples
//! choose among the best of them.
//!
//! A ranking holds only models that have one estimate and whose fit settled; the others are counted, with the reason.

use super::bootstrap::{Bca, Repeated, Settings, bca, repeat};
use super::design::{Model, Table, members, term_order};
use super::existence::{Checker, Status};
use super::fit::{Fitter, Start};
use super::histories::CaptureHistories;
use rayon::prelude::*;
use serde::Serialize;
use thiserror::Error;

/// More models are not searched: six lists have 32,768 with pairs alone, and far more beyond.
pub const MAX_MODELS: usize = 200_000;

/// What a model's fit is weighed against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// Akaike's: 2 an effect.
    Aic,
    /// The Bayesian one: the log of the persons seen, an effect.
    Bic,
}

/// What a model that can be estimated says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Persons in all.
    pub total: f64,
    /// Against the same table's best possible fit, with 2 an effect added.
    pub aic: f64,
    /// The same with the log of the persons seen, an effect.
    pub bic: f64,
}

/// A model of the search.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// The model.
    pub model: Model,
    /// Whether it has one estimate.
    pub status: Status,
    /// That estimate; none if there is none or the fit did not settle.
    pub estimate: Option<Estimate>,
}

/// All models up to an order, and which can be ranked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Search {
    /// The most lists that a term may have.
    pub max_order: u32,
    /// Every model, in the order of [`models`].
    pub candidates: Vec<Candidate>,
    /// Models that have an estimate, the lowest BIC first.
    #[serde(skip)]
    by_bic: Vec<usize>,
    /// The same, the lowest AIC first.
    #[serde(skip)]
    by_aic: Vec<usize>,
}

/// What was left out of the rankings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Models whose likelihood has no maximum.
    pub no_maximum: usize,
    /// Models whose effects cannot be told from each other, with a maximum or without.
    pub not_identifiable: usize,
    /// Models whose fit did not settle.
    pub not_converged: usize,
}

/// Why there is no search.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SearchError {
    /// The models are too many.
    #[error(
        "{lists} lists have more than {MAX_MODELS} hierarchical models with terms of up to {max_order} lists. \
         Lower the order, choose step by step, or merge lists"
    )]
    TooMany {
        /// Lists.
        lists: usize,
        /// The order asked for.
        max_order: u32,
    },
}

impl Search {
    /// Models that have an estimate, the lowest criterion first.
    pub fn ranked(&self, criterion: Criterion) -> impl ExactSizeIterator<Item = (&Candidate, Estimate)> + '_ {
        let order = match criterion {
            Criterion::Aic => &self.by_aic,
            Criterion::Bic => &self.by_bic,
        };
        order.iter().map(|&at| {
            let candidate = &self.candidates[at];
            // Only those with an estimate are in the order.
            let none = Estimate { total: f64::NAN, aic: f64::NAN, bic: f64::NAN };
            (candidate, candidate.estimate.unwrap_or(none))
        })
    }

    /// The model with the lowest criterion.
    pub fn best(&self, criterion: Criterion) -> Option<(&Candidate, Estimate)> {
        self.ranked(criterion).next()
    }

    /// What is not in the rankings, by reason.
    pub fn left_out(&self) -> LeftOut {
        let mut left_out = LeftOut::default();
        for candidate in self.candidates.iter().filter(|candidate| candidate.estimate.is_none()) {
            match candidate.status {
                Status::Exists => left_out.not_converged += 1,
                Status::NoMaximum => left_out.no_maximum += 1,
                Status::NotIdentifiable | Status::NeitherNor => left_out.not_identifiable += 1,
            }
        }
        left_out
    }
}

/// All hierarchical models of `t` lists with terms of at most `max_order` lists; the term of all lists is never one.
///
/// **Cost** Their number: 8 for three lists, 64 or 113 for four, 1,024, 6,212 or 6,893 for five, 32,768 for six with pairs.
///
/// **Errors** More than [`MAX_MODELS`].
pub fn models(t: usize, max_order: u32) -> Result<Vec<Model>, SearchError> {
    let mut sets: Vec<u32> = (1_u32..1 << t)
        .filter(|set| (2..=max_order).contains(&set.count_ones()) && (set.count_ones() as usize) < t)
        .collect();
    sets.sort_unstable_by_key(|&set| term_order(set));
    let mut found = Vec::new();
    if grow(t, &sets, &mut Vec::new(), &mut found) {
        Ok(found)
    } else {
        Err(SearchError::TooMany { lists: t, max_order })
    }
}

/// Adds the models that have `terms` and any of the `sets` that can follow; false once there are too many.
fn grow(t: usize, sets: &[u32], terms: &mut Vec<u32>, found: &mut Vec<Model>) -> bool {
    // The next set all of whose largest parts are in. What is passed over stays out, since its parts come before it.
    let ready = |set: u32| set.count_ones() == 2 || members(set).all(|list| terms.contains(&(set & !(1 << list))));
    let Some(at) = sets.iter().position(|&set| ready(set)) else {
        if found.len() == MAX_MODELS {
            return false;
        }
        found.push(Model::closed(t, terms.clone()));
        return true;
    };
    if !grow(t, &sets[at + 1..], terms, found) {
        return false;
    }
    terms.push(sets[at]);
    let whole = grow(t, &sets[at + 1..], terms, found);
    terms.pop();
    whole
}

/// Fits every hierarchical model up to an order, each with its check of existence.
///
/// **Source** Silverman, Chan and Vincent (2024), "Bootstrapping multiple systems estimates to account for model selection".
///
/// **Method** [`super::existence`] first, then [`super::fit`]. AIC and BIC count effects at minus infinity; BIC takes n as the
/// persons seen.
///
/// **Cost** A check and a fit a model: a few microseconds with five lists.
///
/// **Arguments** `max_order`: the most lists a term may have, 2 for pairs only.
///
/// **Errors** Too many models. That no model has an estimate is no error: [`Search::best`] is none then.
pub fn search(histories: &CaptureHistories, max_order: u32) -> Result<Search, SearchError> {
    let table = Table::of(histories);
    let memory = || (Fitter::default(), Checker::default());
    let candidates: Vec<Candidate> = models(histories.t(), max_order)?
        .into_par_iter()
        .with_min_len(16)
        .map_init(memory, |(fitter, checker), model| {
            fitter.design.load(&table, model.terms());
            let status = checker.status(&table, &fitter.design);
            let estimate =
                (status == Status::Exists).then(|| estimate(&table, &model, fitter, Start::Counts)).flatten();
            Candidate { model, status, estimate }
        })
        .collect();
    let ranking = |criterion: Criterion| {
        let value = |at: &usize| candidates[*at].estimate.map_or(f64::INFINITY, |estimate| estimate.by(criterion));
        let mut order: Vec<usize> = (0..candidates.len()).filter(|&at| candidates[at].estimate.is_some()).collect();
        order.sort_by(|a, b| value(a).total_cmp(&value(b)));
        order
    };
    let (by_bic, by_aic) = (ranking(Criterion::Bic), ranking(Criterion::Aic));
    Ok(Search { max_order, candidates, by_bic, by_aic })
}

impl Estimate {
    /// The criterion's value.
    pub fn by(&self, criterion: Criterion) -> f64 {
        match criterion {
            Criterion::Aic => self.aic,
            Criterion::Bic => self.bic,
        }
    }
}

/// Fits the design that the fitter holds.
fn estimate(table: &Table, model: &Model, fitter: &mut Fitter, start: Start) -> Option<Estimate> {
    let mut solved = fitter.solve(table, start);
    if !solved.converged && start == Start::Effects {
        solved = fitter.solve(table, Start::Counts);
    }
    let (n, effects) = (table.n(), model.parameters() as f64);
    let lost = 2.0 * (table.saturated() - solved.log_likelihood);
    solved.converged.then(|| Estimate {
        total: n + solved.hidden,
        aic: lost + 2.0 * effects,
        bic: lost + n.ln() * effects,
    })
}

/// Intervals for the total of the best model, when each resample chooses among the best models of the search.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stabilised {
    /// By what models are chosen.
    pub criterion: Criterion,
    /// The best model.
    pub model: Model,
    /// Intervals when each resample chooses among the first k models, for k from 1; they settle as k grows.
    pub by_top: Vec<Bca>,
}

/// Repeats the choice among the `n_top` best models on resamples, and gives intervals for every number of models up to it.
///
/// **Source** Silverman, Chan and Vincent (2024): refit the models that were best on the table, take the best on each
/// resample, and look at the limits as functions of how many models take part.
///
/// **Method** In each resample existence is checked anew, since some patterns are gone. Fits start where they ended on the
/// table itself.
///
/// **Cost** `n_top` checks and fits a resample.
///
/// **Arguments** `n_top`: 20 with four lists, 100 with five or six are their choices. No more than there are models in the
/// ranking.
///
/// **Errors** None if no model has an estimate.
pub fn search_intervals(
    histories: &CaptureHistories,
    search: &Search,
    criterion: Criterion,
    n_top: usize,
    settings: &Settings,
) -> Option<Stabilised> {
    let (best, point) = search.best(criterion)?;
    let table = Table::of(histories);
    let mut fitter = Fitter::default();
    // Each model with the effects it has on the table.
    let tops: Vec<(&Model, Vec<f64>)> = search
        .ranked(criterion)
        .take(n_top.max(1))
        .map(|(candidate, _)| {
            fitter.design.load(&table, candidate.model.terms());
            fitter.solve(&table, Start::Counts);
            (&candidate.model, fitter.by_set.clone())
        })
        .collect();
    let memory = || (Table::default(), Fitter::default(), Checker::default());
    let repeated =
        repeat(histories, settings.replicates, settings.seed, memory, |(resampled, fitter, checker), counts| {
            resampled.load(counts);
            let mut least = f64::INFINITY;
            let mut total = f64::INFINITY;
            let after_each = tops.iter().map(|(model, effects)| {
                fitter.design.load(resampled, model.terms());
                if checker.status(resampled, &fitter.design) == Status::Exists {
                    fitter.by_set.clone_from(effects);
                    let estimate = estimate(resampled, model, fitter, Start::Effects);
                    if let Some(better) = estimate.filter(|estimate| estimate.by(criterion) < least) {
                        (least, total) = (better.by(criterion), better.total);
                    }
                }
                total
            });
            after_each.collect::<Vec<f64>>()
        });
    let mut by_top: Vec<Bca> = (0..tops.len())
        .into_par_iter()
        .map(|k| {
            let replicates = repeated.replicates.iter().map(|totals| totals[k]).collect();
            let without_one = repeated.without_one.iter().map(|(n, totals)| (*n, totals[k])).collect();
            bca(point.total, &Repeated { replicates, without_one }, &settings.levels)
        })
        .collect();
    // What is drawn are the last; the others only show that the limits settle.
    let last = by_top.len() - 1;
    by_top[..last].iter_mut().for_each(|bca| bca.replicates = Vec::new());
    Some(Stabilised { criterion, model: best.model.clone(), by_top })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    #[test]
    fn models_are_as_many_as_the_packages_catalogue_has() {
        let wanted = [(3, 2, 8), (4, 2, 64), (4, 3, 113), (5, 2, 1_024), (5, 3, 6_212), (5, 4, 6_893), (6, 2, 32_768)];
        for (t, max_order, number) in wanted {
            let models = models(t, max_order).unwrap();
            assert_eq!(models.len(), number, "{t} lists to order {max_order}");
            assert_eq!(models.iter().collect::<HashSet<_>>().len(), number);
            assert!(models.iter().all(|model| *model == Model::new(t, model.terms().to_vec()).unwrap()));
        }
        assert_eq!(models(2, 2).unwrap(), [Model::main_effects(2)]);
        assert_eq!(models(6, 3), Err(SearchError::TooMany { lists: 6, max_order: 3 }));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn every_model_of_the_ranking_is_the_fit_of_its_own(counts in proptest::collection::vec(0_u64..40, 15)) {
            let counts: Vec<u64> = std::iter::once(0).chain(counts).collect();
            let lists = ["a", "b", "c", "d"].map(String::from).to_vec();
            let histories = CaptureHistories::new(lists, counts).unwrap();
            let search = search(&histories, 3).unwrap();
            let mut last = f64::NEG_INFINITY;
            for (candidate, estimate) in search.ranked(Criterion::Bic) {
                let fit = crate::prevalence::fit::fit(&histories, &candidate.model).unwrap();
                prop_assert!((fit.total / estimate.total - 1.0).abs() < 1e-9);
                prop_assert!(estimate.bic >= last);
                last = estimate.bic;
            }
            let left = search.left_out();
            let ranked = search.ranked(Criterion::Aic).len();
            prop_assert_eq!(left.no_maximum + left.not_identifiable + left.not_converged + ranked, 113);
        }
    }
}
