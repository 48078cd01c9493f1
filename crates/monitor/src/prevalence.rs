//! How many are on no list: the answer of `turnstone-estimate` with what it was made from.
//!
//! Who is on which lists comes from a table of capture histories or out of records ([`crate::lists`]).

use crate::lists::Account;
use crate::strata::Strata;
use crate::study::InputNote;
use serde::Serialize;
use turnstone_estimate::prevalence::answer::Answer;
use turnstone_estimate::prevalence::histories::{CaptureHistories, HistoriesError, Repair};
use turnstone_estimate::prevalence::linkage::{LinkageDoubt, UnderLinkage, carry};
use turnstone_estimate::prevalence::models::{Reach, models};
use turnstone_estimate::prevalence::validation::Validation;

/// The version of the JSON.
pub const PREVALENCE_VERSION: &str = "1";

/// Where the histories came from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Provenance {
    /// The version of Turnstone.
    pub turnstone: String,
    /// The input.
    pub input: Input,
    /// What was done to the lists before, in order.
    pub changes: Vec<ListChange>,
}

/// The input.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Input {
    /// A table of capture histories.
    Histories {
        /// The file's name, without its folder.
        name: String,
        /// Its SHA-256 in hexadecimal.
        sha256: String,
        /// Its size in bytes.
        bytes: u64,
        /// What was put right while reading.
        repairs: Vec<Repair>,
    },
    /// A table of memberships.
    Memberships {
        /// The file's name, without its folder.
        name: String,
        /// Its SHA-256 in hexadecimal.
        sha256: String,
        /// Its size in bytes.
        bytes: u64,
        /// What became of its rows.
        account: Account,
    },
    /// A table of records.
    Records {
        /// The file and how it was read.
        note: InputNote,
        /// What became of its rows.
        account: Account,
    },
}

/// A change of the lists that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum ListChange {
    /// Only the members of a list are looked at, by the other lists.
    RestrictedTo {
        /// The list.
        list: String,
        /// How many members it has: what an estimate should find.
        members: u64,
        /// Lists left out because nobody of the members is on them.
        left_out: Vec<String>,
    },
    /// A list was left out.
    Without {
        /// The list.
        list: String,
    },
    /// Lists were taken as one.
    Merged {
        /// The lists.
        lists: Vec<String>,
        /// What they are called together.
        name: String,
    },
}

/// Everything about one table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Prevalence {
    /// [`PREVALENCE_VERSION`].
    pub version: &'static str,
    /// What it was made from.
    pub provenance: Provenance,
    /// The answer.
    pub answer: Answer,
    /// The average over models with the doubt of linkage in it, where something is known of that doubt.
    pub linkage: Option<WithLinkage>,
    /// Totals by covariates, where they were asked for.
    pub strata: Option<Strata>,
    /// The held-list test, where it was asked for.
    pub validation: Option<Validation>,
}

/// An estimate that carries the doubt of linkage.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WithLinkage {
    /// What is known of the linkage, in words.
    pub rests_on: String,
    /// The estimate, or why there is none.
    #[serde(flatten)]
    pub estimate: LinkageOutcome,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkageOutcome {
    /// The estimate.
    Estimated(UnderLinkage),
    /// Why there is none.
    Refused(String),
}

/// The average over models on tables that other linkages would have given.
///
/// **Method** See [`carry`]; each table's average gives 99 quantiles.
pub fn with_linkage(histories: &CaptureHistories, doubt: &LinkageDoubt, tables: usize, seed: u64) -> WithLinkage {
    let rests_on = match doubt {
        LinkageDoubt::Clusterings(given) => {
            format!("{} linkages of the same records, each as good as the next", given.len())
        }
        LinkageDoubt::Scores(scored) => {
            format!("the scores of {} links, drawn {tables} times", scored.pairs.len())
        }
        LinkageDoubt::Rates { missed, false_links } => format!(
            "{:.1} % of true links missed and {:.1} % of links false, drawn {tables} times",
            100.0 * missed,
            100.0 * false_links
        ),
    };
    let estimate = |table: &CaptureHistories, _: u64| {
        let (table, _) = table.without_empty_lists().map_err(|error| error.to_string())?;
        models(&table, Reach::of_many(table.t())).pooled().ok_or_else(|| "no model is admissible".to_owned())
    };
    let estimate = match carry(histories, doubt, tables, 0.95, seed, estimate) {
        Ok(estimate) => LinkageOutcome::Estimated(estimate),
        Err(error) => LinkageOutcome::Refused(error.to_string()),
    };
    WithLinkage { rests_on, estimate }
}

/// A list that was asked for and is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// No such list.
    #[error("there is no list `{asked}`; the lists are {}", .lists.join(", "))]
    NoSuchList {
        /// The name asked for.
        asked: String,
        /// The names there are.
        lists: Vec<String>,
    },
    /// What would be left is no table.
    #[error(transparent)]
    Histories(#[from] HistoriesError),
}

fn index(histories: &CaptureHistories, asked: &str) -> Result<usize, ChangeError> {
    histories
        .lists()
        .iter()
        .position(|list| list == asked)
        .ok_or_else(|| ChangeError::NoSuchList { asked: asked.to_owned(), lists: histories.lists().to_vec() })
}

/// The table without a list.
pub fn without(histories: &CaptureHistories, list: &str) -> Result<(CaptureHistories, ListChange), ChangeError> {
    let left = histories.without_list(index(histories, list)?)?;
    Ok((left, ListChange::Without { list: list.to_owned() }))
}

/// The table with lists as one.
pub fn merged(histories: &CaptureHistories, lists: &[String]) -> Result<(CaptureHistories, ListChange), ChangeError> {
    let indices: Vec<usize> = lists.iter().map(|list| index(histories, list)).collect::<Result<_, _>>()?;
    let name = lists.join("+");
    let left = histories.merge_lists(&indices, &name)?;
    Ok((left, ListChange::Merged { lists: lists.to_vec(), name }))
}

/// The other lists among the members of one.
pub fn restricted(histories: &CaptureHistories, list: &str) -> Result<(CaptureHistories, ListChange), ChangeError> {
    let restricted = histories.restrict_to(index(histories, list)?)?;
    let (others, repairs) = restricted.others.without_empty_lists()?;
    let left_out = repairs.into_iter().filter_map(|repair| match repair {
        Repair::EmptyListDropped { list } => Some(list),
        _ => None,
    });
    let left_out = left_out.collect();
    Ok((others, ListChange::RestrictedTo { list: list.to_owned(), members: restricted.truth, left_out }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_changed_by_name_and_a_wrong_name_names_the_right_ones() {
        let lists = ["a", "b", "c"].map(str::to_owned).to_vec();
        let histories = CaptureHistories::new(lists, vec![0, 40, 30, 6, 20, 5, 0, 2]).unwrap();
        let (left, _) = without(&histories, "a").unwrap();
        assert_eq!(left.lists(), ["b", "c"]);
        let (together, change) = merged(&histories, &["c".to_owned(), "a".to_owned()]).unwrap();
        assert_eq!((together.lists()[0].as_str(), together.n()), ("c+a", histories.n()));
        assert_eq!(change, ListChange::Merged { lists: vec!["c".into(), "a".into()], name: "c+a".into() });
        let (_, change) = restricted(&histories, "a").unwrap();
        assert_eq!(change, ListChange::RestrictedTo { list: "a".into(), members: 53, left_out: Vec::new() });
        let error = without(&histories, "z").unwrap_err().to_string();
        assert_eq!(error, "there is no list `z`; the lists are a, b, c");
    }
}
