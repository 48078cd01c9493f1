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
    /// Opens the file. The last line is cut off when the machine stopped while it was written, and a file that has grown long is
    /// thinned out.
    pub(in crate::store) fn open(data_dir: &Path, key: &ServerKey) -> Result<Checkpoints, StoreError> {
        let path = data_dir.join(FILE);
        mend(&path)
            .and_then(|length| if length > LONG { thin(&path, key) } else { Ok(()) })
            .map_err(StoreError::file(&path))?;
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

/// Cuts half a line off, and gives the length of the file.
fn mend(path: &Path) -> io::Result<u64> {
    let mut file = match OpenOptions::new().read(true).write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(error),
    };
    let length = file.metadata()?.len();
    // A line has about 250 bytes.
    let start = length.saturating_sub(4096);
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.read_to_end(&mut tail)?;
    let whole = start + tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at as u64 + 1);
    if whole < length {
        file.set_len(whole)?;
    }
    Ok(whole)
}

/// From this length on the file is thinned out when it is opened.
const LONG: u64 = 16 * 1024 * 1024;
/// Of so many lines one is kept.
const KEPT: usize = 16;

/// Keeps the last line of each organisation, one of sixteen of the others, and every line that is not sealed, as evidence.
fn thin(path: &Path, key: &ServerKey) -> io::Result<()> {
    let text = std::fs::read(path)?;
    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    let rows: Vec<Option<AuditHeadRow>> = lines.iter().map(|line| sealed(line, key)).collect();
    let last: BTreeMap<Id, usize> =
        rows.iter().enumerate().filter_map(|(at, row)| row.as_ref().map(|row| (row.tenant, at))).collect();
    let kept = |at: usize| match &rows[at] {
        None => true,
        Some(row) => at.is_multiple_of(KEPT) || last.get(&row.tenant) == Some(&at),
    };
    let kept: Vec<u8> = (0..lines.len()).filter(|at| kept(*at)).flat_map(|at| lines[at]).copied().collect();
    let other = path.with_extension("jsonl.new");
    let mut file = key::private(OpenOptions::new().write(true).create(true).truncate(true)).open(&other)?;
    file.write_all(&kept)?;
    file.sync_all()?;
    std::fs::rename(other, path)
}

fn sealed(line: &[u8], key: &ServerKey) -> Option<AuditHeadRow> {
    let row = serde_json::from_slice::<Line>(line).ok()?.row()?;
    row.is_sealed(key).then_some(row)
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
    fn a_long_file_keeps_the_last_lines_and_what_is_not_sealed() -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join(FILE);
        let key = ServerKey::from_bytes(&[1; 32]).ok_or("32 bytes")?;
        let row = |tenant: u8, seq: i64| {
            let mut row = AuditHeadRow { tenant: Id([tenant; 16]), seq, hash: [3; 32], seal: Vec::new() };
            row.seal = key.seal(&row.message());
            row
        };
        // 0 to 98 of one organisation, then one of another at 99, then a forged line.
        let mut rows: Vec<AuditHeadRow> = (0..99).map(|seq| row(1, seq)).chain([row(2, 1)]).collect();
        rows.push(AuditHeadRow { seq: 500, ..row(1, 5) });
        append(&path, rows.iter())?;
        thin(&path, &key)?;
        let said = read(dir.path(), &key)?;
        let seqs = |tenant: u8| said[&Id([tenant; 16])].heads.keys().copied().collect::<Vec<i64>>();
        assert_eq!(seqs(1), [0, 16, 32, 48, 64, 80, 96, 98]);
        assert_eq!(seqs(2), [1]);
        assert_eq!(said[&Id([1; 16])].forged, Some(10), "eight lines, the one of the other organisation, then this");
        Ok(())
    }

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
