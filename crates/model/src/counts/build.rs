//! Rows of the `counts` table collected into batches.

use super::{AgeGroup, COLUMNS, CountsRow, Dimension, Group, Indicator, Sex, State, schema};
use crate::place::Place;
use crate::vocabulary::Purpose;
use arrow::array::{
    ArrayRef, BooleanArray, DictionaryArray, Int16Array, Int64Array, RecordBatch, RecordBatchOptions, StringArray,
    StringDictionaryBuilder, UInt8Array, UInt16Array, UInt32Array, UInt64Array,
};
use arrow::datatypes::UInt32Type;
use std::sync::{Arc, LazyLock};

/// Collects rows into batches of the `counts` table.
#[derive(Debug, Default)]
pub struct CountsBuilder {
    rows: Vec<(u64, CountsRow)>,
}

/// The names of all purposes, in column order.
pub(super) static PURPOSES: LazyLock<Vec<&str>> =
    LazyLock::new(|| Purpose::ALL.iter().map(|purpose| purpose.entry().id).collect());

impl CountsBuilder {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many rows wait for [`CountsBuilder::finish`].
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row waits.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds one row that was read from `line`.
    pub fn push(&mut self, line: u64, row: &CountsRow) {
        self.rows.push((line, row.clone()));
    }

    /// The rows so far as one batch with the columns of `projection` (indices into [`schema`]), and starts anew.
    ///
    /// `source` is written into every row of the column of that name.
    pub fn finish(&mut self, source: &str, projection: &[usize]) -> RecordBatch {
        let rows = std::mem::take(&mut self.rows);
        let columns = projection.iter().map(|index| column(COLUMNS[*index].name, source, &rows)).collect();
        let schema = Arc::new(schema().project(projection).expect("a projection of the schema"));
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        RecordBatch::try_new_with_options(schema, columns, &options).expect("columns follow the schema")
    }
}

fn column(name: &str, source: &str, rows: &[(u64, CountsRow)]) -> ArrayRef {
    let each = || rows.iter().map(|(_, row)| row);
    match name {
        "source" => {
            let keys = UInt32Array::from(vec![0u32; rows.len()]);
            Arc::new(DictionaryArray::new(keys, Arc::new(StringArray::from_iter_values([source]))))
        }
        "line" => Arc::new(UInt64Array::from_iter_values(rows.iter().map(|(line, _)| *line))),
        "publication" => texts(each().map(|r| r.publication.as_deref())),
        "reporter" => places(each().map(|r| r.reporter)),
        "reporter_name" => texts(each().map(|r| r.reporter_name.as_deref())),
        "year" => Arc::new(Int16Array::from_iter(each().map(|r| r.year))),
        "indicator" => keys(each().map(|r| Some(r.indicator as u8)), Indicator::NAMES),
        "indicator_text" => texts(each().map(|r| r.indicator_text.as_deref())),
        "dimension" => keys(each().map(|r| Some(r.dimension as u8)), Dimension::NAMES),
        "dimension_text" => texts(each().map(|r| r.dimension_text.as_deref())),
        "category" => texts(each().map(|r| r.category.as_deref())),
        "category_place" => places(each().map(|r| r.category_place)),
        "category_purpose" => keys(each().map(|r| r.category_purpose.map(|p| p as u8)), &PURPOSES),
        "category_group" => keys(each().map(|r| r.category_group.map(|g| g as u8)), Group::NAMES),
        "sex" => keys(each().map(|r| Some(r.sex as u8)), Sex::NAMES),
        "age" => keys(each().map(|r| Some(r.age as u8)), AgeGroup::NAMES),
        "unit" => texts(each().map(|r| r.unit.as_deref())),
        "value" => Arc::new(Int64Array::from_iter(each().map(|r| r.figure.value()))),
        "state" => keys(each().map(|r| Some(r.figure.state() as u8)), State::NAMES),
        "below" => Arc::new(Int64Array::from_iter(each().map(|r| r.figure.below()))),
        "label_broken" => Arc::new(BooleanArray::from_iter(each().map(|r| Some(r.label_broken)))),
        "contradicts_line" => Arc::new(UInt64Array::from_iter(each().map(|r| r.contradicts_line))),
        other => unreachable!("column {other} has no builder"),
    }
}

fn keys(values: impl Iterator<Item = Option<u8>>, names: &[&str]) -> ArrayRef {
    let names = Arc::new(StringArray::from_iter_values(names));
    Arc::new(DictionaryArray::new(UInt8Array::from_iter(values), names))
}

fn places(values: impl Iterator<Item = Option<Place>>) -> ArrayRef {
    let codes = Arc::new(StringArray::from_iter_values(Place::all().map(Place::code)));
    Arc::new(DictionaryArray::new(UInt16Array::from_iter(values.map(|p| p.map(|p| p.index() as u16))), codes))
}

fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    let mut builder = StringDictionaryBuilder::<UInt32Type>::new();
    values.for_each(|value| builder.append_option(value));
    Arc::new(builder.finish())
}
