//! `turnstone generate`: synthetic rows with the margins of a public synthetic file.

use crate::failure::{Ending, Failure};
use crate::output::{OutputFile, say};
use crate::progress::Progress;
use crate::reading::number;
use clap::Args;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use turnstone_model::codec::Dataset;
use turnstone_model::generate::{Generator, marked, provenance_path};

const EXAMPLE: &str = "Example:
  turnstone generate --like examples/ctdc/ctdc_synthetic_20210825.csv.zst --rows 1000000 --seed 7 -o big.csv
  writes big.synthetic.csv, labelled as synthetic in its name and in a note beside it";

/// What to make.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// The file whose margins are kept; its rows must be synthetic themselves
    #[arg(long, value_name = "FILE")]
    like: PathBuf,
    /// How many rows
    #[arg(long, value_name = "N")]
    rows: u64,
    /// The seed: the same file, rows and seed give the same bytes
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// The CSV to write; `synthetic` is put into its name when it is not there
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// How many threads to use [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

/// Fits, draws and writes.
pub fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let output = marked(&arguments.output);
    let generator = Generator::fit(&Dataset::open(&arguments.like)?).map_err(Failure::new)?;
    let threads = arguments.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let mut file = OutputFile::begin(&output)?;
    let written = Arc::new(AtomicU64::new(0));
    let progress = Progress::of(format!("Writing {}", output.display()), written.clone());
    let mut writer = BufWriter::with_capacity(1 << 20, file.writer());
    let made = generator.write(arguments.rows, arguments.seed, &mut writer, threads, |rows| {
        written.store(rows, Ordering::Relaxed);
    });
    made.and_then(|()| writer.flush()).map_err(|e| Failure::write(&output, e))?;
    drop(writer);
    drop(progress);
    let note = provenance_path(&output);
    let mut note_file = OutputFile::begin(&note)?;
    let text = generator.provenance(&output.display().to_string(), arguments.rows, arguments.seed);
    note_file.writer().write_all(text.as_bytes()).map_err(|e| Failure::write(&note, e))?;
    file.finish()?;
    note_file.finish()?;
    say(&format!("{} synthetic rows in {}; no row is a person.\n", number(arguments.rows), output.display()))?;
    Ok(Ending::Whole)
}
