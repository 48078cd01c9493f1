//! What would settle an open result: the smallest sets of unknown parts of a definition that would make it yes, or no.
//!
//! Sets of single facts are in [`crate::diagram`]; here a part of which nothing is recorded counts as one, as a person
//! would say it: "an act, a purpose, and one of the means".

use crate::diagram::Diagram;
use crate::explain::{Term, Undecided, undecided_parts};
use crate::instrument::Instrument;
use serde::Serialize;
use turnstone_model::{Fact, Facts, Truth};

/// How many sets are named at most.
const MOST_SETS: usize = 12;
/// Over how many open parts sets are searched; beyond, single facts are named.
const MOST_PARTS: usize = 14;

/// What would settle one open finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settling {
    /// The finding's name.
    pub finding: String,
    /// Its label.
    pub label: String,
    /// Each set would make it yes, if one fact of every part of it were yes.
    pub yes: Vec<Vec<Term>>,
    /// Each set would make it no, if every fact of every part of it were no.
    pub no: Vec<Vec<Term>>,
    /// Whether there are more sets than are named.
    pub more: bool,
}

/// What would settle each finding of an instrument that is open for one person.
///
/// **Method** Sets of open parts by size, each tried on the decision diagram, those that contain a smaller one left
/// out; where more than fourteen parts are open, the sets of single facts of the diagram.
///
/// **Cost** At most some ten thousand passes over a finding's diagram.
pub fn settling(instrument: &Instrument, facts: &Facts) -> Vec<Settling> {
    let mut all = Vec::new();
    for Undecided { name, terms } in undecided_parts(instrument, facts) {
        let Some(diagram) = Diagram::new(instrument, name) else { continue };
        let mut more = false;
        let mut sets = |wanted| {
            let (sets, left_out) = sets(&diagram, &terms, facts, wanted);
            more |= left_out;
            sets
        };
        let (yes, no) = (sets(true), sets(false));
        let named = &instrument.names[name];
        all.push(Settling { finding: named.name.clone(), label: named.label.clone(), yes, no, more });
    }
    all
}

fn sets(diagram: &Diagram, terms: &[Term], facts: &Facts, wanted: bool) -> (Vec<Vec<Term>>, bool) {
    if terms.len() > MOST_PARTS {
        let (sets, more) = diagram.minimal_sets(facts, wanted, MOST_SETS);
        let sets = sets.into_iter().map(|set| set.into_iter().map(Term::of_fact).collect());
        return (sets.collect(), more);
    }
    let settles = |set: u32| {
        let mut with = *facts;
        for term in terms.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1).map(|(_, term)| term) {
            match wanted {
                true => with.set(telling(term, terms), Truth::YES),
                false => term.facts.iter().for_each(|fact| with.set(*fact, Truth::NO)),
            }
        }
        diagram.certain(&with) == Truth::from(wanted)
    };
    let mut by_size: Vec<u32> = (1..1u32 << terms.len()).collect();
    by_size.sort_by_key(|set| (set.count_ones(), set.reverse_bits().wrapping_neg()));
    let mut found: Vec<u32> = Vec::new();
    for set in by_size {
        if !found.iter().any(|smaller| smaller & set == *smaller) && settles(set) {
            found.push(set);
        }
    }
    let more = found.len() > MOST_SETS;
    found.truncate(MOST_SETS);
    let named = |set: u32| terms.iter().enumerate().filter(move |(i, _)| set >> i & 1 == 1).map(|(_, t)| t.clone());
    (found.into_iter().map(|set| named(set).collect()).collect(), more)
}

/// A fact that makes a part yes and, where there is one, no other part: abduction is an act and a means, and a set is not
/// to count it twice.
fn telling(term: &Term, terms: &[Term]) -> Fact {
    let elsewhere = |fact: &&Fact| terms.iter().any(|other| other.name != term.name && other.facts.contains(fact));
    *term.facts.iter().find(|fact| !elsewhere(fact)).unwrap_or(&term.facts[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogue;

    fn names(sets: &[Vec<Term>]) -> Vec<Vec<&str>> {
        sets.iter().map(|set| set.iter().map(|term| term.name.as_str()).collect()).collect()
    }

    #[test]
    fn an_empty_record_is_settled_by_whole_elements() {
        let palermo = Catalogue::shipped().get("palermo-2000").unwrap();
        let open = settling(palermo, &Facts::default());
        assert_eq!(open.len(), 1);
        let yes = [["act", "means", "purpose"], ["act", "purpose", "child"]];
        assert_eq!(names(&open[0].yes), yes);
        assert_eq!(names(&open[0].no), [vec!["act"], vec!["purpose"], vec!["means", "child"]]);
    }

    #[test]
    fn a_settled_finding_has_nothing_that_would_settle_it() {
        let palermo = Catalogue::shipped().get("palermo-2000").unwrap();
        let mut facts = Facts::default();
        for id in ["act.transfer", "purpose.servitude", "person.child"] {
            facts.set(Fact::from_id(id).unwrap(), Truth::YES);
        }
        assert!(settling(palermo, &facts).is_empty());
    }
}
