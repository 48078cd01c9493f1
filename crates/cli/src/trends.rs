//! `turnstone trends`: what really changed, with coverage and definitions told apart from change.

use crate::failure::{Ending, Failure};
use crate::output::{Delivery, Folder};
use crate::progress::Progress;
use crate::reading::{Reading, RemarkFiles, input_note};
use clap::Args;
use std::fmt::Display;
use std::fs::File;
use std::path::{Path, PathBuf};
use turnstone_engine::{Session, Worker};
use turnstone_estimate::trends::alerts::{self, Procedure};
use turnstone_figures::trends_page;
use turnstone_model::codec::source::{ReadError, Source};
use turnstone_model::codec::{Dataset, Table};
use turnstone_model::counts::Indicator;
use turnstone_monitor::change::analysis::{Settings, analyse};
use turnstone_monitor::change::companions::{Definition, Effort, delays};
use turnstone_monitor::change::counts::{self, CountsTally};
use turnstone_monitor::change::records::{self, RecordTally};
use turnstone_monitor::change::result::Provenance;
use turnstone_monitor::change::table::{Named, TableTally};
use turnstone_monitor::change::{Changes, Observations};
use turnstone_monitor::study::InputNote;

const EXAMPLE: &str = "Examples:
  turnstone trends examples/trends/fbi_ucr_human_trafficking_2013_2020.csv.zst -o out
  turnstone trends examples/glotip/glotip_2025-04-14.csv.zst --by purpose --panel 2012..2022 -o out
  turnstone trends examples/trends/cybertipline_reports_per_year.csv -o out
then open out/index.html. A year in which somebody did not report is a gap and never a zero.";

/// What to compare.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// Files of records (CTDC, HTCDS, …), of published counts (GLOTIP), or plain tables with a year and a count; all of one kind; -
    /// is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Divide by this too: purpose, means, sex, age, child or place; in a plain table the name of a column
    #[arg(long, value_name = "WHAT")]
    by: Option<String>,
    /// The window of the constant panel [default: all years]
    #[arg(long, value_name = "FROM..TO", value_parser = window)]
    panel: Option<(i32, i32)>,
    /// Effort (CSV: year, contributor if known, and one column above zero such as agencies, months, tests)
    #[arg(long, value_name = "FILE")]
    effort: Option<PathBuf>,
    /// Documented changes of definition (CSV: year, text; series and source if known)
    #[arg(long, value_name = "FILE")]
    definitions: Option<PathBuf>,
    /// Counts by delay of registration (CSV: event_year, delay or registered_year, count)
    #[arg(long, value_name = "FILE")]
    delays: Option<PathBuf>,
    /// Of published counts: what is counted [default: detected_victims]
    #[arg(long, value_name = "NAME")]
    indicator: Option<String>,
    /// Of a plain table: the column of years
    #[arg(long, value_name = "COLUMN")]
    year: Option<String>,
    /// Of a plain table: the column of counts
    #[arg(long, value_name = "COLUMN")]
    count: Option<String>,
    /// Of a plain table: the column of who reports
    #[arg(long, value_name = "COLUMN")]
    contributor: Option<String>,
    /// Of a plain table: the column of where they are (ISO 3166 codes)
    #[arg(long, value_name = "COLUMN")]
    place: Option<String>,
    /// Of a plain table: rows of the same year are parts of it and are added up
    #[arg(long)]
    add_rows: bool,
    /// The share of false alerts that is accepted
    #[arg(long, value_name = "RATE", default_value_t = 0.05, value_parser = rate)]
    false_alerts: f64,
    /// Hold that share however series depend on each other (Benjamini and Yekutieli); fewer alerts
    #[arg(long)]
    any_dependence: bool,
    #[command(flatten)]
    delivery: Delivery,
    #[command(flatten)]
    reading: Reading,
}

fn window(text: &str) -> Result<(i32, i32), String> {
    let years = text.split_once("..").and_then(|(a, b)| Some((a.trim().parse().ok()?, b.trim().parse().ok()?)));
    years
        .filter(|(from, to)| from < to && *to - *from < 1_000)
        .ok_or_else(|| "a window is two years such as 2013..2020".to_owned())
}

fn rate(text: &str) -> Result<f64, String> {
    let rate = text.parse::<f64>().ok().filter(|rate| *rate > 0.0 && *rate < 1.0);
    rate.ok_or_else(|| "a share between 0 and 1, such as 0.05".to_owned())
}

/// What was read: who reported what, and the notes on the inputs.
struct Read {
    observations: Observations,
    inputs: Vec<InputNote>,
    synthetic: u64,
}

/// Reads, compares and writes.
pub fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let settings = settings(arguments)?;
    let folder = Folder::begin(&arguments.delivery.output, "trends")?;
    let read = read(arguments, &folder)?;
    let mut changes = analyse(&read.observations, &settings).map_err(|e| Failure::new(e.reason).help(e.help))?;
    changes.synthetic_rows = read.synthetic;
    changes.provenance = Provenance {
        turnstone: env!("CARGO_PKG_VERSION").to_owned(),
        inputs: read.inputs,
        settings: chosen(arguments, &changes),
    };
    arguments.delivery.finish(folder, "trends", &changes, &trends_page::report(&changes))?;
    let quarantined = changes.provenance.inputs.iter().any(|input| input.quarantined > 0);
    Ok(if quarantined { Ending::Quarantine } else { Ending::Whole })
}

/// Opens a small table of the user's and reads it.
fn companion<T, E: Display>(
    path: &Option<PathBuf>,
    read: impl FnOnce(&str, File) -> Result<T, E>,
) -> Result<Option<T>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let file = File::open(path).map_err(|e| Failure::new(format!("cannot read {}: {e}", path.display())))?;
    read(&path.display().to_string(), file).map(Some).map_err(Failure::new)
}

fn settings(arguments: &Arguments) -> Result<Settings, Failure> {
    let procedure = if arguments.any_dependence { Procedure::BenjaminiYekutieli } else { Procedure::BenjaminiHochberg };
    let false_discovery_rate = arguments.false_alerts;
    Ok(Settings {
        panel: arguments.panel,
        effort: companion(&arguments.effort, Effort::read)?,
        definitions: companion(&arguments.definitions, Definition::read_all)?.unwrap_or_default(),
        delays: companion(&arguments.delays, delays)?,
        alerts: alerts::Settings { false_discovery_rate, procedure, ..alerts::Settings::default() },
        ..Settings::default()
    })
}

/// What was chosen, by name, so that the same can be asked again.
fn chosen(arguments: &Arguments, changes: &Changes) -> Vec<(String, String)> {
    let window = |(from, to)| format!("{from}..{to}");
    let name = |path: &PathBuf| path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let mut chosen = Vec::new();
    let mut say = |what: &str, value: Option<String>| chosen.extend(value.map(|value| (what.to_owned(), value)));
    say("by", changes.by.clone());
    say("panel", Some(arguments.panel.map_or_else(|| "all years".to_owned(), window)));
    say("indicator", arguments.indicator.clone());
    say("effort", arguments.effort.as_ref().map(name));
    say("definitions", arguments.definitions.as_ref().map(name));
    say("delays", arguments.delays.as_ref().map(name));
    say("year", arguments.year.clone());
    say("count", arguments.count.clone());
    say("contributor", arguments.contributor.clone());
    say("place", arguments.place.clone());
    say("rows are added up", arguments.add_rows.then(|| "yes".to_owned()));
    say("false discovery rate", Some(arguments.false_alerts.to_string()));
    say("dependence", arguments.any_dependence.then(|| "any".to_owned()));
    chosen
}

/// The datasets that a codec knows, all of one table; none when the files are plain tables.
fn recognised(arguments: &Arguments) -> Result<Option<(Table, Vec<Dataset>)>, Failure> {
    let is_told = arguments.add_rows
        || [&arguments.year, &arguments.count, &arguments.contributor, &arguments.place]
            .iter()
            .any(|wish| wish.is_some());
    if is_told {
        return Ok(None);
    }
    let mut datasets: Vec<Dataset> = Vec::new();
    let mut plain: Option<&PathBuf> = None;
    for path in &arguments.files {
        if arguments.reading.map.is_some() {
            datasets.push(arguments.reading.dataset(path)?);
            continue;
        }
        match Dataset::open(path) {
            Ok(dataset) => datasets.push(dataset),
            Err(ReadError::UnknownHeader { .. }) => {
                if path == Path::new("-") {
                    let help = "name its columns with --year and --count";
                    return Err(Failure::new("standard input is a table whose columns no codec knows").help(help));
                }
                plain = Some(path);
            }
            Err(error) => return Err(error.into()),
        }
    }
    let help = "compare one kind at a time";
    match (datasets.first(), plain) {
        (None, _) => Ok(None),
        (Some(known), Some(plain)) => {
            let what = format!(
                "{} is known as {} and {} is a plain table",
                known.source.name,
                known.codec.name(),
                plain.display()
            );
            Err(Failure::new(what).help(help))
        }
        (Some(first), None) => {
            let table = first.codec.table();
            if let Some(other) = datasets.iter().find(|d| d.codec.table() != table) {
                let what = format!(
                    "{} holds {} and {} holds {}",
                    first.source.name,
                    table.name(),
                    other.source.name,
                    other.codec.table().name()
                );
                return Err(Failure::new(what).help(help));
            }
            Ok(Some((table, datasets)))
        }
    }
}

fn read(arguments: &Arguments, folder: &Folder) -> Result<Read, Failure> {
    let unknown = |by: &str, names: &[&str]| {
        Failure::new(format!("cannot divide by {by}")).help(format!("these can be divided by {}", names.join(", ")))
    };
    match recognised(arguments)? {
        None => plain(arguments),
        Some((Table::Records, datasets)) => {
            let by = arguments
                .by
                .as_deref()
                .map(|by| records::By::from_name(by).ok_or_else(|| unknown(by, &records::By::NAMES)));
            let by = by.transpose()?;
            let mut all = RecordTally::new(by);
            let make = |_| RecordTally::new(by);
            let inputs = pass(arguments, folder, datasets, &RecordTally::columns(), make, |worker| all.merge(worker))?;
            Ok(Read { synthetic: all.synthetic(), observations: all.finish(), inputs })
        }
        Some((Table::Counts, datasets)) => {
            let by = arguments
                .by
                .as_deref()
                .map(|by| counts::By::from_name(by).ok_or_else(|| unknown(by, &counts::By::NAMES)));
            let by = by.transpose()?;
            let name = arguments.indicator.as_deref().unwrap_or(Indicator::DetectedVictims.name());
            let indicator = Indicator::from_name(name).ok_or_else(|| {
                let names: Vec<&str> = Indicator::ALL.iter().map(|i| i.name()).collect();
                Failure::new(format!("no indicator is called {name}")).help(format!("known are {}", names.join(", ")))
            })?;
            let mut all = CountsTally::new(indicator, by, 0);
            let make = |file| CountsTally::new(indicator, by, file);
            let inputs = pass(arguments, folder, datasets, &CountsTally::columns(), make, |worker| all.merge(worker))?;
            Ok(Read { observations: all.finish(), inputs, synthetic: 0 })
        }
    }
}

/// Passes the columns of every dataset through workers.
fn pass<W: Worker>(
    arguments: &Arguments,
    folder: &Folder,
    datasets: Vec<Dataset>,
    columns: &[&str],
    make: impl Fn(usize) -> W,
    mut merge: impl FnMut(W),
) -> Result<Vec<InputNote>, Failure> {
    let session: Session = arguments.reading.session()?;
    let remarks = RemarkFiles::create(&folder.file("quarantine.csv"), &folder.file("remarks.csv"))?;
    let mut inputs = Vec::new();
    for (index, dataset) in datasets.into_iter().enumerate() {
        let what = format!("Reading {}", dataset.source.name);
        let table = session.open(&format!("input_{index}"), dataset)?;
        let progress = Progress::of(what, table.progress());
        let passed = session.fold(&table, columns, || make(index), &mut |_| Ok(()), remarks.sink());
        drop(progress);
        let (workers, accounts) = passed?;
        workers.into_iter().for_each(&mut merge);
        inputs.push(input_note(&table, &accounts)?);
    }
    remarks.finish(&arguments.delivery.output)?;
    Ok(inputs)
}

/// Reads plain tables, whole: they are small, and one fault refuses them.
fn plain(arguments: &Arguments) -> Result<Read, Failure> {
    let mut tally = TableTally::new(Named {
        year: arguments.year.clone(),
        count: arguments.count.clone(),
        contributor: arguments.contributor.clone(),
        place: arguments.place.clone(),
        by: arguments.by.clone(),
        add_rows: arguments.add_rows,
    });
    let mut inputs = Vec::new();
    for path in &arguments.files {
        let source = Source::open(path)?;
        let name = path.file_name().map_or_else(|| "standard input".to_owned(), |n| n.to_string_lossy().into_owned());
        let bytes = source.read_all()?;
        let note = tally.add(&path.display().to_string(), bytes.as_slice()).map_err(Failure::new)?;
        let (sha256, size) = source.digest().get().unwrap_or_default();
        inputs.push(InputNote {
            name,
            sha256,
            bytes: size,
            format: format!("table, {}", source.compression),
            codec: note.codec,
            why: note.why,
            rows_in: note.rows,
            rows_out: note.rows,
            quarantined: 0,
            remarks: Vec::new(),
        });
    }
    Ok(Read { observations: tally.finish(), inputs, synthetic: 0 })
}
