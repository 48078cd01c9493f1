//! Tables of what was read, and on what terms.

use super::Table;
use turnstone_model::Fate;
use turnstone_monitor::study::Study;

pub fn inputs(study: &Study) -> Table {
    let header = ["input", "sha256", "bytes", "format", "codec", "why", "rows_in", "rows_out", "quarantined"];
    let mut table = Table::new("inputs", "The inputs, how they were read, and the account of their rows", &header);
    table.rows.extend(study.provenance.inputs.iter().map(|input| {
        vec![
            input.name.clone(),
            input.sha256.clone(),
            input.bytes.to_string(),
            input.format.clone(),
            input.codec.clone(),
            input.why.clone(),
            input.rows_in.to_string(),
            input.rows_out.to_string(),
            input.quarantined.to_string(),
        ]
    }));
    table
}

pub fn remarks(study: &Study) -> Table {
    let mut table = Table::new(
        "remarks",
        "What was wrong or odd in the inputs, by kind",
        &["input", "fate", "field", "reason", "count"],
    );
    for input in &study.provenance.inputs {
        table.rows.extend(input.remarks.iter().map(|remark| {
            let fate = match remark.fate {
                Fate::Quarantined => "quarantined",
                Fate::Kept => "kept",
            };
            let count = remark.count.to_string();
            vec![input.name.clone(), fate.to_owned(), remark.field.clone(), remark.reason.clone(), count]
        }));
    }
    table
}

pub fn assumptions(study: &Study) -> Table {
    let mut table =
        Table::new("assumptions", "The assumptions that numbers rest on", &["assumption", "statement", "why"]);
    let notes = study.findings.assumptions.iter();
    table.rows.extend(notes.map(|note| vec![note.name.clone(), note.statement.clone(), note.why.clone()]));
    table
}
