//! Which terms a model with covariates has: forward steps by an information criterion.

use super::design::closed;
use super::solve::{fit_from, promise};
use super::{CovariateError, CovariateFit, Persons, Term};
use serde::{Deserialize, Serialize};

/// How models are compared; less is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// Akaike's.
    Aic,
    /// The Bayesian one, which asks more of a term.
    Bic,
}

impl Criterion {
    fn of(self, fit: &CovariateFit) -> f64 {
        match self {
            Criterion::Aic => fit.aic,
            Criterion::Bic => fit.bic,
        }
    }

    fn price(self, n: u64) -> f64 {
        match self {
            Criterion::Aic => 2.0,
            Criterion::Bic => (n as f64).ln(),
        }
    }
}

/// A term that was added.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// The term in words.
    pub term: String,
    /// The criterion with it.
    pub criterion: f64,
    /// Persons in all with it.
    pub total: f64,
}

/// A model that was chosen, and how.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Selected {
    /// The criterion of main effects alone.
    pub main_effects: f64,
    /// Persons in all by main effects alone.
    pub main_total: f64,
    /// Terms in the order they entered.
    pub steps: Vec<Step>,
    /// The chosen model.
    pub fit: CovariateFit,
}

/// Chooses pairs of lists, of lists with covariates and of covariates.
///
/// **Method** From main effects; what each term would gain is guessed by its score test, the three that promise most
/// are fitted, and the best enters if the criterion falls. It ends when none of the three lowers it.
///
/// **Cost** One information matrix for each term left and three fits, a step.
///
/// **Arguments** Persons with at least one overlap.
///
/// **Errors** Main effects have no estimate. A term whose model has none is passed over.
pub fn select(persons: &Persons, criterion: Criterion) -> Result<Selected, CovariateError> {
    let mut fit = fit_from(persons, closed(persons, &[])?, None)?;
    let (main_effects, main_total) = (criterion.of(&fit), fit.total);
    let mut left = pairs(persons);
    let mut steps = Vec::new();
    loop {
        let mut promising: Vec<(f64, Term)> = Vec::new();
        for term in &left {
            let larger = closed(persons, &[&fit.terms[..], &[*term]].concat())?;
            if let Ok((gain, columns)) = promise(persons, &larger, &fit) {
                let price = criterion.price(fit.n) * (columns - fit.parameters) as f64;
                promising.push((gain - price, *term));
            }
        }
        promising.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut best: Option<(CovariateFit, Term)> = None;
        for (_, term) in promising.into_iter().take(3) {
            let larger = closed(persons, &[&fit.terms[..], &[term]].concat())?;
            let Ok(tried) = fit_from(persons, larger, Some(&fit.means)) else { continue };
            // A term that leaves more strata without an answer is not an improvement.
            let determined = |fit: &CovariateFit| fit.strata.iter().filter(|s| s.hidden.is_some()).count();
            let reached = best.as_ref().map_or(criterion.of(&fit), |(best, _)| criterion.of(best));
            if criterion.of(&tried) < reached - 1e-9 && determined(&tried) >= determined(&fit) {
                best = Some((tried, term));
            }
        }
        let Some((better, term)) = best else {
            return Ok(Selected { main_effects, main_total, steps, fit });
        };
        steps.push(Step { term: term.name(persons), criterion: criterion.of(&better), total: better.total });
        left.retain(|other| *other != term);
        fit = better;
    }
}

/// All terms of two parts.
fn pairs(persons: &Persons) -> Vec<Term> {
    let (t, c) = (persons.lists().len(), persons.covariates().len());
    let parts: Vec<Term> = (0..t)
        .map(|i| Term { lists: 1 << i, covariates: 0 })
        .chain((0..c).map(|i| Term { lists: 0, covariates: 1 << i }))
        .collect();
    let joined = |a: &Term, b: &Term| Term { lists: a.lists | b.lists, covariates: a.covariates | b.covariates };
    let all = parts.iter().enumerate().flat_map(|(i, a)| parts[i + 1..].iter().map(move |b| joined(a, b)));
    all.filter(|term| t > 2 || term.lists.count_ones() < 2).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{binary, kinds};
    use super::*;

    #[test]
    fn a_list_that_prefers_one_sex_is_found() {
        // Three independent lists; list a has 40 % of the first sex and 10 % of the second, the others 20 %. 4,000 of
        // each: expected counts, 4000 × 0.6 × 0.64 = 1,536 and 4000 × 0.9 × 0.64 = 2,304 hidden.
        let counts = |a: f64| {
            let chance = |w: u32, bit: u32, p: f64| if w >> bit & 1 == 1 { p } else { 1.0 - p };
            let expected = |w: u32| 4000.0 * chance(w, 0, a) * chance(w, 1, 0.2) * chance(w, 2, 0.2);
            (0..8).map(|w| if w == 0 { 0 } else { expected(w).round() as u64 }).collect::<Vec<u64>>()
        };
        let persons = kinds(3, &[binary("sex")], &[(&[Some(0)], &counts(0.4)), (&[Some(1)], &counts(0.1))]);
        let found = select(&persons, Criterion::Bic).unwrap();
        assert_eq!(found.steps.iter().map(|s| s.term.as_str()).collect::<Vec<_>>(), ["L0:sex"]);
        let hidden: Vec<f64> = found.fit.strata.iter().map(|s| s.hidden.unwrap()).collect();
        assert!((hidden[0] / 1536.0 - 1.0).abs() < 0.01 && (hidden[1] / 2304.0 - 1.0).abs() < 0.01, "{hidden:?}");
        // Only one list depends on sex, so the lists are independent without it too.
        assert!((found.main_total / 8000.0 - 1.0).abs() < 0.01);
    }
}
