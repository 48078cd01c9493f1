//! The tables: one session that opens datasets, streams them in Arrow batches, and answers SQL.
//!
//! The only crate below the command line that touches files for an analysis. What columns mean is in `turnstone-model`;
//! what is computed from batches is in the analysis crates, which are handed batches and hand results back.

mod account;
mod error;
mod fold;
mod parquet_file;
mod session;
mod text_table;

pub use account::{Account, Accounts, RemarkKind};
pub use error::EngineError;
pub use fold::{Derived, Worker};
pub use parquet_file::ParquetWriter;
pub use session::{Opened, Session, Settings};
