//! What is odd about a case: contradictions, dates out of order, what could not be read. Kept as it is and pointed at;
//! nothing here is resolved.

use super::Case;
use crate::date::ImpreciseDate;
use crate::journey::Leg;
use crate::journey_facts::facts_of;
use crate::person::{AgeAt, ChildStatus};
use crate::record::{Assertion, standing};
use crate::truth::Truth;
use crate::vocabulary::{Element, Fact};
use chrono::NaiveDate;
use serde::{Serialize, Serializer};
use std::fmt;

/// One odd thing about a case. Assertions and legs are named by their place, counted from 0 as in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Oddity {
    /// Something could not be read, or only in part: a fact that nobody knows, a leg to an unknown place.
    Unread {
        /// Where it stood.
        field: String,
        /// Why.
        reason: String,
    },
    /// Assertions that stand say yes and no.
    Contradiction {
        /// The fact.
        #[serde(serialize_with = "id")]
        fact: Fact,
        /// The assertions that say yes.
        yes: Vec<usize>,
        /// The assertions that say no.
        no: Vec<usize>,
    },
    /// A leg says yes and assertions that stand say no; the yes counts, as between sources.
    LegContradicted {
        /// The leg.
        leg: usize,
        /// The fact.
        #[serde(serialize_with = "id")]
        fact: Fact,
        /// The assertions that say no.
        no: Vec<usize>,
    },
    /// Child by one account and adult by another.
    ChildUnsettled,
    /// An assertion gives way to another that, as imprecise as their dates are, may have been said before it.
    OrderUncertain {
        /// The assertion that gives way.
        earlier: usize,
        /// The one that takes its place.
        later: usize,
    },
    /// A retraction that takes nothing back: nothing of its source about its fact was said strictly before it.
    RetractsNothing {
        /// The retraction.
        assertion: usize,
    },
    /// Something is said to have been before it can have begun.
    SaidBeforeItBegan {
        /// The assertion.
        assertion: usize,
    },
    /// A leg ends before it can have begun.
    LegEndsBeforeItBegins {
        /// The leg.
        leg: usize,
    },
    /// A leg begins before one that stands above it.
    LegsOutOfOrder {
        /// The leg above.
        earlier: usize,
        /// The leg that begins before it.
        later: usize,
    },
    /// Something happened before the person can have been born.
    BeforeBirth {
        /// The field with its date.
        field: String,
    },
    /// The age cannot be that of a person born then, at the time for which it is given.
    AgeAgainstBirth,
}

impl Oddity {
    /// The field it is about, or the first of several.
    pub fn field(&self) -> String {
        let assertion = |i: &usize| format!("assertions[{i}]");
        match self {
            Oddity::Unread { field, .. } | Oddity::BeforeBirth { field } => field.clone(),
            Oddity::Contradiction { no, .. } => no.first().map(assertion).unwrap_or_default(),
            Oddity::OrderUncertain { later, .. } => assertion(later),
            Oddity::RetractsNothing { assertion: i } | Oddity::SaidBeforeItBegan { assertion: i } => assertion(i),
            Oddity::LegContradicted { leg, .. } | Oddity::LegEndsBeforeItBegins { leg } => format!("legs[{leg}]"),
            Oddity::LegsOutOfOrder { later, .. } => format!("legs[{later}]"),
            Oddity::ChildUnsettled => "child".to_owned(),
            Oddity::AgeAgainstBirth => "age".to_owned(),
        }
    }

    /// What is odd, whichever assertion or leg it is about.
    pub fn what(&self) -> &'static str {
        match self {
            Oddity::Unread { .. } => "could not be read",
            Oddity::Contradiction { .. } => "yes by one assertion and no by another; yes counts",
            Oddity::LegContradicted { .. } => "yes by a leg and no by an assertion; yes counts",
            Oddity::ChildUnsettled => "child by one account and adult by another; treated as a child for protection",
            Oddity::OrderUncertain { .. } => "takes the place of an assertion that may have been made after it",
            Oddity::RetractsNothing { .. } => "takes back nothing: its source said nothing of it strictly before",
            Oddity::SaidBeforeItBegan { .. } => "said before its period began",
            Oddity::LegEndsBeforeItBegins { .. } => "ends before it begins",
            Oddity::LegsOutOfOrder { .. } => "begins before a leg that stands above it",
            Oddity::BeforeBirth { .. } => "lies before the birth",
            Oddity::AgeAgainstBirth => "does not fit the birth",
        }
    }
}

fn id<S: Serializer>(fact: &Fact, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(fact.id())
}

fn list(indices: &[usize]) -> String {
    let all: Vec<String> = indices.iter().map(|i| format!("assertions[{i}]")).collect();
    all.join(", ")
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (field, what) = (self.field(), self.what());
        match self {
            Oddity::Unread { reason, .. } => write!(f, "{field} could not be read: {reason}"),
            Oddity::Contradiction { fact, yes, no } => {
                write!(f, "{fact}: {what} (yes: {}; no: {})", list(yes), list(no))
            }
            Oddity::LegContradicted { fact, no, .. } => write!(f, "{fact}: {what} (yes: {field}; no: {})", list(no)),
            Oddity::OrderUncertain { earlier, .. } => write!(f, "{field}: {what} (assertions[{earlier}])"),
            Oddity::LegsOutOfOrder { earlier, .. } => write!(f, "{field}: {what} (legs[{earlier}])"),
            _ => write!(f, "{field}: {what}"),
        }
    }
}

/// Whether the first date lies before the second, however imprecise they are.
fn surely_before(first: ImpreciseDate, second: ImpreciseDate) -> bool {
    first.to() < second.from()
}

/// Everything odd about a case, in the order of [`Oddity`]. Nothing is changed.
///
/// **Cost** Quadratic in the number of assertions of one fact.
pub fn oddities(case: &Case) -> Vec<Oddity> {
    let mut odd: Vec<Oddity> = Vec::new();
    odd.extend(
        case.unread.iter().map(|unread| Oddity::Unread { field: unread.field.clone(), reason: unread.reason.clone() }),
    );
    contradictions(case, &mut odd);
    if case.flatten().child == Some(ChildStatus::Unsettled)
        && case.record.attributes.child != Some(ChildStatus::Unsettled)
    {
        odd.push(Oddity::ChildUnsettled);
    }
    replacements(&case.record.assertions, &mut odd);
    for (assertion, said) in case.record.assertions.iter().enumerate() {
        if let (Some(said_on), Some(period)) = (said.said_on, said.period)
            && surely_before(said_on, period)
        {
            odd.push(Oddity::SaidBeforeItBegan { assertion });
        }
    }
    legs(&case.record.attributes.legs, &mut odd);
    if let Some(born) = case.born {
        birth(case, born, &mut odd);
    }
    odd
}

fn contradictions(case: &Case, odd: &mut Vec<Oddity>) {
    let assertions = &case.record.assertions;
    let stand = standing(assertions);
    let stands = |assertion: &Assertion| stand.iter().any(|standing| std::ptr::eq(*standing, assertion));
    let places = |fact: Fact, truth: Truth| -> Vec<usize> {
        let all = assertions.iter().enumerate().filter(|(_, a)| a.fact == fact && a.truth == truth && stands(a));
        all.map(|(i, _)| i).collect()
    };
    let mut facts: Vec<Fact> = stand.iter().map(|assertion| assertion.fact).collect();
    facts.sort();
    facts.dedup();
    let denied: Vec<(Fact, Vec<usize>, Vec<usize>)> = facts
        .into_iter()
        .map(|fact| (fact, places(fact, Truth::YES), places(fact, Truth::NO)))
        .filter(|(_, _, no)| !no.is_empty())
        .collect();
    for (fact, yes, no) in denied.iter().filter(|(_, yes, _)| !yes.is_empty()) {
        odd.push(Oddity::Contradiction { fact: *fact, yes: yes.clone(), no: no.clone() });
    }
    for (leg, recorded) in case.record.attributes.legs.iter().enumerate() {
        for follows in facts_of(recorded) {
            let no = denied.iter().find(|(fact, yes, _)| *fact == follows.fact && yes.is_empty());
            odd.extend(no.map(|(fact, _, no)| Oddity::LegContradicted { leg, fact: *fact, no: no.clone() }));
        }
    }
}

fn replacements(assertions: &[Assertion], odd: &mut Vec<Oddity>) {
    let mut idle = Vec::new();
    for (later, said) in assertions.iter().enumerate() {
        let replaced: Vec<usize> = (0..assertions.len()).filter(|&i| said.replaces(&assertions[i])).collect();
        for &earlier in &replaced {
            if let (Some(before), Some(after)) = (assertions[earlier].said_on, said.said_on)
                && !surely_before(before, after)
            {
                odd.push(Oddity::OrderUncertain { earlier, later });
            }
        }
        if said.truth.is_unknown() && replaced.iter().all(|&i| assertions[i].truth.is_unknown()) {
            idle.push(Oddity::RetractsNothing { assertion: later });
        }
    }
    odd.extend(idle);
}

fn legs(legs: &[Leg], odd: &mut Vec<Oddity>) {
    let backward = |leg: &Leg| leg.start.zip(leg.end).is_some_and(|(start, end)| surely_before(end, start));
    let ends = legs.iter().enumerate().filter(|(_, leg)| backward(leg));
    odd.extend(ends.map(|(leg, _)| Oddity::LegEndsBeforeItBegins { leg }));
    for (later, leg) in legs.iter().enumerate() {
        let begins = |leg: &Leg| leg.start.or(leg.end);
        let above = legs[..later]
            .iter()
            .rposition(|above| begins(leg).zip(begins(above)).is_some_and(|(this, above)| surely_before(this, above)));
        odd.extend(above.map(|earlier| Oddity::LegsOutOfOrder { earlier, later }));
    }
}

fn birth(case: &Case, born: ImpreciseDate, odd: &mut Vec<Oddity>) {
    let row = &case.record.attributes;
    let mut dates: Vec<(String, Option<ImpreciseDate>)> = vec![("registered".to_owned(), row.registered)];
    for (i, leg) in row.legs.iter().enumerate() {
        dates.push((format!("legs[{i}].start"), leg.start));
        dates.push((format!("legs[{i}].end"), leg.end));
    }
    for (i, assertion) in case.record.assertions.iter().enumerate() {
        dates.push((format!("assertions[{i}].period"), assertion.period));
        dates.push((format!("assertions[{i}].said_on"), assertion.said_on));
    }
    dates.extend(case.status.iter().enumerate().map(|(i, statement)| (format!("status[{i}].on"), statement.on)));
    let before = dates.into_iter().filter(|(_, date)| date.is_some_and(|date| surely_before(date, born)));
    odd.extend(before.map(|(field, _)| Oddity::BeforeBirth { field }));
    let Some(age) = row.age else { return };
    let (from, to) = match age.at {
        AgeAt::Registration => (row.registered.map(ImpreciseDate::from), row.registered.map(ImpreciseDate::to)),
        AgeAt::Exploitation => exploitation(case),
    };
    // Completed years between the nearest and between the farthest days; a day before the birth has its own remark.
    let years = |born: NaiveDate, day: Option<NaiveDate>| day.map(|day| day.years_since(born).unwrap_or(0));
    let (Some(least), Some(most)) = (years(born.to(), from), years(born.from(), to)) else { return };
    if u32::from(age.low) > most || age.high.is_some_and(|high| u32::from(high) < least) {
        odd.push(Oddity::AgeAgainstBirth);
    }
}

/// The earliest and the latest day on which recorded exploitation can have taken place.
fn exploitation(case: &Case) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let stand = standing(&case.record.assertions);
    let yes = stand.iter().filter(|assertion| assertion.fact.element() == Element::Purpose && assertion.truth.is_yes());
    let periods: Vec<ImpreciseDate> = yes.filter_map(|assertion| assertion.period).collect();
    (periods.iter().map(|period| period.from()).min(), periods.iter().map(|period| period.to()).max())
}
