//! The log-linear estimators on the public tables of trafficking lists, against the field's packages.
//!
//! Points and Wald limits: SparseMSE 2.0.1 `estimatepopulation.0`, printed to 8 digits and extended by an independent script
//! on the same tables. Searches: MultipleSystemsEstimation 1.2.0 and Rcapture 1.4-4. Status codes: SparseMSE 2.0.1.

use proptest::prelude::*;
use turnstone_estimate::prevalence::bootstrap::{Bca, Remark, Settings, stepwise_intervals};
use turnstone_estimate::prevalence::chao::{Shape, lower_bounds, shaped};
use turnstone_estimate::prevalence::design::{Model, named};
use turnstone_estimate::prevalence::existence::{Status, status};
use turnstone_estimate::prevalence::fit::{Fit, fit};
use turnstone_estimate::prevalence::histories::{CaptureHistories, read};
use turnstone_estimate::prevalence::search::{Criterion, search, search_intervals};
use turnstone_estimate::prevalence::stepwise::{THRESHOLD, stepwise};

fn table(name: &str) -> CaptureHistories {
    let path = format!("{}/../../examples/mse/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    read(std::fs::File::open(&path).unwrap(), &path).unwrap().0
}

/// As printed, to four decimals.
#[track_caller]
fn near(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 5.1e-5, "{found}, not {wanted}");
}

/// Limits as printed, to one decimal.
#[track_caller]
fn limits(fit: &Fit, low: f64, high: f64) {
    let interval = fit.interval(0.95);
    assert!(
        (interval.low - low).abs() < 0.051 && (interval.high - high).abs() < 0.051,
        "{interval:?}, not {low}, {high}"
    );
}

/// Table, persons, main effects with limits, stepwise with limits, pairs as they enter.
#[rustfmt::skip]
type Row = (&'static str, u64, f64, [f64; 2], f64, [f64; 2], &'static str);
#[rustfmt::skip]
const STEPWISE: [Row; 12] = [
    ("artificial3", 96, 539.0939, [278.7, 1170.9], 539.0939, [278.7, 1170.9], ""),
    ("korea3", 123, 141.9926, [134.9, 153.4], 268.7778, [202.5, 390.2], "b:c"),
    ("western5", 345, 2007.1418, [1420.4, 2914.0], 2483.3839, [1657.1, 3830.0], "A:E"),
    ("neworleans5", 185, 1034.1511, [658.3, 1708.6], 1034.1511, [658.3, 1708.6], ""),
    ("neworleans5_186", 186, 981.4314, [636.5, 1590.6], 981.4314, [636.5, 1590.6], ""),
    ("neworleans8", 185, 996.6643, [644.9, 1617.5], 1183.6923, [720.9, 2046.1], "D:E"),
    ("neworleans8_186", 186, 949.4707, [624.8, 1514.3], 1110.4881, [692.2, 1874.4], "D:E"),
    ("uk4", 2428, 10694.2545, [9506.7, 12081.0], 11015.2445, [9582.3, 12735.3], "LA:NG LA:PFNCA NG:GO"),
    ("uk5", 2744, 13444.1312, [11985.2, 15133.4], 11312.9903, [9884.4, 13027.4],
        "LA:NG NG:GP PFNCA:GP LA:PFNCA GO:GP NG:GO"),
    ("uk6", 2744, 12213.9951, [10988.8, 13621.3], 11417.9911, [9977.3, 13145.7],
        "PF:NCA LA:NG NG:GP LA:PF PF:GP GO:GP NG:GO"),
    ("ned5", 8234, 52923.8943, [48594.5, 57717.7], 121521.6137, [98675.4, 150138.9], "IO:Z P:Z P:R IO:P K:R(inf) IO:K"),
    ("ned6", 8234, 52823.4640, [48523.9, 57581.9], 111139.3712, [92439.9, 133991.5],
        "O:Z P:Z I:Z P:R O:P K:R(inf) I:K(inf) K:O"),
];

#[test]
fn stepwise_points_limits_and_pairs_are_those_of_sparsemse() {
    for (name, n, main, main_limits, total, total_limits, pairs) in STEPWISE {
        let histories = table(name);
        assert_eq!(histories.n(), n, "{name}");
        let chosen = stepwise(&histories, THRESHOLD).unwrap();
        near(chosen.main_effects.total, main);
        near(chosen.fit.total, total);
        limits(&chosen.main_effects, main_limits[0], main_limits[1]);
        limits(&chosen.fit, total_limits[0], total_limits[1]);
        let order: Vec<String> = chosen
            .steps
            .iter()
            .map(|step| {
                let (i, j) = step.pair;
                named(1 << i | 1 << j, histories.lists()) + if step.minus_infinity { "(inf)" } else { "" }
            })
            .collect();
        assert_eq!(order.join(" "), pairs, "{name}");
    }
}

#[test]
fn status_codes_are_those_of_the_packages() {
    let of = |name: &str, model: &str| {
        let histories = table(name);
        let model = match model {
            "all pairs" => Model::all_pairs(histories.t()).unwrap(),
            notation => Model::parse(notation, histories.lists()).unwrap(),
        };
        status(&histories, &model).code()
    };
    assert_eq!(of("artificial3", "all pairs"), 2);
    assert_eq!(of("artificial3", "A:B"), 1);
    assert_eq!(of("artificial3", "A:C,B:C"), 0);
    assert_eq!(of("korea3", "all pairs"), 1);
    let fine = [
        "uk4",
        "uk5",
        "uk6",
        "ned5",
        "ned6",
        "western5",
        "neworleans5",
        "neworleans5_186",
        "neworleans8",
        "neworleans8_186",
    ];
    for name in fine {
        assert_eq!(of(name, "all pairs"), 0, "{name}");
    }
}

#[test]
fn a_model_without_estimate_gives_none() {
    let histories = table("artificial3");
    let model = Model::parse("12,3", histories.lists()).unwrap();
    let said = fit(&histories, &model).unwrap_err().to_string();
    assert_eq!(said, "not estimable under model 12,3: too many patterns are empty, and the likelihood has no maximum");
    let held = table("ned5").restrict_to(1).unwrap();
    let said = stepwise(&held.others, THRESHOLD).unwrap_err().to_string();
    assert_eq!(
        said,
        "not estimable: no two of the 3 lists share a person, so nothing says how much each of them misses"
    );
    assert_eq!(status(&held.others, &Model::main_effects(4)), Status::NoMaximum);
}

/// Table, order, models with an estimate and all models, then by BIC and by AIC the total and the model.
#[rustfmt::skip]
type Found = (&'static str, u32, [usize; 2], (f64, &'static str), Option<(f64, &'static str)>);
#[rustfmt::skip]
const SEARCH: [Found; 8] = [
    ("korea3", 2, [6, 8], (157.1667, "12,23"), None),
    ("uk4", 2, [64, 64], (11987.088, "12,13,4"), Some((11015.244, "12,13,24"))),
    ("uk5", 2, [1_024, 1_024], (22991.331, "12,13,23,25,34"), Some((11174.827, "12,13,15,24,25,35,45"))),
    ("uk5", 4, [6_519, 6_893], (25311.0, "123,25,34"), None),
    ("ned5", 2, [1_024, 1_024], (48012.726, "12,15,23,24,25,35,45"), Some((46330.875, "12,14,15,23,24,25,35,45"))),
    ("western5", 2, [1_024, 1_024], (2483.3839, "15,2,3,4"), Some((2308.2437, "12,15,25,45,3"))),
    ("neworleans5", 2, [1_024, 1_024], (1034.1511, "1,2,3,4,5"), Some((2750.1953, "12,14,23,24,5"))),
    ("neworleans5_186", 2, [1_024, 1_024], (981.4314, "1,2,3,4,5"), None),
];

#[test]
fn searches_find_what_the_packages_find() {
    for (name, order, [ranked, all], by_bic, by_aic) in SEARCH {
        let search = search(&table(name), order).unwrap();
        assert_eq!((search.ranked(Criterion::Bic).len(), search.candidates.len()), (ranked, all), "{name} {order}");
        let found = [Some((Criterion::Bic, by_bic)), by_aic.map(|by_aic| (Criterion::Aic, by_aic))];
        for (criterion, (total, model)) in found.into_iter().flatten() {
            let (best, estimate) = search.best(criterion).unwrap();
            assert_eq!(best.model.to_string(), model, "{name} {order} {criterion:?}");
            assert!(
                (estimate.total / total - 1.0).abs() < if order > 2 { 2e-5 } else { 1e-6 },
                "{} {total}",
                estimate.total
            );
        }
    }
    // With all orders four lists choose as with pairs: Rcapture over 113 models.
    let search = search(&table("uk4"), 3).unwrap();
    assert_eq!(
        (search.candidates.len(), search.best(Criterion::Bic).unwrap().0.model.to_string().as_str()),
        (113, "12,13,4")
    );
}

#[test]
fn a_model_without_estimate_is_never_ranked() {
    // Rcapture ranks 12,3 of artificial3 first, with 1.39e13 persons.
    let search = search(&table("artificial3"), 2).unwrap();
    let left_out = search.left_out();
    assert_eq!((left_out.no_maximum, left_out.not_identifiable, left_out.not_converged), (3, 1, 0));
    // What is left: main effects, and A:C, B:C or both at minus infinity.
    let ranked: Vec<String> = search.ranked(Criterion::Bic).map(|(candidate, _)| candidate.model.to_string()).collect();
    assert_eq!(ranked.len(), 4);
    assert_eq!(ranked[0], "1,2,3");
    // 13,23 fits the four patterns left exactly: 40 × 30 / 6 = 200 unseen, 6 effects, AIC 12, BIC 6 log 96.
    let (_, both) =
        search.ranked(Criterion::Bic).find(|(candidate, _)| candidate.model.to_string() == "13,23").unwrap();
    assert!((both.total - 296.0).abs() < 1e-6 && (both.aic - 12.0).abs() < 1e-9);
    assert!((both.bic - 6.0 * 96.0_f64.ln()).abs() < 1e-9);
    assert_eq!(search.best(Criterion::Aic).unwrap().0.model.to_string(), "13,23");
    let (_, independent) = search.best(Criterion::Bic).unwrap();
    assert!((independent.total - 539.0939).abs() < 1e-3 && independent.bic < both.bic);
}

#[test]
fn chao_bounds_and_shapes_are_those_of_rcapture() {
    // Mh and Mth Chao (LB) with standard error, Mth Poisson2, Darroch, Gamma3.5: `closedp.t(z, dfreq=TRUE)`.
    #[rustfmt::skip]
    let wanted = [
        ("korea3", (142.61, 6.4), (141.99, 6.3), Some([133.2, 130.4, 128.3])),
        // The package prints 96 of 96 seen: at its limit, the shape hides nobody and there is no estimate.
        ("artificial3", (566.44, 212.9), (539.09, 201.4), None),
        ("western5", (2312.18, 482.7), (2200.51, 456.1), Some([2691.0, 4608.0, 7665.0])),
        ("neworleans5", (1364.23, 410.8), (1294.10, 387.3), Some([1515.0, 3706.0, 9087.0])),
        ("neworleans5_186", (1260.53, 361.1), (1194.84, 339.9), Some([1402.0, 3155.0, 7054.0])),
        ("uk4", (12156.94, 772.76), (10813.44, 673.77), Some([13155.0, 14922.0, 16938.0])),
        ("uk5", (14962.75, 919.03), (13570.03, 821.29), Some([14572.0, 14650.0, 14715.0])),
        ("ned5", (66607.39, 3157.2), (53714.11, 2489.6), Some([59544.0, 68818.0, 79427.0])),
    ];
    for (name, alike, differ, shapes) in wanted {
        let histories = table(name);
        let bounds = lower_bounds(&histories);
        for (found, (total, error)) in [(bounds.lists_alike, alike), (bounds.lists_differ, differ)] {
            let found = found.unwrap();
            assert!((found.total - total).abs() < 0.0051, "{name}: {} {total}", found.total);
            assert!((found.standard_error - error).abs() < 0.06, "{name}: {} {error}", found.standard_error);
        }
        let found = [Shape::Poisson2, Shape::Darroch, Shape::Gamma35].map(|shape| shaped(&histories, shape));
        match shapes {
            Some(wanted) => wanted.iter().zip(found).for_each(|(wanted, found)| {
                let total = found.unwrap().total;
                assert!(
                    (total - wanted).abs() < if *wanted < 1_000.0 { 0.051 } else { 0.51 },
                    "{name}: {total} {wanted}"
                );
            }),
            None => assert!(found.iter().all(Result::is_err), "{name}"),
        }
    }
}

fn bootstrap(histories: &CaptureHistories, replicates: u32, seed: u64) -> Bca {
    let total = stepwise(histories, THRESHOLD).unwrap().fit.total;
    let settings = Settings { replicates, levels: vec![0.8, 0.95], seed };
    stepwise_intervals(histories, total, THRESHOLD, &settings)
}

#[test]
fn the_acceleration_is_that_of_the_packages() {
    #[rustfmt::skip]
    let wanted = [
        ("western5", -0.0950), ("neworleans5", -0.0552), ("neworleans8", -0.0293), ("korea3", -0.0288),
        ("artificial3", -0.0610), ("uk4", -0.0125), ("uk5", -0.0122), ("uk6", -0.0129), ("ned5", -0.0166), ("ned6", 0.0333),
    ];
    for (name, acceleration) in wanted {
        let found = bootstrap(&table(name), 1, 1).acceleration;
        assert!((found - acceleration).abs() < 5.1e-5, "{name}: {found} {acceleration}");
    }
}

#[test]
fn limits_of_ten_thousand_resamples_are_those_of_the_packages() {
    // SparseMSE's limits with 1,000 resamples. Left out are two that its own draws do not settle: the lowest of western5
    // and of uk5 stand at its few smallest resamples. `published_limits_are_a_draw_from_ours` has all of them.
    let wanted: [(&str, &[(f64, f64)]); 3] = [
        ("western5", &[(0.1, 1343.3), (0.9, 2998.5), (0.975, 3672.0)]),
        ("uk4", &[(0.025, 9027.8), (0.1, 9671.6), (0.9, 12430.1), (0.975, 13481.6)]),
        ("uk5", &[(0.1, 9623.9), (0.9, 12531.1), (0.975, 14700.5)]),
    ];
    for (name, limits) in wanted {
        let bca = bootstrap(&table(name), 10_000, 1);
        for &(alpha, limit) in limits {
            assert!((bca.limit(alpha) / limit - 1.0).abs() < 0.03, "{name} {alpha}: {} {limit}", bca.limit(alpha));
        }
    }
}

#[test]
fn too_few_resamples_are_called_so() {
    // neworleans8 with 100 resamples: the package returns two equal limits and says nothing.
    let bca = bootstrap(&table("neworleans8"), 100, 1);
    assert!(bca.remarks.iter().any(|remark| matches!(remark, Remark::TooFewReplicates { level: 0.95, .. })));
    assert!(bca.remarks.iter().any(|remark| matches!(remark, Remark::LimitsCoincide { .. })));
}

#[test]
fn the_published_interval_of_korea3_is_a_draw_from_ours() {
    // Silverman, Chan and Vincent (2024): 157, [128, 349], 80 % [135, 288]; here 128.3, 135.0, 290.5, 349.7 with 1,000.
    let histories = table("korea3");
    let search = search(&histories, 2).unwrap();
    let mut drawn: [Vec<f64>; 4] = Default::default();
    for seed in 0..40 {
        let settings = Settings { replicates: 1_000, levels: vec![0.8, 0.95], seed };
        let stabilised = search_intervals(&histories, &search, Criterion::Bic, 20, &settings).unwrap();
        assert_eq!(stabilised.by_top.len(), 6, "no more than have an estimate");
        let all = &stabilised.by_top[5];
        assert!((all.total - 157.1667).abs() < 1e-4);
        [0.025, 0.1, 0.9, 0.975].iter().zip(&mut drawn).for_each(|(&alpha, drawn)| drawn.push(all.limit(alpha)));
    }
    within(&mut drawn, [128.3, 135.0, 290.5, 349.7], "korea3");
}

/// Each limit of the package lies between the smallest and the largest of ours over the seeds.
fn within(drawn: &mut [Vec<f64>; 4], wanted: [f64; 4], name: &str) {
    for (drawn, wanted) in drawn.iter_mut().zip(wanted) {
        drawn.sort_by(f64::total_cmp);
        let (least, most) = (drawn[0], drawn[drawn.len() - 1]);
        assert!(least <= wanted && wanted <= most, "{name}: {wanted} is not in {least} to {most}");
    }
}

#[test]
#[ignore = "two minutes of resampling on two busy cores"]
fn published_limits_are_a_draw_from_ours() {
    // 2.5, 10, 90 and 97.5 %: SparseMSE 2.0.1, or MultipleSystemsEstimation 1.2.0 where fewer than 1,000.
    #[rustfmt::skip]
    let wanted = [
        ("western5", 1_000, [1293.2, 1343.3, 2998.5, 3672.0]),
        ("neworleans5", 1_000, [588.8, 599.0, 1256.2, 1703.7]),
        ("korea3", 1_000, [123.3, 214.2, 394.6, 440.3]),
        ("artificial3", 1_000, [280.9, 335.3, 808.2, 1484.2]),
        ("uk4", 1_000, [9027.8, 9671.6, 12430.1, 13481.6]),
        ("uk5", 1_000, [8784.8, 9623.9, 12531.1, 14700.5]),
        ("uk6", 200, [9418.2, 9673.7, 13057.0, 15035.9]),
        ("ned5", 200, [45539.0, 102669.0, 152798.0, 157682.0]),
        ("ned6", 200, [45517.0, 101024.0, 146408.0, 146408.0]),
        ("neworleans8", 100, [813.6, 813.6, 1285.6, 1700.6]),
    ];
    for (name, replicates, limits) in wanted {
        let histories = table(name);
        let mut drawn: [Vec<f64>; 4] = Default::default();
        for seed in 0..200 {
            let bca = bootstrap(&histories, replicates, seed);
            [0.025, 0.1, 0.9, 0.975].iter().zip(&mut drawn).for_each(|(&alpha, drawn)| drawn.push(bca.limit(alpha)));
        }
        within(&mut drawn, limits, name);
    }
}

#[test]
#[ignore = "two minutes of resampling on two busy cores"]
fn published_search_intervals_are_draws_from_ours() {
    // Silverman, Chan and Vincent (2024), 95 %: uk5 with pairs and with all models, neworleans5_186 with pairs.
    let wanted = [("uk5", 2, 11456.0, 43894.0), ("uk5", 4, 11168.0, 56052.0), ("neworleans5_186", 2, 397.0, 1505.0)];
    for (name, order, low, high) in wanted {
        let histories = table(name);
        let search = search(&histories, order).unwrap();
        let mut drawn: [Vec<f64>; 4] = Default::default();
        for seed in 0..40 {
            let settings = Settings { replicates: 1_000, levels: vec![0.95], seed };
            let stabilised = search_intervals(&histories, &search, Criterion::Bic, 100, &settings).unwrap();
            let interval = stabilised.by_top[99].intervals[0];
            // The two in the middle are not published: the same numbers again.
            let found = [interval.low, interval.low, interval.high, interval.high];
            found.iter().zip(&mut drawn).for_each(|(limit, drawn)| drawn.push(*limit));
        }
        within(&mut drawn, [low, low, high, high], name);
    }
}

/// Tables of every kind: sparse, empty in parts, with counts from 1 to beyond what a double holds exactly.
fn any_table() -> impl Strategy<Value = CaptureHistories> {
    let count = prop_oneof![4 => Just(0_u64), 3 => 1_u64..4, 2 => 1_u64..1_000, 1 => 1_u64..1 << 58];
    (2_usize..6, proptest::collection::vec(count, 31)).prop_map(|(t, counts)| {
        let lists = (0..t).map(|i| format!("L{i}")).collect();
        CaptureHistories::new(lists, std::iter::once(0).chain(counts).take(1 << t).collect()).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_table_gives_a_panic_or_a_number_that_is_none(histories in any_table(), seed in 0_u64..9) {
        let n = histories.n() as f64;
        if let Ok(chosen) = stepwise(&histories, THRESHOLD) {
            let interval = chosen.fit.interval(0.95);
            prop_assert!(chosen.fit.total.is_finite() && chosen.fit.total >= n, "{:?}", chosen.fit);
            prop_assert!(interval.low <= chosen.fit.total && chosen.fit.total <= interval.high);
            let bca = stepwise_intervals(
                &histories,
                chosen.fit.total,
                THRESHOLD,
                &Settings { replicates: 20, levels: vec![0.8], seed },
            );
            prop_assert!(bca.intervals[0].low >= n * (1.0 - 1e-9) && bca.intervals[0].low <= bca.intervals[0].high);
            prop_assert!(bca.acceleration.is_finite());
        }
        let search = search(&histories, 2).unwrap();
        prop_assert!(search.ranked(Criterion::Aic).all(|(_, estimate)| estimate.total.is_finite() && estimate.total >= n));
        let bounds = lower_bounds(&histories);
        for bound in [bounds.lists_alike, bounds.lists_differ].into_iter().flatten() {
            prop_assert!(bound.total.is_finite() && bound.total >= n && bound.standard_error.is_finite(), "{bound:?}");
        }
        for shape in [Shape::Poisson2, Shape::Darroch, Shape::Gamma35] {
            if let Ok(fit) = shaped(&histories, shape) {
                prop_assert!(fit.total.is_finite() && fit.total >= n, "{fit:?}");
            }
        }
    }
}
