//! Tables of Turnstone as comma-separated text, written and read back without loss.
//!
//! A cell is empty for null, `true` or `false`, a number, a day as YYYY-MM-DD, a text, or JSON for a list ([`cell`]).
//! Every column of the table stands in the header, in any order; columns of facts may be left out, which means that the
//! fact is not recorded. `source` and `line` are those of the row's first reading and stay with it; where both are
//! empty, they are those of the text. Parquet, which needs none of this, is read in `turnstone-engine`.

pub mod cell;
mod counts_rows;
mod fields;
mod record_rows;
mod write;

pub(in crate::codec) use fields::Texts;
pub use write::{WriteError, write_csv};

use super::Table;
use super::rows::Decode;
use crate::vocabulary::{Fact, edit_distance};
use crate::{counts, records};

/// Recognises the header of one of our tables; says what is wrong with one that is nearly so.
pub fn of_header(header: &[String]) -> Option<Result<(Table, String), String>> {
    of_table(header, Table::Records, records::COLUMNS).or_else(|| of_table(header, Table::Counts, counts::COLUMNS))
}

fn of_table(header: &[String], table: Table, columns: &[records::Column]) -> Option<Result<(Table, String), String>> {
    let has = |name: &str| header.iter().any(|h| h == name);
    let missing: Vec<&str> = columns.iter().map(|c| c.name).filter(|name| !has(name)).collect();
    // Other lists may share a few names with ours; nobody shares most of them by chance.
    if 4 * missing.len() > columns.len() {
        return None;
    }
    let name = table.name();
    if !missing.is_empty() {
        return Some(Err(format!("It would be a Turnstone `{name}` table but for {}", missing.join(", "))));
    }
    let schema = table.schema();
    let known = |h: &&String| schema.field_with_name(h).is_ok();
    if let Some(unknown) = header.iter().find(|h| !known(h)) {
        let nearest = schema.fields().iter().map(|f| f.name()).min_by_key(|name| edit_distance(&cut(unknown), name));
        let near = nearest.filter(|near| edit_distance(&cut(unknown), near) <= 3);
        let near = near.map_or_else(String::new, |near| format!(" (near it: {near})"));
        let found = cut(unknown);
        return Some(Err(format!(
            "It would be a Turnstone `{name}` table but for the column `{found}`{near}: drop it"
        )));
    }
    let facts = header.len() - columns.len();
    let why = match table {
        Table::Records => {
            format!("it has all {} columns of a Turnstone `records` table, and {facts} facts", columns.len())
        }
        Table::Counts => format!("it has all {} columns of a Turnstone `counts` table", columns.len()),
    };
    Some(Ok((table, why)))
}

fn cut(name: &str) -> String {
    name.chars().take(60).collect()
}

/// A reader for a header that [`of_header`] knows.
pub fn decoder(table: Table, header: &[String]) -> Box<dyn Decode> {
    match table {
        Table::Records => Box::new(record_rows::OwnRecords::new(header)),
        Table::Counts => Box::new(counts_rows::OwnCounts::new(header)),
    }
}

/// The facts that a header has columns for.
fn facts(header: &[String]) -> impl Iterator<Item = Fact> + '_ {
    header.iter().filter_map(|name| Fact::from_id(name))
}

#[cfg(test)]
mod tests;
