//! Completing years that are still being registered: what of an event year comes in its own year, a year later, and so on.
//!
//! Everything rests on delays seen before; without them nothing can be said, and a caller that has none has nothing to hand in.

use super::{Estimate, NotEstimable};
use crate::numeric::normal_quantile;
use serde::Serialize;

/// Counts by event year and delay: row by row the counts registered with delay 0, 1, 2, … so far as time has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Triangle {
    /// The first event year.
    pub first_year: i32,
    /// For each event year the counts by delay, up to the longest delay or the newest year, whichever is reached first.
    pub rows: Vec<Vec<f64>>,
}

/// One event year, completed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Completed {
    /// The event year.
    pub year: i32,
    /// What is registered so far.
    pub registered: f64,
    /// What will have been registered at the longest delay seen, with its interval.
    pub completed: Estimate,
    /// What is still to come.
    pub to_come: f64,
    /// The standard error of what is still to come; none where too few delays were seen to estimate it.
    pub error: Option<f64>,
}

/// All event years, completed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Nowcast {
    /// The years in order.
    pub years: Vec<Completed>,
    /// The growth from each delay to the next.
    pub factors: Vec<f64>,
    /// What is still to come of all years.
    pub to_come: f64,
    /// Its standard error.
    pub error: Option<f64>,
}

/// Completes a triangle by chain ladder.
///
/// **Source** Mack (1993), "Distribution-free calculation of the standard error of chain ladder reserve estimates": factors (2),
/// σ² (page 217, the last by the least of his ratio rule), mean squared errors of theorem 3 and its corollary for the total.
/// The point estimates are those of a Poisson regression on event year and delay (Renshaw and Verrall 1998).
///
/// **Method** f_k = Σ C_{i,k+1} / Σ C_{i,k} over the years that have reached delay k+1. Intervals are log-normal with the
/// estimate as mean and the error as deviation, beyond what is registered already. Assumed: delays do not depend on the event
/// year, event years are independent, and nothing comes after the longest delay seen.
///
/// **Cost** Cells of the triangle.
///
/// **Arguments** counts zero or more; `level` of the intervals.
///
/// **Errors** Fewer than two years, rows that are no triangle, a count that is none, or a delay up to which nothing was
/// registered in any year.
pub fn chain_ladder(triangle: &Triangle, level: f64) -> Result<Nowcast, NotEstimable> {
    let n = triangle.rows.len();
    let delays = triangle.rows.first().map_or(0, Vec::len);
    if delays < 2 || triangle.rows.iter().enumerate().any(|(i, row)| row.len() != delays.min(n - i)) {
        let reason = "the delays make no triangle: every year needs each delay up to the longest or to the newest year";
        return Err(NotEstimable::new(
            reason,
            "counts for at least two event years, registered at once and a year later",
        ));
    }
    if triangle.rows.iter().flatten().any(|x| !(*x >= 0.0 && x.is_finite())) {
        return Err(NotEstimable::new("a count by delay is not zero or more", "counts, not corrections"));
    }
    let cumulative: Vec<Vec<f64>> = triangle
        .rows
        .iter()
        .map(|row| {
            row.iter()
                .scan(0.0, |sum, x| {
                    *sum += x;
                    Some(*sum)
                })
                .collect()
        })
        .collect();
    let (mut factors, mut sigmas) = (Vec::new(), Vec::<Option<f64>>::new());
    for k in 0..delays - 1 {
        let seen = &cumulative[..n - 1 - k];
        let base: f64 = seen.iter().map(|row| row[k]).sum();
        if base <= 0.0 {
            let reason = format!("nothing was registered up to a delay of {k} in any year that went on");
            return Err(NotEstimable::new(reason, "event years with counts at short delays"));
        }
        let factor = seen.iter().map(|row| row[k + 1]).sum::<f64>() / base;
        let spread = seen.iter().filter(|row| row[k] > 0.0).map(|row| row[k] * (row[k + 1] / row[k] - factor).powi(2));
        let degrees = seen.len() - 1;
        let sigma = match (degrees, sigmas.as_slice()) {
            (0, [.., Some(a), Some(b)]) if *a > 0.0 => Some((b * b / a).min(*a).min(*b)),
            (0, [.., Some(b)]) => Some(*b),
            (0, _) => None,
            _ => Some(spread.sum::<f64>() / degrees as f64),
        };
        factors.push(factor);
        sigmas.push(sigma);
    }
    let sums: Vec<f64> = (0..delays - 1).map(|k| cumulative[..n - 1 - k].iter().map(|row| row[k]).sum()).collect();
    let z = normal_quantile(0.5 + level / 2.0);
    let mut years = Vec::new();
    let (mut to_come, mut variance, mut ultimates) = (0.0, Some(0.0), Vec::new());
    for (i, row) in cumulative.iter().enumerate() {
        let first = row.len() - 1;
        let registered = row[first];
        let completed = factors[first..].iter().product::<f64>() * registered;
        // Σ σ²/f² (1/Ĉ + 1/Σ C) over the delays to come: theorem 3. The second part is shared by later years: corollary.
        let mut reached = registered;
        let (mut own, mut shared) = (Some(0.0), Some(0.0));
        for k in first..delays - 1 {
            let part = sigmas[k].map(|s| s / (factors[k] * factors[k]));
            own = own.zip(part).filter(|_| reached > 0.0).map(|(sum, p)| sum + p / reached + p / sums[k]);
            shared = shared.zip(part).map(|(sum, p)| sum + 2.0 * p / sums[k]);
            reached *= factors[k];
        }
        ultimates.push((completed, shared));
        let squared = own.map(|own| completed * completed * own);
        variance = variance.zip(squared).map(|(v, s)| v + s);
        let coming = completed - registered;
        to_come += coming;
        let interval = |sign: f64| match squared.map(f64::sqrt) {
            _ if coming <= 0.0 => registered,
            // Log-normal with this mean and deviation.
            Some(error) => {
                let spread = (error / coming).powi(2).ln_1p();
                registered + coming * (sign * z * spread.sqrt() - spread / 2.0).exp()
            }
            None => {
                if sign < 0.0 {
                    registered
                } else {
                    f64::INFINITY
                }
            }
        };
        years.push(Completed {
            year: triangle.first_year + i as i32,
            registered,
            completed: Estimate { value: completed, low: interval(-1.0), high: interval(1.0) },
            to_come: coming,
            error: squared.map(f64::sqrt),
        });
    }
    for (i, (completed, shared)) in ultimates.iter().enumerate() {
        let later: f64 = ultimates[i + 1..].iter().map(|u| u.0).sum();
        variance = variance.zip(*shared).map(|(v, s)| v + completed * later * s);
    }
    Ok(Nowcast { years, factors, to_come, error: variance.map(f64::sqrt) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Taylor and Ashe (1983), as printed by Mack (1993, table 1): incremental amounts.
    const TAYLOR_ASHE: [&[f64]; 10] = [
        &[357848., 766940., 610542., 482940., 527326., 574398., 146342., 139950., 227229., 67948.],
        &[352118., 884021., 933894., 1183289., 445745., 320996., 527804., 266172., 425046.],
        &[290507., 1001799., 926219., 1016654., 750816., 146923., 495992., 280405.],
        &[310608., 1108250., 776189., 1562400., 272482., 352053., 206286.],
        &[443160., 693190., 991983., 769488., 504851., 470639.],
        &[396132., 937085., 847498., 805037., 705960.],
        &[440832., 847631., 1131398., 1063269.],
        &[359480., 1061648., 1443370.],
        &[376686., 986608.],
        &[344014.],
    ];

    fn triangle(rows: &[&[f64]]) -> Triangle {
        Triangle { first_year: 2011, rows: rows.iter().map(|row| row.to_vec()).collect() }
    }

    #[test]
    fn the_published_triangle_gives_the_published_reserve_and_error() {
        let found = chain_ladder(&triangle(&TAYLOR_ASHE), 0.95).unwrap();
        // Mack (1993), table 3: total reserve 18,681 thousand with a standard error of 2,447 thousand; R ChainLadder's
        // MackChainLadder(GenIns) prints 18,680,856 and 2,447,095.
        assert!((found.to_come - 18_680_856.0).abs() < 1.0, "{}", found.to_come);
        assert!((found.error.unwrap() - 2_447_095.0).abs() < 1.0, "{:?}", found.error);
        // The same table, reserves and errors by year in thousands.
        let reserves = [0, 95, 470, 710, 985, 1_419, 2_178, 3_920, 4_279, 4_626];
        let errors = [0, 76, 122, 134, 261, 411, 558, 875, 971, 1_363];
        for ((year, reserve), error) in found.years.iter().zip(reserves).zip(errors) {
            assert!((year.to_come / 1e3 - f64::from(reserve)).abs() < 0.51, "{year:?}");
            assert!((year.error.unwrap() / 1e3 - f64::from(error)).abs() < 0.51, "{year:?}");
        }
    }

    #[test]
    fn the_newest_year_is_completed_by_hand() {
        // Factors (150 + 180) / (100 + 120) = 1.5 and 150 / 150 = 1; 80 · 1.5 · 1 = 120. Both years grew alike: no error.
        let found = chain_ladder(&triangle(&[&[100., 50., 0.], &[120., 60.], &[80.]]), 0.95).unwrap();
        assert!((found.factors[0] - 1.5).abs() < 1e-12 && (found.factors[1] - 1.0).abs() < 1e-12);
        assert!((found.years[2].completed.value - 120.0).abs() < 1e-9);
        assert_eq!(found.years[2].error, Some(0.0));
    }

    #[test]
    fn delays_that_end_before_the_years_do_make_a_narrower_table() {
        // One delay at most: (150 + 180 + 90) / (100 + 120 + 60) = 1.5; 40 · 1.5 = 60, and the years before are complete.
        let rows: [&[f64]; 4] = [&[100., 50.], &[120., 60.], &[60., 30.], &[40.]];
        let found = chain_ladder(&triangle(&rows), 0.95).unwrap();
        assert_eq!(found.years.iter().map(|y| y.completed.value.round()).collect::<Vec<_>>(), [150., 180., 90., 60.]);
        assert!(found.years[..3].iter().all(|y| y.to_come == 0.0 && y.error == Some(0.0)));
    }

    #[test]
    fn what_is_no_triangle_is_refused() {
        let refused = |rows: &[&[f64]]| chain_ladder(&triangle(rows), 0.95).unwrap_err().reason;
        assert!(refused(&[&[1.0, 2.0], &[1.0, 2.0]]).contains("no triangle"));
        assert!(refused(&[&[1.0]]).contains("no triangle"));
        assert!(refused(&[&[1.0, -2.0], &[1.0]]).contains("zero or more"));
        assert!(refused(&[&[0.0, 2.0], &[1.0]]).contains("delay of 0"));
    }
}
