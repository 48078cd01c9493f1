//! The JSON interface as a program meets it.

#[path = "api/world.rs"]
mod world;
#[path = "api/document.rs"]
mod document;
