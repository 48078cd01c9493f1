//! Bars: shares of a whole upon each other, or values beside each other.

use super::axis::{Axis, Reference};
use super::data_table::{Column, DataTable, Value};
use super::figure::Figure;
use super::names::as_name;
use serde::Serialize;

/// Bars that lie, one row for each thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Bars {
    /// What is measured.
    pub value: Axis,
    /// What a row is, such as "Family".
    pub row_label: String,
    /// What the parts of a row are; one for plain bars.
    pub parts: Vec<String>,
    /// Whether parts lie upon each other, so that a row is their sum. Parts below zero lie to the left.
    pub stacked: bool,
    /// The rows, from top to bottom.
    pub rows: Vec<Bar>,
    /// Lines across all rows.
    pub references: Vec<Reference>,
}

/// One row of bars.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Bar {
    /// What the row is.
    pub label: String,
    /// A value for each part; nothing where it is not known, never zero.
    pub values: Vec<Option<f64>>,
}

impl Bar {
    /// A row of one bar.
    pub fn new(label: impl Into<String>, value: impl Into<Option<f64>>) -> Bar {
        Bar { label: label.into(), values: vec![value.into()] }
    }

    /// A row of several parts.
    pub fn of_parts(label: impl Into<String>, values: impl IntoIterator<Item = Option<f64>>) -> Bar {
        Bar { label: label.into(), values: values.into_iter().collect() }
    }
}

impl Bars {
    pub(super) fn table(&self, figure: &Figure) -> DataTable {
        let row_label = if self.row_label.is_empty() { "What" } else { &self.row_label };
        let mut columns = vec![Column::text("label", row_label)];
        let mut names = Vec::new();
        columns.extend(self.parts.iter().map(|part| self.value.column(&as_name(part, &mut names), part)));
        let mut table = DataTable::new(&figure.name, format!("{}: {}", figure.title, self.value.label), columns);
        for row in &self.rows {
            let values = row.values.iter().take(self.parts.len()).map(|value| Value::from(*value));
            table.push(std::iter::once(row.label.as_str().into()).chain(values).collect());
        }
        for reference in &self.references {
            table.push(vec![format!("{} (drawn as a line)", reference.label).into(), reference.at.into()]);
        }
        table
    }
}
