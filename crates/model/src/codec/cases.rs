//! Turnstone's case files: each case as the one row that stands.
//!
//! What a case holds beyond its row (who said what, when) stays in the file; how much that is, the losses count. The form
//! itself is in [`crate::case`].

use super::Format;
use super::own::Texts;
use super::rows::{Decode, Named, RawRow, Rejected, Remarks};
use crate::case::read::{Layout, begins_case, layout, position, read};
use crate::case::{Case, Oddity, VERSION_KEY, oddities};
use crate::loss::Losses;
use crate::record::{Assertion, settled, standing};
use crate::records::RecordsBuilder;
use arrow::array::RecordBatch;
use serde_json::{Map, Value};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Recognises the beginning of a file of cases; says how they are laid out and why.
pub fn of_head(head: &[u8]) -> Option<(Format, String)> {
    let text = String::from_utf8_lossy(head.strip_prefix(BOM).unwrap_or(head));
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let names_it =
        |text: &str| serde_json::from_str::<Map<String, Value>>(text).is_ok_and(|o| o.contains_key(VERSION_KEY));
    if !begins_case(&text) && !names_it(first) && !names_it(&text) {
        return None;
    }
    let format = match layout(&text) {
        Layout::Lines => Format::JsonLines,
        Layout::Single => Format::JsonObject,
    };
    Some((format, format!("its first object has `{VERSION_KEY}`")))
}

/// Reads cases into the `records` table.
#[derive(Default)]
pub struct Cases {
    builder: RecordsBuilder,
    lists: Texts,
    losses: Losses,
}

impl Cases {
    /// A reader with an empty table.
    pub fn new() -> Self {
        Cases { builder: RecordsBuilder::new(), ..Cases::default() }
    }

    fn count_losses(&mut self, case: &Case) {
        let (assertions, statements) = (&case.record.assertions, &case.status);
        let count = |is: &dyn Fn(&Assertion) -> bool| assertions.iter().filter(|a| is(a)).count() as u64;
        let stand = standing(assertions);
        let facts = settled(stand.iter().copied());
        let overruled = stand.iter().filter(|assertion| facts.get(assertion.fact) != assertion.truth).count() as u64;
        let replaced = assertions.len() - stand.len();
        let only_standing = "the row holds what stands; the case file keeps the rest";
        self.losses.withhold("assertions[].source", "the row does not say who said it", assertions.len() as u64);
        self.losses.withhold("assertions[].period", "the row has no times", count(&|a| a.period.is_some()));
        self.losses.withhold("assertions[].said_on", "the row has no times", count(&|a| a.said_on.is_some()));
        self.losses.withhold("assertions", only_standing, replaced as u64);
        self.losses.withhold("assertions", "a no beside another source's yes", overruled);
        self.losses.withhold("status", "the row shows one statement", statements.len().saturating_sub(1) as u64);
        let date_or_basis = statements.iter().filter(|s| s.on.is_some() || s.basis.is_some()).count() as u64;
        self.losses.withhold("status[]", "the row has neither its date nor its basis", date_or_basis);
        self.losses.withhold("born", "the table has no birth dates", u64::from(case.born.is_some()));
        self.losses.withhold("unread", "it could not be read", case.unread.len() as u64);
    }
}

impl Decode for Cases {
    fn row(&mut self, raw: &RawRow<'_>, remarks: &mut Remarks) -> Result<(), Rejected> {
        let bytes = raw.fields[0];
        let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
        let whole = Named::default();
        let not_utf8 = |_| remarks.reject(raw.line, &whole, b"", "not valid UTF-8", "text saved as UTF-8");
        let text = std::str::from_utf8(bytes).map_err(not_utf8)?;
        let case = match read(text) {
            Ok(case) => case,
            Err(error) => {
                let at = Named { index: Some(error.column - 1), name: error.field };
                let line = raw.line + error.line as u64 - 1;
                return Err(remarks.reject(line, &at, b"", &format!("found {}", error.found), &error.expected));
            }
        };
        if !case.record.attributes.list.as_ref().is_none_or(|list| self.lists.admits(list)) {
            let at = Named { index: None, name: "list".to_owned() };
            return Err(remarks.reject(
                raw.line,
                &at,
                b"",
                "one of more than 65,000 different lists",
                "the name of a list",
            ));
        }
        let mut note = |field: &str, value: &str, reason: &str, expected: &str| {
            let (line, column) = position(text, field);
            let at = Named { index: Some(column - 1), name: without_places(field) };
            remarks.note(raw.line + line as u64 - 1, &at, value.as_bytes(), reason, expected);
        };
        for unread in &case.unread {
            // An object may hold more than what could not be read, so only a lone text is shown.
            note(&unread.field, unread.value.as_str().unwrap_or_default(), &unread.reason, &unread.expected);
        }
        for oddity in oddities(&case).iter().filter(|oddity| !matches!(oddity, Oddity::Unread { .. })) {
            note(&oddity.field(), "", oddity.what(), "look at it; both are kept as they are");
        }
        self.count_losses(&case);
        self.builder.push(raw.line, &case.flatten());
        Ok(())
    }

    fn finish(&mut self, source: &str, projection: &[usize]) -> RecordBatch {
        self.lists.clear();
        self.builder.finish(source, projection)
    }

    fn losses(&mut self) -> Losses {
        std::mem::take(&mut self.losses)
    }
}

/// A field without the places in lists (`legs[].origin`), so that remarks of one kind count together.
fn without_places(field: &str) -> String {
    let mut parts = field.split('[');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| name + "[" + &part[part.find(']').unwrap_or(0)..])
}
