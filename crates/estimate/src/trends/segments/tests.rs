//! Change points against writing out every cut, and how often they are found and falsely found.

use super::*;
use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma, Poisson};

/// The probability of a change at each position by writing out every cut, with Poisson counts and the closed form of
/// gamma–Poisson evidence.
fn by_every_cut(counts: &[f64], p: f64) -> Vec<f64> {
    use statrs::function::gamma::ln_gamma;
    let n = counts.len();
    let rate = 0.5 / (counts.iter().sum::<f64>() / n as f64);
    let evidence = |years: &[f64]| {
        let (sum, len) = (years.iter().sum::<f64>(), years.len() as f64);
        0.5 * rate.ln() - ln_gamma(0.5) + ln_gamma(0.5 + sum)
            - (0.5 + sum) * (rate + len).ln()
            - years.iter().map(|y| ln_gamma(y + 1.0)).sum::<f64>()
    };
    let mut logs = Vec::new();
    for cut in 0u32..1 << (n - 1) {
        let mut log = 0.0;
        let mut first = 0;
        for at in 1..=n {
            let is_cut = at < n && cut >> (at - 1) & 1 == 1;
            if is_cut || at == n {
                log += evidence(&counts[first..at]);
                first = at;
            }
            if at < n {
                log += if is_cut { p.ln() } else { (1.0 - p).ln() };
            }
        }
        logs.push(log);
    }
    let total = log_sum(logs.iter().copied());
    let at =
        |k: usize| logs.iter().enumerate().filter(|(cut, _)| cut >> k & 1 == 1).map(|(_, l)| (l - total).exp()).sum();
    (0..n - 1).map(at).collect()
}

fn poisson() -> Belief {
    Belief { variation: vec![0.0], ..Belief::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn recursions_agree_with_every_cut(counts in prop::collection::vec(0u32..60, 4..9)) {
        let counts: Vec<f64> = counts.into_iter().map(f64::from).collect();
        prop_assume!(counts.iter().sum::<f64>() > 0.0);
        let found = change_points(&counts, &vec![1.0; counts.len()], &poisson(), 0.95).unwrap();
        for (a, b) in found.probabilities.iter().zip(by_every_cut(&counts, 0.1)) {
            prop_assert!((a - b).abs() < 1e-9);
        }
    }

    #[test]
    fn probabilities_are_probabilities(counts in prop::collection::vec(0u32..100_000, 4..20)) {
        prop_assume!(counts.iter().sum::<u32>() > 0);
        let counts: Vec<f64> = counts.into_iter().map(f64::from).collect();
        let found = change_points(&counts, &vec![1.0; counts.len()], &Belief::default(), 0.95).unwrap();
        prop_assert!(found.probabilities.iter().all(|p| (-1e-9..=1.0 + 1e-9).contains(p)));
        prop_assert!((0.0..=1.0).contains(&found.no_change));
        prop_assert!(found.no_change + found.probabilities.iter().fold(0.0f64, |a, b| a.max(*b)) <= 1.0 + 1e-9);
        for change in &found.changes {
            prop_assert!(change.within_a_year + 1e-9 >= change.probability);
            prop_assert!(change.ratio.low <= change.ratio.value && change.ratio.value <= change.ratio.high);
        }
        let years: usize = found.segments.iter().map(|s| s.last + 1 - s.first).sum();
        prop_assert_eq!(years, counts.len());
    }
}

#[test]
fn a_clear_step_is_found_where_it_is() {
    let counts = [101.0, 95.0, 104.0, 98.0, 205.0, 196.0, 210.0, 190.0];
    let found = change_points(&counts, &[1.0; 8], &Belief::default(), 0.95).unwrap();
    assert_eq!(found.changes.iter().map(|c| c.at).collect::<Vec<_>>(), [4]);
    let change = &found.changes[0];
    assert!(change.probability > 0.9 && change.ratio.holds(2.0) && (change.ratio.value - 2.0).abs() < 0.06);
}

#[test]
fn exposure_that_doubles_is_no_change() {
    let (counts, exposure) = ([100.0, 104.0, 98.0, 202.0, 195.0, 204.0], [1.0, 1.0, 1.0, 2.0, 2.0, 2.0]);
    let found = change_points(&counts, &exposure, &Belief::default(), 0.95).unwrap();
    assert!(found.changes.is_empty());
}

#[test]
fn what_cannot_be_cut_is_refused() {
    let refused =
        |counts: &[f64]| change_points(counts, &vec![1.0; counts.len()], &Belief::default(), 0.95).unwrap_err();
    assert!(refused(&[1.0, 2.0, 3.0]).reason.contains("too few"));
    assert!(refused(&[0.0; 5]).reason.contains("nothing was counted"));
    assert!(refused(&[1.0, -2.0, 3.0, 4.0]).reason.contains("zero or more"));
}

/// How often a change is reported in 200 series of `years` negative binomial counts; from the middle on the level is
/// multiplied.
fn reported(years: usize, mean: f64, variation: f64, ratio: f64) -> usize {
    let shape = 1.0 / (variation * variation);
    let noise = Gamma::new(shape, 1.0 / shape).unwrap();
    let mut found = 0;
    for series in 0..200 {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        rng.set_stream(series);
        let counts: Vec<f64> = (0..years)
            .map(|t| {
                let level = if 2 * t >= years { mean * ratio } else { mean };
                Poisson::new((level * noise.sample(&mut rng)).max(1e-9)).unwrap().sample(&mut rng)
            })
            .collect();
        let exposure = vec![1.0; years];
        let of = change_points(&counts, &exposure, &Belief::default(), 0.95).unwrap();
        found += usize::from(!of.changes.is_empty());
    }
    found
}

#[test]
fn noise_alone_seldom_makes_a_change_and_a_doubling_mostly_does() {
    for (mean, variation) in [(30.0, 0.1), (1_000.0, 0.2), (20_000.0, 0.05)] {
        let (noise, doubled) = (reported(12, mean, variation, 1.0), reported(12, mean, variation, 2.0));
        // Seen: 3, 5 and 2 of 200 without a change; 200, 194 and 200 of 200 with a doubling.
        assert!(noise <= 20, "{noise} of 200 false changes");
        assert!(doubled >= 180, "{doubled} of 200 doublings found");
    }
}
