//! One cell of a file: from text to the codes of its field.
//!
//! What the codes say is in [`super::case`]; how a cell is written again is in [`super::write()`].

use super::field::{Content, Field, Why};
use super::list::List;
use crate::date::{DateError, ImpreciseDate};
use crate::place::{How, Place, PlaceKind, Scheme, resolve};
use std::borrow::Cow;
use std::collections::HashMap;

/// A value as the standard codes it: a picklist code, an alpha-2 code, a date, a number.
pub type Code = Cow<'static, str>;

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Its codes, in its order.
    pub codes: Vec<Code>,
    /// Why a text in it, or all of it, does not enter a table.
    pub withheld: Option<Why>,
    /// Whether a time of day behind a date was left out.
    pub time_left_out: bool,
}

/// A cell that its field does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    /// What is wrong.
    pub reason: String,
    /// What would be right.
    pub expected: String,
    /// The part that is wrong, where it is a misspelt code and so cannot name a person.
    pub shown: Option<String>,
}

/// What stands for a value that a remark may not repeat.
pub const NOT_SHOWN: &str = "(not shown: it may identify a person)";

/// Reads a cell that is not empty.
///
/// **Cost** A look-up for each choice; for a country that no table knows about a millisecond, once for each spelling.
///
/// **Errors** [`Outside`] when the field is closed and the text is not of it.
pub fn read(field: Field, text: &str, countries: &mut Countries) -> Result<Cell, Outside> {
    let text = text.trim();
    let one = |code: Code| Cell { codes: vec![code], ..Cell::default() };
    let withheld = |why| Cell { withheld: Some(why), ..Cell::default() };
    Ok(match field.content() {
        Content::Withheld(why) => withheld(why),
        Content::Birthdate => withheld(Why::Born),
        Content::Listed(list) => return listed(field, list, text),
        Content::ListedOrText(list) => match list.code(text) {
            Some(code) => one(code.into()),
            None => withheld(Why::NoCode),
        },
        Content::Citizenship => {
            let outside = || Outside {
                reason: "not a country".into(),
                expected: "a code or name of ISO 3166-1, or several with semicolons between them".into(),
                shown: None,
            };
            Cell { codes: countries.several(text).ok_or_else(outside)?, ..Cell::default() }
        }
        Content::Country => match countries.find(text) {
            Some(found) => one(found.code),
            None => withheld(Why::NoCode),
        },
        // Without its country it cannot be read; with it, see `subdivision`.
        Content::Subdivision => match Place::from_code(text).filter(|p| p.kind() == PlaceKind::Subdivision) {
            Some(place) => one(place.code().into()),
            None => withheld(Why::Address),
        },
        Content::Language if text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic()) => {
            one(text.to_ascii_lowercase().into())
        }
        Content::Language => withheld(Why::NoCode),
        Content::Day => {
            let outside =
                |e: DateError| Outside { reason: e.to_string(), expected: DateError::EXPECTED.into(), shown: None };
            let date = ImpreciseDate::parse(text).map_err(outside)?;
            let time = text.split_once(['T', ' ']).map_or("", |(_, time)| time.trim());
            let midnight = time.is_empty() || time.starts_with("00:00:00") || time == "00:00";
            Cell { time_left_out: !midnight, ..one(date.to_string().into()) }
        }
        Content::Number(most) => {
            let whole = text.split_once('.').map_or(
                text,
                |(whole, rest)| {
                    if rest.bytes().all(|b| b == b'0') { whole } else { text }
                },
            );
            let number = whole.parse::<u8>().ok().filter(|n| *n <= most);
            let outside = || Outside {
                reason: "not a number that can be".into(),
                expected: format!("a whole number from 0 to {most}"),
                shown: None,
            };
            one(number.ok_or_else(outside)?.to_string().into())
        }
    })
}

fn listed(field: Field, list: &'static List, text: &str) -> Result<Cell, Outside> {
    let mut withheld = None;
    let codes = match list.codes(text) {
        Ok(codes) => codes,
        Err(wrong) => {
            let outside = || Outside {
                reason: "a value outside its list".into(),
                expected: list.expected(),
                shown: list.is_near(wrong).then(|| wrong.to_owned()),
            };
            let (codes, other) = with_other(list, text).ok_or_else(outside)?;
            withheld = other.then_some(Why::Narrative);
            codes
        }
    };
    if codes.is_empty() || codes.len() > 1 && !field.reads_many() {
        let reason = format!("{} values where the standard has one", codes.len());
        return Err(Outside { reason, expected: list.expected(), shown: None });
    }
    Ok(Cell { codes: codes.into_iter().map(Cow::Borrowed).collect(), withheld, time_left_out: false })
}

/// Choices of which one is "Other" with words behind it, such as `Other: what it was`. The words are left out.
fn with_other(list: &List, text: &str) -> Option<(Vec<&'static str>, bool)> {
    let other = list.code("Other")?;
    let (mut codes, mut words) = (Vec::new(), false);
    for part in text.split([';', '|', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        match list.codes(part) {
            Ok(found) => codes.extend(found),
            Err(_) => {
                let first = part.split(|c: char| !c.is_alphanumeric()).next()?;
                if !first.eq_ignore_ascii_case("other") {
                    return None;
                }
                codes.push(other);
                words = true;
            }
        }
    }
    Some((codes, words))
}

/// A country as a cell names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The country, or the smallest place that holds all of what an older name stood for; none for stateless or
    /// unknown.
    pub place: Option<Place>,
    /// The alpha-2 code; the text itself where it is an older name or says that there is none.
    pub code: Code,
}

/// Countries by the spellings met so far, because a spelling that no table knows is slow to refuse.
#[derive(Debug, Default)]
pub struct Countries(HashMap<String, Option<Found>>);

/// How many spellings are remembered.
const MOST_SPELLINGS: usize = 10_000;

impl Countries {
    /// The country that a code or name means.
    pub fn find(&mut self, text: &str) -> Option<Found> {
        let text = text.trim();
        if let Some(place) = Place::from_alpha2(text) {
            return Some(Found { place: Some(place), code: place.alpha2()?.into() });
        }
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let found = find(text);
        if self.0.len() >= MOST_SPELLINGS {
            self.0.clear();
        }
        self.0.insert(text.to_owned(), found.clone());
        found
    }

    /// The codes of a cell that may name several: with semicolons, bars or line ends between them, with commas (names
    /// may hold those, too), or codes in capitals with blanks.
    fn several(&mut self, text: &str) -> Option<Vec<Code>> {
        if let Some(found) = self.find(text) {
            return Some(vec![found.code]);
        }
        let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|')).collect();
        let words = words.into_iter().filter(|word| !word.is_empty());
        let codes: Option<Vec<Code>> = words.map(|word| Some(Place::from_alpha2(word)?.alpha2()?.into())).collect();
        if codes.as_ref().is_some_and(|codes| !codes.is_empty()) {
            return codes;
        }
        let mut codes = Vec::new();
        for part in text.split([';', '|', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
            match self.find(part) {
                Some(found) => codes.push(found.code),
                None => codes.extend(self.with_commas(part)?),
            }
        }
        Some(codes).filter(|codes| !codes.is_empty())
    }

    /// Names with commas between them of which some hold a comma, such as `Korea, Republic of`: longest first.
    fn with_commas(&mut self, text: &str) -> Option<Vec<Code>> {
        // No name holds more than two commas, and nobody has more citizenships than this.
        const MOST: usize = 8;
        let parts: Vec<&str> = text.split(',').collect();
        if parts.len() < 2 || parts.len() > MOST {
            return None;
        }
        let (mut codes, mut at) = (Vec::new(), 0);
        while at < parts.len() {
            let (end, found) = (at + 1..=parts.len().min(at + 3))
                .rev()
                .find_map(|end| Some((end, self.find(&parts[at..end].join(","))?)))?;
            codes.push(found.code);
            at = end;
        }
        Some(codes)
    }
}

fn find(text: &str) -> Option<Found> {
    let code = text.chars().count() <= 3;
    let by_code = || resolve(text, Scheme::Iso3166).ok().filter(|_| code);
    let resolved = by_code().or_else(|| resolve(text, Scheme::Name).ok())?;
    let as_it_stands = || Cow::Owned(text.to_owned());
    Some(match (resolved.place, resolved.how) {
        (None, How::Unknown | How::Stateless) => Found { place: None, code: as_it_stands() },
        (Some(place), How::Historical { .. }) => Found { place: Some(place), code: as_it_stands() },
        (Some(place), How::Broader { .. }) if place.country().is_some() => {
            Found { place: Some(place), code: as_it_stands() }
        }
        (Some(place), _) if place.kind() == PlaceKind::Country => {
            Found { place: Some(place), code: place.alpha2()?.into() }
        }
        _ => return None,
    })
}

/// The subdivision of `country` with this ISO 3166-2 code or this name.
///
/// **Cost** For a name, a pass over all places.
pub fn subdivision(country: Place, text: &str) -> Option<Place> {
    let text = text.trim();
    let coded = Place::from_code(&text.to_ascii_uppercase()).filter(|place| place.kind() == PlaceKind::Subdivision);
    match coded {
        Some(place) => Some(place).filter(|place| place.country() == Some(country)),
        None => country.children().find(|place| place.name().to_lowercase() == text.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn codes(field: Field, text: &str) -> Result<Vec<String>, Outside> {
        read(field, text, &mut Countries::default()).map(|c| c.codes.into_iter().map(Cow::into_owned).collect())
    }

    #[test]
    fn citizenships_are_read_as_codes_and_names_alone_or_together() {
        let of = |text| codes(Field::PrsCitizenship, text).unwrap();
        assert_eq!(of("RO"), ["RO"]);
        assert_eq!(of("RO MD"), ["RO", "MD"]);
        assert_eq!(of("NPL"), ["NP"]);
        assert_eq!(of("Viet Nam"), ["VN"]);
        assert_eq!(of("Romania; Moldova, Republic of"), ["RO", "MD"]);
        assert_eq!(of("Congo, Democratic Republic of the, Uganda"), ["CD", "UG"]);
        assert_eq!(of("Stateless"), ["Stateless"]);
        assert_eq!(of("NA"), ["NA"]);
        assert_eq!(codes(Field::PrsCitizenship, "Ruritania").unwrap_err().shown, None);
        assert!(codes(Field::PrsCitizenship, "Europe").is_err());
    }

    #[test]
    fn every_country_is_read_by_the_name_and_codes_that_we_write() {
        for place in Place::countries() {
            for text in [place.name(), place.code(), place.alpha2().unwrap()] {
                assert_eq!(codes(Field::PrsCitizenship, text).unwrap(), [place.alpha2().unwrap()], "{text}");
            }
        }
    }

    #[test]
    fn texts_where_a_code_is_expected_are_withheld() {
        let read = |field, text| super::read(field, text, &mut Countries::default()).unwrap();
        for (field, text) in [
            (Field::PrsMailingCountry, "with her aunt in Nepal"),
            (Field::CasReasonForIncomingReferral, "she asked for it"),
            (Field::PrsPrimaryLanguage, "Romanian"),
            (Field::PrsFirstName, "Feminine"),
            (Field::PrsBirthdate, "2001-01-01"),
        ] {
            let cell = read(field, text);
            assert!(cell.codes.is_empty() && cell.withheld.is_some(), "{text}");
        }
        assert_eq!(read(Field::PrsMailingCountry, "Nepal").codes, ["NP"]);
        assert_eq!(read(Field::CasReasonForIncomingReferral, "Additional services required").withheld, None);
    }

    #[test]
    fn words_behind_other_are_left_out_and_said_so() {
        let cell = read(Field::VicMethodsOfControl, "Debt bondage; Other: sold her phone", &mut Countries::default());
        let cell = cell.unwrap();
        assert_eq!(
            (cell.codes.as_slice(), cell.withheld),
            (&["DebtBondage".into(), "Other".into()][..], Some(Why::Narrative))
        );
    }

    #[test]
    fn numbers_and_dates_are_read_as_spreadsheets_write_them() {
        assert_eq!(codes(Field::VicAgeWhenTrafficked, "17.0").unwrap(), ["17"]);
        assert!(codes(Field::VicAgeWhenTrafficked, "17.5").is_err());
        assert!(codes(Field::VicAgeWhenTrafficked, "151").is_err());
        let read = |text| read(Field::CasIncomingReferralDate, text, &mut Countries::default());
        assert_eq!(read("2019-05-03 00:00:00").unwrap(), Cell { codes: vec!["2019-05-03".into()], ..Cell::default() });
        assert!(read("2019-05-03T10:12:00").unwrap().time_left_out);
        assert!(read("2201-01-01").unwrap_err().reason.contains("1900 to 2100"));
    }

    #[test]
    fn a_misspelt_code_is_shown_and_a_name_is_not() {
        let outside = |text| codes(Field::VicMethodsOfControl, text).unwrap_err();
        assert_eq!(outside("DebtBondge").shown.as_deref(), Some("DebtBondge"));
        assert_eq!(outside("Maria Popescu").shown, None);
        assert!(outside("x").expected.starts_with("one of PhysicalThreats, ThreatsLawEnforcement"));
        assert_eq!(
            codes(Field::PrsGender, "Feminine Masculine").unwrap_err().reason,
            "2 values where the standard has one"
        );
    }

    #[test]
    fn subdivisions_are_read_in_their_country() {
        let romania = Place::from_alpha2("RO").unwrap();
        assert_eq!(subdivision(romania, "ro-b").unwrap().code(), "RO-B");
        assert_eq!(subdivision(romania, "UA-30"), None);
        assert_eq!(subdivision(romania, "with her aunt"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,40}") {
            let mut countries = Countries::default();
            for field in Field::ALL {
                let _ = read(*field, &text, &mut countries);
            }
        }
    }
}
