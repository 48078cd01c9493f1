//! Lines over years or another measure, with bands, gaps and marks.

use super::axis::{Axis, Reference, Scale};
use super::data_table::{Column, DataTable, Value};
use super::figure::Figure;
use super::names::as_name;
use serde::Serialize;

/// Lines, with bands and marks.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Lines {
    /// What lies along.
    pub x: Axis,
    /// What lies upwards.
    pub y: Axis,
    /// What a band is, such as "95 % interval"; empty where no line has one.
    pub band_label: String,
    /// The lines.
    pub lines: Vec<Line>,
    /// What is marked along, such as change points.
    pub marks: Vec<Mark>,
    /// Lines across at a value of `y`.
    pub references: Vec<Reference>,
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Line {
    /// What it is.
    pub label: String,
    /// Its points, in the order of `x`.
    pub points: Vec<LinePoint>,
}

/// One point of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct LinePoint {
    /// Where it lies along.
    pub x: f64,
    /// Its value; nothing is a gap, never zero.
    pub y: Option<f64>,
    /// Its band. A band without a value is drawn too: suppressed counts are intervals.
    pub band: Option<[f64; 2]>,
}

/// What is marked along: a change point, a break in coverage, a setting.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Mark {
    /// Where.
    pub x: f64,
    /// From where to where it may lie.
    pub between: Option<[f64; 2]>,
    /// Its kind in one or two words, such as "coverage", "definition" or "unexplained".
    pub what: String,
    /// What is known of it, in a sentence.
    pub text: String,
}

impl LinePoint {
    /// A point.
    pub fn new(x: f64, y: impl Into<Option<f64>>) -> LinePoint {
        LinePoint { x, y: y.into(), band: None }
    }

    /// The same point with a band.
    pub fn band(self, band: impl Into<Option<[f64; 2]>>) -> LinePoint {
        LinePoint { band: band.into(), ..self }
    }
}

impl Line {
    /// A line.
    pub fn new(label: impl Into<String>, points: impl IntoIterator<Item = LinePoint>) -> Line {
        Line { label: label.into(), points: points.into_iter().collect() }
    }
}

impl Lines {
    /// The table of values, one row for each place along; and that of marks, where there are any.
    pub(super) fn tables(&self, figure: &Figure) -> Vec<DataTable> {
        let mut columns = vec![self.x.column(self.x_name(), self.x.label.clone())];
        let band_label = if self.band_label.is_empty() { "interval" } else { self.band_label.as_str() };
        let has_band = |line: &Line| line.points.iter().any(|point| point.band.is_some());
        let mut names = vec![self.x_name().to_owned()];
        for line in &self.lines {
            let name = as_name(&line.label, &mut names);
            columns.push(self.y.column(&name, line.label.clone()));
            if has_band(line) {
                columns.push(self.y.interval_column(&name, format!("{}: {band_label}", line.label)));
            }
        }
        let caption = format!("{}: {}; a dash: not known or not recorded", figure.title, self.y.label);
        let mut values = DataTable::new(&figure.name, caption, columns);
        let mut along: Vec<f64> = self.lines.iter().flat_map(|line| line.points.iter().map(|point| point.x)).collect();
        along.sort_by(f64::total_cmp);
        along.dedup();
        for x in along {
            let mut row: Vec<Value> = vec![x.into()];
            for line in &self.lines {
                let point = line.points.iter().find(|point| point.x == x);
                row.push(point.and_then(|point| point.y).into());
                if has_band(line) {
                    row.push(point.and_then(|point| point.band).into());
                }
            }
            values.push(row);
        }
        values.add_notes(self.references.iter().map(|reference| (1, reference)));
        let mut tables = vec![values];
        tables.extend((!self.marks.is_empty()).then(|| self.marks_table(figure)));
        tables
    }

    fn x_name(&self) -> &'static str {
        if self.x.scale == Scale::Year { "year" } else { "x" }
    }

    /// Where each mark lies and what kind it is, and what is known of it.
    pub(super) fn marks_in_words(&self) -> Vec<(String, String)> {
        let format = self.x.column(self.x_name(), "").format;
        let place = |mark: &Mark| {
            let between = mark.between.map(|[from, to]| format!(" ({})", format.write_interval(from, to)));
            let what = if mark.what.is_empty() { String::new() } else { format!(", {}", mark.what) };
            let at = if self.x.scale == Scale::Year { "" } else { "at " };
            format!("{at}{}{}{what}", format.write(mark.x), between.unwrap_or_default())
        };
        self.marks.iter().map(|mark| (place(mark), mark.text.clone())).collect()
    }

    fn marks_table(&self, figure: &Figure) -> DataTable {
        let mut columns =
            vec![Column::text("number", "In the chart"), self.x.column(self.x_name(), self.x.label.clone())];
        let spread = self.marks.iter().any(|mark| mark.between.is_some());
        columns.extend(spread.then(|| self.x.interval_column(self.x_name(), "May lie in")));
        columns.extend([Column::text("what", "Kind"), Column::text("text", "What is known of it")]);
        let mut table =
            DataTable::new(format!("{}_marks", figure.name), format!("Marked in: {}", figure.title), columns);
        for (i, mark) in self.marks.iter().enumerate() {
            let mut row: Vec<Value> = vec![(i + 1).into(), mark.x.into()];
            row.extend(spread.then(|| mark.between.into()));
            row.extend([mark.what.as_str().into(), mark.text.as_str().into()]);
            table.push(row);
        }
        table
    }
}
