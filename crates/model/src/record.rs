//! A record: what one organisation's list holds about one person, with who said what and when; and its flat row.
//!
//! The columns a row is written to are in [`crate::records`].

use crate::date::ImpreciseDate;
use crate::journey::{CorridorEnd, Leg, PlaceBasis, corridor, journey_crossed_border};
use crate::journey_facts;
use crate::person::{Age, ChildStatus, DecidedBy, Gender, SaidBy, Status, child_by_age, settle_child};
use crate::place::{Place, border_crossed};
use crate::truth::Truth;
use crate::vocabulary::{FACT_COUNT, Fact, PersonFact};
use std::collections::HashMap;

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

/// The assertions that stand: those that nothing later takes the place of.
///
/// An assertion gives way to another of the same source about the same fact that was said strictly later and is about
/// the same time: their periods share a day, or one of them names none. When it was said is compared by the earliest
/// possible day; what is not dated counts as said before all that is. A retraction gives way and takes back in the same
/// manner, so it takes back only what was said strictly before it, and as it states nothing it is never among those
/// that stand. What one source says on one and the same day stands together, even where it contradicts itself. The
/// order of the list never matters.
///
/// **Cost** Quadratic in the number of assertions of one source about one fact.
pub fn standing<'a>(assertions: impl IntoIterator<Item = &'a Assertion>) -> Vec<&'a Assertion> {
    let assertions: Vec<&Assertion> = assertions.into_iter().collect();
    let mut by_source: HashMap<(Fact, &str), Vec<&Assertion>> = HashMap::new();
    for assertion in &assertions {
        by_source.entry((assertion.fact, &assertion.source)).or_default().push(assertion);
    }
    let stands = |one: &&Assertion| {
        let others = &by_source[&(one.fact, one.source.as_str())];
        !one.truth.is_unknown() && !others.iter().any(|other| other.replaces(one))
    };
    assertions.into_iter().filter(stands).collect()
}

/// What assertions that stand say together: yes where any says yes, else no where any says no. A no never withdraws the
/// protection that another's yes gives.
pub fn settled<'a>(standing: impl IntoIterator<Item = &'a Assertion>) -> Facts {
    let mut facts = Facts::default();
    for assertion in standing {
        let truth = if facts.get(assertion.fact).is_yes() { Truth::YES } else { assertion.truth };
        facts.set(assertion.fact, truth);
    }
    facts
}

impl Assertion {
    /// Whether this takes the place of an assertion of the same source about the same fact; see [`standing`].
    pub fn replaces(&self, earlier: &Assertion) -> bool {
        let said = |assertion: &Assertion| assertion.said_on.map(ImpreciseDate::from);
        let same_time = match (self.period, earlier.period) {
            (Some(a), Some(b)) => a.from() <= b.to() && b.from() <= a.to(),
            _ => true,
        };
        self.fact == earlier.fact && self.source == earlier.source && said(earlier) < said(self) && same_time
    }
}

impl Record {
    /// The record as one row: what its assertions that stand say together ([`standing`], [`settled`]), and what follows
    /// from its attributes ([`Row::derive`]).
    ///
    /// Whether the person was a child is settled between the attributes and the assertions: where one says child and
    /// the other adult, it is unsettled.
    pub fn flatten(&self) -> Row {
        let mut row = self.attributes.clone();
        row.facts = settled(standing(&self.assertions));
        let said = row.facts.get(Fact::Person(PersonFact::Child)).0;
        row.child = settle_child(row.child, said.map(|yes| if yes { ChildStatus::Child } else { ChildStatus::Adult }));
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
    /// Fills what follows from the rest: child from stated status and age, corridor from journey or proxies, border, and
    /// the facts that follow from legs ([`crate::journey_facts`]).
    ///
    /// Attributes that are set already stay; a journey goes before a proxy, and what a leg says yes to is yes. A row
    /// without legs gets no fact of a journey: a corridor by proxy is no leg.
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
        for follows in self.legs.iter().flat_map(journey_facts::facts_of) {
            // As between two sources: a no never withdraws the protection that a yes gives.
            self.facts.set(follows.fact, Truth::YES);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{Act, Means};
    use proptest::prelude::*;
    use proptest::sample::select;

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

    #[test]
    fn what_one_source_says_on_one_day_stands_together() {
        let threats = Fact::Means(Means::Threats);
        let mut assertions = vec![
            say(threats, Truth::YES, "a", "2021"),
            say(threats, Truth::NO, "a", "2021"),
            say(threats, Truth::UNKNOWN, "a", "2021-01"),
            say(threats, Truth::NO, "a", "2020-12"),
        ];
        let stand = [&assertions[0], &assertions[1]];
        assert_eq!(standing(&assertions), stand);
        assertions[2].said_on = Some(ImpreciseDate::parse("2021-01-02").unwrap());
        assert_eq!(standing(&assertions), Vec::<&Assertion>::new());
    }

    #[test]
    fn what_is_said_of_another_time_corrects_nothing() {
        let threats = Fact::Means(Means::Threats);
        let period = |assertion: Assertion, period: &str| Assertion {
            period: Some(ImpreciseDate::parse(period).unwrap()),
            ..assertion
        };
        let before = period(say(threats, Truth::YES, "a", "2020"), "2013");
        for (correction, stands) in [("2014", Truth::YES), ("2013-12/2014-01", Truth::NO)] {
            let later = period(say(threats, Truth::NO, "a", "2021"), correction);
            let record = Record { assertions: vec![before.clone(), later], attributes: Row::default() };
            assert_eq!(record.flatten().facts.get(threats), stands, "{correction}");
        }
        let later = say(threats, Truth::NO, "a", "2021");
        let record = Record { assertions: vec![before, later], attributes: Row::default() };
        assert_eq!(record.flatten().facts.get(threats), Truth::NO);
    }

    #[test]
    fn a_child_by_one_account_and_an_adult_by_another_is_unsettled() {
        let child = Fact::Person(PersonFact::Child);
        let attributes = Row { child: Some(ChildStatus::Adult), ..Row::default() };
        let record = Record { assertions: vec![say(child, Truth::YES, "a", "2021")], attributes };
        let row = record.flatten();
        assert_eq!((row.child, row.facts.get(child)), (Some(ChildStatus::Unsettled), Truth::UNKNOWN));
    }

    fn assertions() -> impl Strategy<Value = Vec<Assertion>> {
        let (facts, truths) = (vec![Fact::Means(Means::Threats), Fact::Act(Act::Recruitment)], Truth::ALL.to_vec());
        let dates =
            vec![None, Some("2019"), Some("2020"), Some("2020-01"), Some("2020-06-01"), Some("2019-12/2020-02")];
        let date = move || select(dates.clone()).prop_map(|date| date.map(|text| ImpreciseDate::parse(text).unwrap()));
        let one = (select(facts), select(truths), date(), select(vec!["a", "b"]), date()).prop_map(
            |(fact, truth, period, source, said_on)| Assertion { fact, truth, period, source: source.into(), said_on },
        );
        prop::collection::vec(one, 0..9)
    }

    proptest! {
        #[test]
        fn the_order_of_the_list_never_matters(
            (assertions, shuffled) in assertions().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
        ) {
            let row = |assertions| Record { assertions, attributes: Row::default() }.flatten();
            prop_assert_eq!(row(assertions), row(shuffled));
        }

        #[test]
        fn one_more_yes_said_on_the_last_day_is_never_lost(mut assertions in assertions(), source in select(vec!["a", "c"])) {
            let fact = Fact::Means(Means::Threats);
            assertions.push(say(fact, Truth::YES, source, "2020-06-01"));
            let facts = Record { assertions, attributes: Row::default() }.flatten().facts;
            prop_assert_eq!(facts.get(fact), Truth::YES);
        }
    }
}
