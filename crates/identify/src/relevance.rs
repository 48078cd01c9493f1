//! Which unknown terms would decide an instrument's findings, for whole columns: the graph of what matters for what.
//!
//! One person's is in [`crate::explain::undecided`], with the same meaning.

use crate::assumption::Assumption;
use crate::explain::{Term, term_of};
use crate::expression::Expression;
use crate::graph::{Graph, OpId};
use crate::instrument::{Instrument, Role};
use std::collections::HashMap;
use turnstone_model::Fact;

/// A part of an instrument: it matters where something it is part of matters and it is unknown itself.
#[derive(Clone, Debug)]
pub(crate) struct View {
    /// Its value.
    pub op: OpId,
    /// The term it is where nothing under it is recorded.
    pub term: Option<usize>,
    /// Its parts, all before it.
    pub children: Vec<usize>,
}

/// The parts of an instrument's findings and the terms they can be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Relevance {
    /// Every term, in the order in which texts list them.
    pub terms: Vec<Term>,
    /// The facts of each term, as operations.
    pub facts: Vec<Vec<OpId>>,
    /// Every part, each after its own parts.
    pub views: Vec<View>,
    /// The findings.
    pub roots: Vec<usize>,
}

struct Builder<'a> {
    instrument: &'a Instrument,
    assumptions: &'a [&'a Assumption],
    graph: &'a mut Graph,
    /// The operation of each name.
    names: &'a [OpId],
    named: Vec<Option<usize>>,
    known: HashMap<(OpId, Option<usize>, Vec<usize>), usize>,
    terms: HashMap<String, usize>,
    relevance: Relevance,
}

impl Relevance {
    /// The relevance of an instrument; `names` are the operations that [`Graph::add_instrument`] gave.
    pub fn new(instrument: &Instrument, assumptions: &[&Assumption], graph: &mut Graph, names: &[OpId]) -> Relevance {
        let mut builder = Builder {
            instrument,
            assumptions,
            graph,
            names,
            named: vec![None; instrument.names.len()],
            known: HashMap::new(),
            terms: HashMap::new(),
            relevance: Relevance::default(),
        };
        let roots: Vec<usize> = instrument.of_role(Role::Finding).map(|(i, _)| builder.name(i)).collect();
        let mut relevance = builder.relevance;
        relevance.roots = roots;
        relevance.sort_terms();
        relevance
    }

    fn sort_terms(&mut self) {
        let mut order: Vec<usize> = (0..self.terms.len()).collect();
        order.sort_by(|a, b| {
            let (a, b) = (&self.terms[*a], &self.terms[*b]);
            (a.rank, &a.name).cmp(&(b.rank, &b.name))
        });
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(new, old)| place[*old] = new);
        self.terms = order.iter().map(|old| self.terms[*old].clone()).collect();
        self.facts = order.iter().map(|old| self.facts[*old].clone()).collect();
        for view in &mut self.views {
            view.term = view.term.map(|old| place[old]);
        }
    }
}

impl Builder<'_> {
    fn name(&mut self, i: usize) -> usize {
        if let Some(view) = self.named[i] {
            return view;
        }
        let instrument = self.instrument;
        let child = self.view(&instrument.names[i].expression);
        let view = self.push(self.names[i], &Expression::Name(i), vec![child]);
        self.named[i] = Some(view);
        view
    }

    fn view(&mut self, expression: &Expression) -> usize {
        if let Expression::Name(i) = expression {
            return self.name(*i);
        }
        let children = expression.parts().iter().map(|part| self.view(part)).collect();
        let op = self.graph.add(expression, self.names, Some(self.assumptions));
        self.push(op, expression, children)
    }

    fn push(&mut self, op: OpId, expression: &Expression, children: Vec<usize>) -> usize {
        let term = term_of(self.instrument, expression).map(|term| self.term(term));
        let key = (op, term, children);
        if let Some(view) = self.known.get(&key) {
            return *view;
        }
        let view = self.relevance.views.len();
        self.relevance.views.push(View { op, term, children: key.2.clone() });
        self.known.insert(key, view);
        view
    }

    fn term(&mut self, term: Term) -> usize {
        if let Some(known) = self.terms.get(&term.name) {
            return *known;
        }
        let place = self.relevance.terms.len();
        let fact = |fact: &Fact| self.graph.fact(*fact, Some(self.assumptions));
        self.relevance.facts.push(term.facts.iter().map(fact).collect());
        self.terms.insert(term.name.clone(), place);
        self.relevance.terms.push(term);
        place
    }
}
