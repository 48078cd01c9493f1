//! Shares, effects and skill on counts whose law is known.

use super::*;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn noise(seed: u64, n: usize) -> Vec<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    (0..n).map(|_| random.random::<f64>() * 2.0 - 1.0).collect()
}

fn data(n: usize, families: usize) -> Data {
    let columns: Vec<Vec<f64>> = (0..families).map(|f| noise(f as u64 * 3 + 1, n)).collect();
    let exposure: Vec<f64> = noise(99, n).iter().map(|x| 3.0 + x).collect();
    // The first family acts strongly, the second weakly, the others not at all.
    let count =
        (0..n).map(|i| (exposure[i] + 1.2 * columns[0][i] - 0.4 * columns.get(1).map_or(0.0, |c| c[i])).exp().round());
    Data {
        count: count.collect(),
        log_exposure: exposure,
        families: columns
            .into_iter()
            .enumerate()
            .map(|(f, c)| Family { name: format!("family {f}"), columns: vec![(format!("x{f}"), c)] })
            .collect(),
        region: (0..n).map(|i| (i % 4) as u32).collect(),
    }
}

#[test]
fn shares_sum_to_what_all_explain_and_follow_the_strength() {
    for variance in [Variance::Proportional, Variance::Quadratic] {
        let found = explain(&data(80, 4), variance).unwrap();
        let sum: f64 = found.families.iter().map(|f| f.share).sum();
        assert!((sum - found.explained).abs() < 1e-10, "{sum} {}", found.explained);
        assert!((found.explained - (1.0 - found.deviance / found.null_deviance)).abs() < 1e-10);
        assert!(found.explained > 0.95, "{found:?}");
        assert!(found.families[0].share > 0.7 && found.families[0].share > found.families[1].share);
        assert!(found.families[1].share > found.families[2].share && found.families[2].share.abs() < 0.05);
        assert!(found.skill.places > 0.9 && found.skill.regions.unwrap() > 0.9);
        assert!(found.families[0].skill_without < 0.5 * found.skill.places);
    }
}

#[test]
fn two_families_share_as_worked_by_hand() {
    // Shapley of two players: ½ (alone + last).
    let found = explain(&data(60, 2), Variance::Proportional).unwrap();
    for family in &found.families {
        assert!((family.share - (family.alone + family.last) / 2.0).abs() < 1e-12);
    }
}

#[test]
fn effects_are_those_of_the_law_for_one_standard_deviation() {
    let found = explain(&data(90, 3), Variance::Proportional).unwrap();
    let effect = &found.effects[0];
    assert!((effect.estimate / effect.deviation - 1.2).abs() < 0.02, "{effect:?}");
    assert!(effect.low < effect.estimate && effect.estimate < effect.high);
    assert!(found.effects[2].low < 0.05 && found.effects[2].high > -0.05);
}

#[test]
fn one_column_of_yes_and_no_is_a_ratio_of_rates() {
    // Rates 6 / 60 and 18 / 30 with equal exposures inside each half: ln(0.6 / 0.1) = ln 6.
    let yes = [0.0, 0.0, 0.0, 1.0, 1.0, 1.0];
    let count = [1.0, 2.0, 3.0, 5.0, 6.0, 7.0];
    let exposure = [20.0, 20.0, 20.0, 10.0, 10.0, 10.0].map(f64::ln);
    let found = regression::fit(&count, &exposure, &[&yes], f64::INFINITY);
    assert!((found.coefficients[1] - 6f64.ln()).abs() < 1e-9 && (found.coefficients[0] - 0.1f64.ln()).abs() < 1e-9);
    let means = [2.0, 2.0, 2.0, 6.0, 6.0, 6.0];
    assert!(found.fitted.iter().zip(means).all(|(a, b)| (a - b).abs() < 1e-9));
}

#[test]
fn a_column_that_others_determine_is_named_and_changes_nothing() {
    let plain = explain(&data(60, 2), Variance::Proportional).unwrap();
    let mut doubled = data(60, 2);
    let copy = doubled.families[0].columns[0].1.iter().map(|x| 3.0 * x - 1.0).collect();
    doubled.families[1].columns.push(("copy".into(), copy));
    let found = explain(&doubled, Variance::Proportional).unwrap();
    assert_eq!(found.aliased, ["copy"]);
    assert!((found.explained - plain.explained).abs() < 1e-9);
}

#[test]
fn what_cannot_be_explained_is_refused() {
    let with = |change: &dyn Fn(&mut Data)| {
        let mut data = data(30, 2);
        change(&mut data);
        explain(&data, Variance::Quadratic).unwrap_err()
    };
    assert_eq!(with(&|d| d.families.clear()), DriversError::Families(0));
    assert_eq!(with(&|d| d.count.fill(0.0)), DriversError::Nothing);
    assert!(matches!(with(&|d| d.count[3] = -1.0), DriversError::BadValue { place: 3, .. }));
    assert!(matches!(with(&|d| d.families[0].columns[0].1[2] = f64::NAN), DriversError::BadValue { place: 2, .. }));
    assert!(matches!(with(&|d| d.region.truncate(3)), DriversError::Length { .. }));
    let few = Data { count: vec![1.0; 4], log_exposure: vec![0.0; 4], region: vec![0; 4], ..data(4, 2) };
    assert_eq!(explain(&few, Variance::Quadratic).unwrap_err(), DriversError::TooFew { places: 4, columns: 2 });
}

#[test]
fn one_thread_and_two_give_the_same() {
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| explain(&data(50, 4), Variance::Quadratic).unwrap())
    };
    assert_eq!(with(1), with(2));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn shares_sum_for_any_counts(counts in prop::collection::vec(0u32..200, 40), families in 1usize..5) {
        prop_assume!(counts.iter().any(|c| *c > 0));
        let mut data = data(40, families);
        data.count = counts.into_iter().map(f64::from).collect();
        let found = explain(&data, Variance::Quadratic).unwrap();
        let sum: f64 = found.families.iter().map(|f| f.share).sum();
        prop_assert!((sum - found.explained).abs() < 1e-10);
        prop_assert!(found.families.iter().all(|f| f.alone >= -1e-9 && f.last >= -1e-9));
    }
}
