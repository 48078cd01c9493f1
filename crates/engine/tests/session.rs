//! A session over real files: order, accounts, SQL, Parquet, and what happens when a file is bad.

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::UInt64Type;
use std::error::Error;
use std::path::Path;
use turnstone_engine::{EngineError, ParquetWriter, Session, Settings, Worker};
use turnstone_model::codec::Dataset;
use turnstone_model::codec::source::{ReadError, Source};
use turnstone_model::{Fate, records};

const HEADER: &str = "yearOfRegistration,gender,citizenship,CountryOfExploitation,meansOfControlThreats,isForcedLabour,\
    isSexualExploit,isOtherExploit,traffickMonths\n";

/// Counts rows and gives each batch's lines back.
#[derive(Default)]
struct Lines {
    rows: usize,
}

impl Worker for Lines {
    fn batch(&mut self, batch: &RecordBatch) -> Result<Option<RecordBatch>, Box<dyn Error + Send + Sync>> {
        self.rows += batch.num_rows();
        Ok(Some(batch.clone()))
    }
}

fn session(threads: usize) -> Session {
    Session::new(&Settings { threads, memory_bytes: 64 << 20 }).unwrap()
}

fn dataset(text: &[u8]) -> Dataset {
    Dataset::from_source(Source::from_bytes("cases.csv", text.to_vec()).unwrap()).unwrap()
}

/// Enough rows for several pieces, with one bad row in every thousand.
fn many_rows() -> (String, u64) {
    let mut text = HEADER.to_owned();
    let rows = 60_000;
    for row in 0..rows {
        let year = if row % 1000 == 999 { 2201 } else { 2002 + row % 20 };
        text += &format!("{year},Female,UKR,RUS,1,,1,,13--24 (1-2 yrs)\n");
    }
    (text, rows)
}

#[test]
fn rows_come_in_the_order_of_the_file_and_are_accounted_for() {
    let (text, rows) = many_rows();
    for threads in [1, 2, 3] {
        let session = session(threads);
        let table = session.open("cases", dataset(text.as_bytes())).unwrap();
        let mut lines = Vec::new();
        let mut quarantined = Vec::new();
        let (sender, receiver) = std::sync::mpsc::channel();
        let (workers, accounts) = session
            .fold(
                &table,
                &["line", "registered_year"],
                Lines::default,
                &mut |batch| {
                    lines.extend_from_slice(batch.column(0).as_primitive::<UInt64Type>().values());
                    Ok(())
                },
                move |remark| sender.send(remark.clone()).map_err(|e| e.to_string()),
            )
            .unwrap();
        quarantined.extend(receiver.iter().map(|r| r.line));
        assert_eq!(accounts.rows_in, rows);
        assert_eq!(accounts.quarantined, rows / 1000);
        assert_eq!(workers.iter().map(|w| w.rows as u64).sum::<u64>(), accounts.rows_out);
        assert!(lines.is_sorted() && lines.len() as u64 == accounts.rows_out);
        assert!(quarantined.is_sorted());
        assert_eq!(quarantined[0], 1001);
        let (kind, count) = accounts.remarks.iter().next().unwrap();
        assert_eq!((kind.fate, kind.field.as_str(), *count), (Fate::Quarantined, "yearOfRegistration", rows / 1000));
    }
}

#[test]
fn sql_reads_the_same_table() {
    let session = session(2);
    let table = session.open("cases", dataset(many_rows().0.as_bytes())).unwrap();
    let sql = "SELECT count(*) FROM cases WHERE \"means.threats\" AND registered_year = 2005";
    let batches = session.query(sql).unwrap();
    let count = batches[0].column(0).as_primitive::<arrow::datatypes::Int64Type>().value(0);
    // Rows 3, 23, 43, … below 60,000: 3,000; none of them ends in 999.
    assert_eq!(count, 3000);
    assert_eq!(table.accounts().quarantined, 60);
}

#[test]
fn parquet_of_ours_reads_back_in_order_and_other_parquet_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let ours = folder.path().join("cases.parquet");
    let all: Vec<String> = records::schema().fields().iter().map(|f| f.name().clone()).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let session = session(2);
    let table = session.open("cases", dataset(many_rows().0.as_bytes())).unwrap();
    let mut writer = ParquetWriter::create(&ours, records::schema()).unwrap();
    let mut written = 0;
    let pass = session.fold(
        &table,
        &all,
        Lines::default,
        &mut |batch| {
            written += batch.num_rows() as u64;
            writer.write(&batch)
        },
        |_| Ok(()),
    );
    pass.unwrap();
    writer.finish().unwrap();

    let again = session.open("again", Dataset::open(&ours).unwrap()).unwrap();
    let mut lines: Vec<u64> = Vec::new();
    let mut take = |batch: RecordBatch| {
        lines.extend_from_slice(batch.column(0).as_primitive::<UInt64Type>().values());
        Ok(())
    };
    let (_, accounts) = session.fold(&again, &["line"], Lines::default, &mut take, |_| Ok(())).unwrap();
    assert_eq!(accounts.rows_out, written);
    assert!(lines.is_sorted());

    let foreign = folder.path().join("foreign.parquet");
    let batch = RecordBatch::try_from_iter([("a", std::sync::Arc::new(arrow::array::UInt64Array::from(vec![1])) as _)]);
    let batch = batch.unwrap();
    let mut writer = ParquetWriter::create(&foreign, batch.schema()).unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    let refused = session.open("foreign", Dataset::open(&foreign).unwrap());
    assert!(matches!(refused, Err(EngineError::NotOurs { .. })));
}

fn fold_error(text: &[u8]) -> EngineError {
    let session = session(2);
    let table = session.open("cases", dataset(text)).unwrap();
    match session.fold(&table, &["line"], Lines::default, &mut |_| Ok(()), |_| Ok(())) {
        Err(error) => error,
        Ok((_, accounts)) => panic!("read without an error: {accounts:?}"),
    }
}

#[test]
fn a_truncated_stream_is_an_error_that_says_where() {
    let mut packed = zstd::encode_all(many_rows().0.as_bytes(), 1).unwrap();
    packed.truncate(packed.len() - 100);
    let error = fold_error(&packed);
    assert!(matches!(error, EngineError::Read(ReadError::Truncated { .. })), "{error}");
}

#[test]
fn a_failing_worker_or_writer_stops_the_pass() {
    let session = session(2);
    let table = session.open("cases", dataset(many_rows().0.as_bytes())).unwrap();
    let full = || EngineError::Write { path: "x".into(), error: "no space".into() };
    let stopped = session.fold(&table, &["line"], Lines::default, &mut |_| Err(full()), |_| Ok(()));
    assert!(matches!(stopped, Err(EngineError::Write { .. })));
    let table = session.open("again", dataset(many_rows().0.as_bytes())).unwrap();
    let stopped = session.fold(&table, &["line"], Lines::default, &mut |_| Ok(()), |_| Err("no space".into()));
    assert!(matches!(stopped, Err(EngineError::Write { .. })));
}

#[test]
fn the_public_example_adds_up() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/ctdc/ctdc_synthetic_20210825.csv.zst");
    let session = session(2);
    let table = session.open("ctdc", Dataset::open(Path::new(path)).unwrap()).unwrap();
    let (_, accounts) = session.fold(&table, &["line"], Lines::default, &mut |_| Ok(()), |_| Ok(())).unwrap();
    assert_eq!((accounts.rows_in, accounts.rows_out, accounts.quarantined), (193_025, 193_025, 0));
    assert!(accounts.remarks.is_empty());
    let (digest, bytes) = table.dataset.source.digest().get().unwrap();
    assert_eq!((digest.len(), bytes), (64, std::fs::metadata(path).unwrap().len()));
}
