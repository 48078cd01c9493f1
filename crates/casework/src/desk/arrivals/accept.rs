//! What a package becomes when it is accepted: a report of the channel "partner", an incident with its statements, and a case.
//!
//! Everything is sealed under new keys for the triage team, as a report that came through the form is. What the package says has its place
//! in the compartment that it had at home.

use super::Parcel;
use crate::CaseworkError;
use crate::desk::incidents::{NewIncident, insert_assertion, new_assertion, new_incident};
use crate::desk::keyring::{Grant, Keyring, new_compartment};
use crate::desk::queue::ReportState;
use crate::desk::{Desk, Person};
use crate::form::{Channel, NARRATIVE_LIMIT, Online, ReportForm, SafeContact, Say, TEXT_LIMIT};
use crate::id::Id;
use crate::incident::{AgeSaid, Assertions, Assessment, DatedAssertion, TwoQuestions};
use crate::indicator::Indicator;
use crate::moment::Moment;
use crate::package::Package;
use crate::partner::Field;
use crate::store::rows::{AssertionRow, CaseRow, KeyRow, NoteRow, ReportRow, Row, SealedRow, WrapRow};
use crate::triage::Route;
use crate::vault::Compartment;
use serde_json::{Map, Value};
use sqlx::AnyConnection;
use std::collections::BTreeMap;

/// Everything that is written when a package is accepted.
pub(super) struct Accepted {
    pub report: ReportRow,
    pub case: CaseRow,
    keys: Vec<KeyRow>,
    wraps: Vec<WrapRow>,
    sealed: Vec<SealedRow>,
    incident: NewIncident,
    statements: Vec<(AssertionRow, SealedRow)>,
    note: NoteRow,
}

impl Accepted {
    /// Writes it.
    pub async fn insert(self, conn: &mut AnyConnection) -> Result<(), CaseworkError> {
        self.report.insert(conn).await?;
        for key in &self.keys {
            key.insert(conn).await?;
        }
        for wrap in &self.wraps {
            wrap.insert(conn).await?;
        }
        self.incident.row.insert(conn).await?;
        for sealed in self.sealed.iter().chain(&self.incident.sealed) {
            sealed.insert(conn).await?;
        }
        for statement in self.statements {
            insert_assertion(conn, statement).await?;
        }
        self.note.insert(conn).await?;
        self.case.insert(conn).await?;
        Ok(())
    }
}

/// Makes a report, an incident and a case of a package.
pub(super) async fn accept(
    desk: &Desk,
    person: &Person,
    parcel: &Parcel,
    words: &str,
    now: Moment,
) -> Result<Accepted, CaseworkError> {
    let package = &parcel.opened.package;
    let sender = parcel.partner.row.name.as_str();
    let tenant = person.tenant.id;
    let id = Id::random(&mut Desk::rng());
    let form = form_of(package, sender);
    form.check().map_err(|error| CaseworkError::invalid("package", error))?;
    let mut report = desk.report_row(
        &person.tenant,
        id,
        &form,
        Channel::Partner,
        &person.language,
        ReportState::Triaged.name(),
        now,
    );
    // The agreement says how long it may be kept; work on it makes that longer, and a task says when it is to go.
    report.expires_at = report.expires_at.min(package.delete_by).max(now.plus(crate::moment::DAY));

    let mut parts: BTreeMap<Compartment, Map<String, Value>> = BTreeMap::new();
    for compartment in [Compartment::Narrative, Compartment::Location, Compartment::StaffNotes] {
        parts.entry(compartment).or_default();
    }
    for (compartment, field, value) in form.parts() {
        parts.entry(compartment).or_default().insert(field.to_owned(), value);
    }
    let (team, public) = desk.triage_key(&person.tenant).await?;
    let grants = [Grant { recipient: team, public: &public, expires_at: None }];
    let (mut keys, mut wraps, mut made) = (Vec::new(), Vec::new(), Vec::new());
    for compartment in parts.keys() {
        let new = new_compartment(tenant, id, *compartment, &grants, &person.id.to_string(), now)?;
        keys.push(new.row);
        wraps.extend(new.wraps);
        made.push((*compartment, new.id, new.key));
    }
    let ring = Keyring::fresh(tenant, made);
    let mut sealed = Vec::new();
    for (compartment, fields) in parts.iter().filter(|(_, fields)| !fields.is_empty()) {
        sealed.push(ring.seal(*compartment, "reports", id, compartment.label(), fields)?);
    }
    let incident = new_incident(&ring, tenant, id, &assessment_of(package, &form, sender), now)?;
    let (statements, unread) = statements_of(package, sender);
    let by = format!("partner:{}", parcel.partner.row.id);
    let statements = statements
        .iter()
        .map(|said| new_assertion(&ring, tenant, incident.row.id, said, &by))
        .collect::<Result<Vec<_>, _>>()?;
    let mut text = format!("Referred by {sender} ({}).", package.route.label());
    if !words.is_empty() {
        text.push_str(&format!(" Accepted: {words}"));
    }
    if unread > 0 {
        text.push_str(&format!(
            " {unread} statements of the package were not understood here; they are in the package."
        ));
    }
    let note = NoteRow { id: Id::random(&mut Desk::rng()), tenant, report_id: id, author: person.id, written_at: now };
    sealed.push(ring.seal(Compartment::StaffNotes, "notes", note.id, "text", &text)?);
    let case = CaseRow {
        id: Id::random(&mut Desk::rng()),
        tenant,
        report_id: id,
        state: "open".to_owned(),
        assignee: None,
        opened_at: now,
        closed_at: None,
        version: 1,
    };
    Ok(Accepted { report, case, keys, wraps, sealed, incident, statements, note })
}

/// What a package says, as a report says it. What has no question of its own there stands with what belongs to it.
fn form_of(package: &Package, sender: &str) -> ReportForm {
    let value = |field: Field| package.fields.get(&field);
    let said = |field: Field| value(field).and_then(Value::as_str).unwrap_or_default();
    let answer = |field: Field| said(field).parse().unwrap_or(Say::Unknown);
    let what = lines(package, &[(Field::Narrative, ""), (Field::Summary, "Summary: ")], NARRATIVE_LIMIT);
    let from_reporter = value(Field::Reporter).and_then(|reporter| reporter.get("contact"));
    let contact = value(Field::SafeContact).or(from_reporter);
    let contact: SafeContact =
        contact.and_then(|contact| serde_json::from_value(contact.clone()).ok()).unwrap_or_default();
    let reachable = !contact.is_empty();
    ReportForm {
        what: if what.is_empty() {
            format!("A referral by {sender} without a narrative; see the package.")
        } else {
            what
        },
        class: None,
        danger_now: answer(Field::Danger),
        child: match said(Field::AgeGroup).parse().unwrap_or(AgeSaid::Unknown) {
            AgeSaid::Child => Say::Yes,
            AgeSaid::Adult => Say::No,
            AgeSaid::Disputed | AgeSaid::Unknown => Say::Unknown,
        },
        ongoing: answer(Field::Ongoing),
        online: said(Field::Online).parse().unwrap_or(Online::Unknown),
        place_text: lines(package, &[(Field::Where, ""), (Field::Journey, "Journey: ")], TEXT_LIMIT),
        country: value(Field::Country).and_then(Value::as_str).map(str::to_owned),
        when_text: lines(package, &[(Field::When, ""), (Field::Period, "Dated: ")], TEXT_LIMIT),
        who_text: lines(
            package,
            &[
                (Field::VictimIdentity, ""),
                (Field::Gender, "Gender: "),
                (Field::Nationality, "Nationality: "),
                (Field::MigrationStatus, "Migration status: "),
                (Field::Safety, "Safety: "),
            ],
            TEXT_LIMIT,
        ),
        may_contact: if reachable { Say::Yes } else { Say::Unknown },
        contact,
        indicators: value(Field::Indicators)
            .and_then(|found| serde_json::from_value::<Vec<Indicator>>(found.clone()).ok())
            .unwrap_or_default(),
        relation: "professional".to_owned(),
    }
}

/// Fields as lines of text, cut off where an answer ends; the package itself is kept whole.
fn lines(package: &Package, fields: &[(Field, &str)], most: usize) -> String {
    let mut all = Vec::new();
    for (field, before) in fields {
        match package.fields.get(field) {
            Some(Value::String(text)) => all.push(format!("{before}{}", text.trim())),
            Some(value) if !value.is_null() => all.push(format!("{before}{value}")),
            _ => {}
        }
    }
    let text: String = all.join("\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    if text.chars().count() <= most {
        return text;
    }
    const MORE: &str = " … (more in the package)";
    text.chars().take(most - MORE.chars().count()).chain(MORE.chars()).collect()
}

/// The first assessment: what the sender answered, for the staff here to answer anew.
fn assessment_of(package: &Package, form: &ReportForm, sender: &str) -> Assessment {
    let asked = |question: &str, route: Route| {
        let answers = package.fields.get(&Field::Questions);
        let answer = answers
            .and_then(|answers| answers.get(question))
            .and_then(Value::as_str)
            .and_then(|text| text.parse().ok());
        // Whoever refers for something thinks that it may be so.
        answer.unwrap_or(if package.route == route { Say::Yes } else { Say::Unknown })
    };
    let reason = format!("As {sender} answered it in the referral.");
    let age = package.fields.get(&Field::AgeGroup).and_then(Value::as_str).and_then(|text| text.parse().ok());
    Assessment {
        questions: TwoQuestions {
            crime: asked("crime", Route::Police),
            crime_reason: reason.clone(),
            protection: asked("protection", Route::Protection),
            protection_reason: reason,
        },
        age: age.unwrap_or_default(),
        ..Assessment::proposed(form)
    }
}

/// The statements of a package, with the sender before who said each, and how many were not understood. Their identifiers are new here, so
/// that two organisations on one server do not share any.
fn statements_of(package: &Package, sender: &str) -> (Vec<DatedAssertion>, usize) {
    let mut rng = Desk::rng();
    let items = package.fields.get(&Field::Assertions).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut kept = Assertions::default();
    let mut known: BTreeMap<Id, Id> = BTreeMap::new();
    let mut unread = 0;
    for item in items {
        let Ok(said) = serde_json::from_value::<DatedAssertion>(item) else {
            unread += 1;
            continue;
        };
        let id = Id::random(&mut rng);
        known.insert(said.id, id);
        let retracts = match said.retracts {
            Some(target) => match known.get(&target) {
                Some(target) => Some(*target),
                None => {
                    unread += 1;
                    continue;
                }
            },
            None => None,
        };
        let said_by: String = format!("{sender}: {}", said.said_by).chars().take(200).collect();
        if kept.push(DatedAssertion { id, said_by, retracts, ..said }).is_err() {
            unread += 1;
        }
    }
    if kept.all().is_empty() {
        let facts = package.fields.get(&Field::Facts).and_then(Value::as_object);
        for (fact, truth) in facts.into_iter().flatten() {
            let said = DatedAssertion {
                id: Id::random(&mut rng),
                fact: fact.clone(),
                truth: truth.as_bool(),
                said_by: sender.chars().take(200).collect(),
                made_at: package.made_at,
                period: None,
                retracts: None,
            };
            if kept.push(said).is_err() {
                unread += 1;
            }
        }
    }
    (kept.all().to_vec(), unread)
}
