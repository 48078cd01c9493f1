//! What comes beside the counts, in small tables of the user's: effort, changes of definition, registration delays.

use super::observations::{Observations, Unused};
use super::table::{Rows, TableError};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use turnstone_estimate::trends::nowcast::Triangle;

/// Effort by year, or by contributor and year: agencies, months reported, tests, inhabitants.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effort {
    /// What it is, by the name of its column.
    pub what: String,
    /// By contributor, where the file names one; the empty name is everybody.
    cells: BTreeMap<(String, i32), f64>,
}

impl Effort {
    /// Reads `year` (or `data_year`), an optional `contributor`, and one column of numbers above zero, whose name says what
    /// they are.
    ///
    /// **Errors** A column is wanting, a number is not above zero, or a contributor's year is given twice and differently.
    pub fn read(file: &str, from: impl Read) -> Result<Effort, TableError> {
        let rows = Rows::read(file, from)?;
        let year = rows.column("year", &["year", "data_year"])?;
        let contributor = rows.find(&["contributor", "id", "ori", "agency", "iso3", "country", "state"]);
        let rest: Vec<usize> = (0..rows.header.len()).filter(|i| *i != year && Some(*i) != contributor).collect();
        let [value] = rest[..] else { return Err(rows.wants("one column of effort beside year and contributor")) };
        let mut cells = BTreeMap::new();
        let mut lines = BTreeMap::new();
        for (line, fields) in &rows.rows {
            let key = (contributor.map(|c| fields[c].clone()).unwrap_or_default(), rows.year(*line, &fields[year])?);
            let text = fields[value].replace(',', "");
            let amount = text.parse::<f64>().ok().filter(|e| *e > 0.0 && e.is_finite());
            let amount = amount.ok_or_else(|| rows.bad(*line, value, &fields[value], "not a number above zero"))?;
            if let Some(before) = cells.insert(key.clone(), amount).filter(|before| *before != amount) {
                let (first, values) = (lines[&key], (before.to_string(), fields[value].clone()));
                return Err(rows.twice(first, *line, &format!("{} {}", key.0, key.1), values));
            }
            lines.entry(key).or_insert(*line);
        }
        Ok(Effort { what: rows.header[value].clone(), cells })
    }

    /// The effort of a contributor in a year.
    pub fn of(&self, contributor: &str, year: i32) -> Option<f64> {
        let own = self.cells.get(&(contributor.to_owned(), year));
        own.or_else(|| self.cells.get(&(String::new(), year))).copied()
    }

    /// What of it no contributor uses, and which reports have no effort beside them.
    pub fn unused(&self, observations: &Observations) -> Vec<Unused> {
        let known: BTreeSet<&str> = observations.contributors.iter().map(|c| c.id.as_str()).collect();
        let stray: Vec<&str> =
            self.cells.keys().map(|k| k.0.as_str()).filter(|id| !id.is_empty() && !known.contains(id)).collect();
        let without = observations
            .total
            .keys()
            .map(|(c, year)| (observations.contributors[*c].id.as_str(), *year))
            .filter(|(id, year)| self.of(id, *year).is_none())
            .collect::<Vec<_>>();
        let mut unused = Vec::new();
        let mut say = |reason: &str, rows: usize, example: String| {
            if rows > 0 {
                unused.push(Unused { reason: reason.to_owned(), rows: rows as u64, example });
            }
        };
        say(
            "effort of a contributor that reports nothing",
            stray.len(),
            stray.first().map_or(String::new(), |s| (*s).to_owned()),
        );
        let example = without.first().map_or(String::new(), |(id, year)| format!("{id}, {year}"));
        say("reported without a known effort, so not in what is adjusted", without.len(), example);
        unused
    }
}

/// A change of what is counted, documented by somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Definition {
    /// The first year it applies to.
    pub year: i32,
    /// What changed.
    pub text: String,
    /// The series it concerns, by name or label; none: all.
    pub series: Option<String>,
    /// Where that is documented.
    pub source: Option<String>,
}

impl Definition {
    /// Reads `year`, `text` (or `change`, `definition`), and optional `series` and `source`.
    ///
    /// **Errors** A column is wanting, a year is none, or a text is empty.
    pub fn read_all(file: &str, from: impl Read) -> Result<Vec<Definition>, TableError> {
        let rows = Rows::read(file, from)?;
        let (year, text) = (rows.column("year", &["year"])?, rows.column("text", &["text", "change", "definition"])?);
        let (series, source) = (rows.find(&["series"]), rows.find(&["source"]));
        let said = |fields: &[String], at: Option<usize>| at.map(|i| fields[i].clone()).filter(|t| !t.is_empty());
        let one = |(line, fields): &(u64, Vec<String>)| {
            if fields[text].is_empty() {
                return Err(rows.bad(*line, text, "", "empty, where the change of definition should be described"));
            }
            let year = rows.year(*line, &fields[year])?;
            Ok(Definition {
                year,
                text: fields[text].clone(),
                series: said(fields, series),
                source: said(fields, source),
            })
        };
        rows.rows.iter().map(one).collect()
    }

    /// Whether it concerns a series. One that names none concerns all, one that names a part concerns the whole too.
    pub fn concerns(&self, id: &str, label: &str) -> bool {
        self.series.as_ref().is_none_or(|s| id == "all" || s.eq_ignore_ascii_case(id) || s.eq_ignore_ascii_case(label))
    }
}

/// Reads a triangle: `event_year`, `delay` in years (or `registered_year`), and `count`.
///
/// **Errors** A column is wanting, a delay is below zero, a cell is given twice, or a cell that time has reached is wanting:
/// what was not registered must be said to be zero.
pub fn delays(file: &str, from: impl Read) -> Result<Triangle, TableError> {
    let rows = Rows::read(file, from)?;
    let event = rows.column("event_year", &["event_year"])?;
    let count = rows.column("count", &["count"])?;
    let (delay, registered) = (rows.find(&["delay"]), rows.find(&["registered_year"]));
    if delay.is_none() && registered.is_none() {
        return Err(rows.wants("a column `delay` or `registered_year`"));
    }
    let mut cells: BTreeMap<(i32, i32), (f64, u64)> = BTreeMap::new();
    for (line, fields) in &rows.rows {
        let year = rows.year(*line, &fields[event])?;
        let late = match (delay, registered) {
            (Some(at), _) => fields[at].parse::<i32>().ok(),
            (None, Some(at)) => Some(rows.year(*line, &fields[at])? - year),
            (None, None) => None,
        };
        let at = delay.or(registered).unwrap_or_default();
        let late = late.filter(|d| (0..=200).contains(d));
        let late = late.ok_or_else(|| rows.bad(*line, at, &fields[at], "not a delay of zero or more years"))?;
        let text = fields[count].replace(',', "");
        let number = text.parse::<u32>().map_err(|_| rows.bad(*line, count, &fields[count], "not a whole count"))?;
        if let Some((before, first)) = cells.insert((year, late), (number.into(), *line)) {
            let key = format!("event year {year}, delay {late}");
            return Err(rows.twice(first, *line, &key, (before.to_string(), fields[count].clone())));
        }
    }
    let years = || cells.keys().map(|(year, _)| *year);
    let (Some(first), Some(last)) = (years().min(), years().max()) else { return Err(rows.wants("a row")) };
    let longest = cells.keys().map(|(_, late)| *late).max().unwrap_or(0);
    let newest = cells.keys().map(|(year, late)| year + late).max().unwrap_or(last).max(last);
    let row = |year: i32| {
        let reached = longest.min(newest - year);
        let cell = |late: i32| {
            let key = format!("event year {year}, delay {late}");
            cells.get(&(year, late)).map(|c| c.0).ok_or_else(|| rows.wants(&format!("a count for {key}; zero if none")))
        };
        (0..=reached).map(cell).collect::<Result<Vec<f64>, TableError>>()
    };
    Ok(Triangle { first_year: first, rows: (first..=last).map(row).collect::<Result<_, _>>()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effort_is_that_of_the_contributor_and_else_of_everybody() {
        let effort =
            Effort::read("e.csv", "year,contributor,months\n2019,A,12\n2019,,6\n2020,A,\"1,000\"\n".as_bytes())
                .unwrap();
        assert_eq!(effort.what, "months");
        assert_eq!(
            (effort.of("A", 2019), effort.of("B", 2019), effort.of("A", 2020)),
            (Some(12.0), Some(6.0), Some(1_000.0))
        );
        assert_eq!(effort.of("B", 2020), None);
        let refused = |text: &str| Effort::read("e.csv", text.as_bytes()).unwrap_err().to_string();
        assert!(
            refused("year,months\n2019,0\n").contains("e.csv, line 2, column months: `0`: not a number above zero")
        );
        assert!(refused("year,months\n2019,1\n2019,2\n").contains("lines 2 and 3"));
    }

    #[test]
    fn a_definition_concerns_what_it_names() {
        let text = "year,text,series\n2018,counted with attempts,purpose.other\n2019,new law,\n";
        let read = Definition::read_all("d.csv", text.as_bytes()).unwrap();
        assert!(read[0].concerns("purpose.other", "Other") && read[0].concerns("all", "All"));
        assert!(!read[0].concerns("purpose.forced_labour", "Forced labour"));
        assert!(read[1].concerns("purpose.forced_labour", "Forced labour"));
        assert!(
            Definition::read_all("d.csv", "year,text\n2018,\n".as_bytes()).unwrap_err().to_string().contains("empty")
        );
    }

    #[test]
    fn delays_make_a_triangle_with_no_hole() {
        let by_delay = "event_year,delay,count\n2019,0,5\n2019,1,3\n2020,0,6\n";
        let by_year = "event_year,registered_year,count\n2019,2019,5\n2019,2020,3\n2020,2020,6\n";
        let triangle = delays("t.csv", by_delay.as_bytes()).unwrap();
        assert_eq!(triangle.rows, [vec![5.0, 3.0], vec![6.0]]);
        assert_eq!(delays("t.csv", by_year.as_bytes()).unwrap(), triangle);
        let refused = |text: &str| delays("t.csv", text.as_bytes()).unwrap_err().to_string();
        assert!(refused("event_year,delay,count\n2019,1,3\n2020,0,6\n").contains("event year 2019, delay 0"));
        assert!(refused("event_year,delay,count\n2019,-1,3\n").contains("zero or more"));
        assert!(refused("event_year,delay,count\n2019,0,1.5\n").contains("whole count"));
    }
}
