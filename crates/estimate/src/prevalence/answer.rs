//! The answer: a range over the routes that the data admit and what each rests on, then one point, then what else would move
//! it. Or that there is none, why, and what would help.
//!
//! Each route is estimated in a module of its own; here they are put beside each other.

use super::averaging::Averaged;
use super::bootstrap::{self, Bca};
use super::chao::lower_bounds;
use super::decomposable;
use super::design::{Model, members, named, pairs};
use super::diagnostics::Convergence;
use super::fit::{Fit, NotEstimable, fit};
use super::histories::CaptureHistories;
use super::latent_class;
use super::models::{ALL_UP_TO, Fitted, Models, Reach, Refused, models};
use super::search::{Criterion, search, search_intervals};
use super::sensitivity::{Change, UnderAssumption, Variant, by_odds_ratio, list_changes, person_changes, variants};
use super::stepwise::{self, Stepwise, stepwise};
use super::threshold;
use serde::Serialize;

/// The level of every interval that is not said to be another.
const LEVEL: f64 = 0.95;
/// Models that are listed one by one; the others have less weight than anybody reads.
const LISTED: usize = 400;
/// The least weight on either side for a pair of lists to be named as what separates answers.
const EACH_SIDE: f64 = 0.05;
/// Draws of a chain that are kept for drawing it.
const DRAWN: usize = 250;

/// How an answer is made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// Decides every draw.
    pub seed: u64,
    /// Resamples of the bootstrap.
    pub replicates: u32,
    /// The probability below which a pair enters in the stepwise route.
    pub threshold: f64,
    /// The latent-class sampler.
    pub latent_classes: latent_class::Settings,
    /// The sampler of thresholded pairs.
    pub thresholded: threshold::Settings,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            seed: 1,
            replicates: 1_000,
            threshold: stepwise::THRESHOLD,
            latent_classes: latent_class::Settings::default(),
            thresholded: threshold::Settings::default(),
        }
    }
}

/// One list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListCount {
    /// Its name.
    pub list: String,
    /// Persons on it.
    pub persons: u64,
    /// Persons on it and on no other.
    pub alone: u64,
}

/// Two lists.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairCount {
    /// Their names.
    pub lists: [String; 2],
    /// Persons on both.
    pub persons: u64,
    /// Persons expected on both if no two lists depended on each other; absent where that model has no estimate.
    pub expected: Option<f64>,
}

/// Persons on exactly these lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PatternCount {
    /// The lists' names.
    pub lists: Vec<String>,
    /// The persons.
    pub persons: u64,
}

/// What was asked and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// How it was made.
    pub settings: Settings,
    /// The lists, in their order.
    pub lists: Vec<ListCount>,
    /// Persons on at least one list.
    pub observed: u64,
    /// Persons on at least two.
    pub on_several: u64,
    /// Patterns with persons, most persons first.
    pub patterns: Vec<PatternCount>,
    /// Every two lists.
    pub pairs: Vec<PairCount>,
    /// What came of it.
    pub outcome: Outcome,
}

/// An estimate, or none.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// There are answers.
    Estimated(Box<Estimates>),
    /// There is none.
    NotEstimable(Withheld),
}

/// Why there is no answer, and what would help.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Withheld {
    /// Why.
    pub reason: NotEstimable,
    /// The single changes of lists after which there is an answer. None: no such change helps.
    pub would_help: Vec<Change>,
}

/// A way to an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// The average over models.
    Average,
    /// No two lists depend on each other.
    Independent,
    /// The stepwise choice of pairs.
    Stepwise,
    /// The one best model by Schwarz's criterion.
    BestBic,
    /// The one best model by Akaike's criterion.
    BestAic,
    /// The average over decomposable graphs.
    Graphs,
    /// The mixture of latent classes.
    LatentClasses,
    /// Pairs whose effect is clearly not none, by Bayesian fits.
    Thresholded,
    /// Chao's lower bound: at least so many, if persons differ in how easily they are listed.
    LowerBound,
}

impl Route {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Route::Average => "average over models",
            Route::Independent => "independent lists",
            Route::Stepwise => "stepwise",
            Route::BestBic => "best model by BIC",
            Route::BestAic => "best model by AIC",
            Route::Graphs => "decomposable graphs",
            Route::LatentClasses => "latent classes",
            Route::Thresholded => "thresholded pairs",
            Route::LowerBound => "lower bound",
        }
    }

    /// What must be true for it.
    pub fn rests_on(self) -> &'static str {
        match self {
            Route::Average => "some model with pairs of dependent lists is near the truth; none is picked",
            Route::Independent => "being on one list makes being on another neither more nor less likely",
            Route::Stepwise => "the pairs that a forward search finds surprising are all that depend on each other",
            Route::BestBic => "the one model with the least BIC is the truth",
            Route::BestAic => "the one model with the least AIC is the truth",
            Route::Graphs => "lists depend on each other as in some chordal graph, with a prior worth one person",
            Route::LatentClasses => "persons are of a few kinds, and within a kind lists are independent",
            Route::Thresholded => "dependence that two prior fits cannot tell from none is none",
            Route::LowerBound => "persons differ in how easily they are listed; lists are otherwise independent",
        }
    }

    /// Whether its point is an estimate of the total, not a bound on it.
    pub fn is_estimate(self) -> bool {
        self != Route::LowerBound
    }
}

/// What one route answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RouteAnswer {
    /// The route.
    pub route: Route,
    /// The model, where it is one, as lists' names joined by `:`.
    pub model: Option<String>,
    /// The point in persons, those seen included; absent when withheld.
    pub point: Option<f64>,
    /// The lower end of its 95 % interval.
    pub low: Option<f64>,
    /// The upper end; absent also where it is beyond any number.
    pub high: Option<f64>,
    /// How the interval was made.
    pub interval: &'static str,
    /// Why the answer is withheld, and what must be known of it.
    pub remarks: Vec<String>,
}

/// The lowest and the highest point of the admissible routes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Range {
    /// The lowest point.
    pub low: f64,
    /// Whose it is.
    pub low_route: Route,
    /// The highest point.
    pub high: f64,
    /// Whose it is.
    pub high_route: Route,
}

/// One model of those averaged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModelAnswer {
    /// Its pairs, as lists' names joined by `:`; empty for independence.
    pub model: String,
    /// How many pairs.
    pub pairs: u32,
    /// The total.
    pub point: f64,
    /// The lower end of its own 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Akaike's criterion above the least.
    pub aic_behind: f64,
    /// Schwarz's criterion above the least.
    pub bic_behind: f64,
    /// Its weight in the average.
    pub weight: f64,
}

/// The pair of lists whose place in the model separates high answers from low ones.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pivot {
    /// The two lists.
    pub lists: [String; 2],
    /// The share of the weight that has them depend on each other.
    pub weight_with: f64,
    /// The total on average over the models that do (mean of the log hidden number).
    pub with: f64,
    /// The total on average over the models that do not.
    pub without: f64,
}

/// Two routes to one model each that answer differently, and what they disagree on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rivals {
    /// The one.
    pub first: Route,
    /// The other.
    pub second: Route,
    /// Pairs that only the first has.
    pub only_first: Vec<String>,
    /// Pairs that only the second has.
    pub only_second: Vec<String>,
    /// AIC of the first less that of the second: below 0 it prefers the first.
    pub aic_difference: f64,
    /// BIC of the first less that of the second.
    pub bic_difference: f64,
}

/// One point of a trajectory.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrajectoryPoint {
    /// Pairs in the model.
    pub pairs: u32,
    /// What was added, or the whole model.
    pub model: String,
    /// The total.
    pub point: f64,
}

/// A sampled answer as it is drawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sampled {
    /// The route.
    pub route: Route,
    /// Split R-hat.
    pub r_hat: f64,
    /// Effective draws in the middle of the distribution.
    pub effective_draws: f64,
    /// The median of each chain.
    pub chain_medians: Vec<f64>,
    /// Totals of each chain, thinned for drawing.
    pub chains: Vec<Vec<f64>>,
}

/// The estimates.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimates {
    /// The lowest and highest point of the admissible routes.
    pub range: Range,
    /// The average over models: the point and its intervals.
    pub average: AverageAnswer,
    /// Every route.
    pub routes: Vec<RouteAnswer>,
    /// The models with the most weight.
    pub models: Vec<ModelAnswer>,
    /// What separates high answers from low ones, where something does.
    pub pivot: Option<Pivot>,
    /// Routes that disagree by more than a fifth.
    pub rivals: Vec<Rivals>,
    /// The stepwise search, step by step.
    pub stepwise_trajectory: Vec<TrajectoryPoint>,
    /// The best model of each number of pairs.
    pub size_trajectory: Vec<TrajectoryPoint>,
    /// The average under values of what no data can identify.
    pub by_odds_ratio: Vec<UnderAssumption>,
    /// The average with a list left out or two merged.
    pub list_changes: Vec<Variant<VariantAnswer>>,
    /// The average with one person fewer or more.
    pub person_changes: Vec<Variant<VariantAnswer>>,
    /// Routes that were sampled.
    pub sampled: Vec<Sampled>,
    /// What must be known before a number is used.
    pub cautions: Vec<String>,
}

/// The average over models.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AverageAnswer {
    /// The median of the mixture.
    pub point: f64,
    /// The central 95 %.
    pub central_95: (f64, f64),
    /// The central 80 %.
    pub central_80: (f64, f64),
    /// Models with an answer.
    pub admissible: usize,
    /// Models without one, by why.
    pub refused: Refused,
    /// Whether every model was looked at that should be.
    pub complete: bool,
}

/// The average of a changed table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct VariantAnswer {
    /// The median.
    pub point: f64,
    /// The lower end of the central 95 %.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl From<&Averaged> for VariantAnswer {
    fn from(averaged: &Averaged) -> Self {
        VariantAnswer { point: averaged.median, low: averaged.central_95.0, high: averaged.central_95.1 }
    }
}

/// Answers how many are hidden.
///
/// **Method** Each route as its module says; then the average over models of every changed table. `stage` is told what is
/// being done.
///
/// **Cost** Five lists: about 40,000 fits, `replicates` stepwise searches, and the sampler's sweeps.
///
/// **Arguments** A table as read; `settings` as there.
///
/// **Errors** None: a table without an answer is an [`Outcome::NotEstimable`].
pub fn answer(histories: &CaptureHistories, settings: &Settings, stage: &dyn Fn(&str)) -> Answer {
    let independent = fit(histories, &Model::main_effects(histories.t()));
    let outcome = match &independent {
        Err(reason) => Outcome::NotEstimable(withheld(histories, reason.clone())),
        Ok(independent) => match estimates(histories, independent, settings, stage) {
            Ok(estimates) => Outcome::Estimated(Box::new(estimates)),
            Err(reason) => Outcome::NotEstimable(withheld(histories, reason)),
        },
    };
    let lists = histories.lists();
    let name = |list: usize| lists[list].clone();
    let mut patterns: Vec<(u32, u64)> = histories.observed().collect();
    patterns.sort_by_key(|(pattern, count)| (std::cmp::Reverse(*count), *pattern));
    Answer {
        settings: settings.clone(),
        lists: (0..histories.t())
            .map(|i| ListCount { list: name(i), persons: histories.overlap(1 << i), alone: histories.count(1 << i) })
            .collect(),
        observed: histories.n(),
        on_several: histories.observed().filter(|(p, _)| p.count_ones() > 1).map(|(_, count)| count).sum(),
        patterns: patterns
            .into_iter()
            .map(|(pattern, persons)| PatternCount { lists: members(pattern).map(name).collect(), persons })
            .collect(),
        pairs: pairs(histories.t())
            .into_iter()
            .map(|set| PairCount {
                lists: two_names(set, lists),
                persons: histories.overlap(set),
                expected: independent.as_ref().ok().map(|fit| fit.expected_overlap(set)),
            })
            .collect(),
        outcome,
    }
}

/// The two lists of a pair.
fn two_names(set: u32, lists: &[String]) -> [String; 2] {
    let mut names = members(set).map(|list| lists[list].clone());
    [names.next().unwrap_or_default(), names.next().unwrap_or_default()]
}

fn withheld(histories: &CaptureHistories, reason: NotEstimable) -> Withheld {
    let helps = |changed: &CaptureHistories| {
        let changed = changed.without_empty_lists();
        changed.is_ok_and(|(changed, _)| fit(&changed, &Model::main_effects(changed.t())).is_ok())
    };
    let changes = list_changes(histories).into_iter().filter(|(_, changed)| helps(changed));
    Withheld { reason, would_help: changes.map(|(change, _)| change).collect() }
}

fn estimates(
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
        status: super::existence::status(histories, &independent.model),
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

fn sampled_route(route: Route, median: f64, ends: (f64, f64), reasons: &[super::diagnostics::Reason]) -> RouteAnswer {
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

fn listed(all: &Models, averaged: &Averaged, lists: &[String]) -> Vec<ModelAnswer> {
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

fn pivot(all: &Models, averaged: &Averaged, lists: &[String]) -> Option<Pivot> {
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
fn rivals(chosen: &[(Route, &Fit)], lists: &[String]) -> Vec<Rivals> {
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

fn stepwise_trajectory(stepped: &Stepwise, lists: &[String]) -> Vec<TrajectoryPoint> {
    let start = TrajectoryPoint { pairs: 0, model: "independent lists".to_owned(), point: stepped.main_effects.total };
    let steps = (1..).zip(&stepped.steps).map(|(pairs, step)| TrajectoryPoint {
        pairs,
        model: format!("+ {}", named(1 << step.pair.0 | 1 << step.pair.1, lists)),
        point: step.total,
    });
    std::iter::once(start).chain(steps).collect()
}

fn size_trajectory(all: &Models, lists: &[String]) -> Vec<TrajectoryPoint> {
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

fn cautions(histories: &CaptureHistories, all: &Models, averaged: &Averaged) -> Vec<String> {
    let mut said = Vec::new();
    let on_several: u64 = histories.observed().filter(|(p, _)| p.count_ones() > 1).map(|(_, count)| count).sum();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn quick() -> Settings {
        let latent_classes =
            latent_class::Settings { warm_up: 500, draws: 200, thinning: 5, ..latent_class::Settings::default() };
        let thresholded = threshold::Settings { draws: 200, ..threshold::Settings::default() };
        Settings { replicates: 50, latent_classes, thresholded, ..Settings::default() }
    }

    fn table(lists: &[&str], counts: &[u64]) -> CaptureHistories {
        CaptureHistories::new(lists.iter().map(|l| (*l).to_owned()).collect(), counts.to_vec()).unwrap()
    }

    #[test]
    fn two_lists_answer_with_lincoln_and_petersen() {
        // 100 and 80 persons, 20 on both: 100 · 80 / 20 = 400.
        let answer = answer(&table(&["a", "b"], &[0, 80, 60, 20]), &quick(), &|_| {});
        let Outcome::Estimated(estimates) = answer.outcome else { panic!("it can be estimated") };
        let independent = estimates.routes.iter().find(|r| r.route == Route::Independent).unwrap();
        assert!((independent.point.unwrap() - 400.0).abs() < 1e-6);
        assert!(estimates.cautions[0].contains("two lists"));
    }

    #[test]
    fn lists_that_share_nobody_get_no_number_and_no_false_hope() {
        let answer = answer(&table(&["a", "b", "c"], &[0, 40, 30, 0, 20, 0, 0, 0]), &quick(), &|_| {});
        let Outcome::NotEstimable(withheld) = &answer.outcome else { panic!("nothing can be estimated") };
        assert_eq!(withheld.reason, NotEstimable::NoOverlap { lists: 3 });
        assert!(withheld.would_help.is_empty());
    }

    #[test]
    fn the_range_spans_every_route_and_the_parts_add_up() {
        let answer = answer(&table(&["a", "b", "c"], &[0, 60, 55, 22, 70, 9, 8, 3]), &quick(), &|_| {});
        assert_eq!(answer.patterns.iter().map(|p| p.persons).sum::<u64>(), answer.observed);
        let Outcome::Estimated(estimates) = &answer.outcome else { panic!("it can be estimated") };
        for route in &estimates.routes {
            let inside = route.point.is_none_or(|p| estimates.range.low <= p && p <= estimates.range.high);
            assert!(inside || !route.route.is_estimate(), "{}", route.route.name());
        }
        let weight: f64 = estimates.models.iter().map(|model| model.weight).sum();
        assert!((weight - 1.0).abs() < 1e-9);
        assert_eq!(estimates.list_changes.len(), 6);
    }
}
