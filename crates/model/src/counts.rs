//! The `counts` table: aggregate statistics, one row for each published number, one Arrow schema, documented column by
//! column.
//!
//! How files become rows is in [`crate::codec`]; here are the columns, one row as a value ([`CountsRow`]), batches
//! ([`CountsBuilder`]) and back ([`rows`]), how a published figure is read ([`figure`]) and what the label of a category
//! means ([`category`]). Records of persons are in [`crate::records`]; the two are never mixed.

mod build;
pub mod category;
pub mod figure;
mod read;

pub use build::CountsBuilder;
pub use figure::Figure;
pub use read::rows;

use crate::closed::closed;
use crate::place::Place;
use crate::records::Column;
use crate::vocabulary::Purpose;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// The version of the schema; it changes when a column changes its meaning or goes.
pub const SCHEMA_VERSION: &str = "1";
/// The key under which a table's metadata holds [`SCHEMA_VERSION`].
pub const VERSION_KEY: &str = "turnstone.counts.version";

closed! {
    /// What was counted.
    Indicator:
    /// Victims detected by or reported to the authorities.
    DetectedVictims "detected_victims", "Detected victims";
    /// Persons brought into formal contact with the police: suspected, arrested or cautioned.
    FormalContact "formal_contact", "Persons brought into formal contact";
    /// Persons prosecuted.
    Prosecuted "prosecuted", "Persons prosecuted";
    /// Persons convicted.
    Convicted "convicted", "Persons convicted";
    /// Offences recorded; one offence may have several victims and offenders.
    Offences "offences", "Offences";
    /// Something else, which `indicator_text` names.
    Other "other", "Other";
}

closed! {
    /// What the categories of a row divide the count by, besides sex and age.
    Dimension:
    /// Nothing.
    Total "total", "Total";
    /// The form of exploitation.
    FormOfExploitation "form_of_exploitation", "Form of exploitation";
    /// The citizenship of the persons counted.
    Citizenship "citizenship", "Citizenship";
    /// The country that persons were repatriated from, as GLOTIP asks it.
    Repatriation "country_of_repatriation", "Country of repatriation";
    /// Something else, which `dimension_text` names.
    Other "other", "Other";
}

closed! {
    /// A group of citizens that a category names instead of a country.
    Group:
    /// Citizens of the reporting country.
    Nationals "nationals", "Nationals";
    /// Citizens of some other country.
    Foreign "foreign", "Foreigners";
    /// Citizens of no country.
    Stateless "stateless", "Stateless";
    /// Not stated.
    Unknown "unknown", "Unknown";
}

closed! {
    /// The sex of the persons counted.
    Sex:
    /// Whatever their sex; also when the source does not divide by sex.
    Total "total", "Total";
    /// Women and girls.
    Female "female", "Female";
    /// Men and boys.
    Male "male", "Male";
    /// Another.
    Other "other", "Other";
    /// Not known to the source.
    Unknown "unknown", "Unknown";
}

closed! {
    /// The age of the persons counted.
    AgeGroup:
    /// Whatever their age; also when the source does not divide by age.
    Total "total", "Total";
    /// Under 18.
    Child "child", "Children";
    /// 18 or over.
    Adult "adult", "Adults";
    /// Not known to the source.
    Unknown "unknown", "Unknown";
}

closed! {
    /// What stands where the number should be.
    State:
    /// A number.
    Reported "reported", "Reported";
    /// The source has a number and hides it.
    Suppressed "suppressed", "Suppressed";
    /// Nothing.
    Missing "missing", "Missing";
}

/// The columns, in order.
pub const COLUMNS: &[Column] = &[
    Column {
        name: "source",
        about: "The file the row was read from: the first 16 hexadecimal digits of its SHA-256, or its name while that is not known.",
    },
    Column {
        name: "line",
        about: "The line (or sheet row) of the source where the row begins, from 1. Source and line name a row.",
    },
    Column {
        name: "publication",
        about: "The publication or collection that the number is from, as the source names it. Null: not said.",
    },
    Column {
        name: "reporter",
        about: "Who reports: a code of the place tree, or that of the smallest place that contains them (Sark is in GGY). Null: not said, or not in the tree.",
    },
    Column { name: "reporter_name", about: "Who reports, as the source names it." },
    Column { name: "year", about: "The year that is counted. Null: not said." },
    Column {
        name: "indicator",
        about: "What was counted: detected_victims, formal_contact, prosecuted, convicted, offences, other.",
    },
    Column { name: "indicator_text", about: "What was counted, in the words of the source." },
    Column {
        name: "dimension",
        about: "What the category divides by: total (nothing), form_of_exploitation, citizenship, country_of_repatriation, other.",
    },
    Column { name: "dimension_text", about: "The dimension in the words of the source." },
    Column { name: "category", about: "The category in the words of the source, letter by letter. Null: none." },
    Column {
        name: "category_place",
        about: "The place that the category names, under citizenship or country_of_repatriation; it may be coarser than a country. Null: none, or not recognised.",
    },
    Column {
        name: "category_purpose",
        about: "The purpose that the category names, by its name in the vocabulary such as purpose.forced_labour. Null: none.",
    },
    Column {
        name: "category_group",
        about: "The group that the category names instead of a country: nationals, foreign, stateless, unknown. Null: none.",
    },
    Column { name: "sex", about: "total, female, male, other, unknown (to the source)." },
    Column { name: "age", about: "total, child (under 18), adult, unknown (to the source)." },
    Column { name: "unit", about: "The unit of measurement in the words of the source. Null: not said." },
    Column { name: "value", about: "The number. Null: suppressed or missing, which state tells apart; never zero." },
    Column {
        name: "state",
        about: "reported, suppressed (the source has a number and hides it), missing (it has none).",
    },
    Column {
        name: "below",
        about: "For a suppressed number its open upper bound: for `<5` it is 5 and the number is a whole one from 0 to 4. Whether zero is among the hidden is not stated by GLOTIP, whose file holds no number below 5. Null: no bound is known, or nothing is suppressed.",
    },
    Column {
        name: "label_broken",
        about: "True: characters of the category were lost in a broken encoding; the text is kept as it is. False: none was.",
    },
    Column {
        name: "contradicts_line",
        about: "The line of the first row of the same source that counts the same thing and gives another value. Null: no earlier row does, or the codec does not compare rows. The first of such rows is not marked itself: it was read before the others.",
    },
];

/// The type of a column of free text: keys are wide, so that any number of texts fits.
fn text() -> DataType {
    DataType::Dictionary(Box::new(DataType::UInt32), Box::new(DataType::Utf8))
}

fn data_type(column: &str) -> DataType {
    let keyed = |key| DataType::Dictionary(Box::new(key), Box::new(DataType::Utf8));
    match column {
        "line" | "contradicts_line" => DataType::UInt64,
        "reporter" | "category_place" => keyed(DataType::UInt16),
        "year" => DataType::Int16,
        "value" | "below" => DataType::Int64,
        "label_broken" => DataType::Boolean,
        "indicator" | "dimension" | "category_purpose" | "category_group" | "sex" | "age" | "state" => {
            keyed(DataType::UInt8)
        }
        _ => text(),
    }
}

/// The columns that no row may leave out.
pub const REQUIRED: [&str; 8] = ["source", "line", "indicator", "dimension", "sex", "age", "state", "label_broken"];

/// The schema of the `counts` table: [`COLUMNS`].
pub fn schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let fields = COLUMNS.iter().map(|c| Field::new(c.name, data_type(c.name), !REQUIRED.contains(&c.name)));
        let metadata = HashMap::from([(VERSION_KEY.to_owned(), SCHEMA_VERSION.to_owned())]);
        Arc::new(Schema::new_with_metadata(fields.collect::<Vec<_>>(), metadata))
    });
    SCHEMA.clone()
}

/// One row of the `counts` table: one published number, or the place where one should be.
#[derive(Clone, Debug, PartialEq)]
pub struct CountsRow {
    /// The publication or collection that the number is from.
    pub publication: Option<String>,
    /// Who reports, as a place.
    pub reporter: Option<Place>,
    /// Who reports, in the words of the source.
    pub reporter_name: Option<String>,
    /// The year that is counted.
    pub year: Option<i16>,
    /// What was counted.
    pub indicator: Indicator,
    /// What was counted, in the words of the source.
    pub indicator_text: Option<String>,
    /// What the category divides by.
    pub dimension: Dimension,
    /// The dimension in the words of the source.
    pub dimension_text: Option<String>,
    /// The category in the words of the source.
    pub category: Option<String>,
    /// The place that the category names.
    pub category_place: Option<Place>,
    /// The purpose that the category names.
    pub category_purpose: Option<Purpose>,
    /// The group that the category names instead of a country.
    pub category_group: Option<Group>,
    /// The sex of the persons counted.
    pub sex: Sex,
    /// The age of the persons counted.
    pub age: AgeGroup,
    /// The unit of measurement in the words of the source.
    pub unit: Option<String>,
    /// The number, or what stands in its place.
    pub figure: Figure,
    /// Whether characters of the category were lost.
    pub label_broken: bool,
    /// The first row that counts the same thing and gives another value.
    pub contradicts_line: Option<u64>,
}

impl CountsRow {
    /// A count of everything, of which nothing else is said yet.
    pub fn new(indicator: Indicator, figure: Figure) -> CountsRow {
        CountsRow {
            publication: None,
            reporter: None,
            reporter_name: None,
            year: None,
            indicator,
            indicator_text: None,
            dimension: Dimension::Total,
            dimension_text: None,
            category: None,
            category_place: None,
            category_purpose: None,
            category_group: None,
            sex: Sex::Total,
            age: AgeGroup::Total,
            unit: None,
            figure,
            label_broken: false,
            contradicts_line: None,
        }
    }
}
