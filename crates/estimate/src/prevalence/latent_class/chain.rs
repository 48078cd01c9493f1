//! One chain of the latent-class sampler: where it starts, how it moves.

use super::{Settings, Starts};
use crate::numeric::streams::stream;
use crate::prevalence::histories::CaptureHistories;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Beta, Binomial, Distribution, Gamma, Poisson};
use statrs::function::gamma::ln_gamma;

/// What one chain kept.
pub(super) struct Run {
    pub totals: Vec<f64>,
    /// By list.
    pub coverage: Vec<Vec<f64>>,
    /// Classes in use, summed over kept draws.
    pub classes: usize,
    /// Kept draws since the one before which a total lay above the bound.
    pub at_bound: usize,
    /// Mean over kept draws.
    pub fit: f64,
}

/// Warms a chain up and keeps draws.
pub(super) fn run(histories: &CaptureHistories, settings: &Settings, seed: u64, chain: usize) -> Run {
    let mut state = State::start(histories, settings, seed, chain);
    let (hottest, cooling) = match settings.starts {
        Starts::Gathered => (1.0, 0),
        Starts::Dispersed if chain.is_multiple_of(2) => (0.01_f64, settings.warm_up * 3 / 4),
        Starts::Dispersed => (0.03, settings.warm_up / 10),
    };
    for sweep in 0..settings.warm_up {
        if sweep < cooling {
            state.cool(histories, hottest.powf(1.0 - sweep as f64 / cooling as f64));
        } else if sweep == cooling {
            state.cool(histories, 1.0);
        }
        state.sweep();
    }
    let t = histories.t();
    let mut run = Run { totals: Vec::new(), coverage: vec![Vec::new(); t], classes: 0, at_bound: 0, fit: 0.0 };
    for _ in 0..settings.draws {
        let touched = (0..settings.thinning).fold(false, |touched, _| state.sweep() | touched);
        run.totals.push(state.observed + state.hidden as f64);
        for (list, shares) in run.coverage.iter_mut().enumerate() {
            shares.push(state.sizes.iter().zip(&state.capture).map(|(size, p)| size * p[list]).sum());
        }
        run.fit += state.fit() / settings.draws as f64;
        run.classes += state.members.iter().filter(|members| **members > 0).count();
        run.at_bound += usize::from(touched);
    }
    run
}

/// Where a chain stands.
struct State {
    random: ChaCha8Rng,
    patterns: Vec<(u32, u64)>,
    observed: f64,
    /// Of the total, in observed persons.
    bound: f64,
    most_hidden: f64,
    prior: (f64, f64),
    hidden: u64,
    /// Share of each class in the population.
    sizes: Vec<f64>,
    /// Chance of being on each list, by class.
    capture: Vec<Vec<f64>>,
    concentration: f64,
    /// Persons of each class, the hidden included.
    members: Vec<u64>,
    /// Of those, on each list.
    captured: Vec<Vec<u64>>,
}

impl State {
    /// Chains start at hidden numbers from twice to twenty times the observed persons (or half the bound), evenly in
    /// the logarithm. Starts with few hidden are avoided: there each list's own people look like a class that nobody
    /// else sees, a mode of next to no mass that chains leave too rarely.
    fn start(histories: &CaptureHistories, settings: &Settings, seed: u64, chain: usize) -> Self {
        let n = histories.n() as f64;
        let t = histories.t();
        let most_hidden = (n * settings.bound).floor() - n;
        let place = chain as f64 / (settings.chains - 1) as f64;
        let hidden = (2.0 * n * 10.0_f64.powf(place)).min(most_hidden / 2.0).floor();
        let k = settings.classes;
        let mut state = Self {
            random: stream(seed, chain as u64),
            patterns: histories.observed().collect(),
            observed: n,
            bound: settings.bound,
            most_hidden,
            prior: (settings.concentration_shape, settings.concentration_rate),
            hidden: hidden as u64,
            sizes: vec![1.0 / k as f64; k],
            capture: vec![vec![0.5; t]; k],
            concentration: 1.0,
            members: vec![0; k],
            captured: vec![vec![0; t]; k],
        };
        if settings.starts == Starts::Gathered {
            state.sizes.iter_mut().skip(1).for_each(|size| *size = 0.0);
        }
        state.classify_observed();
        let sizes = state.sizes.clone();
        state.classify_hidden(&sizes);
        state.draw_capture();
        state.draw_sizes();
        state
    }

    /// Sets the observed counts to a share of what they are, rounded up or down by chance: a likelihood flattened to
    /// that power. From small shares to 1 over the warm-up, this lets a chain find its mode while modes are still
    /// joined.
    fn cool(&mut self, histories: &CaptureHistories, share: f64) {
        let mut total = 0;
        for (kept, (_, count)) in self.patterns.iter_mut().zip(histories.observed()) {
            let wanted = share * count as f64;
            kept.1 = wanted.floor() as u64 + u64::from(self.random.random::<f64>() < wanted.fract());
            total += kept.1;
        }
        // Nobody at all would be no likelihood: one person then stands for all.
        if total == 0 {
            self.patterns[0].1 = 1;
            total = 1;
        }
        self.observed = total as f64;
        self.most_hidden = (self.observed * self.bound).floor() - self.observed;
    }

    /// Log likelihood of the observed patterns given that a person is observed, without the multinomial coefficient.
    fn fit(&self) -> f64 {
        let p0: f64 = self.sizes.iter().zip(&self.capture).map(|(size, p)| size * missed(p)).sum();
        let of = |(pattern, count): &(u32, u64)| {
            let chance: f64 = self.sizes.iter().zip(&self.capture).map(|(size, p)| size * chance(p, *pattern)).sum();
            *count as f64 * (chance / (1.0 - p0)).ln()
        };
        self.patterns.iter().map(of).sum()
    }

    /// One sweep; whether a drawn hidden number lay above the bound.
    fn sweep(&mut self) -> bool {
        self.classify_observed();
        let unseen: Vec<f64> = self.sizes.iter().zip(&self.capture).map(|(size, p)| size * missed(p)).collect();
        let touched = self.draw_hidden(unseen.iter().sum());
        self.classify_hidden(&unseen);
        self.draw_capture();
        self.draw_concentration();
        self.draw_sizes();
        self.exchange_labels();
        touched
    }

    fn classify_observed(&mut self) {
        self.members.iter_mut().for_each(|m| *m = 0);
        self.captured.iter_mut().flatten().for_each(|c| *c = 0);
        let mut weights = vec![0.0; self.sizes.len()];
        for &(pattern, count) in &self.patterns {
            for ((weight, size), p) in weights.iter_mut().zip(&self.sizes).zip(&self.capture) {
                *weight = size * chance(p, pattern);
            }
            let (members, captured) = (&mut self.members, &mut self.captured);
            divide(&mut self.random, count, &weights, |class, persons| {
                members[class] += persons;
                for (list, on_list) in captured[class].iter_mut().enumerate() {
                    *on_list += persons * u64::from(pattern >> list & 1);
                }
            });
        }
    }

    /// N - n is negative binomial: Poisson with a gamma mean. Draws above the bound are drawn again.
    fn draw_hidden(&mut self, p0: f64) -> bool {
        let p0 = p0.clamp(1e-300, 1.0 - 1e-12);
        let mut touched = false;
        for _ in 0..1000 {
            let mean = gamma(&mut self.random, self.observed) * p0 / (1.0 - p0);
            let drawn = poisson(&mut self.random, mean);
            if drawn <= self.most_hidden {
                self.hidden = drawn as u64;
                return touched;
            }
            touched = true;
        }
        // All but none of the distribution lies above the bound.
        self.hidden = self.most_hidden as u64;
        true
    }

    fn classify_hidden(&mut self, unseen: &[f64]) {
        let members = &mut self.members;
        divide(&mut self.random, self.hidden, unseen, |class, persons| members[class] += persons);
    }

    fn draw_capture(&mut self) {
        for ((class, captured), members) in self.capture.iter_mut().zip(&self.captured).zip(&self.members) {
            for (p, on_list) in class.iter_mut().zip(captured) {
                *p = beta(&mut self.random, 1.0 + *on_list as f64, 1.0 + (members - on_list) as f64);
            }
        }
    }

    /// Stick-breaking: each class takes a share of what those before it left; the last takes the rest. In logarithms,
    /// for with a small concentration the rest is often below what a number can hold.
    fn draw_sizes(&mut self) {
        let mut later: u64 = self.members.iter().sum();
        let mut log_rest = 0.0;
        let last = self.sizes.len() - 1;
        for class in 0..last {
            later -= self.members[class];
            let taken = log_gamma_draw(&mut self.random, 1.0 + self.members[class] as f64);
            let left = log_gamma_draw(&mut self.random, self.concentration + later as f64);
            let both = taken.max(left) + (-(taken - left).abs()).exp().ln_1p();
            self.sizes[class] = (log_rest + taken - both).exp();
            log_rest += left - both;
        }
        self.sizes[last] = log_rest.exp();
    }

    /// Two classes change places on the stick, as Metropolis moves: what they are stays, which share each has is
    /// swapped. Without it a chain that puts many persons on a late piece of the stick stays there, with a
    /// concentration to match.
    fn exchange_labels(&mut self) {
        let k = self.sizes.len();
        for _ in 0..k {
            let (a, b) = (self.random.random_range(0..k), self.random.random_range(0..k));
            let more = self.members[b] as f64 - self.members[a] as f64;
            let log_ratio = more * (self.sizes[a].max(1e-300) / self.sizes[b].max(1e-300)).ln();
            if log_ratio >= 0.0 || self.random.random::<f64>() < log_ratio.exp() {
                self.capture.swap(a, b);
                self.captured.swap(a, b);
                self.members.swap(a, b);
            }
        }
    }

    /// A slice move on the logarithm of the concentration given the classes' members, class sizes integrated out; drawn
    /// given the sizes instead, it would creep.
    fn draw_concentration(&mut self) {
        let Some(last) = self.members.iter().rposition(|members| *members > 0) else { return };
        let mut later = self.members.iter().sum::<u64>() as f64;
        let mut pieces = Vec::with_capacity(last + 1);
        for members in &self.members[..=last.min(self.sizes.len() - 2)] {
            let before = later;
            later -= *members as f64;
            pieces.push((later, before + 1.0));
        }
        let (shape, rate) = self.prior;
        let log_density = |log: f64| {
            let a = log.exp();
            let piece = |(later, before): &(f64, f64)| log + ln_gamma(a + later) - ln_gamma(a + before);
            shape * log - rate * a + pieces.iter().map(piece).sum::<f64>()
        };
        let mut now = self.concentration.ln();
        let level = log_density(now) + self.random.random::<f64>().max(1e-300).ln();
        let (mut low, mut high) = (now - 4.0 * self.random.random::<f64>(), 0.0);
        high += low + 4.0;
        let floor = -60.0;
        while low > floor && log_density(low) > level {
            low -= 4.0;
        }
        while log_density(high) > level {
            high += 4.0;
        }
        low = low.max(floor);
        for _ in 0..100 {
            let proposed = low + (high - low) * self.random.random::<f64>();
            if log_density(proposed) > level {
                now = proposed;
                break;
            }
            if proposed < now { low = proposed } else { high = proposed }
        }
        self.concentration = now.exp();
    }
}

/// The chance of being on exactly the lists of a pattern.
pub(super) fn chance(capture: &[f64], pattern: u32) -> f64 {
    capture.iter().enumerate().map(|(list, p)| if pattern >> list & 1 == 1 { *p } else { 1.0 - p }).product()
}

/// The chance of being on no list.
fn missed(capture: &[f64]) -> f64 {
    capture.iter().map(|p| 1.0 - p).product()
}

/// Divides persons over classes by weight: a multinomial as a chain of binomials.
fn divide(random: &mut ChaCha8Rng, count: u64, weights: &[f64], mut give: impl FnMut(usize, u64)) {
    let mut left = count;
    let mut rest: f64 = weights.iter().sum();
    let last = weights.len() - 1;
    for (class, weight) in weights.iter().enumerate() {
        if left == 0 {
            return;
        }
        let share = if class == last || rest <= *weight { 1.0 } else { weight / rest };
        let persons = if share >= 1.0 { left } else { binomial(random, left, share) };
        if persons > 0 {
            give(class, persons);
        }
        left -= persons;
        rest -= weight;
    }
}

// The parameters below are in range whatever the state of a chain, so the constructors do not fail; should rounding
// ever prove that wrong, the draw is the distribution's centre and not a crash.

fn binomial(random: &mut ChaCha8Rng, n: u64, p: f64) -> u64 {
    match Binomial::new(n, p.clamp(0.0, 1.0)) {
        Ok(distribution) => distribution.sample(random),
        Err(_) => (n as f64 * p) as u64,
    }
}

fn beta(random: &mut ChaCha8Rng, a: f64, b: f64) -> f64 {
    // Most classes are empty most of the time, and then the prior is drawn from.
    let drawn = match a == 1.0 && b == 1.0 {
        true => random.random::<f64>(),
        false => Beta::new(a, b).map_or(a / (a + b), |distribution| distribution.sample(random)),
    };
    // A chance of exactly 0 or 1 would forbid a pattern for ever.
    drawn.clamp(1e-12, 1.0 - 1e-12)
}

fn gamma(random: &mut ChaCha8Rng, shape: f64) -> f64 {
    Gamma::new(shape, 1.0).map_or(shape, |distribution| distribution.sample(random))
}

/// The logarithm of a gamma draw, which for a small shape is often below what a number can hold.
fn log_gamma_draw(random: &mut ChaCha8Rng, shape: f64) -> f64 {
    if shape >= 1.0 {
        return gamma(random, shape).max(1e-300).ln();
    }
    // Gamma(a) is Gamma(a + 1) times a uniform to the power 1/a.
    gamma(random, shape + 1.0).max(1e-300).ln() + random.random::<f64>().max(1e-300).ln() / shape
}

fn poisson(random: &mut ChaCha8Rng, mean: f64) -> f64 {
    if mean <= 0.0 { 0.0 } else { Poisson::new(mean).map_or(mean.floor(), |distribution| distribution.sample(random)) }
}
