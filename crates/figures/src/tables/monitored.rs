//! Tables of what was counted. What instruments found is in [`super::found`].

use super::Table;
use crate::notes::{basis_title, border};
use crate::number::machine;
use crate::places::place_counts;
use crate::trends_page::words::mark;
use std::collections::BTreeMap;
use turnstone_estimate::trends::effects::Step;
use turnstone_monitor::change::result::FoundIn;
use turnstone_monitor::crosstab::Crosstab;
use turnstone_monitor::flows::Counted;
use turnstone_monitor::study::Study;

pub fn columns(study: &Study) -> Table {
    let mut table = Table::new(
        "columns",
        "How the columns are filled",
        &["column", "label", "group", "is_fact", "yes", "no", "recorded", "unknown", "records"],
    );
    table.rows.extend(study.profile.columns.iter().map(|column| {
        vec![
            column.id.clone(),
            column.label.clone(),
            column.group.clone(),
            if column.is_fact { "yes" } else { "no" }.to_owned(),
            column.yes.to_string(),
            column.no.to_string(),
            column.recorded.to_string(),
            column.unknown.to_string(),
            study.profile.rows.to_string(),
        ]
    }));
    table
}

pub fn corridors(study: &Study) -> Table {
    let mut table = Table::new(
        "corridors",
        format!("Corridors ({})", basis_title(&study.flows)),
        &["origin", "origin_name", "destination", "destination_name", "border_crossed", "records"],
    );
    table.rows.extend(study.flows.corridors.iter().map(|c| {
        vec![
            c.origin.clone(),
            c.origin_name.clone(),
            c.destination.clone(),
            c.destination_name.clone(),
            border(c.border_crossed).to_owned(),
            c.records.to_string(),
        ]
    }));
    table
}

/// The values of every dimension, one a row, behind cells that name what they are of.
fn long<'a>(of: &'a [String], by: &'a BTreeMap<&'static str, Vec<Counted>>) -> impl Iterator<Item = Vec<String>> + 'a {
    by.iter().flat_map(move |(dimension, values)| {
        values.iter().map(move |value| {
            let tail = [(*dimension).to_owned(), value.id.clone(), value.label.clone(), value.count.to_string()];
            of.iter().cloned().chain(tail).collect()
        })
    })
}

pub fn corridors_by(study: &Study) -> Table {
    let mut table = Table::new(
        "corridors_by",
        format!("Corridors by purpose, means, sex, age and period ({})", basis_title(&study.flows)),
        &["origin", "destination", "border_crossed", "dimension", "value", "label", "count"],
    );
    for c in &study.flows.corridors {
        let of = [c.origin.clone(), c.destination.clone(), border(c.border_crossed).to_owned()];
        table.rows.extend(long(&of, &c.by));
    }
    table
}

pub fn ends(study: &Study) -> Table {
    let title = format!("Records by the ends of the corridor they have ({})", basis_title(&study.flows));
    let mut table = Table::new("ends", title, &["what", "records"]);
    let flows = &study.flows;
    let rows = [
        ("both_ends", flows.with_both_ends),
        ("both_ends_within_country", flows.within_country),
        ("both_ends_across_border", flows.across_border),
        ("both_ends_border_unknown", flows.border_unknown),
        ("origin_only", flows.origin_only),
        ("destination_only", flows.destination_only),
        ("neither", flows.neither),
    ];
    table.rows.extend(rows.map(|(what, records)| vec![what.to_owned(), records.to_string()]));
    table
}

pub fn places(study: &Study) -> Table {
    let mut table = Table::new(
        "places",
        format!("Corridors by place ({})", basis_title(&study.flows)),
        &["place", "name", "as_origin", "as_destination", "as_both"],
    );
    table.rows.extend(place_counts(&study.flows).into_iter().map(|place| {
        let counts = [place.as_origin, place.as_destination, place.as_both].map(|count| count.to_string());
        [place.code, place.name].into_iter().chain(counts).collect()
    }));
    table
}

pub fn years(study: &Study) -> Table {
    let title = "Records by year of registration; the row without a year: not recorded";
    let mut table = Table::new("years", title, &["year", "records", "contributors"]);
    table.rows.extend(
        study
            .trends
            .years
            .iter()
            .map(|year| vec![year.year.to_string(), year.records.to_string(), year.contributors.to_string()]),
    );
    table.rows.push(vec![String::new(), study.trends.without_year.to_string(), String::new()]);
    table
}

pub fn years_by(study: &Study) -> Table {
    let mut table = Table::new(
        "years_by",
        "Records by year of registration and by purpose, means, sex, age and child when exploited",
        &["year", "dimension", "value", "label", "count"],
    );
    for year in &study.trends.years {
        table.rows.extend(long(&[year.year.to_string()], &year.by));
    }
    table
}

pub fn changes(study: &Study) -> Table {
    let mut table = Table::new(
        "changes",
        "Changes from year to year and whose records they rest on",
        &[
            "year",
            "records_before",
            "records_after",
            "in_both_before",
            "in_both_after",
            "countries_entered",
            "records_entered",
            "countries_left",
            "records_left",
            "is_break",
            "entered",
            "left",
        ],
    );
    let sum = |list: &[Counted]| list.iter().map(|c| c.count).sum::<u64>().to_string();
    let names = |list: &[Counted]| list.iter().map(|c| format!("{} {}", c.id, c.count)).collect::<Vec<_>>().join("; ");
    table.rows.extend(study.trends.changes.iter().map(|change| {
        vec![
            change.year.to_string(),
            change.records_before.to_string(),
            change.records_after.to_string(),
            change.in_both_before.to_string(),
            change.in_both_after.to_string(),
            change.entered.len().to_string(),
            sum(&change.entered),
            change.left.len().to_string(),
            sum(&change.left),
            if change.is_break() { "yes" } else { "no" }.to_owned(),
            names(&change.entered),
            names(&change.left),
        ]
    }));
    table
}

pub fn level_changes(study: &Study) -> Table {
    let title = "Changes of level likelier than not, with what accounts for each";
    let mut table = Table::new(
        "level_changes",
        title,
        &[
            "year",
            "found_in",
            "probability",
            "within_a_year",
            "ratio",
            "ratio_low",
            "ratio_high",
            "stayed_ratio",
            "stayed_low",
            "stayed_high",
            "stayed_contributors",
            "entered",
            "left",
            "coverage_share",
            "mark",
        ],
    );
    let found = study.trends.what_changed.iter().flat_map(|found| &found.changes);
    table.rows.extend(found.map(|change| {
        let of = &change.attribution;
        let stayed = of.stayed.as_ref().ok();
        let part = |get: &dyn Fn(&Step) -> f64| stayed.map_or(String::new(), |step| machine(get(step)));
        vec![
            change.year.to_string(),
            match change.found_in {
                FoundIn::AsReported => "as_reported",
                FoundIn::ConstantPanel => "constant_panel",
            }
            .to_owned(),
            machine(change.change.probability),
            machine(change.change.within_a_year),
            machine(change.change.ratio.value),
            machine(change.change.ratio.low),
            machine(change.change.ratio.high),
            part(&|step| step.ratio.value),
            part(&|step| step.ratio.low),
            part(&|step| step.ratio.high),
            stayed.map_or(String::new(), |step| step.contributors.to_string()),
            of.entered.to_string(),
            of.left.to_string(),
            of.coverage_share.map_or(String::new(), machine),
            mark(of.mark).to_owned(),
        ]
    }));
    table
}

pub fn crosstab(crosstab: &Crosstab) -> Table {
    let (rows, columns) = (crosstab.row_dimension, crosstab.column_dimension);
    let mut table = Table::new(
        format!("crosstab_{}", crosstab.id),
        format!("{} by {}", rows.label(), columns.label().to_lowercase()),
        &[rows.id(), "label"],
    );
    table.header.extend(crosstab.columns.iter().map(|column| column.id.clone()));
    table.rows.extend(crosstab.rows.iter().zip(&crosstab.cells).map(|(row, cells)| {
        [row.id.clone(), row.label.clone()].into_iter().chain(cells.iter().map(u64::to_string)).collect()
    }));
    table
}
