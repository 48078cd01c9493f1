//! Instruments: legal definitions of trafficking in persons as data, and the findings they give.
//!
//! An instrument is a TOML file ([`instrument`]) whose elements and findings are expressions over the facts of the
//! vocabulary ([`parse`], [`expression`]). It runs over whole batches of the `records` table ([`assess`]) and, with the
//! same meaning, over one person's facts with a proof ([`explain`](mod@explain)). The result is proposed, never decided: formal
//! status is set by authorities and is no concern of this crate. Counting over time and place is in `turnstone-monitor`.

pub mod assess;
pub mod assumption;
pub mod catalogue;
mod column;
pub mod error;
pub mod explain;
pub mod expression;
pub mod fact_set;
mod graph;
pub mod instrument;
pub mod parse;
pub mod planes;
mod relevance;
pub mod syntax;
mod undecided;

#[cfg(test)]
mod tests;

pub use assess::{AssessError, Assessment, Assessor, Output};
pub use assumption::{Assumption, assume};
pub use catalogue::{Catalogue, CatalogueError};
pub use error::{InstrumentError, Mistake};
pub use explain::{Proof, Term, explain, truth_label};
pub use fact_set::FactSet;
pub use instrument::{Instrument, Named, Role};
pub use planes::{Planes, Tally};
