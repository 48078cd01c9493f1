//! Everything that `flows` answers: the corridor table, the law of both halves, and what migration does not explain.

use super::excess::{Expectation, expect};
use super::{CorridorTable, join};
use crate::law::{Bound, Compared, Law, Withheld, compare, people, trafficking};
use crate::migration::{Account, ESTIMATES, Migration};
use crate::study::InputNote;
use serde::Serialize;

/// The version of the JSON.
pub const FLOWS_VERSION: &str = "1";

/// An answer, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome<T> {
    /// The answer.
    Found(T),
    /// None, and what would help.
    Withheld(Withheld),
}

impl<T> Outcome<T> {
    /// The answer, if there is one.
    pub fn found(&self) -> Option<&T> {
        if let Outcome::Found(found) = self { Some(found) } else { None }
    }

    /// Why there is none.
    pub fn withheld(&self) -> Option<&Withheld> {
        if let Outcome::Withheld(why) = self { Some(why) } else { None }
    }
}

impl<T> From<Result<T, Withheld>> for Outcome<T> {
    fn from(result: Result<T, Withheld>) -> Self {
        result.map_or_else(Outcome::Withheld, Outcome::Found)
    }
}

/// What it was made from and with.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Provenance {
    /// The version of Turnstone.
    pub turnstone: String,
    /// Every input in the order given.
    pub inputs: Vec<InputNote>,
    /// What became of the rows of tables of movement.
    pub movement: Vec<Account>,
    /// What was chosen, by name.
    pub settings: Vec<(String, String)>,
}

/// The result of `flows`.
#[derive(Clone, Debug, Serialize)]
pub struct FlowsResult {
    /// [`FLOWS_VERSION`].
    pub version: &'static str,
    /// What it was made from and with.
    pub provenance: Provenance,
    /// Records that are known to be synthetic.
    pub synthetic_records: u64,
    /// What origins of records rest on, in words; empty without records.
    pub origin_basis: String,
    /// What destinations of records rest on.
    pub destination_basis: String,
    /// The corridors with the movement of all people beside them.
    pub table: CorridorTable,
    /// The law of all people's movement, for each estimate of flows.
    pub people: Vec<Outcome<Law>>,
    /// The law of trafficking for each kind of source, hidden numbers at their least and at their most.
    pub trafficking: Vec<Outcome<Law>>,
    /// The terms that the first law of people and the first of trafficking share.
    pub in_common: Vec<Compared>,
    /// Corridors that carry more than migration explains, for each kind of source.
    pub excess: Vec<Outcome<Expectation>>,
}

impl FlowsResult {
    /// Joins movement, fits the laws and shrinks the excess.
    ///
    /// **Arguments** `table` from records, counts or both; may be empty. What cannot be answered from what is given is withheld, never
    /// an error.
    pub fn of(mut table: CorridorTable, migration: &Migration, provenance: Provenance) -> FlowsResult {
        join(&mut table, migration);
        let estimates = ESTIMATES.iter().filter(|e| migration.flows.contains_key(**e));
        let people: Vec<Outcome<Law>> = estimates.map(|e| people(migration, e).into()).collect();
        let mut laws: Vec<Outcome<Law>> = Vec::new();
        let mut excess = Vec::new();
        for source in table.sources() {
            laws.push(trafficking(&table, source, Bound::Low).into());
            if table.corridors.iter().any(|c| c.source == source && c.high != Some(c.low)) {
                laws.push(trafficking(&table, source, Bound::High).into());
            }
            if migration.stock.is_empty() && migration.flows.is_empty() {
                continue;
            }
            excess.push(
                expect(&table, source, migration)
                    .map_err(|error| Withheld {
                        what: format!("corridors beyond migration ({})", source.label()),
                        reason: error.to_string(),
                        help: "Give corridors of more countries, and stock or flows between them".into(),
                    })
                    .into(),
            );
        }
        let first = |of: &[Outcome<Law>]| of.iter().find_map(|o| o.found().cloned());
        let in_common = first(&people).zip(first(&laws)).map(|(a, b)| compare(&a, &b)).unwrap_or_default();
        FlowsResult {
            version: FLOWS_VERSION,
            provenance,
            synthetic_records: 0,
            origin_basis: String::new(),
            destination_basis: String::new(),
            table,
            people,
            trafficking: laws,
            in_common,
            excess,
        }
    }
}
