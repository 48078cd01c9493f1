//! Reads a whole file and checks the account that every reading owes.

use std::path::PathBuf;
use turnstone_model::Remark;
use turnstone_model::codec::Dataset;
use turnstone_model::loss::Losses;

/// What a whole file became.
pub struct Whole {
    pub batches: Vec<arrow::array::RecordBatch>,
    pub remarks: Vec<Remark>,
    pub rows_in: u64,
    pub quarantined: u64,
    pub losses: Losses,
}

/// Reads every piece and asserts rows in = rows out + quarantined, for each.
pub fn read(dataset: &Dataset) -> Whole {
    let columns = dataset.codec.table().schema().fields().len();
    let mut decoder = dataset.decoder("a label", (0..columns).collect());
    let mut pieces = dataset.pieces().unwrap();
    let mut whole =
        Whole { batches: Vec::new(), remarks: Vec::new(), rows_in: 0, quarantined: 0, losses: Losses::default() };
    while let Some(piece) = pieces.next_piece().unwrap() {
        let decoded = decoder.decode(piece);
        assert_eq!(decoded.rows_in, decoded.batch.num_rows() as u64 + decoded.quarantined);
        whole.rows_in += decoded.rows_in;
        whole.quarantined += decoded.quarantined;
        whole.batches.push(decoded.batch);
        whole.remarks.extend(decoded.remarks);
        whole.losses.merge(decoded.losses);
    }
    whole
}

/// A file of the shared data, if it is there.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not here", path.display());
    None
}
