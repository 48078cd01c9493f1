//! Totals by covariates with intervals, per 100,000 persons, and what of them may be shown.

use super::solve::fit_from;
use super::{CovariateError, CovariateFit, Criterion, Persons, select};
use crate::numeric::quantile;
use crate::numeric::streams::stream;
use crate::prevalence::histories::CaptureHistories;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Binomial, Distribution};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How intervals are made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CellSettings {
    /// Resamples of the persons, missing values and all; at least 2.
    pub replicates: u32,
    /// Probability inside the intervals.
    pub level: f64,
    /// Decides every draw.
    pub seed: u64,
    /// When given, the choice of terms is made anew on each resample: honest, and slower by the time of a choice.
    pub choose_again: Option<Criterion>,
}

impl Default for CellSettings {
    fn default() -> Self {
        Self { replicates: 400, level: 0.95, seed: 1, choose_again: None }
    }
}

/// Strata as the model and its resamples see them.
#[derive(Debug, Clone, PartialEq)]
pub struct Totals {
    fit: CovariateFit,
    /// By resample and stratum: observed and hidden persons; not a number where the hidden number is free. None for a
    /// resample without an estimate.
    replicates: Vec<Option<Vec<(f64, f64)>>>,
    level: f64,
}

impl Totals {
    /// Fits the model again on resamples.
    ///
    /// **Source** The nonparametric bootstrap (Efron 1979): persons are drawn with their lists and their covariates,
    /// missing ones included.
    ///
    /// **Cost** A fit a resample, in parallel; a choice a resample when it is made anew.
    ///
    /// **Arguments** `fit`: of the same persons.
    ///
    /// **Errors** A setting outside its range. Resamples without an estimate count as beyond any number.
    pub fn draw(persons: &Persons, fit: &CovariateFit, settings: &CellSettings) -> Result<Self, CovariateError> {
        if settings.replicates < 2 {
            let value = f64::from(settings.replicates);
            return Err(CovariateError::Setting { setting: "replicates", value, wanted: "at least 2" });
        }
        if !(settings.level > 0.0 && settings.level < 1.0) {
            let wanted = "between 0 and 1";
            return Err(CovariateError::Setting { setting: "level", value: settings.level, wanted });
        }
        let replicate = |index: u32| {
            let other = resample(persons, &mut stream(settings.seed, u64::from(index)));
            let found = match settings.choose_again {
                Some(criterion) => select(&other, criterion).map(|selected| selected.fit),
                None => fit_from(&other, fit.terms.clone(), Some(&fit.means)),
            };
            let strata = found.ok()?.strata;
            Some(strata.iter().map(|s| (s.observed, s.hidden.unwrap_or(f64::NAN))).collect())
        };
        let replicates = (0..settings.replicates).into_par_iter().map(replicate).collect();
        Ok(Self { fit: fit.clone(), replicates, level: settings.level })
    }

    /// The interval of the sum of observed and hidden persons over some strata.
    fn interval(&self, strata: &[usize]) -> (f64, f64) {
        let total = |replicate: &Option<Vec<(f64, f64)>>| match replicate {
            Some(found) => strata.iter().map(|s| found[*s].0 + found[*s].1).sum::<f64>(),
            None => f64::NAN,
        };
        let totals = self.replicates.iter().map(total);
        let mut totals: Vec<f64> = totals.map(|total| if total.is_nan() { f64::INFINITY } else { total }).collect();
        totals.sort_by(f64::total_cmp);
        let tail = (1.0 - self.level) / 2.0;
        (quantile(&totals, tail), quantile(&totals, 1.0 - tail))
    }

    /// Resamples without an estimate.
    pub fn failed(&self) -> usize {
        self.replicates.iter().filter(|replicate| replicate.is_none()).count()
    }
}

/// A multinomial draw of as many persons.
fn resample(persons: &Persons, random: &mut ChaCha8Rng) -> Persons {
    let mut left = persons.n();
    let mut rest = left;
    let counts = persons.rows().iter().map(|row| {
        let share = row.count as f64 / rest as f64;
        rest -= row.count;
        let drawn = match rest {
            0 => left,
            _ => Binomial::new(left, share).map_or((left as f64 * share) as u64, |b| b.sample(random)),
        };
        left -= drawn;
        drawn
    });
    let counts: Vec<u64> = counts.collect();
    persons.with_counts(&counts)
}

/// Residents by the same covariates, for rates: the levels in the order of the cells' covariates, and persons.
pub type Population = BTreeMap<Vec<String>, f64>;

/// What a cell's estimate rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Support {
    /// Persons of the cell itself are on several lists.
    Own {
        /// How many are known to be.
        overlap: u64,
    },
    /// Fewer than two lists share a person of this cell: how much they miss is taken from other cells, through the
    /// model.
    Borrowed,
    /// The observed persons leave the hidden number of the cell free.
    NotEstimable,
}

/// A total by covariates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Level of each covariate asked for.
    pub values: Vec<String>,
    /// Persons known to be in the cell.
    pub known: u64,
    /// The same with the expected share of persons whose covariates are missing.
    pub observed: f64,
    /// Persons on no list.
    pub hidden: Option<f64>,
    /// Persons in all.
    pub total: Option<f64>,
    /// Interval of the total; its upper limit is infinite where too many resamples have no estimate.
    pub interval: Option<(f64, f64)>,
    /// The total for each 100,000 residents, with its interval.
    pub per_100_000: Option<(f64, (f64, f64))>,
    /// What the estimate rests on.
    pub support: Support,
}

/// Totals by some of the covariates, in the order of their levels; with none, one cell for all.
///
/// **Arguments** `by`: numbers of covariates. `population`: where it lacks a cell, the cell has no rate.
///
/// **Errors** A covariate that does not exist.
pub fn cells(
    persons: &Persons,
    totals: &Totals,
    by: &[usize],
    population: Option<&Population>,
) -> Result<Vec<Cell>, CovariateError> {
    let cells = grouped(persons, by)?;
    let of_cell = |(levels, values): Group| {
        let here = |other: &[usize]| by.iter().zip(&levels).all(|(c, level)| other[*c] == *level);
        let strata: Vec<usize> = (0..totals.fit.strata.len()).filter(|s| here(&totals.fit.strata[*s].levels)).collect();
        let known = persons.rows().iter().filter(|row| by.iter().zip(&levels).all(|(c, l)| row.levels[*c] == Some(*l)));
        let overlap = known.clone().filter(|row| row.pattern.count_ones() > 1).map(|row| row.count).sum();
        let hidden: Option<f64> = strata.iter().map(|s| totals.fit.strata[*s].hidden).sum();
        let observed = strata.iter().map(|s| totals.fit.strata[*s].observed).sum::<f64>();
        let total = hidden.map(|hidden| observed + hidden);
        let interval = total.map(|_| totals.interval(&strata));
        let residents = population.and_then(|population| population.get(&values)).filter(|n| **n > 0.0);
        let rate = |x: f64, residents: f64| 100_000.0 * x / residents;
        let per_100_000 = match (total, interval, residents) {
            (Some(total), Some((low, high)), Some(n)) => Some((rate(total, *n), (rate(low, *n), rate(high, *n)))),
            _ => None,
        };
        let support = match (hidden, overlap) {
            (None, _) => Support::NotEstimable,
            (Some(_), 0) => Support::Borrowed,
            (Some(_), overlap) => Support::Own { overlap },
        };
        Cell {
            values,
            known: known.map(|row| row.count).sum(),
            observed,
            hidden,
            total,
            interval,
            per_100_000,
            support,
        }
    };
    Ok(cells.into_iter().map(of_cell).collect())
}

/// One level of each of some covariates, by number and by name.
type Group = (Vec<usize>, Vec<String>);

/// Combinations of levels of some covariates, with their names.
fn grouped(persons: &Persons, by: &[usize]) -> Result<Vec<Group>, CovariateError> {
    let chosen = by.iter().map(|c| persons.covariates().get(*c).cloned().ok_or(CovariateError::Term(c.to_string())));
    let chosen: Vec<_> = chosen.collect::<Result<_, _>>()?;
    let name = |levels: &Vec<usize>| levels.iter().zip(&chosen).map(|(l, c)| c.levels[*l].clone()).collect();
    Ok(super::design::strata(&chosen).into_iter().map(|levels| (levels.clone(), name(&levels))).collect())
}

/// One stratum estimated from its own persons alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alone<T> {
    /// Level of each covariate asked for.
    pub values: Vec<String>,
    /// Persons known to be in the stratum.
    pub known: u64,
    /// Lists that share a person of the stratum with another list.
    pub overlapping_lists: Vec<String>,
    /// The estimate, or why there is none.
    pub answer: Result<T, String>,
}

/// Estimates each stratum by itself, with nothing taken from the others.
///
/// **Method** Persons whose stratum is not known are left out of all and counted: the second figure. Fewer than two
/// overlapping lists are "not estimable" before the estimator is asked.
///
/// **Errors** A covariate that does not exist.
pub fn alone<T, E: ToString>(
    persons: &Persons,
    by: &[usize],
    estimate: impl Fn(&CaptureHistories) -> Result<T, E>,
) -> Result<(Vec<Alone<T>>, u64), CovariateError> {
    let mut strata = Vec::new();
    for (levels, values) in grouped(persons, by)? {
        let here = |levels_of: &[Option<usize>]| by.iter().zip(&levels).all(|(c, l)| levels_of[*c] == Some(*l));
        let histories = persons.those(|row| here(&row.levels))?;
        let shares = |list: usize| histories.observed().any(|(w, _)| w >> list & 1 == 1 && w.count_ones() > 1);
        let overlapping: Vec<String> =
            (0..histories.t()).filter(|list| shares(*list)).map(|list| histories.lists()[list].clone()).collect();
        let answer = match (histories.n(), overlapping.len()) {
            (0, _) => Err("not estimable: nobody observed".to_owned()),
            (_, 0) => {
                Err("not estimable: no two lists share a person here; merge this stratum with another".to_owned())
            }
            _ => match histories.without_empty_lists() {
                Ok((histories, _)) => estimate(&histories).map_err(|e| e.to_string()),
                Err(e) => Err(e.to_string()),
            },
        };
        strata.push(Alone { values, known: histories.n(), overlapping_lists: overlapping, answer });
    }
    let known: u64 = strata.iter().map(|stratum| stratum.known).sum();
    Ok((strata, persons.n() - known))
}

/// A figure as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// The figure.
    Number(f64),
    /// From 1 to one less than this, and no more is said.
    Fewer {
        /// The limit.
        than: u32,
    },
    /// Held back because the observed figure beside it is.
    Suppressed,
    /// There is none.
    NotEstimable,
}

/// A cell as it may be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// Level of each covariate.
    pub values: Vec<String>,
    /// Persons known to be in the cell.
    pub known: Shown,
    /// Persons in all.
    pub total: Shown,
    /// Limits of the interval of the total.
    pub interval: (Shown, Shown),
    /// The total for each 100,000 residents.
    pub per_100_000: Shown,
    /// Whether the figure rests on other cells.
    pub borrowed: bool,
}

/// The cells with small figures held back: where fewer than `limit` persons are observed (and at least one), neither
/// their number nor what is estimated from them is shown.
///
/// A reader who knows the sum of a row can still subtract: which other cells must then be held back too is for the
/// release of the whole table to decide.
pub fn publishable(cells: &[Cell], limit: u32) -> Vec<Published> {
    let small = |x: f64| x > 0.0 && x < f64::from(limit);
    let figure = |x: f64| if small(x) { Shown::Fewer { than: limit } } else { Shown::Number(x.round()) };
    let publish = |cell: &Cell| {
        let known = figure(cell.known as f64);
        let held = |x: Option<f64>| match (known, x) {
            (Shown::Fewer { .. }, _) => Shown::Suppressed,
            (_, None) => Shown::NotEstimable,
            (_, Some(x)) => figure(x),
        };
        // A rate gives a small total away as well as the total itself.
        let per_100_000 = match (held(cell.total), cell.per_100_000) {
            (Shown::Number(_), Some((rate, _))) => Shown::Number((rate * 10.0).round() / 10.0),
            (Shown::Number(_), None) => Shown::NotEstimable,
            (Shown::Fewer { .. }, _) => Shown::Suppressed,
            (other, _) => other,
        };
        Published {
            values: cell.values.clone(),
            known,
            total: held(cell.total),
            interval: (held(cell.interval.map(|i| i.0)), held(cell.interval.map(|i| i.1))),
            per_100_000,
            borrowed: cell.support == Support::Borrowed,
        }
    };
    cells.iter().map(publish).collect()
}
