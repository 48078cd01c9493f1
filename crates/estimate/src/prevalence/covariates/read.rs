//! Reading persons with lists and covariates from a table: one row a person, or one row a kind of person with a count.

use super::{Covariate, CovariateError, Persons, Row, Smooth};
use crate::prevalence::histories::HistoriesError;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// Which columns are what.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Columns {
    /// Columns of lists, 0 or 1.
    pub lists: Vec<String>,
    /// Columns of covariates; an empty field, `NA` or `unknown` is a missing value.
    pub covariates: Vec<String>,
    /// Those of the covariates that act along a curve, with its degrees: years.
    pub smooth: Vec<(String, usize)>,
    /// The column with the number of persons; without it each row is one person.
    pub count: Option<String>,
}

/// Reads persons from CSV.
///
/// **Arguments** `name`: how the input is called in errors. Levels are ordered as numbers where all of a covariate's
/// values are numbers, otherwise by name.
///
/// **Errors** Columns that are not there, list fields other than 0 or 1, counts that are no whole numbers, persons on
/// no list, and what [`Persons::new`] refuses. No row is left out.
pub fn read(reader: impl Read, name: &str, columns: &Columns) -> Result<Persons, CovariateError> {
    let mut csv = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(reader);
    let unreadable = |e: csv::Error| CovariateError::Unreadable { file: name.to_owned(), problem: e.to_string() };
    let header: Vec<String> = csv.headers().map_err(unreadable)?.iter().map(str::to_owned).collect();
    let find = |column: &String| {
        header.iter().position(|h| h == column).ok_or_else(|| CovariateError::NoSuchColumn {
            file: name.to_owned(),
            column: column.clone(),
            present: header.join(", "),
        })
    };
    let lists: Vec<usize> = columns.lists.iter().map(find).collect::<Result<_, _>>()?;
    let covariates: Vec<usize> = columns.covariates.iter().map(find).collect::<Result<_, _>>()?;
    let count_at = columns.count.as_ref().map(find).transpose()?;
    if let Some((unknown, _)) = columns.smooth.iter().find(|(smooth, _)| !columns.covariates.contains(smooth)) {
        let present = columns.covariates.join(", ");
        return Err(CovariateError::NoSuchColumn { file: name.to_owned(), column: unknown.clone(), present });
    }

    let mut read = Vec::new();
    for record in csv.records() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |at: usize| record.get(at).unwrap_or("");
        let mut pattern = 0u32;
        for (bit, at) in lists.iter().enumerate() {
            match field(*at) {
                "1" => pattern |= 1 << bit.min(31),
                "0" => {}
                other => {
                    return Err(HistoriesError::NotZeroOrOne {
                        file: name.to_owned(),
                        line,
                        column: header[*at].clone(),
                        value: other.to_owned(),
                    }
                    .into());
                }
            }
        }
        let count = match count_at {
            None => 1,
            Some(at) => field(at).parse::<u64>().map_err(|_| HistoriesError::Count {
                file: name.to_owned(),
                line,
                column: header[at].clone(),
                value: field(at).to_owned(),
                wrong: "no whole number from 0 up",
            })?,
        };
        if pattern == 0 && count > 0 {
            return Err(HistoriesError::OnNoList { file: name.to_owned(), line, count }.into());
        }
        let values: Vec<Option<String>> = covariates.iter().map(|at| known(field(*at))).collect();
        // A kind of which there is nobody says nothing, and its values may be ones that nobody has.
        if count > 0 {
            read.push((pattern, values, count));
        }
    }
    let described = columns.covariates.iter().enumerate().map(|(index, covariate)| {
        let degrees = columns.smooth.iter().find(|(smooth, _)| smooth == covariate).map(|(_, degrees)| *degrees);
        describe(covariate, read.iter().filter_map(|(_, values, _)| values[index].as_deref()), degrees)
    });
    let described: Vec<Covariate> = described.collect::<Result<_, _>>()?;
    let numbers: Vec<BTreeMap<&str, usize>> =
        described.iter().map(|c| c.levels.iter().enumerate().map(|(i, level)| (level.as_str(), i)).collect()).collect();
    let rows = read.iter().map(|(pattern, values, count)| Row {
        pattern: *pattern,
        levels: values.iter().zip(&numbers).map(|(v, n)| v.as_deref().and_then(|v| n.get(v).copied())).collect(),
        count: *count,
    });
    let rows = rows.collect();
    Persons::new(columns.lists.clone(), described, rows)
}

fn known(field: &str) -> Option<String> {
    let missing = field.is_empty() || field.eq_ignore_ascii_case("na") || field.eq_ignore_ascii_case("unknown");
    (!missing).then(|| field.to_owned())
}

fn describe<'a>(
    name: &str,
    values: impl Iterator<Item = &'a str>,
    degrees: Option<usize>,
) -> Result<Covariate, CovariateError> {
    let distinct: BTreeSet<&str> = values.collect();
    let mut levels: Vec<String> = distinct.into_iter().map(str::to_owned).collect();
    let numbers: Vec<Option<f64>> = levels.iter().map(|level| level.parse::<f64>().ok()).collect();
    if numbers.iter().all(Option::is_some) {
        levels.sort_by(|a, b| a.parse::<f64>().unwrap_or(0.0).total_cmp(&b.parse::<f64>().unwrap_or(0.0)));
    }
    let smooth = match degrees {
        None => None,
        Some(degrees) => {
            let number = |level: &String| {
                level
                    .parse::<f64>()
                    .map_err(|_| CovariateError::NotANumber { covariate: name.to_owned(), value: level.clone() })
            };
            Some(Smooth { at: levels.iter().map(number).collect::<Result<_, _>>()?, degrees })
        }
    };
    Ok(Covariate { name: name.to_owned(), levels, smooth })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(count: bool) -> Columns {
        Columns {
            lists: vec!["a".into(), "b".into()],
            covariates: vec!["sex".into(), "year".into()],
            smooth: vec![("year".into(), 1)],
            count: count.then(|| "count".to_owned()),
        }
    }

    #[test]
    fn persons_and_kinds_of_persons_are_read_alike() {
        let by_person = "a,b,sex,year\n1,0,f,2019\n1,0,f,2019\n0,1,,2020\n1,1,m,\n";
        let by_kind = "sex,a,b,year,count\nf,1,0,2019,2\nNA,0,1,2020,1\nm,1,1,unknown,1\nx,1,1,2020,0\n";
        let first = read(by_person.as_bytes(), "persons", &columns(false)).unwrap();
        let second = read(by_kind.as_bytes(), "kinds", &columns(true)).unwrap();
        assert_eq!(first, second);
        assert_eq!((first.n(), first.incomplete()), (4, 2));
        assert_eq!(first.covariates()[0].levels, ["f", "m"]);
        assert_eq!(first.covariates()[1].smooth.as_ref().unwrap().at, [2019.0, 2020.0]);
    }

    #[test]
    fn what_needs_a_guess_is_refused() {
        let said = |text: &str| read(text.as_bytes(), "t", &columns(false)).unwrap_err().to_string();
        assert_eq!(said("a,b,sex\n1,0,f\n"), "t: there is no column `year`; there are a, b, sex");
        assert!(said("a,b,sex,year\n1,2,f,2019\n").starts_with("t, line 2, column `b`: `2`"));
        assert!(said("a,b,sex,year\n0,0,f,2019\n").starts_with("t, line 2: 1 person(s) on no list"));
        assert_eq!(said("a,b,sex,year\n1,0,f,x\n"), "`x` in `year` is no number, and only numbers act along a curve");
        assert_eq!(
            said("a,b,sex,year\n1,0,,2019\n1,1,,2020\n"),
            "covariate `sex` is not known for anybody: leave it out"
        );
    }
}
