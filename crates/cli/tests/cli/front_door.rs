//! The front door as a process on both databases: nothing that was said can be read from what it leaves on the disk, and no report that
//! was acknowledged is lost or doubled when the process is killed.

use crate::site::{Connection, Site, start};
use crate::{err, out, postgres, turnstone};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How many reports the search for canaries looks for.
const REPORTS: usize = 10_000;
/// What every canary begins with. Not a word of any page, log or file of the program.
const CANARY: &str = "zqcanary";

fn token(number: usize) -> String {
    // Reports of a test need other tokens, not secret ones.
    format!("{number:064x}")
}

/// A report with a canary in every compartment.
fn report(number: usize) -> serde_json::Value {
    let canary = |part: &str| format!("{CANARY}{part}{number:08}");
    serde_json::json!({
        "token": token(number),
        "language": "en",
        "report": {
            "what": format!("{} was seen behind the market with a man who keeps the papers", canary("what")),
            "danger_now": if number.is_multiple_of(50) { "yes" } else { "unknown" },
            "place_text": canary("place"),
            "who_text": canary("who"),
            "may_contact": "yes",
            "contact": { "name": canary("name"), "channel": "phone", "address": canary("phone"), "code_word": canary("code") },
        },
    })
}

/// Sends reports `from..to` over four connections; gives the receipts.
fn send(site: &Site, from: usize, to: usize) -> BTreeMap<usize, String> {
    let (next, receipts) = (AtomicUsize::new(from), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut connection = Connection::open(&site.public).unwrap();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= to {
                        return;
                    }
                    let answer = connection.json("/api/v1/o/main/reports", &report(number)).unwrap();
                    assert!(answer.status < 300, "{} {}", answer.status, answer.body);
                    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
                    receipts.lock().unwrap().insert(number, body["receipt"].as_str().unwrap().to_owned());
                }
            });
        }
    });
    receipts.into_inner().unwrap()
}

/// The files under a folder in which a text stands, as it is or as base 64 or hexadecimal digits would keep it.
fn found(folder: &Path, text: &str) -> Vec<PathBuf> {
    let mut hits = Vec::new();
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    // Base 64 has three forms of a text, by where it begins in a group of three; the ends of each are left out.
    let base64 = |skip: usize| {
        let padded = format!("{}{text}", "-".repeat(skip));
        let whole = data_encoding::BASE64_NOPAD.encode(padded.as_bytes());
        whole[(skip * 8).div_ceil(6)..whole.len() - 2].to_owned()
    };
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut needles: Vec<Vec<u8>> = vec![text.into(), hex.to_uppercase().into(), hex.into(), utf16];
    needles.extend((0..3).map(|skip| base64(skip).into_bytes()));
    let finders: Vec<_> = needles.iter().map(memchr::memmem::Finder::new).collect();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path)
                && finders.iter().any(|finder| finder.find(&bytes).is_some())
            {
                hits.push(path);
            }
        }
    }
    hits
}

/// Fills a site with canaries, makes a backup, lets it crash, and searches everything that is left.
fn canaries(database: Option<&str>, cluster: Option<&Path>) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let log = folder.path().join("log.txt");
    let mut site = start(&data, database, &log, &[]);
    let receipts = send(&site, 0, REPORTS);
    assert_eq!(receipts.values().collect::<BTreeSet<_>>().len(), REPORTS, "every report has a receipt of its own");

    // The mailbox, a file, and what is refused: none of it may be written down on the way.
    let mut connection = Connection::open(&site.public).unwrap();
    for number in 0..100 {
        let message = serde_json::json!({
            "receipt": receipts[&number], "token": token(REPORTS + number), "text": format!("{CANARY}message{number:08}"),
        });
        let answer = connection.json("/api/v1/o/main/mailbox/messages", &message).unwrap();
        assert!(answer.status < 300, "{} {}", answer.status, answer.body);
    }
    for (path, body) in [
        ("/api/v1/o/main/reports", format!("{{\"report\": {{\"what\": \"{CANARY}broken")),
        ("/api/v1/o/main/reports", format!("{{\"{CANARY}field\": 1}}")),
        (&*format!("/{CANARY}path"), String::new()),
        ("/api/v1/o/main/mailbox", format!("{{\"receipt\": \"{CANARY} word\"}}")),
    ] {
        let answer = connection.send("POST", path, "application/json", "", body.as_bytes()).unwrap();
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.status);
        assert!(!answer.body.contains(CANARY), "an answer repeats what was sent: {}", answer.body);
    }

    let words = folder.path().join("words.txt");
    std::fs::write(&words, "a long passphrase of the backup\n").unwrap();
    let data_text = data.to_str().unwrap();
    let mut arguments =
        vec!["admin", "backup", "all.backup", "--passphrase-file", words.to_str().unwrap(), "--data", data_text];
    arguments.extend(database.iter().flat_map(|url| ["--database", *url]));
    let backup = turnstone(&arguments, folder.path());
    assert!(backup.status.success(), "{}", err(&backup));
    assert!(folder.path().join("all.backup").metadata().unwrap().len() > 1_000_000, "{}", out(&backup));

    // A crash, with whatever it leaves.
    assert!(
        std::process::Command::new("kill").args(["-ABRT", &site.process.id().to_string()]).status().unwrap().success()
    );
    site.process.wait().unwrap();

    assert_eq!(found(folder.path(), CANARY), Vec::<PathBuf>::new(), "what somebody said can be read");
    if let Some(cluster) = cluster {
        assert_eq!(
            found(cluster, CANARY),
            Vec::<PathBuf>::new(),
            "what somebody said can be read in PostgreSQL's files"
        );
    }
    // The search bites: the same text, kept as a program without a vault keeps it, is found.
    let unsealed = folder.path().join("unsealed");
    keep_unsealed(&unsealed);
    let names: BTreeSet<_> =
        found(&unsealed, CANARY).into_iter().filter_map(|path| Some(path.file_name()?.to_owned())).collect();
    assert!(
        names.contains(std::ffi::OsStr::new("casework.db")) || names.contains(std::ffi::OsStr::new("casework.db-wal")),
        "{names:?}"
    );
}

/// The same database, store and tables with envelopes that hold what was said as it is.
fn keep_unsealed(folder: &Path) {
    use turnstone_casework::store::rows::{ReportRow, SealedRow, SignalRow};
    use turnstone_casework::store::{Intake, Store, StoreOptions, audit};
    use turnstone_casework::{Id, Moment};
    std::fs::create_dir_all(folder).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let url = format!("sqlite:{}", folder.join("casework.db").display());
        let store = Store::open(&url, StoreOptions::new(folder)).await.unwrap();
        let now = Moment(1_800_000_000);
        for number in 0..50_u8 {
            let (tenant, id, key) = (Id([1; 16]), Id([number; 16]), Id([200; 16]));
            let envelope = report(number.into())["report"].to_string().into_bytes();
            let report = ReportRow {
                id,
                tenant,
                channel: "web".to_owned(),
                language: "en".to_owned(),
                received_at: now,
                receipt_lookup: Some([number; 32]),
                reporter_public: None,
                state: "new".to_owned(),
                rank: 0,
                due_at: now,
                claimed_by: None,
                claimed_until: None,
                bundle: None,
                unread: 0,
                expires_at: now,
                version: 1,
            };
            let sealed = SealedRow {
                tenant,
                table_name: "reports".to_owned(),
                row_id: id,
                field: "narrative".to_owned(),
                key_id: key,
                envelope,
            };
            let signal = SignalRow {
                id,
                tenant,
                kind: "new_report".to_owned(),
                channel: "web".to_owned(),
                received_day: now,
                report_id: Some(id),
            };
            let event = audit::Event {
                tenant,
                at: now,
                actor: "test".to_owned(),
                action: "report.receive",
                object: String::new(),
                outcome: "done",
            };
            let intake = Intake {
                report,
                signal,
                keys: vec![],
                wraps: vec![],
                sealed: vec![sealed],
                attachments: vec![],
                event,
            };
            store.accept(intake).await.unwrap();
        }
        store.close().await;
    });
}

#[test]
fn nothing_that_was_said_can_be_read_from_sqlite() {
    canaries(None, None);
}

#[test]
fn nothing_that_was_said_can_be_read_from_postgresql() {
    let Some(postgres) = postgres::shared() else { return };
    canaries(Some(&postgres.database()), Some(postgres.folder()));
}

/// Sends reports while the server is killed again and again; every one is sent until it is acknowledged.
fn killed(database: Option<&str>) {
    const ROUNDS: u64 = 8;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let log = folder.path().join("log.txt");
    // The first start founds the organisation; it is not what is killed here.
    start(&data, database, &log, &[]).stop();
    let (next, acknowledged) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let mut unanswered: Vec<usize> = Vec::new();
    let mut answered_in_doubt = 0;
    for round in 0..=ROUNDS {
        let last = round == ROUNDS;
        let mut site = start(&data, database, &log, &[]);
        let (stop, open) = (AtomicBool::new(last), Mutex::new(Vec::new()));
        let again = Mutex::new(std::mem::take(&mut unanswered));
        answered_in_doubt += again.lock().unwrap().len();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let Ok(mut connection) = Connection::open(&site.public) else { return };
                    loop {
                        // What was sent and not answered is sent again, with the same token.
                        let number = again.lock().unwrap().pop();
                        let number = match number {
                            Some(number) => number,
                            None if stop.load(Ordering::Relaxed) => return,
                            None => next.fetch_add(1, Ordering::Relaxed),
                        };
                        match connection.json("/api/v1/o/main/reports", &report(number)) {
                            Ok(answer) if answer.status < 300 => {
                                let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
                                acknowledged
                                    .lock()
                                    .unwrap()
                                    .insert(number, body["receipt"].as_str().unwrap().to_owned());
                            }
                            _ => {
                                open.lock().unwrap().push(number);
                                return;
                            }
                        }
                    }
                });
            }
            if !last {
                // Spread over the rounds, so that the kill meets every stage of a write.
                std::thread::sleep(Duration::from_millis(350 + round * 67));
                let id = site.process.id().to_string();
                assert!(std::process::Command::new("kill").args(["-9", &id]).status().unwrap().success());
                stop.store(true, Ordering::Relaxed);
            }
        });
        unanswered = open.into_inner().unwrap();
        unanswered.extend(again.into_inner().unwrap());
        if last {
            assert_eq!(unanswered, Vec::<usize>::new());
            let acknowledged = acknowledged.lock().unwrap();
            let mut connection = Connection::open(&site.public).unwrap();
            for (number, receipt) in acknowledged.iter() {
                let answer =
                    connection.json("/api/v1/o/main/mailbox", &serde_json::json!({ "receipt": receipt })).unwrap();
                assert_eq!(answer.status, 200, "report {number} was acknowledged and is lost");
            }
            site.stop();
        } else {
            site.process.wait().unwrap();
        }
    }
    let acknowledged = acknowledged.into_inner().unwrap();
    let sent = next.load(Ordering::Relaxed);
    assert_eq!(acknowledged.len(), sent, "every report was acknowledged in the end");
    assert!(sent > 100, "only {sent} reports were sent");
    assert_eq!(count_reports(&data, database), sent, "a report is there twice, or one that nobody sent");
    let mut arguments = vec!["admin", "verify-audit", "--data", data.to_str().unwrap()];
    arguments.extend(database.iter().flat_map(|url| ["--database", *url]));
    let verified = turnstone(&arguments, folder.path());
    assert!(verified.status.success(), "{}{}", out(&verified), err(&verified));
    eprintln!(
        "{ROUNDS} kills, {sent} reports acknowledged once each; {answered_in_doubt} had been sent without an answer"
    );
}

fn count_reports(data: &Path, database: Option<&str>) -> usize {
    use turnstone_casework::store::{Store, StoreOptions};
    let url = database.map_or_else(|| format!("sqlite:{}", data.join("casework.db").display()), str::to_owned);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(&url, StoreOptions::new(data)).await.unwrap();
        let (count,): (i64,) =
            sqlx::query_as("SELECT CAST(COUNT(*) AS BIGINT) FROM reports").fetch_one(store.reader()).await.unwrap();
        store.close().await;
        usize::try_from(count).unwrap()
    })
}

#[test]
fn kill_9_loses_and_doubles_nothing_on_sqlite() {
    killed(None);
}

#[test]
fn kill_9_loses_and_doubles_nothing_on_postgresql() {
    let Some(postgres) = postgres::shared() else { return };
    killed(Some(&postgres.database()));
}

#[test]
fn the_first_report_is_accepted_soon_after_the_first_start() {
    let folder = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    let mut site = start(&folder.path().join("data"), None, &folder.path().join("log.txt"), &[]);
    assert_eq!(send(&site, 0, 1).len(), 1);
    // A minute is what a person is promised; no time of a machine is asserted here beyond it.
    assert!(begun.elapsed() < Duration::from_secs(60));
    let printed = site.printed.join("\n");
    for part in ["admin", "supervisor", "passphrase", "authenticator", "recovery code"] {
        assert!(printed.contains(part), "{printed}");
    }
    site.stop();
    // The second start founds nothing and prints no secret.
    let site = start(&folder.path().join("data"), None, &folder.path().join("log.txt"), &[]);
    assert!(!site.printed.join("\n").contains("passphrase"));
}
