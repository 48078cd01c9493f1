//! What a column can hold, on both databases.

use crate::id::Id;
use crate::moment::Moment;
use sqlx::any::{Any, AnyArguments, AnyRow};
use sqlx::error::BoxDynError;
use sqlx::{Arguments, Database, Decode, Encode, Row as _, Type, encode::IsNull};

/// What a column can hold: every type of this crate is kept as one of three of SQL (BIGINT, TEXT, BLOB).
pub trait Cell: Sized {
    /// The type that the driver knows.
    type Sql: 'static + for<'q> Encode<'q, Any> + for<'r> Decode<'r, Any> + Type<Any> + Send;

    /// As the driver takes it.
    fn to_sql(&self) -> Self::Sql;

    /// From what the driver gave; `None` when it cannot be one.
    fn from_sql(sql: Self::Sql) -> Option<Self>;

    /// Adds it to the values of a statement.
    #[doc(hidden)]
    fn put(&self, arguments: &mut AnyArguments) -> Result<(), BoxDynError> {
        arguments.add(self.to_sql())
    }

    /// Takes it from a row.
    #[doc(hidden)]
    fn take(row: &AnyRow, column: &'static str) -> Result<Self, sqlx::Error> {
        Self::from_sql(row.try_get(column)?).ok_or_else(|| unfit(column))
    }

    /// For `Debug`: bytes are counted, not shown.
    #[doc(hidden)]
    fn show(&self) -> String;
}

fn unfit(column: &'static str) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: "not what the column holds".into() }
}

impl Cell for i64 {
    type Sql = i64;
    fn to_sql(&self) -> i64 {
        *self
    }
    fn from_sql(sql: i64) -> Option<i64> {
        Some(sql)
    }
    fn show(&self) -> String {
        self.to_string()
    }
}

impl Cell for bool {
    type Sql = i64;
    fn to_sql(&self) -> i64 {
        i64::from(*self)
    }
    fn from_sql(sql: i64) -> Option<bool> {
        match sql {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
    fn show(&self) -> String {
        self.to_string()
    }
}

impl Cell for String {
    type Sql = String;
    fn to_sql(&self) -> String {
        self.clone()
    }
    fn from_sql(sql: String) -> Option<String> {
        Some(sql)
    }
    fn show(&self) -> String {
        format!("{self:?}")
    }
}

impl Cell for Id {
    type Sql = String;
    fn to_sql(&self) -> String {
        self.to_string()
    }
    fn from_sql(sql: String) -> Option<Id> {
        sql.parse().ok()
    }
    fn show(&self) -> String {
        self.to_string()
    }
}

impl Cell for Moment {
    type Sql = i64;
    fn to_sql(&self) -> i64 {
        self.0
    }
    fn from_sql(sql: i64) -> Option<Moment> {
        Some(Moment(sql))
    }
    fn show(&self) -> String {
        self.to_string()
    }
}

impl Cell for Vec<u8> {
    type Sql = Vec<u8>;
    fn to_sql(&self) -> Vec<u8> {
        self.clone()
    }
    fn from_sql(sql: Vec<u8>) -> Option<Vec<u8>> {
        Some(sql)
    }
    fn show(&self) -> String {
        format!("<{} bytes>", self.len())
    }
}

impl Cell for [u8; 32] {
    type Sql = Vec<u8>;
    fn to_sql(&self) -> Vec<u8> {
        self.to_vec()
    }
    fn from_sql(sql: Vec<u8>) -> Option<[u8; 32]> {
        sql.try_into().ok()
    }
    fn show(&self) -> String {
        "<32 bytes>".to_owned()
    }
}

impl<T: Cell> Cell for Option<T> {
    type Sql = Option<T::Sql>;
    fn to_sql(&self) -> Option<T::Sql> {
        self.as_ref().map(Cell::to_sql)
    }
    fn from_sql(sql: Option<T::Sql>) -> Option<Option<T>> {
        match sql {
            None => Some(None),
            Some(sql) => T::from_sql(sql).map(Some),
        }
    }
    fn show(&self) -> String {
        self.as_ref().map_or_else(|| "none".to_owned(), Cell::show)
    }
}

/// `Id` and `Moment` can be bound to a statement, and read from a row, as they are.
macro_rules! bindable {
    ($type:ty as $sql:ty) => {
        impl Type<Any> for $type {
            fn type_info() -> <Any as Database>::TypeInfo {
                <$sql as Type<Any>>::type_info()
            }
            fn compatible(info: &<Any as Database>::TypeInfo) -> bool {
                <$sql as Type<Any>>::compatible(info)
            }
        }
        impl Encode<'_, Any> for $type {
            fn encode_by_ref(&self, buffer: &mut <Any as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
                <$sql as Encode<'_, Any>>::encode(self.to_sql(), buffer)
            }
        }
        impl<'r> Decode<'r, Any> for $type {
            fn decode(value: <Any as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
                Self::from_sql(<$sql as Decode<'r, Any>>::decode(value)?)
                    .ok_or_else(|| "not what the column holds".into())
            }
        }
    };
}
bindable!(Id as String);
bindable!(Moment as i64);
