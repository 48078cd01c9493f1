//! One order of things, cut into episodes.

use super::{Axis, Change, Course, Episode, FactChange, Origin, Reading, Whereabouts};
use crate::assumption::{Assumption, assume};
use crate::explain::explain;
use crate::instrument::{Instrument, Role};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::ops::Bound::{Excluded, Unbounded};
use turnstone_model::date::ImpreciseDate;
use turnstone_model::journey::Leg;
use turnstone_model::journey_facts::{self, Since, facts_of};
use turnstone_model::record::standing;
use turnstone_model::{Assertion, Case, Fact, Facts, Truth};

/// The case by one axis.
struct Viewed<'a> {
    case: &'a Case,
    axis: Axis,
    /// What the whole case gives.
    whole: Facts,
    assumptions: &'a [&'a Assumption],
}

/// What counts at one moment.
struct Moment<'a> {
    case: Case,
    legs: Vec<Option<Leg>>,
    facts: Facts,
    assumed: Vec<(Fact, &'a Assumption)>,
}

pub(super) fn course(case: &Case, axis: Axis, tests: &[&Instrument], assumptions: &[&Assumption]) -> Course {
    let view = Viewed { case, axis, whole: case.flatten().facts, assumptions };
    let mut before = view.at(None);
    let undated = changes(&view.nothing(), &before);
    let mut found = readings(tests, assumptions, &before);
    let cuts = view.cuts();
    if cuts.is_empty() {
        let episode = Episode {
            number: 1,
            dates: Vec::new(),
            from: None,
            until: None,
            order_open_with: Vec::new(),
            whereabouts: None,
            begins: Vec::new(),
            readings: found,
        };
        return Course { axis, undated, episodes: vec![episode], changes: Vec::new() };
    }
    let (mut episodes, mut changed) = (Vec::new(), Vec::new());
    for (number, (day, dates)) in (1..).zip(&cuts) {
        let now = view.at(Some(*day));
        let begins = changes(&before, &now);
        let finds = readings(tests, assumptions, &now);
        let order_open_with = order_open_with(&cuts, number);
        for (test, (was, is)) in tests.iter().zip(found.iter().zip(&finds)) {
            changed.extend(finding_changes(test, was, is, &begins).map(|change| Change {
                episode: number,
                dates: dates.clone(),
                earliest: Some(*day),
                order_open: !order_open_with.is_empty(),
                ..change
            }));
        }
        episodes.push(Episode {
            number,
            dates: dates.clone(),
            from: Some(*day),
            until: cuts.range((Excluded(*day), Unbounded)).next().and_then(|(next, _)| next.pred_opt()),
            order_open_with,
            whereabouts: match axis {
                Axis::Life => whereabouts(&case.record.attributes.legs, *day),
                Axis::Said => None,
            },
            begins,
            readings: finds.clone(),
        });
        (before, found) = (now, finds);
    }
    Course { axis, undated, episodes, changes: changed }
}

/// The dates at which something begins, by their earliest possible day.
type Cuts = BTreeMap<NaiveDate, Vec<ImpreciseDate>>;

/// The episodes whose order with this one is open: what begins in the one may begin as late as in the other.
fn order_open_with(cuts: &Cuts, number: usize) -> Vec<usize> {
    let latest = |dates: &[ImpreciseDate]| dates.iter().map(|date| date.to()).max();
    let all: Vec<(usize, (&NaiveDate, &Vec<ImpreciseDate>))> = (1..).zip(cuts).collect();
    let (_, (day, dates)) = all[number - 1];
    let open = |other: usize, first: &NaiveDate, begins: &[ImpreciseDate]| match other < number {
        true => latest(begins).is_some_and(|latest| latest >= *day),
        false => latest(dates).is_some_and(|latest| latest >= *first),
    };
    let others = all.iter().filter(|(other, (first, begins))| *other != number && open(*other, first, begins));
    others.map(|(other, _)| *other).collect()
}

impl<'a> Viewed<'a> {
    fn cuts(&self) -> Cuts {
        let record = &self.case.record;
        let legs = record.attributes.legs.iter().flat_map(|leg| [leg.start, leg.end]);
        let dates: Vec<Option<ImpreciseDate>> = match self.axis {
            Axis::Life => standing(&record.assertions).into_iter().map(|said| said.period).chain(legs).collect(),
            Axis::Said => record.assertions.iter().map(|said| said.said_on).collect(),
        };
        let mut cuts = Cuts::new();
        for date in dates.into_iter().flatten() {
            cuts.entry(date.from()).or_default().push(date);
        }
        for dates in cuts.values_mut() {
            dates.sort();
            dates.dedup();
        }
        cuts
    }

    /// Before anything counts, what has no date included.
    fn nothing(&self) -> Moment<'a> {
        Moment { case: Case::default(), legs: Vec::new(), facts: Facts::default(), assumed: Vec::new() }
    }

    /// What counts on a day; without a day, what has no date.
    fn at(&self, day: Option<NaiveDate>) -> Moment<'a> {
        let counts = |date: Option<ImpreciseDate>| date.is_none_or(|date| day.is_some_and(|day| date.from() <= day));
        let record = &self.case.record;
        let assertions: Vec<Assertion> = match self.axis {
            Axis::Life => {
                standing(&record.assertions).into_iter().filter(|said| counts(said.period)).cloned().collect()
            }
            Axis::Said => record.assertions.iter().filter(|said| counts(said.said_on)).cloned().collect(),
        };
        let legs: Vec<Option<Leg>> = match self.axis {
            Axis::Said => record.attributes.legs.iter().cloned().map(Some).collect(),
            Axis::Life => record.attributes.legs.iter().map(|leg| begun(leg, counts)).collect(),
        };
        let mut case = self.case.clone();
        case.record.assertions = assertions;
        case.record.attributes.legs = legs.iter().flatten().cloned().collect();
        let mut facts = case.flatten().facts;
        // In the person's life whether they were a child is one fact: who said it when does not change it.
        if self.axis == Axis::Life {
            facts.set(Fact::CHILD, self.whole.get(Fact::CHILD));
        }
        let (facts, assumed) = assume(self.assumptions, &facts);
        Moment { case, legs, facts, assumed }
    }
}

/// As much of a leg as has begun: before the arrival nothing is said of the status it led to.
fn begun(leg: &Leg, counts: impl Fn(Option<ImpreciseDate>) -> bool) -> Option<Leg> {
    if !counts(journey_facts::date(leg, Since::Start)) {
        return None;
    }
    let mut leg = leg.clone();
    if !counts(journey_facts::date(&leg, Since::Arrival)) {
        (leg.status_on_entry, leg.status_later) = (None, None);
    }
    Some(leg)
}

/// Every fact that counts otherwise in the later moment, and who says so.
fn changes(earlier: &Moment<'_>, later: &Moment<'_>) -> Vec<FactChange> {
    let changed = Fact::all().filter(|fact| earlier.facts.get(*fact) != later.facts.get(*fact));
    let change = |fact: Fact| {
        let (from, to) = (earlier.facts.get(fact), later.facts.get(fact));
        FactChange { fact, label: fact.label().into(), from, to, by: origins(later, fact, to) }
    };
    changed.map(change).collect()
}

fn origins(moment: &Moment<'_>, fact: Fact, truth: Truth) -> Vec<Origin> {
    if let Some((_, assumption)) = moment.assumed.iter().find(|(assumed, _)| *assumed == fact) {
        return vec![Origin::Assumption(assumption.name.clone())];
    }
    let assertions = &moment.case.record.assertions;
    // What became unknown was taken back, or put in doubt.
    let said: Vec<&Assertion> = match truth.is_unknown() {
        true => assertions.iter().filter(|said| said.truth.is_unknown()).collect(),
        false => standing(assertions).into_iter().filter(|said| said.truth == truth).collect(),
    };
    let sources = said.into_iter().filter(|said| said.fact == fact).map(|said| Origin::Source(said.source.clone()));
    let mut origins: Vec<Origin> = sources.collect();
    for (number, leg) in (1..).zip(&moment.legs) {
        let follows = leg.iter().flat_map(facts_of).any(|follows| follows.fact == fact);
        origins.extend((follows && truth.is_yes()).then_some(Origin::Leg(number)));
    }
    if fact == Fact::CHILD && origins.is_empty() {
        origins.push(Origin::Attributes);
    }
    origins.sort();
    origins.dedup();
    origins
}

fn readings(tests: &[&Instrument], assumptions: &[&Assumption], moment: &Moment<'_>) -> Vec<Reading> {
    // The proof marks what is assumed, so it starts from what is recorded.
    let mut recorded = moment.facts;
    moment.assumed.iter().for_each(|(fact, _)| recorded.set(*fact, Truth::UNKNOWN));
    let reading = |test: &&Instrument| {
        let proof = explain(test, assumptions, &recorded);
        let findings = proof.steps.into_iter().filter(|step| step.role == Role::Finding).collect();
        Reading { instrument: proof.instrument, title: proof.title, concern: test.concern, findings }
    };
    tests.iter().map(reading).collect()
}

/// The findings of one test that changed. Which episode it was, the caller says.
fn finding_changes<'a>(
    test: &'a Instrument,
    was: &'a Reading,
    is: &'a Reading,
    begins: &'a [FactChange],
) -> impl Iterator<Item = Change> + 'a {
    let changed = was.findings.iter().zip(&is.findings).filter(|(was, is)| was.truth != is.truth);
    changed.map(move |(was, is)| {
        let rests_on = |fact: Fact| match is.truth.is_unknown() {
            true => test.name(&is.name).is_some_and(|named| named.facts.contains(fact)),
            false => is.because.iter().any(|evidence| evidence.fact == fact),
        };
        let because: Vec<FactChange> = begins.iter().filter(|change| rests_on(change.fact)).cloned().collect();
        let is_new = |fact: Fact| because.iter().any(|change| change.fact == fact);
        Change {
            episode: 0,
            dates: Vec::new(),
            earliest: None,
            order_open: false,
            instrument: test.id.clone(),
            title: test.title.clone(),
            concern: test.concern,
            finding: is.name.clone(),
            label: is.label.clone(),
            from: was.truth,
            to: is.truth,
            with: is.because.iter().filter(|evidence| !is_new(evidence.fact)).cloned().collect(),
            because,
        }
    })
}

/// Where the dated legs put the person on a day: at the end of the last one that ended, on the way while one has begun
/// and not ended, at the origin of the first before it began. A leg with one date is travelled on it.
fn whereabouts(legs: &[Leg], day: NaiveDate) -> Option<Whereabouts> {
    let dated = |leg: &&Leg| leg.start.or(leg.end).is_some();
    let start = |leg: &Leg| journey_facts::date(leg, Since::Start).map(|date| date.from());
    let end = |leg: &Leg| journey_facts::date(leg, Since::Arrival).map(|date| date.from());
    let mut in_order: Vec<&Leg> = legs.iter().filter(dated).collect();
    in_order.sort_by_key(|leg| start(leg));
    match in_order.iter().rev().find(|leg| start(leg) <= Some(day)) {
        Some(leg) if end(leg) <= Some(day) => leg.destination.map(Whereabouts::At),
        Some(leg) if leg.origin.is_none() && leg.destination.is_none() => None,
        Some(leg) => Some(Whereabouts::OnTheWay { from: leg.origin, to: leg.destination }),
        None => in_order.first().and_then(|leg| leg.origin).map(Whereabouts::At),
    }
}
