//! What can be wrong with an instrument: where it stands, what was found and what would be right.

use std::ops::Range;
use turnstone_model::text_place::line_and_column;

/// The kind of mistake in an instrument or an assumption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// The file is no TOML, or has an unknown, missing or mistyped key.
    Toml,
    /// An expression does not follow the grammar.
    Grammar,
    /// A word is neither a fact nor a name of the instrument.
    UnknownName,
    /// A name rests on itself.
    Cycle,
    /// `any` or `count` of nothing.
    Empty,
    /// `count(…) >= n` with an `n` that can never, or need never, be reached.
    Count,
    /// The same name or argument twice.
    Duplicate,
    /// A name that is not written as names are.
    Name,
    /// Parentheses or references are nested too deeply.
    Depth,
    /// A finding rests on an element that only describes.
    DescribesOnly,
    /// What is said of having been checked does not fit together.
    Checked,
    /// Something that the kind of the instrument needs is missing, or something it must not have is there.
    Kind,
    /// Consent as an input.
    Consent,
}

/// A mistake in an expression, at a byte of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionError {
    /// The byte of the expression where it stands.
    pub at: usize,
    /// The kind of mistake.
    pub mistake: Mistake,
    /// What was found.
    pub found: String,
    /// What would be right.
    pub expected: String,
}

impl ExpressionError {
    pub(crate) fn new(at: usize, mistake: Mistake, found: impl Into<String>, expected: impl Into<String>) -> Self {
        ExpressionError { at, mistake, found: found.into(), expected: expected.into() }
    }
}

/// A mistake in the file of an instrument or of assumptions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {found}; {expected}")]
pub struct InstrumentError {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The kind of mistake.
    pub mistake: Mistake,
    /// What was found.
    pub found: String,
    /// What would be right.
    pub expected: String,
}

/// A file's name and text, to say where in it something stands.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub file: &'a str,
    pub text: &'a str,
}

impl Place<'_> {
    /// A mistake at a byte of the file.
    pub fn error(
        self,
        byte: usize,
        mistake: Mistake,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> InstrumentError {
        let (line, column) = line_and_column(self.text, byte);
        InstrumentError {
            file: self.file.to_owned(),
            line,
            column,
            mistake,
            found: found.into(),
            expected: expected.into(),
        }
    }

    /// A mistake in an expression that is the TOML string at `span`.
    pub fn in_expression(self, span: Range<usize>, error: ExpressionError) -> InstrumentError {
        let byte = byte_in_file(self.text, span, error.at);
        self.error(byte, error.mistake, error.found, error.expected)
    }

    /// What the TOML reader says.
    pub fn toml(self, error: &toml::de::Error) -> InstrumentError {
        let byte = error.span().map_or(0, |span| span.start);
        let expected = "expected TOML with the keys that `instruments/PROVENANCE.md` describes";
        self.error(byte, Mistake::Toml, error.message().replace('\n', " "), expected)
    }
}

/// The byte of the file where byte `at` of a TOML string's value stands; `span` is the string with its quotes.
fn byte_in_file(text: &str, span: Range<usize>, at: usize) -> usize {
    let Some(raw) = text.get(span.clone()) else { return span.start };
    let (mut pos, escapes) = match raw.as_bytes() {
        [b'"', b'"', b'"', ..] => (3, true),
        [b'\'', b'\'', b'\'', ..] => (3, false),
        [b'"', ..] => (1, true),
        _ => (1, false),
    };
    if pos == 3 {
        pos += raw[3..].starts_with("\r\n") as usize * 2 + raw[3..].starts_with('\n') as usize;
    }
    let mut value = 0;
    while let Some(c) = raw.get(pos..).and_then(|rest| rest.chars().next()) {
        let after = raw.as_bytes().get(pos + 1);
        if escapes && c == '\\' && matches!(after, Some(b' ' | b'\t' | b'\r' | b'\n')) {
            // A backslash at the end of a line joins it with the next.
            pos += raw[pos..].len() - raw[pos + 1..].trim_start().len();
        } else if value >= at {
            break;
        } else if escapes && c == '\\' {
            let digits = match after {
                Some(b'x') => 2,
                Some(b'u') => 4,
                Some(b'U') => 8,
                _ => 0,
            };
            let code = raw.get(pos + 2..pos + 2 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
            (pos, value) = (pos + 2 + digits, value + code.and_then(char::from_u32).map_or(1, char::len_utf8));
        } else {
            (pos, value) = (pos + c.len_utf8(), value + c.len_utf8());
        }
    }
    (span.start + pos).min(span.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_of_a_string_is_found_in_the_file_whatever_the_quotes() {
        for (file, value_at) in [
            ("e = 'a and X'", 6),
            ("e = \"a and X\"", 6),
            ("e = \"\"\"\na and\nX\"\"\"", 6),
            ("e = '''\r\na and X'''", 6),
            ("e = \"\\u0061 and X\"", 6),
            ("e = \"a \\u00e4 X\"", 5),
            ("e = \"\"\"a and \\\n    X\"\"\"", 6),
        ] {
            let span = 4..file.len();
            let byte = byte_in_file(file, span, value_at);
            assert_eq!(&file[byte..=byte], "X", "{file:?}");
        }
    }

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let error = Place { file: "f", text: "a\nää X" }.error(7, Mistake::Grammar, "x", "y");
        assert_eq!((error.line, error.column), (2, 4));
        assert_eq!(error.to_string(), "f:2:4: x; y");
    }
}
