//! Reading capture histories from CSV: what is wrong with the file is said with line and column, what can be put right
//! without a guess is put right and named.

use super::{CaptureHistories, HistoriesError, MAX_LISTS};
use serde::Serialize;
use std::collections::HashMap;
use std::fmt;
use std::io::Read;

/// More columns than a pattern of the reader holds; far above [`MAX_LISTS`], so that empty lists can be dropped first.
const MAX_COLUMNS: usize = 128;

/// What was put right while reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "repair", rename_all = "snake_case")]
pub enum Repair {
    /// A list nobody is on.
    EmptyListDropped {
        /// Its name.
        list: String,
    },
    /// The same pattern on several lines: the counts were added.
    PatternRepeated {
        /// The pattern as 0s and 1s in the columns' order.
        pattern: String,
        /// The lines, from 1.
        lines: Vec<u64>,
        /// The sum.
        count: u64,
    },
    /// A row for the persons on no list that rightly says 0.
    NobodyRowIgnored {
        /// The line, from 1.
        line: u64,
    },
    /// No column is called `count`; the last one was read as the count because it holds more than 0 and 1.
    CountColumnAssumed {
        /// Its name.
        column: String,
    },
    /// No count column: each row was read as one person.
    RowsArePersons {
        /// How many rows.
        rows: u64,
    },
    /// The fields are not separated by commas.
    Separator {
        /// By what instead.
        separator: char,
    },
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Repair::EmptyListDropped { list } => write!(f, "nobody is on list `{list}`: it was left out"),
            Repair::PatternRepeated { pattern, lines, count } => {
                let lines: Vec<String> = lines.iter().map(u64::to_string).collect();
                write!(f, "pattern {pattern} stands on lines {}: added up to {count}", lines.join(", "))
            }
            Repair::NobodyRowIgnored { line } => write!(f, "line {line} counts 0 persons on no list: ignored"),
            Repair::CountColumnAssumed { column } => {
                write!(f, "no column is called `count`: `{column}`, the last, was read as it")
            }
            Repair::RowsArePersons { rows } => {
                write!(f, "no column holds counts: each of the {rows} rows was read as one person")
            }
            Repair::Separator { separator } => write!(f, "fields are separated by {separator:?}, not by commas"),
        }
    }
}

/// What is known of one pattern while reading.
struct Seen {
    pattern: u128,
    lines: Vec<u64>,
    count: u64,
}

/// Capture histories from CSV: one 0/1 column a list and a column `count`, one row a pattern; or one row a person.
///
/// **Method** The count is the column called `count`; failing that the last column if it holds anything but 0 and 1; failing
/// that each row is one person. A byte order mark, blank lines and spaces around values do not matter; semicolons and
/// tabs are recognised from the header.
///
/// **Arguments** `name`: how the input is called in errors.
///
/// **Errors** Everything that would need a guess: see [`HistoriesError`]. Two lists with the same members and tables with
/// fewer than two or more than [`MAX_LISTS`] lists with members are refused too.
pub fn read(mut reader: impl Read, name: &str) -> Result<(CaptureHistories, Vec<Repair>), HistoriesError> {
    let file = || name.to_owned();
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(|e| HistoriesError::Unreadable { file: file(), problem: e.to_string() })?;
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes))
        .map_err(|e| HistoriesError::Unreadable { file: file(), problem: e.to_string() })?;
    let Some(header_line) = text.lines().find(|line| !line.trim().is_empty()) else {
        return Err(HistoriesError::Empty { file: file() });
    };

    let mut repairs = Vec::new();
    let often = |separator: char| header_line.matches(separator).count();
    let separator = [';', '\t'].into_iter().find(|&s| often(s) > often(',')).unwrap_or(',');
    if separator != ',' {
        repairs.push(Repair::Separator { separator });
    }
    let mut rows =
        csv::ReaderBuilder::new().delimiter(separator as u8).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header: Vec<String> = rows.headers().map_err(|e| defect(&e, name))?.iter().map(str::to_owned).collect();
    if let Some(value) = header.iter().find(|value| value.parse::<u64>().is_ok_and(|n| n < 2)) {
        return Err(HistoriesError::NoHeader { file: file(), value: value.clone() });
    }
    let records = rows.records().collect::<Result<Vec<_>, _>>().map_err(|e| defect(&e, name))?;
    // A row without its separators: a blank line of a spreadsheet.
    let records: Vec<_> = records.into_iter().filter(|record| record.iter().any(|value| !value.is_empty())).collect();

    let count_column = match header.iter().position(|column| column.eq_ignore_ascii_case("count")) {
        Some(at) => Some(at),
        None => {
            let last = header.len() - 1;
            let counts = records.iter().any(|record| !matches!(&record[last], "0" | "1"));
            counts.then(|| {
                repairs.push(Repair::CountColumnAssumed { column: header[last].clone() });
                last
            })
        }
    };
    if count_column.is_none() {
        repairs.push(Repair::RowsArePersons { rows: records.len() as u64 });
    }
    let list_columns: Vec<usize> = (0..header.len()).filter(|&at| Some(at) != count_column).collect();
    if list_columns.len() > MAX_COLUMNS {
        return Err(HistoriesError::TooManyLists { lists: list_columns.len() });
    }

    let mut seen: Vec<Seen> = Vec::new();
    let mut index: HashMap<u128, usize> = HashMap::new();
    for record in &records {
        let line = record.position().map_or(0, csv::Position::line);
        let mut pattern = 0_u128;
        for (bit, &at) in list_columns.iter().enumerate() {
            match &record[at] {
                "0" => {}
                "1" => pattern |= 1 << bit,
                value => {
                    let (column, value) = (header[at].clone(), value.to_owned());
                    return Err(HistoriesError::NotZeroOrOne { file: file(), line, column, value });
                }
            }
        }
        let count = match count_column {
            None => 1,
            Some(at) => persons(&record[at]).map_err(|wrong| {
                let (column, value) = (header[at].clone(), record[at].to_owned());
                HistoriesError::Count { file: file(), line, column, value, wrong }
            })?,
        };
        if pattern == 0 {
            if count > 0 {
                return Err(HistoriesError::OnNoList { file: file(), line, count });
            }
            repairs.push(Repair::NobodyRowIgnored { line });
            continue;
        }
        let at = *index.entry(pattern).or_insert_with(|| {
            seen.push(Seen { pattern, lines: Vec::new(), count: 0 });
            seen.len() - 1
        });
        seen[at].lines.push(line);
        seen[at].count = seen[at].count.checked_add(count).ok_or(HistoriesError::Overflow)?;
    }
    if count_column.is_some() {
        for repeated in seen.iter().filter(|seen| seen.lines.len() > 1) {
            let digit = |bit| if repeated.pattern >> bit & 1 == 1 { '1' } else { '0' };
            let pattern = (0..list_columns.len()).map(digit).collect();
            repairs.push(Repair::PatternRepeated { pattern, lines: repeated.lines.clone(), count: repeated.count });
        }
    }

    let names: Vec<String> = list_columns.iter().map(|&at| header[at].clone()).collect();
    for (i, list) in names.iter().enumerate() {
        if list.is_empty() || names[..i].contains(list) {
            return Err(HistoriesError::Name { name: list.clone() });
        }
    }
    seen.retain(|seen| seen.count > 0);
    if seen.is_empty() {
        return Err(HistoriesError::Nobody { file: file() });
    }
    let somebody = seen.iter().fold(0, |union, seen| union | seen.pattern);
    let (kept, empty): (Vec<usize>, Vec<usize>) = (0..names.len()).partition(|&bit| somebody >> bit & 1 == 1);
    repairs.extend(empty.iter().map(|&bit| Repair::EmptyListDropped { list: names[bit].clone() }));
    for (i, &later) in kept.iter().enumerate() {
        let same = |earlier: usize| seen.iter().all(|seen| (seen.pattern >> earlier ^ seen.pattern >> later) & 1 == 0);
        if let Some(&earlier) = kept[..i].iter().find(|&&earlier| same(earlier)) {
            return Err(HistoriesError::EqualLists { first: names[earlier].clone(), second: names[later].clone() });
        }
    }
    if kept.len() > MAX_LISTS {
        return Err(HistoriesError::TooManyLists { lists: kept.len() });
    }
    let mut counts = vec![0; 1 << kept.len()];
    for seen in &seen {
        let bits = kept.iter().enumerate();
        let pattern = bits.fold(0, |pattern, (to, &from)| pattern | ((seen.pattern >> from & 1) as usize) << to);
        counts[pattern] = seen.count;
    }
    let histories = CaptureHistories::new(kept.iter().map(|&bit| names[bit].clone()).collect(), counts)?;
    Ok((histories, repairs))
}

/// A count of persons, or what is wrong with it.
fn persons(value: &str) -> Result<u64, &'static str> {
    if let Ok(count) = value.parse::<u64>() {
        return Ok(count);
    }
    match value.parse::<f64>() {
        _ if value.is_empty() => Err("nothing at all"),
        Ok(number) if number.is_nan() => Err("not a number"),
        Ok(number) if number < 0.0 => Err("negative"),
        Ok(number) if number.fract() != 0.0 => Err("a fraction"),
        Ok(number) if number < 1.8e19 => Err("not written as a whole number"),
        Ok(_) => Err("too large"),
        Err(_) => Err("not a number"),
    }
}

fn defect(error: &csv::Error, name: &str) -> HistoriesError {
    let file = name.to_owned();
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            HistoriesError::Ragged { file, line, found: *len, wanted: *expected_len }
        }
        _ => HistoriesError::Unreadable { file, problem: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_text(text: &str) -> Result<(CaptureHistories, Vec<Repair>), HistoriesError> {
        read(text.as_bytes(), "lists.csv")
    }

    #[test]
    fn a_table_of_patterns_is_read() {
        let (histories, repairs) = read_text("A,B,count\n1,0,40\n0,1,30\n1,1,6\n").unwrap();
        assert_eq!(
            (histories.lists(), histories.counts()),
            (&["A".to_owned(), "B".to_owned()][..], &[0, 40, 30, 6][..])
        );
        assert!(repairs.is_empty());
    }

    #[test]
    fn the_count_may_stand_anywhere_and_semicolons_and_a_byte_order_mark_do_not_matter() {
        let (histories, repairs) = read_text("\u{feff}Count;A;B\r\n40;1;0\r\n30; 0 ;1\r\n;;\r\n6;1;1\r\n").unwrap();
        assert_eq!(histories.counts(), [0, 40, 30, 6]);
        assert_eq!(repairs, [Repair::Separator { separator: ';' }]);
    }

    #[test]
    fn without_counts_a_row_is_a_person() {
        let (histories, repairs) = read_text("A,B\n1,0\n1,0\n0,1\n1,1\n").unwrap();
        assert_eq!(histories.counts(), [0, 2, 1, 1]);
        assert_eq!(repairs, [Repair::RowsArePersons { rows: 4 }]);
        let (histories, repairs) = read_text("A,B,persons\n1,0,40\n0,1,30\n1,1,6\n").unwrap();
        assert_eq!(histories.n(), 76);
        assert_eq!(repairs, [Repair::CountColumnAssumed { column: "persons".into() }]);
    }

    #[test]
    fn what_is_put_right_is_named() {
        let text = "A,B,C,count\n1,0,0,40\n0,0,0,0\n0,1,0,30\n1,1,0,6\n1,0,0,2\n0,0,1,0\n";
        let (histories, repairs) = read_text(text).unwrap();
        assert_eq!(histories.counts(), [0, 42, 30, 6]);
        let said: Vec<String> = repairs.iter().map(Repair::to_string).collect();
        assert_eq!(
            said,
            [
                "line 3 counts 0 persons on no list: ignored",
                "pattern 100 stands on lines 2, 6: added up to 42",
                "nobody is on list `C`: it was left out",
            ]
        );
        assert_eq!(serde_json::to_string(&repairs[2]).unwrap(), r#"{"repair":"empty_list_dropped","list":"C"}"#);
    }

    #[test]
    fn what_would_need_a_guess_is_refused_with_its_place() {
        let refusals = [
            ("", "lists.csv: the file is empty"),
            ("\u{feff}\n\n", "lists.csv: the file is empty"),
            ("A,B,count\n", "nobody is on any list"),
            ("A,B,count\n1,0,0\n", "nobody is on any list"),
            ("1,0,40\n0,1,30\n", "line 1 holds values (`1`)"),
            ("A,B,count\n1,0,40\n0,1\n", "line 3: 2 fields, but the header has 3"),
            ("A,B,count\n1,2,40\n", "line 2, column `B`: `2`. A list column holds 1"),
            ("A,B,count\n1,,40\n", "line 2, column `B`: ``"),
            ("A,B,count\n1,0,-4\n", "line 2, column `count`: `-4` is negative"),
            ("A,B,count\n1,0,4.5\n", "line 2, column `count`: `4.5` is a fraction"),
            ("A,B,count\n1,0,4.0\n", "`4.0` is not written as a whole number"),
            ("A,B,count\n1,0,many\n", "`many` is not a number"),
            ("A,B,count\n1,0,99999999999999999999\n", "`99999999999999999999` is too large"),
            ("A,B,count\n1,0,18446744073709551615\n0,1,1\n", "add up to more than 18446744073709551615"),
            ("A,B,count\n1,0,18446744073709551615\n1,0,1\n", "add up to more than 18446744073709551615"),
            ("A,B,count\n1,0,4\n0,0,3\n", "line 3: 3 person(s) on no list"),
            ("A,B\n1,0\n0,0\n", "line 3: 1 person(s) on no list"),
            ("A,count\n1,3\n", "1 list(s) with members: nothing to compare"),
            ("A,B,count\n1,0,3\n0,1,0\n", "1 list(s) with members: nothing to compare"),
            ("A,B,C,count\n1,1,0,3\n0,0,1,2\n", "lists `A` and `B` have the same members"),
            ("A,A,count\n1,0,3\n0,1,2\n", "list names must be different and not empty: `A`"),
        ];
        for (text, wanted) in refusals {
            let said = read_text(text).unwrap_err().to_string();
            assert!(said.contains(wanted), "{text:?}: {said}");
        }
        let header: Vec<String> = (1..=30).map(|i| format!("L{i}")).collect();
        let row = |on: usize| (0..30).map(|i| if i == on { "1" } else { "0" }).collect::<Vec<_>>().join(",");
        let text = format!("{}\n{}\n", header.join(","), (0..30).map(row).collect::<Vec<_>>().join("\n"));
        assert_eq!(read_text(&text).unwrap_err(), HistoriesError::TooManyLists { lists: 30 });
        assert!(matches!(read(&b"A,B\n\xff,1\n"[..], "x"), Err(HistoriesError::Unreadable { .. })));
    }

    proptest! {
        #[test]
        fn a_written_table_is_read_back(counts in proptest::collection::vec(0_u64..9, 15)) {
            let mut text = String::from("w,x,y,z,count\n");
            for (pattern, count) in (1..).zip(&counts) {
                let bit = |i: i32| pattern >> i & 1;
                text += &format!("{},{},{},{},{count}\n", bit(0), bit(1), bit(2), bit(3));
            }
            match read_text(&text) {
                Ok((histories, repairs)) => {
                    prop_assert_eq!(histories.n(), counts.iter().sum::<u64>());
                    if repairs.is_empty() {
                        prop_assert_eq!(&histories.counts()[1..], &counts[..]);
                    }
                }
                Err(HistoriesError::Nobody { .. }) => prop_assert_eq!(counts.iter().sum::<u64>(), 0),
                Err(HistoriesError::TooFewLists { .. } | HistoriesError::EqualLists { .. }) => {}
                Err(other) => prop_assert!(false, "{}", other),
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "[ab01,;\n\" -]{0,80}") {
            let _ = read(&bytes[..], "bytes");
            let _ = read(text.as_bytes(), "text");
        }
    }
}
