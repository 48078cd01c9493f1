//! A text file as a table of DataFusion: one thread cuts it into pieces, the partitions decode them.
//!
//! Piece `i` goes to partition `i mod n`, and each piece becomes one batch, so that taking a batch from each partition in
//! turn gives the rows in the order of the file.

use crate::account::Account;
use crate::error::EngineError;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::datasource::TableType;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::Expr;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use futures::stream;
use std::fmt;
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc;
use turnstone_model::codec::chunk::Chunk;
use turnstone_model::codec::{Dataset, Decoder};

/// How many pieces may wait for a partition: enough to keep it busy, few enough to bound memory.
const WAITING: usize = 2;

/// Makes the account of the next reading.
pub(crate) type NewAccount = Arc<dyn Fn() -> Account + Send + Sync>;

/// A text file as a table.
pub(crate) struct TextTable {
    dataset: Arc<Dataset>,
    label: String,
    partitions: usize,
    new_account: NewAccount,
}

impl TextTable {
    pub fn new(dataset: Arc<Dataset>, label: String, threads: usize, new_account: NewAccount) -> Self {
        let partitions = if dataset.codec.is_sequential() { 1 } else { threads.max(1) };
        TextTable { dataset, label, partitions, new_account }
    }
}

impl fmt::Debug for TextTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TextTable({})", self.dataset.source.name)
    }
}

#[async_trait]
impl TableProvider for TextTable {
    fn schema(&self) -> SchemaRef {
        self.dataset.codec.table().schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let full = self.schema();
        let columns = projection.cloned().unwrap_or_else(|| (0..full.fields().len()).collect());
        let schema = Arc::new(full.project(&columns)?);
        let reading = Arc::new(Reading {
            dataset: self.dataset.clone(),
            account: (self.new_account)(),
            receivers: Mutex::new(None),
            partitions: self.partitions,
        });
        let partitions = (0..self.partitions)
            .map(|index| {
                let part = Part {
                    index,
                    schema: schema.clone(),
                    label: self.label.clone(),
                    columns: columns.clone(),
                    reading: reading.clone(),
                };
                Arc::new(part) as Arc<dyn PartitionStream>
            })
            .collect();
        Ok(Arc::new(StreamingTableExec::try_new(schema, partitions, None, [], false, limit)?))
    }
}

type Piece = std::result::Result<Chunk, EngineError>;

/// One reading of the file, shared by its partitions.
struct Reading {
    dataset: Arc<Dataset>,
    account: Account,
    /// Filled when the first partition starts, which starts the cutting thread.
    receivers: Mutex<Option<Vec<Option<mpsc::Receiver<Piece>>>>>,
    partitions: usize,
}

impl Reading {
    fn receiver(&self, index: usize) -> Option<mpsc::Receiver<Piece>> {
        let mut receivers = self.receivers.lock().ok()?;
        receivers.get_or_insert_with(|| self.start()).get_mut(index)?.take()
    }

    fn start(&self) -> Vec<Option<mpsc::Receiver<Piece>>> {
        let (senders, receivers): (Vec<_>, Vec<_>) = (0..self.partitions).map(|_| mpsc::channel(WAITING)).unzip();
        let dataset = self.dataset.clone();
        std::thread::spawn(move || cut(&dataset, &senders));
        receivers.into_iter().map(Some).collect()
    }
}

/// Sends the pieces round the partitions until the end, an error, or nobody listens any more.
fn cut(dataset: &Dataset, senders: &[mpsc::Sender<Piece>]) {
    let mut pieces = match dataset.pieces() {
        Ok(pieces) => pieces,
        Err(error) => return drop(senders[0].blocking_send(Err(error.into()))),
    };
    for sender in senders.iter().cycle() {
        let piece = match pieces.next_piece() {
            Ok(None) => return,
            Ok(Some(chunk)) => Ok(chunk),
            Err(error) => Err(error.into()),
        };
        let last = piece.is_err();
        if sender.blocking_send(piece).is_err() || last {
            return;
        }
    }
}

struct Part {
    index: usize,
    schema: SchemaRef,
    label: String,
    columns: Vec<usize>,
    reading: Arc<Reading>,
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "partition {} of {}", self.index, self.reading.dataset.source.name)
    }
}

impl PartitionStream for Part {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let Some(receiver) = self.reading.receiver(self.index) else {
            let again = DataFusionError::Execution(format!("{self:?} was read already"));
            return Box::pin(RecordBatchStreamAdapter::new(self.schema.clone(), stream::iter([Err(again)])));
        };
        let decoder = self.reading.dataset.decoder(&self.label, self.columns.clone());
        let account = self.reading.account.clone();
        let batches = stream::unfold((receiver, decoder, account), |(mut receiver, mut decoder, account)| async {
            let batch = decode(receiver.recv().await?, &mut decoder, &account);
            Some((batch, (receiver, decoder, account)))
        });
        Box::pin(RecordBatchStreamAdapter::new(self.schema.clone(), batches))
    }
}

fn decode(piece: Piece, decoder: &mut Decoder, account: &Account) -> Result<RecordBatch> {
    let mut decoded = decoder.decode(piece?);
    account.enter(&mut decoded);
    Ok(decoded.batch)
}
