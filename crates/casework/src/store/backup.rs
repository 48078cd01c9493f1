//! A backup is one file: every table, the server key and the checkpoints of the audit log, sealed with a passphrase or to a public key.
//! It is restored into an empty database of either kind, on an empty machine.
//!
//! What people said is sealed inside it once more, as in the database. Sessions are left out: people sign in again. A backup to a
//! public key can be made by anybody who has that key, so where it comes from has to be known otherwise; one with a passphrase can only
//! be made by who knows the passphrase.

mod record;
mod stream;

use super::audit::CHECKPOINTS_FILE;
use super::key::{self, ServerKey};
use super::rows::{Row, SessionRow, TABLES};
use super::{Kind, Store, StoreError, StoreOptions, migrate, row};
use crate::moment::Moment;
use crate::vault::{Cost, PublicKey, SecretKey, VaultError, WeakPassphrase};
use futures::TryStreamExt;
use rand::CryptoRng;
use record::{Layout, Of, Reader, Record, Value, Writer};
use sqlx::any::AnyArguments;
use sqlx::{AnyConnection, AssertSqlSafe, Database, Row as _, Sqlite};
use std::io::Write;
use std::path::{Path, PathBuf};
use stream::{Sink, Source};
use thiserror::Error;
use zeroize::Zeroizing;

/// Why a backup could not be made or read.
#[derive(Debug, Error)]
pub enum BackupError {
    /// There is a file of that name.
    #[error("{} exists already; give another name", .0.display())]
    Exists(PathBuf),
    /// The passphrase could be guessed.
    #[error("the passphrase of a backup: {0}")]
    Weak(WeakPassphrase),
    /// The key could not be locked.
    #[error(transparent)]
    Vault(VaultError),
    /// More than the format holds.
    #[error("this is more than a backup can hold")]
    TooLarge,
    /// It is something else.
    #[error("this file is not a backup, or its beginning was changed")]
    NotABackup,
    /// It was locked with a passphrase.
    #[error("this backup was locked with a passphrase; give that")]
    WantsPassphrase,
    /// It was locked to a public key.
    #[error("this backup was locked to a public key; give the private half")]
    WantsKey,
    /// The key does not open.
    #[error("the backup does not open: the passphrase or key is another one, or its beginning was changed")]
    Locked,
    /// A chunk was changed, or the end is missing.
    #[error("the backup was changed or cut off at its chunk {chunk}; nothing of it was restored")]
    Damaged {
        /// The number of the chunk, from 0; chunks have 64 KiB.
        chunk: u32,
    },
    /// It opens but holds what no backup holds.
    #[error("the backup holds something this program does not know; nothing of it was restored")]
    Strange,
    /// There is something where the backup would go.
    #[error("{0} is not empty: a backup is restored into an empty database and an empty data directory")]
    NotEmpty(String),
}

/// How a backup is locked.
pub enum Lock<'a> {
    /// With a passphrase, at the cost of each guess.
    Passphrase(&'a str, Cost),
    /// To a public key; the private half need not be on this machine.
    PublicKey(&'a PublicKey),
}

/// What opens a backup.
pub enum Unlock<'a> {
    /// The passphrase.
    Passphrase(&'a str),
    /// The private half of the key.
    SecretKey(&'a SecretKey),
}

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The version of the tables.
    pub schema: i64,
    /// When it was made.
    pub made_at: Moment,
    /// The tables and how many rows each has.
    pub tables: Vec<(String, u64)>,
}

impl Contents {
    /// How many rows there are.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|(_, rows)| rows).sum()
    }

    fn count(&mut self) {
        if let Some((_, rows)) = self.tables.last_mut() {
            *rows += 1;
        }
    }
}

/// Makes a backup, as the database is at this moment; others go on writing. If it fails half-way there is no file.
///
/// # Errors
/// When the file exists or cannot be written, the passphrase is weak, or the database fails.
pub async fn make(
    store: &Store,
    path: &Path,
    lock: Lock<'_>,
    now: Moment,
    rng: &mut (impl CryptoRng + Send),
) -> Result<Contents, StoreError> {
    let sink = Sink::create(path, &lock, rng).await?;
    // The checkpoints before the tables, so that they are never ahead of them.
    let checkpoints = match std::fs::read(store.data_dir().join(CHECKPOINTS_FILE)) {
        Ok(content) => content,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(StoreError::file(store.data_dir().join(CHECKPOINTS_FILE))(error)),
    };
    let mut snapshot = store.snapshot().await?;
    let mut writer = Writer::new(sink, migrate::VERSION, now).await?;
    writer.file(key::FILE, store.key().bytes()).await?;
    writer.file(CHECKPOINTS_FILE, &checkpoints).await?;
    for (table, _) in TABLES.iter().filter(|(table, _)| *table != SessionRow::TABLE) {
        let layout = layout(&mut snapshot, store.kind(), table).await?;
        writer.table(&layout).await?;
        let names: Vec<&str> = layout.columns.iter().map(|(name, _)| name.as_str()).collect();
        let text = AssertSqlSafe(format!("SELECT {} FROM {table}", names.join(", ")));
        let mut rows = sqlx::query(text).fetch(&mut *snapshot);
        while let Some(row) = rows.try_next().await? {
            writer.row(&row, &layout).await?;
        }
    }
    writer.finish().await
}

/// Reads a backup to its end and says what is in it.
///
/// # Errors
/// When it does not open or was changed anywhere.
pub async fn inspect(path: &Path, unlock: Unlock<'_>) -> Result<Contents, StoreError> {
    let mut reader = Reader::new(Source::open(path, &unlock).await?).await?;
    while !matches!(reader.next().await?, Record::End) {}
    Ok(reader.contents)
}

/// Restores a backup. The database and the data directory must be empty. If it fails half-way the database is as it was, and so is
/// the data directory but for the server key, which the next try finds to be the same.
///
/// # Errors
/// When the backup does not open or was changed anywhere, was made by a newer program, or there is something in the way.
pub async fn restore(
    path: &Path,
    unlock: Unlock<'_>,
    url: &str,
    options: &StoreOptions,
) -> Result<Contents, StoreError> {
    let mut reader = Reader::new(Source::open(path, &unlock).await?).await?;
    if reader.contents.schema > migrate::VERSION {
        return Err(StoreError::Newer { found: reader.contents.schema, known: migrate::VERSION });
    }
    sqlx::any::install_default_drivers();
    let (kind, target) = super::target(url)?;
    super::private_dir(&options.data_dir)?;
    let pool = super::pool(kind, true, 1).connect_with(target).await?;
    let mut conn = pool.acquire().await?;
    let mut transaction = super::begin(&mut conn, kind).await?;
    if migrate::exists(&mut transaction, kind).await? {
        return Err(BackupError::NotEmpty("the database".to_owned()).into());
    }
    migrate::create(&mut transaction, kind, reader.contents.schema).await?;
    let mut files = Vec::new();
    let mut rows = Rows::default();
    loop {
        match reader.next().await? {
            Record::File(name, content) => files.push((name, content)),
            Record::Table(layout) => {
                rows.flush(&mut transaction).await?;
                rows = Rows::of(layout)?;
            }
            Record::Row(row) => rows.add(row, &mut transaction).await?,
            Record::End => break,
        }
    }
    rows.flush(&mut transaction).await?;
    // The files before the commit: a database without its key does not open.
    for (name, content) in files {
        restore_file(&options.data_dir, &name, &content)?;
    }
    transaction.commit().await?;
    drop(conn);
    pool.close().await;
    Ok(reader.contents)
}

fn restore_file(data_dir: &Path, name: &str, content: &Zeroizing<Vec<u8>>) -> Result<(), StoreError> {
    let known = match name {
        key::FILE => ServerKey::from_bytes(content).is_some(),
        CHECKPOINTS_FILE => true,
        _ => false,
    };
    if !known {
        return Err(BackupError::Strange.into());
    }
    let path = data_dir.join(name);
    match std::fs::read(&path).map(Zeroizing::new) {
        Ok(there) if there == *content => return Ok(()),
        Ok(_) => return Err(BackupError::NotEmpty(path.display().to_string()).into()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(StoreError::file(path)(error)),
    }
    let mut file = key::private(std::fs::OpenOptions::new().write(true).create_new(true))
        .open(&path)
        .map_err(StoreError::file(&path))?;
    file.write_all(content).and_then(|()| file.sync_all()).map_err(StoreError::file(path))
}

/// The columns of a table and their types.
async fn layout(conn: &mut AnyConnection, kind: Kind, table: &'static str) -> Result<Layout, StoreError> {
    let text = match kind {
        Kind::Sqlite => "SELECT name, type FROM pragma_table_info($1) ORDER BY cid",
        Kind::Postgres => {
            "SELECT CAST(column_name AS TEXT), CAST(data_type AS TEXT) FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
        }
    };
    let mut columns = Vec::new();
    for row in sqlx::query(text).bind(table).fetch_all(conn).await? {
        let (name, of): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        columns.push((name, Of::named(&of).ok_or(StoreError::damaged("the type of a column"))?));
    }
    Ok(Layout { name: table.to_owned(), columns })
}

/// Rows of a table that wait to be added with one statement.
#[derive(Default)]
struct Rows {
    layout: Layout,
    rows: Vec<Vec<Value>>,
    bytes: usize,
}

/// How many rows, and how many bytes, one statement adds.
const ROWS: usize = 64;
const BYTES: usize = 4 * 1024 * 1024;

impl Rows {
    /// Names become part of a statement, so they have to be names.
    fn of(layout: Layout) -> Result<Rows, StoreError> {
        let named = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if layout.columns.is_empty() || !named(&layout.name) || !layout.columns.iter().all(|(name, _)| named(name)) {
            return Err(BackupError::Strange.into());
        }
        Ok(Rows { layout, rows: Vec::new(), bytes: 0 })
    }

    async fn add(&mut self, row: Vec<Value>, conn: &mut AnyConnection) -> Result<(), StoreError> {
        self.bytes += row.iter().map(Value::len).sum::<usize>();
        self.rows.push(row);
        if self.rows.len() >= ROWS || self.bytes >= BYTES {
            self.flush(conn).await?;
        }
        Ok(())
    }

    async fn flush(&mut self, conn: &mut AnyConnection) -> Result<(), StoreError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = self.layout.columns.iter().map(|(name, _)| name.as_str()).collect();
        let groups = row::groups(self.rows.len(), names.len(), conn.backend_name() != Sqlite::NAME);
        let text = format!("INSERT INTO {} ({}) VALUES {groups}", self.layout.name, names.join(", "));
        let mut arguments = AnyArguments::default();
        for value in self.rows.drain(..).flatten() {
            value.put(&mut arguments).map_err(sqlx::Error::Encode)?;
        }
        self.bytes = 0;
        sqlx::query_with(AssertSqlSafe(text), arguments).execute(conn).await?;
        Ok(())
    }
}
