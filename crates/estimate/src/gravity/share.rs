//! What is left of a coefficient once more is accounted for: its ratio in two models of the same flows, with an interval.

use super::{Fit, covariance::normal_interval};
use serde::Serialize;

/// The ratio of one coefficient in a fuller model to the same in a barer one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// The ratio: 1 when nothing is explained away, 0 when all is, negative when the sign turns.
    pub share: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The lower end of its 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The share of a coefficient that remains in a fuller model.
///
/// **Source** delta method on the two estimates' joint covariance, which is that of their influences by cluster (as seemingly
/// unrelated estimation: Weesie 1999).
///
/// **Arguments** fits of the same observations in the same order; the coefficient's position in each; `clusters` as for
/// [`Fit::clustered`].
pub fn remaining(bare: (&Fit, usize), full: (&Fit, usize), clusters: &[u32]) -> Share {
    let (b, f) = (bare.0.coefficients[bare.1], full.0.coefficients[full.1]);
    let of_bare = bare.0.influence(bare.1, clusters);
    let of_full = full.0.influence(full.1, clusters);
    let share = f / b;
    let moved = of_bare.iter().zip(&of_full).map(|(bare, full)| (full - share * bare) / b);
    let g = of_bare.len() as f64;
    let standard_error = (moved.map(|m| m * m).sum::<f64>() * g / (g - 1.0)).sqrt();
    let (low, high) = normal_interval(share, standard_error, 0.95);
    Share { share, standard_error, low, high }
}
