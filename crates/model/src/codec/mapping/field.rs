//! The plain columns of the `records` table that a mapping can fill, and how a cell is read for each.
//!
//! What a cell says of facts is in [`super::column`].

use super::error::{MappingError, Mistake, cut};
use super::keys::Keys;
use super::reading::{Outside, Reading, Set};
use super::words::TruthWords;
use crate::closed::closed;
use crate::date::{DateError, ImpreciseDate};
use crate::journey::{CorridorEnd, PlaceBasis};
use crate::person::{Age, AgeAt, AgeCertainty, ChildStatus, DecidedBy, Gender, SaidBy, Status};
use crate::place::{How, Nationality, NationalityGroup, PlaceError, Resolved, Scheme, from_nationality, resolve};
use crate::truth::Truth;

closed! {
    /// A column of the `records` table that a mapping can fill.
    Field:
    /// The organisation's own pseudonymous identifier.
    RecordId "record_id", "record identifier";
    /// The person behind the record, where linkage knows.
    PersonId "person_id", "person identifier";
    /// The organisation's list.
    List "list", "list";
    /// The kind of source.
    SaidBy "said_by", "kind of source";
    /// When the organisation registered the person.
    Registered "registered", "time of registration";
    /// Gender.
    Gender "gender", "gender";
    /// Age in completed years, or a band.
    Age "age", "age";
    /// How sure the age is.
    AgeCertainty "age_certainty", "certainty of the age";
    /// Whether a child when exploited.
    Child "child", "child or adult";
    /// Citizenship; further ones behind the first.
    Citizenship "citizenship", "citizenship";
    /// Where the corridor begins.
    Origin "origin", "origin";
    /// Where the corridor ends.
    Destination "destination", "destination";
    /// Whether a border was crossed.
    BorderCrossed "border_crossed", "border crossed";
    /// Duration of the exploitation in months, or a band.
    Months "months", "duration in months";
    /// Formal status.
    Status "status", "formal status";
    /// Who decided it.
    StatusBy "status_by", "who decided the status";
    /// Whether the row describes no real person.
    Synthetic "synthetic", "mark of synthetic rows";
}

impl Field {
    /// The keys that go with `field = "…"` for this one, beside `values`.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Field::Registered => &["order"],
            Field::Age => &["at", "certainty"],
            Field::Citizenship => &["codes", "separator"],
            Field::Origin | Field::Destination => &["basis", "codes"],
            Field::BorderCrossed | Field::Synthetic => &["yes", "no"],
            _ => &[],
        }
    }
}

/// In which order a date of numbers is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    YearMonthDay,
    DayMonthYear,
    MonthDayYear,
}

const ORDERS: [(&str, Order); 3] = [
    ("year-month-day", Order::YearMonthDay),
    ("day-month-year", Order::DayMonthYear),
    ("month-day-year", Order::MonthDayYear),
];

/// How cells are read for one field.
#[derive(Clone, Debug)]
pub(super) struct FieldRule {
    pub field: Field,
    at: AgeAt,
    certainty: AgeCertainty,
    basis: PlaceBasis,
    places: Option<Scheme>,
    order: Order,
    words: TruthWords,
}

impl FieldRule {
    /// Reads the keys that say how a field is filled; `more` are keys that the caller reads.
    ///
    /// **Errors** A key that does not go with the field, a value outside its list, or a place that does not say what it
    /// rests on.
    pub fn parse(field: Field, keys: &Keys<'_>, more: &[&str], known: &[&str]) -> Result<FieldRule, MappingError> {
        let here: Vec<&str> = more.iter().chain(field.keys()).copied().collect();
        keys.only(&here, known, &format!("a column for the field `{field}`"))?;
        let basis = keys.choice("basis", PlaceBasis::NAMES)?.map(|i| PlaceBasis::ALL[i]);
        if matches!(field, Field::Origin | Field::Destination) && basis.is_none() {
            let found = format!("found {} without `basis`", keys.name);
            let expected = format!(
                "expected what the place rests on, as every title names it: one of {}",
                PlaceBasis::NAMES.join(", ")
            );
            return Err(keys.text.wrong(keys.at, Mistake::MissingKey, found, expected));
        }
        let orders = ORDERS.map(|(name, _)| name);
        Ok(FieldRule {
            field,
            at: keys.choice("at", AgeAt::NAMES)?.map_or(AgeAt::Registration, |i| AgeAt::ALL[i]),
            certainty: keys
                .choice("certainty", AgeCertainty::NAMES)?
                .map_or(AgeCertainty::Recorded, |i| AgeCertainty::ALL[i]),
            basis: basis.unwrap_or(PlaceBasis::Journey),
            places: place_scheme(keys, field)?,
            order: keys.choice("order", &orders)?.map_or(Order::YearMonthDay, |i| ORDERS[i].1),
            words: TruthWords::parse(keys)?,
        })
    }

    /// Whether different cells are so many that remembering them is of no use.
    pub fn is_text(&self) -> bool {
        matches!(self.field, Field::RecordId | Field::PersonId | Field::List)
    }

    /// Words of its own that go before the ones for "not recorded".
    pub fn own_word(&self, text: &str) -> Option<Reading> {
        let truth = self.words.given(text)?.0?;
        match self.field {
            Field::BorderCrossed => Some(Reading::of(Set::BorderCrossed(truth))),
            Field::Synthetic => Some(Reading::of(Set::Synthetic(truth))),
            _ => None,
        }
    }

    /// Reads a cell, or one part of it, that is recorded.
    ///
    /// **Errors** [`Outside`] when it is no value of the field.
    pub fn read(&self, text: &str) -> Result<Reading, Outside> {
        let truth = || match self.words.yes_or_no(text) {
            Some(Truth(Some(truth))) => Ok(truth),
            _ => Err(Outside { reason: "neither yes nor no", expected: self.words.expected() }),
        };
        Ok(Reading::of(match self.field {
            Field::RecordId => Set::RecordId(text.to_owned()),
            Field::PersonId => Set::PersonId(text.to_owned()),
            Field::List => Set::List(text.to_owned()),
            Field::SaidBy => Set::SaidBy(listed(text, SaidBy::ALL, SaidBy::NAMES, SaidBy::label)?),
            Field::Registered => Set::Registered(self.date(text)?),
            Field::Gender => Set::Gender(listed(text, Gender::ALL, Gender::NAMES, Gender::label)?),
            Field::Age => {
                let outside = || Outside {
                    reason: "not an age",
                    expected: "years from 0 to 150, such as 17, 9-17 or 48+".into(),
                };
                let (low, high) = band(text, OLDEST).ok_or_else(outside)?;
                let (low, high) = (low as u8, high.map(|high| high as u8));
                Set::Age(Age { low, high, at: self.at, certainty: self.certainty })
            }
            Field::AgeCertainty => {
                Set::AgeCertainty(listed(text, AgeCertainty::ALL, AgeCertainty::NAMES, AgeCertainty::label)?)
            }
            Field::Child => Set::Child(listed(text, ChildStatus::ALL, ChildStatus::NAMES, ChildStatus::label)?),
            Field::Citizenship | Field::Origin | Field::Destination => return self.place(text),
            Field::BorderCrossed => Set::BorderCrossed(truth()?),
            Field::Months => {
                let outside =
                    || Outside { reason: "not a duration", expected: "months, such as 6, 13-24 or 61+".into() };
                let (low, high) = band(text, u16::MAX).ok_or_else(outside)?;
                Set::Months(low, high)
            }
            Field::Status => Set::Status(listed(text, Status::ALL, Status::NAMES, Status::label)?),
            Field::StatusBy => Set::StatusBy(listed(text, DecidedBy::ALL, DecidedBy::NAMES, DecidedBy::label)?),
            Field::Synthetic => Set::Synthetic(truth()?),
        }))
    }

    fn date(&self, text: &str) -> Result<ImpreciseDate, Outside> {
        let first = ImpreciseDate::parse(text);
        let (error, written) = match (first, self.order) {
            (Ok(date), _) => return Ok(date),
            (Err(error), Order::YearMonthDay) => {
                return Err(Outside { reason: reason(&error), expected: DateError::EXPECTED.into() });
            }
            (Err(error), Order::DayMonthYear) => (error, "DD/MM/YYYY"),
            (Err(error), Order::MonthDayYear) => (error, "MM/DD/YYYY"),
        };
        let outside = |error| Outside {
            reason: reason(&error),
            expected: format!("{written}, MM/YYYY, or {}", DateError::EXPECTED),
        };
        // A time of day behind the date is no part of it.
        let date = text.split(['T', ' ']).next().unwrap_or(text);
        let numbers: Vec<&str> = date.split(['/', '.', '-']).collect();
        let numeric = |part: &&str| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        let iso = match (numbers.as_slice(), self.order) {
            _ if !numbers.iter().all(numeric) => return Err(outside(error)),
            ([month, year], _) => format!("{year}-{month:0>2}"),
            ([day, month, year], Order::DayMonthYear) => format!("{year}-{month:0>2}-{day:0>2}"),
            ([month, day, year], _) => format!("{year}-{month:0>2}-{day:0>2}"),
            _ => return Err(outside(error)),
        };
        ImpreciseDate::parse(&iso).map_err(outside)
    }

    fn place(&self, text: &str) -> Result<Reading, Outside> {
        let (found, stated) = self.find_place(text)?;
        let Some(place) = found.place else {
            // Stateless, nationals, foreigners: said, and no place of the tree.
            return Ok(Reading { keep: stated, ..Reading::default() });
        };
        let end = CorridorEnd { place, basis: self.basis };
        let set = match self.field {
            Field::Origin => Set::Origin(end),
            Field::Destination => Set::Destination(end),
            _ => Set::Citizenship(place),
        };
        let odd = match found.how {
            How::Misspelling => Some("a known misspelling, read as the place it stands for"),
            How::Repaired { .. } => Some("a character was lost; read as the only name that fits"),
            _ => None,
        };
        let keep = matches!(found.how, How::Broader { .. } | How::Historical { .. });
        Ok(Reading { sets: vec![set], keep, odd })
    }

    /// What the text was found to mean, and whether a text without a place says something.
    fn find_place(&self, text: &str) -> Result<(Resolved, bool), Outside> {
        let stated = |found: Resolved| (found, found.how != How::Unknown);
        if let Some(scheme) = self.places {
            return resolve(text, scheme).map(stated).map_err(|error| no_place(&error));
        }
        let coded = text.len() <= 3 || text.as_bytes().get(2) == Some(&b'-');
        if let Some(found) = resolve(text, Scheme::Iso3166).ok().filter(|_| coded) {
            return Ok(stated(found));
        }
        let named = resolve(text, Scheme::Name);
        if self.field == Field::Citizenship && named.is_err() {
            match from_nationality(text) {
                Ok(Nationality::Of(found)) => return Ok(stated(found)),
                Ok(Nationality::Group(group)) => {
                    let found = Resolved { place: None, how: How::Unknown };
                    return Ok((found, group != NationalityGroup::Unknown));
                }
                Err(error @ PlaceError::Ambiguous { .. }) => return Err(no_place(&error)),
                Err(PlaceError::Unrecognised { .. }) => {}
            }
        }
        named.map(stated).map_err(|error| no_place(&error))
    }
}

/// The oldest age that is read.
const OLDEST: u16 = 150;

fn reason(error: &DateError) -> &'static str {
    match error {
        DateError::Form => "not a date",
        DateError::Calendar => "no such day or month",
        DateError::Year => "the year is outside 1900 to 2100",
        DateError::Order => "the interval ends before it begins",
    }
}

fn no_place(error: &PlaceError) -> Outside {
    let reason = match error {
        PlaceError::Unrecognised { .. } => "not a place that is known",
        PlaceError::Ambiguous { .. } => "a name of several places",
    };
    Outside { reason, expected: format!("a code or name of a country ({error})") }
}

/// A value of a closed list by its name in tables or its label, capitals aside.
fn listed<T: Copy>(text: &str, all: &[T], names: &[&str], label: fn(T) -> &'static str) -> Result<T, Outside> {
    let mut pairs = all.iter().zip(names);
    let found =
        pairs.find(|(value, name)| text.eq_ignore_ascii_case(name) || text.eq_ignore_ascii_case(label(**value)));
    found.map(|(value, _)| *value).ok_or_else(|| Outside {
        reason: "a value outside its list",
        expected: format!("one of {}, or an entry under `values` in the mapping", names.join(", ")),
    })
}

/// A whole number or a band of them: `17`, `9-17`, `9--17`, `48+`; at most `most`.
pub(super) fn band(text: &str, most: u16) -> Option<(u16, Option<u16>)> {
    let number = |text: &str| {
        let whole = text.trim();
        let whole = whole.strip_suffix(".0").unwrap_or(whole);
        let digits = whole.bytes().all(|b| b.is_ascii_digit());
        whole.parse::<u16>().ok().filter(|n| digits && *n <= most)
    };
    if let Some(low) = text.strip_suffix('+') {
        return Some((number(low)?, None));
    }
    let Some((low, high)) = text.split_once("--").or_else(|| text.split_once(['-', '–'])) else {
        let exact = number(text)?;
        return Some((exact, Some(exact)));
    };
    let (low, high) = (number(low)?, number(high)?);
    (low <= high).then_some((low, Some(high)))
}

/// The list that places are coded in, when the mapping says so.
fn place_scheme(keys: &Keys<'_>, field: Field) -> Result<Option<Scheme>, MappingError> {
    if !field.keys().contains(&"codes") {
        return Ok(None);
    }
    let Some(word) = keys.word("codes")? else { return Ok(None) };
    let names = Scheme::ALL.map(Scheme::name);
    match by_part_of_name(&word.is, &names) {
        Some(at) => Ok(Some(Scheme::ALL[at])),
        None => {
            let found = format!("found `codes = \"{}\"` for places", cut(&word.is));
            Err(keys.text.wrong(word.at, Mistake::Value, found, format!("expected one of {}", names.join(", "))))
        }
    }
}

/// The only one of `names` that is `text` or else holds it, capitals aside.
pub(super) fn by_part_of_name(text: &str, names: &[&str]) -> Option<usize> {
    let text = text.trim().to_lowercase();
    if let Some(at) = names.iter().position(|name| name.to_lowercase() == text) {
        return Some(at);
    }
    let mut holding = (0..names.len()).filter(|at| !text.is_empty() && names[*at].to_lowercase().contains(&text));
    holding.next().filter(|_| holding.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_bands_are_read_as_people_write_them() {
        for (text, is) in [
            ("17", Some((17, Some(17)))),
            ("17.0", Some((17, Some(17)))),
            ("9-17", Some((9, Some(17)))),
            ("09--17", Some((9, Some(17)))),
            ("9 – 17", Some((9, Some(17)))),
            ("48+", Some((48, None))),
            ("150", Some((150, Some(150)))),
            ("151", None),
            ("17-9", None),
            ("-3", None),
            ("+3", None),
            ("17.5", None),
            ("", None),
        ] {
            assert_eq!(band(text, 150), is, "{text}");
        }
    }

    #[test]
    fn a_list_of_codes_is_named_by_any_part_that_only_it_has() {
        let names = Scheme::ALL.map(Scheme::name);
        assert_eq!(by_part_of_name("unhcr", &names), Some(2));
        assert_eq!(by_part_of_name("ISO 3166", &names), Some(0));
        assert_eq!(by_part_of_name("codes", &["a codes", "b codes"]), None);
        assert_eq!(by_part_of_name("", &names), None);
    }
}
