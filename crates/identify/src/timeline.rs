//! Status over time: what element tests find of one person, episode by episode, and the moment at which a finding changes.
//!
//! A case falls into episodes at every date at which a fact begins to hold or a leg begins or ends. In each, the tests of
//! smuggling and of trafficking are read side by side; both can hold. What happened once stays part of the story: a
//! person who was smuggled and is exploited later keeps the finding of smuggling. A second view goes by when things were
//! said: what was known when.
//!
//! | | In the person's life | By when it was said |
//! |---|---|---|
//! | an assertion counts from | the beginning of its period | the day it was said |
//! | which assertions count | those that stand in the end | those that stood then |
//! | a leg counts from | its start; what follows from arriving, from its end | the beginning: nobody dated what was said of it |
//! | whether the person was a child | is one fact for the whole life | what was said until then |
//! | a retraction | has worked already | works from the day it was said |
//!
//! What has no date counts in every episode and is marked so. A date that is not known to the day is taken at its
//! earliest possible day; where that leaves the order of two episodes open, both say so. In the person's life a yes
//! never turns into another reading later on.
//!
//! Formal status is listed as it was decided, beside all this and never inside. How the files are read is the caller's
//! business.

mod course;
mod text;
mod voices;

use crate::assumption::Assumption;
use crate::explain::{Evidence, Step, text as as_text};
use crate::instrument::{Concern, Instrument, Kind};
use crate::process::{Process, process};
use chrono::NaiveDate;
use serde::Serialize;
use std::fmt;
use turnstone_model::case::{Oddity, StatusStatement, oddities};
use turnstone_model::date::ImpreciseDate;
use turnstone_model::{Case, Fact, Place, Truth};

/// What is known of one person over time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Timeline {
    /// The record's pseudonymous identifier.
    pub record_id: Option<String>,
    /// In the order in which it happened.
    pub life: Course,
    /// In the order in which it was said.
    pub said: Course,
    /// How the trafficking went about, where an instrument reads it.
    pub process: Option<Process>,
    /// Formal status statements, in the order of the case.
    pub status: Vec<StatusStatement>,
    /// Facts on which sources differ or that a source took back, in the order of facts.
    pub voices: Vec<Voices>,
    /// What is odd about the case.
    pub oddities: Vec<Oddity>,
}

/// Which dates put things in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// When it happened.
    Life,
    /// When it was said.
    Said,
}

/// One order of things: its episodes and what changed from one to the next.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Course {
    /// What puts it in order.
    pub axis: Axis,
    /// What has no date on this axis and counts in every episode.
    pub undated: Vec<FactChange>,
    /// The episodes, at least one.
    pub episodes: Vec<Episode>,
    /// Every change of a finding, in order.
    pub changes: Vec<Change>,
}

/// A stretch of time in which nothing that is recorded begins.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Episode {
    /// Its number, from 1.
    pub number: usize,
    /// The dates with which it begins, as precise as they are recorded. Empty: nothing is dated.
    pub dates: Vec<ImpreciseDate>,
    /// The earliest day it can begin.
    #[serde(serialize_with = "day")]
    pub from: Option<NaiveDate>,
    /// The last day before the next one can begin; absent for the last one.
    #[serde(serialize_with = "day")]
    pub until: Option<NaiveDate>,
    /// The numbers of episodes that, as imprecise as dates are, may come in another order with this one.
    pub order_open_with: Vec<usize>,
    /// Where the person was when it began, where legs say so.
    pub whereabouts: Option<Whereabouts>,
    /// The facts that begin in it.
    pub begins: Vec<FactChange>,
    /// What each element test finds of all that counts by then.
    pub readings: Vec<Reading>,
}

/// Where a person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Whereabouts {
    /// In a place.
    At(Place),
    /// Between two.
    OnTheWay {
        /// From where.
        from: Option<Place>,
        /// To where.
        to: Option<Place>,
    },
}

/// A fact that begins to count, or counts otherwise than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactChange {
    /// The fact.
    #[serde(serialize_with = "as_text")]
    pub fact: Fact,
    /// Its label.
    pub label: String,
    /// What it was.
    #[serde(serialize_with = "as_text")]
    pub from: Truth,
    /// What it is now.
    #[serde(serialize_with = "as_text")]
    pub to: Truth,
    /// Who or what says so.
    pub by: Vec<Origin>,
}

/// Who or what says something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A source.
    Source(String),
    /// It follows from the leg with this number, from 1.
    Leg(usize),
    /// The age, the birth or the stated status of the record.
    Attributes,
    /// Nobody: it is assumed.
    Assumption(String),
}

/// What one element test finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// The instrument's id.
    pub instrument: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub concern: Concern,
    /// Its findings with their proof.
    pub findings: Vec<Step>,
}

/// A finding that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The number of the episode in which it is first what it is now.
    pub episode: usize,
    /// The dates with which that episode begins.
    pub dates: Vec<ImpreciseDate>,
    /// The earliest day it can begin.
    #[serde(serialize_with = "day")]
    pub earliest: Option<NaiveDate>,
    /// Whether the order of that episode and another is open.
    pub order_open: bool,
    /// The instrument's id.
    pub instrument: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub concern: Concern,
    /// The finding's name.
    pub finding: String,
    /// Its label, with what it rests on.
    pub label: String,
    /// What it was.
    #[serde(serialize_with = "as_text")]
    pub from: Truth,
    /// What it is now.
    #[serde(serialize_with = "as_text")]
    pub to: Truth,
    /// The new facts that made it so: those of its proof that the episode brought, or for a finding that became open
    /// those it rests on that changed.
    pub because: Vec<FactChange>,
    /// What else its proof rests on, which counted before.
    pub with: Vec<Evidence>,
}

/// What sources say of one fact, side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Voices {
    /// The fact.
    #[serde(serialize_with = "as_text")]
    pub fact: Fact,
    /// Its label.
    pub label: String,
    /// What counts in the end.
    #[serde(serialize_with = "as_text")]
    pub counts: Truth,
    /// Who said yes.
    pub yes: Vec<Voice>,
    /// Who said no.
    pub no: Vec<Voice>,
    /// Who took back what they had said.
    pub retracted: Vec<Voice>,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Voice {
    /// When it was said.
    pub said_on: Option<ImpreciseDate>,
    /// Who said it, or what says it.
    pub by: Origin,
    /// The time it is about.
    pub period: Option<ImpreciseDate>,
    /// Whether it stands: nothing later of its source took its place. A retraction states nothing and never does.
    pub stands: bool,
}

fn day<S: serde::Serializer>(day: &Option<NaiveDate>, serializer: S) -> Result<S::Ok, S::Error> {
    match day {
        Some(day) => serializer.collect_str(day),
        None => serializer.serialize_none(),
    }
}

/// Status over time for one case: the element tests among `instruments`, trafficking and smuggling side by side.
///
/// **Method** At each date, the facts that count by then make a row as [`Case::flatten`] does, and the tests are applied
/// to it. In the person's life the last episode is therefore what the row of the whole case gives.
///
/// **Cost** One row and one proof of each finding for every date on either axis.
pub fn timeline(case: &Case, instruments: &[&Instrument], assumptions: &[&Assumption]) -> Timeline {
    let tests: Vec<&Instrument> = instruments.iter().copied().filter(|i| i.kind == Kind::Elements).collect();
    let facts = case.flatten().facts;
    Timeline {
        record_id: case.record.attributes.record_id.clone(),
        life: course::course(case, Axis::Life, &tests, assumptions),
        said: course::course(case, Axis::Said, &tests, assumptions),
        process: instruments.iter().find_map(|instrument| process(instrument, assumptions, &facts)),
        status: case.status.clone(),
        voices: voices::voices(case, &facts),
        oddities: oddities(case),
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Source(source) => write!(f, "said by {source}"),
            Origin::Leg(number) => write!(f, "follows from leg {number}"),
            Origin::Attributes => f.write_str("by the record's age or status"),
            Origin::Assumption(name) => write!(f, "assumed: {name}"),
        }
    }
}
