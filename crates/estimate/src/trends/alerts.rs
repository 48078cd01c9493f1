//! Alerts: which of many series stand out in their newest year against their own past, with the share of false ones held down.

use super::NotEstimable;
use super::effects::critical;
use serde::Serialize;
use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, StudentsT};

/// The fewest past years that a year is compared with.
pub const FEWEST_PAST: usize = 4;
/// The fewest past years in which a slope is looked for.
const FEWEST_FOR_SLOPE: usize = 6;

/// How false alerts are held down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Procedure {
    /// Benjamini and Hochberg (1995): series independent or positively dependent.
    #[default]
    BenjaminiHochberg,
    /// Benjamini and Yekutieli (2001): whatever the dependence.
    BenjaminiYekutieli,
}

/// Which series are alerted on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// The share of false alerts among all that is accepted on average.
    pub false_discovery_rate: f64,
    /// How it is held.
    pub procedure: Procedure,
    /// At most this many past years are looked at.
    pub past_years: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { false_discovery_rate: 0.05, procedure: Procedure::default(), past_years: 10 }
    }
}

/// A year against the past of its series.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// What was counted.
    pub count: f64,
    /// What the past would have let expect.
    pub expected: f64,
    /// Between these 95 % of counts would lie if nothing changed.
    pub low: f64,
    /// See `low`.
    pub high: f64,
    /// How many past years it rests on.
    pub past_years: usize,
    /// Whether a slope was found in the past and continued.
    pub slope: bool,
    /// The variance over that of Poisson counts, at least one.
    pub dispersion: f64,
    /// The probability of a count as far out, in either direction, if nothing changed.
    pub p: f64,
}

/// Compares a year with the past of its series.
///
/// **Source** Farrington, Andrews, Beale and Catchpole (1996), eqs 1–5, for yearly counts without season; the power of 2/3
/// there. Student's t for the normal, as the dispersion rests on few years. Przyborowski and Wilenski (1940) for the exact
/// comparison of Poisson counts.
///
/// **Method** A quasi-Poisson regression of the past on a constant, or on a slope as well where there are at least six years and
/// it differs from none at 5 %; the prediction does not follow a slope beyond twice the largest or half of the smallest past
/// count. Dispersion by Pearson, not below one. The difference of count and prediction to the power of 2/3 over its error
/// gives p by Student's t. Without slope, the exact binomial comparison of the year with all past years gives another p that
/// knows small counts better; the larger one counts. Past years in which the series stood out are not taken out.
///
/// **Cost** Linear in years.
///
/// **Arguments** `past`: pairs of year and count; `year` later than all of them.
///
/// **Errors** Fewer than [`FEWEST_PAST`] past years, or nothing counted in them and now.
pub fn compare(past: &[(i32, f64)], year: i32, count: f64) -> Result<Comparison, NotEstimable> {
    let n = past.len();
    if n < FEWEST_PAST {
        let reason = format!("{n} past years are too few to compare a year with");
        return Err(NotEstimable::new(reason, format!("at least {FEWEST_PAST} reported years before it")));
    }
    let sum: f64 = past.iter().map(|p| p.1).sum();
    if sum + count <= 0.0 {
        return Err(NotEstimable::new("nothing was counted, then or now", "counts above zero"));
    }
    let flat = constant(past);
    let sloped = (n >= FEWEST_FOR_SLOPE && sum > 0.0).then(|| slope(past, year)).flatten();
    let fitted = sloped.unwrap_or(flat);
    // An expectation of nothing has no variance; half a count stands for what a past of zeros leaves possible.
    let expected = fitted.expected.max(0.5 / n as f64);
    let error = (fitted.dispersion * expected + fitted.variance.max(fitted.dispersion * 0.5 / (n * n) as f64)).sqrt();
    let scale = 2.0 / 3.0 * expected.powf(-1.0 / 3.0) * error;
    let t = (count.powf(2.0 / 3.0) - expected.powf(2.0 / 3.0)) / scale;
    let by_t = match StudentsT::new(0.0, 1.0, fitted.degrees as f64) {
        Ok(student) => 2.0 * student.cdf(-t.abs()),
        Err(_) => 1.0,
    };
    let p = if fitted.slope { by_t } else { by_t.max(exact(sum, count, n)) };
    let half = critical(fitted.degrees, super::LEVEL) * scale;
    let back = |x: f64| x.max(0.0).powf(1.5);
    Ok(Comparison {
        count,
        expected,
        low: back(expected.powf(2.0 / 3.0) - half),
        high: back(expected.powf(2.0 / 3.0) + half),
        past_years: n,
        slope: fitted.slope,
        dispersion: fitted.dispersion,
        p: p.clamp(0.0, 1.0),
    })
}

/// Twice the smaller tail of a count, given the sum with n past years, of which each is as likely.
fn exact(sum: f64, count: f64, n: usize) -> f64 {
    let (all, count) = ((sum + count).round() as u64, count.round() as u64);
    let Ok(binomial) = Binomial::new(1.0 / (n + 1) as f64, all) else { return 1.0 };
    let above = if count == 0 { 1.0 } else { binomial.sf(count - 1) };
    (2.0 * above.min(binomial.cdf(count))).min(1.0)
}

/// What a regression of the past expects.
#[derive(Clone, Copy)]
struct Fitted {
    expected: f64,
    /// Of the expectation.
    variance: f64,
    dispersion: f64,
    degrees: usize,
    slope: bool,
}

fn constant(past: &[(i32, f64)]) -> Fitted {
    let n = past.len() as f64;
    let mean = past.iter().map(|p| p.1).sum::<f64>() / n;
    let pearson: f64 = if mean > 0.0 { past.iter().map(|p| (p.1 - mean).powi(2) / mean).sum() } else { 0.0 };
    let dispersion = (pearson / (n - 1.0)).max(1.0);
    Fitted { expected: mean, variance: dispersion * mean / n, dispersion, degrees: past.len() - 1, slope: false }
}

/// The regression with a slope, where it differs from none.
fn slope(past: &[(i32, f64)], year: i32) -> Option<Fitted> {
    let n = past.len() as f64;
    let middle = past.iter().map(|p| f64::from(p.0)).sum::<f64>() / n;
    let x: Vec<f64> = past.iter().map(|p| f64::from(p.0) - middle).collect();
    let mean = past.iter().map(|p| p.1).sum::<f64>() / n;
    let (mut a, mut b) = (mean.ln(), 0.0);
    let mut information = [0.0; 3];
    for round in 0..50 {
        let (mut score, mut sums) = ([0.0; 2], [0.0; 3]);
        for (x, (_, y)) in x.iter().zip(past) {
            let mu = (a + b * x).exp();
            score = [score[0] + y - mu, score[1] + (y - mu) * x];
            sums = [sums[0] + mu, sums[1] + mu * x, sums[2] + mu * x * x];
        }
        let determinant = sums[0] * sums[2] - sums[1] * sums[1];
        information = sums;
        if determinant.is_nan() || determinant <= 0.0 || round == 49 {
            return None;
        }
        let step = [
            (sums[2] * score[0] - sums[1] * score[1]) / determinant,
            (sums[0] * score[1] - sums[1] * score[0]) / determinant,
        ];
        (a, b) = (a + step[0].clamp(-2.0, 2.0), b + step[1].clamp(-2.0, 2.0));
        if step[0].abs() + step[1].abs() < 1e-10 {
            break;
        }
    }
    let pearson: f64 =
        x.iter().zip(past).map(|(x, (_, y))| ((a + b * x).exp(), *y)).map(|(mu, y)| (y - mu).powi(2) / mu).sum();
    let degrees = past.len() - 2;
    let dispersion = (pearson / degrees as f64).max(1.0);
    let [s0, s1, s2] = information;
    let determinant = s0 * s2 - s1 * s1;
    let t = b / (dispersion * s0 / determinant).sqrt();
    if t.is_nan() || t.abs() <= critical(degrees, 0.95) {
        return None;
    }
    let ahead = f64::from(year) - middle;
    let log_variance = dispersion * (s2 - 2.0 * ahead * s1 + ahead * ahead * s0) / determinant;
    let (least, most) = past.iter().fold((f64::INFINITY, 0.0f64), |(l, m), p| (l.min(p.1), m.max(p.1)));
    let expected = (a + b * ahead).exp().clamp(least / 2.0, 2.0 * most);
    Some(Fitted { expected, variance: expected * expected * log_variance, dispersion, degrees, slope: true })
}

/// The least false discovery rate at which each hypothesis is rejected.
///
/// **Source** Benjamini and Hochberg (1995), procedure of § 3.1; Benjamini and Yekutieli (2001), theorem 1.3.
///
/// **Cost** One sort.
///
/// **Arguments** `p`: probabilities, each of one hypothesis.
pub fn adjusted(p: &[f64], procedure: Procedure) -> Vec<f64> {
    let m = p.len();
    let factor = match procedure {
        Procedure::BenjaminiHochberg => 1.0,
        Procedure::BenjaminiYekutieli => (1..=m).map(|i| 1.0 / i as f64).sum(),
    };
    let mut order: Vec<usize> = (0..m).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut adjusted = vec![1.0; m];
    let mut least = 1.0f64;
    for (rank, at) in order.iter().enumerate().rev() {
        least = least.min(factor * m as f64 * p[*at] / (rank + 1) as f64);
        adjusted[*at] = least;
    }
    adjusted
}

/// One series: the count of each year from a first one on, or none where it was not reported.
pub type Series = Vec<Option<f64>>;

/// One series of a round.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alert {
    /// The position of the series.
    #[serde(skip)]
    pub series: usize,
    /// The comparison with its past.
    #[serde(flatten)]
    pub comparison: Comparison,
    /// The least false discovery rate at which it is alerted on.
    pub q: f64,
    /// Whether it is alerted on.
    pub fires: bool,
}

/// All series in one year, as if it were the newest.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Round {
    /// The year.
    pub year: i32,
    /// The series that could be compared, the most telling first.
    #[serde(skip)]
    pub compared: Vec<Alert>,
    /// How many series could be compared.
    pub series: usize,
    /// How many of them fire.
    pub fired: usize,
    /// How many of these are above what was to be expected.
    pub rises: usize,
    /// How many reported in the year but have too short a past.
    pub past_too_short: usize,
}

/// Compares every series in one year with its own past, and alerts.
///
/// **Method** [`compare`], then [`adjusted`] over all series that could be compared.
///
/// **Cost** Linear in series and years, and one sort.
///
/// **Arguments** `first_year` of all series; `at`: the position of the year.
pub fn round(series: &[Series], first_year: i32, at: usize, settings: &Settings) -> Round {
    let year = |at: usize| first_year + at as i32;
    let mut past_too_short = 0;
    let mut compared = Vec::new();
    for (index, counts) in series.iter().enumerate() {
        let Some(count) = counts.get(at).copied().flatten() else { continue };
        let past = (at.saturating_sub(settings.past_years)..at).filter_map(|t| Some((year(t), counts[t]?)));
        match compare(&past.collect::<Vec<_>>(), year(at), count) {
            Ok(comparison) => compared.push(Alert { series: index, comparison, q: 1.0, fires: false }),
            Err(_) => past_too_short += 1,
        }
    }
    let p: Vec<f64> = compared.iter().map(|alert| alert.comparison.p).collect();
    for (alert, q) in compared.iter_mut().zip(adjusted(&p, settings.procedure)) {
        alert.q = q;
        alert.fires = q <= settings.false_discovery_rate;
    }
    compared.sort_by(|a, b| a.comparison.p.total_cmp(&b.comparison.p).then(a.series.cmp(&b.series)));
    let fires = || compared.iter().filter(|alert| alert.fires);
    let (fired, rises) = (fires().count(), fires().filter(|a| a.comparison.count > a.comparison.expected).count());
    Round { year: year(at), series: compared.len(), fired, rises, past_too_short, compared }
}

/// Every past year as if it were the newest: how often alerts would have fired.
///
/// **Method** [`round`] at each year in which some series has a past; a round knows nothing later than its year.
///
/// **Cost** As a round, times the years.
pub fn back_test(series: &[Series], first_year: i32, settings: &Settings) -> Vec<Round> {
    let years = series.iter().map(Vec::len).max().unwrap_or(0);
    let rounds = (FEWEST_PAST..years).map(|at| round(series, first_year, at, settings));
    rounds.filter(|round| round.series > 0).collect()
}

#[cfg(test)]
mod tests;
