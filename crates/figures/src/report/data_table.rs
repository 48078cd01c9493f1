//! A table written once, with values, and read twice: by people, rounded; by other programs, as it is.

use super::axis::Reference;
use crate::grid::{Cell, Grid};
use crate::number;
use crate::tables::Table;

/// A table of values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataTable {
    /// The name of its CSV file without `.csv`: lower-case letters, digits, `-` and `_`; its own in the report.
    pub name: String,
    /// What it shows, with units, denominators and what a dash means.
    pub caption: String,
    /// Its columns; the first names the row.
    pub columns: Vec<Column>,
    /// Its rows, each as long as the columns.
    pub rows: Vec<Vec<Value>>,
}

/// A column of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// Its name in CSV. An interval column is two there: the name with `_low` and with `_high`.
    pub name: String,
    /// Its heading, with its unit.
    pub label: String,
    /// How people read its values.
    pub format: Format,
    /// Whether its values are intervals.
    pub is_interval: bool,
}

/// How people read the values of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Text, at the left.
    #[default]
    Text,
    /// Numbers of any size, to about four significant digits; counts in full.
    Number,
    /// Numbers with so many decimals.
    Decimals(usize),
    /// Shares of one, in per cent.
    Share,
    /// Numbers as they are, without commas: years, iterations, degrees of freedom.
    Plain,
    /// Codes that only programs read: the column is not in the page.
    Code,
}

/// A value of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing is known or it does not apply: a dash for people, empty for programs. Never zero.
    #[default]
    Missing,
    /// A text.
    Text(String),
    /// A count.
    Count(u64),
    /// A number. Infinite is written ∞ and `inf`; what is not a number counts as missing.
    Number(f64),
    /// An interval from low to high; a side that is infinite has no limit.
    Interval(f64, f64),
}

impl DataTable {
    /// A table without rows.
    pub fn new(name: impl Into<String>, caption: impl Into<String>, columns: Vec<Column>) -> DataTable {
        DataTable { name: name.into(), caption: caption.into(), columns, rows: Vec::new() }
    }

    /// Adds a row. One that is shorter than the columns ends with what is missing.
    pub fn push(&mut self, mut row: Vec<Value>) {
        debug_assert!(row.len() <= self.columns.len(), "table {}: a row is longer than the columns", self.name);
        row.resize(self.columns.len(), Value::Missing);
        self.rows.push(row);
    }

    /// Adds what is drawn as a line across: a row for each, with its value in the given column and what it is in a last one.
    pub(super) fn add_notes<'a>(&mut self, references: impl Iterator<Item = (usize, &'a Reference)>) {
        let width = self.columns.len();
        let mut references = references.peekable();
        if references.peek().is_none() {
            return;
        }
        self.columns.push(Column::text("note", "Note"));
        for row in &mut self.rows {
            row.push(Value::Text(String::new()));
        }
        for (column, reference) in references {
            let mut row = vec![Value::Missing; width];
            if let Some(cell) = row.get_mut(column) {
                *cell = reference.at.into();
            }
            row.push(format!("{} (drawn as a line)", reference.label).into());
            self.rows.push(row);
        }
    }

    /// The table for people.
    pub(crate) fn for_people(&self) -> Grid {
        let mut grid = Grid { caption: self.caption.clone(), ..Grid::default() };
        let shown = |column: &&Column| column.format != Format::Code;
        grid.head = self.columns.iter().filter(shown).map(|column| column.aligned(column.label.clone())).collect();
        for row in &self.rows {
            let cells = row.iter().zip(&self.columns).filter(|(_, column)| shown(column));
            grid.push(cells.map(|(value, column)| column.cell(value)).collect());
        }
        grid
    }

    /// The table for other programs.
    pub(crate) fn for_programs(&self) -> Table {
        let mut header = Vec::new();
        for column in &self.columns {
            match column.is_interval {
                true => header.extend([format!("{}_low", column.name), format!("{}_high", column.name)]),
                false => header.push(column.name.clone()),
            }
        }
        let row = |row: &Vec<Value>| row.iter().zip(&self.columns).flat_map(|(v, c)| c.fields(v)).collect();
        Table {
            file_stem: self.name.clone(),
            title: self.caption.clone(),
            header,
            rows: self.rows.iter().map(row).collect(),
        }
    }

    /// Whether it is wide enough for small type.
    pub(crate) fn is_wide(&self) -> bool {
        self.columns.len() > 8
    }
}

impl Column {
    fn of(name: impl Into<String>, label: impl Into<String>, format: Format) -> Column {
        Column { name: name.into(), label: label.into(), format, is_interval: false }
    }

    /// A column of texts.
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Column {
        Column::of(name, label, Format::Text)
    }

    /// A column of numbers or counts.
    pub fn number(name: impl Into<String>, label: impl Into<String>) -> Column {
        Column::of(name, label, Format::Number)
    }

    /// A column of numbers with so many decimals.
    pub fn decimals(name: impl Into<String>, label: impl Into<String>, decimals: usize) -> Column {
        Column::of(name, label, Format::Decimals(decimals))
    }

    /// A column of shares of one.
    pub fn share(name: impl Into<String>, label: impl Into<String>) -> Column {
        Column::of(name, label, Format::Share)
    }

    /// A column of years, or of other numbers without commas.
    pub fn plain(name: impl Into<String>, label: impl Into<String>) -> Column {
        Column::of(name, label, Format::Plain)
    }

    /// The same column, of intervals.
    pub fn interval(mut self) -> Column {
        self.is_interval = true;
        self
    }

    fn aligned(&self, text: String) -> Cell {
        if self.format == Format::Text { Cell::text(text) } else { Cell::aligned(text) }
    }

    pub(super) fn cell(&self, value: &Value) -> Cell {
        match value {
            Value::Missing => self.aligned("–".to_owned()),
            Value::Text(text) => self.aligned(text.clone()),
            Value::Count(count) if self.format == Format::Plain => self.aligned(count.to_string()),
            Value::Count(count) => self.aligned(number::count(*count)),
            Value::Number(number) => self.aligned(self.format.write(*number)),
            Value::Interval(low, high) => self.aligned(self.format.write_interval(*low, *high)),
        }
    }

    /// The value’s fields in CSV: two in a column of intervals.
    fn fields(&self, value: &Value) -> Vec<String> {
        let mut cells = match value {
            Value::Missing => vec![String::new()],
            Value::Text(text) => vec![text.clone()],
            Value::Count(count) => vec![count.to_string()],
            Value::Number(number) => vec![number::machine(*number)],
            Value::Interval(low, high) => vec![number::machine(*low), number::machine(*high)],
        };
        match (self.is_interval, cells.len()) {
            (true, 1) => cells.push(String::new()),
            // An interval in a column of single values keeps both its ends.
            (false, 2) => cells = vec![cells.join("..")],
            _ => {}
        }
        cells
    }
}

impl Format {
    /// A number as people read it.
    pub(crate) fn write(self, value: f64) -> String {
        match self {
            _ if !value.is_finite() => number::measure(value),
            Format::Text | Format::Code | Format::Number => number::measure(value),
            Format::Decimals(decimals) => number::decimals(value, decimals),
            Format::Share => number::percent(value),
            Format::Plain => value.to_string(),
        }
    }

    /// An interval as people read it; a side without limit is said in words.
    pub(crate) fn write_interval(self, low: f64, high: f64) -> String {
        match (low.is_finite(), high.is_finite()) {
            _ if low == high => self.write(low),
            (true, true) => format!("{} to {}", self.write(low), self.write(high)),
            (true, false) => format!("{} or more", self.write(low)),
            (false, true) => format!("{} or less", self.write(high)),
            (false, false) => "no limits".to_owned(),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<u64> for Value {
    fn from(count: u64) -> Value {
        Value::Count(count)
    }
}

impl From<usize> for Value {
    fn from(count: usize) -> Value {
        Value::Count(count as u64)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Value {
        if number.is_nan() { Value::Missing } else { Value::Number(number) }
    }
}

impl From<[f64; 2]> for Value {
    fn from([low, high]: [f64; 2]) -> Value {
        if low.is_nan() && high.is_nan() { Value::Missing } else { Value::Interval(low, high) }
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Missing, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_rounded_numbers_and_programs_whole_ones() {
        let columns = vec![
            Column::text("model", "Model"),
            Column::number("people", "People"),
            Column::number("limits", "95 % interval").interval(),
            Column::share("share", "Share"),
            Column::plain("year", "Year"),
        ];
        let mut table = DataTable::new("models", "Models", columns);
        table.push(vec![
            "[12,13]".into(),
            22991.331.into(),
            [17991.25, f64::INFINITY].into(),
            0.0412.into(),
            2013_u64.into(),
        ]);
        table.push(vec!["-1".into(), (-0.04567).into(), Value::Missing, f64::NAN.into()]);
        let grid = table.for_people();
        let texts = |row: usize| grid.rows[row].cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>();
        assert_eq!(texts(0), ["[12,13]", "22,991", "17,991 or more", "4.1 %", "2013"]);
        assert_eq!(texts(1), ["-1", "−0.0457", "–", "–", "–"]);
        let mut csv = Vec::new();
        table.for_programs().write_csv(&mut csv).expect("memory takes everything");
        assert_eq!(
            String::from_utf8(csv).expect("it is UTF-8"),
            "model,people,limits_low,limits_high,share,year\n\
             \"[12,13]\",22991.331,17991.25,inf,0.0412,2013\n\
             -1,-0.04567,,,,\n"
        );
    }

    #[test]
    fn an_interval_keeps_both_ends_wherever_it_stands() {
        let column = Column::number("count", "Count");
        assert_eq!(column.fields(&Value::Interval(1.0, 4.0)), ["1..4"]);
        assert_eq!(column.cell(&Value::Interval(1.0, 4.0)).text, "1 to 4");
        assert_eq!(column.interval().fields(&Value::Text("not known".to_owned())), ["not known", ""]);
    }
}
