//! Rates of small areas, steadied by borrowing from the areas around them: empirical Bayes with gamma and Poisson.

use super::{Estimate, NotEstimable};
use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Gamma};

/// One area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// What was counted.
    pub count: f64,
    /// What it is counted against: persons, tests, or the count to be expected; above zero.
    pub exposure: f64,
}

/// One area's rate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rate {
    /// Count over exposure.
    pub raw: f64,
    /// The steadied rate with its interval.
    pub rate: Estimate,
    /// How much of the steadied rate is the area's own, 0 to 1.
    pub own_weight: f64,
}

/// The rates of the areas of one parent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Smoothed {
    /// The rate of all together.
    pub mean: f64,
    /// The variance of the areas' true rates around it, as far as counts show it; zero when chance alone accounts for it.
    pub variance: f64,
    /// The areas in their order.
    pub areas: Vec<Rate>,
}

/// The fewest areas that can lend to each other.
pub const FEWEST_AREAS: usize = 3;

/// Steadies the rates of the areas of one parent.
///
/// **Source** Marshall (1991), "Mapping disease and mortality rates using empirical Bayes estimators": moments of the global
/// estimator. The gamma–Poisson posterior around it: Clayton and Kaldor (1987).
///
/// **Method** m = Σ y / Σ e; s² = Σ e (y/e − m)² / Σ e − m / ē, not below zero. Area i keeps the weight
/// w = s² / (s² + m / e_i) of its own rate and takes 1 − w of m. The interval is that of the gamma posterior with shape
/// y + m²/s² and rate e + m/s². With s² = 0 all areas have the common rate, with the gamma interval of all counts together.
/// That m and s² are themselves estimated is not in the interval; with fewer than ten areas it is too narrow.
///
/// **Cost** Linear in areas.
///
/// **Arguments** counts zero or more, exposures above zero; `level` of the intervals.
///
/// **Errors** Fewer than [`FEWEST_AREAS`] areas, an exposure that is not above zero, or nothing counted anywhere.
pub fn smooth(areas: &[Area], level: f64) -> Result<Smoothed, NotEstimable> {
    if areas.len() < FEWEST_AREAS {
        let reason = format!("{} areas under one parent are too few to borrow from each other", areas.len());
        return Err(NotEstimable::new(reason, format!("at least {FEWEST_AREAS}")));
    }
    if areas.iter().any(|a| !(a.exposure > 0.0 && a.exposure.is_finite() && a.count >= 0.0 && a.count.is_finite())) {
        return Err(NotEstimable::new("an exposure is not above zero, or a count below it", "counts and exposures"));
    }
    let (count, exposure) = areas.iter().fold((0.0, 0.0), |(y, e), a| (y + a.count, e + a.exposure));
    if count <= 0.0 {
        return Err(NotEstimable::new("nothing was counted in any area", "counts above zero"));
    }
    let mean = count / exposure;
    let spread = areas.iter().map(|a| a.exposure * (a.count / a.exposure - mean).powi(2)).sum::<f64>() / exposure;
    let variance = (spread - mean * areas.len() as f64 / exposure).max(0.0);
    let tail = (1.0 - level.clamp(0.0, 1.0)) / 2.0;
    let bounds = |shape: f64, rate: f64| match Gamma::new(shape, rate) {
        Ok(gamma) => (gamma.inverse_cdf(tail), gamma.inverse_cdf(1.0 - tail)),
        Err(_) => (f64::NAN, f64::NAN),
    };
    let rate = |area: &Area| {
        let raw = area.count / area.exposure;
        let own_weight = variance / (variance + mean / area.exposure);
        let (value, (low, high)) = if variance > 0.0 {
            let (shape, rate) = (area.count + mean * mean / variance, area.exposure + mean / variance);
            (shape / rate, bounds(shape, rate))
        } else {
            (mean, bounds(count, exposure))
        };
        Rate { raw, rate: Estimate { value, low, high }, own_weight }
    };
    Ok(Smoothed { mean, variance, areas: areas.iter().map(rate).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;
    use rand_distr::{Distribution, Gamma as GammaDraws, Poisson};

    fn areas(of: &[(f64, f64)]) -> Vec<Area> {
        of.iter().map(|(count, exposure)| Area { count: *count, exposure: *exposure }).collect()
    }

    #[test]
    fn moments_and_weights_by_hand() {
        // m = 60/60 = 1. Spread (10·0 + 20·0.25 + 30·(1/9)) / 60 = 8.3333/60 = 0.138889; less m·3/60 = 0.05: s² = 0.088889.
        let found = smooth(&areas(&[(10.0, 10.0), (30.0, 20.0), (20.0, 30.0)]), 0.95).unwrap();
        assert!((found.mean - 1.0).abs() < 1e-12 && (found.variance - 0.088_888_888_9).abs() < 1e-9);
        // Weights s²/(s² + 1/e): 0.0889/(0.0889 + 0.05) = 0.64 for the second area; 1 + 0.64 · 0.5 = 1.32.
        assert!((found.areas[1].own_weight - 0.64).abs() < 1e-9 && (found.areas[1].rate.value - 1.32).abs() < 1e-9);
    }

    #[test]
    fn areas_that_differ_by_chance_only_share_one_rate() {
        let found = smooth(&areas(&[(10.0, 10.0), (11.0, 10.0), (9.0, 10.0)]), 0.95).unwrap();
        assert_eq!(found.variance, 0.0);
        assert!(found.areas.iter().all(|a| (a.rate.value - 1.0).abs() < 1e-12 && a.own_weight == 0.0));
        assert!(found.areas[0].rate.low < 1.0 && found.areas[0].rate.high > 1.0);
    }

    #[test]
    fn what_cannot_be_smoothed_is_refused() {
        assert!(smooth(&areas(&[(1.0, 1.0), (1.0, 1.0)]), 0.95).unwrap_err().reason.contains("too few"));
        assert!(smooth(&areas(&[(1.0, 1.0), (1.0, 0.0), (1.0, 1.0)]), 0.95).unwrap_err().reason.contains("exposure"));
        assert!(smooth(&areas(&[(0.0, 1.0); 3]), 0.95).unwrap_err().reason.contains("nothing"));
    }

    #[test]
    fn intervals_hold_the_true_rates_about_as_often_as_they_say() {
        let truth = GammaDraws::new(4.0, 0.25).unwrap();
        let (mut held, mut error, mut raw_error) = (0, 0.0, 0.0);
        for set in 0..200u64 {
            let mut rng = ChaCha8Rng::seed_from_u64(11);
            rng.set_stream(set);
            let rates: Vec<f64> = (0..20).map(|_| truth.sample(&mut rng)).collect();
            let exposure = |i: usize| 2.0 + 2.0 * i as f64;
            let drawn = rates.iter().enumerate().map(|(i, rate)| {
                let count = Poisson::new((rate * exposure(i)).max(1e-9)).unwrap().sample(&mut rng);
                Area { count, exposure: exposure(i) }
            });
            let found = smooth(&drawn.collect::<Vec<_>>(), 0.95).unwrap();
            for (area, rate) in found.areas.iter().zip(&rates) {
                held += usize::from(area.rate.holds(*rate));
                error += (area.rate.value - rate).powi(2);
                raw_error += (area.raw - rate).powi(2);
            }
        }
        // Seen: 3,730 of 4,000 held; squared error 233 against 349 of the raw rates.
        assert!((3_600..=3_920).contains(&held), "{held} of 4000");
        assert!(error < raw_error);
    }

    proptest! {
        #[test]
        fn a_smoothed_rate_lies_between_its_own_and_the_common_one(
            of in prop::collection::vec((0u32..500, 1u32..1_000), 3..30)
        ) {
            prop_assume!(of.iter().any(|a| a.0 > 0));
            let of: Vec<(f64, f64)> = of.into_iter().map(|(y, e)| (y.into(), e.into())).collect();
            let found = smooth(&areas(&of), 0.95).unwrap();
            for area in &found.areas {
                let (low, high) = (area.raw.min(found.mean), area.raw.max(found.mean));
                prop_assert!(area.rate.value >= low - 1e-9 && area.rate.value <= high + 1e-9);
            }
        }
    }
}
