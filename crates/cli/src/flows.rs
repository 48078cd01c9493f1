//! `turnstone flows`: movement inside and between countries in one table, one law for both halves, and the corridors that carry
//! more than migration explains.

use crate::failure::{Ending, Failure};
use crate::output::{Delivery, Folder};
use crate::progress::Progress;
use crate::reading::{Reading, RemarkFiles, input_note, short_name, whole};
use arrow::array::RecordBatch;
use clap::{Args, ValueEnum};
use std::error::Error;
use std::path::{Path, PathBuf};
use turnstone_engine::{Opened, Session, Worker};
use turnstone_figures::flows_page;
use turnstone_model::codec::source::Source;
use turnstone_model::codec::{Dataset, Table};
use turnstone_model::counts::{self, CountsRow};
use turnstone_model::place::{Scheme, resolve};
use turnstone_model::{Fate, Place};
use turnstone_monitor::corridors::result::{FlowsResult, Provenance};
use turnstone_monitor::corridors::{Citizenship, CorridorTable, from_counts, from_records};
use turnstone_monitor::flows::FlowTally;
use turnstone_monitor::migration::{Kind, Migration, Options, Repeated, recognise};
use turnstone_monitor::study::{InputNote, RemarkNote};
use turnstone_monitor::view::{self, View};

const EXAMPLE: &str = "Example:
  turnstone flows examples/ctdc/ctdc_synthetic_20210825.csv.zst examples/glotip/glotip_2025-04-14.csv.zst \
    examples/migration/*.csv* --within KOR -o out
then open out/index.html. Each file is known by its header: records of persons, published counts by citizenship (GLOTIP), UN DESA
migrant stock, Abel and Cohen flows, UNHCR populations, moves between the parts of a country, populations.";

/// What to bring together.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// Files of records, of counts by citizenship, and of the movement of all people, in any order
    #[arg(required_unless_present_any = ["stock", "flows", "displacement", "internal", "population"])]
    files: Vec<PathBuf>,
    /// Migrants by origin and destination (columns year, origin, destination, migrants)
    #[arg(long, value_name = "FILE")]
    stock: Vec<PathBuf>,
    /// Five-year flows between countries (columns year0, sex, origin, destination, and estimates)
    #[arg(long, value_name = "FILE")]
    flows: Vec<PathBuf>,
    /// UNHCR populations (columns year, coo_iso, coa_iso, refugees, …)
    #[arg(long, value_name = "FILE")]
    displacement: Vec<PathBuf>,
    /// Moves between the parts of the country that --within names (columns orig, dest, year, flow, …)
    #[arg(long, value_name = "FILE")]
    internal: Vec<PathBuf>,
    /// Populations of countries (columns iso3, year, population)
    #[arg(long, value_name = "FILE")]
    population: Vec<PathBuf>,
    /// The country whose parts an internal matrix names: an ISO 3166 code or a name
    #[arg(long, value_name = "COUNTRY", value_parser = country)]
    within: Option<Place>,
    /// Years of published counts that count [default: all]
    #[arg(long, value_name = "FROM..TO", value_parser = window)]
    years: Option<(i32, i32)>,
    /// What to do when a table of movement gives one thing two values
    #[arg(long, value_enum, default_value_t = Choice::Refuse)]
    repeated: Choice,
    #[command(flatten)]
    delivery: Delivery,
    #[command(flatten)]
    reading: Reading,
}

/// [`Repeated`] as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Choice {
    /// Refuse the table
    Refuse,
    /// Take the first value
    First,
    /// Take the last value
    Last,
}

fn country(text: &str) -> Result<Place, String> {
    let found = resolve(text, Scheme::Iso3166).or_else(|_| resolve(text, Scheme::Name)).map_err(|e| e.to_string())?;
    found.place.filter(|p| p.country() == Some(*p)).ok_or_else(|| format!("`{text}` is no country"))
}

/// Two years such as 2015..2022.
pub fn window(text: &str) -> Result<(i32, i32), String> {
    let years = text.split_once("..").and_then(|(a, b)| Some((a.trim().parse().ok()?, b.trim().parse().ok()?)));
    years.filter(|(from, to)| from <= to).ok_or_else(|| "years are two such as 2015..2022".to_owned())
}

/// Counts corridors of records.
#[derive(Default)]
struct Corridors {
    flows: FlowTally,
    synthetic: u64,
}

impl Worker for Corridors {
    fn batch(&mut self, batch: &RecordBatch) -> Result<Option<RecordBatch>, Box<dyn Error + Send + Sync>> {
        let view = View::of(batch)?;
        self.synthetic += view.synthetic as u64;
        self.flows.add(&view);
        Ok(None)
    }
}

/// Keeps the rows of a `counts` table.
#[derive(Default)]
pub struct CountRows(pub Vec<(u64, CountsRow)>);

impl Worker for CountRows {
    fn batch(&mut self, batch: &RecordBatch) -> Result<Option<RecordBatch>, Box<dyn Error + Send + Sync>> {
        self.0.extend(counts::rows(batch)?);
        Ok(None)
    }
}

/// Reads a `counts` table to its end; its rows in the order of the file.
pub fn count_rows(
    session: &Session,
    table: &Opened,
    remarks: &RemarkFiles,
) -> Result<(Vec<(u64, CountsRow)>, InputNote), Failure> {
    let schema = counts::schema();
    let columns: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
    let (workers, accounts) = session.fold(table, &columns, CountRows::default, &mut |_| Ok(()), remarks.sink())?;
    let mut rows: Vec<(u64, CountsRow)> = workers.into_iter().flat_map(|w| w.0).collect();
    rows.sort_by_key(|(line, _)| *line);
    Ok((rows, input_note(table, &accounts)?))
}

/// The columns that the first line of a source names.
pub fn header(source: &Source) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&source.head[..]);
    let first = reader.records().next().and_then(Result::ok);
    let plain = |name: &str| name.trim_start_matches('\u{feff}').trim().to_owned();
    first.map(|record| record.iter().map(plain).collect()).unwrap_or_default()
}

/// Reads a table of movement.
fn movement(
    migration: &mut Migration,
    kind: Kind,
    path: &Path,
    options: &Options,
    remarks: &RemarkFiles,
) -> Result<InputNote, Failure> {
    let (source, bytes) = whole(path)?;
    let told = migration.add(kind, &source.name, &bytes[..], options).map_err(Failure::new)?;
    let mut sink = remarks.sink();
    told.iter().try_for_each(&mut sink).map_err(Failure::new)?;
    let name = short_name(&source);
    let account = migration.accounts.last_mut().ok_or_else(|| Failure::new("no account of the table was kept"))?;
    account.source.clone_from(&name);
    let (sha256, bytes) = source.digest().get().unwrap_or_default();
    let note = |fate: Fate, of: &std::collections::BTreeMap<String, u64>| -> Vec<RemarkNote> {
        let notes = of.iter().map(|(reason, count)| RemarkNote {
            fate,
            field: String::new(),
            reason: reason.clone(),
            count: *count,
        });
        notes.collect()
    };
    Ok(InputNote {
        name,
        sha256,
        bytes,
        format: format!("csv, {}", source.compression),
        codec: kind.label().to_owned(),
        why: "its columns".to_owned(),
        rows_in: account.rows_in,
        rows_out: account.rows_in - account.quarantine(),
        quarantined: account.quarantine(),
        remarks: note(Fate::Quarantined, &account.quarantined),
    })
}

/// Reads, joins, fits and writes.
pub fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let folder = Folder::begin(&arguments.delivery.output, "flows")?;
    let remarks = RemarkFiles::create(&folder.file("quarantine.csv"), &folder.file("remarks.csv"))?;
    let session = arguments.reading.session()?;
    let repeated = match arguments.repeated {
        Choice::Refuse => Repeated::Refuse,
        Choice::First => Repeated::First,
        Choice::Last => Repeated::Last,
    };
    let options = Options { repeated, within: arguments.within };
    let which = Citizenship { first: arguments.years.map(|y| y.0), last: arguments.years.map(|y| y.1) };
    let mut migration = Migration::default();
    let (mut inputs, mut table) = (Vec::new(), CorridorTable::default());
    let mut recorded = Corridors::default();
    let mut has_records = false;
    for (index, path) in arguments.files.iter().enumerate() {
        if path != Path::new("-") {
            let source = Source::open(path)?;
            if let Some(kind) = recognise(&source.name, &header(&source)).map_err(Failure::new)? {
                inputs.push(movement(&mut migration, kind, path, &options, &remarks)?);
                continue;
            }
        }
        let dataset: Dataset = arguments.reading.dataset(path)?;
        let kind = dataset.codec.table();
        let opened = session.open(&format!("input_{index}"), dataset)?;
        let progress = Progress::of(format!("Reading {}", path.display()), opened.progress());
        match kind {
            Table::Records => {
                let columns = view::columns();
                let pass = session.fold(&opened, &columns, Corridors::default, &mut |_| Ok(()), remarks.sink());
                drop(progress);
                let (workers, accounts) = pass?;
                for worker in workers {
                    recorded.flows.merge(worker.flows);
                    recorded.synthetic += worker.synthetic;
                }
                has_records = true;
                inputs.push(input_note(&opened, &accounts)?);
            }
            Table::Counts => {
                let read = count_rows(&session, &opened, &remarks);
                drop(progress);
                let (rows, note) = read?;
                table.extend(from_counts(&rows, which));
                inputs.push(note);
            }
        }
    }
    let told = [
        (Kind::Stock, &arguments.stock),
        (Kind::Flows, &arguments.flows),
        (Kind::Displaced, &arguments.displacement),
        (Kind::Internal, &arguments.internal),
        (Kind::Population, &arguments.population),
    ];
    for (kind, paths) in told {
        for path in paths {
            inputs.push(movement(&mut migration, kind, path, &options, &remarks)?);
        }
    }
    remarks.finish(&arguments.delivery.output)?;
    let flows = recorded.flows.finish();
    let bases = (flows.origin_basis.clone(), flows.destination_basis.clone());
    if has_records {
        table.extend(from_records(&flows));
    }
    let mut settings = vec![("repeated".to_owned(), format!("{repeated:?}").to_lowercase())];
    settings.extend(arguments.within.map(|p| ("within".to_owned(), p.code().to_owned())));
    settings.extend(arguments.years.map(|(a, b)| ("years".to_owned(), format!("{a}..{b}"))));
    let provenance = Provenance {
        turnstone: env!("CARGO_PKG_VERSION").to_owned(),
        inputs,
        movement: migration.accounts.clone(),
        settings,
    };
    let mut result = FlowsResult::of(table, &migration, provenance);
    result.synthetic_records = recorded.synthetic;
    (result.origin_basis, result.destination_basis) = bases;

    arguments.delivery.finish(folder, "flows", &result, &flows_page::report(&result))?;
    let quarantined = result.provenance.inputs.iter().any(|input| input.quarantined > 0);
    Ok(if quarantined { Ending::Quarantine } else { Ending::Whole })
}
