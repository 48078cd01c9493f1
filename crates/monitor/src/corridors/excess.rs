//! Corridors that carry more trafficking than the movement of all people explains, with small ones drawn towards what is usual.

use super::{Corridor, CorridorTable, Kind};
use crate::geography::distance;
use crate::migration::{ESTIMATES, Migration};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use turnstone_estimate::gravity::shrinkage::{Cell, RatioLaw, ShrunkRatio, shrink};
use turnstone_estimate::gravity::{Covariate, Fit, Flows, GravityError, fit};
use turnstone_model::Place;

/// One corridor beside what was expected of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Excess {
    /// The origin country.
    pub origin: Place,
    /// The destination country.
    pub destination: Place,
    /// Counted, at least.
    pub low: f64,
    /// Counted, at most; a number that nothing bounds is taken at its lower end here.
    pub high: f64,
    /// Expected from the movement of all people, when counts are taken at their lower ends and at their upper ends.
    pub expected: (f64, f64),
    /// The shrunk ratio of counted to expected: lower and upper ends of counts.
    pub ratio: (f64, f64),
    /// The lowest end of both 95 % credible intervals.
    pub ratio_low: f64,
    /// The highest end of both.
    pub ratio_high: f64,
    /// People beyond what was expected, by the lower ends of ratios: the smaller of both ends of counts; below 0 when fewer.
    pub beyond: f64,
}

/// From this ratio on a corridor is said to carry more (DuMouchel 1999 takes the same for his lower limits).
pub const MORE: f64 = 2.0;

impl Excess {
    /// More than movement explains whatever stands behind hidden numbers: the whole interval lies above [`MORE`].
    pub fn is_more(&self) -> bool {
        self.ratio_low > MORE
    }

    /// Less than movement explains: the whole interval lies below one over [`MORE`].
    pub fn is_less(&self) -> bool {
        self.ratio_high < 1.0 / MORE
    }
}

/// What was expected of every corridor of one source, and which carry more.
#[derive(Clone, Debug, Serialize)]
pub struct Expectation {
    /// The source.
    pub source: Kind,
    /// What people's movement says: fit of the counts at their lower ends.
    pub fit: Fit,
    /// Robust standard errors of its coefficients.
    pub standard_errors: Vec<f64>,
    /// The law of ratios that small corridors are drawn to.
    pub law: RatioLaw,
    /// Corridors with a count, most people beyond expectation first: a ratio to an expectation near 0 is large however few people it is
    /// about, and would put the smallest corridors first.
    pub corridors: Vec<Excess>,
    /// Pairs of places that were looked at, those without any count among them.
    pub pairs: usize,
    /// Corridors and pairs that could not be compared, by reason.
    pub left_out: BTreeMap<String, u64>,
}

/// Why nothing could be expected.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ExcessError {
    /// There is no movement of all people to compare with.
    #[error("no movement of all people is given; add a migrant stock or flows between countries")]
    NoMovement,
    /// Too few corridors.
    #[error("{0} corridors across borders can be compared; 20 are needed")]
    TooFew(usize),
    /// No fit.
    #[error("the counts cannot be explained by movement: {0}")]
    Gravity(#[from] GravityError),
    /// No shrinkage.
    #[error(transparent)]
    Shrinkage(#[from] turnstone_estimate::gravity::shrinkage::ShrinkageError),
}

/// Expects counts of every pair of countries from the movement of all people, and shrinks the ratios.
///
/// **Source** Santos Silva and Tenreyro (2006); DuMouchel (1999).
///
/// **Method** Pairs of an origin and a destination country that each have a count somewhere; a pair without one counts as 0. Poisson
/// pseudo-maximum likelihood on the logarithm of one plus stock, one plus five-year flow, and of distance, with effects of origin and
/// destination, so that what a country detects and who is detected at all is no excess. Twice: every count at its lower and at its
/// upper end. Ratios are shrunk in both, and the wider interval is given. Corridors are ordered by people beyond expectation at the lower
/// end, so that a ratio to an expectation near 0 does not lead. The expectation's own uncertainty is not in the intervals.
///
/// **Errors** [`ExcessError`].
pub fn expect(table: &CorridorTable, source: Kind, migration: &Migration) -> Result<Expectation, ExcessError> {
    let stock = migration.stock.years().last().copied();
    let flows = ESTIMATES.iter().find_map(|name| migration.flows.get(*name).filter(|m| !m.is_empty()));
    let flows = flows.and_then(|matrix| Some((matrix, *matrix.years().last()?)));
    if stock.is_none() && flows.is_none() {
        return Err(ExcessError::NoMovement);
    }
    let mut left_out: BTreeMap<String, u64> = BTreeMap::new();
    let known: Option<BTreeSet<Place>> = {
        let of_stock = stock.map(|year| migration.stock.places(year));
        let of_flows = flows.map(|(matrix, year)| matrix.places(year));
        match (of_stock, of_flows) {
            (Some(a), Some(b)) => Some(a.intersection(&b).copied().collect()),
            (a, b) => a.or(b),
        }
    };
    let known = known.unwrap_or_default();
    let mut counted: HashMap<(Place, Place), &Corridor> = HashMap::new();
    for corridor in table.corridors.iter().filter(|c| c.source == source) {
        let whole = |p: Place| p.country() == Some(p);
        let why = if corridor.border_crossed != Some(true) {
            "corridors inside a country or of unknown border: movement of all people is not measured alike there"
        } else if !whole(corridor.origin) || !whole(corridor.destination) {
            "corridors with an end that is no country"
        } else if !known.contains(&corridor.origin) || !known.contains(&corridor.destination) {
            "corridors with a country that the movement of all people does not cover"
        } else {
            if corridor.high.is_none() {
                *left_out.entry("corridors with a missing number, taken at its lower end".into()).or_default() += 1;
            }
            counted.insert((corridor.origin, corridor.destination), corridor);
            continue;
        };
        *left_out.entry(why.to_owned()).or_default() += 1;
    }
    if counted.len() < 20 {
        return Err(ExcessError::TooFew(counted.len()));
    }
    let origins: BTreeSet<Place> = counted.keys().map(|(o, _)| *o).collect();
    let destinations: BTreeSet<Place> = counted.keys().map(|(_, d)| *d).collect();
    let mut pairs = Vec::new();
    for (i, origin) in origins.iter().enumerate() {
        for (j, destination) in destinations.iter().enumerate().filter(|(_, d)| *d != origin) {
            match distance(*origin, *destination) {
                Some(kilometres) => pairs.push((i as u32, j as u32, *origin, *destination, kilometres)),
                None => *left_out.entry("pairs with a country that has no coordinates".into()).or_default() += 1,
            }
        }
    }
    let log = |of: &dyn Fn(Place, Place) -> Option<f64>| -> Vec<f64> {
        pairs.iter().map(|(_, _, o, d, _)| of(*o, *d).unwrap_or(0.0).ln_1p()).collect()
    };
    let mut covariates = Vec::new();
    if let Some(year) = stock {
        covariates.push(Covariate::new("log_stock", log(&|o, d| migration.stock.get(year, o, d))));
    }
    if let Some((matrix, year)) = flows {
        covariates.push(Covariate::new("log_flow", log(&|o, d| matrix.get(year, o, d))));
    }
    covariates.push(Covariate::new("log_distance", pairs.iter().map(|p| p.4.ln()).collect()));
    let ends = |high: bool| -> Flows {
        let count = pairs.iter().map(|(_, _, o, d, _)| {
            let corridor = counted.get(&(*o, *d));
            corridor.map_or(0.0, |c| if high { c.high.unwrap_or(c.low) as f64 } else { c.low as f64 })
        });
        Flows {
            count: count.collect(),
            origin: pairs.iter().map(|p| p.0).collect(),
            destination: pairs.iter().map(|p| p.1).collect(),
            covariates: covariates.clone(),
            offset: Vec::new(),
        }
    };
    let shrunk = |flows: &Flows| -> Result<(Fit, RatioLaw, Vec<Option<ShrunkRatio>>), ExcessError> {
        let fit = fit(flows)?;
        let usable: Vec<usize> = (0..flows.count.len()).filter(|i| fit.used[*i] && fit.fitted[*i] > 0.0).collect();
        let cells: Vec<Cell> =
            usable.iter().map(|i| Cell { count: flows.count[*i], expected: fit.fitted[*i] }).collect();
        let (law, ratios) = shrink(&cells)?;
        let mut of_pair = vec![None; flows.count.len()];
        usable.into_iter().zip(ratios).for_each(|(i, ratio)| of_pair[i] = Some(ratio));
        Ok((fit, law, of_pair))
    };
    let (low, high) = (ends(false), ends(true));
    let (fit_low, law, of_low) = shrunk(&low)?;
    let (fit_high, _, of_high) = shrunk(&high)?;
    let mut corridors = Vec::new();
    for (i, (_, _, origin, destination, _)) in pairs.iter().enumerate() {
        if !counted.contains_key(&(*origin, *destination)) {
            continue;
        }
        let (Some(a), Some(b)) = (of_low[i], of_high[i]) else {
            *left_out.entry("corridors whose only numbers are missing".into()).or_default() += 1;
            continue;
        };
        corridors.push(Excess {
            origin: *origin,
            destination: *destination,
            low: low.count[i],
            high: high.count[i],
            expected: (fit_low.fitted[i], fit_high.fitted[i]),
            ratio: (a.ratio, b.ratio),
            ratio_low: a.low.min(b.low),
            ratio_high: a.high.max(b.high),
            beyond: ((a.low - 1.0) * fit_low.fitted[i]).min((b.low - 1.0) * fit_high.fitted[i]),
        });
    }
    corridors.sort_by(|a, b| {
        b.beyond.total_cmp(&a.beyond).then_with(|| (a.origin, a.destination).cmp(&(b.origin, b.destination)))
    });
    let covariance = fit_low.heteroskedastic();
    let standard_errors = (0..fit_low.names.len()).map(|j| covariance.standard_error(j)).collect();
    Ok(Expectation { source, fit: fit_low, standard_errors, law, corridors, pairs: pairs.len(), left_out })
}
