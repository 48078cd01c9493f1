//! What else moves the answer: what no data can identify, each list left out, two lists merged, one person more or fewer.
//!
//! Here are the changed tables and the arithmetic; the caller says how each table is estimated.

use super::histories::CaptureHistories;
use rayon::prelude::*;
use serde::Serialize;
use std::fmt;

/// The highest-order odds ratios at which the answer is shown.
pub const ODDS_RATIOS: [f64; 7] = [1.0 / 3.0, 0.5, 2.0 / 3.0, 1.0, 1.5, 2.0, 3.0];

/// The total population under one value of what cannot be identified.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct UnderAssumption {
    /// The odds ratio of the interaction of all lists; 1 is what every model here assumes.
    pub odds_ratio: f64,
    /// The point, in persons.
    pub point: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The total as a function of the interaction of all lists together, which the counts say nothing about.
///
/// **Source** That the highest-order interaction is not identified: Fienberg (1972); as an axis of sensitivity: Aleshin-Guendel,
/// Sadinle and Wakefield (2024).
///
/// **Method** With t lists there are 2^t − 1 counts and 2^t log-linear parameters. Fixing the last one at the logarithm of ψ
/// instead of 0 leaves the fitted counts as they are and multiplies the dark figure by ψ.
///
/// **Arguments** `observed`: persons on at least one list. `(point, low, high)`: totals at ψ = 1, at least `observed`.
pub fn by_odds_ratio(observed: u64, (point, low, high): (f64, f64, f64)) -> Vec<UnderAssumption> {
    let seen = observed as f64;
    let at = |odds_ratio: f64| {
        let total = |value: f64| seen + odds_ratio * (value - seen);
        UnderAssumption { odds_ratio, point: total(point), low: total(low), high: total(high) }
    };
    ODDS_RATIOS.into_iter().map(at).collect()
}

/// A change of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// A list as if it had never been kept.
    Without {
        /// Its name.
        list: String,
    },
    /// Two lists as one.
    Merged {
        /// Their names.
        lists: [String; 2],
    },
    /// One person fewer on exactly these lists.
    OneFewer {
        /// Their names.
        lists: Vec<String>,
    },
    /// One person more on exactly these two lists.
    OneMore {
        /// Their names.
        lists: Vec<String>,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Without { list } => write!(f, "without {list}"),
            Change::Merged { lists: [a, b] } => write!(f, "{a} and {b} as one list"),
            Change::OneFewer { lists } => write!(f, "one person fewer on {} only", lists.join(" + ")),
            Change::OneMore { lists } => write!(f, "one person more on {} only", lists.join(" + ")),
        }
    }
}

/// What a changed table answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Variant<A> {
    /// What was changed.
    #[serde(flatten)]
    pub change: Change,
    /// Persons observed after it.
    pub observed: u64,
    /// The answer; absent where the changed table has none.
    pub answer: Option<A>,
}

/// Every table with one list left out, then every table with two lists merged. Changes that would leave fewer than two lists
/// are not there.
pub fn list_changes(histories: &CaptureHistories) -> Vec<(Change, CaptureHistories)> {
    let (t, lists) = (histories.t(), histories.lists());
    let left_out = (0..t).filter_map(|i| {
        let rest = histories.without_list(i).ok()?;
        Some((Change::Without { list: lists[i].clone() }, rest))
    });
    let pairs = (0..t).flat_map(|i| (i + 1..t).map(move |j| (i, j)));
    let merged = pairs.filter_map(|(i, j)| {
        let merged = histories.merge_lists(&[i, j], &format!("{}+{}", lists[i], lists[j])).ok()?;
        Some((Change::Merged { lists: [lists[i].clone(), lists[j].clone()] }, merged))
    });
    left_out.chain(merged).collect()
}

/// Every table with one person fewer in a pattern that has persons, then every table with one person more on exactly two lists.
pub fn person_changes(histories: &CaptureHistories) -> Vec<(Change, CaptureHistories)> {
    let (t, lists) = (histories.t(), histories.lists());
    let names =
        |pattern: u32| -> Vec<String> { (0..t).filter(|i| pattern >> i & 1 == 1).map(|i| lists[i].clone()).collect() };
    let changed = |pattern: u32, by: i64| {
        let mut counts = histories.counts().to_vec();
        let count = &mut counts[pattern as usize];
        *count = count.checked_add_signed(by)?;
        CaptureHistories::new(lists.to_vec(), counts).ok()
    };
    let fewer = histories
        .observed()
        .filter_map(|(pattern, _)| Some((Change::OneFewer { lists: names(pattern) }, changed(pattern, -1)?)));
    let pairs = (0..t).flat_map(|i| (i + 1..t).map(move |j| 1u32 << i | 1 << j));
    let more = pairs.filter_map(|pattern| Some((Change::OneMore { lists: names(pattern) }, changed(pattern, 1)?)));
    fewer.chain(more).collect()
}

/// Estimates every changed table, in their order whatever the number of threads.
pub fn variants<A: Send>(
    changes: Vec<(Change, CaptureHistories)>,
    estimate: impl Fn(&CaptureHistories) -> Option<A> + Sync,
) -> Vec<Variant<A>> {
    let estimated = changes.into_par_iter().map(|(change, histories)| Variant {
        change,
        observed: histories.n(),
        answer: estimate(&histories),
    });
    estimated.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> CaptureHistories {
        let lists = ["a", "b", "c"].map(str::to_owned).to_vec();
        CaptureHistories::new(lists, vec![0, 40, 30, 6, 20, 0, 0, 1]).unwrap()
    }

    #[test]
    fn the_dark_figure_is_multiplied_and_what_was_seen_is_not() {
        let curve = by_odds_ratio(100, (500.0, 300.0, 900.0));
        let three = curve.iter().find(|at| at.odds_ratio == 3.0).unwrap();
        assert_eq!((three.point, three.low, three.high), (1300.0, 700.0, 2500.0));
        assert!((curve[0].point - (100.0 + 400.0 / 3.0)).abs() < 1e-9);
        assert!(curve.iter().any(|at| at.odds_ratio == 1.0 && at.point == 500.0));
    }

    #[test]
    fn each_list_is_left_out_and_each_pair_merged_once() {
        let changes = list_changes(&three());
        let said: Vec<String> = changes.iter().map(|(change, _)| change.to_string()).collect();
        let wanted = [
            "without a",
            "without b",
            "without c",
            "a and b as one list",
            "a and c as one list",
            "b and c as one list",
        ];
        assert_eq!(said, wanted);
        // Merging keeps everybody: 97 persons.
        assert!(changes[3..].iter().all(|(_, histories)| histories.n() == 97));
    }

    #[test]
    fn one_person_is_one_person() {
        let changes = person_changes(&three());
        // Five patterns have persons; there are three pairs of lists, one of which shares nobody yet.
        assert_eq!(changes.len(), 5 + 3);
        let sums: Vec<u64> = changes.iter().map(|(_, histories)| histories.n()).collect();
        assert_eq!(sums, [96, 96, 96, 96, 96, 98, 98, 98]);
        assert_eq!(changes[6].0.to_string(), "one person more on a + c only");
    }
}
