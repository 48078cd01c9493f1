//! What the records leave unknown, column by column.

use super::figure::{Drawn, Figure};
use crate::chart_data;
use crate::grid::{Cell, Grid};
use crate::number::count;
use turnstone_monitor::study::Study;

/// The section of unknowns.
pub struct Unknowns {
    /// In words: how many columns say anything, and how many ever say no.
    pub summary: String,
    /// The chart and table of all columns.
    pub figure: Figure,
}

pub fn unknowns(study: &Study, columns: &chart_data::Unknowns<'_>, drawn: Drawn) -> Unknowns {
    let facts = || study.profile.columns.iter().filter(|c| c.is_fact);
    let number = |n: usize| count(n as u64);
    let summary = format!(
        "Facts that a record can hold: {}. Said yes of by at least one record: {}; said no of by at least one: {}; \
         recorded nowhere: {}. What is not recorded is not known: it is never a no.",
        number(facts().count()),
        number(facts().filter(|c| c.yes > 0).count()),
        number(facts().filter(|c| c.no > 0).count()),
        number(facts().filter(|c| c.recorded == 0).count()),
    );
    let figure = Figure {
        basis: format!("Each column is out of {} records", count(columns.total)),
        summary: format!("All {} columns", number(columns.columns.len())),
        numbers: vec![grid(columns)],
        ..Figure::chart("unknowns", columns.title, drawn)
    };
    Unknowns { summary, figure }
}

fn grid(columns: &chart_data::Unknowns<'_>) -> Grid {
    let whole = columns.total;
    let mut grid = Grid::new(
        format!("Columns by element; shares are of {} records", count(whole)),
        &["Column", "#yes", "#no", "#other value", "#recorded, share", "#not recorded", "#share"],
    );
    let mut group = "";
    for column in &columns.columns {
        if column.group != group {
            group = column.group;
            grid.heading(group);
        }
        let recorded = column.yes + column.no + column.value;
        let unknown = [Cell::count(column.unknown), Cell::share(column.unknown, whole)].map(Cell::not_recorded);
        let mut cells = vec![Cell::text(column.label)];
        cells.extend([column.yes, column.no, column.value].map(Cell::count));
        cells.push(Cell::share(recorded, whole));
        cells.extend(unknown);
        grid.push(cells);
    }
    grid
}
