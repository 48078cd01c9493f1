//! Tables of results: what instruments say over all records, as bars and numbers.

use crate::grid::{Bar, Cell, Grid};
use crate::notes::{short, with_dagger_note};
use crate::number::count;
use turnstone_monitor::findings::{InstrumentCount, OutputCount, OutputKind};
use turnstone_monitor::study::Study;

/// The results of some instruments. With more than one, each has its heading.
pub fn results(study: &Study, what: &str, instruments: &[&InstrumentCount]) -> Grid {
    let whole = study.records;
    let caption = format!("{what}; shares are of {} records", count(whole));
    let caption = with_dagger_note(caption, instruments.iter().flat_map(|i| labels(i)));
    let head = ["Result", "", "#yes", "#share", "#no", "#share", "#not decided", "#share"];
    let mut grid = Grid::new(caption, &head);
    for instrument in instruments {
        if instruments.len() > 1 {
            grid.heading(short(&instrument.label));
        }
        for output in &instrument.outputs {
            let class = if output.kind == OutputKind::Finding { "total" } else { "" };
            let rows = output.rows;
            let mut cells = vec![Cell::text(label(output)), Cell::bar(Bar::of(&rows))];
            cells.extend([rows.yes, rows.no].into_iter().flat_map(|n| [Cell::count(n), Cell::share(n, whole)]));
            let open = [Cell::count(rows.undetermined), Cell::share(rows.undetermined, whole)];
            cells.extend(open.map(Cell::not_recorded));
            grid.push_as(class, cells);
        }
    }
    grid
}

/// The label of an instrument and those of its results.
pub fn labels(instrument: &InstrumentCount) -> impl Iterator<Item = &str> {
    std::iter::once(instrument.label.as_str()).chain(instrument.outputs.iter().map(|output| output.label.as_str()))
}

/// A result's label with what it is, where that changes how it is read.
pub fn label(output: &OutputCount) -> String {
    match output.kind {
        OutputKind::Description => format!("{}, describes only", short(&output.label)),
        OutputKind::Element | OutputKind::Finding => short(&output.label),
    }
}
