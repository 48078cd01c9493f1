//! What can go wrong with the database. Nothing here quotes a value of a row: messages of the database itself are kept, their
//! details (which on PostgreSQL repeat the values) are not.

use std::path::PathBuf;
use thiserror::Error;

/// Why the database refused or failed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The address of the database is not one.
    #[error("{0}; an address is sqlite:PATH (a file) or postgres://USER@HOST/DATABASE")]
    Address(String),
    /// A later version of the program has changed the tables.
    #[error(
        "the database has schema {found}, this program knows up to {known}: use the newer program, or restore a backup"
    )]
    Newer {
        /// The version of the database.
        found: i64,
        /// The latest version this program knows.
        known: i64,
    },
    /// The key that seals the audit log is not usable.
    #[error("the server key {path}: {what}", path = .path.display())]
    ServerKey {
        /// Its file.
        path: PathBuf,
        /// What is wrong, and what would be right.
        what: String,
    },
    /// A file beside the database could not be read or written.
    #[error("{path}: {source}", path = .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// There is no space left.
    #[error("the disk of the database is full; nothing of this was kept")]
    Full,
    /// The database does not answer.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// The connection was lost, or the program is stopping, while the answer was awaited.
    #[error("it is not known whether this was kept; send it again, a report is not kept twice")]
    Uncertain,
    /// Another row has the same name or number.
    #[error("there is one already ({0})")]
    Taken(String),
    /// Somebody else changed the row in between.
    #[error("a row of {table} was changed in the meantime: version {seen} was seen, it is now {now}")]
    Changed {
        /// The table.
        table: &'static str,
        /// The version that was seen.
        seen: i64,
        /// The version that stands.
        now: i64,
    },
    /// There is no such row.
    #[error("{table} has no such row")]
    Missing {
        /// The table.
        table: &'static str,
    },
    /// A row holds what its column cannot.
    #[error("the database is damaged: {0} is not what its column holds")]
    Damaged(&'static str),
    /// An entry of the audit log was to be written outside a write.
    #[error("an entry of the audit log can only be written inside a write of the store")]
    OutsideWrite,
    /// A backup could not be made or read.
    #[error(transparent)]
    Backup(#[from] super::backup::BackupError),
    /// Anything else the database says.
    #[error("the database refused: {0}")]
    Database(String),
}

impl StoreError {
    /// A value of a row that is not what its column holds; `what` names it.
    pub fn damaged(what: &'static str) -> StoreError {
        StoreError::Damaged(what)
    }

    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> StoreError {
        let path = path.into();
        move |source| StoreError::File { path, source }
    }
}

/// SQLite: SQLITE_FULL. PostgreSQL: disk_full.
const FULL: [&str; 2] = ["13", "53100"];
/// SQLite: SQLITE_BUSY, another program writes for longer than we wait.
const BUSY: &str = "5";

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        match error {
            sqlx::Error::Database(inner) if inner.code().is_some_and(|code| FULL.contains(&code.as_ref())) => {
                StoreError::Full
            }
            sqlx::Error::Database(inner) if inner.code().is_some_and(|code| code == BUSY) => {
                StoreError::Unavailable(inner.message().to_owned())
            }
            sqlx::Error::Database(inner) if inner.is_unique_violation() => {
                StoreError::Taken(inner.message().to_owned())
            }
            sqlx::Error::Database(inner) => StoreError::Database(inner.message().to_owned()),
            sqlx::Error::Io(inner) => StoreError::Unavailable(inner.to_string()),
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                StoreError::Unavailable(error.to_string())
            }
            other => StoreError::Database(other.to_string()),
        }
    }
}
