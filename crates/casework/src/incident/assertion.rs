//! Who said what of a person, and when. A ledger: nothing in it is ever changed or removed, and what is taken back stays
//! visible beside its retraction.

use crate::closed::closed;
use crate::id::Id;
use crate::moment::Moment;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use thiserror::Error;
use turnstone_model::date::ImpreciseDate;
use turnstone_model::record::standing;
use turnstone_model::vocabulary::nearest_ids;
use turnstone_model::{Assertion, Fact, Truth};

closed! {
    /// What somebody says a person is. Several can hold at once, and each can change; none is set by the machine.
    StatusSaid "a status":
    /// Trafficked.
    Trafficked "status.trafficked", "Trafficked", "Said to be trafficked.";
    /// Smuggled.
    Smuggled "status.smuggled", "Smuggled", "Said to be a smuggled migrant.";
    /// Exploited.
    Exploited "status.exploited", "Exploited", "Said to be exploited.";
    /// At risk.
    AtRisk "status.at_risk", "At risk", "Said to be at risk.";
}

/// One statement, or the retraction of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DatedAssertion {
    /// Its identifier.
    pub id: Id,
    /// What it is about: a fact of the vocabulary, such as `means.threats`, or a [`StatusSaid`].
    pub fact: String,
    /// Whether it holds; nothing where something is taken back.
    pub truth: Option<bool>,
    /// Who says so: a user or a kind of source, never a name of a person at risk.
    pub said_by: String,
    /// When it was written down.
    pub made_at: Moment,
    /// The time in the person's life it is true of, as `2026`, `2026-03`, `2026-03-01` or two of them with a stroke between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// The statement that it takes back, where it is a retraction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retracts: Option<Id>,
}

/// Why a statement is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AssertionError {
    /// Not a fact and not a status.
    #[error("not a fact of the vocabulary and not a status{}", near.first().map_or(String::new(), |near| format!("; did you mean `{near}`?")))]
    Fact {
        /// The nearest facts.
        near: Vec<&'static str>,
    },
    /// Nobody says it, or the name is too long.
    #[error("a statement says who makes it, in 1 to 200 characters")]
    Source,
    /// The period is no date.
    #[error("the time it is true of is no date; expected {}", turnstone_model::date::DateError::EXPECTED)]
    Period,
    /// It is there already.
    #[error("this statement is there already; each has an identifier of its own")]
    Twice,
    /// It says nothing and takes back nothing.
    #[error("a statement says yes or no; to take one back, name it")]
    Nothing,
    /// A retraction that says yes or no.
    #[error("a retraction takes back and says neither yes nor no; say the opposite in a statement of its own")]
    Both,
    /// What it takes back is not there.
    #[error("what is taken back was not said here, or is a retraction itself; name a statement of this incident")]
    Target,
    /// It takes back what another said, or is about something else.
    #[error("only who made a statement takes it back; where another source says otherwise, write that down beside it")]
    Another,
}

/// Every statement of one incident, in the order they were written down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Assertions(Vec<DatedAssertion>);

/// Reading checks every statement, as writing did.
impl<'de> Deserialize<'de> for Assertions {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Assertions, D::Error> {
        let all = Vec::<DatedAssertion>::deserialize(deserializer)?;
        let mut assertions = Assertions::default();
        all.into_iter().try_for_each(|one| assertions.push(one)).map_err(serde::de::Error::custom)?;
        Ok(assertions)
    }
}

impl Assertions {
    /// Writes a statement or a retraction behind the others.
    ///
    /// # Errors
    /// [`AssertionError`]; nothing is then written.
    pub fn push(&mut self, assertion: DatedAssertion) -> Result<(), AssertionError> {
        let about = &assertion.fact;
        if Fact::from_id(about).is_none() && about.parse::<StatusSaid>().is_err() {
            // A long word is no slip of the pen, and looking for its neighbours costs.
            let near = if about.len() <= 60 { nearest_ids(about, 3) } else { Vec::new() };
            return Err(AssertionError::Fact { near });
        }
        if assertion.said_by.trim().is_empty() || assertion.said_by.chars().count() > 200 {
            return Err(AssertionError::Source);
        }
        if assertion.period.as_ref().is_some_and(|period| ImpreciseDate::parse(period).is_err()) {
            return Err(AssertionError::Period);
        }
        if self.0.iter().any(|known| known.id == assertion.id) {
            return Err(AssertionError::Twice);
        }
        match (assertion.truth, assertion.retracts) {
            (None, None) => return Err(AssertionError::Nothing),
            (Some(_), Some(_)) => return Err(AssertionError::Both),
            (Some(_), None) => {}
            (None, Some(target)) => {
                let target = self.0.iter().find(|known| known.id == target && known.retracts.is_none());
                let target = target.ok_or(AssertionError::Target)?;
                if target.said_by != assertion.said_by || target.fact != assertion.fact {
                    return Err(AssertionError::Another);
                }
            }
        }
        self.0.push(assertion);
        Ok(())
    }

    /// Every statement and retraction ever made.
    pub fn all(&self) -> &[DatedAssertion] {
        &self.0
    }

    /// Whether a statement was taken back by name.
    pub fn is_retracted(&self, id: Id) -> bool {
        self.0.iter().any(|other| other.retracts == Some(id))
    }

    /// The statements that stand: not taken back, and not followed on a later day by another of the same source about the
    /// same thing and the same time ([`standing`]). What two sources say against each other stands beside each other.
    ///
    /// **Cost** Quadratic in the number of statements of one source about one thing.
    pub fn standing(&self) -> Vec<&DatedAssertion> {
        let retracted: HashSet<Id> = self.0.iter().filter_map(|one| one.retracts).collect();
        let stated = || self.0.iter().filter(|one| one.truth.is_some() && !retracted.contains(&one.id));
        // A status is no fact of the vocabulary. Statements on each are compared among themselves, so that any fact can
        // stand in for it.
        let mut by_thing: HashMap<&str, Vec<&DatedAssertion>> = HashMap::new();
        stated().for_each(|one| by_thing.entry(&one.fact).or_default().push(one));
        let mut stand: HashSet<Id> = HashSet::new();
        for (thing, statements) in by_thing {
            let fact = Fact::from_id(thing).unwrap_or(Fact::CHILD);
            let as_model: Vec<Assertion> = statements.iter().map(|one| one.as_model(fact)).collect();
            for one in standing(&as_model) {
                // The model gives back references into the list that it was given.
                let at = as_model.iter().position(|other| std::ptr::eq(other, one));
                stand.extend(at.map(|at| statements[at].id));
            }
        }
        stated().filter(|one| stand.contains(&one.id)).collect()
    }

    /// What is said of a status by the statements that stand: yes where any says yes, else no where any says no.
    pub fn status(&self, status: StatusSaid) -> Truth {
        let said = self.standing().into_iter().filter(|one| one.fact == status.name()).map(|one| Truth(one.truth));
        said.fold(Truth::UNKNOWN, |all, one| if all.is_yes() { all } else { one })
    }
}

impl DatedAssertion {
    /// The same as the model has it, dated by day.
    pub(super) fn as_model(&self, fact: Fact) -> Assertion {
        let date = |text: &str| ImpreciseDate::parse(text).ok();
        Assertion {
            fact,
            truth: Truth(self.truth),
            period: self.period.as_deref().and_then(date),
            source: self.said_by.clone(),
            said_on: date(&self.made_at.date()),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::moment::{DAY, HOUR};
    use proptest::prelude::*;
    use proptest::sample::select;

    pub(crate) fn say(n: u8, fact: &str, truth: bool, source: &str, at: i64) -> DatedAssertion {
        DatedAssertion {
            id: Id([n; 16]),
            fact: fact.into(),
            truth: Some(truth),
            said_by: source.into(),
            made_at: Moment(1_767_225_600 + at), // 2026-01-01
            period: None,
            retracts: None,
        }
    }

    fn take_back(n: u8, target: &DatedAssertion, at: i64) -> DatedAssertion {
        let retracts = Some(target.id);
        DatedAssertion { truth: None, retracts, ..say(n, &target.fact, true, &target.said_by, at) }
    }

    fn ids(assertions: &Assertions) -> Vec<u8> {
        assertions.standing().iter().map(|one| one.id.0[0]).collect()
    }

    #[test]
    fn what_is_taken_back_no_longer_stands_and_is_still_there() {
        let mut all = Assertions::default();
        let first = say(1, "means.threats", true, "caller", 0);
        all.push(first.clone()).unwrap();
        all.push(say(2, "means.threats", false, "police", HOUR)).unwrap();
        all.push(take_back(3, &first, HOUR)).unwrap();
        assert_eq!(ids(&all), [2]);
        assert_eq!(all.all()[0], first);
        assert!(all.is_retracted(first.id));
    }

    #[test]
    fn a_later_day_replaces_and_the_same_day_stands_beside() {
        let mut all = Assertions::default();
        all.push(say(1, "status.trafficked", true, "analyst", 0)).unwrap();
        all.push(say(2, "status.trafficked", false, "analyst", HOUR)).unwrap();
        all.push(say(3, "status.smuggled", true, "analyst", HOUR)).unwrap();
        assert_eq!((ids(&all), all.status(StatusSaid::Trafficked)), (vec![1, 2, 3], Truth::YES));
        all.push(say(4, "status.trafficked", false, "analyst", DAY)).unwrap();
        assert_eq!((ids(&all), all.status(StatusSaid::Trafficked)), (vec![3, 4], Truth::NO));
        assert_eq!(all.status(StatusSaid::Smuggled), Truth::YES);
        assert_eq!(all.status(StatusSaid::AtRisk), Truth::UNKNOWN);
        assert_eq!(all.all().len(), 4);
    }

    #[test]
    fn each_mistake_is_refused_and_changes_nothing() {
        let mut all = Assertions::default();
        let first = say(1, "means.threats", true, "caller", 0);
        all.push(first.clone()).unwrap();
        let retraction = take_back(2, &first, 1);
        all.push(retraction.clone()).unwrap();
        let before = all.clone();
        let good = || say(9, "means.threats", true, "caller", 2);
        for (bad, error) in [
            (DatedAssertion { fact: "means.threat".into(), ..good() }, None),
            (DatedAssertion { fact: "status.victim".into(), ..good() }, None),
            (DatedAssertion { said_by: " ".into(), ..good() }, Some(AssertionError::Source)),
            (DatedAssertion { period: Some("spring".into()), ..good() }, Some(AssertionError::Period)),
            (DatedAssertion { id: first.id, ..good() }, Some(AssertionError::Twice)),
            (DatedAssertion { truth: None, ..good() }, Some(AssertionError::Nothing)),
            (DatedAssertion { retracts: Some(first.id), ..good() }, Some(AssertionError::Both)),
            (DatedAssertion { truth: None, retracts: Some(Id([7; 16])), ..good() }, Some(AssertionError::Target)),
            (DatedAssertion { truth: None, retracts: Some(retraction.id), ..good() }, Some(AssertionError::Target)),
            (DatedAssertion { said_by: "police".into(), ..take_back(9, &first, 2) }, Some(AssertionError::Another)),
            (DatedAssertion { fact: "means.force".into(), ..take_back(9, &first, 2) }, Some(AssertionError::Another)),
        ] {
            let found = all.push(bad).unwrap_err();
            match error {
                Some(error) => assert_eq!(found, error),
                None => assert!(matches!(found, AssertionError::Fact { .. })),
            }
            assert_eq!(all, before);
        }
        let near = all.push(DatedAssertion { fact: "means.threat".into(), ..good() }).unwrap_err();
        assert!(near.to_string().ends_with("did you mean `means.threats`?"), "{near}");
    }

    /// Statements and retractions, most of them acceptable.
    pub(crate) fn ledgers() -> impl Strategy<Value = Vec<DatedAssertion>> {
        let facts = vec!["means.threats", "act.recruitment", "status.trafficked", "person.child"];
        let one =
            (select(facts), any::<bool>(), select(vec!["caller", "analyst"]), 0..5i64 * DAY, prop::option::of(0..12u8));
        prop::collection::vec(one, 0..12).prop_map(|all| {
            all.into_iter()
                .enumerate()
                .map(|(n, (fact, truth, source, at, retracts))| {
                    let made = say(n as u8, fact, truth, source, at);
                    match retracts {
                        None => made,
                        Some(target) => DatedAssertion { truth: None, retracts: Some(Id([target; 16])), ..made },
                    }
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn nothing_that_was_said_is_ever_lost(ledger in ledgers()) {
            let mut all = Assertions::default();
            let mut taken = Vec::new();
            for one in ledger {
                let before = all.clone();
                match all.push(one.clone()) {
                    Ok(()) => taken.push(one),
                    Err(_) => prop_assert_eq!(&all, &before),
                }
                prop_assert_eq!(all.all(), &taken[..]);
                prop_assert!(all.standing().iter().all(|one| taken.contains(one) && !all.is_retracted(one.id)));
            }
            let text = serde_json::to_string(&all).unwrap();
            prop_assert_eq!(serde_json::from_str::<Assertions>(&text).unwrap(), all);
        }
    }

    #[test]
    fn a_ledger_that_was_tampered_with_is_not_read() {
        let text = |fact: &str| {
            let id = Id([1; 16]);
            format!(r#"[{{"id":"{id}","fact":"{fact}","truth":true,"said_by":"a","made_at":0}}]"#)
        };
        assert!(serde_json::from_str::<Assertions>(&text("means.threats")).is_ok());
        assert!(serde_json::from_str::<Assertions>(&text("means.spell")).is_err());
    }
}
