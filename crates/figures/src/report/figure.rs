//! A chart with its title and the tables of its numbers.

use super::bars::Bars;
use super::chains::{Densities, Traces};
use super::corridors::Corridors;
use super::data_table::DataTable;
use super::intervals::Intervals;
use super::lines::Lines;
use super::overlaps::Overlaps;
use super::scatter::Scatter;
use serde::Serialize;

/// A chart with its title. Its tables are laid out from the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its name, also that of its table's file: lower-case letters, digits, `-` and `_`; its own in the report.
    pub name: String,
    /// What it shows.
    pub title: String,
    /// What its numbers rest on and how to read it; may be empty.
    pub basis: String,
    /// What must be known before it is used; may be empty.
    pub caution: String,
    /// What is drawn.
    pub chart: Chart,
}

/// What is drawn: the closed set of charts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Chart {
    /// Points with their intervals, row by row.
    Intervals(Intervals),
    /// Lines, with bands and marks.
    Lines(Lines),
    /// Bars, beside or upon each other.
    Bars(Bars),
    /// How lists overlap (UpSet plot).
    Overlaps(Overlaps),
    /// The draws of a sampler's chains, in their order.
    Traces(Traces),
    /// How the draws of a sampler's chains are distributed.
    Densities(Densities),
    /// Two measures of the same things against each other.
    Scatter(Scatter),
    /// Movement inside and between countries, as a map and a Sankey diagram.
    Corridors(Corridors),
}

impl Figure {
    /// A figure with nothing beside its title.
    pub fn new(name: impl Into<String>, title: impl Into<String>, chart: impl Into<Chart>) -> Figure {
        Figure {
            name: name.into(),
            title: title.into(),
            basis: String::new(),
            caution: String::new(),
            chart: chart.into(),
        }
    }

    /// The same figure with what its numbers rest on and how to read it.
    pub fn basis(self, basis: impl Into<String>) -> Figure {
        Figure { basis: basis.into(), ..self }
    }

    /// The same figure with what must be known before it is used.
    pub fn caution(self, caution: impl Into<String>) -> Figure {
        Figure { caution: caution.into(), ..self }
    }

    /// Every number of the chart. The first table has the figure's name.
    pub fn tables(&self) -> Vec<DataTable> {
        match &self.chart {
            Chart::Intervals(chart) => vec![chart.table(self)],
            Chart::Lines(chart) => chart.tables(self),
            Chart::Bars(chart) => vec![chart.table(self)],
            Chart::Overlaps(chart) => chart.tables(self),
            Chart::Traces(chart) => vec![chart.table(self)],
            Chart::Densities(chart) => vec![chart.table(self)],
            Chart::Scatter(chart) => vec![chart.table(self)],
            Chart::Corridors(chart) => chart.tables(self),
        }
    }
}

macro_rules! charts {
    ($($chart:ident),*) => {
        $(impl From<$chart> for Chart {
            fn from(chart: $chart) -> Chart {
                Chart::$chart(chart)
            }
        })*
    };
}

charts!(Intervals, Lines, Bars, Overlaps, Traces, Densities, Scatter, Corridors);
