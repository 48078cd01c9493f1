//! What is wrong with a row: remarks that send it to the quarantine, or that are kept beside it.
//!
//! The value of a field that may identify a person is never repeated in a remark.

use serde::Serialize;
use std::io;

/// What became of the row a remark is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// The row is not in the table.
    Quarantined,
    /// The row is in the table; somebody should look at it.
    Kept,
}

/// One thing that is wrong or odd about one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The file, as the user named it.
    pub source: String,
    /// The line (or sheet row) where the row begins, from 1.
    pub line: u64,
    /// The column, from 1; 0 when the row as a whole is meant.
    pub column: usize,
    /// The column's name; empty when the row as a whole is meant.
    pub field: String,
    /// The value as it stands, cut to [`VALUE_CHARS`] characters.
    pub value: String,
    /// What is wrong.
    pub reason: String,
    /// What would be right.
    pub expected: String,
    /// What became of the row.
    pub fate: Fate,
}

/// How much of a bad value a remark repeats.
pub const VALUE_CHARS: usize = 200;

/// Shows bytes as text, cut to [`VALUE_CHARS`] characters, with what is no UTF-8 made visible.
pub fn shown(value: &[u8]) -> String {
    // A character is at most four bytes: no need to look at more of a line that may be a gigabyte.
    let head = &value[..value.len().min(4 * VALUE_CHARS)];
    let text = String::from_utf8_lossy(head);
    let cut: String = text.chars().take(VALUE_CHARS).collect();
    if cut.len() < text.len() || head.len() < value.len() { format!("{cut}…") } else { cut }
}

/// The header of a quarantine or remarks file.
pub const REMARK_HEADER: [&str; 7] = ["source", "line", "column", "field", "value", "reason", "expected"];

/// Writes one remark as a row under [`REMARK_HEADER`].
pub fn write_remark<W: io::Write>(out: &mut csv::Writer<W>, remark: &Remark) -> Result<(), csv::Error> {
    let (line, column) = (remark.line.to_string(), remark.column.to_string());
    let fields = [&remark.source, &line, &column, &remark.field, &remark.value, &remark.reason, &remark.expected];
    out.write_record(fields.map(|field| defused(field).into_owned()))
}

/// A text as a spreadsheet may safely open it: one that begins like a formula gets an apostrophe in front.
pub fn defused(text: &str) -> std::borrow::Cow<'_, str> {
    match text.as_bytes().first() {
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r') => format!("'{text}").into(),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_broken_values_are_shown_short_and_readable() {
        assert_eq!(shown(b"pa\xeds"), "pa\u{fffd}s");
        assert_eq!(shown(&[b'x'; 5000]).chars().count(), VALUE_CHARS + 1);
    }

    #[test]
    fn formulas_are_defused() {
        assert_eq!(defused("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(defused("Romania"), "Romania");
    }
}
