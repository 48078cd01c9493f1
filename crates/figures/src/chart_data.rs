//! What the page's charts are given: the study's numbers in the shape of `web/src/study.ts`.
//!
//! How a chart looks is in `web/`. Each number here also stands in a table of the page.

use crate::notes::{Synthetic, TREND_CAUTION, basis, basis_title, break_text, short};
use crate::page::title;
use serde::Serialize;
use std::collections::BTreeMap;
use turnstone_identify::Kind;
use turnstone_model::Place;
use turnstone_monitor::dimension::{Dimension, Value};
use turnstone_monitor::findings::OutputKind;
use turnstone_monitor::flows::Counted;
use turnstone_monitor::study::Study;
use turnstone_monitor::trends::{Trends, YearCount};

/// How many purposes get a line of their own, beside all records.
const PURPOSE_LINES: usize = 4;
const NOT_RECORDED: &str = "not_recorded";

/// Everything the charts of one page need.
#[derive(Debug, Serialize)]
pub struct ChartData<'a> {
    /// The page's title.
    pub title: String,
    /// Whether all records are synthetic.
    pub synthetic: bool,
    /// The places of corridors by their code.
    pub places: BTreeMap<&'a str, PlacePoint<'a>>,
    /// The corridors; one table for each way of reading them.
    pub corridors: Vec<CorridorTable<'a>>,
    /// Counts by year.
    pub trend: Trend,
    /// Means by purpose.
    pub means_by_purpose: CrossTable<'a>,
    /// What element tests say.
    pub element_tests: ElementTests<'a>,
    /// How columns are filled.
    pub unknowns: Unknowns<'a>,
}

/// A place as the map knows it.
#[derive(Debug, Serialize)]
pub struct PlacePoint<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its ISO numeric code with three digits, where it has one.
    pub numeric: Option<String>,
}

/// One way of reading corridors.
#[derive(Debug, Serialize)]
pub struct CorridorTable<'a> {
    /// What it shows, with what the ends rest on.
    pub title: String,
    /// What origins rest on.
    pub origin_basis: &'a str,
    /// What destinations rest on.
    pub destination_basis: &'a str,
    /// Every corridor.
    pub rows: Vec<Corridor<'a>>,
}

/// One corridor.
#[derive(Debug, Serialize)]
pub struct Corridor<'a> {
    /// Code of the origin.
    pub origin: &'a str,
    /// Code of the destination.
    pub destination: &'a str,
    /// Whether a border was crossed; absent when not known.
    pub border_crossed: Option<bool>,
    /// The records.
    pub count: u64,
    /// The records by each dimension.
    pub by: &'a BTreeMap<&'static str, Vec<Counted>>,
}

/// Counts by year.
#[derive(Debug, Serialize)]
pub struct Trend {
    /// What it shows.
    pub title: String,
    /// What moves the lines beside reality.
    pub caution: &'static str,
    /// Every year from the first to the last.
    pub years: Vec<i32>,
    /// The lines.
    pub series: Vec<Series>,
    /// How many countries contribute; drawn on a scale of its own.
    pub contributors: Series,
    /// Years in which coverage changed.
    pub breaks: Vec<Break>,
}

/// One line over years.
#[derive(Debug, Serialize)]
pub struct Series {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: String,
    /// A value for each year; absent where nothing of the kind was recorded.
    pub values: Vec<Option<u64>>,
}

/// A year in which coverage changed.
#[derive(Debug, Serialize)]
pub struct Break {
    /// The year.
    pub year: i32,
    /// What changed.
    pub text: String,
}

/// Two dimensions against each other.
#[derive(Debug, Serialize)]
pub struct CrossTable<'a> {
    /// What it shows.
    pub title: String,
    /// The rows.
    pub rows: &'a [Value],
    /// The columns.
    pub columns: &'a [Value],
    /// The records by row and column.
    pub cells: &'a [Vec<u64>],
}

/// What element tests say. Results of other kinds are drawn as bars in their tables.
#[derive(Debug, Serialize)]
pub struct ElementTests<'a> {
    /// What it shows.
    pub title: &'static str,
    /// The instruments.
    pub instruments: Vec<InstrumentName<'a>>,
    /// Their elements, descriptions and findings.
    pub results: Vec<ResultCount<'a>>,
}

/// An instrument by name.
#[derive(Debug, Serialize)]
pub struct InstrumentName<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// What it is about.
    pub concern: &'static str,
    /// Its title with what its numbers rest on.
    pub label: String,
}

/// One output of an instrument over all rows.
#[derive(Debug, Serialize)]
pub struct ResultCount<'a> {
    /// The instrument's identifier.
    pub instrument: &'a str,
    /// The output's name.
    pub name: &'a str,
    /// What it is.
    pub kind: OutputKind,
    /// Its label, with the assumptions it rests on.
    pub label: String,
    /// Rows that say yes.
    pub yes: u64,
    /// Rows that say no.
    pub no: u64,
    /// Rows that the record does not decide.
    pub undetermined: u64,
}

/// How columns are filled.
#[derive(Debug, Serialize)]
pub struct Unknowns<'a> {
    /// What it shows.
    pub title: &'static str,
    /// All rows.
    pub total: u64,
    /// The columns in order.
    pub columns: Vec<ColumnFill<'a>>,
}

/// How one column is filled: the four counts add up to all rows.
#[derive(Debug, Serialize)]
pub struct ColumnFill<'a> {
    /// Its name.
    pub id: &'a str,
    /// Its label.
    pub label: &'a str,
    /// The element it belongs to, or attributes.
    pub group: &'a str,
    /// Rows that say yes.
    pub yes: u64,
    /// Rows that say no.
    pub no: u64,
    /// Rows that hold something other than yes and no.
    pub value: u64,
    /// Rows that say nothing.
    pub unknown: u64,
}

/// The numbers of a study for its charts.
pub fn data(study: &Study) -> ChartData<'_> {
    ChartData {
        title: title(study),
        synthetic: Synthetic::of(study) == Synthetic::All,
        places: places(study),
        corridors: vec![corridors(study)],
        trend: trend(&study.trends),
        means_by_purpose: means_by_purpose(study),
        element_tests: element_tests(study),
        unknowns: unknowns(study),
    }
}

fn places(study: &Study) -> BTreeMap<&str, PlacePoint<'_>> {
    let corridors = study.flows.corridors.iter();
    let ends = corridors.flat_map(|c| [(&c.origin, &c.origin_name), (&c.destination, &c.destination_name)]);
    let numeric = |code: &str| Place::from_code(code).and_then(Place::numeric).map(|number| format!("{number:03}"));
    ends.map(|(code, name)| (code.as_str(), PlacePoint { name, numeric: numeric(code) })).collect()
}

fn corridors(study: &Study) -> CorridorTable<'_> {
    let flows = &study.flows;
    let rows = flows.corridors.iter().map(|c| Corridor {
        origin: &c.origin,
        destination: &c.destination,
        border_crossed: c.border_crossed,
        count: c.records,
        by: &c.by,
    });
    CorridorTable {
        title: format!("Corridors ({})", basis_title(flows)),
        origin_basis: basis(&flows.origin_basis),
        destination_basis: basis(&flows.destination_basis),
        rows: rows.collect(),
    }
}

/// The lines over years: all records, the main purposes, records without one, children. Years without a record between
/// the first and the last are gaps.
pub fn trend(trends: &Trends) -> Trend {
    let by_year: BTreeMap<i32, &YearCount> = trends.years.iter().map(|y| (y.year, y)).collect();
    let years: Vec<i32> = match (by_year.keys().next(), by_year.keys().next_back()) {
        (Some(first), Some(last)) => (*first..=*last).collect(),
        _ => Vec::new(),
    };
    let line = |id: String, label: String, value: &dyn Fn(&YearCount) -> Option<u64>| {
        let values = years.iter().map(|year| by_year.get(year).and_then(|y| value(y))).collect();
        Series { id, label, values }
    };
    let mut series = vec![line("records".to_owned(), "All records".to_owned(), &|y| Some(y.records))];
    for (id, label) in largest(trends, Dimension::Purpose).into_iter().take(PURPOSE_LINES) {
        series.push(line(id.clone(), label, &|y| count_of(y, Dimension::Purpose, &id)));
    }
    if !years.is_empty() {
        let no_purpose = "Purpose not recorded".to_owned();
        series.push(line(format!("purpose.{NOT_RECORDED}"), no_purpose, &|y| {
            Some(counts(y, Dimension::Purpose).iter().find(|c| c.id == NOT_RECORDED).map_or(0, |c| c.count))
        }));
        let child = Dimension::Child.label().to_owned();
        series.push(line("child".to_owned(), child, &|y| count_of(y, Dimension::Child, "child")));
    }
    Trend {
        title: "Records by year of registration".to_owned(),
        caution: TREND_CAUTION,
        contributors: line("contributors".to_owned(), "Contributing countries".to_owned(), &|y| Some(y.contributors)),
        breaks: trends
            .changes
            .iter()
            .filter(|change| change.is_break())
            .map(|change| Break { year: change.year, text: break_text(change) })
            .collect(),
        series,
        years,
    }
}

fn counts(year: &YearCount, dimension: Dimension) -> &[Counted] {
    year.by.get(dimension.id()).map_or(&[], Vec::as_slice)
}

/// The records of a year with a value. Where no record of the year has any value of the dimension, that is not known.
fn count_of(year: &YearCount, dimension: Dimension, id: &str) -> Option<u64> {
    let counts = counts(year, dimension);
    let recorded = counts.iter().any(|c| c.id != NOT_RECORDED && c.count > 0);
    recorded.then(|| counts.iter().find(|c| c.id == id).map_or(0, |c| c.count))
}

/// The values of a dimension over all years, the most frequent first.
fn largest(trends: &Trends, dimension: Dimension) -> Vec<(String, String)> {
    let mut sums: BTreeMap<&str, (u64, &str)> = BTreeMap::new();
    let values = trends.years.iter().flat_map(|year| counts(year, dimension));
    for value in values.filter(|value| value.id != NOT_RECORDED) {
        sums.entry(&value.id).or_insert((0, &value.label)).0 += value.count;
    }
    let mut values: Vec<_> = sums.into_iter().collect();
    values.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    values.into_iter().map(|(id, (_, label))| (id.to_owned(), label.to_owned())).collect()
}

fn means_by_purpose(study: &Study) -> CrossTable<'_> {
    let wanted = (Dimension::Means, Dimension::Purpose);
    let table = study.crosstabs.iter().find(|t| (t.row_dimension, t.column_dimension) == wanted);
    CrossTable {
        title: "Means by purpose".to_owned(),
        rows: table.map_or(&[], |t| &t.rows),
        columns: table.map_or(&[], |t| &t.columns),
        cells: table.map_or(&[], |t| &t.cells),
    }
}

fn element_tests(study: &Study) -> ElementTests<'_> {
    let tests = || study.findings.of_kind(Kind::Elements);
    let names = tests().map(|i| InstrumentName { id: &i.id, concern: i.concern.label(), label: short(&i.label) });
    let results = tests().flat_map(|instrument| {
        instrument.outputs.iter().map(|output| ResultCount {
            instrument: &instrument.id,
            name: &output.name,
            kind: output.kind,
            label: short(&output.label),
            yes: output.rows.yes,
            no: output.rows.no,
            undetermined: output.rows.undetermined,
        })
    });
    ElementTests {
        title: "What the records say under each definition",
        instruments: names.collect(),
        results: results.collect(),
    }
}

fn unknowns(study: &Study) -> Unknowns<'_> {
    let columns = study.profile.columns.iter().map(|c| ColumnFill {
        id: &c.id,
        label: &c.label,
        group: &c.group,
        yes: c.yes,
        no: c.no,
        value: c.recorded.saturating_sub(c.yes + c.no),
        unknown: c.unknown,
    });
    Unknowns { title: "What is recorded at all", total: study.profile.rows, columns: columns.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::sample_study;

    /// The shape is that of `web/src/study.ts`: when this changes, so must that.
    #[test]
    fn the_data_of_the_sample() {
        insta::assert_json_snapshot!(data(&sample_study()));
    }

    #[test]
    fn a_year_without_records_is_a_gap_and_so_is_what_nobody_recorded() {
        let trend = trend(&sample_study().trends);
        assert_eq!(trend.years, [2015, 2016, 2017, 2018, 2019]);
        let line = |id: &str| &trend.series.iter().find(|s| s.id == id).expect("there is such a line").values;
        assert_eq!(line("records"), &[Some(100), None, None, Some(400), Some(620)]);
        assert_eq!(line("child"), &[None, None, None, Some(31), Some(31)]);
        assert_eq!(line("purpose.not_recorded"), &[Some(0), None, None, Some(56), Some(87)]);
    }

    #[test]
    fn numeric_codes_have_three_digits_and_former_states_what_the_tree_says() {
        let mut study = sample_study();
        study.flows.corridors[0].origin = "BGD".to_owned();
        let data = data(&study);
        assert_eq!(data.places["BGD"].numeric.as_deref(), Some("050"));
        assert_eq!(data.places["USA"].numeric.as_deref(), Some("840"));
        assert_eq!(data.places["SUN"].numeric, None);
    }
}
