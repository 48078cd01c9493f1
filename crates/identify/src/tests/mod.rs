//! Tests of the whole: columns against rows, shipped instruments against their invariants and outside cases.

mod acceptance;
mod agreement;
mod dimensions;
mod invariants;
mod patterns;
mod profiles;
mod rendering;
mod timelines;

use crate::assess::Assessor;
use crate::assumption::Assumption;
use crate::catalogue::Catalogue;
use crate::explain::truths;
use crate::instrument::Instrument;
use arrow::array::{ArrayRef, BooleanArray, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{DataType, Field, Schema};
use std::path::PathBuf;
use std::sync::Arc;
use turnstone_model::{Fact, Facts, Truth};

fn shipped(id: &str) -> &'static Instrument {
    Catalogue::shipped().get(id).unwrap()
}

fn assumption(name: &str) -> &'static Assumption {
    Catalogue::shipped().assumption(name).unwrap()
}

fn fact(id: &str) -> Fact {
    Fact::from_id(id).unwrap_or_else(|| panic!("{id}"))
}

/// Facts from `("means.force", Truth::YES)` pairs; `means.*` sets every fact of the element.
fn facts(pairs: &[(&str, Truth)]) -> Facts {
    let mut facts = Facts::default();
    for (id, truth) in pairs {
        match id.strip_suffix(".*") {
            Some(prefix) => {
                Fact::all().filter(|f| f.element().prefix() == prefix).for_each(|f| facts.set(f, *truth));
            }
            None => facts.set(fact(id), *truth),
        }
    }
    facts
}

fn truth(instrument: &Instrument, name: &str, facts: &Facts) -> Truth {
    let place = instrument.names.iter().position(|named| named.name == name).unwrap();
    truths(instrument, facts)[place]
}

fn finding(instrument: &Instrument, facts: &Facts) -> Truth {
    truth(instrument, "trafficking_elements", facts)
}

/// The rows as a batch with the columns that the assessor needs.
fn batch(assessor: &Assessor, rows: &[Facts]) -> RecordBatch {
    let column =
        |fact: &Fact| -> ArrayRef { Arc::new(rows.iter().map(|facts| facts.get(*fact).0).collect::<BooleanArray>()) };
    batch_of(assessor.fact_columns(), rows.len(), column)
}

fn batch_of(facts: &[Fact], rows: usize, column: impl FnMut(&Fact) -> ArrayRef) -> RecordBatch {
    let fields: Vec<Field> = facts.iter().map(|fact| Field::new(fact.id(), DataType::Boolean, true)).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), facts.iter().map(column).collect(), &options)
        .unwrap()
}

/// A file of the shared data, if it is there.
fn shared(path: &str) -> Option<String> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(path);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("skipped: no {}", path.display());
    }
    text
}
