//! Reporting and protection: from a report to triage, referral, case and outcome, with its vault, database and audit log.
//!
//! What a report, an incident, a referral and a package are, and which of them may do what, is plain data and pure functions
//! ([`form`], [`incident`], [`basis`], [`referral`], [`package`], [`triage`], [`permission`]). [`vault`] seals, [`store`] keeps, and
//! [`desk`] is what people do: every operation checks the permission, opens what the person holds keys for, changes the store and
//! writes the audit log. HTTP and pages are in `turnstone-server`.

pub mod basis;
pub mod bundle;
pub mod closed;
pub mod desk;
pub mod error;
pub mod form;
pub mod id;
pub mod incident;
pub mod indicator;
pub mod lint;
pub mod moment;
pub mod outcome;
pub mod package;
pub mod partner;
pub mod permission;
pub mod referral;
mod schema;
pub mod store;
pub mod synthetic;
pub mod triage;
pub mod vault;

pub use error::CaseworkError;
pub use id::Id;
pub use moment::Moment;
