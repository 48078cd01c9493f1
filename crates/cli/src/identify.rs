//! `turnstone identify`: what instruments find in each row of a file, as columns beside it or as counts.

use crate::choice::Choice;
use crate::failure::{Ending, Failure};
use crate::output::{OutputFile, say};
use crate::progress::Progress;
use crate::reading::{Reading, RemarksBeside, input_note, number};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{FieldRef, Schema, SchemaRef, UInt64Type};
use clap::Args;
use serde::Serialize;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;
use turnstone_engine::{EngineError, ParquetWriter, Worker};
use turnstone_identify::{Assessor, Kind, Role, Tally, truth_label};
use turnstone_model::codec::mapping::Check;
use turnstone_model::codec::{Codec, own};
use turnstone_model::{Truth, records};
use turnstone_monitor::study::InputNote;

const EXAMPLE: &str = "Examples:
  turnstone identify examples/htcds/survey.csv
  turnstone identify examples/htcds/survey.csv -o found.parquet
  turnstone identify examples/mapping/shelter.csv --map examples/mapping/mapping.toml --instrument palermo-2000
With --check COLUMN the results are compared with those that a column of the file expects; the mapping says which
instrument and finding the column is about. Exit code 1 where one differs.";

/// What to identify.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// The file of records; - is standard input
    file: PathBuf,
    /// Write every column of the `records` table with the findings beside it: .parquet or .csv
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Compare with the results that this column of the file expects (needs --map)
    #[arg(long, value_name = "COLUMN")]
    check: Vec<String>,
    /// Print the counts as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    reading: Reading,
}

/// How many mismatches of a check are shown.
const SHOWN: usize = 20;

/// One row whose result is not the expected one.
#[derive(Clone, Serialize)]
struct Mismatch {
    line: u64,
    expected: String,
    found: String,
}

/// A comparison of a result with a column of the file.
#[derive(Clone, Serialize)]
struct Compared {
    column: String,
    target: String,
    /// Rows that expect something.
    rows: u64,
    agree: u64,
    /// Rows whose value is no word the mapping knows, or that expect nothing.
    without_expectation: u64,
    differ: u64,
    /// The first of those that differ.
    differing: Vec<Mismatch>,
}

/// One result over all rows.
#[derive(Serialize)]
struct Counted {
    instrument: String,
    kind: Kind,
    name: String,
    label: String,
    yes: u64,
    no: u64,
    not_decided: u64,
}

#[derive(Serialize)]
struct Identified {
    input: InputNote,
    assumptions: Vec<String>,
    results: Vec<Counted>,
    checks: Vec<Compared>,
}

/// Assesses batches, counts, compares, and gives them back with findings where a file is written.
struct Finder {
    assessor: Assessor,
    schema: Option<SchemaRef>,
    tallies: Vec<Tally>,
    checks: Vec<(Check, Compared)>,
}

impl Finder {
    fn compare(&mut self, batch: &RecordBatch, assessment: &turnstone_identify::Assessment) {
        let (Some(lines), Some(values)) = (batch.column_by_name("line"), batch.column_by_name("source_values")) else {
            return;
        };
        let (Some(lines), Some(values)) = (lines.as_primitive_opt::<UInt64Type>(), values.as_string_opt::<i32>())
        else {
            return;
        };
        for (check, compared) in &mut self.checks {
            let Some(planes) = assessment.planes(&check.target) else { continue };
            for row in 0..batch.num_rows() {
                let kept = if values.is_valid(row) { values.value(row) } else { "{}" };
                let kept: serde_json::Value = serde_json::from_str(kept).unwrap_or_default();
                let word = kept.get(&check.name).and_then(|word| word.as_str()).unwrap_or_default().to_owned();
                let Some(expected) = check.expected(&word) else {
                    compared.without_expectation += 1;
                    continue;
                };
                compared.rows += 1;
                let found = planes.get(row);
                if found == expected {
                    compared.agree += 1;
                } else {
                    compared.differ += 1;
                    let said = |truth: Truth| truth_label(truth).to_owned();
                    let (line, expected, found) = (lines.value(row), said(expected), said(found));
                    compared.differing.push(Mismatch { line, expected, found });
                }
            }
        }
    }
}

impl Worker for Finder {
    fn batch(&mut self, batch: &RecordBatch) -> Result<Option<RecordBatch>, Box<dyn Error + Send + Sync>> {
        let assessment = self.assessor.assess(batch)?;
        for (mine, (_, tally)) in self.tallies.iter_mut().zip(assessment.tallies()) {
            *mine += tally;
        }
        self.compare(batch, &assessment);
        let Some(schema) = &self.schema else { return Ok(None) };
        let found = assessment.to_batch()?;
        let columns = batch.columns().iter().chain(found.columns()).cloned().collect();
        Ok(Some(RecordBatch::try_new(schema.clone(), columns)?))
    }
}

/// Where the batches with findings go.
enum Sink {
    Nowhere,
    Parquet(Box<ParquetWriter>),
    Csv(BufWriter<File>, bool),
}

/// Reads, assesses, compares, and writes or counts.
pub fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let instruments = arguments.choice.instruments()?;
    let assumptions = arguments.choice.assumptions()?;
    let assessor = match arguments.output {
        Some(_) => Assessor::new(&instruments, &assumptions)?,
        None => Assessor::without_undecided(&instruments, &assumptions)?,
    };
    let session = arguments.reading.session()?;
    let dataset = arguments.reading.records(&arguments.file, "instruments apply to records")?;
    let checks = checks(arguments, &dataset, &assessor)?;

    let all = records::schema();
    let mut wanted: Vec<&str> = match &arguments.output {
        Some(_) => all.fields().iter().map(|field| field.name().as_str()).collect(),
        None => assessor.fact_columns().iter().map(|fact| fact.id()).collect(),
    };
    if arguments.output.is_none() {
        wanted.extend(if checks.is_empty() { &[][..] } else { &["line", "source_values"][..] });
    }
    let schema = arguments.output.as_ref().map(|_| {
        let found = assessor.output_schema();
        let fields: Vec<FieldRef> = all.fields().iter().chain(found.fields()).cloned().collect();
        // With the version of the table, so that the file is one of ours and reads back.
        Arc::new(Schema::new_with_metadata(fields, all.metadata().clone()))
    });
    let output = arguments.output.as_deref().map(OutputFile::begin).transpose()?;
    let mut sink = sink(arguments, output.as_ref(), schema.clone())?;
    // Without an output there is no place beside it: the counts by reason are in the answer.
    let remarks = arguments.output.as_deref().map(RemarksBeside::begin).transpose()?;

    let table = session.open("input", dataset)?;
    let progress = Progress::of(format!("Reading {}", arguments.file.display()), table.progress());
    let results = assessor.outputs().iter().filter(|output| output.role.is_some()).count();
    let make = || Finder {
        assessor: assessor.clone(),
        schema: schema.clone(),
        tallies: vec![Tally::default(); results],
        checks: checks.clone(),
    };
    let failed = |error: &dyn std::fmt::Display| EngineError::Write {
        path: arguments.output.as_ref().map_or_else(String::new, |path| path.display().to_string()),
        error: error.to_string(),
    };
    let mut write = |batch: RecordBatch| match &mut sink {
        Sink::Nowhere => Ok(()),
        Sink::Parquet(writer) => writer.write(&batch),
        Sink::Csv(writer, header) => {
            own::write_csv(&batch, writer, std::mem::take(header)).map_err(|error| failed(&error))
        }
    };
    let pass = match &remarks {
        Some(remarks) => session.fold(&table, &wanted, make, &mut write, remarks.sink()),
        None => session.count(&table, &wanted, make),
    };
    drop(progress);
    let (workers, accounts) = pass?;
    match sink {
        Sink::Nowhere => {}
        Sink::Parquet(writer) => writer.finish()?,
        Sink::Csv(mut writer, _) => writer.flush().map_err(|error| failed(&error))?,
    }

    let mut tallies = vec![Tally::default(); results];
    let mut compared: Vec<Compared> = checks.into_iter().map(|(_, compared)| compared).collect();
    for worker in workers {
        for (all, one) in tallies.iter_mut().zip(worker.tallies) {
            *all += one;
        }
        for (all, (_, one)) in compared.iter_mut().zip(worker.checks) {
            all.rows += one.rows;
            all.agree += one.agree;
            all.differ += one.differ;
            all.without_expectation += one.without_expectation;
            all.differing.extend(one.differing);
        }
    }
    for check in &mut compared {
        check.differing.sort_by_key(|mismatch| mismatch.line);
        check.differing.truncate(SHOWN);
    }
    let named = assessor.outputs().iter().filter(|output| output.role.is_some());
    let counted = named.zip(&tallies).map(|(output, tally)| Counted {
        instrument: output.instrument.clone(),
        kind: instruments.iter().find(|i| i.id == output.instrument).map_or(Kind::Elements, |i| i.kind),
        name: output.name.clone(),
        label: output.label.clone(),
        yes: tally.yes,
        no: tally.no,
        not_decided: tally.unknown,
    });
    let identified = Identified {
        results: counted.collect(),
        assumptions: assumptions.iter().map(|assumption| assumption.name.clone()).collect(),
        checks: compared,
        input: input_note(&table, &accounts)?,
    };
    if let Some(output) = output {
        output.finish()?;
    }
    if let (Some(remarks), Some(place)) = (remarks, &arguments.output) {
        remarks.finish(place, &identified.input)?;
    }
    if arguments.json {
        say(&(serde_json::to_string_pretty(&identified)? + "\n"))?;
    } else {
        let findings: Vec<bool> =
            assessor.outputs().iter().filter_map(|output| output.role).map(|role| role == Role::Finding).collect();
        say(&text(&identified, &findings))?;
    }
    let differ: u64 = identified.checks.iter().map(|check| check.differ).sum();
    if differ > 0 {
        return Err(Failure::new(format!("{} results are not the expected ones", number(differ))));
    }
    Ok(if accounts.quarantined > 0 { Ending::Quarantine } else { Ending::Whole })
}

/// The checks that were asked for.
fn checks(
    arguments: &Arguments,
    dataset: &turnstone_model::codec::Dataset,
    assessor: &Assessor,
) -> Result<Vec<(Check, Compared)>, Failure> {
    let known = match &dataset.codec {
        Codec::Mapped(mapping) => mapping.checks(&dataset.header),
        _ => Vec::new(),
    };
    let mut wanted = Vec::new();
    for column in &arguments.check {
        let Some(check) = known.iter().find(|check| check.name == *column) else {
            let names: Vec<&str> = known.iter().map(|check| check.name.as_str()).collect();
            let what = format!("the mapping does not say what results the column `{column}` expects");
            return Err(Failure::new(what).help(match names.as_slice() {
                [] => "name a mapping with --map, and in it [columns.COLUMN] check = \"INSTRUMENT.FINDING\"".to_owned(),
                names => format!("it does so for: {}", names.join(", ")),
            }));
        };
        if !assessor.outputs().iter().any(|output| output.column == check.target && output.role.is_some()) {
            let what = format!("`{column}` expects results of `{}`, which is not applied", check.target);
            return Err(Failure::new(what).help("see `turnstone instruments show ID` for the names of its results"));
        }
        let compared = Compared {
            column: column.clone(),
            target: check.target.clone(),
            rows: 0,
            agree: 0,
            without_expectation: 0,
            differ: 0,
            differing: Vec::new(),
        };
        wanted.push((check.clone(), compared));
    }
    Ok(wanted)
}

fn sink(arguments: &Arguments, output: Option<&OutputFile>, schema: Option<SchemaRef>) -> Result<Sink, Failure> {
    let (Some(place), Some(output), Some(schema)) = (&arguments.output, output, schema) else {
        return Ok(Sink::Nowhere);
    };
    match place.extension().and_then(|ending| ending.to_str()) {
        Some("parquet") => Ok(Sink::Parquet(Box::new(ParquetWriter::create(output.path(), schema)?))),
        Some("csv") => {
            let file = File::create(output.path()).map_err(|error| Failure::write(place, error))?;
            Ok(Sink::Csv(BufWriter::new(file), true))
        }
        _ => Err(Failure::new(format!("cannot tell from {} what to write", place.display()))
            .help("end it in .parquet or .csv")),
    }
}

fn text(identified: &Identified, findings: &[bool]) -> String {
    let input = &identified.input;
    let mut text = format!(
        "{}: {}\n{} rows in: {} assessed, {} in the quarantine\n",
        input.name,
        input.codec,
        number(input.rows_in),
        number(input.rows_out),
        number(input.quarantined),
    );
    for remark in input.remarks.iter().filter(|remark| remark.fate == turnstone_model::Fate::Quarantined) {
        text += &format!("  quarantined {}: {} {}\n", number(remark.count), remark.field, remark.reason);
    }
    let mut shown = None;
    for (result, is_finding) in identified.results.iter().zip(findings) {
        if shown != Some(result.kind) {
            text += &format!("\n{:<58} {:>11} {:>11} {:>13}\n", result.kind.label(), "yes", "no", "not decided");
            shown = Some(result.kind);
        }
        let name = format!("{}.{}", result.instrument, result.name);
        let name = if *is_finding { format!("* {name}") } else { format!("  {name}") };
        text += &format!(
            "{name:<58} {:>11} {:>11} {:>13}\n",
            number(result.yes),
            number(result.no),
            number(result.not_decided)
        );
    }
    text += "\n* findings; the other lines are what they rest on. Kinds of results are never added up.\n";
    for check in &identified.checks {
        text += &format!(
            "\n{} against {}: {} of {} rows agree",
            check.column,
            check.target,
            number(check.agree),
            number(check.rows),
        );
        if check.without_expectation > 0 {
            text += &format!("; {} expect nothing", number(check.without_expectation));
        }
        text += "\n";
        for mismatch in &check.differing {
            text += &format!("  line {}: expected {}, found {}\n", mismatch.line, mismatch.expected, mismatch.found);
        }
    }
    text
}
