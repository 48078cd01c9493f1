//! The log-linear model with covariates, fitted by maximum likelihood; missing values are filled in by expectation.

use super::design::{Design, Term, closed, names};
use super::{CovariateError, Persons};
use crate::numeric::symmetric;
use serde::Serialize;
use statrs::function::gamma::ln_gamma;

/// Steps before a fit is called not converged. Expectation steps with many missing values are slow.
const MAX_STEPS: usize = 2000;
/// The last step must promise less than this gain in log likelihood.
const LAST_GAIN: f64 = 1e-11;
/// A hidden number of so many times the observed persons is an estimate that tends to no limit.
const BEYOND_REASON: f64 = 1e6;

/// A fitted model with covariates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CovariateFit {
    /// The model: all its terms, main effects included.
    pub terms: Vec<Term>,
    /// Its interactions in words.
    pub interactions: Vec<String>,
    /// Persons observed.
    pub n: u64,
    /// Of those, persons with a value missing.
    pub incomplete: u64,
    /// Persons in all, over the strata whose hidden number is determined.
    pub total: f64,
    /// Of those, on no list.
    pub hidden: f64,
    /// Log likelihood of what was observed, factorials included.
    pub log_likelihood: f64,
    /// Effects, those at minus infinity included.
    pub parameters: usize,
    /// Akaike's criterion.
    pub aic: f64,
    /// The Bayesian criterion, with n the persons observed.
    pub bic: f64,
    /// Steps of the fit.
    pub steps: usize,
    /// What the model says of each combination of levels, the last covariate fastest.
    pub strata: Vec<Stratum>,
    /// Fitted means by stratum and pattern.
    #[serde(skip)]
    pub(super) means: Vec<f64>,
    /// Observed persons, the incomplete ones shared out, by stratum and pattern.
    #[serde(skip)]
    pub(super) completed: Vec<f64>,
}

/// One combination of levels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stratum {
    /// For each covariate the number of its level.
    pub levels: Vec<usize>,
    /// Persons observed: those known to be here, and the expected share of those with missing values.
    pub observed: f64,
    /// Persons on no list; none where the data leave the number free.
    pub hidden: Option<f64>,
}

/// Fits one log-linear model to lists and covariates.
///
/// **Source** Incomplete tables with covariates: Zwane and van der Heijden (2007), Statistics in Medicine 26(5).
/// Missing values: Dempster, Laird and Rubin (1977), for values missing at random.
///
/// **Method** Counts of strata × patterns are Poisson, their log mean a sum of terms; the hidden number of a stratum is
/// what the terms without lists say. Incomplete persons are shared out over the strata they may belong to in proportion
/// to the fitted means, and a Newton step of the complete likelihood follows, until neither moves. Margins of a term
/// that nobody can belong to are fitted as 0 and their cells left out (extended maximum likelihood); columns that the
/// remaining cells cannot tell apart are left out, and a stratum whose hidden number depends on them has none.
///
/// **Cost** Strata × patterns × (columns that are not 0)² a step; five to ten steps without missing values, tens to
/// hundreds with many.
///
/// **Arguments** `terms`: any; main effects and all parts of a term are added.
///
/// **Errors** [`CovariateError`]: no overlap, nothing determined, no limit.
pub fn fit(persons: &Persons, terms: &[Term]) -> Result<CovariateFit, CovariateError> {
    fit_from(persons, closed(persons, terms)?, None)
}

/// The same for terms already closed, from fitted means of a model like this one.
pub(super) fn fit_from(
    persons: &Persons,
    terms: Vec<Term>,
    start: Option<&[f64]>,
) -> Result<CovariateFit, CovariateError> {
    if !persons.rows().iter().any(|row| row.pattern.count_ones() > 1) {
        return Err(CovariateError::NoOverlap);
    }
    let problem = Problem::new(persons, &terms)?;
    let solved = problem.solve(start)?;
    let n = persons.n();
    let patterns = problem.design.patterns;
    let strata: Vec<Stratum> = (problem.design.strata.iter().zip(solved.means.chunks_exact(patterns)))
        .zip(solved.completed.chunks_exact(patterns))
        .map(|((levels, means), completed)| Stratum {
            levels: levels.clone(),
            observed: completed[1..].iter().sum(),
            hidden: (!means[0].is_nan()).then_some(means[0]),
        })
        .collect();
    let determined = strata.iter().filter(|stratum| stratum.hidden.is_some());
    let hidden: f64 = determined.clone().filter_map(|stratum| stratum.hidden).sum();
    let total = hidden + determined.map(|stratum| stratum.observed).sum::<f64>();
    if strata.iter().all(|stratum| stratum.hidden.is_none()) {
        return Err(CovariateError::NotIdentified);
    }
    let parameters = problem.design.columns;
    let factorials: f64 = persons.rows().iter().map(|row| ln_gamma(row.count as f64 + 1.0)).sum();
    let log_likelihood = solved.log_likelihood - factorials;
    Ok(CovariateFit {
        interactions: names(&terms, persons),
        terms,
        n,
        incomplete: persons.incomplete(),
        total,
        hidden,
        log_likelihood,
        parameters,
        aic: 2.0 * (parameters as f64 - log_likelihood),
        bic: (n as f64).ln() * parameters as f64 - 2.0 * log_likelihood,
        steps: solved.steps,
        strata,
        means: solved.means,
        completed: solved.completed,
    })
}

/// What a term would add, guessed from the fit without it: the gain in twice the log likelihood by the score test (Rao
/// 1948), and the number of its columns.
pub(super) fn promise(
    persons: &Persons,
    terms: &[Term],
    fitted: &CovariateFit,
) -> Result<(f64, usize), CovariateError> {
    let problem = Problem::new(persons, terms)?;
    let left_out: f64 = (0..problem.kept.len())
        .filter(|cell| !problem.counts_for(*cell))
        .map(|cell| match cell % problem.design.patterns {
            0 => 0.0,
            _ => fitted.means[cell],
        })
        .sum();
    let (gradient, mut information) = problem.slopes(&fitted.means, &fitted.completed);
    let p = problem.active.len();
    symmetric::factor(&mut information, p).map_err(|_| CovariateError::NotConverged(0))?;
    let mut step = gradient.clone();
    symmetric::solve(&information, p, &mut step);
    let gain: f64 = gradient.iter().zip(&step).map(|(g, s)| g * s).sum();
    Ok((gain + 2.0 * left_out, problem.design.columns))
}

/// Persons alike whose stratum is not fully known.
struct Incomplete {
    cells: Vec<usize>,
    count: f64,
}

/// A design and the data on it. A cell is stratum × patterns + pattern.
struct Problem {
    design: Design,
    /// Cells whose mean is not fitted as 0.
    kept: Vec<bool>,
    /// Columns that the kept cells can tell apart.
    active: Vec<usize>,
    /// For each column left out: its weights on the active columns before it.
    aliased: Vec<(usize, Vec<(usize, f64)>)>,
    /// Persons whose stratum is known.
    complete: Vec<f64>,
    incomplete: Vec<Incomplete>,
    /// Where each column stands among the active ones.
    place: Vec<Option<usize>>,
}

struct Solved {
    means: Vec<f64>,
    completed: Vec<f64>,
    log_likelihood: f64,
    steps: usize,
}

impl Problem {
    fn new(persons: &Persons, terms: &[Term]) -> Result<Self, CovariateError> {
        let design = Design::new(persons, terms);
        let patterns = design.patterns;
        let mut complete = vec![0.0; design.rows.len()];
        let mut incomplete = Vec::new();
        for row in persons.rows() {
            let fits = |levels: &[usize]| row.levels.iter().zip(levels).all(|(known, l)| known.is_none_or(|k| k == *l));
            let strata = design.strata.iter().enumerate().filter(|(_, levels)| fits(levels));
            let cells: Vec<usize> = strata.map(|(s, _)| s * patterns + row.pattern as usize).collect();
            match cells[..] {
                [cell] => complete[cell] += row.count as f64,
                _ => incomplete.push(Incomplete { cells, count: row.count as f64 }),
            }
        }
        let kept = kept(persons, terms, &design, &complete, &incomplete);
        let mut problem =
            Self { design, kept, active: Vec::new(), aliased: Vec::new(), complete, incomplete, place: Vec::new() };
        problem.tell_apart();
        Ok(problem)
    }

    /// Whether the cell is observed and fitted.
    fn counts_for(&self, cell: usize) -> bool {
        self.kept[cell] && !cell.is_multiple_of(self.design.patterns)
    }

    fn cells(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.kept.len()).filter(|cell| self.counts_for(*cell))
    }

    /// Finds columns that depend on those before them.
    fn tell_apart(&mut self) {
        let mut active: Vec<usize> = (0..self.design.columns).collect();
        loop {
            self.activate(active.clone());
            let ones = vec![1.0; self.kept.len()];
            let (_, mut gram) = self.slopes(&ones, &ones);
            let p = active.len();
            let Err(j) = symmetric::factor(&mut gram, p) else { return };
            // Row j of the factor, solved back against the part above it, gives the dependence.
            let mut weights: Vec<f64> = gram[j * p..j * p + j].to_vec();
            for i in (0..j).rev() {
                let below: f64 = (i + 1..j).map(|k| gram[k * p + i] * weights[k]).sum();
                weights[i] = (weights[i] - below) / gram[i * p + i];
            }
            let weights = active.iter().copied().zip(weights).filter(|(_, w)| w.abs() > 1e-9).collect();
            self.aliased.push((active.remove(j), weights));
        }
    }

    fn activate(&mut self, active: Vec<usize>) {
        self.place = vec![None; self.design.columns];
        active.iter().enumerate().for_each(|(at, column)| self.place[*column] = Some(at));
        self.active = active;
    }

    /// Gradient and information over the active columns.
    fn slopes(&self, means: &[f64], counts: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let p = self.active.len();
        let (mut gradient, mut information) = (vec![0.0; p], vec![0.0; p * p]);
        let mut row = Vec::new();
        for cell in self.cells() {
            row.clear();
            row.extend(self.design.rows[cell].iter().filter_map(|(column, x)| Some((self.place[*column]?, *x))));
            let (mean, residual) = (means[cell], counts[cell] - means[cell]);
            for (index, (i, x)) in row.iter().enumerate() {
                gradient[*i] += x * residual;
                let weighted = x * mean;
                // Columns of a row ascend, so the lower triangle is met.
                for (j, z) in &row[..=index] {
                    information[i * p + j] += weighted * z;
                }
            }
        }
        (gradient, information)
    }

    /// Fitted means: 0 where left out, not a number for a hidden number that is not determined.
    fn means(&self, effects: &[f64]) -> Vec<f64> {
        let mean = |cell: usize| {
            let row = &self.design.rows[cell];
            if !self.kept[cell] {
                return 0.0;
            }
            if cell.is_multiple_of(self.design.patterns) && !self.determined(row) {
                return f64::NAN;
            }
            row.iter().filter_map(|(column, x)| Some(x * effects[self.place[*column]?])).sum::<f64>().exp()
        };
        (0..self.kept.len()).map(mean).collect()
    }

    /// Whether a row's mean follows from the observed cells: each aliased column stands in it as it does in all of
    /// them.
    fn determined(&self, row: &[(usize, f64)]) -> bool {
        let at = |column: usize| row.iter().find(|(c, _)| *c == column).map_or(0.0, |(_, x)| *x);
        self.aliased.iter().all(|(column, weights)| {
            let through: f64 = weights.iter().map(|(c, w)| w * at(*c)).sum();
            (at(*column) - through).abs() < 1e-6
        })
    }

    /// Incomplete persons shared out in proportion to the means, and the log likelihood without factorials.
    fn complete(&self, means: &[f64]) -> (Vec<f64>, f64) {
        let mut completed = self.complete.clone();
        let mut log_likelihood = -self.cells().map(|cell| means[cell]).sum::<f64>();
        log_likelihood +=
            self.cells().filter(|c| self.complete[*c] > 0.0).map(|c| self.complete[c] * means[c].ln()).sum::<f64>();
        for kind in &self.incomplete {
            let sum: f64 = kind.cells.iter().map(|cell| means[*cell]).sum();
            kind.cells.iter().for_each(|cell| completed[*cell] += kind.count * means[*cell] / sum);
            log_likelihood += kind.count * sum.ln();
        }
        (completed, log_likelihood)
    }

    fn solve(&self, start: Option<&[f64]>) -> Result<Solved, CovariateError> {
        let p = self.active.len();
        let n: f64 = self.complete.iter().sum::<f64>() + self.incomplete.iter().map(|kind| kind.count).sum::<f64>();
        let mut effects = self.start(start)?;
        let mut before = f64::NEG_INFINITY;
        let mut step = vec![0.0_f64; p];
        let mut converged = false;
        for steps in 1..=MAX_STEPS {
            let means = self.means(&effects);
            let (completed, log_likelihood) = self.complete(&means);
            let fell = log_likelihood < before - 1e-9 * before.abs().max(1.0);
            if fell || !log_likelihood.is_finite() {
                if before == f64::NEG_INFINITY || step.iter().all(|s| s.abs() < 1e-12) {
                    return Err(CovariateError::NotConverged(steps));
                }
                for (effect, step) in effects.iter_mut().zip(&mut step) {
                    *step *= 0.5;
                    *effect -= *step;
                }
                converged = false;
                continue;
            }
            let hidden: f64 = means.iter().step_by(self.design.patterns).filter(|m| !m.is_nan()).sum();
            if hidden > BEYOND_REASON * n {
                return Err(CovariateError::NotConverged(steps));
            }
            if converged {
                return Ok(Solved { means, completed, log_likelihood, steps });
            }
            before = log_likelihood;
            let (gradient, mut information) = self.slopes(&means, &completed);
            symmetric::factor(&mut information, p).map_err(|_| CovariateError::NotConverged(steps))?;
            step.copy_from_slice(&gradient);
            symmetric::solve(&information, p, &mut step);
            converged = gradient.iter().zip(&step).map(|(g, s)| g * s).sum::<f64>() < LAST_GAIN;
            effects.iter_mut().zip(&step).for_each(|(effect, step)| *effect += step);
        }
        Err(CovariateError::NotConverged(MAX_STEPS))
    }

    /// Least squares on the logs of the counts plus 0.1, incomplete persons shared out evenly; or on the logs of given
    /// means.
    fn start(&self, means: Option<&[f64]>) -> Result<Vec<f64>, CovariateError> {
        let mut level = match means {
            Some(means) => means.iter().map(|mean| mean.max(1e-3)).collect(),
            None => self.complete.iter().map(|count| count + 0.1).collect::<Vec<f64>>(),
        };
        if means.is_none() {
            for kind in &self.incomplete {
                let share = kind.count / kind.cells.len() as f64;
                kind.cells.iter().for_each(|cell| level[*cell] += share);
            }
        }
        // With weights w and working values log w, the gradient at no effects is X' (w log w).
        let working: Vec<f64> = level.iter().map(|w| w + w * w.ln()).collect();
        let (mut effects, mut information) = self.slopes(&level, &working);
        let p = self.active.len();
        symmetric::factor(&mut information, p).map_err(|_| CovariateError::NotConverged(0))?;
        symmetric::solve(&information, p, &mut effects);
        Ok(effects)
    }
}

/// Cells whose fitted mean is not 0: those in no margin of a term that nobody can belong to. Terms along a curve have
/// no margins.
fn kept(persons: &Persons, terms: &[Term], design: &Design, complete: &[f64], incomplete: &[Incomplete]) -> Vec<bool> {
    let mut possible: Vec<bool> = complete.iter().map(|count| *count > 0.0).collect();
    for kind in incomplete {
        kind.cells.iter().for_each(|cell| possible[*cell] = true);
    }
    let smooth: u32 = (0u32..).zip(persons.covariates()).filter(|(_, c)| c.smooth.is_some()).map(|(i, _)| 1 << i).sum();
    let mut kept = vec![true; complete.len()];
    for term in terms.iter().filter(|term| term.covariates & smooth == 0) {
        // The margin of a stratum is the number that its levels of the term's covariates make.
        let of = persons.covariates().iter().enumerate().filter(|(c, _)| term.covariates >> c & 1 == 1);
        let of: Vec<(usize, usize)> = of.map(|(c, covariate)| (c, covariate.levels.len())).collect();
        let margin = |levels: &[usize]| of.iter().fold(0, |m, (c, width)| m * width + levels[*c]);
        let mut reached = vec![false; of.iter().map(|(_, width)| width).product()];
        let lists = term.lists as usize;
        let around = |pattern: &usize| pattern & lists == lists;
        for (s, levels) in design.strata.iter().enumerate() {
            let first = s * design.patterns;
            reached[margin(levels)] |= (1..design.patterns).filter(around).any(|w| possible[first + w]);
        }
        for (s, levels) in design.strata.iter().enumerate() {
            if !reached[margin(levels)] {
                (0..design.patterns).filter(around).for_each(|w| kept[s * design.patterns + w] = false);
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::super::tests::{binary, kinds};
    use super::*;
    use crate::prevalence::design::Model;
    use crate::prevalence::fit as plain;

    const SEX_ON: [Term; 2] = [Term { lists: 0b01, covariates: 1 }, Term { lists: 0b10, covariates: 1 }];

    #[test]
    fn without_covariates_it_is_the_plain_fit() {
        let counts = [0, 42, 32, 8, 20, 5, 6, 3];
        let persons = kinds(3, &[], &[(&[], &counts)]);
        let ours = fit(&persons, &[Term { lists: 0b011, covariates: 0 }]).unwrap();
        let histories = persons.histories().unwrap();
        let theirs = plain::fit(&histories, &Model::new(3, [0b011]).unwrap()).unwrap();
        assert!((ours.total / theirs.total - 1.0).abs() < 1e-9);
        assert!((ours.aic - theirs.aic).abs() < 1e-8 && (ours.bic - theirs.bic).abs() < 1e-8);
    }

    #[test]
    fn a_covariate_that_acts_on_everything_is_a_fit_each() {
        // Lists × sex for all lists: each sex by itself, Lincoln and Petersen: 42 × 32 / 8 = 168 and 10 × 30 / 5 = 60
        // unseen.
        let persons = kinds(2, &[binary("sex")], &[(&[Some(0)], &[0, 42, 32, 8]), (&[Some(1)], &[0, 10, 30, 5])]);
        let lists_and_pair = |lists| Term { lists, covariates: 1 };
        let fit = fit(&persons, &[lists_and_pair(1), lists_and_pair(2)]).unwrap();
        let hidden: Vec<f64> = fit.strata.iter().map(|s| s.hidden.unwrap()).collect();
        assert!((hidden[0] - 168.0).abs() < 1e-6 && (hidden[1] - 60.0).abs() < 1e-6, "{hidden:?}");
        assert!((fit.total - (82.0 + 45.0 + 228.0)).abs() < 1e-6);
    }

    #[test]
    fn values_missing_in_proportion_change_nothing() {
        // Half of each kind without its sex. The model has as many effects as there are cells, so its fitted means are
        // the counts, and the missing half is shared out as the known half is: the same answer as above, to the last
        // digit.
        let persons = kinds(
            2,
            &[binary("sex")],
            &[(&[Some(0)], &[0, 21, 16, 4]), (&[Some(1)], &[0, 5, 15, 2]), (&[None], &[0, 26, 31, 6])],
        );
        let fit = fit(&persons, &SEX_ON).unwrap();
        assert_eq!((fit.n, fit.incomplete), (126, 63));
        let hidden: Vec<f64> = fit.strata.iter().map(|s| s.hidden.unwrap()).collect();
        assert!((hidden[0] - 168.0).abs() < 1e-4 && (hidden[1] - 10.0 * 30.0 / 4.0).abs() < 1e-4, "{hidden:?}");
        assert!((fit.strata[0].observed - 82.0).abs() < 1e-5);
    }

    #[test]
    fn margins_without_persons_are_fitted_as_nothing() {
        // Nobody of the second sex is on list b: its only list is a, and what it hides is free.
        let persons = kinds(2, &[binary("sex")], &[(&[Some(0)], &[0, 42, 32, 8]), (&[Some(1)], &[0, 10, 0, 0])]);
        let fit = fit(&persons, &SEX_ON).unwrap();
        assert!((fit.strata[0].hidden.unwrap() - 168.0).abs() < 1e-6);
        assert_eq!(fit.strata[1].hidden, None);
        // It is not in the total.
        assert!((fit.total - 250.0).abs() < 1e-6);
    }

    #[test]
    fn an_estimate_without_limit_is_refused() {
        let persons = kinds(2, &[binary("sex")], &[(&[Some(0)], &[0, 42, 32, 0]), (&[Some(1)], &[0, 10, 30, 0])]);
        assert_eq!(fit(&persons, &[]).unwrap_err(), CovariateError::NoOverlap);
        // All lists and the pair: four effects for three patterns.
        let persons = kinds(2, &[], &[(&[], &[0, 42, 32, 8])]);
        assert_eq!(fit(&persons, &[Term { lists: 3, covariates: 0 }]).unwrap_err(), CovariateError::NotIdentified);
    }
}
