//! Counts of what instruments find: by element and finding, by what is left open and for want of which facts, where two
//! element tests disagree, and how the trafficking went about.
//!
//! Kinds of results stand side by side and are never added up. How an instrument is evaluated is in
//! `turnstone-identify`.

mod tally;

use serde::{Serialize, Serializer};
use turnstone_identify::{Concern, Kind, ProcessReading};
use turnstone_model::Fact;

pub use tally::FindingsTally;

/// What is said of an instrument of which not every part was compared with the primary text.
pub const NOT_WHOLLY_CHECKED: &str = "not wholly checked against the primary text";

/// How many rows say yes, no, and neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TruthCount {
    /// Rows that say yes.
    pub yes: u64,
    /// Rows that say no.
    pub no: u64,
    /// Rows that the record does not decide.
    pub undetermined: u64,
}

/// Rows by two truths: the first's yes, no, undetermined by the second's.
pub type Cells = [[u64; 3]; 3];

/// What an output of an instrument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputKind {
    /// An element that findings rest on.
    Element,
    /// An element that describes and never gates.
    Description,
    /// A finding.
    Finding,
}

/// One output of an instrument over all rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutputCount {
    /// Its name.
    pub name: String,
    /// Its label for people; it names the assumptions it rests on.
    pub label: String,
    /// What it is.
    pub kind: OutputKind,
    /// The rows.
    pub rows: TruthCount,
    /// How many facts it rests on.
    pub facts: u64,
    /// Those of its facts that no row of the table records, for want of which it stays undetermined; empty where every
    /// row is decided.
    #[serde(serialize_with = "ids")]
    pub wanting: Vec<Fact>,
}

impl OutputCount {
    /// Whether no row records any fact it rests on, so that the table cannot say anything of it.
    pub fn is_beyond_the_table(&self) -> bool {
        self.facts > 0 && self.wanting.len() as u64 == self.facts
    }
}

fn ids<S: Serializer>(facts: &[Fact], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(facts.iter().map(|fact| fact.id()))
}

/// What would decide the rows that are open, and how many of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenCount {
    /// The unknown terms that would decide it, joined by `; `.
    pub terms: String,
    /// The rows.
    pub count: u64,
}

/// One instrument over all rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InstrumentCount {
    /// Its identifier.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The kind of its results.
    pub kind: Kind,
    /// What it is about.
    pub concern: Concern,
    /// Its title.
    pub title: String,
    /// Its citation.
    pub citation: String,
    /// Title with what the numbers rest on: assumptions, and whether the instrument was checked against the primary text.
    pub label: String,
    /// Whether it was checked against the primary text.
    pub checked_against_primary: bool,
    /// For a prompt to look: what else the same facts may mean.
    pub innocent_readings: Vec<String>,
    /// Its elements, descriptions and findings.
    pub outputs: Vec<OutputCount>,
    /// For an element test: what would decide the open rows of its findings, most frequent first. Other kinds count over
    /// so many facts that nearly every row would be alone.
    pub open: Vec<OpenCount>,
}

impl InstrumentCount {
    /// Its findings.
    pub fn findings(&self) -> impl Iterator<Item = &OutputCount> {
        self.outputs.iter().filter(|output| output.kind == OutputKind::Finding)
    }
}

/// The findings of two element tests of the same concern against each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Agreement {
    /// The first instrument.
    pub a: String,
    /// The second instrument.
    pub b: String,
    /// Rows by the first's finding (rows: yes, no, undetermined) and the second's (columns, same order).
    pub cells: Cells,
}

/// How the trafficking went about: traditional, technology-driven, both, or not shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProcessCount {
    /// The instrument whose elements it is read from.
    pub instrument: String,
    /// The rows by reading: every reading once, and every row in one of them.
    pub readings: Vec<ReadingCount>,
    /// Rows by the traditional process (rows: yes, no, undetermined) and the technology-driven one (columns, same order).
    pub cells: Cells,
}

/// The rows of one reading of the process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadingCount {
    /// The reading.
    pub reading: ProcessReading,
    /// The rows.
    pub count: u64,
}

impl ProcessCount {
    /// From the rows by the two processes.
    pub fn new(instrument: String, cells: Cells) -> ProcessCount {
        let all: u64 = cells.iter().flatten().sum();
        let both = cells[0][0];
        let traditional = cells[0].iter().sum::<u64>() - both;
        let technology = cells.iter().map(|row| row[0]).sum::<u64>() - both;
        let readings = [
            (ProcessReading::Traditional, traditional),
            (ProcessReading::TechnologyDriven, technology),
            (ProcessReading::Both, both),
            (ProcessReading::Unknown, all - both - traditional - technology),
        ];
        let readings = readings.map(|(reading, count)| ReadingCount { reading, count }).to_vec();
        ProcessCount { instrument, readings, cells }
    }
}

/// A named assumption that numbers rest on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AssumptionNote {
    /// Its name.
    pub name: String,
    /// What is assumed.
    pub statement: String,
    /// Why one may.
    pub why: String,
}

/// What instruments find in a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// The assumptions made, in the order given; empty when none.
    pub assumptions: Vec<AssumptionNote>,
    /// Each instrument.
    pub instruments: Vec<InstrumentCount>,
    /// Each two element tests of the same concern.
    pub agreement: Vec<Agreement>,
    /// How the trafficking went about; absent when no instrument reads it.
    pub process: Option<ProcessCount>,
}

impl Findings {
    /// The instruments of one kind, in the order given.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &InstrumentCount> {
        self.instruments.iter().filter(move |instrument| instrument.kind == kind)
    }
}
