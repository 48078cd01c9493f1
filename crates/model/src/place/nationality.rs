//! From a free-text citizenship ("Romanian", "Moldavian", "Nationals") to a place or a group.
//!
//! Here are words for people; names and codes of places are in [`super::resolve()`]. A language or an ethnic group is
//! no nationality and resolves to nothing.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::names::{self, DEMONYMS, Meaning};
use super::resolve::{How, PlaceError, Resolved, Scheme, cut};
use super::{Place, spelling};

/// What a citizenship label says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nationality {
    /// Citizens of a place. The place may be coarser than a country ("African", "Yugoslav").
    Of(Resolved),
    /// A group that names no place.
    Group(NationalityGroup),
}

/// Groups of people that citizenship columns name instead of a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NationalityGroup {
    /// Citizens of the country that reports.
    Nationals,
    /// Citizens of some other country than the one that reports.
    Foreign,
    /// Citizens of no country.
    Stateless,
    /// Not stated, or empty.
    Unknown,
}

impl Nationality {
    /// The place, if the label names one.
    pub fn place(self) -> Option<Place> {
        match self {
            Nationality::Of(resolved) => resolved.place,
            Nationality::Group(_) => None,
        }
    }
}

/// Reads a citizenship written as a nationality ("Filipino", "Serbians"), a country's name, or a group.
///
/// **Source** English nationality adjectives and nouns in common use, those of Spanish and French for many countries,
/// and the misspellings found in UNODC GLOTIP (2025); see `data/PROVENANCE.md`.
///
/// **Method** nationality first, then the same without "citizens of", "nationals" or a plural s, then as
/// [`Scheme::Name`]. A word shared by several nationalities ("Korean", "Congolese", "Dominican") is an error that
/// lists them. Ethnic groups ("Rohingya"), residuals ("Other", "Other Asia"), counts ("2 maliens") and questionnaire
/// numbers are errors: what they say about citizenship is not clear.
///
/// **Cost** a few hashes; an error compares the text with every name. Look at each distinct label once.
///
/// **Errors** [`PlaceError`] as for [`super::resolve()`].
pub fn from_nationality(text: &str) -> Result<Nationality, PlaceError> {
    if text.trim().is_empty() {
        return Ok(Nationality::Group(NationalityGroup::Unknown));
    }
    let failed = || PlaceError::Unrecognised {
        text: cut(text.trim()),
        scheme: Scheme::Name,
        nearest: names::nearest_names(text),
    };
    if text.len() > names::LONGEST {
        return Err(failed());
    }
    let plain = spelling::plain(text);
    if let Some(group) = group(&plain) {
        return Ok(Nationality::Group(group));
    }
    let bare = without_citizen(&plain);
    let singular = bare.strip_suffix('s').unwrap_or(&bare);
    let meaning = [plain.as_str(), &bare, singular]
        .iter()
        .find_map(|form| DEMONYMS.get(form).cloned())
        .or_else(|| names::named(text))
        .or_else(|| names::named(&bare).filter(|_| bare != plain))
        .or_else(|| [plain.as_str(), singular].iter().find_map(|form| DEMONYMS.repaired(form)))
        .ok_or_else(failed)?;
    let resolved = Meaning::resolved(&meaning, text.trim(), Scheme::Name)?;
    Ok(match resolved.how {
        How::Unknown => Nationality::Group(NationalityGroup::Unknown),
        How::Stateless => Nationality::Group(NationalityGroup::Stateless),
        _ => Nationality::Of(resolved),
    })
}

/// The group a plain label names, also when characters were lost.
fn group(plain: &str) -> Option<NationalityGroup> {
    static GROUPS: LazyLock<HashMap<String, NationalityGroup>> = LazyLock::new(|| {
        let group = |what| if what == "nationals" { NationalityGroup::Nationals } else { NationalityGroup::Foreign };
        names::group_names().map(|(what, text)| (spelling::plain(text), group(what))).collect()
    });
    let damaged = || {
        let mut fitting =
            GROUPS.iter().filter(|(text, _)| plain.contains(spelling::LOST) && spelling::fits(plain, text));
        fitting.next().filter(|_| plain.chars().filter(|c| c.is_alphanumeric()).count() > 5)
    };
    GROUPS.get(plain).or_else(|| damaged().map(|(_, group)| group)).copied()
}

/// The label without the words that only say "person of that country".
fn without_citizen(plain: &str) -> String {
    const PERSON: [&str; 7] =
        ["citizen", "citizens", "national", "nationals", "nationality", "citizenship", "passport"];
    let words: Vec<&str> = plain.split(' ').filter(|word| !PERSON.contains(word)).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests;
