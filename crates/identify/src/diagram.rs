//! A result of an instrument as a decision diagram over facts: how likely it is, what each answer would do to that, and
//! which smallest sets of unknown facts would settle it.
//!
//! Kleene values, which say what is established, are in [`explain`](mod@crate::explain); which question to ask is in
//! [`crate::interview`].

use crate::expression::Expression;
use crate::fact_set::FactSet;
use crate::instrument::Instrument;
use std::collections::HashMap;
use turnstone_model::vocabulary::FACT_COUNT;
use turnstone_model::{Fact, Facts, Truth};

/// A node of a diagram, by its place; [`NO`] and [`YES`] are the ends.
type Node = u32;
const NO: Node = 0;
const YES: Node = 1;

/// How many nodes a diagram may have. Expressions of instruments need some hundreds; one that needs more than this is
/// refused when the instrument is compiled and not at the table.
const MOST_NODES: usize = 1 << 20;

/// The probability of yes for each fact, independent of each other, given that nothing else is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates([f64; FACT_COUNT]);

impl Rates {
    /// One half for every fact.
    pub fn uniform() -> Rates {
        Rates([0.5; FACT_COUNT])
    }

    /// The rate of a fact.
    pub fn get(&self, fact: Fact) -> f64 {
        self.0[fact.index()]
    }

    /// Sets the rate of a fact.
    ///
    /// **Arguments** `rate` is moved into 0.001 to 0.999: a rate is learnt from a sample and never certain, and at 0 or
    /// 1 the answer that contradicts it could not be weighed.
    pub fn set(&mut self, fact: Fact, rate: f64) {
        self.0[fact.index()] = if rate.is_nan() { 0.5 } else { rate.clamp(0.001, 0.999) };
    }

    /// The probability of yes given what is recorded.
    fn given(&self, fact: Fact, facts: &Facts) -> f64 {
        match facts.get(fact).0 {
            Some(true) => 1.0,
            Some(false) => 0.0,
            None => self.get(fact),
        }
    }
}

/// One element or finding as a reduced ordered decision diagram.
///
/// **Source** Bryant (1986), Graph-based algorithms for Boolean function manipulation, IEEE Transactions on Computers
/// C-35(8). The order of facts is that of their first use, so that a group stands together.
#[derive(Clone, Debug)]
pub struct Diagram {
    /// The facts, in the order in which the diagram asks them.
    order: Vec<Fact>,
    /// Level, and the nodes for no and yes. The ends stand at 0 and 1 with a level behind every fact.
    nodes: Vec<(usize, Node, Node)>,
    root: Node,
}

/// A diagram in the making.
struct Builder {
    nodes: Vec<(usize, Node, Node)>,
    unique: HashMap<(usize, Node, Node), Node>,
    choices: HashMap<(Node, Node, Node), Node>,
    full: bool,
}

impl Builder {
    fn node(&mut self, level: usize, no: Node, yes: Node) -> Node {
        if no == yes {
            return no;
        }
        if let Some(known) = self.unique.get(&(level, no, yes)) {
            return *known;
        }
        if self.nodes.len() >= MOST_NODES {
            self.full = true;
            return NO;
        }
        let node = self.nodes.len() as Node;
        self.nodes.push((level, no, yes));
        self.unique.insert((level, no, yes), node);
        node
    }

    /// `yes` where `of` holds, `no` elsewhere.
    fn choose(&mut self, of: Node, yes: Node, no: Node) -> Node {
        match (of, yes, no) {
            (YES, ..) => return yes,
            (NO, ..) => return no,
            (_, YES, NO) => return of,
            _ if yes == no => return yes,
            _ => {}
        }
        if let Some(known) = self.choices.get(&(of, yes, no)) {
            return *known;
        }
        let level = [of, yes, no].map(|n| self.nodes[n as usize].0).into_iter().min().unwrap_or(usize::MAX);
        let side = |node: Node, nodes: &[(usize, Node, Node)]| match nodes[node as usize] {
            (at, no, yes) if at == level => (no, yes),
            _ => (node, node),
        };
        let [of_sides, yes_sides, no_sides] = [of, yes, no].map(|n| side(n, &self.nodes));
        let low = self.choose(of_sides.0, yes_sides.0, no_sides.0);
        let high = self.choose(of_sides.1, yes_sides.1, no_sides.1);
        let node = self.node(level, low, high);
        self.choices.insert((of, yes, no), node);
        node
    }

    /// At least `n` of `parts` hold.
    fn at_least(&mut self, n: usize, parts: &[Node]) -> Node {
        // From the last part on: `needed[k]` says that at least `k` of the parts from here on hold.
        let mut needed = vec![NO; n + 1];
        needed[0] = YES;
        for &part in parts.iter().rev() {
            for k in (1..=n).rev() {
                needed[k] = self.choose(part, needed[k - 1], needed[k]);
            }
        }
        needed[n]
    }

    fn expression(&mut self, expression: &Expression, names: &[Node], level: &HashMap<Fact, usize>) -> Node {
        let mut parts =
            |of: &[Expression]| -> Vec<Node> { of.iter().map(|part| self.expression(part, names, level)).collect() };
        match expression {
            Expression::Fact(fact) => self.node(level[fact], NO, YES),
            Expression::Name(i) => names[*i],
            Expression::Not(inner) => {
                let inner = self.expression(inner, names, level);
                self.choose(inner, NO, YES)
            }
            Expression::And(of) => {
                let parts = parts(of);
                parts.into_iter().rev().fold(YES, |all, part| self.choose(part, all, NO))
            }
            Expression::Or(of) => {
                let parts = parts(of);
                parts.into_iter().rev().fold(NO, |any, part| self.choose(part, YES, any))
            }
            Expression::Group { n, of } => {
                let parts = parts(of);
                self.at_least(*n, &parts)
            }
        }
    }
}

/// The facts of a name in the order in which they are first used, names followed.
fn first_uses(instrument: &Instrument, name: usize, seen: &mut [bool], order: &mut Vec<Fact>) {
    if std::mem::replace(&mut seen[name], true) {
        return;
    }
    let mut leaves = Vec::new();
    instrument.names[name].expression.leaves(&mut |leaf| leaves.push(leaf.clone()));
    for leaf in leaves {
        match leaf {
            Expression::Fact(fact) if !order.contains(&fact) => order.push(fact),
            Expression::Name(i) => first_uses(instrument, i, seen, order),
            _ => {}
        }
    }
}

impl Diagram {
    /// The diagram of a name of an instrument, by its index; `None` when it would have more than a million nodes.
    ///
    /// **Cost** About the size of the diagram; for the shipped instruments well under a millisecond each.
    pub fn new(instrument: &Instrument, name: usize) -> Option<Diagram> {
        let (mut seen, mut order) = (vec![false; instrument.names.len()], Vec::new());
        first_uses(instrument, name, &mut seen, &mut order);
        let level: HashMap<Fact, usize> = order.iter().enumerate().map(|(i, fact)| (*fact, i)).collect();
        let ends = [(usize::MAX, NO, NO), (usize::MAX, YES, YES)];
        let mut builder =
            Builder { nodes: ends.to_vec(), unique: HashMap::new(), choices: HashMap::new(), full: false };
        let mut names = vec![NO; instrument.names.len()];
        for &i in instrument.order.iter().filter(|i| seen[**i]) {
            names[i] = builder.expression(&instrument.names[i].expression, &names, &level);
        }
        (!builder.full).then(|| Diagram { order, nodes: builder.nodes, root: names[name] })
    }

    /// The facts it rests on.
    pub fn facts(&self) -> &[Fact] {
        &self.order
    }

    /// How many nodes it has, those that building left over included.
    pub fn size(&self) -> usize {
        self.nodes.len()
    }

    /// What every completion of the unknown facts agrees on; unknown where they differ.
    ///
    /// For results in which no `not` stands over a fact this is Kleene's value; else it can say more.
    pub fn certain(&self, facts: &Facts) -> Truth {
        // Not by a probability: that one of many facts holds is 1 to a computer and still not certain.
        match self.followed(facts)[self.root as usize] {
            YES => Truth::YES,
            NO => Truth::NO,
            _ => Truth::UNKNOWN,
        }
    }

    /// What each node comes to once known facts are followed: an end, or a node of which both sides are open.
    fn followed(&self, facts: &Facts) -> Vec<Node> {
        let mut comes_to: Vec<Node> = vec![NO, YES];
        // Nodes stand behind those they lead to.
        for &(level, no, yes) in &self.nodes[2..] {
            let (no, yes) = (comes_to[no as usize], comes_to[yes as usize]);
            comes_to.push(match facts.get(self.order[level]).0 {
                Some(true) => yes,
                Some(false) => no,
                None if no == yes => no,
                None => comes_to.len() as Node,
            });
        }
        comes_to
    }

    /// The probability of yes given what is recorded, unknown facts being independent with these rates.
    ///
    /// **Method** One pass over the nodes: each is the mean of its two sides, weighted by the rate of its fact.
    ///
    /// **Cost** One multiplication and addition a node.
    pub fn probability(&self, facts: &Facts, rates: &Rates) -> f64 {
        self.probabilities(facts, rates)[self.root as usize]
    }

    fn probabilities(&self, facts: &Facts, rates: &Rates) -> Vec<f64> {
        let given: Vec<f64> = self.order.iter().map(|fact| rates.given(*fact, facts)).collect();
        let mut probability = vec![0.0; self.nodes.len()];
        probability[YES as usize] = 1.0;
        // Nodes stand behind those they lead to.
        for (i, &(level, no, yes)) in self.nodes.iter().enumerate().skip(2) {
            let (p, no, yes) = (given[level], probability[no as usize], probability[yes as usize]);
            probability[i] = if p >= 1.0 {
                yes
            } else if p <= 0.0 {
                no
            } else {
                no + p * (yes - no)
            };
        }
        probability
    }

    /// The unknown facts that the result still hangs on, given what is recorded.
    ///
    /// **Cost** One visit of each node that can still be reached.
    pub fn open_facts(&self, facts: &Facts) -> FactSet {
        let mut open = FactSet::default();
        let comes_to = self.followed(facts);
        let (mut ahead, mut seen) = (vec![comes_to[self.root as usize]], vec![false; self.nodes.len()]);
        while let Some(node) = ahead.pop() {
            if node > YES && !std::mem::replace(&mut seen[node as usize], true) {
                let (level, no, yes) = self.nodes[node as usize];
                open.insert(self.order[level]);
                ahead.extend([comes_to[no as usize], comes_to[yes as usize]]);
            }
        }
        open
    }

    /// The smallest sets of unknown facts that would make the result yes (`wanted`) or no, given what is recorded, and
    /// whether there are more than `most`: smaller sets first, then in column order.
    ///
    /// A set of a yes is made of facts that would have to be yes, of a no of facts that would have to be no, and no
    /// fact of a set can be left out. Results with `not` are read as if the fact under it could only help: none of the
    /// shipped findings that are asked for has one.
    ///
    /// **Cost** Bounded by `most` times the depth of the diagram at each of its open nodes.
    pub fn minimal_sets(&self, facts: &Facts, wanted: bool, most: usize) -> (Vec<Vec<Fact>>, bool) {
        let mut search = Minimal { diagram: self, facts, wanted, most, more: false, known: HashMap::new() };
        let mut sets = search.of(self.root);
        if search.more {
            // Where sets were let go on the way, what contains one of them may have stayed.
            sets.retain(|set| (0..set.len()).all(|left_out| !self.settled_without(facts, wanted, set, left_out)));
        }
        sets.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        let more = search.more || sets.len() > most;
        sets.truncate(most);
        (sets, more)
    }
}

impl Diagram {
    fn settled_without(&self, facts: &Facts, wanted: bool, set: &[Fact], left_out: usize) -> bool {
        let mut with = *facts;
        for fact in set.iter().enumerate().filter(|(i, _)| *i != left_out).map(|(_, fact)| fact) {
            with.set(*fact, Truth::from(wanted));
        }
        self.certain(&with) == Truth::from(wanted)
    }
}

/// A search for minimal sets, each node once.
struct Minimal<'a> {
    diagram: &'a Diagram,
    facts: &'a Facts,
    wanted: bool,
    most: usize,
    more: bool,
    known: HashMap<Node, Vec<Vec<Fact>>>,
}

impl Minimal<'_> {
    /// **Source** Coudert and Madre (1992), Implicit and incremental computation of primes, for monotone functions: the
    /// sets of the side that costs nothing, and those of the other with the fact, less those that contain one of the
    /// first.
    fn of(&mut self, node: Node) -> Vec<Vec<Fact>> {
        match (node, self.wanted) {
            (YES, true) | (NO, false) => return vec![Vec::new()],
            (YES, false) | (NO, true) => return Vec::new(),
            _ => {}
        }
        if let Some(known) = self.known.get(&node) {
            return known.clone();
        }
        let (level, no, yes) = self.diagram.nodes[node as usize];
        let fact = self.diagram.order[level];
        let sets = match self.facts.get(fact).0 {
            Some(true) => self.of(yes),
            Some(false) => self.of(no),
            None => {
                let (free, costs) = if self.wanted { (no, yes) } else { (yes, no) };
                let mut sets = self.of(free);
                let within = |small: &[Fact], large: &[Fact]| small.iter().all(|fact| large.contains(fact));
                let mut more = self.of(costs);
                more.retain(|set| !sets.iter().any(|small| within(small, set)));
                for set in &mut more {
                    set.push(fact);
                    set.sort();
                }
                sets.extend(more);
                sets
            }
        };
        let sets = self.shortest(sets);
        self.known.insert(node, sets.clone());
        sets
    }

    /// Keeps four times as many as are wanted, so that short sets are not lost where long ones come first.
    fn shortest(&mut self, mut sets: Vec<Vec<Fact>>) -> Vec<Vec<Fact>> {
        let keep = self.most.saturating_mul(4).max(16);
        if sets.len() > keep {
            self.more = true;
            sets.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
            sets.truncate(keep);
        }
        sets
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::truths;
    use crate::{Catalogue, Role};
    use proptest::prelude::*;

    const TEXT: &str = r#"
id = "x"
title = "X"
version = "1"
citation = "none"
jurisdiction = "none"
kind = "elements"
checked_against_primary = false
[elements.act]
label = "Act"
expr = "any(act.recruitment, act.transfer)"
[elements.means]
label = "Means"
expr = "any(means.force, means.fraud)"
[findings.shown]
label = "Shown"
expr = "act and (person.child or means)"
[findings.two]
label = "Two"
expr = "count(means.force, means.fraud, means.threats) >= 2"
"#;

    fn fact(id: &str) -> Fact {
        Fact::from_id(id).unwrap()
    }

    fn named(finding: &str) -> Diagram {
        let instrument = Instrument::parse(TEXT, "x").unwrap();
        let name = instrument.names.iter().position(|n| n.name == finding).unwrap();
        Diagram::new(&instrument, name).unwrap()
    }

    #[test]
    fn probabilities_are_those_of_the_arithmetic() {
        let (rates, facts) = (Rates::uniform(), Facts::default());
        // (1 − ½²) · (1 − ½ · ½²) = ¾ · ⅞
        assert!((named("shown").probability(&facts, &rates) - 0.75 * 0.875).abs() < 1e-12);
        // 3 · ½³ + ½³
        assert!((named("two").probability(&facts, &rates) - 0.5).abs() < 1e-12);
        let mut facts = Facts::default();
        facts.set(fact("act.transfer"), Truth::YES);
        facts.set(fact("means.force"), Truth::NO);
        assert!((named("shown").probability(&facts, &rates) - 0.75).abs() < 1e-12);
        facts.set(fact("person.child"), Truth::YES);
        assert_eq!(named("shown").certain(&facts), Truth::YES);
    }

    #[test]
    fn one_of_many_facts_is_all_but_certain_and_still_open() {
        let palermo = Catalogue::shipped().get("palermo-2000").unwrap();
        let (name, _) = palermo.of_role(Role::Finding).next().unwrap();
        let diagram = Diagram::new(palermo, name).unwrap();
        let mut facts = Facts::default();
        for (id, truth) in
            [("act.transfer", Truth::YES), ("purpose.servitude", Truth::YES), ("person.child", Truth::NO)]
        {
            facts.set(fact(id), truth);
        }
        assert_eq!(diagram.probability(&facts, &Rates::uniform()), 1.0, "1 to a computer");
        assert_eq!(diagram.certain(&facts), Truth::UNKNOWN);
        assert!(diagram.open_facts(&facts).iter().count() > 60);
    }

    #[test]
    fn a_result_hangs_on_what_can_still_change_it() {
        let mut facts = Facts::default();
        facts.set(fact("person.child"), Truth::YES);
        let open: Vec<Fact> = named("shown").open_facts(&facts).iter().collect();
        assert_eq!(open, [fact("act.recruitment"), fact("act.transfer")]);
        facts.set(fact("act.transfer"), Truth::YES);
        assert_eq!(named("shown").open_facts(&facts).iter().count(), 0);
    }

    #[test]
    fn minimal_sets_leave_nothing_out_and_have_nothing_to_spare() {
        let sets = |wanted| named("shown").minimal_sets(&Facts::default(), wanted, 100).0;
        assert_eq!(sets(true).len(), 2 * 3);
        let ids = |sets: Vec<Vec<Fact>>| sets.into_iter().map(|s| s.into_iter().map(Fact::id).collect()).collect();
        let no: Vec<Vec<&str>> = ids(sets(false));
        assert_eq!(no, [vec!["act.recruitment", "act.transfer"], vec!["means.force", "means.fraud", "person.child"]]);
        assert!(named("shown").minimal_sets(&Facts::default(), true, 2).1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Of every shipped finding: a minimal set makes it so, and no part of it does; certainty is Kleene's value
        /// unless a `not` stands in it.
        #[test]
        fn shipped_findings_are_settled_by_their_minimal_sets(states in prop::collection::vec(0u8..6, FACT_COUNT)) {
            let mut facts = Facts::default();
            for (fact, state) in Fact::all().zip(&states) {
                // Mostly unknown, as records are.
                facts.set(fact, [Truth::UNKNOWN, Truth::UNKNOWN, Truth::UNKNOWN, Truth::NO, Truth::NO, Truth::YES][usize::from(*state)]);
            }
            for instrument in &Catalogue::shipped().instruments {
                for (name, finding) in instrument.of_role(Role::Finding) {
                    let negated = instrument.names.iter().any(|n| n.source.contains("not "));
                    let diagram = Diagram::new(instrument, name).unwrap();
                    let kleene = truths(instrument, &facts)[name];
                    if negated {
                        prop_assert!(kleene.is_unknown() || diagram.certain(&facts) == kleene, "{}", finding.name);
                        continue;
                    }
                    prop_assert_eq!(diagram.certain(&facts), kleene, "{} {}", instrument.id, finding.name);
                    for wanted in [true, false] {
                        let (sets, _) = diagram.minimal_sets(&facts, wanted, 5);
                        if kleene.is_unknown() {
                            prop_assert!(!sets.is_empty());
                        }
                        for set in &sets {
                            let settled = |left_out: Option<usize>| {
                                let mut facts = facts;
                                for (_, fact) in set.iter().enumerate().filter(|(i, _)| Some(*i) != left_out) {
                                    facts.set(*fact, Truth::from(wanted));
                                }
                                truths(instrument, &facts)[name] == Truth::from(wanted)
                            };
                            prop_assert!(settled(None));
                            for i in 0..set.len() {
                                prop_assert!(!settled(Some(i)), "{:?} has one to spare", set);
                            }
                        }
                    }
                }
            }
        }
    }
}
