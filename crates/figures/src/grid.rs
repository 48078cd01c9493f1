//! A table of the page: texts in rows, some of them numbers, some set apart.
//!
//! Tables for other programs, without thousands separators and shares, are in [`crate::tables`].

use crate::number;
use askama::Template;

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
}

impl Grid {
    /// A table without rows. Headings that begin with `#` stand over numbers.
    pub fn new(caption: impl Into<String>, head: &[&str]) -> Grid {
        let heading = |text: &&str| match text.strip_prefix('#') {
            Some(text) => Cell { text: text.to_owned(), class: "number" },
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

    /// How many columns it has.
    pub fn width(&self) -> usize {
        self.head.len()
    }
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), class: "" }
    }

    /// A text that stands in a column of numbers.
    pub fn aligned(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), class: "number" }
    }

    /// A count.
    pub fn count(value: u64) -> Cell {
        Cell::aligned(number::count(value))
    }

    /// A share of a whole that the caption or heading names.
    pub fn share(part: u64, whole: u64) -> Cell {
        Cell::aligned(number::share(part, whole))
    }

    /// The same cell, set apart as what is not recorded.
    pub fn not_recorded(mut self) -> Cell {
        self.class = if self.class == "number" { "number not-recorded" } else { "not-recorded" };
        self
    }
}
