//! Rows written as a file of the standard, with an account of what it cannot hold.
//!
//! Which codes a row is written with is decided in [`super::case`].

use super::case::{self, Composed};
use super::cell::{Code, Countries};
use super::field::{self, Content, Field};
use super::{Form, is_identifier};
use crate::loss::{Change, LossReport, Losses};
use crate::person::{Age, AgeAt};
use crate::place::Place;
use crate::record::Row;
use crate::truth::Truth;
use crate::vocabulary::{Fact, PersonFact, Scheme};
use std::collections::BTreeSet;
use std::io;

/// The column of a survey export that identifies a filled form.
pub const UUID: &str = "_uuid";
/// Our own column, written only when a row describes no real person, so that it is not taken for one.
pub const SYNTHETIC: &str = "turnstone_synthetic";

/// Writes rows as comma-separated text with the standard's field names.
///
/// **Method** The columns are those of the form (of [`Form::Standard`] all 84), then other fields of the standard that
/// some row fills. Fields whose values never enter a table stay in the header and are empty. [`Form::Survey`] has codes
/// with blanks between them, and `_uuid`; [`Form::Excel`] labels, [`Form::Standard`] codes, both with semicolons. The
/// account is made by reading what was written and comparing it with the rows.
///
/// **Cost** All codes are held in memory once.
///
/// **Errors** What the output says.
pub fn write(rows: &[(u64, Row)], out: impl io::Write, form: Form) -> Result<LossReport, csv::Error> {
    let mut countries = Countries::default();
    let mut losses = Losses::default();
    let composed: Vec<Composed> = rows.iter().map(|(_, row)| compose(row, form, &mut countries, &mut losses)).collect();
    let filled: BTreeSet<Field> = composed.iter().flat_map(|c| c.codes.keys().copied()).collect();
    let of_form = match form {
        Form::Survey => field::SURVEY,
        Form::Excel => field::EXCEL,
        Form::Standard => Field::ALL,
    };
    let further = filled.into_iter().filter(|field| !of_form.contains(field));
    let fields: Vec<Field> = of_form.iter().copied().chain(further).collect();
    let synthetic = rows.iter().any(|(_, row)| row.synthetic.is_some());

    let mut out = csv::Writer::from_writer(out);
    let mut record: Vec<String> = fields.iter().map(|field| column_name(*field, form).to_owned()).collect();
    record.extend((form == Form::Survey).then(|| UUID.to_owned()));
    record.extend(synthetic.then(|| SYNTHETIC.to_owned()));
    out.write_record(&record)?;
    for ((_, row), composed) in rows.iter().zip(&composed) {
        record.clear();
        record.extend(
            fields.iter().map(|field| composed.codes.get(field).map_or(String::new(), |c| cell(*field, c, form))),
        );
        if form == Form::Survey {
            record.push(row.record_id.clone().filter(|id| is_identifier(id)).unwrap_or_default());
        }
        if synthetic {
            record.push(row.synthetic.map_or("", |yes| if yes { "TRUE" } else { "FALSE" }).to_owned());
        }
        out.write_record(&record)?;
    }
    out.flush()?;
    Ok(LossReport::new("Turnstone `records` table", form.name(), rows.len() as u64, losses))
}

fn column_name(field: Field, form: Form) -> &'static str {
    let own = field::SURVEY_NAMES.iter().filter(|_| form == Form::Survey).find(|(f, _)| *f == field);
    own.map_or(field.name(), |(_, name)| name)
}

fn cell(field: Field, codes: &[Code], form: Form) -> String {
    let written = codes.iter().map(|code| match (form, field.content()) {
        (Form::Excel, Content::Citizenship | Content::Country) => match Place::from_alpha2(code) {
            Some(country) => country.name(),
            None => code,
        },
        (Form::Excel, _) => field.list().and_then(|list| list.label(code)).unwrap_or(code),
        _ => code.as_ref(),
    });
    // A country that is no code may hold a blank.
    let coded = codes.iter().all(|code| !code.contains(char::is_whitespace));
    let separator = if form == Form::Survey && coded { " " } else { "; " };
    written.collect::<Vec<_>>().join(separator)
}

/// What the survey lets choose several of.
const SURVEY_MULTIPLE: [Field; 5] = [
    Field::VicMethodOfRecruitment,
    Field::VicMethodsOfControl,
    Field::VicTypeOfExploitation,
    Field::VicForcedLabourIndustry,
    Field::VicTypeOfSexExploitation,
];

fn compose(row: &Row, form: Form, countries: &mut Countries, losses: &mut Losses) -> Composed {
    let (originals, foreign) = case::from_json(row.source_values.as_deref(), countries);
    for name in foreign {
        losses.change(Change::Lost, "source_values", &name, "not a code that a table holds of a field of the standard");
    }
    for field in originals.keys() {
        losses.keep(field.name(), 1);
    }
    let composed = case::compose(row, &originals, countries);
    for (field, code) in &composed.outdated {
        losses.change(Change::Lost, field.name(), code, "an original code that the row no longer says");
    }
    for (field, codes) in &composed.codes {
        let many = match form {
            Form::Survey if field::SURVEY.contains(field) => SURVEY_MULTIPLE.contains(field),
            _ => field.holds_many(),
        };
        if codes.len() > 1 && !many {
            losses.change(Change::Irregular, field.name(), "", "several values where the form has one");
        }
    }
    let mut back = case::understand(&composed.codes, countries);
    back.synthetic = row.synthetic;
    back.record_id = row.record_id.clone().filter(|id| form == Form::Survey && is_identifier(id));
    back.derive();
    compare_columns(row, &back, losses);
    compare_facts(row, &back, &composed, losses);
    composed
}

/// Counts the columns that are not read back as they were. Values are shown only where they are of a closed list.
fn compare_columns(row: &Row, back: &Row, losses: &mut Losses) {
    let mut lost = |column: &str, value: &str, differs: bool, became: &str| {
        if differs {
            losses.change(Change::Lost, column, value, became);
        }
    };
    const NONE: &str = "no field of the standard";
    let end = |end: Option<crate::journey::CorridorEnd>| end.map_or("", |end| end.basis.name());
    lost("record_id", "", row.record_id != back.record_id, "only the survey form has one, and only a number or a UUID");
    lost("person_id", "", row.person_id.is_some(), NONE);
    lost("list", "", row.list.is_some(), NONE);
    lost("said_by", row.said_by.map_or("", |v| v.name()), row.said_by.is_some(), NONE);
    let precision = row.registered.map_or("", |date| date.precision().name());
    lost("registered", precision, row.registered != back.registered, "the standard's date is a day");
    lost("gender", row.gender.map_or("", |v| v.name()), row.gender != back.gender, "no code of the standard");
    lost(
        "age",
        row.age.map_or("", age_kind),
        row.age != back.age,
        "the standard has one age, in years, when trafficked",
    );
    let child = row.child.map_or("", |v| v.name());
    lost("child", child, row.child != back.child, "the standard has no field for it beside the age when trafficked");
    let citizenships = |row: &Row| (row.citizenship, row.other_citizenships.clone());
    lost("citizenship", "", citizenships(row) != citizenships(back), "not a country of ISO 3166-1");
    let place = "only places of recruitment or exploitation, one of them, have a field";
    lost("origin", end(row.origin), row.origin != back.origin, place);
    lost("destination", end(row.destination), row.destination != back.destination, place);
    lost("border_crossed", "", row.border_crossed != back.border_crossed, NONE);
    lost("legs", "", !row.legs.is_empty(), NONE);
    lost("months", "", row.months.is_some(), NONE);
    lost("status", row.status.map_or("", |v| v.name()), row.status != back.status, "no code of the standard");
    lost(
        "status_by",
        row.status_by.map_or("", |v| v.name()),
        row.status_by != back.status_by,
        "no code of the standard",
    );
}

fn age_kind(age: Age) -> &'static str {
    match (age.at, age.high == Some(age.low)) {
        (AgeAt::Registration, _) => "at registration",
        (AgeAt::Exploitation, true) => "at exploitation, not certain",
        (AgeAt::Exploitation, false) => "at exploitation, a band",
    }
}

fn compare_facts(row: &Row, back: &Row, composed: &Composed, losses: &mut Losses) {
    // Whether a child stands in the column of that name, and is counted there.
    let facts = Fact::all().filter(|fact| *fact != Fact::Person(PersonFact::Child));
    for fact in facts {
        match (row.facts.get(fact), back.facts.get(fact)) {
            (Truth::YES, Truth::YES) => {}
            (Truth::YES, _) => {
                let code = fact.to_code(Scheme::Htcds2).map(|(_, code)| code);
                let fields = || composed.codes.iter().map(|(field, codes)| (field, codes.iter()));
                let written = code.and_then(|code| {
                    let of_fact = |field: &Field| case::field_of(fact, code) == Some(*field);
                    fields().find(|(field, codes)| of_fact(field) && codes.clone().any(|c| c == code))
                });
                match (code, written) {
                    (Some(code), Some((field, _))) => {
                        losses.change(Change::Broadened, fact.id(), "yes", &format!("{} {code}", field.name()));
                    }
                    (Some(_), None) => {
                        losses.change(Change::Lost, fact.id(), "yes", "its code has no room beside another");
                    }
                    (None, _) => losses.change(Change::Lost, fact.id(), "yes", "no code of the standard"),
                }
            }
            (Truth::NO, _) => losses.change(Change::Lost, fact.id(), "no", "the standard records presence only"),
            (_, Truth::YES) => {
                let became = "yes, because a broader code or the place of an event says so";
                losses.change(Change::Broadened, fact.id(), "not recorded", became);
            }
            _ => {}
        }
    }
}
