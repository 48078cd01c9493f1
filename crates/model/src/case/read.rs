//! A case from JSON.
//!
//! What breaks the form (no JSON, an unknown key, a number where a text belongs) refuses the case with a typed error. What
//! keeps the form but says something the vocabulary does not have (a fact, a place, a date) stays in the case's `unread`,
//! and the rest is read. No error repeats a value: it may name somebody.

use super::json::{TWICE, Unique, offset};
use super::reader::Reader;
use super::{Case, VERSION_KEY};
use crate::text_place::line_and_column;
use std::fmt;

/// What kind of mistake refuses a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CaseMistake {
    /// The text is no JSON.
    Syntax,
    /// An object names a key twice.
    Duplicate,
    /// A key that a case does not have: there is no place for a name or a narrative.
    UnknownKey,
    /// A key that must be there is missing.
    Missing,
    /// A value of another kind than belongs there.
    Kind,
    /// Another version of the form.
    Version,
}

/// Why a case is refused: where, what was found, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseError {
    /// The kind of mistake.
    pub mistake: CaseMistake,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// The field, such as `legs[0].origin`; empty when the object as a whole is meant.
    pub field: String,
    /// What was found.
    pub found: String,
    /// What would be right.
    pub expected: String,
}

impl fmt::Display for CaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = if self.field.is_empty() { "the case" } else { &self.field };
        write!(
            f,
            "line {}, column {}: {field}: found {}; expected {}",
            self.line, self.column, self.found, self.expected
        )
    }
}

impl std::error::Error for CaseError {}

/// Reads every case of a text: one object a line, or a single object over several lines.
///
/// **Errors** Each case that is refused is an error in its place, with the line of the text; the others stand.
pub fn read_all(text: &str) -> Vec<Result<Case, CaseError>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match layout(text) {
        Layout::Single => vec![read(text)],
        Layout::Lines => {
            let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
            let shift = |(before, line)| read(line).map_err(|error| CaseError { line: error.line + before, ..error });
            lines.map(shift).collect()
        }
    }
}

/// How the cases of a text are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// One object a line.
    Lines,
    /// One object over several lines.
    Single,
}

/// A text whose first line that is not blank is no whole object is a single one over several lines, unless another line
/// begins a case: then the first line is broken.
pub(crate) fn layout(text: &str) -> Layout {
    let mut filled = text.lines().filter(|line| !line.trim().is_empty());
    let first = filled.next().unwrap_or_default();
    // A single line that is no whole object is cut off or broken, and stays a line.
    let whole = serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok();
    let mut more = filled.peekable();
    if whole || more.peek().is_none() || more.any(begins_case) { Layout::Lines } else { Layout::Single }
}

/// Whether a text begins like a case, even if it goes on wrongly.
pub(crate) fn begins_case(text: &str) -> bool {
    let rest = text.trim_start().strip_prefix('{').map(str::trim_start);
    rest.and_then(|rest| rest.strip_prefix('"')).and_then(|rest| rest.strip_prefix(VERSION_KEY)).is_some()
}

/// Reads one case.
///
/// **Cost** Linear in the text, and once more for each mistake.
///
/// **Errors** The first mistake in the form.
pub fn read(text: &str) -> Result<Case, CaseError> {
    let value = match serde_json::from_str::<Unique>(text) {
        Ok(Unique(value)) => value,
        Err(error) => return Err(syntax(&error)),
    };
    let mut reader = Reader { text, unread: Vec::new() };
    let mut case = reader.case(&value)?;
    case.unread.append(&mut reader.unread);
    Ok(case)
}

fn syntax(error: &serde_json::Error) -> CaseError {
    let message = error.to_string();
    let end = message.rfind(" at line ").unwrap_or(message.len());
    let (line, column) = (error.line().max(1), error.column().max(1));
    let (mistake, found, expected) = match message[..end].strip_prefix(TWICE) {
        Some(key) => (CaseMistake::Duplicate, format!("the key{key} for the second time"), "each key once"),
        None => (CaseMistake::Syntax, format!("no JSON ({})", &message[..end]), "a JSON object"),
    };
    CaseError { mistake, line, column, field: String::new(), found, expected: expected.into() }
}

/// The line and column, from 1, at which a field stands in the text of a case that could be read.
pub fn position(text: &str, field: &str) -> (usize, usize) {
    line_and_column(text, offset(text, field))
}
