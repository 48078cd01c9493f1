//! What one cell was read as: what it does to its row, or why it cannot be read.
//!
//! How the cells of a row are put together is in [`super::decode`].

use crate::date::ImpreciseDate;
use crate::journey::CorridorEnd;
use crate::person::{Age, AgeCertainty, ChildStatus, DecidedBy, Gender, SaidBy, Status};
use crate::place::Place;
use crate::truth::Truth;
use crate::vocabulary::Fact;

/// What one cell does to a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Set {
    Fact(Fact, Truth),
    RecordId(String),
    PersonId(String),
    List(String),
    SaidBy(SaidBy),
    Registered(ImpreciseDate),
    Gender(Gender),
    Age(Age),
    AgeCertainty(AgeCertainty),
    Child(ChildStatus),
    Citizenship(Place),
    Origin(CorridorEnd),
    Destination(CorridorEnd),
    BorderCrossed(bool),
    Months(u16, Option<u16>),
    Status(Status),
    StatusBy(DecidedBy),
    Synthetic(bool),
}

/// What a cell says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Reading {
    /// What it does to the row.
    pub sets: Vec<Set>,
    /// Whether the row has to keep the cell as it stands, because no column holds all it says.
    pub keep: bool,
    /// What somebody should look at.
    pub odd: Option<&'static str>,
}

impl Reading {
    /// A reading that does one thing to the row and leaves nothing open.
    pub fn of(set: Set) -> Reading {
        Reading { sets: vec![set], ..Reading::default() }
    }
}

/// A cell that its column does not allow: what is wrong, and what would be right.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Outside {
    pub reason: &'static str,
    pub expected: String,
}
