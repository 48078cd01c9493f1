//! Movement of all people, against which trafficking is seen: how many live abroad, how many moved, how many were
//! displaced, how many moved inside a country.
//!
//! Here is what such tables are ([`Kind`]), how a header is recognised, and what is read from them ([`Migration`]).
//! Rows are read in `rows`. Nothing is dropped in silence: each file's [`Account`] adds up, and each row that cannot be used is a remark
//! with its line.

mod account;
mod internal;
mod matrix;
mod rows;

pub use account::{Account, MigrationError, Repeated};
pub use internal::{Internal, Part};
pub use matrix::Matrix;

use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Read;
use turnstone_model::Place;

/// The kinds of table that are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Migrants by origin and destination in a year, as UN DESA's International Migrant Stock: `year, origin, destination, migrants`.
    Stock,
    /// People who moved within five years, as Abel and Cohen estimate: `year0, sex, origin, destination` and one column for each estimate.
    Flows,
    /// UNHCR's populations by origin and asylum: `year, coo_iso, coa_iso, refugees, asylum_seekers, idps, …`.
    Displaced,
    /// Moves between the parts of one country in a year: `orig, dest, year, flow` with distance and populations.
    Internal,
    /// Population by country and year: `iso3, year, population`.
    Population,
}

impl Kind {
    /// What it is called in messages.
    pub fn label(self) -> &'static str {
        match self {
            Kind::Stock => "migrant stock by origin and destination",
            Kind::Flows => "five-year migration flows by origin and destination",
            Kind::Displaced => "UNHCR populations by origin and asylum",
            Kind::Internal => "moves between the parts of a country",
            Kind::Population => "population by country",
        }
    }
}

/// Which columns say what: lower case, the first that is there counts.
const ORIGIN: [&str; 2] = ["origin", "orig"];
const DESTINATION: [&str; 2] = ["destination", "dest"];

/// The estimates of Abel and Cohen, in their order of preference: demographic accounting with a closed world first.
pub const ESTIMATES: [&str; 6] =
    ["da_pb_closed", "da_min_closed", "da_min_open", "mig_rate", "sd_rev_neg", "sd_drop_neg"];

/// Recognises the header of a table of [`Kind`]; none when it is some other file.
///
/// **Errors** [`MigrationError::UnhcrCodesOnly`]: the file has only UNHCR's own codes, which look like ISO codes and are not.
pub fn recognise(source: &str, header: &[String]) -> Result<Option<Kind>, MigrationError> {
    let has = |name: &str| header.iter().any(|h| h.eq_ignore_ascii_case(name));
    let any = |names: &[&str]| names.iter().any(|n| has(n));
    let pair = any(&ORIGIN) && any(&DESTINATION);
    if has("coo") && has("coa") || has("coo_iso") && has("coa_iso") {
        if !(has("coo_iso") && has("coa_iso")) {
            return Err(MigrationError::UnhcrCodesOnly { source_name: source.to_owned() });
        }
        return Ok(any(&["refugees", "asylum_seekers", "idps"]).then_some(Kind::Displaced));
    }
    Ok(if pair && has("year0") && any(&ESTIMATES) {
        Some(Kind::Flows)
    } else if pair && has("year") && has("migrants") {
        Some(Kind::Stock)
    } else if pair && has("year") && has("flow") {
        Some(Kind::Internal)
    } else if has("iso3") && has("year") && has("population") {
        Some(Kind::Population)
    } else {
        None
    })
}

/// How tables are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// What to do when a table gives two values for one thing.
    pub repeated: Repeated,
    /// The country whose parts an internal matrix names.
    pub within: Option<Place>,
}

/// Everything read about the movement of all people.
#[derive(Clone, Debug, Default)]
pub struct Migration {
    /// Migrants alive in a year by origin and destination.
    pub stock: Matrix,
    /// People who moved in the five years from a year on, by estimate.
    pub flows: BTreeMap<String, Matrix>,
    /// Refugees and asylum seekers in a year; on the diagonal the internally displaced.
    pub displaced: Matrix,
    /// Moves inside countries.
    pub internal: Vec<Internal>,
    /// Population by year and country.
    pub population: BTreeMap<(i32, Place), f64>,
    /// One account for each file.
    pub accounts: Vec<Account>,
}

impl Migration {
    /// Reads a table and adds it; its account is the last of `accounts`, and its remarks are returned.
    ///
    /// **Errors** [`MigrationError`] when a column is missing, when the text is no CSV, when a table contradicts itself and no choice
    /// was made, or when an internal matrix does not say which country it is of.
    pub fn add(
        &mut self,
        kind: Kind,
        source: &str,
        input: impl Read,
        options: &Options,
    ) -> Result<Vec<turnstone_model::Remark>, MigrationError> {
        let mut account = account::Ledger::new(kind, source);
        match kind {
            Kind::Stock => rows::stock(self, input, options, &mut account)?,
            Kind::Flows => rows::flows(self, input, options, &mut account)?,
            Kind::Displaced => rows::displaced(self, input, options, &mut account)?,
            Kind::Internal => {
                let internal = internal::read(input, options, &mut account)?;
                self.internal.push(internal);
            }
            Kind::Population => rows::population(self, input, options, &mut account)?,
        }
        let (account, remarks) = account.finish();
        self.accounts.push(account);
        Ok(remarks)
    }

    /// Population of a country in the year nearest to `year`, and that year; the earlier of two as near.
    pub fn population_near(&self, place: Place, year: i32) -> Option<(i32, f64)> {
        let of = self.population.iter().filter(|((_, p), _)| *p == place);
        of.map(|((y, _), n)| (*y, *n)).min_by_key(|(y, _)| ((y - year).abs(), *y))
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::examples;
