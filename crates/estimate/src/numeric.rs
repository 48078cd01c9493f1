//! Arithmetic that several estimators share: normal and Poisson probabilities, quantiles, symmetric solves,
//! streams of random numbers.
//!
//! Distributions are those of `statrs`; what is here fits them to what the estimators ask.

pub mod simplex;
pub mod streams;
pub mod symmetric;

use statrs::distribution::{Continuous, ContinuousCDF, Normal};
use std::sync::LazyLock;

static STANDARD: LazyLock<Normal> = LazyLock::new(Normal::standard);

/// The standard normal density at `x`.
pub fn normal_density(x: f64) -> f64 {
    STANDARD.pdf(x)
}

/// The standard normal probability of at most `x`.
pub fn normal_probability(x: f64) -> f64 {
    STANDARD.cdf(x)
}

/// The standard normal quantile of a probability; minus infinity at 0, infinity at 1.
pub fn normal_quantile(p: f64) -> f64 {
    match p {
        p if p <= 0.0 => f64::NEG_INFINITY,
        p if p >= 1.0 => f64::INFINITY,
        p => STANDARD.inverse_cdf(p),
    }
}

/// The quantile `p` of sorted values: between order statistics at (n + 1/3) p + 1/3, which is nearly median-unbiased whatever
/// the distribution.
///
/// **Source** Hyndman and Fan (1996), type 8.
///
/// **Arguments** `sorted` ascending; `p` in 0 to 1, and what lies outside is taken as the nearer end. Not a number when there
/// is no value.
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let n = sorted.len();
    if n == 0 {
        return f64::NAN;
    }
    let position = (n as f64 + 1.0 / 3.0) * p.clamp(0.0, 1.0) + 1.0 / 3.0;
    let below = position.floor();
    let at = |index: f64| sorted[(index.max(1.0) as usize - 1).min(n - 1)];
    let (low, high) = (at(below), at(below + 1.0));
    // Infinite values stay what they are; the difference of two would be no number.
    if low == high { low } else { low + (position - below).clamp(0.0, 1.0) * (high - low) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_quantiles_are_those_of_the_tables() {
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-9);
        assert!((normal_probability(normal_quantile(0.1)) - 0.1).abs() < 1e-11);
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
    }

    #[test]
    fn quantiles_stand_where_type_8_puts_them() {
        let values: Vec<f64> = (1..=10).map(f64::from).collect();
        // R: quantile(1:10, c(.025, .25, .5, .9), type = 8) gives 1, 2.916667, 5.5, 9.633333.
        let wanted = [(0.025, 1.0), (0.25, 2.916_666_666_666_667), (0.5, 5.5), (0.9, 9.633_333_333_333_333)];
        for (p, value) in wanted {
            assert!((quantile(&values, p) - value).abs() < 1e-12, "{p}");
        }
        assert!(quantile(&[], 0.5).is_nan());
    }
}
