//! The first section: the answer in one paragraph, and what a reader must know before any number.

use crate::notes::{Synthetic, account, basis_title, short};
use crate::number::{count, counted, share, share_of};
use turnstone_identify::{Concern, Kind};
use turnstone_model::Fate;
use turnstone_monitor::findings::{InstrumentCount, OutputCount};
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

/// A finding and the instrument it is of.
type Found<'a> = (&'a InstrumentCount, &'a OutputCount);

/// The first finding of every element test of a concern.
fn tests(study: &Study, concern: Concern) -> Vec<Found<'_>> {
    let of_concern = study.findings.of_kind(Kind::Elements).filter(|instrument| instrument.concern == concern);
    of_concern.filter_map(|instrument| Some((instrument, instrument.findings().next()?))).collect()
}

/// The findings of prompts that some record shows.
fn prompts(study: &Study) -> impl Iterator<Item = &OutputCount> {
    let patterns = study.findings.of_kind(Kind::Pattern);
    patterns.flat_map(InstrumentCount::findings).filter(|finding| finding.rows.yes > 0)
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
    let concerns = [Concern::Trafficking, Concern::Smuggling];
    sentences.extend(concerns.into_iter().filter_map(|concern| tests_sentence(study, concern)));
    let looks: Vec<String> = prompts(study)
        .map(|f| format!("“{}” for {}", short(&f.label), counted(f.rows.yes, "record", "records")))
        .collect();
    if !looks.is_empty() {
        sentences.push(format!("A closer look is prompted: {}.", looks.join(", ")));
    }
    sentences.push(
        "These are counts of what records say; whether a person was trafficked is decided by an authority, not here."
            .to_owned(),
    );
    sentences.join(" ")
}

/// What the element tests of a concern say, from the one that shows fewest records to the one that shows most.
fn tests_sentence(study: &Study, concern: Concern) -> Option<String> {
    let whole = study.records;
    let mut tests = tests(study, concern);
    tests.sort_by_key(|(_, finding)| finding.rows.yes);
    let ((least, fewest), (most, highest)) = (tests.first()?, tests.last()?);
    let number = counted(tests.len() as u64, "definition", "definitions");
    let about = format!("{} by {number}", concern.label());
    if tests.iter().all(|(_, finding)| finding.rows.undetermined == whole) {
        return Some(format!("{about}: no record is decided."));
    }
    let part = |rows: u64| format!("{} ({})", count(rows), share(rows, whole));
    let of = counted(whole, "record", "records");
    let ruled_out = tests.iter().map(|(_, finding)| finding.rows.no).max().unwrap_or(0);
    let rest = match ruled_out {
        0 => "the others are not decided by what is recorded; none is ruled out".to_owned(),
        no => format!("at most {} are ruled out, the others are not decided by what is recorded", part(no)),
    };
    let (low, high) = (fewest.rows.yes, highest.rows.yes);
    let by = |instrument: &InstrumentCount| short(&instrument.label);
    Some(if low == high {
        format!("{about}: of {of}, the elements are shown for {} by the {}; {rest}.", part(high), by(most))
    } else {
        format!(
            "{about}: of {of}, the elements are shown for {} by the {}, up to {} by the {}; {rest}.",
            part(low),
            by(least),
            part(high),
            by(most),
        )
    })
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
    // A test that decides no record is in the paragraph and below.
    let decided = |(_, finding): &Found<'_>| finding.rows.undetermined < study.records;
    let found = [Concern::Trafficking, Concern::Smuggling].into_iter().flat_map(|concern| tests(study, concern));
    numbers.extend(found.filter(decided).map(|(instrument, finding)| {
        let rows = finding.rows;
        let text = format!(
            "of {} records: {}; by the {}. Not decided: {}; ruled out: {}",
            count(study.records),
            short(&finding.label),
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
    if !study.timelines.is_empty() && Synthetic::of(study) != Synthetic::All {
        cautions.push(
            "This page shows single cases with their dates and places. Whoever knows a person may recognise them: do \
             not pass it on as it is."
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
    cautions.extend(unchecked(study));
    let kept: u64 =
        study.provenance.inputs.iter().flat_map(|i| &i.remarks).filter(|r| r.fate == Fate::Kept).map(|r| r.count).sum();
    if kept > 0 {
        cautions.push(format!(
            "There {} on rows that are in the study and that somebody should look at: see “What could not be read”.",
            if kept == 1 { "is 1 remark".to_owned() } else { format!("are {} remarks", count(kept)) }
        ));
    }
    cautions
}

/// Which kinds of instruments were not wholly compared with their primary text; every label of theirs says so.
fn unchecked(study: &Study) -> Option<String> {
    let kinds = Kind::ALL.into_iter().filter_map(|kind| {
        let of_kind: Vec<&InstrumentCount> = study.findings.of_kind(kind).collect();
        let unchecked = of_kind.iter().filter(|instrument| !instrument.checked_against_primary).count();
        (unchecked > 0).then(|| format!("{unchecked} of {} under “{}”", of_kind.len(), kind.label()))
    });
    let kinds: Vec<String> = kinds.collect();
    (!kinds.is_empty()).then(|| {
        format!(
            "Not, or not wholly, compared with the primary text: {}. What rests on an unchecked part says so in its \
             label, or has a dagger (†).",
            kinds.join(", ")
        )
    })
}
