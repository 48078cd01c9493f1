//! Batches written as comma-separated text.

use super::cell::to_cell;
use arrow::array::{Array, ArrayRef, AsArray, ListArray, RecordBatch, StructArray};
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::Write;

/// A batch cannot be written as text.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A column is of a type that text does not hold without loss.
    #[error("column `{column}` is {found}; text holds truths, whole numbers, days, texts, and lists of texts or legs")]
    Type {
        /// Its name.
        column: String,
        /// Its type.
        found: String,
    },
    /// The output says no.
    #[error("the text cannot be written: {0}")]
    Output(#[from] csv::Error),
}

/// Writes a batch of the `records` or the `counts` table as rows of text, below its header if that is wanted.
///
/// **Method** Null is an empty cell; texts are guarded as [`super::cell`] says; lists are JSON, without the nulls of a
/// leg. Columns that the tables do not have (findings) are written too, but [`super::of_header`] then no longer knows
/// the text. Batches written one behind the other, the header with the first, are one table.
///
/// **Cost** One pass; texts behind keys are copied once for the batch.
///
/// **Errors** [`WriteError`] for a column of another type, before anything is written, and for what the output says.
pub fn write_csv(batch: &RecordBatch, out: &mut impl Write, header: bool) -> Result<(), WriteError> {
    let schema = batch.schema();
    let columns: Vec<Cells<'_>> = schema
        .fields()
        .iter()
        .zip(batch.columns())
        .map(|(field, array)| cells(field.name(), array))
        .collect::<Result<_, _>>()?;
    let mut out = csv::Writer::from_writer(out);
    if header {
        out.write_record(schema.fields().iter().map(|field| to_cell(field.name()).into_owned()))?;
    }
    let mut cell = String::new();
    for row in 0..batch.num_rows() {
        for column in &columns {
            cell.clear();
            column(row, &mut cell);
            out.write_field(&cell)?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    out.flush().map_err(csv::Error::from)?;
    Ok(())
}

/// Appends the cell of a row.
type Cells<'a> = Box<dyn Fn(usize, &mut String) + 'a>;

fn cells<'a>(name: &str, array: &'a ArrayRef) -> Result<Cells<'a>, WriteError> {
    let wrong = || WriteError::Type { column: name.to_owned(), found: array.data_type().to_string() };
    let of_arrow = |_: ArrowError| wrong();
    match array.data_type() {
        DataType::Boolean | DataType::Date32 => plain(array).map_err(of_arrow),
        whole if whole.is_integer() => plain(array).map_err(of_arrow),
        DataType::Utf8 | DataType::Dictionary(..) => {
            let texts = arrow::compute::cast(array, &DataType::Utf8).map_err(of_arrow)?;
            Ok(Box::new(move |row, cell| {
                let texts = texts.as_string::<i32>();
                if texts.is_valid(row) {
                    cell.push_str(&to_cell(texts.value(row)));
                }
            }))
        }
        DataType::List(_) => {
            let list = array.as_list_opt::<i32>().ok_or_else(wrong)?;
            if !is_json(&list.value_type()) {
                return Err(wrong());
            }
            Ok(Box::new(move |row, cell| {
                if list.is_valid(row) {
                    cell.push_str(&json(list, row).to_string());
                }
            }))
        }
        _ => Err(wrong()),
    }
}

fn plain(array: &ArrayRef) -> Result<Cells<'_>, ArrowError> {
    const OPTIONS: FormatOptions<'_> = FormatOptions::new();
    let formatter = ArrayFormatter::try_new(array, &OPTIONS)?;
    // Writing into memory does not fail, and null is written as nothing.
    Ok(Box::new(move |row, cell| _ = write!(cell, "{}", formatter.value(row))))
}

/// Whether [`json`] can write the elements of a list.
fn is_json(elements: &DataType) -> bool {
    match elements {
        DataType::Utf8 => true,
        DataType::Struct(fields) => {
            fields.iter().all(|field| matches!(field.data_type(), DataType::Utf8 | DataType::Boolean))
        }
        _ => false,
    }
}

fn json(list: &ListArray, row: usize) -> Value {
    let elements = list.value(row);
    let each = 0..elements.len();
    match elements.as_struct_opt() {
        Some(structs) => each.map(|i| object(structs, i)).collect(),
        None => each.map(|i| scalar(&elements, i)).collect(),
    }
}

fn object(structs: &StructArray, i: usize) -> Value {
    let fields = structs.fields().iter().zip(structs.columns());
    let filled = fields.filter(|(_, array)| array.is_valid(i));
    Value::Object(filled.map(|(field, array)| (field.name().clone(), scalar(array, i))).collect())
}

fn scalar(array: &ArrayRef, i: usize) -> Value {
    match (array.is_valid(i), array.as_string_opt::<i32>(), array.as_boolean_opt()) {
        (true, Some(texts), _) => texts.value(i).into(),
        (true, _, Some(truths)) => truths.value(i).into(),
        _ => Value::Null,
    }
}
