//! A study as CSV tables for other programs: plain numbers, names beside labels, the same order every time.
//!
//! Tables for readers are in the page.

mod found;
mod monitored;
mod read;
mod timelines;

use crate::FiguresError;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use turnstone_model::remark::defused;
use turnstone_monitor::study::Study;

/// One table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The name of its file without `.csv`.
    pub file_stem: String,
    /// What it holds.
    pub title: String,
    /// The names of its columns.
    pub header: Vec<String>,
    /// Its rows, each as long as the header.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    fn new(file_stem: impl Into<String>, title: impl Into<String>, header: &[&str]) -> Table {
        let header = header.iter().map(|name| (*name).to_owned()).collect();
        Table { file_stem: file_stem.into(), title: title.into(), header, rows: Vec::new() }
    }

    /// Writes it as CSV (RFC 4180, UTF-8, newline after each row). A text that a spreadsheet would take for a formula is
    /// defused; a number keeps its sign.
    ///
    /// **Errors** What is written to does not take it.
    pub fn write_csv(&self, to: impl io::Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(to);
        for row in std::iter::once(&self.header).chain(&self.rows) {
            writer.write_record(row.iter().map(|cell| match cell.parse::<f64>() {
                Ok(_) => cell.clone(),
                Err(_) => defused(cell).into_owned(),
            }))?;
        }
        writer.flush()
    }
}

/// Every table of a study, in the order of the page.
pub fn tables(study: &Study) -> Vec<Table> {
    let mut tables = vec![
        found::findings(study),
        found::open(study),
        found::agreement(study),
        found::process(study),
        found::innocent_readings(study),
        found::wanting(study),
        monitored::columns(study),
        monitored::corridors(study),
        monitored::corridors_by(study),
        monitored::ends(study),
        monitored::places(study),
        monitored::years(study),
        monitored::years_by(study),
        monitored::changes(study),
        monitored::level_changes(study),
    ];
    tables.extend(study.crosstabs.iter().map(monitored::crosstab));
    tables.extend(timelines::all(study));
    tables.extend([read::inputs(study), read::remarks(study), read::assumptions(study)]);
    tables
}

/// Writes every table of a study into a folder, which is made when it is not there; gives back the files written.
///
/// A failure leaves behind what was written before it: a caller that wants all or nothing writes into a new folder and
/// renames it.
///
/// **Errors** The folder or a file cannot be written.
pub fn write_tables(study: &Study, folder: &Path) -> Result<Vec<PathBuf>, FiguresError> {
    write_into(&tables(study), folder)
}

/// Writes tables into a folder, as [`write_tables`] does.
pub(crate) fn write_into(tables: &[Table], folder: &Path) -> Result<Vec<PathBuf>, FiguresError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        |source| FiguresError::Table { path, source }
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    let mut written = Vec::new();
    for table in tables {
        let path = folder.join(format!("{}.csv", table.file_stem));
        let file = File::create(&path).map_err(failed(&path))?;
        table.write_csv(file).map_err(failed(&path))?;
        written.push(path);
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::sample_study;

    fn csv_text(table: &Table) -> String {
        let mut bytes = Vec::new();
        table.write_csv(&mut bytes).expect("memory takes everything");
        String::from_utf8(bytes).expect("tables are UTF-8")
    }

    #[test]
    fn the_tables_of_the_sample() {
        let all: Vec<String> = tables(&sample_study())
            .iter()
            .map(|table| format!("# {}.csv: {}\n{}", table.file_stem, table.title, csv_text(table)))
            .collect();
        insta::assert_snapshot!(all.join("\n"));
    }

    #[test]
    fn every_row_is_as_long_as_its_header_and_names_are_unique() {
        let tables = tables(&sample_study());
        for table in &tables {
            assert!(table.rows.iter().all(|row| row.len() == table.header.len()), "{}", table.file_stem);
        }
        let mut stems: Vec<_> = tables.iter().map(|t| &t.file_stem).collect();
        stems.sort();
        stems.dedup();
        assert_eq!(stems.len(), tables.len());
    }

    #[test]
    fn formulas_in_names_are_defused() {
        let mut study = sample_study();
        study.provenance.inputs[0].name = "=cmd|' /C calc'!A0".to_owned();
        let inputs = tables(&study).into_iter().find(|t| t.file_stem == "inputs").expect("there is a table of inputs");
        assert!(csv_text(&inputs).contains("'=cmd|"));
    }

    #[test]
    fn tables_are_written_into_a_new_folder_the_same_each_time() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let study = sample_study();
        let written = write_tables(&study, &folder.path().join("tables")).expect("the folder can be written");
        assert_eq!(written.len(), tables(&study).len());
        for (path, table) in written.iter().zip(tables(&study)) {
            assert_eq!(fs::read_to_string(path).expect("it was written"), csv_text(&table));
        }
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let file = tempfile::NamedTempFile::new().expect("a file for the test");
        let error = write_tables(&sample_study(), file.path()).expect_err("a file is no folder");
        assert!(error.to_string().contains(&file.path().display().to_string()));
    }
}
