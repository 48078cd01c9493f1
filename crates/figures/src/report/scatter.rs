//! Two measures of the same things against each other: expected and observed.

use super::axis::Axis;
use super::data_table::{Column, DataTable, Value};
use super::figure::Figure;
use serde::Serialize;

/// Points in two measures.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Scatter {
    /// What lies along.
    pub x: Axis,
    /// What lies upwards.
    pub y: Axis,
    /// What a point is, such as "Corridor".
    pub point_label: String,
    /// Whether the line on which both are equal is drawn.
    pub diagonal: bool,
    /// The points.
    pub points: Vec<ScatterPoint>,
}

/// One point.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ScatterPoint {
    /// What it is.
    pub label: String,
    /// The group it belongs to, drawn in the group's colour and shape; may be empty.
    pub group: String,
    /// Where it lies along.
    pub x: f64,
    /// Where it lies upwards.
    pub y: f64,
    /// Whether its label is written beside it; where labels would meet, the earlier one is.
    pub is_labelled: bool,
}

impl ScatterPoint {
    /// A point.
    pub fn new(label: impl Into<String>, x: f64, y: f64) -> ScatterPoint {
        ScatterPoint { label: label.into(), x, y, ..ScatterPoint::default() }
    }

    /// The same point in a group.
    pub fn in_group(self, group: impl Into<String>) -> ScatterPoint {
        ScatterPoint { group: group.into(), ..self }
    }

    /// The same point with its label written beside it.
    pub fn labelled(self) -> ScatterPoint {
        ScatterPoint { is_labelled: true, ..self }
    }
}

impl Scatter {
    pub(super) fn table(&self, figure: &Figure) -> DataTable {
        let grouped = self.points.iter().any(|point| !point.group.is_empty());
        let what = if self.point_label.is_empty() { "What" } else { &self.point_label };
        let mut columns = vec![Column::text("label", what)];
        columns.extend(grouped.then(|| Column::text("group", "Group")));
        columns.extend([self.x.column("x", self.x.label.clone()), self.y.column("y", self.y.label.clone())]);
        let mut table = DataTable::new(&figure.name, figure.title.clone(), columns);
        for point in &self.points {
            let mut row: Vec<Value> = vec![point.label.as_str().into()];
            row.extend(grouped.then(|| point.group.as_str().into()));
            row.extend([point.x.into(), point.y.into()]);
            table.push(row);
        }
        table
    }
}
