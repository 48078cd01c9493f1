//! The compartments of a report or a case: what one key opens together, and so what one permission gives together.

use super::error::VaultError;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A compartment. Each has a key of its own in every report, so that reading one says nothing about another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compartment {
    /// What happened.
    Narrative,
    /// Who may be harmed.
    VictimIdentity,
    /// Who reports, and how to reach them safely.
    ReporterIdentity,
    /// Where somebody is, including a shelter.
    Location,
    /// Files that came with it.
    Attachments,
    /// What staff write for each other.
    StaffNotes,
    /// The conversation with the reporter; the one compartment that the receipt opens.
    Mailbox,
}

impl Compartment {
    /// All compartments.
    pub const ALL: [Compartment; 7] = [
        Compartment::Narrative,
        Compartment::VictimIdentity,
        Compartment::ReporterIdentity,
        Compartment::Location,
        Compartment::Attachments,
        Compartment::StaffNotes,
        Compartment::Mailbox,
    ];

    /// Its name in the database, in files and in bindings; it never changes.
    pub fn label(self) -> &'static str {
        match self {
            Compartment::Narrative => "narrative",
            Compartment::VictimIdentity => "victim_identity",
            Compartment::ReporterIdentity => "reporter_identity",
            Compartment::Location => "location",
            Compartment::Attachments => "attachments",
            Compartment::StaffNotes => "staff_notes",
            Compartment::Mailbox => "mailbox",
        }
    }
}

impl fmt::Display for Compartment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

impl FromStr for Compartment {
    type Err = VaultError;

    fn from_str(text: &str) -> Result<Compartment, VaultError> {
        Compartment::ALL.into_iter().find(|one| one.label() == text).ok_or(VaultError::UnknownCompartment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_back_and_are_what_serde_writes() {
        for one in Compartment::ALL {
            assert_eq!(one.label().parse(), Ok(one));
            assert_eq!(serde_json::to_string(&one).unwrap(), format!("\"{}\"", one.label()));
        }
        assert_eq!("Narrative".parse::<Compartment>(), Err(VaultError::UnknownCompartment));
    }
}
