//! A case as JSON: the same bytes for the same case.

use super::{Case, StatusStatement, Unread, VERSION};
use crate::date::ImpreciseDate;
use crate::journey::{CorridorEnd, Documents, Leg, LegalStatus, Mode, PlaceBasis};
use crate::person::{Age, AgeAt, AgeCertainty, ChildStatus, Gender, SaidBy};
use crate::place::Place;
use crate::record::Assertion;
use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

/// The case as one line of JSON, without a line end.
pub fn line(case: &Case) -> String {
    // Texts, numbers and lists: nothing here can fail to be written.
    serde_json::to_string(&CaseObject::of(case)).unwrap_or_default()
}

/// The case as one JSON object over several lines, for people, with a line end.
pub fn pretty(case: &Case) -> String {
    serde_json::to_string_pretty(&CaseObject::of(case)).unwrap_or_default() + "\n"
}

#[derive(Serialize)]
struct CaseObject<'a> {
    turnstone_case: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    record_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    said_by: Option<SaidBy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    synthetic: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registered: Option<ImpreciseDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gender: Option<Gender>,
    #[serde(skip_serializing_if = "Option::is_none")]
    born: Option<ImpreciseDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    age: Option<AgeObject>,
    #[serde(skip_serializing_if = "Option::is_none")]
    child: Option<ChildStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    citizenship: Option<Place>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    other_citizenships: &'a [Place],
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<EndObject>,
    #[serde(skip_serializing_if = "Option::is_none")]
    destination: Option<EndObject>,
    #[serde(skip_serializing_if = "Option::is_none")]
    border_crossed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    months: Option<MonthsObject>,
    #[serde(skip_serializing_if = "<[_]>::is_empty", serialize_with = "legs")]
    legs: &'a [Leg],
    #[serde(skip_serializing_if = "<[_]>::is_empty", serialize_with = "assertions")]
    assertions: &'a [Assertion],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    status: &'a [StatusStatement],
    #[serde(skip_serializing_if = "Option::is_none")]
    source_values: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    unread: &'a [Unread],
}

impl CaseObject<'_> {
    fn of(case: &Case) -> CaseObject<'_> {
        let row = &case.record.attributes;
        let end = |end: CorridorEnd| EndObject { place: end.place, basis: end.basis };
        CaseObject {
            turnstone_case: VERSION,
            record_id: row.record_id.as_deref(),
            person_id: row.person_id.as_deref(),
            list: row.list.as_deref(),
            said_by: row.said_by,
            synthetic: row.synthetic,
            registered: row.registered,
            gender: row.gender,
            born: case.born,
            age: row.age.map(|Age { low, high, at, certainty }| AgeObject { low, high, at, certainty }),
            child: row.child,
            citizenship: row.citizenship,
            other_citizenships: &row.other_citizenships,
            origin: row.origin.map(end),
            destination: row.destination.map(end),
            border_crossed: row.border_crossed,
            months: row.months.map(|(low, high)| MonthsObject { low, high }),
            legs: &row.legs,
            assertions: &case.record.assertions,
            status: &case.status,
            source_values: row.source_values.as_deref(),
            unread: &case.unread,
        }
    }
}

#[derive(Serialize)]
struct AgeObject {
    low: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<u8>,
    at: AgeAt,
    certainty: AgeCertainty,
}

#[derive(Serialize)]
struct EndObject {
    place: Place,
    basis: PlaceBasis,
}

#[derive(Serialize)]
struct MonthsObject {
    low: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<u16>,
}

#[derive(Serialize)]
struct LegObject {
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    destination: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<ImpreciseDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<ImpreciseDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<Mode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    documents: Option<Documents>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_on_entry: Option<LegalStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_later: Option<LegalStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    facilitated_for_payment: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endangered: Option<bool>,
}

fn legs<S: Serializer>(legs: &[Leg], serializer: S) -> Result<S::Ok, S::Error> {
    let object = |leg: &Leg| LegObject {
        origin: leg.origin,
        destination: leg.destination,
        start: leg.start,
        end: leg.end,
        mode: leg.mode,
        documents: leg.documents,
        status_on_entry: leg.status_on_entry,
        status_later: leg.status_later,
        facilitated_for_payment: leg.facilitated_for_payment,
        endangered: leg.endangered,
    };
    each(legs.iter().map(object), serializer)
}

#[derive(Serialize)]
struct AssertionObject<'a> {
    fact: &'static str,
    truth: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<ImpreciseDate>,
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    said_on: Option<ImpreciseDate>,
}

fn assertions<S: Serializer>(assertions: &[Assertion], serializer: S) -> Result<S::Ok, S::Error> {
    let objects = assertions.iter().map(|assertion| AssertionObject {
        fact: assertion.fact.id(),
        truth: assertion.truth.to_string(),
        period: assertion.period,
        source: &assertion.source,
        said_on: assertion.said_on,
    });
    each(objects, serializer)
}

fn each<T: Serialize, S: Serializer>(
    items: impl ExactSizeIterator<Item = T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(items.len()))?;
    for item in items {
        list.serialize_element(&item)?;
    }
    list.end()
}
