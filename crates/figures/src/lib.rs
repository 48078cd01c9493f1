//! Figures: a study or a report as one HTML page, as CSV tables and as JSON.
//!
//! Here numbers are arranged and labelled; none is made. What they are is said in `turnstone-monitor`, how charts are
//! drawn in `web/`. The page asks nothing of the network, and is complete without its script.

pub mod chart_data;
pub mod drivers_page;
pub mod flows_page;
mod grid;
mod notes;
mod number;
mod page;
mod places;
pub mod prevalence_page;
pub mod report;
#[cfg(test)]
mod sample;
pub mod tables;
pub mod trends_page;

use serde::Serialize;
use std::io;
use std::path::PathBuf;

pub use page::page;
pub use tables::{Table, tables, write_tables};

/// The script that draws the charts; empty when it was not built.
pub(crate) const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/study.js"));
/// The page's style sheet.
pub(crate) const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/study.css"));

/// Whether the charts are in this build: whether `web/` had been built before it.
pub const CHARTS_BUILT: bool = !SCRIPT.is_empty();

/// Why figures could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FiguresError {
    /// What was written to did not take it.
    #[error("the page or the JSON could not be written")]
    Write(#[from] io::Error),
    /// A table's file or its folder could not be written.
    #[error("{} could not be written", .path.display())]
    Table {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A name in a report is not one, or is used twice.
    #[error("the name `{name}` of a {what} {why}")]
    Name {
        /// The name.
        name: String,
        /// What it names.
        what: &'static str,
        /// What is wrong with it, and what would be right.
        why: &'static str,
    },
    /// A value could not be put into JSON.
    #[error("the result could not be put into JSON")]
    Json(#[from] serde_json::Error),
}

/// Writes every number of a result as JSON, indented, with its keys always in the same order.
///
/// **Errors** What is written to does not take it.
pub fn json<T: Serialize>(result: &T, mut to: impl io::Write) -> Result<(), FiguresError> {
    serde_json::to_writer_pretty(&mut to, result)?;
    to.write_all(b"\n")?;
    Ok(to.flush()?)
}
