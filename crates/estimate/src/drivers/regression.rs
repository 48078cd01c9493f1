//! A log-linear model of counts with an exposure, small and dense.

use crate::numeric::symmetric;

/// A fitted model.
#[derive(Clone, Debug, PartialEq)]
pub struct Regression {
    /// The intercept, then a coefficient for each column; 0 for columns that those before them determine.
    pub coefficients: Vec<f64>,
    /// The columns that those before them determine.
    pub aliased: Vec<usize>,
    /// The mean of each observation.
    pub fitted: Vec<f64>,
    /// The deviance.
    pub deviance: f64,
    /// (Xᵀ W X)⁻¹ over the intercept and the columns that are not aliased, by rows.
    pub inverse: Vec<f64>,
}

/// Predictors are kept where their exponential is a number.
const FARTHEST: f64 = 30.0;

/// Twice the log-likelihood that an observation loses against a perfect fit; `size` is θ, infinite for Poisson.
pub fn deviance(count: f64, mean: f64, size: f64) -> f64 {
    let log = |a: f64, b: f64| if a > 0.0 { a * (a / b).ln() } else { 0.0 };
    if size.is_infinite() {
        2.0 * (log(count, mean) - (count - mean))
    } else {
        2.0 * (log(count, mean) - log(count + size, mean + size))
    }
}

/// Fits by iteratively reweighted least squares.
///
/// **Source** McCullagh and Nelder (1989), section 2.5.
///
/// **Method** An intercept stands before the columns. Columns that others determine are left at 0. Steps that fit worse are halved.
/// Where a coefficient runs away the deviance still comes to rest, and the fit ends there.
///
/// **Cost** O(n k²) for each of about ten steps.
///
/// **Arguments** `columns` as long as `count`; `size` above 0.
pub fn fit(count: &[f64], log_exposure: &[f64], columns: &[&[f64]], size: f64) -> Regression {
    let (n, k) = (count.len(), columns.len() + 1);
    let x = |i: usize, j: usize| if j == 0 { 1.0 } else { columns[j - 1][i] };
    let whole: f64 = count.iter().sum();
    let exposure: f64 = log_exposure.iter().map(|o| o.exp()).sum();
    let mut beta = vec![0.0; k];
    beta[0] = (whole.max(0.5) / exposure).ln();
    let means = |beta: &[f64]| -> Vec<f64> {
        let eta = |i: usize| log_exposure[i] + (0..k).map(|j| x(i, j) * beta[j]).sum::<f64>();
        (0..n).map(|i| eta(i).clamp(-FARTHEST, FARTHEST + 10.0).exp()).collect()
    };
    let loss = |mu: &[f64]| -> f64 { count.iter().zip(mu).map(|(y, m)| deviance(*y, *m, size)).sum() };
    let mut mu = means(&beta);
    let mut now = loss(&mu);
    let (mut aliased, mut inverse) = (Vec::new(), Vec::new());
    for _ in 0..200 {
        let mut cross = vec![0.0; k * k];
        let mut score = vec![0.0; k];
        for i in 0..n {
            let weight = if size.is_infinite() { mu[i] } else { mu[i] / (1.0 + mu[i] / size) };
            let left = weight * (count[i] - mu[i]) / mu[i];
            for a in 0..k {
                score[a] += x(i, a) * left;
                for b in 0..=a {
                    cross[a * k + b] += weight * x(i, a) * x(i, b);
                }
            }
        }
        aliased = Vec::new();
        let (kept, factor) = loop {
            let kept: Vec<usize> = (0..k).filter(|j| !aliased.contains(j)).collect();
            let q = kept.len();
            let mut part = vec![0.0; q * q];
            for (a, &from) in kept.iter().enumerate() {
                for (b, &to) in kept.iter().enumerate().take(a + 1) {
                    part[a * q + b] = cross[from * k + to];
                }
            }
            // Columns are scaled to one another before the factor is asked which of them depends on others.
            let scale: Vec<f64> = (0..q).map(|a| part[a * q + a].sqrt().max(1e-300)).collect();
            for a in 0..q {
                for b in 0..=a {
                    part[a * q + b] /= scale[a] * scale[b];
                }
            }
            match symmetric::factor(&mut part, q) {
                Ok(()) if (0..q).all(|a| part[a * q + a] > 1e-6) => break (kept, (part, scale)),
                Ok(()) => {
                    let weak = (0..q).min_by(|a, b| part[a * q + a].total_cmp(&part[b * q + b])).unwrap_or(0);
                    aliased.push(kept[weak]);
                }
                Err(at) => aliased.push(kept[at]),
            }
        };
        let (part, scale) = factor;
        let q = kept.len();
        let mut step: Vec<f64> = kept.iter().zip(&scale).map(|(j, s)| score[*j] / s).collect();
        symmetric::solve(&part, q, &mut step);
        inverse = symmetric::inverse(&part, q);
        for a in 0..q {
            for b in 0..q {
                inverse[a * q + b] /= scale[a] * scale[b];
            }
        }
        let mut next = vec![0.0; k];
        for (a, &j) in kept.iter().enumerate() {
            next[j] = beta[j] + step[a] / scale[a];
        }
        let (mut at, mut loss_at) = (means(&next), 0.0);
        for _ in 0..30 {
            loss_at = loss(&at);
            if loss_at <= now * (1.0 + 1e-12) + 1e-12 {
                break;
            }
            next.iter_mut().zip(&beta).for_each(|(a, b)| *a = (*a + b) / 2.0);
            at = means(&next);
        }
        let moved = (now - loss_at).abs();
        (beta, mu, now) = (next, at, loss_at);
        if moved <= 1e-11 * (now.abs() + 1e-3) {
            break;
        }
    }
    let aliased = aliased.into_iter().filter(|j| *j > 0).map(|j| j - 1).collect();
    Regression { coefficients: beta, aliased, fitted: mu, deviance: now, inverse }
}
