//! Drivers: what part of a count over places each family of covariates explains, and what none does.
//!
//! Counts with an exposure are fitted by a log-linear model ([`regression`]); the explained deviance is divided among families as
//! Shapley does ([`explain`]); skill is measured on places, and whole regions, that the fit has not seen. Where covariates come from
//! is in `turnstone-monitor`.

pub mod regression;
mod shares;

pub use shares::{Effect, Explained, FamilyShare, Residual, Skill, explain};

use serde::Serialize;

/// A family of covariates.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    /// What it is called.
    pub name: String,
    /// Its covariates: a name and a value for each place; finite.
    pub columns: Vec<(String, Vec<f64>)>,
}

/// Counts over places with what may explain them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    /// The counts, at least 0.
    pub count: Vec<f64>,
    /// The logarithm of what they are out of, such as population.
    pub log_exposure: Vec<f64>,
    /// The families, at most [`MOST_FAMILIES`].
    pub families: Vec<Family>,
    /// The region of each place, numbered from 0.
    pub region: Vec<u32>,
}

/// How the variance grows with the mean.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Variance {
    /// In proportion to it, by a factor that is estimated (quasi-Poisson): large places decide.
    Proportional,
    /// μ + μ² / θ (negative binomial), θ estimated with all covariates and kept for every smaller model: places count more alike.
    Quadratic,
}

/// More families than these have too many subsets.
pub const MOST_FAMILIES: usize = 12;

/// Why nothing can be explained.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum DriversError {
    /// Columns differ in length.
    #[error("`{column}` has {found} values and there are {expected} counts; every place needs one")]
    Length {
        /// The column.
        column: String,
        /// How many values it has.
        found: usize,
        /// How many it should have.
        expected: usize,
    },
    /// A value is no number, or a count is negative.
    #[error("`{column}` of place {place} is {value}, which is not possible")]
    BadValue {
        /// The column.
        column: String,
        /// The place's position, from 0.
        place: usize,
        /// The value.
        value: f64,
    },
    /// Too many families, or none.
    #[error("{0} families; one to {MOST_FAMILIES} are possible")]
    Families(usize),
    /// Too few places for so many covariates.
    #[error(
        "{places} places for {columns} covariates; three places for each covariate are the least. Leave covariates out, or complete them"
    )]
    TooFew {
        /// The places.
        places: usize,
        /// The covariates.
        columns: usize,
    },
    /// Every count is 0.
    #[error("every count is 0: there is nothing to explain")]
    Nothing,
}

#[cfg(test)]
mod tests;
