//! The parts a codec is made of: a raw row in, a row of a table or a remark out.

use crate::loss::Losses;
use crate::remark::{Fate, Remark, shown};
use arrow::array::RecordBatch;

/// A row as it stands in a file, not yet understood.
pub struct RawRow<'a> {
    /// The line (or sheet row) where it begins, from 1.
    pub line: u64,
    /// Its fields, as many as the header has.
    pub fields: &'a [&'a [u8]],
}

impl<'a> RawRow<'a> {
    /// A field without outer blanks, as text; empty when the column is absent from the header.
    ///
    /// **Errors** [`Rejected`], with a remark made, when it is no UTF-8.
    pub fn text(&self, column: &Named, remarks: &mut Remarks) -> Result<&'a str, Rejected> {
        let Some(index) = column.index else { return Ok("") };
        let bytes = self.fields[index];
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.trim()),
            Err(_) => Err(remarks.reject(self.line, column, bytes, "not valid UTF-8", "text saved as UTF-8")),
        }
    }
}

/// A column of a file: where it stands, and its name for remarks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Where it stands, from 0; absent when the header does not have it.
    pub index: Option<usize>,
    /// Its name in the header.
    pub name: String,
}

impl Named {
    /// The column of this name in `header`, compared exactly.
    pub fn find(header: &[String], name: &str) -> Named {
        Named { index: header.iter().position(|h| h == name), name: name.to_owned() }
    }
}

/// The row does not go into the table; the remarks say why.
#[derive(Debug, PartialEq, Eq)]
pub struct Rejected;

/// Collects what is wrong or odd about rows.
#[derive(Debug, Default)]
pub struct Remarks {
    source: String,
    all: Vec<Remark>,
}

impl Remarks {
    /// An empty collection for one source.
    pub fn new(source: &str) -> Self {
        Remarks { source: source.to_owned(), all: Vec::new() }
    }

    /// Says why a row goes to the quarantine.
    pub fn reject(&mut self, line: u64, at: &Named, value: &[u8], reason: &str, expected: &str) -> Rejected {
        self.add(line, at, value, reason, expected, Fate::Quarantined);
        Rejected
    }

    /// Says what is odd about a row that stays.
    pub fn note(&mut self, line: u64, at: &Named, value: &[u8], reason: &str, expected: &str) {
        self.add(line, at, value, reason, expected, Fate::Kept);
    }

    fn add(&mut self, line: u64, at: &Named, value: &[u8], reason: &str, expected: &str, fate: Fate) {
        self.all.push(Remark {
            source: self.source.clone(),
            line,
            column: at.index.map_or(0, |i| i + 1),
            field: at.name.clone(),
            value: shown(value),
            reason: reason.to_owned(),
            expected: expected.to_owned(),
            fate,
        });
    }

    /// Takes what was collected.
    pub fn take(&mut self) -> Vec<Remark> {
        std::mem::take(&mut self.all)
    }
}

/// Turns raw rows of one kind of file into rows of one table.
pub trait Decode: Send {
    /// Adds the row to the table, or says why not. A rejected row leaves no trace in the table.
    fn row(&mut self, raw: &RawRow<'_>, remarks: &mut Remarks) -> Result<(), Rejected>;

    /// The rows so far as a batch with the columns of `projection` (indices into the table's schema), and starts anew.
    fn finish(&mut self, source: &str, projection: &[usize]) -> RecordBatch;

    /// What the rows so far lost on their way into the table, and starts anew. Rejected rows are not counted.
    fn losses(&mut self) -> Losses {
        Losses::default()
    }
}
