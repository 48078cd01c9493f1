//! The level of one stretch of years: its evidence, and its posterior on a grid of the log scale.

use crate::trends::Estimate;
use statrs::function::gamma::ln_gamma;

/// The shape of the prior of a level: it weighs as much as half a count.
const SHAPE: f64 = 0.5;
/// How many points the integral over the log level has.
const POINTS: usize = 96;

/// The levels of all stretches of one series at one variation.
pub struct Levels<'a> {
    counts: &'a [f64],
    exposure: &'a [f64],
    /// The shape of the gamma that multiplies each year's mean; `None` for Poisson.
    shape: Option<f64>,
    /// The rate of the prior: shape over the mean level of the series.
    rate: f64,
}

impl<'a> Levels<'a> {
    pub fn new(counts: &'a [f64], exposure: &'a [f64], variation: f64) -> Self {
        let mean = counts.iter().sum::<f64>() / exposure.iter().sum::<f64>();
        let shape = (variation > 0.0).then(|| 1.0 / (variation * variation));
        Levels { counts, exposure, shape, rate: SHAPE / mean }
    }

    /// The log evidence of every stretch, at `first * n + last`.
    pub fn evidence(&self) -> Vec<f64> {
        let n = self.counts.len();
        let mut evidence = vec![f64::NEG_INFINITY; n * n];
        for first in 0..n {
            for last in first..n {
                evidence[first * n + last] = match self.shape {
                    None => self.closed(first, last),
                    Some(_) => {
                        let grid = self.grid((first, last));
                        grid.log_height + (grid.weights.iter().sum::<f64>() * grid.step).ln()
                    }
                };
            }
        }
        evidence
    }

    /// The gamma–Poisson evidence in closed form.
    fn closed(&self, first: usize, last: usize) -> f64 {
        let (mut count, mut exposure, mut constant) = (SHAPE, self.rate, 0.0);
        for t in first..=last {
            count += self.counts[t];
            exposure += self.exposure[t];
            constant += self.constant(t);
        }
        constant + SHAPE * self.rate.ln() - ln_gamma(SHAPE) + ln_gamma(count) - count * exposure.ln()
    }

    /// What of the log probability of a year does not depend on the level.
    fn constant(&self, t: usize) -> f64 {
        let (y, e) = (self.counts[t], self.exposure[t]);
        match self.shape {
            None => y * e.ln() - ln_gamma(y + 1.0),
            Some(k) => y * e.ln() - ln_gamma(y + 1.0) + ln_gamma(y + k) - ln_gamma(k) - y * k.ln(),
        }
    }

    /// The log of prior and likelihood at a log level, on the log scale, without [`Levels::constant`]; and its slope and
    /// negative curvature.
    fn density(&self, (first, last): (usize, usize), u: f64) -> (f64, f64, f64) {
        let level = u.exp();
        let mut sum = (SHAPE * u - self.rate * level, SHAPE - self.rate * level, self.rate * level);
        for t in first..=last {
            let (y, mean) = (self.counts[t], level * self.exposure[t]);
            match self.shape {
                None => {
                    sum = (sum.0 + y * u - mean, sum.1 + y - mean, sum.2 + mean);
                }
                Some(k) => {
                    let part = mean / (k + mean);
                    sum.0 += y * u - (y + k) * (mean / k).ln_1p();
                    sum.1 += y - (y + k) * part;
                    sum.2 += (y + k) * part * (1.0 - part);
                }
            }
        }
        sum
    }

    /// The posterior of the log level of a stretch.
    pub fn grid(&self, stretch: (usize, usize)) -> Grid {
        let years = stretch.0..=stretch.1;
        let count: f64 = SHAPE + years.clone().map(|t| self.counts[t]).sum::<f64>();
        let exposure: f64 = self.rate + years.clone().map(|t| self.exposure[t]).sum::<f64>();
        let mut mode = (count / exposure).ln();
        for _ in 0..60 {
            let (_, slope, curvature) = self.density(stretch, mode);
            // The density is log-concave in the log level, so that short steps of Newton arrive.
            let move_by = (slope / curvature.max(1e-300)).clamp(-2.0, 2.0);
            mode += move_by;
            if move_by.abs() < 1e-12 {
                break;
            }
        }
        let (_, _, curvature) = self.density(stretch, mode);
        let deviation = 1.0 / curvature.sqrt();
        // With hardly a count the left tail falls only as the level to the power of the counts.
        let (left, right) = (8.0 * deviation + 20.0 / count.max(1.0), 8.0 * deviation);
        let left = if count < 3.0 { left.max(40.0 / count) } else { left };
        let step = (left + right) / (POINTS - 1) as f64;
        let step = step.min(deviation / 2.0);
        let points = ((left + right) / step).ceil() as usize + 1;
        let log_levels: Vec<f64> = (0..points).map(|i| mode - left + i as f64 * step).collect();
        let logs: Vec<f64> = log_levels.iter().map(|u| self.density(stretch, *u).0).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let constant: f64 = years.map(|t| self.constant(t)).sum();
        Grid {
            weights: logs.iter().map(|l| (l - most).exp()).collect(),
            log_height: most + constant + SHAPE * self.rate.ln() - ln_gamma(SHAPE),
            log_levels,
            step,
        }
    }
}

/// A density on equally spaced log levels.
pub struct Grid {
    log_levels: Vec<f64>,
    /// Relative to the highest.
    weights: Vec<f64>,
    log_height: f64,
    step: f64,
}

impl Grid {
    fn shares(&self) -> impl Iterator<Item = (f64, f64)> + Clone + '_ {
        let sum: f64 = self.weights.iter().sum();
        self.log_levels.iter().zip(&self.weights).map(move |(u, w)| (*u, w / sum)).filter(|(_, w)| *w > 1e-9)
    }
}

/// The level of a stretch, with the variations weighted as told.
pub fn level(levels: &[Levels<'_>], weights: &[f64], stretch: (usize, usize), inside: f64) -> Estimate {
    let mut mass = Vec::new();
    for (of, weight) in levels.iter().zip(weights).filter(|(_, w)| **w > 1e-6) {
        mass.extend(of.grid(stretch).shares().map(|(u, share)| (u, share * weight)));
    }
    summary(mass, inside)
}

/// The ratio of the levels of two stretches, new over old. Given the variation they are independent.
pub fn ratio(
    levels: &[Levels<'_>],
    weights: &[f64],
    old: (usize, usize),
    new: (usize, usize),
    inside: f64,
) -> Estimate {
    let mut mass = Vec::new();
    for (of, weight) in levels.iter().zip(weights).filter(|(_, w)| **w > 1e-6) {
        let (old, new) = (of.grid(old), of.grid(new));
        for (v, b) in new.shares() {
            mass.extend(old.shares().map(|(u, a)| (v - u, a * b * weight)));
        }
    }
    summary(mass, inside)
}

/// Median and quantiles of weighted points on the log scale, as levels.
fn summary(mut mass: Vec<(f64, f64)>, inside: f64) -> Estimate {
    mass.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = mass.iter().map(|m| m.1).sum();
    let at = |p: f64| {
        let mut sum = 0.0;
        let reached = mass.iter().find(|m| {
            sum += m.1;
            sum >= p * total
        });
        reached.or(mass.last()).map_or(f64::NAN, |m| m.0.exp())
    };
    let tail = (1.0 - inside) / 2.0;
    Estimate { value: at(0.5), low: at(tail), high: at(1.0 - tail) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_integral_agrees_with_the_closed_form() {
        let (counts, exposure) = ([0.0, 0.0, 3.0, 7.0, 250.0, 41_000.0], [1.0, 2.0, 1.0, 0.5, 1.0, 1.0]);
        let levels = Levels::new(&counts, &exposure, 0.0);
        let exact = levels.evidence();
        for first in 0..6 {
            for last in first..6 {
                let grid = levels.grid((first, last));
                let integral = grid.log_height + (grid.weights.iter().sum::<f64>() * grid.step).ln();
                assert!((integral - exact[first * 6 + last]).abs() < 1e-6, "{first}–{last}: {integral}");
            }
        }
    }

    #[test]
    fn a_level_of_many_counts_is_their_mean() {
        let counts = [1_000.0, 1_020.0, 980.0];
        let levels = [Levels::new(&counts, &[1.0; 3], 0.0)];
        let level = level(&levels, &[1.0], (0, 2), 0.95);
        assert!((level.value - 1_000.0).abs() < 2.0 && level.low > 960.0 && level.high < 1_040.0);
    }
}
