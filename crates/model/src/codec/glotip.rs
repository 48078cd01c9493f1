//! UNODC's GLOTIP country data: persons counted by country, year, sex, age, citizenship and form of exploitation.
//!
//! Every row is read into the `counts` table or quarantined with a reason. Region and Subregion repeat what the place
//! tree says of the country and are not kept; every other field is.
//!
//! What is known to be wrong in such files, and what is done about it:
//!
//! | What | What is done |
//! |---|---|
//! | a value that is the number of a question in the questionnaire ([`item`]), or above [`MOST`] | quarantined |
//! | a row that repeats an earlier one in all fields, byte by byte | quarantined, and the line it repeats is named |
//! | a row that counts the same as an earlier one, with another value | kept, remark, `contradicts_line` |
//! | a label that lost characters in a broken encoding ([`label`]) | kept letter by letter, remark, `label_broken` |
//! | a category that no country or form of exploitation is clear from | kept, remark |
//! | a country without a code (Sark) | kept under the place that contains it, remark |
//! | a hidden number, `<5` | kept as suppressed |
//! | an empty value | kept as missing |

pub mod item;
pub mod label;

use super::rows::{Decode, Named, RawRow, Rejected, Remarks};
use crate::counts::category::Categories;
use crate::counts::figure::{self, FigureError};
use crate::counts::{AgeGroup, CountsBuilder, CountsRow, Dimension, Figure, Indicator, Sex};
use crate::date::ImpreciseDate;
use crate::place::{PlaceError, Resolved, Scheme, resolve};
use arrow::array::RecordBatch;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

/// The columns of the file.
pub const HEADER: [&str; 13] = [
    "Iso3_code",
    "Country",
    "Region",
    "Subregion",
    "Indicator",
    "Dimension",
    "Category",
    "Sex",
    "Age",
    "Year",
    "Unit of measurement",
    "txtVALUE",
    "Source",
];

// Where the fields of [`HEADER`] stand that rows are made of.
const CODE: usize = 0;
const COUNTRY: usize = 1;
const INDICATOR: usize = 4;
const DIMENSION: usize = 5;
const CATEGORY: usize = 6;
const SEX: usize = 7;
const AGE: usize = 8;
const YEAR: usize = 9;
const UNIT: usize = 10;
const VALUE: usize = 11;
const SOURCE: usize = 12;

/// The largest number that is taken for a count. The largest of the release of 14 April 2025 is 32,022.
pub const MOST: i64 = 1_000_000;

/// Recognises a header that has exactly the columns of the file, in any order.
pub fn of_header(header: &[String]) -> Option<String> {
    let all = header.len() == HEADER.len() && HEADER.iter().all(|name| header.iter().any(|h| h == name));
    all.then(|| "its 13 columns are those of UNODC's GLOTIP country data; only that has txtVALUE".to_owned())
}

/// What is odd or wrong at one field of a row.
struct Odd {
    at: usize,
    value: Vec<u8>,
    reason: String,
    expected: String,
}

/// Everything that is odd or wrong about one row; what becomes of the row is known only at its end.
#[derive(Default)]
struct Findings(Vec<Odd>);

impl Findings {
    fn say(&mut self, at: usize, value: &[u8], reason: &str, expected: &str) -> Rejected {
        self.0.push(Odd { at, value: value.to_vec(), reason: reason.into(), expected: expected.into() });
        Rejected
    }
}

/// Reads the rows of one file, in order.
///
/// **Cost** To find repeated and contradicting rows, two digests of 16 bytes with a line for every row that is kept: about 150 bytes a row,
/// 9 MB for the release of 2025. Each distinct label is read once.
pub struct Glotip {
    columns: Vec<Named>,
    builder: CountsBuilder,
    categories: Categories,
    reporters: HashMap<(String, String), Result<Resolved, PlaceError>>,
    /// Every kept row by the digest of all its fields, with its line.
    rows: HashMap<[u8; 16], u64>,
    /// The first row of each key (all fields but value and source), with its line and figure.
    keys: HashMap<[u8; 16], (u64, Figure)>,
}

impl Glotip {
    /// A reader for a header that [`of_header`] knows.
    pub fn new(header: &[String]) -> Self {
        Glotip {
            columns: HEADER.iter().map(|name| Named::find(header, name)).collect(),
            builder: CountsBuilder::new(),
            categories: Categories::default(),
            reporters: HashMap::new(),
            rows: HashMap::new(),
            keys: HashMap::new(),
        }
    }

    fn reporter(&mut self, code: &str, name: &str) -> &Result<Resolved, PlaceError> {
        self.reporters.entry((code.to_owned(), name.to_owned())).or_insert_with(|| match code {
            "" => resolve(name, Scheme::Name),
            code => resolve(code, Scheme::Alpha3),
        })
    }

    /// The row, with what is odd about it in `findings`; or what is wrong with it, the last of them.
    fn understand(&mut self, texts: &[&str; 13], findings: &mut Findings) -> Result<CountsRow, Rejected> {
        let mut say = |at: usize, reason: &str, expected| findings.say(at, texts[at].as_bytes(), reason, expected);
        for at in [COUNTRY, CATEGORY] {
            if let Some(reason) = label::remark(texts[at]) {
                say(at, &reason, "the label as it was before its encoding broke");
            }
        }
        let figure = figure::read(texts[VALUE]).map_err(|e| say(VALUE, &e.to_string(), FigureError::EXPECTED))?;
        if let Some(value) = figure.value().filter(|value| *value > MOST) {
            let reason = match item::of_value(value) {
                Some(item) => format!("the number of item {item} of the questionnaire, not a count"),
                None => "above any count that a country could report".to_owned(),
            };
            return Err(say(VALUE, &reason, "a count of at most 1,000,000"));
        }
        let year = texts[YEAR].parse::<i16>().ok().filter(|year| ImpreciseDate::year((*year).into()).is_ok());
        let year = year.ok_or_else(|| say(YEAR, "not a year of a record", "a year, 1900 to 2100"))?;
        let sex = sex(texts[SEX]);
        let sex = sex.ok_or_else(|| say(SEX, "not a sex of the file", "Total, Female, Male, Other or Unknown"))?;
        let ages = "Total, 0 to 17 years, 18 years or over, or Unknown";
        let age = age(texts[AGE]).ok_or_else(|| say(AGE, "not an age group of the file", ages))?;
        let (indicator, dimension) = (indicator(texts[INDICATOR]), dimension(texts[DIMENSION]));
        if indicator == Indicator::Other {
            let reason = "not an indicator that is known; kept as other, in its own words";
            say(INDICATOR, reason, "an indicator of the release of 2025");
        }
        if dimension == Dimension::Other {
            let reason = "not a dimension that is known; kept as other, in its own words";
            say(DIMENSION, reason, "a dimension of the release of 2025");
        }
        let reporter = match self.reporter(texts[CODE], texts[COUNTRY]) {
            Ok(Resolved { place, .. }) if !texts[CODE].is_empty() => *place,
            Err(error) if !texts[CODE].is_empty() => {
                return Err(say(CODE, &error.to_string(), "a three-letter code of ISO 3166-1, or nothing"));
            }
            Ok(Resolved { place: Some(place), .. }) => {
                let reason = format!("no code; kept under {} ({place}), found by the name", place.code());
                say(COUNTRY, &reason, "a code of ISO 3166-1 in Iso3_code");
                Some(*place)
            }
            _ => {
                say(COUNTRY, "no code, and no place has this name", "a code of ISO 3166-1 in Iso3_code");
                None
            }
        };
        let meaning = self.categories.meaning(dimension, texts[CATEGORY]);
        match (&meaning.unclear, item::of_label(texts[CATEGORY])) {
            (_, Some(item)) => {
                let reason = format!("the number of item {item} of the questionnaire");
                say(CATEGORY, &reason, "a category");
            }
            (Some(reason), None) => {
                say(CATEGORY, reason, "a category that names one; the text is kept");
            }
            (None, None) => {}
        }
        let kept = |at: usize| Some(texts[at].to_owned()).filter(|text| !text.is_empty());
        Ok(CountsRow {
            publication: kept(SOURCE),
            reporter,
            reporter_name: kept(COUNTRY),
            year: Some(year),
            indicator,
            indicator_text: kept(INDICATOR),
            dimension,
            dimension_text: kept(DIMENSION),
            category: kept(CATEGORY),
            category_place: meaning.place,
            category_purpose: meaning.purpose,
            category_group: meaning.group,
            sex,
            age,
            unit: kept(UNIT),
            figure,
            label_broken: texts[CATEGORY].contains(label::LOST),
            contradicts_line: None,
        })
    }

    /// Compares a row that is otherwise good with those before it.
    ///
    /// **Errors** The line of an earlier row that is the same in every field.
    fn compare(&mut self, raw: &RawRow<'_>, row: &mut CountsRow, findings: &mut Findings) -> Result<(), u64> {
        let key = digest((0..=UNIT).map(|at| self.field(raw, at)));
        let whole = digest((0..HEADER.len()).map(|at| self.field(raw, at)));
        if let Some(line) = self.rows.get(&whole) {
            return Err(*line);
        }
        self.rows.insert(whole, raw.line);
        let (first, figure) = *self.keys.entry(key).or_insert((raw.line, row.figure));
        if figure != row.figure {
            row.contradicts_line = Some(first);
            let expected = format!("one value, or a field that tells the two apart; line {first} gives the first");
            findings.say(
                VALUE,
                self.field(raw, VALUE),
                "counts the same as an earlier row and gives another value",
                &expected,
            );
        }
        Ok(())
    }

    fn field<'a>(&self, raw: &RawRow<'a>, at: usize) -> &'a [u8] {
        self.columns[at].index.map_or(b"", |index| raw.fields[index])
    }
}

impl Decode for Glotip {
    fn row(&mut self, raw: &RawRow<'_>, remarks: &mut Remarks) -> Result<(), Rejected> {
        let mut texts = [""; 13];
        for (text, column) in texts.iter_mut().zip(&self.columns) {
            *text = raw.text(column, remarks)?;
        }
        let mut findings = Findings::default();
        let mut row = self.understand(&texts, &mut findings);
        if let Ok(good) = &mut row
            && let Err(line) = self.compare(raw, good, &mut findings)
        {
            let expected = format!("each row once; line {line} is the same");
            row = Err(remarks.reject(
                raw.line,
                &Named::default(),
                b"",
                "repeats an earlier row in every field",
                &expected,
            ));
        }
        for Odd { at, value, reason, expected } in findings.0 {
            let at = &self.columns[at];
            if row.is_ok() {
                remarks.note(raw.line, at, &value, &reason, &expected);
            } else {
                let _ = remarks.reject(raw.line, at, &value, &reason, &expected);
            }
        }
        self.builder.push(raw.line, &row?);
        Ok(())
    }

    fn finish(&mut self, source: &str, projection: &[usize]) -> RecordBatch {
        self.builder.finish(source, projection)
    }
}

/// The first half of the SHA-256 of fields, each behind its length.
fn digest<'a>(fields: impl Iterator<Item = &'a [u8]>) -> [u8; 16] {
    let mut hash = Sha256::new();
    for field in fields {
        hash.update((field.len() as u64).to_le_bytes());
        hash.update(field);
    }
    let whole: [u8; 32] = hash.finalize().into();
    std::array::from_fn(|i| whole[i])
}

fn indicator(text: &str) -> Indicator {
    match text {
        "Detected trafficking victims" => Indicator::DetectedVictims,
        "Persons brought into formal contact" => Indicator::FormalContact,
        "Persons prosecuted" => Indicator::Prosecuted,
        "Persons convicted" => Indicator::Convicted,
        "Offences of trafficking in persons" => Indicator::Offences,
        _ => Indicator::Other,
    }
}

fn dimension(text: &str) -> Dimension {
    match text {
        "Total" => Dimension::Total,
        "by form of exploitation" => Dimension::FormOfExploitation,
        "by citizenship" => Dimension::Citizenship,
        "by country of repatriation" => Dimension::Repatriation,
        _ => Dimension::Other,
    }
}

fn sex(text: &str) -> Option<Sex> {
    Sex::ALL.iter().copied().find(|sex| sex.label() == text)
}

fn age(text: &str) -> Option<AgeGroup> {
    Some(match text {
        "Total" => AgeGroup::Total,
        "0 to 17 years" => AgeGroup::Child,
        "18 years or over" => AgeGroup::Adult,
        "Unknown" => AgeGroup::Unknown,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
