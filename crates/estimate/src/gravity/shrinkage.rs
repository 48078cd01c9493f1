//! Which cells carry more than expected, with small ones drawn towards what is usual: empirical Bayes for ratios of counts to
//! expectations.

use crate::numeric::simplex::minimise;
use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Gamma};
use statrs::function::gamma::{digamma, ln_gamma};

/// One cell: how many were counted and how many were expected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// The count, at least 0; need not be whole.
    pub count: f64,
    /// The expectation, above 0.
    pub expected: f64,
}

/// The law of the true ratios of all cells: a mixture of two gamma laws, fitted to the cells.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RatioLaw {
    /// The weight of the first.
    pub weight: f64,
    /// Shape and rate of the first.
    pub first: (f64, f64),
    /// Shape and rate of the second.
    pub second: (f64, f64),
    /// The log-likelihood of the cells.
    pub log_likelihood: f64,
}

/// What is known of one cell's ratio.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ShrunkRatio {
    /// Count over expectation, as it stands.
    pub raw: f64,
    /// The geometric mean of the ratio given the count (DuMouchel's EBGM).
    pub ratio: f64,
    /// The lower end of its 95 % credible interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Why ratios cannot be shrunk.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ShrinkageError {
    /// Too few cells to learn a law of five parameters from.
    #[error("{0} cells are too few to learn from what ratios are usual; 20 are needed")]
    TooFew(usize),
    /// A cell is not a count and an expectation.
    #[error("cell {0} has no count of at least 0 or no expectation above 0")]
    BadCell(usize),
}

/// Fits the law of ratios and shrinks every cell's.
///
/// **Source** DuMouchel (1999), eqs. 4 to 9 and 11: counts are Poisson with mean λE, and λ follows a mixture of two gamma laws.
///
/// **Method** The five parameters maximise the likelihood of the negative binomial mixture (Nelder–Mead in logarithms from
/// DuMouchel's start, twice restarted). Each cell's λ then has a mixture of two gamma laws, whose geometric mean and quantiles are given.
/// The law's own uncertainty is not in the intervals.
///
/// **Cost** About 2,000 passes over the cells.
///
/// **Arguments** at least 20 cells.
///
/// **Errors** [`ShrinkageError`].
pub fn shrink(cells: &[Cell]) -> Result<(RatioLaw, Vec<ShrunkRatio>), ShrinkageError> {
    if cells.len() < 20 {
        return Err(ShrinkageError::TooFew(cells.len()));
    }
    let is_cell = |c: &Cell| c.count >= 0.0 && c.count.is_finite() && c.expected > 0.0 && c.expected.is_finite();
    if let Some(bad) = cells.iter().position(|c| !is_cell(c)) {
        return Err(ShrinkageError::BadCell(bad));
    }
    // Logarithms are kept in a range in which every function here is finite.
    let law_at = |p: &[f64]| {
        let at = |i: usize| p[i].clamp(-9.0, 9.0).exp();
        (1.0 / (1.0 + (-p[4].clamp(-9.0, 9.0)).exp()), (at(0), at(1)), (at(2), at(3)))
    };
    let loss = |p: &[f64]| {
        let (weight, first, second) = law_at(p);
        -cells.iter().map(|c| mixed(c, weight, first, second).0).sum::<f64>()
    };
    let mut at = [0.2f64.ln(), 0.1f64.ln(), 2f64.ln(), 4f64.ln(), -(2f64.ln())].to_vec();
    let mut least = f64::INFINITY;
    for step in [1.0, 0.5, 0.25] {
        (at, least) = minimise(&loss, &at, step, 1e-9, 800);
    }
    let (weight, first, second) = law_at(&at);
    let law = RatioLaw { weight, first, second, log_likelihood: -least };
    Ok((law, cells.iter().map(|c| law.ratio_of(c)).collect()))
}

/// The log-likelihood of a cell and the probability that its ratio is from the first law.
fn mixed(cell: &Cell, weight: f64, first: (f64, f64), second: (f64, f64)) -> (f64, f64) {
    let of = |(a, b): (f64, f64)| {
        let (n, e) = (cell.count, cell.expected);
        // Most cells are empty, and the gamma functions of an empty one cancel.
        if n == 0.0 {
            return -a * (e / b).ln_1p();
        }
        ln_gamma(a + n) - ln_gamma(a) - ln_gamma(n + 1.0) - n * (b / e).ln_1p() - a * (e / b).ln_1p()
    };
    let (one, two) = (weight.ln() + of(first), (1.0 - weight).ln() + of(second));
    let most = one.max(two);
    let sum = most + ((one - most).exp() + (two - most).exp()).ln();
    (sum, (one - sum).exp())
}

impl RatioLaw {
    /// What a cell's count says of its ratio under this law.
    pub fn ratio_of(&self, cell: &Cell) -> ShrunkRatio {
        let (_, q) = mixed(cell, self.weight, self.first, self.second);
        let after = |(a, b): (f64, f64)| (a + cell.count, b + cell.expected);
        let (first, second) = (after(self.first), after(self.second));
        let log_mean = |(a, b): (f64, f64)| digamma(a) - b.ln();
        let ratio = (q * log_mean(first) + (1.0 - q) * log_mean(second)).exp();
        let below = |(a, b): (f64, f64), x: f64| Gamma::new(a, b).map_or(f64::NAN, |law| law.cdf(x));
        let quantile = |p: f64| {
            // In logarithms: small counts have quantiles near 0.
            let (mut low, mut high) = (-60f64, (ratio + 1.0).ln() + 10.0);
            for _ in 0..80 {
                let middle = (low + high) / 2.0;
                let x = middle.exp();
                let probability = q * below(first, x) + (1.0 - q) * below(second, x);
                if probability < p { low = middle } else { high = middle }
            }
            high.exp()
        };
        ShrunkRatio { raw: cell.count / cell.expected, ratio, low: quantile(0.025), high: quantile(0.975) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells() -> Vec<Cell> {
        // Forty cells with what was expected, and two with ten times as much: one large, one small.
        let mut cells: Vec<Cell> =
            (0..40).map(|i| Cell { count: 20.0 + f64::from(i % 5) - 2.0, expected: 20.0 }).collect();
        cells.push(Cell { count: 1_000.0, expected: 100.0 });
        cells.push(Cell { count: 1.0, expected: 0.1 });
        cells
    }

    #[test]
    fn small_cells_do_not_shout() {
        let (_, found) = shrink(&cells()).unwrap();
        let (large, small) = (found[40], found[41]);
        assert_eq!((large.raw, small.raw), (10.0, 10.0));
        assert!((large.ratio - 10.0).abs() < 0.5 && large.low > 9.0, "{large:?}");
        assert!(small.ratio < 5.0 && small.low < 1.1 && small.high > 9.0, "{small:?}");
        assert!(found.iter().all(|r| r.low < r.ratio && r.ratio < r.high));
    }

    #[test]
    fn one_gamma_law_gives_its_closed_form() {
        // With both parts alike the mixture is one gamma law: the ratio's mean in logarithms is ψ(a + n) − ln(b + E).
        let law = RatioLaw { weight: 0.3, first: (2.0, 3.0), second: (2.0, 3.0), log_likelihood: 0.0 };
        let found = law.ratio_of(&Cell { count: 4.0, expected: 5.0 });
        // ψ(6) = 137/60 − γ.
        let wanted = (137.0 / 60.0 - 0.577_215_664_901_532_9_f64).exp() / 8.0;
        assert!((found.ratio - wanted).abs() < 1e-10);
        // Twice the rate times it is chi-squared with 12 degrees of freedom, whose quantiles are 4.403789 and 23.336664.
        assert!(
            (found.low - 4.403_789 / 16.0).abs() < 1e-6 && (found.high - 23.336_664 / 16.0).abs() < 1e-6,
            "{found:?}"
        );
    }

    #[test]
    fn what_is_no_cell_is_refused() {
        assert_eq!(shrink(&cells()[..3]).unwrap_err(), ShrinkageError::TooFew(3));
        let mut bad = cells();
        bad[7].expected = 0.0;
        assert_eq!(shrink(&bad).unwrap_err(), ShrinkageError::BadCell(7));
    }
}
