//! What must be said beside numbers, in words: what they rest on, what moves them, whose data they are.

use crate::number::{count, counted};
use turnstone_identify::explain::UNCHECKED;
use turnstone_monitor::findings::NOT_WHOLLY_CHECKED;
use turnstone_monitor::flows::{Counted, Flows};
use turnstone_monitor::study::{InputNote, Study};
use turnstone_monitor::trends::YearChange;

/// What stands beneath every line over years.
pub const TREND_CAUTION: &str = "Coverage, not only reality, moves these lines: lists begin, grow, change their form and \
    end. A year counts the records registered in it, which is when somebody was identified, not when it happened. \
    Nothing here is corrected or estimated.";

/// What the dagger behind a label means.
pub const DAGGER_NOTE: &str = "† not, or not wholly, checked against the primary text";

/// A label of a result for tables and charts, where a dagger stands for what was not checked.
pub fn short(label: &str) -> String {
    label.replace(&format!(" ({UNCHECKED})"), " †").replace(&format!(" ({NOT_WHOLLY_CHECKED})"), " †")
}

/// A caption with what the dagger means, where one of the labels has it.
pub fn with_dagger_note<'a>(caption: String, mut labels: impl Iterator<Item = &'a str>) -> String {
    let is_unchecked = |label: &str| label.contains(UNCHECKED) || label.contains(NOT_WHOLLY_CHECKED);
    if labels.any(is_unchecked) { format!("{caption}; {DAGGER_NOTE}") } else { caption }
}

/// How many countries a note about a change names one by one.
const NAMED: usize = 5;

/// What the two ends of a corridor rest on, for titles.
pub fn basis_title(flows: &Flows) -> String {
    format!("origin: {}; destination: {}", basis(&flows.origin_basis), basis(&flows.destination_basis))
}

/// What an end of a corridor rests on, also where no end is recorded.
pub fn basis(text: &str) -> &str {
    if text.is_empty() { "not recorded" } else { text }
}

/// Whether a border was crossed, as tables write it.
pub fn border(crossed: Option<bool>) -> &'static str {
    match crossed {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}

/// Rows of all inputs: read, in the table, in the quarantine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Rows read.
    pub rows_in: u64,
    /// Rows in the table.
    pub rows_out: u64,
    /// Rows in the quarantine.
    pub quarantined: u64,
    /// Whether every row read is in the one or the other, and the study counts those of the table.
    pub balances: bool,
}

/// The account of all inputs.
pub fn account(study: &Study) -> Account {
    let sum = |of: fn(&InputNote) -> u64| study.provenance.inputs.iter().map(of).sum::<u64>();
    let (rows_in, rows_out, quarantined) = (sum(|i| i.rows_in), sum(|i| i.rows_out), sum(|i| i.quarantined));
    let balances = rows_in == rows_out + quarantined && rows_out == study.records;
    Account { rows_in, rows_out, quarantined, balances }
}

/// Whether records are synthetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Synthetic {
    /// None is known to be.
    No,
    /// Some are.
    Partly,
    /// All are.
    All,
}

impl Synthetic {
    /// Of a study.
    pub fn of(study: &Study) -> Synthetic {
        match study.synthetic_records {
            0 => Synthetic::No,
            some if some < study.records => Synthetic::Partly,
            _ => Synthetic::All,
        }
    }

    /// The mark beside the title of every figure; empty where there is nothing to say.
    pub fn mark(self) -> &'static str {
        match self {
            Synthetic::No => "",
            Synthetic::Partly => "partly synthetic records",
            Synthetic::All => "synthetic records",
        }
    }
}

/// Whose data the inputs are, where that must be said.
pub fn attribution(study: &Study) -> Option<&'static str> {
    let from_ctdc = study.provenance.inputs.iter().any(|input| input.codec.starts_with("CTDC"));
    from_ctdc.then_some(
        "Data: Counter-Trafficking Data Collaborative (CTDC), used under its terms of use. No attempt was made, and none \
         may be made, to re-identify a person.",
    )
}

/// What moved a year whose change is a break, in one sentence or two.
pub fn break_text(change: &YearChange) -> String {
    let moved = |verb: &str, list: &[Counted], from: &str| {
        let records = list.iter().map(|c| c.count).sum();
        let (countries, records) = (countries(list.len()), counted(records, "record", "records"));
        format!("{countries} {verb} ({records} in {from}: {})", names(list))
    };
    let (before, after) = ((change.year - 1).to_string(), change.year.to_string());
    let mut parts = Vec::new();
    if !change.entered.is_empty() {
        parts.push(moved("entered", &change.entered, &after));
    }
    if !change.left.is_empty() {
        parts.push(moved("left", &change.left, &before));
    }
    let stayed = format!(
        "countries in both years went from {} to {}",
        count(change.in_both_before),
        counted(change.in_both_after, "record", "records")
    );
    parts.push(stayed);
    format!("Coverage changed: {}.", parts.join("; "))
}

/// Countries with their records, the largest by name and the rest summed.
pub fn names(list: &[Counted]) -> String {
    let named = list.iter().take(NAMED).map(|c| format!("{} {}", c.label, count(c.count)));
    let rest = list.get(NAMED..).unwrap_or_default();
    let rest =
        (!rest.is_empty()).then(|| format!("{} more {}", rest.len(), count(rest.iter().map(|c| c.count).sum::<u64>())));
    named.chain(rest).collect::<Vec<_>>().join(", ")
}

fn countries(number: usize) -> String {
    counted(number as u64, "country", "countries")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::sample_study;

    #[test]
    fn a_break_says_who_came_and_went() {
        let study = sample_study();
        let change = study.trends.changes.iter().find(|c| c.is_break()).expect("the sample has a break");
        insta::assert_snapshot!(break_text(change), @"Coverage changed: 2 countries entered (260 records in 2019: Poland 140, Singapore 120); 1 country left (90 records in 2018: Italy 90); countries in both years went from 310 to 300 records.");
    }

    #[test]
    fn many_countries_are_named_up_to_five() {
        let list: Vec<Counted> =
            (1..=7u64).map(|n| Counted { id: String::new(), label: format!("C{n}"), count: 10 * n }).collect();
        assert_eq!(names(&list), "C1 10, C2 20, C3 30, C4 40, C5 50, 2 more 130");
    }

    #[test]
    fn a_dagger_stands_for_what_was_not_checked() {
        assert_eq!(short("Means (assuming act) (not checked against the primary text)"), "Means (assuming act) †");
        assert_eq!(short("A list (not wholly checked against the primary text)"), "A list †");
        assert_eq!(short("Means"), "Means");
        assert_eq!(with_dagger_note("Of 5".to_owned(), ["Means"].into_iter()), "Of 5");
        let noted = with_dagger_note("Of 5".to_owned(), ["A", "B (not checked against the primary text)"].into_iter());
        assert_eq!(noted, format!("Of 5; {DAGGER_NOTE}"));
    }

    #[test]
    fn rows_that_are_lost_are_seen() {
        let mut study = sample_study();
        assert!(account(&study).balances);
        study.provenance.inputs[0].rows_in += 1;
        assert!(!account(&study).balances);
    }

    #[test]
    fn synthetic_in_part_is_told_from_synthetic() {
        let mut study = sample_study();
        assert_eq!(Synthetic::of(&study), Synthetic::All);
        study.synthetic_records = 1;
        assert_eq!(Synthetic::of(&study), Synthetic::Partly);
        study.synthetic_records = 0;
        assert_eq!(Synthetic::of(&study), Synthetic::No);
        study.records = 0;
        assert_eq!(Synthetic::of(&study), Synthetic::No);
    }
}
