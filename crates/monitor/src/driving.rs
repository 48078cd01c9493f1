//! Driving forces: what families of covariates explain of the victims detected by citizenship.
//!
//! The many disciplines that speak of trafficking become named families: poverty and inclusive development, security and displacement,
//! rule of law and policy, human rights, gender, geography and networks, online process. A mapping file ([`mapping`]) says where each
//! covariate is, of which years, from whom, and which direction is expected; [`analyse`] puts them beside the counts. The arithmetic
//! is in `turnstone-estimate`. Nothing missing is ever taken as 0.

mod analysis;
pub mod covariate;
pub mod mapping;

pub use analysis::{Chosen, Driven, DriversResult, End, Finding, Missing, Unexplained, analyse};

#[cfg(test)]
mod tests;
