//! What became of each row of a table of movement, and why a table cannot be read.

use super::Kind;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use turnstone_model::remark::shown;
use turnstone_model::{Fate, Place, Remark};

/// What to do when a table gives one thing two values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeated {
    /// Refuse the table.
    #[default]
    Refuse,
    /// Take the first value; the other rows go to the quarantine.
    First,
    /// Take the last value; the earlier rows count as replaced.
    Last,
}

/// Why a table of movement cannot be read as a whole.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MigrationError {
    /// The text is not a table.
    #[error("{source_name}, line {line}: {what}; rows need the same columns as the header")]
    Csv {
        /// The file.
        source_name: String,
        /// Where.
        line: u64,
        /// What is wrong.
        what: String,
    },
    /// A column that the kind needs is not there.
    #[error("{source_name} has no column `{column}`, which a table of {kind} needs; its columns are {found}")]
    MissingColumn {
        /// The file.
        source_name: String,
        /// The column, or the names it may have.
        column: String,
        /// What the table was taken for.
        kind: &'static str,
        /// The columns there are.
        found: String,
    },
    /// Only UNHCR's own codes.
    #[error(
        "{source_name} has the columns coo and coa but not coo_iso and coa_iso: UNHCR's own codes look like ISO codes and are not (AUS is \
         Austria there); download the table again with its ISO columns"
    )]
    UnhcrCodesOnly {
        /// The file.
        source_name: String,
    },
    /// One thing has two values.
    #[error(
        "{source_name}: {what} is {first} in line {first_line} and {second} in line {second_line}; correct the table, or choose `first` or \
         `last` for values that repeat"
    )]
    Contradiction {
        /// The file.
        source_name: String,
        /// What has two values: a year and a pair.
        what: String,
        /// The value read first.
        first: f64,
        /// Its line.
        first_line: u64,
        /// The other value.
        second: f64,
        /// Its line.
        second_line: u64,
    },
    /// A matrix of parts does not say of which country.
    #[error("{source_name} names parts of a country, but not which; say it with --within, such as --within KOR")]
    WhichCountry {
        /// The file.
        source_name: String,
    },
    /// Nothing could be used.
    #[error("{source_name}: none of its {rows} rows can be used{first}")]
    Nothing {
        /// The file.
        source_name: String,
        /// How many rows were read.
        rows: u64,
        /// The first reason, after a semicolon; empty for an empty table.
        first: String,
    },
}

/// What became of the rows of a table: `rows_in` is the sum of the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// What the table is.
    pub kind: Kind,
    /// The file's name.
    pub source: String,
    /// Rows read.
    pub rows_in: u64,
    /// Rows whose values are used.
    pub used: u64,
    /// Rows that are fine and not asked for, by reason.
    pub set_aside: BTreeMap<String, u64>,
    /// Rows in the quarantine, by reason.
    pub quarantined: BTreeMap<String, u64>,
    /// Places whose spelling is not the one of our tables, and what they were taken for, with how often.
    pub spelled_otherwise: BTreeMap<String, u64>,
}

impl Account {
    /// Rows in the quarantine.
    pub fn quarantine(&self) -> u64 {
        self.quarantined.values().sum()
    }
}

const UNKNOWN: &str = "origin or destination is said to be unknown, or the people to be stateless";

/// An account while rows pass.
pub(super) struct Ledger {
    account: Account,
    remarks: Vec<Remark>,
    places: HashMap<String, Result<Place, (String, String)>>,
}

/// One row while it is read.
pub(super) struct Line<'a> {
    pub line: u64,
    pub fields: &'a csv::StringRecord,
}

impl Ledger {
    pub fn new(kind: Kind, source: &str) -> Ledger {
        let account = Account {
            kind,
            source: source.to_owned(),
            rows_in: 0,
            used: 0,
            set_aside: BTreeMap::new(),
            quarantined: BTreeMap::new(),
            spelled_otherwise: BTreeMap::new(),
        };
        Ledger { account, remarks: Vec::new(), places: HashMap::new() }
    }

    pub fn source(&self) -> &str {
        &self.account.source
    }

    pub fn kind(&self) -> Kind {
        self.account.kind
    }

    pub fn read(&mut self) {
        self.account.rows_in += 1;
    }

    /// A row is used, instead of an earlier one or beside all others.
    pub fn used_instead(&mut self, instead: bool) {
        if instead {
            self.set_aside("a later row gives the same another value");
        } else {
            self.account.used += 1;
        }
    }

    pub fn set_aside(&mut self, why: &str) {
        *self.account.set_aside.entry(why.to_owned()).or_default() += 1;
    }

    /// Sends a row to the quarantine for one of its fields.
    pub fn quarantine(&mut self, at: &Line<'_>, column: usize, field: &str, reason: &str, expected: &str) {
        *self.account.quarantined.entry(reason.to_owned()).or_default() += 1;
        let value = at.fields.get(column).unwrap_or_default();
        self.remarks.push(Remark {
            source: self.account.source.clone(),
            line: at.line,
            column: column + 1,
            field: field.to_owned(),
            value: shown(value.as_bytes()),
            reason: reason.to_owned(),
            expected: expected.to_owned(),
            fate: Fate::Quarantined,
        });
    }

    /// The country that a field names, or none with the row in the quarantine.
    pub fn country(
        &mut self,
        at: &Line<'_>,
        column: usize,
        field: &str,
        scheme: turnstone_model::place::Scheme,
    ) -> Option<Place> {
        let text = at.fields.get(column).unwrap_or_default().trim().to_owned();
        let found = self.places.entry(text.clone()).or_insert_with(|| country_of(&text, scheme)).clone();
        match found {
            Ok(place) => {
                if text != place.name() && text != place.code() {
                    let spelled = format!("{text} → {}", place.name());
                    *self.account.spelled_otherwise.entry(spelled).or_default() += 1;
                }
                Some(place)
            }
            Err((reason, _)) if reason == UNKNOWN => {
                self.set_aside(UNKNOWN);
                None
            }
            Err((reason, expected)) => {
                self.quarantine(at, column, field, &reason, &expected);
                None
            }
        }
    }

    pub fn finish(self) -> (Account, Vec<Remark>) {
        (self.account, self.remarks)
    }

    pub fn nothing(&self) -> MigrationError {
        let account = &self.account;
        let reason = account.quarantined.keys().chain(account.set_aside.keys()).next();
        let first = reason.map_or_else(String::new, |r| format!("; the first reason: {r}"));
        MigrationError::Nothing { source_name: account.source.clone(), rows: account.rows_in, first }
    }
}

fn country_of(text: &str, scheme: turnstone_model::place::Scheme) -> Result<Place, (String, String)> {
    use turnstone_model::place::{How, resolve};
    let expected = || format!("a country in {}", scheme.name());
    match resolve(text, scheme) {
        Ok(found) => match (found.place.filter(|p| p.country() == Some(*p)), found.how) {
            (Some(place), _) => Ok(place),
            (None, How::Historical { name, .. }) => {
                Err((format!("a former state with several successors: {name}"), expected()))
            }
            (None, How::Unknown | How::Stateless) => Err((UNKNOWN.to_owned(), expected())),
            (None, _) => Err(("not a country".to_owned(), expected())),
        },
        Err(error) => Err(("no such place".to_owned(), error.to_string())),
    }
}
