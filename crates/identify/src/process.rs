//! The process of a case, the paper's fourth element: traditional, technology-driven, both, or unknown, with its proof.
//!
//! It says how the trafficking went about. It never changes a finding.

use crate::assumption::Assumption;
use crate::explain::{Step, explain};
use crate::instrument::Instrument;
use serde::Serialize;
use turnstone_model::Facts;

/// The element that shows the traditional process.
pub const TRADITIONAL: &str = "process_traditional";
/// The element that shows the technology-driven process.
pub const TECHNOLOGY: &str = "process_technology";

/// How the trafficking went about.
///
/// **Source** Chibba (2013): two processes, of which both can be true of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProcessReading {
    /// People carried it out, as far as is recorded. That technology had a part may still be open.
    Traditional,
    /// Technology or the internet drove a part of it. That another part was traditional may still be open.
    TechnologyDriven,
    /// Both are shown.
    Both,
    /// Neither is shown.
    Unknown,
}

impl ProcessReading {
    /// A label for people.
    pub fn label(self) -> &'static str {
        match self {
            ProcessReading::Traditional => "traditional",
            ProcessReading::TechnologyDriven => "technology-driven",
            ProcessReading::Both => "both traditional and technology-driven",
            ProcessReading::Unknown => "not shown by what is recorded",
        }
    }
}

/// The process of one case and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Process {
    /// Which.
    pub reading: ProcessReading,
    /// The instrument whose elements it is read from.
    pub instrument: String,
    /// The element of the traditional process, with its proof.
    pub traditional: Step,
    /// The element of the technology-driven process, with its proof.
    pub technology: Step,
}

/// The process that an instrument shows for one person; none when it has no elements for it.
pub fn process(instrument: &Instrument, assumptions: &[&Assumption], facts: &Facts) -> Option<Process> {
    instrument.name(TRADITIONAL).and(instrument.name(TECHNOLOGY))?;
    let proof = explain(instrument, assumptions, facts);
    let step = |name: &str| proof.steps.iter().find(|step| step.name == name).cloned();
    let (traditional, technology) = (step(TRADITIONAL)?, step(TECHNOLOGY)?);
    let reading = match (traditional.truth.is_yes(), technology.truth.is_yes()) {
        (true, true) => ProcessReading::Both,
        (true, false) => ProcessReading::Traditional,
        (false, true) => ProcessReading::TechnologyDriven,
        (false, false) => ProcessReading::Unknown,
    };
    Some(Process { reading, instrument: instrument.id.clone(), traditional, technology })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogue;
    use turnstone_model::{Fact, Truth};

    #[test]
    fn the_process_follows_from_what_is_recorded() {
        let catalogue = Catalogue::shipped();
        let read = |yes: &[&str]| {
            let mut facts = Facts::default();
            yes.iter().for_each(|id| facts.set(Fact::from_id(id).unwrap(), Truth::YES));
            process(catalogue.get("contemporary-2013").unwrap(), &[], &facts).unwrap()
        };
        assert_eq!(read(&[]).reading, ProcessReading::Unknown);
        assert_eq!(read(&["means.force"]).reading, ProcessReading::Unknown);
        assert_eq!(read(&["process.recruited_in_person"]).reading, ProcessReading::Traditional);
        let streamed = read(&["process.exploitation_streamed"]);
        assert_eq!(streamed.reading, ProcessReading::TechnologyDriven);
        assert_eq!(streamed.technology.because[0].fact.id(), "process.exploitation_streamed");
        assert!(streamed.traditional.truth.is_unknown());
        assert_eq!(read(&["process.recruited_online", "process.traditional"]).reading, ProcessReading::Both);
        assert_eq!(process(catalogue.get("palermo-2000").unwrap(), &[], &Facts::default()), None);
    }
}
