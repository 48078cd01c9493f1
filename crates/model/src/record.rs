//! A record: what one organisation's list holds about one person, with who said what and when; and its flat row.
//!
//! The columns a row is written to are in [`crate::records`].

use crate::date::ImpreciseDate;
use crate::journey::{CorridorEnd, Leg, PlaceBasis, corridor, journey_crossed_border};
use crate::person::{Age, ChildStatus, DecidedBy, Gender, SaidBy, Status, child_by_age, settle_child};
use crate::place::{Place, border_crossed};
use crate::truth::Truth;
use crate::vocabulary::{FACT_COUNT, Fact, PersonFact};

const WORDS: usize = FACT_COUNT.div_ceil(64);

/// The state of every fact of the vocabulary for one person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Facts {
    yes: [u64; WORDS],
    no: [u64; WORDS],
}

impl Facts {
    /// The state of one fact.
    pub fn get(&self, fact: Fact) -> Truth {
        let (word, bit) = (fact.index() / 64, 1u64 << (fact.index() % 64));
        match (self.yes[word] & bit != 0, self.no[word] & bit != 0) {
            (true, _) => Truth::YES,
            (_, true) => Truth::NO,
            _ => Truth::UNKNOWN,
        }
    }

    /// Sets one fact, whatever it was before.
    pub fn set(&mut self, fact: Fact, truth: Truth) {
        let (word, bit) = (fact.index() / 64, 1u64 << (fact.index() % 64));
        self.yes[word] &= !bit;
        self.no[word] &= !bit;
        match truth.0 {
            Some(true) => self.yes[word] |= bit,
            Some(false) => self.no[word] |= bit,
            None => {}
        }
    }

    /// The indices of the facts that hold, in column order.
    pub(crate) fn yes_indices(&self) -> impl Iterator<Item = usize> {
        ones(self.yes)
    }

    /// The indices of the facts that are recorded not to hold, in column order.
    pub(crate) fn no_indices(&self) -> impl Iterator<Item = usize> {
        ones(self.no)
    }

    /// The facts that are recorded at all, with their state.
    pub fn recorded(&self) -> impl Iterator<Item = (Fact, Truth)> + '_ {
        Fact::all().map(|fact| (fact, self.get(fact))).filter(|(_, truth)| !truth.is_unknown())
    }
}

fn ones(words: [u64; WORDS]) -> impl Iterator<Item = usize> {
    words.into_iter().enumerate().flat_map(|(w, mut word)| {
        std::iter::from_fn(move || {
            let bit = word.trailing_zeros() as usize;
            (word != 0).then(|| {
                word &= word - 1;
                w * 64 + bit
            })
        })
    })
}

/// One source's dated statement about a fact, for a period. Never overwritten: a retraction is another assertion, whose
/// truth is unknown.
#[derive(Clone, Debug, PartialEq)]
pub struct Assertion {
    /// What it is about.
    pub fact: Fact,
    /// Yes, no, or (to retract what the same source said before) unknown.
    pub truth: Truth,
    /// The time in the person's life it is true of.
    pub period: Option<ImpreciseDate>,
    /// Who says so: the name or code of the source inside its organisation, never of a person at risk.
    pub source: String,
    /// When it was said.
    pub said_on: Option<ImpreciseDate>,
}

/// What one organisation's list holds about one person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Everything said, in the order it was said.
    pub assertions: Vec<Assertion>,
    /// All attributes that are one value; its `facts` are ignored here and come from the assertions.
    pub attributes: Row,
}

impl Record {
    /// The record as one row.
    ///
    /// For each fact the latest assertion of each source counts (the later in the list where dates are equal or
    /// absent). If any source's says yes, the fact is yes; else if any says no, it is no: a no never withdraws the
    /// protection that another source's yes gives.
    pub fn flatten(&self) -> Row {
        let mut row = self.attributes.clone();
        row.facts = Facts::default();
        for fact in Fact::all() {
            let mut standing: Vec<&Assertion> = Vec::new();
            for assertion in self.assertions.iter().filter(|a| a.fact == fact) {
                match standing.iter_mut().find(|s| s.source == assertion.source) {
                    Some(earlier) if earlier.said_on <= assertion.said_on => *earlier = assertion,
                    Some(_) => {}
                    None => standing.push(assertion),
                }
            }
            let any = |truth| standing.iter().any(|a| a.truth == truth);
            if any(Truth::YES) {
                row.facts.set(fact, Truth::YES);
            } else if any(Truth::NO) {
                row.facts.set(fact, Truth::NO);
            }
        }
        row.derive();
        row
    }
}

/// One row of the `records` table: the latest standing state of one record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The organisation's own pseudonymous identifier of the record.
    pub record_id: Option<String>,
    /// The person behind it, where linkage knows.
    pub person_id: Option<String>,
    /// The organisation's list.
    pub list: Option<String>,
    /// The kind of source.
    pub said_by: Option<SaidBy>,
    /// When the organisation registered the person.
    pub registered: Option<ImpreciseDate>,
    /// Gender.
    pub gender: Option<Gender>,
    /// Age.
    pub age: Option<Age>,
    /// Whether a child when exploited, as stated by the source and derived from the age.
    pub child: Option<ChildStatus>,
    /// First or only citizenship.
    pub citizenship: Option<Place>,
    /// Further citizenships.
    pub other_citizenships: Vec<Place>,
    /// Where the corridor begins.
    pub origin: Option<CorridorEnd>,
    /// Where the corridor ends.
    pub destination: Option<CorridorEnd>,
    /// Whether a border was crossed.
    pub border_crossed: Option<bool>,
    /// The movements in order.
    pub legs: Vec<Leg>,
    /// How long the exploitation lasted, in months: least and, if not open, most.
    pub months: Option<(u16, Option<u16>)>,
    /// Formal status.
    pub status: Option<Status>,
    /// Who decided it.
    pub status_by: Option<DecidedBy>,
    /// Every fact.
    pub facts: Facts,
    /// Original codes that the columns above cannot hold in full, as a JSON object; never a name or a narrative.
    pub source_values: Option<String>,
    /// Whether the row describes no real person.
    pub synthetic: Option<bool>,
}

impl Row {
    /// Fills what follows from the rest: child from stated status and age, corridor from journey or proxies, border.
    ///
    /// What is set already stays; a journey goes before a proxy.
    pub fn derive(&mut self) {
        self.child = settle_child(self.child, self.age.and_then(child_by_age));
        let child = Fact::Person(PersonFact::Child);
        self.facts.set(
            child,
            match self.child {
                Some(ChildStatus::Child) => Truth::YES,
                Some(ChildStatus::Adult) => Truth::NO,
                Some(ChildStatus::Unsettled) => Truth::UNKNOWN,
                None => self.facts.get(child),
            },
        );
        let (from, to) = corridor(&self.legs);
        let by_citizenship = self.citizenship.map(|place| CorridorEnd { place, basis: PlaceBasis::Citizenship });
        self.origin = from.or(self.origin).or(by_citizenship);
        self.destination = to.or(self.destination);
        if self.border_crossed.is_none() {
            self.border_crossed = match (self.legs.is_empty(), self.origin, self.destination) {
                (false, ..) => journey_crossed_border(&self.legs),
                (true, Some(a), Some(b)) => border_crossed(a.place, b.place),
                _ => None,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{Act, Means};

    fn say(fact: Fact, truth: Truth, source: &str, on: &str) -> Assertion {
        let said_on = Some(ImpreciseDate::parse(on).unwrap());
        Assertion { fact, truth, period: None, source: source.into(), said_on }
    }

    #[test]
    fn a_retraction_takes_back_only_what_its_own_source_said() {
        let threats = Fact::Means(Means::Threats);
        let recruited = Fact::Act(Act::Recruitment);
        let record = Record {
            assertions: vec![
                say(threats, Truth::YES, "hotline", "2020"),
                say(threats, Truth::NO, "police", "2021"),
                say(recruited, Truth::YES, "hotline", "2020"),
                say(recruited, Truth::UNKNOWN, "hotline", "2021"),
            ],
            attributes: Row::default(),
        };
        let row = record.flatten();
        assert_eq!(row.facts.get(threats), Truth::YES);
        assert_eq!(row.facts.get(recruited), Truth::UNKNOWN);
        assert_eq!(row.facts.recorded().count(), 1);
    }

    #[test]
    fn an_earlier_date_said_later_does_not_overrule() {
        let threats = Fact::Means(Means::Threats);
        let record = Record {
            assertions: vec![say(threats, Truth::NO, "a", "2021"), say(threats, Truth::YES, "a", "2019")],
            attributes: Row::default(),
        };
        assert_eq!(record.flatten().facts.get(threats), Truth::NO);
    }
}
