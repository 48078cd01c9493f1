//! Generated rows: margins, bytes that a seed gives again, and labels.

use super::*;
use crate::codec::source::Source;
use proptest::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// A generator for rows that are in memory.
fn fit(rows: &[Vec<&str>]) -> Generator {
    let columns = rows[0].len();
    let mut counter = Counter::new(columns);
    rows.iter().for_each(|row| {
        counter.add(row);
    });
    let counts = counter.finish();
    let fitted = Fitted { name: "x".into(), codec: "test".into(), digest: None, rows: counts.rows, left_out: 0 };
    Generator::of_counts(fitted, (0..columns).map(|i| format!("c{i}")).collect(), b',', &counts)
}

fn written(generator: &Generator, rows: u64, seed: u64, threads: usize) -> Vec<u8> {
    let mut out = Vec::new();
    generator.write(rows, seed, &mut out, threads, |_| {}).unwrap();
    out
}

fn parsed(text: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(true).from_reader(text);
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Forty rows of four columns: the second follows the first but for a few, the third the second, the fourth is its own.
fn small() -> Vec<Vec<&'static str>> {
    let row = |i: usize| {
        let first = ["a", "b", "c", ""][i % 4];
        let second = if i.is_multiple_of(11) { "odd" } else { ["1", "", "1", ""][i % 4] };
        let third = if second == "1" { "x" } else { "" };
        vec![first, second, third, ["long, and quoted \"text\" that does not fit in one move", "", "z"][i % 3]]
    };
    (0..40).map(row).collect()
}

/// The example file: real counts, 37 columns.
fn example() -> Dataset {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/ctdc/ctdc_synthetic_20210825.csv.zst");
    Dataset::open(Path::new(path)).unwrap()
}

fn one_way(rows: &[Vec<String>], column: usize) -> HashMap<&str, f64> {
    let mut counts = HashMap::new();
    rows.iter().for_each(|row| *counts.entry(row[column].as_str()).or_default() += 1.0);
    counts
}

fn rows_of(dataset: &Dataset) -> Vec<Vec<String>> {
    parsed(&dataset.source.read_all().unwrap())
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let generator = fit(&small());
    let rows = 5 * write::BLOCK_ROWS as u64 + 17;
    let one = written(&generator, rows, 7, 1);
    assert_eq!(parsed(&one).len() as u64, rows);
    for threads in [0, 2, 3, 16] {
        assert!(written(&generator, rows, 7, threads) == one, "{threads} threads give other bytes");
    }
    assert!(written(&generator, rows, 8, 1) != one);
    let shorter = written(&generator, rows / 2, 7, 2);
    assert_eq!(&one[..shorter.len()], shorter);
}

#[test]
fn progress_ends_at_the_rows_asked_for() {
    let generator = fit(&small());
    for (rows, threads) in [(0, 1), (1, 4), (20_000, 1), (20_000, 4)] {
        let mut seen = vec![0];
        generator.write(rows, 1, &mut Vec::new(), threads, |done| seen.push(done)).unwrap();
        assert_eq!(seen.last(), Some(&rows));
        assert!(seen.is_sorted());
    }
}

#[test]
fn a_writer_that_fails_ends_it() {
    struct Full(usize);
    impl std::io::Write for Full {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(std::io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let generator = fit(&small());
    for threads in [1, 3] {
        let error = generator.write(1_000_000, 1, &mut Full(2_000_000), threads, |_| {}).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    }
}

#[test]
fn margins_of_the_example_are_kept() {
    let dataset = example();
    let generator = Generator::fit(&dataset).unwrap();
    let (fitted, input) = (generator.fitted(), rows_of(&dataset));
    assert_eq!((fitted.rows, fitted.left_out, input.len()), (193_025, 0, 193_025));
    let drawn = 200_000;
    let output = parsed(&written(&generator, drawn, 2013, 2));
    for (column, name) in generator.header().iter().enumerate() {
        let (expected, found) = (one_way(&input, column), one_way(&output, column));
        for value in found.keys() {
            assert!(expected.contains_key(value), "{name}: {value} is not in the file");
        }
        for (value, count) in expected {
            let share = count / input.len() as f64;
            let error = (drawn as f64 * share * (1.0 - share)).sqrt();
            let off = (found.get(value).unwrap_or(&0.0) - drawn as f64 * share).abs();
            assert!(off <= 5.0 * error, "{name}={value}: off by {:.1} standard errors", off / error);
        }
    }
}

#[test]
fn pairs_along_the_tree_are_kept_and_impossible_ones_never_made() {
    let dataset = example();
    let generator = Generator::fit(&dataset).unwrap();
    let input = rows_of(&dataset);
    let drawn = 200_000;
    let output = parsed(&written(&generator, drawn, 42, 2));
    let pairs = |rows: &[Vec<String>], edge: &Edge| {
        let mut counts: HashMap<(String, String), f64> = HashMap::new();
        for row in rows {
            *counts.entry((row[edge.parent].clone(), row[edge.child].clone())).or_default() += 1.0;
        }
        counts
    };
    assert_eq!(generator.edges().len(), 36);
    for edge in generator.edges() {
        let (expected, found) = (pairs(&input, edge), pairs(&output, edge));
        for pair in found.keys() {
            assert!(expected.contains_key(pair), "{edge:?}: {pair:?} is never together in the file");
        }
        // Pearson's chi-square over the cells with at least five expected. With m cells its mean is about m and its
        // standard deviation √(2m); six of those is far beyond chance over 36 edges, and near for a wrong table.
        let (mut cells, mut chi_square) = (0.0, 0.0);
        for (pair, count) in &expected {
            let expected = count * drawn as f64 / input.len() as f64;
            if expected >= 5.0 {
                cells += 1.0;
                chi_square += (found.get(pair).unwrap_or(&0.0) - expected).powi(2) / expected;
            }
        }
        assert!(chi_square < cells + 6.0 * (2.0f64 * cells).sqrt(), "{edge:?}: χ² {chi_square:.1} over {cells} cells");
    }
}

#[test]
fn what_is_made_reads_as_what_it_was_made_from() {
    let generator = Generator::fit(&example()).unwrap();
    let rows = 20_000;
    let made = Source::from_bytes("made.csv", written(&generator, rows, 1, 2)).unwrap();
    let made = Dataset::from_source(made).unwrap();
    assert_eq!(made.header, generator.header());
    assert!(is_synthetic(&made.codec));
    let mut decoder = made.decoder("made", (0..crate::records::schema().fields().len()).collect());
    let (mut pieces, mut rows_in, mut quarantined) = (made.pieces().unwrap(), 0, 0);
    while let Some(piece) = pieces.next_piece().unwrap() {
        let decoded = decoder.decode(piece);
        rows_in += decoded.rows_in;
        quarantined += decoded.quarantined;
    }
    assert_eq!((rows_in, quarantined), (rows, 0));
}

#[test]
fn columns_of_one_value_and_tables_of_one_column_are_made() {
    let text = written(&fit(&vec![vec!["a", ""]; 3]), 4, 9, 1);
    assert_eq!(text, b"c0,c1\na,\na,\na,\na,\n");
    let generator = fit(&[vec!["x"], vec!["y"], vec!["x"]]);
    assert!(generator.edges().is_empty());
    let rows = parsed(&written(&generator, 1_000, 9, 1));
    let values: BTreeSet<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!((rows.len(), values), (1_000, BTreeSet::from(["x", "y"])));
    assert_eq!(written(&generator, 0, 9, 2), b"c0\n");
}

const HEADER: &str = "yearOfRegistration,gender,meansOfControlThreats,isForcedLabour,isSexualExploit,isOtherExploit";

fn fit_text(text: String) -> Result<Generator, GenerateError> {
    Generator::fit(&Dataset::from_source(Source::from_bytes("some/cases.csv", text.into()).unwrap()).unwrap())
}

#[test]
fn rows_of_another_width_are_counted_and_left_out() {
    let generator = fit_text(format!("{HEADER}\n2019,Male,1,,,\n\n2019,Male\n2018,,,,,1\n")).unwrap();
    let Fitted { name, rows, left_out, digest, .. } = generator.fitted();
    assert_eq!((name.as_str(), *rows, *left_out), ("cases.csv", 2, 1));
    assert_eq!(digest.as_ref().unwrap().0.len(), 64);
    // Year, gender and flags go together in both rows, so nothing else is made.
    let made: BTreeSet<Vec<String>> = parsed(&written(&generator, 500, 3, 1)).into_iter().collect();
    let row = |text: &str| text.split(',').map(str::to_owned).collect();
    assert_eq!(made, BTreeSet::from([row("2018,,,,,1"), row("2019,Male,1,,,")]));
}

#[test]
fn what_cannot_be_fitted_says_why() {
    for (text, width) in [("", 0), ("\n\n", 0), ("\n2019,Male\n", 1)] {
        let error = fit_text(format!("{HEADER}{text}")).err().unwrap();
        assert!(matches!(error, GenerateError::NoRows { left_out, .. } if left_out == width), "{error}");
    }
    let empty = Source::from_bytes("cases.csv", Vec::new()).err().unwrap();
    assert!(matches!(GenerateError::from(empty), GenerateError::Read(ReadError::Empty { .. })));
    let own = "Datasource,gender,isForcedLabour,isOrganRemoval,isForcedMarriage,isAbduction\nHotline,Male,1,0,0,0\n";
    let error = fit_text(own.to_owned()).err().unwrap();
    assert!(matches!(error, GenerateError::NotSynthetic { .. }), "{error}");
    assert!(error.to_string().contains("63 columns, which may hold records of people"), "{error}");
    let many: String = (0..40_000).map(|i| format!("{i},Male,1,,,\n")).collect();
    let error = fit_text(format!("{HEADER}\n{many}")).err().unwrap();
    let GenerateError::TooManyValues { line, column, .. } = &error else { panic!("{error}") };
    // One value of gender, means and each purpose; the year brings the others, one a line from line 2.
    assert_eq!((*line as usize, column.as_str()), (MAX_VALUES - 5 + 2, "yearOfRegistration"));
}

#[test]
fn the_provenance_says_what_it_is_and_how_to_make_it_again() {
    let generator = fit_text(format!("{HEADER}\n2019,Male,1,,,\n2018,,,,,1\n")).unwrap();
    let text = generator.provenance("some/folder/out.csv", 10_000_000, 7);
    let digest = &generator.fitted().digest.as_ref().unwrap().0;
    for part in [
        "SYNTHETIC RECORDS",
        "file: out.csv",
        "rows: 10000000",
        "seed: 7",
        "without differential privacy",
        digest.as_str(),
    ] {
        assert!(text.contains(part), "{part} is missing in:\n{text}");
    }
    assert!(text.contains(&format!("turnstone {}", env!("CARGO_PKG_VERSION"))));
    assert_eq!(text.lines().filter(|line| line.matches(", ").count() == 2 && line.contains("0.")).count(), 5);
}

#[test]
fn names_say_synthetic_once() {
    let name = |text: &str| marked(Path::new(text)).display().to_string();
    assert_eq!(name("a/cases.csv"), "a/cases.synthetic.csv");
    assert_eq!(name("cases.csv.zst"), "cases.synthetic.csv.zst");
    assert_eq!(name("ctdc_Synthetic.csv"), "ctdc_Synthetic.csv");
    assert_eq!(name("cases"), "cases.synthetic");
    assert_eq!(name(".cases"), ".cases.synthetic");
    assert_eq!(provenance_path(Path::new("a/out.csv")), Path::new("a/out.csv.PROVENANCE.txt"));
}

proptest! {
    #[test]
    fn counts_do_not_depend_on_the_order_of_rows(
        rows in prop::collection::vec(prop::collection::vec("[abc]{0,2}", 3), 1..60)
    ) {
        let text: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let turned: Vec<Vec<&str>> = text.iter().rev().cloned().collect();
        prop_assert_eq!(written(&fit(&text), 50, 1, 1), written(&fit(&turned), 50, 1, 1));
    }

    #[test]
    fn every_value_made_is_one_of_its_column(
        rows in prop::collection::vec(prop::collection::vec("[a,\"\n\r é]{0,3}", 2), 1..20)
    ) {
        let text: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        for made in parsed(&written(&fit(&text), 100, 5, 1)) {
            for (column, value) in made.iter().enumerate() {
                prop_assert!(rows.iter().any(|row| &row[column] == value), "{value:?}");
            }
        }
    }
}
