//! Covariates with every kind of gap, and counts whose driver is known.

use super::covariate::{CovariateError, read};
use super::mapping::{Expected, Mapping, MappingError};
use super::*;
use crate::corridors::{CorridorTable, Kind};
use crate::migration::Migration;
use turnstone_estimate::drivers::Variance;
use turnstone_model::Place;

fn at(code: &str) -> Place {
    Place::from_code(code).unwrap()
}

const HEAD: &str = "[population]\nfile = \"p.csv\"\nsource = \"UN\"\n";

fn mapping(more: &str) -> Mapping {
    let text = format!(
        "{HEAD}[[covariate]]\nname = \"x\"\nfamily = \"security\"\nfile = \"x.csv\"\nplace = \"iso3\"\nvalue = \"v\"\nsource = \"s\"\n{more}"
    );
    Mapping::parse("drivers.toml", &text).unwrap()
}

#[test]
fn what_is_missing_is_none_and_never_zero() {
    let mapping = mapping("year = \"year\"\nyears = [2015, 2016]\ncombine = \"sum\"\nexpected = \"+\"\n");
    let text = "iso3,year,v\nNPL,2015,10\nNPL,2015,20\nNPL,2016,50\nIND,2015,\nIND,2014,7\nXYZ,2015,1\nFRA,2015,abc\nDEU,2016,\"1,000\"\n";
    let column = read(&mapping.covariates[0], text.as_bytes(), |_| None).unwrap();
    // (10 + 20 + 50) / 2 years.
    assert_eq!(column.values.get(&at("NPL")), Some(&40.0));
    assert_eq!(column.values.get(&at("DEU")), Some(&1_000.0));
    assert_eq!(column.values.len(), 2);
    assert_eq!((column.rows_in, column.used, column.years), (8, 4, Some((2015, 2016))));
    assert_eq!(column.used + column.not_used.values().sum::<u64>(), column.rows_in);
    assert_eq!(column.unread[0].0, 7);
    assert_eq!(mapping.covariates[0].expected, Expected::More);
}

#[test]
fn rows_are_chosen_and_categories_are_numbers() {
    let mapping = mapping("where = { sex = \"total\" }\ncategories = { low = 1, high = 4 }\n");
    let text = "iso3,sex,v\nNPL,total,low\nNPL,female,high\nIND,total,high\nFRA,total,odd\n";
    let column = read(&mapping.covariates[0], text.as_bytes(), |_| None).unwrap();
    assert_eq!((column.values[&at("NPL")], column.values[&at("IND")], column.values.len()), (1.0, 4.0, 2));
    let twice = "iso3,sex,v\nNPL,total,low\nNPL,total,high\n";
    let several = read(&mapping.covariates[0], twice.as_bytes(), |_| None).unwrap_err();
    assert!(matches!(several, CovariateError::Several { line: 3, .. }), "{several}");
    let none = read(&mapping.covariates[0], "iso3,sex,v\n".as_bytes(), |_| None);
    assert!(matches!(none, Err(CovariateError::Nothing { .. })));
    let absent = read(&mapping.covariates[0], "iso3,v\nNPL,low\n".as_bytes(), |_| None).unwrap_err();
    assert!(absent.to_string().contains("has no column `sex`"), "{absent}");
}

#[test]
fn a_mapping_with_a_fault_is_refused_where_it_is() {
    let parse = |text: &str| Mapping::parse("drivers.toml", text).unwrap_err();
    let covariate =
        "[[covariate]]\nname = \"x\"\nfamily = \"f\"\nfile = \"x\"\nplace = \"p\"\nvalue = \"v\"\nsource = \"s\"\n";
    let misspelled = parse(&format!("{HEAD}{covariate}familly = \"y\"\n"));
    assert!(matches!(&misspelled, MappingError::Parse { what, .. } if what.contains("familly")), "{misspelled}");
    assert!(matches!(parse(&format!("{HEAD}{covariate}{covariate}")), MappingError::NamedTwice { .. }));
    assert!(matches!(parse(&format!("{HEAD}{covariate}years = [2015, 2016]\n")), MappingError::NoYearColumn { .. }));
}

/// Victims of every country in proportion to a covariate that is given to all but five of them.
fn world() -> (CorridorTable, Migration, Vec<covariate::Column>) {
    let (mut table, mut migration) = (CorridorTable::default(), Migration::default());
    let (mut strong, mut weak) = ("iso3,v\n".to_owned(), "iso3,v\n".to_owned());
    for (i, place) in Place::countries().enumerate().take(120) {
        let (x, y) = ((i * 37 % 100) as f64 / 50.0 - 1.0, (i * 53 % 90) as f64 / 45.0 - 1.0);
        migration.population.insert((2019, place), 1e6 * (1 + i % 7) as f64);
        let victims = (1e-4 * 1e6 * (1 + i % 7) as f64 * (1.5 * x).exp()).round() as u64;
        let rows = [(1, row(place, victims))];
        table.extend(crate::corridors::from_counts(&rows, Default::default()));
        if i >= 5 {
            strong += &format!("{},{x}\n", place.code());
        }
        weak += &format!("{},{y}\n", place.code());
    }
    let strong_mapping = mapping("expected = \"+\"\n");
    let mut weak_covariate = strong_mapping.covariates[0].clone();
    (weak_covariate.name, weak_covariate.family) = ("y".into(), "gender".into());
    weak_covariate.expected = Expected::Fewer;
    let columns = vec![
        read(&strong_mapping.covariates[0], strong.as_bytes(), |_| None).unwrap(),
        read(&weak_covariate, weak.as_bytes(), |_| None).unwrap(),
    ];
    (table, migration, columns)
}

fn row(citizenship: Place, victims: u64) -> turnstone_model::counts::CountsRow {
    use turnstone_model::counts::{CountsRow, Dimension, Figure, Indicator};
    let mut row = CountsRow::new(Indicator::DetectedVictims, Figure::Reported(victims as i64));
    row.dimension = Dimension::Citizenship;
    row.reporter = Some(at("ZWE"));
    row.year = Some(2019);
    row.category_place = Some(citizenship);
    row
}

#[test]
fn the_family_that_drives_is_found_and_gaps_are_counted() {
    let (table, migration, columns) = world();
    assert_eq!(table.sources(), [Kind::Counts]);
    let chosen = |missing| Chosen { at_home: true, missing, variance: Variance::Quadratic, years: None };
    let complete = analyse(&table, &migration, columns.clone(), chosen(Missing::CompleteCases)).unwrap();
    let low = &complete.driven[0].explained;
    assert_eq!((low.places, complete.places_left_out["countries that lack a covariate"].0), (115, 5));
    assert!(low.families[0].share > 0.95 && low.families[1].share < 0.05, "{:?}", low.families);
    assert!(low.skill.places > 0.9 && low.skill.regions.unwrap() > 0.9);
    assert_eq!(complete.finding(&low.effects[0]), Finding::AsExpected);
    let all = analyse(&table, &migration, columns, chosen(Missing::Indicator)).unwrap();
    assert_eq!(all.driven[0].explained.places, 120);
    assert!(all.driven[0].explained.effects.iter().any(|e| e.name == "x: missing"));
}
