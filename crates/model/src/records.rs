//! The `records` table: one row for each record, one Arrow schema, documented column by column.
//!
//! How files become rows is in [`crate::codec`]; reading columns back is in [`crate::records::read`].

pub mod read;

use crate::date::Precision;
use crate::journey::{Documents, LegalStatus, Mode, PlaceBasis};
use crate::person::{AgeAt, AgeCertainty, ChildStatus, DecidedBy, Gender, SaidBy, Status};
use crate::place::Place;
use crate::record::Row;
use crate::vocabulary::{FACT_COUNT, Fact};
use arrow::array::{
    Array, ArrayRef, BooleanArray, BooleanBuilder, Date32Array, DictionaryArray, Int16Array, ListArray, ListBuilder,
    RecordBatch, RecordBatchOptions, StringArray, StringBuilder, StringDictionaryBuilder, StructArray, UInt8Array,
    UInt16Array, UInt64Array,
};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer};
use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef, UInt16Type};
use chrono::NaiveDate;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// The version of the schema; it changes when a column changes its meaning or goes.
pub const SCHEMA_VERSION: &str = "1";
/// The key under which a table's metadata holds [`SCHEMA_VERSION`].
pub const VERSION_KEY: &str = "turnstone.records.version";

/// One column that is not a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds, its unit, and what null means.
    pub about: &'static str,
}

/// The columns before the facts, in order.
pub const COLUMNS: &[Column] = &[
    Column {
        name: "source",
        about: "The file the row was read from: the first 16 hexadecimal digits of its SHA-256, or its name while that is not known.",
    },
    Column {
        name: "line",
        about: "The line (or sheet row) of the source where the row begins, from 1. Source and line name a record.",
    },
    Column { name: "record_id", about: "The organisation's own pseudonymous identifier. Null: the source has none." },
    Column { name: "person_id", about: "The person behind the record, where linkage knows. Null: not linked." },
    Column { name: "list", about: "The organisation's list, as in multiple systems estimation. Null: not said." },
    Column {
        name: "said_by",
        about: "The kind of source: case_management, hotline, survey, authority, other. Null: not said.",
    },
    Column { name: "registered_from", about: "The earliest day on which the person was registered." },
    Column { name: "registered_to", about: "The latest day on which the person was registered." },
    Column { name: "registered_precision", about: "How precisely that is known: day, month, year, interval." },
    Column {
        name: "registered_year",
        about: "The year of registration, when it is one year. Null: not recorded, or an interval over years.",
    },
    Column { name: "gender", about: "Gender as recorded. Null: not recorded." },
    Column { name: "age_low", about: "Youngest possible age in completed years." },
    Column {
        name: "age_high",
        about: "Oldest possible age in completed years, included. Null beside an age_low: the band is open.",
    },
    Column { name: "age_at", about: "When that age was true: registration or exploitation." },
    Column { name: "age_certainty", about: "recorded, estimated or disputed." },
    Column {
        name: "child",
        about: "Whether the person was under 18 when exploited: child, adult, unsettled (sources contradict each other; protected as a child). Null: not recorded. An age of 18 or over at registration says nothing.",
    },
    Column {
        name: "citizenship",
        about: "First or only citizenship: ISO 3166-1 alpha-3, or another code of the place tree.",
    },
    Column { name: "other_citizenships", about: "Further citizenships, in the order of the source." },
    Column { name: "origin", about: "Where the corridor begins: a code of the place tree." },
    Column { name: "origin_basis", about: "What the origin rests on; anything but journey is a proxy." },
    Column { name: "destination", about: "Where the corridor ends: a code of the place tree." },
    Column { name: "destination_basis", about: "What the destination rests on; anything but journey is a proxy." },
    Column {
        name: "border_crossed",
        about: "Whether a border between countries was crossed: derived from the journey, else from the corridor's ends. Null: not known.",
    },
    Column {
        name: "legs",
        about: "The movements in order, each with origin, destination, dates, mode, documents, legal status on entry and later, payment to a facilitator, danger. Null: no journey recorded.",
    },
    Column { name: "months_low", about: "Least duration of the exploitation in months." },
    Column { name: "months_high", about: "Most duration in months, included. Null beside a months_low: open." },
    Column {
        name: "status",
        about: "Formal status: possible, actual, not_a_victim; set by an organisation, never by Turnstone.",
    },
    Column { name: "status_by", about: "The kind of organisation that decided the status." },
    Column { name: "synthetic", about: "True: the row describes no real person. Null: not said." },
    Column {
        name: "source_values",
        about: "Original codes that no other column holds in full, as a JSON object; never a name or a narrative.",
    },
];

const KEY8: DataType = DataType::UInt8;
const KEY16: DataType = DataType::UInt16;

fn dictionary(key: DataType) -> DataType {
    DataType::Dictionary(Box::new(key), Box::new(DataType::Utf8))
}

fn leg_fields() -> Fields {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let truth = |name: &str| Field::new(name, DataType::Boolean, true);
    Fields::from(vec![
        text("origin"),
        text("destination"),
        text("start"),
        text("end"),
        truth("border_crossed"),
        text("mode"),
        text("documents"),
        text("status_on_entry"),
        text("status_later"),
        truth("facilitated_for_payment"),
        truth("endangered"),
    ])
}

fn data_type(column: &str) -> DataType {
    match column {
        "line" => DataType::UInt64,
        "record_id" | "person_id" | "source_values" => DataType::Utf8,
        "source" | "list" | "citizenship" | "origin" | "destination" => dictionary(KEY16),
        "registered_from" | "registered_to" => DataType::Date32,
        "registered_year" => DataType::Int16,
        "age_low" | "age_high" => DataType::UInt8,
        "months_low" | "months_high" => DataType::UInt16,
        "border_crossed" | "synthetic" => DataType::Boolean,
        "other_citizenships" => DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))),
        "legs" => DataType::List(Arc::new(Field::new_list_field(DataType::Struct(leg_fields()), true))),
        _ => dictionary(KEY8),
    }
}

/// The schema of the `records` table: [`COLUMNS`], then one nullable Boolean for each fact.
pub fn schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let plain = COLUMNS.iter().map(|c| Field::new(c.name, data_type(c.name), !matches!(c.name, "source" | "line")));
        let facts = Fact::all().map(|fact| Field::new(fact.id(), DataType::Boolean, true));
        let metadata = HashMap::from([(VERSION_KEY.to_owned(), SCHEMA_VERSION.to_owned())]);
        Arc::new(Schema::new_with_metadata(plain.chain(facts).collect::<Vec<_>>(), metadata))
    });
    SCHEMA.clone()
}

/// A column of values from a closed list, as keys into the list's names; 255 is null.
#[derive(Default)]
struct Keys(Vec<u8>);

impl Keys {
    fn push(&mut self, key: Option<u8>) {
        self.0.push(key.unwrap_or(u8::MAX));
    }

    fn finish(&mut self, names: &[&str]) -> ArrayRef {
        let keys = std::mem::take(&mut self.0);
        let valid: BooleanBuffer = keys.iter().map(|k| *k != u8::MAX).collect();
        let keys = UInt8Array::new(keys.into(), Some(NullBuffer::new(valid)));
        let names: ArrayRef = Arc::new(StringArray::from_iter_values(names));
        Arc::new(DictionaryArray::new(keys, names))
    }
}

/// A column of places, as keys into all places; `u16::MAX` is null.
#[derive(Default)]
struct Places(Vec<u16>);

impl Places {
    fn push(&mut self, place: Option<Place>) {
        self.0.push(place.map_or(u16::MAX, |p| p.index() as u16));
    }

    fn finish(&mut self) -> ArrayRef {
        static CODES: LazyLock<ArrayRef> =
            LazyLock::new(|| Arc::new(StringArray::from_iter_values(Place::all().map(|place| place.code()))));
        let keys = std::mem::take(&mut self.0);
        let valid: BooleanBuffer = keys.iter().map(|k| *k != u16::MAX).collect();
        let keys = UInt16Array::new(keys.into(), Some(NullBuffer::new(valid)));
        Arc::new(DictionaryArray::new(keys, CODES.clone()))
    }
}

/// The recorded states of one fact, a bit a row, grown only as far as the last row that sets it.
#[derive(Default)]
struct Plane {
    yes: Vec<u64>,
    no: Vec<u64>,
}

impl Plane {
    fn set(words: &mut Vec<u64>, row: usize) {
        let word = row / 64;
        if words.len() <= word {
            words.resize(word + 1, 0);
        }
        words[word] |= 1 << (row % 64);
    }

    fn finish(mut self, rows: usize) -> BooleanArray {
        let words = rows.div_ceil(64);
        self.yes.resize(words, 0);
        let bits = |words: Vec<u64>| BooleanBuffer::new(Buffer::from_vec(words), 0, rows);
        if self.no.is_empty() {
            let yes = bits(self.yes);
            return BooleanArray::new(yes.clone(), Some(NullBuffer::new(yes)));
        }
        self.no.resize(words, 0);
        let known: Vec<u64> = self.yes.iter().zip(&self.no).map(|(y, n)| y | n).collect();
        BooleanArray::new(bits(self.yes), Some(NullBuffer::new(bits(known))))
    }
}

/// Collects rows into batches of the `records` table.
#[derive(Default)]
pub struct RecordsBuilder {
    rows: usize,
    line: Vec<u64>,
    record_id: StringBuilder,
    person_id: StringBuilder,
    list: StringDictionaryBuilder<UInt16Type>,
    said_by: Keys,
    registered_from: Vec<Option<i32>>,
    registered_to: Vec<Option<i32>>,
    registered_precision: Keys,
    registered_year: Vec<Option<i16>>,
    gender: Keys,
    age_low: Vec<Option<u8>>,
    age_high: Vec<Option<u8>>,
    age_at: Keys,
    age_certainty: Keys,
    child: Keys,
    citizenship: Places,
    other_citizenships: ListBuilder<StringBuilder>,
    origin: Places,
    origin_basis: Keys,
    destination: Places,
    destination_basis: Keys,
    border_crossed: BooleanBuilder,
    legs: Vec<Vec<crate::journey::Leg>>,
    months_low: Vec<Option<u16>>,
    months_high: Vec<Option<u16>>,
    status: Keys,
    status_by: Keys,
    synthetic: BooleanBuilder,
    source_values: StringBuilder,
    facts: Vec<Option<Plane>>,
}

fn days(date: NaiveDate) -> i32 {
    // 719,163 days from 1 January of year 1 to 1 January 1970.
    chrono::Datelike::num_days_from_ce(&date) - 719_163
}

impl RecordsBuilder {
    /// An empty one.
    pub fn new() -> Self {
        RecordsBuilder { facts: (0..FACT_COUNT).map(|_| None).collect(), ..Self::default() }
    }

    /// How many rows wait for [`RecordsBuilder::finish`].
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether no row waits.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Adds one row that was read from `line`.
    pub fn push(&mut self, line: u64, row: &Row) {
        self.line.push(line);
        self.record_id.append_option(row.record_id.as_deref());
        self.person_id.append_option(row.person_id.as_deref());
        self.list.append_option(row.list.as_deref());
        self.said_by.push(row.said_by.map(|v| v as u8));
        self.registered_from.push(row.registered.map(|d| days(d.from())));
        self.registered_to.push(row.registered.map(|d| days(d.to())));
        self.registered_precision.push(row.registered.map(|d| d.precision() as u8));
        // The years of a date lie between FIRST_YEAR and LAST_YEAR, so they fit.
        self.registered_year.push(row.registered.and_then(|d| d.single_year()).map(|y| y as i16));
        self.gender.push(row.gender.map(|v| v as u8));
        self.age_low.push(row.age.map(|a| a.low));
        self.age_high.push(row.age.and_then(|a| a.high));
        self.age_at.push(row.age.map(|a| a.at as u8));
        self.age_certainty.push(row.age.map(|a| a.certainty as u8));
        self.child.push(row.child.map(|v| v as u8));
        self.citizenship.push(row.citizenship);
        for place in &row.other_citizenships {
            self.other_citizenships.values().append_value(place.code());
        }
        self.other_citizenships.append(!row.other_citizenships.is_empty());
        self.origin.push(row.origin.map(|end| end.place));
        self.origin_basis.push(row.origin.map(|end| end.basis as u8));
        self.destination.push(row.destination.map(|end| end.place));
        self.destination_basis.push(row.destination.map(|end| end.basis as u8));
        self.border_crossed.append_option(row.border_crossed);
        self.legs.push(row.legs.clone());
        self.months_low.push(row.months.map(|m| m.0));
        self.months_high.push(row.months.and_then(|m| m.1));
        self.status.push(row.status.map(|v| v as u8));
        self.status_by.push(row.status_by.map(|v| v as u8));
        self.synthetic.append_option(row.synthetic);
        self.source_values.append_option(row.source_values.as_deref());
        for fact in row.facts.yes_indices() {
            Plane::set(&mut self.facts[fact].get_or_insert_default().yes, self.rows);
        }
        for fact in row.facts.no_indices() {
            Plane::set(&mut self.facts[fact].get_or_insert_default().no, self.rows);
        }
        self.rows += 1;
    }

    /// The rows so far as one batch with the columns of `projection` (indices into [`schema`]), and starts anew.
    ///
    /// `source` is written into every row of the column of that name.
    pub fn finish(&mut self, source: &str, projection: &[usize]) -> RecordBatch {
        let rows = std::mem::take(&mut self.rows);
        let full = schema();
        let mut all = self.finish_columns(source, rows, projection);
        let columns: Vec<ArrayRef> =
            projection.iter().map(|i| all.remove(i).unwrap_or_else(|| null(&full, *i, rows))).collect();
        let schema = Arc::new(full.project(projection).expect("a projection of the schema"));
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(schema, columns, &options).expect("columns follow the schema")
    }

    fn finish_columns(&mut self, source: &str, rows: usize, projection: &[usize]) -> HashMap<usize, ArrayRef> {
        let mut out: HashMap<usize, ArrayRef> = HashMap::new();
        let take = std::mem::take::<Vec<Option<i32>>>;
        let dates = |v: Vec<Option<i32>>| Arc::new(Date32Array::from(v)) as ArrayRef;
        for (index, column) in COLUMNS.iter().enumerate() {
            let wanted = projection.contains(&index);
            let array: ArrayRef = match column.name {
                "source" => {
                    let keys = UInt16Array::from(vec![0u16; rows]);
                    let values: ArrayRef = Arc::new(StringArray::from_iter_values([source]));
                    Arc::new(DictionaryArray::new(keys, values))
                }
                "line" => Arc::new(UInt64Array::from(std::mem::take(&mut self.line))),
                "record_id" => Arc::new(self.record_id.finish()),
                "person_id" => Arc::new(self.person_id.finish()),
                "list" => Arc::new(self.list.finish()),
                "said_by" => self.said_by.finish(SaidBy::NAMES),
                "registered_from" => dates(take(&mut self.registered_from)),
                "registered_to" => dates(take(&mut self.registered_to)),
                "registered_precision" => self.registered_precision.finish(Precision::NAMES),
                "registered_year" => Arc::new(Int16Array::from(std::mem::take(&mut self.registered_year))),
                "gender" => self.gender.finish(Gender::NAMES),
                "age_low" => Arc::new(UInt8Array::from(std::mem::take(&mut self.age_low))),
                "age_high" => Arc::new(UInt8Array::from(std::mem::take(&mut self.age_high))),
                "age_at" => self.age_at.finish(AgeAt::NAMES),
                "age_certainty" => self.age_certainty.finish(AgeCertainty::NAMES),
                "child" => self.child.finish(ChildStatus::NAMES),
                "citizenship" => self.citizenship.finish(),
                "other_citizenships" => Arc::new(self.other_citizenships.finish()),
                "origin" => self.origin.finish(),
                "origin_basis" => self.origin_basis.finish(PlaceBasis::NAMES),
                "destination" => self.destination.finish(),
                "destination_basis" => self.destination_basis.finish(PlaceBasis::NAMES),
                "border_crossed" => Arc::new(self.border_crossed.finish()),
                "legs" => {
                    let legs = std::mem::take(&mut self.legs);
                    if !wanted || legs.iter().all(Vec::is_empty) {
                        continue;
                    }
                    Arc::new(legs_array(&legs))
                }
                "months_low" => Arc::new(UInt16Array::from(std::mem::take(&mut self.months_low))),
                "months_high" => Arc::new(UInt16Array::from(std::mem::take(&mut self.months_high))),
                "status" => self.status.finish(Status::NAMES),
                "status_by" => self.status_by.finish(DecidedBy::NAMES),
                "synthetic" => Arc::new(self.synthetic.finish()),
                "source_values" => Arc::new(self.source_values.finish()),
                other => unreachable!("column {other} has no builder"),
            };
            if wanted {
                out.insert(index, array);
            }
        }
        for (fact, plane) in self.facts.iter_mut().enumerate() {
            if let Some(plane) = plane.take() {
                out.insert(COLUMNS.len() + fact, Arc::new(plane.finish(rows)));
            }
        }
        out
    }
}

/// A column of nulls; those of facts are shared, because most files leave most facts out.
fn null(schema: &Schema, column: usize, rows: usize) -> ArrayRef {
    thread_local! {
        static SHARED: std::cell::RefCell<Option<ArrayRef>> = const { std::cell::RefCell::new(None) };
    }
    if column < COLUMNS.len() {
        return arrow::array::new_null_array(schema.field(column).data_type(), rows);
    }
    SHARED.with_borrow_mut(|shared| match shared {
        Some(array) if array.len() >= rows => array.slice(0, rows),
        _ => {
            let array: ArrayRef = Arc::new(BooleanArray::new_null(rows));
            *shared = Some(array.clone());
            array
        }
    })
}

fn legs_array(rows: &[Vec<crate::journey::Leg>]) -> ListArray {
    let legs = || rows.iter().flatten();
    fn text<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
        Arc::new(StringArray::from_iter(values))
    }
    fn date(values: impl Iterator<Item = Option<crate::date::ImpreciseDate>>) -> ArrayRef {
        Arc::new(StringArray::from_iter(values.map(|d| d.map(|d| d.to_string()))))
    }
    fn truth(values: impl Iterator<Item = Option<bool>>) -> ArrayRef {
        Arc::new(BooleanArray::from_iter(values))
    }
    let columns = vec![
        text(legs().map(|l| l.origin.map(Place::code))),
        text(legs().map(|l| l.destination.map(Place::code))),
        date(legs().map(|l| l.start)),
        date(legs().map(|l| l.end)),
        truth(legs().map(|l| l.border_crossed())),
        text(legs().map(|l| l.mode.map(Mode::name))),
        text(legs().map(|l| l.documents.map(Documents::name))),
        text(legs().map(|l| l.status_on_entry.map(LegalStatus::name))),
        text(legs().map(|l| l.status_later.map(LegalStatus::name))),
        truth(legs().map(|l| l.facilitated_for_payment)),
        truth(legs().map(|l| l.endangered)),
    ];
    let values = StructArray::new(leg_fields(), columns, None);
    let offsets = OffsetBuffer::from_lengths(rows.iter().map(Vec::len));
    let valid: BooleanBuffer = rows.iter().map(|legs| !legs.is_empty()).collect();
    let field = Arc::new(Field::new_list_field(DataType::Struct(leg_fields()), true));
    ListArray::new(field, offsets, Arc::new(values), Some(NullBuffer::new(valid)))
}
