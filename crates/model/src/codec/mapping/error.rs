//! What can be wrong with a mapping file: where it stands, what was found and what would be right.

use crate::text_place::line_and_column;
use crate::vocabulary::edit_distance;
use std::io;

/// The kind of mistake in a mapping file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// The file is no text in UTF-8, or no TOML.
    Toml,
    /// The file, a table or a list holds nothing.
    Empty,
    /// A key that nothing knows.
    UnknownKey,
    /// A key that is known, but does not go with the other keys of its table.
    KeyOutOfPlace,
    /// A key that has to be there.
    MissingKey,
    /// A value of another type, or outside its list.
    Value,
    /// A name that is no fact.
    UnknownFact,
    /// A name that is no column of the `records` table, or none that a mapping can fill.
    UnknownField,
    /// The same thing said twice: a value, or a fact or field filled by two columns.
    Twice,
    /// A "no" in a file that only records presence.
    PresenceOnly,
}

/// A mapping file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// The file cannot be read.
    #[error("cannot read the mapping {file}: {error}; expected a TOML file in UTF-8")]
    Read {
        /// The file, as it was named.
        file: String,
        /// What the system says.
        error: io::Error,
    },
    /// The file holds a mistake.
    #[error("{file}:{line}:{column}: {found}; {expected}")]
    Wrong {
        /// The file, as it was named.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// The kind of mistake.
        mistake: Mistake,
        /// What was found.
        found: String,
        /// What would be right.
        expected: String,
    },
}

impl MappingError {
    /// The kind of mistake, where the file could be read at all.
    pub fn mistake(&self) -> Option<Mistake> {
        match self {
            MappingError::Read { .. } => None,
            MappingError::Wrong { mistake, .. } => Some(*mistake),
        }
    }
}

/// A file's name and text, to say where in it something stands.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub file: &'a str,
    pub text: &'a str,
}

impl Text<'_> {
    /// A mistake at a byte of the file.
    pub fn wrong(
        self,
        byte: usize,
        mistake: Mistake,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> MappingError {
        let (line, column) = line_and_column(self.text, byte);
        MappingError::Wrong {
            file: self.file.to_owned(),
            line,
            column,
            mistake,
            found: found.into(),
            expected: expected.into(),
        }
    }
}

/// How much of a text an error repeats, and how much of it is compared with names.
const MOST: usize = 60;

/// A text short enough for a message.
pub(super) fn cut(text: &str) -> String {
    let cut: String = text.chars().take(MOST).collect();
    if cut.len() < text.len() { cut + "…" } else { cut }
}

/// The name nearest in spelling to `word`, capitals aside, if one is near.
pub(super) fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: String = word.chars().take(MOST).collect::<String>().to_lowercase();
    let far = |name: &&str| edit_distance(&word, &name.chars().take(MOST).collect::<String>().to_lowercase());
    let limit = 1 + word.chars().count() / 3;
    names.into_iter().map(|name| (far(&name), name)).filter(|(d, _)| *d <= limit).min().map(|(_, name)| name)
}

/// What would be right where a word is none of `names`.
pub(super) fn one_of(word: &str, names: &[&str]) -> String {
    let near = nearest(word, names.iter().copied()).map_or_else(String::new, |near| format!("did you mean `{near}`? "));
    format!("{near}expected one of {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let error = Text { file: "f", text: "a\nää X" }.wrong(7, Mistake::Toml, "x", "y");
        assert_eq!(error.to_string(), "f:2:4: x; y");
    }

    #[test]
    fn a_name_is_near_by_few_letters_whatever_its_capitals() {
        assert_eq!(nearest("Colums", ["title", "columns"]), Some("columns"));
        assert_eq!(nearest("act", ["victim_age", "notes"]), None);
        assert_eq!(nearest(&"x".repeat(100_000), ["notes"]), None);
    }
}
