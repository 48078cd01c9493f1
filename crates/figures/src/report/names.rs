//! Names of sections, figures, tables and columns: what they may look like, and that none is used twice.

use super::Report;
use crate::FiguresError;
use std::collections::BTreeSet;

/// Whether a text can name a file, a column and a link everywhere.
fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
    text.starts_with(|first: char| first.is_ascii_lowercase()) && text.bytes().all(allowed)
}

/// Ids that the page uses itself.
const TAKEN: [&str; 3] = ["answer", "provenance", "report-data"];

/// Checks the names of a report.
pub fn check(report: &Report) -> Result<(), FiguresError> {
    let tables: Vec<String> = report.data_tables().into_iter().map(|table| table.name).collect();
    let sections = report.sections.iter().map(|section| section.id.clone()).collect();
    let wrong =
        |name: &str, what: &'static str, why: &'static str| FiguresError::Name { name: name.to_owned(), what, why };
    for (what, names) in [("table or figure", tables), ("section", sections)] {
        let mut seen: BTreeSet<&str> = if what == "section" { TAKEN.into() } else { BTreeSet::new() };
        for name in &names {
            if !is_name(name) {
                return Err(wrong(name, what, "is no name: lower-case letters, digits, - and _ are"));
            }
            if !seen.insert(name) {
                return Err(wrong(name, what, "is there twice, and one would hide the other"));
            }
        }
    }
    Ok(())
}

/// A label as the name of a column, different from those that are taken.
pub fn as_name(label: &str, taken: &mut Vec<String>) -> String {
    let mut name = String::new();
    for char in label.chars() {
        match char {
            'a'..='z' | '0'..='9' => name.push(char),
            'A'..='Z' => name.push(char.to_ascii_lowercase()),
            _ if !name.is_empty() && !name.ends_with('_') => name.push('_'),
            _ => {}
        }
    }
    let name = name.trim_end_matches('_');
    let name = if name.is_empty() { "column" } else { name };
    let numbered = (2..).map(|n| format!("{name}_{n}"));
    let free = std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken.contains(name));
    let free = free.unwrap_or_default();
    taken.push(free.clone());
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_become_names_of_columns() {
        let mut taken = Vec::new();
        assert_eq!(as_name("Constant panel (9 countries)", &mut taken), "constant_panel_9_countries");
        assert_eq!(as_name("Constant panel: 9 countries", &mut taken), "constant_panel_9_countries_2");
        assert_eq!(as_name("—", &mut taken), "column");
    }
}
