//! The least value of a function of few variables without its derivatives.

/// Minimises by the simplex method of Nelder and Mead (1965) with its usual coefficients; where it stopped, and the value.
///
/// **Cost** At most `most` evaluations, give or take one step. Deterministic.
///
/// **Arguments** `start` with at least one variable; `step` the size of the first simplex; stops when the values at its corners differ
/// by less than `tolerance`. Values that are not numbers count as infinite.
pub fn minimise(
    function: &dyn Fn(&[f64]) -> f64,
    start: &[f64],
    step: f64,
    tolerance: f64,
    most: usize,
) -> (Vec<f64>, f64) {
    let n = start.len();
    let value = |at: &[f64]| {
        let value = function(at);
        if value.is_nan() { f64::INFINITY } else { value }
    };
    let mut corners: Vec<(Vec<f64>, f64)> = (0..=n)
        .map(|i| {
            let mut at = start.to_vec();
            if i > 0 {
                at[i - 1] += step;
            }
            let value = value(&at);
            (at, value)
        })
        .collect();
    let mut evaluations = n + 1;
    loop {
        corners.sort_by(|a, b| a.1.total_cmp(&b.1));
        if evaluations >= most || corners[n].1 - corners[0].1 < tolerance {
            return corners.swap_remove(0);
        }
        let centre: Vec<f64> = (0..n).map(|j| corners[..n].iter().map(|c| c.0[j]).sum::<f64>() / n as f64).collect();
        let along = |by: f64| -> (Vec<f64>, f64) {
            let at: Vec<f64> = centre.iter().zip(&corners[n].0).map(|(c, w)| c + by * (c - w)).collect();
            let value = value(&at);
            (at, value)
        };
        let reflected = along(1.0);
        evaluations += 1;
        let next = if reflected.1 < corners[0].1 {
            evaluations += 1;
            let expanded = along(2.0);
            Some(if expanded.1 < reflected.1 { expanded } else { reflected })
        } else if reflected.1 < corners[n - 1].1 {
            Some(reflected)
        } else {
            evaluations += 1;
            let nearer = along(if reflected.1 < corners[n].1 { 0.5 } else { -0.5 });
            (nearer.1 < reflected.1.min(corners[n].1)).then_some(nearer)
        };
        match next {
            Some(corner) => corners[n] = corner,
            None => {
                let (best, rest) = corners.split_first_mut().expect("a simplex has corners");
                for corner in rest {
                    corner.0.iter_mut().zip(&best.0).for_each(|(x, b)| *x = (*x + b) / 2.0);
                    corner.1 = value(&corner.0);
                }
                evaluations += n;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_valley_of_rosenbrock_is_followed_to_its_floor() {
        let valley = |p: &[f64]| (1.0 - p[0]).powi(2) + 100.0 * (p[1] - p[0] * p[0]).powi(2);
        let (at, least) = minimise(&valley, &[-1.2, 1.0], 0.5, 1e-16, 2_000);
        assert!(least < 1e-10 && (at[0] - 1.0).abs() < 1e-4 && (at[1] - 1.0).abs() < 1e-4, "{at:?} {least}");
    }
}
