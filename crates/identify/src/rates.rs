//! Base rates of facts, learnt from a `records` table, and what they rest on.
//!
//! How rates weigh questions is in [`crate::interview`].

use crate::diagram::Rates;
use arrow::array::{Array, BooleanArray, RecordBatch};
use serde::Serialize;
use turnstone_model::records::read::{self, ColumnError};
use turnstone_model::vocabulary::FACT_COUNT;
use turnstone_model::{Element, Fact};

/// What the rate of a fact rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Rows that say yes or no.
    Answered,
    /// Rows that record anything of the element: the column never says no, so that a row without it tells something
    /// only where the element was recorded at all. Such a rate is at most the true one among those rows.
    PresenceOnly,
    /// Nothing: the uniform rate of one half.
    None,
}

/// How often a fact holds in a table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LearntRate {
    /// Rows that say yes.
    pub yes: u64,
    /// Rows that it is taken from.
    pub of: u64,
    /// What those rows are.
    pub basis: Basis,
    /// The rate, between 0 and 1.
    pub rate: f64,
}

/// Counts of the facts of a table, batch by batch.
#[derive(Clone, Debug)]
pub struct RateTally {
    yes: [u64; FACT_COUNT],
    no: [u64; FACT_COUNT],
    /// By element: rows in which any fact of it is recorded.
    recorded: [u64; Element::ALL.len()],
}

impl Default for RateTally {
    fn default() -> Self {
        RateTally { yes: [0; FACT_COUNT], no: [0; FACT_COUNT], recorded: [0; Element::ALL.len()] }
    }
}

impl RateTally {
    /// Adds the rows of a batch that has every fact column.
    ///
    /// **Errors** A fact's column is missing or no Boolean.
    pub fn add(&mut self, batch: &RecordBatch) -> Result<(), ColumnError> {
        for (place, element) in Element::ALL.into_iter().enumerate() {
            let mut recorded = vec![false; batch.num_rows()];
            for fact in element.facts() {
                let column: &BooleanArray = read::fact(batch, fact)?;
                let yes = column.true_count() as u64;
                self.yes[fact.index()] += yes;
                self.no[fact.index()] += (column.len() - column.null_count()) as u64 - yes;
                if column.null_count() < column.len() {
                    recorded.iter_mut().enumerate().for_each(|(row, known)| *known |= column.is_valid(row));
                }
            }
            self.recorded[place] += recorded.into_iter().filter(|known| *known).count() as u64;
        }
        Ok(())
    }

    /// Adds what another tally counted.
    pub fn merge(&mut self, other: &RateTally) {
        let add = |mine: &mut [u64], theirs: &[u64]| mine.iter_mut().zip(theirs).for_each(|(m, t)| *m += t);
        add(&mut self.yes, &other.yes);
        add(&mut self.no, &other.no);
        add(&mut self.recorded, &other.recorded);
    }

    /// The rate of a fact.
    ///
    /// **Method** (yes + ½) / (rows + 1), so that a fact seen in no row of a small table is rare and not impossible.
    ///
    /// **Source** Krichevsky and Trofimov (1981), The performance of universal encoding.
    pub fn rate(&self, fact: Fact) -> LearntRate {
        let (yes, no) = (self.yes[fact.index()], self.no[fact.index()]);
        let place = Element::ALL.iter().position(|element| *element == fact.element()).unwrap_or(0);
        let (of, basis) = match (no, self.recorded[place]) {
            (1.., _) => (yes + no, Basis::Answered),
            (0, 0) => (0, Basis::None),
            (0, recorded) if yes > 0 => (recorded, Basis::PresenceOnly),
            // A column without any entry is no column of the file: nothing is known of it.
            (0, _) => (0, Basis::None),
        };
        let rate = if basis == Basis::None { 0.5 } else { (yes as f64 + 0.5) / (of as f64 + 1.0) };
        LearntRate { yes, of, basis, rate }
    }

    /// All rates, for an interview.
    pub fn rates(&self) -> Rates {
        let mut rates = Rates::uniform();
        Fact::all().for_each(|fact| rates.set(fact, self.rate(fact).rate));
        rates
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::ArrayRef;
    use std::sync::Arc;

    fn batch(columns: &[(&str, &[Option<bool>])]) -> RecordBatch {
        let rows = columns[0].1.len();
        let column = |fact: Fact| -> ArrayRef {
            let given = columns.iter().find(|(id, _)| *id == fact.id());
            Arc::new(given.map_or_else(|| BooleanArray::new_null(rows), |(_, values)| values.to_vec().into()))
        };
        RecordBatch::try_from_iter_with_nullable(Fact::all().map(|fact| (fact.id(), column(fact), true))).unwrap()
    }

    #[test]
    fn an_empty_cell_of_a_presence_column_is_no_no() {
        let (yes, no, none) = (Some(true), Some(false), None);
        let mut tally = RateTally::default();
        tally
            .add(&batch(&[
                ("means.threats", &[yes, none, none, none]),
                ("means.debt_bondage", &[yes, yes, none, none]),
                ("person.child", &[yes, no, no, none]),
            ]))
            .unwrap();
        let rate = |id| tally.rate(Fact::from_id(id).unwrap());
        // Two of the four rows record any means; one of them threats.
        let threats = rate("means.threats");
        assert_eq!((threats.yes, threats.of, threats.basis), (1, 2, Basis::PresenceOnly));
        assert!((threats.rate - 1.5 / 3.0).abs() < 1e-12);
        let child = rate("person.child");
        assert_eq!((child.yes, child.of, child.basis), (1, 3, Basis::Answered));
        assert!((child.rate - 1.5 / 4.0).abs() < 1e-12);
        assert_eq!((rate("means.force").basis, rate("means.force").rate), (Basis::None, 0.5));
        assert_eq!(rate("act.transfer").basis, Basis::None);
    }
}
