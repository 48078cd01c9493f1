//! Our own tables as Parquet files: written in one go, in order, and checked when they are opened.

use crate::error::EngineError;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::fs::File;
use std::path::Path;
use turnstone_model::records::{SCHEMA_VERSION, VERSION_KEY};

/// Writes batches of one schema to a Parquet file.
pub struct ParquetWriter {
    path: String,
    writer: ArrowWriter<File>,
}

impl ParquetWriter {
    /// Begins the file. An existing one is overwritten; write beside it and rename when that must not be seen half done.
    pub fn create(path: &Path, schema: SchemaRef) -> Result<Self, EngineError> {
        let name = path.display().to_string();
        let error = |error: &dyn std::fmt::Display| EngineError::Write { path: name.clone(), error: error.to_string() };
        let file = File::create(path).map_err(|e| error(&e))?;
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).map_err(|e| error(&e))?))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_created_by(format!("turnstone {}", env!("CARGO_PKG_VERSION")));
        // Line numbers count up: differences are small where a dictionary would only grow.
        if schema.field_with_name("line").is_ok() {
            let line = ColumnPath::from("line");
            properties = properties
                .set_column_dictionary_enabled(line.clone(), false)
                .set_column_encoding(line, Encoding::DELTA_BINARY_PACKED);
        }
        let writer = ArrowWriter::try_new(file, schema, Some(properties.build())).map_err(|e| error(&e))?;
        Ok(ParquetWriter { path: name, writer })
    }

    /// Adds the rows of a batch.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), EngineError> {
        self.writer.write(batch).map_err(|e| EngineError::Write { path: self.path.clone(), error: e.to_string() })
    }

    /// Ends the file; without this it cannot be read.
    pub fn finish(self) -> Result<(), EngineError> {
        let path = self.path;
        self.writer.close().map(drop).map_err(|e| EngineError::Write { path, error: e.to_string() })
    }
}

/// Checks that a Parquet file holds a `records` table of the version this program reads.
pub(crate) fn check_version(path: &Path) -> Result<(), EngineError> {
    let name = path.display().to_string();
    let not_ours =
        |found: String| EngineError::NotOurs { path: name.clone(), expected: SCHEMA_VERSION.to_owned(), found };
    let file = File::open(path).map_err(|e| not_ours(e.to_string()))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| not_ours(e.to_string()))?;
    match builder.schema().metadata().get(VERSION_KEY) {
        Some(version) if version == SCHEMA_VERSION => Ok(()),
        Some(version) => Err(not_ours(format!("it says version {version}"))),
        None => Err(not_ours("it does not say that Turnstone wrote it".to_owned())),
    }
}
