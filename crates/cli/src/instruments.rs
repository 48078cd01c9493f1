//! `turnstone instruments`: the definitions that are applied, as data.

use crate::failure::{Ending, Failure};
use crate::output::say;
use clap::{Args, Subcommand};
use turnstone_identify::guide::guide;
use turnstone_identify::{Catalogue, Instrument, Kind, Role, sql};

const EXAMPLE: &str = "Examples:
  turnstone instruments list
  turnstone instruments show palermo-2000
  turnstone instruments sql palermo-2000 --table records
  turnstone instruments guide > how-turnstone-decides.md";

/// What to show.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Every instrument and every assumption
    List,
    /// One instrument with its elements, findings and expressions
    Show {
        /// Its id
        id: String,
    },
    /// Instruments as a SQL query, so that any database that has the `records` table can check what they find
    Sql {
        /// Their ids
        #[arg(required = true)]
        id: Vec<String>,
        /// The table, or a call that reads a file, as the database writes it
        #[arg(long, default_value = "records")]
        table: String,
        /// Count, for each result, the rows that are yes and those that are decided, instead of giving rows
        #[arg(long)]
        counts: bool,
    },
    /// Every instrument and profile in words, as Markdown: what has to be recorded for each result
    Guide,
}

/// Prints the list or one instrument.
pub fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let catalogue = Catalogue::shipped();
    match &arguments.what {
        What::List => say(&list(catalogue))?,
        What::Show { id } => say(&show(catalogue.get(id)?))?,
        What::Sql { id, table, counts } => {
            let instruments = id.iter().map(|id| catalogue.get(id)).collect::<Result<Vec<_>, _>>()?;
            let query = if *counts { sql::counts(&instruments, table) } else { sql::query(&instruments, table) };
            say(&(query + "\n"))?;
        }
        What::Guide => say(&guide(&catalogue.instruments, &catalogue.profiles, &catalogue.assumptions))?,
    }
    Ok(Ending::Whole)
}

fn list(catalogue: &Catalogue) -> String {
    let mut text = String::new();
    for kind in Kind::ALL {
        text += &format!("{}\n", kind.label());
        for instrument in catalogue.instruments.iter().filter(|instrument| instrument.kind == kind) {
            let checked = checked(instrument.checked_against_primary);
            text += &format!("  {:<30} {} ({checked})\n", instrument.id, instrument.title);
        }
    }
    text += "\nJurisdiction profiles, for --profile\n";
    for profile in &catalogue.profiles {
        text += &format!("  {:<30} {} ({} rights)\n", profile.id, profile.title, profile.rights.len());
    }
    text += "\nAssumptions, for --assume\n";
    for assumption in &catalogue.assumptions {
        text += &format!("  {:<30} {}\n", assumption.name, assumption.statement);
    }
    text
}

fn checked(checked: bool) -> &'static str {
    if checked { "checked against the primary text" } else { "not wholly checked against the primary text" }
}

fn show(instrument: &Instrument) -> String {
    let mut text = format!(
        "{} (version {})\n{}\nJurisdiction: {}\nCitation: {}\nThe whole is {}.\n",
        instrument.id,
        instrument.version,
        instrument.title,
        instrument.jurisdiction,
        instrument.citation,
        checked(instrument.checked_against_primary),
    );
    if !instrument.note.is_empty() {
        text += &format!("\n{}\n", instrument.note.trim());
    }
    for (role, heading) in [(Role::Definition, "Definitions"), (Role::Element, "Elements"), (Role::Finding, "Findings")]
    {
        text += &format!("\n{heading}\n");
        for named in instrument.names.iter().filter(|named| named.role == role) {
            let source = named.source.split_whitespace().collect::<Vec<_>>().join(" ");
            let describes = if named.describes_only { "; describes only, no finding rests on it" } else { "" };
            text += &format!("  {}: {}{describes}\n    = {source}\n", named.name, named.label);
        }
    }
    if !instrument.contested.is_empty() {
        text += "\nContested\n";
        for (name, how) in &instrument.contested {
            text += &format!("  {name}: {how}\n");
        }
    }
    text
}
