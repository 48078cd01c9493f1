//! One person's facts under an instrument: what each element and finding comes to, which facts made it so, and which
//! unknown ones would decide it.
//!
//! This is the reference: the columns of [`crate::assess`] have the same meaning, and a test shows that they agree.

use crate::assumption::{Assumption, assume};
use crate::expression::{Expression, group_text};
use crate::instrument::{Instrument, Role};
use serde::{Serialize, Serializer};
use std::fmt;
use turnstone_model::{Element, Fact, Facts, Truth};

/// What an unknown result is called for people.
pub const UNDETERMINED: &str = "not decided by what is recorded";
/// What is said of a result whose definition was not compared with the primary text in every part.
pub const UNCHECKED: &str = "not checked against the primary text";

/// A truth for people: yes, no, or [`UNDETERMINED`].
pub fn truth_label(truth: Truth) -> &'static str {
    match truth.0 {
        Some(true) => "yes",
        Some(false) => "no",
        None => UNDETERMINED,
    }
}

/// What would decide a result: one fact, or a group or named part of which nothing is recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Term {
    /// The name of the element or definition, the text of the group, or the name of the fact.
    pub name: String,
    /// A label for people.
    pub label: String,
    /// The facts it stands for.
    #[serde(serialize_with = "ids")]
    pub facts: Vec<Fact>,
    /// Elements first, then definitions, groups, facts; each in order.
    #[serde(skip)]
    pub(crate) rank: (u8, usize),
}

fn ids<S: Serializer>(facts: &[Fact], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(facts.iter().map(|fact| fact.id()))
}

pub(crate) fn text<S: Serializer>(value: &impl fmt::Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

impl Term {
    /// The term that is one fact.
    pub(crate) fn of_fact(fact: Fact) -> Term {
        Term { name: fact.id().into(), label: fact.label().into(), facts: vec![fact], rank: (3, fact.index()) }
    }
}

/// The term that an expression is, if it can be one.
pub(crate) fn term_of(instrument: &Instrument, expression: &Expression) -> Option<Term> {
    match expression {
        Expression::Fact(fact) => Some(Term::of_fact(*fact)),
        Expression::Name(i) => {
            let named = &instrument.names[*i];
            let rank = match named.role {
                Role::Element => (0, *i),
                Role::Definition => (1, *i),
                Role::Finding => return None,
            };
            let facts = named.facts.iter().collect();
            Some(Term { name: named.name.clone(), label: named.label.clone(), facts, rank })
        }
        Expression::Group { n, of } => {
            let name = group_text(*n, of, |i| instrument.names[i].name.clone());
            let mut facts = expression.own_facts();
            expression.own_names().into_iter().for_each(|i| facts.extend(instrument.names[i].facts));
            let facts: Vec<Fact> = facts.iter().collect();
            let first = facts.first().map_or(0, |fact| fact.index());
            Some(Term { label: name.clone(), name, facts, rank: (2, first) })
        }
        _ => None,
    }
}

/// The value of an expression, given those of facts and names.
fn value(expression: &Expression, fact: &impl Fn(Fact) -> Truth, name: &impl Fn(usize) -> Truth) -> Truth {
    let part = |part: &Expression| value(part, fact, name);
    match expression {
        Expression::Fact(f) => fact(*f),
        Expression::Name(i) => name(*i),
        Expression::Not(inner) => !part(inner),
        Expression::And(parts) => parts.iter().fold(Truth::YES, |all, p| all & part(p)),
        Expression::Or(parts) => parts.iter().fold(Truth::NO, |any, p| any | part(p)),
        Expression::Group { n, of } => Truth::at_least(*n, of.iter().map(part)),
    }
}

/// The value of an expression, given a person's facts and the values of names.
pub(crate) fn truth_given(expression: &Expression, facts: &Facts, name: &impl Fn(usize) -> Truth) -> Truth {
    value(expression, &|fact| facts.get(fact), name)
}

/// The value of an expression in which no name stands.
pub(crate) fn truth_of_facts(expression: &Expression, facts: &Facts) -> Truth {
    value(expression, &|fact| facts.get(fact), &|_| Truth::UNKNOWN)
}

/// The truth of every name of an instrument for one person, in the order of [`Instrument::names`].
///
/// **Source** Kleene (1952), *Introduction to Metamathematics*, §64.
///
/// **Cost** Linear in the size of the instrument.
pub fn truths(instrument: &Instrument, facts: &Facts) -> Vec<Truth> {
    let mut truths = vec![Truth::UNKNOWN; instrument.names.len()];
    for &i in &instrument.order {
        truths[i] = value(&instrument.names[i].expression, &|fact| facts.get(fact), &|name| truths[name]);
    }
    truths
}

/// One person's facts under one instrument.
struct Reading<'a> {
    instrument: &'a Instrument,
    facts: Facts,
    truths: Vec<Truth>,
    /// The witnesses of each name, once they are known.
    witnesses: Vec<Option<Vec<Witness>>>,
}

/// A fact on which a value rests, and the innermost definition it counts under.
type Witness = (Fact, Option<usize>);

impl Reading<'_> {
    fn new<'a>(instrument: &'a Instrument, facts: Facts) -> Reading<'a> {
        let truths = truths(instrument, &facts);
        Reading { instrument, facts, truths, witnesses: vec![None; instrument.names.len()] }
    }

    fn value(&self, expression: &Expression) -> Truth {
        value(expression, &|fact| self.facts.get(fact), &|name| self.truths[name])
    }

    /// Facts on which the value rests: for a yes as few as one choice at each step gives, for a no all of them.
    fn witnesses(&mut self, expression: &Expression, under: Option<usize>) -> Vec<Witness> {
        let truth = self.value(expression);
        let (needed, parts) = match expression {
            Expression::Fact(fact) => return vec![(*fact, under)],
            Expression::Name(i) => {
                if self.witnesses[*i].is_none() {
                    let named = &self.instrument.names[*i];
                    let under = if named.role == Role::Definition { Some(*i) } else { None };
                    self.witnesses[*i] = Some(self.witnesses(&named.expression, under));
                }
                return self.witnesses[*i].clone().unwrap_or_default();
            }
            Expression::Not(inner) => return self.witnesses(inner, under),
            Expression::And(parts) => (parts.len(), parts),
            Expression::Or(parts) => (1, parts),
            Expression::Group { n, of } => (*n, of),
        };
        let same = parts.iter().filter(|part| self.value(part) == truth).collect::<Vec<_>>();
        let mut all: Vec<Vec<Witness>> = same.into_iter().map(|part| self.witnesses(part, under)).collect();
        if truth.is_yes() {
            all.sort_by_key(Vec::len);
            all.truncate(needed);
        }
        let mut joined: Vec<Witness> = Vec::new();
        for witness in all.into_iter().flatten() {
            if !joined.iter().any(|(fact, _)| *fact == witness.0) {
                joined.push(witness);
            }
        }
        joined
    }

    /// The witnesses of a name; for a yes none can be left out.
    fn because(&mut self, name: usize) -> Vec<Witness> {
        let truth = self.truths[name];
        if truth.is_unknown() {
            return Vec::new();
        }
        let mut kept = self.witnesses(&Expression::Name(name), None);
        let mut next = 0;
        while truth.is_yes() && next < kept.len() {
            let mut fewer = Facts::default();
            for (i, (fact, _)) in kept.iter().enumerate() {
                fewer.set(*fact, if i == next { Truth::UNKNOWN } else { self.facts.get(*fact) });
            }
            if truths(self.instrument, &fewer)[name].is_yes() {
                kept.remove(next);
            } else {
                next += 1;
            }
        }
        kept.sort_by_key(|(fact, _)| *fact);
        kept
    }

    /// Whether nothing under an expression is recorded.
    fn unrecorded(&self, term: &Term) -> bool {
        term.facts.iter().all(|fact| self.facts.get(*fact).is_unknown())
    }

    /// The terms that would decide an expression: from the root down, a part matters when it is unknown itself.
    fn undecided(&self, expression: &Expression, seen: &mut [bool], terms: &mut Vec<Term>) {
        if !self.value(expression).is_unknown() {
            return;
        }
        if let Some(term) = term_of(self.instrument, expression).filter(|term| self.unrecorded(term)) {
            if !terms.iter().any(|known| known.name == term.name) {
                terms.push(term);
            }
            return;
        }
        if let Expression::Name(i) = expression {
            if !std::mem::replace(&mut seen[*i], true) {
                self.undecided(&self.instrument.names[*i].expression, seen, terms);
            }
            return;
        }
        expression.parts().iter().for_each(|part| self.undecided(part, seen, terms));
    }

    fn undecided_of(&self, names: impl IntoIterator<Item = usize>) -> Vec<Term> {
        let (mut seen, mut terms) = (vec![false; self.truths.len()], Vec::new());
        for name in names {
            self.undecided(&Expression::Name(name), &mut seen, &mut terms);
        }
        terms.sort_by(|a, b| (a.rank, &a.name).cmp(&(b.rank, &b.name)));
        terms
    }
}

/// The terms that would decide the findings of an instrument for one person: the row form of the `undecided` column.
pub fn undecided(instrument: &Instrument, facts: &Facts) -> Vec<Term> {
    let findings = instrument.of_role(Role::Finding).map(|(i, _)| i);
    Reading::new(instrument, *facts).undecided_of(findings)
}

/// A finding that is open, by its index in the instrument, and the terms that would decide it.
pub(crate) struct Undecided {
    pub name: usize,
    pub terms: Vec<Term>,
}

/// The findings of an instrument that are open for one person.
pub(crate) fn undecided_parts(instrument: &Instrument, facts: &Facts) -> Vec<Undecided> {
    let reading = Reading::new(instrument, *facts);
    let open = instrument.of_role(Role::Finding).filter(|(name, _)| reading.truths[*name].is_unknown());
    open.map(|(name, _)| Undecided { name, terms: reading.undecided_of([name]) }).collect()
}

/// A fact that made a result what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The fact.
    #[serde(serialize_with = "text")]
    pub fact: Fact,
    /// Its label.
    pub label: String,
    /// Yes or no.
    #[serde(serialize_with = "text")]
    pub truth: Truth,
    /// The term of the definition it counts as, if the instrument names one.
    pub counts_as: Option<String>,
    /// The assumption that says so, where no record does.
    pub assumed: Option<String>,
}

/// One element or finding of a proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Whether it is an element or a finding.
    pub role: Role,
    /// Its label, with the assumptions it rests on and whether it is unchecked.
    pub label: String,
    /// What it comes to.
    #[serde(serialize_with = "text")]
    pub truth: Truth,
    /// Whether it only describes.
    pub describes_only: bool,
    /// For a yes facts that suffice, of which none can be left out; for a no all facts that make it so.
    pub because: Vec<Evidence>,
    /// Where it is unknown, what would decide it.
    pub undecided: Vec<Term>,
}

/// An assumption as a result names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assumed {
    /// Its name.
    pub name: String,
    /// What is assumed.
    pub statement: String,
}

/// What an instrument finds for one person, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// The instrument's id.
    pub instrument: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Where the definition is published.
    pub citation: String,
    /// Whether all of it was compared with the primary text.
    pub checked_against_primary: bool,
    /// The assumptions that filled a fact it rests on.
    pub assumptions: Vec<Assumed>,
    /// Elements, then findings.
    pub steps: Vec<Step>,
}

/// How many facts of one element a line of a proof names.
const SHOWN: usize = 4;

/// Whether a term is one fact under its own name.
fn is_single(term: &Term) -> bool {
    matches!(term.facts.as_slice(), [fact] if fact.id() == term.name)
}

/// The label of a result with what it rests on.
pub(crate) fn full_label(label: &str, assumptions: &[&str], checked: bool) -> String {
    let mut full = label.to_owned();
    if !assumptions.is_empty() {
        full += &format!(" (assuming {})", assumptions.join(", "));
    }
    if !checked {
        full += &format!(" ({UNCHECKED})");
    }
    full
}

/// What an instrument finds for one person under the given assumptions, and why.
///
/// **Method** Kleene's logic from the leaves up; witnesses and decisive unknowns from the root down.
///
/// **Cost** About the size of the instrument for each element and finding, times its witnesses.
pub fn explain(instrument: &Instrument, assumptions: &[&Assumption], recorded: &Facts) -> Proof {
    let (facts, filled) = assume(assumptions, recorded);
    let mut reading = Reading::new(instrument, facts);
    let assumed = |fact: Fact| filled.iter().find(|(f, _)| *f == fact).map(|(_, assumption)| assumption.name.clone());
    let mut steps = Vec::new();
    for (i, named) in instrument.results() {
        let because = reading.because(i).into_iter().map(|(fact, under)| Evidence {
            fact,
            label: fact.label().into(),
            truth: facts.get(fact),
            counts_as: under.map(|u| instrument.names[u].label.clone()),
            assumed: assumed(fact),
        });
        let because: Vec<Evidence> = because.collect();
        let touching: Vec<&str> =
            assumptions.iter().filter(|a| a.touches(named.facts)).map(|a| a.name.as_str()).collect();
        steps.push(Step {
            name: named.name.clone(),
            role: named.role,
            label: full_label(&named.label, &touching, named.checked_against_primary),
            truth: reading.truths[i],
            describes_only: named.describes_only,
            because,
            undecided: reading.undecided_of([i]),
        });
    }
    let used = assumptions
        .iter()
        .filter(|a| filled.iter().any(|(fact, by)| by.name == a.name && instrument.facts().contains(*fact)));
    Proof {
        instrument: instrument.id.clone(),
        title: instrument.title.clone(),
        version: instrument.version.clone(),
        citation: instrument.citation.clone(),
        checked_against_primary: instrument.checked_against_primary,
        assumptions: used.map(|a| Assumed { name: a.name.clone(), statement: a.statement.clone() }).collect(),
        steps,
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({}, version {})", self.title, self.instrument, self.version)?;
        writeln!(f, "{}", self.citation)?;
        for assumed in &self.assumptions {
            writeln!(f, "Assumed ({}): {}", assumed.name, assumed.statement)?;
        }
        for step in &self.steps {
            let only = if step.describes_only { " [describes only]" } else { "" };
            writeln!(f, "\n{}: {}{only}", step.label, truth_label(step.truth))?;
            // What counts as the same and is the same goes on one line, where the first of it stands.
            for (i, first) in step.because.iter().enumerate() {
                let alike = |other: &&Evidence| {
                    let terms = (&other.counts_as, other.truth, other.assumed.is_some());
                    other.counts_as.is_some() && terms == (&first.counts_as, first.truth, first.assumed.is_some())
                };
                if step.because[..i].iter().any(|earlier| alike(&earlier)) {
                    continue;
                }
                let more = step.because[i + 1..].iter().filter(alike);
                let facts: Vec<&str> = [first].into_iter().chain(more).map(|evidence| evidence.fact.id()).collect();
                let label = if facts.len() == 1 { &first.label } else { "each" };
                let counts_as = first.counts_as.as_ref().map_or(String::new(), |term| format!("; under: {term}"));
                let assumed = if first.assumed.is_some() { ", assumed" } else { "" };
                writeln!(f, "  {} {} ({label}{counts_as}){assumed}", first.truth, facts.join(", "))?;
            }
            for term in step.undecided.iter().filter(|term| !is_single(term)) {
                match term.facts.as_slice() {
                    [fact] => writeln!(f, "  would decide it: {} ({fact})", term.name)?,
                    facts => writeln!(f, "  would decide it: {} (one of {} facts)", term.name, facts.len())?,
                }
            }
            // Facts that are left of a group are many once a part of it is recorded: a line an element, not one a fact.
            for element in Element::ALL {
                let of_element = |term: &&Term| is_single(term) && term.facts[0].element() == element;
                let left: Vec<&Term> = step.undecided.iter().filter(of_element).collect();
                let names = left.iter().take(SHOWN).map(|term| format!("{} ({})", term.name, term.label));
                let names: Vec<String> = names.collect();
                let more = match left.len().saturating_sub(SHOWN) {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                if !names.is_empty() {
                    writeln!(f, "  would decide it: {}{more}", names.join(", "))?;
                }
            }
        }
        Ok(())
    }
}
