//! The page in words, and that every table of it can be written.

use super::*;
use turnstone_monitor::change::analysis::{Settings, analyse};
use turnstone_monitor::change::companions::{Definition, delays};
use turnstone_monitor::change::table::{Named, TableTally};

/// Six agencies that report steadily, twenty that join in 2016, one place for each two; a definition, and delays.
fn sample() -> Changes {
    let mut text = "year,agency,iso,count\n".to_owned();
    for year in 2012..=2019 {
        for agency in 0..26 {
            let count = 20 + (agency * 7 + year * 3) % 5;
            if agency < 6 || year >= 2016 {
                let iso = ["FRA", "DEU", "NLD", "BEL", "AUT"][agency as usize % 5];
                text += &format!("{year},A{agency:02},{iso},{count}\n");
            }
        }
    }
    let mut tally = TableTally::new(Named { place: Some("iso".to_owned()), ..Named::default() });
    tally.add("agencies.csv", text.as_bytes()).unwrap();
    let triangle = "event_year,delay,count\n2017,0,50\n2017,1,20\n2017,2,4\n2018,0,60\n2018,1,26\n2019,0,55\n";
    let settings = Settings {
        definitions: Definition::read_all("d.csv", "year,text\n2016,attempts are counted\n".as_bytes()).unwrap(),
        delays: Some(delays("t.csv", triangle.as_bytes()).unwrap()),
        ..Settings::default()
    };
    analyse(&tally.finish(), &settings).unwrap()
}

#[test]
fn agencies_that_join_are_called_coverage_in_words() {
    insta::assert_snapshot!(answer(&sample()).join("\n"));
}

#[test]
fn the_report_can_be_written_and_holds_every_table() {
    let report = report(&sample());
    let mut page = Vec::new();
    report.write_html(&mut page).expect("names are right and memory takes everything");
    let names: Vec<String> = report.tables().into_iter().map(|table| table.file_stem).collect();
    for wanted in ["series", "years", "changes", "definitions", "windows", "chained", "places", "back_test", "nowcast"]
    {
        assert!(names.iter().any(|name| name == wanted), "{wanted} in {names:?}");
    }
}
