//! Averaging over models instead of picking one: every model that the data cannot rule out keeps its say, weighted by how well
//! it explains, so that the interval covers what the choice of a model would hide.
//!
//! Which models there are and how each is fitted is in [`super::search`] and [`super::fit`].

use crate::numeric::normal_probability;
use serde::Serialize;

/// One fitted model as averaging sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The logarithm of the dark figure.
    pub log_dark: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Akaike's criterion.
    pub aic: f64,
    /// Schwarz's criterion, with persons as its sample size.
    pub bic: f64,
}

/// What candidates say together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Averaged {
    /// The median of the mixture, in persons, those observed included.
    pub median: f64,
    /// The central 95 % of the mixture.
    pub central_95: (f64, f64),
    /// The central 80 % of the mixture.
    pub central_80: (f64, f64),
    /// The weight of each candidate, in their order; they add up to 1.
    pub weights: Vec<f64>,
}

/// The mixture of what candidates say about the total population.
///
/// **Source** Weights from information criteria: Buckland, Burnham and Augustin (1997). Half the weight is given by Akaike's
/// criterion, which keeps the models that the data cannot rule out, and half by Schwarz's, which prefers the frugal. Either
/// alone covers less on tables whose model is known: Schwarz's drops the truth too often, Akaike's is swayed by noise where
/// tables are small.
///
/// **Method** Each candidate is a normal distribution of the logarithm of the dark figure. Quantiles of the mixture by bisection,
/// to a relative 1e-10.
///
/// **Arguments** `observed`: persons on at least one list. Candidates with numbers that are not finite must not be given.
///
/// **Errors** `None` without candidates.
pub fn average(observed: u64, candidates: &[Candidate]) -> Option<Averaged> {
    let weights = weights(candidates)?;
    let total = |p: f64| observed as f64 + mixture_quantile(candidates, &weights, p).exp();
    Some(Averaged {
        median: total(0.5),
        central_95: (total(0.025), total(0.975)),
        central_80: (total(0.1), total(0.9)),
        weights,
    })
}

/// Evenly spaced quantiles of the same mixture, in persons: what to pool when several tables are averaged.
pub fn quantiles(observed: u64, candidates: &[Candidate], how_many: u32) -> Option<Vec<f64>> {
    let weights = weights(candidates)?;
    let at = |i: u32| (f64::from(i) + 0.5) / f64::from(how_many);
    Some((0..how_many).map(|i| observed as f64 + mixture_quantile(candidates, &weights, at(i)).exp()).collect())
}

/// The weight of each candidate; they add up to 1. `None` without candidates.
fn weights(candidates: &[Candidate]) -> Option<Vec<f64>> {
    let by = |criterion: fn(&Candidate) -> f64| -> Vec<f64> {
        let least = candidates.iter().map(criterion).fold(f64::INFINITY, f64::min);
        let raw: Vec<f64> = candidates.iter().map(|c| (-0.5 * (criterion(c) - least)).exp()).collect();
        let sum: f64 = raw.iter().sum();
        raw.into_iter().map(|w| w / sum).collect()
    };
    if candidates.is_empty() {
        return None;
    }
    Some(by(|c| c.aic).into_iter().zip(by(|c| c.bic)).map(|(a, b)| 0.5 * (a + b)).collect())
}

/// Weights below this move no digit that anybody reads, and most of thousands of models have less.
const NEGLIGIBLE: f64 = 1e-9;

fn mixture_quantile(candidates: &[Candidate], weights: &[f64], p: f64) -> f64 {
    let counted: Vec<(&Candidate, f64)> =
        candidates.iter().zip(weights.iter().copied()).filter(|(_, w)| *w > NEGLIGIBLE).collect();
    let whole: f64 = counted.iter().map(|(_, w)| w).sum();
    let below = |x: f64| -> f64 {
        let parts = counted.iter().map(|(c, w)| match c.standard_error > 0.0 {
            true => w * normal_probability((x - c.log_dark) / c.standard_error),
            false => w * f64::from(u8::from(x >= c.log_dark)),
        });
        parts.sum::<f64>() / whole
    };
    let ends = counted.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (c, _)| {
        (low.min(c.log_dark - 9.0 * c.standard_error), high.max(c.log_dark + 9.0 * c.standard_error))
    });
    let (mut low, mut high) = ends;
    while high - low > 1e-10 * low.abs().max(1.0) {
        let middle = 0.5 * (low + high);
        if below(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(dark: f64, standard_error: f64, aic: f64, bic: f64) -> Candidate {
        Candidate { log_dark: dark.ln(), standard_error, aic, bic }
    }

    #[test]
    fn one_candidate_is_its_own_wald_interval() {
        let averaged = average(100, &[candidate(400.0, 0.2, 10.0, 12.0)]).unwrap();
        assert!((averaged.median - 500.0).abs() < 1e-5);
        let limit = 100.0 + 400.0 * (1.959_963_984_540_054_f64 * 0.2).exp();
        assert!((averaged.central_95.1 - limit).abs() < 1e-4);
    }

    #[test]
    fn half_the_weight_is_akaikes_and_half_schwarzs() {
        // Akaike's differences 0 and 2: weights 1 and e^-1, so 0.731059 and 0.268941. Schwarz's the other way round, 4 apart:
        // e^-2 and 1, so 0.119203 and 0.880797.
        let averaged = average(0, &[candidate(10.0, 0.1, 0.0, 4.0), candidate(1000.0, 0.1, 2.0, 0.0)]).unwrap();
        assert!((averaged.weights[0] - 0.5 * (0.731_058_578_6 + 0.119_202_922)).abs() < 1e-9);
        // Two answers with nothing between them: both lie inside the interval.
        assert!(averaged.central_95.0 < 10.0 && averaged.central_95.1 > 1000.0);
    }

    #[test]
    fn without_candidates_nothing_is_said() {
        assert_eq!(average(10, &[]), None);
    }
}
