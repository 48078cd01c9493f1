//! The terms of a log-linear model with covariates, and the columns they become.

use super::{Covariate, CovariateError, Persons, Smooth};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Lists and covariates that act together; alone, each is a main effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Term {
    /// Covariates, one bit each.
    pub covariates: u32,
    /// Lists, one bit each.
    pub lists: u32,
}

impl Term {
    /// How many lists and covariates act together.
    pub fn order(&self) -> u32 {
        self.covariates.count_ones() + self.lists.count_ones()
    }

    /// The term in words: `A:sex`.
    pub fn name(&self, persons: &Persons) -> String {
        let lists = persons.lists().iter().enumerate().filter(|(i, _)| self.lists >> i & 1 == 1).map(|(_, name)| name);
        let of = persons.covariates().iter().enumerate().filter(|(i, _)| self.covariates >> i & 1 == 1);
        let parts: Vec<&str> = lists.map(String::as_str).chain(of.map(|(_, c)| c.name.as_str())).collect();
        parts.join(":")
    }
}

/// The terms of higher order than one, in words.
pub fn names(terms: &[Term], persons: &Persons) -> Vec<String> {
    terms.iter().filter(|term| term.order() > 1).map(|term| term.name(persons)).collect()
}

/// All terms with every part of theirs, main effects included; the intercept is not named.
pub(super) fn closed(persons: &Persons, terms: &[Term]) -> Result<Vec<Term>, CovariateError> {
    let (t, c) = (persons.lists().len(), persons.covariates().len());
    let mut all = BTreeSet::new();
    all.extend((0..t).map(|i| Term { covariates: 0, lists: 1 << i }));
    all.extend((0..c).map(|i| Term { covariates: 1 << i, lists: 0 }));
    for term in terms {
        if term.lists >> t != 0 || term.covariates >> c != 0 {
            return Err(CovariateError::Term(format!("{:b}/{:b}", term.lists, term.covariates)));
        }
        for lists in subsets(term.lists) {
            all.extend(subsets(term.covariates).map(|covariates| Term { covariates, lists }));
        }
    }
    all.remove(&Term { covariates: 0, lists: 0 });
    let mut all: Vec<Term> = all.into_iter().collect();
    all.sort_by_key(|term| (term.order(), *term));
    Ok(all)
}

fn subsets(set: u32) -> impl Iterator<Item = u32> {
    (0..=set).filter(move |part| part & !set == 0)
}

/// Strata and the columns of a model.
pub(super) struct Design {
    /// Levels of each covariate, by stratum.
    pub strata: Vec<Vec<usize>>,
    /// By stratum and pattern (pattern 0, the hidden, included): columns that are not 0, with their value.
    pub rows: Vec<Vec<(usize, f64)>>,
    /// Patterns of a stratum, the hidden one included.
    pub patterns: usize,
    pub columns: usize,
}

impl Design {
    pub fn new(persons: &Persons, terms: &[Term]) -> Self {
        let bases: Vec<Vec<Vec<f64>>> = persons.covariates().iter().map(basis).collect();
        let strata = strata(persons.covariates());
        let patterns = 1usize << persons.lists().len();
        // Columns of each term: one for each choice of a column of each of its covariates.
        let widths: Vec<usize> = terms
            .iter()
            .map(|term| {
                bases
                    .iter()
                    .enumerate()
                    .filter(|(c, _)| term.covariates >> c & 1 == 1)
                    .map(|(_, b)| b[0].len())
                    .product()
            })
            .collect();
        let mut rows = Vec::with_capacity(strata.len() * patterns);
        for levels in &strata {
            let products: Vec<Vec<f64>> = terms
                .iter()
                .map(|term| {
                    let of = bases.iter().zip(levels).enumerate().filter(|(c, _)| term.covariates >> c & 1 == 1);
                    of.fold(vec![1.0], |product, (_, (basis, level))| {
                        product.iter().flat_map(|p| basis[*level].iter().map(move |b| p * b)).collect()
                    })
                })
                .collect();
            for pattern in 0..patterns as u32 {
                let mut row = vec![(0, 1.0)];
                let mut first = 1;
                for ((term, product), width) in terms.iter().zip(&products).zip(&widths) {
                    if pattern & term.lists == term.lists {
                        row.extend(
                            product.iter().enumerate().filter(|(_, x)| **x != 0.0).map(|(k, x)| (first + k, *x)),
                        );
                    }
                    first += width;
                }
                rows.push(row);
            }
        }
        Self { strata, rows, patterns, columns: 1 + widths.iter().sum::<usize>() }
    }
}

/// All combinations of levels, the last covariate fastest.
pub(super) fn strata(covariates: &[Covariate]) -> Vec<Vec<usize>> {
    covariates.iter().fold(vec![Vec::new()], |strata, covariate| {
        let longer = strata.iter().flat_map(|levels: &Vec<usize>| {
            (0..covariate.levels.len()).map(move |level| [&levels[..], &[level]].concat())
        });
        longer.collect()
    })
}

/// By level the columns of a covariate: one for each level but the first, or those of its curve.
fn basis(covariate: &Covariate) -> Vec<Vec<f64>> {
    let levels = covariate.levels.len();
    match &covariate.smooth {
        None => (0..levels).map(|l| (1..levels).map(|k| f64::from(u8::from(k == l))).collect()).collect(),
        Some(smooth) => curve(smooth),
    }
}

/// **Source** Natural cubic splines as in Hastie, Tibshirani and Friedman (2009), equation 5.4; knots evenly spaced
/// over the range of the values, which are brought to 0 … 1.
fn curve(smooth: &Smooth) -> Vec<Vec<f64>> {
    let low = smooth.at.iter().copied().fold(f64::INFINITY, f64::min);
    let high = smooth.at.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let scale = if high > low { high - low } else { 1.0 };
    let last = smooth.degrees as f64;
    let cube = |x: f64| x.max(0.0).powi(3);
    // The last knot is at 1; d_k is the truncated cube that turns straight there.
    let d = |x: f64, knot: f64| (cube(x - knot) - cube(x - 1.0)) / (1.0 - knot);
    let columns = |at: &f64| {
        let x = (at - low) / scale;
        let bends = (0..smooth.degrees - 1).map(|k| d(x, k as f64 / last) - d(x, (last - 1.0) / last));
        std::iter::once(x).chain(bends).collect()
    };
    smooth.at.iter().map(columns).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_straight_beyond_its_ends_and_bends_between() {
        let smooth = Smooth { at: (0..=20).map(|i| f64::from(i) / 20.0).collect(), degrees: 3 };
        let columns = curve(&smooth);
        assert!(columns.iter().all(|row| row.len() == 3));
        // The second difference of a natural spline vanishes towards both ends.
        let second = |i: usize, k: usize| columns[i - 1][k] - 2.0 * columns[i][k] + columns[i + 1][k];
        for k in 1..3 {
            let middle = (5..16).map(|i| second(i, k).abs()).fold(0.0, f64::max);
            assert!(second(19, k).abs() < 0.2 * middle && second(1, k).abs() < 0.2 * middle, "{k}");
        }
        let straight = curve(&Smooth { at: vec![2010.0, 2012.0, 2014.0], degrees: 1 });
        assert_eq!(straight, [[0.0], [0.5], [1.0]]);
    }

    #[test]
    fn a_curve_through_all_values_is_as_free_as_levels() {
        // Four values, three degrees: with the intercept a square matrix of full rank.
        let columns = curve(&Smooth { at: vec![1.0, 2.0, 3.0, 4.0], degrees: 3 });
        let rows: Vec<Vec<f64>> = columns.iter().map(|row| [&[1.0], &row[..]].concat()).collect();
        let mut gram = vec![0.0; 16];
        for i in 0..4 {
            for j in 0..4 {
                gram[i * 4 + j] = rows.iter().map(|row| row[i] * row[j]).sum();
            }
        }
        assert_eq!(crate::numeric::symmetric::factor(&mut gram, 4), Ok(()));
    }
}
