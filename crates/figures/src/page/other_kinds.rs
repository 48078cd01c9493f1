//! Results of the other kinds: process, indicator dimensions, signs, prompts to look. Each stands for itself.

use super::figure::{Drawn, Figure};
use super::results::results;
use crate::grid::{Bar, Cell, Grid};
use crate::notes::{short, with_dagger_note};
use crate::number::{count, counted, share};
use turnstone_identify::process::{TECHNOLOGY, TRADITIONAL};
use turnstone_identify::{Kind, ProcessReading};
use turnstone_monitor::findings::{InstrumentCount, OutputCount, OutputKind, ProcessCount};
use turnstone_monitor::study::Study;

const TRUTHS: [&str; 3] = ["yes", "no", "undetermined"];

/// The section of the process.
pub struct ProcessTables {
    /// The readings with their bars.
    pub figure: Figure,
    /// What the table cannot say of it; may be empty.
    pub wanting: String,
}

/// The section of prompts.
pub struct Prompts {
    /// Each prompt.
    pub prompts: Vec<Prompt>,
    /// The parts of each prompt.
    pub parts: Grid,
}

/// One prompt to look.
pub struct Prompt {
    /// What to look for.
    pub label: String,
    /// Its id, version and citation.
    pub source: String,
    /// The records that prompt a look.
    pub yes: String,
    /// In words, with what is ruled out and not decided.
    pub text: String,
    /// The same as a bar.
    pub bar: Bar,
    /// Whether any record prompts a look.
    pub is_shown: bool,
    /// What else the same facts may mean.
    pub innocent_readings: Vec<String>,
}

pub fn process(study: &Study, drawn: Drawn) -> Option<ProcessTables> {
    let process = study.findings.process.as_ref()?;
    let instrument = study.findings.instruments.iter().find(|i| i.id == process.instrument)?;
    let figure = Figure {
        basis: format!("{}; out of {} records", short(&instrument.title), count(study.records)),
        open: vec![readings(study, process)],
        summary: "Both processes against each other".to_owned(),
        numbers: vec![both(process)],
        ..Figure::table("process", "How the trafficking went about", drawn)
    };
    let element = |name: &str| instrument.outputs.iter().find(|output| output.name == name);
    let wanting = [(TRADITIONAL, "the traditional process"), (TECHNOLOGY, "the technology-driven process")];
    let wanting = wanting.into_iter().filter_map(|(name, what)| {
        let output = element(name).filter(|output| output.is_beyond_the_table())?;
        Some(format!("No record holds any of the {} that show {what}.", counted(output.facts, "fact", "facts")))
    });
    Some(ProcessTables { figure, wanting: wanting.collect::<Vec<_>>().join(" ") })
}

fn readings(study: &Study, process: &ProcessCount) -> Grid {
    let whole = study.records;
    let caption = format!(
        "Records by process; shares are of {} records; each record stands in one row; where only one process is \
         shown the other is ruled out or open",
        count(whole)
    );
    let mut grid = Grid::new(caption, &["Process", "", "#records", "#share"]);
    for reading in &process.readings {
        let (class, label) = match reading.reading {
            ProcessReading::Traditional => ("", "Traditional only"),
            ProcessReading::TechnologyDriven => ("", "Technology-driven only"),
            ProcessReading::Both => ("", "Both"),
            ProcessReading::Unknown => ("not-recorded", "Unknown: neither is shown by what is recorded"),
        };
        let bar = match reading.reading {
            ProcessReading::Unknown => Bar::default(),
            _ => Bar::of_part(reading.count, whole),
        };
        let cells =
            vec![Cell::text(label), Cell::bar(bar), Cell::count(reading.count), Cell::share(reading.count, whole)];
        grid.push_as(class, cells);
    }
    grid
}

fn both(process: &ProcessCount) -> Grid {
    let caption = "Traditional process (rows) and technology-driven process (columns), in records";
    let mut grid = Grid::new(caption, &["Traditional", "#technology: yes", "#no", "#undetermined"]);
    for (truth, cells) in TRUTHS.iter().zip(&process.cells) {
        grid.push(std::iter::once(Cell::text(*truth)).chain(cells.iter().map(|n| Cell::count(*n))).collect());
    }
    grid
}

pub fn dimensions(study: &Study, drawn: Drawn) -> Option<Figure> {
    let lists: Vec<&InstrumentCount> = study.findings.of_kind(Kind::Dimensions).collect();
    (!lists.is_empty()).then(|| Figure {
        basis: format!("Records whose dimension is positive, out of {}", count(study.records)),
        open: vec![side_by_side(study, &lists)],
        summary: "The numbers with bars, and what the named readings make of the dimensions".to_owned(),
        numbers: vec![results(study, "Dimensions, then named readings of them", &lists)],
        ..Figure::table("dimensions", "Indicator dimensions by list", drawn)
    })
}

/// The dimensions of several lists: a row for each name, a column for each list.
fn side_by_side(study: &Study, lists: &[&InstrumentCount]) -> Grid {
    let elements = |list: &InstrumentCount| -> Vec<OutputCount> {
        list.outputs.iter().filter(|output| output.kind == OutputKind::Element).cloned().collect()
    };
    let mut names: Vec<(String, String)> = Vec::new();
    for output in lists.iter().flat_map(|list| elements(list)) {
        if !names.iter().any(|(name, _)| *name == output.name) {
            names.push((output.name, short(&output.label)));
        }
    }
    let caption = format!(
        "Records with a positive dimension, by list, of {}; a dash: the list has no such dimension",
        count(study.records)
    );
    let caption = with_dagger_note(caption, lists.iter().map(|list| list.label.as_str()));
    let mut grid = Grid::new(caption, &["Dimension"]);
    for list in lists {
        grid.head.push(Cell::aligned(short(&list.label)));
    }
    for (name, label) in names {
        let mut cells = vec![Cell::text(label)];
        for list in lists {
            cells.push(match list.outputs.iter().find(|output| output.name == name) {
                Some(output) => Cell::count_with_bar(output.rows.yes, Bar::of(&output.rows)),
                None => Cell::aligned("–"),
            });
        }
        grid.push(cells);
    }
    grid
}

pub fn signs(study: &Study, drawn: Drawn) -> Option<Figure> {
    let lists: Vec<&InstrumentCount> = study.findings.of_kind(Kind::Signs).collect();
    let titles: Vec<String> = lists.iter().map(|list| short(&list.label)).collect();
    (!lists.is_empty()).then(|| Figure {
        basis: format!("{}; out of {} records; nothing adds the signs up", titles.join("; "), count(study.records)),
        open: vec![results(study, "Signs", &lists)],
        ..Figure::table("signs", "Signs that are recorded", drawn)
    })
}

pub fn prompts(study: &Study) -> Option<Prompts> {
    let patterns: Vec<&InstrumentCount> = study.findings.of_kind(Kind::Pattern).collect();
    if patterns.is_empty() {
        return None;
    }
    let whole = study.records;
    let mut prompts: Vec<(u64, Prompt)> = Vec::new();
    for pattern in &patterns {
        prompts.extend(pattern.findings().map(|finding| {
            let rows = finding.rows;
            let part = |n| format!("{} ({})", count(n), share(n, whole));
            let prompt = Prompt {
                label: short(&finding.label),
                source: format!("{}, version {}. {}", pattern.id, pattern.version, pattern.citation),
                yes: count(rows.yes),
                text: format!(
                    "{} of {} records; not decided for {}; ruled out for {}",
                    share(rows.yes, whole),
                    count(whole),
                    part(rows.undetermined),
                    part(rows.no)
                ),
                bar: Bar::of(&rows),
                is_shown: rows.yes > 0,
                innocent_readings: pattern.innocent_readings.clone(),
            };
            (rows.yes, prompt)
        }));
    }
    // What prompts a look stands first; the order of the instruments is kept otherwise.
    prompts.sort_by_key(|(yes, _)| *yes == 0);
    Some(Prompts {
        prompts: prompts.into_iter().map(|(_, prompt)| prompt).collect(),
        parts: results(study, "The parts of each prompt, and the prompt", &patterns),
    })
}
