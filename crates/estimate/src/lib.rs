//! Estimators: how many are hidden ([`prevalence`]), what moves people ([`gravity`]), what explains ([`drivers`]), what
//! really changed ([`trends`]).
//!
//! Plain counts go in, numbers with their doubt come out. Tables, places and files are in `turnstone-monitor`; drawing is in
//! `turnstone-figures`. Nothing here opens a file, reads a clock or draws a random number that the caller's seed does not
//! decide, and every result is the same on one thread and on many.

pub mod drivers;
pub mod gravity;
pub mod numeric;
pub mod prevalence;
pub mod trends;
