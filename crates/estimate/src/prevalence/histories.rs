//! Capture histories: how many persons are on exactly which lists.
//!
//! What is read, and what is refused or repaired on the way in; sub-tables (without a list, two lists as one, the members of
//! one list). What the counts say about the unseen is in the other modules.

mod read;

pub use read::{Repair, read};

use serde::Serialize;
use thiserror::Error;

/// The largest number of lists: 1,023 patterns. Beyond, most overlaps are empty and lists should be merged.
pub const MAX_LISTS: usize = 10;

/// Counts of persons by the lists they are on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaptureHistories {
    lists: Vec<String>,
    /// 2^t counts; bit i of the index says "on list i". Index 0, on no list, holds 0: those persons are what is asked for.
    counts: Vec<u64>,
}

/// The other lists as seen among the members of one list, whose number is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Restricted {
    /// The other lists, counting only members of the held list. A list may have nobody left:
    /// see [`CaptureHistories::without_empty_lists`].
    pub others: CaptureHistories,
    /// Persons on the held list: the total that an estimate from `others` aims at.
    pub truth: u64,
    /// Persons on the held list and on no other: what is hidden from `others`.
    pub unseen_elsewhere: u64,
}

/// Why a table of capture histories cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HistoriesError {
    /// The input ends before it begins.
    #[error("{file}: the file is empty. Wanted: a header with the lists' names and `count`, then one row a pattern")]
    Empty {
        /// What was read.
        file: String,
    },
    /// A header and no rows, or rows without persons.
    #[error("{file}: nobody is on any list")]
    Nobody {
        /// What was read.
        file: String,
    },
    /// The first line holds values.
    #[error("{file}: line 1 holds values (`{value}`). Wanted: a header with the lists' names and `count`")]
    NoHeader {
        /// What was read.
        file: String,
        /// The first value found.
        value: String,
    },
    /// A row has more or fewer fields than the header.
    #[error("{file}, line {line}: {found} fields, but the header has {wanted}")]
    Ragged {
        /// What was read.
        file: String,
        /// The line, from 1.
        line: u64,
        /// Fields in that line.
        found: u64,
        /// Fields in the header.
        wanted: u64,
    },
    /// Not text, or broken quoting.
    #[error("{file}: cannot be read as CSV in UTF-8: {problem}")]
    Unreadable {
        /// What was read.
        file: String,
        /// The reader's words.
        problem: String,
    },
    /// A list column with a value other than 0 or 1.
    #[error(
        "{file}, line {line}, column `{column}`: `{value}`. A list column holds 1 (on the list) or 0 (not on it); what is \
         neither list nor count must be left out"
    )]
    NotZeroOrOne {
        /// What was read.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The column's name.
        column: String,
        /// What stands there.
        value: String,
    },
    /// A count that is negative, fractional, too large or no number.
    #[error(
        "{file}, line {line}, column `{column}`: `{value}` is {wrong}. A count is a whole number of persons, from 0 up"
    )]
    Count {
        /// What was read.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The column's name.
        column: String,
        /// What stands there.
        value: String,
        /// What is wrong with it.
        wrong: &'static str,
    },
    /// Persons on no list.
    #[error(
        "{file}, line {line}: {count} person(s) on no list. Nobody can be known who is on no list; \
         that number is what is estimated. Leave the row out"
    )]
    OnNoList {
        /// What was read.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The count given.
        count: u64,
    },
    /// Two lists have the same members.
    #[error(
        "lists `{first}` and `{second}` have the same members, so that one says nothing beyond the other. \
         Leave one of them out, or check whether one was copied from the other"
    )]
    EqualLists {
        /// The earlier list.
        first: String,
        /// The later list.
        second: String,
    },
    /// Fewer than two lists with members.
    #[error("{lists} list(s) with members: nothing to compare. Two lists are the least, three let dependence be seen")]
    TooFewLists {
        /// How many there are.
        lists: usize,
    },
    /// More than [`MAX_LISTS`].
    #[error("{lists} lists, at most {MAX_LISTS} can be compared. Merge lists of the same kind of organisation")]
    TooManyLists {
        /// How many there are.
        lists: usize,
    },
    /// Two columns have one name, or a column has none.
    #[error("list names must be different and not empty: `{name}`")]
    Name {
        /// The name at fault.
        name: String,
    },
    /// The counts do not fit the lists.
    #[error("{found} counts for {lists} lists; wanted {wanted}, one a pattern, with the pattern as index")]
    Length {
        /// Lists given.
        lists: usize,
        /// Counts given.
        found: usize,
        /// Counts needed.
        wanted: usize,
    },
    /// The total does not fit.
    #[error("the counts add up to more than {}", u64::MAX)]
    Overflow,
    /// A list that is not there.
    #[error("there is no list number {index}; there are {lists}, from 0")]
    NoSuchList {
        /// The index asked for.
        index: usize,
        /// Lists there are.
        lists: usize,
    },
}

impl CaptureHistories {
    /// A table from counts by pattern.
    ///
    /// **Arguments** `lists`: 2 to [`MAX_LISTS`] different names. `counts`: 2^t numbers of persons; bit i of the index says
    /// "on list i"; index 0 must hold 0. A list without members and lists with the same members are taken here: resamples and
    /// sub-tables have them, and estimators treat them. [`read`] does not take them.
    ///
    /// **Errors** Too few or too many lists, bad names, a wrong number of counts, persons on no list, a total above `u64`.
    pub fn new(lists: Vec<String>, counts: Vec<u64>) -> Result<Self, HistoriesError> {
        if lists.len() < 2 {
            return Err(HistoriesError::TooFewLists { lists: lists.len() });
        }
        if lists.len() > MAX_LISTS {
            return Err(HistoriesError::TooManyLists { lists: lists.len() });
        }
        for (i, name) in lists.iter().enumerate() {
            if name.trim().is_empty() || lists[..i].contains(name) {
                return Err(HistoriesError::Name { name: name.clone() });
            }
        }
        if counts.len() != 1 << lists.len() {
            return Err(HistoriesError::Length { lists: lists.len(), found: counts.len(), wanted: 1 << lists.len() });
        }
        if counts[0] > 0 {
            return Err(HistoriesError::OnNoList { file: "counts".into(), line: 1, count: counts[0] });
        }
        counts.iter().try_fold(0_u64, |sum, &count| sum.checked_add(count)).ok_or(HistoriesError::Overflow)?;
        Ok(CaptureHistories { lists, counts })
    }

    /// The lists' names.
    pub fn lists(&self) -> &[String] {
        &self.lists
    }

    /// How many lists.
    pub fn t(&self) -> usize {
        self.lists.len()
    }

    /// Persons on at least one list.
    pub fn n(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Persons on exactly the lists of `pattern`; 0 for a pattern with other lists.
    pub fn count(&self, pattern: u32) -> u64 {
        self.counts.get(pattern as usize).copied().unwrap_or(0)
    }

    /// Persons by pattern, 2^t counts.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Persons on all lists of `set`, whatever else they are on.
    pub fn overlap(&self, set: u32) -> u64 {
        self.observed().filter(|(pattern, _)| pattern & set == set).map(|(_, count)| count).sum()
    }

    /// Persons on at least two lists: what every estimate rests on.
    pub fn on_several(&self) -> u64 {
        self.observed().filter(|(pattern, _)| pattern.count_ones() > 1).map(|(_, count)| count).sum()
    }

    /// Patterns with persons, ascending, with their counts.
    pub fn observed(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        (0..).zip(&self.counts).filter(|(_, count)| **count > 0).map(|(pattern, count)| (pattern, *count))
    }

    /// Persons on exactly k lists, index k from 0 (which holds 0) to t.
    pub fn by_lists(&self) -> Vec<u64> {
        let mut by_lists = vec![0; self.t() + 1];
        for (pattern, count) in self.observed() {
            by_lists[pattern.count_ones() as usize] += count;
        }
        by_lists
    }

    /// Pairs of lists that share nobody, in the lists' order.
    pub fn empty_pairs(&self) -> Vec<(usize, usize)> {
        let pairs = (0..self.t()).flat_map(|i| (i + 1..self.t()).map(move |j| (i, j)));
        pairs.filter(|&(i, j)| self.overlap(1 << i | 1 << j) == 0).collect()
    }

    /// Lists nobody is on.
    pub fn empty_lists(&self) -> Vec<usize> {
        (0..self.t()).filter(|i| self.overlap(1 << i) == 0).collect()
    }

    /// The table without lists that nobody is on, and what was left out.
    ///
    /// **Errors** Fewer than two lists have members.
    pub fn without_empty_lists(&self) -> Result<(Self, Vec<Repair>), HistoriesError> {
        let empty = self.empty_lists();
        let keep: Vec<usize> = (0..self.t()).filter(|i| !empty.contains(i)).collect();
        let repairs = empty.iter().map(|&i| Repair::EmptyListDropped { list: self.lists[i].clone() }).collect();
        Ok((self.on_lists(&keep)?, repairs))
    }

    /// The table as if list `i` had never been kept: its members stay where another list has them, the others are unseen.
    ///
    /// **Errors** No such list, or fewer than two left.
    pub fn without_list(&self, i: usize) -> Result<Self, HistoriesError> {
        self.check(i)?;
        let keep: Vec<usize> = (0..self.t()).filter(|&j| j != i).collect();
        self.on_lists(&keep)
    }

    /// The table with some lists as one, which stands where the first of them stood: a person is on it who is on any of them.
    ///
    /// **Errors** No such list, a name already taken, or fewer than two lists left.
    pub fn merge_lists(&self, merged: &[usize], name: &str) -> Result<Self, HistoriesError> {
        merged.iter().try_for_each(|&i| self.check(i))?;
        let Some(&first) = merged.iter().min() else { return Ok(self.clone()) };
        let set: u32 = merged.iter().fold(0, |set, i| set | 1 << i);
        let keep: Vec<usize> = (0..self.t()).filter(|&i| i == first || set >> i & 1 == 0).collect();
        let lists = keep.iter().map(|&i| if i == first { name.to_owned() } else { self.lists[i].clone() }).collect();
        let mut counts = vec![0; 1 << keep.len()];
        for (pattern, count) in self.observed() {
            let pattern = if pattern & set != 0 { pattern | 1 << first } else { pattern };
            counts[gather(pattern, &keep)] += count;
        }
        Self::new(lists, counts)
    }

    /// The other lists among the members of list `i`, with the number that an estimate from them should find.
    ///
    /// **Source** Binette and Steorts (2022), who test estimators this way.
    ///
    /// **Errors** No such list, or fewer than two others.
    pub fn restrict_to(&self, i: usize) -> Result<Restricted, HistoriesError> {
        self.check(i)?;
        let mut members = self.clone();
        for (pattern, count) in members.counts.iter_mut().enumerate() {
            if pattern >> i & 1 == 0 {
                *count = 0;
            }
        }
        let others = members.without_list(i)?;
        Ok(Restricted { others, truth: members.n(), unseen_elsewhere: self.counts[1 << i] })
    }

    /// The table on some lists only; persons on none of them are unseen.
    fn on_lists(&self, keep: &[usize]) -> Result<Self, HistoriesError> {
        let mut counts = vec![0; 1 << keep.len()];
        for (pattern, count) in self.observed() {
            counts[gather(pattern, keep)] += count;
        }
        counts[0] = 0;
        Self::new(keep.iter().map(|&i| self.lists[i].clone()).collect(), counts)
    }

    fn check(&self, index: usize) -> Result<(), HistoriesError> {
        if index < self.t() { Ok(()) } else { Err(HistoriesError::NoSuchList { index, lists: self.t() }) }
    }
}

/// The bits of `pattern` at `keep`, in that order.
fn gather(pattern: u32, keep: &[usize]) -> usize {
    keep.iter().enumerate().fold(0, |index, (to, from)| index | ((pattern >> from & 1) as usize) << to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(t: usize, observed: &[(u32, u64)]) -> CaptureHistories {
        let mut counts = vec![0; 1 << t];
        observed.iter().for_each(|&(pattern, count)| counts[pattern as usize] = count);
        CaptureHistories::new((0..t).map(|i| format!("list {i}")).collect(), counts).unwrap()
    }

    #[test]
    fn overlaps_count_everybody_on_the_lists() {
        let histories = table(3, &[(0b001, 40), (0b010, 30), (0b100, 20), (0b011, 6), (0b111, 2)]);
        assert_eq!((histories.n(), histories.overlap(0b011), histories.overlap(0b100)), (98, 8, 22));
        assert_eq!(histories.by_lists(), [0, 90, 6, 2]);
        assert!(histories.empty_pairs().is_empty());
        assert_eq!(table(3, &[(0b001, 4), (0b110, 3)]).empty_pairs(), [(0, 1), (0, 2)]);
    }

    #[test]
    fn a_list_left_out_leaves_its_own_people_unseen() {
        let histories = table(3, &[(0b001, 40), (0b010, 30), (0b100, 20), (0b011, 6), (0b111, 2)]);
        let left = histories.without_list(0).unwrap();
        assert_eq!(left.lists(), ["list 1", "list 2"]);
        assert_eq!(left.counts(), [0, 36, 20, 2]);
        assert_eq!(
            left.without_list(0),
            Err(HistoriesError::TooFewLists { lists: 1 }),
            "one list has nothing to be compared with"
        );
    }

    #[test]
    fn merged_lists_keep_everybody() {
        let histories = table(3, &[(0b001, 40), (0b010, 30), (0b100, 20), (0b011, 6), (0b101, 5), (0b111, 2)]);
        let merged = histories.merge_lists(&[2, 0], "both").unwrap();
        assert_eq!(merged.lists(), ["both", "list 1"]);
        assert_eq!(merged.counts(), [0, 65, 30, 8]);
        assert!(matches!(histories.merge_lists(&[0, 2], "list 1"), Err(HistoriesError::Name { .. })));
        assert!(matches!(histories.merge_lists(&[0, 7], "x"), Err(HistoriesError::NoSuchList { index: 7, lists: 3 })));
    }

    #[test]
    fn members_of_a_list_are_a_population_of_known_size() {
        let histories = table(3, &[(0b001, 40), (0b010, 30), (0b100, 20), (0b011, 6), (0b101, 5), (0b111, 2)]);
        let restricted = histories.restrict_to(0).unwrap();
        assert_eq!(restricted.others.counts(), [0, 6, 5, 2]);
        assert_eq!((restricted.truth, restricted.unseen_elsewhere), (53, 40));
    }

    #[test]
    fn impossible_tables_are_refused() {
        let names = |t: usize| (0..t).map(|i| i.to_string()).collect::<Vec<_>>();
        let new = CaptureHistories::new;
        assert!(matches!(new(names(1), vec![0, 1]), Err(HistoriesError::TooFewLists { lists: 1 })));
        assert!(matches!(new(names(11), vec![0; 2048]), Err(HistoriesError::TooManyLists { lists: 11 })));
        assert!(matches!(new(names(2), vec![0; 3]), Err(HistoriesError::Length { wanted: 4, .. })));
        assert!(matches!(new(names(2), vec![1, 0, 0, 0]), Err(HistoriesError::OnNoList { count: 1, .. })));
        assert!(matches!(new(names(2), vec![0, u64::MAX, 1, 0]), Err(HistoriesError::Overflow)));
        assert!(matches!(new(vec!["a".into(), "a".into()], vec![0; 4]), Err(HistoriesError::Name { .. })));
    }

    proptest! {
        #[test]
        fn nobody_is_lost_or_counted_twice(counts in proptest::collection::vec(0_u64..50, 15), i in 0_usize..4) {
            let observed: Vec<(u32, u64)> = (1..).zip(counts).collect();
            let histories = table(4, &observed);
            let restricted = histories.restrict_to(i).unwrap();
            prop_assert_eq!(restricted.truth, histories.overlap(1 << i));
            prop_assert_eq!(restricted.others.n() + restricted.unseen_elsewhere, restricted.truth);
            prop_assert_eq!(histories.without_list(i).unwrap().n() + histories.count(1 << i), histories.n());
            prop_assert_eq!(histories.merge_lists(&[i, (i + 1) % 4], "m").unwrap().n(), histories.n());
        }
    }
}
