//! A table of the page: texts in rows, some of them numbers, some set apart, some drawn as bars.
//!
//! Tables for other programs, without thousands separators and shares, are in [`crate::tables`].

use crate::number;
use askama::Template;
use turnstone_monitor::findings::TruthCount;

/// A table of the page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "grid.html", whitespace = "minimize")]
pub struct Grid {
    /// What it shows, with the denominators of its shares.
    pub caption: String,
    /// The headings of its columns.
    pub head: Vec<Cell>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// A class of the style sheet, or nothing.
    pub class: &'static str,
    /// Whether the row is a heading over the rows that follow.
    pub is_heading: bool,
    /// Its cells; the first names the row.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// Classes of the style sheet.
    pub class: &'static str,
    /// What is drawn below the text; it says nothing that the row does not say in numbers.
    pub bar: Option<Bar>,
}

/// A bar of yes and no over a ground of what is not decided, in per cent of its length.
#[derive(Clone, Copy, Debug, Default, Template)]
#[template(path = "bar.html", whitespace = "minimize")]
pub struct Bar {
    /// The part that says yes.
    pub yes: f64,
    /// The part that says no.
    pub no: f64,
}

impl Bar {
    /// Of rows.
    pub fn of(rows: &TruthCount) -> Bar {
        let whole = (rows.yes + rows.no + rows.undetermined).max(1) as f64;
        Bar { yes: 100.0 * rows.yes as f64 / whole, no: 100.0 * rows.no as f64 / whole }
    }

    /// Of a part of a whole, without a no.
    pub fn of_part(part: u64, whole: u64) -> Bar {
        Bar::of(&TruthCount { yes: part, no: 0, undetermined: whole.saturating_sub(part) })
    }
}

impl Grid {
    /// A table without rows. Headings that begin with `#` stand over numbers.
    pub fn new(caption: impl Into<String>, head: &[&str]) -> Grid {
        let heading = |text: &&str| match text.strip_prefix('#') {
            Some(text) => Cell::aligned(text),
            None => Cell::text(*text),
        };
        Grid { caption: caption.into(), head: head.iter().map(heading).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn push(&mut self, cells: Vec<Cell>) {
        self.push_as("", cells);
    }

    /// Adds a row of a class.
    pub fn push_as(&mut self, class: &'static str, cells: Vec<Cell>) {
        self.rows.push(Row { class, is_heading: false, cells });
    }

    /// Adds a heading over the rows that follow.
    pub fn heading(&mut self, text: impl Into<String>) {
        self.rows.push(Row { class: "group", is_heading: true, cells: vec![Cell::text(text)] });
    }

    /// The beginning of its caption: what it shows, without denominators and notes.
    pub fn title(&self) -> &str {
        self.caption.split([':', ';']).next().unwrap_or_default()
    }

    /// How many columns it has.
    pub fn width(&self) -> usize {
        self.head.len()
    }
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), class: "", bar: None }
    }

    /// A text that stands in a column of numbers.
    pub fn aligned(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), class: "number", bar: None }
    }

    /// A count.
    pub fn count(value: u64) -> Cell {
        Cell::aligned(number::count(value))
    }

    /// A share of a whole that the caption or heading names.
    pub fn share(part: u64, whole: u64) -> Cell {
        Cell::aligned(number::share(part, whole))
    }

    /// A bar of counts that stand in other cells of the row.
    pub fn bar(bar: Bar) -> Cell {
        Cell { text: String::new(), class: "bar", bar: Some(bar) }
    }

    /// A count over its bar.
    pub fn count_with_bar(value: u64, bar: Bar) -> Cell {
        Cell { bar: Some(bar), ..Cell::count(value) }
    }

    /// The same cell, set apart as what is not recorded.
    pub fn not_recorded(mut self) -> Cell {
        self.class = if self.class == "number" { "number not-recorded" } else { "not-recorded" };
        self
    }
}
