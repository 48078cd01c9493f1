//! Plain tables: one row for a year and whoever reported it, in columns that say so or that the user names.
//!
//! The FBI's table of human-trafficking offences is known by its columns: its rows are the returns of an agency with the
//! month left out, so that they are parts of a year and are added up. In any other table a second row for the same year is a
//! fault, unless the user says that rows are parts.

use super::observations::{Cells, Contributor, Group, Observations, UnusedRows, Watched, Words, cell_of};
use std::collections::BTreeMap;
use std::io::Read;
use turnstone_estimate::trends::panel::Cell;
use turnstone_model::Place;
use turnstone_model::counts::figure::{self, FigureError};
use turnstone_model::date::{FIRST_YEAR, LAST_YEAR};
use turnstone_model::place::{Scheme, resolve};

/// Why a table could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// It is not text in columns.
    #[error("{file} is not a table of text: {why}")]
    Form {
        /// The file.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// Something that is needed is not there.
    #[error("{file} has no {what}; its columns are {columns}")]
    Wanting {
        /// The file.
        file: String,
        /// What is wanting, and how to name it.
        what: String,
        /// The columns there are.
        columns: String,
    },
    /// A field is not what it should be.
    #[error("{file}, line {line}, column {column}: `{value}`: {why}")]
    Field {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The column.
        column: String,
        /// The field.
        value: String,
        /// What is wrong with it.
        why: String,
    },
    /// One thing is given twice with different values.
    #[error("{what} is given twice: lines {first} and {second} of {file} say {values}; {hint}")]
    Twice {
        /// The file, or both.
        file: String,
        /// What is given.
        what: String,
        /// Its first line.
        first: u64,
        /// Its second line.
        second: u64,
        /// Both values.
        values: String,
        /// What would be right.
        hint: &'static str,
    },
}

/// A small table, read whole.
pub struct Rows {
    file: String,
    /// Its columns.
    pub header: Vec<String>,
    /// Its rows with their lines.
    pub rows: Vec<(u64, Vec<String>)>,
}

impl Rows {
    /// Reads a table with a header. The delimiter is the one that the header has most of: comma, semicolon or tab.
    ///
    /// **Errors** It is empty, not UTF-8, or has rows of another length than its header.
    pub fn read(file: &str, mut from: impl Read) -> Result<Rows, TableError> {
        let form = |why: String| TableError::Form { file: file.to_owned(), why };
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).map_err(|e| form(e.to_string()))?;
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let first = text.split(|b| *b == b'\n').next().unwrap_or_default();
        let count = |delimiter: u8| first.iter().filter(|b| **b == delimiter).count();
        let delimiter = [b'\t', b';', b','].into_iter().max_by_key(|d| count(*d)).unwrap_or(b',');
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(text);
        let header: Vec<String> =
            reader.headers().map_err(|e| form(e.to_string()))?.iter().map(str::to_owned).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|e| form(e.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            rows.push((line, record.iter().map(str::to_owned).collect()));
        }
        if rows.is_empty() {
            return Err(form("it has no row behind its header".to_owned()));
        }
        Ok(Rows { file: file.to_owned(), header, rows })
    }

    /// The first column with one of these names, whatever their capitals.
    pub fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.header.iter().position(|h| h.eq_ignore_ascii_case(name)))
    }

    /// The same where there must be one.
    pub fn column(&self, what: &str, names: &[&str]) -> Result<usize, TableError> {
        self.find(names).ok_or_else(|| self.wants(&format!("column `{what}`")))
    }

    /// The error that something is wanting.
    pub fn wants(&self, what: &str) -> TableError {
        TableError::Wanting { file: self.file.clone(), what: what.to_owned(), columns: self.header.join(", ") }
    }

    /// The error that a field is not what it should be.
    pub fn bad(&self, line: u64, column: usize, value: &str, why: &str) -> TableError {
        let column = self.header.get(column).cloned().unwrap_or_default();
        TableError::Field { file: self.file.clone(), line, column, value: value.to_owned(), why: why.to_owned() }
    }

    /// The error that a thing is given twice.
    pub fn twice(&self, first: u64, second: u64, what: &str, (one, other): (String, String)) -> TableError {
        let (file, what) = (self.file.clone(), what.trim().to_owned());
        let values = format!("{one} and {other}");
        TableError::Twice { file, what, first, second, values, hint: "keep the one that is right" }
    }

    /// A year.
    pub fn year(&self, line: u64, text: &str) -> Result<i32, TableError> {
        let year = text.parse::<i32>().ok().filter(|year| (FIRST_YEAR..=LAST_YEAR).contains(year));
        let bad = || TableError::Field {
            file: self.file.clone(),
            line,
            column: "year".to_owned(),
            value: text.to_owned(),
            why: format!("not a year from {FIRST_YEAR} to {LAST_YEAR}"),
        };
        year.ok_or_else(bad)
    }
}

/// Which columns the user names; the others are found by their usual names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The column of the year.
    pub year: Option<String>,
    /// The column of the count.
    pub count: Option<String>,
    /// The column of who reports.
    pub contributor: Option<String>,
    /// The column of the place of who reports: ISO 3166 codes.
    pub place: Option<String>,
    /// What to divide by: a column, or what a known table calls it.
    pub by: Option<String>,
    /// Whether rows of the same year are parts that are added up.
    pub add_rows: bool,
}

const YEARS: [&str; 4] = ["year", "data_year", "year_date", "reporting_year"];
const COUNTS: [&str; 12] = [
    "count",
    "actual_count",
    "reports",
    "cases",
    "victims",
    "offences",
    "offenses",
    "records",
    "number",
    "quantity",
    "total",
    "value",
];
const CONTRIBUTORS: [&str; 10] =
    ["contributor", "ori", "agency", "reporter", "observer", "iso3", "country", "state", "organisation", "list"];
/// The columns by which the FBI's table is known.
const FBI: [&str; 4] = ["DATA_YEAR", "ORI", "STATE_ABBR", "ACTUAL_COUNT"];

/// How the columns of one table are understood.
struct Layout {
    year: usize,
    count: usize,
    contributor: Option<usize>,
    label: Option<usize>,
    place: Option<usize>,
    by: Option<usize>,
    is_fbi: bool,
    add_rows: bool,
}

impl Layout {
    fn of(rows: &Rows, named: &Named) -> Result<Layout, TableError> {
        let is_fbi = FBI.iter().all(|name| rows.header.iter().any(|h| h == name));
        let exactly = |name: &String, option: &str| {
            rows.find(&[name]).ok_or_else(|| rows.wants(&format!("column `{name}`, which {option} names")))
        };
        let one = |wish: &Option<String>, usual: &[&str], option: &str| -> Result<Option<usize>, TableError> {
            match wish {
                Some(name) => exactly(name, option).map(Some),
                None => Ok(rows.find(usual)),
            }
        };
        let year = one(&named.year, &YEARS, "--year")?;
        let year = year.ok_or_else(|| rows.wants("column of years; name it with --year"))?;
        let count = one(&named.count, &COUNTS, "--count")?;
        let count = count.ok_or_else(|| rows.wants("column of counts; name it with --count"))?;
        let by = match &named.by {
            None => None,
            Some(by) if is_fbi && by == "purpose" => Some(rows.column(by, &["OFFENSE_SUBCAT_NAME"])?),
            Some(by) if is_fbi && by == "place" => Some(rows.column(by, &["STATE_NAME"])?),
            Some(by) => Some(exactly(by, "--by")?),
        };
        let contributor = one(&named.contributor, &CONTRIBUTORS, "--contributor")?;
        let contributor = contributor.filter(|c| Some(*c) != by || named.contributor.is_some());
        Ok(Layout {
            year,
            count,
            contributor,
            label: if is_fbi { rows.find(&["PUB_AGENCY_NAME"]) } else { None },
            place: if is_fbi { rows.find(&["STATE_ABBR"]) } else { one(&named.place, &[], "--place")? },
            by,
            is_fbi,
            add_rows: is_fbi || named.add_rows,
        })
    }
}

/// One cell in the making: its value and where it came from.
struct Given {
    cell: Cell,
    /// What later returns take back of it.
    taken_back: u64,
    text: String,
    line: u64,
    file: String,
}

/// What one file gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileNote {
    /// How it was understood.
    pub codec: String,
    /// Why.
    pub why: String,
    /// Its rows.
    pub rows: u64,
    /// Those that are in a series.
    pub used: u64,
}

/// Collects the rows of plain tables.
pub struct TableTally {
    named: Named,
    words: Option<Words>,
    places: BTreeMap<String, (String, Option<Place>)>,
    cells: BTreeMap<(String, i32, String), Given>,
    rows: u64,
    corrections: u64,
    unused: UnusedRows,
    cautions: Vec<String>,
}

impl TableTally {
    /// Reads with these columns.
    pub fn new(named: Named) -> TableTally {
        let (places, cells) = (BTreeMap::new(), BTreeMap::new());
        TableTally {
            named,
            words: None,
            places,
            cells,
            rows: 0,
            corrections: 0,
            unused: UnusedRows::default(),
            cautions: Vec::new(),
        }
    }

    /// Adds a table.
    ///
    /// **Errors** A column is wanting; a year, count or code of a place is none; or a year of one contributor is given twice
    /// with different values. Nothing is dropped for being wrong: one fault refuses the file.
    pub fn add(&mut self, file: &str, from: impl Read) -> Result<FileNote, TableError> {
        let rows = Rows::read(file, from)?;
        let layout = Layout::of(&rows, &self.named)?;
        let mut used = 0;
        let mut repeated = Vec::new();
        for (line, fields) in &rows.rows {
            let year = rows.year(*line, &fields[layout.year])?;
            let text = &fields[layout.count];
            // The FBI's returns may take back offences of earlier ones.
            let taken_back = layout.is_fbi.then(|| text.strip_prefix('-')?.parse::<u64>().ok()).flatten();
            let figure = figure::read(if taken_back.is_some() { "0" } else { text }).map_err(|e| {
                rows.bad(*line, layout.count, text, &format!("{e}; right is {}", FigureError::EXPECTED))
            })?;
            let id = layout.contributor.map(|c| fields[c].clone()).unwrap_or_default();
            let at = || format!("{file}, line {line}");
            if layout.contributor.is_some() && id.is_empty() {
                self.unused.add("who reports is not said", 1, at);
                continue;
            }
            let Some(cell) = cell_of(figure) else {
                self.unused.add("no number is given", 1, at);
                continue;
            };
            self.know(&rows, &layout, *line, fields, &id)?;
            let group = layout.by.map(|by| fields[by].clone()).unwrap_or_default();
            let key = (id, year, group);
            let given = || Given { cell, taken_back: 0, text: text.clone(), line: *line, file: file.to_owned() };
            if let Some(count) = taken_back {
                self.cells.entry(key).or_insert_with(given).taken_back += count;
                self.corrections += 1;
                used += 1;
                continue;
            }
            match self.cells.get_mut(&key) {
                None => {
                    self.cells.insert(key, given());
                }
                Some(before) if layout.add_rows => before.cell = before.cell + cell,
                Some(before) if before.cell == cell => {
                    repeated.push(format!("{file}, line {line}, as line {} of {}", before.line, before.file));
                    continue;
                }
                Some(before) => {
                    let (id, year, group) = &key;
                    let year = year.to_string();
                    let what = [id.as_str(), &year, group].into_iter().filter(|t| !t.is_empty());
                    return Err(TableError::Twice {
                        file: if before.file == file { file.to_owned() } else { format!("{} and {file}", before.file) },
                        what: what.collect::<Vec<_>>().join(", "),
                        first: before.line,
                        second: *line,
                        values: format!("{} and {text}", before.text),
                        hint: "keep the one that is right, name the column that tells them apart (--by, --contributor), or say \
                               that rows are parts of a year (--add-rows)",
                    });
                }
            }
            used += 1;
        }
        let example = repeated.first().cloned().unwrap_or_default();
        self.unused.add("repeats a number that is given already", repeated.len() as u64, || example.clone());
        self.rows += rows.rows.len() as u64;
        if !layout.is_fbi {
            let counted = rows.header[layout.count].to_lowercase();
            let counted = if counted == "count" { "counts" } else { &counted };
            self.words = Some(Words::new(counted, "contributor", "contributors", "contributors"));
        } else {
            self.words = Some(Words::new("offences", "agency", "agencies", "agencies"));
            let parts = "Rows are the returns of an agency in a year and are added up.".to_owned();
            if !self.cautions.contains(&parts) {
                self.cautions.push(parts);
            }
        }
        let name = |i: usize| format!("`{}`", rows.header[i]);
        let contributor =
            layout.contributor.map_or_else(|| "one contributor".to_owned(), |c| format!("contributors in {}", name(c)));
        Ok(FileNote {
            codec: if layout.is_fbi { "FBI table of human-trafficking offences" } else { "plain table" }.to_owned(),
            why: format!("years in {}, counts in {}, {contributor}", name(layout.year), name(layout.count)),
            rows: rows.rows.len() as u64,
            used,
        })
    }

    /// Notes who reports, with label and place.
    fn know(&mut self, rows: &Rows, layout: &Layout, line: u64, fields: &[String], id: &str) -> Result<(), TableError> {
        if self.places.contains_key(id) {
            return Ok(());
        }
        let place = match layout.place {
            Some(at) if layout.is_fbi => Place::from_code(&format!("US-{}", fields[at])),
            Some(at) => {
                let found = resolve(&fields[at], Scheme::Iso3166);
                found.map_err(|e| rows.bad(line, at, &fields[at], &format!("no code of a place: {e}")))?.place
            }
            None => None,
        };
        let state = layout.place.filter(|_| layout.is_fbi).map(|at| format!(" ({})", fields[at])).unwrap_or_default();
        let label = layout.label.map_or_else(|| id.to_owned(), |at| format!("{}{state}", fields[at]));
        self.places.insert(id.to_owned(), (label, place));
        Ok(())
    }

    /// Takes back what later returns take back, within the year as far as it goes; gives the rest by year.
    fn take_back(&mut self) -> BTreeMap<i32, u64> {
        let mut rest = BTreeMap::new();
        for ((_, year, _), given) in &mut self.cells {
            let within = given.taken_back.min(given.cell.low);
            given.cell = Cell { low: given.cell.low - within, high: given.cell.high - within };
            if given.taken_back > within {
                *rest.entry(*year).or_default() += given.taken_back - within;
            }
        }
        if self.corrections > 0 {
            let rows = if self.corrections == 1 { "One row".to_owned() } else { format!("{} rows", self.corrections) };
            self.cautions.push(format!("{rows} below zero: what earlier returns reported is taken back."));
        }
        rest
    }

    /// What was read.
    pub fn finish(mut self) -> Observations {
        let taken_back = self.take_back();
        let ids: Vec<String> = self.places.keys().cloned().collect();
        let position = |id: &str| ids.binary_search_by(|x| x.as_str().cmp(id)).unwrap_or_default();
        let mut total = Cells::new();
        let mut groups: BTreeMap<String, Cells> = BTreeMap::new();
        for ((id, year, group), given) in &self.cells {
            let key = (position(id), *year);
            let sum = total.entry(key).or_default();
            *sum = *sum + given.cell;
            if self.named.by.is_some() {
                let label = if group.is_empty() { "not said" } else { group };
                let sum = groups.entry(label.to_owned()).or_default().entry(key).or_default();
                *sum = *sum + given.cell;
            }
        }
        let contributors: Vec<Contributor> = self
            .places
            .into_iter()
            .map(|(id, (label, place))| Contributor {
                label: if label.is_empty() { "all".to_owned() } else { label },
                id,
                place,
            })
            .collect();
        let mut watched: Vec<Watched> = contributors
            .iter()
            .map(|c| Watched { id: c.id.clone(), label: c.label.clone(), counts: BTreeMap::new() })
            .collect();
        for ((contributor, year), cell) in &total {
            watched[*contributor].counts.insert(*year, *cell);
        }
        let by = self.named.by.clone();
        Observations {
            words: self.words.unwrap_or_else(|| Words::new("counts", "contributor", "contributors", "contributors")),
            contributors,
            total,
            categories: by.as_deref().is_some_and(|by| !["place", "state", "country"].contains(&by)),
            groups: groups.into_iter().map(|(label, cells)| Group { id: label.clone(), label, cells }).collect(),
            by,
            watched,
            taken_back,
            rows: self.rows,
            unused: self.unused.finish(),
            cautions: self.cautions,
        }
    }
}

#[cfg(test)]
mod tests;
