//! How a command ends, well or not.

use miette::Diagnostic;
use std::fmt;
use std::path::Path;
use turnstone_casework::CaseworkError;
use turnstone_casework::store::StoreError;
use turnstone_engine::EngineError;
use turnstone_estimate::prevalence::covariates::CovariateError;
use turnstone_estimate::prevalence::histories::HistoriesError;
use turnstone_figures::FiguresError;
use turnstone_identify::{AssessError, CatalogueError, InstrumentError};
use turnstone_model::codec::mapping::MappingError;
use turnstone_model::codec::source::ReadError;
use turnstone_monitor::memberships::MembershipError;
use turnstone_monitor::prevalence::ChangeError;
use turnstone_monitor::strata::ResidentsError;

/// A command came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Every row is in the result.
    Whole,
    /// Some rows are in the quarantine.
    Quarantine,
}

/// A command could not come to its end.
#[derive(Debug)]
pub struct Failure {
    what: String,
    help: Option<String>,
}

impl Failure {
    /// A failure that says what was wrong.
    pub fn new(what: impl fmt::Display) -> Self {
        Failure { what: what.to_string(), help: None }
    }

    /// The same with what would be right.
    pub fn help(mut self, help: impl fmt::Display) -> Self {
        self.help = Some(help.to_string());
        self
    }

    /// An output could not be written.
    pub fn write(path: &Path, error: impl fmt::Display) -> Self {
        Failure::new(format!("cannot write {}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Failure {}

impl Diagnostic for Failure {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
}

/// What an error and its causes say, joined by colons.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let more = inner.to_string();
        if !text.contains(&more) {
            text += &format!(": {more}");
        }
        cause = inner.source();
    }
    text
}

macro_rules! failures {
    ($($error:ty)*) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Failure::new(told(&error))
            }
        })*
    };
}

failures! { CaseworkError ChangeError EngineError FiguresError ReadError ResidentsError MappingError AssessError CatalogueError CovariateError HistoriesError InstrumentError MembershipError serde_json::Error StoreError }
