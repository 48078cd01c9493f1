//! `turnstone study`: everything a list of records supports at once, into one folder.

use crate::choice::Choice;
use crate::failure::{Ending, Failure};
use crate::output::{Folder, print};
use crate::progress::Progress;
use crate::reading::{Reading, RemarkFiles, input_note, number, share};
use crate::timelines::CaseFile;
use clap::Args;
use std::path::PathBuf;
use turnstone_engine::ParquetWriter;
use turnstone_figures::{json, page, write_tables};
use turnstone_identify::{Assessor, Kind};
use turnstone_model::records::SCHEMA_VERSION;
use turnstone_monitor::pass::{StudyTally, columns, findings_schema};
use turnstone_monitor::study::{Hidden, InputNote, Provenance, STUDY_VERSION, Study};

const EXAMPLE: &str = "Example:
  turnstone study examples/ctdc/ctdc_synthetic_20210825.csv.zst -o out
  then open out/index.html";

/// What to study.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// Files of records: CTDC, HTCDS, case files, or a table Turnstone wrote; csv, tsv, xlsx, json lines or parquet, plain, gzip or
    /// zstd; - is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The folder to write; an earlier study there is replaced
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    #[command(flatten)]
    choice: Choice,
    /// Leave index.html out
    #[arg(long)]
    no_html: bool,
    /// Print the study as JSON instead of a short answer
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reading: Reading,
}

/// Reads, counts and writes.
pub fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let instruments = arguments.choice.instruments()?;
    let assumptions = arguments.choice.assumptions()?;
    let assessor = Assessor::new(&instruments, &assumptions)?;
    let folder = Folder::begin(&arguments.output, "study")?;
    let remarks = RemarkFiles::create(&folder.file("quarantine.csv"), &folder.file("remarks.csv"))?;
    let mut findings = ParquetWriter::create(&folder.file("findings.parquet"), findings_schema(&assessor))?;

    let session = arguments.reading.session()?;
    let wanted = columns();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let mut all = StudyTally::new(&assessor);
    let (mut inputs, mut timelines) = (Vec::new(), Vec::new());
    for (index, path) in arguments.files.iter().enumerate() {
        let dataset = arguments.reading.records(path, "`turnstone convert` makes a `counts` table of it")?;
        let (dataset, cases) = CaseFile::of(dataset)?;
        let table = session.open(&format!("input_{index}"), dataset)?;
        let progress = Progress::of(format!("Reading {}", path.display()), table.progress());
        let make = || StudyTally::new(&assessor);
        let pass = session.fold(&table, &wanted, make, &mut |batch| findings.write(&batch), remarks.sink());
        drop(progress);
        let (workers, accounts) = pass?;
        workers.into_iter().for_each(|worker| all.merge(worker));
        let mut note = input_note(&table, &accounts)?;
        if let Some(cases) = cases {
            timelines.extend(cases.timelines(&note.name, &instruments, &assumptions));
            cases.correct(&mut note);
        }
        inputs.push(note);
    }
    findings.finish()?;
    remarks.finish(&arguments.output)?;

    let counted = all.finish();
    let study = Study {
        version: STUDY_VERSION,
        provenance: Provenance {
            turnstone: env!("CARGO_PKG_VERSION").to_owned(),
            records_schema: SCHEMA_VERSION.to_owned(),
            inputs,
            instruments: instruments.iter().map(|i| format!("{}@{}", i.id, i.version)).collect(),
            assumptions: assumptions.iter().map(|a| a.name.clone()).collect(),
        },
        records: counted.records,
        synthetic_records: counted.synthetic_records,
        profile: counted.profile,
        findings: counted.findings,
        flows: counted.flows,
        trends: counted.trends,
        crosstabs: counted.crosstabs,
        hidden: Hidden::of(counted.lists),
        timelines,
    };
    if study.records == 0 {
        let first = study.provenance.inputs.iter().flat_map(|i| &i.remarks).next();
        let why = first.map(|r| format!("; the first reason: {} {}", r.field, r.reason)).unwrap_or_default();
        return Err(
            Failure::new(format!("no row of the input could be read{why}")).help("`turnstone inspect` shows more")
        );
    }
    write_tables(&study, &folder.file("tables"))?;
    json(&study, folder.writer("study.json")?)?;
    if !arguments.no_html {
        page(&study, &mut folder.writer("index.html")?)?;
    }
    folder.finish()?;
    print(&study, arguments.json, || answer(&study, arguments))?;
    let quarantined = study.provenance.inputs.iter().any(|input| input.quarantined > 0);
    Ok(if quarantined { Ending::Quarantine } else { Ending::Whole })
}

/// The short answer: element tests, and prompts that some record shows; the other lists are counted.
fn answer(study: &Study, arguments: &Arguments) -> String {
    let inputs = &study.provenance.inputs;
    let sum = |of: fn(&InputNote) -> u64| inputs.iter().map(of).sum::<u64>();
    let flows = &study.flows;
    let mut text = format!(
        "{} rows in: {} in the study, {} in the quarantine.\n",
        number(sum(|i| i.rows_in)),
        number(study.records),
        number(sum(|i| i.quarantined)),
    );
    if study.synthetic_records > 0 {
        text += &format!("{} of them are synthetic: no row of theirs is a person.\n", number(study.synthetic_records));
    }
    text += &format!(
        "{} have both ends of a corridor ({} → {}): {} corridors, {} rows ({}) inside one country.\n",
        number(flows.with_both_ends),
        flows.origin_basis,
        flows.destination_basis,
        number(flows.corridors.len() as u64),
        number(flows.within_country),
        share(flows.within_country, flows.with_both_ends),
    );
    let mut silent = 0;
    for instrument in &study.findings.instruments {
        let is_said = |yes: u64| match instrument.kind {
            Kind::Elements => true,
            Kind::Pattern => yes > 0,
            Kind::Dimensions | Kind::Signs => false,
        };
        let said: Vec<_> = instrument.findings().filter(|finding| is_said(finding.rows.yes)).collect();
        silent += u64::from(said.is_empty());
        for finding in said {
            text += &format!(
                "{}: {}: yes {}, no {}, not decided by what is recorded {}.\n",
                instrument.id,
                finding.label,
                number(finding.rows.yes),
                number(finding.rows.no),
                number(finding.rows.undetermined),
            );
        }
    }
    let page = if arguments.no_html { "study.json" } else { "index.html" };
    if silent > 0 {
        let lists = if silent == 1 { "list" } else { "lists" };
        text += &format!("… and {} more {lists}; see {page}.\n", number(silent));
    }
    text + &format!("Open {}\n", arguments.output.join(page).display())
}
