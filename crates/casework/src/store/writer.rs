//! The task that writes: what waits is done in one transaction, and answered when the transaction is on the disk.

use super::accept::{self, Accepted, Intake};
use super::audit::checkpoints::Checkpoints;
use super::audit::{AuditHeadRow, HEADS, Heads};
use super::key::ServerKey;
use super::{Kind, StoreError};
use crate::CaseworkError;
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::{AnyConnection, AnyPool, Connection, Row};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// How many jobs share a transaction at most.
const MOST_JOBS: usize = 256;
/// How long a transaction may take before its connection is given up.
const LIMIT: Duration = Duration::from_secs(60);

/// Something for the writer to do.
pub(super) enum Job {
    /// Any work.
    Work(Box<dyn Work>),
    /// A report.
    Accept(Box<Intake>, Answer<Accepted>),
    /// Taking what was deleted out of the log of the database.
    Compact(Answer<()>),
    /// The end.
    Close(oneshot::Sender<()>),
}

type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

/// Work whose result is kept until the transaction is committed.
pub(super) trait Work: Send {
    /// Does it, and says whether it succeeded.
    fn run<'c>(&'c mut self, conn: &'c mut AnyConnection) -> BoxFuture<'c, bool>;
    /// Answers the caller.
    fn answer(self: Box<Self>, kept: Result<(), StoreError>);
}

struct Task<T, F> {
    work: Option<F>,
    result: Option<Result<T, CaseworkError>>,
    to: oneshot::Sender<Result<T, CaseworkError>>,
}

pub(super) fn work<T, F>(work: F, to: oneshot::Sender<Result<T, CaseworkError>>) -> Box<dyn Work>
where
    T: Send + 'static,
    F: for<'c> FnOnce(&'c mut AnyConnection) -> BoxFuture<'c, Result<T, CaseworkError>> + Send + 'static,
{
    Box::new(Task { work: Some(work), result: None, to })
}

impl<T, F> Work for Task<T, F>
where
    T: Send + 'static,
    F: for<'c> FnOnce(&'c mut AnyConnection) -> BoxFuture<'c, Result<T, CaseworkError>> + Send + 'static,
{
    fn run<'c>(&'c mut self, conn: &'c mut AnyConnection) -> BoxFuture<'c, bool> {
        Box::pin(async move {
            let Some(work) = self.work.take() else { return false };
            // A panic ends this work, not the writer.
            let result = AssertUnwindSafe(async { work(conn).await }).catch_unwind().await;
            let result = result.unwrap_or_else(|_| {
                Err(StoreError::Database("the work on it ended in a fault of the program".to_owned()).into())
            });
            self.result.insert(result).is_ok()
        })
    }

    fn answer(self: Box<Self>, kept: Result<(), StoreError>) {
        let result = match (self.result, kept) {
            (Some(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(error.into()),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(StoreError::Uncertain.into()),
        };
        // Whoever asked may have gone.
        let _ = self.to.send(result);
    }
}

/// The state of the task.
pub(super) struct Writer {
    kind: Kind,
    pool: AnyPool,
    key: Arc<ServerKey>,
    checkpoints: Checkpoints,
    jobs: mpsc::Receiver<Job>,
}

/// What shares a transaction.
#[derive(Default)]
struct Batch {
    intakes: Vec<(Box<Intake>, Answer<Accepted>)>,
    works: Vec<Box<dyn Work>>,
}

impl Writer {
    pub(super) fn new(
        kind: Kind,
        pool: AnyPool,
        key: Arc<ServerKey>,
        checkpoints: Checkpoints,
        jobs: mpsc::Receiver<Job>,
    ) -> Writer {
        Writer { kind, pool, key, checkpoints, jobs }
    }

    /// Works until the store is closed or nobody holds it any more.
    pub(super) async fn run(mut self) {
        let mut jobs = Vec::with_capacity(MOST_JOBS);
        let mut closing = Vec::new();
        loop {
            let receive = self.jobs.recv_many(&mut jobs, MOST_JOBS);
            let received = match self.checkpoints.due() {
                None => receive.await,
                Some(due) => match tokio::time::timeout(due, receive).await {
                    Ok(received) => received,
                    Err(_) => {
                        self.checkpoints.write();
                        continue;
                    }
                },
            };
            if received == 0 {
                break;
            }
            let (mut batch, mut compacting) = (Batch::default(), Vec::new());
            for job in jobs.drain(..) {
                match job {
                    Job::Work(work) => batch.works.push(work),
                    Job::Accept(intake, answer) => batch.intakes.push((intake, answer)),
                    Job::Compact(answer) => compacting.push(answer),
                    Job::Close(answer) => {
                        // What was sent before this is still received; nothing more can be sent.
                        self.jobs.close();
                        closing.push(answer);
                    }
                }
            }
            self.batch(batch).await;
            for answer in compacting {
                let _ = answer.send(compact(&self.pool, self.kind).await);
            }
            if self.checkpoints.due() == Some(Duration::ZERO) {
                self.checkpoints.write();
            }
        }
        self.checkpoints.write();
        self.pool.close().await;
        for answer in closing {
            let _ = answer.send(());
        }
    }

    async fn batch(&mut self, mut batch: Batch) {
        if batch.intakes.is_empty() && batch.works.is_empty() {
            return;
        }
        match self.transaction(&mut batch).await {
            Ok((accepted, heads)) => {
                self.checkpoints.add(heads);
                for ((_, answer), accepted) in batch.intakes.into_iter().zip(accepted) {
                    let _ = answer.send(accepted);
                }
                batch.works.into_iter().for_each(|work| work.answer(Ok(())));
            }
            Err(error) => {
                tracing::error!(%error, jobs = batch.intakes.len() + batch.works.len(), "a transaction failed");
                for (_, answer) in batch.intakes {
                    let _ = answer.send(Err(repeated(&error)));
                }
                batch.works.into_iter().for_each(|work| work.answer(Err(repeated(&error))));
            }
        }
    }

    async fn transaction(
        &self,
        batch: &mut Batch,
    ) -> Result<(Vec<Result<Accepted, StoreError>>, Vec<AuditHeadRow>), StoreError> {
        let mut conn = self.pool.acquire().await?;
        let heads = Heads::new(Arc::clone(&self.key));
        let work = HEADS.scope(Arc::clone(&heads), transaction(&mut conn, self.kind, &heads, batch));
        let done = tokio::time::timeout(LIMIT, work).await.unwrap_or(Err(StoreError::Uncertain));
        if done.is_err() {
            // In which state the connection is, is not certain: after an error SQLite may have rolled back by itself. The next
            // transaction gets another one.
            conn.close_on_drop();
        }
        done
    }
}

async fn transaction(
    conn: &mut AnyConnection,
    kind: Kind,
    heads: &Heads,
    batch: &mut Batch,
) -> Result<(Vec<Result<Accepted, StoreError>>, Vec<AuditHeadRow>), StoreError> {
    let mut transaction = super::begin(conn, kind).await?;
    let intakes: Vec<&Intake> = batch.intakes.iter().map(|(intake, _)| &**intake).collect();
    let accepted = accept::accept_all(&mut transaction, heads, &intakes).await?;
    for work in &mut batch.works {
        let mark = heads.mark();
        let mut savepoint = Connection::begin(&mut *transaction).await?;
        if work.run(&mut savepoint).await {
            savepoint.commit().await?;
        } else {
            heads.back_to(mark);
            savepoint.rollback().await?;
        }
    }
    let written = heads.finish(&mut transaction).await?;
    match transaction.commit().await {
        Ok(()) => Ok((accepted, written)),
        Err(error) => match StoreError::from(error) {
            StoreError::Full => Err(StoreError::Full),
            // It may have been committed before the connection was lost, or be found in the log after a crash.
            _ => Err(StoreError::Uncertain),
        },
    }
}

/// The same error for everybody in a transaction.
fn repeated(error: &StoreError) -> StoreError {
    match error {
        StoreError::Full => StoreError::Full,
        StoreError::Uncertain => StoreError::Uncertain,
        StoreError::Unavailable(what) => StoreError::Unavailable(what.clone()),
        other => StoreError::Database(other.to_string()),
    }
}

async fn compact(pool: &AnyPool, kind: Kind) -> Result<(), StoreError> {
    let mut conn = pool.acquire().await?;
    match kind {
        Kind::Postgres => {
            sqlx::raw_sql("VACUUM wraps, sealed, attachments, messages, notes, reports").execute(&mut *conn).await?;
        }
        Kind::Sqlite => {
            // Whoever reads at this moment still needs the log; they are done soon.
            for _ in 0..50 {
                let row = sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *conn).await?;
                if row.try_get::<i64, _>(0)? == 0 {
                    return Ok(());
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            tracing::warn!(
                "the log of the database could not be emptied because somebody was reading; it will be later"
            );
        }
    }
    Ok(())
}
