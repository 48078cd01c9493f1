//! Change points: where the level of a series of yearly counts changed, how sure that is, and by how much.
//!
//! The years are few, so nothing is searched at random: all ways to cut them are summed over exactly.

mod level;

use super::{Estimate, NotEstimable};
use level::Levels;
use serde::Serialize;

/// What is believed before the counts are seen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Belief {
    /// The probability that the level changes between a year and the next.
    pub change_probability: f64,
    /// The ways in which counts may vary beyond chance around their level, as coefficients of variation, each as likely as
    /// the others; 0 is Poisson.
    pub variation: Vec<f64>,
    /// The least probability, of a change within a year of its place, at which a change is reported.
    pub report_at: f64,
}

impl Default for Belief {
    /// One change in ten years; variation from none to 60 %; changes that are likelier than not.
    fn default() -> Self {
        Belief {
            change_probability: 0.1,
            variation: vec![0.0, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6],
            report_at: 0.5,
        }
    }
}

/// The fewest years that are cut.
pub const FEWEST_YEARS: usize = 4;

/// A stretch of one level.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Segment {
    /// The position of its first year.
    pub first: usize,
    /// The position of its last year.
    pub last: usize,
    /// The level: a count a year, per unit of exposure.
    pub level: Estimate,
}

/// A change of level.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangePoint {
    /// The position of the first year of the new level.
    pub at: usize,
    /// The probability of a change just there.
    pub probability: f64,
    /// The probability of a change there, a year sooner or a year later.
    pub within_a_year: f64,
    /// New level over old.
    pub ratio: Estimate,
}

/// What was found in a series.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Segmentation {
    /// For each position but the first: the probability that the level changed from the one before.
    pub probabilities: Vec<f64>,
    /// The number of changes to be expected, all cuts considered.
    pub expected_changes: f64,
    /// The probability of no change at all.
    pub no_change: f64,
    /// The coefficient of variation around the level: its mean over all cuts.
    pub variation: f64,
    /// The stretches of the most probable cut.
    pub segments: Vec<Segment>,
    /// Those of its changes that are probable enough to report.
    pub changes: Vec<ChangePoint>,
}

/// The logarithm of a sum of exponentials.
fn log_sum(logs: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = logs.clone().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY { most } else { most + logs.map(|x| (x - most).exp()).sum::<f64>().ln() }
}

/// All cuts of one series at one variation.
struct Cuts<'a> {
    n: usize,
    /// The log evidence of each stretch, from `first * n + last`.
    evidence: &'a [f64],
    log_change: f64,
    log_stay: f64,
}

impl Cuts<'_> {
    fn stretch(&self, first: usize, last: usize) -> f64 {
        self.evidence[first * self.n + last] + (last - first) as f64 * self.log_stay
    }

    /// For each position the log evidence of all years before it, given that a stretch begins there; the last is that of all.
    /// Where `barred` holds no stretch begins.
    fn forward(&self, barred: impl Fn(usize) -> bool) -> Vec<f64> {
        let mut before = vec![f64::NEG_INFINITY; self.n + 1];
        before[0] = 0.0;
        for end in 1..=self.n {
            let begin = |first: usize| before[first] + self.stretch(first, end - 1);
            let change = if end < self.n { self.log_change } else { 0.0 };
            if end == self.n || !barred(end) {
                before[end] = change + log_sum((0..end).filter(|f| before[*f] > f64::NEG_INFINITY).map(begin));
            }
        }
        before
    }

    /// For each position the log evidence of it and all years behind it, given that a stretch begins there.
    fn backward(&self) -> Vec<f64> {
        let mut behind = vec![0.0; self.n + 1];
        for first in (0..self.n).rev() {
            let end = |last: usize| {
                let rest = if last + 1 < self.n { self.log_change + behind[last + 1] } else { 0.0 };
                self.stretch(first, last) + rest
            };
            behind[first] = log_sum((first..self.n).map(end));
        }
        behind
    }

    /// Where the stretches of the most probable cut begin, and its log probability times the evidence.
    fn best(&self) -> Vec<usize> {
        let mut best = vec![(0.0, 0usize); self.n + 1];
        for end in 1..=self.n {
            let change = if end < self.n { self.log_change } else { 0.0 };
            let of = |first: usize| (best[first].0 + self.stretch(first, end - 1) + change, first);
            let first = of(0);
            best[end] = (1..end).map(of).fold(first, |a, b| if b.0 > a.0 { b } else { a });
        }
        let mut begins = Vec::new();
        let mut end = self.n;
        while end > 0 {
            end = best[end].1;
            begins.push(end);
        }
        begins.reverse();
        begins
    }

    /// The log probability times evidence of one cut.
    fn of(&self, begins: &[usize]) -> f64 {
        let ends = begins.iter().skip(1).copied().chain([self.n]);
        let stretches: f64 = begins.iter().zip(ends).map(|(first, end)| self.stretch(*first, end - 1)).sum();
        stretches + (begins.len() - 1) as f64 * self.log_change
    }
}

/// Finds changes of level.
///
/// **Source** Fearnhead (2006): exact inference for multiple change points by recursions; the most probable cut is optimal
/// partitioning (Jackson et al. 2005), without the pruning of PELT (Killick, Fearnhead and Eckley 2012), which pays only for
/// long series.
///
/// **Method** A change falls between two years with a fixed probability, independently. Within a stretch y_t is Poisson with
/// mean level × exposure_t × g_t; g_t is gamma with mean one and the coefficient of variation v, so that counts are negative
/// binomial (Poisson for v = 0). The level has a gamma prior of shape ½ around the mean of the whole series, which weighs as
/// much as half a count. It is integrated out: in closed form for v = 0, else by the trapezoidal rule on the log scale. Sums
/// over all 2^(n−1) cuts follow from recursions, for each v; v is averaged with the evidence as weight. Reported are the
/// changes of the most probable cut whose probability within a year is at least [`Belief::report_at`]. Ratios and levels are
/// those of the stretches of that cut; that other cuts are possible is in the probabilities, not in their intervals.
///
/// **Cost** Variations × years² / 2 integrals of 96 points, each over the years of its stretch: 20 ms for 20 years.
///
/// **Arguments** `counts` not negative, whole or the middle of bounds; `exposure` above zero, one where none is known; `level`
/// of the intervals.
///
/// **Errors** Fewer than [`FEWEST_YEARS`] years, no count at all, or a number that is none of these.
pub fn change_points(
    counts: &[f64],
    exposure: &[f64],
    belief: &Belief,
    level: f64,
) -> Result<Segmentation, NotEstimable> {
    let n = counts.len();
    if n < FEWEST_YEARS {
        let reason = format!("{n} years are too few to tell a change from chance");
        return Err(NotEstimable::new(reason, format!("at least {FEWEST_YEARS} years")));
    }
    if exposure.len() != n || exposure.iter().any(|e| !(*e > 0.0 && e.is_finite())) {
        return Err(NotEstimable::new("an exposure is not above zero", "one exposure above zero for each year"));
    }
    if counts.iter().any(|y| !(*y >= 0.0 && y.is_finite())) {
        return Err(NotEstimable::new("a count is not zero or more", "whole counts"));
    }
    if counts.iter().sum::<f64>() <= 0.0 {
        return Err(NotEstimable::new("nothing was counted in any year", "counts above zero"));
    }
    let p = belief.change_probability;
    if !(p > 0.0 && p < 1.0) || belief.variation.is_empty() {
        return Err(NotEstimable::new(
            "the prior leaves no change or no variation possible",
            "a probability between 0 and 1",
        ));
    }
    let levels: Vec<Levels<'_>> = belief.variation.iter().map(|v| Levels::new(counts, exposure, *v)).collect();
    let evidences: Vec<Vec<f64>> = levels.iter().map(Levels::evidence).collect();
    let cuts: Vec<Cuts<'_>> =
        evidences.iter().map(|evidence| Cuts { n, evidence, log_change: p.ln(), log_stay: (-p).ln_1p() }).collect();

    let forward: Vec<Vec<f64>> = cuts.iter().map(|c| c.forward(|_| false)).collect();
    let total = log_sum(forward.iter().map(|f| f[n]));
    let weight: Vec<f64> = forward.iter().map(|f| (f[n] - total).exp()).collect();
    let mut probabilities = vec![0.0; n - 1];
    for (cut, before) in cuts.iter().zip(&forward) {
        let behind = cut.backward();
        for (at, sum) in probabilities.iter_mut().enumerate() {
            *sum += (before[at + 1] + behind[at + 1] - total).exp();
        }
    }
    let without = |barred: &dyn Fn(usize) -> bool| {
        let left = log_sum(cuts.iter().map(|c| c.forward(barred)[n]).collect::<Vec<_>>().into_iter());
        (left - total).exp().min(1.0)
    };
    let candidates = cuts.iter().map(Cuts::best);
    let score = |begins: &[usize]| log_sum(cuts.iter().map(|c| c.of(begins)).collect::<Vec<_>>().into_iter());
    let scored = candidates.map(|begins| (score(&begins), begins));
    let (_, begins) = scored.fold((f64::NEG_INFINITY, vec![0]), |a, b| if b.0 > a.0 { b } else { a });

    let ends: Vec<usize> = begins.iter().skip(1).copied().chain([n]).collect();
    let stretches: Vec<(usize, usize)> = begins.iter().zip(&ends).map(|(first, end)| (*first, end - 1)).collect();
    // Weights of the variations given this cut.
    let given: Vec<f64> = cuts.iter().map(|c| c.of(&begins)).collect();
    let most = log_sum(given.iter().copied());
    let given: Vec<f64> = given.iter().map(|g| (g - most).exp()).collect();
    let segments = stretches.iter().map(|(first, last)| Segment {
        first: *first,
        last: *last,
        level: level::level(&levels, &given, (*first, *last), level),
    });
    let change = |pair: &[(usize, usize)]| {
        let at = pair[1].0;
        ChangePoint {
            at,
            probability: probabilities[at - 1].min(1.0),
            within_a_year: 1.0 - without(&|x| x.abs_diff(at) <= 1),
            ratio: level::ratio(&levels, &given, pair[0], pair[1], level),
        }
    };
    Ok(Segmentation {
        expected_changes: probabilities.iter().sum(),
        no_change: without(&|_| true),
        variation: weight.iter().zip(&belief.variation).map(|(w, v)| w * v).sum(),
        segments: segments.collect(),
        changes: stretches.windows(2).map(change).filter(|c| c.within_a_year >= belief.report_at).collect(),
        probabilities,
    })
}

#[cfg(test)]
mod tests;
