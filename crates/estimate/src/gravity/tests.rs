//! The fit against a peer, against a plain reference, and against what must hold.

use super::*;
use crate::numeric::symmetric;
use proptest::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

fn example(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/migration").join(name);
    let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    String::from_utf8(zstd::decode_all(&bytes[..]).unwrap()).unwrap()
}

fn rows(text: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let at: Vec<usize> = columns.iter().map(|c| header.iter().position(|h| h == *c).unwrap()).collect();
    reader.records().map(|r| r.map(|r| at.iter().map(|i| r[*i].to_owned()).collect()).unwrap()).collect()
}

/// Abel and Cohen's flows (da_pb_closed) of 2010–15 and 2015–20 between all places of a period, with the stock at its
/// start in both directions; and the pair of places without direction.
fn abel_cohen() -> (Flows, Vec<u32>) {
    let mut stock = HashMap::new();
    for row in rows(&example("undesa_stock_2010_2020.csv.zst"), &["year", "origin", "destination", "migrants"]) {
        stock.insert((row[0].clone(), row[1].clone(), row[2].clone()), row[3].parse::<f64>().unwrap());
    }
    let moved =
        rows(&example("abel_cohen_flows_2010_2020.csv.zst"), &["year0", "origin", "destination", "da_pb_closed"]);
    let (mut flows, mut pairs, mut pair_of) = (Flows::default(), Vec::new(), HashMap::new());
    let (mut network, mut back) = (Vec::new(), Vec::new());
    for (period, year) in ["2010", "2015"].into_iter().enumerate() {
        let of_year = moved.iter().filter(|r| r[0] == year && !r[3].is_empty());
        let count: HashMap<(&str, &str), f64> =
            of_year.map(|r| ((r[1].as_str(), r[2].as_str()), r[3].parse().unwrap())).collect();
        let places: BTreeSet<&str> = count.keys().flat_map(|(a, b)| [*a, *b]).collect();
        let stock_of = |a: &str, b: &str| {
            stock.get(&(year.to_owned(), a.to_owned(), b.to_owned())).map_or(0.0, |s: &f64| s.ln_1p())
        };
        for (i, a) in places.iter().enumerate() {
            for (j, b) in places.iter().enumerate().filter(|(j, _)| i != *j) {
                flows.count.push(count.get(&(*a, *b)).copied().unwrap_or(0.0));
                flows.origin.push((period * 300 + i) as u32);
                flows.destination.push((period * 300 + j) as u32);
                network.push(stock_of(a, b));
                back.push(stock_of(b, a));
                let next = pair_of.len() as u32;
                pairs.push(*pair_of.entry((*a.min(b), *a.max(b))).or_insert(next));
            }
        }
    }
    flows.covariates = vec![Covariate::new("network", network), Covariate::new("back", back)];
    (flows, pairs)
}

fn near(found: f64, wanted: f64) {
    assert!((found - wanted).abs() <= 1e-6 * wanted.abs(), "{found} is not {wanted}");
}

/// pyfixest 0.60.0: `fepois("flow ~ network + back | origin^year + destination^year", iwls_tol=1e-13, demeaner=
/// MapDemeaner(fixef_tol=1e-13))` on the same 104,424 observations, with vcov "hetero" and {"CRV1": pair}.
#[test]
fn abel_cohen_flows_are_fitted_as_pyfixest_fits_them() {
    let (flows, pairs) = abel_cohen();
    let fit = fit(&flows).unwrap();
    assert_eq!((fit.observations, fit.groups, fit.dropped), (104_424, 916, Dropped::default()));
    near(fit.coefficients[0], 0.427_436_052_218_974_2);
    near(fit.coefficients[1], 0.174_414_394_991_451);
    near(fit.deviance, 159_000_268.197_149_25);
    near(fit.log_likelihood, -79_630_069.996_819_32);
    near(fit.pseudo_r2.unwrap(), 0.897_447_531_378_153_6);
    let robust = fit.heteroskedastic();
    near(robust.standard_error(0), 0.019_293_894_009_364_498);
    near(robust.standard_error(1), 0.012_878_635_382_880_404);
    let clustered = fit.clustered(&pairs);
    near(clustered.standard_error(0), 0.016_506_126_744_554_626);
    near(clustered.standard_error(1), 0.011_312_818_111_686_48);
    // The influences of clusters add up to the same variance, before its small-sample correction.
    let influence: f64 = fit.influence(0, &pairs).iter().map(|v| v * v).sum();
    let (n, p, g) = (104_424.0, 917.0, clustered.clusters.unwrap() as f64);
    near((influence * (n - 1.0) / (n - p) * g / (g - 1.0)).sqrt(), clustered.standard_error(0));
}

#[test]
fn one_thread_and_two_give_the_same_bits() {
    let (flows, pairs) = abel_cohen();
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let fit = fit(&flows).unwrap();
            let errors = fit.clustered(&pairs).matrix;
            (fit.coefficients, errors, fit.fitted)
        })
    };
    assert_eq!(with(1), with(2));
}

/// The same estimator with a column for every group and plain Newton steps.
fn reference(flows: &Flows) -> Vec<f64> {
    let side = |of: &[u32]| of.iter().max().map_or(0, |m| *m as usize + 1);
    let (k, o, d) = (flows.covariates.len(), side(&flows.origin), side(&flows.destination));
    let width = k + o + d;
    let row = |i: usize| {
        let mut row = vec![0.0; width];
        row[..k].iter_mut().zip(&flows.covariates).for_each(|(x, c)| *x = c.values[i]);
        row[k + flows.origin[i] as usize] = 1.0;
        row[k + o + flows.destination[i] as usize] = 1.0;
        row
    };
    let mut beta = vec![0.0; width];
    for _ in 0..60 {
        let (mut a, mut b) = (vec![0.0; width * width], vec![0.0; width]);
        for i in 0..flows.count.len() {
            let row = row(i);
            let offset = flows.offset.get(i).copied().unwrap_or(0.0);
            let mu = (offset + row.iter().zip(&beta).map(|(x, b)| x * b).sum::<f64>()).exp();
            for p in 0..width {
                b[p] += row[p] * (flows.count[i] - mu);
                for q in 0..=p {
                    a[p * width + q] += row[p] * row[q] * mu;
                }
            }
        }
        // A ridge too small to matter ties down the directions in which effects add up.
        (k..width).for_each(|p| a[p * width + p] += 1e-9);
        symmetric::factor(&mut a, width).unwrap();
        symmetric::solve(&a, width, &mut b);
        let longest = b.iter().fold(0.0f64, |m, v| m.max(v.abs()));
        beta.iter_mut().zip(&b).for_each(|(x, step)| *x += step / longest.max(1.0));
    }
    beta.truncate(k);
    beta
}

/// Flows of at least 1 so that a fit exists, on a random pattern of pairs that may fall into parts.
fn some_flows() -> impl Strategy<Value = Flows> {
    let rows = prop::collection::vec((0u32..6, 0u32..5, 1u32..60, -2.0f64..2.0, -1.0f64..1.0), 40..90);
    rows.prop_map(|rows| Flows {
        count: rows.iter().map(|r| f64::from(r.2)).collect(),
        origin: rows.iter().map(|r| r.0).collect(),
        destination: rows.iter().map(|r| r.1).collect(),
        covariates: vec![Covariate::new("x", rows.iter().map(|r| r.3).collect())],
        offset: rows.iter().map(|r| r.4).collect(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn effects_absorbed_are_effects_written_out(flows in some_flows()) {
        let fit = fit(&flows).unwrap();
        let wanted = reference(&flows);
        prop_assert!((fit.coefficients[0] - wanted[0]).abs() < 1e-6, "{:?} {:?}", fit.coefficients, wanted);
    }

    #[test]
    fn what_leaves_and_arrives_is_fitted_in_sum(flows in some_flows()) {
        let fit = fit(&flows).unwrap();
        for side in [&flows.origin, &flows.destination] {
            let (mut seen, mut meant) = ([0.0; 6], [0.0; 6]);
            for (i, group) in side.iter().enumerate() {
                seen[*group as usize] += flows.count[i];
                meant[*group as usize] += fit.fitted[i];
            }
            prop_assert!(seen.iter().zip(&meant).all(|(a, b)| (a - b).abs() < 1e-5 * (1.0 + a)), "{seen:?} {meant:?}");
        }
    }

    #[test]
    fn the_unit_of_flows_does_not_matter(flows in some_flows(), by in 0.01f64..100.0) {
        let mut scaled = flows.clone();
        scaled.count.iter_mut().for_each(|y| *y *= by);
        let (one, other) = (fit(&flows).unwrap(), fit(&scaled).unwrap());
        prop_assert!((one.coefficients[0] - other.coefficients[0]).abs() < 1e-7);
        let errors = [one.heteroskedastic().standard_error(0), other.heteroskedastic().standard_error(0)];
        prop_assert!((errors[0] - errors[1]).abs() < 1e-6 * errors[0]);
    }
}

fn small(count: &[f64], x: &[f64]) -> Flows {
    let n = count.len();
    Flows {
        count: count.to_vec(),
        origin: vec![0; n],
        destination: vec![0; n],
        covariates: vec![Covariate::new("x", x.to_vec())],
        offset: Vec::new(),
    }
}

#[test]
fn a_ratio_of_means_is_its_logarithm() {
    // Means 2 and 6: the coefficient is ln 3. HC1 with x an indicator: the sum of Σ(y−μ)²/(Σy)² over both groups, times n / (n − p).
    let fit = fit(&small(&[1.0, 2.0, 3.0, 4.0, 6.0, 8.0], &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0])).unwrap();
    assert!((fit.coefficients[0] - 3f64.ln()).abs() < 1e-9);
    let variance: f64 = (2.0 / 36.0 + 8.0 / 324.0) * 6.0 / 4.0;
    // One constant effect on each side counts once: p = 1 + (1 + 1) − 1.
    near(fit.heteroskedastic().standard_error(0), variance.sqrt());
    let wald = fit.wald(&fit.heteroskedastic(), &[(vec![1.0], 0.0)]).unwrap();
    near(wald.chi_squared, 3f64.ln().powi(2) / variance);
}

#[test]
fn groups_without_flow_are_dropped_and_counted() {
    let mut flows = small(&[1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 0.0, 0.0], &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0]);
    flows.origin[6..].fill(1);
    let fit = fit(&flows).unwrap();
    assert_eq!((fit.dropped.group_without_flow, fit.observations), (2, 6));
    assert!((fit.coefficients[0] - 3f64.ln()).abs() < 1e-9);
    assert_eq!(fit.fitted[6], 0.0);
}

#[test]
fn what_a_covariate_separates_is_dropped_and_counted() {
    // Whenever z is 1 the flow is 0, whenever there is a flow z is 0: z's coefficient runs to minus infinity. Without the two
    // separated observations the fit is that of x alone, and z no longer varies: it is named.
    let mut flows = small(&[1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 0.0, 0.0], &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0]);
    let mut z = vec![0.0; 8];
    z[6..].fill(1.0);
    flows.covariates.push(Covariate::new("z", z));
    assert_eq!(fit(&flows).unwrap_err(), GravityError::NotIdentified { covariate: "z".to_owned() });
    // A z that varies among the flows has a finite coefficient, however far the flow of 0 lies.
    flows.covariates[1].values = vec![0.0, -1.0, -2.0, 0.0, -1.0, -3.0, 0.0, 5.0];
    flows.count[6] = 2.0;
    let kept = fit(&flows).unwrap();
    assert_eq!(kept.dropped.separated_by_covariates, 0, "z has a finite coefficient here: {:?}", kept.coefficients);
}

#[test]
fn separation_by_two_covariates_together_is_found() {
    // Correia, Guimarães and Zylkin's kind of case: z = x2 − x1 is at least 0, and above 0 only where the flow is 0.
    let x1 = [1.0, 2.0, 5.0, 3.0, 2.0, 7.0, 1.0, 4.0];
    let x2 = [1.0, 2.0, 5.0, 3.0, 2.0, 7.0, 3.0, 9.0];
    let mut flows = small(&[3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 0.0, 0.0], &x1);
    flows.covariates.push(Covariate::new("x2", x2.to_vec()));
    // Once the two are dropped x1 and x2 are the same.
    assert_eq!(fit(&flows).unwrap_err(), GravityError::NotIdentified { covariate: "x2".to_owned() });
    assert_eq!(super::separation::by_covariates(&flows, &[true; 8]).unwrap(), vec![6, 7]);
}

#[test]
fn what_cannot_be_fitted_is_refused_by_name() {
    let good = small(&[1.0, 2.0, 3.0, 4.0], &[0.0, 1.0, 0.5, 2.0]);
    let with = |change: &dyn Fn(&mut Flows)| {
        let mut flows = good.clone();
        change(&mut flows);
        fit(&flows).unwrap_err()
    };
    assert_eq!(with(&|f| f.count[2] = -1.0), GravityError::BadFlow { observation: 2, value: -1.0 });
    assert!(matches!(with(&|f| f.count[0] = f64::NAN), GravityError::BadFlow { observation: 0, .. }));
    assert!(matches!(
        with(&|f| f.covariates[0].values[1] = f64::INFINITY),
        GravityError::BadValue { observation: 1, .. }
    ));
    assert!(matches!(with(&|f| f.origin.truncate(3)), GravityError::Length { found: 3, expected: 4, .. }));
    assert_eq!(with(&|f| f.count.fill(0.0)), GravityError::NoFlows);
    assert_eq!(with(&|f| f.covariates[0].values.fill(7.0)), GravityError::NotIdentified { covariate: "x".to_owned() });
    assert!(matches!(with(&|f| f.origin = vec![0, 1, 2, 3]), GravityError::NoFreedom { .. }));
}

#[test]
fn what_remains_of_a_coefficient_has_an_interval() {
    let (flows, pairs) = abel_cohen();
    let full = fit(&flows).unwrap();
    let mut bare = flows.clone();
    bare.covariates.truncate(1);
    let bare = fit(&bare).unwrap();
    let same = share::remaining((&full, 0), (&full, 0), &pairs);
    assert!((same.share - 1.0).abs() < 1e-12 && same.standard_error < 1e-12);
    let left = share::remaining((&bare, 0), (&full, 0), &pairs);
    near(left.share, full.coefficients[0] / bare.coefficients[0]);
    assert!(left.low < left.share && left.share < left.high && left.standard_error > 0.0);
}
