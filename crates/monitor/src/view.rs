//! What counting needs of one batch, as keys and bits.

use crate::dimension::{Dimension, age_key, year_key};
use arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use turnstone_model::Place;
use turnstone_model::journey::PlaceBasis;
use turnstone_model::person::{ChildStatus, Gender};
use turnstone_model::records::read::{self, ColumnError};
use turnstone_model::vocabulary::{Element, Fact};

/// The columns that [`View::of`] reads, facts apart.
pub const COLUMNS: [&str; 9] = [
    "registered_year",
    "gender",
    "age_low",
    "age_high",
    "child",
    "origin",
    "origin_basis",
    "destination",
    "destination_basis",
];

/// One end of a corridor with what it rests on, where recorded.
pub type End = Option<(Place, PlaceBasis)>;

/// One batch as keys (one a row) and bits (one a row, 64 to a word).
pub struct View {
    /// How many rows.
    pub rows: usize,
    keys: [Vec<u16>; 4],
    purposes: Facts,
    means: Facts,
    /// Both ends of the corridor where recorded, with what they rest on.
    pub ends: Vec<(End, End)>,
    /// Whether a border was crossed.
    pub border_crossed: Vec<Option<bool>>,
    /// Rows that are known to be synthetic.
    pub synthetic: usize,
}

/// The facts of one element in a batch: a bit for each row where the fact holds.
pub struct Facts {
    /// For each fact that holds anywhere: its key in the dimension, and its bits.
    pub yes: Vec<(usize, Vec<u64>)>,
    /// Rows where any of them holds.
    pub any: Vec<u64>,
}

/// The rows where a Boolean column is yes, as bits; `None` when there is none.
pub fn yes_bits(array: &BooleanArray) -> Option<Vec<u64>> {
    if array.null_count() == array.len() {
        return None;
    }
    let values = array.values().bit_chunks();
    let mut words: Vec<u64> = values.iter().chain([values.remainder_bits()]).collect();
    if let Some(nulls) = array.nulls() {
        let valid = nulls.inner().bit_chunks();
        for (word, valid) in words.iter_mut().zip(valid.iter().chain([valid.remainder_bits()])) {
            *word &= valid;
        }
    }
    words.truncate(array.len().div_ceil(64));
    words.iter().any(|w| *w != 0).then_some(words)
}

/// The positions of the bits that are set.
pub fn set_bits(words: &[u64]) -> impl Iterator<Item = usize> + '_ {
    words.iter().enumerate().flat_map(|(index, &word)| {
        let mut left = word;
        std::iter::from_fn(move || {
            let bit = left.trailing_zeros() as usize;
            (left != 0).then(|| {
                left &= left - 1;
                index * 64 + bit
            })
        })
    })
}

impl View {
    /// Reads a batch with [`COLUMNS`], `border_crossed`, `synthetic`, and the facts of means and purposes.
    pub fn of(batch: &RecordBatch) -> Result<View, ColumnError> {
        let rows = batch.num_rows();
        let keys_of = |values: Vec<Option<u16>>, dimension: Dimension| -> Vec<u16> {
            let unknown = dimension.unknown() as u16;
            values.into_iter().map(|v| v.unwrap_or(unknown)).collect()
        };
        let sex = read::keys(batch, "gender", |n| Gender::from_name(n).map(|g| g as u16), "gender")?;
        let child = read::keys(batch, "child", |n| ChildStatus::from_name(n).map(|c| c as u16), "child status")?;
        let age = read::ages(batch)?.into_iter().map(|age| age_key(age) as u16).collect();
        let year = read::years(batch)?.into_iter().map(|year| year_key(year) as u16).collect();
        let end = |place: &str, basis: &str| -> Result<Vec<End>, ColumnError> {
            let places = read::places(batch, place)?;
            let bases = read::keys(batch, basis, PlaceBasis::from_name, "basis of a place")?;
            Ok(places.into_iter().zip(bases).map(|(p, b)| p.zip(b)).collect())
        };
        let origins = end("origin", "origin_basis")?;
        let destinations = end("destination", "destination_basis")?;
        let truths = |name: &str| {
            let array = batch.column_by_name(name).ok_or_else(|| ColumnError::Missing(name.to_owned()))?;
            array.as_boolean_opt().ok_or_else(|| ColumnError::Missing(name.to_owned()))
        };
        let synthetic = yes_bits(truths("synthetic")?).map_or(0, |bits| set_bits(&bits).count());
        Ok(View {
            rows,
            keys: [keys_of(sex, Dimension::Sex), age, keys_of(child, Dimension::Child), year],
            purposes: facts(batch, Element::Purpose)?,
            means: facts(batch, Element::Means)?,
            ends: origins.into_iter().zip(destinations).collect(),
            border_crossed: truths("border_crossed")?.iter().collect(),
            synthetic,
        })
    }

    /// The keys of a dimension with one value a record.
    pub fn keys(&self, dimension: Dimension) -> Option<&[u16]> {
        match dimension {
            Dimension::Sex => Some(&self.keys[0]),
            Dimension::Age => Some(&self.keys[1]),
            Dimension::Child => Some(&self.keys[2]),
            Dimension::Period => Some(&self.keys[3]),
            Dimension::Purpose | Dimension::Means => None,
        }
    }

    /// The facts of a dimension with several values a record.
    pub fn facts(&self, dimension: Dimension) -> Option<&Facts> {
        match dimension {
            Dimension::Purpose => Some(&self.purposes),
            Dimension::Means => Some(&self.means),
            _ => None,
        }
    }
}

fn facts(batch: &RecordBatch, element: Element) -> Result<Facts, ColumnError> {
    let words = batch.num_rows().div_ceil(64);
    let mut facts = Facts { yes: Vec::new(), any: vec![0; words] };
    for (key, fact) in element.facts().enumerate() {
        if let Some(bits) = yes_bits(read::fact(batch, fact)?) {
            facts.any.iter_mut().zip(&bits).for_each(|(any, bit)| *any |= bit);
            facts.yes.push((key, bits));
        }
    }
    Ok(facts)
}

/// Every column that [`View::of`] needs.
pub fn columns() -> Vec<&'static str> {
    let facts = [Element::Purpose, Element::Means].into_iter().flat_map(Element::facts).map(Fact::id);
    COLUMNS.into_iter().chain(["border_crossed", "synthetic"]).chain(facts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bits_are_the_rows_that_say_yes(values in prop::collection::vec(any::<Option<bool>>(), 1..300), skip in 0usize..80) {
            let array = BooleanArray::from(values);
            let array = array.slice(skip.min(array.len() - 1), array.len() - skip.min(array.len() - 1));
            let expected: Vec<usize> = (0..array.len()).filter(|i| array.is_valid(*i) && array.value(*i)).collect();
            let found: Vec<usize> = yes_bits(&array).map_or(Vec::new(), |bits| set_bits(&bits).collect());
            prop_assert_eq!(found, expected);
        }
    }
}
