//! The store on both databases: every test here runs on SQLite and on PostgreSQL.

#[path = "support/postgres.rs"]
mod postgres;

use postgres::Postgres;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row as _};
use std::path::{Path, PathBuf};
use turnstone_casework::store::audit::{self, Event, Fault, verify, verify_all};
use turnstone_casework::store::backup::{self, BackupError, Lock, Unlock};
use turnstone_casework::store::rows::{
    AttachmentRow, KeyRow, ReportRow, Row, SealedRow, SessionRow, SignalRow, TABLES, TenantRow, Versioned, WrapRow,
};
use turnstone_casework::store::{Accepted, Intake, Kind, Store, StoreError, StoreOptions, Values, clear, retention};
use turnstone_casework::vault::{Cost, SecretKey};
use turnstone_casework::{CaseworkError, Id, Moment};

const TENANT: Id = Id([0xaa; 16]);
const TEAM: Id = Id([0xbb; 16]);
const NOW: Moment = Moment(1_780_000_000);
const PASSPHRASE: &str = "seventeen lanterns over the quiet harbour";

/// An empty place for a store.
struct Place {
    dir: tempfile::TempDir,
    url: String,
}

impl Place {
    fn sqlite() -> Option<Place> {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let url = format!("sqlite:{}", dir.path().join("turnstone.db").display());
        Some(Place { dir, url })
    }

    fn postgres() -> Option<Place> {
        let url = postgres::shared().map(Postgres::database)?;
        Some(Place { dir: tempfile::tempdir().expect("a temporary directory"), url })
    }

    fn data_dir(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn options(&self) -> StoreOptions {
        StoreOptions::new(self.data_dir())
    }

    async fn open(&self) -> Store {
        Store::open(&self.url, self.options()).await.expect("an empty place opens")
    }

    /// A connection past the store, as somebody has who takes the database over.
    async fn intruder(&self) -> AnyConnection {
        sqlx::any::install_default_drivers();
        AnyConnection::connect(&self.url).await.expect("the database is there")
    }
}

/// Runs each of these on both databases.
macro_rules! on_both {
    ($($name:ident)+) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                let place = super::Place::sqlite().expect("SQLite is always there");
                super::$name(place, super::Place::sqlite).await;
            })+
        }
        mod on_postgresql {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                if let Some(place) = super::Place::postgres() {
                    super::$name(place, super::Place::postgres).await;
                }
            })+
        }
    };
}

#[path = "store/backups.rs"]
mod backups;
#[path = "store/expiry.rs"]
mod expiry;
#[path = "store/opening.rs"]
mod opening;
#[path = "store/rate.rs"]
mod rate;
#[path = "store/tampering.rs"]
mod tampering;
#[path = "store/writing.rs"]
mod writing;

type Another = fn() -> Option<Place>;

fn id(number: u64) -> Id {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    Id(bytes)
}

fn event(number: u64) -> Event {
    let object = format!("report:{}", id(number));
    Event { tenant: TENANT, at: NOW, actor: "reporter".to_owned(), action: "report_received", object, outcome: "done" }
}

fn report(number: u64) -> ReportRow {
    let mut lookup = [7; 32];
    lookup[..8].copy_from_slice(&number.to_be_bytes());
    ReportRow {
        id: id(number),
        tenant: TENANT,
        channel: "web".to_owned(),
        language: "en".to_owned(),
        received_at: NOW,
        receipt_lookup: Some(lookup),
        reporter_public: Some([8; 32]),
        state: "new".to_owned(),
        rank: 500,
        due_at: NOW.plus(3600),
        claimed_by: None,
        claimed_until: None,
        bundle: None,
        unread: 0,
        expires_at: NOW.plus(86_400),
        version: 0,
    }
}

/// A report as it arrives: four compartments, each key wrapped to the team, one also to the reporter, and `size` sealed bytes.
fn intake(number: u64, size: usize) -> Intake {
    let (key, wrap, compartments) =
        (number * 1000, [3; 100], ["narrative", "location", "reporter_identity", "mailbox"]);
    let keys = compartments.iter().enumerate().map(|(at, compartment)| KeyRow {
        id: id(key + at as u64),
        tenant: TENANT,
        owner: id(number),
        compartment: (*compartment).to_owned(),
        created_at: NOW,
        shredded_at: None,
    });
    let keys: Vec<KeyRow> = keys.collect();
    let to = |key_id: Id, recipient: Id| WrapRow {
        key_id,
        recipient,
        wrapped: wrap.to_vec(),
        granted_by: "reporter".to_owned(),
        granted_at: NOW,
        expires_at: None,
    };
    let mut wraps: Vec<WrapRow> = keys.iter().map(|key| to(key.id, TEAM)).collect();
    wraps.push(to(keys[3].id, id(number)));
    let sealed = keys.iter().enumerate().map(|(at, key)| SealedRow {
        tenant: TENANT,
        table_name: "reports".to_owned(),
        row_id: id(number),
        field: compartments[at].to_owned(),
        key_id: key.id,
        envelope: noise(number + at as u64, size / keys.len()),
    });
    Intake {
        report: report(number),
        signal: SignalRow {
            id: id(number),
            tenant: TENANT,
            kind: "new_report".to_owned(),
            channel: "web".to_owned(),
            received_day: NOW.day(),
            report_id: Some(id(number)),
        },
        sealed: sealed.collect(),
        wraps,
        keys,
        attachments: Vec::new(),
        event: event(number),
    }
}

/// Bytes that look like a ciphertext.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    rand::Rng::fill_bytes(&mut ChaCha20Rng::seed_from_u64(seed), &mut bytes);
    bytes
}

async fn count(store: &Store, table: &str) -> i64 {
    let text = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
    sqlx::query_scalar(text).fetch_one(store.reader()).await.expect("the table is there")
}

async fn log(store: &Store, number: u64) -> i64 {
    let event = event(number);
    let written = store.write(move |conn| Box::pin(async move { Ok(audit::append(conn, &event).await?) })).await;
    written.expect("an entry can be written")
}
