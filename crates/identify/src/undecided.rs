//! The undecided rows of a batch: for each term the rows it would decide, and those terms as text.

use crate::column::{Columns, Side, mask_rows};
use crate::explain::Term;
use crate::planes::ones;
use crate::relevance::Relevance;
use arrow::array::{Array, ArrayBuilder, DictionaryArray, Int32Array, StringBuilder};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use arrow::datatypes::Int32Type;
use std::collections::HashMap;
use std::fmt::Write;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

/// What stands between two terms in a text.
pub const SEPARATOR: &str = "; ";

/// For each term of an instrument, the rows of a batch in which it would decide a finding.
#[derive(Clone, Debug)]
pub struct Undecided {
    /// In the order of the instrument's terms; `None` where a term decides no row.
    rows_of: Vec<Option<Vec<u64>>>,
    rows: usize,
}

/// Words of one chunk, kept from chunk to chunk.
#[derive(Default)]
pub(crate) struct Scratch {
    relevant: Vec<Vec<u64>>,
    open: Vec<bool>,
    known: Vec<u64>,
}

impl Undecided {
    pub(crate) fn new(relevance: &Relevance, rows: usize) -> Undecided {
        Undecided { rows_of: vec![None; relevance.terms.len()], rows }
    }

    /// Adds a chunk: from the findings down, a part is relevant where what it is part of is and it is unknown itself.
    pub(crate) fn add(
        &mut self,
        relevance: &Relevance,
        columns: &Columns<'_>,
        scratch: &mut Scratch,
        from: usize,
        count: usize,
    ) {
        let Scratch { relevant, open, known } = scratch;
        relevant.resize_with(relevant.len().max(relevance.views.len()), Vec::new);
        open.clear();
        open.resize(relevance.views.len(), false);
        known.resize(count, 0);
        for &root in &relevance.roots {
            let words = &mut relevant[root];
            words.clear();
            words.resize(count, 0);
            columns.or_known_into(words, relevance.views[root].op);
            words.iter_mut().for_each(|word| *word = !*word);
            mask_rows(words, from, self.rows);
            open[root] = words.iter().any(|word| *word != 0);
        }
        // Parts stand before what they are part of.
        for (v, view) in relevance.views.iter().enumerate().rev() {
            if !std::mem::take(&mut open[v]) {
                continue;
            }
            let (parts, rest) = relevant.split_at_mut(v);
            let here = &mut rest[0];
            if let Some(term) = view.term {
                known[..count].fill(0);
                let recorded = relevance.facts[term]
                    .iter()
                    .filter(|op| !(columns.is_zero(**op, Side::Yes) && columns.is_zero(**op, Side::No)));
                recorded.for_each(|op| columns.or_known_into(&mut known[..count], *op));
                let words = self.rows.div_ceil(64);
                let stops = self.rows_of[term].get_or_insert_with(|| vec![0; words]);
                let mut left = 0;
                for ((here, known), stop) in here.iter_mut().zip(&*known).zip(&mut stops[from..from + count]) {
                    *stop |= *here & !known;
                    *here &= known;
                    left |= *here;
                }
                if left == 0 {
                    continue;
                }
            }
            for &child in &view.children {
                let op = relevance.views[child].op;
                known[..count].fill(0);
                columns.or_known_into(&mut known[..count], op);
                let below = &mut parts[child];
                if here.iter().zip(&*known).all(|(here, known)| here & !known == 0) {
                    continue;
                }
                if !std::mem::replace(&mut open[child], true) {
                    below.clear();
                    below.resize(count, 0);
                }
                below.iter_mut().zip(&*here).zip(&*known).for_each(|((below, here), known)| *below |= here & !known);
            }
        }
    }

    /// Each term with the number of rows in which it would decide a finding; `terms` are the instrument's.
    pub(crate) fn tallies<'a>(&'a self, terms: &'a [Term]) -> impl Iterator<Item = (&'a Term, u64)> {
        terms.iter().zip(&self.rows_of).map(|(term, rows)| (term, rows.as_deref().map_or(0, ones)))
    }

    /// The rows in which a term, by its place, would decide a finding; `None` for none.
    pub(crate) fn rows_of(&self, term: usize) -> Option<&[u64]> {
        self.rows_of.get(term)?.as_deref()
    }

    /// For each row the names of its terms as one text; null where the findings are decided. `None`: the texts would
    /// not fit one Arrow array.
    ///
    /// **Method** Sixty-four terms at a time are turned from a bit a row into a word a row, and each distinct set of
    /// terms is numbered and written once.
    ///
    /// **Cost** One to ten nanoseconds a row, and the length of the text for each distinct set.
    pub(crate) fn to_array(&self, terms: &[Term]) -> Option<DictionaryArray<Int32Type>> {
        let decisive = self.rows_of.iter().enumerate().filter_map(|(term, rows)| Some((term, rows.as_deref()?)));
        let decisive: Vec<(usize, &[u64])> = decisive.collect();
        let mut sets = TermSets::default();
        let mut codes = vec![0u32; self.rows];
        for (level, terms) in decisive.chunks(64).enumerate() {
            let mut first = [0u32; 256];
            for (w, codes) in codes.chunks_mut(64).enumerate() {
                let masks = masks(terms, w);
                for (code, mask) in codes.iter_mut().zip(masks) {
                    if mask == 0 {
                        continue;
                    }
                    if *code != 0 || mask > 255 {
                        *code = sets.with(*code, level, mask);
                        continue;
                    }
                    let known = &mut first[mask as usize];
                    if *known == 0 {
                        *known = sets.with(0, level, mask);
                    }
                    *code = *known;
                }
            }
        }
        let (mut keys, mut texts) = (vec![-1i32; sets.parts.len() + 1], StringBuilder::new());
        let mut row_keys = Vec::with_capacity(self.rows);
        let mut bytes = 0;
        for code in codes {
            let key = &mut keys[code as usize];
            if *key < 0 && code != 0 {
                *key = i32::try_from(texts.len()).ok()?;
                for (i, (term, _)) in sets.positions(code).map(|position| decisive[position]).enumerate() {
                    let (name, separator) = (&terms[term].name, if i == 0 { "" } else { SEPARATOR });
                    bytes += separator.len() + name.len();
                    i32::try_from(bytes).ok()?;
                    // Writing to memory does not fail.
                    let _ = texts.write_str(separator).and_then(|()| texts.write_str(name));
                }
                texts.append_value("");
            }
            row_keys.push((*key).max(0));
        }
        let texts = Arc::new(texts.finish());
        let keys = match texts.is_empty() {
            true => Int32Array::new_null(self.rows),
            false => Int32Array::new(row_keys.into(), Some(self.nulls())),
        };
        Some(DictionaryArray::new(keys, texts))
    }

    fn nulls(&self) -> NullBuffer {
        let mut any = vec![0u64; self.rows.div_ceil(64)];
        for rows in self.rows_of.iter().flatten() {
            any.iter_mut().zip(rows).for_each(|(any, rows)| *any |= rows);
        }
        NullBuffer::new(BooleanBuffer::new(any.into(), 0, self.rows))
    }
}

/// Eight bytes as an 8 by 8 matrix of bits, turned over its diagonal.
///
/// **Source** Warren (2012), *Hacker's Delight*, 2nd ed., section 7-3.
fn transposed(rows: [u8; 8]) -> [u8; 8] {
    let mut x = u64::from_le_bytes(rows);
    for (shift, mask) in [(7, 0x00AA_00AA_00AA_00AA), (14, 0x0000_CCCC_0000_CCCC), (28, 0x0000_0000_F0F0_F0F0)] {
        let swap = (x ^ (x >> shift)) & mask;
        x ^= swap ^ (swap << shift);
    }
    x.to_le_bytes()
}

/// For each of the 64 rows of word `w`, its terms as bits.
fn masks(terms: &[(usize, &[u64])], w: usize) -> [u64; 64] {
    let mut masks = [0u64; 64];
    for (group, eight) in terms.chunks(8).enumerate() {
        let mut words = [0u64; 8];
        words.iter_mut().zip(eight).for_each(|(word, (_, rows))| *word = rows[w]);
        if words == [0; 8] {
            continue;
        }
        for (b, masks) in masks.chunks_exact_mut(8).enumerate() {
            let bytes = transposed(words.map(|word| (word >> (8 * b)) as u8));
            masks.iter_mut().zip(bytes).for_each(|(mask, byte)| *mask |= u64::from(byte) << (8 * group));
        }
    }
    masks
}

/// Sets of terms, numbered from 1 as they come up; 0 is the empty set.
#[derive(Default)]
struct TermSets {
    /// By number less one: the set without its last level of 64 terms, that level, and those of it.
    parts: Vec<(u32, u32, u64)>,
    numbers: HashMap<(u32, u32, u64), u32, BuildHasherDefault<Mix>>,
}

impl TermSets {
    /// The number of a set with more terms, those of `level` that are bits of `mask`.
    fn with(&mut self, set: u32, level: usize, mask: u64) -> u32 {
        let part = (set, level as u32, mask);
        *self.numbers.entry(part).or_insert_with(|| {
            self.parts.push(part);
            self.parts.len() as u32
        })
    }

    /// The terms of a set, in order, by their positions.
    fn positions(&self, mut set: u32) -> impl Iterator<Item = usize> {
        let mut levels = Vec::new();
        while let Some((rest, level, mask)) = (set as usize).checked_sub(1).and_then(|i| self.parts.get(i)) {
            levels.push((*level as usize, *mask));
            set = *rest;
        }
        levels.into_iter().rev().flat_map(|(level, mut mask)| {
            std::iter::from_fn(move || {
                let bit = mask.trailing_zeros() as usize;
                (mask != 0).then(|| {
                    mask &= mask - 1;
                    level * 64 + bit
                })
            })
        })
    }
}

/// A fast hash of small numbers. Colliding on purpose would take a file of records made for it, and cost only time.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(26) ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_turned_over_the_diagonal() {
        let rows = [0b0000_0011, 0b1000_0000, 0, 0xFF, 1, 2, 4, 8];
        let turned = transposed(rows);
        for (i, row) in rows.iter().enumerate() {
            for (j, column) in turned.iter().enumerate() {
                assert_eq!(row >> j & 1, column >> i & 1, "{i} {j}");
            }
        }
        assert_eq!(transposed(turned), rows);
    }
}
