//! The corridor table on small counts whose bounds can be added by hand.

use super::*;
use turnstone_model::counts::{CountsRow, Dimension, Figure, Group, Indicator, Sex};

fn at(code: &str) -> Place {
    Place::from_code(code).unwrap()
}

fn row(reporter: &str, citizenship: &str, year: i16, figure: Figure) -> CountsRow {
    let mut row = CountsRow::new(Indicator::DetectedVictims, figure);
    row.dimension = Dimension::Citizenship;
    row.reporter = Some(at(reporter));
    row.year = Some(year);
    match citizenship {
        "nationals" => row.category_group = Some(Group::Nationals),
        "foreign" => row.category_group = Some(Group::Foreign),
        code => row.category_place = Some(at(code)),
    }
    row
}

const HIDDEN: Figure = Figure::Suppressed { below: Some(5) };

#[test]
fn hidden_numbers_are_intervals_and_missing_ones_have_no_bound() {
    let mut contradicts = row("ROU", "MDA", 2020, Figure::Reported(30));
    contradicts.contradicts_line = Some(3);
    let mut of_girls = row("ROU", "MDA", 2020, Figure::Reported(2));
    of_girls.sex = Sex::Female;
    let rows = [
        (2, row("ROU", "nationals", 2020, Figure::Reported(289))),
        (3, row("ROU", "MDA", 2020, Figure::Reported(20))),
        (4, row("ROU", "MDA", 2021, HIDDEN)),
        (5, row("ROU", "UKR", 2021, Figure::Missing)),
        (6, row("ROU", "foreign", 2021, Figure::Reported(7))),
        (7, contradicts),
        (8, of_girls),
        (9, row("ROU", "MDA", 2012, Figure::Reported(1_000))),
    ];
    let table = from_counts(&rows, Citizenship { first: Some(2015), last: None });
    let found: Vec<_> = table
        .corridors
        .iter()
        .map(|c| (c.origin.code(), c.border_crossed, c.low, c.high, c.suppressed, c.missing, c.years))
        .collect();
    assert_eq!(
        found,
        [
            ("ROU", Some(false), 289, Some(289), 0, 0, Some((2020, 2020))),
            // 20 to 30 in 2020, 1 to 4 in 2021.
            ("MDA", Some(true), 21, Some(34), 1, 0, Some((2020, 2021))),
            ("UKR", Some(true), 0, None, 0, 1, Some((2021, 2021))),
        ]
    );
    let cells: u64 = table.corridors.iter().map(|c| c.reported + c.suppressed + c.missing).sum();
    assert_eq!(cells + table.left_out.values().sum::<u64>(), rows.len() as u64, "{:?}", table.left_out);
    assert_eq!(table.inside_and_across(Kind::Counts), (289, 21));
}

#[test]
fn nationals_and_the_own_citizenship_are_not_counted_twice() {
    let rows = [
        (1, row("SLB", "nationals", 2019, Figure::Reported(8))),
        (2, row("SLB", "SLB", 2019, Figure::Reported(8))),
        (3, row("SLB", "nationals", 2021, Figure::Reported(5))),
    ];
    let table = from_counts(&rows, Citizenship::default());
    assert_eq!((table.corridors.len(), table.corridors[0].low, table.corridors[0].reported), (1, 13, 2));
    assert_eq!(table.left_out.values().sum::<u64>(), 1);
}

/// Sixteen countries whose counts are a tenth of a percent of flows, but for one large and one small corridor.
#[test]
fn a_small_corridor_with_a_large_ratio_does_not_lead() {
    let codes = "ROU MDA UKR POL DEU FRA ITA ESP GBR NLD BEL AUT HUN BGR SRB GRC";
    let places: Vec<Place> = codes.split(' ').map(at).collect();
    let mut migration = crate::migration::Migration::default();
    let mut rows = Vec::new();
    for (i, &origin) in places.iter().enumerate() {
        for (j, &destination) in places.iter().enumerate().filter(|(j, _)| *j != i) {
            let people = if (i, j) == (0, 1) { 100.0 } else { (1_000 * (1 + i) * (1 + (i * j) % 7)) as f64 };
            migration.stock.cells.insert((2020, origin, destination), people);
            let usual = (people / 1_000.0).round() as i64;
            let counted = match (i, j) {
                (0, 1) => 12,
                (15, 14) => 10 * usual,
                _ => usual,
            };
            rows.push((rows.len() as u64, row(destination.code(), origin.code(), 2020, Figure::Reported(counted))));
        }
    }
    let found = excess::expect(&from_counts(&rows, Citizenship::default()), Kind::Counts, &migration).unwrap();
    let first = &found.corridors[0];
    assert_eq!((first.origin.code(), first.destination.code()), ("GRC", "SRB"), "{first:?}");
    assert!(first.beyond > 50.0 && first.beyond < first.low, "{first:?}");
    assert!(found.corridors.iter().all(|c| c.beyond <= c.low), "no more people can be beyond than were counted");
    let none = excess::expect(&from_counts(&rows, Citizenship::default()), Kind::Counts, &Default::default());
    assert_eq!(none.unwrap_err(), excess::ExcessError::NoMovement);
}

#[test]
fn movement_is_joined_where_it_is_known_and_never_zero_where_it_is_not() {
    let migration = crate::migration::examples();
    let rows = [
        (1, row("ROU", "MDA", 2020, Figure::Reported(20))),
        (2, row("KOR", "KOR", 2020, Figure::Reported(20))),
        (3, row("ATA", "MDA", 2020, Figure::Reported(20))),
    ];
    let mut table = from_counts(&rows, Citizenship::default());
    join(&mut table, &migration);
    let of = |origin: &str, destination: &str| {
        let is = |c: &&Corridor| c.origin == at(origin) && c.destination == at(destination);
        table.corridors.iter().find(is).unwrap().movement
    };
    assert_eq!(of("MDA", "ROU").stock, migration.stock.get(2020, at("MDA"), at("ROU")));
    assert!(of("MDA", "ROU").moved.is_some() && of("MDA", "ROU").inside.is_none());
    assert_eq!(of("MDA", "ATA"), Movement::default());
    // Moves between Korea's provinces 2016 to 2020, the diagonal left out.
    let sum: f64 =
        migration.internal[0].moves.iter().filter(|((y, o, d), _)| *y >= 2016 && o != d).map(|(_, n)| n).sum();
    assert_eq!(of("KOR", "KOR").inside, Some(sum));
    assert_eq!(table.movement.len(), 4, "{:?}", table.movement);
}
