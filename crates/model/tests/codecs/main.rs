//! Codecs on whole files: nothing is dropped in silence, and the figures are those of the published data.

mod cases;
mod glotip;
mod own;
mod whole;
