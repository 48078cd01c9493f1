//! `turnstone drivers`: what families of covariates explain of the victims detected by citizenship, and what none does.

use crate::failure::{Ending, Failure};
use crate::flows::{count_rows, window};
use crate::output::{Delivery, Folder};
use crate::progress::Progress;
use crate::reading::{Reading, RemarkFiles, short_name, whole};
use clap::{Args, ValueEnum};
use std::fs;
use std::path::{Path, PathBuf};
use turnstone_engine::Session;
use turnstone_estimate::drivers::Variance;
use turnstone_figures::drivers_page;
use turnstone_model::codec::Table;
use turnstone_model::codec::source::Source;
use turnstone_monitor::corridors::{Citizenship, CorridorTable, from_counts};
use turnstone_monitor::driving::covariate::{Column, read};
use turnstone_monitor::driving::mapping::Mapping;
use turnstone_monitor::driving::{Chosen, Missing, analyse};
use turnstone_monitor::migration::{Kind, Migration, Options};
use turnstone_monitor::study::InputNote;

const EXAMPLE: &str = "Example:
  turnstone drivers examples/glotip/glotip_2025-04-14.csv.zst --covariates examples/drivers/drivers.toml --years 2015..2022 -o out
then open out/index.html. The mapping says of every covariate its family, file, source, years and expected direction; data that may
not be passed on stays where you have it, and is left out with a note when it is not there.";

/// What to explain, and by what.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// Published counts by citizenship (GLOTIP, or a `counts` table Turnstone wrote)
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The mapping file (TOML) that names the covariates
    #[arg(long = "covariates", value_name = "FILE.toml")]
    mapping: PathBuf,
    /// Years of the counts that count [default: all]
    #[arg(long, value_name = "FROM..TO", value_parser = window)]
    years: Option<(i32, i32)>,
    /// Leave victims out that were detected in their own country
    #[arg(long)]
    abroad_only: bool,
    /// What becomes of countries that lack a covariate
    #[arg(long, value_enum, default_value_t = Gaps::LeaveOut)]
    missing: Gaps,
    /// How the variance grows with the mean
    #[arg(long, value_enum, default_value_t = Spread::Quadratic)]
    variance: Spread,
    #[command(flatten)]
    delivery: Delivery,
    #[command(flatten)]
    reading: Reading,
}

/// [`Missing`] as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Gaps {
    /// They are left out and counted
    LeaveOut,
    /// The mean stands in, with a column that says where
    Indicator,
}

/// [`Variance`] as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Spread {
    /// Negative binomial: large and small countries count nearly alike
    Quadratic,
    /// Quasi-Poisson: countries with many victims decide
    Proportional,
}

/// Reads, explains and writes.
pub fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let path = &arguments.mapping;
    let text = fs::read_to_string(path).map_err(|e| Failure::new(format!("cannot read {}: {e}", path.display())))?;
    let mapping = Mapping::parse(&path.display().to_string(), &text).map_err(Failure::new)?;
    let folder = Folder::begin(&arguments.delivery.output, "drivers")?;
    let remarks = RemarkFiles::create(&folder.file("quarantine.csv"), &folder.file("remarks.csv"))?;
    let beside = |file: &str| path.parent().unwrap_or(Path::new(".")).join(file);
    let mut inputs = Vec::new();

    let mut migration = Migration::default();
    let (source, bytes) = whole(&beside(&mapping.population.file))?;
    migration.add(Kind::Population, &source.name, &bytes[..], &Options::default()).map_err(Failure::new)?;
    if let Some(account) = migration.accounts.last() {
        inputs.push(note(&source, "population by country", account.rows_in, account.quarantine()));
    }

    let middle = arguments.years.map_or(2019, |(a, b)| (a + b) / 2);
    let mut columns: Vec<Column> = Vec::new();
    let mut absent = Vec::new();
    for covariate in &mapping.covariates {
        let file = beside(&covariate.file);
        if covariate.optional && !file.exists() {
            absent.push(format!(
                "{} ({}): {} is not there; {}",
                covariate.name, covariate.family, covariate.file, covariate.source
            ));
            continue;
        }
        let (source, bytes) = whole(&file)?;
        let people = |place| migration.population_near(place, middle).map(|(_, n)| n);
        let column = read(covariate, &bytes[..], people).map_err(Failure::new)?;
        inputs.push(note(&source, &format!("covariate {}", covariate.name), column.rows_in, 0));
        columns.push(column);
    }

    let which = Citizenship { first: arguments.years.map(|y| y.0), last: arguments.years.map(|y| y.1) };
    let session = arguments.reading.session()?;
    let (table, notes) = counted(arguments, &session, which, &remarks)?;
    remarks.finish(&arguments.delivery.output)?;
    inputs.splice(0..0, notes);

    let chosen = Chosen {
        at_home: !arguments.abroad_only,
        missing: if arguments.missing == Gaps::LeaveOut { Missing::CompleteCases } else { Missing::Indicator },
        variance: if arguments.variance == Spread::Quadratic { Variance::Quadratic } else { Variance::Proportional },
        years: arguments.years,
    };
    let mut result = analyse(&table, &migration, columns, chosen)
        .map_err(|e| Failure::new(e).help("fewer covariates, or --missing indicator, leave more countries"))?;
    result.turnstone = env!("CARGO_PKG_VERSION").to_owned();
    (result.inputs, result.absent) = (inputs, absent);

    arguments.delivery.finish(folder, "drivers", &result, &drivers_page::report(&result))?;
    let quarantined = result.inputs.iter().any(|input| input.quarantined > 0);
    Ok(if quarantined { Ending::Quarantine } else { Ending::Whole })
}

fn note(source: &Source, codec: &str, rows: u64, quarantined: u64) -> InputNote {
    let (sha256, bytes) = source.digest().get().unwrap_or_default();
    InputNote {
        name: short_name(source),
        sha256,
        bytes,
        format: format!("csv, {}", source.compression),
        codec: codec.to_owned(),
        why: "the mapping file".to_owned(),
        rows_in: rows,
        rows_out: rows - quarantined,
        quarantined,
        remarks: Vec::new(),
    }
}

/// The corridors of every file of counts.
fn counted(
    arguments: &Arguments,
    session: &Session,
    which: Citizenship,
    remarks: &RemarkFiles,
) -> Result<(CorridorTable, Vec<InputNote>), Failure> {
    let (mut table, mut notes) = (CorridorTable::default(), Vec::new());
    for (index, path) in arguments.files.iter().enumerate() {
        let dataset = arguments.reading.dataset(path)?;
        if dataset.codec.table() != Table::Counts {
            let what = format!(
                "{} holds records of persons; drivers explains published counts by citizenship",
                path.display()
            );
            return Err(
                Failure::new(what).help("give GLOTIP country data, or a `counts` table that `turnstone convert` wrote")
            );
        }
        let opened = session.open(&format!("input_{index}"), dataset)?;
        let progress = Progress::of(format!("Reading {}", path.display()), opened.progress());
        let read = count_rows(session, &opened, remarks);
        drop(progress);
        let (rows, note) = read?;
        table.extend(from_counts(&rows, which));
        notes.push(note);
    }
    Ok((table, notes))
}
