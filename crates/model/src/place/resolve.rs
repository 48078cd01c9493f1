//! From other people's codes and names to places, saying each time how the place was found.
//!
//! Nothing is guessed: a spelling that no table has is an error that names the nearest candidates, for a person to
//! decide. Nationalities ("Romanian") are in [`super::from_nationality`].

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use super::names::{Meaning, first_three, named, nearest_names};
use super::table::{HISTORICAL, known, rows};
use super::{Place, PlaceKind, spelling};

const OTHER_CODES: &str = include_str!("../../data/other_codes.tsv");

/// A list of codes or names that a column may be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scheme {
    /// ISO 3166: alpha-2, alpha-3 or numeric country codes, subdivision codes, and withdrawn codes (ISO 3166-3).
    Iso3166,
    /// The three-letter codes of [`Scheme::Iso3166`] only. For columns known to hold them: there `NA` is a missing
    /// value that a statistics program wrote, and not Namibia.
    Alpha3,
    /// UNHCR's three-letter codes, which look like ISO codes and are not: `AUS` is Austria, `AUL` Australia.
    Unhcr,
    /// UN M49 numeric codes of countries and regions.
    M49,
    /// Names of countries and regions, in English and with common names in Spanish and French.
    Name,
}

impl Scheme {
    /// Every scheme.
    pub const ALL: [Scheme; 5] = [Scheme::Iso3166, Scheme::Alpha3, Scheme::Unhcr, Scheme::M49, Scheme::Name];

    /// The name used in messages.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Iso3166 => "ISO 3166",
            Scheme::Alpha3 => "ISO 3166 alpha-3",
            Scheme::Unhcr => "UNHCR country codes",
            Scheme::M49 => "UN M49",
            Scheme::Name => "place names",
        }
    }
}

/// What a text was found to mean, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The place; none when the text says that it is unknown, or that the person is stateless.
    pub place: Option<Place>,
    /// How the text led there.
    pub how: How,
}

/// How a text led to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It is the code in the scheme, or the name in our tables; capitals, accents and punctuation aside.
    Exact,
    /// It is another name in use for the same place, or its numeric code without leading zeros.
    Alias,
    /// It is a misspelling on the list of known ones.
    Misspelling,
    /// A character was lost in a broken encoding, and only this name fits.
    Repaired {
        /// The name that fits, in small letters without accents.
        name: &'static str,
    },
    /// It names a part or a grouping that the tree does not have; the place is the smallest one that contains it.
    Broader {
        /// What was named, such as `Western Africa`.
        name: &'static str,
    },
    /// It is a code in use that is not in ISO 3166 or M49.
    NonStandard {
        /// Whose code it is.
        scheme: &'static str,
    },
    /// It is a name or code no longer in ISO 3166. One successor: the place is it. Several: the place is the smallest
    /// one that contains them all, never one of them.
    Historical {
        /// The name then.
        name: &'static str,
        /// The year in which the code was withdrawn.
        withdrawn: u16,
        /// The places that code parts of the territory now.
        successors: &'static [Place],
    },
    /// It says that the place is unknown, or is empty. No place.
    Unknown,
    /// It says that the person has no nationality. No place.
    Stateless,
}

impl How {
    /// One word for tables and counts.
    pub fn word(self) -> &'static str {
        match self {
            How::Exact => "exact",
            How::Alias => "alias",
            How::Misspelling => "misspelling",
            How::Repaired { .. } => "repaired",
            How::Broader { .. } => "broader",
            How::NonStandard { .. } => "non-standard",
            How::Historical { .. } => "historical",
            How::Unknown => "unknown",
            How::Stateless => "stateless",
        }
    }
}

/// Why a text is not a place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// The scheme has no such code or name.
    #[error("`{text}` is not in {}{}", scheme.name(), Listed { prefix: "; near it: ", places: nearest, scheme: *scheme })]
    Unrecognised {
        /// The text, cut to 60 characters.
        text: String,
        /// The scheme it was read in.
        scheme: Scheme,
        /// What may have been meant, nearest first; at most three, and often none.
        nearest: Vec<Place>,
    },
    /// The text stands for several places.
    #[error("`{text}` can mean{}; write which", Listed { prefix: " ", places: candidates, scheme: *scheme })]
    Ambiguous {
        /// The text, cut to 60 characters.
        text: String,
        /// The scheme it was read in.
        scheme: Scheme,
        /// The places it can stand for.
        candidates: Vec<Place>,
    },
}

/// Reads a code or name of a place in the scheme it is written in.
///
/// **Source** the tables under `data/`, whose `PROVENANCE.md` names theirs.
///
/// **Method** codes are compared without regard to case; names as [`How::Exact`] says, in any order of words and
/// without `the`, `of`, `and`. A three-letter text that is an ISO code and not a UNHCR one is an error under
/// [`Scheme::Unhcr`], because the column is then not what it was said to be. Text that says "unknown" is a result
/// without a place, not an error. `Congo` is the Republic of the Congo, as in ISO 3166 and M49.
///
/// **Cost** an array read for alpha-3 codes in capitals, a hash of a normalised copy otherwise; an error compares the
/// text with every name (about a millisecond), so look at each distinct value of a column once.
///
/// **Arguments** `text`: white space around it is ignored; empty means unknown.
///
/// **Errors** [`PlaceError`] when the scheme has no such code or name, or it stands for several places.
pub fn resolve(text: &str, scheme: Scheme) -> Result<Resolved, PlaceError> {
    if matches!(scheme, Scheme::Iso3166 | Scheme::Alpha3)
        && let Some(place) = Place::from_code(text).filter(|place| place.is_iso() && has_form(text, scheme))
    {
        return Ok(Resolved { place: Some(place), how: How::Exact });
    }
    let text = text.trim();
    if text.is_empty() {
        return Ok(Resolved { place: None, how: How::Unknown });
    }
    if scheme == Scheme::Name {
        return match named(text) {
            Some(meaning) => meaning.resolved(text, scheme),
            None => Err(PlaceError::Unrecognised { text: cut(text), scheme, nearest: nearest_names(text) }),
        };
    }
    let found = if text.len() <= "GB-ENG".len() && has_form(text, scheme) {
        let code = text.to_ascii_uppercase();
        let table = if scheme == Scheme::Alpha3 { Scheme::Iso3166 } else { scheme };
        current(&code, table).map(Meaning::One).or_else(|| CODES.get(&(table, code.as_str())).cloned())
    } else {
        None
    };
    match found {
        Some(meaning) => meaning.resolved(text, scheme),
        None => Err(PlaceError::Unrecognised { text: cut(text), scheme, nearest: nearest_codes(text, scheme) }),
    }
}

/// Whether the text has the form that the scheme asks for: three letters under [`Scheme::Alpha3`], anything elsewhere.
fn has_form(text: &str, scheme: Scheme) -> bool {
    scheme != Scheme::Alpha3 || (text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// The meaning of a code that the scheme has now, by rule rather than by table.
fn current(code: &str, scheme: Scheme) -> Option<Resolved> {
    let digits = code.len() <= 3 && code.bytes().all(|b| b.is_ascii_digit());
    let (place, padded) = match scheme {
        Scheme::Iso3166 | Scheme::M49 if digits => (Place::from_numeric(code.parse().ok()?), code.len() == 3),
        Scheme::Iso3166 => (Place::from_alpha2(code).or_else(|| Place::from_code(code)), true),
        // A country that UNHCR codes otherwise is not meant by its ISO code.
        Scheme::Unhcr if CODES.contains_key(&(scheme, code)) => (None, true),
        Scheme::Unhcr => (Place::from_code(code).filter(|&place| unhcr_code(place).is_none()), true),
        Scheme::Alpha3 | Scheme::M49 | Scheme::Name => (None, true),
    };
    let place = place.filter(|place| match scheme {
        Scheme::M49 => true,
        Scheme::Unhcr => place.is_iso() && place.kind() == PlaceKind::Country,
        _ => place.is_iso(),
    })?;
    Some(Resolved { place: Some(place), how: if padded { How::Exact } else { How::Alias } })
}

/// Codes that are not [`current`]: other lists' and withdrawn ones. Where a withdrawn code is in use again, `current`
/// wins.
static CODES: LazyLock<HashMap<(Scheme, &'static str), Meaning>> = LazyLock::new(|| {
    let mut codes = HashMap::new();
    for [scheme, code, place, how, said] in rows(OTHER_CODES) {
        let scheme = match scheme {
            "iso" => Scheme::Iso3166,
            "unhcr" => Scheme::Unhcr,
            _ => Scheme::M49,
        };
        if let Some(meaning) = Meaning::of_row(how, place, said) {
            codes.insert((scheme, code), meaning);
        }
    }
    for then in HISTORICAL.iter() {
        let letters = [then.alpha4, then.alpha3, then.alpha2].map(|code| (Scheme::Iso3166, code));
        let digits = then.numeric.iter().flat_map(|code| [(Scheme::Iso3166, *code), (Scheme::M49, *code)]);
        for key in letters.into_iter().chain(digits).filter(|(_, code)| !code.is_empty()) {
            // `CS` was Czechoslovakia, and later Serbia and Montenegro.
            let meaning = match codes.remove(&key) {
                None => Meaning::historical(then),
                Some(Meaning::One(Resolved { how: How::Historical { successors, .. }, .. })) => {
                    Meaning::Several(successors.iter().chain(&then.successors).copied().collect())
                }
                Some(other) => other,
            };
            codes.insert(key, meaning);
        }
    }
    codes
});

/// UNHCR's code of a country where it is not the ISO one.
fn unhcr_code(place: Place) -> Option<&'static str> {
    static BY_PLACE: LazyLock<HashMap<Place, &'static str>> = LazyLock::new(|| {
        let unhcr = rows(OTHER_CODES).filter(|[scheme, _, place, _, _]| *scheme == "unhcr" && !place.is_empty());
        unhcr.map(|[_, code, place, _, _]| (known(place), code)).collect()
    });
    BY_PLACE.get(&place).copied()
}

/// Up to three places that a text may mean when the scheme has no such code: by name, by the code of another scheme,
/// or by a country's code one letter away.
fn nearest_codes(text: &str, scheme: Scheme) -> Vec<Place> {
    let one = |meaning: Meaning| match meaning {
        Meaning::One(resolved) => resolved.place,
        Meaning::Several(_) => None,
    };
    if let Some(place) = named(text).and_then(one) {
        return vec![place];
    }
    if text.len() > 6 {
        return nearest_names(text);
    }
    let code = text.to_ascii_uppercase();
    let other = match scheme {
        Scheme::Iso3166 | Scheme::Alpha3 => CODES.get(&(Scheme::Unhcr, code.as_str())).cloned().and_then(one),
        _ => Place::from_code(&code).or_else(|| Place::from_alpha2(&code)),
    };
    let near = |place: &Place| spelling::distance(&code, code_in(*place, scheme).as_deref().unwrap_or(""), 1).is_some();
    let letters = code.len() >= 3 && code.bytes().all(|b| b.is_ascii_alphabetic());
    first_three(other.into_iter().chain(Place::countries().filter(|_| letters).filter(near)))
}

/// The code that a scheme writes for a place.
fn code_in(place: Place, scheme: Scheme) -> Option<String> {
    match scheme {
        Scheme::Iso3166 | Scheme::Alpha3 | Scheme::Name => Some(place.code().to_owned()),
        Scheme::Unhcr => Some(unhcr_code(place).unwrap_or(place.code()).to_owned()),
        Scheme::M49 => place.numeric().map(|numeric| format!("{numeric:03}")),
    }
}

pub(super) fn cut(text: &str) -> String {
    const MOST: usize = 60;
    let mut short: String = text.chars().take(MOST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Writes places with the code that would be right, or nothing when there are none.
struct Listed<'a> {
    prefix: &'static str,
    places: &'a [Place],
    scheme: Scheme,
}

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, place) in self.places.iter().enumerate() {
            f.write_str(if i == 0 { self.prefix } else { ", " })?;
            match (self.scheme, code_in(*place, self.scheme)) {
                (Scheme::Name, _) | (_, None) => f.write_str(place.name())?,
                (_, Some(code)) => write!(f, "{code} ({place})")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests;
