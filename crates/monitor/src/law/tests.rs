//! The law on a made world whose border is known, and on the examples.

use super::*;
use crate::corridors::{CorridorTable, Kind};
use crate::migration::{Internal, Matrix, Migration, Part};
use turnstone_model::Place;

fn at(code: &str) -> Place {
    Place::from_code(code).unwrap()
}

/// Thirty countries and one of them in six parts, with flows that follow a law exactly.
fn world(border: f64, distance: f64, inside: f64) -> Migration {
    let places: Vec<Place> =
        Place::countries().filter(|p| crate::geography::geography(*p).is_some()).step_by(8).collect();
    let kor = at("KOR");
    let places: Vec<Place> = places.into_iter().filter(|p| *p != kor).take(29).chain([kor]).collect();
    let effect = |i: usize, by: f64| 1.0 + by * ((i * 7) % 5) as f64 / 5.0;
    let mut matrix = Matrix::default();
    for (i, &a) in places.iter().enumerate() {
        for (j, &b) in places.iter().enumerate().filter(|(j, _)| i != *j) {
            let km = crate::geography::distance(a, b).unwrap().ln();
            let touch = if crate::geography::contiguous(a, b) == Some(true) { 0.5 } else { 0.0 };
            let flow = (12.0 + effect(i, 1.0) + effect(j, 2.0) + border + distance * km + touch).exp();
            matrix.cells.insert((2015, a, b), flow);
        }
    }
    let k = places.len() - 1;
    let mut internal = Internal {
        country: kor,
        parts: (0..6).map(|i| Part { name: format!("part {i}"), place: None }).collect(),
        moves: Default::default(),
        distance: Default::default(),
        contiguous: Default::default(),
        population: Default::default(),
    };
    for year in 2015..2020 {
        for p in 0..6 {
            internal.population.insert((year, p), (p + 1) as f64);
            for q in 0..6 {
                let km = 50.0 + 40.0 * (p as f64 - q as f64).abs() + 11.0 * ((p * q) % 3) as f64;
                internal.distance.insert((p, q), km);
                let share = ((p + 1) * (q + 1)) as f64 / 441.0;
                let flow = share * (12.0 + effect(k, 1.0) + effect(k, 2.0) + inside * km.ln()).exp() / 5.0;
                internal.moves.insert((year, p, q), flow);
            }
        }
    }
    Migration { flows: [("da_pb_closed".to_owned(), matrix)].into(), internal: vec![internal], ..Migration::default() }
}

#[test]
fn a_law_that_holds_exactly_is_found() {
    let law = people(&world(-3.0, -1.2, -1.2), "da_pb_closed").unwrap();
    let main = law.main();
    for (name, value) in [("border", -3.0), ("distance", -1.2), ("common_border", 0.5)] {
        let found = main.term(name).unwrap().estimate;
        assert!((found - value).abs() < 1e-6, "{name} {found}");
    }
    // Distances are shorter inside, so that the raw border effect is larger than the true one.
    assert!(law.ladder[1].border().estimate < -3.0);
    let share = main.remaining.unwrap().share;
    assert!((share - main.border().estimate / law.ladder[1].border().estimate).abs() < 1e-9 && share < 1.0);
    let size = law.same.iter().find(|t| t.question == "size of the origin").unwrap();
    assert!((size.inside.estimate - 1.0).abs() < 1e-6);
    assert_eq!((law.inside[0].pairs, law.across.0), (30, 870));
    assert_eq!(law.left_out["moves within one part: no distance is meant"], 6);
    assert!(law.not_tested.len() == 2, "{:?}", law.not_tested);
}

#[test]
fn a_difference_between_inside_and_across_is_seen() {
    let law = people(&world(-3.0, -1.2, -0.4), "da_pb_closed").unwrap();
    let test = law.same.iter().find(|t| t.question == "distance").unwrap();
    assert!((test.inside.estimate + 0.4).abs() < 1e-5 && (test.across.estimate + 1.2).abs() < 1e-5, "{test:?}");
    assert!(test.differs());
}

#[test]
fn what_does_not_identify_a_border_is_withheld() {
    let mut migration = world(-3.0, -1.2, -1.2);
    migration.internal[0].parts.truncate(4);
    let few = people(&migration, "da_pb_closed").unwrap_err();
    assert!(few.reason.starts_with("12 pairs of places inside"), "{few}");
    migration.internal[0].country = at("FJI");
    let stranger = people(&migration, "da_pb_closed");
    assert!(stranger.is_err_and(|w| w.reason.starts_with("0 pairs")));
    migration.internal.clear();
    assert!(people(&migration, "da_pb_closed").unwrap_err().reason.starts_with("no moves inside any country"));
    assert!(people(&migration, "mig_rate").unwrap_err().reason.contains("mig_rate"));
    assert!(trafficking(&CorridorTable::default(), Kind::Records, Bound::Low).is_err());
}

/// pyfixest 0.60.0, `fepois("flow ~ border + distance + common_border | origin + destination", offset=…)` on the same 52,484 pairs:
/// offset of the logarithms of both shares, clustered by pair without direction, iwls_tol and fixef_tol 1e-13.
#[test]
fn the_law_of_the_examples_is_the_one_that_pyfixest_finds() {
    let law = people(&crate::migration::examples(), "da_pb_closed").unwrap();
    let near =
        |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-6 * wanted.abs(), "{found} is not {wanted}");
    assert_eq!((law.across, law.inside[0].pairs, law.inside[0].people), ((52_212, 101_176_337.0), 272, 12_229_828.0));
    let raw = law.ladder[1].border();
    near(raw.estimate, -8.089_961_286_885_966);
    near(raw.standard_error, 0.646_499_027_214_675_3);
    let main = law.main();
    for (name, estimate, error) in [
        ("border", -2.364_208_142_668_094, 0.640_288_404_141_384_4),
        ("distance", -1.062_230_602_864_225_4, 0.089_561_272_042_726_5),
        ("common_border", 0.881_336_544_525_969, 0.227_438_367_892_124_1),
    ] {
        let term = main.term(name).unwrap();
        near(term.estimate, estimate);
        near(term.standard_error, error);
    }
    near(main.deviance, 197_618_994.599_368_18);
    near(main.remaining.unwrap().share, -2.364_208_142_668_094 / -8.089_961_286_885_966);
    // Distance keeps people less inside Korea than across borders, in both families of models.
    let distance: Vec<bool> = law.same.iter().filter(|t| t.question == "distance").map(SameTest::differs).collect();
    assert_eq!(distance, [true, true]);
    assert!(law.assumptions.iter().any(|a| a.contains("the border term is this country's")));
    let (low, high) = law.range();
    assert!(low <= main.border().estimate && main.border().estimate <= high && low < high);
}
