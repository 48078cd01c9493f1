//! The store on both databases: every test here runs on SQLite and on PostgreSQL.

#[path = "support/postgres.rs"]
mod postgres;

use postgres::Postgres;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row as _};
use std::path::{Path, PathBuf};
use std::time::Instant;
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

on_both! {
    a_failing_job_is_undone_alone
    a_panic_does_not_end_the_writer
    of_two_who_edit_one_hears_of_the_other
    a_report_sent_again_is_kept_once
    one_report_that_cannot_be_kept_does_not_touch_the_others
    a_newer_schema_and_another_key_are_refused
    readers_cannot_write
    a_closed_store_refuses_and_opens_again
    every_kind_of_tampering_with_the_audit_log_is_found
    a_chain_that_was_changed_goes_on_and_stays_marked
    a_backup_is_restored_on_an_empty_machine_of_either_kind
    a_changed_backup_is_refused
    what_expires_is_shredded_and_counted
    every_column_is_sealed_or_clear_for_a_reason
}

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

async fn a_failing_job_is_undone_alone(place: Place, _: Another) {
    let store = place.open().await;
    let jobs = (0..40).map(|number| {
        let (store, row, event) = (store.clone(), report(if number == 17 { 3 } else { number }), event(number));
        async move {
            store
                .write(move |conn| {
                    Box::pin(async move {
                        // The entry first, so that it has to be undone with the rest.
                        audit::append(conn, &event).await?;
                        if number == 29 {
                            return Err(CaseworkError::Refused("not this one".to_owned()));
                        }
                        Ok(row.insert(conn).await?)
                    })
                })
                .await
        }
    });
    // Both 3 and 17 are report 3: whichever comes second fails.
    let results = futures::future::join_all(jobs).await;
    let failed: Vec<usize> = (0..40).filter(|at| results[*at].is_err()).collect();
    assert_eq!(failed.len(), 2, "{failed:?}");
    assert!(failed.contains(&29) && (failed.contains(&3) || failed.contains(&17)), "{failed:?}");
    let taken = results.into_iter().find_map(|result| match result {
        Err(CaseworkError::Store(error)) => Some(error),
        _ => None,
    });
    assert!(matches!(taken, Some(StoreError::Taken(_))), "{taken:?}");
    assert_eq!((count(&store, "reports").await, count(&store, "audit").await), (38, 38));
    let verdict = verify(&store, TENANT).await.unwrap();
    assert!(verdict.is_whole(), "{verdict}");
    assert!(matches!(audit::append(&mut place.intruder().await, &event(1)).await, Err(StoreError::OutsideWrite)));
}

async fn a_panic_does_not_end_the_writer(place: Place, _: Another) {
    let store = place.open().await;
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let row = report(1);
    let panicked = store
        .write::<(), _>(move |conn| {
            Box::pin(async move {
                row.insert(conn).await?;
                panic!("a fault")
            })
        })
        .await;
    std::panic::set_hook(hook);
    assert!(panicked.is_err());
    assert_eq!(count(&store, "reports").await, 0);
    assert_eq!(store.accept(intake(1, 64)).await.unwrap(), Accepted { fresh: true, report: id(1) });
}

async fn of_two_who_edit_one_hears_of_the_other(place: Place, _: Another) {
    use turnstone_casework::store::rows::Owned;
    let store = place.open().await;
    store.accept(intake(1, 64)).await.unwrap();
    let mut first = ReportRow::by_id(store.reader(), TENANT, id(1)).await.unwrap().unwrap();
    let mut second = first.clone();
    assert_eq!(first, report(1));
    assert_eq!(ReportRow::by_id(store.reader(), id(9), id(1)).await.unwrap(), None, "another organisation");
    let update = |mut row: ReportRow| {
        let store = store.clone();
        async move { store.write(move |conn| Box::pin(async move { Ok(row.update(conn).await.map(|()| row)?) })).await }
    };
    first.state = "claimed".to_owned();
    first.claimed_by = Some(id(5));
    let first = update(first).await.unwrap();
    assert_eq!(first.version, 1);
    second.state = "closed".to_owned();
    let refused = update(second.clone()).await.unwrap_err();
    assert!(
        matches!(refused, CaseworkError::Store(StoreError::Changed { table: "reports", seen: 0, now: 1 })),
        "{refused}"
    );
    let now = ReportRow::one(store.reader(), "WHERE id = $1", Values::new().and(&id(1))).await.unwrap().unwrap();
    assert_eq!((now.state.as_str(), now.claimed_by, now.version), ("claimed", Some(id(5)), 1));
    second.id = id(2);
    assert!(matches!(update(second).await, Err(CaseworkError::Store(StoreError::Missing { table: "reports" }))));
}

async fn a_report_sent_again_is_kept_once(place: Place, _: Another) {
    let store = place.open().await;
    let again = futures::future::join_all((0..20).map(|_| store.accept(intake(1, 64)))).await;
    let fresh = again.into_iter().filter(|accepted| accepted.as_ref().unwrap().fresh).count();
    assert_eq!(fresh, 1);
    // The same receipt with another identifier, as from a form that was sent twice.
    let mut other = intake(2, 64);
    other.report.receipt_lookup = report(1).receipt_lookup;
    assert_eq!(store.accept(other).await.unwrap(), Accepted { fresh: false, report: id(1) });
    let counts = [count(&store, "reports").await, count(&store, "signals").await, count(&store, "sealed").await];
    assert_eq!(counts, [1, 1, 4]);
    assert_eq!((count(&store, "wraps").await, count(&store, "audit").await), (5, 1));
}

async fn one_report_that_cannot_be_kept_does_not_touch_the_others(place: Place, _: Another) {
    let store = place.open().await;
    store.accept(intake(1, 64)).await.unwrap();
    let sent = (2..12).map(|number| {
        let mut intake = intake(number, 64);
        if number == 7 {
            // A key of report 1.
            intake.keys[0].id = id(1000);
        }
        store.accept(intake)
    });
    let results = futures::future::join_all(sent).await;
    for (number, result) in (2..12).zip(results) {
        match number {
            7 => assert!(matches!(result, Err(CaseworkError::Store(StoreError::Taken(_)))), "{result:?}"),
            _ => assert_eq!(result.unwrap(), Accepted { fresh: true, report: id(number) }),
        }
    }
    assert_eq!((count(&store, "reports").await, count(&store, "audit").await), (10, 10));
    assert!(verify(&store, TENANT).await.unwrap().is_whole());
}

async fn a_newer_schema_and_another_key_are_refused(place: Place, _: Another) {
    place.open().await.close().await;
    let key = place.data_dir().join("server.key");
    let open = || Store::open(&place.url, place.options());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
        let refused = open().await.unwrap_err().to_string();
        assert!(refused.contains("set its mode to 600"), "{refused}");
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    let kept = std::fs::read(&key).unwrap();
    std::fs::write(&key, [9; 32]).unwrap();
    let refused = open().await.unwrap_err().to_string();
    assert!(refused.contains("is not the one this database was made with"), "{refused}");
    std::fs::remove_file(&key).unwrap();
    let refused = open().await.unwrap_err().to_string();
    assert!(refused.contains("is missing"), "{refused}");
    assert!(!key.exists(), "no new key is made for an old database");
    std::fs::write(&key, kept).unwrap();
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    open().await.unwrap().close().await;

    let mut intruder = place.intruder().await;
    let text =
        "INSERT INTO schema_versions (version, applied_at, key_check) SELECT 99, 0, key_check FROM schema_versions";
    sqlx::query(text).execute(&mut intruder).await.unwrap();
    let refused = open().await.unwrap_err();
    assert!(matches!(refused, StoreError::Newer { found: 99, known: 1 }), "{refused}");
    for bad in ["", "mysql://localhost/x", "sqlite::memory:", "sqlite:x?mode=memory"] {
        assert!(matches!(Store::open(bad, place.options()).await, Err(StoreError::Address(_))), "{bad}");
    }
}

async fn readers_cannot_write(place: Place, _: Another) {
    let store = place.open().await;
    store.accept(intake(1, 64)).await.unwrap();
    assert!(sqlx::query("DELETE FROM reports").execute(store.reader()).await.is_err());
    assert_eq!(count(&store, "reports").await, 1);
}

async fn a_closed_store_refuses_and_opens_again(place: Place, _: Another) {
    let store = place.open().await;
    store.accept(intake(1, 64)).await.unwrap();
    let kept = store.clone();
    store.close().await;
    let refused = kept.accept(intake(2, 64)).await;
    assert!(matches!(refused, Err(CaseworkError::Store(StoreError::Unavailable(_)))), "{refused:?}");
    let store = place.open().await;
    assert_eq!(count(&store, "reports").await, 1);
    assert_eq!(verify(&store, TENANT).await.unwrap().checkpoint, Some(1));
}

/// Twelve entries, with checkpoints of the sixth and the twelfth, and the head as it was at the sixth.
async fn twelve(place: &Place) -> (Store, i64, Vec<u8>, Vec<u8>) {
    let store = place.open().await;
    for number in 1..=6 {
        log(&store, number).await;
    }
    store.close().await;
    let store = place.open().await;
    let head = sqlx::query("SELECT seq, hash, seal FROM audit_heads").fetch_one(store.reader()).await.unwrap();
    let (seq, hash, seal) = (head.get(0), head.get(1), head.get(2));
    for number in 7..=12 {
        assert_eq!(log(&store, number).await, number as i64);
    }
    store.close().await;
    (place.open().await, seq, hash, seal)
}

async fn every_kind_of_tampering_with_the_audit_log_is_found(place: Place, _: Another) {
    let (store, seq, hash, seal) = twelve(&place).await;
    let whole = verify(&store, TENANT).await.unwrap();
    assert!(whole.is_whole() && whole.entries == 12 && whole.checkpoint == Some(12), "{whole}");
    let mut intruder = place.intruder().await;
    for text in ["CREATE TABLE kept AS SELECT * FROM audit", "CREATE TABLE kept_heads AS SELECT * FROM audit_heads"] {
        sqlx::query(text).execute(&mut intruder).await.unwrap();
    }
    let copy = |from: u8, to: u8| {
        format!(
            "INSERT INTO audit SELECT tenant, {to}, at, actor, action, object, outcome, hash FROM kept WHERE seq = {from}"
        )
    };
    let moved = |pairs: &[(u8, u8)]| {
        let mut all: Vec<String> =
            pairs.iter().map(|(from, _)| format!("DELETE FROM audit WHERE seq = {from}")).collect();
        all.extend(pairs.iter().map(|(from, to)| copy(*from, *to)));
        all
    };
    let one = |text: &str| vec![text.to_owned()];
    let cut = "DELETE FROM audit WHERE seq > 9";
    let kinds: Vec<(&str, Vec<String>, i64, Vec<Fault>)> = vec![
        ("an action", one("UPDATE audit SET action = 'x' WHERE seq = 5"), 5, vec![Fault::Edited]),
        ("a time", one("UPDATE audit SET at = at + 1 WHERE seq = 1"), 1, vec![Fault::Edited]),
        ("an actor", one("UPDATE audit SET actor = 'nobody' WHERE seq = 12"), 12, vec![Fault::Edited]),
        (
            "a digest",
            one("UPDATE audit SET hash = (SELECT hash FROM kept WHERE seq = 1) WHERE seq = 5"),
            5,
            vec![Fault::Edited],
        ),
        (
            "the last digest",
            one("UPDATE audit SET hash = (SELECT hash FROM kept WHERE seq = 1) WHERE seq = 12"),
            12,
            vec![Fault::Edited],
        ),
        ("a deletion", one("DELETE FROM audit WHERE seq = 5"), 5, vec![Fault::Missing]),
        ("the first deleted", one("DELETE FROM audit WHERE seq = 1"), 1, vec![Fault::Missing]),
        ("two swapped", moved(&[(5, 9), (9, 5)]), 5, vec![Fault::Reordered]),
        ("neighbours swapped", moved(&[(5, 6), (6, 5)]), 5, vec![Fault::Reordered]),
        ("one moved back", moved(&[(5, 8), (6, 5), (7, 6), (8, 7)]), 5, vec![Fault::Reordered]),
        ("first and last swapped", moved(&[(1, 12), (12, 1)]), 1, vec![Fault::Reordered]),
        ("the end cut off", one(cut), 10, vec![Fault::Truncated]),
        (
            "the end cut off with a new head",
            vec![
                cut.to_owned(),
                "UPDATE audit_heads SET seq = 9, hash = (SELECT hash FROM kept WHERE seq = 9)".to_owned(),
            ],
            9,
            vec![Fault::HeadForged, Fault::OlderThanCheckpoint],
        ),
        ("an entry added", vec![copy(12, 13)], 13, vec![Fault::Reordered, Fault::Added]),
        ("an entry before the first", vec![copy(12, 0)], 0, vec![Fault::Added]),
        ("a head deleted", one("DELETE FROM audit_heads"), 12, vec![Fault::HeadMissing]),
        (
            "everything deleted",
            vec!["DELETE FROM audit".to_owned(), "DELETE FROM audit_heads".to_owned()],
            12,
            vec![Fault::OlderThanCheckpoint],
        ),
    ];
    let clean = [
        "DELETE FROM audit",
        "INSERT INTO audit SELECT * FROM kept",
        "DELETE FROM audit_heads",
        "INSERT INTO audit_heads SELECT * FROM kept_heads",
    ];
    for (kind, texts, at, faults) in kinds {
        for text in texts {
            sqlx::query(AssertSqlSafe(text)).execute(&mut intruder).await.unwrap();
        }
        let verdict = verify(&store, TENANT).await.unwrap();
        assert_eq!(
            verdict.findings.iter().map(|finding| finding.fault).collect::<Vec<_>>(),
            faults,
            "{kind}: {verdict}"
        );
        assert_eq!(verdict.findings[0].seq, at, "{kind}: {verdict}");
        assert_eq!(verify_all(&store).await.unwrap(), [verdict], "{kind}");
        for text in clean {
            sqlx::query(text).execute(&mut intruder).await.unwrap();
        }
    }
    assert!(verify(&store, TENANT).await.unwrap().is_whole(), "the clean state is back");

    // An older state, put back whole with the seal it had: only the checkpoints know.
    sqlx::query("DELETE FROM audit WHERE seq > 6").execute(&mut intruder).await.unwrap();
    let older = sqlx::query("UPDATE audit_heads SET seq = $1, hash = $2, seal = $3").bind(seq).bind(hash).bind(seal);
    older.execute(&mut intruder).await.unwrap();
    let verdict = verify(&store, TENANT).await.unwrap();
    assert_eq!(verdict.findings.len(), 1, "{verdict}");
    assert_eq!((verdict.findings[0].seq, verdict.findings[0].fault), (12, Fault::OlderThanCheckpoint));
    for text in clean {
        sqlx::query(text).execute(&mut intruder).await.unwrap();
    }

    let checkpoints = place.data_dir().join(audit::CHECKPOINTS_FILE);
    let written = std::fs::read_to_string(&checkpoints).unwrap();
    assert!(written.lines().count() >= 2, "{written}");
    let forged = written.replacen("\"seq\":", "\"seq\":1", 1);
    std::fs::write(&checkpoints, forged).unwrap();
    let verdict = verify(&store, TENANT).await.unwrap();
    assert_eq!(
        verdict.findings.last().map(|finding| finding.fault),
        Some(Fault::CheckpointForged { line: 1 }),
        "{verdict}"
    );
    std::fs::write(&checkpoints, format!("nonsense\n{written}")).unwrap();
    let verdict = verify(&store, TENANT).await.unwrap();
    assert_eq!(
        verdict.findings.last().map(|finding| finding.fault),
        Some(Fault::CheckpointForged { line: 1 }),
        "{verdict}"
    );
}

async fn a_chain_that_was_changed_goes_on_and_stays_marked(place: Place, another: Another) {
    let tamperings = [
        "DELETE FROM audit WHERE seq = 12",
        "UPDATE audit_heads SET hash = (SELECT hash FROM audit WHERE seq = 3)",
        "DELETE FROM audit_heads",
        "INSERT INTO audit SELECT tenant, 13, at, actor, action, object, outcome, hash FROM audit WHERE seq = 12",
    ];
    let mut place = Some(place);
    for text in tamperings {
        let place = place.take().or_else(another).expect("the first one was there");
        let (store, ..) = twelve(&place).await;
        sqlx::query(text).execute(&mut place.intruder().await).await.unwrap();
        // A report is kept whatever was done to the log, and the log does not become sound again by it.
        assert!(store.accept(intake(1, 64)).await.unwrap().fresh, "{text}");
        assert!(store.accept(intake(2, 64)).await.unwrap().fresh, "{text}");
        let verdict = verify(&store, TENANT).await.unwrap();
        let faults: Vec<Fault> = verdict.findings.iter().map(|finding| finding.fault).collect();
        assert!(faults.contains(&Fault::HeadForged), "{text}: {verdict}");
        assert_eq!(verdict.checkpoint, Some(12), "nothing vouches for what came after");
        store.close().await;
    }
}

/// Some rows of many tables, with values that are absent, empty and long.
async fn fill(store: &Store) {
    for number in 1..=30 {
        let mut intake = intake(number, 8192);
        if number == 3 {
            let envelope = noise(99, 300_000);
            let row = AttachmentRow {
                id: id(1),
                tenant: TENANT,
                report_id: id(3),
                key_id: id(3000),
                envelope,
                created_at: NOW,
            };
            intake.attachments.push(row);
        }
        store.accept(intake).await.unwrap();
    }
    let tenant = TenantRow {
        id: TENANT,
        slug: "lantern".to_owned(),
        name: "Lantern — الفانوس".to_owned(),
        place: String::new(),
        languages: "en ar".to_owned(),
        synthetic: true,
        retention_days: 365,
        created_at: NOW,
    };
    store.write(move |conn| Box::pin(async move { Ok(tenant.insert(conn).await?) })).await.unwrap();
}

/// Everything in a database, as text.
async fn everything(store: &Store) -> Vec<String> {
    let mut all = Vec::new();
    for (table, columns) in TABLES.iter().filter(|(table, _)| *table != SessionRow::TABLE) {
        let text = AssertSqlSafe(format!("SELECT {} FROM {table}", columns.join(", ")));
        let rows = sqlx::query(text).fetch_all(store.reader()).await.unwrap();
        let mut rows: Vec<String> = rows
            .iter()
            .map(|row| {
                let cell = |at| match (row.try_get::<Option<i64>, _>(at), row.try_get::<Option<String>, _>(at)) {
                    (Ok(number), _) => format!("{number:?}"),
                    (_, Ok(text)) => format!("{text:?}"),
                    _ => format!("{:?}", row.get::<Option<Vec<u8>>, _>(at)),
                };
                let cells: Vec<String> = (0..columns.len()).map(cell).collect();
                format!("{table}: {}", cells.join("|"))
            })
            .collect();
        rows.sort();
        all.extend(rows);
    }
    all
}

async fn a_backup_is_restored_on_an_empty_machine_of_either_kind(place: Place, _: Another) {
    let store = place.open().await;
    fill(&store).await;
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let secret = SecretKey::generate(&mut rng);
    let (with_words, to_key) = (place.dir.path().join("words.backup"), place.dir.path().join("key.backup"));
    let weak = backup::make(&store, &with_words, Lock::Passphrase("short", Cost::for_tests()), NOW, &mut rng).await;
    assert!(matches!(weak, Err(StoreError::Backup(BackupError::Weak(_)))));
    let lock = Lock::Passphrase(PASSPHRASE, Cost::for_tests());
    let contents = backup::make(&store, &with_words, lock, NOW, &mut rng).await.unwrap();
    backup::make(&store, &to_key, Lock::PublicKey(&secret.public()), NOW, &mut rng).await.unwrap();
    let twice = backup::make(&store, &to_key, Lock::PublicKey(&secret.public()), NOW, &mut rng).await;
    assert!(matches!(twice, Err(StoreError::Backup(BackupError::Exists(_)))));
    assert!(
        contents.tables.contains(&("reports".to_owned(), 30)) && contents.tables.contains(&("wraps".to_owned(), 150))
    );
    assert_eq!(backup::inspect(&with_words, Unlock::Passphrase(PASSPHRASE)).await.unwrap(), contents);
    let file = std::fs::read(&with_words).unwrap();
    let key = std::fs::read(place.data_dir().join("server.key")).unwrap();
    for clear in [&b"lantern"[..], b"reports", &key, &noise(4, 64)] {
        assert!(!file.windows(clear.len()).any(|window| window == clear), "nothing is in clear in a backup");
    }
    let before = everything(&store).await;
    for target in [Place::sqlite(), Place::postgres()].into_iter().flatten() {
        let options = target.options();
        let wrong = Unlock::Passphrase("seventeen lanterns over the quiet harbor");
        let refused = backup::restore(&with_words, wrong, &target.url, &options).await;
        assert!(matches!(refused, Err(StoreError::Backup(BackupError::Locked))), "{refused:?}");
        let other = SecretKey::generate(&mut rng);
        let refused = backup::restore(&to_key, Unlock::SecretKey(&other), &target.url, &options).await;
        assert!(matches!(refused, Err(StoreError::Backup(BackupError::Locked))), "{refused:?}");
        let refused = backup::restore(&to_key, Unlock::Passphrase(PASSPHRASE), &target.url, &options).await;
        assert!(matches!(refused, Err(StoreError::Backup(BackupError::WantsKey))), "{refused:?}");

        backup::restore(&to_key, Unlock::SecretKey(&secret), &target.url, &options).await.unwrap();
        let restored = target.open().await;
        assert_eq!(everything(&restored).await, before);
        let verdict = verify(&restored, TENANT).await.unwrap();
        assert!(verdict.is_whole() && verdict.entries == 30, "{verdict}");
        assert!(!restored.accept(intake(5, 64)).await.unwrap().fresh);
        assert!(restored.accept(intake(31, 64)).await.unwrap().fresh);
        assert!(verify(&restored, TENANT).await.unwrap().is_whole());
        restored.close().await;
        let refused = backup::restore(&with_words, Unlock::Passphrase(PASSPHRASE), &target.url, &options).await;
        assert!(matches!(refused, Err(StoreError::Backup(BackupError::NotEmpty(_)))), "{refused:?}");
    }
}

async fn a_changed_backup_is_refused(place: Place, another: Another) {
    let store = place.open().await;
    fill(&store).await;
    let path = place.dir.path().join("backup");
    let lock = Lock::Passphrase(PASSPHRASE, Cost::for_tests());
    backup::make(&store, &path, lock, NOW, &mut ChaCha20Rng::seed_from_u64(2)).await.unwrap();
    let whole = std::fs::read(&path).unwrap();
    // The header: 19 bytes of the name, 1 of the kind, 16 of the identifier, 4 of the length, then the lock.
    let lock = u32::from_be_bytes(whole[36..40].try_into().unwrap()) as usize;
    let (body, chunk) = (40 + lock, 65_536 + 16);
    assert!(whole.len() > body + 3 * chunk, "there are several chunks");
    let mut bad: Vec<(String, Vec<u8>)> = Vec::new();
    let places = (0..body).step_by(5).chain((body..whole.len()).step_by(chunk / 3)).chain([whole.len() - 1]);
    for at in places {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        bad.push((format!("a bit of byte {at}"), bytes));
    }
    for length in [0, 10, body, body + 1, body + chunk, body + 2 * chunk, whole.len() - 1] {
        bad.push((format!("cut off at {length}"), whole[..length].to_vec()));
    }
    bad.push(("longer".to_owned(), [&whole[..], b"x"].concat()));
    let part = |number: usize| &whole[body + number * chunk..body + (number + 1) * chunk];
    let rest = &whole[body + 2 * chunk..];
    bad.push(("two chunks swapped".to_owned(), [&whole[..body], part(1), part(0), rest].concat()));
    bad.push(("a chunk left out".to_owned(), [&whole[..body], part(0), rest].concat()));
    let changed = place.dir.path().join("changed");
    for (what, bytes) in &bad {
        std::fs::write(&changed, bytes).unwrap();
        let refused = backup::inspect(&changed, Unlock::Passphrase(PASSPHRASE)).await;
        assert!(matches!(refused, Err(StoreError::Backup(_))), "{what}: {refused:?}");
    }
    // Refused at its very end, a backup leaves nothing behind.
    let target = another().expect("the first one was there");
    let mut bytes = whole.clone();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&changed, bytes).unwrap();
    let unlock = || Unlock::Passphrase(PASSPHRASE);
    let refused = backup::restore(&changed, unlock(), &target.url, &target.options()).await;
    assert!(matches!(refused, Err(StoreError::Backup(BackupError::Damaged { .. }))), "{refused:?}");
    assert!(!target.data_dir().join("server.key").exists());
    backup::restore(&path, unlock(), &target.url, &target.options()).await.unwrap();
}

async fn what_expires_is_shredded_and_counted(place: Place, _: Another) {
    let store = place.open().await;
    for number in [1, 2] {
        let mut intake = intake(number, 8192);
        intake.report.expires_at = NOW.plus(number as i64 * 1000);
        intake.wraps.push(WrapRow { expires_at: Some(NOW), recipient: id(77), ..intake.wraps[0].clone() });
        store.accept(intake).await.unwrap();
    }
    let needle = &noise(1, 2048)[100..150];
    let files = |dir: &Path| -> Vec<u8> {
        let entries = std::fs::read_dir(dir).unwrap().flatten().filter(|entry| entry.path().is_file());
        entries.flat_map(|entry| std::fs::read(entry.path()).unwrap()).collect()
    };
    let on_disk = |dir: &Path| files(dir).windows(needle.len()).any(|window| window == needle);
    if store.kind() == Kind::Sqlite {
        assert!(on_disk(place.dir.path()), "the search can find it");
    }
    assert_eq!(retention::expire(&store, NOW.plus(999)).await.unwrap().reports, 0);
    assert_eq!(count(&store, "wraps").await, 10, "grants whose time has come are gone, the others not");
    let shredded = retention::expire(&store, NOW.plus(1000)).await.unwrap();
    assert_eq!((shredded.reports, shredded.keys, shredded.sealed), (1, 4, 4));
    if store.kind() == Kind::Sqlite {
        assert!(!on_disk(place.dir.path()), "what was deleted is not in the files any more");
    }
    let one = ReportRow::one(store.reader(), "WHERE id = $1", Values::new().and(&id(1))).await.unwrap().unwrap();
    assert_eq!((one.state.as_str(), one.receipt_lookup, one.reporter_public), ("expired", None, None));
    assert_eq!((one.received_at, one.channel.as_str()), (NOW.day(), "web"));
    let counts =
        [count(&store, "reports").await, count(&store, "signals").await, count(&store, "compartment_keys").await];
    assert_eq!(counts, [2, 2, 8], "the rows stay for the statistics");
    assert_eq!((count(&store, "wraps").await, count(&store, "sealed").await), (5, 4));
    assert_eq!(retention::expire(&store, NOW.plus(1000)).await.unwrap().reports, 0, "once is enough");
    retention::erase(&store, TENANT, id(2), "user:x".to_owned(), NOW).await.unwrap();
    assert_eq!((count(&store, "wraps").await, count(&store, "sealed").await), (0, 0));
    let missing = retention::erase(&store, id(9), id(2), "user:x".to_owned(), NOW).await;
    assert!(matches!(missing, Err(CaseworkError::Store(StoreError::Missing { .. }))), "another organisation's report");
    assert_eq!(count(&store, "audit").await, 4);
    assert!(verify(&store, TENANT).await.unwrap().is_whole());
}

async fn every_column_is_sealed_or_clear_for_a_reason(place: Place, _: Another) {
    let store = place.open().await;
    let columns = clear::columns(&store).await.unwrap();
    assert_eq!(clear::disagreements(&columns), Vec::<String>::new());
    let listed: usize = TABLES.iter().map(|(_, columns)| columns.len()).sum();
    assert_eq!(columns.len(), listed, "every table has its struct");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_and_loses_nothing() {
    let place = Place::sqlite().expect("SQLite is always there");
    let store = place.open().await;
    let limit = |pages: u32| {
        let text = AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
        store.write(move |conn| {
            Box::pin(async move {
                sqlx::query(text).execute(conn).await?;
                Ok(())
            })
        })
    };
    limit(600).await.unwrap();
    let mut kept = Vec::new();
    let mut refused = 0;
    for batch in 0..30 {
        let sent = (batch * 20..batch * 20 + 20).map(|number| store.accept(intake(number + 1, 8192)));
        for result in futures::future::join_all(sent).await {
            match result {
                Ok(accepted) => kept.push(accepted.report),
                Err(CaseworkError::Store(StoreError::Full)) => refused += 1,
                Err(other) => panic!("{other}"),
            }
        }
        if refused > 60 {
            break;
        }
    }
    assert!(refused > 60 && !kept.is_empty(), "{refused} refused, {} kept", kept.len());
    limit(1_000_000).await.unwrap();
    store.accept(intake(9999, 8192)).await.unwrap();
    store.close().await;
    let store = place.open().await;
    assert_eq!(count(&store, "reports").await, kept.len() as i64 + 1);
    for id in kept {
        let there = SealedRow::all(store.reader(), "WHERE row_id = $1", Values::new().and(&id)).await.unwrap();
        assert_eq!(there.len(), 4, "{id}");
    }
    assert!(verify(&store, TENANT).await.unwrap().is_whole());
}

/// How many reports a second are kept, from many at once. Run it with `--ignored --nocapture`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn how_many_reports_a_second() {
    for place in [Place::sqlite(), Place::postgres()].into_iter().flatten() {
        let store = place.open().await;
        const REPORTS: u64 = 20_000;
        const AT_ONCE: u64 = 256;
        let intakes: Vec<Intake> = (1..=REPORTS).map(|number| random(intake(number, 8192))).collect();
        let begun = Instant::now();
        let mut lanes: Vec<Vec<Intake>> = (0..AT_ONCE).map(|_| Vec::new()).collect();
        for (at, intake) in intakes.into_iter().enumerate() {
            lanes[at % AT_ONCE as usize].push(intake);
        }
        let lanes = lanes.into_iter().map(|lane| {
            let store = store.clone();
            tokio::spawn(async move {
                for intake in lane {
                    store.accept(intake).await.unwrap();
                }
            })
        });
        futures::future::join_all(lanes).await;
        let rate = REPORTS as f64 / begun.elapsed().as_secs_f64();
        eprintln!("{:?}: {rate:.0} reports of 8 KiB a second, {AT_ONCE} at once", store.kind());
        let begun = Instant::now();
        let verdict = verify(&store, TENANT).await.unwrap();
        eprintln!("{verdict}, checked in {:.2} s", begun.elapsed().as_secs_f64());
        assert_eq!(verdict.entries, REPORTS as i64);
    }
}

/// Identifiers that are spread as real ones are.
fn random(mut intake: Intake) -> Intake {
    use sha2::Digest;
    let spread = |id: &mut Id| *id = Id(sha2::Sha256::digest(id.0)[..16].try_into().expect("16 bytes"));
    spread(&mut intake.report.id);
    spread(&mut intake.signal.id);
    intake.keys.iter_mut().for_each(|key| {
        spread(&mut key.id);
        spread(&mut key.owner);
    });
    intake.wraps.iter_mut().for_each(|wrap| {
        spread(&mut wrap.key_id);
        spread(&mut wrap.recipient);
    });
    intake.sealed.iter_mut().for_each(|sealed| {
        spread(&mut sealed.row_id);
        spread(&mut sealed.key_id);
    });
    if let Some(lookup) = &mut intake.report.receipt_lookup {
        *lookup = sha2::Sha256::digest(*lookup).into();
    }
    intake
}
