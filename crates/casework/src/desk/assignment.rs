//! The keys of a report that somebody gets with its case, and loses with it.

use super::users::still_active;
use super::{Desk, Person};
use crate::CaseworkError;
use crate::id::Id;
use crate::permission::Resource;
use crate::store::rows::WrapRow;
use sqlx::AnyConnection;

/// Every key of a report, wrapped for whoever gets the case.
pub(crate) struct Assignment {
    user: Id,
    wraps: Vec<WrapRow>,
    /// How many keys the report had when they were wrapped.
    keys: i64,
}

impl Desk {
    /// Every key of a report for whoever gets its case.
    pub(crate) async fn assignment(
        &self,
        person: &Person,
        report: Id,
        user: Option<Id>,
    ) -> Result<Option<Assignment>, CaseworkError> {
        let Some(user) = user else { return Ok(None) };
        let (role, _) = self.active_user(person, user).await?;
        if role.reads().is_empty() {
            return Err(CaseworkError::refused(format!("{role} reads no reports: give the case to a caseworker")));
        }
        let keys = count_keys(&mut *self.store.reader().acquire().await?, person.tenant.id, report).await?;
        let wraps = self.wraps_for(person, report, user, None, Resource::Report).await?;
        Ok(Some(Assignment { user, wraps, keys }))
    }
}

async fn count_keys(conn: &mut AnyConnection, tenant: Id, report: Id) -> Result<i64, CaseworkError> {
    let (count,): (i64,) =
        sqlx::query_as("SELECT CAST(COUNT(*) AS BIGINT) FROM compartment_keys WHERE tenant = $1 AND owner = $2 AND shredded_at IS NULL")
            .bind(tenant)
            .bind(report)
            .fetch_one(conn)
            .await?;
    Ok(count)
}

/// Writes the keys of an assignment.
pub(crate) async fn give(
    conn: &mut AnyConnection,
    tenant: Id,
    report: Id,
    assignment: Assignment,
) -> Result<(), CaseworkError> {
    still_active(conn, tenant, assignment.user).await?;
    // A key that was made since was not wrapped for them.
    if count_keys(conn, tenant, report).await? != assignment.keys {
        return Err(CaseworkError::refused("somebody wrote into this report at this moment; assign it again"));
    }
    insert_wraps(conn, &assignment.wraps).await
}

/// Gives keys. One that somebody holds for a time is prolonged, and one that they hold for good stays as it is.
pub(crate) async fn insert_wraps(conn: &mut AnyConnection, wraps: &[WrapRow]) -> Result<(), CaseworkError> {
    for wrap in wraps {
        sqlx::query(
            "INSERT INTO wraps (key_id, recipient, wrapped, granted_by, granted_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (key_id, recipient) DO UPDATE SET wrapped = excluded.wrapped, granted_by = excluded.granted_by, \
             granted_at = excluded.granted_at, expires_at = excluded.expires_at \
             WHERE wraps.expires_at IS NOT NULL AND (excluded.expires_at IS NULL OR excluded.expires_at > wraps.expires_at)",
        )
        .bind(wrap.key_id)
        .bind(wrap.recipient)
        .bind(wrap.wrapped.clone())
        .bind(wrap.granted_by.clone())
        .bind(wrap.granted_at)
        .bind(wrap.expires_at)
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Takes the keys of a report from somebody, unless another open case of it is theirs. What they got for a time in an emergency ends
/// by itself.
pub(crate) async fn take_away(conn: &mut AnyConnection, tenant: Id, report: Id, user: Id) -> Result<(), CaseworkError> {
    sqlx::query(
        "DELETE FROM wraps WHERE recipient = $1 AND expires_at IS NULL \
         AND key_id IN (SELECT id FROM compartment_keys WHERE tenant = $2 AND owner = $3) \
         AND NOT EXISTS (SELECT 1 FROM cases WHERE tenant = $2 AND report_id = $3 AND assignee = $1 AND state = 'open')",
    )
    .bind(user)
    .bind(tenant)
    .bind(report)
    .execute(conn)
    .await?;
    Ok(())
}
