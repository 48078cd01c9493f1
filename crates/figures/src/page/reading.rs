//! What was read and what could not be, and what the study was made from and with.

use crate::grid::{Cell, Grid};
use crate::notes::account;
use turnstone_model::Fate;
use turnstone_monitor::study::Study;

/// The sections of reading and provenance.
pub struct Reading {
    /// The inputs with the account of their rows.
    pub inputs: Grid,
    /// What was wrong or odd, by kind; none when nothing was.
    pub remarks: Option<Grid>,
    /// Whether any row is in the quarantine.
    pub has_quarantine: bool,
    /// Whether anything was odd about rows that are in the study.
    pub has_kept: bool,
    /// The digests of the inputs.
    pub digests: Grid,
}

pub fn reading(study: &Study) -> Reading {
    let inputs = &study.provenance.inputs;
    Reading {
        inputs: inputs_grid(study),
        remarks: inputs.iter().any(|input| !input.remarks.is_empty()).then(|| remarks(study)),
        has_quarantine: inputs.iter().any(|input| input.quarantined > 0),
        has_kept: inputs.iter().flat_map(|input| &input.remarks).any(|remark| remark.fate == Fate::Kept),
        digests: digests(study),
    }
}

fn inputs_grid(study: &Study) -> Grid {
    let mut grid = Grid::new(
        "Inputs and their rows: rows in are records and quarantined together",
        &["Input", "Layout", "Read as", "Because", "#rows in", "#records", "#quarantined"],
    );
    for input in &study.provenance.inputs {
        let mut cells = [&input.name, &input.format, &input.codec, &input.why].map(Cell::text).to_vec();
        cells.extend([input.rows_in, input.rows_out, input.quarantined].map(Cell::count));
        grid.push(cells);
    }
    let account = account(study);
    let mut cells = ["All", "", "", ""].map(Cell::text).to_vec();
    cells.extend([account.rows_in, account.rows_out, account.quarantined].map(Cell::count));
    grid.push_as("total", cells);
    grid
}

fn remarks(study: &Study) -> Grid {
    let head = ["Input", "Row is", "Field", "What was wrong or odd", "#remarks"];
    let mut grid = Grid::new("Remarks by kind; a row may have several", &head);
    for input in &study.provenance.inputs {
        for remark in &input.remarks {
            let fate = match remark.fate {
                Fate::Quarantined => "in the quarantine",
                Fate::Kept => "in the study",
            };
            let field = if remark.field.is_empty() { "the row as a whole" } else { &remark.field };
            let mut cells = [&input.name, fate, field, &remark.reason].map(Cell::text).to_vec();
            cells.push(Cell::count(remark.count));
            grid.push(cells);
        }
    }
    grid
}

fn digests(study: &Study) -> Grid {
    let mut grid = Grid::new("Inputs by their bytes", &["Input", "#bytes", "SHA-256"]);
    for input in &study.provenance.inputs {
        grid.push(vec![Cell::text(&input.name), Cell::count(input.bytes), Cell::text(&input.sha256)]);
    }
    grid
}
