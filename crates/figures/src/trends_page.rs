//! What really changed, as sentences and as a report: three series side by side, changes with their marks, places, alerts.

mod parts;
pub(crate) mod words;

use crate::report::{Answer, KeyNumber, Report};
use turnstone_monitor::change::Changes;

use words::answer;

/// The report of a result.
pub fn report(changes: &Changes) -> Report {
    let inputs = &changes.provenance.inputs;
    let names: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
    let whole = &changes.whole;
    let mut sections = vec![parts::series(changes), parts::found(changes), parts::panels(changes)];
    sections.extend(parts::groups(changes));
    sections.extend(parts::places(changes));
    sections.extend([parts::alerts(changes), parts::nowcast(changes), parts::account(changes)]);
    let mut numbers = Vec::new();
    if let Some(overall) = &whole.overall {
        let span = format!("{} → {}", words::total(&overall.first), words::total(&overall.last));
        numbers.push(KeyNumber { value: span, text: format!("{} as reported", changes.words.counted) });
        let who = format!("{} → {}", overall.first.contributors, overall.last.contributors);
        numbers.push(KeyNumber { value: who, text: format!("{} reported", changes.words.contributors) });
        if let Some((first, last)) = words::constant_ends(whole) {
            let text =
                format!("in the constant panel of {}", words::contributors(changes, whole.constant.contributors));
            numbers.push(KeyNumber { value: format!("{first} → {last}"), text });
        }
    }
    let synthetic = changes.synthetic_rows;
    Report {
        title: "What really changed".to_owned(),
        subtitle: format!("{} by year, from {}", capital(&changes.words.counted), names.join(", ")),
        synthetic: (synthetic > 0).then(|| {
            format!(
                "{} of {} rows are synthetic: no row of theirs is a person.",
                crate::number::count(synthetic),
                crate::number::count(changes.rows)
            )
        }),
        attribution: parts::attribution(inputs),
        answer: Answer { sentences: answer(changes), numbers, cautions: changes.cautions.clone() },
        sections,
        provenance: parts::provenance(changes),
    }
}

/// A text with its first letter as a capital.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
