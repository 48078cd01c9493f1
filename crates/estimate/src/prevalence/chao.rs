//! Persons who differ in how easily they are listed: Chao's lower bounds, and models that give the difference a shape.
//!
//! Difference between persons makes lists look dependent and hides people. How much, the data say only as a bound; each shape
//! fills in what they do not say. Dependence between given lists is in [`super::fit`].

use super::design::Table;
use super::fit::{Interval, NotEstimable};
use super::histories::CaptureHistories;
use crate::numeric::{normal_quantile, symmetric};
use serde::Serialize;

/// Newton steps before a fit is called not converged.
const MAX_STEPS: u32 = 200;

/// A total from a model with differing persons.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Heterogeneous {
    /// Persons seen.
    pub n: u64,
    /// Persons in all; for a bound, at least so many.
    pub total: f64,
    /// Persons on no list.
    pub hidden: f64,
    /// Standard error of the total: of the estimated mean, and of the hidden number around it.
    pub standard_error: f64,
    /// Captures k from 3 at which more persons are caught k times or more than the smaller numbers lead on to.
    pub excess_from: Vec<u32>,
}

impl Heterogeneous {
    /// The interval for the total that is symmetric on the log of the hidden number.
    pub fn interval(&self, level: f64) -> Interval {
        let reach = (normal_quantile(0.5 + level / 2.0) * self.standard_error / self.hidden).exp();
        let n = self.n as f64;
        Interval { level, low: n + self.hidden / reach, high: n + self.hidden * reach }
    }
}

/// Lower bounds for the total.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LowerBounds {
    /// Lists alike, from the persons on exactly one and two lists alone; none if nobody is on exactly two.
    pub from_one_and_two: Option<f64>,
    /// Lists alike (Mh).
    pub lists_alike: Result<Heterogeneous, NotEstimable>,
    /// Each list with its own coverage (Mth).
    pub lists_differ: Result<Heterogeneous, NotEstimable>,
}

/// How persons differ, as a function of the number of lists k that they are on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// 2^k - 1: the least extrapolation of the three.
    Poisson2,
    /// k²/2: normal differences on the log-odds scale (Darroch, Fienberg, Glonek and Junker 1993).
    Darroch,
    /// log(3.5) - log(3.5 + k): the most extrapolation.
    Gamma35,
}

impl Shape {
    fn at(self, k: f64) -> f64 {
        match self {
            Shape::Poisson2 => k.exp2() - 1.0,
            Shape::Darroch => k * k / 2.0,
            Shape::Gamma35 => 3.5_f64.ln() - (3.5 + k).ln(),
        }
    }
}

/// How many there are at least, if persons differ in any way.
///
/// **Source** Chao (1987); as a log-linear model Rivest and Baillargeon (2007), "Applications and extensions of Chao's moment
/// estimator for the size of a closed population".
///
/// **Method** The closed form is n + ((t-1)/t) f1²/(2 f2), f1 and f2 the persons on exactly one and two lists. The log-linear
/// form adds, for each k from 3, an effect at least 0 on max(0, captures - k + 1): difference between persons bends the
/// log means upwards and never down. The effects above 0 are found by their gradients, one at a time.
///
/// **Cost** A few fits of at most 2t - 1 effects on 2^t - 1 patterns.
///
/// **Errors** [`NotEstimable`] for each of the two where no lists overlap or the fit does not settle.
pub fn lower_bounds(histories: &CaptureHistories) -> LowerBounds {
    let by_lists = histories.by_lists();
    let (t, f1, f2) = (histories.t() as f64, by_lists[1] as f64, by_lists[2] as f64);
    let from_one_and_two = (f2 > 0.0).then(|| histories.n() as f64 + (t - 1.0) / t * f1 * f1 / (2.0 * f2));
    LowerBounds {
        from_one_and_two,
        lists_alike: bound(histories, false, "Mh"),
        lists_differ: bound(histories, true, "Mth"),
    }
}

/// How many there are if persons differ in a given shape and each list has its own coverage.
///
/// **Source** Baillargeon and Rivest (2007), "Rcapture: loglinear models for capture-recapture in R".
///
/// **Method** A log-linear model with an effect a list and one on the shape's function of the number of captures.
///
/// **Errors** [`NotEstimable`].
pub fn shaped(histories: &CaptureHistories, shape: Shape) -> Result<Heterogeneous, NotEstimable> {
    let mut design = ByCaptures::new(histories, true)?;
    design.add(|k| shape.at(f64::from(k)));
    design
        .fit()
        .map(|fitted| design.result(&fitted))
        .ok_or_else(|| NotEstimable::NotConverged { model: format!("Mth {shape:?}"), iterations: MAX_STEPS })
}

fn bound(histories: &CaptureHistories, lists_differ: bool, name: &str) -> Result<Heterogeneous, NotEstimable> {
    let mut design = ByCaptures::new(histories, lists_differ)?;
    let failed = || NotEstimable::NotConverged { model: format!("{name} bound"), iterations: MAX_STEPS };
    let bend = |from: u32| move |k: u32| f64::from((k + 1).saturating_sub(from));
    let plain = design.columns;
    let mut bends: Vec<u32> = Vec::new();
    let mut fitted = design.fit().ok_or_else(failed)?;
    // Each round brings in the bend that the data ask for most, or takes out one that they turned down: at most a few.
    for _ in 0..4 * histories.t() {
        let negative = (0..bends.len()).filter(|&at| fitted.effects[plain + at] < 0.0);
        let worst = negative.min_by(|&a, &b| fitted.effects[plain + a].total_cmp(&fitted.effects[plain + b]));
        if let Some(at) = worst {
            bends.remove(at);
        } else {
            let absent = (3..=histories.t() as u32).filter(|from| !bends.contains(from));
            let asked = absent.map(|from| (from, design.gradient(&fitted, bend(from))));
            let Some((from, gradient)) = asked.max_by(|a, b| a.1.total_cmp(&b.1)) else { break };
            if gradient <= 1e-7 * design.n {
                break;
            }
            bends.push(from);
        }
        design.truncate(plain);
        bends.iter().for_each(|&from| design.add(bend(from)));
        fitted = design.fit().ok_or_else(failed)?;
    }
    bends.sort_unstable();
    Ok(Heterogeneous { excess_from: bends, ..design.result(&fitted) })
}

/// A log-linear model with columns by the number of captures.
struct ByCaptures {
    n: f64,
    counts: Vec<f64>,
    patterns: Vec<u32>,
    /// Patterns × columns, a row a pattern.
    rows: Vec<Vec<f64>>,
    columns: usize,
}

struct Fitted {
    effects: Vec<f64>,
    means: Vec<f64>,
    /// Variance of the intercept.
    variance: f64,
}

impl ByCaptures {
    fn new(histories: &CaptureHistories, lists_differ: bool) -> Result<ByCaptures, NotEstimable> {
        let table = Table::of(histories);
        // A list nobody is on has no effect of its own, and no pattern.
        let lists: Vec<u32> =
            (0..table.t).map(|i| 1 << i).filter(|&list| table.overlaps[list as usize] > 0.0).collect();
        let all = lists.iter().fold(0, |all, list| all | list);
        table.overlapping()?;
        let patterns: Vec<u32> = (1..table.counts.len() as u32).filter(|pattern| pattern & !all == 0).collect();
        let row = |pattern: &u32| {
            let on = lists.iter().map(|list| f64::from(u8::from(pattern & list > 0)));
            let mut row = vec![1.0];
            if lists_differ {
                row.extend(on)
            } else {
                row.push(on.sum())
            }
            row
        };
        let rows: Vec<Vec<f64>> = patterns.iter().map(row).collect();
        let columns = rows.first().map_or(0, Vec::len);
        let counts = patterns.iter().map(|&pattern| table.counts[pattern as usize]).collect();
        Ok(ByCaptures { n: table.n(), counts, patterns, rows, columns })
    }

    fn add(&mut self, value: impl Fn(u32) -> f64) {
        for (row, pattern) in self.rows.iter_mut().zip(&self.patterns) {
            row.push(value(pattern.count_ones()));
        }
        self.columns += 1;
    }

    fn truncate(&mut self, columns: usize) {
        self.rows.iter_mut().for_each(|row| row.truncate(columns));
        self.columns = columns;
    }

    /// How fast the likelihood rises with a column that is not in.
    fn gradient(&self, fitted: &Fitted, value: impl Fn(u32) -> f64) -> f64 {
        let cells = self.counts.iter().zip(&fitted.means).zip(&self.patterns);
        cells.map(|((count, mean), pattern)| value(pattern.count_ones()) * (count - mean)).sum()
    }

    /// Newton's method from the counts plus 0.1, with halved steps; none if it does not settle.
    fn fit(&self) -> Option<Fitted> {
        let p = self.columns;
        let mut information = vec![0.0; p * p];
        let mut solve = |weights: &[f64], right: &[f64]| {
            information.fill(0.0);
            let mut step = vec![0.0; p];
            for ((row, weight), right) in self.rows.iter().zip(weights).zip(right) {
                for i in 0..p {
                    step[i] += row[i] * right;
                    for j in 0..=i {
                        information[i * p + j] += weight * row[i] * row[j];
                    }
                }
            }
            let gradient = step.clone();
            symmetric::factor(&mut information, p).ok()?;
            symmetric::solve(&information, p, &mut step);
            let gain: f64 = step.iter().zip(&gradient).map(|(step, gradient)| step * gradient).sum();
            Some((step, gain, symmetric::inverse(&information, p)[0]))
        };
        let start: Vec<f64> = self.counts.iter().map(|count| count + 0.1).collect();
        let working: Vec<f64> = self.counts.iter().zip(&start).map(|(y, mu)| mu * mu.ln() + y - mu).collect();
        let (mut effects, _, _) = solve(&start, &working)?;
        let means = |effects: &[f64]| -> Vec<f64> {
            let log = |row: &Vec<f64>| row.iter().zip(effects).map(|(x, effect)| x * effect).sum::<f64>();
            self.rows.iter().map(|row| log(row).exp()).collect()
        };
        let likelihood = |means: &[f64]| -> f64 { self.counts.iter().zip(means).map(|(y, mu)| y * mu.ln() - mu).sum() };
        let mut at = means(&effects);
        for _ in 0..MAX_STEPS {
            let residuals: Vec<f64> = self.counts.iter().zip(&at).map(|(y, mu)| y - mu).collect();
            let (step, gain, variance) = solve(&at, &residuals)?;
            let before = likelihood(&at);
            let mut share = 1.0;
            loop {
                let next: Vec<f64> = effects.iter().zip(&step).map(|(effect, step)| effect + share * step).collect();
                let there = means(&next);
                if likelihood(&there) >= before - 1e-9 * before.abs().max(1.0) {
                    (effects, at) = (next, there);
                    break;
                }
                share /= 2.0;
                if share < 1e-9 {
                    return None;
                }
            }
            if gain < 1e-12 {
                return Some(Fitted { effects, means: at, variance });
            }
        }
        None
    }

    fn result(&self, fitted: &Fitted) -> Heterogeneous {
        let hidden = fitted.effects[0].exp();
        Heterogeneous {
            n: self.n as u64,
            total: self.n + hidden,
            hidden,
            standard_error: (hidden + hidden * hidden * fitted.variance).sqrt(),
            excess_from: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(counts: &[u64]) -> CaptureHistories {
        let t = counts.len().trailing_zeros();
        CaptureHistories::new((0..t).map(|i| format!("L{i}")).collect(), counts.to_vec()).unwrap()
    }

    #[test]
    fn with_lists_alike_and_an_excess_at_three_the_closed_form_is_the_bound() {
        // f1 = 60, f2 = 18, f3 = 9: 3 e^(a+b) = 60, 3 e^(a+2b) = 18 gives e^a = 20² / 6, below which three captures stand.
        let histories = table(&[0, 20, 20, 6, 20, 6, 6, 9]);
        let bounds = lower_bounds(&histories);
        let closed = 87.0 + (2.0 / 3.0) * 60.0 * 60.0 / 36.0;
        assert_eq!(bounds.from_one_and_two, Some(closed));
        let alike = bounds.lists_alike.unwrap();
        assert!((alike.total - closed).abs() < 1e-8);
        assert_eq!(alike.excess_from, [3]);
        // Three effects on f1, f2, f3, so that log hidden = 2 log f1 - log f2 + constant.
        let hidden = closed - 87.0;
        let wanted = (hidden + hidden * hidden * (4.0 / 60.0 + 1.0 / 18.0)).sqrt();
        assert!((alike.standard_error - wanted).abs() < 1e-6);
    }

    #[test]
    fn without_excess_the_bound_is_the_model_without_difference() {
        let bounds = lower_bounds(&table(&[0, 20, 20, 6, 20, 6, 6, 1]));
        let alike = bounds.lists_alike.unwrap();
        assert!(alike.excess_from.is_empty());
        let even = bounds.lists_differ.unwrap();
        assert!((alike.total - even.total).abs() < 1e-6, "the lists are alike");
    }

    #[test]
    fn no_overlap_gives_no_bound() {
        let histories = table(&[0, 20, 20, 0, 20, 0, 0, 0]);
        let bounds = lower_bounds(&histories);
        assert_eq!(bounds.from_one_and_two, None);
        assert_eq!(bounds.lists_alike, Err(NotEstimable::NoOverlap { lists: 3 }));
        assert_eq!(shaped(&histories, Shape::Darroch), Err(NotEstimable::NoOverlap { lists: 3 }));
    }
}
