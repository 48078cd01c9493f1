//! Outputs that appear whole or not at all: written beside their place, then renamed into it.

use crate::failure::Failure;
use clap::Args;
use serde::Serialize;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile, TempDir};
use turnstone_figures::json;
use turnstone_figures::report::Report;

/// Writes text to standard output; a reader that has gone away is no failure.
pub fn say(text: &str) -> Result<(), Failure> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(format!("cannot print: {error}"))),
        _ => Ok(()),
    }
}

/// Where a result goes and how it is said, for the commands that write nothing but a folder.
#[derive(Args)]
pub struct Delivery {
    /// The folder to write; an earlier result there is replaced
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
    /// Leave index.html out
    #[arg(long)]
    no_html: bool,
    /// Print the result as JSON instead of a short answer
    #[arg(long)]
    json: bool,
}

impl Delivery {
    /// Writes a result of this kind into its folder, and prints it: as JSON, or what its page begins with and what must be
    /// minded.
    pub fn finish<T: Serialize>(&self, folder: Folder, kind: &str, result: &T, report: &Report) -> Result<(), Failure> {
        folder.deliver(kind, result, report, self.no_html)?;
        print(result, self.json, || {
            let mut text = String::new();
            for line in report.synthetic.iter().chain(&report.answer.sentences) {
                text += &format!("{line}\n");
            }
            for caution in &report.answer.cautions {
                text += &format!("Mind: {caution}\n");
            }
            text + &opened(&self.output, kind, self.no_html)
        })
    }
}

/// Where to look: the last line of a short answer.
pub fn opened(output: &Path, kind: &str, no_html: bool) -> String {
    let page = if no_html { format!("{kind}.json") } else { "index.html".to_owned() };
    format!("Open {}\n", output.join(page).display())
}

/// Prints a result: all of it as JSON where that was asked for, otherwise in short.
pub fn print<T: Serialize>(result: &T, as_json: bool, short: impl FnOnce() -> String) -> Result<(), Failure> {
    if !as_json {
        return say(&short());
    }
    let mut text = Vec::new();
    json(result, &mut text)?;
    say(&String::from_utf8_lossy(&text))
}

/// The path of a file that goes with an output: its name with an ending added.
pub fn companion(output: &Path, ending: &str) -> PathBuf {
    let mut name = output.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn beside(path: &Path) -> Result<(PathBuf, String), Failure> {
    let named = || path.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = named().ok_or_else(|| Failure::new(format!("{} names no file or folder", path.display())))?;
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok((parent.to_owned(), format!(".{name}.partial-")))
}

/// A folder in the making; dropped before [`Folder::finish`], it leaves nothing behind.
pub struct Folder {
    making: TempDir,
    place: PathBuf,
}

impl Folder {
    /// Begins a folder of the named kind of result that will stand at `place`. By a file with that name and the ending
    /// `.json` an earlier one is known, which may be replaced.
    ///
    /// **Errors** `place` is a file, a folder with something else in it, or its parent cannot be written to.
    pub fn begin(place: &Path, kind: &str) -> Result<Folder, Failure> {
        let (parent, prefix) = beside(place)?;
        if place.exists() {
            let mut entries = fs::read_dir(place).map_err(|e| Failure::write(place, e))?;
            if entries.next().is_some() && !place.join(format!("{kind}.json")).is_file() {
                let what = format!("{} is there already and holds no {kind}", place.display());
                return Err(Failure::new(what)
                    .help(format!("name a folder that does not exist, or an earlier {kind} to replace")));
            }
        }
        fs::create_dir_all(&parent).map_err(|e| Failure::write(&parent, e))?;
        let making = Builder::new().prefix(&prefix).tempdir_in(&parent).map_err(|e| Failure::write(place, e))?;
        Ok(Folder { making, place: place.to_owned() })
    }

    /// Where to write a file of it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.making.path().join(name)
    }

    /// Begins a file of it.
    pub fn writer(&self, name: &str) -> Result<BufWriter<fs::File>, Failure> {
        let path = self.file(name);
        fs::File::create(&path).map(BufWriter::new).map_err(|error| Failure::write(&path, error))
    }

    /// Writes a result of this kind into it: tables, JSON, and the page unless it is left out; then puts it in its place.
    pub fn deliver<T: Serialize>(self, kind: &str, result: &T, report: &Report, no_html: bool) -> Result<(), Failure> {
        report.write_tables(&self.file("tables"))?;
        json(result, self.writer(&format!("{kind}.json"))?)?;
        if !no_html {
            report.write_html(&mut self.writer("index.html")?)?;
        }
        self.finish()
    }

    /// Puts the folder in its place, instead of an earlier one.
    pub fn finish(self) -> Result<(), Failure> {
        let failed = |error| Failure::write(&self.place, error);
        if self.place.exists() {
            let (parent, prefix) = beside(&self.place)?;
            let old = Builder::new().prefix(&prefix).tempdir_in(parent).map_err(failed)?;
            fs::rename(&self.place, old.path().join("old")).map_err(failed)?;
            if let Err(error) = fs::rename(self.making.path(), &self.place) {
                fs::rename(old.path().join("old"), &self.place).map_err(failed)?;
                return Err(failed(error));
            }
        } else {
            fs::rename(self.making.path(), &self.place).map_err(failed)?;
        }
        // It has been renamed away: there is nothing left to delete.
        let _ = self.making.keep();
        Ok(())
    }
}

/// A file in the making; dropped before [`OutputFile::finish`], it leaves nothing behind.
pub struct OutputFile {
    making: NamedTempFile,
    place: PathBuf,
}

impl OutputFile {
    /// Begins a file that will stand at `place`.
    pub fn begin(place: &Path) -> Result<OutputFile, Failure> {
        if place.is_dir() {
            return Err(Failure::new(format!("{} is a folder; name a file", place.display())));
        }
        let (parent, prefix) = beside(place)?;
        let making = Builder::new().prefix(&prefix).tempfile_in(&parent).map_err(|e| Failure::write(place, e))?;
        Ok(OutputFile { making, place: place.to_owned() })
    }

    /// Where it is written for now.
    pub fn path(&self) -> &Path {
        self.making.path()
    }

    /// Writes to it.
    pub fn writer(&mut self) -> &mut fs::File {
        self.making.as_file_mut()
    }

    /// Puts the file in its place.
    pub fn finish(self) -> Result<(), Failure> {
        self.making.persist(&self.place).map(drop).map_err(|e| Failure::write(&self.place, e.error))
    }
}
