//! From the JSON value of a case to the case: what each key holds and what is kept unread.
//!
//! The text as a whole, and where in it something stands, is the business of [`super::read`](mod@super::read).

use super::read::{CaseError, CaseMistake, position};
use super::{Case, StatusStatement, Unread, VERSION, VERSION_KEY};
use crate::date::{DateError, ImpreciseDate};
use crate::journey::{CorridorEnd, Documents, Leg, LegalStatus, Mode, PlaceBasis};
use crate::person::{Age, AgeAt, AgeCertainty, ChildStatus, DecidedBy, Gender, SaidBy, Status};
use crate::place::{How, Place, Resolved, Scheme, resolve};
use crate::record::{Assertion, Record, Row};
use crate::truth::Truth;
use crate::vocabulary::{Fact, nearest_ids};
use serde_json::{Map, Value};

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

const DATE: &str = DateError::EXPECTED;
const PLACE: &str = "a code of the place tree such as UKR, UA-30 or 150, or a country's name";

const CASE_KEYS: &[&str] = &[
    VERSION_KEY,
    "record_id",
    "person_id",
    "list",
    "said_by",
    "synthetic",
    "registered",
    "gender",
    "born",
    "age",
    "child",
    "citizenship",
    "other_citizenships",
    "origin",
    "destination",
    "border_crossed",
    "months",
    "legs",
    "assertions",
    "status",
    "source_values",
    "unread",
];
const AGE_KEYS: &[&str] = &["low", "high", "at", "certainty"];
const END_KEYS: &[&str] = &["place", "basis"];
const MONTHS_KEYS: &[&str] = &["low", "high"];
const LEG_KEYS: &[&str] = &[
    "origin",
    "destination",
    "start",
    "end",
    "mode",
    "documents",
    "status_on_entry",
    "status_later",
    "facilitated_for_payment",
    "endangered",
];
const ASSERTION_KEYS: &[&str] = &["fact", "truth", "period", "source", "said_on"];
const STATUS_KEYS: &[&str] = &["status", "by", "on", "basis"];
const UNREAD_KEYS: &[&str] = &["field", "value", "reason", "expected"];

/// An object of the file and where it stands.
struct Object<'v> {
    at: String,
    entries: &'v Map<String, Value>,
    whole: &'v Value,
}

impl Object<'_> {
    fn field(&self, key: &str) -> String {
        if self.at.is_empty() { key.to_owned() } else { format!("{}.{key}", self.at) }
    }

    /// The value of a key; null is the same as absent.
    fn get(&self, key: &str) -> Option<&Value> {
        self.entries.get(key).filter(|value| !value.is_null())
    }
}

/// Reads one case, and collects what it cannot read.
pub(super) struct Reader<'t> {
    pub text: &'t str,
    pub unread: Vec<Unread>,
}

impl Reader<'_> {
    fn error(
        &self,
        mistake: CaseMistake,
        field: String,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> CaseError {
        let (line, column) = position(self.text, &field);
        CaseError { mistake, line, column, field, found: found.into(), expected: expected.into() }
    }

    fn wrong_kind(&self, field: String, value: &Value, expected: &str) -> CaseError {
        self.error(CaseMistake::Kind, field, kind(value), expected)
    }

    fn keep(&mut self, field: String, value: &Value, reason: impl Into<String>, expected: impl Into<String>) {
        self.unread.push(Unread { field, value: value.clone(), reason: reason.into(), expected: expected.into() });
    }

    fn object<'v>(&self, at: String, value: &'v Value, keys: &[&str]) -> Result<Object<'v>, CaseError> {
        let Value::Object(entries) = value else {
            return Err(self.wrong_kind(at, value, "an object"));
        };
        let object = Object { at, entries, whole: value };
        match entries.keys().find(|key| !keys.contains(&key.as_str())) {
            None => Ok(object),
            Some(key) => {
                let short: String = key.chars().take(60).collect();
                let expected = format!("one of {}", keys.join(", "));
                Err(self.error(CaseMistake::UnknownKey, object.field(key), format!("the key `{short}`"), expected))
            }
        }
    }

    fn optional<'v>(&self, object: &Object<'v>, key: &str, keys: &[&str]) -> Result<Option<Object<'v>>, CaseError> {
        let value = object.entries.get(key).filter(|value| !value.is_null());
        value.map(|value| self.object(object.field(key), value, keys)).transpose()
    }

    /// The objects of a list; absent is empty.
    fn list<'v>(&self, object: &Object<'v>, key: &str, keys: &[&str]) -> Result<Vec<Object<'v>>, CaseError> {
        let field = object.field(key);
        let items = self.items(object, key)?.iter().enumerate();
        items.map(|(i, item)| self.object(format!("{field}[{i}]"), item, keys)).collect()
    }

    fn items<'v>(&self, object: &Object<'v>, key: &str) -> Result<&'v [Value], CaseError> {
        match object.entries.get(key) {
            None | Some(Value::Null) => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(other) => Err(self.wrong_kind(object.field(key), other, "a list")),
        }
    }

    fn text<'v>(&self, object: &'v Object<'_>, key: &str) -> Result<Option<&'v str>, CaseError> {
        match object.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.wrong_kind(object.field(key), other, "a text")),
        }
    }

    fn needed<'v>(&self, object: &'v Object<'_>, key: &str) -> Result<&'v str, CaseError> {
        let text = self.text(object, key)?;
        text.ok_or_else(|| {
            self.error(CaseMistake::Missing, object.at.clone(), format!("no `{key}`"), format!("`{key}`"))
        })
    }

    fn owned(&self, object: &Object<'_>, key: &str) -> Result<Option<String>, CaseError> {
        Ok(self.text(object, key)?.map(str::to_owned))
    }

    fn truth(&self, object: &Object<'_>, key: &str) -> Result<Option<bool>, CaseError> {
        match object.get(key) {
            None => Ok(None),
            Some(Value::Bool(truth)) => Ok(Some(*truth)),
            Some(other) => Err(self.wrong_kind(object.field(key), other, "true or false")),
        }
    }

    fn number(&self, object: &Object<'_>, key: &str) -> Result<Option<u64>, CaseError> {
        let wrong = |value| self.wrong_kind(object.field(key), value, "a whole number from 0");
        object.get(key).map(|value| value.as_u64().ok_or_else(|| wrong(value))).transpose()
    }

    /// A text that `from` understands; another is kept unread.
    fn read<T>(
        &mut self,
        object: &Object<'_>,
        key: &str,
        from: impl Fn(&str) -> Option<T>,
        reason: &str,
        expected: impl Into<String>,
    ) -> Result<Option<T>, CaseError> {
        let Some(text) = self.text(object, key)? else { return Ok(None) };
        let read = from(text);
        if read.is_none() {
            self.keep(object.field(key), &object.entries[key], reason, expected);
        }
        Ok(read)
    }

    fn named<T>(
        &mut self,
        object: &Object<'_>,
        key: &str,
        from: fn(&str) -> Option<T>,
        names: &[&str],
    ) -> Result<Option<T>, CaseError> {
        self.read(object, key, from, "not in the closed list", format!("one of {}", names.join(", ")))
    }

    fn date(&mut self, object: &Object<'_>, key: &str) -> Result<Option<ImpreciseDate>, CaseError> {
        let Some(text) = self.text(object, key)? else { return Ok(None) };
        match ImpreciseDate::parse(text) {
            Ok(date) => Ok(Some(date)),
            Err(error) => {
                self.keep(object.field(key), &object.entries[key], error.to_string(), DATE);
                Ok(None)
            }
        }
    }

    fn place(&mut self, object: &Object<'_>, key: &str) -> Result<Option<Place>, CaseError> {
        let Some(text) = self.text(object, key)? else { return Ok(None) };
        Ok(self.place_of(object.field(key), &object.entries[key], text))
    }

    /// A place by code or name. What is only found roughly is read and its text is kept too.
    fn place_of(&mut self, field: String, value: &Value, text: &str) -> Option<Place> {
        if let Some(place) = Place::from_code(text) {
            return Some(place);
        }
        let found = resolve(text, Scheme::Iso3166).or_else(|_| resolve(text, Scheme::Name));
        let reason = match &found {
            Ok(Resolved { place: None, how: How::Unknown }) => return None,
            Ok(Resolved {
                place: Some(place),
                how: How::Broader { .. } | How::Historical { .. } | How::Repaired { .. },
            }) => {
                format!("not in the place tree as it stands; read as {} ({})", place.code(), place.name())
            }
            Ok(Resolved { place: Some(place), .. }) => return Some(*place),
            Ok(Resolved { place: None, .. }) => "no place".to_owned(),
            Err(error) => error.to_string(),
        };
        self.keep(field, value, reason, PLACE);
        found.ok().and_then(|resolved| resolved.place)
    }

    /// The case that a JSON value is; what cannot be read is in `unread` afterwards.
    pub fn case(&mut self, value: &Value) -> Result<Case, CaseError> {
        let Value::Object(entries) = value else {
            return Err(self.wrong_kind(String::new(), value, "an object"));
        };
        match entries.get(VERSION_KEY) {
            None => {
                let found = format!("no `{VERSION_KEY}`");
                let expected = format!("`\"{VERSION_KEY}\": {VERSION}`, which makes an object a case");
                return Err(self.error(CaseMistake::Missing, String::new(), found, expected));
            }
            Some(version) if version.as_u64() != Some(VERSION) => {
                let found = version.as_u64().map_or_else(|| kind(version).to_owned(), |version| version.to_string());
                let expected = format!("{VERSION}, the version this Turnstone reads");
                return Err(self.error(CaseMistake::Version, VERSION_KEY.to_owned(), found, expected));
            }
            Some(_) => {}
        }
        let object = self.object(String::new(), value, CASE_KEYS)?;
        let mut case = Case {
            record: Record { attributes: self.attributes(&object)?, assertions: Vec::new() },
            born: self.date(&object, "born")?,
            ..Case::default()
        };
        for object in self.list(&object, "assertions", ASSERTION_KEYS)? {
            case.record.assertions.extend(self.assertion(&object)?);
        }
        for object in self.list(&object, "status", STATUS_KEYS)? {
            case.status.extend(self.statement(&object)?);
        }
        for object in self.list(&object, "unread", UNREAD_KEYS)? {
            case.unread.push(Unread {
                field: self.needed(&object, "field")?.to_owned(),
                value: object.entries.get("value").cloned().unwrap_or_default(),
                reason: self.needed(&object, "reason")?.to_owned(),
                expected: self.needed(&object, "expected")?.to_owned(),
            });
        }
        Ok(case)
    }

    fn attributes(&mut self, object: &Object<'_>) -> Result<Row, CaseError> {
        Ok(Row {
            record_id: self.owned(object, "record_id")?,
            person_id: self.owned(object, "person_id")?,
            list: self.owned(object, "list")?,
            said_by: self.named(object, "said_by", SaidBy::from_name, SaidBy::NAMES)?,
            synthetic: self.truth(object, "synthetic")?,
            registered: self.date(object, "registered")?,
            gender: self.named(object, "gender", Gender::from_name, Gender::NAMES)?,
            age: self.age(object)?,
            child: self.named(object, "child", ChildStatus::from_name, ChildStatus::NAMES)?,
            citizenship: self.place(object, "citizenship")?,
            other_citizenships: self.places(object, "other_citizenships")?,
            origin: self.end(object, "origin")?,
            destination: self.end(object, "destination")?,
            border_crossed: self.truth(object, "border_crossed")?,
            months: self.months(object)?,
            legs: {
                let legs = self.list(object, "legs", LEG_KEYS)?;
                legs.iter().map(|leg| self.leg(leg)).collect::<Result<_, _>>()?
            },
            source_values: self.owned(object, "source_values")?,
            ..Row::default()
        })
    }

    fn places(&mut self, object: &Object<'_>, key: &str) -> Result<Vec<Place>, CaseError> {
        let mut places = Vec::new();
        for (i, item) in self.items(object, key)?.iter().enumerate() {
            let field = format!("{}[{i}]", object.field(key));
            match item {
                Value::String(text) => places.extend(self.place_of(field, item, text)),
                other => return Err(self.wrong_kind(field, other, "a text")),
            }
        }
        Ok(places)
    }

    fn age(&mut self, object: &Object<'_>) -> Result<Option<Age>, CaseError> {
        let Some(age) = self.optional(object, "age", AGE_KEYS)? else { return Ok(None) };
        let (low, high) = (self.number(&age, "low")?, self.number(&age, "high")?);
        let low =
            low.ok_or_else(|| self.error(CaseMistake::Missing, age.at.clone(), "no `low`", "the youngest age"))?;
        let (at, certainty) = (self.needed(&age, "at")?, self.needed(&age, "certainty")?);
        let read = AgeAt::from_name(at).zip(AgeCertainty::from_name(certainty));
        let years = low <= 150 && high.is_none_or(|high| low <= high && high <= 150);
        match read.filter(|_| years) {
            // Both are at most 150.
            Some((at, certainty)) => Ok(Some(Age { low: low as u8, high: high.map(|high| high as u8), at, certainty })),
            None => {
                let lists = format!("at: {}; certainty: {}", AgeAt::NAMES.join(", "), AgeCertainty::NAMES.join(", "));
                let expected = format!("years from 0 to 150, low not above high; {lists}");
                self.keep(age.at.clone(), age.whole, "not an age", expected);
                Ok(None)
            }
        }
    }

    fn end(&mut self, object: &Object<'_>, key: &str) -> Result<Option<CorridorEnd>, CaseError> {
        let Some(end) = self.optional(object, key, END_KEYS)? else { return Ok(None) };
        self.needed(&end, "place")?;
        self.needed(&end, "basis")?;
        let place = self.place(&end, "place")?;
        let basis = self.named(&end, "basis", PlaceBasis::from_name, PlaceBasis::NAMES)?;
        match (place, basis) {
            (Some(place), Some(basis)) => Ok(Some(CorridorEnd { place, basis })),
            // The one without the other has no place in a case: the whole is kept.
            (Some(_), None) | (None, Some(_)) => {
                self.unread.retain(|unread| !unread.field.starts_with(&end.at));
                let expected = format!("place: {PLACE}; basis: one of {}", PlaceBasis::NAMES.join(", "));
                self.keep(end.at.clone(), end.whole, "one half of it could not be read", expected);
                Ok(None)
            }
            (None, None) => Ok(None),
        }
    }

    fn months(&mut self, object: &Object<'_>) -> Result<Option<(u16, Option<u16>)>, CaseError> {
        let Some(months) = self.optional(object, "months", MONTHS_KEYS)? else { return Ok(None) };
        let (low, high) = (self.number(&months, "low")?, self.number(&months, "high")?);
        let low =
            low.ok_or_else(|| self.error(CaseMistake::Missing, months.at.clone(), "no `low`", "the least months"))?;
        match (u16::try_from(low), high.map(u16::try_from).transpose()) {
            (Ok(low), Ok(high)) if high.is_none_or(|high| low <= high) => Ok(Some((low, high))),
            _ => {
                self.keep(
                    months.at.clone(),
                    months.whole,
                    "not a duration",
                    "months from 0 to 65535, low not above high",
                );
                Ok(None)
            }
        }
    }

    fn leg(&mut self, leg: &Object<'_>) -> Result<Leg, CaseError> {
        Ok(Leg {
            origin: self.place(leg, "origin")?,
            destination: self.place(leg, "destination")?,
            start: self.date(leg, "start")?,
            end: self.date(leg, "end")?,
            mode: self.named(leg, "mode", Mode::from_name, Mode::NAMES)?,
            documents: self.named(leg, "documents", Documents::from_name, Documents::NAMES)?,
            status_on_entry: self.named(leg, "status_on_entry", LegalStatus::from_name, LegalStatus::NAMES)?,
            status_later: self.named(leg, "status_later", LegalStatus::from_name, LegalStatus::NAMES)?,
            facilitated_for_payment: self.truth(leg, "facilitated_for_payment")?,
            endangered: self.truth(leg, "endangered")?,
        })
    }

    fn assertion(&mut self, object: &Object<'_>) -> Result<Option<Assertion>, CaseError> {
        let (id, truth) = (self.needed(object, "fact")?, self.needed(object, "truth")?);
        let source = self.needed(object, "source")?.to_owned();
        let known = Truth::ALL.into_iter().find(|known| known.to_string() == truth);
        let (Some(fact), Some(truth)) = (Fact::from_id(id), known) else {
            let (reason, expected) = match Fact::from_id(id) {
                Some(_) => ("not a truth".to_owned(), "truth: yes, no or unknown".to_owned()),
                None => (format!("no fact is called `{}`", id.chars().take(60).collect::<String>()), near(id)),
            };
            self.keep(object.at.clone(), object.whole, reason, expected);
            return Ok(None);
        };
        let (period, said_on) = (self.date(object, "period")?, self.date(object, "said_on")?);
        Ok(Some(Assertion { fact, truth, period, source, said_on }))
    }

    fn statement(&mut self, object: &Object<'_>) -> Result<Option<StatusStatement>, CaseError> {
        let status = Status::from_name(self.needed(object, "status")?);
        let by = DecidedBy::from_name(self.needed(object, "by")?);
        let basis = self.owned(object, "basis")?;
        let Some((status, by)) = status.zip(by) else {
            let lists = (Status::NAMES.join(", "), DecidedBy::NAMES.join(", "));
            let expected = format!("status: one of {}; by: one of {}", lists.0, lists.1);
            self.keep(object.at.clone(), object.whole, "not in the closed list", expected);
            return Ok(None);
        };
        Ok(Some(StatusStatement { status, by, on: self.date(object, "on")?, basis }))
    }
}

/// What would be right for a fact of this name.
fn near(id: &str) -> String {
    let nearest = if id.len() <= 100 { nearest_ids(id, 3) } else { Vec::new() };
    match nearest.is_empty() {
        true => "the id of a fact of the vocabulary, such as means.debt_bondage".to_owned(),
        false => format!("the id of a fact of the vocabulary; near it: {}", nearest.join(", ")),
    }
}
