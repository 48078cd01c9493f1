//! A figure: its title, the box its chart is drawn in, and the tables that hold its numbers.

use crate::grid::Grid;
use askama::Template;
use std::borrow::Cow;

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
    /// Its name, which is that of its chart in `web/src/main.ts`.
    pub name: Cow<'static, str>,
    /// Whether the script draws a chart for it. Where it does not, the tables are the figure.
    pub has_chart: bool,
    /// What it shows.
    pub title: String,
    /// What its numbers rest on; may be empty.
    pub basis: String,
    /// What must be known to read it; may be empty.
    pub caution: Cow<'static, str>,
    /// What stands over the list of what is marked in the chart.
    pub breaks_title: Cow<'static, str>,
    /// Place and text of what is marked in the chart.
    pub breaks: Vec<(String, String)>,
    /// See [`Drawn`].
    pub drawn: Drawn,
    /// The tables that always stand open.
    pub open: Vec<Grid>,
    /// What the closed part is called.
    pub summary: String,
    /// The tables of the closed part.
    pub numbers: Vec<Grid>,
    /// Tables that are too long for paper, each with the name of its file.
    pub long: Vec<(Grid, String)>,
}

impl Figure {
    /// A figure with a chart and nothing else yet.
    pub fn chart(name: impl Into<Cow<'static, str>>, title: impl Into<String>, drawn: Drawn) -> Figure {
        Figure {
            name: name.into(),
            has_chart: true,
            title: title.into(),
            basis: String::new(),
            caution: Cow::Borrowed(""),
            breaks_title: Cow::Borrowed("Breaks in coverage, numbered as in the chart"),
            breaks: Vec::new(),
            drawn,
            open: Vec::new(),
            summary: "The numbers".to_owned(),
            numbers: Vec::new(),
            long: Vec::new(),
        }
    }

    /// A figure whose tables are drawn with bars.
    pub fn table(name: &'static str, title: impl Into<String>, drawn: Drawn) -> Figure {
        Figure { has_chart: false, ..Figure::chart(name, title, drawn) }
    }
}
