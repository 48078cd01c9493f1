//! Expressions of any number of instruments, flattened into one graph in which what is the same is computed once.
//!
//! How the graph runs over columns is in [`crate::column`].

use crate::assumption::Assumption;
use crate::expression::Expression;
use crate::instrument::Instrument;
use std::collections::HashMap;
use turnstone_model::Fact;

/// The place of an operation in a graph.
pub type OpId = usize;

/// One operation of a graph; it uses only operations before it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// What is recorded of a fact.
    Fact(Fact),
    /// What is recorded of a fact, and yes where nothing is and the condition holds.
    Fill {
        /// The fact.
        fact: OpId,
        /// The condition.
        when: OpId,
        /// Whether the condition is that `when` is yes, or that it is not.
        is_yes: bool,
    },
    /// Kleene's negation.
    Not(OpId),
    /// All hold.
    And(Box<[OpId]>),
    /// At least one holds.
    Or(Box<[OpId]>),
    /// At least so many hold; more than one, fewer than all.
    AtLeast(usize, Box<[OpId]>),
}

/// Operations, each after those it uses, none twice.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// The operations.
    pub ops: Vec<Op>,
    ids: HashMap<Op, OpId>,
    /// The facts as the assumptions leave them.
    assumed: HashMap<Fact, OpId>,
}

impl Graph {
    /// Adds what is computed for every name of an instrument; gives the operation of each.
    pub fn add_instrument(&mut self, instrument: &Instrument, assumptions: &[&Assumption]) -> Vec<OpId> {
        let mut names = vec![0; instrument.names.len()];
        for &i in &instrument.order {
            names[i] = self.add(&instrument.names[i].expression, &names, Some(assumptions));
        }
        names
    }

    /// Adds an expression; `assumptions` are `None` where only what is recorded counts.
    pub fn add(&mut self, expression: &Expression, names: &[OpId], assumptions: Option<&[&Assumption]>) -> OpId {
        let mut all = |parts: &[Expression]| -> Vec<OpId> {
            parts.iter().map(|part| self.add(part, names, assumptions)).collect()
        };
        match expression {
            Expression::Fact(fact) => self.fact(*fact, assumptions),
            Expression::Name(i) => names[*i],
            Expression::Not(inner) => {
                let inner = self.add(inner, names, assumptions);
                self.not(inner)
            }
            Expression::And(parts) => {
                let parts = all(parts);
                self.all_of(parts)
            }
            Expression::Or(parts) => {
                let parts = all(parts);
                self.any_of(parts)
            }
            Expression::Group { n, of } => {
                let mut parts = all(of);
                match *n {
                    1 => self.any_of(parts),
                    n if n == parts.len() => self.all_of(parts),
                    n => {
                        parts.sort_unstable();
                        self.intern(Op::AtLeast(n, parts.into()))
                    }
                }
            }
        }
    }

    /// A fact, as the assumptions leave it.
    pub fn fact(&mut self, fact: Fact, assumptions: Option<&[&Assumption]>) -> OpId {
        let recorded = self.intern(Op::Fact(fact));
        let Some(assumptions) = assumptions else { return recorded };
        if let Some(known) = self.assumed.get(&fact) {
            return *known;
        }
        let mut filled = recorded;
        for assumption in assumptions.iter().filter(|a| a.sets.contains(&fact)) {
            let when = match &assumption.when {
                Some(when) => self.add(when, &[], None),
                None => {
                    let facts = fact.element().facts().map(|f| self.intern(Op::Fact(f))).collect();
                    self.any_of(facts)
                }
            };
            filled = self.intern(Op::Fill { fact: filled, when, is_yes: assumption.when.is_some() });
        }
        self.assumed.insert(fact, filled);
        filled
    }

    fn not(&mut self, inner: OpId) -> OpId {
        match self.ops[inner] {
            Op::Not(twice) => twice,
            _ => self.intern(Op::Not(inner)),
        }
    }

    fn all_of(&mut self, parts: Vec<OpId>) -> OpId {
        self.of_parts(parts, Op::And)
    }

    fn any_of(&mut self, parts: Vec<OpId>) -> OpId {
        self.of_parts(parts, Op::Or)
    }

    fn of_parts(&mut self, mut parts: Vec<OpId>, op: fn(Box<[OpId]>) -> Op) -> OpId {
        parts.sort_unstable();
        parts.dedup();
        match parts.as_slice() {
            [one] => *one,
            _ => self.intern(op(parts.into())),
        }
    }

    fn intern(&mut self, op: Op) -> OpId {
        if let Some(id) = self.ids.get(&op) {
            return *id;
        }
        let id = self.ops.len();
        self.ids.insert(op.clone(), id);
        self.ops.push(op);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::{Scope, resolve};
    use crate::parse::parse;

    fn add(graph: &mut Graph, text: &str) -> OpId {
        let expression = resolve(&parse(text).unwrap(), Scope::default()).unwrap();
        graph.add(&expression, &[], Some(&[]))
    }

    #[test]
    fn what_is_the_same_is_one_operation() {
        let mut graph = Graph::default();
        let a = add(&mut graph, "any(act.luring, act.transfer)");
        for same in [
            "act.transfer or act.luring",
            "not not any(act.transfer, act.luring)",
            "act.luring or act.transfer or act.luring",
            "count(act.luring, act.transfer) >= 1",
        ] {
            assert_eq!(add(&mut graph, same), a, "{same}");
        }
        assert_eq!(
            add(&mut graph, "act.luring and act.transfer"),
            add(&mut graph, "count(act.luring, act.transfer) >= 2")
        );
        assert_eq!(graph.ops.iter().filter(|op| matches!(op, Op::Fact(_))).count(), 2);
    }
}
