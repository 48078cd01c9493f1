//! The facts of a package as a file of the Human Trafficking Case Data Standard, written by the codec of `turnstone-model`.
//!
//! A record is cut down to the fields that are in scope before it is written, so that the file never says more than the package.

use crate::partner::Field;
use std::collections::{BTreeMap, BTreeSet};
use turnstone_model::codec::htcds::{Form, write};
use turnstone_model::journey::{CorridorEnd, Leg};
use turnstone_model::{Facts, Row};

/// A record with nothing but what the fields allow. Identifiers, lists and original codes are never among it.
pub fn cut_down(row: &Row, fields: &BTreeSet<Field>) -> Row {
    let has = |field: Field| fields.contains(&field);
    let mut facts = Facts::default();
    if has(Field::Facts) {
        let open = row.facts.recorded().filter(|(fact, _)| has(Field::of_fact(*fact)));
        open.for_each(|(fact, truth)| facts.set(fact, truth));
    }
    Row {
        said_by: row.said_by.filter(|_| has(Field::Facts)),
        registered: row.registered.filter(|_| has(Field::Period)),
        months: row.months.filter(|_| has(Field::Period)),
        gender: row.gender.filter(|_| has(Field::Gender)),
        age: row.age.filter(|_| has(Field::AgeGroup)),
        child: row.child.filter(|_| has(Field::AgeGroup)),
        citizenship: row.citizenship.filter(|_| has(Field::Nationality)),
        other_citizenships: if has(Field::Nationality) { row.other_citizenships.clone() } else { Vec::new() },
        origin: row.origin.filter(|_| has(Field::Journey)),
        destination: row.destination.and_then(|end| destination(end, &has)),
        border_crossed: row.border_crossed.filter(|_| has(Field::Journey)),
        legs: row.legs.iter().filter(|_| has(Field::Journey)).map(|leg| cut_leg(leg, &has)).collect(),
        status: row.status.filter(|_| has(Field::Facts)),
        status_by: row.status_by.filter(|_| has(Field::Facts)),
        facts,
        synthetic: row.synthetic,
        ..Row::default()
    }
}

/// The destination: as precise as the journey, or its country alone.
fn destination(end: CorridorEnd, has: &impl Fn(Field) -> bool) -> Option<CorridorEnd> {
    match (has(Field::Journey), has(Field::Country)) {
        (true, _) => Some(end),
        (false, true) => end.place.country().map(|place| CorridorEnd { place, basis: end.basis }),
        (false, false) => None,
    }
}

fn cut_leg(leg: &Leg, has: &impl Fn(Field) -> bool) -> Leg {
    if has(Field::MigrationStatus) {
        return leg.clone();
    }
    let migration = Leg {
        documents: None,
        status_on_entry: None,
        status_later: None,
        facilitated_for_payment: None,
        ..leg.clone()
    };
    Leg { endangered: None, ..migration }
}

/// The facts that are recorded, for our own JSON; `None` when there are none.
pub(super) fn facts_of(row: &Row) -> Option<BTreeMap<&'static str, bool>> {
    let said = row.facts.recorded().filter_map(|(fact, truth)| Some((fact.id(), truth.0?)));
    Some(said.collect::<BTreeMap<_, _>>()).filter(|facts| !facts.is_empty())
}

/// A record, cut down already, as comma-separated text of the standard.
pub(super) fn text(row: &Row) -> Option<String> {
    let mut bytes = Vec::new();
    write(&[(1, row.clone())], &mut bytes, Form::Standard).ok()?;
    String::from_utf8(bytes).ok()
}
