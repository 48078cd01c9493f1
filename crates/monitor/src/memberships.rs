//! A plain table of memberships: one row for each person on each list, with how sure the link is.
//!
//! Columns `person_id` and `list`, and where linkage gave one, `score`: the probability that the row is of this person. Records of
//! persons are read in [`crate::lists`].

use crate::lists::{Account, ListTally, Lists};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Read;
use turnstone_estimate::prevalence::histories::CaptureHistories;
use turnstone_estimate::prevalence::linkage::ScoredRecords;

/// The columns by which such a table is known.
pub const COLUMNS: [&str; 2] = ["person_id", "list"];
/// The column of scores, which may be absent.
pub const SCORE: &str = "score";

/// What was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Memberships {
    /// The histories, each link taken as it stands; lists in the order of their names.
    pub histories: CaptureHistories,
    /// The records with their scores, where the table has the column.
    pub scored: Option<ScoredRecords>,
    /// What became of the rows.
    pub account: Account,
}

/// Why it cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
pub enum MembershipError {
    /// No CSV.
    #[error("{file}: cannot be read as CSV in UTF-8: {problem}")]
    Unreadable {
        /// What was read.
        file: String,
        /// The reader's words.
        problem: String,
    },
    /// A column is not there.
    #[error("{file}: the header has no column `{column}`; a table of memberships has `person_id` and `list`")]
    Column {
        /// What was read.
        file: String,
        /// The column.
        column: &'static str,
    },
    /// A score that is no probability.
    #[error(
        "{file}, line {line}, column `score`: `{value}` is no probability; wanted: a number from 0 to 1, or nothing where the link is sure"
    )]
    Score {
        /// What was read.
        file: String,
        /// The line, from 1.
        line: u64,
        /// What stands there.
        value: String,
    },
    /// Too few or too many lists.
    #[error("{file}: {problem}")]
    Lists {
        /// What was read.
        file: String,
        /// What is wrong with them.
        problem: String,
    },
}

/// Whether a header is that of a table of memberships.
pub fn is_memberships(header: &[&str]) -> bool {
    COLUMNS.iter().all(|column| header.contains(column))
}

/// Reads such a table.
///
/// **Arguments** `name`: what the input is called in messages.
///
/// **Errors** [`MembershipError`], with line and column. Rows without a person or a list are counted, not refused.
pub fn read(reader: impl Read, name: &str) -> Result<Memberships, MembershipError> {
    let unreadable =
        |error: csv::Error| MembershipError::Unreadable { file: name.to_owned(), problem: error.to_string() };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(reader);
    let header = reader.headers().map_err(unreadable)?.clone();
    let at = |column: &'static str| header.iter().position(|name| name.trim_start_matches('\u{feff}') == column);
    let wanted = |column| at(column).ok_or(MembershipError::Column { file: name.to_owned(), column });
    let (person_at, list_at, score_at) = (wanted(COLUMNS[0])?, wanted(COLUMNS[1])?, at(SCORE));

    let mut tally = ListTally::default();
    // By person: the lists, each with the score of its first row.
    let mut persons: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    for row in reader.into_records() {
        let row = row.map_err(unreadable)?;
        let line = row.position().map_or(0, csv::Position::line);
        let text = |index: usize| row.get(index).filter(|text| !text.is_empty());
        let score = match score_at.and_then(text) {
            None => 1.0,
            Some(value) => {
                let number = value.parse::<f64>().ok().filter(|score| (0.0..=1.0).contains(score));
                number.ok_or_else(|| MembershipError::Score { file: name.to_owned(), line, value: value.to_owned() })?
            }
        };
        let (person, list) = (text(person_at), text(list_at));
        tally.row(person, list);
        if let (Some(_), Some(person), Some(list)) = (score_at, person, list) {
            persons.entry(person.to_owned()).or_default().entry(list.to_owned()).or_insert(score);
        }
    }
    let lists = tally.finish();
    let Lists { histories, account } =
        lists.map_err(|error| MembershipError::Lists { file: name.to_owned(), problem: error.to_string() })?;
    let scored = score_at.map(|_| scored(&histories, &persons));
    Ok(Memberships { histories, scored, account })
}

/// Records with their links: the surest row stands for the person; how sure the others are is how surely they belong to it.
fn scored(histories: &CaptureHistories, persons: &BTreeMap<String, BTreeMap<String, f64>>) -> ScoredRecords {
    let names = histories.lists();
    let index = |list: &String| names.iter().position(|name| name == list).unwrap_or_default();
    let (mut on, mut pairs) = (Vec::new(), Vec::new());
    for lists in persons.values() {
        let first = on.len();
        let mut rows: Vec<(&String, f64)> = lists.iter().map(|(list, score)| (list, *score)).collect();
        rows.sort_by(|a, b| b.1.total_cmp(&a.1));
        for (place, (list, score)) in rows.into_iter().enumerate() {
            on.push(index(list));
            if place > 0 {
                pairs.push((first, first + place, score));
            }
        }
    }
    ScoredRecords { lists: names.to_vec(), on, pairs }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_histories_and_scores_become_links() {
        let text = "person_id,list,score\nann,shelter,1\nann,police,0.8\nbo,police,\nbo,police,0.2\n,police,1\ncy,,1\n";
        let read = read(text.as_bytes(), "links.csv").unwrap();
        assert_eq!(read.account, Account { rows: 6, used: 3, repeated: 1, without_person: 1, without_list: 1 });
        assert_eq!(read.histories.lists(), ["police", "shelter"]);
        assert_eq!(read.histories.counts(), [0, 1, 0, 1]);
        let scored = read.scored.unwrap();
        assert_eq!((scored.on, scored.pairs), (vec![1, 0, 0], vec![(0, 1, 0.8)]));
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_place() {
        let error = read("person_id,list,score\na,x,1.5\n".as_bytes(), "f").unwrap_err();
        assert_eq!(
            error.to_string(),
            "f, line 2, column `score`: `1.5` is no probability; wanted: a number from 0 to 1, or nothing where the link is sure"
        );
        assert!(matches!(
            read("person,list\na,x\n".as_bytes(), "f"),
            Err(MembershipError::Column { column: "person_id", .. })
        ));
        assert!(matches!(read("person_id,list\na,x\n".as_bytes(), "f"), Err(MembershipError::Lists { .. })));
    }
}
