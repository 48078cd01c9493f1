//! Instruments: legal definitions of trafficking in persons as data, and the findings they give.
//!
//! An instrument is a TOML file ([`instrument`]) whose elements and findings are expressions over the facts of the
//! vocabulary ([`parse`], [`expression`]). It runs over whole batches of the `records` table ([`assess`]) and, with the
//! same meaning, over one person's facts with a proof ([`explain`](mod@explain)). What a place's law adds is in [`profile`],
//! the interview that asks what is unknown in [`interview`], how findings change over one person's life in [`timeline`](mod@timeline). The result is proposed, never decided: formal status is set
//! by authorities and is no concern of this crate. Counting over time and place is in `turnstone-monitor`.

pub mod assess;
pub mod assumption;
pub mod catalogue;
mod column;
pub mod diagram;
pub mod error;
pub mod explain;
pub mod expression;
pub mod fact_set;
mod graph;
pub mod guide;
pub mod instrument;
pub mod interview;
pub mod parse;
pub mod planes;
pub mod process;
pub mod profile;
pub mod rates;
mod relevance;
pub mod results;
pub mod script;
pub mod settle;
pub mod sql;
pub mod syntax;
pub mod timeline;
pub mod trial;
mod undecided;

#[cfg(test)]
mod tests;

pub use assess::{AssessError, Assessment, Assessor, Output};
pub use assumption::{Assumption, assume};
pub use catalogue::{Catalogue, CatalogueError};
pub use error::{InstrumentError, Mistake};
pub use explain::{Proof, Term, explain, truth_label};
pub use fact_set::FactSet;
pub use instrument::{Concern, Instrument, Kind, Named, Role};
pub use interview::{Answer, Interview};
pub use planes::{Planes, Tally};
pub use process::{Process, ProcessReading, process};
pub use profile::Profile;
pub use results::{Proposal, Results};
pub use script::Script;
pub use timeline::{Timeline, timeline};
