//! Tables of what instruments found.

use super::Table;
use turnstone_identify::{Concern, Kind, ProcessReading};
use turnstone_monitor::findings::OutputKind;
use turnstone_monitor::study::Study;

const TRUTHS: [&str; 3] = ["yes", "no", "undetermined"];

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Elements => "elements",
        Kind::Dimensions => "dimensions",
        Kind::Signs => "signs",
        Kind::Pattern => "pattern",
    }
}

pub fn concern_name(concern: Concern) -> &'static str {
    match concern {
        Concern::Trafficking => "trafficking",
        Concern::Smuggling => "smuggling",
    }
}

pub fn findings(study: &Study) -> Table {
    let mut table = Table::new(
        "findings",
        "What each instrument finds, element by element; kinds of results are never added up",
        &[
            "instrument",
            "version",
            "instrument_kind",
            "concern",
            "output",
            "kind",
            "label",
            "yes",
            "no",
            "undetermined",
            "facts",
            "facts_recorded_nowhere",
        ],
    );
    for instrument in &study.findings.instruments {
        table.rows.extend(instrument.outputs.iter().map(|output| {
            let kind = match output.kind {
                OutputKind::Element => "element",
                OutputKind::Description => "description",
                OutputKind::Finding => "finding",
            };
            vec![
                instrument.id.clone(),
                instrument.version.clone(),
                kind_name(instrument.kind).to_owned(),
                concern_name(instrument.concern).to_owned(),
                output.name.clone(),
                kind.to_owned(),
                output.label.clone(),
                output.rows.yes.to_string(),
                output.rows.no.to_string(),
                output.rows.undetermined.to_string(),
                output.facts.to_string(),
                output.wanting.len().to_string(),
            ]
        }));
    }
    table
}

pub fn wanting(study: &Study) -> Table {
    let title = "The facts that no record holds, for want of which a result is undetermined";
    let header = ["instrument", "output", "label", "undetermined", "fact", "fact_label"];
    let mut table = Table::new("wanting", title, &header);
    for instrument in &study.findings.instruments {
        for output in &instrument.outputs {
            table.rows.extend(output.wanting.iter().map(|fact| {
                vec![
                    instrument.id.clone(),
                    output.name.clone(),
                    output.label.clone(),
                    output.rows.undetermined.to_string(),
                    fact.id().to_owned(),
                    fact.label().to_owned(),
                ]
            }));
        }
    }
    table
}

pub fn open(study: &Study) -> Table {
    let title = "What would decide the rows that element tests leave open";
    let mut table = Table::new("open", title, &["instrument", "label", "terms", "records"]);
    for instrument in &study.findings.instruments {
        table.rows.extend(instrument.open.iter().map(|open| {
            vec![instrument.id.clone(), instrument.label.clone(), open.terms.clone(), open.count.to_string()]
        }));
    }
    table
}

pub fn agreement(study: &Study) -> Table {
    let title = "The findings of each two element tests of one concern against each other";
    let mut table = Table::new("agreement", title, &["a", "b", "finding_a", "finding_b", "records"]);
    for pair in &study.findings.agreement {
        for (row, cells) in TRUTHS.iter().zip(&pair.cells) {
            table.rows.extend(TRUTHS.iter().zip(cells).map(|(column, count)| {
                vec![pair.a.clone(), pair.b.clone(), (*row).to_owned(), (*column).to_owned(), count.to_string()]
            }));
        }
    }
    table
}

/// Each reading once, then the two processes against each other.
pub fn process(study: &Study) -> Table {
    let title = "How the trafficking went about, and the traditional against the technology-driven process";
    let header = ["instrument", "reading", "traditional", "technology_driven", "records"];
    let mut table = Table::new("process", title, &header);
    let Some(process) = &study.findings.process else { return table };
    table.rows.extend(process.readings.iter().map(|reading| {
        let name = match reading.reading {
            ProcessReading::Traditional => "traditional_only",
            ProcessReading::TechnologyDriven => "technology_driven_only",
            ProcessReading::Both => "both",
            ProcessReading::Unknown => "unknown",
        };
        vec![process.instrument.clone(), name.to_owned(), String::new(), String::new(), reading.count.to_string()]
    }));
    for (row, cells) in TRUTHS.iter().zip(&process.cells) {
        table.rows.extend(TRUTHS.iter().zip(cells).map(|(column, count)| {
            let truths = [*row, *column].map(str::to_owned);
            [process.instrument.clone(), String::new()].into_iter().chain(truths).chain([count.to_string()]).collect()
        }));
    }
    table
}

pub fn innocent_readings(study: &Study) -> Table {
    let title = "What else the facts of a prompt to look may mean";
    let mut table = Table::new("innocent_readings", title, &["instrument", "title", "reading"]);
    for instrument in study.findings.of_kind(Kind::Pattern) {
        let row = |reading: &String| vec![instrument.id.clone(), instrument.title.clone(), reading.clone()];
        table.rows.extend(instrument.innocent_readings.iter().map(row));
    }
    table
}
