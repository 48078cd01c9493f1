//! Who is on which lists: capture histories out of the `records` table, by `person_id` and `list`.
//!
//! Which records are of one person is known by linkage, not here. What is estimated from the histories is in
//! `turnstone-estimate`.

use arrow::array::{Array, AsArray, RecordBatch, StringArray};
use serde::Serialize;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use turnstone_engine::Worker;
use turnstone_estimate::prevalence::histories::{CaptureHistories, HistoriesError, MAX_LISTS};
use turnstone_model::records::read::{self, ColumnError};

/// The columns that a [`ListTally`] reads.
pub const COLUMNS: [&str; 2] = ["person_id", "list"];

/// Collects the lists each person is on while batches pass.
#[derive(Default)]
pub struct ListTally {
    persons: HashMap<String, Vec<u32>>,
    lists: HashMap<String, u32>,
    account: Account,
}

/// What became of the rows. The parts add up to the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Rows seen.
    pub rows: u64,
    /// Rows that put a person on a list.
    pub used: u64,
    /// Rows that say again what another row said: the same person on the same list.
    pub repeated: u64,
    /// Rows without a `person_id`: whose they are is not known, so they are in no history.
    pub without_person: u64,
    /// Rows without a `list`.
    pub without_list: u64,
}

/// The histories of a table, and what became of its rows.
#[derive(Clone, Debug)]
pub struct Lists {
    /// The histories; lists in the order of their names.
    pub histories: CaptureHistories,
    /// What became of the rows.
    pub account: Account,
}

impl ListTally {
    /// Adds a batch.
    pub fn add(&mut self, batch: &RecordBatch) -> Result<(), ColumnError> {
        let persons = persons(batch)?;
        if persons.null_count() == persons.len() {
            // Most tables are not linked: nothing of theirs is looked at row by row.
            self.account.rows += persons.len() as u64;
            self.account.without_person += persons.len() as u64;
            return Ok(());
        }
        let known = RefCell::new(&mut self.lists);
        let lists = read::keys(batch, COLUMNS[1], |name| Some(index(&mut known.borrow_mut(), name)), "list")?;
        for (person, list) in persons.iter().zip(lists) {
            self.book(person, list);
        }
        Ok(())
    }

    /// Adds one row.
    pub fn row(&mut self, person: Option<&str>, list: Option<&str>) {
        let list = list.map(|name| index(&mut self.lists, name));
        self.book(person, list);
    }

    fn book(&mut self, person: Option<&str>, list: Option<u32>) {
        self.account.rows += 1;
        match (person, list) {
            (None, _) => self.account.without_person += 1,
            (Some(_), None) => self.account.without_list += 1,
            (Some(person), Some(list)) => self.put(person, list),
        }
    }

    fn put(&mut self, person: &str, list: u32) {
        let on = match self.persons.get_mut(person) {
            Some(on) => on,
            None => self.persons.entry(person.to_owned()).or_default(),
        };
        if on.contains(&list) {
            self.account.repeated += 1;
        } else {
            on.push(list);
            self.account.used += 1;
        }
    }

    /// Adds what another tally collected; the order of merging does not matter.
    pub fn merge(&mut self, other: ListTally) {
        let mut here = vec![0; other.lists.len()];
        for (name, there) in other.lists {
            here[there as usize] = index(&mut self.lists, &name);
        }
        let Account { rows, repeated, without_person, without_list, .. } = other.account;
        for (person, on) in &other.persons {
            on.iter().for_each(|list| self.put(person, here[*list as usize]));
        }
        // `put` has booked what it used and what was said in both.
        self.account.rows += rows;
        self.account.repeated += repeated;
        self.account.without_person += without_person;
        self.account.without_list += without_list;
    }

    /// Whether no row put a person on a list.
    pub fn is_empty(&self) -> bool {
        self.account.used == 0
    }

    /// What became of the rows so far.
    pub fn account(&self) -> Account {
        self.account
    }

    /// The histories collected.
    ///
    /// **Errors** There are no two lists, or too many of them.
    pub fn finish(self) -> Result<Lists, HistoriesError> {
        let ordered: BTreeMap<String, u32> = self.lists.into_iter().collect();
        let mut place = vec![0; ordered.len()];
        for (position, index) in ordered.values().enumerate() {
            place[*index as usize] = position;
        }
        if ordered.len() > MAX_LISTS {
            return Err(HistoriesError::TooManyLists { lists: ordered.len() });
        }
        let mut counts = vec![0; 1 << ordered.len()];
        for on in self.persons.values() {
            counts[on.iter().fold(0, |pattern, list| pattern | 1usize << place[*list as usize])] += 1;
        }
        let histories = CaptureHistories::new(ordered.into_keys().collect(), counts)?;
        Ok(Lists { histories, account: self.account })
    }
}

impl Worker for ListTally {
    fn batch(&mut self, batch: &RecordBatch) -> Result<Option<RecordBatch>, Box<dyn Error + Send + Sync>> {
        self.add(batch)?;
        Ok(None)
    }
}

/// The number of a list; a new one gets the next.
fn index(lists: &mut HashMap<String, u32>, name: &str) -> u32 {
    let next = lists.len() as u32;
    *lists.entry(name.to_owned()).or_insert(next)
}

fn persons(batch: &RecordBatch) -> Result<&StringArray, ColumnError> {
    let name = COLUMNS[0];
    let column = batch.column_by_name(name).ok_or_else(|| ColumnError::Missing(name.to_owned()))?;
    column.as_string_opt::<i32>().ok_or_else(|| ColumnError::Type {
        column: name.to_owned(),
        found: column.data_type().to_string(),
        expected: "Utf8".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::ArrayRef;
    use std::sync::Arc;

    fn batch(rows: &[(Option<&str>, Option<&str>)]) -> RecordBatch {
        let persons: StringArray = rows.iter().map(|row| row.0).collect();
        let lists: StringArray = rows.iter().map(|row| row.1).collect();
        let columns: [(&str, ArrayRef); 2] = [("person_id", Arc::new(persons)), ("list", Arc::new(lists))];
        RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true))).unwrap()
    }

    #[test]
    fn every_row_is_used_or_counted_as_why_not_whoever_saw_it() {
        let (ann, bo, police, shelter) = (Some("ann"), Some("bo"), Some("police"), Some("shelter"));
        let first = [(ann, shelter), (bo, police), (ann, shelter), (None, police)];
        let second = [(ann, police), (bo, police), (bo, None)];
        let tally = |parts: &[&[(Option<&str>, Option<&str>)]]| {
            let mut all = ListTally::default();
            for part in parts {
                let mut tally = ListTally::default();
                tally.add(&batch(part)).unwrap();
                all.merge(tally);
            }
            all.finish().unwrap()
        };
        let lists = tally(&[&first, &second]);
        let account = Account { rows: 7, used: 3, repeated: 2, without_person: 1, without_list: 1 };
        assert_eq!(lists.account, account);
        // Lists by name: police is the first, shelter the second. Bo is on police alone, Ann on both.
        assert_eq!(lists.histories.counts(), [0, 1, 0, 1]);
        assert_eq!(tally(&[&second, &first]).histories, lists.histories);
    }
}
