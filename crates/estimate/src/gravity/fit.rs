//! The fit: iteratively reweighted least squares with the effects absorbed exactly in every step.

use super::blocks::{self, Block, blocks, each, sum};
use super::separation::{self, groups_without_flow};
use super::{Flows, GravityError};
use crate::numeric::symmetric;
use serde::Serialize;

const MOST_ITERATIONS: usize = 200;
/// A coefficient that still moves after so many steps runs away: that is the mark of separation.
const SUSPICIOUS_AFTER: usize = 30;
const TOLERANCE: f64 = 1e-8;

/// Observations that the fit leaves out because their mean is 0 whatever the coefficients: they say nothing about them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// Their origin or destination group has no flow at all.
    pub group_without_flow: usize,
    /// A combination of covariates and effects separates them from every flow above 0 (Correia, Guimarães and Zylkin 2020).
    pub separated_by_covariates: usize,
}

/// A fitted law.
#[derive(Clone, Debug, Serialize)]
pub struct Fit {
    /// The covariates, in order.
    pub names: Vec<String>,
    /// Their coefficients.
    pub coefficients: Vec<f64>,
    /// Observations that were used.
    pub observations: usize,
    /// Observations that were not, and why.
    pub dropped: Dropped,
    /// Groups with an effect, on both sides together.
    pub groups: usize,
    /// Twice the log-likelihood below that of a perfect fit.
    pub deviance: f64,
    /// The log-likelihood as of a Poisson variable.
    pub log_likelihood: f64,
    /// One minus its ratio to the log-likelihood of a common mean (McFadden); none with an offset.
    pub pseudo_r2: Option<f64>,
    /// Steps until nothing moved.
    pub iterations: usize,
    /// The mean of each observation of the input; 0 for those that were left out.
    #[serde(skip)]
    pub fitted: Vec<f64>,
    /// Which observations were used.
    #[serde(skip)]
    pub used: Vec<bool>,
    /// (Σ x̃ x̃ᵀ μ)⁻¹, by rows.
    #[serde(skip)]
    pub(super) bread: Vec<f64>,
    /// x̃ (y − μ) of each observation of the input, by rows.
    #[serde(skip)]
    pub(super) scores: Vec<f64>,
    /// The group of each observation, for the count of parameters under clustering.
    #[serde(skip)]
    pub(super) sides: [Vec<u32>; 2],
}

/// Fits flows by Poisson pseudo-maximum likelihood with an effect for every origin group and every destination group.
///
/// **Source** Santos Silva and Tenreyro (2006), eq. 9; absorption as Guimarães and Portugal (2010), here exact; separation
/// after Correia, Guimarães and Zylkin (2020).
///
/// **Method** Newton steps as weighted least squares from the product of the margins. In each step the effects of the larger
/// side are eliminated and the Schur complement of the smaller side is solved by Cholesky, part by connected part; so the
/// result has no tolerance of its own for the effects. Groups without flow are dropped before. If a coefficient still runs after 30 steps,
/// separated observations are sought by iterated rectified regressions and dropped, and the fit begins again. The mean is
/// consistent when it is the exponential of the predictor, whatever the variance: counts need not be Poisson nor whole.
///
/// **Cost** For each step and connected part with n observations, a and b groups (b ≤ a), k covariates:
/// O(a b² / 2 + b³ / 6 + n k²). Parts run in parallel; sums are added in a fixed order.
///
/// **Arguments** see [`Flows`]; flows at least 0, everything finite.
///
/// **Errors** [`GravityError`]; in particular a covariate that is constant within the effects is named, not dropped.
pub fn fit(flows: &Flows) -> Result<Fit, GravityError> {
    check(flows)?;
    let mut keep = vec![true; flows.count.len()];
    let mut dropped = Dropped { group_without_flow: groups_without_flow(flows, &mut keep), separated_by_covariates: 0 };
    loop {
        let used = keep.iter().filter(|k| **k).count();
        if used == 0 {
            return Err(GravityError::NoFlows);
        }
        let groups = count_groups(&flows.origin, &keep) + count_groups(&flows.destination, &keep);
        let parameters = flows.covariates.len() + groups - 1;
        if used <= parameters {
            return Err(GravityError::NoFreedom { observations: used, parameters });
        }
        let mut parts = blocks(flows, &keep)?;
        match iterate(&mut parts, flows) {
            Ok(state) => return Ok(state.finish(flows, &parts, keep, dropped, groups)),
            Err(GravityError::NoConvergence { iterations }) => {
                let separated = separation::by_covariates(flows, &keep)?;
                if separated.is_empty() {
                    return Err(GravityError::NoConvergence { iterations });
                }
                dropped.separated_by_covariates += separated.len();
                separated.into_iter().for_each(|i| keep[i] = false);
                dropped.group_without_flow += groups_without_flow(flows, &mut keep);
            }
            Err(error) => return Err(error),
        }
    }
}

fn check(flows: &Flows) -> Result<(), GravityError> {
    let expected = flows.count.len();
    let sized = |column: &str, found: usize| match found == expected {
        true => Ok(()),
        false => Err(GravityError::Length { column: column.to_owned(), found, expected }),
    };
    sized("origin", flows.origin.len())?;
    sized("destination", flows.destination.len())?;
    if let Some((observation, value)) = flows.count.iter().enumerate().find(|(_, v)| !v.is_finite() || **v < 0.0) {
        return Err(GravityError::BadFlow { observation, value: *value });
    }
    let finite = |column: &str, values: &[f64]| match values.iter().enumerate().find(|(_, v)| !v.is_finite()) {
        Some((observation, value)) => {
            Err(GravityError::BadValue { column: column.to_owned(), observation, value: *value })
        }
        None => Ok(()),
    };
    for covariate in &flows.covariates {
        sized(&covariate.name, covariate.values.len())?;
        finite(&covariate.name, &covariate.values)?;
    }
    if !flows.offset.is_empty() {
        sized("offset", flows.offset.len())?;
        finite("offset", &flows.offset)?;
    }
    Ok(())
}

pub(super) fn count_groups(of: &[u32], keep: &[bool]) -> usize {
    let mut seen = vec![false; of.iter().max().map_or(0, |m| *m as usize + 1)];
    of.iter().zip(keep).filter(|(_, k)| **k).for_each(|(group, _)| seen[*group as usize] = true);
    seen.into_iter().filter(|s| *s).count()
}

struct State {
    coefficients: Vec<f64>,
    factor: Vec<f64>,
    deviance: f64,
    iterations: usize,
}

fn iterate(parts: &mut [Block], flows: &Flows) -> Result<State, GravityError> {
    let k = flows.covariates.len();
    let names: Vec<String> = flows.covariates.iter().map(|c| c.name.clone()).collect();
    each(parts, Block::start);
    let mut coefficients = vec![0.0; k];
    let mut deviance = total(parts, Block::deviance);
    for iteration in 1..=MOST_ITERATIONS {
        let products = each(parts, |part| {
            part.aim();
            part.absorb(k)
        });
        let products = sum(products, k);
        let (next, factor) = blocks::solve(&products, k, &names)?;
        let found = each(parts, |part| part.step(&next));
        let mut now: f64 = found.into_iter().sum();
        let mut taken = next.clone();
        // The start is the model with every coefficient 0, so that from there on no step may fit worse than the last.
        for _ in 0..40 {
            if now.is_finite() && now <= deviance + 1e-9 * (1.0 + deviance.abs()) {
                break;
            }
            taken.iter_mut().zip(&coefficients).for_each(|(t, c)| *t = (*t + c) / 2.0);
            now = each(parts, Block::halve).into_iter().sum();
        }
        let moved = taken.iter().zip(&coefficients).map(|(a, b)| (a - b).abs() / (1.0 + b.abs())).fold(0.0, f64::max);
        let changed = (deviance - now).abs() / (0.1 + now.abs());
        coefficients = taken;
        deviance = now;
        if iteration > 1 && moved < TOLERANCE && changed < TOLERANCE {
            return Ok(State { coefficients, factor, deviance, iterations: iteration });
        }
        if iteration >= SUSPICIOUS_AFTER && moved > 1e-3 || !deviance.is_finite() {
            return Err(GravityError::NoConvergence { iterations: iteration });
        }
    }
    Err(GravityError::NoConvergence { iterations: MOST_ITERATIONS })
}

fn total(parts: &mut [Block], of: impl Fn(&mut Block) -> f64 + Sync + Send) -> f64 {
    each(parts, of).into_iter().sum()
}

impl Block {
    /// The working response of the next step, without the offset.
    fn aim(&mut self) {
        for i in 0..self.count.len() {
            self.target[i] = self.eta[i] - self.offset[i] + (self.count[i] - self.mu[i]) / self.mu[i];
        }
    }

    /// Takes the step to these coefficients; the deviance there.
    fn step(&mut self, coefficients: &[f64]) -> f64 {
        let k = coefficients.len();
        for i in 0..self.count.len() {
            let row = &self.within[i * k..(i + 1) * k];
            let explained: f64 = row.iter().zip(coefficients).map(|(x, b)| x * b).sum();
            let eta = self.target[i] - (self.residual[i] - explained) + self.offset[i];
            // The old predictor is kept where the target was, for a step that went too far.
            self.target[i] = std::mem::replace(&mut self.eta[i], eta);
            self.mu[i] = eta.exp().max(f64::MIN_POSITIVE);
        }
        self.deviance()
    }

    /// Goes back half of the last step; the deviance there.
    fn halve(&mut self) -> f64 {
        for i in 0..self.count.len() {
            self.eta[i] = (self.eta[i] + self.target[i]) / 2.0;
            self.mu[i] = self.eta[i].exp().max(f64::MIN_POSITIVE);
        }
        self.deviance()
    }

    fn deviance(&mut self) -> f64 {
        let mut sum = 0.0;
        for ((y, mu), eta) in self.count.iter().zip(&self.mu).zip(&self.eta) {
            sum += if *y > 0.0 { y * (y.ln() - eta) - (y - mu) } else { *mu };
        }
        2.0 * sum
    }
}

impl State {
    fn finish(self, flows: &Flows, parts: &[Block], used: Vec<bool>, dropped: Dropped, groups: usize) -> Fit {
        let (n, k) = (flows.count.len(), flows.covariates.len());
        let mut fitted = vec![0.0; n];
        let mut scores = vec![0.0; n * k];
        for part in parts {
            for (i, &at) in part.index.iter().enumerate() {
                let at = at as usize;
                fitted[at] = part.mu[i];
                let left = part.count[i] - part.mu[i];
                for j in 0..k {
                    scores[at * k + j] = part.within[i * k + j] * left;
                }
            }
        }
        let observations = used.iter().filter(|u| **u).count();
        let of_used = || (0..n).filter(|i| used[*i]);
        let log_factorials: f64 = of_used().map(|i| statrs::function::gamma::ln_gamma(flows.count[i] + 1.0)).sum();
        let saturated: f64 =
            of_used().map(|i| flows.count[i]).map(|y| if y > 0.0 { y * y.ln() - y } else { 0.0 }).sum();
        let log_likelihood = saturated - log_factorials - self.deviance / 2.0;
        let whole: f64 = of_used().map(|i| flows.count[i]).sum();
        let null = whole * (whole / observations as f64).ln() - whole - log_factorials;
        Fit {
            names: flows.covariates.iter().map(|c| c.name.clone()).collect(),
            coefficients: self.coefficients,
            observations,
            dropped,
            groups,
            deviance: self.deviance,
            log_likelihood,
            pseudo_r2: flows.offset.is_empty().then_some(1.0 - log_likelihood / null),
            iterations: self.iterations,
            fitted,
            used,
            bread: if k == 0 { Vec::new() } else { symmetric::inverse(&self.factor, k) },
            scores,
            sides: [flows.origin.clone(), flows.destination.clone()],
        }
    }
}
