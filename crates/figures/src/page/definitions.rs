//! What the records say under each definition.

use super::figure::{Drawn, Figure};
use crate::grid::{Cell, Grid};
use crate::number::{count, share_of};
use turnstone_monitor::findings::{Agreement, InstrumentCount, OutputKind};
use turnstone_monitor::study::Study;

/// How many open questions are shown one by one.
const OPEN_SHOWN: usize = 15;
const TRUTHS: [&str; 3] = ["yes", "no", "undetermined"];

/// The section of definitions.
pub struct Definitions {
    /// The chart of agreement with the table of all elements, and each two instruments against each other.
    pub figure: Figure,
    /// Label, citation and what else is to be said of each instrument, and its open questions.
    pub instruments: Vec<Instrument>,
}

/// One instrument.
pub struct Instrument {
    /// Its title with what its numbers rest on.
    pub label: String,
    /// Its id, version and citation.
    pub source: String,
    /// What would decide its open rows; none when nothing is open.
    pub open: Option<Grid>,
}

pub fn definitions(study: &Study, drawn: Drawn) -> Definitions {
    let findings = &study.findings;
    let figure = Figure {
        chart: "agreement",
        title: "What the records say under each definition".to_owned(),
        basis: format!("Each bar is out of {} records", count(study.records)),
        caution: "",
        breaks: Vec::new(),
        drawn,
        open: vec![elements(study)],
        summary: "Each two definitions against each other".to_owned(),
        numbers: findings.agreement.iter().map(|pair| pair_grid(study, pair)).collect(),
    };
    let instrument = |i: &InstrumentCount| Instrument {
        label: i.label.clone(),
        source: format!("{}, version {}. {}", i.id, i.version, i.citation),
        open: (!i.open.is_empty()).then(|| open(study, i)),
    };
    Definitions { figure, instruments: findings.instruments.iter().map(instrument).collect() }
}

fn elements(study: &Study) -> Grid {
    let whole = study.records;
    let mut grid = Grid::new(
        format!("Elements and findings; shares are of {} records", count(whole)),
        &["Element or finding", "Kind", "#yes", "#share", "#no", "#share", "#undetermined", "#share"],
    );
    for instrument in &study.findings.instruments {
        grid.heading(&instrument.label);
        for output in &instrument.outputs {
            let (class, kind) = match output.kind {
                OutputKind::Element => ("", "element"),
                OutputKind::Description => ("", "describes only"),
                OutputKind::Finding => ("total", "finding"),
            };
            let rows = output.rows;
            let mut cells = vec![Cell::text(&output.label), Cell::text(kind)];
            cells.extend([rows.yes, rows.no].into_iter().flat_map(|n| [Cell::count(n), Cell::share(n, whole)]));
            let open = [Cell::count(rows.undetermined), Cell::share(rows.undetermined, whole)];
            cells.extend(open.map(Cell::not_recorded));
            grid.push_as(class, cells);
        }
    }
    grid
}

fn label_of<'a>(study: &'a Study, id: &'a str) -> &'a str {
    study.findings.instruments.iter().find(|i| i.id == id).map_or(id, |i| &i.label)
}

fn pair_grid(study: &Study, pair: &Agreement) -> Grid {
    let all: u64 = pair.cells.iter().flatten().sum();
    let same: u64 = (0..3).map(|i| pair.cells[i][i]).sum();
    let caption = format!(
        "{} (rows) against {} (columns): both say the same for {} records",
        label_of(study, &pair.a),
        label_of(study, &pair.b),
        share_of(same, all)
    );
    let mut grid = Grid::new(caption, &["Finding", "#yes", "#no", "#undetermined"]);
    for (truth, cells) in TRUTHS.iter().zip(&pair.cells) {
        grid.push(std::iter::once(Cell::text(*truth)).chain(cells.iter().map(|n| Cell::count(*n))).collect());
    }
    grid
}

fn open(study: &Study, instrument: &InstrumentCount) -> Grid {
    let mut grid = Grid::new(
        format!(
            "What would decide the open records: {}; shares are of {} records",
            instrument.label,
            count(study.records)
        ),
        &["Not recorded, and would decide", "#records", "#share"],
    );
    let row =
        |text: String, records: u64| vec![Cell::text(text), Cell::count(records), Cell::share(records, study.records)];
    let (shown, rest) = instrument.open.split_at(instrument.open.len().min(OPEN_SHOWN));
    for open in shown {
        grid.push(row(open.terms.clone(), open.count));
    }
    if !rest.is_empty() {
        let text = format!("{} more combinations, in tables/open.csv", count(rest.len() as u64));
        grid.push_as("not-recorded", row(text, rest.iter().map(|open| open.count).sum()));
    }
    grid
}
