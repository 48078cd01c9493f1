//! Year effects and steps by hand, against what must hold, and withheld where nothing ties years together.

use super::*;
use proptest::prelude::*;

fn panel(rows: &[&[Option<u64>]]) -> Panel {
    let counts = rows.iter().map(|row| row.iter().map(|c| c.map(Cell::exactly)).collect()).collect();
    Panel { first_year: 2018, counts, effort: Vec::new() }
}

#[test]
fn two_contributors_that_double_give_a_ratio_of_two() {
    let panel = panel(&[&[Some(10), Some(20)], &[Some(30), Some(60)]]);
    let step = step_between(&panel, &[0], &[1], 0.95).unwrap();
    assert!((step.ratio.value - 2.0).abs() < 1e-12);
    // Both fit exactly: the dispersion is one, and the variance of the log ratio is 1/40 + 1/80.
    assert_eq!(step.dispersion, Some(1.0));
    assert!((step.log_error - (1.0f64 / 40.0 + 1.0 / 80.0).sqrt()).abs() < 1e-12);
    // t with one degree of freedom, 0.975: 12.706.
    assert!((step.ratio.high.ln() - 2f64.ln() - 12.706_204_736 * step.log_error).abs() < 1e-6);
}

#[test]
fn a_newcomer_moves_nothing() {
    let alone = panel(&[&[Some(10), Some(12)], &[Some(30), Some(33)]]);
    let joined = panel(&[&[Some(10), Some(12)], &[Some(30), Some(33)], &[None, Some(500)]]);
    assert_eq!(step_between(&alone, &[0], &[1], 0.95).unwrap(), step_between(&joined, &[0], &[1], 0.95).unwrap());
    let index = |p: &Panel| year_effects(p, 0.95).unwrap().index(2018).unwrap();
    assert!((index(&alone).value - index(&joined).value).abs() < 1e-12);
}

#[test]
fn twice_the_effort_explains_twice_the_count() {
    let mut panel = panel(&[&[Some(10), Some(20)], &[Some(7), Some(14)]]);
    panel.effort = vec![vec![Some(3.0), Some(6.0)], vec![Some(1.0), Some(2.0)]];
    assert!((step_between(&panel, &[0], &[1], 0.95).unwrap().ratio.value - 1.0).abs() < 1e-9);
    assert!((year_effects(&panel, 0.95).unwrap().index(2018).unwrap().value - 1.0).abs() < 1e-9);
    // A year without known effort is not compared.
    panel.effort[0][1] = None;
    assert_eq!(step_between(&panel, &[0], &[1], 0.95).unwrap().contributors, 1);
}

#[test]
fn a_balanced_table_has_the_ratio_of_its_margins() {
    // Without gaps the conditional estimate is the ratio of column sums: 9 + 21 : 30 + 15 : 24 + 36.
    let panel = panel(&[&[Some(9), Some(30), Some(24)], &[Some(21), Some(15), Some(36)]]);
    let effects = year_effects(&panel, 0.95).unwrap();
    assert_eq!(effects.reference, 2020);
    for (year, ratio) in [(2018, 30.0 / 60.0), (2019, 45.0 / 60.0), (2020, 1.0)] {
        assert!((effects.index(year).unwrap().value - ratio).abs() < 1e-9, "{year}");
    }
}

#[test]
fn years_that_share_nobody_are_withheld() {
    let panel = panel(&[&[Some(10), Some(12), None, None], &[None, None, Some(5), Some(6)]]);
    let effects = year_effects(&panel, 0.95).unwrap();
    assert_eq!(effects.years.iter().map(|y| y.index.is_ok()).collect::<Vec<_>>(), [true, true, false, false]);
    assert_eq!(effects.reference, 2019);
    let lonely = panel_of_strangers();
    assert!(year_effects(&lonely, 0.95).unwrap_err().reason.contains("no two years"));
    assert!(step_between(&lonely, &[0], &[1], 0.95).unwrap_err().reason.contains("no contributor"));
}

fn panel_of_strangers() -> Panel {
    panel(&[&[Some(10), None], &[None, Some(5)]])
}

#[test]
fn a_count_that_falls_to_nothing_is_withheld_and_not_infinite() {
    let panel = panel(&[&[Some(10), Some(0)], &[Some(3), Some(0)]]);
    assert!(step_between(&panel, &[0], &[1], 0.95).unwrap_err().reason.contains("later"));
    assert!(year_effects(&panel, 0.95).is_err());
}

#[test]
fn hidden_numbers_widen_the_interval() {
    let known = panel(&[&[Some(40), Some(50)], &[Some(30), Some(28)], &[Some(2), Some(3)]]);
    let mut hidden = known.clone();
    hidden.counts[2] = vec![Some(Cell { low: 1, high: 4 }); 2];
    let width = |p: &Panel| step_between(p, &[0], &[1], 0.95).map(|s| (s.ratio.high / s.ratio.low).ln()).unwrap();
    assert!(width(&hidden) > width(&known));
    let of_year = |p: &Panel| year_effects(p, 0.95).unwrap().index(2018).map(|e| (e.high / e.low).ln()).unwrap();
    assert!(of_year(&hidden) > of_year(&known));
}

proptest! {
    #[test]
    fn the_index_between_two_years_is_the_inverse_of_the_step(
        counts in prop::collection::vec((1u64..200, 1u64..200, 0.5f64..4.0, 0.5f64..4.0), 1..8)
    ) {
        let rows = counts.iter().map(|c| vec![Some(Cell::exactly(c.0)), Some(Cell::exactly(c.1))]).collect();
        let effort = counts.iter().map(|c| vec![Some(c.2), Some(c.3)]).collect();
        let panel = Panel { first_year: 2018, counts: rows, effort };
        let step = step_between(&panel, &[0], &[1], 0.95).unwrap();
        let effects = year_effects(&panel, 0.95).unwrap();
        prop_assert!((step.ratio.value * effects.index(2018).unwrap().value - 1.0).abs() < 1e-8);
        prop_assert!(step.ratio.holds(step.ratio.value));
    }
}
