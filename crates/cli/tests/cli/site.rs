//! A running `turnstone serve` for tests, and the least of an HTTP client: one connection that stays open.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server process, ended when dropped.
pub struct Site {
    pub process: Child,
    /// Host and port of the public site.
    pub public: String,
    /// What was printed before the addresses: passphrases and codes of the first start.
    pub printed: Vec<String>,
}

/// Starts a server on free ports. Its log goes to `log`, and temporary files to a folder beside the log.
pub fn start(data: &Path, database: Option<&str>, log: &Path, more: &[&str]) -> Site {
    let temporary = log.with_extension("tmp");
    std::fs::create_dir_all(&temporary).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_turnstone"));
    command
        .args(["serve", "--public", "127.0.0.1:0", "--staff", "127.0.0.1:0", "--files", "127.0.0.1:0", "--data"])
        .arg(data);
    if let Some(database) = database {
        command.args(["--database", database]);
    }
    let log = std::fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
    let mut process = command
        .args(more)
        .env("TMPDIR", &temporary)
        .current_dir(&temporary)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let (mut public, mut staff, mut printed) = (None, None, Vec::new());
    while public.is_none() || staff.is_none() {
        let line = lines.next().expect("the server prints its addresses").unwrap();
        let address =
            |after: &str| line.strip_prefix(after).map(|url| url.trim().trim_start_matches("http://").to_owned());
        public = public.or_else(|| address("Reports are taken at "));
        staff = staff.or_else(|| address("The staff works at "));
        printed.push(line);
    }
    // What it prints afterwards is read, so that it never waits for a reader.
    std::thread::spawn(move || lines.for_each(drop));
    Site { process, public: public.unwrap(), printed }
}

impl Site {
    /// Asks it to stop, as the system does, and waits.
    pub fn stop(&mut self) {
        let done = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status().unwrap();
        assert!(done.success());
        let until = Instant::now() + Duration::from_secs(30);
        while self.process.try_wait().unwrap().is_none() {
            assert!(Instant::now() < until, "the server does not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A connection to a site.
pub struct Connection(BufReader<TcpStream>, String);

/// What a site answered.
pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Connection {
    pub fn open(address: &str) -> std::io::Result<Connection> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        stream.set_nodelay(true)?;
        Ok(Connection(BufReader::new(stream), address.to_owned()))
    }

    pub fn send(&mut self, method: &str, path: &str, kind: &str, more: &str, body: &[u8]) -> std::io::Result<Answer> {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n{more}\r\n",
            self.1,
            body.len()
        );
        let mut request = head.into_bytes();
        request.extend_from_slice(body);
        self.0.get_mut().write_all(&request)?;
        self.answer()
    }

    pub fn json(&mut self, path: &str, body: &serde_json::Value) -> std::io::Result<Answer> {
        self.send("POST", path, "application/json", "", body.to_string().as_bytes())
    }

    fn answer(&mut self) -> std::io::Result<Answer> {
        let ended = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
        let mut head = String::new();
        loop {
            let before = head.len();
            if self.0.read_line(&mut head)? == 0 {
                return Err(ended());
            }
            if head[before..] == *"\r\n" {
                break;
            }
        }
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(ended)?;
        let length = head
            .lines()
            .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:").map(|n| n.trim().to_owned()));
        let mut body = vec![0; length.and_then(|length| length.parse().ok()).unwrap_or(0)];
        self.0.read_exact(&mut body)?;
        Ok(Answer { status, body: String::from_utf8_lossy(&body).into_owned() })
    }
}
