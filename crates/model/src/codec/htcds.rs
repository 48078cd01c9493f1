//! The Human Trafficking Case Data Standard 2.0 (IOM, 2021): survey exports, Excel exports, and tables with its own
//! field names.
//!
//! Such files hold names, birth dates, phones, addresses and narratives beside the codes. Those never enter a table nor
//! a remark: they are counted as withheld ([`Decode::losses`]), and so is every column that the standard does not have,
//! because it may name somebody. Every other value is in a column of the `records` table, or with its original codes in
//! `source_values`, and [`write()`] gives all of them back. A tick says yes; no tick says nothing. Consent is kept with
//! the original codes and is never read as anything.
//!
//! Fields are in [`field`], picklists in [`list`], cells in [`cell`], the mapping to our words and back in [`case`].

pub mod case;
pub mod cell;
mod column;
pub mod field;
pub mod list;
mod write;

pub use write::{SYNTHETIC, UUID, write};

use super::rows::{Decode, Named, RawRow, Rejected, Remarks};
use crate::date::ImpreciseDate;
use crate::loss::{Change, Losses};
use crate::person::{Age, AgeAt, AgeCertainty, ChildStatus, child_by_age, settle_child};
use crate::record::Row;
use crate::records::RecordsBuilder;
use arrow::array::RecordBatch;
use case::Codes;
use cell::{Cell, Code, Countries, NOT_SHOWN, Outside};
use column::{Column, columns, last_part};
use field::{Content, Field, Why};
use std::collections::BTreeMap;

/// Which of the standard's tools wrote a file, or which it is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The survey form (XLSForm): codes, several with blanks between them.
    Survey,
    /// The Excel workbook: labels.
    Excel,
    /// A table with the standard's field names.
    Standard,
}

impl Form {
    /// Every form.
    pub const ALL: [Form; 3] = [Form::Survey, Form::Excel, Form::Standard];

    /// What it is called in messages.
    pub fn name(self) -> &'static str {
        match self {
            Form::Survey => "HTCDS 2.0 survey export",
            Form::Excel => "HTCDS 2.0 Excel export",
            Form::Standard => "HTCDS 2.0 table",
        }
    }

    /// Recognises a header that has at least three of the standard's fields. All forms are read alike.
    pub fn of_header(header: &[String]) -> Option<(Form, String)> {
        let columns = columns(header);
        let fields: Vec<Field> =
            columns.iter().filter_map(|c| if let Column::Field(f) = c { Some(*f) } else { None }).collect();
        if fields.len() < 3 {
            return None;
        }
        let has = |name: &str| header.iter().any(|h| last_part(h) == name);
        let survey =
            field::SURVEY_NAMES.iter().map(|(_, name)| *name).chain(["__version__", UUID]).find(|name| has(name));
        let excel = ["vic_TraffickinStatusDecisionMakingOrg"].into_iter().find(|name| has(name));
        let unnamed = columns.contains(&Column::Field(Field::CasReasonForOutgoingReferral))
            && !header.iter().any(|h| Field::from_name(last_part(h)) == Some(Field::CasReasonForOutgoingReferral));
        let (form, sign) = match (survey, excel) {
            (Some(name), _) => (Form::Survey, format!("only the survey has {name}")),
            (None, Some(name)) => (Form::Excel, format!("only the workbook has {name}")),
            (None, None) if unnamed => (Form::Excel, "only the workbook has a column without a name there".to_owned()),
            (None, None) => (Form::Standard, "no name that only one of its tools uses".to_owned()),
        };
        let why = format!("{} of {} columns are fields of the HTCDS 2.0; {sign}", fields.len(), header.len());
        Some((form, why))
    }
}

/// Reads the rows of a file with the standard's fields.
pub struct Htcds {
    columns: Vec<(Column, Named)>,
    countries: Countries,
    builder: RecordsBuilder,
    losses: Losses,
    withheld: BTreeMap<(usize, Why), u64>,
    kept: BTreeMap<Field, u64>,
}

/// What one row holds, while it is being read.
#[derive(Default)]
struct Case<'a> {
    codes: Codes,
    born: &'a str,
    state: Option<(usize, &'a str)>,
    record_id: Option<&'a str>,
    synthetic: Option<bool>,
    /// Columns with a value that does not enter, and why.
    withheld: Vec<(usize, Why)>,
    /// Dates with a time of day that was left out.
    shortened: Vec<Field>,
    victim: bool,
    perpetrator: bool,
}

impl Htcds {
    /// A reader for a header that [`Form::of_header`] knows.
    pub fn new(header: &[String]) -> Self {
        let named = header.iter().enumerate().map(|(index, name)| Named { index: Some(index), name: name.clone() });
        Htcds {
            columns: columns(header).into_iter().zip(named).collect(),
            countries: Countries::default(),
            builder: RecordsBuilder::new(),
            losses: Losses::default(),
            withheld: BTreeMap::new(),
            kept: BTreeMap::new(),
        }
    }

    /// One row as a row of the table.
    ///
    /// **Errors** [`Rejected`], with a remark that repeats no value unless it is a misspelt code.
    pub fn understand(&mut self, raw: &RawRow<'_>, remarks: &mut Remarks) -> Result<Row, Rejected> {
        let mut case = self.read(raw, remarks)?;
        let filled = !(case.codes.is_empty() && case.withheld.is_empty() && case.state.is_none());
        let whole = Named::default();
        if !filled {
            return Err(remarks.reject(
                raw.line,
                &whole,
                b"",
                "no field is filled",
                "at least one value of the standard",
            ));
        }
        if case.perpetrator && !case.victim {
            let reason = "describes a perpetrator and no victim; the table is of persons at risk";
            return Err(remarks.reject(raw.line, &whole, b"", reason, "a value in one of the vic_ fields"));
        }
        self.place_state(&mut case);
        let mut row = case::understand(&case.codes, &mut self.countries);
        row.record_id = case.record_id.map(str::to_owned);
        row.synthetic = case.synthetic;
        self.derive_age(&case, &mut row, raw.line, remarks);
        row.derive();
        let left = case::left_over(&case.codes, &row, &mut self.countries);
        row.source_values = case::to_json(&left);
        for field in left.keys() {
            *self.kept.entry(*field).or_default() += 1;
        }
        for at in case.withheld {
            *self.withheld.entry(at).or_default() += 1;
        }
        for field in case.shortened {
            self.losses.change(Change::Narrowed, field.name(), "", "a time of day behind the date was left out");
        }
        Ok(row)
    }

    fn read<'a>(&mut self, raw: &RawRow<'a>, remarks: &mut Remarks) -> Result<Case<'a>, Rejected> {
        let mut case = Case::default();
        // Choices of their own column come behind the column that holds them together.
        for choices in [false, true] {
            for (index, (bytes, (column, at))) in raw.fields.iter().zip(&self.columns).enumerate() {
                if matches!(column, Column::Choice(..)) != choices {
                    continue;
                }
                let withheld = match column {
                    Column::Field(field) => field.withheld().filter(|_| *field != Field::PrsBirthdate),
                    Column::Form => Some(Why::Form),
                    Column::Unknown => Some(Why::Unknown),
                    _ => None,
                };
                // What is withheld need not be text, and is not looked at but for blanks.
                if let Some(why) = withheld {
                    if !bytes.trim_ascii().is_empty() {
                        case.withheld.push((index, why));
                        case.belongs_to(column);
                    }
                    continue;
                }
                let Ok(text) = std::str::from_utf8(bytes) else {
                    return Err(remarks.reject(
                        raw.line,
                        at,
                        NOT_SHOWN.as_bytes(),
                        "not valid UTF-8",
                        "text saved as UTF-8",
                    ));
                };
                let text = text.trim();
                if text.is_empty() {
                    continue;
                }
                case.belongs_to(column);
                let read = case.add(index, *column, text, &mut self.countries);
                if let Err(Outside { reason, expected, shown }) = read {
                    let value = shown.as_deref().unwrap_or(NOT_SHOWN);
                    return Err(remarks.reject(raw.line, at, value.as_bytes(), &reason, &expected));
                }
            }
        }
        Ok(case)
    }

    /// Reads the subdivision of the historic event, which needs its country.
    fn place_state(&mut self, case: &mut Case<'_>) {
        let Some((index, text)) = case.state else { return };
        let country = case.codes.get(&Field::HteCountry).and_then(|codes| self.countries.find(codes.first()?)?.place);
        let here = country.and_then(|country| cell::subdivision(country, text)).map(|place| Code::from(place.code()));
        let alone = || cell::read(Field::HteState, text, &mut Countries::default()).ok()?.codes.pop();
        match here.or_else(alone) {
            Some(code) => drop(case.codes.insert(Field::HteState, vec![code])),
            None => case.withheld.push((index, Why::Address)),
        }
    }

    /// Derives the age at the incoming referral from the date of birth, which itself goes no further.
    fn derive_age(&self, case: &Case<'_>, row: &mut Row, line: u64, remarks: &mut Remarks) {
        if case.born.is_empty() {
            return;
        }
        let column = self.columns.iter().find(|(column, _)| *column == Column::Field(Field::PrsBirthdate));
        let whole = Named::default();
        let at = column.map_or(&whole, |(_, at)| at);
        let mut note = |reason: &str, expected: &str| remarks.note(line, at, NOT_SHOWN.as_bytes(), reason, expected);
        let Ok(born) = ImpreciseDate::parse(case.born) else {
            return note("no date, so no age is derived", crate::date::DateError::EXPECTED);
        };
        let Some(registered) = row.registered else { return };
        let Some((low, high)) = years_between(born, registered) else {
            return note("no possible age at the incoming referral", "a date of birth 0 to 150 years before it");
        };
        let (at_time, certainty) = (AgeAt::Registration, AgeCertainty::Recorded);
        let age = Age { low, high: Some(high), at: at_time, certainty };
        row.child = settle_child(row.child, child_by_age(age));
        row.age = row.age.or(Some(age));
        let stated = row.age.and_then(child_by_age);
        if settle_child(row.child, stated) == Some(ChildStatus::Unsettled) {
            let reason = "under 18 at the incoming referral, yet 18 or over when trafficked; protected as a child";
            note(reason, "one of the two corrected");
        }
    }
}

impl<'a> Case<'a> {
    fn belongs_to(&mut self, column: &Column) {
        if let Column::Field(field) | Column::Choice(field, _) = column {
            self.victim |= field.name().starts_with("vic_");
            self.perpetrator |= field.name().starts_with("per_");
        }
    }

    fn add(&mut self, index: usize, column: Column, text: &'a str, countries: &mut Countries) -> Result<(), Outside> {
        match column {
            Column::Field(Field::HteState) if self.state.is_none() => self.state = Some((index, text)),
            Column::Field(field) => {
                if field.content() == Content::Birthdate {
                    self.born = text;
                }
                let Cell { codes, withheld, time_left_out } = cell::read(field, text, countries)?;
                self.withheld.extend(withheld.map(|why| (index, why)));
                if time_left_out {
                    self.shortened.push(field);
                }
                if codes.is_empty() {
                    return Ok(());
                }
                let before = self.codes.insert(field, codes);
                if before.is_some_and(|before| self.codes.get(&field) != Some(&before)) {
                    let reason = format!("two columns of {} say different things", field.name());
                    return Err(Outside { reason, expected: "one of the two columns".into(), shown: None });
                }
            }
            Column::Choice(field, code) => {
                let ticked = match list::CHECKBOX.code(text.strip_suffix(".0").unwrap_or(text)) {
                    Some(answer) => answer == "TRUE",
                    None if field.list().and_then(|list| list.code(text)) == Some(code) => true,
                    None => {
                        let (reason, expected) = ("neither ticked nor not".into(), "1 or 0, or empty".into());
                        return Err(Outside { reason, expected, shown: None });
                    }
                };
                let codes = self.codes.entry(field).or_default();
                if ticked && !codes.iter().any(|c| c == code) {
                    codes.push(code.into());
                }
                if codes.is_empty() {
                    self.codes.remove(&field);
                }
            }
            Column::RecordId if is_identifier(text) => self.record_id = Some(text),
            Column::RecordId => self.withheld.push((index, Why::Unknown)),
            Column::Synthetic => self.synthetic = list::CHECKBOX.code(text).map(|code| code == "TRUE"),
            Column::Form | Column::Unknown => {}
        }
        Ok(())
    }
}

/// Whether a text is what a survey tool makes up to name a form, a number or a UUID, and so no name of a person.
pub fn is_identifier(text: &str) -> bool {
    let made_up = text.strip_prefix("uuid:").unwrap_or(text);
    let begins = made_up.starts_with(|c: char| c.is_ascii_hexdigit());
    let hexadecimal = made_up.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    text.len() <= 64 && begins && hexadecimal && made_up.bytes().any(|b| b.is_ascii_digit())
}

/// The completed years from birth to a day: least and most.
fn years_between(born: ImpreciseDate, on: ImpreciseDate) -> Option<(u8, u8)> {
    let most = u8::try_from(on.to().years_since(born.from())?).ok().filter(|years| *years <= 150)?;
    let least = on.from().years_since(born.to()).and_then(|years| u8::try_from(years).ok());
    Some((least.unwrap_or(0), most))
}

impl Decode for Htcds {
    fn row(&mut self, raw: &RawRow<'_>, remarks: &mut Remarks) -> Result<(), Rejected> {
        let row = self.understand(raw, remarks)?;
        self.builder.push(raw.line, &row);
        Ok(())
    }

    fn finish(&mut self, source: &str, projection: &[usize]) -> RecordBatch {
        self.builder.finish(source, projection)
    }

    fn losses(&mut self) -> Losses {
        let mut losses = std::mem::take(&mut self.losses);
        for ((index, why), values) in std::mem::take(&mut self.withheld) {
            let named = match self.columns[index].1.name.trim() {
                "" => format!("(column {}, without a name)", index + 1),
                name => name.to_owned(),
            };
            losses.withhold(&named, why.text(), values);
        }
        for (field, values) in std::mem::take(&mut self.kept) {
            losses.keep(field.name(), values);
        }
        losses
    }
}

#[cfg(test)]
mod tests;
