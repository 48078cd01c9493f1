//! A set of facts of the vocabulary, as bits.

use turnstone_model::Fact;
use turnstone_model::vocabulary::FACT_COUNT;

/// A set of facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FactSet([u64; FACT_COUNT.div_ceil(64)]);

impl FactSet {
    /// Adds one fact.
    pub fn insert(&mut self, fact: Fact) {
        self.0[fact.index() / 64] |= 1 << (fact.index() % 64);
    }

    /// Adds every fact of another set.
    pub fn extend(&mut self, other: FactSet) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine |= theirs;
        }
    }

    /// Whether the fact is in the set.
    pub fn contains(&self, fact: Fact) -> bool {
        self.0[fact.index() / 64] >> (fact.index() % 64) & 1 == 1
    }

    /// The facts, in column order.
    pub fn iter(self) -> impl Iterator<Item = Fact> {
        Fact::all().filter(move |fact| self.contains(*fact))
    }
}

impl FromIterator<Fact> for FactSet {
    fn from_iter<I: IntoIterator<Item = Fact>>(facts: I) -> Self {
        let mut set = FactSet::default();
        facts.into_iter().for_each(|fact| set.insert(fact));
        set
    }
}
