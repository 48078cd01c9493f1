//! An instrument as SQL, so that any database can check what it finds: the same three-valued logic over the same columns.
//!
//! Turnstone itself never runs this; [`crate::assess`] does the same on bit planes.

use crate::expression::Expression;
use crate::instrument::{Instrument, Role};
use std::fmt::Write;

/// A query that gives every column of `table` and one more for each element and finding of the instruments, named as
/// [`crate::assess`] names them.
///
/// **Method** SQL's `AND`, `OR` and `NOT` over nullable Booleans are Kleene's. `count(…) >= n` is a count of what is yes,
/// and of what is no. Each name is computed once, in the order in which names use each other, by nested queries.
///
/// **Arguments** `table` is put into the query as it is: a table's name, or a function call that reads a file.
pub fn query(instruments: &[&Instrument], table: &str) -> String {
    let mut sql = table.to_owned();
    for (i, instrument) in instruments.iter().enumerate() {
        let from = if i == 0 { sql } else { format!("(\n{sql}\n) AS instrument_{i}") };
        sql = layers(instrument, &from);
    }
    sql
}

fn layers(instrument: &Instrument, table: &str) -> String {
    let mut layer = vec![0; instrument.names.len()];
    for &i in &instrument.order {
        let below = instrument.names[i].expression.own_names().into_iter().map(|used| layer[used] + 1).max();
        layer[i] = below.unwrap_or(0);
    }
    let deepest = layer.iter().copied().max().unwrap_or(0);
    let mut sql = table.to_owned();
    for depth in 0..=deepest {
        let mut columns = String::new();
        for (i, named) in instrument.names.iter().enumerate().filter(|(i, _)| layer[*i] == depth) {
            let expression = text(&named.expression, &|name| column(instrument, name));
            let _ = write!(columns, ",\n  {expression} AS {}", column(instrument, i));
        }
        let from = if depth == 0 { sql } else { format!("(\n{sql}\n) AS layer_{depth}") };
        sql = format!("SELECT *{columns}\nFROM {from}");
    }
    sql
}

/// A query that counts the rows in which each element and finding of instruments is yes, and those in which it is decided
/// (yes or no): two columns each, in order. Databases add such sums up much faster than they filter for each.
pub fn counts(instruments: &[&Instrument], table: &str) -> String {
    let results = instruments.iter().flat_map(|instrument| instrument.results().map(move |(i, _)| (*instrument, i)));
    let counts: Vec<String> = results
        .flat_map(|(instrument, i)| {
            let column = column(instrument, i);
            [format!("sum(CAST({column} AS INTEGER))"), format!("count({column})")]
        })
        .collect();
    format!("SELECT {}\nFROM (\n{}\n) AS found", counts.join(",\n  "), query(instruments, table))
}

/// How the column of a name is called; that of a definition, which is no result, cannot clash with one.
fn column(instrument: &Instrument, name: usize) -> String {
    let named = &instrument.names[name];
    let within = if named.role == Role::Definition { ".define" } else { "" };
    format!("\"{}{within}.{}\"", instrument.id, named.name)
}

fn text(expression: &Expression, name: &impl Fn(usize) -> String) -> String {
    let all = |parts: &[Expression], word: &str| {
        format!("({})", parts.iter().map(|part| text(part, name)).collect::<Vec<_>>().join(word))
    };
    match expression {
        Expression::Fact(fact) => format!("\"{}\"", fact.id()),
        Expression::Name(i) => name(*i),
        Expression::Not(inner) => format!("(NOT {})", text(inner, name)),
        Expression::And(parts) => all(parts, " AND "),
        Expression::Or(parts) | Expression::Group { n: 1, of: parts } => all(parts, " OR "),
        Expression::Group { n, of } => {
            let sum = |not: &str| {
                let part = |part: &Expression| format!("coalesce(CAST({not}{} AS INTEGER), 0)", text(part, name));
                of.iter().map(part).collect::<Vec<_>>().join(" + ")
            };
            format!("(CASE WHEN {} >= {n} THEN TRUE WHEN {} > {} THEN FALSE END)", sum(""), sum("NOT "), of.len() - n)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_computed_once_in_layers() {
        let instrument = Instrument::parse(
            r#"
id = "x"
title = "X"
version = "1"
citation = "none"
jurisdiction = "none"
kind = "elements"
checked_against_primary = false
[define]
force = "any(means.force, means.threats)"
[elements.act]
label = "Act"
expr = "act.transfer"
[findings.shown]
label = "Shown"
expr = "act and count(force, means.fraud) >= 2"
"#,
            "x",
        )
        .unwrap();
        assert_eq!(
            query(&[&instrument], "records"),
            "SELECT *,\n  (\"x.act\" AND (CASE WHEN coalesce(CAST(\"x.define.force\" AS INTEGER), 0) + \
             coalesce(CAST(\"means.fraud\" AS INTEGER), 0) >= 2 THEN TRUE WHEN \
             coalesce(CAST(NOT \"x.define.force\" AS INTEGER), 0) + coalesce(CAST(NOT \"means.fraud\" AS INTEGER), 0) > 0 \
             THEN FALSE END)) AS \"x.shown\"\nFROM (\nSELECT *,\n  (\"means.force\" OR \"means.threats\") AS \
             \"x.define.force\",\n  \"act.transfer\" AS \"x.act\"\nFROM records\n) AS layer_1"
        );
    }
}
