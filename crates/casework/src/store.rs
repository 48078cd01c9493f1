//! The database: SQLite or PostgreSQL, with the same statements and the same guarantees.
//!
//! Reading goes through a pool ([`Store::reader`]) that cannot write. Writing goes through one task ([`Store::write`],
//! [`Store::accept`]): it takes what waits, does all of it in one transaction and answers when that is on the disk, so that one
//! flush of the disk serves many reports. What people said arrives here sealed; sealing and opening is in [`vault`](crate::vault).

mod accept;
pub mod audit;
pub mod backup;
mod cell;
pub mod clear;
mod error;
mod key;
mod migrate;
pub mod retention;
mod row;
pub mod rows;
mod writer;

pub use accept::{Accepted, Intake};
pub use cell::Cell;
pub use error::StoreError;
pub use migrate::VERSION;
pub use row::Values;

use crate::CaseworkError;
use futures::future::BoxFuture;
use key::ServerKey;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Any, AnyConnection, AnyPool, ConnectOptions, Connection, Transaction};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use writer::{Job, Writer};

/// The two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// What can be set about a store.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// Where the server key and the checkpoints of the audit log are.
    pub data_dir: PathBuf,
    /// How many connections read at the same time.
    pub readers: u32,
}

impl StoreOptions {
    /// The usual ones.
    pub fn new(data_dir: impl Into<PathBuf>) -> StoreOptions {
        StoreOptions { data_dir: data_dir.into(), readers: 8 }
    }
}

/// An open database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    kind: Kind,
    data_dir: PathBuf,
    reader: AnyPool,
    jobs: mpsc::Sender<Job>,
    key: Arc<ServerKey>,
}

/// How many jobs wait for the writer before those who bring more have to wait themselves.
const WAITING: usize = 1024;

impl Store {
    /// Opens a database, `sqlite:PATH` or `postgres://USER@HOST/DATABASE`, and brings its tables to this version. A file that does
    /// not exist is made, readable by its owner only.
    ///
    /// If this fails half-way the tables are as they were: they are changed in one transaction.
    ///
    /// # Errors
    /// When the address is none, the database does not answer, was changed by a newer program, or has another server key.
    pub async fn open(url: &str, options: StoreOptions) -> Result<Store, StoreError> {
        sqlx::any::install_default_drivers();
        let (kind, target) = target(url)?;
        private_dir(&options.data_dir)?;
        let pool = pool(kind, true, 1).connect_with(target.clone()).await?;
        let key = {
            let mut conn = pool.acquire().await?;
            if kind == Kind::Postgres {
                let fsync: String = sqlx::query_scalar("SHOW fsync").fetch_one(&mut *conn).await?;
                if fsync != "on" {
                    tracing::warn!(
                        "PostgreSQL runs with fsync off: when the machine stops, reports that were answered can be lost"
                    );
                }
            }
            let mut transaction = begin(&mut conn, kind).await?;
            let key = migrate::migrate(&mut transaction, kind, &options.data_dir).await?;
            transaction.commit().await?;
            Arc::new(key)
        };
        let checkpoints = audit::checkpoints::Checkpoints::open(&options.data_dir, &key)?;
        let reader = self::pool(kind, false, options.readers.max(1)).connect_with(target).await?;
        let (jobs, receiver) = mpsc::channel(WAITING);
        tokio::spawn(Writer::new(kind, pool, Arc::clone(&key), checkpoints, receiver).run());
        Ok(Store(Arc::new(Inner { kind, data_dir: options.data_dir, reader, jobs, key })))
    }

    /// Which database it is.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// Connections that read. They see what was committed; a statement that writes is refused by the database.
    pub fn reader(&self) -> &AnyPool {
        &self.0.reader
    }

    /// The directory of the server key and the checkpoints.
    pub fn data_dir(&self) -> &Path {
        &self.0.data_dir
    }

    pub(crate) fn key(&self) -> &ServerKey {
        &self.0.key
    }

    /// A connection that sees the database as it is now, whatever is written meanwhile.
    pub(crate) async fn snapshot(&self) -> Result<Transaction<'static, Any>, StoreError> {
        let begin = match self.0.kind {
            Kind::Sqlite => "BEGIN",
            Kind::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        Ok(self.0.reader.begin_with(begin).await?)
    }

    /// Does some work that writes, all of it or nothing. It returns when the work is on the disk.
    ///
    /// Several works share a transaction, each behind a savepoint: one that fails is undone and does not touch the others. Work that
    /// has begun is finished even when the caller does not wait for it. When the transaction itself fails, nothing of it was kept,
    /// except after [`StoreError::Uncertain`].
    ///
    /// # Errors
    /// That of the work, or of the database.
    pub async fn write<T, F>(&self, work: F) -> Result<T, CaseworkError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut AnyConnection) -> BoxFuture<'c, Result<T, CaseworkError>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Work(writer::work(work, answer))).await?;
        answered.await.unwrap_or(Err(CaseworkError::Store(StoreError::Uncertain)))
    }

    /// Keeps a report. It returns when the report is on the disk.
    ///
    /// Sending the same report again (with the same receipt, or the same identifier) keeps nothing and says so, so a report whose
    /// answer was lost can be sent again.
    ///
    /// # Errors
    /// When the database fails. Nothing of the report was kept then, except after [`StoreError::Uncertain`].
    pub async fn accept(&self, intake: Intake) -> Result<Accepted, CaseworkError> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Accept(Box::new(intake), answer)).await?;
        Ok(answered.await.unwrap_or(Err(StoreError::Uncertain))?)
    }

    /// Takes what was deleted out of the log of the database, too, as far as the database does that.
    ///
    /// SQLite writes zeros over what is deleted and then empties its log. PostgreSQL frees the space, but the bytes stay on the disk
    /// until something else is written there; what was sealed stays unreadable, for its keys are gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn compact(&self) -> Result<(), StoreError> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Compact(answer)).await?;
        answered.await.unwrap_or(Err(StoreError::Uncertain))
    }

    /// Finishes what waits, writes the last checkpoint and closes the connections. Later writes are refused.
    pub async fn close(&self) {
        let (answer, answered) = oneshot::channel();
        if self.send(Job::Close(answer)).await.is_ok() {
            // An error means that the writer ended by itself; then there is nothing to wait for.
            let _ = answered.await;
        }
        self.0.reader.close().await;
    }

    async fn send(&self, job: Job) -> Result<(), StoreError> {
        self.0.jobs.send(job).await.map_err(|_| StoreError::Unavailable("it was closed".to_owned()))
    }
}

/// Begins a transaction that writes. No other program writes meanwhile: the audit log is a chain.
async fn begin(conn: &mut AnyConnection, kind: Kind) -> Result<Transaction<'_, Any>, StoreError> {
    Ok(match kind {
        Kind::Sqlite => conn.begin_with("BEGIN IMMEDIATE").await?,
        Kind::Postgres => {
            let mut transaction = conn.begin_with("BEGIN").await?;
            // The number is ours alone by agreement: "turnston" in ASCII.
            sqlx::query("SELECT pg_advisory_xact_lock(8391739299383766894)").execute(&mut *transaction).await?;
            transaction
        }
    })
}

fn target(url: &str) -> Result<(Kind, AnyConnectOptions), StoreError> {
    let refuse = |error: sqlx::Error| StoreError::Address(error.to_string());
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        let options = AnyConnectOptions::from_str(url).map_err(refuse)?;
        return Ok((Kind::Postgres, options.disable_statement_logging()));
    }
    if !url.starts_with("sqlite:") {
        return Err(StoreError::Address("this is no address of a database".to_owned()));
    }
    if url.contains(":memory:") || url.contains("mode=memory") {
        return Err(StoreError::Address("a database in memory would lose reports".to_owned()));
    }
    let given = SqliteConnectOptions::from_str(url).map_err(refuse)?;
    let path = std::path::absolute(given.get_filename()).map_err(StoreError::file(given.get_filename()))?;
    if let Some(parent) = path.parent() {
        private_dir(parent)?;
    }
    // SQLite gives its log the mode of the database.
    match key::private(std::fs::OpenOptions::new().write(true).create_new(true)).open(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(StoreError::file(path)(error)),
        _ => {}
    }
    let url = SqliteConnectOptions::new().filename(&path).to_url_lossy();
    Ok((Kind::Sqlite, AnyConnectOptions::from_url(&url).map_err(refuse)?.disable_statement_logging()))
}

fn private_dir(path: &Path) -> Result<(), StoreError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(StoreError::file(path))
}

/// For every connection to SQLite: a commit waits for the disk, deleted bytes are overwritten, sorting does not use files.
const SQLITE: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
    PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA journal_size_limit = 67108864;
    PRAGMA wal_autocheckpoint = 16384";
const SQLITE_READER: &str = "PRAGMA query_only = ON; PRAGMA cache_size = -8192";
/// For every connection to PostgreSQL: a commit waits for the disk, whatever the server is set to.
const POSTGRES: &str = "SET synchronous_commit = on; SET client_min_messages = warning";
const POSTGRES_READER: &str = "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY";

fn pool(kind: Kind, writes: bool, connections: u32) -> AnyPoolOptions {
    let (all, more) = match kind {
        Kind::Sqlite => (SQLITE, SQLITE_READER),
        Kind::Postgres => (POSTGRES, POSTGRES_READER),
    };
    AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        .max_lifetime(None)
        .idle_timeout(None)
        .after_connect(move |conn, _| {
            Box::pin(async move {
                sqlx::raw_sql(all).execute(&mut *conn).await?;
                if !writes {
                    sqlx::raw_sql(more).execute(conn).await?;
                }
                Ok(())
            })
        })
}
