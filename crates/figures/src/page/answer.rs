//! The first section: the answer in one paragraph, and what a reader must know before any number.

use crate::notes::{account, basis_title};
use crate::number::{count, counted, share, share_of};
use turnstone_monitor::findings::{InstrumentCount, OutputCount, OutputKind};
use turnstone_monitor::study::Study;

/// The first section.
pub struct Answer {
    /// The paragraph.
    pub paragraph: String,
    /// The numbers of the paragraph with what each means.
    pub key_numbers: Vec<(String, String)>,
    /// What must be known first.
    pub cautions: Vec<String>,
    /// Name, statement and reason of each assumption.
    pub assumptions: Vec<(String, String, String)>,
}

pub fn answer(study: &Study) -> Answer {
    let assumptions = study.findings.assumptions.iter();
    Answer {
        paragraph: paragraph(study),
        key_numbers: key_numbers(study),
        cautions: cautions(study),
        assumptions: assumptions.map(|a| (a.name.clone(), a.statement.clone(), a.why.clone())).collect(),
    }
}

/// The findings of every instrument.
fn findings(study: &Study) -> impl Iterator<Item = (&InstrumentCount, &OutputCount)> {
    study.findings.instruments.iter().flat_map(|instrument| {
        instrument.outputs.iter().filter(|o| o.kind == OutputKind::Finding).map(move |output| (instrument, output))
    })
}

fn paragraph(study: &Study) -> String {
    let account = account(study);
    let files = counted(study.provenance.inputs.len() as u64, "file", "files");
    let mut sentences = vec![if account.balances {
        format!(
            "All {} of {files} are accounted for: {} in this study and {} in the quarantine.",
            counted(account.rows_in, "row", "rows"),
            counted(account.rows_out, "record", "records"),
            counted(account.quarantined, "row", "rows"),
        )
    } else {
        format!(
            "The rows of {files} are not all accounted for: {} were read, {} are in this study, {} are in the quarantine.",
            count(account.rows_in),
            count(study.records),
            count(account.quarantined),
        )
    }];
    let flows = &study.flows;
    if flows.with_both_ends > 0 {
        sentences.push(format!(
            "Both ends of a corridor ({}) stand in {} ({}); in {} of those ({}) both lie in one country.",
            basis_title(flows),
            counted(flows.with_both_ends, "record", "records"),
            share_of(flows.with_both_ends, study.records),
            count(flows.within_country),
            share_of(flows.within_country, flows.with_both_ends),
        ));
    } else {
        sentences.push("No record holds both ends of a corridor.".to_owned());
    }
    for (instrument, finding) in findings(study) {
        let part = |rows| format!("{} ({})", count(rows), share(rows, study.records));
        sentences.push(format!(
            "{}: of {}, “{}” holds for {}, is not decided by what is recorded for {}, and is ruled out for {}.",
            instrument.title,
            counted(study.records, "record", "records"),
            finding.label,
            part(finding.rows.yes),
            part(finding.rows.undetermined),
            part(finding.rows.no),
        ));
    }
    sentences.push(
        "These are counts of what records say; whether a person was trafficked is decided by an authority, not here."
            .to_owned(),
    );
    sentences.join(" ")
}

fn key_numbers(study: &Study) -> Vec<(String, String)> {
    let account = account(study);
    let flows = &study.flows;
    let mut numbers = vec![(
        count(study.records),
        format!(
            "records of {} read; {} in the quarantine",
            counted(account.rows_in, "row", "rows"),
            count(account.quarantined)
        ),
    )];
    if flows.with_both_ends > 0 {
        numbers.push((
            share(flows.with_both_ends, study.records),
            format!("of {} records hold both ends of a corridor ({})", count(study.records), basis_title(flows)),
        ));
        numbers.push((
            share(flows.within_country, flows.with_both_ends),
            format!("of those {} have both ends in one country", count(flows.with_both_ends)),
        ));
    }
    numbers.extend(findings(study).map(|(instrument, finding)| {
        let rows = finding.rows;
        let text = format!(
            "of {} records: {}; by the {}. Not decided: {}; ruled out: {}",
            count(study.records),
            finding.label,
            instrument.title,
            share(rows.undetermined, study.records),
            share(rows.no, study.records),
        );
        (share(rows.yes, study.records), text)
    }));
    numbers
}

fn cautions(study: &Study) -> Vec<String> {
    let mut cautions = Vec::new();
    if !account(study).balances {
        cautions.push(
            "Rows read, records and quarantine do not add up. Do not use these numbers before that is found."
                .to_owned(),
        );
    }
    for input in study.provenance.inputs.iter().filter(|input| input.quarantined > 0) {
        cautions.push(format!(
            "{} of {} ({}) could not be read and count in no number below. Each stands in quarantine.csv beside this \
             page, with its line, column and reason.",
            counted(input.quarantined, "row", "rows"),
            input.name,
            share_of(input.quarantined, input.rows_in),
        ));
    }
    let unchecked = study.findings.instruments.iter().filter(|i| !i.checked_against_primary);
    cautions.extend(unchecked.map(|instrument| {
        format!(
            "“{}” was not wholly compared with its primary text. What rests on the unchecked part says so in its label.",
            instrument.title
        )
    }));
    let kept: u64 = study
        .provenance
        .inputs
        .iter()
        .flat_map(|i| &i.remarks)
        .filter(|r| r.fate == turnstone_model::Fate::Kept)
        .map(|r| r.count)
        .sum();
    if kept > 0 {
        cautions.push(format!(
            "There {} on rows that are in the study and that somebody should look at: see “What could not be read”.",
            if kept == 1 { "is 1 remark".to_owned() } else { format!("are {} remarks", count(kept)) }
        ));
    }
    cautions
}
