//! Everything that instruments say of one person, the kinds of result apart from each other.
//!
//! A legal element test, a reading of indicator dimensions, a list of signs and a prompt to look are types of their own:
//! nothing adds them up. Formal status is set by authorities and comes from the record, never from here.

use crate::assumption::Assumption;
use crate::explain::{Proof, Step, explain};
use crate::instrument::{Concern, Instrument, Kind, Role};
use serde::Serialize;
use turnstone_model::{Facts, Truth};

/// What a legal or scholarly definition comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ElementTest {
    /// What it is about.
    pub concern: Concern,
    /// Its elements and findings with what they rest on.
    #[serde(flatten)]
    pub proof: Proof,
}

/// Which dimensions of an indicator list are positive, and what the named readings make of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DimensionReading {
    /// Its dimensions and readings with what they rest on.
    #[serde(flatten)]
    pub proof: Proof,
}

/// Which signs of a list are there. There is no rule that adds them up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignList {
    /// The signs with what they rest on.
    #[serde(flatten)]
    pub proof: Proof,
}

/// A pattern that asks for a closer look, and what else the same facts may mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Prompt {
    /// The innocent readings.
    pub innocent_readings: Vec<String>,
    /// Its parts and the prompt with what they rest on.
    #[serde(flatten)]
    pub proof: Proof,
}

/// What instruments say of one person, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Results {
    /// Legal element tests.
    pub element_tests: Vec<ElementTest>,
    /// Indicator dimensions.
    pub dimensions: Vec<DimensionReading>,
    /// Signs.
    pub signs: Vec<SignList>,
    /// Prompts to look.
    pub prompts: Vec<Prompt>,
}

/// What the machine proposes to a named person, who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Proposal {
    /// At least one definition of trafficking is met by what is recorded.
    PossibleVictim,
    /// None is met, and at least one is not decided: protect while it is open.
    NotDecided,
    /// Every definition that was applied says no by what is recorded. It is no proof that nothing happened.
    NotShown,
}

fn findings(proof: &Proof) -> impl Iterator<Item = &Step> {
    proof.steps.iter().filter(|step| step.role == Role::Finding)
}

impl ElementTest {
    /// Its first finding: whether the definition is met.
    pub fn truth(&self) -> Truth {
        findings(&self.proof).next().map_or(Truth::UNKNOWN, |step| step.truth)
    }
}

impl Prompt {
    /// Whether to look closer.
    pub fn truth(&self) -> Truth {
        findings(&self.proof).fold(Truth::NO, |any, step| any | step.truth)
    }
}

impl Results {
    /// Applies instruments to one person's facts.
    ///
    /// **Cost** That of [`explain`](fn@explain) for each instrument.
    pub fn of(instruments: &[&Instrument], assumptions: &[&Assumption], facts: &Facts) -> Results {
        let mut results = Results::default();
        for instrument in instruments {
            let proof = explain(instrument, assumptions, facts);
            match instrument.kind {
                Kind::Elements => results.element_tests.push(ElementTest { concern: instrument.concern, proof }),
                Kind::Dimensions => results.dimensions.push(DimensionReading { proof }),
                Kind::Signs => results.signs.push(SignList { proof }),
                Kind::Pattern => {
                    let innocent_readings = instrument.innocent_readings.clone();
                    results.prompts.push(Prompt { innocent_readings, proof });
                }
            }
        }
        results
    }

    /// What follows from the element tests on trafficking alone. Where definitions disagree the most protective counts.
    pub fn proposal(&self) -> Proposal {
        let tests = self.element_tests.iter().filter(|test| test.concern == Concern::Trafficking);
        match tests.fold(Truth::NO, |any, test| any | test.truth()).0 {
            Some(true) => Proposal::PossibleVictim,
            None => Proposal::NotDecided,
            Some(false) => Proposal::NotShown,
        }
    }

    /// Every proof, in the order of kinds.
    pub fn proofs(&self) -> impl Iterator<Item = (Kind, &Proof)> {
        let tests = self.element_tests.iter().map(|test| (Kind::Elements, &test.proof));
        let dimensions = self.dimensions.iter().map(|reading| (Kind::Dimensions, &reading.proof));
        let signs = self.signs.iter().map(|list| (Kind::Signs, &list.proof));
        let prompts = self.prompts.iter().map(|prompt| (Kind::Pattern, &prompt.proof));
        tests.chain(dimensions).chain(signs).chain(prompts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogue;
    use turnstone_model::Fact;

    #[test]
    fn the_most_protective_definition_counts() {
        let catalogue = Catalogue::shipped();
        let instruments: Vec<&Instrument> = catalogue.instruments.iter().collect();
        let of = |recorded: &[(&str, Truth)]| {
            let mut facts = Facts::default();
            recorded.iter().for_each(|(id, truth)| facts.set(Fact::from_id(id).unwrap(), *truth));
            Results::of(&instruments, &[], &facts)
        };
        assert_eq!(of(&[]).proposal(), Proposal::NotDecided);
        let shown = [
            ("act.harbouring", Truth::YES),
            ("purpose.servitude", Truth::YES),
            ("means.deception", Truth::YES),
            ("person.child", Truth::NO),
        ];
        let results = of(&shown);
        assert_eq!(results.proposal(), Proposal::PossibleVictim);
        assert_eq!(results.proofs().count(), instruments.len());
        let kinds: Vec<Kind> = results.proofs().map(|(kind, _)| kind).collect();
        assert!(kinds.is_sorted());
    }
}
