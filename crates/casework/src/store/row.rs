//! How a row becomes a struct and back, on both databases. The rows themselves are in [`rows`](super::rows), their columns in
//! [`cell`](super::cell).

use super::StoreError;
use super::cell::Cell;
use crate::id::Id;
use futures::future::BoxFuture;
use sqlx::any::{Any, AnyArguments, AnyRow};
use sqlx::error::BoxDynError;
use sqlx::{AnyConnection, Arguments, AssertSqlSafe, Database, Executor, Sqlite};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// The values of a statement, in the order of their numbers.
#[derive(Default)]
pub struct Values {
    arguments: AnyArguments,
    failed: Option<BoxDynError>,
}

impl Values {
    /// None yet.
    pub fn new() -> Values {
        Values::default()
    }

    /// One more.
    #[must_use]
    pub fn and(mut self, value: &impl Cell) -> Values {
        self.push(value);
        self
    }

    /// One more.
    pub fn push(&mut self, value: &impl Cell) {
        if let Err(error) = value.put(&mut self.arguments) {
            self.failed.get_or_insert(error);
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.arguments.len()
    }

    pub(crate) fn finish(self) -> Result<AnyArguments, sqlx::Error> {
        self.failed.map_or(Ok(self.arguments), |error| Err(sqlx::Error::Encode(error)))
    }
}

/// A table as a struct, with a field a column.
pub trait Row: Sized + Send + Sync + 'static {
    /// The table.
    const TABLE: &'static str;
    /// Its columns, in the order of the fields.
    const COLUMNS: &'static [&'static str];

    /// Adds the fields to the values of a statement, in order.
    fn put(&self, values: &mut Values);

    /// Reads the fields.
    ///
    /// # Errors
    /// When a column is missing or holds what its field cannot.
    fn take(row: &AnyRow) -> Result<Self, sqlx::Error>;

    /// Adds the row.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when a unique column has its value already.
    fn insert<'c>(&'c self, conn: &'c mut AnyConnection) -> BoxFuture<'c, Result<(), StoreError>> {
        Box::pin(async move {
            let mut values = Values::new();
            self.put(&mut values);
            let text = insert_text::<Self>(1, "", conn);
            sqlx::query_with(AssertSqlSafe(text), values.finish()?).execute(conn).await?;
            Ok(())
        })
    }

    /// The rows of `SELECT … FROM table {tail}`, where `tail` is such as `WHERE report_id = $1 ORDER BY sent_at`.
    ///
    /// # Errors
    /// When the database fails or holds what a field cannot.
    fn all<'e, E>(db: E, tail: &'static str, values: Values) -> BoxFuture<'e, Result<Vec<Self>, StoreError>>
    where
        E: Executor<'e, Database = Any> + 'e,
    {
        Box::pin(async move {
            let text = AssertSqlSafe(select_text(Self::TABLE, Self::COLUMNS, tail));
            let rows = sqlx::query_with(text, values.finish()?).fetch_all(db).await?;
            rows.iter().map(|row| Ok(Self::take(row)?)).collect()
        })
    }

    /// The first row of [`Row::all`], if there is one.
    ///
    /// # Errors
    /// When the database fails or holds what a field cannot.
    fn one<'e, E>(db: E, tail: &'static str, values: Values) -> BoxFuture<'e, Result<Option<Self>, StoreError>>
    where
        E: Executor<'e, Database = Any> + 'e,
    {
        Box::pin(async move {
            let text = AssertSqlSafe(select_text(Self::TABLE, Self::COLUMNS, tail));
            let row = sqlx::query_with(text, values.finish()?).fetch_optional(db).await?;
            row.as_ref().map(|row| Ok(Self::take(row)?)).transpose()
        })
    }
}

/// A row that an identifier and its organisation name.
pub trait Owned: Row {
    /// The row of an identifier, if this organisation has it.
    ///
    /// # Errors
    /// When the database fails or holds what a field cannot.
    fn by_id<'e, E>(db: E, tenant: Id, id: Id) -> BoxFuture<'e, Result<Option<Self>, StoreError>>
    where
        E: Executor<'e, Database = Any> + 'e,
    {
        Self::one(db, "WHERE tenant = $1 AND id = $2", Values::new().and(&tenant).and(&id))
    }
}

/// A row that counts its changes, so that two people who edit it at once do not overwrite each other.
pub trait Versioned: Owned {
    /// The identifier.
    fn id(&self) -> Id;
    /// The organisation.
    fn tenant(&self) -> Id;
    /// The number of changes when the row was read.
    fn version(&self) -> i64;
    #[doc(hidden)]
    fn set_version(&mut self, version: i64);

    /// Writes every column, if nobody changed the row since it had this version; the version then goes up by one.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when somebody did, [`StoreError::Missing`] when the row is gone.
    fn update<'c>(&'c mut self, conn: &'c mut AnyConnection) -> BoxFuture<'c, Result<(), StoreError>> {
        Box::pin(async move {
            let seen = self.version();
            self.set_version(seen + 1);
            let written = write(self, seen, conn).await;
            if written.is_err() {
                self.set_version(seen);
            }
            written
        })
    }
}

async fn write<R: Versioned>(row: &R, seen: i64, conn: &mut AnyConnection) -> Result<(), StoreError> {
    let mut values = Values::new();
    row.put(&mut values);
    let count = R::COLUMNS.len();
    let values = values.and(&row.tenant()).and(&row.id()).and(&seen);
    let text = cached(("update", R::TABLE, 1), || {
        let set: Vec<String> =
            R::COLUMNS.iter().enumerate().map(|(at, column)| format!("{column} = ${}", at + 1)).collect();
        let (tenant, id, version) = (count + 1, count + 2, count + 3);
        format!(
            "UPDATE {} SET {} WHERE tenant = ${tenant} AND id = ${id} AND version = ${version}",
            R::TABLE,
            set.join(", ")
        )
    });
    let done = sqlx::query_with(AssertSqlSafe(text), values.finish()?).execute(&mut *conn).await?;
    if done.rows_affected() == 1 {
        return Ok(());
    }
    let text = AssertSqlSafe(format!("SELECT version FROM {} WHERE tenant = $1 AND id = $2", R::TABLE));
    let now: Option<i64> = sqlx::query_scalar(text).bind(row.tenant()).bind(row.id()).fetch_optional(conn).await?;
    Err(match now {
        Some(now) => StoreError::Changed { table: R::TABLE, seen, now },
        None => StoreError::Missing { table: R::TABLE },
    })
}

/// Statements have a text a number of rows; powers of two keep few of them, so that both databases keep them prepared.
const MOST_ROWS: usize = 256;
/// SQLite takes 32,766 values in a statement, PostgreSQL 65,535.
const MOST_VALUES: usize = 32_766;

/// Adds many rows with few statements. `tail` is such as `ON CONFLICT DO NOTHING`.
pub(crate) async fn insert_all<R: Row>(
    rows: &[&R],
    conn: &mut AnyConnection,
    tail: &'static str,
) -> Result<(), StoreError> {
    let mut rest = rows;
    while !rest.is_empty() {
        let (now, later) = rest.split_at(chunk(rest.len(), R::COLUMNS.len()));
        let mut values = Values::new();
        now.iter().for_each(|row| row.put(&mut values));
        let text = insert_text::<R>(now.len(), tail, conn);
        sqlx::query_with(AssertSqlSafe(text), values.finish()?).execute(&mut *conn).await?;
        rest = later;
    }
    Ok(())
}

/// The greatest power of two of rows that one statement takes.
pub(crate) fn chunk(rows: usize, columns: usize) -> usize {
    let most = rows.min(MOST_ROWS).min(MOST_VALUES / columns).max(1);
    1 << most.ilog2()
}

/// The statement that adds so many rows. SQLite looks a numbered value up in a list, so thousands of them take their square in time;
/// unnumbered ones, which PostgreSQL does not know, do not.
pub(crate) fn insert_text<R: Row>(rows: usize, tail: &'static str, conn: &AnyConnection) -> Arc<str> {
    let numbered = conn.backend_name() != Sqlite::NAME;
    cached((tail, R::TABLE, rows * 2 + usize::from(numbered)), || {
        format!(
            "INSERT INTO {} ({}) VALUES {} {tail}",
            R::TABLE,
            R::COLUMNS.join(", "),
            groups(rows, R::COLUMNS.len(), numbered)
        )
    })
}

/// The places of the values of many rows: `($1, $2), ($3, $4)`, or `(?, ?), (?, ?)`.
pub(crate) fn groups(rows: usize, columns: usize, numbered: bool) -> String {
    let place = |number: usize| if numbered { format!("${number}") } else { "?".to_owned() };
    let group = |row: usize| (1..=columns).map(|at| place(row * columns + at)).collect::<Vec<_>>().join(", ");
    let groups: Vec<String> = (0..rows).map(|row| format!("({})", group(row))).collect();
    groups.join(", ")
}

fn select_text(table: &'static str, columns: &[&str], tail: &'static str) -> Arc<str> {
    cached((tail, table, 0), || format!("SELECT {} FROM {table} {tail}", columns.join(", ")))
}

type Texts = HashMap<(&'static str, &'static str, usize), Arc<str>>;

/// The text of a statement, made once. The parts of its name are all written in the program, so there are few.
fn cached(name: (&'static str, &'static str, usize), make: impl FnOnce() -> String) -> Arc<str> {
    static TEXTS: LazyLock<Mutex<Texts>> = LazyLock::new(Mutex::default);
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(texts.entry(name).or_insert_with(|| make().into()))
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} values>", self.count())
    }
}

/// Declares the struct of a table: its fields are the columns of that name.
macro_rules! row {
    ($(#[$doc:meta])* $name:ident in $table:literal $(is $trait:ident)* { $($(#[$about:meta])* $field:ident: $type:ty,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name {
            $($(#[$about])* pub $field: $type,)+
        }

        impl $crate::store::row::Row for $name {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];

            fn put(&self, values: &mut $crate::store::row::Values) {
                $(values.push(&self.$field);)+
            }

            fn take(row: &sqlx::any::AnyRow) -> Result<$name, sqlx::Error> {
                Ok($name { $($field: $crate::store::cell::Cell::take(row, stringify!($field))?,)+ })
            }
        }

        impl sqlx::FromRow<'_, sqlx::any::AnyRow> for $name {
            fn from_row(row: &sqlx::any::AnyRow) -> Result<$name, sqlx::Error> {
                $crate::store::row::Row::take(row)
            }
        }

        /// Bytes are counted, not shown.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                use $crate::store::cell::Cell;
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($field), &format_args!("{}", Cell::show(&self.$field))))+
                    .finish()
            }
        }

        $($crate::store::row::row!(@ $trait $name);)*
    };
    (@ Owned $name:ident) => {
        impl $crate::store::row::Owned for $name {}
    };
    (@ Versioned $name:ident) => {
        impl $crate::store::row::Owned for $name {}
        impl $crate::store::row::Versioned for $name {
            fn id(&self) -> crate::id::Id {
                self.id
            }
            fn tenant(&self) -> crate::id::Id {
                self.tenant
            }
            fn version(&self) -> i64 {
                self.version
            }
            fn set_version(&mut self, version: i64) {
                self.version = version;
            }
        }
    };
}
pub(crate) use row;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_take_powers_of_two_of_rows_within_the_limit_of_values() {
        assert_eq!(chunk(1, 16), 1);
        assert_eq!(chunk(100, 16), 64);
        assert_eq!(chunk(10_000, 16), 256);
        // 32,766 / 1,000 = 32.
        assert_eq!(chunk(10_000, 1_000), 32);
        assert_eq!(groups(2, 2, true), "($1, $2), ($3, $4)");
        assert_eq!(groups(2, 2, false), "(?, ?), (?, ?)");
    }
}
