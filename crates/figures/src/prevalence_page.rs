//! The page of a prevalence estimate: the range first, the point second, then what each rests on and what would move it.
//!
//! Here results are put into sentences, tables and charts; what they are is said in `turnstone-estimate`.

use crate::number::count;
use crate::report::{
    Answer as Short, Axis, Block, Chain, Chart, Column, DataTable, Densities, Figure, History, IntervalRow, Intervals,
    KeyNumber, Line, LinePoint, Lines, Overlaps, Reference, Report, Section, Traces, Value,
};
use turnstone_estimate::prevalence::answer::{Answer, Estimates, Outcome, Route, RouteAnswer, VariantAnswer, Withheld};
use turnstone_estimate::prevalence::covariates::{Cell, Criterion, Support};
use turnstone_estimate::prevalence::sensitivity::Variant;
use turnstone_estimate::prevalence::validation::Validation;
use turnstone_monitor::lists::Account;
use turnstone_monitor::prevalence::{Input, LinkageOutcome, ListChange, Prevalence, WithLinkage};
use turnstone_monitor::strata::Strata;

/// How many models the chart shows; the table of all that are listed is in the CSV.
const MODELS_DRAWN: usize = 40;

/// A number of persons as it is said: three significant digits, because nobody knows more.
pub fn about(persons: f64) -> String {
    if !persons.is_finite() || persons <= 0.0 {
        return "no number".to_owned();
    }
    let step = 10f64.powf((persons.log10().floor() - 2.0).max(0.0));
    count(((persons / step).round() * step) as u64)
}

/// The sentences that answer, range first.
pub fn sentences(answer: &Answer) -> Vec<String> {
    let seen = format!(
        "{} persons are on at least one of {} lists, {} of them on more than one.",
        count(answer.observed),
        answer.lists.len(),
        count(answer.on_several)
    );
    match &answer.outcome {
        Outcome::NotEstimable(withheld) => {
            let mut all = vec![capitalised(&withheld.reason.to_string()) + "."];
            all.push(help(withheld));
            all.push(seen);
            all
        }
        Outcome::Estimated(estimates) => {
            let (range, average) = (&estimates.range, &estimates.average);
            let mut all = vec![
                format!(
                    "Between {} and {} persons in all, seen and not, depending on how the lists are taken to depend on each other \
                     (lowest: {}; highest: {}).",
                    about(range.low),
                    about(range.high),
                    range.low_route.name(),
                    range.high_route.name()
                ),
                format!(
                    "Averaged over {} models: {}, and with 95 % between {} and {}.",
                    count(average.admissible as u64),
                    about(average.point),
                    about(average.central_95.0),
                    about(average.central_95.1)
                ),
                seen,
            ];
            all.extend(why_answers_differ(estimates));
            all.push(
                "No data can say whether all lists together depend on each other beyond this: see what that would change."
                    .to_owned(),
            );
            all
        }
    }
}

/// What separates high answers from low ones, in words.
fn why_answers_differ(estimates: &Estimates) -> Vec<String> {
    let mut all = Vec::new();
    let point = |route: Route| estimates.routes.iter().find(|r| r.route == route).and_then(|r| r.point);
    for rivals in &estimates.rivals {
        let (Some(first), Some(second)) = (point(rivals.first), point(rivals.second)) else { continue };
        let prefers = |difference: f64| if difference < 0.0 { rivals.first.name() } else { rivals.second.name() };
        let only = |pairs: &[String]| match pairs {
            [] => "nothing".to_owned(),
            pairs => pairs.join(", "),
        };
        all.push(format!(
            "{} answers {}, {} answers {}: only the first has {} depend on each other, only the second {}. By AIC {} is better by {:.1}, \
             by BIC {} by {:.1}.",
            capitalised(rivals.first.name()),
            about(first),
            rivals.second.name(),
            about(second),
            only(&rivals.only_first),
            only(&rivals.only_second),
            prefers(rivals.aic_difference),
            rivals.aic_difference.abs(),
            prefers(rivals.bic_difference),
            rivals.bic_difference.abs(),
        ));
    }
    if let Some(pivot) = &estimates.pivot {
        let [a, b] = &pivot.lists;
        all.push(format!(
            "What moves the answer most is whether {a} and {b} depend on each other: models in which they do answer {} on average, \
             the others {}.",
            about(pivot.with),
            about(pivot.without)
        ));
    }
    all
}

fn help(withheld: &Withheld) -> String {
    match withheld.would_help.as_slice() {
        [] => "No single list left out and no two lists merged would help: lists are needed that know some of the same persons.".to_owned(),
        changes => {
            let said: Vec<String> = changes.iter().map(ToString::to_string).collect();
            format!("There is an answer {}.", said.join("; or with "))
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The report of one estimate.
pub fn report(prevalence: &Prevalence) -> Report {
    let answer = &prevalence.answer;
    let mut sections = Vec::new();
    let mut short = Short { sentences: sentences(answer), ..Short::default() };
    match &answer.outcome {
        Outcome::NotEstimable(withheld) => {
            short.numbers.push(KeyNumber { value: "not estimable".to_owned(), text: withheld.reason.to_string() });
            sections.push(lists(answer));
        }
        Outcome::Estimated(estimates) => {
            let (range, average) = (&estimates.range, &estimates.average);
            let between = |low, high| format!("{} – {}", about(low), about(high));
            short.numbers = vec![
                KeyNumber {
                    value: between(range.low, range.high),
                    text: "persons in all, over the routes that the data admit".to_owned(),
                },
                KeyNumber { value: about(average.point), text: "the average over models".to_owned() },
                KeyNumber {
                    value: between(average.central_95.0, average.central_95.1),
                    text: "its central 95 %".to_owned(),
                },
                KeyNumber { value: count(answer.observed), text: "persons on at least one list".to_owned() },
            ];
            short.cautions = estimates.cautions.clone();
            sections.push(routes(answer, estimates));
            sections.push(lists(answer));
            sections.push(unidentified(answer, estimates));
            sections.push(moved(estimates));
            sections.push(models(estimates));
            sections.extend(sampled(estimates));
        }
    }
    sections.extend(prevalence.linkage.as_ref().map(linkage));
    sections.extend(prevalence.strata.as_ref().map(strata));
    sections.extend(prevalence.validation.as_ref().map(validation));
    sections.push(method());
    Report {
        title: format!("How many persons: {}", name(&prevalence.provenance.input)),
        subtitle: "Multiple systems estimation: what the overlaps of lists say about persons on none of them"
            .to_owned(),
        answer: short,
        sections,
        provenance: provenance(prevalence),
        ..Report::default()
    }
}

fn name(input: &Input) -> &str {
    match input {
        Input::Histories { name, .. } | Input::Memberships { name, .. } => name,
        Input::Records { note, .. } => &note.name,
    }
}

fn routes(answer: &Answer, estimates: &Estimates) -> Section {
    let row = |route: &RouteAnswer| match route.point {
        None => IntervalRow::withheld(route.route.name(), route.remarks.join("; ")),
        Some(point) => {
            let high = route.high.unwrap_or(f64::INFINITY);
            let row = IntervalRow::new(route.route.name(), point, route.low.map(|low| [low, high]));
            let row = row.note(route.remarks.join("; "));
            if route.route == Route::Average {
                let (low, high) = estimates.average.central_80;
                row.inner([low, high]).main()
            } else {
                row
            }
        }
    };
    let chart = Intervals {
        value: Axis::log("Persons, seen and not"),
        point_label: "Point".to_owned(),
        interval_label: "95 % interval".to_owned(),
        inner_label: "80 % interval".to_owned(),
        rows: estimates.routes.iter().map(row).collect(),
        references: vec![Reference::new(answer.observed as f64, "on at least one list")],
    };
    let columns = vec![
        Column::text("route", "Route"),
        Column::text("rests_on", "What must be true for it"),
        Column::text("model", "Pairs of lists that depend on each other"),
        Column::text("interval", "How its interval is made"),
    ];
    let mut rests_on = DataTable::new("assumptions", "What each route rests on", columns);
    for route in &estimates.routes {
        let model = match route.model.as_deref() {
            None => Value::Missing,
            Some("") => "none".into(),
            Some(model) => model.into(),
        };
        rests_on.push(vec![route.route.name().into(), route.route.rests_on().into(), model, route.interval.into()]);
    }
    Section::new("routes", "The range, route by route")
        .lead("Each row is one way to an answer that the field uses. They differ in what they take for granted about lists that depend on each other, and the data alone do not say who is right.")
        .with(Figure::new("route-estimates", "Answers by route", Chart::from(chart)).basis("points with 95 % intervals; the thick line is what the average holds with 80 %"))
        .with(rests_on)
}

fn lists(answer: &Answer) -> Section {
    let on = |lists: &[String]| answer.lists.iter().map(|list| lists.contains(&list.list)).collect();
    let chart = Overlaps {
        unit: "persons".to_owned(),
        lists: answer.lists.iter().map(|list| list.list.clone()).collect(),
        histories: answer.patterns.iter().map(|p| History { on: on(&p.lists), count: p.persons }).collect(),
    };
    let columns = vec![
        Column::text("first", "List"),
        Column::text("second", "and list"),
        Column::number("persons", "Persons on both"),
        Column::number("expected", "Expected if no lists depended on each other"),
    ];
    let mut pairs = DataTable::new("pairs", "Every two lists; a dash: no expectation can be made", columns);
    for pair in &answer.pairs {
        let [a, b] = &pair.lists;
        pairs.push(vec![a.as_str().into(), b.as_str().into(), pair.persons.into(), pair.expected.into()]);
    }
    Section::new("lists", "Who is on which lists")
        .lead("Everything here rests on persons who are on more than one list.")
        .with(Figure::new("overlaps", "Persons by exactly which lists they are on", Chart::from(chart)))
        .with(pairs)
}

fn unidentified(answer: &Answer, estimates: &Estimates) -> Section {
    let points =
        estimates.by_odds_ratio.iter().map(|at| LinePoint::new(at.odds_ratio, at.point).band([at.low, at.high]));
    let chart = Lines {
        x: Axis::log("Odds ratio of all lists together (1 is what every route assumes)"),
        y: Axis::log("Persons, seen and not"),
        band_label: "95 % interval of the average".to_owned(),
        lines: vec![Line::new("Average over models", points)],
        references: vec![Reference::new(answer.observed as f64, "on at least one list")],
        ..Lines::default()
    };
    Section::new("unidentified", "What no data can say")
        .lead(format!(
            "With {} lists there is one count fewer than there are ways in which lists may depend on each other. Every route sets the dependence of all lists together to none. The counts would fit as well with any other value.",
            answer.lists.len()
        ))
        .with(Figure::new("by-odds-ratio", "The answer as a function of what cannot be identified", Chart::from(chart)))
}

fn variant_rows(variants: &[Variant<VariantAnswer>]) -> Vec<IntervalRow> {
    let row = |variant: &Variant<VariantAnswer>| {
        let label = capitalised(&variant.change.to_string());
        match &variant.answer {
            Some(answer) => IntervalRow::new(label, answer.point, [answer.low, answer.high])
                .note(format!("{} seen", count(variant.observed))),
            None => IntervalRow::withheld(label, "not estimable"),
        }
    };
    variants.iter().map(row).collect()
}

fn moved(estimates: &Estimates) -> Section {
    let average = &estimates.average;
    let chart = |variants: &[Variant<VariantAnswer>]| {
        let as_it_is = IntervalRow::new("As it is", average.point, [average.central_95.0, average.central_95.1]).main();
        Chart::from(Intervals {
            value: Axis::log("Persons, seen and not"),
            point_label: "Average over models".to_owned(),
            interval_label: "95 % interval".to_owned(),
            rows: std::iter::once(as_it_is).chain(variant_rows(variants)).collect(),
            references: vec![Reference::new(average.point, "as it is")],
            ..Intervals::default()
        })
    };
    let mut persons = estimates.person_changes.clone();
    let size = |variant: &Variant<VariantAnswer>| variant.answer.map_or(0.0, |a| (a.point / average.point).ln().abs());
    persons.sort_by(|a, b| size(b).total_cmp(&size(a)));
    persons.truncate(12);
    Section::new("moved", "What else would move the answer")
        .lead("A list whose absence changes the answer much, or two lists that answer otherwise as one, need a look: do they aim at the same persons?")
        .with(Figure::new("list-changes", "Each list left out, each two lists as one", chart(&estimates.list_changes)))
        .with(Figure::new("person-changes", "One person fewer or more: the twelve changes that matter most", chart(&persons)).basis("two versions of one public table differ by one person"))
}

fn models(estimates: &Estimates) -> Section {
    let drawn = estimates.models.iter().take(MODELS_DRAWN).map(|model| {
        let label = if model.model.is_empty() { "independent lists" } else { &model.model };
        IntervalRow::new(label, model.point, [model.low, model.high])
            .note(format!("weight {:.1} %", 100.0 * model.weight))
    });
    let chart = Intervals {
        value: Axis::log("Persons, seen and not"),
        point_label: "Total".to_owned(),
        interval_label: "95 % interval of the model alone".to_owned(),
        rows: drawn.collect(),
        references: vec![Reference::new(estimates.average.point, "average")],
        ..Intervals::default()
    };
    let columns = vec![
        Column::text("model", "Pairs that depend on each other"),
        Column::plain("pairs", "Pairs"),
        Column::number("persons", "Persons, seen and not"),
        Column::number("persons", "95 % interval").interval(),
        Column::decimals("aic_behind", "AIC above the least", 1),
        Column::decimals("bic_behind", "BIC above the least", 1),
        Column::share("weight", "Weight"),
    ];
    let mut table = DataTable::new("models", "The models with the most weight", columns);
    for model in &estimates.models {
        let label = if model.model.is_empty() { "independent lists" } else { &model.model };
        table.push(vec![
            label.into(),
            u64::from(model.pairs).into(),
            model.point.into(),
            [model.low, model.high].into(),
            model.aic_behind.into(),
            model.bic_behind.into(),
            model.weight.into(),
        ]);
    }
    let refused = estimates.average.refused;
    let trajectory = Lines {
        x: Axis::linear("Pairs of lists that depend on each other"),
        y: Axis::log("Persons, seen and not"),
        lines: vec![
            Line::new("Best model of that size", points(&estimates.size_trajectory)),
            Line::new("Stepwise", points(&estimates.stepwise_trajectory)),
        ],
        ..Lines::default()
    };
    let mut path = DataTable::new(
        "stepwise",
        "The stepwise search, in order of entry",
        vec![Column::text("step", "Step"), Column::number("persons", "Persons, seen and not")],
    );
    for step in &estimates.stepwise_trajectory {
        path.push(vec![step.model.as_str().into(), step.point.into()]);
    }
    Section::new("models", "Every model that the data admit")
        .lead(format!(
            "{} models have one answer. {} have no maximum, {} are not identifiable, and {} did not settle; none of these has a say. Half of each weight is by AIC, half by BIC.",
            count(estimates.average.admissible as u64),
            count(refused.no_maximum as u64),
            count(refused.not_identifiable as u64),
            count(refused.not_converged as u64)
        ))
        .with(Figure::new("model-estimates", "The models with the most weight and their answers", Chart::from(chart)))
        .with(Block::More("All listed models".to_owned(), vec![table.into()]))
        .with(Figure::new("trajectory", "The answer as dependence is let in", Chart::from(trajectory)))
        .with(Block::More("The stepwise search".to_owned(), vec![path.into()]))
}

fn points(
    trajectory: &[turnstone_estimate::prevalence::answer::TrajectoryPoint],
) -> impl Iterator<Item = LinePoint> + '_ {
    trajectory.iter().map(|at| LinePoint::new(f64::from(at.pairs), at.point))
}

fn sampled(estimates: &Estimates) -> Vec<Section> {
    let section = |sampled: &turnstone_estimate::prevalence::answer::Sampled| {
        let id = format!("sampled-{}", sampled.route.name().replace(' ', "-"));
        let chains: Vec<Chain> = (1..)
            .zip(&sampled.chains)
            .map(|(number, draws)| Chain::new(format!("Chain {number}"), draws.clone()))
            .collect();
        let medians: Vec<String> = sampled.chain_medians.iter().map(|median| about(*median)).collect();
        let axis = || Axis::log("Persons, seen and not");
        Section::new(&id, format!("Did the sampling settle: {}", sampled.route.name()))
            .lead(format!(
                "Split R-hat is {:.3} (above 1.05 the answer is withheld), the draws are worth {} independent ones. Medians of the chains: {}.",
                sampled.r_hat,
                count(sampled.effective_draws as u64),
                medians.join(", ")
            ))
            .with(Figure::new(format!("{id}-traces"), "Draw after draw, chain by chain", Chart::from(Traces::of(axis(), &chains))))
            .with(Figure::new(format!("{id}-densities"), "How the draws are spread", Chart::from(Densities::of(axis(), &chains))))
    };
    estimates.sampled.iter().map(section).collect()
}

/// What doubt of linkage makes of the answer, in words.
pub fn linkage_said(with: &WithLinkage) -> String {
    match &with.estimate {
        LinkageOutcome::Refused(why) => format!("With the doubt of linkage there is no answer: {why}."),
        LinkageOutcome::Estimated(estimate) => {
            let share = estimate.share_of_linkage;
            let share = share.map(|share| format!("; linkage makes {:.0} % of the variance", 100.0 * share));
            format!(
                "With the doubt of linkage ({}): {}, and with 95 % between {} and {}{}.",
                with.rests_on,
                about(estimate.median),
                about(estimate.interval.0),
                about(estimate.interval.1),
                share.unwrap_or_default()
            )
        }
    }
}

fn linkage(with: &WithLinkage) -> Section {
    let section = Section::new("linkage", "If the linkage is in doubt").lead(linkage_said(with));
    let LinkageOutcome::Estimated(estimate) = &with.estimate else { return section };
    let rows =
        (1..).zip(&estimate.totals).map(|(number, total)| IntervalRow::new(format!("Linkage {number}"), *total, None));
    let pooled = IntervalRow::new("All of them", estimate.median, [estimate.interval.0, estimate.interval.1]).main();
    let chart = Intervals {
        value: Axis::log("Persons, seen and not"),
        point_label: "Average over models".to_owned(),
        interval_label: "95 % interval, linkage and sampling together".to_owned(),
        rows: std::iter::once(pooled).chain(rows).collect(),
        ..Intervals::default()
    };
    let figure = Figure::new("linkages", "The answer on each linkage that may be the right one", Chart::from(chart));
    let persons = format!(
        "Persons on the lists: {} to {}. Tables without an answer: {}.",
        count(estimate.persons.0),
        count(estimate.persons.1),
        estimate.not_estimable
    );
    section.with(figure).with(Block::Text(persons))
}

fn strata(strata: &Strata) -> Section {
    let totals: Vec<String> = strata
        .chosen
        .iter()
        .map(|chosen| {
            let name = if chosen.criterion == Criterion::Bic { "BIC" } else { "AIC" };
            format!("{} by the model of least {name}", about(chosen.total))
        })
        .collect();
    let mut section = Section::new("cells", "By cell")
        .lead(format!("With covariates: {}; {} if no list depended on anything.", totals.join(", "), about(strata.main_effects)))
        .lead(format!(
            "{} persons have a value missing; they are completed by expectation, under the model. {} resamples have no estimate.",
            count(strata.incomplete),
            strata.failed_resamples
        ));
    let rests_on = |support: &Support| match support {
        Support::Own { overlap } => format!("{} of its persons on several lists", count(*overlap)),
        Support::Borrowed => "other cells, through the model".to_owned(),
        Support::NotEstimable => "nothing".to_owned(),
    };
    let row = |cell: &Cell| match (cell.total, cell.interval) {
        (Some(total), Some((low, high))) => {
            IntervalRow::new(cell.values.join(", "), total, [low, high]).note(rests_on(&cell.support))
        }
        _ => IntervalRow::withheld(
            cell.values.join(", "),
            "not estimable: its observed persons leave the hidden number free",
        ),
    };
    let chart = Intervals {
        value: Axis::log("Persons, seen and not"),
        point_label: "Total".to_owned(),
        interval_label: "95 % interval".to_owned(),
        rows: strata.cells.iter().map(row).collect(),
        ..Intervals::default()
    };
    section =
        section.with(Figure::new("cell-totals", format!("Persons by {}", strata.by.join(", ")), Chart::from(chart)));
    let columns = vec![
        Column::text("cell", strata.by.join(", ")),
        Column::number("known", "Known"),
        Column::number("observed", "Known, with the share of those whose cell is not known"),
        Column::number("hidden", "On no list"),
        Column::decimals("per_100_000", "Per 100,000 residents", 1),
        Column::decimals("per_100_000", "95 % interval", 1).interval(),
        Column::number("alone", "By itself"),
        Column::number("alone", "95 % interval").interval(),
        Column::text("remark", "Remark"),
    ];
    let mut table = DataTable::new(
        "cells",
        "Each cell in the model and by itself; a dash: not estimable, or no residents given",
        columns,
    );
    for (cell, alone) in strata.cells.iter().zip(&strata.by_themselves) {
        table.push(vec![
            cell.values.join(", ").into(),
            cell.known.into(),
            cell.observed.into(),
            cell.hidden.into(),
            cell.per_100_000.map(|(rate, _)| rate).into(),
            cell.per_100_000.map(|(_, (low, high))| [low, high]).into(),
            alone.answer.map(|(point, _)| point).into(),
            alone.answer.map(|(_, (low, high))| [low, high]).into(),
            alone.reason.as_deref().unwrap_or_default().into(),
        ]);
    }
    section = section.with(table);
    if !strata.by_year.is_empty() {
        let points = strata.by_year.iter().filter_map(|cell| {
            let year = cell.values.first()?.parse().ok()?;
            let (low, high) = cell.interval?;
            Some(LinePoint::new(year, cell.total?).band([low, high]))
        });
        let chart = Lines {
            x: Axis::years("Year"),
            y: Axis::log("Persons, seen and not"),
            band_label: "95 % interval".to_owned(),
            lines: vec![Line::new("Total", points)],
            ..Lines::default()
        };
        section = section.with(Figure::new("by-year", "By year, along a smooth curve", Chart::from(chart)));
    }
    section.with(Block::Caution(
        "Cells with fewer than five known persons must not be shown to others; `prevalence.json` has the cells as they may be shown under `may_be_shown`.".to_owned(),
    ))
}

fn validation(validation: &Validation) -> Section {
    let columns = vec![
        Column::text("list", "Held list"),
        Column::number("members", "Members (the truth)"),
        Column::number("observed", "Known to other lists"),
        Column::text("route", "Estimator"),
        Column::number("estimate", "Estimate"),
        Column::number("estimate", "95 % interval").interval(),
        Column::decimals("log_ratio", "Log of estimate over truth", 2),
        Column::text("covers", "Holds the truth"),
        Column::text("remark", "Remark"),
    ];
    let mut table = DataTable::new("validation", "Each list taken as a population whose size is known", columns);
    for held in &validation.held {
        let what = || vec![Value::from(held.list.as_str()), held.members.into(), held.observed.into()];
        if held.estimates.is_empty() {
            let mut row = what();
            row.extend([
                Value::Missing,
                Value::Missing,
                Value::Missing,
                Value::Missing,
                Value::Missing,
                "too few members are known to other lists".into(),
            ]);
            table.push(row);
        }
        for given in &held.estimates {
            let mut row = what();
            row.extend([
                given.estimator.into(),
                given.estimate.map(|e| e.point).into(),
                given.estimate.map(|e| [e.low, e.high]).into(),
                given.log_ratio.into(),
                given.covers.map_or(Value::Missing, |covers| if covers { "yes".into() } else { "no".into() }),
                given.reason.as_deref().unwrap_or_default().into(),
            ]);
            table.push(row);
        }
    }
    let columns = vec![
        Column::text("route", "Estimator"),
        Column::plain("tried", "Held lists"),
        Column::plain("answered", "Answered"),
        Column::decimals("mean_log_ratio", "Mean log ratio", 2),
        Column::decimals("root_mean_square", "Root mean square", 2),
        Column::plain("covers", "Intervals that hold the truth"),
    ];
    let mut scores = DataTable::new("validation-scores", "Over all held lists; below 0 is too low", columns);
    for score in &validation.scores {
        let answered = (score.answered > 0).then_some(());
        scores.push(vec![
            score.estimator.into(),
            (score.tried as u64).into(),
            (score.answered as u64).into(),
            answered.map(|()| score.mean_log_ratio).into(),
            answered.map(|()| score.root_mean_square).into(),
            (score.covers as u64).into(),
        ]);
    }
    Section::new("validation", "Where the truth is known")
        .lead("Each list in turn is a population whose size is known. The other lists, as far as they know its members, estimate how many it has.")
        .with(scores)
        .with(table)
}

fn method() -> Section {
    let what = [
        "One population: all lists aim at the same persons, in one place and time, under one definition.",
        "Closed: nobody enters or leaves between the first list and the last.",
        "Linked: the same person on two lists is known to be the same. Missed links raise the answer.",
        "Nobody is beyond reach: persons whom no list could ever hold are in no number here.",
        "The dependence of all lists together is none, unless you decide otherwise.",
    ];
    Section::new("method", "What every number here rests on")
        .with(Block::List(String::new(), what.map(str::to_owned).to_vec()))
        .with(Block::Text("A number of hidden persons is not a count of victims, and says nothing about any one person. How each number is made, and what has been said against it, stands in Methods and sources.".to_owned()))
}

fn provenance(prevalence: &Prevalence) -> Vec<(String, String)> {
    let pair = |name: &str, text: String| (name.to_owned(), text);
    let mut all = vec![pair("Turnstone", prevalence.provenance.turnstone.clone())];
    match &prevalence.provenance.input {
        Input::Histories { name, sha256, bytes, repairs } => {
            all.push(pair("Input", format!("{name}, {} bytes, SHA-256 {sha256}", count(*bytes))));
            all.extend(repairs.iter().map(|repair| pair("Put right", repair.to_string())));
        }
        Input::Memberships { name, sha256, bytes, account } => {
            all.push(pair("Input", format!("{name}, {} bytes, SHA-256 {sha256}", count(*bytes))));
            all.push(pair("Rows", format!("{} in; {}", count(account.rows), rows(account))));
        }
        Input::Records { note, account } => {
            all.push(pair("Input", format!("{}, {} bytes, SHA-256 {}", note.name, count(note.bytes), note.sha256)));
            all.push(pair(
                "Rows",
                format!(
                    "{} in; {}, {} are in the quarantine",
                    count(note.rows_in),
                    rows(account),
                    count(note.quarantined)
                ),
            ));
        }
    }
    all.extend(prevalence.provenance.changes.iter().map(|change| pair("Lists", said(change))));
    let settings = &prevalence.answer.settings;
    all.push(pair(
        "Settings",
        format!(
            "{} resamples, pairs enter below {}, seed {}",
            count(u64::from(settings.replicates)),
            settings.threshold,
            settings.seed
        ),
    ));
    all
}

fn rows(account: &Account) -> String {
    format!(
        "{} put a person on a list, {} say that again, {} have no person, {} no list",
        count(account.used),
        count(account.repeated),
        count(account.without_person),
        count(account.without_list)
    )
}

fn said(change: &ListChange) -> String {
    match change {
        ListChange::Without { list } => format!("without {list}"),
        ListChange::Merged { lists, name } => format!("{} as one, called {name}", lists.join(" and ")),
        ListChange::RestrictedTo { list, members, left_out } => {
            let left_out = match left_out.as_slice() {
                [] => String::new(),
                lists => format!("; {} know none of them and were left out", lists.join(", ")),
            };
            format!("the others among the {} members of {list}{left_out}", count(*members))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::about;

    #[test]
    fn a_number_is_said_with_three_digits() {
        assert_eq!((about(22_991.3), about(96.4), about(1_049.6)), ("23,000".into(), "96".into(), "1,050".into()));
        assert_eq!(about(f64::INFINITY), "no number");
    }
}
