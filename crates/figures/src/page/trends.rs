//! How it changed: records by year, and whose records a change rests on.

use super::figure::{Drawn, Figure};
use crate::chart_data::Trend;
use crate::grid::{Cell, Grid};
use crate::notes::{TREND_CAUTION, names};
use crate::number;
use crate::trends_page::words;
use turnstone_estimate::trends::Estimate;
use turnstone_monitor::change::result::FoundIn;
use turnstone_monitor::study::Study;

/// The section of years.
pub struct TrendTables {
    /// The lines with their table.
    pub figure: Figure,
    /// The changes from year to year; none when no two years follow each other.
    pub changes: Option<Grid>,
    /// Changes of level with what accounts for them; none when there is none to show.
    pub levels: Option<Grid>,
}

pub fn trends(study: &Study, trend: &Trend, drawn: Drawn) -> TrendTables {
    let figure = Figure {
        basis: "A record with several purposes is counted in the line of each".to_owned(),
        caution: TREND_CAUTION.into(),
        breaks: trend.breaks.iter().map(|b| (b.year.to_string(), b.text.clone())).collect(),
        summary: "The numbers by year".to_owned(),
        numbers: vec![years(study, trend)],
        ..Figure::chart("trend", trend.title.clone(), drawn)
    };
    TrendTables { figure, changes: (!study.trends.changes.is_empty()).then(|| changes(study)), levels: levels(study) }
}

fn years(study: &Study, trend: &Trend) -> Grid {
    let whole = study.records;
    let caption = format!(
        "Records by year; shares are of {} records; a dash: nothing of the kind was recorded that year",
        number::count(whole)
    );
    let labels: Vec<String> = trend.series.iter().skip(1).map(|series| format!("#{}", series.label)).collect();
    let mut head = vec!["Year", "#records", "#share", "#contributing countries"];
    head.extend(labels.iter().map(String::as_str));
    let mut grid = Grid::new(caption, &head);
    let cell = |value: Option<u64>| value.map_or_else(|| Cell::aligned("–"), Cell::count);
    for (i, year) in trend.years.iter().enumerate() {
        let records = trend.series.first().and_then(|series| series.values[i]);
        let mut cells = vec![Cell::text(year.to_string()), cell(records)];
        cells.push(records.map_or_else(|| Cell::aligned("–"), |records| Cell::share(records, whole)));
        cells.push(cell(trend.contributors.values[i]));
        cells.extend(trend.series.iter().skip(1).map(|series| cell(series.values[i])));
        grid.push(cells);
    }
    let without = study.trends.without_year;
    let mut cells = vec![Cell::text("not recorded"), Cell::count(without), Cell::share(without, whole)];
    cells.resize_with(grid.width(), || Cell::aligned(""));
    grid.push_as("not-recorded", cells);
    grid
}

fn changes(study: &Study) -> Grid {
    let mut grid = Grid::new(
        "Changes between years that follow each other; countries that report in both years carry the comparable part",
        &[
            "Year",
            "#before",
            "#after",
            "#change",
            "#in both: before",
            "#in both: after",
            "#in both: change",
            "Entered",
            "Left",
            "Coverage",
        ],
    );
    let named = |list: &[_]| if list.is_empty() { "none".to_owned() } else { names(list) };
    for change in &study.trends.changes {
        let (class, coverage) = if change.is_break() { ("break", "break") } else { ("", "steady") };
        grid.push_as(
            class,
            vec![
                Cell::text(change.year.to_string()),
                Cell::count(change.records_before),
                Cell::count(change.records_after),
                Cell::aligned(number::change(change.records_before, change.records_after)),
                Cell::count(change.in_both_before),
                Cell::count(change.in_both_after),
                Cell::aligned(number::change(change.in_both_before, change.in_both_after)),
                Cell::text(named(&change.entered)),
                Cell::text(named(&change.left)),
                Cell::text(coverage),
            ],
        );
    }
    grid
}

/// Changes of level that are likelier than not, each with what accounts for it.
fn levels(study: &Study) -> Option<Grid> {
    let found = study.trends.what_changed.as_ref().filter(|found| !found.changes.is_empty())?;
    let mut grid = Grid::new(
        "Changes of level likelier than not, in the records whose country of destination is known; a ratio is new over old level, \
         in brackets its 95 % interval",
        &["From", "Found", "#probability", "#ratio", "#ratio of those in both", "#came", "#went", "Mark"],
    );
    let ratio =
        |of: &Estimate| format!("{} ({} to {})", words::short(of.value), words::short(of.low), words::short(of.high));
    for change in &found.changes {
        let of = &change.attribution;
        let stayed = of.stayed.as_ref().map_or_else(|_| "–".to_owned(), |step| ratio(&step.ratio));
        let place = match change.found_in {
            FoundIn::AsReported => "as reported",
            FoundIn::ConstantPanel => "in the constant panel",
        };
        grid.push(vec![
            Cell::text(change.year.to_string()),
            Cell::text(place),
            Cell::aligned(number::percent(change.change.within_a_year)),
            Cell::aligned(ratio(&change.change.ratio)),
            Cell::aligned(stayed),
            Cell::count(of.entered as u64),
            Cell::count(of.left as u64),
            Cell::text(words::mark(of.mark)),
        ]);
    }
    Some(grid)
}
