//! When a report ends: its keys are destroyed, then what they sealed; a row without anything of a person stays for the statistics.
//!
//! The wraps are what opens a key, so deleting them makes everything that the key sealed unreadable at once. What a copy made before
//! (a backup, an image of the disk) holds is not reached: how long backups are kept is part of the promise.

use super::audit::{self, Event};
use super::row::{Row, Values};
use super::rows::ReportRow;
use super::{Store, StoreError};
use crate::CaseworkError;
use crate::id::Id;
use crate::moment::Moment;
use sqlx::AnyConnection;

/// What was shredded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shredded {
    /// How many reports.
    pub reports: u64,
    /// How many keys.
    pub keys: u64,
    /// How many sealed fields and files.
    pub sealed: u64,
}

impl Shredded {
    fn add(&mut self, other: Shredded) {
        self.reports += other.reports;
        self.keys += other.keys;
        self.sealed += other.sealed;
    }
}

/// How many reports share a write: others want to write, too.
const TOGETHER: i64 = 20;

/// Shreds every report whose time has come, and ends sessions and grants whose time has. If it fails half-way, what was shredded
/// stays so, and the next run does the rest.
///
/// # Errors
/// When the database fails.
pub async fn expire(store: &Store, now: Moment) -> Result<Shredded, CaseworkError> {
    let mut all = Shredded::default();
    loop {
        let some = store.write(move |conn| Box::pin(expire_some(conn, now))).await?;
        if some.reports == 0 {
            break;
        }
        all.add(some);
    }
    store
        .write(move |conn| {
            Box::pin(async move {
                for text in ["DELETE FROM sessions WHERE expires_at <= $1", "DELETE FROM wraps WHERE expires_at <= $1"]
                {
                    sqlx::query(text).bind(now).execute(&mut *conn).await?;
                }
                Ok(())
            })
        })
        .await?;
    if all.reports > 0 {
        store.compact().await?;
    }
    Ok(all)
}

async fn expire_some(conn: &mut AnyConnection, now: Moment) -> Result<Shredded, CaseworkError> {
    let values = Values::new().and(&now).and(&TOGETHER);
    let due = "WHERE expires_at <= $1 AND state <> 'expired' ORDER BY expires_at LIMIT $2";
    let mut all = Shredded::default();
    for report in ReportRow::all(&mut *conn, due, values).await? {
        all.add(shred(conn, &report, now, "server", "report_expired").await?);
    }
    Ok(all)
}

/// Shreds one report, because somebody asked for it.
///
/// # Errors
/// [`StoreError::Missing`] when the organisation has no such report.
pub async fn erase(
    store: &Store,
    tenant: Id,
    report: Id,
    actor: String,
    now: Moment,
) -> Result<Shredded, CaseworkError> {
    let shredded = store
        .write(move |conn| {
            Box::pin(async move {
                let values = Values::new().and(&tenant).and(&report);
                let row = ReportRow::one(&mut *conn, "WHERE tenant = $1 AND id = $2", values).await?;
                let row = row.ok_or(StoreError::Missing { table: ReportRow::TABLE })?;
                Ok(shred(conn, &row, now, &actor, "report_erased").await?)
            })
        })
        .await?;
    store.compact().await?;
    Ok(shredded)
}

/// The keys of a report and of its cases.
macro_rules! keys_of {
    () => {
        "SELECT id FROM compartment_keys WHERE tenant = $1
         AND (owner = $2 OR owner IN (SELECT id FROM cases WHERE tenant = $1 AND report_id = $2))"
    };
}

/// Deletes what opens, then what was sealed.
const SEALED: [&str; 2] = [
    concat!("DELETE FROM sealed WHERE tenant = $1 AND (row_id = $2 OR key_id IN (", keys_of!(), "))"),
    concat!("DELETE FROM attachments WHERE tenant = $1 AND (report_id = $2 OR key_id IN (", keys_of!(), "))"),
];

/// Deletes rows that say when somebody wrote, and unlinks what was only needed to work on the report.
const SCRUBBED: [&str; 9] = [
    "DELETE FROM messages WHERE tenant = $1 AND report_id = $2",
    "DELETE FROM notes WHERE tenant = $1 AND report_id = $2",
    "DELETE FROM tasks WHERE tenant = $1 AND report_id = $2",
    "DELETE FROM likenesses WHERE tenant = $1 AND (first_report = $2 OR second_report = $2)",
    // The words of partners are sealed to the organisation's key, what waits for the courier to the partner's: both keys live on.
    "DELETE FROM sealed WHERE tenant = $1 AND table_name IN ('referral_notes', 'arrival_notes') AND row_id IN \
     (SELECT id FROM referrals WHERE tenant = $1 AND report_id = $2 UNION SELECT id FROM arrivals WHERE tenant = $1 AND report_id = $2)",
    "DELETE FROM outbox WHERE tenant = $1 AND state <> 'delivered' AND kind IN ('package', 'note') AND subject IN \
     (SELECT id FROM referrals WHERE tenant = $1 AND report_id = $2 UNION SELECT id FROM arrivals WHERE tenant = $1 AND report_id = $2)",
    "UPDATE referrals SET package = NULL, version = version + 1 WHERE tenant = $1 AND report_id = $2 AND package IS NOT NULL",
    "UPDATE cases SET state = 'closed', assignee = NULL, version = version + 1 WHERE tenant = $1 AND report_id = $2",
    "UPDATE submissions SET client_id = id, state = 'expired' WHERE tenant = $1 AND report_id = $2",
];

async fn shred(
    conn: &mut AnyConnection,
    report: &ReportRow,
    now: Moment,
    actor: &str,
    action: &'static str,
) -> Result<Shredded, StoreError> {
    let (tenant, id) = (report.tenant, report.id);
    let bound = |text: &'static str| sqlx::query(text).bind(tenant).bind(id);
    // What is wrapped to the report is wrapped to its reporter.
    bound(concat!("DELETE FROM wraps WHERE key_id IN (", keys_of!(), ") OR recipient = $2"))
        .execute(&mut *conn)
        .await?;
    let keys = sqlx::query(concat!(
        "UPDATE compartment_keys SET shredded_at = $3 WHERE shredded_at IS NULL AND id IN (",
        keys_of!(),
        ")"
    ))
    .bind(tenant)
    .bind(id)
    .bind(now)
    .execute(&mut *conn)
    .await?
    .rows_affected();
    let mut sealed = 0;
    for text in SEALED {
        sealed += bound(text).execute(&mut *conn).await?.rows_affected();
    }
    for text in SCRUBBED {
        bound(text).execute(&mut *conn).await?;
    }
    // The package that the report was made of was sealed to the organisation's key, which lives on.
    sqlx::query("UPDATE arrivals SET package = $3, version = version + 1 WHERE tenant = $1 AND report_id = $2")
        .bind(tenant)
        .bind(id)
        .bind(Vec::<u8>::new())
        .execute(&mut *conn)
        .await?;
    sqlx::query(
        "UPDATE reports SET state = 'expired', receipt_lookup = NULL, reporter_public = NULL, claimed_by = NULL, claimed_until = NULL,
         bundle = NULL, unread = 0, received_at = $3, version = version + 1 WHERE tenant = $1 AND id = $2",
    )
    .bind(tenant)
    .bind(id)
    .bind(report.received_at.day())
    .execute(&mut *conn)
    .await?;
    let event =
        Event { tenant, at: now, actor: actor.to_owned(), action, object: format!("report:{id}"), outcome: "done" };
    audit::append(conn, &event).await?;
    Ok(Shredded { reports: 1, keys, sealed })
}
