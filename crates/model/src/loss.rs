//! What a conversion lost: values withheld, made broader, left out, or kept only as their original codes.
//!
//! Counts add up over threads as [`Losses`] and are shown as a [`LossReport`]. No value of a field that may identify
//! a person is ever in either; rows that could not be read are in the remarks ([`crate::remark`]).

use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// What happened to a value that the other side cannot hold as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The other side has no place for it.
    Lost,
    /// It was written as something that says more than was recorded, or less precisely which.
    Broadened,
    /// A part of it was left out.
    Narrowed,
    /// It was written whole, though the other side's rules do not foresee it.
    Irregular,
}

impl Change {
    /// A heading for people.
    pub fn label(self) -> &'static str {
        match self {
            Change::Lost => "Lost",
            Change::Broadened => "Made broader",
            Change::Narrowed => "Made narrower",
            Change::Irregular => "Written whole against the form's rules",
        }
    }
}

/// Counts of what a conversion lost; those of several threads add up in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    withheld: BTreeMap<(String, &'static str), u64>,
    changed: BTreeMap<(Change, String, String, String), u64>,
    kept: BTreeMap<String, u64>,
}

impl Losses {
    /// Counts `values` filled values of a field that did not enter the table, because of `why`.
    pub fn withhold(&mut self, field: &str, why: &'static str, values: u64) {
        if values > 0 {
            *self.withheld.entry((field.to_owned(), why)).or_default() += values;
        }
    }

    /// Counts one value of a field that changed, and what became of it. `value` is a code or a word of ours, never a
    /// free text.
    pub fn change(&mut self, change: Change, field: &str, value: &str, became: &str) {
        *self.changed.entry((change, field.to_owned(), value.to_owned(), became.to_owned())).or_default() += 1;
    }

    /// Counts `values` values of a field that only the original codes (`source_values`) hold.
    pub fn keep(&mut self, field: &str, values: u64) {
        if values > 0 {
            *self.kept.entry(field.to_owned()).or_default() += values;
        }
    }

    /// Adds the counts of another part of the same conversion.
    pub fn merge(&mut self, other: Losses) {
        fn add<K: Ord>(mine: &mut BTreeMap<K, u64>, theirs: BTreeMap<K, u64>) {
            for (key, values) in theirs {
                *mine.entry(key).or_default() += values;
            }
        }
        add(&mut self.withheld, other.withheld);
        add(&mut self.changed, other.changed);
        add(&mut self.kept, other.kept);
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.withheld.is_empty() && self.changed.is_empty() && self.kept.is_empty()
    }
}

/// Values of one field that did not enter the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Withheld {
    /// The field.
    pub field: String,
    /// How many rows had it filled.
    pub values: u64,
    /// Why it does not enter.
    pub why: String,
}

/// Values that changed in the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// What happened.
    pub change: Change,
    /// The field or column.
    pub field: String,
    /// The value, where it is a code.
    pub value: String,
    /// What became of it.
    pub became: String,
    /// How many.
    pub values: u64,
}

/// Values of one field that only the original codes hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// The field.
    pub field: String,
    /// How many rows.
    pub values: u64,
}

/// The account of one conversion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LossReport {
    /// What was read.
    pub source: String,
    /// What was written.
    pub target: String,
    /// How many rows were converted.
    pub rows: u64,
    /// What never entered, field by field.
    pub withheld: Vec<Withheld>,
    /// What changed: lost first, then made broader, made narrower, irregular.
    pub changed: Vec<Changed>,
    /// What only `source_values` holds.
    pub kept_in_source_values: Vec<Kept>,
}

impl LossReport {
    /// The account of a conversion whose counts are complete.
    pub fn new(source: &str, target: &str, rows: u64, losses: Losses) -> LossReport {
        let withheld = losses.withheld.into_iter();
        let changed = losses.changed.into_iter();
        LossReport {
            source: source.to_owned(),
            target: target.to_owned(),
            rows,
            withheld: withheld.map(|((field, why), values)| Withheld { field, values, why: why.to_owned() }).collect(),
            changed: changed
                .map(|((change, field, value, became), values)| Changed { change, field, value, became, values })
                .collect(),
            kept_in_source_values: losses.kept.into_iter().map(|(field, values)| Kept { field, values }).collect(),
        }
    }

    /// Whether everything came over: nothing withheld and nothing changed.
    pub fn is_lossless(&self) -> bool {
        self.withheld.is_empty() && self.changed.is_empty()
    }
}

impl fmt::Display for LossReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} to {}: {} rows", self.source, self.target, self.rows)?;
        if self.is_lossless() {
            writeln!(f, "Nothing was lost.")?;
        }
        if !self.withheld.is_empty() {
            writeln!(f, "Withheld (counted, not stored):")?;
        }
        for Withheld { field, values, why } in &self.withheld {
            writeln!(f, "  {field}: {values} ({why})")?;
        }
        let mut heading = None;
        for Changed { change, field, value, became, values } in &self.changed {
            if heading.replace(*change) != Some(*change) {
                writeln!(f, "{}:", change.label())?;
            }
            let value = if value.is_empty() { String::new() } else { format!(" {value}") };
            writeln!(f, "  {field}{value}: {values} ({became})")?;
        }
        if !self.kept_in_source_values.is_empty() {
            writeln!(f, "Kept as original codes in source_values:")?;
        }
        for Kept { field, values } in &self.kept_in_source_values {
            writeln!(f, "  {field}: {values}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(values: u64) -> Losses {
        let mut losses = Losses::default();
        losses.withhold("prs_FirstName", "a name", values);
        losses.withhold("prs_Email", "a mail address", 0);
        losses.change(Change::Broadened, "vic_MethodsOfControl", "means.restricts_movement", "Other");
        losses.change(Change::Lost, "months", "", "no field");
        losses.keep("cas_Status", values);
        losses
    }

    #[test]
    fn parts_add_up_in_any_order() {
        let (mut a, mut b) = (part(2), part(3));
        a.merge(part(3));
        b.merge(part(2));
        assert_eq!(a, b);
        let report = LossReport::new("x.csv", "records", 5, a);
        assert_eq!(report.withheld, [Withheld { field: "prs_FirstName".into(), values: 5, why: "a name".into() }]);
        assert_eq!(report.changed[0].change, Change::Lost);
        assert_eq!(report.changed[1].values, 2);
    }

    #[test]
    fn the_text_says_what_and_how_often() {
        insta::assert_snapshot!(LossReport::new("x.csv", "the `records` table", 2, part(2)), @r"
        x.csv to the `records` table: 2 rows
        Withheld (counted, not stored):
          prs_FirstName: 2 (a name)
        Lost:
          months: 1 (no field)
        Made broader:
          vic_MethodsOfControl means.restricts_movement: 1 (Other)
        Kept as original codes in source_values:
          cas_Status: 2
        ");
        insta::assert_snapshot!(LossReport::new("a", "b", 1, Losses::default()), @r"
        a to b: 1 rows
        Nothing was lost.
        ");
    }
}
