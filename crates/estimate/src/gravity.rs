//! Gravity: how many move from each origin to each destination, as a Poisson pseudo-maximum-likelihood fit (PPML) with an
//! effect for every origin and every destination.
//!
//! [`fit`] is the estimator, [`Fit`] what it found with robust and clustered covariances, Wald tests and influence; [`share`]
//! compares a coefficient between two models of the same flows; [`shrinkage`] asks which cells carry more than expected
//! without letting small ones shout. Which places, distances and flows these are is in `turnstone-monitor`.

mod blocks;
mod covariance;
mod fit;
mod separation;
pub mod share;
pub mod shrinkage;

pub use covariance::{Covariance, Wald, normal_interval};
pub use fit::{Dropped, Fit, fit};

use serde::Serialize;

/// Flows between groups, one observation each, and what may explain them.
///
/// Origin and destination groups are whatever carries an effect: an origin in one period, a destination in one period. A group
/// vector that is all zeros is a plain intercept, so that the same estimator fits models without effects of places.
#[derive(Clone, Debug, Default)]
pub struct Flows {
    /// How many moved, at least 0; need not be whole.
    pub count: Vec<f64>,
    /// The origin group of each observation, numbered from 0.
    pub origin: Vec<u32>,
    /// The destination group of each observation, numbered from 0.
    pub destination: Vec<u32>,
    /// What may explain the flows: a name and a value for each observation.
    pub covariates: Vec<Covariate>,
    /// Added to the linear predictor with coefficient 1, such as the logarithm of an exposure; empty for none.
    pub offset: Vec<f64>,
}

/// One explaining variable.
#[derive(Clone, Debug)]
pub struct Covariate {
    /// What it is called in results.
    pub name: String,
    /// Its value for each observation; finite.
    pub values: Vec<f64>,
}

impl Covariate {
    /// A named variable.
    pub fn new(name: impl Into<String>, values: Vec<f64>) -> Covariate {
        Covariate { name: name.into(), values }
    }
}

/// Why there is no fit.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum GravityError {
    /// Two columns have different lengths.
    #[error("`{column}` has {found} values and the flows have {expected}; every observation needs one")]
    Length {
        /// The column.
        column: String,
        /// How many values it has.
        found: usize,
        /// How many it should have.
        expected: usize,
    },
    /// A flow is negative or not a number.
    #[error("observation {observation} has a flow of {value}; a flow is a number of at least 0")]
    BadFlow {
        /// Its position, from 0.
        observation: usize,
        /// The flow.
        value: f64,
    },
    /// A covariate or an offset is not a finite number.
    #[error(
        "`{column}` is {value} in observation {observation}; it must be a finite number. Leave out or fill what is missing"
    )]
    BadValue {
        /// The column.
        column: String,
        /// The observation's position, from 0.
        observation: usize,
        /// The value.
        value: f64,
    },
    /// Nothing is left to fit.
    #[error("no observation is left: every flow is 0, or belongs to a group whose flows are all 0")]
    NoFlows,
    /// A covariate does not vary once the effects and the other covariates are accounted for.
    #[error(
        "the coefficient of `{covariate}` is not identified: the effects of origin and destination and the covariates before \
         it already determine its values. Leave it out, or add observations in which it varies inside a group"
    )]
    NotIdentified {
        /// The covariate.
        covariate: String,
    },
    /// The groups of one connected part are too many for exact absorption.
    #[error(
        "one connected part has {groups} groups on its smaller side, more than {most}; use fewer periods or coarser places"
    )]
    TooManyGroups {
        /// How many there are.
        groups: usize,
        /// How many are possible.
        most: usize,
    },
    /// As many parameters as observations.
    #[error("{observations} observations for {parameters} parameters: nothing is left to judge the fit by")]
    NoFreedom {
        /// Observations that are not dropped.
        observations: usize,
        /// Coefficients and effects.
        parameters: usize,
    },
    /// The iterations did not come to rest.
    #[error(
        "no convergence after {iterations} iterations, and no separated observation explains it; a covariate of a wild scale may"
    )]
    NoConvergence {
        /// How many iterations were tried.
        iterations: usize,
    },
}

#[cfg(test)]
mod tests;
