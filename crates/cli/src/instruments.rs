//! `turnstone instruments`: the definitions that are applied, as data.

use crate::failure::{Ending, Failure};
use crate::output::say;
use clap::{Args, Subcommand};
use turnstone_identify::{Catalogue, Instrument, Role};

const EXAMPLE: &str = "Examples:
  turnstone instruments list
  turnstone instruments show palermo-2000";

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
}

/// Prints the list or one instrument.
pub fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let catalogue = Catalogue::shipped();
    match &arguments.what {
        What::List => say(&list(catalogue))?,
        What::Show { id } => say(&show(catalogue.get(id)?))?,
    }
    Ok(Ending::Whole)
}

fn list(catalogue: &Catalogue) -> String {
    let mut text = "Instruments\n".to_owned();
    for instrument in &catalogue.instruments {
        text += &format!("  {:<20} {} ({})\n", instrument.id, instrument.title, checked(instrument.checked_against_primary));
    }
    text += "\nAssumptions, for --assume\n";
    for assumption in &catalogue.assumptions {
        text += &format!("  {:<20} {}\n", assumption.name, assumption.statement);
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
    for (role, heading) in
        [(Role::Definition, "Definitions"), (Role::Element, "Elements"), (Role::Finding, "Findings")]
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
