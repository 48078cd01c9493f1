//! Reading JSON: what is wrong with a body, where, and what would be right, without a word of what stands in it.

use super::problem::{Kind, Problem};
use serde::de::DeserializeOwned;

/// Reads a body.
///
/// # Errors
/// A problem with line and column; it repeats nothing of the body.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to() + 1;
        Problem::new(Kind::Encoding, format!("the body is not UTF-8: byte {at} cannot stand there"))
    })?;
    if let Some(at) = nul(text) {
        let (line, column) = place(text, at);
        return Err(Problem::body(
            "a text holds the character U+0000, which no database keeps; leave it out",
            line,
            column,
        ));
    }
    let start = text.len() - text.trim_ascii_start().len();
    // A list would be read as the fields of an object in their order.
    if text[start..].starts_with('[') {
        let (line, column) = place(text, start);
        return Err(Problem::body("this is a list; send an object", line, column));
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = T::deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| Problem::body(say(&error), error.line(), error.column()))
}

/// Where the text first has `\u0000`, or the character itself.
fn nul(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            0 => return Some(at),
            b'\\' if bytes[at + 1..].starts_with(b"u0000") => return Some(at),
            // Whatever is escaped, it begins no escape.
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    None
}

fn place(text: &str, at: usize) -> (usize, usize) {
    let before = &text.as_bytes()[..at];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
    (line, column)
}

/// What an error of `serde_json` says, in so far as the words are ours.
fn say(error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    match error.classify() {
        Category::Eof => "the body ends in the middle of a value".to_owned(),
        Category::Syntax | Category::Io => "this is no JSON from here on".to_owned(),
        Category::Data => {
            let text = error.to_string();
            let end = text.rfind(" at line ").unwrap_or(text.len());
            ours(&text[..end])
        }
    }
}

/// The words of an error of `serde` that come from our types; what was sent stands between them and is left out.
pub(super) fn ours(message: &str) -> String {
    // The names in these are those of our own fields.
    if message.starts_with("missing field `") || message.starts_with("duplicate field `") {
        return message.to_owned();
    }
    let expected = message.rfind(", expected ").map(|at| &message[at + 2..]);
    for (begin, said) in [
        ("unknown field `", "there is no such field here"),
        ("unknown variant `", "this is not on the list"),
        ("invalid type: ", "this is a value of another type"),
        ("invalid value: ", "this is a value that cannot stand here"),
        ("invalid length ", "this has another length"),
    ] {
        if message.starts_with(begin) {
            return expected.map_or_else(|| said.to_owned(), |expected| format!("{said}; {expected}"));
        }
    }
    // Types of ours that read a text and never repeat it.
    let known = ["not ", "an identifier has ", "a digest has ", "base 64 ", "not base 64"];
    if known.iter().any(|begin| message.starts_with(begin)) {
        message.to_owned()
    } else {
        "this value cannot stand here".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use turnstone_casework::Id;
    use turnstone_casework::form::{ReportForm, Say};

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only whether it is read")]
    struct Sample {
        id: Id,
        say: Say,
        count: u8,
        #[serde(default)]
        form: ReportForm,
    }

    const ID: &str = "07070707070707070707070707070707";

    #[test]
    fn an_error_says_where_and_never_what_stands_there() {
        let canary = "CANARY, expected CANARY";
        for (body, line, begins) in [
            (format!("{{\"id\": \"{canary}\"}}"), 1, "an identifier has 32"),
            (format!("{{\"id\": \"{ID}\",\n\"say\": \"{canary}\"}}"), 2, "not an answer; one of: yes, no, unknown"),
            (
                format!("{{\"id\": \"{ID}\",\n\n\"count\": \"{canary}\"}}"),
                3,
                "this is a value of another type; expected u8",
            ),
            (format!("{{\"id\": \"{ID}\",\"count\": 300}}"), 1, "this is a value that cannot stand here; expected u8"),
            (
                format!("{{\"{canary}\": 1}}"),
                1,
                "there is no such field here; expected one of `id`, `say`, `count`, `form`",
            ),
            (format!("{{\"form\": {{\"{canary}\": 1}}}}"), 1, "there is no such field here; expected one of `what`"),
            (format!("{{\"id\": \"{ID}\",\"id\": \"{ID}\"}}"), 1, "duplicate field `id`"),
            (format!("{{\"id\": \"{ID}\"}}"), 1, "missing field `say`"),
            (format!("\n [\"{canary}\"]"), 2, "this is a list; send an object"),
            (format!("{{\"id\": \"{canary}"), 1, "the body ends in the middle"),
            (format!("{{\"id\": {canary}"), 1, "this is no JSON"),
            (format!("{{\"form\": {}", "[".repeat(100_000)), 1, "this is"),
            (String::new(), 1, "the body ends"),
        ] {
            let problem = read::<Sample>(body.as_bytes()).unwrap_err();
            let written = format!("{problem:?}");
            assert!(
                written.contains(&format!("detail: {begins:?}").trim_end_matches('"').to_owned()),
                "{begins}: {written}"
            );
            assert!(!written.contains("CANARY"), "{written}");
            assert!(written.contains(&format!("line: Some({})", if body.is_empty() { 1 } else { line })), "{written}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_named_by_their_place() {
        let problem = read::<Sample>(b"{\"id\": \"\xff\"}").unwrap_err();
        assert_eq!(problem.kind(), Kind::Encoding);
        assert!(format!("{problem:?}").contains("byte 9"));
    }

    #[test]
    fn no_text_holds_the_character_zero() {
        let body = "{\n\"a\": \"b\\u0000\"}";
        assert_eq!(nul(body).map(|at| place(body, at)), Some((2, 8)));
        // An escaped backslash before u0000 is five harmless characters.
        assert_eq!(nul("{\"a\": \"\\\\u0000\"}"), None);
        assert_eq!(nul("a\0b"), Some(1));
        assert_eq!(nul("\\"), None);
    }
}
