//! The cells of one row, read by the name of their column, and the source that each row keeps.

use super::cell::from_cell;
use crate::codec::rows::{Named, RawRow, Rejected, Remarks};
use crate::records::Column;
use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, StringArray};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Where the columns of a table stand in a header.
pub(super) struct Columns(HashMap<&'static str, Named>);

impl Columns {
    pub fn new(columns: &[Column], header: &[String]) -> Self {
        Columns(columns.iter().map(|c| (c.name, Named::find(header, c.name))).collect())
    }

    pub fn get(&self, name: &str) -> &Named {
        &self.0[name]
    }
}

/// One row while it is read.
pub(super) struct Fields<'a> {
    pub raw: &'a RawRow<'a>,
    pub columns: &'a Columns,
    pub remarks: &'a mut Remarks,
}

impl Fields<'_> {
    /// Says what is wrong with the cell of a column.
    pub fn reject(&mut self, name: &str, reason: &str, expected: &str) -> Rejected {
        let at = self.columns.get(name);
        let value = at.index.map_or(b"".as_slice(), |index| self.raw.fields[index]);
        self.remarks.reject(self.raw.line, at, value, reason, expected)
    }

    fn cell(&mut self, name: &str) -> Result<&str, Rejected> {
        let bytes = self.columns.get(name).index.map_or(b"".as_slice(), |index| self.raw.fields[index]);
        match std::str::from_utf8(bytes) {
            Ok(cell) => Ok(cell),
            Err(_) => Err(self.reject(name, "not valid UTF-8", "text saved as UTF-8")),
        }
    }

    /// A text, letter by letter.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, Rejected> {
        let cell = self.cell(name)?;
        Ok((!cell.is_empty()).then(|| from_cell(cell).to_owned()))
    }

    /// A value of another kind, or nothing.
    pub fn read<T>(
        &mut self,
        name: &str,
        map: impl Fn(&str) -> Option<T>,
        expected: &str,
    ) -> Result<Option<T>, Rejected> {
        let cell = self.cell(name)?.trim();
        if cell.is_empty() {
            return Ok(None);
        }
        match map(cell) {
            Some(value) => Ok(Some(value)),
            None => Err(self.reject(name, "not a value of this column", expected)),
        }
    }

    /// A value of a closed list.
    pub fn name<T>(
        &mut self,
        name: &str,
        map: impl Fn(&str) -> Option<T>,
        names: &[&str],
    ) -> Result<Option<T>, Rejected> {
        self.read(name, map, &names.join(", "))
    }

    /// Where the row was first read: its file and line; both absent for a row that was never in another file.
    pub fn provenance(&mut self) -> Result<(Option<String>, u64), Rejected> {
        let (source, line) = (self.text("source")?, self.read("line", |t| t.parse().ok(), "a line, from 1")?);
        match (source, line) {
            (Some(source), Some(line)) => Ok((Some(source), line)),
            (None, None) => Ok((None, self.raw.line)),
            (None, Some(_)) => Err(self.reject("source", "empty beside a line", "both or neither")),
            (Some(_), None) => Err(self.reject("line", "empty beside a source", "both or neither")),
        }
    }
}

/// `true`, `false`, in capitals or not, as spreadsheets write them.
pub(super) fn truth(cell: &str) -> Option<bool> {
    if cell.eq_ignore_ascii_case("true") { Some(true) } else { cell.eq_ignore_ascii_case("false").then_some(false) }
}

/// How many different texts a column with keys of 16 bits holds in one batch.
const MOST_TEXTS: usize = 1 << 16;

/// The different texts of a column in one batch.
#[derive(Default)]
pub(in crate::codec) struct Texts(HashSet<String>);

impl Texts {
    /// Whether the text has room beside those before it.
    pub fn admits(&mut self, text: &str) -> bool {
        if !self.0.contains(text) {
            // One place is kept for the name of the file itself.
            if self.0.len() + 1 >= MOST_TEXTS {
                return false;
            }
            self.0.insert(text.to_owned());
        }
        true
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// Puts the source that each row came with in the place of `here`, the text's own.
pub(super) fn with_sources(batch: RecordBatch, sources: Vec<Option<String>>, here: &str) -> RecordBatch {
    let Ok(index) = batch.schema().index_of("source") else { return batch };
    if sources.iter().all(Option::is_none) {
        return batch;
    }
    let texts: ArrayRef = Arc::new(StringArray::from_iter_values(sources.iter().map(|s| s.as_deref().unwrap_or(here))));
    let schema = batch.schema();
    let mut columns = batch.columns().to_vec();
    columns[index] = arrow::compute::cast(&texts, schema.field(index).data_type()).expect("few enough sources");
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(schema, columns, &options).expect("the columns are those of the batch")
}
