//! Hierarchical log-linear models as sets of lists, and the design they give on a table.
//!
//! A term is a set of lists written as bits; its effect adds to the log mean of every pattern that contains the set. What the
//! effects are is found in [`super::fit`]; whether they can be found, in [`super::existence`].

use super::fit::NotEstimable;
use super::histories::{CaptureHistories, MAX_LISTS};
use serde::{Serialize, Serializer};
use std::cmp::Reverse;
use std::fmt;
use thiserror::Error;

/// A hierarchical model: every list has its own effect, and an interaction brings every interaction inside it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Model {
    t: usize,
    /// Sets of two lists or more, small sets first, then in the lists' order.
    terms: Vec<u32>,
}

/// Why a model cannot be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ModelError {
    /// Neither a list's name nor digits of lists.
    #[error(
        "`{token}` is not a term. Wanted: names joined by colons (`{example}`) or list numbers without spaces (`12`)"
    )]
    Token {
        /// What stands there.
        token: String,
        /// A term that would do.
        example: String,
    },
    /// A list that the table has not.
    #[error("term {set:#b} names a list that is not there; there are {lists}")]
    NoSuchList {
        /// The set.
        set: u32,
        /// Lists there are.
        lists: usize,
    },
    /// All lists interact.
    #[error(
        "a term of all {lists} lists cannot be estimated: it has as many effects as there are patterns including the unseen one"
    )]
    AllLists {
        /// Lists there are.
        lists: usize,
    },
}

/// Sets of lists in the order of terms: small ones first, then as the lists stand.
pub(crate) fn term_order(set: u32) -> (u32, Reverse<u32>) {
    (set.count_ones(), Reverse(set.reverse_bits()))
}

/// The lists of a set, ascending.
pub fn members(set: u32) -> impl Iterator<Item = usize> {
    (0..u32::BITS as usize).filter(move |i| set >> i & 1 == 1)
}

/// Pairs of `t` lists as sets, in the lists' order.
pub fn pairs(t: usize) -> Vec<u32> {
    (0..t).flat_map(|i| (i + 1..t).map(move |j| 1 << i | 1 << j)).collect()
}

/// A set of lists by name, such as `LA:NG`.
pub fn named(set: u32, lists: &[String]) -> String {
    let names: Vec<&str> = members(set).filter_map(|i| lists.get(i)).map(String::as_str).collect();
    names.join(":")
}

impl Model {
    /// The lists are independent.
    pub fn main_effects(t: usize) -> Model {
        Model { t, terms: Vec::new() }
    }

    /// The smallest hierarchical model with these terms; sets of one list or none add nothing.
    ///
    /// **Errors** A list beyond `t`, or a set of all lists.
    pub fn new(t: usize, terms: impl IntoIterator<Item = u32>) -> Result<Model, ModelError> {
        let mut closed = Vec::new();
        for set in terms {
            if set >> t != 0 {
                return Err(ModelError::NoSuchList { set, lists: t });
            }
            if set.count_ones() as usize == t && t > 1 {
                return Err(ModelError::AllLists { lists: t });
            }
            // All subsets of `set`, downwards.
            let mut subset = set;
            while subset != 0 {
                if subset.count_ones() > 1 {
                    closed.push(subset);
                }
                subset = (subset - 1) & set;
            }
        }
        closed.sort_unstable_by_key(|&set| term_order(set));
        closed.dedup();
        Ok(Model { t, terms: closed })
    }

    /// A model whose terms are known to be closed downwards and in order.
    pub(crate) fn closed(t: usize, terms: Vec<u32>) -> Model {
        Model { t, terms }
    }

    /// All pairs of lists interact, nothing more.
    ///
    /// **Errors** With two lists that is a term of all lists.
    pub fn all_pairs(t: usize) -> Result<Model, ModelError> {
        Model::new(t, pairs(t))
    }

    /// A model from its largest terms: `12,13,4` by the lists' numbers (0 is the tenth), or `LA:NG, NG:GO` by their names.
    /// Square brackets around it do not matter.
    ///
    /// **Errors** A token that is neither, or a term of all lists.
    pub fn parse(text: &str, lists: &[String]) -> Result<Model, ModelError> {
        let by_name = |name: &str| lists.iter().position(|list| list == name.trim()).map(|i| 1_u32 << i);
        let digit = |digit: char| {
            let number = digit.to_digit(10)?;
            let index = if number == 0 { 9 } else { number as usize - 1 };
            (index < lists.len()).then_some(1_u32 << index)
        };
        let tokens = text.trim().trim_start_matches('[').trim_end_matches(']').split(',').map(str::trim);
        let mut terms = Vec::new();
        for token in tokens.filter(|token| !token.is_empty()) {
            let set = token
                .split(':')
                .map(by_name)
                .try_fold(0, |set, list| Some(set | list?))
                .or_else(|| token.chars().map(digit).try_fold(0, |set, list| Some(set | list?)));
            let Some(set) = set else {
                let example = named(0b11, lists);
                return Err(ModelError::Token { token: token.to_owned(), example });
            };
            terms.push(set);
        }
        Model::new(lists.len(), terms)
    }

    /// This model with one more term, and what that term brings.
    ///
    /// **Errors** As [`Model::new`].
    pub fn with(&self, set: u32) -> Result<Model, ModelError> {
        Model::new(self.t, self.terms.iter().copied().chain([set]))
    }

    /// How many lists.
    pub fn t(&self) -> usize {
        self.t
    }

    /// Interactions, closed downwards, small sets first.
    pub fn terms(&self) -> &[u32] {
        &self.terms
    }

    /// Whether the model has this interaction.
    pub fn contains(&self, set: u32) -> bool {
        self.terms.contains(&set)
    }

    /// Effects counted by AIC and BIC: the intercept, the lists, the interactions, those at minus infinity included.
    pub fn parameters(&self) -> usize {
        1 + self.t + self.terms.len()
    }

    /// The most lists that interact at once; 1 if none do.
    pub fn order(&self) -> u32 {
        self.terms.iter().map(|set| set.count_ones()).max().unwrap_or(1)
    }

    /// The largest terms, which bring all others, those of more lists first: what the notation prints.
    pub fn generators(&self) -> Vec<u32> {
        let all = || (0..self.t).map(|i| 1 << i).chain(self.terms.iter().copied());
        let inside_another = |set: u32| self.terms.iter().any(|&other| other != set && other & set == set);
        let mut generators: Vec<u32> = all().filter(|&set| !inside_another(set)).collect();
        generators.sort_unstable_by_key(|set| (Reverse(set.count_ones()), Reverse(set.reverse_bits())));
        generators
    }

    /// The model by the lists' names: `LA:NG, NG:GO, GP`.
    pub fn with_names(&self, lists: &[String]) -> String {
        let terms: Vec<String> = self.generators().into_iter().map(|set| named(set, lists)).collect();
        terms.join(", ")
    }
}

impl fmt::Display for Model {
    /// The usual notation by the lists' numbers: `12,13,4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, set) in self.generators().into_iter().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            members(set).try_for_each(|list| write!(f, "{}", (list + 1) % 10))?;
        }
        Ok(())
    }
}

impl Serialize for Model {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Replaces values by pattern with their sums over all patterns that contain it, in place.
///
/// With 0/1 designs of nested sets this one pass gives every marginal total, and every entry of the weighted cross-product of
/// the design: the entry for effects S and T is the sum over the patterns that contain S ∪ T.
///
/// **Cost** t 2^(t-1) additions.
pub(crate) fn superset_sums(values: &mut [f64]) {
    let mut bit = 1;
    while bit < values.len() {
        for block in values.chunks_exact_mut(2 * bit) {
            let (without, with) = block.split_at_mut(bit);
            for (without, with) in without.iter_mut().zip(with) {
                *without += *with;
            }
        }
        bit *= 2;
    }
}

/// Replaces values by pattern with their products over all patterns inside it, in place.
pub(crate) fn subset_products(values: &mut [f64]) {
    let mut bit = 1;
    while bit < values.len() {
        for block in values.chunks_exact_mut(2 * bit) {
            let (without, with) = block.split_at_mut(bit);
            for (without, with) in without.iter().zip(with) {
                *with *= without;
            }
        }
        bit *= 2;
    }
}

/// Counts by pattern, with their overlaps, as models are fitted to them again and again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// Lists.
    pub t: usize,
    /// Persons by pattern, as numbers with fractions.
    pub counts: Vec<f64>,
    /// Persons on all lists of a set.
    pub overlaps: Vec<f64>,
    /// Patterns with persons, ascending.
    pub support: Vec<u32>,
}

impl Table {
    /// Takes other counts, in the same memory.
    pub fn load(&mut self, counts: &[u64]) {
        self.t = counts.len().trailing_zeros() as usize;
        self.counts.clear();
        self.counts.extend(counts.iter().map(|&count| count as f64));
        self.overlaps.clone_from(&self.counts);
        superset_sums(&mut self.overlaps);
        self.support.clear();
        self.support.extend((0..).zip(counts).filter(|(_, count)| **count > 0).map(|(pattern, _)| pattern));
    }

    /// A table of its own.
    pub fn of(histories: &CaptureHistories) -> Table {
        let mut table = Table::default();
        table.load(histories.counts());
        table
    }

    /// That some two lists share somebody.
    ///
    /// **Errors** [`NotEstimable::NoOverlap`], with how many lists have members.
    pub fn overlapping(&self) -> Result<(), NotEstimable> {
        if self.support.iter().any(|pattern| pattern.count_ones() > 1) {
            return Ok(());
        }
        Err(NotEstimable::NoOverlap { lists: (0..self.t).filter(|i| self.overlaps[1 << i] > 0.0).count() })
    }

    /// Persons.
    pub fn n(&self) -> f64 {
        self.overlaps[0]
    }

    /// The log-likelihood of means equal to the counts, up to the same term as the fits'.
    pub fn saturated(&self) -> f64 {
        self.support.iter().map(|&pattern| self.counts[pattern as usize]).map(|y| y * y.ln() - y).sum()
    }
}

/// A model on a table: effects that can be finite, those at minus infinity, and the patterns these leave.
///
/// **Source** Chan, Silverman and Vincent (2021): the effect of a set of lists that share nobody is minus infinity, patterns
/// that contain the set are left out, and so is the effect.
#[derive(Clone, Debug, Default)]
pub(crate) struct Design {
    /// Finite effects: the empty set (the intercept) first, then lists, then interactions.
    pub effects: Vec<u32>,
    /// Effects at minus infinity.
    pub minus_infinity: Vec<u32>,
    /// By pattern, 1 if it is kept and 0 if not; the unseen pattern 0 is not.
    pub kept: Vec<f64>,
}

impl Design {
    /// Takes another model or table, in the same memory.
    pub fn load(&mut self, table: &Table, terms: &[u32]) {
        self.effects.clear();
        self.minus_infinity.clear();
        self.kept.clear();
        self.kept.resize(table.counts.len(), 1.0);
        self.kept[0] = 0.0;
        self.effects.push(0);
        for set in (0..table.t).map(|i| 1 << i).chain(terms.iter().copied()) {
            if table.overlaps[set as usize] > 0.0 {
                self.effects.push(set);
                continue;
            }
            // A set around one that is already gone takes nothing more with it.
            if self.kept[set as usize] > 0.0 {
                let rest = !set as usize & (self.kept.len() - 1);
                let mut others = rest;
                loop {
                    self.kept[others | set as usize] = 0.0;
                    if others == 0 {
                        break;
                    }
                    others = (others - 1) & rest;
                }
            }
            self.minus_infinity.push(set);
        }
    }
}

const _: () = assert!(MAX_LISTS <= 31, "sets of lists are 32 bits");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lists(t: usize) -> Vec<String> {
        ["LA", "NG", "PFNCA", "GO", "GP"][..t].iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn notation_is_read_by_numbers_and_by_names() {
        let lists = lists(4);
        let model = Model::parse("[12,13,4]", &lists).unwrap();
        assert_eq!(model.terms(), [0b0011, 0b0101]);
        assert_eq!(model, Model::parse("LA:NG, LA:PFNCA", &lists).unwrap());
        assert_eq!((model.to_string().as_str(), model.with_names(&lists).as_str()), ("12,13,4", "LA:NG, LA:PFNCA, GO"));
        assert_eq!(Model::parse("", &lists).unwrap(), Model::main_effects(4));
        assert_eq!(Model::main_effects(4).to_string(), "1,2,3,4");
        assert_eq!(Model::parse("NG,GO", &lists).unwrap(), Model::main_effects(4));
    }

    #[test]
    fn an_interaction_brings_those_inside_it() {
        let model = Model::parse("234,1", &lists(4)).unwrap();
        assert_eq!(model.terms(), [0b0110, 0b1010, 0b1100, 0b1110]);
        assert_eq!((model.parameters(), model.order(), model.to_string().as_str()), (9, 3, "234,1"));
    }

    #[test]
    fn terms_that_cannot_be_are_refused() {
        let lists = lists(3);
        let token = Model::parse("14", &lists).unwrap_err();
        assert_eq!(
            token.to_string(),
            "`14` is not a term. Wanted: names joined by colons (`LA:NG`) or list numbers without spaces (`12`)"
        );
        assert!(matches!(Model::parse("LA:XX", &lists), Err(ModelError::Token { .. })));
        assert_eq!(Model::parse("123", &lists), Err(ModelError::AllLists { lists: 3 }));
        assert_eq!(Model::all_pairs(2), Err(ModelError::AllLists { lists: 2 }));
        assert_eq!(Model::new(3, [0b1001]), Err(ModelError::NoSuchList { set: 0b1001, lists: 3 }));
    }

    #[test]
    fn a_pair_without_persons_takes_its_patterns_with_it() {
        let counts = vec![0, 40, 30, 6, 20, 0, 0, 0];
        let table = Table::of(&CaptureHistories::new(lists(3), counts).unwrap());
        let mut design = Design::default();
        design.load(&table, &[0b011, 0b101]);
        assert_eq!((design.effects, design.minus_infinity), (vec![0, 1, 2, 4, 3], vec![0b101]));
        assert_eq!(design.kept, [0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 0.0]);
    }

    proptest! {
        #[test]
        fn sums_and_products_are_those_over_the_sets(values in proptest::collection::vec(0.5_f64..2.0, 16)) {
            let (mut sums, mut products) = (values.clone(), values.clone());
            superset_sums(&mut sums);
            subset_products(&mut products);
            for set in 0..16_usize {
                let around: f64 = (0..16).filter(|w| w & set == set).map(|w| values[w]).sum();
                let inside: f64 = (0..16).filter(|w| w & set == *w).map(|w| values[w]).product();
                prop_assert!((sums[set] - around).abs() < 1e-12);
                prop_assert!((products[set] / inside - 1.0).abs() < 1e-12);
            }
        }

        #[test]
        fn what_is_printed_is_read_back(terms in proptest::collection::vec(1_u32..31, 0..5)) {
            let lists = lists(5);
            let model = Model::new(5, terms).unwrap();
            prop_assert_eq!(&Model::parse(&model.to_string(), &lists).unwrap(), &model);
            prop_assert_eq!(&Model::parse(&model.with_names(&lists), &lists).unwrap(), &model);
        }
    }
}
