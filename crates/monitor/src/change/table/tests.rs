//! Plain tables: what is read, and what is refused with its lines.

use super::*;

fn read(text: &str, named: Named) -> Result<Observations, TableError> {
    let mut tally = TableTally::new(named);
    tally.add("t.csv", text.as_bytes())?;
    Ok(tally.finish())
}

fn refused(text: &str) -> String {
    read(text, Named::default()).unwrap_err().to_string()
}

#[test]
fn a_year_twice_with_different_values_names_both_lines() {
    let said = refused("year,agency,count\n2019,A,5\n2019,B,6\n2019,A,7\n");
    assert!(said.contains("A, 2019 is given twice: lines 2 and 4 of t.csv say 5 and 7"), "{said}");
    // The same value again is one report, and is counted as a repeat.
    let same = read("year,agency,count\n2019,A,5\n2019,A,5\n", Named::default()).unwrap();
    assert_eq!(same.total[&(0, 2019)], Cell::exactly(5));
    assert_eq!((same.rows, same.unused[0].rows), (2, 1));
    assert!(same.unused[0].example.contains("line 3, as line 2"));
    // Parts are added up where somebody says that they are parts.
    let parts = Named { add_rows: true, ..Named::default() };
    assert_eq!(read("year,agency,count\n2019,A,5\n2019,A,7\n", parts).unwrap().total[&(0, 2019)], Cell::exactly(12));
}

#[test]
fn numbers_that_are_no_counts_are_refused_with_their_line() {
    assert!(refused("year,count\n2019,-5\n").contains("line 2, column count: `-5`: a count cannot be below zero"));
    assert!(refused("year,count\n2019,5\n2020,5.5\n").contains("line 3, column count: `5.5`: not a count"));
    assert!(refused("year,count\n19,5\n").contains("line 2, column year: `19`: not a year"));
    assert!(refused("year,count\n").contains("no row"));
    assert!(refused("a,b\n1,2\n").contains("no column of years; name it with --year; its columns are a, b"));
    assert!(refused("year,b\n2019,2\n").contains("--count"));
}

#[test]
fn places_that_no_list_has_are_refused_with_their_line() {
    let named = Named { place: Some("iso3".to_owned()), ..Named::default() };
    let read = read("year,iso3,count\n2019,ROU,5\n2019,ROM1,6\n", named).unwrap_err().to_string();
    assert!(read.contains("line 3, column iso3: `ROM1`: no code of a place"), "{read}");
}

#[test]
fn a_year_without_a_row_and_a_number_that_is_hidden_or_wanting_are_no_zeros() {
    let read = read("year;agency;count\n2019;A;<5\n2021;A;\n2022;A;0\n", Named::default()).unwrap();
    assert_eq!(read.total.get(&(0, 2019)), Some(&Cell { low: 1, high: 4 }));
    assert_eq!(read.total.get(&(0, 2020)), None);
    assert_eq!(read.total.get(&(0, 2021)), None);
    assert_eq!(read.total.get(&(0, 2022)), Some(&Cell::exactly(0)));
    assert_eq!(read.unused[0].reason, "no number is given");
    assert!(!read.has_no_zero());
}

#[test]
fn the_table_of_the_fbi_is_known_by_its_columns() {
    let text = "DATA_YEAR,ORI,PUB_AGENCY_NAME,STATE_ABBR,STATE_NAME,OFFENSE_SUBCAT_NAME,ACTUAL_COUNT\n\
                2016,TX1,Austin,TX,Texas,Involuntary Servitude,2\n\
                2016,TX1,Austin,TX,Texas,Involuntary Servitude,2\n\
                2016,TX1,Austin,TX,Texas,Commercial Sex Acts,1\n";
    let by = Named { by: Some("purpose".to_owned()), ..Named::default() };
    let read = read(text, by).unwrap();
    assert_eq!(read.words.contributors, "agencies");
    assert_eq!(read.contributors[0].label, "Austin (TX)");
    assert_eq!(read.contributors[0].place.unwrap().code(), "US-TX");
    assert_eq!(read.total[&(0, 2016)], Cell::exactly(5));
    assert_eq!(
        read.groups.iter().map(|g| (g.id.as_str(), g.cells[&(0, 2016)].low)).collect::<Vec<_>>(),
        [("Commercial Sex Acts", 1), ("Involuntary Servitude", 4)]
    );
}
