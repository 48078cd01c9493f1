//! `turnstone inspect`: what a file is, how its columns are filled, and what is odd about it.

use crate::failure::{Ending, Failure};
use crate::output::say;
use crate::progress::Progress;
use crate::reading::{Reading, input_note, number, share};
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;
use turnstone_model::Fate;
use turnstone_monitor::profile::{Profile, ProfileTally};
use turnstone_monitor::study::InputNote;

const EXAMPLE: &str = "Example:
  turnstone inspect examples/ctdc/ctdc_synthetic_20210825.csv.zst";

/// What to look at.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// The file; - is standard input
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Show columns that nothing is recorded in, too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    reading: Reading,
}

/// What a file is.
#[derive(Serialize)]
struct Inspection {
    table: &'static str,
    input: InputNote,
    header: Vec<String>,
    profile: Profile,
}

/// Reads the file once and says what it is.
pub fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let session = arguments.reading.session()?;
    let dataset = arguments.reading.dataset(&arguments.file)?;
    let kind = dataset.codec.table();
    let table = session.open("input", dataset)?;
    let schema = kind.schema();
    let columns: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let progress = Progress::of(format!("Reading {}", arguments.file.display()), table.progress());
    let pass = session.fold(&table, &columns, ProfileTally::default, &mut |_| Ok(()), |_| Ok(()));
    drop(progress);
    let (workers, accounts) = pass?;
    let mut profile = ProfileTally::default();
    workers.into_iter().for_each(|worker| profile.merge(worker));
    let inspection = Inspection {
        table: kind.name(),
        input: input_note(&table, &accounts)?,
        header: table.dataset.header.clone(),
        profile: profile.finish(),
    };
    if arguments.json {
        say(&(serde_json::to_string_pretty(&inspection)? + "\n"))?;
    } else {
        say(&text(&inspection, arguments.all))?;
    }
    Ok(if accounts.quarantined > 0 { Ending::Quarantine } else { Ending::Whole })
}

fn text(inspection: &Inspection, all: bool) -> String {
    let Inspection { table, input, header, profile } = inspection;
    let mut text = format!(
        "{}: {}\n  {}\n  {}, {} bytes, SHA-256 {}\n  {} rows in: {} into the `{table}` table, {} to the quarantine\n",
        input.name,
        input.codec,
        input.why,
        input.format,
        number(input.bytes),
        input.sha256,
        number(input.rows_in),
        number(input.rows_out),
        number(input.quarantined),
    );
    if !header.is_empty() {
        text += &format!("  {} columns: {}\n", header.len(), header.join(", "));
    }
    text += &format!("\n{:<46} {:>12} {:>8} {:>12} {:>12}\n", "column", "recorded", "share", "yes", "no");
    for column in profile.columns.iter().filter(|c| all || c.recorded > 0) {
        let truth = |count: u64| if column.is_fact { number(count) } else { String::new() };
        text += &format!(
            "{:<46} {:>12} {:>8} {:>12} {:>12}\n",
            column.id,
            number(column.recorded),
            share(column.recorded, profile.rows),
            truth(column.yes),
            truth(column.no),
        );
    }
    let empty = profile.columns.iter().filter(|c| c.recorded == 0).count();
    if !all && empty > 0 {
        text += &format!("and {empty} columns that nothing is recorded in (--all shows them)\n");
    }
    if input.remarks.is_empty() {
        text += "\nNothing odd was found.\n";
    } else {
        text += "\nWhat is odd:\n";
        for remark in &input.remarks {
            let fate = match remark.fate {
                Fate::Quarantined => "quarantined",
                Fate::Kept => "kept",
            };
            text += &format!("{:>10}  {fate:<11}  {}: {}\n", number(remark.count), remark.field, remark.reason);
        }
    }
    text
}
