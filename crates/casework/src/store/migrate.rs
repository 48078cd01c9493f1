//! From an empty database to the tables this program works with, and from one version of them to the next.

use super::key::{self, ServerKey};
use super::row::row;
use super::rows::Row;
use super::{Kind, StoreError, Values};
use crate::moment::Moment;
use sqlx::{AnyConnection, AssertSqlSafe};
use std::path::Path;

/// The versions of the tables, oldest first. One that was released is never edited: another one follows.
const MIGRATIONS: &[(i64, &str)] = &[(1, include_str!("schema_1.sql"))];

/// What the database says about its own version.
const VERSIONS: &str = "CREATE TABLE schema_versions (
    version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL, key_check BLOB NOT NULL
)";

/// Sealed with the server key, so that a database is not opened with the key of another.
const KEY_CHECK: &[u8] = b"turnstone server key 1";

row! {
    /// A version of the tables that this database was brought to.
    SchemaRow in "schema_versions" {
        /// The number.
        version: i64,
        /// When.
        applied_at: Moment,
        /// What tells whether a server key is that of this database.
        key_check: [u8; 32],
    }
}

/// The version that this program works with.
pub const VERSION: i64 = MIGRATIONS[MIGRATIONS.len() - 1].0;

/// Brings the database of a connection, inside a transaction, to [`VERSION`], and gives the server key that belongs to it.
pub(super) async fn migrate(conn: &mut AnyConnection, kind: Kind, data_dir: &Path) -> Result<ServerKey, StoreError> {
    let done = match exists(conn, kind).await? {
        true => SchemaRow::one(&mut *conn, "ORDER BY version DESC LIMIT 1", Values::new()).await?,
        false => None,
    };
    let key = key_for(done.as_ref(), &data_dir.join(key::FILE))?;
    let found = match &done {
        Some(row) => row.version,
        None => {
            create(conn, kind, 0).await?;
            0
        }
    };
    for (version, text) in MIGRATIONS.iter().filter(|(version, _)| *version > found) {
        execute(conn, kind, text).await?;
        let key_check = key.seal(KEY_CHECK).try_into().map_err(|_| StoreError::damaged("schema_versions.key_check"))?;
        SchemaRow { version: *version, applied_at: Moment::now(), key_check }.insert(conn).await?;
    }
    Ok(key)
}

/// Makes the tables of a version, without the rows that say so.
pub(super) async fn create(conn: &mut AnyConnection, kind: Kind, version: i64) -> Result<(), StoreError> {
    execute(conn, kind, VERSIONS).await?;
    for (_, text) in MIGRATIONS.iter().filter(|(number, _)| *number <= version) {
        execute(conn, kind, text).await?;
    }
    Ok(())
}

/// The key of the data directory, if it is that of the database; a new one for a new database.
fn key_for(done: Option<&SchemaRow>, path: &Path) -> Result<ServerKey, StoreError> {
    let refuse = |what: &str| StoreError::ServerKey { path: path.to_owned(), what: what.to_owned() };
    let key = ServerKey::read(path)?;
    let Some(row) = done else {
        return key.map_or_else(|| ServerKey::make(path), Ok);
    };
    if row.version > VERSION {
        return Err(StoreError::Newer { found: row.version, known: VERSION });
    }
    let key = key.ok_or_else(|| refuse("is missing, and the database was made with one; take it from a backup"))?;
    if !key.sealed(KEY_CHECK, &row.key_check) {
        return Err(refuse("is not the one this database was made with; take that one from a backup"));
    }
    Ok(key)
}

/// Whether the database is one of ours.
pub(super) async fn exists(conn: &mut AnyConnection, kind: Kind) -> Result<bool, StoreError> {
    let text = match kind {
        Kind::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_versions'",
        Kind::Postgres => {
            "SELECT COUNT(*) FROM information_schema.tables
             WHERE table_schema = current_schema() AND table_name = 'schema_versions'"
        }
    };
    let count: i64 = sqlx::query_scalar(text).fetch_one(conn).await?;
    Ok(count > 0)
}

async fn execute(conn: &mut AnyConnection, kind: Kind, text: &str) -> Result<(), StoreError> {
    sqlx::raw_sql(AssertSqlSafe(dialect(kind, text))).execute(conn).await?;
    Ok(())
}

/// Both databases read the same statements but for the name of a column of bytes.
fn dialect(kind: Kind, text: &str) -> String {
    match kind {
        Kind::Sqlite => text.to_owned(),
        Kind::Postgres => text.replace(" BLOB", " BYTEA"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_count_up_from_one() {
        let versions: Vec<i64> = MIGRATIONS.iter().map(|(version, _)| *version).collect();
        assert_eq!(versions, (1..=VERSION).collect::<Vec<_>>());
    }

    #[test]
    fn bytes_have_another_name_in_postgresql() {
        assert_eq!(dialect(Kind::Postgres, "a BLOB NOT NULL, b BLOB"), "a BYTEA NOT NULL, b BYTEA");
        assert_eq!(dialect(Kind::Sqlite, "a BLOB"), "a BLOB");
    }
}
