//! The explained deviance divided among families, partial effects, and skill on places that were not seen.

use super::regression::{Regression, deviance, fit};
use super::{Data, DriversError, MOST_FAMILIES, Variance};
use crate::gravity::normal_interval;
use crate::numeric::simplex::minimise;
use rayon::prelude::*;
use serde::Serialize;
use statrs::function::gamma::ln_gamma;

/// What a family explains.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FamilyShare {
    /// The family.
    pub name: String,
    /// Its Shapley share of the null deviance: what it adds, averaged over every order in which families may enter.
    pub share: f64,
    /// What it explains alone.
    pub alone: f64,
    /// What it adds to all others.
    pub last: f64,
    /// Skill on left-out places of the model without it.
    pub skill_without: f64,
}

/// The partial effect of a covariate, all others held.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// The family.
    pub family: String,
    /// The covariate.
    pub name: String,
    /// By how much the logarithm of the rate changes for one standard deviation more.
    pub estimate: f64,
    /// Its standard error, whatever the variance (HC1).
    pub standard_error: f64,
    /// The lower end of its 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The standard deviation that the effect is for.
    pub deviation: f64,
}

/// How well counts of places are foretold that the fit has not seen: the share of the deviance of a common rate that is
/// saved; at most 1, below 0 when the model foretells worse than one rate for all.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Skill {
    /// Each place left out in turn.
    pub places: f64,
    /// Each region left out in turn; none with one region.
    pub regions: Option<f64>,
}

/// A place beside what the model says of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Residual {
    /// Counted.
    pub count: f64,
    /// Fitted with it.
    pub fitted: f64,
    /// Foretold without it.
    pub foretold: f64,
    /// The signed square root of its deviance: beyond 2 in size is unusual.
    pub residual: f64,
}

/// What explains the counts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explained {
    /// The places.
    pub places: usize,
    /// How the variance was taken to grow.
    pub variance: Variance,
    /// θ of the negative binomial; none otherwise.
    pub size: Option<f64>,
    /// Pearson's statistic over its degrees of freedom: 1 when the variance is as taken.
    pub dispersion: f64,
    /// Deviance of one rate for all places.
    pub null_deviance: f64,
    /// Deviance with every family.
    pub deviance: f64,
    /// The share of deviance that all families together explain: the sum of their shares.
    pub explained: f64,
    /// The families in the order given.
    pub families: Vec<FamilyShare>,
    /// Every covariate but those that others determine.
    pub effects: Vec<Effect>,
    /// Covariates that others determine.
    pub aliased: Vec<String>,
    /// Skill on what was left out.
    pub skill: Skill,
    /// Every place.
    pub residuals: Vec<Residual>,
}

/// Explains counts by families of covariates.
///
/// **Source** Shapley (1953); Lindeman, Merenda and Gold (1980) and Grömping (2007) for the division of what a model
/// explains; White (1980) for errors.
///
/// **Method** Covariates are brought to mean 0 and standard deviation 1. Every subset of families is fitted; a family's
/// share is the mean over all orders of what it adds to the explained deviance, exact, so that the shares sum to what
/// all explain. With the quadratic variance θ is found by maximum likelihood with all covariates and kept, so that
/// deviances can be compared. Skill refits without each place and each region; means and deviations of covariates are
/// those of all places.
///
/// **Cost** 2^F + (F + 1) n fits of O(n k²), in parallel.
///
/// **Arguments** see [`Data`]; at least three places for each covariate.
///
/// **Errors** [`DriversError`].
pub fn explain(data: &Data, variance: Variance) -> Result<Explained, DriversError> {
    check(data)?;
    let n = data.count.len();
    let mut deviations = Vec::new();
    let scaled: Vec<Vec<Vec<f64>>> = data
        .families
        .iter()
        .map(|family| family.columns.iter().map(|(_, values)| scale(values, &mut deviations)).collect())
        .collect();
    let f = scaled.len();
    let columns = |subset: usize| -> Vec<&[f64]> {
        let inside = (0..f).filter(|j| subset >> j & 1 == 1);
        inside.flat_map(|j| scaled[j].iter().map(Vec::as_slice)).collect()
    };
    let all = (1 << f) - 1;
    let size = match variance {
        Variance::Proportional => f64::INFINITY,
        Variance::Quadratic => size_of(data, &columns(all)),
    };
    let deviances: Vec<f64> = (0..=all)
        .into_par_iter()
        .map(|subset| fit(&data.count, &data.log_exposure, &columns(subset), size).deviance)
        .collect();
    let null = deviances[0];
    let value = |subset: usize| 1.0 - deviances[subset] / null;
    let full = fit(&data.count, &data.log_exposure, &columns(all), size);
    let foretold = left_out(data, &columns(all), size);
    let base = left_out(data, &[], size);
    let skill_of = |foretold: &[f64]| saved(data, foretold, &base, size);
    let families = (0..f).map(|j| {
        let without = left_out(data, &columns(all & !(1 << j)), size);
        FamilyShare {
            name: data.families[j].name.clone(),
            share: shapley(f, j, value),
            alone: value(1 << j),
            last: value(all) - value(all & !(1 << j)),
            skill_without: skill_of(&without),
        }
    });
    let families: Vec<FamilyShare> = families.collect();
    let (effects, aliased) = effects(data, &columns(all), &full, &deviations, size);
    let parameters = full.coefficients.len() - full.aliased.len();
    let of_variance = |mu: f64| if size.is_infinite() { mu } else { mu + mu * mu / size };
    let pearson: f64 = data.count.iter().zip(&full.fitted).map(|(y, mu)| (y - mu).powi(2) / of_variance(*mu)).sum();
    let regions = data.region.iter().max().map_or(0, |m| *m as usize + 1);
    let skill = Skill {
        places: skill_of(&foretold),
        regions: (regions > 1).then(|| {
            let (of_model, of_null) = (regions_out(data, &columns(all), size), regions_out(data, &[], size));
            saved(data, &of_model, &of_null, size)
        }),
    };
    let residuals = (0..n).map(|i| Residual {
        count: data.count[i],
        fitted: full.fitted[i],
        foretold: foretold[i],
        residual: (data.count[i] - full.fitted[i]).signum()
            * deviance(data.count[i], full.fitted[i], size).max(0.0).sqrt(),
    });
    Ok(Explained {
        places: n,
        variance,
        size: size.is_finite().then_some(size),
        dispersion: pearson / (n - parameters) as f64,
        null_deviance: null,
        deviance: full.deviance,
        explained: value(all),
        families,
        effects,
        aliased,
        skill,
        residuals: residuals.collect(),
    })
}

fn check(data: &Data) -> Result<(), DriversError> {
    let expected = data.count.len();
    let mut columns = vec![("count", &data.count), ("exposure", &data.log_exposure)];
    columns.extend(data.families.iter().flat_map(|f| f.columns.iter().map(|(name, values)| (name.as_str(), values))));
    if data.region.len() != expected {
        return Err(DriversError::Length { column: "region".into(), found: data.region.len(), expected });
    }
    for (index, (column, values)) in columns.iter().enumerate() {
        if values.len() != expected {
            return Err(DriversError::Length { column: (*column).to_owned(), found: values.len(), expected });
        }
        let bad = |v: &f64| !v.is_finite() || index == 0 && *v < 0.0;
        if let Some(place) = values.iter().position(bad) {
            return Err(DriversError::BadValue { column: (*column).to_owned(), place, value: values[place] });
        }
    }
    let covariates = columns.len() - 2;
    if data.families.is_empty() || data.families.len() > MOST_FAMILIES {
        return Err(DriversError::Families(data.families.len()));
    }
    if expected < 3 * covariates.max(1) {
        return Err(DriversError::TooFew { places: expected, columns: covariates });
    }
    if data.count.iter().all(|y| *y == 0.0) { Err(DriversError::Nothing) } else { Ok(()) }
}

/// Values brought to mean 0 and standard deviation 1; a column that does not vary is 0.
fn scale(values: &[f64], deviations: &mut Vec<f64>) -> Vec<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let deviation = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    deviations.push(deviation);
    values.iter().map(|v| if deviation > 0.0 { (v - mean) / deviation } else { 0.0 }).collect()
}

/// θ at which the counts are likeliest, each with its own fit.
fn size_of(data: &Data, columns: &[&[f64]]) -> f64 {
    let loss = |p: &[f64]| {
        let size = p[0].clamp(-6.0, 12.0).exp();
        let mu = fit(&data.count, &data.log_exposure, columns, size).fitted;
        let of = |y: f64, m: f64| {
            ln_gamma(y + size) - ln_gamma(size) - ln_gamma(y + 1.0)
                + size * (size / (size + m)).ln()
                + if y > 0.0 { y * (m / (size + m)).ln() } else { 0.0 }
        };
        -data.count.iter().zip(&mu).map(|(y, m)| of(*y, *m)).sum::<f64>()
    };
    let (at, _) = minimise(&loss, &[0.0], 0.5, 1e-9, 120);
    at[0].clamp(-6.0, 12.0).exp()
}

/// The mean over all orders of what a player adds to those before it.
fn shapley(players: usize, player: usize, value: impl Fn(usize) -> f64) -> f64 {
    let factorial = |n: usize| (1..=n).map(|i| i as f64).product::<f64>();
    let others = (0..1usize << players).filter(|s| s >> player & 1 == 0);
    let adds = others.map(|s| {
        let before = s.count_ones() as usize;
        let weight = factorial(before) * factorial(players - before - 1) / factorial(players);
        weight * (value(s | 1 << player) - value(s))
    });
    adds.sum()
}

/// What a fit without the chosen places foretells for place `i`.
fn foretell(data: &Data, columns: &[&[f64]], size: f64, out: impl Fn(usize) -> bool) -> Vec<(usize, f64)> {
    let (kept, left): (Vec<usize>, Vec<usize>) = (0..data.count.len()).partition(|i| !out(*i));
    let pick = |of: &[f64]| kept.iter().map(|i| of[*i]).collect::<Vec<f64>>();
    let parts: Vec<Vec<f64>> = columns.iter().map(|c| pick(c)).collect();
    let slices: Vec<&[f64]> = parts.iter().map(Vec::as_slice).collect();
    let found = fit(&pick(&data.count), &pick(&data.log_exposure), &slices, size);
    let eta = |i: usize| {
        let explained = columns.iter().zip(&found.coefficients[1..]).map(|(c, b)| c[i] * b).sum::<f64>();
        data.log_exposure[i] + found.coefficients[0] + explained
    };
    left.into_iter().map(|i| (i, eta(i).clamp(-30.0, 40.0).exp())).collect()
}

fn left_out(data: &Data, columns: &[&[f64]], size: f64) -> Vec<f64> {
    let one = |i: usize| foretell(data, columns, size, |j| j == i)[0].1;
    (0..data.count.len()).into_par_iter().map(one).collect()
}

fn regions_out(data: &Data, columns: &[&[f64]], size: f64) -> Vec<f64> {
    let regions = data.region.iter().max().map_or(0, |m| m + 1);
    let mut all = vec![0.0; data.count.len()];
    for region in 0..regions {
        for (i, mean) in foretell(data, columns, size, |j| data.region[j] == region) {
            all[i] = mean;
        }
    }
    all
}

/// The share of the deviance of `base` that `foretold` saves.
fn saved(data: &Data, foretold: &[f64], base: &[f64], size: f64) -> f64 {
    let loss = |means: &[f64]| data.count.iter().zip(means).map(|(y, m)| deviance(*y, *m, size)).sum::<f64>();
    1.0 - loss(foretold) / loss(base)
}

fn effects(
    data: &Data,
    columns: &[&[f64]],
    full: &Regression,
    deviations: &[f64],
    size: f64,
) -> (Vec<Effect>, Vec<String>) {
    let n = data.count.len();
    let kept: Vec<usize> = (0..columns.len()).filter(|j| !full.aliased.contains(j)).collect();
    let q = kept.len() + 1;
    let mut meat = vec![0.0; q * q];
    for (i, (mu, y)) in full.fitted.iter().zip(&data.count).enumerate() {
        let weight = if size.is_infinite() { 1.0 } else { 1.0 / (1.0 + mu / size) };
        let left = weight * (y - mu);
        let x = |a: usize| if a == 0 { 1.0 } else { columns[kept[a - 1]][i] };
        for a in 0..q {
            for b in 0..q {
                meat[a * q + b] += x(a) * x(b) * left * left;
            }
        }
    }
    let variance = |a: usize| {
        let row = &full.inverse[a * q..(a + 1) * q];
        let mut sum = 0.0;
        for (i, left) in row.iter().enumerate() {
            for (j, right) in row.iter().enumerate() {
                sum += left * meat[i * q + j] * right;
            }
        }
        sum * n as f64 / (n - q) as f64
    };
    let named: Vec<(&str, &str)> =
        data.families.iter().flat_map(|f| f.columns.iter().map(|(name, _)| (f.name.as_str(), name.as_str()))).collect();
    let effects = kept.iter().enumerate().map(|(a, &j)| {
        let (estimate, standard_error) = (full.coefficients[j + 1], variance(a + 1).sqrt());
        let (low, high) = normal_interval(estimate, standard_error, 0.95);
        let (family, name) = (named[j].0.to_owned(), named[j].1.to_owned());
        Effect { family, name, estimate, standard_error, low, high, deviation: deviations[j] }
    });
    (effects.collect(), full.aliased.iter().map(|j| named[*j].1.to_owned()).collect())
}
