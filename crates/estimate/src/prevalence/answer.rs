//! The answer: a range over the routes that the data admit and what each rests on, then one point, then what else would move
//! it. Or that there is none, why, and what would help.
//!
//! Each route is estimated in a module of its own; here they are put beside each other.

mod compared;
mod estimates;

use super::averaging::Averaged;
use super::design::{Model, members, pairs};
use super::fit::{NotEstimable, fit};
use super::histories::CaptureHistories;
use super::models::Refused;
use super::sensitivity::{Change, UnderAssumption, Variant};
use super::{latent_class, stepwise, threshold};
use estimates::{estimates, withheld};
use serde::Serialize;

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
        on_several: histories.on_several(),
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
