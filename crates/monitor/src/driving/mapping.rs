//! The mapping file: where each covariate is, and what is known of it.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The families and covariates of an analysis, as a TOML file says.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Population of countries: what counts are out of.
    pub population: Population,
    /// The covariates.
    #[serde(rename = "covariate")]
    pub covariates: Vec<Covariate>,
}

/// Where populations are.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// The file, relative to the mapping file: `iso3, year, population`.
    pub file: String,
    /// Whose numbers they are.
    pub source: String,
}

/// How places are written in a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Places {
    /// ISO 3166 alpha-3 codes.
    #[default]
    Alpha3,
    /// Any ISO 3166 code.
    Iso3166,
    /// Names.
    Name,
}

/// What becomes of several rows of one place and year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Combine {
    /// They are added up; then the mean over years is taken.
    Sum,
    /// Their mean.
    Mean,
    /// There may be one only; the mean over years is taken.
    #[default]
    Only,
}

/// What is done to a number before it is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Transform {
    /// Nothing.
    #[default]
    None,
    /// Its logarithm; 0 and below count as missing.
    Log,
    /// The logarithm of one plus it.
    Log1p,
}

/// The direction that is expected, before the data were seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum Expected {
    /// More of it, more victims.
    #[serde(rename = "+")]
    More,
    /// More of it, fewer victims.
    #[serde(rename = "-")]
    Fewer,
    /// Neither is expected.
    #[default]
    #[serde(rename = "?")]
    Open,
}

/// One covariate.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Covariate {
    /// What it is called in results.
    pub name: String,
    /// The family it belongs to.
    pub family: String,
    /// The file (CSV, plain or compressed), relative to the mapping file.
    pub file: String,
    /// The column of places.
    pub place: String,
    /// How places are written in it.
    #[serde(default)]
    pub places: Places,
    /// The column of years; none when the file is of one time.
    pub year: Option<String>,
    /// First and last year that count.
    pub years: Option<(i32, i32)>,
    /// The column of values.
    pub value: String,
    /// Rows that count: the value that a column must have.
    #[serde(default, rename = "where")]
    pub only: BTreeMap<String, String>,
    /// Rows count only when these two columns hold the same place (true) or different ones (false).
    pub same_place: Option<(String, String, bool)>,
    /// The number that a category stands for.
    #[serde(default)]
    pub categories: BTreeMap<String, f64>,
    /// Several rows of one place and year.
    #[serde(default)]
    pub combine: Combine,
    /// Divide by the population.
    #[serde(default)]
    pub per_person: bool,
    /// What is done to it then.
    #[serde(default)]
    pub transform: Transform,
    /// The direction expected.
    #[serde(default)]
    pub expected: Expected,
    /// Whose numbers they are.
    pub source: String,
    /// The file may be absent, because its terms do not let it be passed on: it is then left out with a note.
    #[serde(default)]
    pub optional: bool,
}

/// Why a mapping cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MappingError {
    /// It is no mapping.
    #[error("{file}: {what}")]
    Parse {
        /// The mapping file.
        file: String,
        /// What is wrong, and where.
        what: String,
    },
    /// Two covariates have one name.
    #[error("{file}: two covariates are called `{name}`; give each a name of its own")]
    NamedTwice {
        /// The mapping file.
        file: String,
        /// The name.
        name: String,
    },
    /// It says years but not in which column.
    #[error("{file}: `{name}` has years but no column `year` to find them in")]
    NoYearColumn {
        /// The mapping file.
        file: String,
        /// The covariate.
        name: String,
    },
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// **Errors** [`MappingError`]; unknown keys are errors, so that a misspelled one is not passed over.
    pub fn parse(file: &str, text: &str) -> Result<Mapping, MappingError> {
        let mapping: Mapping = toml::from_str(text).map_err(|error| MappingError::Parse {
            file: file.to_owned(),
            what: error.to_string().trim_end().to_owned(),
        })?;
        let mut names = BTreeSet::new();
        for covariate in &mapping.covariates {
            if !names.insert(covariate.name.as_str()) {
                return Err(MappingError::NamedTwice { file: file.to_owned(), name: covariate.name.clone() });
            }
            if covariate.years.is_some() && covariate.year.is_none() {
                return Err(MappingError::NoYearColumn { file: file.to_owned(), name: covariate.name.clone() });
            }
        }
        Ok(mapping)
    }

    /// The families in the order in which they first appear.
    pub fn families(&self) -> Vec<&str> {
        let mut families: Vec<&str> = Vec::new();
        for covariate in &self.covariates {
            if !families.contains(&covariate.family.as_str()) {
                families.push(&covariate.family);
            }
        }
        families
    }
}
