//! The estimates: every route in turn, the average on changed tables, and why there may be none.

use super::super::averaging::Averaged;
use super::super::bootstrap::{self, Bca};
use super::super::chao::lower_bounds;
use super::super::decomposable;
use super::super::design::{Model, named, pairs};
use super::super::diagnostics::{Convergence, Reason};
use super::super::fit::{Fit, NotEstimable, fit};
use super::super::histories::CaptureHistories;
use super::super::models::{ALL_UP_TO, Fitted, Models, Reach, models};
use super::super::search::{Criterion, search, search_intervals};
use super::super::sensitivity::{by_odds_ratio, list_changes, person_changes, variants};
use super::super::stepwise::stepwise;
use super::super::{existence, latent_class, threshold};
use super::compared::{listed, pivot, rivals, size_trajectory, stepwise_trajectory};
use super::{AverageAnswer, Estimates, Range, Route, RouteAnswer, Sampled, Settings, VariantAnswer, Withheld};

/// The level of every interval that is not said to be another.
const LEVEL: f64 = 0.95;
/// Draws of a chain that are kept for drawing it.
const DRAWN: usize = 250;

pub(super) fn withheld(histories: &CaptureHistories, reason: NotEstimable) -> Withheld {
    let helps = |changed: &CaptureHistories| {
        let changed = changed.without_empty_lists();
        changed.is_ok_and(|(changed, _)| fit(&changed, &Model::main_effects(changed.t())).is_ok())
    };
    let changes = list_changes(histories).into_iter().filter(|(_, changed)| helps(changed));
    Withheld { reason, would_help: changes.map(|(change, _)| change).collect() }
}

pub(super) fn estimates(
    histories: &CaptureHistories,
    independent: &Fit,
    settings: &Settings,
    stage: &dyn Fn(&str),
) -> Result<Estimates, NotEstimable> {
    let (t, lists) = (histories.t(), histories.lists());
    stage("Fitting models");
    let all = models(histories, Reach::of(t));
    let no_model = || NotEstimable::NoEstimate {
        model: independent.model.to_string(),
        status: existence::status(histories, &independent.model),
    };
    let averaged = all.average().ok_or_else(no_model)?;

    stage("Choosing step by step, and again on each resample");
    let stepped = stepwise(histories, settings.threshold)?;
    let resampling =
        bootstrap::Settings { replicates: settings.replicates, levels: vec![0.8, LEVEL], seed: settings.seed };
    let bca = bootstrap::stepwise_intervals(histories, stepped.fit.total, settings.threshold, &resampling);
    let best = |criterion: fn(&Fitted) -> f64| {
        let best = all.best(criterion).ok_or_else(no_model)?;
        fit(histories, &all.model(t, best))
    };
    let (bic, aic) = (best(|f| f.bic)?, best(|f| f.aic)?);
    let chosen_again = choose_again(histories, &resampling);

    stage("Averaging over graphs");
    let graphs = decomposable::average(histories, &decomposable::Settings::for_lists(t));
    stage("Sampling latent classes");
    let classes = latent_class::sample(histories, &settings.latent_classes, settings.seed);

    stage("Sampling thresholded pairs");
    let thresholded = threshold::sample(histories, &settings.thresholded, settings.seed);

    stage("Changing the lists");
    let estimate = |changed: &CaptureHistories| {
        let (changed, _) = changed.without_empty_lists().ok()?;
        models(&changed, Reach::of_many(changed.t())).average().as_ref().map(VariantAnswer::from)
    };
    let list_changes = variants(list_changes(histories), estimate);
    let person_changes = variants(person_changes(histories), estimate);

    let one_model = |route, fit: &Fit, interval: &'static str, ends: (f64, f64), remarks| RouteAnswer {
        route,
        model: Some(pairs_named(&fit.model, lists)),
        point: Some(fit.total),
        low: Some(ends.0).filter(|end| end.is_finite()),
        high: Some(ends.1).filter(|end| end.is_finite()),
        interval,
        remarks,
    };
    let wald = |fit: &Fit| {
        let interval = fit.interval(LEVEL);
        (interval.low, interval.high)
    };
    let ends = |bca: &Bca| {
        let interval = bca.intervals.iter().find(|interval| interval.level == LEVEL);
        interval.map_or((f64::NAN, f64::NAN), |interval| (interval.low, interval.high))
    };
    let too_narrow = || vec!["its interval takes the model as given and is too narrow".to_owned()];
    let mut routes = vec![
        RouteAnswer {
            route: Route::Average,
            model: None,
            point: Some(averaged.median),
            low: Some(averaged.central_95.0),
            high: Some(averaged.central_95.1),
            interval: "quantiles of the mixture",
            remarks: Vec::new(),
        },
        one_model(Route::Independent, independent, "Wald", wald(independent), Vec::new()),
        one_model(
            Route::Stepwise,
            &stepped.fit,
            "BCa, with the search repeated",
            ends(&bca),
            bca.remarks.iter().map(ToString::to_string).collect(),
        ),
        match &chosen_again {
            Some(bca) => one_model(
                Route::BestBic,
                &bic,
                "BCa, with the choice among the best models repeated",
                ends(bca),
                bca.remarks.iter().map(ToString::to_string).collect(),
            ),
            None => one_model(Route::BestBic, &bic, "Wald", wald(&bic), too_narrow()),
        },
        one_model(Route::BestAic, &aic, "Wald", wald(&aic), too_narrow()),
    ];
    routes.push(match &graphs {
        Ok(graphs) => sampled_route(Route::Graphs, graphs.median, graphs.interval, graphs.verdict.reasons()),
        Err(error) => no_route(Route::Graphs, error.to_string()),
    });
    let mut sampled = Vec::new();
    routes.push(match &classes {
        Ok(classes) => {
            sampled.push(drawn(Route::LatentClasses, &classes.convergence, &classes.draws));
            sampled_route(Route::LatentClasses, classes.median, classes.interval, classes.verdict.reasons())
        }
        Err(error) => no_route(Route::LatentClasses, error.to_string()),
    });
    routes.push(match &thresholded {
        Ok(pairs) => {
            sampled.push(drawn(Route::Thresholded, &pairs.convergence, &pairs.draws));
            sampled_route(Route::Thresholded, pairs.median, pairs.interval, pairs.verdict.reasons())
        }
        Err(error) => no_route(Route::Thresholded, error.to_string()),
    });
    routes.push(bound(histories));

    let chosen = [(Route::Stepwise, &stepped.fit), (Route::BestBic, &bic), (Route::BestAic, &aic)];
    Ok(Estimates {
        range: range(&routes),
        by_odds_ratio: by_odds_ratio(histories.n(), (averaged.median, averaged.central_95.0, averaged.central_95.1)),
        models: listed(&all, &averaged, lists),
        pivot: pivot(&all, &averaged, lists),
        rivals: rivals(&chosen, lists),
        stepwise_trajectory: stepwise_trajectory(&stepped, lists),
        size_trajectory: size_trajectory(&all, lists),
        cautions: cautions(histories, &all, &averaged),
        average: AverageAnswer {
            point: averaged.median,
            central_95: averaged.central_95,
            central_80: averaged.central_80,
            admissible: all.fitted.len(),
            refused: all.refused,
            complete: all.complete,
        },
        routes,
        list_changes,
        person_changes,
        sampled,
    })
}

/// The interval of the best model by BIC when each resample chooses again; `None` where there are too many models for it.
fn choose_again(histories: &CaptureHistories, resampling: &bootstrap::Settings) -> Option<Bca> {
    if histories.t() > ALL_UP_TO {
        return None;
    }
    // As many as Silverman, Chan and Vincent (2024) take.
    let n_top = if histories.t() < 5 { 20 } else { 100 };
    let found = search(histories, 2).ok()?;
    search_intervals(histories, &found, Criterion::Bic, n_top, resampling)?.by_top.pop()
}

fn bound(histories: &CaptureHistories) -> RouteAnswer {
    match lower_bounds(histories).lists_differ {
        Ok(bound) => {
            let interval = bound.interval(LEVEL);
            RouteAnswer {
                route: Route::LowerBound,
                model: None,
                point: Some(bound.total),
                low: Some(interval.low),
                high: Some(interval.high),
                interval: "log-normal, of the bound",
                remarks: vec!["a bound: at least so many, not an estimate".to_owned()],
            }
        }
        Err(error) => no_route(Route::LowerBound, error.to_string()),
    }
}

fn drawn(route: Route, convergence: &Convergence, draws: &[Vec<f64>]) -> Sampled {
    Sampled {
        route,
        r_hat: convergence.worst_r_hat(),
        effective_draws: convergence.effective_bulk,
        chain_medians: convergence.chain_medians.clone(),
        chains: draws.iter().map(|chain| thinned(chain)).collect(),
    }
}

fn sampled_route(route: Route, median: f64, ends: (f64, f64), reasons: &[Reason]) -> RouteAnswer {
    let stands = reasons.is_empty();
    RouteAnswer {
        route,
        model: None,
        point: stands.then_some(median),
        low: stands.then_some(ends.0),
        high: stands.then_some(ends.1),
        interval: "posterior",
        remarks: reasons.iter().map(ToString::to_string).collect(),
    }
}

fn no_route(route: Route, why: String) -> RouteAnswer {
    RouteAnswer { route, model: None, point: None, low: None, high: None, interval: "posterior", remarks: vec![why] }
}

/// Every k-th draw, at most [`DRAWN`].
fn thinned(chain: &[f64]) -> Vec<f64> {
    chain.iter().copied().step_by(chain.len().div_ceil(DRAWN).max(1)).collect()
}

/// The pairs of a model by the lists' names; empty for independence.
fn pairs_named(model: &Model, lists: &[String]) -> String {
    model.terms().iter().map(|set| named(*set, lists)).collect::<Vec<_>>().join(", ")
}

fn range(routes: &[RouteAnswer]) -> Range {
    let points = || {
        let estimates = routes.iter().filter(|route| route.route.is_estimate());
        estimates.filter_map(|route| route.point.map(|point| (point, route.route)))
    };
    let start =
        Range { low: f64::INFINITY, low_route: Route::Average, high: f64::NEG_INFINITY, high_route: Route::Average };
    points().fold(start, |range, (point, route)| {
        let mut range = range;
        if point < range.low {
            (range.low, range.low_route) = (point, route);
        }
        if point > range.high {
            (range.high, range.high_route) = (point, route);
        }
        range
    })
}

fn cautions(histories: &CaptureHistories, all: &Models, averaged: &Averaged) -> Vec<String> {
    let mut said = Vec::new();
    let on_several = histories.on_several();
    if histories.t() == 2 {
        said.push(
            "With two lists nothing shows whether they depend on each other. Referrals between them make the true number larger."
                .to_owned(),
        );
    }
    if on_several < 20 {
        said.push(format!("Only {on_several} persons are on two lists or more: every number here rests on them."));
    }
    let empty = histories.empty_pairs().len();
    if empty > 0 {
        let pairs = pairs(histories.t()).len();
        said.push(format!("{empty} of {pairs} pairs of lists share nobody; whether by chance or because they cannot, the lists do not say."));
    }
    if averaged.central_95.1 > 3.0 * averaged.central_95.0 {
        said.push(
            "The interval is wider than a factor of three: use it to show what is not known, not as a number."
                .to_owned(),
        );
    }
    if !all.complete {
        said.push(format!(
            "Too many lists to fit every model: {} models near the best were fitted, and more are near.",
            all.fitted.len()
        ));
    }
    said
}
