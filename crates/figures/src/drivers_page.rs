//! What `drivers` answers, as sentences and as a report: the share of each family, partial effects, skill on what was left out, and what
//! no family explains.

use crate::number::{count, counted, decimals, percent};
use crate::report::{
    Answer, Axis, Bar, Bars, Block, Column, DataTable, Figure, IntervalRow, Intervals, KeyNumber, Reference, Report,
    Scatter, ScatterPoint, Section,
};
use turnstone_monitor::driving::mapping::Expected;
use turnstone_monitor::driving::{Driven, DriversResult, End, Finding, Missing};

/// How many places are labelled in the chart.
const LABELLED: usize = 12;

/// The report of a result.
pub fn report(result: &DriversResult) -> Report {
    let names: Vec<&str> = result.inputs.iter().take(1).map(|input| input.name.as_str()).collect();
    let mut provenance = vec![("Turnstone".to_owned(), result.turnstone.clone())];
    provenance
        .extend(result.inputs.iter().map(|i| (format!("{}: {}", i.codec, i.name), format!("SHA-256 {}", i.sha256))));
    Report {
        title: "What drives detected trafficking".to_owned(),
        subtitle: format!("Victims by citizenship from {}, explained by families of covariates", names.join(", ")),
        synthetic: None,
        attribution: String::new(),
        answer: Answer { sentences: sentences(result), numbers: numbers(result), cautions: cautions(result) },
        sections: vec![shares(result), effects(result), unexplained(result), sources(result)],
        provenance,
    }
}

fn low(result: &DriversResult) -> Option<&Driven> {
    result.driven.first()
}

/// A share at both ends of the counts.
fn both(result: &DriversResult, of: impl Fn(&Driven) -> f64) -> String {
    let values: Vec<f64> = result.driven.iter().map(of).collect();
    let (low, high) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v)));
    let (low, high) = (percent(low), percent(high));
    if low == high { low } else { format!("{low} to {high}") }
}

fn sentences(result: &DriversResult) -> Vec<String> {
    let Some(first) = low(result) else { return Vec::new() };
    let victims = |d: &Driven| d.places.iter().map(|p| p.count).sum::<f64>() as u64;
    let totals: Vec<String> = result.driven.iter().map(|d| count(victims(d))).collect();
    let mut said = vec![format!(
        "{} victims of {} citizenships, detected in {} countries: all families together explain {} of the deviance.",
        totals.join(" to "),
        count(first.explained.places as u64),
        count(result.reporters as u64),
        both(result, |d| d.explained.explained),
    )];
    let mut order: Vec<usize> = (0..first.explained.families.len()).collect();
    order.sort_by(|a, b| first.explained.families[*b].share.total_cmp(&first.explained.families[*a].share));
    let shares = order
        .iter()
        .map(|i| format!("{} {}", first.explained.families[*i].name, both(result, |d| d.explained.families[*i].share)));
    said.push(format!("Shares of the deviance (Shapley): {}.", shares.collect::<Vec<_>>().join("; ")));
    said.push(format!(
        "On countries left out of the fit {} of the deviance of one rate for all is saved{}.",
        both(result, |d| d.explained.skill.places),
        if first.explained.skill.regions.is_some() {
            format!(", on whole regions left out {}", both(result, |d| d.explained.skill.regions.unwrap_or(f64::NAN)))
        } else {
            String::new()
        }
    ));
    let of = |wanted: Finding| -> Vec<&str> {
        first.explained.effects.iter().filter(|e| result.finding(e) == wanted).map(|e| e.name.as_str()).collect()
    };
    for (finding, what) in [
        (Finding::AsExpected, "Shown in the direction expected"),
        (Finding::Opposite, "Shown against the direction expected"),
        (Finding::Shown, "Shown, with no direction expected"),
    ] {
        let names = of(finding);
        if !names.is_empty() {
            said.push(format!("{what}: {}.", names.join(", ")));
        }
    }
    let far = first.places.iter().filter(|p| p.residual > 0.0).take(5);
    let far: Vec<String> = far
        .map(|p| format!("{} ({} counted, {} fitted)", p.place, count(p.count as u64), count(p.fitted as u64)))
        .collect();
    said.push(format!("Explained by none, most above: {}.", far.join(", ")));
    said
}

fn numbers(result: &DriversResult) -> Vec<KeyNumber> {
    vec![
        KeyNumber { value: both(result, |d| d.explained.explained), text: "of the deviance is explained".to_owned() },
        KeyNumber {
            value: both(result, |d| d.explained.skill.places),
            text: "is saved on countries that the fit has not seen".to_owned(),
        },
    ]
}

fn cautions(result: &DriversResult) -> Vec<String> {
    let mut said: Vec<String> = result.assumptions.iter().take(1).cloned().collect();
    if let Some(first) = low(result)
        && first.explained.skill.places < 0.0
    {
        said.push("One rate for all countries foretells left-out countries better than this model: its effects do not carry over.".to_owned());
    }
    said.extend(result.absent.iter().map(|note| format!("Not used: {note}.")));
    said.extend(result.places_left_out.iter().map(|(why, (n, people))| {
        format!("Left out, {}: {why}; at least {}.", count(*n), counted(*people as u64, "victim", "victims"))
    }));
    said
}

fn end(driven: &Driven) -> &'static str {
    match driven.end {
        End::Low => "hidden numbers at their least",
        End::High => "hidden numbers at their most",
    }
}

fn shares(result: &DriversResult) -> Section {
    let mut section = Section::new("shares", "What each family explains").lead(
        "A family's share is what it adds to the explained deviance, averaged over every order in which families may enter (Shapley, \
         exact). Shares sum to what all families explain together.",
    );
    let Some(first) = low(result) else { return section };
    let parts = result.driven.iter().map(|d| capital(end(d))).collect();
    let rows = first.explained.families.iter().enumerate().map(|(i, family)| {
        Bar::of_parts(family.name.clone(), result.driven.iter().map(|d| Some(d.explained.families[i].share)))
    });
    let chart = Bars {
        value: Axis::share("Share of explained deviance"),
        row_label: "Family".to_owned(),
        parts,
        stacked: false,
        rows: rows.collect(),
        references: Vec::new(),
    };
    section = section.with(Figure::new("family_shares", "Shares of deviance by family", chart));
    let mut table = DataTable::new(
        "families",
        "Families",
        vec![
            Column::text("counts", "Counts"),
            Column::text("family", "Family"),
            Column::share("share", "Shapley share"),
            Column::share("alone", "Alone"),
            Column::share("last", "Beside all others"),
            Column::share("skill_without", "Skill on left-out countries without it"),
        ],
    );
    let mut fits = DataTable::new(
        "fits",
        "The whole model",
        vec![
            Column::text("counts", "Counts"),
            Column::number("places", "Countries"),
            Column::share("explained", "Explained deviance"),
            Column::share("skill_countries", "Skill, countries left out"),
            Column::share("skill_regions", "Skill, regions left out"),
            Column::decimals("dispersion", "Dispersion", 2),
            Column::decimals("size", "θ", 3),
        ],
    );
    for driven in &result.driven {
        let explained = &driven.explained;
        for f in &explained.families {
            table.push(vec![
                end(driven).into(),
                f.name.as_str().into(),
                f.share.into(),
                f.alone.into(),
                f.last.into(),
                f.skill_without.into(),
            ]);
        }
        fits.push(vec![
            end(driven).into(),
            explained.places.into(),
            explained.explained.into(),
            explained.skill.places.into(),
            explained.skill.regions.into(),
            explained.dispersion.into(),
            explained.size.into(),
        ]);
    }
    section.with(fits).with(table).with(Block::List("What this assumes".to_owned(), result.assumptions.clone()))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn direction(result: &DriversResult, name: &str) -> &'static str {
    let column = result.covariates.iter().find(|c| c.covariate.name == name);
    match column.map(|c| c.covariate.expected) {
        Some(Expected::More) => "more",
        Some(Expected::Fewer) => "fewer",
        Some(Expected::Open) | None => "not said",
    }
}

fn effects(result: &DriversResult) -> Section {
    let mut section = Section::new("effects", "Partial effects").lead(
        "By what factor the rate of detected victims differs between countries that differ by one standard deviation of the covariate and in \
         nothing else that is measured here.",
    );
    let Some(first) = low(result) else { return section };
    let rows = first.explained.effects.iter().map(|e| {
        IntervalRow::new(e.name.clone(), e.estimate.exp(), [e.low.exp(), e.high.exp()])
            .in_group(e.family.clone())
            .note(format!("expected: {}", direction(result, &e.name)))
    });
    let chart = Intervals {
        value: Axis::log("Rate ratio for one standard deviation more"),
        point_label: "Estimate".to_owned(),
        interval_label: "95 % interval".to_owned(),
        inner_label: String::new(),
        rows: rows.collect(),
        references: vec![Reference::new(1.0, "no effect")],
    };
    section = section.with(Figure::new("partial_effects", "Partial effects, hidden numbers at their least", chart));
    let mut table = DataTable::new(
        "effects",
        "Every covariate",
        vec![
            Column::text("counts", "Counts"),
            Column::text("family", "Family"),
            Column::text("covariate", "Covariate"),
            Column::text("expected", "Expected"),
            Column::text("found", "Found"),
            Column::decimals("log_ratio", "Log rate ratio", 3),
            Column::decimals("log_ratio", "95 % interval", 3).interval(),
            Column::decimals("standard_error", "Standard error", 3),
            Column::decimals("deviation", "Standard deviation", 4),
        ],
    );
    for driven in &result.driven {
        for e in &driven.explained.effects {
            let found = match result.finding(e) {
                Finding::AsExpected => "as expected",
                Finding::Opposite => "the opposite",
                Finding::NotShown => "not shown",
                Finding::Shown => "shown",
            };
            table.push(vec![
                end(driven).into(),
                e.family.as_str().into(),
                e.name.as_str().into(),
                direction(result, &e.name).into(),
                found.into(),
                e.estimate.into(),
                [e.low, e.high].into(),
                e.standard_error.into(),
                e.deviation.into(),
            ]);
        }
        if !driven.explained.aliased.is_empty() {
            let names = driven.explained.aliased.join(", ");
            section =
                section.with(Block::Caution(format!("Determined by the other covariates, and left out: {names}.")));
        }
    }
    section.with(table)
}

fn unexplained(result: &DriversResult) -> Section {
    let mut section = Section::new("unexplained", "What no family explains").lead(
        "Countries whose citizens are detected more or less often than the model says. A residual is what is not known, not a finding about a \
         country.",
    );
    let Some(first) = low(result) else { return section };
    let points = first.places.iter().enumerate().filter(|(_, p)| p.count > 0.0).map(|(i, p)| {
        let point = ScatterPoint::new(p.place.name(), p.foretold.max(0.1), p.count);
        if i < LABELLED { point.labelled() } else { point }
    });
    let chart = Scatter {
        x: Axis::log("Foretold from the other countries"),
        y: Axis::log("Counted, at least"),
        point_label: "Country of citizenship".to_owned(),
        diagonal: true,
        points: points.collect(),
    };
    section = section.with(
        Figure::new("foretold", "Counted beside foretold", chart)
            .basis("Each country is foretold by a fit without it. Countries with a count of 0 are in the table only."),
    );
    let mut table = DataTable::new(
        "places",
        "Every country",
        vec![
            Column::text("counts", "Counts"),
            Column::text("country", "Citizenship"),
            Column::number("counted", "Counted"),
            Column::number("fitted", "Fitted"),
            Column::number("foretold", "Foretold without it"),
            Column::decimals("residual", "Residual", 2),
        ],
    );
    for driven in &result.driven {
        for p in &driven.places {
            table.push(vec![
                end(driven).into(),
                p.place.name().into(),
                p.count.into(),
                p.fitted.into(),
                p.foretold.into(),
                p.residual.into(),
            ]);
        }
    }
    section.with(Block::More("Every country".to_owned(), vec![table.into()]))
}

fn sources(result: &DriversResult) -> Section {
    let mut table = DataTable::new(
        "covariates",
        "Covariates and their sources",
        vec![
            Column::text("family", "Family"),
            Column::text("covariate", "Covariate"),
            Column::text("expected", "Expected"),
            Column::text("years", "Years"),
            Column::number("countries", "Countries with a value"),
            Column::number("rows_in", "Rows"),
            Column::number("used", "Used"),
            Column::text("source", "Source"),
        ],
    );
    let mut items = Vec::new();
    for column in &result.covariates {
        let c = &column.covariate;
        let years = column
            .years
            .map_or_else(|| "–".to_owned(), |(a, b)| if a == b { a.to_string() } else { format!("{a}–{b}") });
        table.push(vec![
            c.family.as_str().into(),
            c.name.as_str().into(),
            direction(result, &c.name).into(),
            years.into(),
            column.values.len().into(),
            column.rows_in.into(),
            column.used.into(),
            c.source.as_str().into(),
        ]);
        items.extend(column.unread.iter().map(|(line, why)| format!("{}, line {line}: {why}", c.file)));
    }
    items.extend(result.counts_left_out.iter().map(|(why, n)| format!("Counts: {} {why}.", count(*n))));
    let missing = match result.chosen.missing {
        Missing::CompleteCases => "Countries that lack a covariate are left out.",
        Missing::Indicator => "Where a covariate is missing the mean stands in, with a column that says so.",
    };
    let dispersion = low(result).map(|d| decimals(d.explained.dispersion, 2)).unwrap_or_default();
    Section::new("sources", "What went in")
        .lead(format!("{missing} Dispersion {dispersion} (1 when the variance is as taken)."))
        .with(table)
        .with(Block::More("What could not be used".to_owned(), vec![Block::List(String::new(), items)]))
}
