//! The front door under load, over HTTP on loopback: durable reports a second with their waiting times, mailbox look-ups a second, and the
//! page of the queue among 100,000 reports, on SQLite and, when the machine has it, on PostgreSQL.
//!
//! The client runs in the same process and takes its share of the processor. Prints a table, and JSON with `-- --json`.
//! `-- --reports N`, `-- --queue N` and `-- --seconds N` make it smaller or larger.

#[path = "../../casework/tests/support/postgres.rs"]
mod postgres;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use turnstone_casework::desk::intake::IntakeForm;
use turnstone_casework::desk::people::{FirstPerson, Founding, NewUser};
use turnstone_casework::desk::{Desk, DeskOptions};
use turnstone_casework::moment::Moment;
use turnstone_casework::permission::Role;
use turnstone_casework::store::{Store, StoreOptions};
use turnstone_casework::synthetic;
use turnstone_casework::triage::Triage;
use turnstone_casework::vault::{FormToken, Totp};
use turnstone_server::{Listeners, Settings, Shared};

/// Connections of the client at once.
const CONNECTIONS: usize = 64;
const PASSPHRASE: &str = "long words of a benchmark";

struct Options {
    seconds: u64,
    queue: usize,
    json: bool,
}

fn options() -> Options {
    let mut options = Options { seconds: 10, queue: 100_000, json: false };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seconds" => options.seconds = arguments.next().and_then(|n| n.parse().ok()).expect("--seconds N"),
            "--queue" => options.queue = arguments.next().and_then(|n| n.parse().ok()).expect("--queue N"),
            "--json" => options.json = true,
            // What `cargo bench` adds.
            _ => {}
        }
    }
    options
}

/// A measured rate with waiting times in milliseconds.
#[derive(serde::Serialize)]
struct Rate {
    a_second: f64,
    p50_ms: f64,
    p95_ms: f64,
    p99_ms: f64,
    answers: usize,
}

#[derive(serde::Serialize)]
struct Measured {
    database: &'static str,
    reports: Rate,
    mailbox: Rate,
    queue: Rate,
    queue_reports: usize,
}

fn rate(mut waits: Vec<Duration>, taken: Duration) -> Rate {
    waits.sort_unstable();
    let at = |share: f64| {
        let place = ((waits.len() as f64 * share).ceil() as usize).clamp(1, waits.len()) - 1;
        waits[place].as_secs_f64() * 1000.0
    };
    Rate {
        a_second: waits.len() as f64 / taken.as_secs_f64(),
        p50_ms: at(0.5),
        p95_ms: at(0.95),
        p99_ms: at(0.99),
        answers: waits.len(),
    }
}

/// One connection that stays open.
struct Client(BufReader<TcpStream>, String);

impl Client {
    fn open(address: &str) -> Client {
        let stream = TcpStream::connect(address).expect("the server listens");
        stream.set_nodelay(true).expect("a socket has this option");
        Client(BufReader::new(stream), address.to_owned())
    }

    /// Gives the status and the body.
    fn send(&mut self, method: &str, path: &str, more: &str, body: &[u8]) -> (u16, Vec<u8>) {
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n{more}\r\n",
            self.1,
            body.len()
        )
        .into_bytes();
        request.extend_from_slice(body);
        self.0.get_mut().write_all(&request).expect("the server reads");
        let (mut line, mut status, mut length) = (String::new(), 0, 0);
        loop {
            line.clear();
            self.0.read_line(&mut line).expect("the server answers");
            let lower = line.to_ascii_lowercase();
            if let Some(rest) = lower.strip_prefix("http/1.1 ") {
                status = rest[..3].parse().expect("a status");
            } else if let Some(rest) = lower.strip_prefix("content-length:") {
                length = rest.trim().parse().expect("a length");
            } else if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).expect("the server sends what it says");
        (status, body)
    }
}

/// Sends requests over many connections for a time; `request` makes the one of a number.
fn load(address: &str, seconds: u64, path: &str, request: impl Fn(usize) -> Vec<u8> + Sync) -> (Rate, usize) {
    let next = AtomicUsize::new(0);
    let begun = Instant::now();
    let until = begun + Duration::from_secs(seconds);
    let waits: Vec<Duration> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CONNECTIONS)
            .map(|_| {
                scope.spawn(|| {
                    let mut client = Client::open(address);
                    let mut waits = Vec::new();
                    while Instant::now() < until {
                        let body = request(next.fetch_add(1, Ordering::Relaxed));
                        let sent = Instant::now();
                        let (status, answer) = client.send("POST", path, "", &body);
                        assert!(status < 300, "{status} {}", String::from_utf8_lossy(&answer));
                        waits.push(sent.elapsed());
                    }
                    waits
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a client ends well")).collect()
    });
    (rate(waits, begun.elapsed()), next.into_inner())
}

fn code(person: &NewUser) -> String {
    let bytes = data_encoding::BASE32_NOPAD.decode(person.totp_secret.replace(' ', "").as_bytes()).expect("base 32");
    Totp::from_bytes(&bytes).expect("a secret").code(Moment::now())
}

async fn measure(database: &'static str, url: String, data: &Path, options: &Options) -> Measured {
    let store = Store::open(&url, StoreOptions::new(data)).await.expect("the database opens");
    let desk = Desk::new(store, Triage::shipped().clone(), DeskOptions::default());
    let founded = desk
        .found(Founding {
            slug: "bench".to_owned(),
            name: "Benchmark".to_owned(),
            place: String::new(),
            languages: vec!["en".to_owned()],
            synthetic: true,
            retention_days: 30,
            people: [("admin", Role::Admin), ("supervisor", Role::Supervisor)]
                .map(|(login, role)| FirstPerson {
                    login: login.to_owned(),
                    role,
                    passphrase: PASSPHRASE.to_owned().into(),
                })
                .into(),
        })
        .await
        .expect("an organisation is founded");
    let mut addresses = Vec::new();
    let mut listeners = Vec::new();
    for _ in 0..3 {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        addresses.push(listener.local_addr().expect("an address").to_string());
        listeners.push(listener);
    }
    let [public, staff, files] = <[_; 3]>::try_from(listeners).expect("three listeners");
    let [public_at, staff_at, files_at] = [0, 1, 2].map(|n: usize| format!("http://{}", addresses[n]));
    let settings =
        Settings { public_url: public_at, staff_url: staff_at, files_url: files_at, study: None, organisation: None };
    let shared = Shared { desk: desk.clone(), settings: Arc::new(settings) };
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = tokio::spawn(async move {
        let stopped = async move {
            let _ = stopped.await;
        };
        turnstone_server::serve(shared, Listeners { public, staff, files }, stopped).await;
    });

    // 8 KiB of text a report, each with words of its own.
    let (public, seconds) = (addresses[0].clone(), options.seconds);
    let reports = tokio::task::spawn_blocking(move || {
        load(&public, seconds, "/api/v1/o/bench/reports", |number| {
            let mut text = format!("[Invented] number {number} ");
            while text.len() < 8 * 1024 - 200 {
                text.push_str("a woman works in the house behind the market and may not leave, ");
            }
            let token = format!("{number:064x}");
            serde_json::json!({ "token": token, "language": "en", "report": { "what": text, "ongoing": "yes" } })
                .to_string()
                .into_bytes()
        })
    });
    let (reports, sent) = reports.await.expect("the load ends");

    let public = addresses[0].clone();
    let receipts: Vec<String> = (0..sent.min(5000))
        .map(|number| {
            let token = FormToken::parse(&format!("{number:064x}")).expect("a token");
            turnstone_casework::vault::Receipt::of(&token).printed().to_string()
        })
        .collect();
    let mailbox = tokio::task::spawn_blocking(move || {
        load(&public, seconds, "/api/v1/o/bench/mailbox", |number| {
            serde_json::json!({ "receipt": receipts[number % receipts.len()] }).to_string().into_bytes()
        })
    });
    let (mailbox, _) = mailbox.await.expect("the load ends");

    let there = fill(&desk, sent, options.queue).await;
    let supervisor = &founded.people[1];
    let token =
        desk.sign_in("bench", "supervisor", PASSPHRASE, &code(supervisor)).await.expect("the supervisor signs in");
    let bearer = format!("authorization: Bearer {}\r\n", *token.encode());
    let staff = addresses[1].clone();
    let queue = tokio::task::spawn_blocking(move || {
        let mut client = Client::open(&staff);
        let (begun, mut waits) = (Instant::now(), Vec::new());
        let mut path = "/api/v1/queue?limit=50".to_owned();
        for page in 0..200 {
            let sent = Instant::now();
            let (status, body) = client.send("GET", &path, &bearer, b"");
            assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
            waits.push(sent.elapsed());
            // Half of the pages are the first one, half go on from there.
            let next: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
            path = match next["next"].as_str() {
                Some(after) if page % 20 < 10 => format!("/api/v1/queue?limit=50&after={after}"),
                _ => "/api/v1/queue?limit=50".to_owned(),
            };
        }
        rate(waits, begun.elapsed())
    });
    let queue = queue.await.expect("the pages come");
    let _ = stop.send(());
    let _ = server.await;
    desk.store.close().await;
    Measured { database, reports, mailbox, queue, queue_reports: there }
}

/// Invents reports until there are so many.
async fn fill(desk: &Desk, there: usize, wanted: usize) -> usize {
    let tenant = desk.tenant("bench").await.expect("the organisation is there");
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut waiting = tokio::task::JoinSet::new();
    for number in there..wanted {
        let (desk, tenant) = (desk.clone(), tenant.clone());
        let language = synthetic::language(&mut rng);
        let form = synthetic::report(&mut rng, language);
        let token = FormToken::parse(&format!("{:064x}", number + (1 << 40))).expect("a token");
        waiting.spawn(async move {
            let intake = IntakeForm { form, token, language: language.to_owned(), attachments: Vec::new() };
            desk.receive(&tenant, intake).await.map(|received| received.fresh)
        });
        if waiting.len() >= 256 {
            waiting.join_next().await.expect("some wait").expect("a task ends").expect("a report is kept");
        }
    }
    while let Some(done) = waiting.join_next().await {
        done.expect("a task ends").expect("a report is kept");
    }
    there.max(wanted)
}

#[expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
fn main() {
    let options = options();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    let mut all = Vec::new();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite:{}", folder.path().join("casework.db").display());
    all.push(runtime.block_on(measure("SQLite", url, folder.path(), &options)));
    if let Some(postgres) = postgres::shared() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        all.push(runtime.block_on(measure("PostgreSQL", postgres.database(), folder.path(), &options)));
    }
    if options.json {
        println!("{}", serde_json::to_string_pretty(&all).expect("plain data"));
        return;
    }
    println!("What                                   Measured   p50 ms   p95 ms   p99 ms   Target");
    for measured in &all {
        let Measured { database, reports, mailbox, queue, queue_reports } = measured;
        let line = |what: String, rate: &Rate, target: &str| {
            println!(
                "{what:<36} {:>8.0}/s {:>8.1} {:>8.1} {:>8.1}   {target}",
                rate.a_second, rate.p50_ms, rate.p95_ms, rate.p99_ms
            );
        };
        line(format!("{database}: durable reports of 8 KiB"), reports, "at least 500/s");
        line(format!("{database}: mailbox look-ups"), mailbox, "at least 2,000/s");
        line(format!("{database}: queue page of {queue_reports}"), queue, "p95 under 200 ms");
    }
}
