//! What all verbs that apply instruments share: which instruments, under which assumptions.

use crate::failure::Failure;
use clap::Args;
use std::path::PathBuf;
use turnstone_identify::{Assumption, Catalogue, Instrument};

/// Which instruments are applied.
#[derive(Args)]
pub struct Choice {
    /// Apply these instruments only [default: all, or those of --instrument-file; see `turnstone instruments list`]
    #[arg(long, value_name = "ID")]
    pub instrument: Vec<String>,
    /// Apply the instrument of this file too (TOML; see instruments/PROVENANCE.md for its keys)
    #[arg(long, value_name = "FILE")]
    pub instrument_file: Vec<PathBuf>,
    /// Rest on this named assumption; every number that rests on it says so
    #[arg(long, value_name = "NAME")]
    pub assume: Vec<String>,
    /// Refuse instruments that were not wholly checked against the primary text
    #[arg(long)]
    pub checked_only: bool,
}

impl Choice {
    /// The instruments.
    ///
    /// **Errors** One is not known, or is not wholly checked where only such are wanted.
    pub fn instruments(&self) -> Result<Vec<&'static Instrument>, Failure> {
        let catalogue = Catalogue::shipped();
        let mut chosen: Vec<&Instrument> = match self.instrument.as_slice() {
            [] if !self.instrument_file.is_empty() => Vec::new(),
            [] => catalogue.instruments.iter().collect(),
            ids => ids.iter().map(|id| catalogue.get(id)).collect::<Result<_, _>>()?,
        };
        for path in &self.instrument_file {
            let text = std::fs::read_to_string(path)
                .map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))?;
            // Instruments live as long as the program: there are few of them, and every verb borrows them.
            chosen.push(Box::leak(Box::new(Instrument::parse(&text, &path.display().to_string())?)));
        }
        match chosen.iter().find(|i| self.checked_only && !i.checked_against_primary) {
            None => Ok(chosen),
            Some(unchecked) => {
                let what = format!("the instrument {} was not wholly checked against the primary text", unchecked.id);
                Err(Failure::new(what).help("leave --checked-only out: its results are then labelled as unchecked"))
            }
        }
    }

    /// The assumptions.
    ///
    /// **Errors** One is not known.
    pub fn assumptions(&self) -> Result<Vec<&'static Assumption>, Failure> {
        let catalogue = Catalogue::shipped();
        Ok(self.assume.iter().map(|name| catalogue.assumption(name)).collect::<Result<_, _>>()?)
    }
}
