//! `turnstone convert`: any known file as Parquet, CSV or HTCDS, with an account of what was lost.

use crate::failure::{Ending, Failure};
use crate::output::{OutputFile, companion, say};
use crate::progress::Progress;
use crate::reading::{Reading, RemarksBeside, input_note, number};
use arrow::array::RecordBatch;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::error::Error;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use turnstone_engine::{EngineError, ParquetWriter, Worker};
use turnstone_model::Row;
use turnstone_model::codec::htcds::{self, Form};
use turnstone_model::codec::{Table, own};
use turnstone_model::loss::{LossReport, Losses};
use turnstone_model::records::read::rows;
use turnstone_monitor::study::InputNote;

const EXAMPLE: &str = "Examples:
  turnstone convert examples/htcds/survey.csv -o cases.parquet
  turnstone convert examples/htcds/excel.csv --to htcds-survey -o survey.csv
What could not be read goes to OUTPUT.quarantine.csv, what is odd but kept to OUTPUT.remarks.csv,
and what was lost on the way to OUTPUT.losses.json.";

/// What to convert.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// The file to read; - is standard input
    file: PathBuf,
    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// What to write [default: by the ending of the output]
    #[arg(long, value_enum)]
    to: Option<Target>,
    #[command(flatten)]
    reading: Reading,
}

/// What can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Target {
    /// Turnstone's own table as Parquet
    Parquet,
    /// Turnstone's own table as CSV
    Csv,
    /// HTCDS 2.0 with the standard's field names
    Htcds,
    /// HTCDS 2.0 as the survey form exports it
    HtcdsSurvey,
    /// HTCDS 2.0 as the Excel toolkit has it
    HtcdsExcel,
}

impl Target {
    fn of(arguments: &Arguments) -> Result<Target, Failure> {
        let by_ending = || match arguments.output.extension().and_then(|e| e.to_str()) {
            Some("parquet") => Some(Target::Parquet),
            Some("csv") => Some(Target::Csv),
            _ => None,
        };
        arguments.to.or_else(by_ending).ok_or_else(|| {
            Failure::new(format!("cannot tell from {} what to write", arguments.output.display()))
                .help("end it in .parquet or .csv, or say --to parquet|csv|htcds|htcds-survey|htcds-excel")
        })
    }

    fn form(self) -> Option<Form> {
        match self {
            Target::Parquet | Target::Csv => None,
            Target::Htcds => Some(Form::Standard),
            Target::HtcdsSurvey => Some(Form::Survey),
            Target::HtcdsExcel => Some(Form::Excel),
        }
    }
}

/// Hands batches through unchanged.
struct Through;

impl Worker for Through {
    fn batch(&mut self, batch: &RecordBatch) -> Result<Option<RecordBatch>, Box<dyn Error + Send + Sync>> {
        Ok(Some(batch.clone()))
    }
}

/// The account of a conversion.
#[derive(Serialize)]
struct Account {
    input: InputNote,
    reading: LossReport,
    writing: Option<LossReport>,
}

/// Reads, writes, and says what was lost.
pub fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let target = Target::of(arguments)?;
    let output = &arguments.output;
    let session = arguments.reading.session()?;
    let dataset = arguments.reading.dataset(&arguments.file)?;
    let kind = dataset.codec.table();
    if target.form().is_some() && kind != Table::Records {
        let what = format!("{} holds aggregate statistics; HTCDS holds cases", arguments.file.display());
        return Err(Failure::new(what).help("write --to parquet or --to csv"));
    }
    let mut file = OutputFile::begin(output)?;
    let remarks = RemarksBeside::begin(output)?;

    let table = session.open("input", dataset)?;
    let schema = kind.schema();
    let columns: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
    let progress = Progress::of(format!("Reading {}", arguments.file.display()), table.progress());
    let mut cases: Vec<(u64, Row)> = Vec::new();
    let failed = |error: &dyn std::fmt::Display| EngineError::Write {
        path: output.display().to_string(),
        error: error.to_string(),
    };
    let pass = match target {
        Target::Parquet => {
            let mut writer = ParquetWriter::create(file.path(), schema.clone())?;
            let mut write = |batch| writer.write(&batch);
            let pass = session.fold(&table, &columns, || Through, &mut write, remarks.sink());
            writer.finish()?;
            pass
        }
        Target::Csv => {
            let mut writer = BufWriter::new(file.writer());
            let mut header = true;
            let mut write = |batch: RecordBatch| {
                own::write_csv(&batch, &mut writer, std::mem::take(&mut header)).map_err(|e| failed(&e))
            };
            let pass = session.fold(&table, &columns, || Through, &mut write, remarks.sink());
            writer.flush().map_err(|e| Failure::write(output, e))?;
            pass
        }
        Target::Htcds | Target::HtcdsSurvey | Target::HtcdsExcel => {
            let mut take = |batch| {
                cases.extend(rows(&batch).map_err(|e| EngineError::Work(Box::new(e)))?);
                Ok(())
            };
            session.fold(&table, &columns, || Through, &mut take, remarks.sink())
        }
    };
    drop(progress);
    let (_, accounts) = pass?;
    let name = |path: &Path| path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let losses: Losses = accounts.losses.clone();
    let writing = match target.form() {
        None => None,
        Some(form) => {
            Some(htcds::write(&cases, BufWriter::new(file.writer()), form).map_err(|e| Failure::write(output, e))?)
        }
    };
    let account = Account {
        reading: LossReport::new(&name(&arguments.file), kind.name(), accounts.rows_out, losses),
        writing,
        input: input_note(&table, &accounts)?,
    };
    let losses_path = companion(output, ".losses.json");
    let mut losses_file = OutputFile::begin(&losses_path)?;
    serde_json::to_writer_pretty(losses_file.writer(), &account)?;
    file.finish()?;
    losses_file.finish()?;
    let odd: u64 =
        account.input.remarks.iter().filter(|r| r.fate == turnstone_model::Fate::Kept).map(|r| r.count).sum();
    remarks.finish(output, &account.input)?;

    let mut text = format!(
        "{} rows in: {} in {}, {} in the quarantine; {} remarks on rows that were kept.\n",
        number(accounts.rows_in),
        number(accounts.rows_out),
        output.display(),
        number(accounts.quarantined),
        number(odd),
    );
    text += &format!("\n{}\n", account.reading);
    if let Some(writing) = &account.writing {
        text += &format!("\n{writing}\n");
    }
    say(&text)?;
    Ok(if accounts.quarantined > 0 { Ending::Quarantine } else { Ending::Whole })
}
