//! What is inside a backup: a version, two files, then the tables, row by row. Numbers are big-endian, texts after their length.

use super::stream::{Sink, Source};
use super::{BackupError, Contents};
use crate::moment::Moment;
use crate::store::StoreError;
use sqlx::Arguments;
use sqlx::Row;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::error::BoxDynError;
use zeroize::Zeroizing;

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Number,
    Text,
    Bytes,
}

impl Of {
    /// As either database names it.
    pub(super) fn named(name: &str) -> Option<Of> {
        match name.to_ascii_lowercase().as_str() {
            "bigint" => Some(Of::Number),
            "text" => Some(Of::Text),
            "blob" | "bytea" => Some(Of::Bytes),
            _ => None,
        }
    }

    fn letter(self) -> u8 {
        match self {
            Of::Number => b'n',
            Of::Text => b't',
            Of::Bytes => b'b',
        }
    }

    fn lettered(letter: u8) -> Option<Of> {
        [Of::Number, Of::Text, Of::Bytes].into_iter().find(|of| of.letter() == letter)
    }
}

/// A table and its columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) name: String,
    pub(super) columns: Vec<(String, Of)>,
}

/// The value of a column.
pub(super) enum Value {
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl Value {
    pub(super) fn of(row: &AnyRow, at: usize, of: Of) -> Result<Value, sqlx::Error> {
        Ok(match of {
            Of::Number => Value::Number(row.try_get(at)?),
            Of::Text => Value::Text(row.try_get(at)?),
            Of::Bytes => Value::Bytes(row.try_get(at)?),
        })
    }

    pub(super) fn put(self, arguments: &mut AnyArguments) -> Result<(), BoxDynError> {
        match self {
            Value::Number(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Value::Number(_) => 8,
            Value::Text(text) => text.as_ref().map_or(0, String::len),
            Value::Bytes(bytes) => bytes.as_ref().map_or(0, Vec::len),
        }
    }

    fn write(&self, bytes: &mut Vec<u8>) -> Result<(), BackupError> {
        match self {
            Value::Number(Some(number)) => {
                bytes.push(1);
                bytes.extend_from_slice(&number.to_be_bytes());
                Ok(())
            }
            Value::Text(Some(text)) => {
                bytes.push(1);
                sized(text.as_bytes(), bytes)
            }
            Value::Bytes(Some(value)) => {
                bytes.push(1);
                sized(value, bytes)
            }
            Value::Number(None) | Value::Text(None) | Value::Bytes(None) => {
                bytes.push(0);
                Ok(())
            }
        }
    }
}

fn sized(part: &[u8], bytes: &mut Vec<u8>) -> Result<(), BackupError> {
    bytes.extend_from_slice(&u32::try_from(part.len()).map_err(|_| BackupError::TooLarge)?.to_be_bytes());
    bytes.extend_from_slice(part);
    Ok(())
}

/// One piece of a backup.
pub(super) enum Record {
    File(String, Zeroizing<Vec<u8>>),
    Table(Layout),
    Row(Vec<Value>),
    End,
}

/// Writes the pieces.
pub(super) struct Writer {
    sink: Sink,
    contents: Contents,
}

impl Writer {
    pub(super) async fn new(mut sink: Sink, schema: i64, made_at: Moment) -> Result<Writer, StoreError> {
        sink.put(&[schema.to_be_bytes(), made_at.0.to_be_bytes()].concat()).await?;
        Ok(Writer { sink, contents: Contents { schema, made_at, tables: Vec::new() } })
    }

    pub(super) async fn file(&mut self, name: &str, content: &[u8]) -> Result<(), StoreError> {
        let mut bytes = Zeroizing::new(vec![b'F']);
        sized(name.as_bytes(), &mut bytes)?;
        sized(content, &mut bytes)?;
        self.sink.put(&bytes).await
    }

    pub(super) async fn table(&mut self, layout: &Layout) -> Result<(), StoreError> {
        let mut bytes = vec![b'T'];
        sized(layout.name.as_bytes(), &mut bytes)?;
        bytes.extend_from_slice(&u32::try_from(layout.columns.len()).map_err(|_| BackupError::TooLarge)?.to_be_bytes());
        for (column, of) in &layout.columns {
            sized(column.as_bytes(), &mut bytes)?;
            bytes.push(of.letter());
        }
        self.contents.tables.push((layout.name.clone(), 0));
        self.sink.put(&bytes).await
    }

    pub(super) async fn row(&mut self, row: &AnyRow, layout: &Layout) -> Result<(), StoreError> {
        let mut bytes = vec![b'R'];
        for (at, (_, of)) in layout.columns.iter().enumerate() {
            Value::of(row, at, *of)?.write(&mut bytes)?;
        }
        self.contents.count();
        self.sink.put(&bytes).await
    }

    pub(super) async fn finish(mut self) -> Result<Contents, StoreError> {
        self.sink.put(&[&b"E"[..], &self.contents.rows().to_be_bytes()].concat()).await?;
        self.sink.finish().await?;
        Ok(self.contents)
    }
}

/// Reads the pieces.
pub(super) struct Reader {
    source: Source,
    layout: Layout,
    pub(super) contents: Contents,
}

impl Reader {
    pub(super) async fn new(mut source: Source) -> Result<Reader, StoreError> {
        let schema = number(&mut source).await?;
        let made_at = Moment(number(&mut source).await?);
        Ok(Reader { source, layout: Layout::default(), contents: Contents { schema, made_at, tables: Vec::new() } })
    }

    /// The next piece. After the last one, [`Record::End`], everything has been checked.
    pub(super) async fn next(&mut self) -> Result<Record, StoreError> {
        let source = &mut self.source;
        match byte(source).await? {
            b'F' => Ok(Record::File(text(source).await?, bytes(source).await?)),
            b'T' => {
                let name = text(source).await?;
                let mut columns = Vec::new();
                for _ in 0..length(source).await? {
                    let column = text(source).await?;
                    columns.push((column, Of::lettered(byte(source).await?).ok_or(BackupError::Strange)?));
                }
                self.layout = Layout { name, columns };
                self.contents.tables.push((self.layout.name.clone(), 0));
                Ok(Record::Table(self.layout.clone()))
            }
            b'R' => {
                let mut row = Vec::with_capacity(self.layout.columns.len());
                for (_, of) in &self.layout.columns {
                    let there = byte(source).await? == 1;
                    row.push(match of {
                        Of::Number => Value::Number(if there { Some(number(source).await?) } else { None }),
                        Of::Text => Value::Text(if there { Some(text(source).await?) } else { None }),
                        Of::Bytes => Value::Bytes(if there { Some(bytes(source).await?.to_vec()) } else { None }),
                    });
                }
                self.contents.count();
                Ok(Record::Row(row))
            }
            b'E' => {
                let rows = number(source).await?;
                if !source.is_at_end() || i64::try_from(self.contents.rows()) != Ok(rows) {
                    return Err(BackupError::Strange.into());
                }
                Ok(Record::End)
            }
            _ => Err(BackupError::Strange.into()),
        }
    }
}

async fn byte(source: &mut Source) -> Result<u8, StoreError> {
    Ok(source.take(1).await?[0])
}

async fn number(source: &mut Source) -> Result<i64, StoreError> {
    let bytes = source.take(8).await?;
    Ok(bytes.iter().fold(0, |sum, byte| sum << 8 | i64::from(*byte)))
}

async fn length(source: &mut Source) -> Result<usize, StoreError> {
    let bytes = source.take(4).await?;
    Ok(bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
}

async fn bytes(source: &mut Source) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let length = length(source).await?;
    source.take(length).await
}

async fn text(source: &mut Source) -> Result<String, StoreError> {
    let bytes = bytes(source).await?;
    Ok(std::str::from_utf8(&bytes).map_err(|_| BackupError::Strange)?.to_owned())
}
