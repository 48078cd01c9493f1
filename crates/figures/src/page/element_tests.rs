//! Legal element tests: what the records say under each, and where they differ.

use super::figure::{Drawn, Figure};
use super::results::results;
use crate::grid::{Cell, Grid};
use crate::notes::{DAGGER_NOTE, short};
use crate::number::{count, counted, share_of};
use turnstone_identify::{Concern, Kind};
use turnstone_monitor::findings::{Agreement, InstrumentCount};
use turnstone_monitor::study::Study;

/// How many open questions are shown one by one.
const OPEN_SHOWN: usize = 10;
const TRUTHS: [&str; 3] = ["yes", "no", "undetermined"];

/// The section of element tests; none when no such instrument was applied.
pub struct ElementTests {
    /// The chart with the table of all elements.
    pub figure: Figure,
    /// The tests of each concern against each other.
    pub concerns: Vec<Against>,
    /// Each two tests record by record, in small tables.
    pub pairs: Vec<Grid>,
    /// Label, citation and open questions of each test.
    pub instruments: Vec<Instrument>,
}

/// The tests of one concern against each other.
pub struct Against {
    /// What they are about.
    pub concern: &'static str,
    /// Records by the test that shows them and the one that does not; none where no test shows any.
    pub matrix: Option<Grid>,
    /// Where one says yes and another no.
    pub note: String,
}

/// One test.
pub struct Instrument {
    /// Its title with what its numbers rest on.
    pub label: String,
    /// Its id, version and citation.
    pub source: String,
    /// What would decide its open rows; none when nothing is open.
    pub open: Option<Grid>,
}

pub fn element_tests(study: &Study, drawn: Drawn) -> Option<ElementTests> {
    let tests: Vec<&InstrumentCount> = study.findings.of_kind(Kind::Elements).collect();
    if tests.is_empty() {
        return None;
    }
    let all = |i: &&InstrumentCount| i.checked_against_primary;
    let note = if tests.iter().all(all) { String::new() } else { format!("; {DAGGER_NOTE}") };
    let figure = Figure {
        basis: format!("Each bar is out of {} records{note}", count(study.records)),
        summary: "The numbers, element by element".to_owned(),
        numbers: vec![results(study, "Elements and findings", &tests)],
        ..Figure::chart("element-tests", "What the records say under each definition", drawn)
    };
    let instrument = |i: &&InstrumentCount| Instrument {
        label: short(&i.label),
        source: format!("{}, version {}. {}", i.id, i.version, i.citation),
        open: (!i.open.is_empty()).then(|| open(study, i)),
    };
    Some(ElementTests {
        figure,
        concerns: [Concern::Trafficking, Concern::Smuggling]
            .iter()
            .filter_map(|c| against(study, &tests, *c))
            .collect(),
        pairs: study.findings.agreement.iter().map(pair_grid).collect(),
        instruments: tests.iter().map(instrument).collect(),
    })
}

/// Records that the first test shows and the second does not.
fn only_under(study: &Study, a: &str, b: &str) -> u64 {
    let find = |a: &str, b: &str| study.findings.agreement.iter().find(|pair| pair.a == a && pair.b == b);
    let forth = find(a, b).map(|pair| pair.cells[0][1] + pair.cells[0][2]);
    let back = || find(b, a).map(|pair| pair.cells[1][0] + pair.cells[2][0]);
    forth.or_else(back).unwrap_or(0)
}

fn against(study: &Study, tests: &[&InstrumentCount], concern: Concern) -> Option<Against> {
    let tests: Vec<&InstrumentCount> = tests.iter().copied().filter(|test| test.concern == concern).collect();
    if tests.len() < 2 {
        return None;
    }
    let shown = |test: &InstrumentCount| test.findings().next().map_or(0, |finding| finding.rows.yes);
    if tests.iter().all(|test| shown(test) == 0) {
        let note = format!("None of these {} tests shows its elements for any record.", tests.len());
        return Some(Against { concern: concern.label(), matrix: None, note });
    }
    let mut grid = Grid::new(
        "Records whose elements are shown under the row’s definition and not under the column’s; on the diagonal all \
         that are shown under it",
        &["Shown under"],
    );
    grid.head.extend(tests.iter().map(|test| Cell::aligned(format!("not {}", test.id))));
    for a in &tests {
        let cells = tests.iter().map(|b| match (a.id == b.id, only_under(study, &a.id, &b.id)) {
            (true, _) => Cell { class: "number same", ..Cell::count(shown(a)) },
            (false, 0) => Cell::count(0),
            (false, more) => Cell { class: "number more", ..Cell::count(more) },
        });
        grid.push(std::iter::once(Cell::text(short(&a.label))).chain(cells).collect());
    }
    Some(Against { concern: concern.label(), matrix: Some(grid), note: contradictions(study, &tests) })
}

/// Where one test says yes and another no: what is undetermined under one contradicts nothing.
fn contradictions(study: &Study, tests: &[&InstrumentCount]) -> String {
    let is_of_them = |id: &str| tests.iter().any(|test| test.id == id);
    let pairs = study.findings.agreement.iter().filter(|pair| is_of_them(&pair.a) && is_of_them(&pair.b));
    let found = pairs.flat_map(|pair| [(&pair.a, &pair.b, pair.cells[0][1]), (&pair.b, &pair.a, pair.cells[1][0])]);
    let found: Vec<String> = found
        .filter(|(.., records)| *records > 0)
        .map(|(yes, no, n)| format!("{} yes under {yes} and no under {no}", counted(n, "record is", "records are")))
        .collect();
    let differ = tests.iter().any(|a| tests.iter().any(|b| a.id != b.id && only_under(study, &a.id, &b.id) > 0));
    match (found.is_empty(), differ) {
        (true, false) => "All of them show the same records.".to_owned(),
        (true, true) => "No record is yes under one of them and no under another: where they differ, one of \
                         them leaves the record open."
            .to_owned(),
        (false, _) => format!("Both stand where they differ: {}.", found.join("; ")),
    }
}

fn pair_grid(pair: &Agreement) -> Grid {
    let all: u64 = pair.cells.iter().flatten().sum();
    let same: u64 = (0..3).map(|i| pair.cells[i][i]).sum();
    let caption = format!("{} (rows) and {} (columns): the same for {} records", pair.a, pair.b, share_of(same, all));
    let mut grid = Grid::new(caption, &["", "#yes", "#no", "#undetermined"]);
    for (i, (truth, cells)) in TRUTHS.iter().zip(&pair.cells).enumerate() {
        let cell = |(j, n): (usize, &u64)| match i == j {
            true => Cell { class: "number same", ..Cell::count(*n) },
            false => Cell::count(*n),
        };
        grid.push(std::iter::once(Cell::text(*truth)).chain(cells.iter().enumerate().map(cell)).collect());
    }
    grid
}

fn open(study: &Study, instrument: &InstrumentCount) -> Grid {
    let mut grid = Grid::new(
        format!("What would decide the open records; shares are of {} records", count(study.records)),
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
