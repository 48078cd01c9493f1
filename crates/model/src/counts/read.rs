//! The `counts` table read back into rows.

use super::build::PURPOSES;
use super::{AgeGroup, CountsRow, Dimension, Figure, Group, Indicator, Sex, State};
use crate::records::read::{ColumnError, keys, places};
use crate::vocabulary::Purpose;
use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Int16Type, Int64Type, UInt64Type};

fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef, ColumnError> {
    batch.column_by_name(name).ok_or_else(|| ColumnError::Missing(name.into()))
}

fn wrong_type(name: &str, array: &dyn Array, expected: &str) -> ColumnError {
    ColumnError::Type { column: name.into(), found: array.data_type().to_string(), expected: expected.into() }
}

fn numbers<T: ArrowPrimitiveType>(batch: &RecordBatch, name: &str) -> Result<Vec<Option<T::Native>>, ColumnError> {
    let array = column(batch, name)?;
    let numbers = array.as_primitive_opt::<T>().ok_or_else(|| wrong_type(name, array, &T::DATA_TYPE.to_string()))?;
    Ok(numbers.iter().collect())
}

fn texts(batch: &RecordBatch, name: &str) -> Result<StringArray, ColumnError> {
    let array = column(batch, name)?;
    let read = arrow::compute::cast(array, &DataType::Utf8).map_err(|_| wrong_type(name, array, "text"))?;
    Ok(read.as_string::<i32>().clone())
}

/// A column that no row may leave out.
fn required<T: Copy>(
    batch: &RecordBatch,
    name: &str,
    map: impl Fn(&str) -> Option<T>,
    expected: &str,
) -> Result<Vec<T>, ColumnError> {
    let found = || ColumnError::Value { column: name.into(), value: String::new(), expected: expected.into() };
    keys(batch, name, map, expected)?.into_iter().map(|value| value.ok_or_else(found)).collect()
}

/// Every row of a batch that has all columns of the `counts` schema but `source`, with its line.
///
/// **Errors** [`ColumnError`] when a column is absent, of another type, or holds what is not in its list.
pub fn rows(batch: &RecordBatch) -> Result<Vec<(u64, CountsRow)>, ColumnError> {
    let line = numbers::<UInt64Type>(batch, "line")?;
    let (publication, unit) = (texts(batch, "publication")?, texts(batch, "unit")?);
    let (reporter, reporter_name) = (places(batch, "reporter")?, texts(batch, "reporter_name")?);
    let year = numbers::<Int16Type>(batch, "year")?;
    let indicator = required(batch, "indicator", Indicator::from_name, "indicator")?;
    let indicator_text = texts(batch, "indicator_text")?;
    let dimension = required(batch, "dimension", Dimension::from_name, "dimension")?;
    let dimension_text = texts(batch, "dimension_text")?;
    let (category, category_place) = (texts(batch, "category")?, places(batch, "category_place")?);
    let purpose = |name: &str| PURPOSES.iter().position(|p| *p == name).map(|i| Purpose::ALL[i]);
    let category_purpose = keys(batch, "category_purpose", purpose, "purpose of the vocabulary")?;
    let category_group = keys(batch, "category_group", Group::from_name, "group of citizens")?;
    let sex = required(batch, "sex", Sex::from_name, "sex")?;
    let age = required(batch, "age", AgeGroup::from_name, "age group")?;
    let value = numbers::<Int64Type>(batch, "value")?;
    let state = required(batch, "state", State::from_name, "state")?;
    let below = numbers::<Int64Type>(batch, "below")?;
    let broken = column(batch, "label_broken")?;
    let broken = broken.as_boolean_opt().ok_or_else(|| wrong_type("label_broken", broken, "Boolean"))?;
    let contradicts_line = numbers::<UInt64Type>(batch, "contradicts_line")?;

    let text = |array: &StringArray, i: usize| array.is_valid(i).then(|| array.value(i).to_owned());
    (0..batch.num_rows())
        .map(|i| {
            let figure = Figure::from_columns(state[i], value[i], below[i]).ok_or_else(|| ColumnError::Value {
                column: "state".into(),
                value: state[i].name().into(),
                expected: "state that fits value and below".into(),
            })?;
            let row = CountsRow {
                publication: text(&publication, i),
                reporter: reporter[i],
                reporter_name: text(&reporter_name, i),
                year: year[i],
                indicator: indicator[i],
                indicator_text: text(&indicator_text, i),
                dimension: dimension[i],
                dimension_text: text(&dimension_text, i),
                category: text(&category, i),
                category_place: category_place[i],
                category_purpose: category_purpose[i],
                category_group: category_group[i],
                sex: sex[i],
                age: age[i],
                unit: text(&unit, i),
                figure,
                label_broken: broken.is_valid(i) && broken.value(i),
                contradicts_line: contradicts_line[i],
            };
            Ok((line[i].unwrap_or_default(), row))
        })
        .collect()
}
