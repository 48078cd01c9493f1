//! Who said what, and when: statements are only added, and what is taken back stays beside its retraction.

use crate::CaseworkError;
use crate::desk::keyring::Keyring;
use crate::desk::{Desk, Person};
use crate::id::Id;
use crate::incident::DatedAssertion;
use crate::moment::Moment;
use crate::permission::{Action, Resource, require};
use crate::store::audit;
use crate::store::rows::{AssertionRow, Row, SealedRow};
use crate::vault::Compartment;
use sqlx::AnyConnection;

/// A statement to be written down, or the retraction of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// What it is about: a fact of the vocabulary, or a status.
    pub fact: String,
    /// Whether it holds; nothing where something is taken back.
    pub truth: Option<bool>,
    /// Who says so: a kind of source, never the name of a person at risk. Empty means the person who writes it down.
    pub said_by: String,
    /// The time it is true of.
    pub period: Option<String>,
    /// The statement that it takes back.
    pub retracts: Option<Id>,
}

impl Desk {
    /// Writes down who said what. Gives the statement.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] when it names no fact, says nothing, or takes back what is not there.
    pub async fn assert(&self, person: &Person, incident: Id, statement: Statement) -> Result<Id, CaseworkError> {
        require(person.role, Action::Update, Resource::Incident)?;
        let row = self.incident_row(person, incident).await?;
        let ring =
            self.keyring_for_writing(person, row.report_id, &[Compartment::Narrative], Resource::Incident).await?;
        let mut known = self.load_incident(row, &ring).await?;
        let now = self.now();
        let mut statement = statement;
        if let Some(target) =
            statement.retracts.and_then(|target| known.assertions.all().iter().find(|one| one.id == target))
        {
            // Whoever takes a statement back need not repeat it.
            if statement.fact.is_empty() {
                statement.fact.clone_from(&target.fact);
            }
            if statement.said_by.trim().is_empty() {
                statement.said_by.clone_from(&target.said_by);
            }
        }
        let said = dated(statement, &person.login, now);
        known.assertions.push(said.clone()).map_err(|error| CaseworkError::invalid("statement", error))?;
        let id = said.id;
        let new = new_assertion(&ring, person.tenant.id, incident, &said, &format!("user:{}", person.id))?;
        let event = self.event(person, "incident.assert", format!("incident:{incident}"));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    insert_assertion(conn, new).await?;
                    audit::append(conn, &event).await?;
                    Ok(id)
                })
            })
            .await
    }
}

/// A statement as it is kept.
pub(crate) fn dated(statement: Statement, by: &str, now: Moment) -> DatedAssertion {
    let said_by = if statement.said_by.trim().is_empty() { by.to_owned() } else { statement.said_by.trim().to_owned() };
    DatedAssertion {
        id: Id::random(&mut Desk::rng()),
        fact: statement.fact,
        truth: statement.truth,
        said_by,
        made_at: now,
        period: statement.period.filter(|period| !period.trim().is_empty()),
        retracts: statement.retracts,
    }
}

/// The rows of a statement; its number is given when it is written.
pub(crate) fn new_assertion(
    ring: &Keyring,
    tenant: Id,
    incident: Id,
    said: &DatedAssertion,
    made_by: &str,
) -> Result<(AssertionRow, SealedRow), CaseworkError> {
    let sealed = ring.seal(Compartment::Narrative, "assertions", said.id, "content", said)?;
    let (id, made_at) = (said.id, said.made_at);
    Ok((AssertionRow { id, tenant, incident_id: incident, seq: 0, made_by: made_by.to_owned(), made_at }, sealed))
}

/// The number of what is written next about an incident, by a statement that says which list it is for.
pub(crate) async fn next_seq(
    conn: &mut AnyConnection,
    statement: &'static str,
    incident: Id,
) -> Result<i64, CaseworkError> {
    Ok(sqlx::query_scalar(statement).bind(incident).fetch_one(conn).await?)
}

/// Writes a statement behind the others.
pub(crate) async fn insert_assertion(
    conn: &mut AnyConnection,
    (mut row, sealed): (AssertionRow, SealedRow),
) -> Result<(), CaseworkError> {
    row.seq =
        next_seq(conn, "SELECT COALESCE(MAX(seq), 0) + 1 FROM assertions WHERE incident_id = $1", row.incident_id)
            .await?;
    row.insert(conn).await?;
    sealed.insert(conn).await?;
    Ok(())
}
