//! Incidents of a report: the assessment with its two questions, who said what and when, and what the definitions make of it.
//!
//! Nothing earlier is lost: every version of an assessment is kept, statements are only added. What the person decided about passing it on
//! is in [`consents`](super::consents), where it goes in [`referrals`](super::referrals).

mod statements;

pub use self::statements::Statement;
pub(crate) use self::statements::{insert_assertion, new_assertion, next_seq};

use super::consents::named;
use super::keyring::Keyring;
use super::queue::group;
use super::report::{ReferralSummary, check_words, referral_summary};
use super::{Desk, Person};
use crate::CaseworkError;
use crate::basis::{ConsentHistory, ConsentRecord};
use crate::id::Id;
use crate::incident::{AgeSaid, Assertions, Assessment, DatedAssertion, Finding, finding, identify_facts, with_age};
use crate::moment::{DAY, Moment};
use crate::permission::{Action, Resource, require};
use crate::store::rows::{AssertionRow, IncidentRow, Owned, ReferralRow, Row, SealedRow, Values, Versioned};
use crate::store::{StoreError, audit};
use crate::triage::Destination;
use crate::vault::Compartment;
use serde::Serialize;
use sqlx::AnyConnection;
use std::collections::BTreeMap;
use turnstone_model::vocabulary::PersonFact;
use turnstone_model::{Fact, Facts};

/// An incident as the person may see it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct IncidentView {
    /// The incident.
    pub id: Id,
    /// The version to change.
    pub version: i64,
    /// The report.
    pub report: Id,
    /// open or assessed.
    pub state: String,
    /// When it was opened.
    pub created: Moment,
    /// The assessment that stands.
    pub assessment: Assessment,
    /// The ones before it, the first first.
    pub earlier: Vec<Assessment>,
    /// The age as it counts, from the assessment and the statements together.
    pub age: AgeSaid,
    /// Every statement, in the order they were written down.
    pub statements: Vec<StatementView>,
    /// Every decision about passing it on, the first first.
    pub consents: Vec<ConsentRecord>,
    /// Where it could go, with reasons.
    pub destinations: Vec<Destination>,
    /// Where it went.
    pub referrals: Vec<ReferralSummary>,
}

/// A statement with what became of it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct StatementView {
    /// The statement.
    pub said: DatedAssertion,
    /// Whether it stands.
    pub stands: bool,
    /// Whether it was taken back by name.
    pub taken_back: bool,
    /// Who wrote it down.
    pub recorded_by: String,
}

/// What of an incident opens with a keyring.
pub(crate) struct Loaded {
    pub row: IncidentRow,
    pub assessments: Vec<Assessment>,
    pub assertions: Assertions,
    pub rows: Vec<AssertionRow>,
    pub consents: ConsentHistory,
}

impl Loaded {
    /// The assessment that stands.
    pub fn assessment(&self) -> Assessment {
        self.assessments.last().cloned().unwrap_or_default()
    }

    /// The facts that stand, with the age.
    pub fn facts(&self) -> Facts {
        with_age(&identify_facts(&self.assertions), self.assessment().age)
    }

    /// The age as it counts: where the assessment and a statement contradict each other, it is disputed.
    pub fn age(&self) -> AgeSaid {
        let facts = self.facts();
        let (disputed, child) = (facts.get(Fact::Person(PersonFact::AgeDisputed)), facts.get(Fact::CHILD));
        if disputed.is_yes() {
            AgeSaid::Disputed
        } else if child.is_yes() {
            AgeSaid::Child
        } else if child.is_no() {
            AgeSaid::Adult
        } else {
            AgeSaid::Unknown
        }
    }
}

/// Incident and assessment before they are written.
pub(crate) struct NewIncident {
    pub row: IncidentRow,
    pub sealed: Vec<SealedRow>,
}

impl Desk {
    /// Opens an incident of a report with its first assessment. The report counts as triaged from then on.
    ///
    /// When it fails there is no incident.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] when an answer or its reason is missing; [`CaseworkError::Refused`] when the report is closed.
    pub async fn open_incident(
        &self,
        person: &Person,
        report: Id,
        assessment: Assessment,
    ) -> Result<Id, CaseworkError> {
        require(person.role, Action::Create, Resource::Incident)?;
        self.report_row_of(person, report).await?;
        let ring = self.keyring_for_writing(person, report, &COMPARTMENTS, Resource::Report).await?;
        let (tenant, now) = (person.tenant.id, self.now());
        let new = new_incident(&ring, tenant, report, &assessment, now)?;
        let id = new.row.id;
        let event = self.event(person, "incident.open", format!("incident:{id}"));
        let until = now.plus(person.tenant.retention_days * DAY);
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    mark_triaged(conn, tenant, report, until).await?;
                    new.row.insert(conn).await?;
                    for sealed in &new.sealed {
                        sealed.insert(conn).await?;
                    }
                    audit::append(conn, &event).await?;
                    Ok(id)
                })
            })
            .await
    }

    /// Assesses an incident anew. The earlier assessments stay. Gives the new version.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`] when somebody assessed it in between, [`CaseworkError::Invalid`] with the field.
    pub async fn assess(
        &self,
        person: &Person,
        incident: Id,
        version: i64,
        assessment: Assessment,
    ) -> Result<i64, CaseworkError> {
        require(person.role, Action::Update, Resource::Incident)?;
        let mut row = self.incident_row(person, incident).await?;
        let ring = self.keyring_for_writing(person, row.report_id, &COMPARTMENTS, Resource::Incident).await?;
        if row.version != version {
            return Err(CaseworkError::Conflict { what: Resource::Incident, seen: version, now: row.version });
        }
        let sealed = seal_assessment(&ring, incident, version + 1, &assessment)?;
        clear_columns(&mut row, &assessment);
        let event = self.event(person, "incident.assess", format!("incident:{incident}"));
        let until = self.now().plus(person.tenant.retention_days * DAY);
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    mark_triaged(conn, row.tenant, row.report_id, until).await?;
                    row.update(conn).await?;
                    for sealed in &sealed {
                        sealed.insert(conn).await?;
                    }
                    audit::append(conn, &event).await?;
                    Ok(row.version)
                })
            })
            .await
    }

    /// An incident. That somebody read it is in the audit log before they see it.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is none, it is another organisation's, or nothing of its report was given to the person.
    pub async fn incident(&self, person: &Person, id: Id) -> Result<IncidentView, CaseworkError> {
        require(person.role, Action::Read, Resource::Incident)?;
        let row = self.incident_row(person, id).await?;
        let ring = self.keyring(person, row.report_id, Resource::Incident).await?;
        self.log(person, "incident.read", format!("incident:{id}")).await?;
        let loaded = self.load_incident(row, &ring).await?;
        let logins = self.logins(person).await?;
        let values = Values::new().and(&person.tenant.id).and(&id);
        let referrals = ReferralRow::all(
            self.store.reader(),
            "WHERE tenant = $1 AND incident_id = $2 ORDER BY created_at, id",
            values,
        )
        .await?;
        let partners = self.partner_names(person.tenant.id).await?;
        let standing: Vec<Id> = loaded.assertions.standing().iter().map(|one| one.id).collect();
        let by: BTreeMap<Id, &str> = loaded.rows.iter().map(|row| (row.id, row.made_by.as_str())).collect();
        let statements = loaded.assertions.all().iter().map(|one| StatementView {
            said: one.clone(),
            stands: standing.contains(&one.id),
            taken_back: loaded.assertions.is_retracted(one.id),
            recorded_by: actor_name(by.get(&one.id).copied().unwrap_or_default(), &logins, &partners),
        });
        let mut facts = loaded.assessment().facts();
        facts.age = loaded.age();
        Ok(IncidentView {
            id,
            version: loaded.row.version,
            report: loaded.row.report_id,
            state: loaded.row.state.clone(),
            created: loaded.row.created_at,
            assessment: loaded.assessment(),
            age: loaded.age(),
            statements: statements.collect(),
            consents: loaded.consents.records().iter().map(|record| named(record.clone(), &logins)).collect(),
            destinations: self.triage.destinations(&facts),
            referrals: referrals.iter().map(|row| referral_summary(row, &partners)).collect(),
            earlier: {
                let mut all = loaded.assessments;
                all.pop();
                all
            },
        })
    }

    /// What the definitions that apply at a place make of an incident: a proposal with its proof, for a person to decide.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] when there is no such profile, with those there are.
    pub async fn finding(&self, person: &Person, incident: Id, profile: &str) -> Result<Finding, CaseworkError> {
        require(person.role, Action::Read, Resource::Incident)?;
        let row = self.incident_row(person, incident).await?;
        let ring = self.keyring(person, row.report_id, Resource::Incident).await?;
        self.log(person, "incident.finding", format!("incident:{incident}")).await?;
        let loaded = self.load_incident(row, &ring).await?;
        finding(&loaded.facts(), profile).map_err(|error| CaseworkError::invalid("profile", error))
    }

    /// The row of an incident of the person's organisation.
    pub(crate) async fn incident_row(&self, person: &Person, id: Id) -> Result<IncidentRow, CaseworkError> {
        IncidentRow::by_id(self.store.reader(), person.tenant.id, id)
            .await?
            .ok_or(CaseworkError::NotFound(Resource::Incident))
    }

    /// Everything of an incident that opens.
    pub(crate) async fn load_incident(&self, row: IncidentRow, ring: &Keyring) -> Result<Loaded, CaseworkError> {
        let tenant = row.tenant;
        let sealed = self.sealed_of(tenant, "incidents", &[row.id]).await?;
        let assessments = open_assessments(ring, &sealed)?;
        let values = Values::new().and(&tenant).and(&row.id);
        let rows =
            AssertionRow::all(self.store.reader(), "WHERE tenant = $1 AND incident_id = $2 ORDER BY seq", values)
                .await?;
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        let contents = group(self.sealed_of(tenant, "assertions", &ids).await?);
        let mut assertions = Assertions::default();
        for id in &ids {
            let field = contents.get(id).and_then(|fields| fields.first());
            if let Some(field) = field
                && let Some(said) = ring.open::<DatedAssertion>(field)?
            {
                assertions.push(said).map_err(|_| StoreError::damaged("a statement"))?;
            }
        }
        let consents = self.load_consents(tenant, row.id, ring).await?;
        Ok(Loaded { row, assessments, assertions, rows, consents })
    }
}

/// What an assessment is sealed in: where it happens apart from what happened.
const COMPARTMENTS: [Compartment; 2] = [Compartment::Narrative, Compartment::Location];

/// An incident with its first assessment.
pub(crate) fn new_incident(
    ring: &Keyring,
    tenant: Id,
    report: Id,
    assessment: &Assessment,
    now: Moment,
) -> Result<NewIncident, CaseworkError> {
    let mut row = IncidentRow {
        id: Id::random(&mut Desk::rng()),
        tenant,
        report_id: report,
        crime: String::new(),
        protection: String::new(),
        age: String::new(),
        state: String::new(),
        created_at: now,
        version: 1,
    };
    clear_columns(&mut row, assessment);
    let sealed = seal_assessment(ring, row.id, 1, assessment)?;
    Ok(NewIncident { row, sealed })
}

fn clear_columns(row: &mut IncidentRow, assessment: &Assessment) {
    row.crime = assessment.questions.crime.name().to_owned();
    row.protection = assessment.questions.protection.name().to_owned();
    row.age = assessment.age.name().to_owned();
    row.state = if assessment.questions.are_answered() { "assessed" } else { "open" }.to_owned();
}

fn seal_assessment(
    ring: &Keyring,
    incident: Id,
    version: i64,
    given: &Assessment,
) -> Result<Vec<SealedRow>, CaseworkError> {
    given.check().map_err(|error| CaseworkError::invalid("assessment", error))?;
    let place = (given.place_text.clone(), given.country.clone());
    let rest = Assessment { place_text: String::new(), country: None, ..given.clone() };
    let mut sealed =
        vec![ring.seal(Compartment::Narrative, "incidents", incident, &format!("assessment.{version}"), &rest)?];
    if place != (String::new(), None) {
        sealed.push(ring.seal(Compartment::Location, "incidents", incident, &format!("place.{version}"), &place)?);
    }
    Ok(sealed)
}

fn open_assessments(ring: &Keyring, sealed: &[SealedRow]) -> Result<Vec<Assessment>, CaseworkError> {
    let mut by_version: BTreeMap<i64, Assessment> = BTreeMap::new();
    for row in sealed {
        if let Some(version) = numbered(&row.field, "assessment")
            && let Some(assessment) = ring.open(row)?
        {
            by_version.insert(version, assessment);
        }
    }
    for row in sealed {
        if let Some(assessment) = numbered(&row.field, "place").and_then(|version| by_version.get_mut(&version))
            && let Some((text, country)) = ring.open(row)?
        {
            assessment.place_text = text;
            assessment.country = country;
        }
    }
    Ok(by_version.into_values().collect())
}

/// The number of a field such as `assessment.3`.
pub(crate) fn numbered(field: &str, name: &str) -> Option<i64> {
    field.strip_prefix(name)?.strip_prefix('.')?.parse().ok()
}

/// The report was looked at: it counts as triaged and is kept as long as one that was just worked on.
async fn mark_triaged(conn: &mut AnyConnection, tenant: Id, report: Id, until: Moment) -> Result<(), CaseworkError> {
    let open = sqlx::query(
        "UPDATE reports SET version = CASE WHEN state = 'triaged' THEN version ELSE version + 1 END, state = 'triaged', \
         expires_at = CASE WHEN expires_at < $3 THEN $3 ELSE expires_at END \
         WHERE tenant = $1 AND id = $2 AND state IN ('new', 'claimed', 'triaged')",
    )
    .bind(tenant)
    .bind(report)
    .bind(until)
    .execute(conn)
    .await?;
    if open.rows_affected() == 0 {
        return Err(CaseworkError::refused("this report is closed: only an open one is assessed"));
    }
    Ok(())
}

/// A name for people of an actor such as `user:…` or `partner:…`.
pub(crate) fn actor_name(actor: &str, logins: &BTreeMap<Id, String>, partners: &BTreeMap<Id, String>) -> String {
    let (kind, id) = actor.split_once(':').unwrap_or((actor, ""));
    let names = if kind == "partner" { partners } else { logins };
    id.parse().ok().and_then(|id: Id| names.get(&id).cloned()).unwrap_or_else(|| kind.to_owned())
}

/// Words that may be left out.
pub(crate) fn check_optional(field: &'static str, words: &str) -> Result<(), CaseworkError> {
    if words.trim().is_empty() { Ok(()) } else { check_words(field, words) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_numbered_and_actors_have_names() {
        assert_eq!(numbered("assessment.12", "assessment"), Some(12));
        assert_eq!(numbered("assessment", "assessment"), None);
        assert_eq!(numbered("place.x", "place"), None);
        let names = BTreeMap::from([(Id([1; 16]), "amal".to_owned())]);
        let partners = BTreeMap::from([(Id([1; 16]), "Shelter".to_owned())]);
        assert_eq!(actor_name(&format!("user:{}", Id([1; 16])), &names, &partners), "amal");
        assert_eq!(actor_name(&format!("partner:{}", Id([1; 16])), &names, &partners), "Shelter");
        assert_eq!(actor_name("server", &names, &partners), "server");
    }
}
