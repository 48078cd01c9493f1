//! Whether chains of a Markov chain Monte Carlo run may be believed: split R-hat, effective sample size,
//! autocorrelation, and the verdict that follows.
//!
//! The chains are drawn in [`latent_class`](super::latent_class) and [`threshold`](super::threshold). An answer that
//! does not stand is withheld: it is still a value, with the reason beside it.

use crate::numeric::{normal_quantile, quantile};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Above this R-hat an answer is withheld.
pub const R_HAT_LIMIT: f64 = 1.05;

/// Below this many effective draws an answer is withheld: its limits would move with the seed.
pub const EFFECTIVE_DRAWS_NEEDED: f64 = 100.0;

/// Why an answer is withheld.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Chains that started apart have not come together.
    NotConverged {
        /// The largest R-hat of those computed.
        r_hat: f64,
        /// The limit that it exceeds.
        limit: f64,
    },
    /// Groups of chains sit in different places and none crosses.
    SeveralModes {
        /// The median of each group, ascending.
        medians: Vec<f64>,
    },
    /// The draws hold too little information.
    TooFewEffectiveDraws {
        /// What they are worth in independent draws.
        effective: f64,
        /// How many are needed.
        needed: f64,
    },
    /// Draws of the total ran into the bound that the settings put on it.
    TouchesBound {
        /// The bound on the total.
        bound: f64,
        /// Share of the kept sweeps in which a draw lay above it and was drawn again.
        share: f64,
    },
    /// The grid of candidate totals had to end while its last point still carried mass.
    GridEnds {
        /// The last candidate for the hidden number.
        last: f64,
        /// The posterior mass estimated to lie beyond it.
        beyond: f64,
    },
    /// No person is on two lists: what comes out is the prior, not the data.
    NoOverlap,
    /// The posterior has no maximum: the data bound the total from below only.
    NoMaximum,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::NotConverged { r_hat, limit } => {
                write!(
                    f,
                    "the chains have not come together: R-hat is {r_hat:.2}, and above {limit:.2} no answer stands"
                )
            }
            Reason::SeveralModes { medians } => {
                let places: Vec<String> = medians.iter().map(|m| format!("{m:.0}")).collect();
                write!(f, "the chains sit in {} places and none crosses: medians {}", medians.len(), places.join(", "))
            }
            Reason::TooFewEffectiveDraws { effective, needed } => {
                write!(f, "the draws are worth {effective:.0} independent ones, and {needed:.0} are needed: run longer")
            }
            Reason::TouchesBound { bound, share } => {
                write!(f, "in {:.1} % of the sweeps the total ran into its bound of {bound:.0}", 100.0 * share)
            }
            Reason::GridEnds { last, beyond } => {
                write!(
                    f,
                    "the candidates end at {last:.0} hidden persons with {:.2} % of the mass beyond",
                    100.0 * beyond
                )
            }
            Reason::NoOverlap => {
                write!(f, "no person is on two lists, so the answer would be the prior and not the data")
            }
            Reason::NoMaximum => write!(f, "the posterior has no maximum: the data do not bound the total from above"),
        }
    }
}

/// Whether an answer stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing speaks against it.
    Stands,
    /// It should not be used; every reason that was found.
    Withheld(Vec<Reason>),
}

impl Verdict {
    /// The verdict that a list of reasons makes.
    pub fn of(reasons: Vec<Reason>) -> Self {
        if reasons.is_empty() { Self::Stands } else { Self::Withheld(reasons) }
    }

    /// Whether the answer stands.
    pub fn stands(&self) -> bool {
        *self == Self::Stands
    }

    /// The reasons for withholding; none when it stands.
    pub fn reasons(&self) -> &[Reason] {
        match self {
            Self::Stands => &[],
            Self::Withheld(reasons) => reasons,
        }
    }
}

/// Chains that sit in the same place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mode {
    /// The chains of this group, by number from 0.
    pub chains: Vec<usize>,
    /// Their pooled median.
    pub median: f64,
    /// Their pooled 2.5 and 97.5 % points.
    pub interval: (f64, f64),
}

/// What several chains of one quantity say about themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Convergence {
    /// Number of chains.
    pub chains: usize,
    /// Kept draws of each chain.
    pub draws: usize,
    /// Split R-hat of the draws as they are (Gelman and others).
    pub r_hat_plain: f64,
    /// The larger of rank-normalised split R-hat and that of the folded draws (Vehtari and others 2021).
    pub r_hat: f64,
    /// Effective number of draws for the middle of the distribution.
    pub effective_bulk: f64,
    /// Effective number of draws for its 5 and 95 % points, the smaller of the two.
    pub effective_tail: f64,
    /// The median of each chain.
    pub chain_medians: Vec<f64>,
    /// Groups of chains whose middle halves overlap, by ascending median; one group when all is well.
    pub modes: Vec<Mode>,
    /// Mean over the chains of the autocorrelation at lags 0, 1, 2 … 20.
    pub autocorrelation: Vec<f64>,
}

impl Convergence {
    /// **Source** Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), Bayesian Analysis 16(2).
    ///
    /// **Method** Everything is computed on chains split in half, so that a drift inside one chain counts as two chains
    /// that disagree.
    ///
    /// **Cost** Sorting, and draws × lags until the autocorrelation is noise.
    ///
    /// **Arguments** `chains`: at least one, each with the same number of draws, at least 4 and all finite; shorter or
    /// uneven ones make every figure not a number, and [`Convergence::reasons`] then withholds.
    pub fn of(chains: &[Vec<f64>]) -> Self {
        let draws = chains.iter().map(Vec::len).min().unwrap_or(0);
        let halves = split(chains);
        let ranked = rank_normalised(&halves);
        let folded = rank_normalised(&folded(&halves));
        let indicator = |p: f64| {
            let limit = quantile(&pooled(chains), p);
            let below: Vec<Vec<f64>> =
                halves.iter().map(|half| half.iter().map(|x| f64::from(u8::from(*x <= limit))).collect()).collect();
            effective_draws(&below)
        };
        let lags = 20.min(draws.saturating_sub(1));
        let each: Vec<Vec<f64>> = chains.iter().map(|chain| autocorrelation(chain, lags)).collect();
        let autocorrelation = (0..=lags).map(|lag| mean(each.iter().map(|a| a.get(lag).copied().unwrap_or(f64::NAN))));
        Self {
            chains: chains.len(),
            draws,
            r_hat_plain: r_hat(&halves),
            r_hat: r_hat(&ranked).max(r_hat(&folded)),
            effective_bulk: effective_draws(&ranked),
            effective_tail: indicator(0.05).min(indicator(0.95)),
            chain_medians: chains.iter().map(|chain| quantile(&sorted(chain), 0.5)).collect(),
            modes: modes(chains),
            autocorrelation: autocorrelation.collect(),
        }
    }

    /// The larger of the plain and the rank-normalised R-hat: what the verdict rests on.
    pub fn worst_r_hat(&self) -> f64 {
        if self.r_hat.is_nan() { self.r_hat } else { self.r_hat.max(self.r_hat_plain) }
    }

    /// What speaks against the chains: nothing, or R-hat above [`R_HAT_LIMIT`], modes that no chain leaves, fewer
    /// effective draws than [`EFFECTIVE_DRAWS_NEEDED`].
    pub fn reasons(&self) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let worst = self.worst_r_hat();
        let mixed = worst <= R_HAT_LIMIT;
        if !mixed {
            reasons.push(Reason::NotConverged { r_hat: worst, limit: R_HAT_LIMIT });
            if self.modes.len() > 1 {
                reasons.push(Reason::SeveralModes { medians: self.modes.iter().map(|mode| mode.median).collect() });
            }
        }
        let effective = self.effective_bulk.min(self.effective_tail);
        if effective.is_nan() || effective < EFFECTIVE_DRAWS_NEEDED {
            reasons.push(Reason::TooFewEffectiveDraws { effective, needed: EFFECTIVE_DRAWS_NEEDED });
        }
        reasons
    }
}

/// R-hat of chains as they are given: the root of the ratio of pooled to within-chain variance. Split them first.
///
/// Constant and equal chains give 1; constant chains that differ give infinity.
pub fn r_hat(chains: &[Vec<f64>]) -> f64 {
    let Some((within, between)) = variances(chains) else { return f64::NAN };
    let n = chains[0].len() as f64;
    match (within == 0.0, between == 0.0) {
        (true, true) => 1.0,
        (true, false) => f64::INFINITY,
        _ => (((n - 1.0) / n * within + between / n) / within).sqrt(),
    }
}

/// The number of independent draws that chains are worth, for their mean. Split them first.
///
/// **Source** Vehtari and others (2021), equations 10 to 14: combined autocorrelation over chains, summed over Geyer's
/// (1992) initial positive monotone pairs.
pub fn effective_draws(chains: &[Vec<f64>]) -> f64 {
    let Some((within, between)) = variances(chains) else { return f64::NAN };
    let (m, n) = (chains.len(), chains[0].len());
    let total = (m * n) as f64;
    if within == 0.0 && between == 0.0 {
        return total;
    }
    let pooled = (n as f64 - 1.0) / n as f64 * within + between / n as f64;
    let means: Vec<f64> = chains.iter().map(|chain| mean(chain.iter().copied())).collect();
    // Autocovariance with divisor n, brought to the scale of `within` (divisor n - 1) as the definition asks.
    let correlation = |lag: usize| {
        let covariance = mean(chains.iter().zip(&means).map(|(chain, centre)| {
            let products = chain.iter().zip(&chain[lag..]).map(|(a, b)| (a - centre) * (b - centre));
            products.sum::<f64>() / (n as f64 - 1.0)
        }));
        1.0 - (within - covariance) / pooled
    };
    let mut sum = 0.0;
    let mut last = f64::INFINITY;
    let mut lag = 0;
    while lag + 1 < n {
        let pair = (if lag == 0 { 1.0 } else { correlation(lag) }) + correlation(lag + 1);
        if pair <= 0.0 {
            break;
        }
        last = pair.min(last);
        sum += last;
        lag += 2;
    }
    let time = (2.0 * sum - 1.0).max(1.0 / total.log10());
    total / time
}

/// The autocorrelation of one chain at lags 0 to `lags`.
pub fn autocorrelation(chain: &[f64], lags: usize) -> Vec<f64> {
    let centre = mean(chain.iter().copied());
    let at = |lag: usize| {
        let later = chain.get(lag..).unwrap_or(&[]);
        chain.iter().zip(later).map(|(a, b)| (a - centre) * (b - centre)).sum::<f64>()
    };
    let variance = at(0);
    (0..=lags).map(|lag| if lag == 0 { 1.0 } else { at(lag) / variance }).collect()
}

/// Each chain cut in two halves; the middle draw of an odd number is left out.
pub fn split(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let halves = chains.iter().flat_map(|chain| {
        let half = chain.len() / 2;
        [chain[..half].to_vec(), chain[chain.len() - half..].to_vec()]
    });
    halves.collect()
}

/// Draws replaced by normal scores of their ranks over all chains; ties share their mean rank.
pub fn rank_normalised(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut order: Vec<(f64, usize, usize)> = Vec::new();
    for (c, chain) in chains.iter().enumerate() {
        order.extend(chain.iter().enumerate().map(|(i, x)| (*x, c, i)));
    }
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total = order.len() as f64;
    let mut scores: Vec<Vec<f64>> = chains.iter().map(|chain| vec![0.0; chain.len()]).collect();
    let mut first = 0;
    while first < order.len() {
        let ties = order[first..].iter().take_while(|entry| entry.0 == order[first].0).count().max(1);
        let rank = first as f64 + (ties as f64 + 1.0) / 2.0;
        let score = normal_quantile((rank - 0.375) / (total + 0.25));
        for (_, c, i) in &order[first..first + ties] {
            scores[*c][*i] = score;
        }
        first += ties;
    }
    scores
}

/// Distance of each draw from the median of all.
fn folded(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let median = quantile(&pooled(chains), 0.5);
    chains.iter().map(|chain| chain.iter().map(|x| (x - median).abs()).collect()).collect()
}

/// Groups of chains whose middle halves overlap, directly or through another one.
fn modes(chains: &[Vec<f64>]) -> Vec<Mode> {
    let mut middles: Vec<(f64, f64, usize)> = Vec::new();
    for (c, chain) in chains.iter().enumerate() {
        let draws = sorted(chain);
        middles.push((quantile(&draws, 0.25), quantile(&draws, 0.75), c));
    }
    middles.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut groups: Vec<(f64, Vec<usize>)> = Vec::new();
    for (low, high, c) in middles {
        match groups.last_mut() {
            Some((reach, members)) if low <= *reach => {
                *reach = reach.max(high);
                members.push(c);
            }
            _ => groups.push((high, vec![c])),
        }
    }
    let modes = groups.into_iter().map(|(_, mut members)| {
        members.sort_unstable();
        let mut draws: Vec<f64> = members.iter().flat_map(|c| chains[*c].iter().copied()).collect();
        draws.sort_by(f64::total_cmp);
        let interval = (quantile(&draws, 0.025), quantile(&draws, 0.975));
        Mode { median: quantile(&draws, 0.5), interval, chains: members }
    });
    modes.collect()
}

/// Mean within-chain variance, and the draws per chain times the variance of the chain means; none for chains that are
/// too few, too short, uneven or not finite.
fn variances(chains: &[Vec<f64>]) -> Option<(f64, f64)> {
    let n = chains.first()?.len();
    if chains.len() < 2 || n < 2 || chains.iter().any(|c| c.len() != n || c.iter().any(|x| !x.is_finite())) {
        return None;
    }
    let means: Vec<f64> = chains.iter().map(|chain| mean(chain.iter().copied())).collect();
    let variance = |values: &[f64], centre: f64| {
        values.iter().map(|x| (x - centre) * (x - centre)).sum::<f64>() / (values.len() as f64 - 1.0)
    };
    let within = mean(chains.iter().zip(&means).map(|(chain, centre)| variance(chain, *centre)));
    let between = n as f64 * variance(&means, mean(means.iter().copied()));
    Some((within, between))
}

/// All draws of all chains, ascending.
pub fn pooled(chains: &[Vec<f64>]) -> Vec<f64> {
    let mut all: Vec<f64> = chains.iter().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    all
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len() as f64;
    values.sum::<f64>() / n
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::streams::stream;
    use proptest::prelude::*;
    use rand_distr::{Distribution, StandardNormal};

    /// Chains of x' = ρ x + sqrt(1 - ρ²) z around their own centres.
    fn autoregressive(centres: &[f64], rho: f64, draws: usize) -> Vec<Vec<f64>> {
        let chain = |(index, centre): (usize, &f64)| {
            let mut random = stream(7, index as u64);
            let mut x: f64 = StandardNormal.sample(&mut random);
            let mut next = || {
                let z: f64 = StandardNormal.sample(&mut random);
                x = rho * x + (1.0 - rho * rho).sqrt() * z;
                centre + x
            };
            (0..draws).map(|_| next()).collect()
        };
        centres.iter().enumerate().map(chain).collect()
    }

    #[test]
    fn r_hat_by_hand() {
        // Two chains (0, 2) and (2, 4): within variance 2, means 1 and 3, between = 2 × 2 = 4;
        // pooled = 1/2 × 2 + 4/2 = 3; R-hat = sqrt(3 / 2).
        let value = r_hat(&[vec![0.0, 2.0], vec![2.0, 4.0]]);
        assert!((value - 1.5_f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn independent_draws_are_worth_their_number() {
        let convergence = Convergence::of(&autoregressive(&[0.0; 4], 0.0, 2000));
        assert!(convergence.worst_r_hat() < 1.01, "{convergence:?}");
        assert!((convergence.effective_bulk / 8000.0 - 1.0).abs() < 0.1, "{convergence:?}");
        assert!(convergence.reasons().is_empty());
        assert_eq!(convergence.modes.len(), 1);
    }

    #[test]
    fn dependent_draws_are_worth_less() {
        // The integrated autocorrelation time of an AR(1) is (1 + ρ)/(1 - ρ): 19 at ρ = 0.9.
        let convergence = Convergence::of(&autoregressive(&[0.0; 4], 0.9, 10_000));
        assert!((40_000.0 / convergence.effective_bulk / 19.0 - 1.0).abs() < 0.2, "{convergence:?}");
        assert!((convergence.autocorrelation[5] - 0.9_f64.powi(5)).abs() < 0.05);
    }

    #[test]
    fn chains_that_sit_apart_are_two_modes() {
        let convergence = Convergence::of(&autoregressive(&[0.0, 10.0, 0.0, 10.0], 0.5, 1000));
        // Plain: within about 1, chain means 0 and 10 with variance about 28.6 over 8 halves: R-hat about 5.4. The
        // ranks squeeze the distance, and fold it away: that is why both figures are kept.
        assert!((convergence.r_hat_plain - 5.4).abs() < 0.4, "{}", convergence.r_hat_plain);
        assert_eq!(convergence.modes.iter().map(|m| m.chains.clone()).collect::<Vec<_>>(), [vec![0, 2], vec![1, 3]]);
        let verdict = Verdict::of(convergence.reasons());
        assert!(verdict.reasons().iter().any(|r| matches!(r, Reason::SeveralModes { medians } if medians.len() == 2)));
    }

    #[test]
    fn a_difference_in_spread_alone_is_seen() {
        let mut chains = autoregressive(&[0.0; 4], 0.0, 1000);
        chains[3].iter_mut().for_each(|x| *x *= 3.0);
        let convergence = Convergence::of(&chains);
        assert!(convergence.r_hat_plain < 1.01 && convergence.r_hat > R_HAT_LIMIT, "{convergence:?}");
    }

    #[test]
    fn reasons_are_sentences() {
        let reasons = [
            Reason::NotConverged { r_hat: 4.257, limit: R_HAT_LIMIT },
            Reason::SeveralModes { medians: vec![50_991.2, 143_900.0] },
            Reason::TooFewEffectiveDraws { effective: 46.3, needed: EFFECTIVE_DRAWS_NEEDED },
            Reason::TouchesBound { bound: 172_914.0, share: 0.0823 },
            Reason::GridEnds { last: 25_000.0, beyond: 0.031 },
            Reason::NoOverlap,
            Reason::NoMaximum,
        ];
        let said: Vec<String> = reasons.iter().map(Reason::to_string).collect();
        insta::assert_snapshot!(said.join("\n"), @r"
        the chains have not come together: R-hat is 4.26, and above 1.05 no answer stands
        the chains sit in 2 places and none crosses: medians 50991, 143900
        the draws are worth 46 independent ones, and 100 are needed: run longer
        in 8.2 % of the sweeps the total ran into its bound of 172914
        the candidates end at 25000 hidden persons with 3.10 % of the mass beyond
        no person is on two lists, so the answer would be the prior and not the data
        the posterior has no maximum: the data do not bound the total from above
        ");
    }

    #[test]
    fn chains_too_short_to_judge_are_withheld() {
        let convergence = Convergence::of(&[vec![1.0], vec![2.0]]);
        assert!(!Verdict::of(convergence.reasons()).stands());
    }

    proptest! {
        #[test]
        fn a_change_of_unit_changes_nothing(scale in 0.1f64..100.0, shift in -50.0f64..50.0) {
            let chains = autoregressive(&[0.0, 0.3], 0.5, 200);
            let moved: Vec<Vec<f64>> =
                chains.iter().map(|c| c.iter().map(|x| x * scale + shift).collect()).collect();
            let (a, b) = (Convergence::of(&chains), Convergence::of(&moved));
            prop_assert!((a.r_hat - b.r_hat).abs() < 1e-9);
            prop_assert!((a.r_hat_plain - b.r_hat_plain).abs() < 1e-9);
            prop_assert!((a.effective_bulk / b.effective_bulk - 1.0).abs() < 1e-9);
        }
    }
}
