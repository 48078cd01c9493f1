//! One law for both halves: movement inside countries and across borders in one gravity model with a border term.
//!
//! [`people`] takes the movement of all people, [`trafficking`] the corridors of victims; both give a [`Law`] that says what the border is
//! worth, what of it remains once distance, size and earlier movement are accounted for, whether these act the same on both sides,
//! and what the border term rests on. When nothing identifies it the answer is [`Withheld`]. The estimator is in
//! `turnstone-estimate`; files are read in [`crate::migration`].

mod data;
mod people;
mod rungs;
mod trafficking;

pub use people::people;
pub use trafficking::{Bound, trafficking};

use serde::Serialize;
use std::collections::BTreeMap;
use turnstone_estimate::gravity::Wald;
use turnstone_estimate::gravity::share::Share;
use turnstone_estimate::numeric::normal_probability;
use turnstone_model::Place;

/// A coefficient.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Term {
    /// What it is of.
    pub name: String,
    /// The estimate: an elasticity for logarithms, a difference of logarithms for yes or no.
    pub estimate: f64,
    /// Its standard error, clustered by pair of places.
    pub standard_error: f64,
    /// The lower end of its 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// How the size of a part of a country enters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// Not at all: a pair of provinces is compared with a pair of countries as it stands.
    Ignored,
    /// In proportion to its share of the country's population, so that the law does not depend on how finely a country is divided.
    Proportional,
    /// By its share to a power that the flows inside decide; the border term then speaks of a place with the whole country's
    /// population, which lies outside what was seen.
    Estimated,
    /// Every place by its population to one power on both sides of borders, without effects of countries.
    Population,
}

/// One model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rung {
    /// What it accounts for, in words.
    pub name: String,
    /// How size enters.
    pub size: Size,
    /// Every coefficient; the first is the border's: the logarithm of how many move across a border for one who moves inside.
    pub terms: Vec<Term>,
    /// Observations that were used.
    pub observations: usize,
    /// Observations that were not, for their mean is 0 whatever the coefficients.
    pub dropped: usize,
    /// Pairs of places that standard errors are clustered by.
    pub clusters: usize,
    /// Deviance.
    pub deviance: f64,
    /// McFadden's pseudo R²; none where size enters as an offset.
    pub pseudo_r2: Option<f64>,
    /// Which part of the raw border effect remains, in logarithms; none for the raw model itself and for models that are not
    /// nested in its terms.
    pub remaining: Option<Share>,
}

impl Rung {
    /// The border's term.
    pub fn border(&self) -> &Term {
        &self.terms[0]
    }

    /// A term by name.
    pub fn term(&self, name: &str) -> Option<&Term> {
        self.terms.iter().find(|t| t.name == name)
    }
}

/// Whether something acts the same inside a country as across borders.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SameTest {
    /// What: distance, size, earlier movement.
    pub question: String,
    /// In which model.
    pub model: String,
    /// Its coefficient across borders, or the value it is compared with.
    pub across: Term,
    /// Its coefficient inside.
    pub inside: Term,
    /// The test that both are equal.
    pub wald: Wald,
}

impl SameTest {
    /// Whether a difference is shown at the 5 % level.
    pub fn differs(&self) -> bool {
        self.wald.p < 0.05
    }
}

/// What was observed inside one country.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Inside {
    /// The country.
    pub country: Place,
    /// Pairs of its parts; 1 where the country is one place.
    pub pairs: usize,
    /// People who moved between them.
    pub people: f64,
}

/// The law as it was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Law {
    /// Whose movement.
    pub subject: String,
    /// First and last year that flows cover, where known.
    pub years: Option<(i32, i32)>,
    /// What the border term rests on inside countries.
    pub inside: Vec<Inside>,
    /// Pairs of countries across borders, and people on them.
    pub across: (usize, f64),
    /// What is not in it, by reason, counted in pairs.
    pub left_out: BTreeMap<String, u64>,
    /// Models from the raw border effect to the fullest.
    pub ladder: Vec<Rung>,
    /// The position of the headline model in the ladder.
    pub headline: usize,
    /// Tests.
    pub same: Vec<SameTest>,
    /// Tests that could not be made, and why.
    pub not_tested: Vec<String>,
    /// What the answer assumes, and what it cannot know.
    pub assumptions: Vec<String>,
}

impl Law {
    /// The headline model.
    pub fn main(&self) -> &Rung {
        &self.ladder[self.headline]
    }

    /// Lowest and highest border term over the models that account for distance: the range over assumptions about size.
    pub fn range(&self) -> (f64, f64) {
        let far = self.ladder.iter().filter(|r| r.term("distance").is_some() && r.term("earlier_movement").is_none());
        far.map(|r| r.border().estimate).fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)))
    }
}

/// No answer, and why.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[error("{what}: not identified: {reason}. {help}")]
pub struct Withheld {
    /// What was asked.
    pub what: String,
    /// Why there is no answer.
    pub reason: String,
    /// What would help.
    pub help: String,
}

/// One term of two laws side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// The term.
    pub name: String,
    /// In the first law.
    pub first: Term,
    /// In the second law.
    pub second: Term,
    /// The difference over its standard error, the two taken as independent.
    pub z: f64,
    /// The probability of one as large if they were equal.
    pub p: f64,
}

/// The terms that the headline models of two laws share.
pub fn compare(first: &Law, second: &Law) -> Vec<Compared> {
    let pairs = first.main().terms.iter().filter_map(|a| Some((a, second.main().term(&a.name)?)));
    pairs
        .map(|(a, b)| {
            let z = (a.estimate - b.estimate) / a.standard_error.hypot(b.standard_error);
            let p = 2.0 * normal_probability(-z.abs());
            Compared { name: a.name.clone(), first: a.clone(), second: b.clone(), z, p }
        })
        .collect()
}

#[cfg(test)]
mod tests;
