//! The sections of the page, one function each.

use super::{about, capitalised, linkage_said};
use crate::number::count;
use crate::report::{
    Axis, Block, Chain, Chart, Column, DataTable, Densities, Figure, History, IntervalRow, Intervals, Line, LinePoint,
    Lines, Overlaps, Reference, Section, Traces, Value,
};
use turnstone_estimate::prevalence::answer::{
    Answer, Estimates, Route, RouteAnswer, Sampled, TrajectoryPoint, VariantAnswer,
};
use turnstone_estimate::prevalence::covariates::{Cell, Criterion, Support};
use turnstone_estimate::prevalence::sensitivity::Variant;
use turnstone_estimate::prevalence::validation::Validation;
use turnstone_monitor::prevalence::{LinkageOutcome, WithLinkage};
use turnstone_monitor::strata::Strata;

/// How many models the chart shows; the table of all that are listed is in the CSV.
const MODELS_DRAWN: usize = 40;

pub(super) fn routes(answer: &Answer, estimates: &Estimates) -> Section {
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

pub(super) fn lists(answer: &Answer) -> Section {
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

pub(super) fn unidentified(answer: &Answer, estimates: &Estimates) -> Section {
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

pub(super) fn moved(estimates: &Estimates) -> Section {
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

pub(super) fn models(estimates: &Estimates) -> Section {
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

fn points(trajectory: &[TrajectoryPoint]) -> impl Iterator<Item = LinePoint> + '_ {
    trajectory.iter().map(|at| LinePoint::new(f64::from(at.pairs), at.point))
}

pub(super) fn sampled(estimates: &Estimates) -> Vec<Section> {
    let section = |sampled: &Sampled| {
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

pub(super) fn linkage(with: &WithLinkage) -> Section {
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

pub(super) fn strata(strata: &Strata) -> Section {
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

pub(super) fn validation(validation: &Validation) -> Section {
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

pub(super) fn method() -> Section {
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
