//! A figure: its title, the box its chart is drawn in, and the tables that hold its numbers.

use crate::grid::Grid;
use askama::Template;

/// Whether charts are drawn, and the mark of synthetic records.
#[derive(Clone, Copy, Debug)]
pub struct Drawn {
    /// Whether the page has the script that draws.
    pub charts: bool,
    /// What stands beside every figure's title; may be empty.
    pub mark: &'static str,
}

/// A figure.
#[derive(Clone, Debug, Template)]
#[template(path = "figure.html", whitespace = "minimize")]
pub struct Figure {
    /// The chart's name in `web/src/main.ts`.
    pub chart: &'static str,
    /// What it shows.
    pub title: String,
    /// What its numbers rest on; may be empty.
    pub basis: String,
    /// What must be known to read it; may be empty.
    pub caution: &'static str,
    /// Year and text of what is marked in the chart.
    pub breaks: Vec<(i32, String)>,
    /// See [`Drawn`].
    pub drawn: Drawn,
    /// The tables that always stand open.
    pub open: Vec<Grid>,
    /// What the closed part is called.
    pub summary: String,
    /// The tables of the closed part.
    pub numbers: Vec<Grid>,
}
