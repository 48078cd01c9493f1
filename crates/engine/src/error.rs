//! What can go wrong between a file and a result.

use datafusion::error::DataFusionError;
use turnstone_model::codec::source::ReadError;

/// An analysis cannot be run to its end.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The input cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The rows read do not add up. This is a defect of Turnstone and never of the input.
    #[error(
        "{path}: {rows_in} rows went in, but {rows_out} came out and {quarantined} went to the quarantine; please report this"
    )]
    Unaccounted {
        /// The input.
        path: String,
        /// Rows counted where the text was cut.
        rows_in: u64,
        /// Rows in the table.
        rows_out: u64,
        /// Rows in the quarantine.
        quarantined: u64,
    },
    /// A Parquet file holds no table of ours, or one of another version.
    #[error("{path} is no Turnstone table of version {expected}: {found}")]
    NotOurs {
        /// The file.
        path: String,
        /// The version this program reads.
        expected: String,
        /// What was found.
        found: String,
    },
    /// An output cannot be written.
    #[error("cannot write {path}: {error}")]
    Write {
        /// The file.
        path: String,
        /// What went wrong.
        error: String,
    },
    /// The work on a batch failed.
    #[error("{0}")]
    Work(Box<dyn std::error::Error + Send + Sync>),
    /// The query engine failed.
    #[error("the query engine: {0}")]
    Query(String),
}

impl From<DataFusionError> for EngineError {
    fn from(error: DataFusionError) -> Self {
        match error {
            DataFusionError::External(inner) => match inner.downcast::<EngineError>() {
                Ok(own) => *own,
                Err(other) => EngineError::Query(other.to_string()),
            },
            DataFusionError::Context(_, inner) => (*inner).into(),
            DataFusionError::Shared(inner) => EngineError::Query(inner.to_string()),
            other => EngineError::Query(other.to_string()),
        }
    }
}

impl From<EngineError> for DataFusionError {
    fn from(error: EngineError) -> Self {
        DataFusionError::External(Box::new(error))
    }
}
