//! The study of a table: every number of it, and what it was made from.
//!
//! How it is drawn is in `turnstone-figures`.

use crate::crosstab::Crosstab;
use crate::findings::Findings;
use crate::flows::Flows;
use crate::lists::{Account, ListTally};
use crate::profile::Profile;
use crate::trends::Trends;
use serde::Serialize;
use turnstone_estimate::prevalence::answer::{Answer, Settings, answer};
use turnstone_identify::Timeline;
use turnstone_model::date::ImpreciseDate;
use turnstone_model::journey::{Leg, Mode};
use turnstone_model::{Case, Fate, Place};

/// The version of the study's JSON.
pub const STUDY_VERSION: &str = "3";

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

/// Status over time of one case of an input that is a case file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseTimeline {
    /// The input's name.
    pub input: String,
    /// The place of the case in it, from 1; cases that could not be read count.
    pub number: u64,
    /// The legs of the journey, in the order of the case.
    pub legs: Vec<LegNote>,
    /// The timeline.
    #[serde(flatten)]
    pub timeline: Timeline,
}

/// One movement of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LegNote {
    /// Where it began.
    pub origin: Option<Place>,
    /// Where it ended.
    pub destination: Option<Place>,
    /// When it began.
    pub start: Option<ImpreciseDate>,
    /// When it ended.
    pub end: Option<ImpreciseDate>,
    /// How it was travelled.
    pub mode: Option<Mode>,
    /// Whether a border between countries was crossed; absent when not known.
    pub border_crossed: Option<bool>,
}

impl LegNote {
    fn of(leg: &Leg) -> LegNote {
        LegNote {
            origin: leg.origin,
            destination: leg.destination,
            start: leg.start,
            end: leg.end,
            mode: leg.mode,
            border_crossed: leg.border_crossed(),
        }
    }
}

impl CaseTimeline {
    /// A case of an input with its timeline.
    pub fn of(input: &str, number: u64, case: &Case, timeline: Timeline) -> CaseTimeline {
        let legs = case.record.attributes.legs.iter().map(LegNote::of).collect();
        CaseTimeline { input: input.to_owned(), number, legs, timeline }
    }

    /// What the case is called: its pseudonymous identifier, or its place.
    pub fn name(&self) -> String {
        let place = || format!("case {} of {}", self.number, self.input);
        self.timeline.record_id.clone().unwrap_or_else(place)
    }
}

/// Everything a list of records supports at once.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    /// How many are on no list, where records have a person and a list.
    pub hidden: Option<Hidden>,
    /// Status over time of every case, where an input is a case file.
    pub timelines: Vec<CaseTimeline>,
}

/// What the overlaps of the lists of a study say about persons on none of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hidden {
    /// What became of the rows.
    pub account: Account,
    /// The answer; absent where the lists make no table.
    pub answer: Option<Answer>,
    /// Why they make none.
    pub reason: Option<String>,
}

impl Hidden {
    /// Resamples of a study's answer: enough for a first look, and `turnstone prevalence` takes more.
    const REPLICATES: u32 = 200;

    /// What lists say; nothing when no row puts a person on one.
    pub fn of(lists: ListTally) -> Option<Hidden> {
        if lists.is_empty() {
            return None;
        }
        let account = lists.account();
        let settings = Settings { replicates: Self::REPLICATES, ..Settings::default() };
        Some(match lists.finish() {
            Ok(lists) => {
                let answer = answer(&lists.histories, &settings, &|_| {});
                Hidden { account, answer: Some(answer), reason: None }
            }
            Err(error) => Hidden { account, answer: None, reason: Some(error.to_string()) },
        })
    }
}
