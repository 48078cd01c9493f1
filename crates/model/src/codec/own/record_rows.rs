//! Rows of the `records` table read from text.

use super::cell;
use super::fields::{Columns, Fields, Texts, truth, with_sources};
use crate::codec::rows::{Decode, Named, RawRow, Rejected, Remarks};
use crate::date::{ImpreciseDate, Precision};
use crate::journey::{CorridorEnd, PlaceBasis};
use crate::person::{Age, AgeAt, AgeCertainty, ChildStatus, DecidedBy, Gender, SaidBy, Status};
use crate::place::Place;
use crate::record::Row;
use crate::records::{COLUMNS, RecordsBuilder};
use crate::truth::Truth;
use crate::vocabulary::Fact;
use arrow::array::RecordBatch;
use chrono::NaiveDate;

const CODE: &str = "a code of the place tree such as UKR, UA-30 or 150";
const TRUTH: &str = "true, false, or nothing";

/// Reads the `records` table.
pub(super) struct OwnRecords {
    columns: Columns,
    facts: Vec<(Fact, Named)>,
    builder: RecordsBuilder,
    sources: Vec<Option<String>>,
    source_names: Texts,
    lists: Texts,
}

impl OwnRecords {
    pub fn new(header: &[String]) -> Self {
        OwnRecords {
            columns: Columns::new(COLUMNS, header),
            facts: super::facts(header).map(|fact| (fact, Named::find(header, fact.id()))).collect(),
            builder: RecordsBuilder::new(),
            sources: Vec::new(),
            source_names: Texts::default(),
            lists: Texts::default(),
        }
    }
}

impl Decode for OwnRecords {
    fn row(&mut self, raw: &RawRow<'_>, remarks: &mut Remarks) -> Result<(), Rejected> {
        let mut fields = Fields { raw, columns: &self.columns, remarks };
        let (source, line) = fields.provenance()?;
        let mut row = attributes(&mut fields)?;
        if !row.list.as_ref().is_none_or(|list| self.lists.admits(list)) {
            return Err(fields.reject("list", "one of more than 65,000 different lists", "the name of a list"));
        }
        if !source.as_ref().is_none_or(|source| self.source_names.admits(source)) {
            return Err(fields.reject("source", "one of more than 65,000 different sources", "the name of a source"));
        }
        for (fact, at) in &self.facts {
            let text = raw.text(at, fields.remarks)?;
            if !text.is_empty() {
                let said = truth(text);
                let wrong = || fields.remarks.reject(raw.line, at, text.as_bytes(), "not a state of a fact", TRUTH);
                row.facts.set(*fact, Truth::from(said.ok_or_else(wrong)?));
            }
        }
        self.builder.push(line, &row);
        self.sources.push(source);
        Ok(())
    }

    fn finish(&mut self, source: &str, projection: &[usize]) -> RecordBatch {
        self.source_names.clear();
        self.lists.clear();
        with_sources(self.builder.finish(source, projection), std::mem::take(&mut self.sources), source)
    }
}

fn attributes(fields: &mut Fields<'_>) -> Result<Row, Rejected> {
    Ok(Row {
        record_id: fields.text("record_id")?,
        person_id: fields.text("person_id")?,
        list: fields.text("list")?,
        said_by: fields.name("said_by", SaidBy::from_name, SaidBy::NAMES)?,
        registered: registered(fields)?,
        gender: fields.name("gender", Gender::from_name, Gender::NAMES)?,
        age: age(fields)?,
        child: fields.name("child", ChildStatus::from_name, ChildStatus::NAMES)?,
        citizenship: fields.read("citizenship", Place::from_code, CODE)?,
        other_citizenships: {
            let expected = "a JSON array of codes of the place tree";
            fields.read("other_citizenships", cell::places, expected)?.unwrap_or_default()
        },
        origin: end(fields, "origin", "origin_basis")?,
        destination: end(fields, "destination", "destination_basis")?,
        border_crossed: fields.read("border_crossed", truth, TRUTH)?,
        legs: {
            let expected = "a JSON array of legs, each with what the columns of the table document";
            fields.read("legs", cell::legs, expected)?.unwrap_or_default()
        },
        months: months(fields)?,
        status: fields.name("status", Status::from_name, Status::NAMES)?,
        status_by: fields.name("status_by", DecidedBy::from_name, DecidedBy::NAMES)?,
        source_values: fields.text("source_values")?,
        synthetic: fields.read("synthetic", truth, TRUTH)?,
        ..Row::default()
    })
}

fn registered(fields: &mut Fields<'_>) -> Result<Option<ImpreciseDate>, Rejected> {
    let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let from = fields.read("registered_from", day, "YYYY-MM-DD")?;
    let to = fields.read("registered_to", day, "YYYY-MM-DD")?;
    let precision = fields.name("registered_precision", Precision::from_name, Precision::NAMES)?;
    let year = fields.read("registered_year", |t| t.parse::<i32>().ok(), "a year")?;
    let date = match (from, to) {
        (Some(from), Some(to)) => Some(ImpreciseDate::between(from, to).map_err(|error| {
            fields.reject("registered_to", &error.to_string(), "a day not before registered_from, years 1900 to 2100")
        })?),
        (None, None) => None,
        _ => return Err(fields.reject("registered_to", "one end of a time without the other", "both days or neither")),
    };
    if precision.is_some() && precision != date.map(ImpreciseDate::precision) {
        return Err(fields.reject(
            "registered_precision",
            "not what follows from the two days",
            "empty, or what follows",
        ));
    }
    if year.is_some() && year != date.and_then(ImpreciseDate::single_year) {
        return Err(fields.reject("registered_year", "not what follows from the two days", "empty, or what follows"));
    }
    Ok(date)
}

fn age(fields: &mut Fields<'_>) -> Result<Option<Age>, Rejected> {
    let years = |text: &str| text.parse().ok();
    let (low, high) = (fields.read("age_low", years, "years")?, fields.read("age_high", years, "years")?);
    let at = fields.name("age_at", AgeAt::from_name, AgeAt::NAMES)?;
    let certainty = fields.name("age_certainty", AgeCertainty::from_name, AgeCertainty::NAMES)?;
    match (low, at, certainty) {
        (Some(low), Some(at), Some(certainty)) if high.is_none_or(|high| low <= high) => {
            Ok(Some(Age { low, high, at, certainty }))
        }
        (Some(_), Some(_), Some(_)) => Err(fields.reject("age_high", "below age_low", "not below age_low")),
        (None, None, None) if high.is_none() => Ok(None),
        _ => Err(fields.reject("age_low", "an age in part", "age_low, age_at and age_certainty together, or none")),
    }
}

fn months(fields: &mut Fields<'_>) -> Result<Option<(u16, Option<u16>)>, Rejected> {
    let number = |text: &str| text.parse().ok();
    let low: Option<u16> = fields.read("months_low", number, "months")?;
    let high: Option<u16> = fields.read("months_high", number, "months")?;
    match low {
        Some(low) if high.is_some_and(|high| high < low) => {
            Err(fields.reject("months_high", "below months_low", "not below months_low"))
        }
        Some(low) => Ok(Some((low, high))),
        None if high.is_some() => Err(fields.reject("months_low", "empty beside months_high", "months")),
        None => Ok(None),
    }
}

fn end(fields: &mut Fields<'_>, place: &str, basis: &str) -> Result<Option<CorridorEnd>, Rejected> {
    let code = fields.read(place, Place::from_code, CODE)?;
    let rests_on = fields.name(basis, PlaceBasis::from_name, PlaceBasis::NAMES)?;
    match (code, rests_on) {
        (Some(place), Some(basis)) => Ok(Some(CorridorEnd { place, basis })),
        (None, None) => Ok(None),
        _ => Err(fields.reject(basis, "a place without its basis, or a basis without its place", "both or neither")),
    }
}
