//! Rows of the `counts` table read from text.

use super::fields::{Columns, Fields, truth, with_sources};
use crate::codec::rows::{Decode, RawRow, Rejected, Remarks};
use crate::counts::{AgeGroup, COLUMNS, CountsBuilder, CountsRow, Dimension, Figure, Group, Indicator, Sex, State};
use crate::place::Place;
use crate::vocabulary::Purpose;
use arrow::array::RecordBatch;

const CODE: &str = "a code of the place tree such as UKR or 150";

/// Reads the `counts` table.
pub(super) struct OwnCounts {
    columns: Columns,
    builder: CountsBuilder,
    sources: Vec<Option<String>>,
}

impl OwnCounts {
    pub fn new(header: &[String]) -> Self {
        OwnCounts { columns: Columns::new(COLUMNS, header), builder: CountsBuilder::new(), sources: Vec::new() }
    }
}

impl Decode for OwnCounts {
    fn row(&mut self, raw: &RawRow<'_>, remarks: &mut Remarks) -> Result<(), Rejected> {
        let mut fields = Fields { raw, columns: &self.columns, remarks };
        let (source, line) = fields.provenance()?;
        let row = understand(&mut fields)?;
        self.builder.push(line, &row);
        self.sources.push(source);
        Ok(())
    }

    fn finish(&mut self, source: &str, projection: &[usize]) -> RecordBatch {
        with_sources(self.builder.finish(source, projection), std::mem::take(&mut self.sources), source)
    }
}

fn understand(fields: &mut Fields<'_>) -> Result<CountsRow, Rejected> {
    let purpose = |id: &str| Purpose::ALL.iter().copied().find(|purpose| purpose.entry().id == id);
    let count = |text: &str| text.parse::<i64>().ok();
    let state = required(fields, "state", State::from_name, State::NAMES)?;
    let value = fields.read("value", count, "a whole number, not below zero")?;
    let below = fields.read("below", count, "a whole number, at least 1")?;
    let figure = Figure::from_columns(state, value, below).ok_or_else(|| {
        let expected = "reported with a value, suppressed with at most a bound, or missing with neither";
        fields.reject("state", "does not fit value and below", expected)
    })?;
    Ok(CountsRow {
        publication: fields.text("publication")?,
        reporter: fields.read("reporter", Place::from_code, CODE)?,
        reporter_name: fields.text("reporter_name")?,
        year: fields.read("year", |text| text.parse().ok(), "a year")?,
        indicator: required(fields, "indicator", Indicator::from_name, Indicator::NAMES)?,
        indicator_text: fields.text("indicator_text")?,
        dimension: required(fields, "dimension", Dimension::from_name, Dimension::NAMES)?,
        dimension_text: fields.text("dimension_text")?,
        category: fields.text("category")?,
        category_place: fields.read("category_place", Place::from_code, CODE)?,
        category_purpose: fields.read("category_purpose", purpose, "a purpose such as purpose.forced_labour")?,
        category_group: fields.name("category_group", Group::from_name, Group::NAMES)?,
        sex: required(fields, "sex", Sex::from_name, Sex::NAMES)?,
        age: required(fields, "age", AgeGroup::from_name, AgeGroup::NAMES)?,
        unit: fields.text("unit")?,
        figure,
        label_broken: match fields.read("label_broken", truth, "true or false")? {
            Some(broken) => broken,
            None => return Err(fields.reject("label_broken", "empty", "true or false")),
        },
        contradicts_line: fields.read("contradicts_line", |text| text.parse().ok(), "a line, from 1")?,
    })
}

fn required<T>(
    fields: &mut Fields<'_>,
    name: &str,
    map: impl Fn(&str) -> Option<T>,
    names: &[&str],
) -> Result<T, Rejected> {
    match fields.name(name, map, names)? {
        Some(value) => Ok(value),
        None => Err(fields.reject(name, "empty", &names.join(", "))),
    }
}
