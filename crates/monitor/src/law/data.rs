//! The observations of a law: pairs of places with what may explain the flow between them.

use super::Inside;
use std::collections::{BTreeMap, HashMap};
use turnstone_model::Place;

/// Pairs of places, one entry of each vector for each.
#[derive(Default)]
pub(super) struct Observations {
    pub count: Vec<f64>,
    pub origin: Vec<u32>,
    pub destination: Vec<u32>,
    /// The pair of places whatever the direction.
    pub cluster: Vec<u32>,
    pub inside: Vec<bool>,
    pub log_distance: Vec<f64>,
    pub contiguous: Vec<f64>,
    /// Logarithm of the share of the country's population, 0 across borders: origin and destination.
    pub log_share: [Vec<f64>; 2],
    /// Logarithm of the population of the place itself; empty when it is not known for every pair.
    pub log_population: [Vec<f64>; 2],
    /// Logarithm of one plus earlier movement; empty when it is not known for both halves.
    pub earlier: Vec<f64>,
    pub of_inside: Vec<Inside>,
    pub left_out: BTreeMap<String, u64>,
    clusters: HashMap<(String, String), u32>,
}

/// One pair.
pub(super) struct Pair {
    pub count: f64,
    pub groups: (u32, u32),
    pub names: (String, String),
    pub inside: bool,
    pub distance: f64,
    pub contiguous: bool,
    pub share: (f64, f64),
    pub population: Option<(f64, f64)>,
    pub earlier: Option<f64>,
}

impl Observations {
    pub fn push(&mut self, pair: Pair) {
        let (a, b) = pair.names;
        let next = self.clusters.len() as u32;
        let key = if a < b { (a, b) } else { (b, a) };
        self.cluster.push(*self.clusters.entry(key).or_insert(next));
        self.count.push(pair.count);
        self.origin.push(pair.groups.0);
        self.destination.push(pair.groups.1);
        self.inside.push(pair.inside);
        self.log_distance.push(pair.distance.ln());
        self.contiguous.push(f64::from(pair.contiguous));
        self.log_share[0].push(pair.share.0.ln());
        self.log_share[1].push(pair.share.1.ln());
        let (from, to) = pair.population.unwrap_or((f64::NAN, f64::NAN));
        self.log_population[0].push(from.ln());
        self.log_population[1].push(to.ln());
        self.earlier.push(pair.earlier.map_or(f64::NAN, f64::ln_1p));
    }

    pub fn leave_out(&mut self, why: &str) {
        *self.left_out.entry(why.to_owned()).or_default() += 1;
    }

    pub fn across(&self) -> (usize, f64) {
        let of = self.count.iter().zip(&self.inside).filter(|(_, inside)| !**inside);
        of.fold((0, 0.0), |(pairs, people), (count, _)| (pairs + 1, people + count))
    }

    /// The observations for which `keep` says yes.
    pub fn only(&self, keep: impl Fn(usize) -> bool) -> Observations {
        let kept: Vec<usize> = (0..self.count.len()).filter(|i| keep(*i)).collect();
        let floats = |of: &[f64]| kept.iter().map(|i| of[*i]).collect::<Vec<f64>>();
        let numbers = |of: &[u32]| kept.iter().map(|i| of[*i]).collect::<Vec<u32>>();
        Observations {
            count: floats(&self.count),
            origin: numbers(&self.origin),
            destination: numbers(&self.destination),
            cluster: numbers(&self.cluster),
            inside: kept.iter().map(|i| self.inside[*i]).collect(),
            log_distance: floats(&self.log_distance),
            contiguous: floats(&self.contiguous),
            log_share: [floats(&self.log_share[0]), floats(&self.log_share[1])],
            log_population: [floats(&self.log_population[0]), floats(&self.log_population[1])],
            earlier: floats(&self.earlier),
            of_inside: Vec::new(),
            left_out: BTreeMap::new(),
            clusters: HashMap::new(),
        }
    }

    /// A column that is `of` inside countries or across borders only, 0 elsewhere.
    pub fn half(&self, of: &[f64], inside: bool) -> Vec<f64> {
        of.iter().zip(&self.inside).map(|(value, is)| if *is == inside { *value } else { 0.0 }).collect()
    }

    pub fn border(&self) -> Vec<f64> {
        self.inside.iter().map(|inside| f64::from(!inside)).collect()
    }
}

/// Counts places as they come.
#[derive(Default)]
pub(super) struct Numbered(HashMap<Place, u32>);

impl Numbered {
    pub fn of(&mut self, place: Place) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(place).or_insert(next)
    }
}
