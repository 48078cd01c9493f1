//! Cells of text: safe to open in a spreadsheet, and exactly what they were when read back.
//!
//! A text that a spreadsheet would take for a formula has an apostrophe in front, as [`crate::remark::defused`] puts it. So that
//! this can be undone without doubt, texts that begin with apostrophes before such a character, or that are nothing but
//! apostrophes or empty, have one more in front as well: an empty cell is null, `'` is an empty text.

use crate::date::ImpreciseDate;
use crate::journey::{Documents, Leg, LegalStatus, Mode};
use crate::place::Place;
use serde::Deserialize;
use std::borrow::Cow;

/// Whether the text has to be guarded: behind its apostrophes, if any, comes the beginning of a formula or nothing.
fn is_guarded(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    matches!(bare.as_bytes().first(), None | Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'))
}

/// A text as a cell.
pub fn to_cell(text: &str) -> Cow<'_, str> {
    if is_guarded(text) { format!("'{text}").into() } else { text.into() }
}

/// The text of a cell that is not empty.
pub fn from_cell(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_guarded(text) => text,
        _ => cell,
    }
}

/// A leg as JSON writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LegCell {
    origin: Option<String>,
    destination: Option<String>,
    start: Option<String>,
    end: Option<String>,
    border_crossed: Option<bool>,
    mode: Option<String>,
    documents: Option<String>,
    status_on_entry: Option<String>,
    status_later: Option<String>,
    facilitated_for_payment: Option<bool>,
    endangered: Option<bool>,
}

/// The legs that a cell of JSON holds: an array of objects, whose keys are the fields of [`Leg`] and `border_crossed`,
/// which must be what follows from the two places.
pub fn legs(json: &str) -> Option<Vec<Leg>> {
    fn read<T>(text: Option<String>, map: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
        text.map_or(Some(None), |text| map(&text).map(Some))
    }
    let cells: Vec<LegCell> = serde_json::from_str(json).ok()?;
    cells
        .into_iter()
        .map(|cell| {
            let leg = Leg {
                origin: read(cell.origin, Place::from_code)?,
                destination: read(cell.destination, Place::from_code)?,
                start: read(cell.start, |text| ImpreciseDate::parse(text).ok())?,
                end: read(cell.end, |text| ImpreciseDate::parse(text).ok())?,
                mode: read(cell.mode, Mode::from_name)?,
                documents: read(cell.documents, Documents::from_name)?,
                status_on_entry: read(cell.status_on_entry, LegalStatus::from_name)?,
                status_later: read(cell.status_later, LegalStatus::from_name)?,
                facilitated_for_payment: cell.facilitated_for_payment,
                endangered: cell.endangered,
            };
            (cell.border_crossed.is_none() || cell.border_crossed == leg.border_crossed()).then_some(leg)
        })
        .collect()
}

/// The places that a cell of JSON holds: an array of codes.
pub fn places(json: &str) -> Option<Vec<Place>> {
    serde_json::from_str(json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_guarded_and_nothing_else() {
        for (text, cell) in
            [("=1+1", "'=1+1"), ("", "'"), ("'", "''"), ("'=1", "''=1"), ("'tis", "'tis"), ("ROU", "ROU")]
        {
            assert_eq!(to_cell(text), cell);
            assert_eq!(from_cell(cell), text);
        }
    }

    #[test]
    fn legs_that_contradict_themselves_are_none() {
        assert_eq!(legs(r#"[{"origin":"NPL","destination":"IND","border_crossed":true}]"#).unwrap().len(), 1);
        assert_eq!(legs(r#"[{}]"#).unwrap(), [Leg::default()]);
        for bad in [
            r#"[{"origin":"NPL","destination":"IND","border_crossed":false}]"#,
            r#"[{"origin":"Nepal"}]"#,
            r#"[{"driver":"somebody"}]"#,
            r#"{"origin":"NPL"}"#,
            "NPL",
        ] {
            assert_eq!(legs(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_guarded_text_is_what_it_was(text in "['=+@\t\r\na-]{0,6}") {
            let cell = to_cell(&text).into_owned();
            prop_assert!(!cell.is_empty());
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert_eq!(from_cell(&cell), text);
        }
    }
}
