//! Reading one covariate: a number for each country, or none.

use super::mapping::{Combine, Covariate, Places, Transform};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use turnstone_model::Place;
use turnstone_model::place::{Scheme, resolve};

/// A covariate as it was read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// The covariate.
    #[serde(flatten)]
    pub covariate: Covariate,
    /// Its value for each country that has one.
    #[serde(skip)]
    pub values: BTreeMap<Place, f64>,
    /// Rows read.
    pub rows_in: u64,
    /// Rows that count.
    pub used: u64,
    /// Rows that do not, by reason.
    pub not_used: BTreeMap<String, u64>,
    /// The first lines that could not be read, with their reason.
    pub unread: Vec<(u64, String)>,
    /// First and last year that count, where there are years.
    pub years: Option<(i32, i32)>,
}

/// Why a covariate cannot be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CovariateError {
    /// The text is no table.
    #[error("{file}, for `{name}`: {what}")]
    Csv {
        /// The file.
        file: String,
        /// The covariate.
        name: String,
        /// What is wrong.
        what: String,
    },
    /// A column is not there.
    #[error("{file} has no column `{column}`, which `{name}` names; its columns are {found}")]
    MissingColumn {
        /// The file.
        file: String,
        /// The covariate.
        name: String,
        /// The column.
        column: String,
        /// The columns there are.
        found: String,
    },
    /// One place and year has several values.
    #[error(
        "{file}: `{name}` of {place} has several values in one year (line {line}); say combine = \"sum\" or \"mean\", or choose rows with `where`"
    )]
    Several {
        /// The file.
        file: String,
        /// The covariate.
        name: String,
        /// The place.
        place: String,
        /// The line.
        line: u64,
    },
    /// Nothing came of it.
    #[error("{file}: no row gives a value of `{name}`")]
    Nothing {
        /// The file.
        file: String,
        /// The covariate.
        name: String,
    },
}

const MOST_UNREAD: usize = 20;

/// Reads a covariate.
///
/// **Method** Rows are chosen by year and by `where`; categories become their numbers; rows of one place and year are combined; the mean
/// over years is taken; then the number is divided by population and transformed, as the mapping says. A place without a number has
/// none: it is never 0.
///
/// **Errors** [`CovariateError`].
pub fn read(
    covariate: &Covariate,
    input: impl Read,
    population: impl Fn(Place) -> Option<f64>,
) -> Result<Column, CovariateError> {
    let (file, name) = (covariate.file.clone(), covariate.name.clone());
    let broken = |what: String| CovariateError::Csv { file: file.clone(), name: name.clone(), what };
    let mut reader = csv::Reader::from_reader(input);
    let header = reader.headers().map_err(|e| broken(e.to_string()))?.clone();
    let find = |column: &str| {
        let at = header.iter().position(|h| h.trim_start_matches('\u{feff}').trim() == column);
        at.ok_or_else(|| CovariateError::MissingColumn {
            file: file.clone(),
            name: name.clone(),
            column: column.to_owned(),
            found: header.iter().collect::<Vec<_>>().join(", "),
        })
    };
    let (place_at, value_at) = (find(&covariate.place)?, find(&covariate.value)?);
    let year_at = covariate.year.as_deref().map(find).transpose()?;
    let only: Vec<(usize, &str)> =
        covariate.only.iter().map(|(column, value)| Ok((find(column)?, value.as_str()))).collect::<Result<_, _>>()?;
    let same = match &covariate.same_place {
        Some((a, b, wanted)) => Some((find(a)?, find(b)?, *wanted)),
        None => None,
    };
    let mut column = Column {
        covariate: covariate.clone(),
        values: BTreeMap::new(),
        rows_in: 0,
        used: 0,
        not_used: BTreeMap::new(),
        unread: Vec::new(),
        years: None,
    };
    let scheme = match covariate.places {
        Places::Alpha3 => Scheme::Alpha3,
        Places::Iso3166 => Scheme::Iso3166,
        Places::Name => Scheme::Name,
    };
    let mut places: HashMap<String, Result<Place, String>> = HashMap::new();
    let mut cells: BTreeMap<(Place, i32), (f64, u32)> = BTreeMap::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|e| broken(e.to_string()))? {
        column.rows_in += 1;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |at: usize| record.get(at).unwrap_or_default().trim();
        let mut leave = |why: &str| *column.not_used.entry(why.to_owned()).or_default() += 1;
        if only.iter().any(|(at, wanted)| field(*at) != *wanted)
            || same.is_some_and(|(a, b, wanted)| (field(a) == field(b)) != wanted)
        {
            leave("rows that are not chosen");
            continue;
        }
        let year = year_at.map(|at| field(at).trim_end_matches(".0").parse::<i32>());
        let year = match year {
            None => 0,
            Some(Ok(year)) if covariate.years.is_none_or(|(from, to)| (from..=to).contains(&year)) => year,
            Some(_) => {
                leave("rows of other years or without a year");
                continue;
            }
        };
        let text = field(place_at).to_owned();
        let found = places.entry(text.clone()).or_insert_with(|| match resolve(&text, scheme) {
            Ok(found) => {
                found.place.filter(|p| p.country() == Some(*p)).ok_or_else(|| format!("`{text}` is no country"))
            }
            Err(error) => Err(error.to_string()),
        });
        let place = match found {
            Ok(place) => *place,
            Err(why) => {
                leave("rows whose place is no country");
                if column.unread.len() < MOST_UNREAD {
                    column.unread.push((line, why.clone()));
                }
                continue;
            }
        };
        let text = field(value_at);
        let number = match covariate.categories.get(text) {
            Some(number) => Some(*number),
            None if !covariate.categories.is_empty() => None,
            None => text.replace(',', "").parse::<f64>().ok().filter(|n| n.is_finite()),
        };
        let Some(number) = number else {
            let is_empty = matches!(text, "" | "NA" | "NaN" | "..");
            leave(if is_empty {
                "rows without a value"
            } else {
                "rows whose value is not a number or a known category"
            });
            if !is_empty && column.unread.len() < MOST_UNREAD {
                column.unread.push((line, format!("`{text}` is not a number or a known category")));
            }
            continue;
        };
        let (sum, rows) = cells.entry((place, year)).or_insert((0.0, 0));
        if *rows > 0 && covariate.combine == Combine::Only {
            return Err(CovariateError::Several { file, name, place: place.name().to_owned(), line });
        }
        *sum += number;
        *rows += 1;
        column.used += 1;
        if year_at.is_some() {
            let (first, last) = column.years.unwrap_or((year, year));
            column.years = Some((first.min(year), last.max(year)));
        }
    }
    let mut by_place: BTreeMap<Place, Vec<f64>> = BTreeMap::new();
    for ((place, _), (sum, rows)) in cells {
        let of_year = if covariate.combine == Combine::Mean { sum / f64::from(rows) } else { sum };
        by_place.entry(place).or_default().push(of_year);
    }
    for (place, years) in by_place {
        let mut value = years.iter().sum::<f64>() / years.len() as f64;
        if covariate.per_person {
            let Some(people) = population(place).filter(|p| *p > 0.0) else {
                *column.not_used.entry("places without a population".to_owned()).or_default() += 1;
                continue;
            };
            value /= people;
        }
        let value = match covariate.transform {
            Transform::None => Some(value),
            Transform::Log => (value > 0.0).then(|| value.ln()),
            Transform::Log1p => (value > -1.0).then(|| value.ln_1p()),
        };
        match value {
            Some(value) => drop(column.values.insert(place, value)),
            None => *column.not_used.entry("places whose value has no logarithm".to_owned()).or_default() += 1,
        }
    }
    if column.values.is_empty() { Err(CovariateError::Nothing { file, name }) } else { Ok(column) }
}
