//! What all verbs that read share: opening inputs, remarks into files, and the note on an input.

use crate::failure::Failure;
use crate::output::{OutputFile, companion};
use clap::Args;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use turnstone_engine::{Accounts, Opened, Session, Settings};
use turnstone_model::codec::mapping::Mapping;
use turnstone_model::codec::source::{Compression, Source};
use turnstone_model::codec::{Dataset, Table};
use turnstone_model::remark::{REMARK_HEADER, write_remark};
use turnstone_model::{Fate, Remark};
use turnstone_monitor::study::{InputNote, RemarkNote};

/// How inputs are read.
#[derive(Args)]
pub struct Reading {
    /// How many threads to use [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Read every FILE through this mapping file (TOML), which says what its columns mean; see examples/mapping
    #[arg(long, value_name = "FILE.toml")]
    pub map: Option<PathBuf>,
}

impl Reading {
    /// A session with these settings.
    pub fn session(&self) -> Result<Session, Failure> {
        let settings = Settings::default();
        Ok(Session::new(&Settings { threads: self.threads.unwrap_or(settings.threads).max(1), ..settings })?)
    }

    /// Recognises an input, or takes its columns to mean what the mapping says.
    pub fn dataset(&self, path: &Path) -> Result<Dataset, Failure> {
        match &self.map {
            None => Ok(Dataset::open(path)?),
            Some(map) => Ok(Dataset::open_mapped(path, Arc::new(Mapping::load(map)?))?),
        }
    }

    /// The same where only records of persons will do; `help` says what else could be done.
    pub fn records(&self, path: &Path, help: &str) -> Result<Dataset, Failure> {
        of_records(self.dataset(path)?, path, help)
    }
}

/// The same dataset where it holds records of persons; `help` says what else could be done.
pub fn of_records(dataset: Dataset, path: &Path, help: &str) -> Result<Dataset, Failure> {
    match dataset.codec.table() {
        Table::Records => Ok(dataset),
        Table::Counts => {
            let what = format!("{} holds aggregate statistics, not records of persons", path.display());
            Err(Failure::new(what).help(help))
        }
    }
}

/// Writes remarks to one or two files.
#[derive(Clone)]
pub struct RemarkFiles(Arc<Mutex<Files>>);

struct Files {
    quarantine: csv::Writer<BufWriter<File>>,
    kept: csv::Writer<BufWriter<File>>,
}

impl RemarkFiles {
    /// Begins both files with their header.
    pub fn create(quarantine: &Path, kept: &Path) -> Result<Self, Failure> {
        let begin = |path: &Path| -> Result<_, Failure> {
            let file = File::create(path).map_err(|e| Failure::write(path, e))?;
            let mut writer = csv::Writer::from_writer(BufWriter::new(file));
            writer.write_record(REMARK_HEADER).map_err(|e| Failure::write(path, e))?;
            Ok(writer)
        };
        Ok(RemarkFiles(Arc::new(Mutex::new(Files { quarantine: begin(quarantine)?, kept: begin(kept)? }))))
    }

    /// What to hand to the reading.
    pub fn sink(&self) -> impl FnMut(&Remark) -> Result<(), String> + Send + 'static {
        let files = self.0.clone();
        move |remark| {
            let mut files = files.lock().map_err(|e| e.to_string())?;
            let file = match remark.fate {
                Fate::Quarantined => &mut files.quarantine,
                Fate::Kept => &mut files.kept,
            };
            write_remark(file, remark).map_err(|e| e.to_string())
        }
    }

    /// Makes sure that all is on disk.
    pub fn finish(&self, place: &Path) -> Result<(), Failure> {
        let mut files = self.0.lock().map_err(|e| Failure::write(place, e))?;
        let Files { quarantine, kept } = &mut *files;
        for file in [quarantine, kept] {
            file.flush().map_err(|e| Failure::write(place, e))?;
        }
        Ok(())
    }
}

/// How the rows of an input are laid out and compressed, in words.
pub fn layout(dataset: &Dataset) -> String {
    match dataset.source.compression {
        Compression::Plain => dataset.format.name().to_owned(),
        compression => format!("{}, {compression}", dataset.format.name()),
    }
}

/// The quarantine and the remarks of an output, beside it. A file that would say nothing does not stay.
pub struct RemarksBeside {
    files: RemarkFiles,
    quarantine: OutputFile,
    kept: OutputFile,
}

impl RemarksBeside {
    /// Begins both for an output.
    pub fn begin(output: &Path) -> Result<Self, Failure> {
        let quarantine = OutputFile::begin(&companion(output, ".quarantine.csv"))?;
        let kept = OutputFile::begin(&companion(output, ".remarks.csv"))?;
        let files = RemarkFiles::create(quarantine.path(), kept.path())?;
        Ok(RemarksBeside { files, quarantine, kept })
    }

    /// What to hand to the reading.
    pub fn sink(&self) -> impl FnMut(&Remark) -> Result<(), String> + Send + 'static {
        self.files.sink()
    }

    /// Puts those in their place in which something stands.
    pub fn finish(self, output: &Path, note: &InputNote) -> Result<(), Failure> {
        self.files.finish(output)?;
        if note.quarantined > 0 {
            self.quarantine.finish()?;
        }
        if note.remarks.iter().any(|remark| remark.fate == Fate::Kept) {
            self.kept.finish()?;
        }
        Ok(())
    }
}

/// A file as a whole: for tables that are read at once.
pub fn whole(path: &Path) -> Result<(Source, Vec<u8>), Failure> {
    let source = Source::open(path)?;
    let bytes = source.read_all()?;
    Ok((source, bytes))
}

/// What a source is called in results: its name without its folder.
pub fn short_name(source: &Source) -> String {
    let name = source.path().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| "standard input".to_owned())
}

/// What is known of an input once it has been read to its end.
pub fn input_note(table: &Opened, accounts: &Accounts) -> Result<InputNote, Failure> {
    let dataset = &table.dataset;
    let source = &dataset.source;
    if source.digest().get().is_none() {
        // Parquet is read by seeking, so its bytes have not all passed by yet.
        std::io::copy(&mut source.reader()?, &mut std::io::sink()).map_err(|e| source.stream_error(e, 0))?;
    }
    let (sha256, bytes) = source.digest().get().unwrap_or_default();
    let name = PathBuf::from(&source.name).file_name().map(|n| n.to_string_lossy().into_owned());
    let format = layout(dataset);
    let remarks = accounts.remarks.iter().map(|(kind, count)| RemarkNote {
        fate: kind.fate,
        field: kind.field.clone(),
        reason: kind.reason.clone(),
        count: *count,
    });
    Ok(InputNote {
        name: name.unwrap_or_else(|| "standard input".to_owned()),
        sha256,
        bytes,
        format,
        codec: dataset.codec.name(),
        why: dataset.why.clone(),
        rows_in: accounts.rows_in,
        rows_out: accounts.rows_out,
        quarantined: accounts.quarantined,
        remarks: remarks.collect(),
    })
}

/// A number with thousands separators.
pub fn number(count: u64) -> String {
    indicatif::HumanCount(count).to_string()
}

/// A share in per cent with one decimal, or a dash of nothing.
pub fn share(part: u64, whole: u64) -> String {
    match whole {
        0 => "–".to_owned(),
        _ => format!("{:.1} %", 100.0 * part as f64 / whole as f64),
    }
}
