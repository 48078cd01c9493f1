//! Solving with symmetric positive definite matrices, in place on flat buffers: the matrices of the estimators are small and
//! many, so that what a solver allocates would cost more than what it computes.
//!
//! Row-major, `n × n`; only the lower triangle is read and written.

/// The inner product of two slices of one length: eight sums side by side, so that the processor need not wait for each
/// addition; the order of additions depends on the length alone.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (left, right) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = left.remainder().iter().zip(right.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in left.zip(right) {
        for (lane, (x, y)) in lanes.iter_mut().zip(x.iter().zip(y)) {
            *lane += x * y;
        }
    }
    lanes.iter().sum::<f64>() + rest
}

/// Replaces the lower triangle of `a` by its Cholesky factor L with A = L Lᵀ.
///
/// **Errors** The index of the first pivot that is not larger than `1e-12` of the diagonal entry it came from: the matrix is
/// not positive definite to working precision, and that column depends on those before it.
pub fn factor(a: &mut [f64], n: usize) -> Result<(), usize> {
    for j in 0..n {
        let original = a[j * n + j];
        let (above, rest) = a.split_at_mut((j + 1) * n);
        let row = &mut above[j * n..];
        let pivot = original - dot(&row[..j], &row[..j]);
        if pivot.is_nan() || pivot <= 1e-12 * original.abs() || pivot <= 0.0 {
            return Err(j);
        }
        let root = pivot.sqrt();
        row[j] = root;
        for below in rest.chunks_exact_mut(n) {
            below[j] = (below[j] - dot(&below[..j], &row[..j])) / root;
        }
    }
    Ok(())
}

/// Replaces `b` by the solution x of A x = b, given the factor of A.
pub fn solve(factor: &[f64], n: usize, b: &mut [f64]) {
    for i in 0..n {
        b[i] = (b[i] - dot(&factor[i * n..i * n + i], &b[..i])) / factor[i * n + i];
    }
    for i in (0..n).rev() {
        b[i] /= factor[i * n + i];
        let x = b[i];
        for k in 0..i {
            b[k] -= factor[i * n + k] * x;
        }
    }
}

/// The inverse of A, full, given its factor.
pub fn inverse(factor: &[f64], n: usize) -> Vec<f64> {
    let mut inverse = vec![0.0; n * n];
    for (j, column) in inverse.chunks_exact_mut(n).enumerate() {
        column[j] = 1.0;
        solve(factor, n, column);
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_solved_system_gives_its_right_side_back() {
        let a = [4.0, 0.0, 0.0, 2.0, 5.0, 0.0, 1.0, 3.0, 6.0];
        let mut l = a;
        factor(&mut l, 3).unwrap();
        let mut x = [1.0, 2.0, 3.0];
        solve(&l, 3, &mut x);
        let full = |i: usize, j: usize| a[i.max(j) * 3 + i.min(j)];
        for i in 0..3 {
            let back: f64 = (0..3).map(|j| full(i, j) * x[j]).sum();
            assert!((back - (i as f64 + 1.0)).abs() < 1e-12);
        }
        let inverse = inverse(&l, 3);
        let identity: f64 = (0..3).map(|k| full(1, k) * inverse[k * 3 + 1]).sum();
        assert!((identity - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_column_that_depends_on_another_is_named() {
        let mut a = [1.0, 0.0, 1.0, 1.0];
        assert_eq!(factor(&mut a, 2), Err(1));
    }
}
