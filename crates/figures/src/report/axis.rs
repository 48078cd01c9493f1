//! What a chart's axis measures, and how its numbers are written.

use super::data_table::{Column, Format};
use serde::Serialize;

/// What an axis measures.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Axis {
    /// What it measures, with its unit, such as "People (total)".
    pub label: String,
    /// How values lie on it and are written.
    pub scale: Scale,
}

/// How values lie on an axis and are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Evenly.
    #[default]
    Linear,
    /// By their logarithm. What is not above zero cannot be drawn on it and is said beneath.
    Log,
    /// Calendar years: evenly, without commas; parts of a year are decimals.
    Year,
    /// Shares of one: evenly, written in per cent.
    Share,
}

/// A line across a chart at a value that others are held against.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reference {
    /// The value.
    pub at: f64,
    /// What it is.
    pub label: String,
}

impl Axis {
    /// An axis of a scale.
    pub fn new(label: impl Into<String>, scale: Scale) -> Axis {
        Axis { label: label.into(), scale }
    }

    /// An axis on which values lie evenly.
    pub fn linear(label: impl Into<String>) -> Axis {
        Axis::new(label, Scale::Linear)
    }

    /// An axis on which values lie by their logarithm.
    pub fn log(label: impl Into<String>) -> Axis {
        Axis::new(label, Scale::Log)
    }

    /// An axis of calendar years.
    pub fn years(label: impl Into<String>) -> Axis {
        Axis::new(label, Scale::Year)
    }

    /// An axis of shares of one, written in per cent.
    pub fn share(label: impl Into<String>) -> Axis {
        Axis::new(label, Scale::Share)
    }

    /// A column of values of this axis.
    pub(super) fn column(&self, name: &str, label: impl Into<String>) -> Column {
        let format = match self.scale {
            Scale::Linear | Scale::Log => Format::Number,
            Scale::Year => Format::Plain,
            Scale::Share => Format::Share,
        };
        Column { name: name.to_owned(), label: label.into(), format, is_interval: false }
    }

    /// A column of intervals of this axis.
    pub(super) fn interval_column(&self, name: &str, label: impl Into<String>) -> Column {
        Column { is_interval: true, ..self.column(name, label) }
    }
}

impl Reference {
    /// A line at a value.
    pub fn new(at: f64, label: impl Into<String>) -> Reference {
        Reference { at, label: label.into() }
    }
}
