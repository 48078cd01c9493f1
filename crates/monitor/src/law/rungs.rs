//! Models of one law, fitted to the same observations, and the tests between their coefficients.

use super::data::Observations;
use super::{Rung, SameTest, Size, Term};
use turnstone_estimate::gravity::{Covariance, Covariate, Fit, Flows, GravityError, fit, normal_interval, share};

/// A model with its fit.
pub(super) struct Fitted {
    pub rung: Rung,
    pub fit: Fit,
    covariance: Covariance,
}

/// Fits one model; the border's column comes first whatever `columns` holds.
pub(super) fn fitted(
    of: &Observations,
    name: &str,
    size: Size,
    columns: Vec<Covariate>,
) -> Result<Fitted, GravityError> {
    let mut covariates = vec![Covariate::new("border", of.border())];
    covariates.extend(columns);
    let mut offset = Vec::new();
    match size {
        Size::Ignored => {}
        Size::Proportional => offset = of.log_share[0].iter().zip(&of.log_share[1]).map(|(a, b)| a + b).collect(),
        Size::Estimated => {
            covariates.push(Covariate::new("size_origin", of.log_share[0].clone()));
            covariates.push(Covariate::new("size_destination", of.log_share[1].clone()));
        }
        Size::Population => {
            covariates.push(Covariate::new("population_origin", of.log_population[0].clone()));
            covariates.push(Covariate::new("population_destination", of.log_population[1].clone()));
        }
    }
    // An offset of 0 everywhere is none.
    if offset.iter().all(|o| *o == 0.0) {
        offset.clear();
    }
    let constant = || vec![0; of.count.len()];
    let effects = size != Size::Population;
    let flows = Flows {
        count: of.count.clone(),
        origin: if effects { of.origin.clone() } else { constant() },
        destination: if effects { of.destination.clone() } else { constant() },
        covariates,
        offset,
    };
    let fit = fit(&flows)?;
    let covariance = fit.clustered(&of.cluster);
    let terms = (0..fit.names.len()).map(|j| term(&fit, &covariance, j)).collect();
    let rung = Rung {
        name: name.to_owned(),
        size,
        terms,
        observations: fit.observations,
        dropped: fit.dropped.group_without_flow + fit.dropped.separated_by_covariates,
        clusters: covariance.clusters.unwrap_or(0),
        deviance: fit.deviance,
        pseudo_r2: fit.pseudo_r2,
        remaining: None,
    };
    Ok(Fitted { rung, fit, covariance })
}

fn term(fit: &Fit, covariance: &Covariance, j: usize) -> Term {
    let (estimate, standard_error) = (fit.coefficients[j], covariance.standard_error(j));
    let (low, high) = normal_interval(estimate, standard_error, 0.95);
    Term { name: fit.names[j].clone(), estimate, standard_error, low, high }
}

/// Says of a fuller model which share of the raw border effect remains in it.
pub(super) fn remaining(raw: &Fitted, full: &mut Fitted, of: &Observations) {
    full.rung.remaining = Some(share::remaining((&raw.fit, 0), (&full.fit, 0), &of.cluster));
}

impl Fitted {
    /// Tests that two coefficients are equal.
    pub fn same(&self, question: &str, across: &str, inside: &str) -> Option<SameTest> {
        let (a, b) = (self.fit.position(across)?, self.fit.position(inside)?);
        let mut weights = vec![0.0; self.fit.names.len()];
        (weights[a], weights[b]) = (-1.0, 1.0);
        let wald = self.fit.wald(&self.covariance, &[(weights, 0.0)])?;
        let named = |j: usize| term(&self.fit, &self.covariance, j);
        Some(SameTest {
            question: question.to_owned(),
            model: self.rung.name.clone(),
            across: named(a),
            inside: named(b),
            wald,
        })
    }

    /// Tests that a coefficient inside is a given value.
    pub fn is(&self, question: &str, inside: &str, value: f64, what: &str) -> Option<SameTest> {
        let at = self.fit.position(inside)?;
        let mut weights = vec![0.0; self.fit.names.len()];
        weights[at] = 1.0;
        let wald = self.fit.wald(&self.covariance, &[(weights, value)])?;
        let across = Term { name: what.to_owned(), estimate: value, standard_error: 0.0, low: value, high: value };
        Some(SameTest {
            question: question.to_owned(),
            model: self.rung.name.clone(),
            across,
            inside: term(&self.fit, &self.covariance, at),
            wald,
        })
    }
}
