//! Rows per second of the column evaluation, printed as a table: `cargo bench -p turnstone-identify`.
//!
//! Ten million rows of random facts run in batches of 20,000. The reference is the same definition evaluated row by row
//! with a proof's evaluator; the figures that matter are the ratios to it.

#![allow(clippy::print_stdout)]

use arrow::array::{ArrayRef, BooleanArray, RecordBatch};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer};
use arrow::datatypes::{DataType, Field, Schema};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};
use turnstone_identify::explain::{truths, undecided};
use turnstone_identify::{Assessor, Catalogue, Instrument};
use turnstone_model::{Fact, Facts, Truth};

const ROWS: usize = 10_000_000;
const BATCH: usize = 20_000;
/// Batches that differ from each other; they repeat until [`ROWS`] are done. Together larger than the caches.
const DISTINCT: usize = 100;

/// Random words by a linear congruence (Knuth's MMIX constants), each bit set with probability `ones` / 8.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 32) ^ (self.0 << 17)
    }

    fn word(&mut self, eighths: u64) -> u64 {
        let (a, b, c) = (self.next(), self.next(), self.next());
        (0..64).fold(0, |word, i| {
            let number = (a >> i & 1) << 2 | (b >> i & 1) << 1 | (c >> i & 1);
            word | u64::from(number < eighths) << i
        })
    }

    fn bits(&mut self, eighths: u64) -> BooleanBuffer {
        let words: Vec<u64> = (0..BATCH.div_ceil(64)).map(|_| self.word(eighths)).collect();
        BooleanBuffer::new(Buffer::from_vec(words), 0, BATCH)
    }
}

/// How the random facts look.
#[derive(Clone, Copy)]
enum Kind {
    /// Every fact yes, no or null.
    Dense,
    /// Every fact null, seldom yes, more seldom no: many rows undecided, with many different terms.
    Open,
    /// Twelve facts yes or null, the others null, as in a file that records presence only.
    Presence,
}

fn batch(facts: &[Fact], kind: Kind, draw: &mut Draw) -> RecordBatch {
    let column = |(i, _): (usize, &Fact)| -> ArrayRef {
        Arc::new(match kind {
            Kind::Dense => BooleanArray::new(draw.bits(4), Some(NullBuffer::new(draw.bits(6)))),
            Kind::Open => {
                let valid = draw.bits(1);
                BooleanArray::new(&draw.bits(1) & &draw.bits(2), Some(NullBuffer::new(&valid & &draw.bits(1))))
            }
            Kind::Presence if i % 4 == 0 => {
                let bits = draw.bits(1);
                BooleanArray::new(bits.clone(), Some(NullBuffer::new(bits)))
            }
            Kind::Presence => BooleanArray::new_null(BATCH),
        })
    };
    let columns: Vec<ArrayRef> = facts.iter().enumerate().map(column).collect();
    let fields: Vec<Field> = facts.iter().map(|fact| Field::new(fact.id(), DataType::Boolean, true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).expect("columns follow the schema")
}

fn rows_of(batch: &RecordBatch, facts: &[Fact]) -> Vec<Facts> {
    use arrow::array::{Array, AsArray};
    let row = |r: usize| {
        let mut row = Facts::default();
        for (fact, column) in facts.iter().zip(batch.columns()) {
            let column = column.as_boolean();
            row.set(*fact, Truth(column.is_valid(r).then(|| column.value(r))));
        }
        row
    };
    (0..batch.num_rows()).map(row).collect()
}

/// The best of three runs over all rows.
fn time(batches: &[RecordBatch], mut each: impl FnMut(&RecordBatch)) -> Duration {
    let run = |each: &mut dyn FnMut(&RecordBatch)| {
        let start = Instant::now();
        batches.iter().cycle().take(ROWS / BATCH).for_each(each);
        start.elapsed()
    };
    (0..3).map(|_| run(&mut each)).min().unwrap_or_default()
}

fn main() {
    let catalogue = Catalogue::shipped();
    let instruments: Vec<&Instrument> = catalogue.instruments.iter().collect();
    let palermo = &instruments[..1];
    println!("{:<46}{:>10}{:>16}{:>14}", "10 million rows, one thread", "seconds", "million rows/s", "x row by row");
    for (name, kind) in [("dense", Kind::Dense), ("open", Kind::Open), ("presence only", Kind::Presence)] {
        let all = Assessor::new(&instruments, &[]).expect("shipped instruments");
        let mut draw = Draw(42);
        let batches: Vec<RecordBatch> = (0..DISTINCT).map(|_| batch(all.fact_columns(), kind, &mut draw)).collect();
        let sample = rows_of(&batches[0], all.fact_columns());
        let start = Instant::now();
        sample.iter().for_each(|row| {
            black_box(truths(palermo[0], row));
        });
        let by_row = start.elapsed().as_secs_f64() / BATCH as f64;
        let start = Instant::now();
        sample.iter().for_each(|row| {
            black_box(undecided(palermo[0], row));
        });
        let undecided_by_row = start.elapsed().as_secs_f64() / BATCH as f64;
        let print = |what: &str, took: Duration, reference: f64| {
            let took = took.as_secs_f64();
            let (rate, ratio) = (ROWS as f64 / took / 1e6, reference * ROWS as f64 / took);
            println!("{:<46}{took:>10.3}{rate:>16.0}{ratio:>14.0}", format!("{name}: {what}"));
        };
        let counting = Assessor::without_undecided(palermo, &[]).expect("shipped instruments");
        let took = time(&batches, |batch| drop(black_box(counting.assess(batch).expect("fact columns"))));
        print("palermo-2000, planes", took, by_row);
        let whole = Assessor::new(palermo, &[]).expect("shipped instruments");
        let took = time(&batches, |batch| drop(black_box(whole.assess(batch).expect("fact columns"))));
        print("palermo-2000, planes and terms", took, by_row + undecided_by_row);
        let took = time(&batches, |batch| {
            drop(black_box(whole.assess(batch).expect("fact columns").to_batch().expect("short texts")))
        });
        print("palermo-2000, columns and text", took, by_row + undecided_by_row);
        let took = time(&batches, |batch| {
            drop(black_box(all.assess(batch).expect("fact columns").to_batch().expect("short texts")))
        });
        print("both instruments, columns and text", took, 2.0 * (by_row + undecided_by_row));
    }
}
