//! What an expression means: its words resolved to facts and names.
//!
//! The value of an expression for one person is in [`explain`](mod@crate::explain), for whole columns in [`crate::assess`].

use crate::error::{ExpressionError, Mistake};
use crate::fact_set::FactSet;
use crate::syntax::{Argument, Arguments, Syntax, Word};
use turnstone_model::vocabulary::{PersonFact, edit_distance, nearest_ids};
use turnstone_model::{Element, Fact};

/// An expression over facts and the names of one instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// A fact.
    Fact(Fact),
    /// The name with this index in the instrument.
    Name(usize),
    /// Kleene's negation.
    Not(Box<Expression>),
    /// All hold.
    And(Vec<Expression>),
    /// At least one holds.
    Or(Vec<Expression>),
    /// At least `n` of the facts and names hold: `any(…)` where `n` is 1, else `count(…) >= n`.
    Group {
        /// How many must hold: at least 1, at most as many as there are.
        n: usize,
        /// Facts and names, each once.
        of: Vec<Expression>,
    },
}

impl Expression {
    /// The parts of this expression.
    pub fn parts(&self) -> &[Expression] {
        match self {
            Expression::Fact(_) | Expression::Name(_) => &[],
            Expression::Not(inner) => std::slice::from_ref(inner),
            Expression::And(parts) | Expression::Or(parts) | Expression::Group { of: parts, .. } => parts,
        }
    }

    /// Calls `visit` with every fact and every name in it, names not followed.
    pub fn leaves(&self, visit: &mut impl FnMut(&Expression)) {
        match self {
            Expression::Fact(_) | Expression::Name(_) => visit(self),
            _ => self.parts().iter().for_each(|part| part.leaves(visit)),
        }
    }

    /// The facts that stand in it, names not followed.
    pub fn own_facts(&self) -> FactSet {
        let mut facts = FactSet::default();
        self.leaves(&mut |leaf| {
            if let Expression::Fact(fact) = leaf {
                facts.insert(*fact);
            }
        });
        facts
    }

    /// The names that stand in it.
    pub fn own_names(&self) -> Vec<usize> {
        let mut names = Vec::new();
        self.leaves(&mut |leaf| {
            if let Expression::Name(name) = leaf {
                names.push(*name);
            }
        });
        names
    }
}

/// How a group is called when nobody gave it a name: the same for every way to write the same group.
pub(crate) fn group_text(n: usize, of: &[Expression], name_of: impl Fn(usize) -> String) -> String {
    let facts: FactSet = of.iter().filter_map(|e| if let Expression::Fact(f) = e { Some(*f) } else { None }).collect();
    let mut names: Vec<String> =
        of.iter().filter_map(|e| if let Expression::Name(i) = e { Some(name_of(*i)) } else { None }).collect();
    names.sort();
    let element = facts.iter().next().map(Fact::element);
    let inside = match element {
        Some(element) if names.is_empty() && facts.iter().all(|fact| fact.element() == element) => {
            let left_out: Vec<&str> = element.facts().filter(|f| !facts.contains(*f)).map(Fact::id).collect();
            match left_out.len() {
                0 => Some(format!("{}.*", element.prefix())),
                k if k < of.len() && k <= 3 => Some(format!("{}.* except {}", element.prefix(), left_out.join(", "))),
                _ => None,
            }
        }
        _ => None,
    };
    let inside = inside.unwrap_or_else(|| {
        let facts = facts.iter().map(|fact| fact.id().to_owned());
        facts.chain(names).collect::<Vec<_>>().join(", ")
    });
    if n == 1 { format!("any({inside})") } else { format!("count({inside}) >= {n}") }
}

/// The names that an expression may use, with their index in the instrument.
#[derive(Clone, Copy, Default)]
pub(crate) struct Scope<'a> {
    /// The names that may be used.
    pub names: &'a [(String, usize)],
    /// Names that exist but may not be used here, and why not.
    pub barred: &'a [String],
}

type Result<T> = std::result::Result<T, ExpressionError>;

/// Resolves every word of an expression.
///
/// **Errors** The first word that is no fact and no name in scope; a group of nothing, with an argument twice, or with
/// an `n` out of reach.
pub(crate) fn resolve(syntax: &Syntax, scope: Scope<'_>) -> Result<Expression> {
    let all = |parts: &[Syntax]| parts.iter().map(|part| resolve(part, scope)).collect::<Result<Vec<_>>>();
    Ok(match syntax {
        Syntax::Word(word) => scope.word(word)?,
        Syntax::Not(inner) => Expression::Not(Box::new(resolve(inner, scope)?)),
        Syntax::And(parts) => Expression::And(all(parts)?),
        Syntax::Or(parts) => Expression::Or(all(parts)?),
        Syntax::Any { word, of } => Expression::Group { n: 1, of: scope.members(word, of)? },
        Syntax::Count { word, of, at_least } => {
            let members = scope.members(word, of)?;
            if *at_least == 0 || *at_least > members.len() {
                let found = format!("found `count(…) >= {at_least}` over {}", members.len());
                let expected = format!("the number lies between 1 and {}", members.len());
                return Err(ExpressionError::new(word.at, Mistake::Count, found, expected));
            }
            Expression::Group { n: *at_least, of: members }
        }
    })
}

/// Refuses an expression in which consent stands: it is recorded and an input of nothing.
pub(crate) fn without_consent(expression: Expression) -> Result<Expression> {
    match expression.own_facts().contains(Fact::Person(PersonFact::Consented)) {
        false => Ok(expression),
        true => {
            let expected = "consent is never an input: take the fact out (`person.* except person.consented`)";
            Err(ExpressionError::new(0, Mistake::Consent, "found `person.consented`", expected))
        }
    }
}

impl Scope<'_> {
    fn word(&self, word: &Word) -> Result<Expression> {
        if let Some(fact) = Fact::from_id(&word.text) {
            return Ok(Expression::Fact(fact));
        }
        if let Some((_, index)) = self.names.iter().find(|(name, _)| *name == word.text) {
            return Ok(Expression::Name(*index));
        }
        let error = |found, expected| Err(ExpressionError::new(word.at, Mistake::UnknownName, found, expected));
        if self.barred.contains(&word.text) {
            let expected = "only a finding may use a finding; move what they share to [define]";
            return error(format!("found the finding `{}`", word.text), expected.into());
        }
        let mut near: Vec<&str> = nearest_ids(&word.text, 3);
        let lower = word.text.to_lowercase();
        near.extend(crate::parse::KEYWORDS.into_iter().filter(|keyword| *keyword == lower));
        let close = |name: &&str| edit_distance(&word.text, name) <= 1 + word.text.len() / 4;
        near.extend(self.names.iter().map(|(name, _)| name.as_str()).filter(close));
        let distance = |name: &str| edit_distance(&word.text, name);
        let nearest = near.iter().map(|name| distance(name)).min().unwrap_or(0);
        near.retain(|name| distance(name) <= nearest + 1);
        let expected = match near.as_slice() {
            [] => "expected a fact of the vocabulary or a name of [define] or [elements]".into(),
            near => format!("did you mean `{}`?", near.join("`, `")),
        };
        error(format!("found `{}`, which is no fact and no name here", word.text), expected)
    }

    fn members(&self, group: &Word, of: &Arguments) -> Result<Vec<Expression>> {
        let mut members: Vec<Expression> = Vec::new();
        let twice = |at, what: &Expression, text: &str| {
            let found = match what {
                Expression::Fact(fact) if fact.id() != text => format!("found `{text}`, which gives `{fact}` again"),
                _ => format!("found `{text}` again"),
            };
            Err(ExpressionError::new(at, Mistake::Duplicate, found, "each is listed once"))
        };
        for item in &of.items {
            match item {
                Argument::One(word) => {
                    let member = self.word(word)?;
                    if members.contains(&member) {
                        return twice(word.at, &member, &word.text);
                    }
                    members.push(member);
                }
                Argument::All(prefix) => {
                    for fact in element(prefix)?.facts() {
                        let member = Expression::Fact(fact);
                        if members.contains(&member) {
                            return twice(prefix.at, &member, &format!("{}.*", prefix.text));
                        }
                        members.push(member);
                    }
                }
            }
        }
        for word in &of.except {
            let left_out = self.word(word)?;
            let Some(place) = members.iter().position(|member| *member == left_out) else {
                let found = format!("found `{}` after `except`", word.text);
                let expected = "expected a fact of the `prefix.*` before it, each once";
                return Err(ExpressionError::new(word.at, Mistake::UnknownName, found, expected));
            };
            members.remove(place);
        }
        if members.is_empty() {
            let found = format!("found `{}(…)` of nothing", group.text);
            return Err(ExpressionError::new(group.at, Mistake::Empty, found, "`except` has to leave something"));
        }
        Ok(members)
    }
}

fn element(prefix: &Word) -> Result<Element> {
    Element::ALL.into_iter().find(|element| element.prefix() == prefix.text).ok_or_else(|| {
        let prefixes = Element::ALL.map(Element::prefix).join("`, `");
        let found = format!("found `{}.*`, and no fact begins so", prefix.text);
        ExpressionError::new(prefix.at, Mistake::UnknownName, found, format!("expected one of `{prefixes}`"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;

    fn read(text: &str) -> Result<Expression> {
        resolve(&parse(text).unwrap(), Scope { names: &[("coercion".into(), 0)], barred: &["shown".into()] })
    }

    #[test]
    fn wildcards_give_the_facts_of_an_element() {
        let Expression::Group { n: 1, of } = read("any(act.* except act.luring)").unwrap() else { panic!() };
        assert_eq!(of.len(), Element::Act.facts().count() - 1);
        assert_eq!(group_text(1, &of, |_| String::new()), "any(act.* except act.luring)");
        let Expression::Group { n, of } = read("count(coercion, means.force, act.transfer) >= 2").unwrap() else {
            panic!()
        };
        assert_eq!(group_text(n, &of, |_| "coercion".into()), "count(act.transfer, means.force, coercion) >= 2");
    }

    #[test]
    fn unknown_words_name_their_neighbours() {
        for (text, at, mistake, says) in [
            ("act.luring and means.debt_bondge", 15, Mistake::UnknownName, "means.debt_bondage"),
            ("cercion", 0, Mistake::UnknownName, "coercion"),
            ("act.luring or shown", 14, Mistake::UnknownName, "only a finding"),
            ("zzzzzzzzzzzz", 0, Mistake::UnknownName, "[define]"),
            ("any(acts.*)", 4, Mistake::UnknownName, "`act`"),
            ("any(act.luring, act.luring)", 16, Mistake::Duplicate, "once"),
            ("any(act.luring, act.*)", 16, Mistake::Duplicate, "once"),
            ("any(act.* except means.force)", 17, Mistake::UnknownName, "each once"),
            ("any(process.* except process.traditional, process.traditional)", 42, Mistake::UnknownName, "each once"),
            (
                "any(person.* except person.child, person.unaccompanied, person.age_disputed, person.consented)",
                0,
                Mistake::Empty,
                "leave something",
            ),
            ("not count(person.*) >= 5", 4, Mistake::Count, "between 1 and 4"),
            ("count(person.*) >= 0", 0, Mistake::Count, "between 1 and 4"),
        ] {
            let error = read(text).unwrap_err();
            assert_eq!((error.at, error.mistake), (at, mistake), "{text}: {error:?}");
            assert!(error.expected.contains(says), "{text}: {error:?}");
        }
        assert!(Scope::default().word(&Word { text: "AND".into(), at: 0 }).unwrap_err().expected.contains("`and`"));
    }
}
