//! Three-valued columns as two planes of bits: where it is yes, and where it is no.

use arrow::array::{Array, BooleanArray};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer};
use std::iter::Sum;
use std::ops::AddAssign;
use turnstone_model::Truth;

/// A three-valued column: bit `r % 64` of word `r / 64` is row `r`. No row is in both planes, and bits from `rows` on
/// are not set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Planes {
    /// Where it is yes.
    pub yes: Vec<u64>,
    /// Where it is no.
    pub no: Vec<u64>,
    /// How many rows there are.
    pub rows: usize,
}

/// How many rows of a column are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows that are yes.
    pub yes: u64,
    /// Rows that are no.
    pub no: u64,
    /// Rows that are neither.
    pub unknown: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.yes += other.yes;
        self.no += other.no;
        self.unknown += other.unknown;
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(tallies: I) -> Tally {
        tallies.fold(Tally::default(), |mut sum, tally| {
            sum += tally;
            sum
        })
    }
}

/// How many bits are set.
pub fn ones(words: &[u64]) -> u64 {
    words.iter().map(|word| u64::from(word.count_ones())).sum()
}

/// The bits of the last word that are rows.
pub(crate) fn last_mask(rows: usize) -> u64 {
    if rows.is_multiple_of(64) { u64::MAX } else { (1 << (rows % 64)) - 1 }
}

impl Planes {
    /// A column of which nothing is known.
    pub fn unknown(rows: usize) -> Planes {
        let words = rows.div_ceil(64);
        Planes { yes: vec![0; words], no: vec![0; words], rows }
    }

    /// A column of an Arrow array, a slice of one included; null is unknown.
    pub fn from_array(array: &BooleanArray) -> Planes {
        let rows = array.len();
        let words = |bits: &BooleanBuffer| -> Vec<u64> {
            let mut words: Vec<u64> = bits.bit_chunks().iter_padded().take(rows.div_ceil(64)).collect();
            words.resize(rows.div_ceil(64), 0);
            words
        };
        let mut yes = words(array.values());
        let mut no = array.nulls().map_or(vec![u64::MAX; yes.len()], |nulls| words(nulls.inner()));
        for (yes, no) in yes.iter_mut().zip(&mut no) {
            (*yes, *no) = (*yes & *no, !*yes & *no);
        }
        if let Some(last) = no.last_mut() {
            *last &= last_mask(rows);
        }
        Planes { yes, no, rows }
    }

    /// The column as an Arrow array; unknown is null.
    pub fn to_array(&self) -> BooleanArray {
        let bits = |words: Vec<u64>| BooleanBuffer::new(Buffer::from_vec(words), 0, self.rows);
        let known = self.yes.iter().zip(&self.no).map(|(yes, no)| yes | no).collect();
        BooleanArray::new(bits(self.yes.clone()), Some(NullBuffer::new(bits(known))))
    }

    /// One row; unknown beyond the last.
    pub fn get(&self, row: usize) -> Truth {
        let bit = |words: &[u64]| words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1);
        match (bit(&self.yes), bit(&self.no)) {
            (true, _) => Truth::YES,
            (_, true) => Truth::NO,
            _ => Truth::UNKNOWN,
        }
    }

    /// How many rows are yes, no and neither.
    pub fn tally(&self) -> Tally {
        let (yes, no) = (ones(&self.yes), ones(&self.no));
        Tally { yes, no, unknown: self.rows as u64 - yes - no }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn arrays_and_planes_say_the_same(
            values in prop::collection::vec(any::<Option<bool>>(), 0..300),
            from in 0usize..300,
            length in 0usize..300,
        ) {
            let from = from.min(values.len());
            let length = length.min(values.len() - from);
            let array = BooleanArray::from(values.clone()).slice(from, length);
            let planes = Planes::from_array(&array);
            for row in 0..length {
                prop_assert_eq!(planes.get(row), Truth(values[from + row]));
            }
            prop_assert_eq!(&planes.to_array(), &array);
            let tally = planes.tally();
            prop_assert_eq!(tally.yes + tally.no + tally.unknown, length as u64);
            prop_assert_eq!(tally.unknown, array.null_count() as u64);
        }
    }
}
