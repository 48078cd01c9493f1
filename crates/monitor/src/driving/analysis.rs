//! The counts by citizenship beside their covariates, explained.

use super::covariate::Column;
use super::mapping::Expected;
use crate::corridors::{CorridorTable, Kind};
use crate::migration::Migration;
use crate::study::InputNote;
use serde::Serialize;
use std::collections::BTreeMap;
use turnstone_estimate::drivers::{Data, DriversError, Explained, Family, Variance, explain};
use turnstone_model::Place;

/// What to do with places that lack a covariate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Only places with every covariate; the others are counted and named.
    #[default]
    CompleteCases,
    /// The mean of the others stands in, and a column of the same family says where it does.
    Indicator,
}

/// Which end of an interval a count is taken at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Hidden numbers at their least.
    Low,
    /// Hidden numbers at their most; what nothing bounds at its least.
    High,
}

/// How counts are explained.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Chosen {
    /// Whether victims detected in their own country count.
    pub at_home: bool,
    /// What becomes of places that lack a covariate.
    pub missing: Missing,
    /// How the variance grows with the mean.
    pub variance: Variance,
    /// First and last year of the counts; none for all.
    pub years: Option<(i32, i32)>,
}

/// What no family explains of one place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unexplained {
    /// The country of citizenship.
    pub place: Place,
    /// Victims counted.
    pub count: f64,
    /// Fitted with every family.
    pub fitted: f64,
    /// Foretold from the other places.
    pub foretold: f64,
    /// Signed square root of its deviance.
    pub residual: f64,
}

/// One explanation: counts at one end of their intervals.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Driven {
    /// The end.
    pub end: End,
    /// Shares, effects and skill.
    #[serde(flatten)]
    pub explained: Explained,
    /// Every place, most unexplained first.
    pub places: Vec<Unexplained>,
}

/// A partial effect beside what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// The interval lies on the side that was expected.
    AsExpected,
    /// The interval lies on the other side.
    Opposite,
    /// The interval holds 0.
    NotShown,
    /// Nothing was expected, and the interval does not hold 0.
    Shown,
}

/// The result of `drivers`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DriversResult {
    /// The version of Turnstone.
    pub turnstone: String,
    /// Every input in the order read.
    pub inputs: Vec<InputNote>,
    /// What was chosen.
    pub chosen: Chosen,
    /// The covariates as they were read.
    pub covariates: Vec<Column>,
    /// Covariates whose file was not there, with the note of the mapping.
    pub absent: Vec<String>,
    /// Numbers of the source that are not used, by reason.
    pub counts_left_out: BTreeMap<String, u64>,
    /// Countries of citizenship that are not explained, by reason: how many, and victims at least.
    pub places_left_out: BTreeMap<String, (u64, f64)>,
    /// Countries that report.
    pub reporters: usize,
    /// The explanation at each end.
    pub driven: Vec<Driven>,
    /// What the answer assumes.
    pub assumptions: Vec<String>,
}

impl DriversResult {
    /// What an effect comes to beside what its mapping expects.
    pub fn finding(&self, effect: &turnstone_estimate::drivers::Effect) -> Finding {
        let column = self.covariates.iter().find(|c| c.covariate.name == effect.name);
        let expected = column.map_or(Expected::Open, |c| c.covariate.expected);
        match expected {
            _ if effect.low <= 0.0 && effect.high >= 0.0 => Finding::NotShown,
            Expected::Open => Finding::Shown,
            Expected::More if effect.estimate > 0.0 => Finding::AsExpected,
            Expected::Fewer if effect.estimate < 0.0 => Finding::AsExpected,
            Expected::More | Expected::Fewer => Finding::Opposite,
        }
    }
}

/// Explains detected victims by citizenship.
///
/// **Method** Victims of each citizenship, summed over every reporting country and the years chosen, out of the country's population; a
/// country with a population and every covariate whose citizens nobody reports counts as 0. Both ends of the intervals are
/// explained. See [`explain`].
///
/// **Arguments** `table` with counts by citizenship ([`crate::corridors::from_counts`]) or corridors of records; `migration` for
/// populations.
///
/// **Errors** [`DriversError`].
pub fn analyse(
    table: &CorridorTable,
    migration: &Migration,
    covariates: Vec<Column>,
    chosen: Chosen,
) -> Result<DriversResult, DriversError> {
    let source = table.sources().last().copied().unwrap_or(Kind::Counts);
    let mut places_left_out: BTreeMap<String, (u64, f64)> = BTreeMap::new();
    let mut counts: BTreeMap<Place, (f64, f64)> = BTreeMap::new();
    let mut reporters = std::collections::BTreeSet::new();
    for corridor in table.corridors.iter().filter(|c| c.source == source) {
        reporters.extend(corridor.destination.country());
        let mut leave = |why: &str| {
            let (corridors, people) = places_left_out.entry(why.to_owned()).or_default();
            *corridors += 1;
            *people += corridor.low as f64;
        };
        let Some(origin) = corridor.origin.country() else {
            leave("corridors from a region or a former state: no country has its covariates");
            continue;
        };
        if corridor.border_crossed == Some(false) && !chosen.at_home {
            leave("corridors inside a country: only victims abroad were asked for");
            continue;
        }
        let (low, high) = counts.entry(origin).or_default();
        *low += corridor.low as f64;
        *high += corridor.high.unwrap_or(corridor.low) as f64;
    }
    let middle = chosen.years.map_or(2019, |(a, b)| (a + b) / 2);
    let mut places: Vec<(Place, f64)> = Vec::new();
    for place in Place::countries() {
        let (low, _) = counts.get(&place).copied().unwrap_or_default();
        let has = covariates.iter().filter(|c| c.values.contains_key(&place)).count();
        let why = match migration.population_near(place, middle).filter(|(_, n)| *n > 0.0) {
            None if has == 0 && low == 0.0 => continue,
            None => "countries without a population",
            Some(_) if has == 0 => "countries without any covariate",
            Some(_) if has < covariates.len() && chosen.missing == Missing::CompleteCases => {
                "countries that lack a covariate"
            }
            Some((_, people)) => {
                places.push((place, people));
                continue;
            }
        };
        let (countries, people) = places_left_out.entry(why.to_owned()).or_default();
        *countries += 1;
        *people += low;
    }
    let regions: Vec<Option<Place>> = places.iter().map(|(place, _)| place.parent()).collect();
    let mut numbered: Vec<Option<Place>> = Vec::new();
    let region = regions.iter().map(|r| {
        let at = numbered.iter().position(|n| n == r).unwrap_or_else(|| {
            numbered.push(*r);
            numbered.len() - 1
        });
        at as u32
    });
    let region: Vec<u32> = region.collect();
    let families = families(&covariates, &places);
    let driven = [End::Low, End::High].map(|end| -> Result<Driven, DriversError> {
        let of =
            |place: &Place| counts.get(place).map_or(0.0, |(low, high)| if end == End::Low { *low } else { *high });
        let data = Data {
            count: places.iter().map(|(place, _)| of(place)).collect(),
            log_exposure: places.iter().map(|(_, people)| people.ln()).collect(),
            families: families.clone(),
            region: region.clone(),
        };
        let explained = explain(&data, chosen.variance)?;
        let mut all: Vec<Unexplained> = explained
            .residuals
            .iter()
            .zip(&places)
            .map(|(r, (place, _))| Unexplained {
                place: *place,
                count: r.count,
                fitted: r.fitted,
                foretold: r.foretold,
                residual: r.residual,
            })
            .collect();
        all.sort_by(|a, b| b.residual.abs().total_cmp(&a.residual.abs()).then(a.place.cmp(&b.place)));
        Ok(Driven { end, explained, places: all })
    });
    let [low, high] = driven;
    Ok(DriversResult {
        turnstone: String::new(),
        inputs: Vec::new(),
        chosen,
        absent: Vec::new(),
        counts_left_out: table.left_out.clone(),
        places_left_out,
        reporters: reporters.len(),
        driven: vec![low?, high?],
        assumptions: assumptions(chosen),
        covariates,
    })
}

/// The families with a value for every place; where one is missing, the mean with a column that says so.
fn families(covariates: &[Column], places: &[(Place, f64)]) -> Vec<Family> {
    let mut families: Vec<Family> = Vec::new();
    for column in covariates {
        let values: Vec<Option<f64>> = places.iter().map(|(place, _)| column.values.get(place).copied()).collect();
        let known: Vec<f64> = values.iter().flatten().copied().collect();
        let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
        let name = column.covariate.name.clone();
        let mut columns = vec![(name.clone(), values.iter().map(|v| v.unwrap_or(mean)).collect::<Vec<f64>>())];
        if known.len() < values.len() {
            let missing = values.iter().map(|v| f64::from(v.is_none())).collect();
            columns.push((format!("{name}: missing"), missing));
        }
        match families.iter_mut().find(|f| f.name == column.covariate.family) {
            Some(family) => family.columns.extend(columns),
            None => families.push(Family { name: column.covariate.family.clone(), columns }),
        }
    }
    families
}

fn assumptions(chosen: Chosen) -> Vec<String> {
    let mut said = vec![
        "What is explained is detection: victims that some reporting country detected and whose citizenship it published. A family that explains \
         detection need not cause trafficking."
            .to_owned(),
        "Shares divide what all families explain together; covariates that go together share what they have in common by the order of \
         entering, averaged over all orders."
            .to_owned(),
        "Countries are compared with each other, once: nothing here says what would change in one country over time.".to_owned(),
        "A country whose citizens no one reports counts as 0.".to_owned(),
    ];
    said.push(match chosen.missing {
        Missing::CompleteCases => "Countries that lack a covariate are left out and counted.".to_owned(),
        Missing::Indicator => {
            "Where a covariate is missing the mean of the others stands in, and a column of its family says so; the share of a family holds what \
             being without data explains."
                .to_owned()
        }
    });
    said.push(match chosen.variance {
        Variance::Quadratic => {
            "Variance μ + μ²/θ (negative binomial): large and small countries count nearly alike.".to_owned()
        }
        Variance::Proportional => "Variance in proportion to the mean: countries with many victims decide.".to_owned(),
    });
    said
}
