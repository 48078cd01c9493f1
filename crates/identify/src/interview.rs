//! An interview in progress: what was answered, what that establishes, and which question settles most next.
//!
//! The questions are data ([`crate::script`]), their wording is in Fluent files, and talking to people is the caller's.
//! How the order does against asking down the list is measured in [`crate::trial`].

use crate::diagram::{Diagram, Rates};
use crate::explain::truth_of_facts;
use crate::fact_set::FactSet;
use crate::instrument::{Instrument, Role};
use crate::script::{Question, Script};
use serde::{Deserialize, Serialize};
use turnstone_model::vocabulary::PersonFact;
use turnstone_model::{Fact, Facts, Truth};

/// What was said to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// The person does not know: nothing is recorded.
    Unknown,
    /// The person prefers not to say: nothing is recorded.
    PreferNot,
}

impl Question {
    /// What an answer says: nothing where the person does not know or prefers not to say.
    pub fn says(&self, answer: Answer) -> &[(Fact, Truth)] {
        match answer {
            Answer::Yes => &self.on_yes,
            Answer::No => &self.on_no,
            Answer::Unknown | Answer::PreferNot => &[],
        }
    }
}

/// Which question comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The one that settles most.
    MostSettling,
    /// The next in the file.
    Listed,
}

/// The question to ask next, and why it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Next {
    /// Its place in the script.
    pub question: usize,
    /// By how many bits its answer is expected to lessen the uncertainty of the open findings.
    pub gain: f64,
    /// The probability that its answer settles at least one open finding for good.
    pub settles: f64,
}

/// Below this a gain in bits is rounding and no gain.
const LEAST_GAIN: f64 = 1e-9;

impl Next {
    fn is_better_than(&self, other: &Next) -> bool {
        let most = self.gain.max(other.gain);
        if most > LEAST_GAIN && (self.gain - other.gain).abs() > LEAST_GAIN * most {
            self.gain > other.gain
        } else {
            self.settles > other.settles * (1.0 + LEAST_GAIN)
        }
    }
}

/// A finding that the interview tries to settle.
#[derive(Clone, Debug)]
struct Target {
    instrument: usize,
    name: usize,
    diagram: Diagram,
}

/// A finding that is open, while questions are weighed.
struct Undecided<'a> {
    diagram: &'a Diagram,
    /// The facts that it hangs on.
    hangs_on: FactSet,
    /// Its uncertainty before any answer, in bits.
    before: f64,
}

/// An answer that says the opposite of an earlier one. The yes stands, because it protects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The fact.
    pub fact: Fact,
    /// The places of the two answers, the earlier first.
    pub answers: (usize, usize),
}

/// An interview in progress.
#[derive(Clone, Debug)]
pub struct Interview<'a> {
    script: &'a Script,
    instruments: Vec<&'a Instrument>,
    targets: Vec<Target>,
    rates: Rates,
    order: Order,
    known_before: Facts,
    facts: Facts,
    answers: Vec<(usize, Answer)>,
}

/// How uncertain a finding with probability `p` is, in bits.
fn entropy(p: f64) -> f64 {
    let part = |p: f64| if p <= 0.0 { 0.0 } else { -p * p.log2() };
    part(p) + part(1.0 - p)
}

impl<'a> Interview<'a> {
    /// Begins an interview that tries to settle every finding of `instruments`.
    ///
    /// **Arguments** `known` is what is recorded already and is not asked again; `rates` weigh the answers.
    ///
    /// **Errors** `None` when a finding is too large to be weighed, which no shipped one is.
    pub fn new(
        script: &'a Script,
        instruments: &[&'a Instrument],
        known: &Facts,
        rates: Rates,
        order: Order,
    ) -> Option<Interview<'a>> {
        let mut targets = Vec::new();
        for (place, instrument) in instruments.iter().enumerate() {
            for (name, _) in instrument.of_role(Role::Finding) {
                targets.push(Target { instrument: place, name, diagram: Diagram::new(instrument, name)? });
            }
        }
        let instruments = instruments.to_vec();
        Some(Interview {
            script,
            instruments,
            targets,
            rates,
            order,
            known_before: *known,
            facts: *known,
            answers: Vec::new(),
        })
    }

    /// What is established.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The answers so far, by the place of the question.
    pub fn answers(&self) -> &[(usize, Answer)] {
        &self.answers
    }

    /// The script that is followed.
    pub fn script(&self) -> &'a Script {
        self.script
    }

    /// The findings it tries to settle, with what they come to: instrument, index of the name, truth.
    pub fn findings(&self) -> impl Iterator<Item = (&'a Instrument, usize, Truth)> + '_ {
        let facts = &self.facts;
        self.targets.iter().map(move |t| (self.instruments[t.instrument], t.name, t.diagram.certain(facts)))
    }

    /// Whether every finding is settled.
    pub fn is_settled(&self) -> bool {
        self.findings().all(|(.., truth)| !truth.is_unknown())
    }

    /// Whether the person is to be asked as a child: unless known to be an adult whose age nobody doubts.
    pub fn asks_as_child(&self) -> bool {
        let disputed = self.facts.get(Fact::Person(PersonFact::AgeDisputed)).is_yes();
        disputed || !self.facts.get(Fact::CHILD).is_no()
    }

    /// Records an answer. A question that was answered before is answered anew.
    pub fn answer(&mut self, question: usize, answer: Answer) {
        match self.answers.iter_mut().find(|(known, _)| *known == question) {
            Some(known) => known.1 = answer,
            None => self.answers.push((question, answer)),
        }
        self.replay();
    }

    /// Takes the last answer back; returns its question.
    pub fn take_back(&mut self) -> Option<usize> {
        let (question, _) = self.answers.pop()?;
        self.replay();
        Some(question)
    }

    fn said(&self, question: usize, answer: Answer) -> &'a [(Fact, Truth)] {
        let script: &'a Script = self.script;
        script.questions[question].says(answer)
    }

    fn replay(&mut self) {
        self.facts = self.known_before;
        for &(question, answer) in &self.answers {
            for &(fact, truth) in self.said(question, answer) {
                if !self.facts.get(fact).is_yes() {
                    self.facts.set(fact, truth);
                }
            }
        }
    }

    /// Answers that say the opposite of each other.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let said: Vec<(usize, Fact, Truth)> = (0..self.answers.len())
            .flat_map(|at| {
                let (question, answer) = self.answers[at];
                self.said(question, answer).iter().map(move |(fact, truth)| (at, *fact, *truth))
            })
            .collect();
        let mut found: Vec<Contradiction> = Vec::new();
        for (i, (first, fact, truth)) in said.iter().enumerate() {
            let opposite = said[i + 1..].iter().find(|(_, other, said)| other == fact && said != truth);
            if let Some((second, ..)) = opposite
                && !found.iter().any(|known| known.fact == *fact)
            {
                found.push(Contradiction { fact: *fact, answers: (*first, *second) });
            }
        }
        found
    }

    /// Whether a question may be asked of this person: its condition is met, and it is not for adults only where the
    /// person is to be asked as a child.
    pub fn applies(&self, place: usize) -> bool {
        let question = &self.script.questions[place];
        let condition = || question.condition.as_ref().is_none_or(|c| truth_of_facts(c, &self.facts).is_yes());
        !(question.adults_only && self.asks_as_child()) && condition()
    }

    /// Whether a question may be asked now and could say something new.
    fn may_ask(&self, place: usize) -> bool {
        let question = &self.script.questions[place];
        let mut says = question.on_yes.iter().chain(&question.on_no);
        !self.answers.iter().any(|(known, _)| *known == place)
            && says.any(|(fact, _)| self.facts.get(*fact).is_unknown())
            && self.applies(place)
    }

    /// The question to ask next; `None` when all is settled or nothing is left that would help.
    ///
    /// **Method** Stages follow each other. A stage of fixed order asks all its questions. In others the question is
    /// asked that is expected to lessen the uncertainty of the open findings most: the entropy of each finding's
    /// probability, less its mean after the answer, facts being independent with the given rates (Shannon 1948; the
    /// greedy choice is that of Lindley 1956, On a measure of the information provided by an experiment). Where that is
    /// as good as nothing, because one of very many facts is all but certain to hold, the question goes first whose
    /// answer is most likely to settle a finding. Questions on which no open finding hangs are left out. What is equal
    /// goes by the order of the file.
    ///
    /// **Cost** One pass over the diagrams of the findings that a question touches, for each answer of each question.
    pub fn next(&self) -> Option<Next> {
        let listed = |place| Next { question: place, gain: 0.0, settles: 0.0 };
        for (stage, about) in self.script.stages.iter().enumerate() {
            let open = (0..self.script.questions.len())
                .filter(|place| self.script.questions[*place].stage == stage && self.may_ask(*place));
            if about.fixed_order {
                if let Some(place) = { open }.next() {
                    return Some(listed(place));
                }
                continue;
            }
            if self.is_settled() {
                continue;
            }
            if self.order == Order::Listed {
                if let Some(place) = { open }.next() {
                    return Some(listed(place));
                }
                continue;
            }
            let undecided = self.undecided();
            let mut best: Option<Next> = None;
            for place in open {
                let question = &self.script.questions[place];
                let mut says = question.on_yes.iter().chain(&question.on_no);
                if says.any(|(fact, _)| undecided.iter().any(|target| target.hangs_on.contains(*fact))) {
                    let next = self.weigh(place, &undecided);
                    best = Some(best.filter(|best| !next.is_better_than(best)).unwrap_or(next));
                }
            }
            if best.is_some() {
                return best;
            }
        }
        None
    }

    /// The findings that are open, looked at once for all questions.
    fn undecided(&self) -> Vec<Undecided<'_>> {
        let open = self.targets.iter().filter(|target| target.diagram.certain(&self.facts).is_unknown());
        open.map(|Target { diagram, .. }| Undecided {
            diagram,
            hangs_on: diagram.open_facts(&self.facts),
            before: entropy(diagram.probability(&self.facts, &self.rates)),
        })
        .collect()
    }

    /// The probability that the answer to a question is yes.
    fn chance_of_yes(&self, question: &Question) -> f64 {
        let none_of = |facts: &[(Fact, Truth)], truth: Truth| {
            let open = facts.iter().filter(|(fact, said)| *said == truth && self.facts.get(*fact).is_unknown());
            open.fold(1.0, |none, (fact, _)| none * (1.0 - self.rates.get(*fact)))
        };
        let (by_no, by_yes) = (question.on_no.as_slice(), question.on_yes.as_slice());
        if by_no.iter().any(|(_, said)| said.is_no()) {
            1.0 - none_of(by_no, Truth::NO)
        } else if by_yes.iter().any(|(_, said)| said.is_no()) || by_yes.is_empty() {
            none_of(by_no, Truth::YES)
        } else {
            1.0 - none_of(by_yes, Truth::YES)
        }
    }

    /// What a question is expected to do.
    fn weigh(&self, place: usize, undecided: &[Undecided<'_>]) -> Next {
        let question = &self.script.questions[place];
        let yes = self.chance_of_yes(question);
        let mut next = Next { question: place, gain: 0.0, settles: 0.0 };
        for (answer, chance) in [(&question.on_yes, yes), (&question.on_no, 1.0 - yes)] {
            let mut facts = self.facts;
            for &(fact, truth) in answer {
                if facts.get(fact).is_unknown() {
                    facts.set(fact, truth);
                }
            }
            let mut settled = false;
            for target in undecided {
                if answer.iter().any(|(fact, _)| target.hangs_on.contains(*fact)) {
                    let after = target.diagram.probability(&facts, &self.rates);
                    // The change in entropy, less the part that the mean of both answers gives back.
                    next.gain += chance * (target.before - entropy(after));
                    settled |= !target.diagram.certain(&facts).is_unknown();
                }
            }
            next.settles += if settled { chance } else { 0.0 };
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::tests::TEXT;

    const DEFINITION: &str = r#"
id = "x"
title = "X"
version = "1"
citation = "none"
jurisdiction = "none"
kind = "elements"
checked_against_primary = false
[elements.act]
label = "Act"
expr = "act.transportation"
[elements.means]
label = "Means"
expr = "any(means.force, means.threats, means.any_coercion)"
[elements.purpose]
label = "Purpose"
expr = "any(purpose.forced_labour, purpose.prostitution)"
[findings.shown]
label = "Shown"
expr = "act and purpose and (person.child or means)"
"#;

    fn begin<'a>(script: &'a Script, instrument: &'a Instrument, order: Order) -> Interview<'a> {
        Interview::new(script, &[instrument], &Facts::default(), Rates::uniform(), order).unwrap()
    }

    fn read() -> (Script, Instrument) {
        (Script::parse(TEXT, "s").unwrap(), Instrument::parse(DEFINITION, "d").unwrap())
    }

    fn asked(interview: &mut Interview<'_>, answer: impl Fn(&str) -> Answer) -> Vec<String> {
        let mut asked = Vec::new();
        while let Some(next) = interview.next() {
            let id = interview.script().questions[next.question].id.clone();
            interview.answer(next.question, answer(&id));
            assert!(!asked.contains(&id), "{id} again");
            asked.push(id);
        }
        asked
    }

    #[test]
    fn a_child_is_never_asked_what_is_for_adults_nor_about_means() {
        let (script, instrument) = read();
        let mut interview = begin(&script, &instrument, Order::MostSettling);
        let all = asked(&mut interview, |_| Answer::Yes);
        assert_eq!(all, ["age", "moved", "work"]);
        assert!(interview.is_settled());
    }

    #[test]
    fn whose_age_is_not_settled_is_asked_as_a_child() {
        let (script, instrument) = read();
        let mut interview = begin(&script, &instrument, Order::MostSettling);
        let all = asked(&mut interview, |id| if id == "age" { Answer::Unknown } else { Answer::No });
        assert!(!all.contains(&"sex".to_owned()), "{all:?}");
        assert!(interview.asks_as_child());
    }

    #[test]
    fn one_no_that_settles_ends_the_interview() {
        let (script, instrument) = read();
        let mut interview = begin(&script, &instrument, Order::MostSettling);
        let all = asked(&mut interview, |_| Answer::No);
        assert_eq!(all, ["age", "moved"]);
        assert_eq!(interview.findings().next().map(|(.., truth)| truth), Some(Truth::NO));
        let mut listed = begin(&script, &instrument, Order::Listed);
        assert_eq!(asked(&mut listed, |_| Answer::No), ["age", "violence", "moved"]);
    }

    #[test]
    fn what_nobody_wants_to_say_is_asked_once_and_stays_unknown() {
        let (script, instrument) = read();
        let mut interview = begin(&script, &instrument, Order::MostSettling);
        let all = asked(&mut interview, |_| Answer::PreferNot);
        assert!(all.len() <= script.questions.len());
        assert_eq!(interview.facts().recorded().count(), 0);
        assert!(!interview.is_settled());
    }

    #[test]
    fn answers_can_be_taken_back_and_a_yes_stands_against_a_no() {
        let (script, instrument) = read();
        let mut interview = begin(&script, &instrument, Order::MostSettling);
        let place = |id| script.place(id).unwrap();
        interview.answer(place("threats"), Answer::Yes);
        interview.answer(place("violence"), Answer::No);
        let threats = Fact::from_id("means.threats").unwrap();
        assert_eq!(interview.facts().get(threats), Truth::YES);
        assert_eq!(interview.contradictions(), [Contradiction { fact: threats, answers: (0, 1) }]);
        assert_eq!(interview.take_back(), Some(place("violence")));
        assert!(interview.contradictions().is_empty());
        interview.take_back();
        assert_eq!(interview.facts().recorded().count(), 0);
    }
}
