//! What really changed: series of counts from contributors that come and go, under definitions and efforts that move.
//!
//! [`panel`] puts three series side by side: as reported, from a constant panel, and chained from year to year;
//! [`effects`] adjusts for who reported and how hard they looked; [`segments`] finds changes of level and says how sure they
//! are; [`attribution`] says what accounts for a change. [`nowcast`] completes years that are still being registered,
//! [`smoothing`] steadies rates of small areas, and [`alerts`] compares the newest year of many series with their past.
//!
//! A contributor that did not report is missing and never zero; a reported zero is zero. A hidden number is an interval.
//! Which contributor, category or year a number belongs to is for the caller to know: here they are positions.

pub mod alerts;
pub mod attribution;
pub mod effects;
pub mod nowcast;
pub mod panel;
pub mod segments;
pub mod smoothing;

use serde::Serialize;

/// The share of the probability that intervals hold, unless said otherwise.
pub const LEVEL: f64 = 0.95;

/// A number between two bounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// The lower bound of its interval.
    pub low: f64,
    /// The upper bound of its interval.
    pub high: f64,
}

impl Estimate {
    /// Whether the interval holds `x`.
    pub fn holds(&self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }
}

/// Why an estimate is withheld, and what would help.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[error("not estimable: {reason}; {help}")]
pub struct NotEstimable {
    /// What is wanting.
    pub reason: String,
    /// What would make the estimate possible.
    pub help: String,
}

impl NotEstimable {
    /// Withholds for `reason`; `help` says what would help.
    pub fn new(reason: impl Into<String>, help: impl Into<String>) -> NotEstimable {
        NotEstimable { reason: reason.into(), help: help.into() }
    }
}
