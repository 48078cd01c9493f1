//! Whether the audit log is as it was written.
//!
//! What is found: any entry edited, deleted, reordered or added; entries cut off at the end; a head that the server key did not seal;
//! and a database older than the file of checkpoints. What cannot be: a change by somebody who has the server key and the file too,
//! and the loss of the entries of the last second before a copy of database and file was taken and put back together.

use super::checkpoints::{self, Said};
use super::{AuditHeadRow, AuditRow, ORIGIN};
use crate::id::Id;
use crate::store::cell::Cell;
use crate::store::row::{Row, Values};
use crate::store::{Store, StoreError};
use sqlx::{AnyConnection, Row as _};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What is wrong with a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The entry does not follow from the one before it: one of the two was edited.
    Edited,
    /// The entry is not there.
    Missing,
    /// The entry stood in another place.
    Reordered,
    /// The entry comes after the sealed end.
    Added,
    /// Entries from this one on were cut off.
    Truncated,
    /// The end of the chain is not recorded any more.
    HeadMissing,
    /// The server key did not seal the end of the chain, or the chain was continued after a fault.
    HeadForged,
    /// The entry is not the one that a checkpoint, or the sealed end, saw.
    Rewritten,
    /// A checkpoint saw this entry, and the chain ends before it: the database is older than the checkpoint.
    OlderThanCheckpoint,
    /// A line of the checkpoints was not sealed by the server key.
    CheckpointForged {
        /// The line.
        line: usize,
    },
}

/// One thing that is wrong, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The number of the entry.
    pub seq: i64,
    /// What is wrong.
    pub fault: Fault,
}

/// What was found in the chain of one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The organisation.
    pub tenant: Id,
    /// How many entries there are.
    pub entries: i64,
    /// The last entry that a checkpoint saw.
    pub checkpoint: Option<i64>,
    /// What is wrong: of the chain only the first fault, for what follows a fault proves nothing.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// Whether nothing is wrong.
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seq = self.seq;
        match self.fault {
            Fault::Edited => write!(f, "entry {seq} does not follow from the one before it: one of the two was edited"),
            Fault::Missing => write!(f, "entry {seq} was deleted"),
            Fault::Reordered => write!(f, "entry {seq} stood in another place"),
            Fault::Added => write!(f, "entry {seq} comes after the sealed end: it was added from outside"),
            Fault::Truncated => write!(f, "the entries from {seq} on were cut off"),
            Fault::HeadMissing => write!(f, "the end of the chain, {seq}, is not recorded any more"),
            Fault::HeadForged => write!(f, "the end of the chain, {seq}, is not sealed by the server key"),
            Fault::Rewritten => write!(f, "entry {seq} is not the one that was sealed"),
            Fault::OlderThanCheckpoint => {
                write!(f, "the database is older than its checkpoints: entry {seq} was there already")
            }
            Fault::CheckpointForged { line } => {
                write!(f, "line {line} of the checkpoints ({}) is not sealed by the server key", checkpoints::FILE)
            }
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} entries", self.tenant, self.entries)?;
        match self.findings.as_slice() {
            [] => f.write_str(", whole"),
            findings => findings.iter().try_for_each(|finding| write!(f, "; {finding}")),
        }
    }
}

/// Checks the chain of an organisation.
///
/// # Errors
/// When the database or the checkpoints cannot be read; a changed chain is no error but a [`Verdict`].
pub async fn verify(store: &Store, tenant: Id) -> Result<Verdict, StoreError> {
    let mut said = checkpoints::read(store.data_dir(), store.key())?;
    let mut snapshot = store.snapshot().await?;
    check(store, tenant, said.remove(&tenant).unwrap_or_default(), &mut snapshot).await
}

/// Checks the chain of every organisation that the database or the checkpoints know.
///
/// # Errors
/// When the database or the checkpoints cannot be read; a changed chain is no error but a [`Verdict`].
pub async fn verify_all(store: &Store) -> Result<Vec<Verdict>, StoreError> {
    // The file first: what is committed meanwhile makes the chain longer, never shorter.
    let mut said = checkpoints::read(store.data_dir(), store.key())?;
    let mut snapshot = store.snapshot().await?;
    let mut tenants: BTreeSet<Id> = said.keys().copied().collect();
    for text in ["SELECT id FROM tenants", "SELECT tenant FROM audit_heads", "SELECT DISTINCT tenant FROM audit"] {
        tenants.extend(sqlx::query_scalar::<_, Id>(text).fetch_all(&mut *snapshot).await?);
    }
    let mut verdicts = Vec::with_capacity(tenants.len());
    for tenant in tenants {
        let said = said.remove(&tenant).unwrap_or_default();
        verdicts.push(check(store, tenant, said, &mut snapshot).await?);
    }
    Ok(verdicts)
}

/// How many entries are read at a time.
const PAGE: i64 = 1000;

async fn check(store: &Store, tenant: Id, said: Said, conn: &mut AnyConnection) -> Result<Verdict, StoreError> {
    let mut chain = Chain { entries: 0, last: 0, hash: Some(ORIGIN), fault: None, unseen: said.heads.clone() };
    let mut from = i64::MIN;
    loop {
        let values = Values::new().and(&tenant).and(&from).and(&PAGE);
        let rows = AuditRow::all(&mut *conn, "WHERE tenant = $1 AND seq > $2 ORDER BY seq LIMIT $3", values).await?;
        let Some(end) = rows.last() else { break };
        from = end.seq;
        rows.iter().for_each(|row| chain.follow(row));
    }
    if let Some(Finding { seq, fault: Fault::Edited }) = chain.fault
        && stood_elsewhere(tenant, seq, conn).await?
    {
        chain.fault = Some(Finding { seq, fault: Fault::Reordered });
    }
    let head = AuditHeadRow::one(conn, "WHERE tenant = $1", Values::new().and(&tenant)).await?;
    Ok(Verdict {
        tenant,
        entries: chain.entries,
        checkpoint: said.heads.keys().next_back().copied(),
        findings: chain.findings(head, store, &said),
    })
}

/// A chain as far as it was followed.
struct Chain {
    entries: i64,
    last: i64,
    /// The digest of the last entry; `None` when that was not there.
    hash: Option<[u8; 32]>,
    /// The first fault.
    fault: Option<Finding>,
    /// Checkpoints of entries that were not seen yet.
    unseen: BTreeMap<i64, [u8; 32]>,
}

impl Chain {
    fn follow(&mut self, row: &AuditRow) {
        self.entries += 1;
        if row.seq < 1 {
            self.found(row.seq, Fault::Added);
            return;
        }
        if row.seq != self.last + 1 {
            self.found(self.last + 1, Fault::Missing);
            self.hash = None;
        }
        if self.hash.is_some_and(|previous| row.digest(&previous, row.seq) != row.hash) {
            self.found(row.seq, Fault::Edited);
        }
        if self.unseen.remove(&row.seq).is_some_and(|hash| hash != row.hash) {
            self.found(row.seq, Fault::Rewritten);
        }
        self.last = row.seq;
        self.hash = Some(row.hash);
    }

    fn found(&mut self, seq: i64, fault: Fault) {
        self.fault.get_or_insert(Finding { seq, fault });
    }

    fn findings(&self, head: Option<AuditHeadRow>, store: &Store, said: &Said) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self.fault.into_iter().collect();
        let mut add = |seq, fault| findings.push(Finding { seq, fault });
        let mut end = self.last;
        match head {
            None if self.last > 0 => add(self.last, Fault::HeadMissing),
            None => {}
            Some(row) => {
                end = end.max(row.seq);
                if !row.is_sealed(store.key()) {
                    add(row.seq, Fault::HeadForged);
                }
                if row.seq > self.last {
                    add(self.last + 1, Fault::Truncated);
                } else if row.seq < self.last {
                    add(row.seq + 1, Fault::Added);
                } else if Some(row.hash) != self.hash && self.fault.is_none() {
                    add(row.seq, Fault::Rewritten);
                }
            }
        }
        if let Some((seq, _)) = said.heads.range(end + 1..).next_back() {
            add(*seq, Fault::OlderThanCheckpoint);
        }
        if let Some(line) = said.forged {
            add(self.last, Fault::CheckpointForged { line });
        }
        findings
    }
}

/// Whether an entry that does not follow from the one before it was written for another place: whether its digest is right for
/// another number and another digest before it.
async fn stood_elsewhere(tenant: Id, seq: i64, conn: &mut AnyConnection) -> Result<bool, StoreError> {
    let values = Values::new().and(&tenant).and(&seq);
    let Some(row) = AuditRow::one(&mut *conn, "WHERE tenant = $1 AND seq = $2", values).await? else {
        return Ok(false);
    };
    let hashes: BTreeMap<i64, [u8; 32]> = sqlx::query("SELECT seq, hash FROM audit WHERE tenant = $1")
        .bind(tenant)
        .fetch_all(conn)
        .await?
        .iter()
        .map(|row| Ok((row.try_get("seq")?, Cell::take(row, "hash")?)))
        .collect::<Result<_, sqlx::Error>>()?;
    // The digest before it is, most likely, still where it was, or here, or where this entry came from.
    let fits = |place: i64, previous: &[u8; 32]| row.digest(previous, place) == row.hash;
    let by_place = hashes.keys().any(|place| {
        *place != seq && [place - 1, *place, seq].iter().filter_map(|at| hashes.get(at)).any(|hash| fits(*place, hash))
    });
    let first = seq != 1 && fits(1, &ORIGIN);
    Ok(by_place || first || [seq - 1, seq + 1].iter().any(|place| hashes.values().any(|hash| fits(*place, hash))))
}
