//! The profile of a table: for each column, how many rows say yes, no, and nothing.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::DataType;
use serde::Serialize;
use std::error::Error;
use turnstone_engine::Worker;
use turnstone_model::vocabulary::Fact;

/// Counts columns while batches pass.
#[derive(Default)]
pub struct ProfileTally {
    rows: u64,
    /// For each column of the batches: rows that say yes, rows that say no, rows that are recorded.
    columns: Vec<[u64; 3]>,
    names: Vec<String>,
}

impl ProfileTally {
    /// Adds a batch; all batches have the same columns.
    pub fn add(&mut self, batch: &RecordBatch) {
        if self.names.is_empty() {
            self.names = batch.schema().fields().iter().map(|f| f.name().clone()).collect();
            self.columns = vec![[0; 3]; self.names.len()];
        }
        self.rows += batch.num_rows() as u64;
        for (counts, array) in self.columns.iter_mut().zip(batch.columns()) {
            let recorded = (array.len() - array.null_count()) as u64;
            counts[2] += recorded;
            if recorded > 0 && array.data_type() == &DataType::Boolean {
                let yes = array.as_boolean().true_count() as u64;
                counts[0] += yes;
                counts[1] += recorded - yes;
            }
        }
    }

    /// Adds what another tally counted.
    pub fn merge(&mut self, other: ProfileTally) {
        self.rows += other.rows;
        if self.names.is_empty() {
            (self.names, self.columns) = (other.names, other.columns);
            return;
        }
        for (mine, theirs) in self.columns.iter_mut().zip(other.columns) {
            mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
        }
    }

    /// The profile, in the order of the columns.
    pub fn finish(self) -> Profile {
        let columns = self.names.iter().zip(&self.columns).map(|(name, [yes, no, recorded])| {
            let fact = Fact::from_id(name);
            ColumnProfile {
                id: name.clone(),
                label: fact.map_or_else(|| label(name), |f| f.label().to_owned()),
                group: fact.map_or("Attributes", |f| f.element().label()).to_owned(),
                is_fact: fact.is_some(),
                yes: *yes,
                no: *no,
                recorded: *recorded,
                unknown: self.rows - recorded,
            }
        });
        Profile { rows: self.rows, columns: columns.collect() }
    }
}

fn label(column: &str) -> String {
    let mut text = column.replace('_', " ");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// How one column is filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnProfile {
    /// The column.
    pub id: String,
    /// Its label for people.
    pub label: String,
    /// The element it belongs to, or attributes.
    pub group: String,
    /// Whether it holds a fact, so that yes and no are counted.
    pub is_fact: bool,
    /// Rows that say yes.
    pub yes: u64,
    /// Rows that say no.
    pub no: u64,
    /// Rows that say anything.
    pub recorded: u64,
    /// Rows that say nothing.
    pub unknown: u64,
}

impl Worker for ProfileTally {
    fn batch(&mut self, batch: &RecordBatch) -> Result<Option<RecordBatch>, Box<dyn Error + Send + Sync>> {
        self.add(batch);
        Ok(None)
    }
}

/// How the columns of a table are filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Profile {
    /// The rows.
    pub rows: u64,
    /// The columns in order.
    pub columns: Vec<ColumnProfile>,
}
