//! What really changed: counts by year, read with who contributed to them, how hard they looked and what they counted.
//!
//! [`records`], [`counts`] and [`table`] turn three kinds of input into [`Observations`]: what each contributor reported in
//! each year. [`analysis`] puts the series side by side, finds changes and marks each. The arithmetic is in
//! `turnstone-estimate`; the trend of a study, without any of this, is in [`crate::trends`].

pub mod analysis;
pub mod companions;
pub mod counts;
pub mod observations;
pub mod places;
pub mod records;
pub mod result;
pub mod table;

pub use observations::{Contributor, Observations};
pub use result::{CHANGES_VERSION, Changes, SeriesChange};

#[cfg(test)]
mod tests;
