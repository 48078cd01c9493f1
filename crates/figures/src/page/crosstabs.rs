//! Cross-tabulations, with what is not recorded set apart.

use super::figure::{Drawn, Figure};
use crate::grid::{Cell, Grid};
use crate::number::count;
use turnstone_monitor::crosstab::Crosstab;
use turnstone_monitor::dimension::Dimension;
use turnstone_monitor::study::Study;

const NOT_RECORDED: &str = "not_recorded";
/// How many columns of numbers fit on paper.
const WIDEST: usize = 8;

/// The section of cross-tabulations.
pub struct Crosstabs {
    /// The heat map of means by purpose with its table.
    pub figure: Figure,
    /// The other tables.
    pub others: Vec<Grid>,
}

pub fn crosstabs(study: &Study, drawn: Drawn) -> Crosstabs {
    let is_drawn = |t: &&Crosstab| (t.row_dimension, t.column_dimension) == (Dimension::Means, Dimension::Purpose);
    let main = study.crosstabs.iter().find(is_drawn);
    let figure = Figure {
        basis: format!("Records that have both, of {}; a record may have several of each", count(study.records)),
        numbers: main.map(grid).into_iter().collect(),
        ..Figure::chart("means-by-purpose", "Means by purpose", drawn)
    };
    let others = study.crosstabs.iter().filter(|t| !is_drawn(t)).map(grid);
    Crosstabs { figure, others: others.collect() }
}

/// The table as it is, or turned over where it has more columns than rows, so that it fits on paper.
fn grid(table: &Crosstab) -> Grid {
    match table.columns.len() > WIDEST && table.columns.len() > table.rows.len() {
        false => as_it_is(table),
        true => as_it_is(&Crosstab {
            id: table.id.clone(),
            row_dimension: table.column_dimension,
            column_dimension: table.row_dimension,
            rows: table.columns.clone(),
            columns: table.rows.clone(),
            cells: (0..table.columns.len()).map(|j| table.cells.iter().map(|row| row[j]).collect()).collect(),
            records: table.records,
        }),
    }
}

fn as_it_is(table: &Crosstab) -> Grid {
    let several: Vec<String> = [table.row_dimension, table.column_dimension]
        .into_iter()
        .filter(|dimension| dimension.is_multiple())
        .map(|dimension| dimension.label().to_lowercase())
        .collect();
    let note = match several.as_slice() {
        [] => String::new(),
        names => format!("; a record may have several values of {}, so cells add up to more", names.join(" and of ")),
    };
    let (rows, columns) = (table.row_dimension.label(), table.column_dimension.label().to_lowercase());
    let caption = format!("{rows} by {columns}: records, of {}{note}", count(table.records));
    let mut grid = Grid::new(caption, &[rows]);
    grid.head.extend(table.columns.iter().map(|column| {
        let heading = Cell::aligned(&column.label);
        if column.id == NOT_RECORDED { heading.not_recorded() } else { heading }
    }));
    for (row, counts) in table.rows.iter().zip(&table.cells) {
        let cells = table.columns.iter().zip(counts).map(|(column, number)| {
            let cell = Cell::count(*number);
            if column.id == NOT_RECORDED { cell.not_recorded() } else { cell }
        });
        let class = if row.id == NOT_RECORDED { "not-recorded" } else { "" };
        grid.push_as(class, std::iter::once(Cell::text(&row.label)).chain(cells).collect());
    }
    grid
}
