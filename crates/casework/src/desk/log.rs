//! The audit log as the data protection officer reads it. How it is chained and checked is in [`crate::store::audit`].

use super::{Desk, Person};
use crate::CaseworkError;
use crate::id::Id;
use crate::moment::Moment;
use crate::permission::{Action, Resource, require};
use crate::store::audit::{self, AuditRow, Verdict};
use crate::store::rows::{Row, Values};
use serde::Serialize;

/// The most entries of one page.
pub const MOST_ENTRIES: u32 = 500;

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AuditEntry {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: Moment,
    /// Who: such as `user:` with an identifier, `partner:` with one, `reporter`, `server`.
    pub actor: String,
    /// The same as the name that a user signs in with, or a partner's name, where it is one of them.
    pub name: Option<String>,
    /// What was done.
    pub action: String,
    /// To what.
    pub object: String,
    /// How it went.
    pub outcome: String,
}

/// A page of the audit log.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AuditPage {
    /// The entries, the newest first.
    pub rows: Vec<AuditEntry>,
    /// What to ask for to get the page after this one, if there is one.
    pub next: Option<i64>,
}

impl Desk {
    /// A page of the audit log: the newest entries, or those before an entry. That it was read is in the log as well.
    ///
    /// # Errors
    /// [`CaseworkError::Forbidden`], or the database fails.
    pub async fn audit_page(
        &self,
        person: &Person,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, CaseworkError> {
        require(person.role, Action::Read, Resource::Audit)?;
        let limit = limit.clamp(1, MOST_ENTRIES);
        let values = Values::new().and(&person.tenant.id).and(&before.unwrap_or(i64::MAX)).and(&i64::from(limit + 1));
        let mut rows =
            AuditRow::all(self.store.reader(), "WHERE tenant = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3", values)
                .await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| row.seq);
        let logins = self.logins(person).await?;
        let partners = self.partner_names(person.tenant.id).await?;
        self.log(person, "audit.read", "audit").await?;
        let name = |actor: &str| {
            let (kind, id) = actor.split_once(':')?;
            let id: Id = id.parse().ok()?;
            match kind {
                "user" => logins.get(&id).cloned(),
                "partner" => partners.get(&id).cloned(),
                _ => None,
            }
        };
        let entry = |row: AuditRow| AuditEntry {
            seq: row.seq,
            at: row.at,
            name: name(&row.actor),
            actor: row.actor,
            action: row.action,
            object: row.object,
            outcome: row.outcome,
        };
        Ok(AuditPage { rows: rows.into_iter().map(entry).collect(), next })
    }

    /// Checks that the audit log of the organisation is as it was written.
    ///
    /// # Errors
    /// When it cannot be read; a log that was changed is no error but a [`Verdict`].
    pub async fn verify_audit(&self, person: &Person) -> Result<Verdict, CaseworkError> {
        require(person.role, Action::Read, Resource::Audit)?;
        let verdict = audit::verify(&self.store, person.tenant.id).await?;
        self.log(person, "audit.verify", "audit").await?;
        Ok(verdict)
    }
}
