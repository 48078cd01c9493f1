//! The posterior over graphs and hidden numbers, and the candidates for the hidden number on which it is summed.

use super::{Grid, GridReport};
use crate::prevalence::chordal::Graph;
use rayon::prelude::*;
use statrs::function::gamma::ln_gamma;

/// The log posterior over graphs and hidden numbers.
pub(super) struct Surface<'a> {
    graphs: &'a [Graph],
    /// Graphs that are looked at: all, or those that are not negligible everywhere.
    live: Vec<usize>,
    /// Sum over the graph's sets of the part that does not know the hidden number.
    fixed: Vec<f64>,
    /// For each set of lists: what is added to the hidden number in the gamma function of its empty cell.
    offset: Vec<f64>,
    observed: f64,
}

impl<'a> Surface<'a> {
    pub fn new(counts: &[u64], t: usize, delta: f64, graphs: &'a [Graph]) -> Self {
        let cells = 1 << t;
        let mut constant = vec![0.0; cells];
        let mut offset = vec![0.0; cells];
        for set in 0..cells {
            let prior = delta * f64::from(1u32 << (t as u32 - (set as u32).count_ones()));
            let mut margin = vec![0u64; cells];
            for (pattern, count) in counts.iter().enumerate().skip(1) {
                margin[pattern & set] += count;
            }
            offset[set] = margin[0] as f64 + prior;
            let seen = (1..cells).filter(|cell| cell & set == *cell && margin[*cell] > 0);
            constant[set] =
                seen.map(|cell| ln_gamma(margin[cell] as f64 + prior) - ln_gamma(prior)).sum::<f64>() - ln_gamma(prior);
        }
        let fixed = graphs.iter().map(|graph| graph.sets().iter().map(|(s, k)| f64::from(*k) * constant[*s]).sum());
        let observed = counts[1..].iter().sum::<u64>() as f64;
        Self { graphs, live: (0..graphs.len()).collect(), fixed: fixed.collect(), offset, observed }
    }

    /// Leaves out graphs whose log posterior is nowhere on the candidates within 40 of the best graph's best: e^-40,
    /// even times the number of graphs and a tail a million times as long as the candidates reach, is nothing.
    fn prune(&mut self, points: &[f64]) {
        let at: Vec<(f64, Vec<f64>)> = points.iter().map(|p| (self.common_at(*p), self.sets_at(*p))).collect();
        let best = |g: &usize| at.iter().map(|(c, sets)| c + self.graph(*g, sets)).fold(f64::NEG_INFINITY, f64::max);
        let bests: Vec<f64> = self.live.par_iter().map(best).collect();
        let top = bests.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        self.live = self.live.iter().zip(&bests).filter(|(_, best)| **best > top - 40.0).map(|(g, _)| *g).collect();
    }

    /// What the sets add at one hidden number; the sets of a graph have coefficients that sum to 0, so that each gamma
    /// function may stand as a ratio to the same other one.
    fn sets_at(&self, hidden: f64) -> Vec<f64> {
        self.offset.iter().map(|offset| ln_gamma_ratio(hidden, *offset)).collect()
    }

    /// Multinomial coefficient and 1/N, without what is the same for all.
    fn common_at(&self, hidden: f64) -> f64 {
        ln_gamma_ratio(hidden, self.observed + 1.0) - (hidden + self.observed).ln()
    }

    fn graph(&self, g: usize, sets: &[f64]) -> f64 {
        self.fixed[g] + self.graphs[g].sets().iter().map(|(set, k)| f64::from(*k) * sets[*set]).sum::<f64>()
    }

    pub fn graph_at(&self, g: usize, hidden: f64) -> f64 {
        self.common_at(hidden) + self.graph(g, &self.sets_at(hidden))
    }

    /// Log of the sum over graphs at one hidden number.
    fn at(&self, hidden: f64) -> f64 {
        let sets = self.sets_at(hidden);
        let scores: Vec<f64> = self.live.iter().map(|g| self.graph(*g, &sets)).collect();
        let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        // What is e^-40 of the best cannot be seen in a sum of 18,154.
        let sum: f64 = scores.iter().filter(|s| **s > top - 40.0).map(|s| (s - top).exp()).sum();
        self.common_at(hidden) + top + sum.ln()
    }

    /// The posterior probability of each graph.
    pub fn graph_masses(&self, laid: &Layout) -> Vec<f64> {
        let sets: Vec<Vec<f64>> = laid.points.iter().map(|point| self.sets_at(*point)).collect();
        let common: Vec<f64> = laid.points.iter().map(|point| self.common_at(*point) - laid.top).collect();
        let weights = laid.weights();
        let mass = |g: usize| {
            let of_point = |i: usize| {
                let score = common[i] + self.graph(g, &sets[i]);
                if score > -40.0 { weights[i] * score.exp() } else { 0.0 }
            };
            (0..sets.len()).map(of_point).sum::<f64>()
        };
        let masses: Vec<f64> = self.live.par_iter().map(|g| mass(*g)).collect();
        let total: f64 = masses.iter().sum();
        let mut shares = vec![0.0; self.graphs.len()];
        self.live.iter().zip(masses).for_each(|(g, mass)| shares[*g] = mass / total);
        shares
    }
}

/// Candidates with their log posterior.
pub(super) struct Layout {
    points: Vec<f64>,
    logs: Vec<f64>,
    top: f64,
    pub report: GridReport,
}

impl Layout {
    pub fn lay(surface: &mut Surface<'_>, grid: &Grid, observed: f64) -> Self {
        if let Grid::Adaptive { .. } = grid {
            surface.prune(&steps(0.0, 30.0 * observed));
        }
        let surface = &*surface;
        let evaluate = |points: &[f64]| -> Vec<f64> {
            points.par_iter().with_min_len(8).map(|point| surface.at(*point)).collect()
        };
        match grid {
            Grid::Fixed(points) => {
                let points: Vec<f64> = points.iter().map(|point| *point as f64).collect();
                Self::of(evaluate(&points), points, 0, false)
            }
            Grid::Adaptive { tolerance, ceiling } => {
                let mut points = steps(0.0, 30.0 * observed);
                let mut laid = Self::of(evaluate(&points), points, 0, true);
                while laid.report.mass_beyond > *tolerance && laid.report.last < *ceiling {
                    let more = steps(laid.report.last, 2.0 * laid.report.last);
                    let (mut logs, doubled) = (laid.logs, laid.report.doubled + 1);
                    logs.extend(evaluate(&more[1..]));
                    points = laid.points;
                    points.extend(&more[1..]);
                    laid = Self::of(logs, points, doubled, true);
                }
                laid.refine(evaluate)
            }
        }
    }

    fn of(logs: Vec<f64>, points: Vec<f64>, doubled: u32, adaptive: bool) -> Self {
        let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let last = points[points.len() - 1];
        let report = GridReport { points: points.len(), last, doubled, mass_beyond: 0.0, adaptive };
        let mut laid = Self { points, logs, top, report };
        laid.report.mass_beyond = laid.mass_beyond();
        laid
    }

    /// Halves every step that holds more than 1/1000 of the mass, until none does or the steps are 1.
    fn refine(mut self, evaluate: impl Fn(&[f64]) -> Vec<f64>) -> Self {
        loop {
            let masses = self.masses();
            let total: f64 = masses.iter().sum();
            let wide = |i: &usize| self.points[i + 1] - self.points[*i] >= 2.0 && masses[*i] > total / 1000.0;
            let cut: Vec<usize> = (0..self.points.len() - 1).filter(wide).collect();
            if cut.is_empty() {
                return self;
            }
            let middles: Vec<f64> =
                cut.iter().map(|i| ((self.points[*i] + self.points[i + 1]) / 2.0).floor()).collect();
            let logs = evaluate(&middles);
            let mut merged: Vec<(f64, f64)> = self.points.iter().copied().zip(self.logs.iter().copied()).collect();
            merged.extend(middles.into_iter().zip(logs));
            merged.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (points, logs) = merged.into_iter().unzip();
            self = Self::of(logs, points, self.report.doubled, true);
        }
    }

    fn density(&self, i: usize) -> f64 {
        (self.logs[i] - self.top).exp()
    }

    /// Mass of the whole numbers from each candidate up to the next one, the density taken as straight between them.
    fn masses(&self) -> Vec<f64> {
        let last = self.points.len() - 1;
        let step = |i: usize| {
            if i == last || !self.report.adaptive {
                return self.density(i);
            }
            let width = self.points[i + 1] - self.points[i];
            (self.density(i) * (width + 1.0) + self.density(i + 1) * (width - 1.0)) / 2.0
        };
        (0..=last).map(step).collect()
    }

    /// What each candidate's density is multiplied by to give the same total mass.
    fn weights(&self) -> Vec<f64> {
        let last = self.points.len() - 1;
        if !self.report.adaptive {
            return vec![1.0; last + 1];
        }
        let width = |i: usize| self.points[i + 1] - self.points[i];
        let before = |i: usize| if i == 0 { 0.0 } else { (width(i - 1) - 1.0) / 2.0 };
        let after = |i: usize| if i == last { 1.0 } else { (width(i) + 1.0) / 2.0 };
        (0..=last).map(|i| before(i) + after(i)).collect()
    }

    /// The same candidates with another log posterior.
    pub fn with(&self, log: impl Fn(f64) -> f64) -> Self {
        let logs = self.points.iter().map(|point| log(*point)).collect();
        Self::of(logs, self.points.clone(), self.report.doubled, self.report.adaptive)
    }

    /// The smallest candidate (on an adaptive grid: the smallest whole number) at or below which lies the mass `p`.
    pub fn quantile(&self, p: f64) -> f64 {
        let masses = self.masses();
        let mut wanted = p * masses.iter().sum::<f64>();
        for (i, mass) in masses.iter().enumerate() {
            if wanted > *mass && i + 1 < masses.len() {
                wanted -= mass;
                continue;
            }
            if i + 1 == masses.len() || !self.report.adaptive {
                return self.points[i];
            }
            let width = self.points[i + 1] - self.points[i];
            let (low, high) = (self.density(i), self.density(i + 1));
            let up_to = |k: f64| (k + 1.0) * (low + (high - low) * k / (2.0 * width));
            let (mut below, mut above) = (-1.0, width - 1.0);
            while above - below > 1.0 {
                let middle = ((below + above) / 2.0_f64).floor();
                if up_to(middle) < wanted { below = middle } else { above = middle }
            }
            return self.points[i] + above;
        }
        self.report.last
    }

    /// The share of the mass beyond the last candidate if the density went on falling there as a power.
    fn mass_beyond(&self) -> f64 {
        let last = self.points.len() - 1;
        if last == 0 {
            return 1.0;
        }
        let (before, end) = (self.points[last - 1].max(1.0), self.points[last]);
        let power = (self.logs[last - 1] - self.logs[last]) / (end / before).ln();
        if power.is_nan() || power <= 1.0 {
            return 1.0;
        }
        let spacing = if self.report.adaptive { 1.0 } else { end - before };
        let beyond = self.density(last) * end / (power - 1.0) / spacing;
        beyond / (beyond + self.masses().iter().sum::<f64>())
    }
}

/// Whole numbers from `from` to `to`, each about 5 % above the one before.
fn steps(from: f64, to: f64) -> Vec<f64> {
    let mut points = vec![from];
    let mut point = from;
    while point < to {
        point = (point + 1.0_f64.max((0.05 * point).floor())).min(to.ceil());
        points.push(point);
    }
    points
}

/// ln Γ(x + c) − ln Γ(x + 1), without the loss of digits that the difference of two large logarithms has.
fn ln_gamma_ratio(x: f64, c: f64) -> f64 {
    if x < 1e5 {
        return ln_gamma(x + c) - ln_gamma(x + 1.0);
    }
    // Stirling's series for both; the next term is below 1e-17 here.
    let (a, b) = (x + c, x + 1.0);
    let difference = c - 1.0;
    (a - 0.5) * (difference / b).ln_1p() + difference * (b.ln() - 1.0) + (1.0 / a - 1.0 / b) / 12.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_ratios_of_gamma_functions_keep_their_digits() {
        // Γ(x + 3) / Γ(x + 1) = (x + 1)(x + 2).
        for x in [10.0, 99_999.0, 100_001.0, 1e9, 1e15] {
            let wanted = f64::ln(x + 1.0) + f64::ln(x + 2.0);
            assert!((ln_gamma_ratio(x, 3.0) / wanted - 1.0).abs() < 1e-10, "{x}");
        }
    }
}
