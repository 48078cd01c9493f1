//! The law of trafficking corridors: victims by origin and destination country, those exploited at home among them.

use super::data::{Numbered, Observations, Pair};
use super::rungs::{fitted, remaining};
use super::{Inside, Law, Size, Withheld};
use crate::corridors::{CorridorTable, Kind};
use crate::geography::{contiguous, distance, internal_distance};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use turnstone_estimate::gravity::{Covariate, GravityError};
use turnstone_model::Place;

/// Fewer countries with victims at home say nothing about a border.
const FEWEST_COUNTRIES: usize = 5;

/// Which end of an interval a count is taken at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// Hidden numbers at their least.
    Low,
    /// Hidden numbers at their most; a number that nothing bounds at its least.
    High,
}

/// Fits the law to the corridors of one kind of source.
///
/// **Source** as [`super::people`]; distance inside a country from its area (Head and Mayer 2000).
///
/// **Method** Every origin and destination country with a count somewhere, the pair of a country with itself included; a pair
/// without a count is 0. Effects of origin (who is detected at all) and destination (who detects). The border term is identified by
/// countries that have victims both at home and across a border.
///
/// **Errors** [`Withheld`] when fewer than five countries have victims at home, or a term is not identified.
pub fn trafficking(table: &CorridorTable, source: Kind, bound: Bound) -> Result<Law, Withheld> {
    let what = || format!("the border effect on trafficking ({})", source.label());
    let of = observe(table, source, bound);
    let at_home = of.of_inside.iter().filter(|i| i.people > 0.0).count();
    if at_home < FEWEST_COUNTRIES {
        return Err(Withheld {
            what: what(),
            reason: format!(
                "{at_home} countries have victims both at home and across borders, fewer than {FEWEST_COUNTRIES}"
            ),
            help: "Give records or counts that name the origin of victims exploited in their own country too".into(),
        });
    }
    ladder(of, source, bound).map_err(|error: GravityError| Withheld {
        what: what(),
        reason: error.to_string(),
        help: "Give corridors of more countries".into(),
    })
}

fn observe(table: &CorridorTable, source: Kind, bound: Bound) -> Observations {
    let mut of = Observations::default();
    let mut counts: HashMap<(Place, Place), f64> = HashMap::new();
    for corridor in table.corridors.iter().filter(|c| c.source == source) {
        let ends = corridor.origin.country().zip(corridor.destination.country());
        let Some(ends) = ends.filter(|_| corridor.border_crossed.is_some()) else {
            of.leave_out("corridors with an end coarser than a country");
            continue;
        };
        // A territory coded twice is inside its state.
        let ends = if corridor.border_crossed == Some(false) { (ends.1, ends.1) } else { ends };
        let count = match bound {
            Bound::Low => corridor.low,
            Bound::High => corridor.high.unwrap_or(corridor.low),
        };
        *counts.entry(ends).or_default() += count as f64;
    }
    let origins: BTreeSet<Place> = counts.keys().map(|(o, _)| *o).collect();
    let destinations: BTreeSet<Place> = counts.keys().map(|(_, d)| *d).collect();
    let mut numbered = Numbered::default();
    for &origin in &origins {
        for &destination in &destinations {
            let inside = origin == destination;
            let apart = if inside { internal_distance(origin) } else { distance(origin, destination) };
            let Some(kilometres) = apart else {
                of.leave_out("pairs with a country that has no coordinates");
                continue;
            };
            let count = counts.get(&(origin, destination)).copied().unwrap_or(0.0);
            of.push(Pair {
                count,
                groups: (numbered.of(origin), numbered.of(destination)),
                names: (origin.code().to_owned(), destination.code().to_owned()),
                inside,
                distance: kilometres,
                contiguous: !inside && contiguous(origin, destination) == Some(true),
                share: (1.0, 1.0),
                population: None,
                earlier: None,
            });
            if inside {
                of.of_inside.push(Inside { country: origin, pairs: 1, people: count });
            }
        }
    }
    of
}

fn ladder(of: Observations, source: Kind, bound: Bound) -> Result<Law, GravityError> {
    let common = Covariate::new("common_border", of.contiguous.clone());
    let far = vec![Covariate::new("distance", of.log_distance.clone()), common.clone()];
    let raw = fitted(&of, "raw: effects of countries only", Size::Ignored, Vec::new())?;
    let mut full = fitted(&of, "and distance and common border", Size::Ignored, far)?;
    remaining(&raw, &mut full, &of);
    let split = vec![
        Covariate::new("distance_across", of.half(&of.log_distance, false)),
        Covariate::new("distance_inside", of.half(&of.log_distance, true)),
        common,
    ];
    let (mut same, mut not_tested) = (Vec::new(), Vec::new());
    match fitted(&of, "effects of countries, distance of its own inside", Size::Ignored, split) {
        Ok(own) => same.extend(own.same("distance", "distance_across", "distance_inside")),
        Err(error) => not_tested.push(format!("distance: {error}")),
    }
    not_tested.push("size: a country is one place on both sides, and its size is in its effects".to_owned());
    let ends = match bound {
        Bound::Low => "hidden numbers at their least",
        Bound::High => "hidden numbers at their most",
    };
    let at_home = of.of_inside.iter().filter(|i| i.people > 0.0).count();
    let mut assumptions = vec![
        format!(
            "The border term rests on {at_home} countries with victims at home, of {} that are both an origin and a destination.",
            of.of_inside.len()
        ),
        "A pair without a count is 0: a corridor that nobody detected and one that nobody travelled are not told apart.".to_owned(),
        "Distance inside a country is two thirds of the radius of a disk of its area.".to_owned(),
        "What a country detects, and whose citizens are detected at all, is in the effects; a country that looks harder for foreigners than for \
         its own, or the reverse, moves the border term."
            .to_owned(),
    ];
    if source == Kind::Counts {
        assumptions
            .push("Citizenship stands for the origin, and the reporting country for the destination.".to_owned());
    }
    Ok(Law {
        subject: format!("Victims of trafficking, {}, {ends}", source.label()),
        years: None,
        across: of.across(),
        inside: of.of_inside,
        left_out: of.left_out,
        ladder: vec![raw.rung, full.rung],
        headline: 1,
        same,
        not_tested,
        assumptions,
    })
}
