//! Models beside each other: those with the most weight, what separates high answers from low ones, rivals, trajectories.

use super::super::averaging::Averaged;
use super::super::design::named;
use super::super::fit::Fit;
use super::super::models::{Fitted, Models};
use super::super::stepwise::Stepwise;
use super::{ModelAnswer, Pivot, Rivals, Route, TrajectoryPoint, two_names};

/// Models that are listed one by one; the others have less weight than anybody reads.
const LISTED: usize = 400;
/// The least weight on either side for a pair of lists to be named as what separates answers.
const EACH_SIDE: f64 = 0.05;

pub(super) fn listed(all: &Models, averaged: &Averaged, lists: &[String]) -> Vec<ModelAnswer> {
    let observed = all.observed as f64;
    let least = |of: fn(&Fitted) -> f64| all.fitted.iter().map(of).fold(f64::INFINITY, f64::min);
    let (aic, bic) = (least(|f| f.aic), least(|f| f.bic));
    let mut ranked: Vec<(&Fitted, f64)> = all.fitted.iter().zip(averaged.weights.iter().copied()).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.pairs.cmp(&b.0.pairs)));
    let reach = 1.959_963_984_540_054;
    let answer = |(fitted, weight): (&Fitted, f64)| ModelAnswer {
        model: all.terms(fitted).iter().map(|set| named(*set, lists)).collect::<Vec<_>>().join(", "),
        pairs: fitted.pairs.count_ones(),
        point: observed + fitted.log_hidden.exp(),
        low: observed + (fitted.log_hidden - reach * fitted.standard_error).exp(),
        high: observed + (fitted.log_hidden + reach * fitted.standard_error).exp(),
        aic_behind: fitted.aic - aic,
        bic_behind: fitted.bic - bic,
        weight,
    };
    ranked.into_iter().take(LISTED).map(answer).collect()
}

pub(super) fn pivot(all: &Models, averaged: &Averaged, lists: &[String]) -> Option<Pivot> {
    let observed = all.observed as f64;
    let side = |i: usize| {
        let mut sums = [(0.0, 0.0); 2];
        for (fitted, weight) in all.fitted.iter().zip(&averaged.weights) {
            let (sum, log) = &mut sums[(fitted.pairs >> i & 1) as usize];
            *sum += weight;
            *log += weight * fitted.log_hidden;
        }
        sums
    };
    let separating = (0..all.pairs.len()).filter_map(|i| {
        let [(without, log_without), (with, log_with)] = side(i);
        (with >= EACH_SIDE && without >= EACH_SIDE).then(|| {
            let (log_with, log_without) = (log_with / with, log_without / without);
            let pivot = Pivot {
                lists: two_names(all.pairs[i], lists),
                weight_with: with,
                with: observed + log_with.exp(),
                without: observed + log_without.exp(),
            };
            ((log_with - log_without).abs(), pivot)
        })
    });
    separating.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, pivot)| pivot)
}

/// Two chosen models that differ by more than a fifth, each two once.
pub(super) fn rivals(chosen: &[(Route, &Fit)], lists: &[String]) -> Vec<Rivals> {
    let mut all = Vec::new();
    for (i, (first, a)) in chosen.iter().enumerate() {
        for (second, b) in &chosen[i + 1..] {
            if a.model == b.model || (a.total / b.total).ln().abs() < 1.2f64.ln() {
                continue;
            }
            let only = |of: &Fit, other: &Fit| -> Vec<String> {
                let terms = of.model.terms().iter().filter(|set| !other.model.contains(**set));
                terms.map(|set| named(*set, lists)).collect()
            };
            all.push(Rivals {
                first: *first,
                second: *second,
                only_first: only(a, b),
                only_second: only(b, a),
                aic_difference: a.aic - b.aic,
                bic_difference: a.bic - b.bic,
            });
        }
    }
    all
}

pub(super) fn stepwise_trajectory(stepped: &Stepwise, lists: &[String]) -> Vec<TrajectoryPoint> {
    let start = TrajectoryPoint { pairs: 0, model: "independent lists".to_owned(), point: stepped.main_effects.total };
    let steps = (1..).zip(&stepped.steps).map(|(pairs, step)| TrajectoryPoint {
        pairs,
        model: format!("+ {}", named(1 << step.pair.0 | 1 << step.pair.1, lists)),
        point: step.total,
    });
    std::iter::once(start).chain(steps).collect()
}

pub(super) fn size_trajectory(all: &Models, lists: &[String]) -> Vec<TrajectoryPoint> {
    let sizes = 0..=all.pairs.len() as u32;
    let best = sizes.filter_map(|size| {
        let of_size = all.fitted.iter().filter(|f| f.pairs.count_ones() == size);
        // With as many pairs the criteria agree.
        let best = of_size.min_by(|a, b| a.aic.total_cmp(&b.aic).then(a.pairs.cmp(&b.pairs)))?;
        Some(TrajectoryPoint {
            pairs: size,
            model: all.terms(best).iter().map(|set| named(*set, lists)).collect::<Vec<_>>().join(", "),
            point: all.observed as f64 + best.log_hidden.exp(),
        })
    });
    best.collect()
}
