//! Our own tables as text: what is written is what is read.

use crate::whole::{Whole, read};
use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::DataType;
use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use proptest::sample::select;
use turnstone_model::codec::source::Source;
use turnstone_model::codec::{Codec, Dataset, Table, own};
use turnstone_model::counts::{self, AgeGroup, CountsBuilder, CountsRow, Dimension, Figure, Group, Indicator, Sex};
use turnstone_model::date::ImpreciseDate;
use turnstone_model::journey::{CorridorEnd, Documents, Leg, LegalStatus, Mode, PlaceBasis};
use turnstone_model::person::{Age, AgeAt, AgeCertainty, ChildStatus, DecidedBy, Gender, SaidBy, Status};
use turnstone_model::records::{self, RecordsBuilder};
use turnstone_model::vocabulary::Purpose;
use turnstone_model::{Fact, Place, Row, Truth};

fn text() -> impl Strategy<Value = Option<String>> {
    prop::option::of("['=+@\t\r\n\",; aé-]{0,8}")
}

fn any_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = Option<T>> {
    prop::option::of(select(all))
}

fn place() -> impl Strategy<Value = Place> {
    (0..Place::COUNT).prop_map(|index| Place::from_index(index).unwrap())
}

fn date() -> impl Strategy<Value = ImpreciseDate> {
    (0i64..72_000, prop_oneof![Just(0i64), 0i64..900]).prop_map(|(first, length)| {
        let from = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + TimeDelta::days(first);
        ImpreciseDate::between(from, from + TimeDelta::days(length)).unwrap()
    })
}

fn truth() -> impl Strategy<Value = Option<bool>> {
    any_of(&[true, false])
}

fn leg() -> impl Strategy<Value = Leg> {
    let ends =
        (prop::option::of(place()), prop::option::of(place()), prop::option::of(date()), prop::option::of(date()));
    let statuses = (any_of(LegalStatus::ALL), any_of(LegalStatus::ALL));
    (ends, any_of(Mode::ALL), any_of(Documents::ALL), statuses, truth(), truth()).prop_map(
        |((origin, destination, start, end), mode, documents, statuses, facilitated_for_payment, endangered)| Leg {
            origin,
            destination,
            start,
            end,
            mode,
            documents,
            status_on_entry: statuses.0,
            status_later: statuses.1,
            facilitated_for_payment,
            endangered,
        },
    )
}

fn band<T: Copy + Ord>((a, b): (T, Option<T>)) -> (T, Option<T>) {
    (b.map_or(a, |b| a.min(b)), b.map(|b| a.max(b)))
}

fn age() -> impl Strategy<Value = Option<Age>> {
    let certainty = select(AgeCertainty::ALL);
    let age = (any::<(u8, Option<u8>)>().prop_map(band), select(AgeAt::ALL), certainty);
    prop::option::of(age.prop_map(|((low, high), at, certainty)| Age { low, high, at, certainty }))
}

fn end() -> impl Strategy<Value = Option<CorridorEnd>> {
    prop::option::of((place(), select(PlaceBasis::ALL)).prop_map(|(place, basis)| CorridorEnd { place, basis }))
}

fn row() -> impl Strategy<Value = Row> {
    let facts = prop::collection::vec((0..turnstone_model::vocabulary::FACT_COUNT, select(&Truth::ALL)), 0..9);
    let texts = (text(), text(), text(), text());
    let closed = (any_of(SaidBy::ALL), any_of(Gender::ALL), any_of(ChildStatus::ALL), any_of(Status::ALL));
    let places = (prop::option::of(place()), prop::collection::vec(place(), 0..3), end(), end());
    let rest = (truth(), prop::option::of(any::<(u16, Option<u16>)>().prop_map(band)), truth(), any_of(DecidedBy::ALL));
    let legs = prop::collection::vec(leg(), 0..3);
    (texts, closed, (prop::option::of(date()), age()), places, rest, legs, facts).prop_map(
        |(texts, closed, (registered, age), places, rest, legs, facts)| {
            let mut row = Row {
                record_id: texts.0,
                person_id: texts.1,
                list: texts.2,
                said_by: closed.0,
                registered,
                gender: closed.1,
                age,
                child: closed.2,
                citizenship: places.0,
                other_citizenships: places.1,
                origin: places.2,
                destination: places.3,
                border_crossed: rest.0,
                legs,
                months: rest.1,
                status: closed.3,
                status_by: rest.3,
                source_values: texts.3,
                synthetic: rest.2,
                ..Row::default()
            };
            let all: Vec<Fact> = Fact::all().collect();
            facts.into_iter().for_each(|(index, truth)| row.facts.set(all[index], truth));
            row
        },
    )
}

fn figure() -> impl Strategy<Value = Figure> {
    prop_oneof![
        (0i64..).prop_map(Figure::Reported),
        prop::option::of(1i64..).prop_map(|below| Figure::Suppressed { below }),
        Just(Figure::Missing),
    ]
}

fn counts_row() -> impl Strategy<Value = CountsRow> {
    let texts = (text(), text(), text(), text(), text(), text());
    let closed = (select(Indicator::ALL), select(Dimension::ALL), select(Sex::ALL), select(AgeGroup::ALL));
    let category = (prop::option::of(place()), any_of(Purpose::ALL), any_of(Group::ALL));
    let rest = (prop::option::of(place()), any::<Option<i16>>(), any::<bool>(), any::<Option<u64>>());
    (texts, closed, category, rest, figure()).prop_map(|(texts, closed, category, rest, figure)| CountsRow {
        publication: texts.0,
        reporter: rest.0,
        reporter_name: texts.1,
        year: rest.1,
        indicator: closed.0,
        indicator_text: texts.2,
        dimension: closed.1,
        dimension_text: texts.3,
        category: texts.4,
        category_place: category.0,
        category_purpose: category.1,
        category_group: category.2,
        sex: closed.2,
        age: closed.3,
        unit: texts.5,
        figure,
        label_broken: rest.2,
        contradicts_line: rest.3,
    })
}

fn records_batch(rows: &[(u64, Row)], source: &str) -> RecordBatch {
    let mut builder = RecordsBuilder::new();
    rows.iter().for_each(|(line, row)| builder.push(*line, row));
    builder.finish(source, &(0..records::schema().fields().len()).collect::<Vec<_>>())
}

fn counts_batch(rows: &[(u64, CountsRow)], source: &str) -> RecordBatch {
    let mut builder = CountsBuilder::new();
    rows.iter().for_each(|(line, row)| builder.push(*line, row));
    builder.finish(source, &(0..counts::COLUMNS.len()).collect::<Vec<_>>())
}

fn written(batches: &[&RecordBatch]) -> Vec<u8> {
    let mut out = Vec::new();
    for (i, batch) in batches.iter().enumerate() {
        own::write_csv(batch, &mut out, i == 0).unwrap();
    }
    out
}

fn read_back(text: Vec<u8>) -> Whole {
    let dataset = Dataset::from_source(Source::from_bytes("x.csv", text).unwrap()).unwrap();
    assert!(matches!(dataset.codec, Codec::Own(_)), "{}", dataset.why);
    read(&dataset)
}

fn sources(batch: &RecordBatch) -> Vec<String> {
    let texts = arrow::compute::cast(batch.column_by_name("source").unwrap(), &DataType::Utf8).unwrap();
    texts.as_string::<i32>().iter().map(|text| text.unwrap().to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn records_are_what_they_were(
        first in prop::collection::vec((any::<u64>(), row()), 1..6),
        second in prop::collection::vec((any::<u64>(), row()), 1..6),
    ) {
        let batches = [records_batch(&first, "one"), records_batch(&second, "=two")];
        let whole = read_back(written(&[&batches[0], &batches[1]]));
        prop_assert_eq!(&whole.remarks, &[]);
        let rows: Vec<(u64, Row)> = whole.batches.iter().flat_map(|b| records::read::rows(b).unwrap()).collect();
        prop_assert_eq!(rows, first.iter().chain(&second).cloned().collect::<Vec<_>>());
        let read: Vec<String> = whole.batches.iter().flat_map(sources).collect();
        prop_assert_eq!(read, batches.iter().flat_map(sources).collect::<Vec<_>>());
    }

    #[test]
    fn counts_are_what_they_were(rows in prop::collection::vec((any::<u64>(), counts_row()), 1..9)) {
        let batch = counts_batch(&rows, "one");
        prop_assert_eq!(counts::rows(&batch).unwrap(), rows.clone());
        let whole = read_back(written(&[&batch]));
        prop_assert_eq!(&whole.remarks, &[]);
        let read: Vec<(u64, CountsRow)> = whole.batches.iter().flat_map(|b| counts::rows(b).unwrap()).collect();
        prop_assert_eq!(read, rows);
    }

    #[test]
    fn no_text_is_dropped_in_silence(cells in prop::collection::vec("[01a'\",\n-]{0,3}|true|ROU|female", 30..90)) {
        let mut text = written(&[&records_batch(&[], "one")]);
        for record in cells.chunks(30) {
            text.extend(record.join(",").bytes().chain(*b"\n"));
        }
        // Asserts rows in = rows out + quarantined.
        read_back(text);
    }
}

#[test]
fn columns_may_stand_in_any_order_and_facts_may_be_left_out() {
    let names: Vec<&str> = records::COLUMNS.iter().map(|c| c.name).rev().collect();
    let mut cells = vec![""; names.len()];
    cells[names.iter().position(|n| *n == "gender").unwrap()] = "female";
    let text = format!("{},means.threats\n{},TRUE\n", names.join(","), cells.join(","));
    let whole = read_back(text.into_bytes());
    let rows = records::read::rows(&whole.batches[0]).unwrap();
    assert_eq!(rows[0].0, 2, "a row of nobody else's is on the line where it stands");
    assert_eq!(rows[0].1.gender, Some(Gender::Female));
    assert_eq!(
        rows[0].1.facts.recorded().map(|(f, t)| (f.id(), t)).collect::<Vec<_>>(),
        [("means.threats", Truth::YES)]
    );
}

#[test]
fn cells_that_contradict_each_other_are_quarantined() {
    let names: Vec<&str> = records::COLUMNS.iter().map(|c| c.name).collect();
    for (cells, field) in [
        (&[("registered_from", "2020-01-01")][..], "registered_to"),
        (&[("registered_from", "2020-01-02"), ("registered_to", "2020-01-01")], "registered_to"),
        (&[("registered_year", "2020")], "registered_year"),
        (&[("age_low", "17")], "age_low"),
        (&[("months_high", "3")], "months_low"),
        (&[("origin", "UKR")], "origin_basis"),
        (&[("source", "a file")], "line"),
        (&[("gender", "Female")], "gender"),
        (&[("citizenship", "Ukraine")], "citizenship"),
        (&[("other_citizenships", "UKR")], "other_citizenships"),
        (&[("synthetic", "1")], "synthetic"),
    ] {
        let record: Vec<&str> =
            names.iter().map(|n| cells.iter().find(|(name, _)| name == n).map_or("", |(_, cell)| cell)).collect();
        let whole = read_back(format!("{}\n{}\n", names.join(","), record.join(",")).into_bytes());
        assert_eq!((whole.quarantined, whole.remarks[0].field.as_str()), (1, field), "{:?}", whole.remarks);
    }
}

#[test]
fn a_column_that_is_not_ours_is_an_error_that_names_it() {
    let names: Vec<&str> = records::COLUMNS.iter().map(|c| c.name).collect();
    let text = format!("{},surname\n{}\n", names.join(","), ",".repeat(names.len()));
    let error = Dataset::from_source(Source::from_bytes("x.csv", text.into_bytes()).unwrap()).err().unwrap();
    assert!(error.to_string().contains("`surname`"), "{error}");
    assert_eq!(Codec::Own(Table::Counts).table(), Table::Counts);
}
