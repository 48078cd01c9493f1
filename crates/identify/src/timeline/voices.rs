//! What sources say of one fact, side by side: contradictions and retractions.

use super::{Origin, Voice, Voices};
use turnstone_model::journey_facts::{date, facts_of};
use turnstone_model::record::standing;
use turnstone_model::{Case, Fact, Facts, Truth};

/// The facts of which both yes and no were said, or that a source took back; `facts` is what counts in the end.
pub(super) fn voices(case: &Case, facts: &Facts) -> Vec<Voices> {
    let record = &case.record;
    let stand = standing(&record.assertions);
    let mut said: Vec<(Fact, Truth, Voice)> = Vec::new();
    for assertion in &record.assertions {
        let stands = stand.iter().any(|standing| std::ptr::eq(*standing, assertion));
        let (by, period) = (Origin::Source(assertion.source.clone()), assertion.period);
        said.push((assertion.fact, assertion.truth, Voice { said_on: assertion.said_on, by, period, stands }));
    }
    for (number, leg) in (1..).zip(&record.attributes.legs) {
        for follows in facts_of(leg) {
            let (by, period) = (Origin::Leg(number), date(leg, follows.since));
            said.push((follows.fact, Truth::YES, Voice { said_on: None, by, period, stands: true }));
        }
    }
    let of = |fact: Fact, truth: Truth| {
        let mut voices: Vec<Voice> =
            said.iter().filter(|(f, t, _)| *f == fact && *t == truth).map(|(_, _, voice)| voice.clone()).collect();
        voices.sort();
        voices
    };
    let mut about: Vec<Fact> = said.iter().map(|(fact, ..)| *fact).collect();
    about.sort();
    about.dedup();
    let all = about.into_iter().map(|fact| Voices {
        fact,
        label: fact.label().into(),
        counts: facts.get(fact),
        yes: of(fact, Truth::YES),
        no: of(fact, Truth::NO),
        retracted: of(fact, Truth::UNKNOWN),
    });
    all.filter(|v| (!v.yes.is_empty() && !v.no.is_empty()) || !v.retracted.is_empty()).collect()
}
