//! Keeping reports: the rows of many reports with a few statements.

use super::StoreError;
use super::audit::{self, Event, Heads};
use super::row::{self, Row, Values};
use super::rows::{AttachmentRow, KeyRow, ReportRow, SealedRow, SignalRow, WrapRow};
use crate::id::Id;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row as _};
use std::collections::HashSet;

/// A report with everything that belongs to it, sealed.
#[derive(Clone, Debug)]
pub struct Intake {
    /// The report.
    pub report: ReportRow,
    /// The contact it was made with.
    pub signal: SignalRow,
    /// The keys of its compartments.
    pub keys: Vec<KeyRow>,
    /// The keys, wrapped.
    pub wraps: Vec<WrapRow>,
    /// What was said.
    pub sealed: Vec<SealedRow>,
    /// Files.
    pub attachments: Vec<AttachmentRow>,
    /// The entry of the audit log.
    pub event: Event,
}

/// What became of a report that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Whether it was not here already.
    pub fresh: bool,
    /// The report that is kept: an earlier one with the same receipt, if there was one.
    pub report: Id,
}

/// Keeps reports inside a transaction. If one of them cannot be kept, the others are: then each is tried by itself.
pub(super) async fn accept_all(
    conn: &mut AnyConnection,
    heads: &Heads,
    intakes: &[&Intake],
) -> Result<Vec<Result<Accepted, StoreError>>, StoreError> {
    if intakes.is_empty() {
        return Ok(Vec::new());
    }
    match attempt(conn, heads, intakes).await? {
        Ok(accepted) => Ok(accepted.into_iter().map(Ok).collect()),
        Err(error) if intakes.len() == 1 => Ok(vec![Err(error)]),
        Err(_) => {
            let mut results = Vec::with_capacity(intakes.len());
            for intake in intakes {
                let accepted = attempt(conn, heads, &[intake]).await?;
                results.push(accepted.and_then(|one| one.first().copied().ok_or(StoreError::Uncertain)));
            }
            Ok(results)
        }
    }
}

/// Keeps reports behind a savepoint. The outer error is one of the transaction.
async fn attempt(
    conn: &mut AnyConnection,
    heads: &Heads,
    intakes: &[&Intake],
) -> Result<Result<Vec<Accepted>, StoreError>, StoreError> {
    let mark = heads.mark();
    let mut savepoint = Connection::begin(conn).await?;
    let accepted = insert(&mut savepoint, intakes).await;
    if accepted.is_ok() {
        savepoint.commit().await?;
    } else {
        heads.back_to(mark);
        savepoint.rollback().await?;
    }
    Ok(accepted)
}

async fn insert(conn: &mut AnyConnection, intakes: &[&Intake]) -> Result<Vec<Accepted>, StoreError> {
    let mut added = HashSet::new();
    let mut rest = intakes;
    while !rest.is_empty() {
        let (now, later) = rest.split_at(row::chunk(rest.len(), ReportRow::COLUMNS.len()));
        let mut values = Values::new();
        now.iter().for_each(|intake| intake.report.put(&mut values));
        let text = row::insert_text::<ReportRow>(now.len(), "ON CONFLICT DO NOTHING RETURNING id", conn);
        let rows = sqlx::query_with(AssertSqlSafe(text), values.finish()?).fetch_all(&mut *conn).await?;
        for row in rows {
            added.insert(row.try_get::<Id, _>(0)?);
        }
        rest = later;
    }
    let mut accepted = Vec::with_capacity(intakes.len());
    let mut fresh: Vec<&Intake> = Vec::with_capacity(added.len());
    for intake in intakes {
        // Of two with the same identifier the first was added.
        if added.remove(&intake.report.id) {
            fresh.push(intake);
            accepted.push(Accepted { fresh: true, report: intake.report.id });
        } else {
            accepted.push(Accepted { fresh: false, report: earlier(conn, &intake.report).await? });
        }
    }
    let signals: Vec<_> = fresh.iter().map(|intake| &intake.signal).collect();
    row::insert_all(&signals, conn, "").await?;
    let keys: Vec<_> = fresh.iter().flat_map(|intake| &intake.keys).collect();
    row::insert_all(&keys, conn, "").await?;
    let wraps: Vec<_> = fresh.iter().flat_map(|intake| &intake.wraps).collect();
    row::insert_all(&wraps, conn, "").await?;
    let sealed: Vec<_> = fresh.iter().flat_map(|intake| &intake.sealed).collect();
    row::insert_all(&sealed, conn, "").await?;
    for file in fresh.iter().flat_map(|intake| &intake.attachments) {
        // One at a time: a statement with many files could be longer than the database takes.
        file.insert(conn).await?;
    }
    let events: Vec<_> = fresh.iter().map(|intake| &intake.event).collect();
    audit::append_all(conn, &events).await?;
    Ok(accepted)
}

/// The report that was here before one that was sent again.
async fn earlier(conn: &mut AnyConnection, sent: &ReportRow) -> Result<Id, StoreError> {
    let values = Values::new().and(&sent.tenant).and(&sent.receipt_lookup);
    let found = ReportRow::one(conn, "WHERE tenant = $1 AND receipt_lookup = $2", values).await?;
    Ok(found.map_or(sent.id, |row| row.id))
}
