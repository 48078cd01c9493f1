//! The public inputs of `examples/`, against tables made by hand.

use super::analysis::{Settings, analyse};
use super::companions::{Definition, Effort};
use super::counts::{By, CountsTally};
use super::table::{Named, TableTally};
use super::{Changes, Observations};
use std::path::{Path, PathBuf};
use turnstone_estimate::trends::attribution::{Ground, Mark};
use turnstone_estimate::trends::panel::Cell;
use turnstone_model::Place;
use turnstone_model::codec::Dataset;
use turnstone_model::codec::source::Source;
use turnstone_model::counts::{CountsBuilder, CountsRow, Figure, Indicator, schema};

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

fn glotip(by: Option<By>) -> Observations {
    let dataset = Dataset::open(&example("glotip/glotip_2025-04-14.csv.zst")).unwrap();
    let schema = schema();
    let columns = CountsTally::columns().into_iter().map(|name| schema.index_of(name).unwrap()).collect();
    let mut decoder = dataset.decoder("glotip", columns);
    let mut tally = CountsTally::new(Indicator::DetectedVictims, by, 0);
    let mut pieces = dataset.pieces().unwrap();
    while let Some(piece) = pieces.next_piece().unwrap() {
        tally.add(&decoder.decode(piece).batch).unwrap();
    }
    tally.finish()
}

fn fbi(by: Option<&str>) -> Observations {
    let source = Source::open(&example("trends/fbi_ucr_human_trafficking_2013_2020.csv.zst")).unwrap();
    let mut tally = TableTally::new(Named { by: by.map(str::to_owned), ..Named::default() });
    tally.add("fbi.csv", source.read_all().unwrap().as_slice()).unwrap();
    tally.finish()
}

fn totals(changes: &Changes) -> (Vec<u64>, Vec<usize>) {
    let years = &changes.whole.reported;
    (years.iter().map(|y| y.total.unwrap().low).collect(), years.iter().map(|y| y.contributors).collect())
}

#[test]
fn offences_of_the_fbi_rise_by_coverage() {
    let changes = analyse(&fbi(None), &Settings::default()).unwrap();
    let (offences, agencies) = totals(&changes);
    assert_eq!(offences, [20, 468, 832, 1_280, 1_298, 1_457, 2_084, 2_160]);
    assert_eq!(agencies, [9, 103, 134, 225, 271, 323, 463, 503]);
    // Two agencies have rows in all eight years, nineteen in the last seven: 240 to 405.
    let panel: Vec<u64> = changes.whole.constant.years.iter().map(|y| y.total.unwrap().low).collect();
    assert_eq!((changes.whole.constant.contributors, panel), (2, vec![11, 27, 31, 38, 31, 27, 20, 14]));
    let window = &changes.whole.windows[1];
    assert_eq!((window.from, window.contributors), (2014, 19));
    assert_eq!((window.first, window.last), (Some(Cell::exactly(240)), Some(Cell::exactly(405))));
    // Agencies with rows in both of two years: 13 → 29, 272 → 395, …
    let links: Vec<_> = changes.whole.chained.iter().map(|l| (l.contributors, l.before.low, l.after.low)).collect();
    assert_eq!(links[..3], [(3, 13, 29), (34, 272, 395), (70, 744, 713)]);
    let overall = &changes.whole.overall.as_ref().unwrap().attribution;
    assert_eq!(overall.mark, Mark::Coverage, "{overall:?}");
    let reported = changes.whole.changes.iter().filter(|c| c.found_in == super::result::FoundIn::AsReported);
    for change in reported {
        assert_eq!(change.attribution.mark, Mark::Coverage, "{change:?}");
    }
    assert!(changes.cautions.iter().any(|c| c.contains("never says zero")));
    assert!(changes.nowcast.is_err());
}

#[test]
fn the_constant_panel_of_glotip_is_the_table_made_by_hand() {
    // Three countries by hand, 2017 to 2022: Romania 662 497 698 596 505 500; Bulgaria 505 442 404 457 466 153; Armenia
    // 12 28 8 11 13 and nothing in 2022. With all: 1,179 967 1,110 1,064 984 653. Without Armenia, which does not report
    // throughout: 1,167 939 1,102 1,053 971 653. A hidden number of a fourth adds 1 to 4 to each year.
    let mut rows = Vec::new();
    let mut put = |country: &str, values: &[Option<i64>]| {
        for (at, value) in values.iter().enumerate().filter(|(_, v)| v.is_some()) {
            let figure = value.filter(|v| *v >= 0).map_or(Figure::Suppressed { below: Some(5) }, Figure::Reported);
            let mut row = CountsRow::new(Indicator::DetectedVictims, figure);
            row.reporter = Place::from_code(country);
            row.year = Some(2017 + at as i16);
            rows.push(row);
        }
    };
    put("ROU", &[662, 497, 698, 596, 505, 500].map(Some));
    put("BGR", &[505, 442, 404, 457, 466, 153].map(Some));
    put("ARM", &[Some(12), Some(28), Some(8), Some(11), Some(13), None]);
    put("MLT", &[Some(-1); 6]);
    let mut builder = CountsBuilder::new();
    rows.iter().enumerate().for_each(|(at, row)| builder.push(at as u64 + 2, row));
    let columns: Vec<usize> = (0..schema().fields().len()).collect();
    let mut tally = CountsTally::new(Indicator::DetectedVictims, None, 0);
    tally.add(&builder.finish("hand", &columns)).unwrap();
    let changes = analyse(&tally.finish(), &Settings::default()).unwrap();
    let bounds = |years: &[turnstone_estimate::trends::panel::YearTotal]| -> Vec<(u64, u64)> {
        years.iter().map(|y| y.total.unwrap()).map(|c| (c.low, c.high)).collect()
    };
    let hidden = |sums: [u64; 6]| sums.map(|n| (n + 1, n + 4)).to_vec();
    assert_eq!(bounds(&changes.whole.reported), hidden([1_179, 967, 1_110, 1_064, 984, 653]));
    assert_eq!(bounds(&changes.whole.constant.years), hidden([1_167, 939, 1_102, 1_053, 971, 653]));
    assert_eq!(changes.whole.members, ["BGR", "MLT", "ROU"]);
}

#[test]
fn glotip_as_a_whole() {
    let observations = glotip(None);
    let settings = Settings { panel: Some((2017, 2022)), ..Settings::default() };
    let changes = analyse(&observations, &settings).unwrap();
    let of = |year: i32| changes.whole.reported.iter().find(|y| y.year == year).unwrap();
    // Sums over the file's rows of totals, by another program: numbers, and `<5` as 1 and as 4.
    for (year, countries, low, high) in
        [(2007, 59, 11_144, 11_168), (2019, 134, 82_309, 82_363), (2022, 112, 75_140, 75_176)]
    {
        assert_eq!((of(year).contributors, of(year).total), (countries, Some(Cell { low, high })), "{year}");
    }
    let panel: Vec<(u64, u64)> =
        changes.whole.constant.years.iter().map(|y| y.total.unwrap()).map(|c| (c.low, c.high)).collect();
    assert_eq!(changes.whole.constant.contributors, 82);
    assert_eq!(
        panel,
        [(31_191, 31_209), (31_297, 31_303), (33_260, 33_275), (28_029, 28_050), (33_228, 33_249), (44_937, 44_955)]
    );
    // Detections fell in 2020 in the countries that report throughout too; the corridors have a past to be compared with.
    assert!(changes.alerts.newest.as_ref().unwrap().series > 100);
    assert!(changes.alerts.back_test.len() > 8);
    assert!(changes.smoothing.iter().any(|s| s.mean.is_some()));
}

fn table(text: &str, by: Option<&str>) -> Observations {
    let mut tally = TableTally::new(Named { by: by.map(str::to_owned), ..Named::default() });
    tally.add("t.csv", text.as_bytes()).unwrap();
    tally.finish()
}

/// Thirty agencies over ten years; from the sixth on each counts twice as much.
fn doubled() -> String {
    let rows = (0..30).flat_map(|agency| (2010..2020).map(move |year| (agency, year)));
    let row = |(agency, year)| {
        format!("{year},A{agency:02},{}\n", if year < 2015 { 20 + agency % 3 } else { 40 + agency % 5 })
    };
    "year,agency,count\n".to_owned() + &rows.map(row).collect::<String>()
}

#[test]
fn a_documented_definition_and_a_known_effort_account_for_a_doubling() {
    let observations = table(&doubled(), None);
    let plain = analyse(&observations, &Settings::default()).unwrap();
    let marks =
        |changes: &Changes| changes.whole.changes.iter().map(|c| (c.year, c.attribution.mark)).collect::<Vec<_>>();
    assert_eq!(marks(&plain), [(2015, Mark::Unexplained)]);
    assert_eq!(plain.whole.changes[0].attribution.ground, Ground::SameContributors);
    let definitions = Definition::read_all("d.csv", "year,text\n2015,attempts are counted\n".as_bytes()).unwrap();
    let known = analyse(&observations, &Settings { definitions, ..Settings::default() }).unwrap();
    assert_eq!(marks(&known), [(2015, Mark::Definition)]);
    // Twice the tests from 2015 on: per test nothing changed, and the constant panel per test has no change to find.
    let tests: String = (2010..2020).map(|y| format!("{y},{}\n", if y < 2015 { 100 } else { 200 })).collect();
    let effort = Effort::read("e.csv", format!("year,tests\n{tests}").as_bytes()).unwrap();
    let adjusted = analyse(&observations, &Settings { effort: Some(effort), ..Settings::default() }).unwrap();
    assert_eq!(marks(&adjusted), [(2015, Mark::Coverage)]);
    let first = adjusted.whole.adjusted[0].count.as_ref().unwrap().value;
    assert!((first / adjusted.whole.reported[9].total.unwrap().middle() - 1.0).abs() < 0.05, "{first}");
}

#[test]
fn a_category_that_appears_is_a_change_of_definition() {
    let mut text = "year,agency,form,count\n".to_owned();
    for year in 2010..2020 {
        for agency in 0..12 {
            text += &format!("{year},A{agency:02},sexual,{}\n", 30 + agency % 4);
            if year >= 2015 {
                text += &format!("{year},A{agency:02},criminal,{}\n", 28 + agency % 3);
            }
        }
    }
    let changes = analyse(&table(&text, Some("form")), &Settings::default()).unwrap();
    let change = &changes.whole.changes[0];
    assert_eq!((change.year, change.attribution.mark), (2015, Mark::Definition));
    assert!(change.definitions[0].contains("“criminal” is counted for the first time"), "{:?}", change.definitions);
    assert_eq!(changes.groups.len(), 2);
}

#[test]
fn years_without_a_row_are_gaps() {
    let changes = analyse(&table("year,count\n2010,5\n2011,6\n2013,5\n2014,7\n", None), &Settings::default()).unwrap();
    assert_eq!(changes.whole.years_missing, [2012]);
    assert_eq!(changes.whole.reported[2].total, None);
    assert_eq!(changes.whole.constant.contributors, 0);
}
