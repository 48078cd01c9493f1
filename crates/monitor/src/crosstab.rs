//! Cross-tabulations, with "not recorded" as a row and a column of its own.

use crate::breakdown::Breakdown;
use crate::dimension::{Dimension, Value};
use crate::view::View;
use serde::Serialize;

/// The pairs of dimensions that a study tabulates: rows, then columns.
pub const TABLES: [(Dimension, Dimension); 6] = [
    (Dimension::Means, Dimension::Purpose),
    (Dimension::Sex, Dimension::Purpose),
    (Dimension::Age, Dimension::Purpose),
    (Dimension::Child, Dimension::Purpose),
    (Dimension::Sex, Dimension::Means),
    (Dimension::Child, Dimension::Means),
];

/// Counts one table while batches pass.
pub struct CrosstabTally {
    rows: Dimension,
    columns: Dimension,
    /// For a single-valued row dimension.
    counts: Breakdown,
    /// For two dimensions with several values a record: a cell for each pair of keys.
    pairs: Vec<u64>,
    total: u64,
}

impl CrosstabTally {
    /// Counts `rows` by `columns`.
    pub fn new(rows: Dimension, columns: Dimension) -> Self {
        let pairs = vec![0; rows.size() * columns.size()];
        CrosstabTally { rows, columns, counts: Breakdown::new(&[columns]), pairs, total: 0 }
    }

    /// Adds a batch.
    ///
    /// **Cost** For two dimensions of facts: one AND and one population count for each pair of facts and 64 rows.
    pub fn add(&mut self, view: &View) {
        self.total += view.rows as u64;
        if let Some(keys) = view.keys(self.rows) {
            let groups: Vec<u32> = keys.iter().map(|k| u32::from(*k)).collect();
            return self.counts.add(view, &groups);
        }
        let (Some(rows), Some(columns)) = (view.facts(self.rows), view.facts(self.columns)) else { return };
        let not_any = |any: &[u64]| -> Vec<u64> {
            let mut none: Vec<u64> = any.iter().map(|word| !word).collect();
            if let Some(last) = none.last_mut()
                && !view.rows.is_multiple_of(64)
            {
                *last &= (1 << (view.rows % 64)) - 1;
            }
            none
        };
        let (no_row, no_column) = (not_any(&rows.any), not_any(&columns.any));
        let all_rows = rows.yes.iter().map(|(k, bits)| (*k, bits)).chain([(self.rows.unknown(), &no_row)]);
        for (row, row_bits) in all_rows {
            let all_columns = columns.yes.iter().map(|(k, bits)| (*k, bits));
            for (column, column_bits) in all_columns.chain([(self.columns.unknown(), &no_column)]) {
                let both: u32 = row_bits.iter().zip(column_bits).map(|(a, b)| (a & b).count_ones()).sum();
                self.pairs[row * self.columns.size() + column] += u64::from(both);
            }
        }
    }

    /// Adds what another tally of the same table counted.
    pub fn merge(&mut self, other: CrosstabTally) {
        self.counts.merge(&other.counts, |group| group);
        self.pairs.iter_mut().zip(other.pairs).for_each(|(a, b)| *a += b);
        self.total += other.total;
    }

    /// The table, without rows and columns that never occur; "not recorded" stays.
    pub fn finish(self) -> Crosstab {
        let (rows, columns) = (self.rows, self.columns);
        let cell = |row: usize, column: usize| match rows.is_multiple() {
            true => self.pairs[row * columns.size() + column],
            false => self.counts.by(row, columns).get(column).copied().unwrap_or(0),
        };
        let occurs = |row: usize| row == rows.unknown() || (0..columns.size()).any(|column| cell(row, column) > 0);
        let row_keys: Vec<usize> = (0..rows.size()).filter(|row| occurs(*row)).collect();
        let column_keys: Vec<usize> = (0..columns.size())
            .filter(|column| *column == columns.unknown() || row_keys.iter().any(|row| cell(*row, *column) > 0))
            .collect();
        Crosstab {
            id: format!("{}_by_{}", rows.id(), columns.id()),
            row_dimension: rows,
            column_dimension: columns,
            rows: row_keys.iter().map(|key| rows.value(*key)).collect(),
            columns: column_keys.iter().map(|key| columns.value(*key)).collect(),
            cells: row_keys.iter().map(|row| column_keys.iter().map(|column| cell(*row, *column)).collect()).collect(),
            records: self.total,
        }
    }
}

/// A cross-tabulation. Where a record may have several values, cells add up to more than the records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Crosstab {
    /// Its name in files.
    pub id: String,
    /// What the rows are.
    pub row_dimension: Dimension,
    /// What the columns are.
    pub column_dimension: Dimension,
    /// The rows; the last is "not recorded".
    pub rows: Vec<Value>,
    /// The columns; the last is "not recorded".
    pub columns: Vec<Value>,
    /// Records by row and column.
    pub cells: Vec<Vec<u64>>,
    /// All records.
    pub records: u64,
}
