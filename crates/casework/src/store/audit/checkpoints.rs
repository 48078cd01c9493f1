//! The ends of the audit chains, copied to a file beside the database after commits, so that a database that was put back to an
//! earlier state, with chain and sealed head, is found out. Lines are only added.

use super::AuditHeadRow;
use crate::id::Id;
use crate::store::StoreError;
use crate::store::key::{self, ServerKey};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The name of the file in the data directory.
pub const FILE: &str = "audit-heads.jsonl";

/// How long a head may wait for its line.
const EVERY: Duration = Duration::from_secs(1);

/// A line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    tenant: Id,
    seq: i64,
    hash: String,
    seal: String,
}

impl Line {
    fn of(row: &AuditHeadRow) -> Line {
        Line { tenant: row.tenant, seq: row.seq, hash: HEXLOWER.encode(&row.hash), seal: HEXLOWER.encode(&row.seal) }
    }

    fn row(&self) -> Option<AuditHeadRow> {
        let hash = HEXLOWER.decode(self.hash.as_bytes()).ok()?.try_into().ok()?;
        let seal = HEXLOWER.decode(self.seal.as_bytes()).ok()?;
        Some(AuditHeadRow { tenant: self.tenant, seq: self.seq, hash, seal })
    }
}

/// Writes the lines, at most once a second.
#[derive(Debug)]
pub(in crate::store) struct Checkpoints {
    path: PathBuf,
    waiting: BTreeMap<Id, AuditHeadRow>,
    written: Option<Instant>,
}

impl Checkpoints {
    /// Opens the file. The last line is cut off when the machine stopped while it was written.
    pub(in crate::store) fn open(data_dir: &Path) -> Result<Checkpoints, StoreError> {
        let path = data_dir.join(FILE);
        mend(&path).map_err(StoreError::file(&path))?;
        Ok(Checkpoints { path, waiting: BTreeMap::new(), written: None })
    }

    /// Takes heads that were committed. One that is not sealed gives no line: it would vouch for what it should not.
    pub(in crate::store) fn add(&mut self, heads: Vec<AuditHeadRow>) {
        self.waiting.extend(heads.into_iter().filter(|row| !row.seal.is_empty()).map(|row| (row.tenant, row)));
    }

    /// How long until the lines are due; `None` when there is nothing to write.
    pub(in crate::store) fn due(&self) -> Option<Duration> {
        if self.waiting.is_empty() {
            return None;
        }
        Some(self.written.map_or(Duration::ZERO, |at| EVERY.saturating_sub(at.elapsed())))
    }

    /// Writes what waits. When that fails it keeps waiting: the reports are in the database already.
    pub(in crate::store) fn write(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        self.written = Some(Instant::now());
        match append(&self.path, self.waiting.values()) {
            Ok(()) => self.waiting.clear(),
            Err(error) => tracing::error!(%error, "the checkpoints of the audit log cannot be written"),
        }
    }
}

fn append<'a>(path: &Path, rows: impl Iterator<Item = &'a AuditHeadRow>) -> io::Result<()> {
    let mut lines = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut lines, &Line::of(row))?;
        lines.push(b'\n');
    }
    // One call, so that the lines of two programs on one data directory do not mix.
    key::private(OpenOptions::new().append(true).create(true)).open(path)?.write_all(&lines)
}

fn mend(path: &Path) -> io::Result<()> {
    let mut file = match OpenOptions::new().read(true).write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let length = file.metadata()?.len();
    // A line has about 250 bytes.
    let start = length.saturating_sub(4096);
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.read_to_end(&mut tail)?;
    match tail.iter().rposition(|byte| *byte == b'\n') {
        _ if tail.is_empty() => Ok(()),
        Some(at) if at + 1 == tail.len() => Ok(()),
        Some(at) => file.set_len(start + at as u64 + 1),
        None => file.set_len(start),
    }
}

/// What the file says about one organisation.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// The digests, by number of the entry.
    pub(super) heads: BTreeMap<i64, [u8; 32]>,
    /// The first line that the server key did not seal.
    pub(super) forged: Option<usize>,
}

/// Reads the file.
pub(super) fn read(data_dir: &Path, key: &ServerKey) -> Result<BTreeMap<Id, Said>, StoreError> {
    let path = data_dir.join(FILE);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(StoreError::file(&path)(error)),
    };
    let mut said: BTreeMap<Id, Said> = BTreeMap::new();
    let mut unreadable = None;
    for (number, line) in BufReader::new(file).split(b'\n').enumerate() {
        let line = line.map_err(StoreError::file(&path))?;
        let row = serde_json::from_slice::<Line>(&line).ok().and_then(|line| line.row());
        match row {
            Some(row) if row.is_sealed(key) => {
                said.entry(row.tenant).or_default().heads.insert(row.seq, row.hash);
            }
            Some(row) => {
                said.entry(row.tenant).or_default().forged.get_or_insert(number + 1);
            }
            None => {
                unreadable.get_or_insert(number + 1);
            }
        }
    }
    // A line that names nobody is a matter of everybody in the file.
    if let Some(line) = unreadable {
        for said in said.values_mut() {
            said.forged = Some(said.forged.map_or(line, |other| other.min(line)));
        }
    }
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_line_is_cut_off_and_a_whole_one_is_kept() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join(FILE);
        for (before, after) in [("", ""), ("{}\n", "{}\n"), ("{}\n{\"ten", "{}\n"), ("{\"ten", "")] {
            std::fs::write(&path, before)?;
            mend(&path)?;
            assert_eq!(std::fs::read_to_string(&path)?, after);
        }
        Ok(())
    }
}
