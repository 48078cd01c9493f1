//! One pass over a table by several threads, with what each batch gives written down in the order of the table.

use crate::error::EngineError;
use arrow::array::RecordBatch;
use datafusion::execution::SendableRecordBatchStream;
use futures::StreamExt;
use std::collections::VecDeque;
use tokio::sync::mpsc;

/// What a thread keeps while batches pass.
///
/// The results of all workers are merged by the caller; a merge must not depend on which worker saw which batch.
pub trait Worker: Send + 'static {
    /// Takes one batch in; gives back a batch to be written down in order, if the pass is to write one.
    fn batch(&mut self, batch: &RecordBatch) -> Result<Option<RecordBatch>, Box<dyn std::error::Error + Send + Sync>>;
}

/// Receives the batches that workers give back, in the order of the table.
pub type Derived<'a> = &'a mut dyn FnMut(RecordBatch) -> Result<(), EngineError>;

/// How many derived batches may wait for their turn.
const WAITING: usize = 4;

type Given = Result<Option<RecordBatch>, EngineError>;

/// Runs each stream through a worker of its own; batch by batch in turn is the order of the table.
pub(crate) async fn fold_streams<W: Worker>(
    streams: Vec<SendableRecordBatchStream>,
    mut make: impl FnMut() -> W,
    derived: Derived<'_>,
) -> Result<Vec<W>, EngineError> {
    let mut receivers = VecDeque::new();
    let mut tasks = Vec::new();
    for mut stream in streams {
        let (sender, receiver) = mpsc::channel::<Given>(WAITING);
        let mut worker = make();
        tasks.push(tokio::spawn(async move {
            while let Some(batch) = stream.next().await {
                let given =
                    batch.map_err(EngineError::from).and_then(|batch| worker.batch(&batch).map_err(EngineError::Work));
                let failed = given.is_err();
                if sender.send(given).await.is_err() || failed {
                    break;
                }
            }
            worker
        }));
        receivers.push_back(receiver);
    }
    collect_in_turn(receivers, derived).await?;
    join(tasks).await
}

/// Runs one stream through `workers` workers, batch by batch in turn.
pub(crate) async fn fold_one<W: Worker>(
    mut stream: SendableRecordBatchStream,
    workers: usize,
    mut make: impl FnMut() -> W,
    derived: Derived<'_>,
) -> Result<Vec<W>, EngineError> {
    let mut receivers = VecDeque::new();
    let mut senders = Vec::new();
    let mut tasks = Vec::new();
    for _ in 0..workers {
        let (to_worker, mut batches) = mpsc::channel::<Result<RecordBatch, EngineError>>(WAITING);
        let (sender, receiver) = mpsc::channel::<Given>(WAITING);
        let mut worker = make();
        tasks.push(tokio::spawn(async move {
            while let Some(batch) = batches.recv().await {
                let given = batch.and_then(|batch| worker.batch(&batch).map_err(EngineError::Work));
                let failed = given.is_err();
                if sender.send(given).await.is_err() || failed {
                    break;
                }
            }
            worker
        }));
        senders.push(to_worker);
        receivers.push_back(receiver);
    }
    let dispatch = tokio::spawn(async move {
        for sender in senders.iter().cycle() {
            let Some(batch) = stream.next().await else { return };
            if sender.send(batch.map_err(EngineError::from)).await.is_err() {
                return;
            }
        }
    });
    collect_in_turn(receivers, derived).await?;
    dispatch.await.map_err(failed)?;
    join(tasks).await
}

/// Takes one item from each receiver in turn. The first to end ends behind the last batch of the table, so the others
/// have nothing left either; all are drained all the same, lest a sender wait for ever.
async fn collect_in_turn(
    mut receivers: VecDeque<mpsc::Receiver<Given>>,
    derived: Derived<'_>,
) -> Result<(), EngineError> {
    while let Some(mut receiver) = receivers.pop_front() {
        if let Some(given) = receiver.recv().await {
            if let Some(batch) = given? {
                derived(batch)?;
            }
            receivers.push_back(receiver);
        }
    }
    Ok(())
}

fn failed(error: tokio::task::JoinError) -> EngineError {
    EngineError::Query(format!("a worker failed: {error}"))
}

async fn join<W>(tasks: Vec<tokio::task::JoinHandle<W>>) -> Result<Vec<W>, EngineError> {
    let mut workers = Vec::with_capacity(tasks.len());
    for task in tasks {
        workers.push(task.await.map_err(failed)?);
    }
    Ok(workers)
}
