//! Alerts against a published example, by simulation, and on what they must not alert on.

use super::*;
use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma, Poisson};

/// Benjamini and Hochberg (1995), § 3.2: fifteen ordered probabilities of a trial of thrombolysis.
const TRIAL: [f64; 15] = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
];

#[test]
fn the_worked_example_of_1995_rejects_four() {
    let bh = adjusted(&TRIAL, Procedure::BenjaminiHochberg);
    assert_eq!(bh.iter().filter(|q| **q <= 0.05).count(), 4);
    // The paper: 0.0095 is the first p, from the largest, with p ≤ i/15 · 0.05 = 0.013; 15 · 0.0095 / 4 = 0.035625.
    assert!((bh[3] - 0.035_625).abs() < 1e-12);
    assert!((bh[0] - 0.0015).abs() < 1e-12 && (bh[14] - 1.0).abs() < 1e-12);
    // Under any dependence the factor is 1 + 1/2 + … + 1/15 = 3.318229.
    let by = adjusted(&TRIAL, Procedure::BenjaminiYekutieli);
    assert!((by[0] - 0.0015 * 3.318_228_993).abs() < 1e-9);
    assert_eq!(by.iter().filter(|q| **q <= 0.05).count(), 3);
}

#[test]
fn a_steady_past_expects_its_mean() {
    let past: Vec<(i32, f64)> = (2010..2018).map(|y| (y, 100.0 + f64::from(y % 3))).collect();
    let steady = compare(&past, 2018, 101.0).unwrap();
    assert!((steady.expected - 101.0).abs() < 1.0 && steady.p > 0.5 && !steady.slope && steady.dispersion == 1.0);
    let doubled = compare(&past, 2018, 200.0).unwrap();
    assert!(doubled.p < 1e-4 && doubled.high < 200.0);
    assert!(compare(&past, 2018, 40.0).unwrap().p < 1e-3);
    assert!(compare(&past[..3], 2018, 40.0).unwrap_err().reason.contains("too few"));
}

#[test]
fn a_growing_past_expects_growth() {
    let past: Vec<(i32, f64)> = (0..8).map(|i| (2010 + i, (100.0 * 1.1f64.powi(i)).round())).collect();
    let next = compare(&past, 2018, (100.0 * 1.1f64.powi(8)).round()).unwrap();
    assert!(next.slope && (next.expected - 214.4).abs() < 3.0 && next.p > 0.5, "{next:?}");
}

#[test]
fn a_past_of_zeros_lets_a_one_pass_and_not_a_ten() {
    let past: Vec<(i32, f64)> = (2010..2018).map(|y| (y, 0.0)).collect();
    assert!(compare(&past, 2018, 1.0).unwrap().p > 0.05);
    assert!(compare(&past, 2018, 10.0).unwrap().p < 0.001);
    assert!(compare(&past, 2018, 0.0).is_err());
}

/// Series of negative binomial counts with a dispersion of their own; the last year of the first `changed` is multiplied.
fn simulated(seed: u64, series: usize, changed: usize, ratio: f64) -> Vec<Series> {
    (0..series)
        .map(|s| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            rng.set_stream(s as u64);
            let mean = 5.0 * 1.03f64.powi(s as i32 % 150);
            // Variance over mean of 1, 2, 3 or 4.
            let extra = (s % 4) as f64;
            (0..10)
                .map(|t| {
                    let level = if t == 9 && s < changed { mean * ratio } else { mean };
                    let drawn = match extra {
                        0.0 => level,
                        extra => Gamma::new(level / extra, extra).unwrap().sample(&mut rng),
                    };
                    Some(Poisson::new(drawn.max(1e-9)).unwrap().sample(&mut rng))
                })
                .collect()
        })
        .collect()
}

#[test]
fn the_share_of_false_alerts_is_what_was_asked_for() {
    let settings = Settings { false_discovery_rate: 0.1, ..Settings::default() };
    let (mut shares, mut found, mut families) = (0.0, 0, 0);
    for set in 0..60 {
        let series = simulated(set, 300, 60, 4.0);
        let of = round(&series, 2010, 9, &settings);
        let wrong = of.compared.iter().filter(|a| a.fires && a.series >= 60).count();
        shares += wrong as f64 / of.fired.max(1) as f64;
        found += of.fired - wrong;
        // Where nothing changed every alert is false: the rate is the chance of any.
        families += usize::from(round(&simulated(1_000 + set, 300, 0, 1.0), 2010, 9, &settings).fired > 0);
    }
    let rate = shares / 60.0;
    // Seen: 0.067 of the alerts are false at 0.1, 3,076 of 3,600 changes are found, and 3 of 60 unchanged sets alert at all.
    assert!(rate <= 0.1, "{rate}");
    assert!(families <= 12, "{families} of 60");
    assert!(found > 60 * 60 / 2, "{found}");
}

#[test]
fn a_back_test_knows_nothing_of_later_years() {
    let mut series = simulated(5, 40, 0, 1.0);
    let early = back_test(&series.iter().map(|s| s[..8].to_vec()).collect::<Vec<_>>(), 2010, &Settings::default());
    series[3][9] = Some(10_000.0);
    let all = back_test(&series, 2010, &Settings::default());
    assert_eq!(all.iter().map(|r| r.year).collect::<Vec<_>>(), [2014, 2015, 2016, 2017, 2018, 2019]);
    assert_eq!(early[..], all[..4]);
    assert!(all[5].compared[0].fires && all[5].compared[0].series == 3);
}

#[test]
fn a_year_that_was_not_reported_is_not_compared() {
    let series = vec![vec![Some(5.0), Some(6.0), None, Some(5.0), Some(4.0), Some(90.0), None]];
    assert_eq!(round(&series, 2010, 6, &Settings::default()).series, 0);
    let at_five = round(&series, 2010, 5, &Settings::default());
    assert_eq!((at_five.series, at_five.compared[0].comparison.past_years), (1, 4));
    assert_eq!(round(&series, 2010, 3, &Settings::default()).past_too_short, 1);
}

proptest! {
    #[test]
    fn adjusted_values_keep_the_order_and_never_fall(p in prop::collection::vec(0.0f64..=1.0, 1..60)) {
        for procedure in [Procedure::BenjaminiHochberg, Procedure::BenjaminiYekutieli] {
            let q = adjusted(&p, procedure);
            for i in 0..p.len() {
                prop_assert!(q[i] >= p[i] - 1e-15 && q[i] <= 1.0);
                for j in 0..p.len() {
                    prop_assert!(p[i] > p[j] || q[i] <= q[j]);
                }
            }
        }
    }
}
