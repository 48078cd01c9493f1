//! How sure a fit is: covariances that do not believe in Poisson variances, intervals, Wald tests, influence.

use super::fit::{Fit, count_groups};
use crate::numeric::{normal_quantile, symmetric};
use serde::Serialize;
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// The covariance of the coefficients of a fit.
#[derive(Clone, Debug, Serialize)]
pub struct Covariance {
    /// By rows.
    pub matrix: Vec<f64>,
    /// How many clusters it rests on; none when observations are taken as independent.
    pub clusters: Option<usize>,
    #[serde(skip)]
    k: usize,
}

/// A Wald test that linear combinations of coefficients are what they are said to be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Wald {
    /// The statistic.
    pub chi_squared: f64,
    /// Its degrees of freedom: how many combinations are tested together.
    pub degrees: usize,
    /// The probability of a larger one if they are.
    pub p: f64,
}

impl Fit {
    fn k(&self) -> usize {
        self.names.len()
    }

    /// The position of a covariate.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| n == name)
    }

    /// Covariance that allows every observation a variance of its own.
    ///
    /// **Source** Eicker, Huber, White, with n / (n − p) as HC1; p counts coefficients and effects less one, as
    /// fixest and pyfixest do.
    pub fn heteroskedastic(&self) -> Covariance {
        let mut covariance = self.sandwich(self.scores.chunks_exact(self.k().max(1)));
        let n = self.observations as f64;
        let free = n - (self.k() + self.groups - 1) as f64;
        covariance.matrix.iter_mut().for_each(|v| *v *= n / free);
        covariance
    }

    /// Covariance that allows observations of one cluster to depend on each other in any way.
    ///
    /// **Source** Liang and Zeger (1986), with (n − 1) / (n − p) · G / (G − 1) as CRV1; effects nested in clusters do
    /// not count in p, as fixest and pyfixest do by default.
    ///
    /// **Arguments** `clusters`: for each observation of the input its cluster, numbered from 0. With one cluster nothing can
    /// be said and every entry is infinite.
    pub fn clustered(&self, clusters: &[u32]) -> Covariance {
        let k = self.k();
        let sums = self.cluster_sums(clusters);
        let count = count_groups(clusters, &self.used);
        let mut covariance = self.sandwich(sums.chunks_exact(k.max(1)));
        let mut parameters = k + self.groups - 1;
        for side in &self.sides {
            if self.is_nested(side, clusters) {
                parameters = parameters + 1 - count_groups(side, &self.used);
            }
        }
        let (n, g) = (self.observations as f64, count as f64);
        let correction = (n - 1.0) / (n - parameters as f64) * g / (g - 1.0);
        covariance.matrix.iter_mut().for_each(|v| *v *= correction);
        covariance.clusters = Some(count);
        covariance
    }

    fn is_nested(&self, side: &[u32], clusters: &[u32]) -> bool {
        let mut of_group = vec![u32::MAX; side.iter().max().map_or(0, |m| *m as usize + 1)];
        (0..side.len()).filter(|i| self.used[*i]).all(|i| {
            let cluster = &mut of_group[side[i] as usize];
            let first = *cluster == u32::MAX;
            if first {
                *cluster = clusters[i];
            }
            first || *cluster == clusters[i]
        })
    }

    /// Scores summed by cluster, by rows.
    fn cluster_sums(&self, clusters: &[u32]) -> Vec<f64> {
        let k = self.k();
        let mut sums = vec![0.0; k * clusters.iter().max().map_or(0, |m| *m as usize + 1)];
        for (score, cluster) in self.scores.chunks_exact(k.max(1)).zip(clusters) {
            let at = *cluster as usize * k;
            sums[at..at + k].iter_mut().zip(score).for_each(|(s, v)| *s += v);
        }
        sums
    }

    fn sandwich<'a>(&self, scores: impl Iterator<Item = &'a [f64]>) -> Covariance {
        let k = self.k();
        let mut meat = vec![0.0; k * k];
        for score in scores {
            for a in 0..k {
                for b in 0..k {
                    meat[a * k + b] += score[a] * score[b];
                }
            }
        }
        let product = |a: &[f64], b: &[f64]| -> Vec<f64> {
            (0..k * k).map(|at| (0..k).map(|j| a[at / k * k + j] * b[j * k + at % k]).sum()).collect()
        };
        let matrix = product(&product(&self.bread, &meat), &self.bread);
        Covariance { matrix, clusters: None, k }
    }

    /// By how much each cluster moves a coefficient, to first order: the estimate is its truth plus their sum.
    pub fn influence(&self, coefficient: usize, clusters: &[u32]) -> Vec<f64> {
        let k = self.k();
        let row = &self.bread[coefficient * k..(coefficient + 1) * k];
        let sums = self.cluster_sums(clusters);
        sums.chunks_exact(k).map(|s| row.iter().zip(s).map(|(b, v)| b * v).sum()).collect()
    }

    /// Tests that each combination (weights on the coefficients, and the value it should have) holds.
    ///
    /// **Errors** None when a combination repeats another.
    pub fn wald(&self, covariance: &Covariance, combinations: &[(Vec<f64>, f64)]) -> Option<Wald> {
        let (k, q) = (self.k(), combinations.len());
        let value = |w: &[f64]| w.iter().zip(&self.coefficients).map(|(w, b)| w * b).sum::<f64>();
        let mut middle = vec![0.0; q * q];
        for (a, (left, _)) in combinations.iter().enumerate() {
            for (b, (right, _)) in combinations.iter().enumerate() {
                for (row, l) in covariance.matrix.chunks_exact(k).zip(left) {
                    middle[a * q + b] += l * row.iter().zip(right).map(|(v, r)| v * r).sum::<f64>();
                }
            }
        }
        symmetric::factor(&mut middle, q).ok()?;
        let gaps: Vec<f64> = combinations.iter().map(|(weights, wanted)| value(weights) - wanted).collect();
        let mut solved = gaps.clone();
        symmetric::solve(&middle, q, &mut solved);
        let chi_squared: f64 = gaps.iter().zip(&solved).map(|(a, b)| a * b).sum();
        let p = ChiSquared::new(q as f64).map_or(f64::NAN, |law| law.sf(chi_squared));
        Some(Wald { chi_squared, degrees: q, p })
    }
}

impl Covariance {
    /// The standard error of a coefficient.
    pub fn standard_error(&self, coefficient: usize) -> f64 {
        self.matrix[coefficient * self.k + coefficient].sqrt()
    }

    /// The covariance of two coefficients.
    pub fn between(&self, a: usize, b: usize) -> f64 {
        self.matrix[a * self.k + b]
    }
}

/// The interval of an estimate that is about normal: `level` of it, such as 0.95.
pub fn normal_interval(estimate: f64, standard_error: f64, level: f64) -> (f64, f64) {
    let reach = normal_quantile(0.5 + level / 2.0) * standard_error;
    (estimate - reach, estimate + reach)
}
