//! Monitor: counts over time and place, with what is not recorded always beside them.
//!
//! Batches of the `records` table pass once through tallies that can be merged, so that threads, files and machines may
//! share the work. Reading tables is done by `turnstone-engine`, drawing results by `turnstone-figures`.

pub mod breakdown;
pub mod change;
pub mod corridors;
pub mod crosstab;
pub mod dimension;
pub mod driving;
pub mod findings;
pub mod flows;
pub mod geography;
pub mod law;
pub mod lists;
pub mod memberships;
pub mod migration;
pub mod pass;
pub mod prevalence;
pub mod profile;
pub mod strata;
pub mod study;
pub mod trends;
pub mod view;
