//! A report: one result as a page, written from a small closed set of parts.
//!
//! A command's result is mapped to a [`Report`]: an answer in sentences, sections of texts, tables and charts, and what it
//! was made from. Here the parts are put into HTML and CSV; no result is computed. Each chart lays out its own table, so
//! that every number that is drawn can also be read. The page asks nothing of the network and is complete without its
//! script. How charts look is in `web/`; the page of a study of records is in `crate::page`.

mod axis;
mod bars;
mod chains;
mod corridors;
mod data_table;
mod figure;
mod intervals;
mod lines;
mod names;
mod overlaps;
mod page;
#[cfg(test)]
mod sample;
mod scatter;

pub use axis::{Axis, Reference, Scale};
pub use bars::{Bar, Bars};
pub use chains::{Chain, Densities, Traces};
pub use corridors::{Amount, Corridor, Corridors, End};
pub use data_table::{Column, DataTable, Format, Value};
pub use figure::{Chart, Figure};
pub use intervals::{IntervalRow, Intervals};
pub use lines::{Line, LinePoint, Lines, Mark};
pub use overlaps::{History, Overlaps};
pub use scatter::{Scatter, ScatterPoint};

use crate::FiguresError;
use crate::tables::{Table, write_into};
use std::io;
use std::path::{Path, PathBuf};

/// One result as a page.
///
/// All texts are plain: nothing in them is markup.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// What the page is called, such as "How many people: uk5".
    pub title: String,
    /// What was asked, of what.
    pub subtitle: String,
    /// What must be said when input is synthetic; every figure is then marked.
    pub synthetic: Option<String>,
    /// Whose data the input is; may be empty.
    pub attribution: String,
    /// The answer, before everything else.
    pub answer: Answer,
    /// The sections, in their order.
    pub sections: Vec<Section>,
    /// What it was made from: inputs with their digests, settings, version, seed; name and text.
    pub provenance: Vec<(String, String)>,
}

/// The answer in short.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Short sentences: the range first, the point second, then what it rests on.
    pub sentences: Vec<String>,
    /// Numbers that stand out, in the same order; each is also in a table.
    pub numbers: Vec<KeyNumber>,
    /// What must be known before a number is used.
    pub cautions: Vec<String>,
}

/// A number that stands out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeyNumber {
    /// As people read it, such as "10,400 – 33,500".
    pub value: String,
    /// What it is.
    pub text: String,
}

/// A section of the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// Its name in links: lower-case letters, digits, `-` and `_`; its own in the report.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// The paragraphs it begins with.
    pub lead: Vec<String>,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading inside the section.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A list, with what stands over it (may be empty).
    List(String, Vec<String>),
    /// What must be known to read what follows or went before.
    Caution(String),
    /// A table.
    Table(DataTable),
    /// A chart with its table.
    Figure(Figure),
    /// What goes further, with what it is called: closed where there is a script, open without it and on paper.
    More(String, Vec<Block>),
}

impl Report {
    /// Writes the page.
    ///
    /// **Errors** A name is not one, or is used twice ([`FiguresError::Name`]); what is written to does not take it.
    pub fn write_html(&self, to: &mut impl io::Write) -> Result<(), FiguresError> {
        page::write(self, page::Assets::built(), to)
    }

    /// Every table of the report as it is written for other programs, in the order of the page: numbers are not rounded,
    /// intervals are two columns, what is missing is empty.
    pub fn tables(&self) -> Vec<Table> {
        self.data_tables().iter().map(|table| table.for_programs()).collect()
    }

    /// Writes every table into a folder, which is made when it is not there; gives back the files written.
    ///
    /// **Errors** As [`Report::write_html`]; the folder or a file cannot be written.
    pub fn write_tables(&self, folder: &Path) -> Result<Vec<PathBuf>, FiguresError> {
        names::check(self)?;
        write_into(&self.tables(), folder)
    }

    /// The figures of all sections, in the order of the page.
    pub fn figures(&self) -> Vec<&Figure> {
        let figures = self.blocks().into_iter().filter_map(|block| match block {
            Block::Figure(figure) => Some(figure),
            _ => None,
        });
        figures.collect()
    }

    fn data_tables(&self) -> Vec<DataTable> {
        let tables = |block: &Block| match block {
            Block::Table(table) => vec![table.clone()],
            Block::Figure(figure) => figure.tables(),
            _ => Vec::new(),
        };
        self.blocks().into_iter().flat_map(tables).collect()
    }

    /// Every block, with those inside [`Block::More`].
    fn blocks(&self) -> Vec<&Block> {
        fn gather<'a>(blocks: &'a [Block], all: &mut Vec<&'a Block>) {
            for block in blocks {
                all.push(block);
                if let Block::More(_, inner) = block {
                    gather(inner, all);
                }
            }
        }
        let mut all = Vec::new();
        for section in &self.sections {
            gather(&section.blocks, &mut all);
        }
        all
    }
}

impl Section {
    /// A section without anything in it yet.
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Section {
        Section { id: id.into(), title: title.into(), ..Section::default() }
    }

    /// The same section with one more paragraph at its beginning.
    pub fn lead(mut self, paragraph: impl Into<String>) -> Section {
        self.lead.push(paragraph.into());
        self
    }

    /// The same section with one more block.
    pub fn with(mut self, block: impl Into<Block>) -> Section {
        self.blocks.push(block.into());
        self
    }
}

impl From<DataTable> for Block {
    fn from(table: DataTable) -> Block {
        Block::Table(table)
    }
}

impl From<Figure> for Block {
    fn from(figure: Figure) -> Block {
        Block::Figure(figure)
    }
}

#[cfg(test)]
mod tests;
