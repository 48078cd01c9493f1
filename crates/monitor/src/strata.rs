//! How many are hidden by sex, age, form of exploitation, place and year: one model with covariates, each cell with what it rests
//! on, and each cell by itself beside it.
//!
//! The model is in `turnstone-estimate`; here its parts are put together and named, and residents are read.

use serde::Serialize;
use std::collections::BTreeSet;
use std::io::Read;
use turnstone_estimate::prevalence::covariates::{
    Cell, CellSettings, CovariateError, Criterion, Persons, Population, Published, Step, Totals, alone, cells,
    publishable, select,
};
use turnstone_estimate::prevalence::models::{Reach, models};

/// Below so many observed persons a cell is not shown in what may be shown.
pub const LEAST_SHOWN: u32 = 5;

/// One choice of a model with covariates.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chosen {
    /// By which criterion.
    pub criterion: Criterion,
    /// Persons in all, over the strata that have an answer.
    pub total: f64,
    /// Terms in the order they entered.
    pub steps: Vec<Step>,
}

/// A cell estimated by its own persons alone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ByItself {
    /// Level of each covariate.
    pub values: Vec<String>,
    /// Persons known to be in it.
    pub known: u64,
    /// The average over models: point and central 95 %.
    pub answer: Option<(f64, (f64, f64))>,
    /// Why there is none.
    pub reason: Option<String>,
}

/// Totals by covariates.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Strata {
    /// The covariates that cells are made of.
    pub by: Vec<String>,
    /// The year, where it acts along a curve.
    pub year: Option<String>,
    /// Persons with a covariate missing; they are completed by expectation, under the model.
    pub incomplete: u64,
    /// The total when no list depends on anything.
    pub main_effects: f64,
    /// The models chosen by BIC and by AIC; cells are those of the first.
    pub chosen: Vec<Chosen>,
    /// The cells.
    pub cells: Vec<Cell>,
    /// Resamples without an estimate; they count as beyond any number.
    pub failed_resamples: usize,
    /// The cells as they may be shown: small ones held back, complementary ones not yet.
    pub may_be_shown: Vec<Published>,
    /// Each cell by itself, with nothing taken from the others.
    pub by_themselves: Vec<ByItself>,
    /// Persons of no known cell, who are in none of those.
    pub of_no_cell: u64,
    /// The total by year, where there is one.
    pub by_year: Vec<Cell>,
}

/// Chooses a model, resamples, and adds up.
///
/// **Method** See [`select`] and [`Totals::draw`]. The choice is not repeated on resamples, which takes too long for a first
/// look; totals by the other criterion stand beside it.
///
/// **Arguments** `by`: names of covariates of `persons`; `year`: one that acts along a curve.
///
/// **Errors** [`CovariateError`].
pub fn strata(
    persons: &Persons,
    by: &[String],
    year: Option<&str>,
    population: Option<&Population>,
    settings: &CellSettings,
) -> Result<Strata, CovariateError> {
    let number = |name: &str| persons.covariate(name).ok_or_else(|| CovariateError::Term(name.to_owned()));
    let numbers: Vec<usize> = by.iter().map(|name| number(name)).collect::<Result<_, _>>()?;
    let bic = select(persons, Criterion::Bic)?;
    let aic = select(persons, Criterion::Aic)?;
    let totals = Totals::draw(persons, &bic.fit, settings)?;
    let made = cells(persons, &totals, &numbers, population)?;
    let by_year = match year {
        Some(year) => cells(persons, &totals, &[number(year)?], None)?,
        None => Vec::new(),
    };
    let (apart, of_no_cell) = alone(persons, &numbers, |histories| {
        models(histories, Reach::of_many(histories.t())).average().ok_or("not estimable: no model is admissible")
    })?;
    let chosen = [(Criterion::Bic, &bic), (Criterion::Aic, &aic)];
    Ok(Strata {
        by: by.to_vec(),
        year: year.map(str::to_owned),
        incomplete: persons.incomplete(),
        main_effects: bic.main_total,
        chosen: chosen
            .map(|(criterion, found)| Chosen { criterion, total: found.fit.total, steps: found.steps.clone() })
            .to_vec(),
        may_be_shown: publishable(&made, LEAST_SHOWN),
        cells: made,
        failed_resamples: totals.failed(),
        by_themselves: apart
            .into_iter()
            .map(|stratum| ByItself {
                values: stratum.values,
                known: stratum.known,
                answer: stratum.answer.as_ref().ok().map(|a| (a.median, a.central_95)),
                reason: stratum.answer.err(),
            })
            .collect(),
        of_no_cell,
        by_year,
    })
}

/// The columns of a table of persons, taken apart.
///
/// Named covariates are covariates. Of the others, but for `count`, those that hold only 0 and 1 are lists; the rest are
/// covariates of the model as well, since what lists depend on is better in it than out of it.
pub fn columns_of(text: &[u8], covariates: &[String]) -> (Vec<String>, Vec<String>) {
    let mut csv = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text);
    let header = csv.headers().cloned().unwrap_or_default();
    let mut is_list: Vec<bool> =
        header.iter().map(|name| name != "count" && !covariates.iter().any(|c| c == name)).collect();
    for row in csv.records().flatten() {
        for (is_list, value) in is_list.iter_mut().zip(&row) {
            *is_list &= matches!(value, "0" | "1");
        }
    }
    let lists = header.iter().zip(&is_list).filter(|(_, is_list)| **is_list).map(|(name, _)| name.to_owned());
    let rest = header.iter().zip(&is_list).filter(|(name, is_list)| !**is_list && *name != "count");
    let more = rest.map(|(name, _)| name.to_owned()).filter(|name| !covariates.contains(name));
    (lists.collect(), covariates.iter().cloned().chain(more).collect())
}

/// Why residents cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResidentsError {
    /// No CSV.
    #[error("{file}: cannot be read as CSV in UTF-8: {problem}")]
    Unreadable {
        /// What was read.
        file: String,
        /// The reader's words.
        problem: String,
    },
    /// A column is not there.
    #[error("{file}: the header has no column `{column}`; wanted are the columns of --by, and `residents`")]
    Column {
        /// What was read.
        file: String,
        /// The column.
        column: String,
    },
    /// A number that is none, or not above 0.
    #[error("{file}, line {line}, column `residents`: `{value}` is no number of persons above 0")]
    Number {
        /// What was read.
        file: String,
        /// The line, from 1.
        line: u64,
        /// What stands there.
        value: String,
    },
    /// The same cell twice.
    #[error("{file}, line {line}: {cell} stands on an earlier line already; one row a cell is wanted")]
    Twice {
        /// What was read.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The cell.
        cell: String,
    },
}

/// Residents by the covariates of `by`, from CSV with these columns and `residents`.
///
/// **Errors** [`ResidentsError`], with line and column.
pub fn residents(reader: impl Read, name: &str, by: &[String]) -> Result<Population, ResidentsError> {
    let unreadable = |e: csv::Error| ResidentsError::Unreadable { file: name.to_owned(), problem: e.to_string() };
    let mut csv = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(reader);
    let header = csv.headers().map_err(unreadable)?.clone();
    let find = |column: &str| {
        let missing = || ResidentsError::Column { file: name.to_owned(), column: column.to_owned() };
        header.iter().position(|h| h == column).ok_or_else(missing)
    };
    let columns: Vec<usize> = by.iter().map(|column| find(column)).collect::<Result<_, _>>()?;
    let number = find("residents")?;
    let (mut population, mut seen) = (Population::new(), BTreeSet::new());
    for row in csv.into_records() {
        let row = row.map_err(unreadable)?;
        let line = row.position().map_or(0, csv::Position::line);
        let text = |at: usize| row.get(at).unwrap_or_default().to_owned();
        let cell: Vec<String> = columns.iter().map(|at| text(*at)).collect();
        let value = text(number);
        let count = value.parse::<f64>().ok().filter(|n| n.is_finite() && *n > 0.0);
        let count = count.ok_or_else(|| ResidentsError::Number { file: name.to_owned(), line, value })?;
        if !seen.insert(cell.clone()) {
            return Err(ResidentsError::Twice { file: name.to_owned(), line, cell: cell.join(", ") });
        }
        population.insert(cell, count);
    }
    Ok(population)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_zeros_and_ones_are_lists_and_the_rest_covariates() {
        let text = b"a,b,sex,region,count\n1,0,f,north,3\n0,1,m,south,2\n";
        let (lists, covariates) = columns_of(text, &["sex".to_owned()]);
        assert_eq!((lists.join(","), covariates.join(",")), ("a,b".to_owned(), "sex,region".to_owned()));
    }

    #[test]
    fn residents_are_read_by_cell_and_each_once() {
        let by = ["sex".to_owned()];
        let read = residents("sex,residents\nfemale,50000\nmale,40000\n".as_bytes(), "f", &by).unwrap();
        assert_eq!(read[&vec!["male".to_owned()]], 40_000.0);
        let twice = residents("sex,residents\nmale,5\nmale,6\n".as_bytes(), "f", &by).unwrap_err();
        assert!(twice.to_string().starts_with("f, line 3: male stands on an earlier line"));
        assert!(matches!(
            residents("sex,residents\nmale,-5\n".as_bytes(), "f", &by),
            Err(ResidentsError::Number { .. })
        ));
        assert!(matches!(residents("age,residents\n1,5\n".as_bytes(), "f", &by), Err(ResidentsError::Column { .. })));
    }
}
