//! A private PostgreSQL for a test program: its own cluster in a temporary directory, reached through a socket there and nowhere else,
//! with every commit on the disk as in earnest. It stops, and its directory goes, when the test program ends in whatever way.
//!
//! Included by test programs with `#[path = "support/postgres.rs"] mod postgres;`.

use std::io::Write;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// A running cluster.
pub struct Postgres {
    bin: PathBuf,
    dir: PathBuf,
    /// The watcher of the server; the server ends when the pipe to it closes.
    _watcher: Child,
}

/// Who runs the server: it refuses to be run by the superuser.
#[derive(Clone, Copy)]
struct User {
    uid: u32,
    gid: u32,
}

/// Runs the server until the pipe at its input closes, then stops it by its number and removes the directory.
const WATCHER: &str = r#"
    "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=on -c synchronous_commit=on -c max_connections=200 \
        >>"$2/log" 2>&1 </dev/null &
    server=$!
    read -r _
    kill -QUIT "$server"
    wait "$server"
    rm -rf "$2"
"#;

/// The cluster of this test program; the first test that asks starts it. `None` when the machine has no PostgreSQL: it says so on
/// standard error, and the test is to be skipped.
pub fn shared() -> Option<&'static Postgres> {
    static SHARED: OnceLock<Option<Postgres>> = OnceLock::new();
    SHARED
        .get_or_init(|| {
            let bin = bin();
            if bin.is_none() {
                let mut stderr = std::io::stderr();
                let _ =
                    writeln!(stderr, "skipped: this machine has no PostgreSQL (Debian: apt-get install postgresql)");
            }
            bin.map(start)
        })
        .as_ref()
}

impl Postgres {
    /// The address of a new, empty database.
    pub fn database(&self) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let done = Command::new(self.bin.join("psql"))
            .args(["-X", "-q", "-h"])
            .arg(&self.dir)
            .args(["-U", "postgres", "-d", "postgres", "-c", &format!("CREATE DATABASE {name}")])
            .status()
            .expect("psql can be run");
        assert!(done.success(), "a database can be made");
        format!("postgres://postgres@localhost/{name}?host={}", self.dir.display())
    }

    /// Where the cluster keeps everything: its data, its log of writes and what it prints.
    #[allow(dead_code, reason = "not every test program needs it")]
    pub fn folder(&self) -> &Path {
        &self.dir
    }
}

/// Where the programs of the server are: on the path, where `pg_config` says, or where Debian puts them.
fn bin() -> Option<PathBuf> {
    let has = |dir: &PathBuf| ["initdb", "postgres", "psql"].iter().all(|program| dir.join(program).is_file());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let told = Command::new("pg_config").arg("--bindir").output().ok();
    let told = told.and_then(|output| String::from_utf8(output.stdout).ok()).map(|text| PathBuf::from(text.trim()));
    let mut debian: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    debian.sort();
    debian.into_iter().rev().chain(told).chain(std::env::split_paths(&path)).find(has)
}

/// The user that Debian's package makes, when the tests are run by the superuser.
fn user() -> Option<User> {
    let uid = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").ok()?);
    if uid != 0 {
        return None;
    }
    let passwd = std::fs::read_to_string("/etc/passwd").ok()?;
    let line = passwd.lines().find(|line| line.starts_with("postgres:"))?;
    let mut numbers = line.split(':').skip(2).map_while(|part| part.parse().ok());
    Some(User { uid: numbers.next()?, gid: numbers.next()? })
}

fn command(program: &Path, user: Option<User>) -> Command {
    let mut command = Command::new(program);
    if let Some(user) = user {
        command.uid(user.uid).gid(user.gid);
    }
    command.current_dir("/");
    command
}

fn start(bin: PathBuf) -> Postgres {
    let user = user();
    let dir = tempfile::Builder::new().prefix("pg").tempdir().expect("a temporary directory").keep();
    if let Some(user) = user {
        chown(&dir, Some(user.uid), Some(user.gid)).expect("the superuser may give a directory away");
    }
    let made = command(&bin.join("initdb"), user)
        .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"])
        .arg(dir.join("data"))
        .output()
        .expect("initdb can be run");
    assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
    let watcher = command(Path::new("/bin/sh"), user)
        .args(["-c", WATCHER, "postgres"])
        .args([&bin, &dir])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell can be run");
    let postgres = Postgres { bin, dir, _watcher: watcher };
    let begun = Instant::now();
    while !postgres.answers() {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "PostgreSQL starts; its log is in {}",
            postgres.dir.display()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    postgres
}

impl Postgres {
    fn answers(&self) -> bool {
        let asked = Command::new(self.bin.join("psql"))
            .args(["-X", "-q", "-h"])
            .arg(&self.dir)
            .args(["-U", "postgres", "-d", "postgres", "-c", "SELECT 1"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        asked.is_ok_and(|status| status.success())
    }
}
