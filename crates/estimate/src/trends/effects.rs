//! Change among those who reported, net of who they were and how hard they looked: Poisson regression with contributor
//! effects and the logarithm of effort as offset.
//!
//! The effect of a contributor is conditioned away, so that only its own years are compared with each other: who comes, goes
//! or is large moves nothing. [`step_between`] compares two periods, [`year_effects`] gives every year its index.

use super::panel::{Cell, Panel};
use super::{Estimate, NotEstimable};
use crate::numeric::{normal_quantile, symmetric};
use serde::{Serialize, Serializer};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// The two-sided critical value of Student's t; of the normal where no degree of freedom is left to estimate a variance by.
pub fn critical(degrees: usize, level: f64) -> f64 {
    let p = 0.5 + level.clamp(0.0, 1.0) / 2.0;
    match StudentsT::new(0.0, 1.0, degrees as f64) {
        Ok(t) if p < 1.0 => t.inverse_cdf(p),
        _ => normal_quantile(p),
    }
}

/// Writes an estimate as it is, or why it is withheld under the key `not_estimable`.
pub fn estimate_or_reason<T: Serialize, S: Serializer>(
    answer: &Result<T, NotEstimable>,
    to: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Withheld<'a> {
        not_estimable: &'a NotEstimable,
    }
    match answer {
        Ok(estimate) => estimate.serialize(to),
        Err(not_estimable) => Withheld { not_estimable }.serialize(to),
    }
}

/// The ratio of two periods among those who reported in both.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// Rate after over rate before.
    pub ratio: Estimate,
    /// The standard error of the logarithm of the ratio.
    pub log_error: f64,
    /// The variance over that of Poisson counts, at least one; none when a single contributor gives nothing to judge by, and
    /// one is taken.
    pub dispersion: Option<f64>,
    /// How many contributors reported in both periods and counted something.
    pub contributors: usize,
    /// What they reported before.
    pub before: Cell,
    /// What they reported after.
    pub after: Cell,
}

/// One contributor on both sides: counts and efforts.
#[derive(Clone, Copy)]
struct Pair {
    before: Cell,
    after: Cell,
    effort_before: f64,
    effort_after: f64,
}

/// Compares two periods among the contributors that reported in both.
///
/// **Source** Cameron and Trivedi (2013), ch. 9.4: the Poisson model with fixed effects, conditional on each contributor's
/// total; overdispersion as McCullagh and Nelder (1989), § 4.5.
///
/// **Method** Given its total n = b + a, what a contributor counts after is binomial with odds r E_a / E_b, where E is its
/// effort summed over the years it reported in. The ratio r solves Σ a = Σ n p. The dispersion is Pearson's statistic over
/// contributors less one, not below one; it grows with how differently contributors changed, so that the interval speaks of
/// contributors and not of counts alone. The interval is on the log scale with Student's t. Hidden numbers: the interval
/// reaches from that of the least ratio they allow to that of the largest.
///
/// **Cost** Linear in contributors and years.
///
/// **Arguments** `before`, `after`: positions of years of the panel; `level` in 0 to 1.
///
/// **Errors** No contributor reported in both periods, or those that did counted nothing in one of them.
pub fn step_between(panel: &Panel, before: &[usize], after: &[usize], level: f64) -> Result<Step, NotEstimable> {
    let side = |c: usize, years: &[usize]| -> Option<(Cell, f64)> {
        let known = |at: &usize| Some((panel.counts[c].get(*at).copied().flatten()?, panel.effort(c, *at)?));
        let reports: Vec<(Cell, f64)> = years.iter().filter_map(known).collect();
        let sums = (reports.iter().map(|r| r.0).sum(), reports.iter().map(|r| r.1).sum());
        (!reports.is_empty()).then_some(sums)
    };
    let pairs: Vec<Pair> = (0..panel.counts.len())
        .filter_map(|c| {
            let ((before, effort_before), (after, effort_after)) = (side(c, before)?, side(c, after)?);
            Some(Pair { before, after, effort_before, effort_after })
        })
        .filter(|pair| pair.before.high + pair.after.high > 0)
        .collect();
    if pairs.is_empty() {
        let reason = "no contributor reported a count in both periods";
        return Err(NotEstimable::new(reason, "a contributor that reports throughout, or a shorter window"));
    }
    let (total_before, total_after) = (pairs.iter().map(|p| p.before).sum(), pairs.iter().map(|p| p.after).sum());
    let (log_ratio, log_error, dispersion) = fit(&pairs, Cell::middle, Cell::middle)?;
    let half = critical(pairs.len() - 1, level) * log_error;
    let (mut low, mut high) = (log_ratio - half, log_ratio + half);
    if pairs.iter().any(|p| !p.before.is_exact() || !p.after.is_exact()) {
        let (of_low, of_high) = (|c: Cell| c.low as f64, |c: Cell| c.high as f64);
        low = fit(&pairs, of_high, of_low)
            .map_or(f64::NEG_INFINITY, |(r, e, _)| low.min(r - half.max(e * half / log_error)));
        high = fit(&pairs, of_low, of_high)
            .map_or(f64::INFINITY, |(r, e, _)| high.max(r + half.max(e * half / log_error)));
    }
    Ok(Step {
        ratio: Estimate { value: log_ratio.exp(), low: low.exp(), high: high.exp() },
        log_error,
        dispersion,
        contributors: pairs.len(),
        before: total_before,
        after: total_after,
    })
}

/// The log ratio, its standard error and the dispersion, with counts read from cells as told.
fn fit(
    pairs: &[Pair],
    before: impl Fn(Cell) -> f64,
    after: impl Fn(Cell) -> f64,
) -> Result<(f64, f64, Option<f64>), NotEstimable> {
    // Counts after, totals, log odds at a ratio of one.
    let data: Vec<(f64, f64, f64)> = pairs
        .iter()
        .map(|p| (after(p.after), before(p.before) + after(p.after), (p.effort_after / p.effort_before).ln()))
        .collect();
    let (sum, all) = data.iter().fold((0.0, 0.0), |(a, n), d| (a + d.0, n + d.1));
    if sum <= 0.0 || sum >= all {
        let period = if sum <= 0.0 { "later" } else { "earlier" };
        let reason = format!("the contributors that reported in both periods counted nothing in the {period} one");
        return Err(NotEstimable::new(reason, "a longer window"));
    }
    let share = |log_ratio: f64, offset: f64| 1.0 / (1.0 + (-log_ratio - offset).exp());
    let score = |log_ratio: f64| sum - data.iter().map(|d| d.1 * share(log_ratio, d.2)).sum::<f64>();
    // The score falls with the ratio, so its root lies where two bounds of different sign meet.
    let widest = data.iter().map(|d| d.2.abs()).fold(0.0, f64::max);
    let odds = (sum / (all - sum)).ln();
    let (mut low, mut high) = (odds - widest - 1.0, odds + widest + 1.0);
    let mut log_ratio = odds;
    for _ in 0..200 {
        let at = score(log_ratio);
        if at > 0.0 {
            low = log_ratio
        } else {
            high = log_ratio
        }
        let slope: f64 = data.iter().map(|d| (d.1, share(log_ratio, d.2))).map(|(n, p)| n * p * (1.0 - p)).sum();
        let newton = log_ratio + at / slope;
        let next = if newton > low && newton < high { newton } else { (low + high) / 2.0 };
        let moved = (next - log_ratio).abs();
        log_ratio = next;
        if moved < 1e-13 {
            break;
        }
    }
    let (mut information, mut pearson) = (0.0, 0.0);
    for (a, n, offset) in &data {
        let p = share(log_ratio, *offset);
        let variance = n * p * (1.0 - p);
        information += variance;
        if variance > 0.0 {
            pearson += (a - n * p).powi(2) / variance;
        }
    }
    let counted = data.iter().filter(|d| d.1 > 0.0).count();
    let dispersion = (counted > 1).then(|| (pearson / (counted - 1) as f64).max(1.0));
    Ok((log_ratio, (dispersion.unwrap_or(1.0) / information).sqrt(), dispersion))
}

/// The index of a year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct YearEffect {
    /// The year.
    pub year: i32,
    /// The rate over that of the reference year, with its interval; or why it is withheld.
    #[serde(serialize_with = "estimate_or_reason")]
    pub index: Result<Estimate, NotEstimable>,
}

/// The index of every year, net of contributors and effort.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effects {
    /// The year whose index is one: the last that can be compared.
    pub reference: i32,
    /// Every year of the panel.
    pub years: Vec<YearEffect>,
    /// The variance over that of Poisson counts, at least one.
    pub dispersion: f64,
    /// How many contributors reported in at least two years that can be compared.
    pub contributors: usize,
}

impl Effects {
    /// The ratio of a year to another, from the indices; its interval is that of the first year's index and only meaningful
    /// against the reference.
    pub fn index(&self, year: i32) -> Option<Estimate> {
        self.years.iter().find(|y| y.year == year)?.index.as_ref().ok().copied()
    }
}

/// Gives every year an index, net of who reported and of effort.
///
/// **Source** as [`step_between`]; existence as for a choice model (Ford 1957): years that counts tie together in both
/// directions. Variance by cluster: Liang and Zeger (1986).
///
/// **Method** log E\[y_it\] = a_i + b_t + log effort_it, conditional on each contributor's total: its counts fall on its years
/// as a multinomial with shares effort_it exp(b_t). Newton on b. Years between which a finite ratio exists form groups; the
/// group with the largest count is kept, the others are withheld. The variance of each log index is the larger of two: the
/// dispersion (Pearson over its degrees of freedom, not below one) over the information, and the sandwich clustered by
/// contributor. So neither contributors with trends of their own nor few of them make the interval narrow. Student's t with
/// contributors less one. Hidden numbers count as the middle of their bounds, and the index is then computed twice more, with
/// the year's at one end and all others at the other, to widen its interval.
///
/// **Cost** A few Newton steps of contributors × years² + years³.
///
/// **Errors** No two years share a contributor that counted something in each.
pub fn year_effects(panel: &Panel, level: f64) -> Result<Effects, NotEstimable> {
    let years = comparable(panel);
    let [.., reference] = years.as_slice() else {
        let reason = "no two years can be compared: no contributor counted something in both";
        return Err(NotEstimable::new(reason, "contributors that report in several years"));
    };
    let middle = Model::of(panel, &years, |_, cell| cell.middle());
    let fitted = middle.fit()?;
    let t = critical(middle.rows.len().saturating_sub(1), level);
    let hidden = panel.counts.iter().flatten().flatten().any(|cell| !cell.is_exact());
    let index = |at: usize| -> Result<Estimate, NotEstimable> {
        let Some(k) = years.iter().position(|y| *y == at) else {
            let reason = "no contributor ties this year to the others by counts in both";
            return Err(NotEstimable::new(reason, "contributors that report in this year and in others"));
        };
        let (value, half) = (fitted.log_index[k], t * fitted.variance[k].sqrt());
        let (mut low, mut high) = (value - half, value + half);
        if hidden && at != *reference {
            let bound = |of_year: fn(Cell) -> u64, of_rest: fn(Cell) -> u64| {
                let pick = |year: usize, c: Cell| if year == at { of_year(c) as f64 } else { of_rest(c) as f64 };
                Some(Model::of(panel, &years, pick).fit().ok()?.log_index[k])
            };
            low = bound(|c| c.low, |c| c.high).map_or(low, |b| low.min(b - half));
            high = bound(|c| c.high, |c| c.low).map_or(high, |b| high.max(b + half));
        }
        Ok(Estimate { value: value.exp(), low: low.exp(), high: high.exp() })
    };
    Ok(Effects {
        reference: panel.year(*reference),
        years: (0..panel.len()).map(|at| YearEffect { year: panel.year(at), index: index(at) }).collect(),
        dispersion: fitted.dispersion,
        contributors: middle.rows.len(),
    })
}

/// The positions of the largest group of years between which ratios are finite, in order; empty when no group has two.
fn comparable(panel: &Panel) -> Vec<usize> {
    let n = panel.len();
    // A contributor with a count in t and a report in s pulls t up from s: an edge from s to t.
    let mut reach = vec![false; n * n];
    let mut weight = vec![0.0; n];
    for (c, row) in panel.counts.iter().enumerate() {
        let seen: Vec<usize> = (0..n).filter(|at| row[*at].is_some() && panel.effort(c, *at).is_some()).collect();
        for &t in &seen {
            let count = row[t].map_or(0.0, Cell::middle);
            weight[t] += count;
            if count > 0.0 {
                seen.iter().for_each(|&s| reach[s * n + t] = true);
            }
        }
    }
    for k in 0..n {
        for i in 0..n {
            if reach[i * n + k] {
                for j in 0..n {
                    reach[i * n + j] |= reach[k * n + j];
                }
            }
        }
    }
    let group =
        |i: usize| -> Vec<usize> { (0..n).filter(|&j| j == i || (reach[i * n + j] && reach[j * n + i])).collect() };
    let groups = (0..n).map(group).filter(|g| g.len() > 1);
    let heavy = |g: &Vec<usize>| g.iter().map(|at| weight[*at]).sum::<f64>();
    groups.max_by(|a, b| heavy(a).total_cmp(&heavy(b))).unwrap_or_default()
}

/// The counts of one contributor on the years compared, with the logarithm of its effort.
type Row = Vec<(usize, f64, f64)>;

struct Model {
    years: usize,
    rows: Vec<Row>,
}

struct Fitted {
    /// Against the last year.
    log_index: Vec<f64>,
    variance: Vec<f64>,
    dispersion: f64,
}

impl Model {
    fn of(panel: &Panel, years: &[usize], pick: impl Fn(usize, Cell) -> f64) -> Model {
        let cell = |c: usize, k: usize, at: usize| Some((k, pick(at, panel.counts[c][at]?), panel.effort(c, at)?.ln()));
        let rows = (0..panel.counts.len())
            .map(|c| years.iter().enumerate().filter_map(|(k, at)| cell(c, k, *at)).collect::<Row>())
            .filter(|row| row.len() > 1 && row.iter().map(|x| x.1).sum::<f64>() > 0.0);
        Model { years: years.len(), rows: rows.collect() }
    }

    /// Expected shares of a contributor's years, and its total.
    fn shares(row: &Row, b: &[f64]) -> (Vec<f64>, f64) {
        let most = row.iter().map(|(k, _, e)| b[*k] + e).fold(f64::NEG_INFINITY, f64::max);
        let mut shares: Vec<f64> = row.iter().map(|(k, _, e)| (b[*k] + e - most).exp()).collect();
        let sum: f64 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= sum);
        (shares, row.iter().map(|x| x.1).sum())
    }

    fn log_likelihood(&self, b: &[f64]) -> f64 {
        let of = |row: &Row| -> f64 {
            let (shares, _) = Model::shares(row, b);
            row.iter().zip(shares).filter(|(x, _)| x.1 > 0.0).map(|(x, p)| x.1 * p.ln()).sum()
        };
        self.rows.iter().map(of).sum()
    }

    fn fit(&self) -> Result<Fitted, NotEstimable> {
        let free = self.years - 1;
        let mut b = vec![0.0; self.years];
        let mut best = self.log_likelihood(&b);
        let failed = || NotEstimable::new("the regression on years has no maximum", "more contributors in common");
        for _ in 0..100 {
            let (mut step, mut information) = self.score_and_information(&b);
            symmetric::factor(&mut information, free).map_err(|_| failed())?;
            symmetric::solve(&information, free, &mut step);
            let largest = step.iter().fold(0.0f64, |most, s| most.max(s.abs()));
            let mut scale = 1.0;
            loop {
                let next: Vec<f64> = b.iter().zip(step.iter().chain([&0.0])).map(|(b, s)| b + scale * s).collect();
                let reached = self.log_likelihood(&next);
                if reached >= best - 1e-9 * best.abs() {
                    (b, best) = (next, reached);
                    break;
                }
                scale /= 2.0;
                if scale < 1e-6 {
                    return Err(failed());
                }
            }
            if largest < 1e-10 {
                return self.fitted(b, free);
            }
        }
        Err(failed())
    }

    fn score_and_information(&self, b: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let free = self.years - 1;
        let (mut score, mut information) = (vec![0.0; free], vec![0.0; free * free]);
        for row in &self.rows {
            let (shares, total) = Model::shares(row, b);
            for (i, (k, count, _)) in row.iter().enumerate().filter(|(_, x)| x.0 < free) {
                score[*k] += count - total * shares[i];
                information[k * free + k] += total * shares[i];
                for (j, (l, _, _)) in row.iter().enumerate().filter(|(_, x)| x.0 < free) {
                    information[k * free + l] -= total * shares[i] * shares[j];
                }
            }
        }
        (score, information)
    }

    fn fitted(&self, b: Vec<f64>, free: usize) -> Result<Fitted, NotEstimable> {
        let (_, mut information) = self.score_and_information(&b);
        let wanting = || NotEstimable::new("the variance of the year effects is not finite", "more contributors");
        symmetric::factor(&mut information, free).map_err(|_| wanting())?;
        let inverse = symmetric::inverse(&information, free);
        let (mut pearson, mut cells) = (0.0, 0usize);
        let mut clustered = vec![0.0; free];
        for row in &self.rows {
            let (shares, total) = Model::shares(row, &b);
            let residual: Vec<f64> = row.iter().zip(&shares).map(|(x, p)| x.1 - total * p).collect();
            pearson += residual.iter().zip(&shares).map(|(r, p)| r * r / (total * p)).sum::<f64>();
            cells += row.len() - 1;
            for (k, sum) in clustered.iter_mut().enumerate() {
                let pull =
                    row.iter().zip(&residual).filter(|(x, _)| x.0 < free).map(|(x, r)| inverse[k * free + x.0] * r);
                *sum += pull.sum::<f64>().powi(2);
            }
        }
        let degrees = cells.saturating_sub(free);
        let dispersion = if degrees > 0 { (pearson / degrees as f64).max(1.0) } else { 1.0 };
        let groups = self.rows.len() as f64;
        let correction = if groups > 1.0 { groups / (groups - 1.0) } else { 0.0 };
        let variance = (0..free).map(|k| (dispersion * inverse[k * free + k]).max(correction * clustered[k]));
        Ok(Fitted { variance: variance.chain([0.0]).collect(), log_index: b, dispersion })
    }
}

#[cfg(test)]
mod tests;
