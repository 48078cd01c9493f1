//! Bayesian thresholding: fit all pairs of lists under a prior that holds them near nothing, drop those that stay near
//! nothing, fit again.
//!
//! The chains are judged in [`diagnostics`](super::diagnostics); choosing pairs without a prior is in
//! [`stepwise`](super::stepwise).

use super::diagnostics::{Convergence, Reason, Verdict, pooled};
use super::histories::CaptureHistories;
use crate::numeric::streams::stream;
use crate::numeric::{quantile, symmetric};
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// What the chains are asked to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Standard deviation of the normal prior, centred on 0, of each pair's effect; above 0.
    pub prior_sd: f64,
    /// A pair stays when its posterior mean is at least this many posterior standard deviations from 0.
    pub threshold: f64,
    /// Number of chains, at least 2.
    pub chains: usize,
    /// Draws of each chain that are thrown away; the step is tuned meanwhile.
    pub warm_up: usize,
    /// Kept draws of each chain.
    pub draws: usize,
    /// Probability inside the interval.
    pub level: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { prior_sd: 1.0, threshold: 2.0, chains: 4, warm_up: 500, draws: 1000, level: 0.95 }
    }
}

/// What the chains found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Posterior {
    /// Persons observed.
    pub observed: u64,
    /// Posterior median of the total, observed persons included.
    pub median: f64,
    /// Central interval of the total.
    pub interval: (f64, f64),
    /// All pairs as the first fit saw them, and which stayed.
    pub pairs: Vec<Pair>,
    /// Kept totals of the second fit, one row a chain.
    pub draws: Vec<Vec<f64>>,
    /// What the chains of the second fit say about themselves.
    pub convergence: Convergence,
    /// The largest R-hat of a pair's effect in the first fit.
    pub first_fit_r_hat: f64,
    /// The seed.
    pub seed: u64,
    /// Whether the answer stands.
    pub verdict: Verdict,
}

/// The effect of one pair of lists in the fit of all pairs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// The two lists, by number from 0.
    pub lists: (usize, usize),
    /// Posterior mean of the effect, on the scale of logarithms.
    pub mean: f64,
    /// Posterior standard deviation.
    pub sd: f64,
    /// Whether it stayed.
    pub kept: bool,
}

/// Why no chain can be run.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ThresholdError {
    /// A list with no members has no effect to estimate.
    #[error("nobody is on list {0}: leave it out")]
    EmptyList(String),
    /// The data leave the total without an upper end.
    #[error("not estimable: {0}")]
    NoPosterior(Reason),
    /// A setting outside its range.
    #[error("setting {setting} is {value}: it must be {wanted}")]
    Setting {
        /// Its name.
        setting: &'static str,
        /// Its value.
        value: f64,
        /// The allowed range.
        wanted: &'static str,
    },
}

/// Samples the total under main effects and the pairs that pass the threshold.
///
/// **Source** Silverman (2020), J. R. Stat. Soc. A 183(3), section on Bayesian thresholding: Poisson cells, flat priors
/// on intercept and lists, normal priors on pairs.
///
/// **Method** The posterior has one maximum. It is found by Newton steps; its curvature there turns the parameters into
/// nearly independent standard normals, on which Hamiltonian trajectories of about a quarter turn give nearly
/// independent draws. A random walk needs tens of thousands of steps for the same.
///
/// **Cost** Two fits of chains × draws × about ten gradients; a gradient is patterns × parameters.
///
/// **Arguments** `histories` with at least one person on two lists and nobody missing from a list; `seed` decides
/// everything, whatever the number of threads.
///
/// **Errors** An empty list, data without overlap, a setting outside its range.
pub fn sample(histories: &CaptureHistories, settings: &Settings, seed: u64) -> Result<Posterior, ThresholdError> {
    check(settings)?;
    if histories.on_several() == 0 {
        return Err(ThresholdError::NoPosterior(Reason::NoOverlap));
    }
    if let Some(empty) = histories.empty_lists().first() {
        return Err(ThresholdError::EmptyList(histories.lists()[*empty].clone()));
    }
    let t = histories.t();
    let all: Vec<(usize, usize)> = (0..t).flat_map(|i| (i + 1..t).map(move |j| (i, j))).collect();
    let first = chains(histories, &all, settings, seed, 0)?;
    let mut first_fit_r_hat: f64 = 1.0;
    let pairs: Vec<Pair> = (0..all.len())
        .map(|k| {
            let effect: Vec<Vec<f64>> =
                first.iter().map(|chain| chain.iter().map(|x| x[1 + t + k]).collect()).collect();
            first_fit_r_hat = first_fit_r_hat.max(Convergence::of(&effect).worst_r_hat());
            let (mean, sd) = mean_and_sd(&effect);
            Pair { lists: all[k], mean, sd, kept: mean.abs() >= settings.threshold * sd }
        })
        .collect();
    let kept: Vec<(usize, usize)> = pairs.iter().filter(|pair| pair.kept).map(|pair| pair.lists).collect();
    let second = chains(histories, &kept, settings, seed, settings.chains as u64)?;
    let observed = histories.n();
    let draws: Vec<Vec<f64>> =
        second.iter().map(|chain| chain.iter().map(|x| observed as f64 + x[0].exp()).collect()).collect();
    let convergence = Convergence::of(&draws);
    let sorted = pooled(&draws);
    let tail = (1.0 - settings.level) / 2.0;
    Ok(Posterior {
        observed,
        median: quantile(&sorted, 0.5),
        interval: (quantile(&sorted, tail), quantile(&sorted, 1.0 - tail)),
        pairs,
        first_fit_r_hat,
        seed,
        verdict: Verdict::of(convergence.reasons()),
        convergence,
        draws,
    })
}

fn check(settings: &Settings) -> Result<(), ThresholdError> {
    let Settings { prior_sd, threshold, chains, draws, level, .. } = settings;
    let rules = [
        ("prior_sd", *prior_sd, prior_sd.is_finite() && *prior_sd > 0.0, "above 0"),
        ("threshold", *threshold, *threshold >= 0.0, "0 or above"),
        ("chains", *chains as f64, (2..=1000).contains(chains), "from 2 to 1000: one chain cannot be compared"),
        ("draws", *draws as f64, *draws >= 8, "at least 8"),
        ("level", *level, *level > 0.0 && *level < 1.0, "between 0 and 1"),
    ];
    match rules.into_iter().find(|rule| !rule.2) {
        Some((setting, value, _, wanted)) => Err(ThresholdError::Setting { setting, value, wanted }),
        None => Ok(()),
    }
}

fn mean_and_sd(chains: &[Vec<f64>]) -> (f64, f64) {
    let n = chains.iter().map(Vec::len).sum::<usize>() as f64;
    let mean = chains.iter().flatten().sum::<f64>() / n;
    let squares: f64 = chains.iter().flatten().map(|x| (x - mean) * (x - mean)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

/// All chains of one fit: draws of the parameters (intercept, lists, pairs).
fn chains(
    histories: &CaptureHistories,
    pairs: &[(usize, usize)],
    settings: &Settings,
    seed: u64,
    first_stream: u64,
) -> Result<Vec<Vec<Vec<f64>>>, ThresholdError> {
    let target = Target::new(histories, pairs, settings.prior_sd);
    let centred = target.centre().ok_or(ThresholdError::NoPosterior(Reason::NoMaximum))?;
    let numbers = 0..settings.chains as u64;
    Ok(numbers.into_par_iter().map(|chain| centred.run(settings, seed, first_stream + chain)).collect())
}

/// The log posterior of the parameters of one model.
struct Target {
    /// Patterns × parameters, 0 or 1.
    design: Vec<f64>,
    counts: Vec<f64>,
    parameters: usize,
    /// Parameters from this one on are pairs and have a prior.
    first_pair: usize,
    /// Prior precision of a pair.
    precision: f64,
}

impl Target {
    fn new(histories: &CaptureHistories, pairs: &[(usize, usize)], prior_sd: f64) -> Self {
        let t = histories.t();
        let mut design = Vec::new();
        for pattern in 1..histories.counts().len() {
            let on = |list: usize| (pattern >> list & 1) as f64;
            design.push(1.0);
            design.extend((0..t).map(on));
            design.extend(pairs.iter().map(|(i, j)| on(*i) * on(*j)));
        }
        let counts = histories.counts()[1..].iter().map(|count| *count as f64).collect();
        let parameters = 1 + t + pairs.len();
        Self { design, counts, parameters, first_pair: 1 + t, precision: 1.0 / (prior_sd * prior_sd) }
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        let cells = self.design.chunks_exact(self.parameters).zip(&self.counts);
        let likelihood: f64 = cells
            .map(|(row, count)| {
                let eta: f64 = row.iter().zip(x).map(|(d, x)| d * x).sum();
                count * eta - eta.exp()
            })
            .sum();
        likelihood - 0.5 * self.precision * x[self.first_pair..].iter().map(|b| b * b).sum::<f64>()
    }

    /// Gradient of the log density, and minus its second derivative.
    fn slopes(&self, x: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let p = self.parameters;
        let (mut gradient, mut curvature) = (vec![0.0; p], vec![0.0; p * p]);
        for (row, count) in self.design.chunks_exact(p).zip(&self.counts) {
            let mean = row.iter().zip(x).map(|(d, x)| d * x).sum::<f64>().exp();
            for i in (0..p).filter(|i| row[*i] != 0.0) {
                gradient[i] += count - mean;
                for j in (0..=i).filter(|j| row[*j] != 0.0) {
                    curvature[i * p + j] += mean;
                }
            }
        }
        for i in self.first_pair..p {
            gradient[i] -= self.precision * x[i];
            curvature[i * p + i] += self.precision;
        }
        (gradient, curvature)
    }

    /// The maximum by damped Newton steps, with the directions in which the posterior is wide.
    fn centre(self) -> Option<Centred> {
        let p = self.parameters;
        let n: f64 = self.counts.iter().sum();
        let mut x = vec![0.0; p];
        x[0] = n.ln();
        x[1..self.first_pair].fill(-1.0);
        let mut density = self.log_density(&x);
        for _ in 0..200 {
            let (gradient, mut curvature) = self.slopes(&x);
            symmetric::factor(&mut curvature, p).ok()?;
            let mut step = gradient.clone();
            symmetric::solve(&curvature, p, &mut step);
            // Twice what the step can still gain; below this the density no longer moves in its digits.
            let gain: f64 = gradient.iter().zip(&step).map(|(g, s)| g * s).sum();
            if gain < 1e-10 {
                return Some(Centred::new(self, x, curvature));
            }
            let mut scale = 1.0;
            loop {
                let next: Vec<f64> = x.iter().zip(&step).map(|(x, s)| x + scale * s).collect();
                let reached = self.log_density(&next);
                if reached >= density {
                    (x, density) = (next, reached);
                    break;
                }
                scale /= 2.0;
                if scale < 1e-10 {
                    return None;
                }
            }
            // A population of e^60 is the mark of a likelihood that only ever rises.
            if x[0] > 60.0 {
                return None;
            }
        }
        None
    }
}

/// The posterior in coordinates in which it is nearly a standard normal.
struct Centred {
    target: Target,
    centre: Vec<f64>,
    /// Parameters × coordinates: the transposed inverse of the Cholesky factor of the curvature.
    widths: Vec<f64>,
    /// Design × widths.
    design: Vec<f64>,
    /// Log of the fitted means at the centre.
    base: Vec<f64>,
}

impl Centred {
    fn new(target: Target, centre: Vec<f64>, factor: Vec<f64>) -> Self {
        let p = target.parameters;
        // Columns of the inverse of L transposed: L' w = e, from the last row up.
        let mut widths = vec![0.0; p * p];
        for column in 0..p {
            for i in (0..=column).rev() {
                let right = f64::from(u8::from(i == column));
                let sum: f64 = (i + 1..=column).map(|k| factor[k * p + i] * widths[k * p + column]).sum();
                widths[i * p + column] = (right - sum) / factor[i * p + i];
            }
        }
        let mut design = vec![0.0; target.design.len()];
        for (to, row) in design.chunks_exact_mut(p).zip(target.design.chunks_exact(p)) {
            for k in (0..p).filter(|k| row[*k] != 0.0) {
                to.iter_mut().zip(&widths[k * p..(k + 1) * p]).for_each(|(to, w)| *to += w);
            }
        }
        let base = target.design.chunks_exact(p).map(|row| row.iter().zip(&centre).map(|(d, x)| d * x).sum()).collect();
        Self { target, centre, widths, design, base }
    }

    /// The parameters at some coordinates.
    fn parameters(&self, z: &[f64]) -> Vec<f64> {
        let p = z.len();
        let moved = |i: usize| self.widths[i * p..(i + 1) * p].iter().zip(z).map(|(w, z)| w * z).sum::<f64>();
        (0..p).map(|i| self.centre[i] + moved(i)).collect()
    }

    /// Log density and its gradient at some coordinates.
    fn at(&self, z: &[f64], gradient: &mut [f64]) -> f64 {
        let p = z.len();
        let mut density = 0.0;
        gradient.fill(0.0);
        for ((row, base), count) in self.design.chunks_exact(p).zip(&self.base).zip(&self.target.counts) {
            let eta = base + row.iter().zip(z).map(|(d, z)| d * z).sum::<f64>();
            let mean = eta.exp();
            density += count * eta - mean;
            gradient.iter_mut().zip(row).for_each(|(g, d)| *g += (count - mean) * d);
        }
        for i in self.target.first_pair..p {
            let widths = &self.widths[i * p..(i + 1) * p];
            let effect = self.centre[i] + widths.iter().zip(z).map(|(w, z)| w * z).sum::<f64>();
            density -= 0.5 * self.target.precision * effect * effect;
            gradient.iter_mut().zip(widths).for_each(|(g, w)| *g -= self.target.precision * effect * w);
        }
        density
    }

    /// One chain, started from twice the width of the posterior so that agreement between chains means something.
    fn run(&self, settings: &Settings, seed: u64, number: u64) -> Vec<Vec<f64>> {
        let p = self.centre.len();
        let mut random = stream(seed, number);
        let mut z: Vec<f64> = StandardNormal.sample_iter(&mut random).take(p).map(|x: f64| 2.0 * x).collect();
        let mut slope = vec![0.0; p];
        let mut density = self.at(&z, &mut slope);
        if !density.is_finite() {
            z.fill(0.0);
            density = self.at(&z, &mut slope);
        }
        let mut log_step = -(p as f64).ln() / 4.0;
        let mut kept = Vec::with_capacity(settings.draws);
        for draw in 0..settings.warm_up + settings.draws {
            // Trajectories of random length have no resonance with the posterior.
            let step = log_step.exp() * random.random_range(0.8..1.2);
            let leaps = ((std::f64::consts::FRAC_PI_2 / step).ceil() as usize).clamp(1, 50);
            let momentum: Vec<f64> = StandardNormal.sample_iter(&mut random).take(p).collect();
            let (mut at, mut moving, mut pull) = (z.clone(), momentum.clone(), slope.clone());
            let mut reached = density;
            for _ in 0..leaps {
                moving.iter_mut().zip(&pull).for_each(|(m, g)| *m += 0.5 * step * g);
                at.iter_mut().zip(&moving).for_each(|(z, m)| *z += step * m);
                reached = self.at(&at, &mut pull);
                moving.iter_mut().zip(&pull).for_each(|(m, g)| *m += 0.5 * step * g);
            }
            let energy = |momentum: &[f64]| 0.5 * momentum.iter().map(|m| m * m).sum::<f64>();
            let accept = (reached - energy(&moving) - density + energy(&momentum)).exp().min(1.0);
            let accept = if accept.is_nan() { 0.0 } else { accept };
            if random.random::<f64>() < accept {
                (z, slope, density) = (at, pull, reached);
            }
            if draw < settings.warm_up {
                // Robbins and Monro (1951), towards four of five accepted.
                log_step += (accept - 0.8) / (draw as f64 + 1.0).powf(0.6);
            } else {
                kept.push(self.parameters(&z));
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prevalence::histories::read;

    fn table(name: &str) -> CaptureHistories {
        let path = format!("{}/../../examples/mse/{name}.csv", env!("CARGO_MANIFEST_DIR"));
        read(std::fs::File::open(&path).unwrap(), name).unwrap().0
    }

    #[test]
    fn medians_and_limits_of_the_package() {
        // MultipleSystemsEstimation 1.2.0, estimate_population(z, method = "bayesthresh"). Its random walk has an error
        // of its own: 2 % for medians and 5 % for limits hold both.
        let wanted = [
            ("korea3", 152.9, (134.0, 201.0)),
            ("western5", 2326.6, (1590.0, 3579.0)),
            ("neworleans5", 1050.1, (681.0, 1865.0)),
            ("uk5", 12400.3, (11061.0, 14240.0)),
            ("ned5", 49960.4, (44879.0, 57344.0)),
        ];
        for (name, median, (lower, upper)) in wanted {
            let found = sample(&table(name), &Settings::default(), 1).unwrap();
            assert!((found.median / median - 1.0).abs() < 0.02, "{name}: {}", found.median);
            assert!((found.interval.0 / lower - 1.0).abs() < 0.05, "{name}: {:?}", found.interval);
            assert!((found.interval.1 / upper - 1.0).abs() < 0.05, "{name}: {:?}", found.interval);
            assert!(found.verdict.stands() && found.first_fit_r_hat < 1.01, "{name}: {:?}", found.verdict);
            assert!(found.convergence.effective_bulk > 2000.0, "{name}: {:?}", found.convergence);
        }
    }

    #[test]
    fn two_lists_have_a_posterior_that_can_be_written_down() {
        // With flat priors the logs of the three cell means are those of gamma variables of shape y, and the pair's
        // effect keeps its prior, so log hidden = log m1 + log m2 - log m12 + normal: mean ψ(60) + ψ(40) - ψ(8),
        // variance ψ'(60) + ψ'(40) + ψ'(8) + 1.
        use statrs::function::gamma::digamma;
        let histories = CaptureHistories::new(vec!["a".into(), "b".into()], vec![0, 60, 40, 8]).unwrap();
        let settings = Settings { threshold: 0.0, draws: 10_000, ..Settings::default() };
        let found = sample(&histories, &settings, 4).unwrap();
        let logs: Vec<Vec<f64>> =
            found.draws.iter().map(|chain| chain.iter().map(|total| (total - 108.0).ln()).collect()).collect();
        let (mean, sd) = mean_and_sd(&logs);
        let slope = |x: f64| (digamma(x + 1e-4) - digamma(x - 1e-4)) / 2e-4;
        let wanted =
            (digamma(60.0) + digamma(40.0) - digamma(8.0), (slope(60.0) + slope(40.0) + slope(8.0) + 1.0).sqrt());
        assert!((mean - wanted.0).abs() < 0.03, "{mean}, wanted {}", wanted.0);
        assert!((sd / wanted.1 - 1.0).abs() < 0.03, "{sd}, wanted {}", wanted.1);
    }

    #[test]
    fn one_thread_draws_what_two_draw() {
        let settings = Settings { warm_up: 50, draws: 50, ..Settings::default() };
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| sample(&table("western5"), &settings, 5).unwrap())
        };
        assert_eq!(with(1), with(2));
    }

    #[test]
    fn what_has_no_posterior_is_refused() {
        let restricted = table("ned5").restrict_to(1).unwrap().others;
        let refused = sample(&restricted, &Settings::default(), 1);
        assert_eq!(refused, Err(ThresholdError::NoPosterior(Reason::NoOverlap)));
        let empty = CaptureHistories::new(["a", "b", "c"].map(String::from).to_vec(), vec![0, 9, 8, 3, 0, 0, 0, 0]);
        assert_eq!(sample(&empty.unwrap(), &Settings::default(), 1), Err(ThresholdError::EmptyList("c".into())));
        let settings = Settings { chains: 1, ..Settings::default() };
        assert!(matches!(
            sample(&table("korea3"), &settings, 1),
            Err(ThresholdError::Setting { setting: "chains", .. })
        ));
    }
}
