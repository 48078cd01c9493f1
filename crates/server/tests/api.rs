//! The JSON interface as a program meets it: what it answers, what it refuses and how, and what partners and apps exchange with it.

#[path = "api/document.rs"]
mod document;
#[path = "api/exchange.rs"]
mod exchange;
#[path = "api/records.rs"]
mod records;
#[path = "api/refused.rs"]
mod refused;
#[path = "api/reporting.rs"]
mod reporting;
#[path = "api/session.rs"]
mod session;
#[path = "api/submissions.rs"]
mod submissions;
#[path = "api/work.rs"]
mod work;
#[path = "api/world.rs"]
mod world;
