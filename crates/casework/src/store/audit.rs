//! The audit log: who did what, when, in a chain that shows when it was changed afterwards.
//!
//! Each entry holds a digest of itself and of the one before it. The head of each organisation's chain is sealed with the server key,
//! which is not in the database, and copied to a file beside it, the checkpoints. What can be found by that is said at [`Fault`].

pub(super) mod checkpoints;
mod verify;

pub use checkpoints::FILE as CHECKPOINTS_FILE;
pub use verify::{Fault, Finding, Verdict, verify, verify_all};

use super::StoreError;
use super::cell::Cell;
use super::key::ServerKey;
use super::row::{self, Row, Values, row};
use crate::id::Id;
use crate::moment::Moment;
use sha2::{Digest, Sha256};
use sqlx::{AnyConnection, Row as _};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

/// Something that was done. Never what a person said: identifiers and names of actions only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The organisation.
    pub tenant: Id,
    /// When.
    pub at: Moment,
    /// Who: such as `user:` with an identifier, `reporter`, `server`.
    pub actor: String,
    /// What was done.
    pub action: &'static str,
    /// To what: such as `report:` with an identifier.
    pub object: String,
    /// How it went: `done`, `refused`.
    pub outcome: &'static str,
}

impl Event {
    /// What a person did to what is their own: a session, a passphrase.
    pub(crate) fn by_themselves(tenant: Id, user: Id, action: &'static str, at: Moment) -> Event {
        let who = format!("user:{user}");
        Event { tenant, at, actor: who.clone(), action, object: who, outcome: "done" }
    }
}

row! {
    /// An entry of the audit log.
    AuditRow in "audit" {
        /// The organisation.
        tenant: Id,
        /// Its number in the organisation's chain, from 1.
        seq: i64,
        /// When.
        at: Moment,
        /// Who.
        actor: String,
        /// What was done.
        action: String,
        /// To what.
        object: String,
        /// How it went.
        outcome: String,
        /// The digest of the entry before it and of all of the above.
        hash: [u8; 32],
    }
}

row! {
    /// The end of an organisation's chain.
    AuditHeadRow in "audit_heads" {
        /// The organisation.
        tenant: Id,
        /// The number of the last entry.
        seq: i64,
        /// Its digest.
        hash: [u8; 32],
        /// The seal of the server key on both; empty once something was wrong with the chain.
        seal: Vec<u8>,
    }
}

/// What the first entry of a chain has in the place of the digest before it.
const ORIGIN: [u8; 32] = [0; 32];

impl AuditRow {
    /// The digest of an entry that follows `previous`: SHA-256 over every part, each after its length, so that no two different
    /// entries are written the same.
    fn digest(&self, previous: &[u8; 32], seq: i64) -> [u8; 32] {
        let mut hasher = Sha256::new_with_prefix(b"turnstone audit entry 1");
        let parts: [&[u8]; 8] = [
            previous,
            &self.tenant.0,
            &seq.to_be_bytes(),
            &self.at.0.to_be_bytes(),
            self.actor.as_bytes(),
            self.action.as_bytes(),
            self.object.as_bytes(),
            self.outcome.as_bytes(),
        ];
        for part in parts {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        hasher.finalize().into()
    }
}

impl AuditHeadRow {
    fn message(&self) -> Vec<u8> {
        let parts: [&[u8]; 4] = [b"turnstone audit head 1", &self.tenant.0, &self.seq.to_be_bytes(), &self.hash];
        parts.concat()
    }

    fn is_sealed(&self, key: &ServerKey) -> bool {
        key.sealed(&self.message(), &self.seal)
    }
}

/// The end of a chain while a write goes on.
#[derive(Clone, Debug)]
struct Head {
    seq: i64,
    hash: [u8; 32],
    /// Whether the chain was as the server key had sealed it. If not, it is continued, for no report shall be lost over it, but
    /// never sealed again, so that what was done to it stays visible.
    sound: bool,
}

/// The ends of the chains that one transaction has continued.
#[derive(Debug)]
pub(super) struct Heads {
    key: Arc<ServerKey>,
    heads: Mutex<HashMap<Id, Head>>,
}

tokio::task_local! {
    /// Set by the writer around the jobs of a transaction.
    pub(super) static HEADS: Arc<Heads>;
}

impl Heads {
    pub(super) fn new(key: Arc<ServerKey>) -> Arc<Heads> {
        Arc::new(Heads { key, heads: Mutex::default() })
    }

    fn with<T>(&self, work: impl FnOnce(&mut HashMap<Id, Head>) -> T) -> T {
        work(&mut self.heads.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What has to be put back when a part of the transaction is rolled back.
    pub(super) fn mark(&self) -> Mark {
        Mark(self.with(|heads| heads.clone()))
    }

    pub(super) fn back_to(&self, mark: Mark) {
        self.with(|heads| *heads = mark.0);
    }

    /// Seals and writes the heads, at the end of the transaction, and gives them for the checkpoints.
    pub(super) async fn finish(&self, conn: &mut AnyConnection) -> Result<Vec<AuditHeadRow>, StoreError> {
        let heads = self.with(|heads| heads.clone());
        let rows: Vec<AuditHeadRow> = heads
            .into_iter()
            .map(|(tenant, head)| {
                let mut row = AuditHeadRow { tenant, seq: head.seq, hash: head.hash, seal: Vec::new() };
                if head.sound {
                    row.seal = self.key.seal(&row.message());
                }
                row
            })
            .collect();
        let tail = "ON CONFLICT (tenant) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, seal = excluded.seal";
        row::insert_all(&rows.iter().collect::<Vec<_>>(), conn, tail).await?;
        Ok(rows)
    }

    async fn head(&self, tenant: Id, conn: &mut AnyConnection) -> Result<Head, StoreError> {
        if let Some(head) = self.with(|heads| heads.get(&tenant).cloned()) {
            return Ok(head);
        }
        let sealed = AuditHeadRow::one(&mut *conn, "WHERE tenant = $1", Values::new().and(&tenant)).await?;
        let last = sqlx::query("SELECT seq, hash FROM audit WHERE tenant = $1 ORDER BY seq DESC LIMIT 1")
            .bind(tenant)
            .fetch_optional(conn)
            .await?;
        let last: Option<(i64, [u8; 32])> = match last {
            Some(row) => Some((row.try_get("seq")?, Cell::take(&row, "hash")?)),
            None => None,
        };
        let head = match (&sealed, last) {
            (None, None) => Head { seq: 0, hash: ORIGIN, sound: true },
            (Some(row), Some((seq, hash))) => {
                let sound = row.is_sealed(&self.key) && (row.seq, row.hash) == (seq, hash);
                Head { seq: seq.max(row.seq), hash, sound }
            }
            (None, Some((seq, hash))) => Head { seq, hash, sound: false },
            (Some(row), None) => Head { seq: row.seq, hash: row.hash, sound: false },
        };
        if !head.sound {
            tracing::error!(%tenant, seq = head.seq, "the audit log was changed from outside; verify it");
        }
        Ok(head)
    }
}

/// Where the chains stood before a part of a transaction.
pub(super) struct Mark(HashMap<Id, Head>);

/// Writes an entry, inside a write of the store, and gives its number. If that write fails, there is no entry.
///
/// # Errors
/// [`StoreError::OutsideWrite`] anywhere else, or when the database fails.
pub async fn append(conn: &mut AnyConnection, event: &Event) -> Result<i64, StoreError> {
    append_all(conn, &[event]).await
}

/// Writes entries, and gives the number of the last.
pub(super) async fn append_all(conn: &mut AnyConnection, events: &[&Event]) -> Result<i64, StoreError> {
    let heads = HEADS.try_with(Arc::clone).map_err(|_| StoreError::OutsideWrite)?;
    let mut ends: HashMap<Id, Head> = HashMap::new();
    let mut rows = Vec::with_capacity(events.len());
    for event in events {
        let head = match ends.entry(event.tenant) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(heads.head(event.tenant, conn).await?),
        };
        head.seq += 1;
        let mut row = AuditRow {
            tenant: event.tenant,
            seq: head.seq,
            at: event.at,
            actor: event.actor.clone(),
            action: event.action.to_owned(),
            object: event.object.clone(),
            outcome: event.outcome.to_owned(),
            hash: ORIGIN,
        };
        row.hash = row.digest(&head.hash, row.seq);
        head.hash = row.hash;
        rows.push(row);
    }
    row::insert_all(&rows.iter().collect::<Vec<_>>(), conn, "").await?;
    heads.with(|heads| heads.extend(ends));
    Ok(rows.last().map_or(0, |row| row.seq))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> AuditRow {
        let text = |text: &str| text.to_owned();
        let (actor, action, object, outcome) = (text("ab"), text("c"), text("d"), text("done"));
        AuditRow { tenant: Id([1; 16]), seq: 1, at: Moment(5), actor, action, object, outcome, hash: ORIGIN }
    }

    #[test]
    fn a_digest_covers_every_column_and_where_one_ends() {
        let whole = entry().digest(&ORIGIN, 1);
        let moved = AuditRow { actor: "a".into(), action: "bc".into(), ..entry() };
        let others = [
            moved.digest(&ORIGIN, 1),
            entry().digest(&[1; 32], 1),
            entry().digest(&ORIGIN, 2),
            AuditRow { at: Moment(6), ..entry() }.digest(&ORIGIN, 1),
            AuditRow { tenant: Id([2; 16]), ..entry() }.digest(&ORIGIN, 1),
            AuditRow { object: "e".into(), ..entry() }.digest(&ORIGIN, 1),
            AuditRow { outcome: "refused".into(), ..entry() }.digest(&ORIGIN, 1),
        ];
        assert!(others.iter().all(|other| *other != whole));
    }
}
