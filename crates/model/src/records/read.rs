//! Reading the `records` table back: whole rows, and the columns that counting needs as small keys.

use crate::date::ImpreciseDate;
use crate::journey::{CorridorEnd, Documents, Leg, LegalStatus, Mode, PlaceBasis};
use crate::person::{Age, AgeAt, AgeCertainty, ChildStatus, DecidedBy, Gender, SaidBy, Status};
use crate::place::Place;
use crate::record::Row;
use crate::truth::Truth;
use crate::vocabulary::Fact;
use arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, DictionaryArray, RecordBatch, StringArray, StructArray,
};
use arrow::datatypes::{ArrowDictionaryKeyType, DataType, Date32Type, Int16Type, UInt8Type, UInt16Type, UInt64Type};
use chrono::NaiveDate;

/// A column of a batch is not what the `records` schema says.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ColumnError {
    /// The batch has no such column.
    #[error("the table has no column `{0}`; a `records` table has it")]
    Missing(String),
    /// The column has another type.
    #[error("column `{column}` is {found}; a `records` table has {expected}")]
    Type {
        /// Its name.
        column: String,
        /// What it is.
        found: String,
        /// What it should be.
        expected: String,
    },
    /// A value is not in the column's closed list or not a code of the place tree.
    #[error("column `{column}` holds `{value}`, which is no {expected}")]
    Value {
        /// Its name.
        column: String,
        /// The value.
        value: String,
        /// What it should be.
        expected: String,
    },
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef, ColumnError> {
    batch.column_by_name(name).ok_or_else(|| ColumnError::Missing(name.into()))
}

fn wrong_type(name: &str, array: &dyn Array, expected: &str) -> ColumnError {
    ColumnError::Type { column: name.into(), found: array.data_type().to_string(), expected: expected.into() }
}

/// One fact's column of a batch.
pub fn fact(batch: &RecordBatch, fact: Fact) -> Result<&BooleanArray, ColumnError> {
    let array = column(batch, fact.id())?;
    array.as_boolean_opt().ok_or_else(|| wrong_type(fact.id(), array, "Boolean"))
}

/// A column as small keys: for each row `map` of its text, or `None` for null.
///
/// **Cost** One call of `map` for each distinct value of the batch, then a look-up a row.
pub fn keys<T: Copy>(
    batch: &RecordBatch,
    name: &str,
    map: impl Fn(&str) -> Option<T>,
    expected: &str,
) -> Result<Vec<Option<T>>, ColumnError> {
    let array = column(batch, name)?;
    let wrong =
        |value: &str| ColumnError::Value { column: name.into(), value: value.into(), expected: expected.into() };
    fn of_dictionary<K: ArrowDictionaryKeyType, T: Copy>(
        array: &DictionaryArray<K>,
        map: impl Fn(&str) -> Option<T>,
        wrong: impl Fn(&str) -> ColumnError,
    ) -> Option<Result<Vec<Option<T>>, ColumnError>>
    where
        <K as ArrowPrimitiveType>::Native: Into<u64>,
    {
        let texts = array.values().as_string_opt::<i32>()?;
        // Values that no row uses may be anything: only those that are used have to be read.
        let mapped: Vec<Option<T>> = texts.iter().map(|text| text.and_then(&map)).collect();
        let rows = array.keys().iter().map(|key| {
            let Some(key) = key else { return Ok(None) };
            let key: u64 = key.into();
            match mapped[key as usize] {
                Some(value) => Ok(Some(value)),
                None => Err(wrong(texts.value(key as usize))),
            }
        });
        Some(rows.collect())
    }
    let read = match array.data_type() {
        DataType::Dictionary(key, _) if **key == DataType::UInt8 => {
            of_dictionary(array.as_dictionary::<UInt8Type>(), &map, wrong)
        }
        DataType::Dictionary(key, _) if **key == DataType::UInt16 => {
            of_dictionary(array.as_dictionary::<UInt16Type>(), &map, wrong)
        }
        DataType::Utf8 => {
            let texts = array.as_string::<i32>();
            let rows = texts.iter().map(|text| match text {
                None => Ok(None),
                Some(text) => map(text).map(Some).ok_or_else(|| wrong(text)),
            });
            Some(rows.collect())
        }
        _ => None,
    };
    read.unwrap_or_else(|| Err(wrong_type(name, array, "a dictionary of text")))
}

/// A column of places.
pub fn places(batch: &RecordBatch, name: &str) -> Result<Vec<Option<Place>>, ColumnError> {
    keys(batch, name, Place::from_code, "code of the place tree")
}

fn number<T: ArrowPrimitiveType>(batch: &RecordBatch, name: &str) -> Result<Vec<Option<T::Native>>, ColumnError> {
    let array = column(batch, name)?;
    let numbers = array.as_primitive_opt::<T>().ok_or_else(|| wrong_type(name, array, &T::DATA_TYPE.to_string()))?;
    Ok(numbers.iter().collect())
}

/// The year of registration of each row.
pub fn years(batch: &RecordBatch) -> Result<Vec<Option<i16>>, ColumnError> {
    number::<Int16Type>(batch, "registered_year")
}

/// The youngest age possible, and the oldest unless that is open.
pub type AgeRange = (u8, Option<u8>);

/// The ages of each row.
pub fn ages(batch: &RecordBatch) -> Result<Vec<Option<AgeRange>>, ColumnError> {
    let (low, high) = (number::<UInt8Type>(batch, "age_low")?, number::<UInt8Type>(batch, "age_high")?);
    Ok(low.into_iter().zip(high).map(|(low, high)| low.map(|low| (low, high))).collect())
}

fn texts<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a StringArray, ColumnError> {
    let array = column(batch, name)?;
    array.as_string_opt::<i32>().ok_or_else(|| wrong_type(name, array, "Utf8"))
}

fn truths<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a BooleanArray, ColumnError> {
    let array = column(batch, name)?;
    array.as_boolean_opt().ok_or_else(|| wrong_type(name, array, "Boolean"))
}

fn day(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(days.checked_add(719_163)?)
}

fn legs_of(structs: &StructArray) -> Result<Vec<Leg>, ColumnError> {
    let bad = |name: &str, value: &str| ColumnError::Value {
        column: format!("legs.{name}"),
        value: value.into(),
        expected: "value of that column".into(),
    };
    let field = |name: &str| structs.column_by_name(name).ok_or_else(|| ColumnError::Missing(format!("legs.{name}")));
    let text = |name: &str, row: usize| -> Result<Option<String>, ColumnError> {
        let array = field(name)?;
        let texts = array.as_string_opt::<i32>().ok_or_else(|| wrong_type(name, array, "Utf8"))?;
        Ok(texts.is_valid(row).then(|| texts.value(row).to_owned()))
    };
    let truth = |name: &str, row: usize| -> Result<Option<bool>, ColumnError> {
        let array = field(name)?;
        let truths = array.as_boolean_opt().ok_or_else(|| wrong_type(name, array, "Boolean"))?;
        Ok(truths.is_valid(row).then(|| truths.value(row)))
    };
    fn read<T>(
        name: &str,
        value: Option<String>,
        map: impl Fn(&str) -> Option<T>,
        bad: impl Fn(&str, &str) -> ColumnError,
    ) -> Result<Option<T>, ColumnError> {
        value.map(|text| map(&text).ok_or_else(|| bad(name, &text))).transpose()
    }
    let date = |name: &str, row| read(name, text(name, row)?, |t| ImpreciseDate::parse(t).ok(), bad);
    let place = |name: &str, row| read(name, text(name, row)?, Place::from_code, bad);
    let status = |name: &str, row| read(name, text(name, row)?, LegalStatus::from_name, bad);
    (0..structs.len())
        .map(|row| {
            Ok(Leg {
                origin: place("origin", row)?,
                destination: place("destination", row)?,
                start: date("start", row)?,
                end: date("end", row)?,
                mode: read("mode", text("mode", row)?, Mode::from_name, bad)?,
                documents: read("documents", text("documents", row)?, Documents::from_name, bad)?,
                status_on_entry: status("status_on_entry", row)?,
                status_later: status("status_later", row)?,
                facilitated_for_payment: truth("facilitated_for_payment", row)?,
                endangered: truth("endangered", row)?,
            })
        })
        .collect()
}

/// Every row of a batch that has all columns of the `records` schema, with its line.
pub fn rows(batch: &RecordBatch) -> Result<Vec<(u64, Row)>, ColumnError> {
    let lines = number::<UInt64Type>(batch, "line")?;
    let (record_id, person_id) = (texts(batch, "record_id")?, texts(batch, "person_id")?);
    // A list's name is free text, so the key of each row is its text.
    let list_column = column(batch, "list")?;
    let lists =
        arrow::compute::cast(list_column, &DataType::Utf8).map_err(|_| wrong_type("list", list_column, "text"))?;
    let lists = lists.as_string::<i32>();
    let from = number::<Date32Type>(batch, "registered_from")?;
    let to = number::<Date32Type>(batch, "registered_to")?;
    let said_by = keys(batch, "said_by", SaidBy::from_name, "kind of source")?;
    let gender = keys(batch, "gender", Gender::from_name, "gender")?;
    let (ages, age_at) = (ages(batch)?, keys(batch, "age_at", AgeAt::from_name, "time of an age")?);
    let certainty = keys(batch, "age_certainty", AgeCertainty::from_name, "certainty of an age")?;
    let child = keys(batch, "child", ChildStatus::from_name, "state of being a child")?;
    let citizenship = places(batch, "citizenship")?;
    let others_column = column(batch, "other_citizenships")?;
    let others =
        others_column.as_list_opt::<i32>().ok_or_else(|| wrong_type("other_citizenships", others_column, "List"))?;
    let ends = |place: &str, basis: &str| -> Result<Vec<Option<CorridorEnd>>, ColumnError> {
        let (places, bases) = (places(batch, place)?, keys(batch, basis, PlaceBasis::from_name, "basis of a place")?);
        Ok(places.into_iter().zip(bases).map(|(p, b)| Some(CorridorEnd { place: p?, basis: b? })).collect())
    };
    let (origin, destination) = (ends("origin", "origin_basis")?, ends("destination", "destination_basis")?);
    let border = truths(batch, "border_crossed")?;
    let legs_column = column(batch, "legs")?;
    let legs = legs_column.as_list_opt::<i32>().ok_or_else(|| wrong_type("legs", legs_column, "List"))?;
    let months_low = number::<UInt16Type>(batch, "months_low")?;
    let months_high = number::<UInt16Type>(batch, "months_high")?;
    let status = keys(batch, "status", Status::from_name, "status")?;
    let status_by = keys(batch, "status_by", DecidedBy::from_name, "kind of organisation")?;
    let (synthetic, source_values) = (truths(batch, "synthetic")?, texts(batch, "source_values")?);
    let facts = Fact::all().map(|f| Ok((f, fact(batch, f)?))).collect::<Result<Vec<_>, ColumnError>>()?;

    let text = |array: &StringArray, i: usize| array.is_valid(i).then(|| array.value(i).to_owned());
    let truth = |array: &BooleanArray, i: usize| array.is_valid(i).then(|| array.value(i));
    (0..batch.num_rows())
        .map(|i| {
            let other_codes = others.is_valid(i).then(|| others.value(i));
            let other_citizenships = match &other_codes {
                None => Vec::new(),
                Some(codes) => {
                    let codes = codes.as_string_opt::<i32>();
                    let codes = codes.ok_or_else(|| wrong_type("other_citizenships", others_column, "List of Utf8"))?;
                    let read = |code: &str| {
                        Place::from_code(code).ok_or_else(|| ColumnError::Value {
                            column: "other_citizenships".into(),
                            value: code.into(),
                            expected: "code of the place tree".into(),
                        })
                    };
                    codes.iter().flatten().map(read).collect::<Result<_, _>>()?
                }
            };
            let legs_here = legs.is_valid(i).then(|| legs.value(i));
            let mut row = Row {
                record_id: text(record_id, i),
                person_id: text(person_id, i),
                list: text(lists, i),
                said_by: said_by[i],
                registered: from[i].zip(to[i]).and_then(|(f, t)| ImpreciseDate::between(day(f)?, day(t)?).ok()),
                gender: gender[i],
                age: ages[i].zip(age_at[i]).zip(certainty[i]).map(|(((low, high), at), certainty)| Age {
                    low,
                    high,
                    at,
                    certainty,
                }),
                child: child[i],
                citizenship: citizenship[i],
                other_citizenships,
                origin: origin[i],
                destination: destination[i],
                border_crossed: truth(border, i),
                legs: match &legs_here {
                    None => Vec::new(),
                    Some(legs) => {
                        legs_of(legs.as_struct_opt().ok_or_else(|| wrong_type("legs", legs, "List of Struct"))?)?
                    }
                },
                months: months_low[i].map(|low| (low, months_high[i])),
                status: status[i],
                status_by: status_by[i],
                source_values: text(source_values, i),
                synthetic: truth(synthetic, i),
                ..Row::default()
            };
            for (fact, array) in &facts {
                row.facts.set(*fact, Truth(truth(array, i)));
            }
            Ok((lines[i].unwrap_or_default(), row))
        })
        .collect()
}
