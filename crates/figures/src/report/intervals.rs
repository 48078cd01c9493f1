//! Points with their intervals, row by row: models and their estimates, sensitivities, effects.

use super::axis::{Axis, Reference};
use super::data_table::{Column, DataTable, Value};
use super::figure::Figure;
use serde::Serialize;

/// Points with their intervals, row by row (forest plot).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Intervals {
    /// What is measured.
    pub value: Axis,
    /// What a point is, such as "Estimate" or "Median".
    pub point_label: String,
    /// What an interval is, such as "95 % interval".
    pub interval_label: String,
    /// What an inner interval is, such as "80 % interval"; empty where no row has one.
    pub inner_label: String,
    /// The rows, from top to bottom. Rows of one group follow each other.
    pub rows: Vec<IntervalRow>,
    /// Lines across all rows.
    pub references: Vec<Reference>,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct IntervalRow {
    /// The group it belongs to, drawn as a heading; may be empty.
    pub group: String,
    /// What the row is.
    pub label: String,
    /// The point.
    pub point: Option<f64>,
    /// The interval; a side that is infinite has no limit and is drawn to the edge with an arrow.
    pub interval: Option<[f64; 2]>,
    /// A narrower interval inside it, drawn thicker.
    pub inner: Option<[f64; 2]>,
    /// Why there is no answer, where there is none: written in the row's place.
    pub withheld: Option<String>,
    /// Whether it is set apart as what the answer rests on.
    pub is_main: bool,
    /// A short text beside the row in the table, such as a criterion's value; may be empty.
    pub note: String,
}

impl IntervalRow {
    /// A row with a point and its interval.
    pub fn new(label: impl Into<String>, point: impl Into<Option<f64>>, interval: impl Into<Option<[f64; 2]>>) -> Self {
        let (point, interval) = (point.into(), interval.into());
        IntervalRow { label: label.into(), point, interval, ..IntervalRow::default() }
    }

    /// A row whose answer is withheld, with the reason.
    pub fn withheld(label: impl Into<String>, reason: impl Into<String>) -> Self {
        IntervalRow { label: label.into(), withheld: Some(reason.into()), ..IntervalRow::default() }
    }

    /// The same row in a group.
    pub fn in_group(self, group: impl Into<String>) -> Self {
        IntervalRow { group: group.into(), ..self }
    }

    /// The same row with an inner interval.
    pub fn inner(self, inner: impl Into<Option<[f64; 2]>>) -> Self {
        IntervalRow { inner: inner.into(), ..self }
    }

    /// The same row with a note.
    pub fn note(self, note: impl Into<String>) -> Self {
        IntervalRow { note: note.into(), ..self }
    }

    /// The same row, set apart as what the answer rests on.
    pub fn main(self) -> Self {
        IntervalRow { is_main: true, ..self }
    }
}

impl Intervals {
    pub(super) fn table(&self, figure: &Figure) -> DataTable {
        let any = |has: fn(&IntervalRow) -> bool| self.rows.iter().any(has);
        let grouped = any(|row| !row.group.is_empty());
        let (inner, withheld, noted) =
            (any(|row| row.inner.is_some()), any(|row| row.withheld.is_some()), any(|row| !row.note.is_empty()));
        let or = |text: &str, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { text.to_owned() };
        let mut columns = vec![Column::text("label", "What")];
        columns.extend(grouped.then(|| Column::text("group", "Group")));
        columns.push(self.value.column("point", or(&self.point_label, "Point")));
        columns.push(self.value.interval_column("interval", or(&self.interval_label, "Interval")));
        columns.extend(inner.then(|| self.value.interval_column("inner", or(&self.inner_label, "Inner interval"))));
        columns.extend(withheld.then(|| Column::text("withheld", "Withheld because")));
        columns.extend(noted.then(|| Column::text("note", "Note")));
        let mut table = DataTable::new(&figure.name, format!("{}: {}", figure.title, self.value.label), columns);
        for row in &self.rows {
            let mut cells: Vec<Value> = vec![row.label.as_str().into()];
            cells.extend(grouped.then(|| row.group.as_str().into()));
            cells.extend([row.point.into(), row.interval.into()]);
            cells.extend(inner.then(|| row.inner.into()));
            cells.extend(withheld.then(|| row.withheld.as_deref().unwrap_or_default().into()));
            cells.extend(noted.then(|| row.note.as_str().into()));
            table.push(cells);
        }
        for reference in &self.references {
            let mut cells: Vec<Value> = vec![reference.label.as_str().into()];
            cells.extend(grouped.then(|| "drawn as a line".into()));
            cells.push(reference.at.into());
            table.push(cells);
        }
        table
    }
}
