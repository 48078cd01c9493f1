//! The result: every number of it, and what it was made from. How it is drawn is in `turnstone-figures`.

use super::companions::Definition;
use super::observations::{Contributor, Unused, Words};
use crate::study::InputNote;
use serde::Serialize;
use turnstone_estimate::trends::alerts::{Alert, Round, Settings};
use turnstone_estimate::trends::attribution::Attribution;
use turnstone_estimate::trends::effects::{Effects, estimate_or_reason};
use turnstone_estimate::trends::nowcast::Nowcast;
use turnstone_estimate::trends::panel::{Cell, ConstantPanel, Link, YearTotal};
use turnstone_estimate::trends::segments::{ChangePoint, Segmentation};
use turnstone_estimate::trends::smoothing::Rate;
use turnstone_estimate::trends::{Estimate, NotEstimable};

/// The version of the JSON.
pub const CHANGES_VERSION: &str = "1";

/// What it was made from and with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// The version of Turnstone.
    pub turnstone: String,
    /// The inputs in the order given.
    pub inputs: Vec<InputNote>,
    /// What was chosen, by name.
    pub settings: Vec<(String, String)>,
}

/// A year of the third series.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AdjustedYear {
    /// The year.
    pub year: i32,
    /// What the contributors of the reference year would have reported, at their effort of then; none where withheld.
    pub count: Option<Estimate>,
}

/// Where a change was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FoundIn {
    /// The series as reported.
    AsReported,
    /// The constant panel.
    ConstantPanel,
}

/// A change of level, marked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MarkedChange {
    /// The first year of the new level.
    pub year: i32,
    /// Where it was found.
    pub found_in: FoundIn,
    /// Its probability and its size.
    #[serde(flatten)]
    pub change: ChangePoint,
    /// What accounts for it.
    pub attribution: Attribution,
    /// Changes of definition known for the year or one beside it, and categories that came or went.
    pub definitions: Vec<String>,
}

/// From the first year to the last.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overall {
    /// The first year with a report.
    pub first: YearTotal,
    /// The last year with a report.
    pub last: YearTotal,
    /// What accounts for the difference.
    pub attribution: Attribution,
    /// Whether mark and ground rest on the adjusted ratio, since too few reported in both years.
    pub judged_by_adjusted: bool,
    /// Last over first from all contributors that tie the years together, net of effort; or why it is withheld.
    #[serde(serialize_with = "estimate_or_reason")]
    pub adjusted_ratio: Result<Estimate, NotEstimable>,
}

/// A constant panel of another window: how the answer hangs on the choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Window {
    /// Its first year.
    pub from: i32,
    /// Its last year.
    pub to: i32,
    /// How many contributors reported throughout.
    pub contributors: usize,
    /// What they reported in the first year.
    pub first: Option<Cell>,
    /// What they reported in the last.
    pub last: Option<Cell>,
}

/// One series in its three readings, with its changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SeriesChange {
    /// Its name in tables.
    pub id: String,
    /// Its label for people.
    pub label: String,
    /// As reported.
    pub reported: Vec<YearTotal>,
    /// Years between the first and the last in which nobody reported.
    pub years_missing: Vec<i32>,
    /// The constant panel of the window.
    pub constant: ConstantPanel,
    /// The contributors of the constant panel.
    pub members: Vec<String>,
    /// The constant panels of every window that ends with the last year.
    pub windows: Vec<Window>,
    /// Growth from year to year.
    pub chained: Vec<Link>,
    /// Indices of the years net of contributors and effort; or why they are withheld.
    #[serde(serialize_with = "estimate_or_reason")]
    pub effects: Result<Effects, NotEstimable>,
    /// Adjusted for who reported and for effort.
    pub adjusted: Vec<AdjustedYear>,
    /// From first to last; none with fewer than two years.
    pub overall: Option<Overall>,
    /// The levels of the series as reported; or why they are withheld. Positions are in the years with a report.
    #[serde(serialize_with = "estimate_or_reason")]
    pub levels: Result<Segmentation, NotEstimable>,
    /// The levels of the constant panel; or why they are withheld. Positions are in the years of the window.
    #[serde(serialize_with = "estimate_or_reason")]
    pub constant_levels: Result<Segmentation, NotEstimable>,
    /// The changes found, marked.
    pub changes: Vec<MarkedChange>,
}

/// A small place, steadied.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SmoothedPlace {
    /// Its code on the place tree.
    pub place: String,
    /// Its name.
    pub label: String,
    /// What was counted; the middle where it is hidden.
    pub count: f64,
    /// What it is counted against.
    pub exposure: f64,
    /// Its rate; none where withheld.
    pub rate: Option<Rate>,
}

/// The places of one parent, steadied.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Smoothing {
    /// The parent's code on the place tree.
    pub parent: String,
    /// Its name.
    pub label: String,
    /// The year.
    pub year: i32,
    /// Whether exposures are effort; otherwise what each place counted before.
    pub by_effort: bool,
    /// The rate of all together.
    pub mean: Option<f64>,
    /// The variance of true rates around it.
    pub variance: Option<f64>,
    /// Why rates are withheld, where they are.
    pub withheld: Option<NotEstimable>,
    /// The places.
    pub places: Vec<SmoothedPlace>,
}

/// A series that stands out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NamedAlert {
    /// Its name in tables.
    pub id: String,
    /// Its label for people.
    pub label: String,
    /// How it stands out.
    #[serde(flatten)]
    pub alert: Alert,
}

/// Alerts on the newest year, and what they would have been before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alerts {
    /// How false ones are held down.
    pub settings: Settings,
    /// How many series are watched.
    pub watched: usize,
    /// The newest year.
    pub newest: Option<Round>,
    /// The series compared in the newest year, the most telling first.
    pub compared: Vec<NamedAlert>,
    /// Every past year as if it were the newest.
    pub back_test: Vec<Round>,
}

/// Everything found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Changes {
    /// [`CHANGES_VERSION`].
    pub version: &'static str,
    /// What it was made from and with.
    pub provenance: Provenance,
    /// What is counted, by whom.
    pub words: Words,
    /// Rows that are known to be synthetic.
    pub synthetic_rows: u64,
    /// Rows in the input.
    pub rows: u64,
    /// Rows in no series.
    pub unused: Vec<Unused>,
    /// What must be known to read the series.
    pub cautions: Vec<String>,
    /// Who reported.
    pub contributors: Vec<Contributor>,
    /// Changes of definition that were handed in.
    pub definitions: Vec<Definition>,
    /// What stands for effort, where it was handed in.
    pub effort: Option<String>,
    /// Everything together.
    pub whole: SeriesChange,
    /// What the groups divide by, where they do.
    pub by: Option<String>,
    /// The parts.
    pub groups: Vec<SeriesChange>,
    /// Small places, steadied within the place above them.
    pub smoothing: Vec<Smoothing>,
    /// Series that stand out.
    pub alerts: Alerts,
    /// Years that are still being registered, completed; or why that is withheld.
    #[serde(serialize_with = "estimate_or_reason")]
    pub nowcast: Result<Nowcast, NotEstimable>,
}
