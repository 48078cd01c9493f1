//! Named assumptions: facts that may be taken as yes where nobody recorded them, said openly on every result.
//!
//! An assumption never changes what is recorded, and looks only at what is recorded: the order of several does not
//! matter.

use crate::error::{InstrumentError, Mistake, Place};
use crate::explain::truth_of_facts;
use crate::expression::{Expression, Scope, resolve, without_consent};
use crate::fact_set::FactSet;
use crate::parse::parse;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;
use turnstone_model::{Fact, Facts, Truth};

/// A named assumption.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumption {
    /// The name, as in `--assume act`.
    pub name: String,
    /// What is assumed, in one sentence.
    pub statement: String,
    /// Why one may assume it.
    pub why: String,
    /// The condition, over facts; without it: none of the facts of the set fact's element is recorded as yes.
    pub when: Option<Expression>,
    /// The facts that are taken as yes where they are not recorded and the condition holds.
    pub sets: Vec<Fact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    statement: String,
    why: String,
    when: Option<Spanned<String>>,
    sets: Spanned<Vec<Spanned<String>>>,
}

impl Assumption {
    /// Reads the assumptions of a file, in its order; `file` is how errors call it.
    ///
    /// **Errors** The first mistake, with file, line and column, what was found and what would be right.
    pub fn parse_all(text: &str, file: &str) -> Result<Vec<Assumption>, InstrumentError> {
        let place = Place { file, text };
        let read: BTreeMap<String, File> = toml::from_str(text).map_err(|error| place.toml(&error))?;
        let mut read: Vec<_> = read.into_iter().collect();
        read.sort_by_key(|(_, file)| file.sets.span().start);
        read.into_iter().map(|(name, file)| Self::from_file(name, file, place)).collect()
    }

    fn from_file(name: String, file: File, place: Place<'_>) -> Result<Assumption, InstrumentError> {
        let at = file.sets.span().start;
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            let expected = "expected small letters, digits and `-`";
            return Err(place.error(at, Mistake::Name, format!("found the name `{name}`"), expected));
        }
        let when = file.when.as_ref().map(|when| {
            let read = parse(when.get_ref()).and_then(|syntax| resolve(&syntax, Scope::default()));
            let read = read.and_then(without_consent);
            read.map_err(|error| place.in_expression(when.span(), error))
        });
        let mut sets: Vec<Fact> = Vec::new();
        for id in file.sets.get_ref() {
            let syntax = crate::syntax::Syntax::Word(crate::syntax::Word { text: id.get_ref().clone(), at: 0 });
            let fact = resolve(&syntax, Scope::default()).and_then(without_consent);
            let fact = fact.map_err(|error| place.in_expression(id.span(), error))?;
            let Expression::Fact(fact) = fact else { continue };
            if sets.contains(&fact) {
                let found = format!("found `{fact}` again");
                return Err(place.error(id.span().start, Mistake::Duplicate, found, "each is listed once"));
            }
            sets.push(fact);
        }
        if sets.is_empty() {
            return Err(place.error(at, Mistake::Empty, "found no fact to set", "expected at least one"));
        }
        Ok(Assumption { name, statement: file.statement, why: file.why, when: when.transpose()?, sets })
    }

    /// Whether it sets one of these facts: whether what rests on them may rest on it.
    pub fn touches(&self, facts: FactSet) -> bool {
        self.sets.iter().any(|fact| facts.contains(*fact))
    }

    /// Whether its condition for `fact` holds by what is recorded.
    fn holds(&self, fact: Fact, recorded: &Facts) -> bool {
        match &self.when {
            Some(when) => truth_of_facts(when, recorded).is_yes(),
            None => !fact.element().facts().any(|fact| recorded.get(fact).is_yes()),
        }
    }
}

/// The facts with what is assumed filled in, and which fact was filled by which assumption, the first that does.
///
/// The columns of [`crate::assess`] are filled with the same meaning.
pub fn assume<'a>(assumptions: &[&'a Assumption], recorded: &Facts) -> (Facts, Vec<(Fact, &'a Assumption)>) {
    let mut facts = *recorded;
    let mut filled = Vec::new();
    for assumption in assumptions {
        for &fact in &assumption.sets {
            if facts.get(fact).is_unknown() && assumption.holds(fact, recorded) {
                facts.set(fact, Truth::YES);
                filled.push((fact, *assumption));
            }
        }
    }
    (facts, filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(pairs: &[(&str, Truth)]) -> Facts {
        let mut facts = Facts::default();
        pairs.iter().for_each(|(id, truth)| facts.set(Fact::from_id(id).unwrap(), *truth));
        facts
    }

    const TEXT: &str = r#"
[second]
statement = "s"
why = "w"
when = "any(sector.*)"
sets = ["purpose.forced_labour"]
[act]
statement = "s"
why = "w"
sets = ["act.unspecified"]
"#;

    #[test]
    fn an_assumption_fills_only_what_nobody_recorded() {
        let all = Assumption::parse_all(TEXT, "a.toml").unwrap();
        assert_eq!(all[0].name, "second");
        let all: Vec<&Assumption> = all.iter().collect();
        let id = |id| Fact::from_id(id).unwrap();
        let (none, labour) = (facts(&[]), facts(&[("sector.mining", Truth::YES)]));
        assert_eq!(assume(&all, &none).0.get(id("act.unspecified")), Truth::YES);
        assert_eq!(assume(&all, &none).0.get(id("purpose.forced_labour")), Truth::UNKNOWN);
        assert_eq!(assume(&all, &labour).0.get(id("purpose.forced_labour")), Truth::YES);
        let refused = facts(&[
            ("act.unspecified", Truth::NO),
            ("purpose.forced_labour", Truth::NO),
            ("sector.mining", Truth::YES),
        ]);
        assert_eq!(assume(&all, &refused).0, refused);
        let named = facts(&[("act.transfer", Truth::YES)]);
        assert_eq!(assume(&all, &named).0, named);
    }

    #[test]
    fn mistakes_are_found_where_they_stand() {
        for (from, to, mistake, line) in [
            ("any(sector.*)", "any(sectr.*)", Mistake::UnknownName, 5),
            ("any(sector.*)", "coercion", Mistake::UnknownName, 5),
            ("act.unspecified", "act.unspecifid", Mistake::UnknownName, 10),
            ("\"act.unspecified\"", "", Mistake::Empty, 10),
            ("\"act.unspecified\"", "\"act.luring\", \"act.luring\"", Mistake::Duplicate, 10),
            ("any(sector.*)", "person.consented", Mistake::Consent, 5),
            ("act.unspecified", "person.consented", Mistake::Consent, 10),
            ("[act]", "[second]", Mistake::Toml, 7),
            ("[act]", "[Act]", Mistake::Name, 10),
            ("why", "because", Mistake::Toml, 4),
        ] {
            let error = Assumption::parse_all(&TEXT.replacen(from, to, 1), "a.toml").unwrap_err();
            assert_eq!((error.mistake, error.line), (mistake, line), "{to}: {error}");
        }
    }
}
