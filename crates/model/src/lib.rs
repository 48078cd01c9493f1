//! The words of Turnstone: facts in three states, places, dates, journeys, people, and the tables they are written in.
//!
//! What files look like is in [`codec`]; how tables are queried is in `turnstone-engine`; what facts mean under a
//! definition is in `turnstone-identify`.

pub mod case;
mod closed;
pub mod codec;
pub mod counts;
pub mod date;
pub mod generate;
pub mod journey;
pub mod journey_facts;
pub mod loss;
pub mod person;
pub mod place;
pub mod record;
pub mod records;
pub mod remark;
pub mod text_place;
pub mod truth;
pub mod vocabulary;

pub use case::Case;
pub use place::Place;
pub use record::{Assertion, Facts, Record, Row};
pub use remark::{Fate, Remark};
pub use truth::Truth;
pub use vocabulary::{Element, Fact};
