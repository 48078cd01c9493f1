//! Intervals that repeat everything the estimate did, the choice of a model included, on resamples of the persons seen.
//!
//! What is repeated is handed in: one step of choice, a search, an average. Intervals for one given model are in
//! [`super::fit`].

use super::fit::Interval;
use super::histories::CaptureHistories;
use super::stepwise::Chooser;
use crate::numeric::{normal_probability, normal_quantile, quantile};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Binomial, Distribution};
use rayon::prelude::*;
use serde::Serialize;
use std::fmt;

/// What is drawn and reported.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// Resamples: 1,000 for two digits of a 95 % limit.
    pub replicates: u32,
    /// Levels of the intervals, such as 0.8 and 0.95.
    pub levels: Vec<f64>,
    /// Decides every draw.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { replicates: 1_000, levels: vec![0.8, 0.95], seed: 1 }
    }
}

/// What a reader of the interval must know.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "remark", rename_all = "snake_case")]
pub enum Remark {
    /// Some resamples have no estimate; they count as beyond any number.
    NotEstimable {
        /// How many.
        replicates: u32,
        /// Of how many.
        of: u32,
    },
    /// A limit is the smallest or largest resample: there are too few to place it.
    TooFewReplicates {
        /// The interval's level.
        level: f64,
        /// How many there are.
        replicates: u32,
    },
    /// Two limits of different level are one number: the resamples crowd there.
    LimitsCoincide {
        /// The number.
        total: f64,
    },
    /// The upper limit is beyond any number.
    Unbounded {
        /// The interval's level.
        level: f64,
    },
    /// Without some persons there is no estimate, so that the acceleration leaves them out.
    JackknifeIncomplete {
        /// How many of the persons seen.
        persons: u64,
    },
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Remark::NotEstimable { replicates, of } => {
                write!(f, "{replicates} of {of} resamples have no estimate; they count as larger than any number")
            }
            Remark::TooFewReplicates { level, replicates } => {
                let percent = level * 100.0;
                write!(
                    f,
                    "a limit of the {percent} % interval is the most extreme of {replicates} resamples: take more"
                )
            }
            Remark::LimitsCoincide { total } => {
                write!(f, "limits of two levels are one number, {total:.0}: the resamples crowd there, or are too few")
            }
            Remark::Unbounded { level } => write!(f, "the {} % interval has no upper limit", level * 100.0),
            Remark::JackknifeIncomplete { persons } => {
                write!(
                    f,
                    "there is no estimate without one or other of {persons} persons; the acceleration leaves them out"
                )
            }
        }
    }
}

/// Bias-corrected and accelerated intervals.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bca {
    /// The estimate on the table itself.
    pub total: f64,
    /// The intervals, as the levels were asked for.
    pub intervals: Vec<Interval>,
    /// z0: the normal quantile of the share of resamples below the estimate.
    pub bias_correction: f64,
    /// a-hat: how the estimate's spread changes with itself.
    pub acceleration: f64,
    /// What the reader must know.
    pub remarks: Vec<Remark>,
    /// Resampled totals, ascending; those without estimate, infinite, last.
    #[serde(skip)]
    pub replicates: Vec<f64>,
}

impl Bca {
    /// The total below which the truth lies with probability `alpha`.
    ///
    /// **Source** Efron (1987), "Better bootstrap confidence intervals", equation 2.3; quantiles between replicates of type 8.
    pub fn limit(&self, alpha: f64) -> f64 {
        quantile(&self.replicates, self.mapped(alpha))
    }

    fn mapped(&self, alpha: f64) -> f64 {
        let shifted = self.bias_correction + normal_quantile(alpha);
        let stretch = 1.0 - self.acceleration * shifted;
        if !shifted.is_finite() || stretch <= 0.0 {
            // All replicates on one side of the estimate, or beyond where the acceleration can be told: the outermost.
            return f64::from(u8::from(shifted > 0.0));
        }
        normal_probability(self.bias_correction + shifted / stretch)
    }
}

/// Estimates on resamples and without each person, in the order of the draws and of the patterns.
#[derive(Clone, Debug, PartialEq)]
pub struct Repeated<E> {
    /// One a resample.
    pub replicates: Vec<E>,
    /// One a pattern with persons: how many they are, and the estimate without one of them.
    pub without_one: Vec<(u64, E)>,
}

/// Repeats an estimate on resamples of the persons, and without one person of each pattern.
///
/// **Method** Multinomial resamples of n persons from the observed patterns, by conditional binomials. Each has its own
/// stream of the generator, so that the same seed gives the same bits on any number of threads.
///
/// **Arguments** `memory` makes what `estimate` works in, once or more a thread; `estimate` must depend on the counts alone.
pub fn repeat<M, E: Send>(
    histories: &CaptureHistories,
    replicates: u32,
    seed: u64,
    memory: impl Fn() -> M + Sync + Send,
    estimate: impl Fn(&mut M, &[u64]) -> E + Sync + Send,
) -> Repeated<E> {
    let counts = histories.counts();
    let start = || (memory(), vec![0; counts.len()]);
    let drawn = (0..replicates).into_par_iter().map_init(start, |(memory, drawn), replicate| {
        resample(histories, &mut stream(seed, u64::from(replicate)), drawn);
        estimate(memory, drawn)
    });
    let replicates = drawn.collect();
    let patterns: Vec<(u32, u64)> = histories.observed().collect();
    let without = patterns.par_iter().map_init(start, |(memory, one_less), &(pattern, count)| {
        one_less.copy_from_slice(counts);
        one_less[pattern as usize] -= 1;
        (count, estimate(memory, one_less))
    });
    Repeated { replicates, without_one: without.collect() }
}

/// The generator of one replicate.
pub(crate) fn stream(seed: u64, replicate: u64) -> ChaCha8Rng {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(replicate);
    generator
}

/// n persons drawn from the observed patterns with their shares.
pub(crate) fn resample(histories: &CaptureHistories, generator: &mut ChaCha8Rng, drawn: &mut [u64]) {
    drawn.fill(0);
    let mut persons = histories.n();
    let mut left = persons;
    for (pattern, count) in histories.observed() {
        if persons == 0 {
            break;
        }
        let share = count as f64 / left as f64;
        // The last pattern has what is left of both, a share of 1.
        let taken =
            if count == left { persons } else { Binomial::new(persons, share).map_or(0, |b| b.sample(generator)) };
        drawn[pattern as usize] = taken;
        persons -= taken;
        left -= count;
    }
}

/// Intervals from repeated estimates.
///
/// **Source** Efron (1987); the acceleration from the jackknife as DiCiccio and Efron (1996), equation 6.6, with persons of
/// one pattern alike.
///
/// **Method** With r the mean of the estimates without one person, less that without person i: a = Σ r³ / (6 (Σ r²)^1.5). z0 is
/// the normal quantile of the share of replicates strictly below the estimate.
pub fn bca(total: f64, repeated: &Repeated<f64>, levels: &[f64]) -> Bca {
    let mut replicates = repeated.replicates.clone();
    // What is no number is no estimate: beyond any number, never in the middle.
    replicates.iter_mut().filter(|total| total.is_nan()).for_each(|total| *total = f64::INFINITY);
    replicates.sort_by(f64::total_cmp);
    let b = replicates.len() as u32;
    let below = replicates.partition_point(|replicate| *replicate < total);
    let bias_correction = normal_quantile(below as f64 / f64::from(b.max(1)));

    let known =
        || repeated.without_one.iter().filter(|(_, total)| total.is_finite()).map(|&(n, total)| (n as f64, total));
    let persons: f64 = known().map(|(n, _)| n).sum();
    let mean = known().map(|(n, total)| n * total).sum::<f64>() / persons;
    let squares: f64 = known().map(|(n, total)| n * (mean - total).powi(2)).sum();
    let cubes: f64 = known().map(|(n, total)| n * (mean - total).powi(3)).sum();
    let acceleration = if squares > 0.0 { cubes / (6.0 * squares.powf(1.5)) } else { 0.0 };

    let mut bca = Bca { total, intervals: Vec::new(), bias_correction, acceleration, remarks: Vec::new(), replicates };
    let unknown = bca.replicates.iter().filter(|total| total.is_infinite()).count() as u32;
    if unknown > 0 {
        bca.remarks.push(Remark::NotEstimable { replicates: unknown, of: b });
    }
    let unknown = repeated.without_one.iter().filter(|(_, total)| !total.is_finite()).map(|(n, _)| n).sum();
    if unknown > 0 {
        bca.remarks.push(Remark::JackknifeIncomplete { persons: unknown });
    }
    for &level in levels {
        let (lower, upper) = (0.5 - level / 2.0, 0.5 + level / 2.0);
        bca.intervals.push(Interval { level, low: bca.limit(lower), high: bca.limit(upper) });
        let inside = |probability: f64| {
            let position = (f64::from(b) + 1.0 / 3.0) * probability + 1.0 / 3.0;
            position >= 1.0 && position <= f64::from(b)
        };
        if !inside(bca.mapped(lower)) || !inside(bca.mapped(upper)) {
            bca.remarks.push(Remark::TooFewReplicates { level, replicates: b });
        }
        if bca.limit(upper).is_infinite() {
            bca.remarks.push(Remark::Unbounded { level });
        }
    }
    let mut limits: Vec<f64> = bca.intervals.iter().flat_map(|interval| [interval.low, interval.high]).collect();
    limits.sort_by(f64::total_cmp);
    let coincide = limits.windows(2).find(|pair| pair[0] == pair[1] && pair[0].is_finite());
    if let Some(&[total, _]) = coincide {
        bca.remarks.push(Remark::LimitsCoincide { total });
    }
    bca
}

/// Intervals for the total that stepwise choice gives, with the choice repeated on each resample.
///
/// **Source** Chan, Silverman and Vincent (2021).
///
/// **Cost** One choice a replicate and a pattern: uk5 with 1,000 replicates well below a second.
///
/// **Arguments** `total`: the estimate on `histories` by [`super::stepwise::stepwise`] with the same `threshold`.
pub fn stepwise_intervals(histories: &CaptureHistories, total: f64, threshold: f64, settings: &Settings) -> Bca {
    let memory = || Chooser::new(histories.t(), threshold);
    let repeated = repeat(histories, settings.replicates, settings.seed, memory, Chooser::total);
    bca(total, &repeated, &settings.levels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prevalence::stepwise::{THRESHOLD, stepwise};
    use rayon::ThreadPoolBuilder;

    /// Three lists with few overlaps.
    fn histories() -> CaptureHistories {
        let mut counts = vec![0; 8];
        [(1, 54), (2, 90), (4, 135), (3, 1), (5, 5), (6, 7)].iter().for_each(|&(pattern, n)| counts[pattern] = n);
        CaptureHistories::new(["A", "B", "C"].map(String::from).to_vec(), counts).unwrap()
    }

    #[test]
    fn a_resample_has_as_many_persons_in_the_same_patterns_and_their_shares() {
        let histories = histories();
        let mut sums = [0_u64; 8];
        let mut drawn = vec![0; 8];
        for replicate in 0..4_000 {
            resample(&histories, &mut stream(7, replicate), &mut drawn);
            assert_eq!(drawn.iter().sum::<u64>(), histories.n());
            sums.iter_mut().zip(&drawn).for_each(|(sum, drawn)| *sum += drawn);
        }
        for (sum, &count) in sums.iter().zip(histories.counts()) {
            // Binomial over 4,000 × 292 draws: within five standard errors.
            let (mean, draws, share) = (*sum as f64 / 4_000.0, 4_000.0, count as f64 / histories.n() as f64);
            let error = (histories.n() as f64 * share * (1.0 - share) / draws).sqrt();
            assert!((mean - count as f64).abs() <= 5.0 * error, "{mean} for {count}");
        }
    }

    #[test]
    fn one_thread_and_three_give_the_same_bits() {
        let histories = histories();
        let total = stepwise(&histories, THRESHOLD).unwrap().fit.total;
        let on = |threads| {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let settings = Settings { replicates: 300, ..Settings::default() };
            pool.install(|| stepwise_intervals(&histories, total, THRESHOLD, &settings))
        };
        let one = on(1);
        assert_eq!(one, on(3));
        assert_eq!(one.replicates.len(), 300);
        assert!(one.intervals.iter().all(|interval| interval.low < total && total < interval.high));
    }

    #[test]
    fn without_bias_or_acceleration_limits_are_the_quantiles() {
        // 1 to 99 around 50 from above and below alike, and a jackknife that is symmetric.
        let replicates: Vec<f64> = (1..=99).map(f64::from).collect();
        let repeated = Repeated { replicates: replicates.clone(), without_one: vec![(1, 49.0), (1, 51.0)] };
        let bca = bca(49.5 + 0.5, &repeated, &[0.8]);
        assert!(bca.acceleration.abs() < 1e-12);
        // 49 of 99 are strictly below 50.
        assert!((bca.bias_correction - normal_quantile(49.0 / 99.0)).abs() < 1e-12);
        let shifted = |z: f64| quantile(&replicates, normal_probability(z + 2.0 * bca.bias_correction));
        assert!((bca.intervals[0].low - shifted(normal_quantile(0.1))).abs() < 1e-9);
        assert!((bca.intervals[0].high - shifted(normal_quantile(0.9))).abs() < 1e-9);
        assert!(bca.remarks.is_empty());
    }

    #[test]
    fn the_acceleration_counts_persons_not_patterns() {
        // Two persons at 10, one at 4: mean 8, r = -2, -2, 4. Cubes -8 -8 + 64 = 48, squares 24: 48 / (6 × 24^1.5).
        let repeated = Repeated { replicates: vec![5.0; 10], without_one: vec![(2, 10.0), (1, 4.0)] };
        let bca = bca(6.0, &repeated, &[]);
        assert!((bca.acceleration - 48.0 / (6.0 * 24.0_f64.powf(1.5))).abs() < 1e-12);
    }

    #[test]
    fn what_the_reader_must_know_is_said() {
        let without_one = vec![(3, 10.0), (2, f64::INFINITY), (4, 11.0)];
        let mut replicates = [vec![9.0; 20], vec![12.0; 10]].concat();
        replicates.extend([f64::INFINITY, f64::NAN]);
        let found = bca(10.0, &Repeated { replicates, without_one }, &[0.8, 0.95]);
        assert_eq!(found.remarks[0], Remark::NotEstimable { replicates: 2, of: 32 });
        assert_eq!(found.remarks[1], Remark::JackknifeIncomplete { persons: 2 });
        assert!(found.remarks.contains(&Remark::Unbounded { level: 0.95 }));
        assert!(found.remarks.contains(&Remark::LimitsCoincide { total: 9.0 }));
        assert!(found.remarks.contains(&Remark::TooFewReplicates { level: 0.95, replicates: 32 }));
        assert_eq!(
            found.remarks[0].to_string(),
            "2 of 32 resamples have no estimate; they count as larger than any number"
        );
        // All on one side: no number is made up.
        let all_above = Repeated { replicates: vec![11.0, 12.0], without_one: vec![(1, 10.0)] };
        let found = bca(10.0, &all_above, &[0.95]);
        assert_eq!((found.intervals[0].low, found.intervals[0].high), (11.0, 11.0));
    }
}
