//! The study of a table: every number of it, and what it was made from.
//!
//! How it is drawn is in `turnstone-figures`.

use crate::crosstab::Crosstab;
use crate::findings::Findings;
use crate::flows::Flows;
use crate::profile::Profile;
use crate::trends::Trends;
use serde::Serialize;
use turnstone_model::Fate;

/// The version of the study's JSON.
pub const STUDY_VERSION: &str = "1";

/// One input of a study.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InputNote {
    /// The file's name, without its folder.
    pub name: String,
    /// Its SHA-256 in hexadecimal, of the bytes as they lie on disk.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// How its rows are laid out and compressed.
    pub format: String,
    /// How its columns were understood.
    pub codec: String,
    /// Why that codec.
    pub why: String,
    /// Rows read.
    pub rows_in: u64,
    /// Rows in the table.
    pub rows_out: u64,
    /// Rows in the quarantine.
    pub quarantined: u64,
    /// What was wrong or odd, by kind.
    pub remarks: Vec<RemarkNote>,
}

/// How many remarks of one kind an input gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RemarkNote {
    /// Whether the rows are in the table or in the quarantine.
    pub fate: Fate,
    /// The field; empty when rows as a whole are meant.
    pub field: String,
    /// What was wrong.
    pub reason: String,
    /// How many.
    pub count: u64,
}

/// What a study was made from and with: the same again gives the same bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// The version of Turnstone.
    pub turnstone: String,
    /// The version of the `records` schema.
    pub records_schema: String,
    /// The inputs in the order given.
    pub inputs: Vec<InputNote>,
    /// Instruments, as `id@version`.
    pub instruments: Vec<String>,
    /// Assumptions by name.
    pub assumptions: Vec<String>,
}

/// Everything a list of records supports at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Study {
    /// [`STUDY_VERSION`].
    pub version: &'static str,
    /// What it was made from and with.
    pub provenance: Provenance,
    /// Rows in the table.
    pub records: u64,
    /// Rows that are known to be synthetic.
    pub synthetic_records: u64,
    /// How the columns are filled.
    pub profile: Profile,
    /// What instruments find.
    pub findings: Findings,
    /// Where people were moved.
    pub flows: Flows,
    /// How it changed.
    pub trends: Trends,
    /// Cross-tabulations.
    pub crosstabs: Vec<Crosstab>,
}
