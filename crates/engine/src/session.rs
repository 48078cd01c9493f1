//! One session: opened datasets, their scans, and SQL over them.

use crate::account::{Account, Accounts, RemarkSink};
use crate::error::EngineError;
use crate::fold::{Derived, Worker, fold_one, fold_streams};
use crate::parquet_file::check_version;
use crate::text_table::TextTable;
use arrow::array::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};
use futures::StreamExt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use turnstone_model::Remark;
use turnstone_model::codec::{Dataset, Format};

/// What a session may use.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How many threads decode and compute.
    pub threads: usize,
    /// How many bytes sorts, joins and groupings may hold before they spill to disk.
    pub memory_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Settings { threads, memory_bytes: 1 << 30 }
    }
}

/// Where tables are opened and asked.
///
/// Today DataFusion in this process; callers see only datasets, batches and SQL, so that a cluster can take its place.
pub struct Session {
    context: SessionContext,
    runtime: tokio::runtime::Runtime,
    threads: usize,
    remark_sink: Arc<Mutex<Option<RemarkSink>>>,
}

/// A dataset that is open in a session.
pub struct Opened {
    /// What was recognised.
    pub dataset: Arc<Dataset>,
    provider: Arc<dyn TableProvider>,
    account: Arc<Mutex<Account>>,
    progress: Arc<AtomicU64>,
}

impl Opened {
    /// How many rows have been read so far, for progress.
    pub fn progress(&self) -> Arc<AtomicU64> {
        self.progress.clone()
    }

    /// The account of the last reading.
    pub fn accounts(&self) -> Accounts {
        self.account.lock().map(|account| account.figures()).unwrap_or_default()
    }
}

impl Session {
    /// A session on this machine.
    pub fn new(settings: &Settings) -> Result<Session, EngineError> {
        let threads = settings.threads.max(1);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads)
            .build()
            .map_err(|e| EngineError::Query(e.to_string()))?;
        let pool = Arc::new(FairSpillPool::new(settings.memory_bytes));
        let environment = RuntimeEnvBuilder::new().with_memory_pool(pool).build_arc()?;
        let mut config = SessionConfig::new().with_target_partitions(threads);
        // Columns of a Parquet file have the types of our schema, as those of a text file do.
        config.options_mut().execution.parquet.schema_force_view_types = false;
        let context = SessionContext::new_with_config_rt(config, environment);
        Ok(Session { context, runtime, threads, remark_sink: Arc::default() })
    }

    /// Opens a dataset as the table `name`.
    ///
    /// **Errors** [`EngineError::NotOurs`] for a Parquet file that Turnstone did not write.
    pub fn open(&self, name: &str, dataset: Dataset) -> Result<Opened, EngineError> {
        let dataset = Arc::new(dataset);
        let progress = Arc::new(AtomicU64::new(0));
        let account = Arc::new(Mutex::new(Account::default()));
        let provider: Arc<dyn TableProvider> = if dataset.format == Format::Parquet {
            let path = dataset.source.path().ok_or_else(|| EngineError::NotOurs {
                path: dataset.source.name.clone(),
                expected: "a file".into(),
                found: "Parquet cannot be read from standard input; save it to a file first".into(),
            })?;
            check_version(path)?;
            let path = path.display().to_string();
            let options = ParquetReadOptions::default().skip_metadata(false);
            self.runtime.block_on(async {
                let frame = self.context.read_parquet(path, options).await?;
                Ok::<_, EngineError>(frame.into_view())
            })?
        } else {
            let (slot, sink, progress) = (account.clone(), self.remark_sink.clone(), progress.clone());
            let new_account = Arc::new(move || {
                progress.store(0, Ordering::Relaxed);
                let sink = sink.lock().ok().and_then(|mut sink| sink.take());
                let account = Account::new(sink, progress.clone());
                if let Ok(mut slot) = slot.lock() {
                    *slot = account.clone();
                }
                account
            });
            // The name without its folder, so that the same file gives the same bytes wherever it lies.
            let label = Path::new(&dataset.source.name).file_name().map(|name| name.to_string_lossy().into_owned());
            let label = label.unwrap_or_else(|| dataset.source.name.clone());
            Arc::new(TextTable::new(dataset.clone(), label, self.threads, new_account))
        };
        self.context.register_table(name, provider.clone())?;
        Ok(Opened { dataset, provider, account, progress })
    }

    /// Passes `columns` of every row of a table through workers, one a thread, once.
    ///
    /// What workers give back goes to `derived` in the order of the table; remarks go to `remarks` in the order of
    /// lines. When it returns, rows in = rows out + quarantined has been checked.
    ///
    /// **Errors** [`EngineError`]; what `derived` was given so far is then not whole.
    pub fn fold<W: Worker>(
        &self,
        table: &Opened,
        columns: &[&str],
        make: impl FnMut() -> W,
        derived: Derived<'_>,
        remarks: impl FnMut(&Remark) -> Result<(), String> + Send + 'static,
    ) -> Result<(Vec<W>, Accounts), EngineError> {
        self.pass(table, columns, 1, make, derived, Box::new(remarks))
    }

    /// The same for workers that only count: nothing is derived, and a Parquet file is read by all threads at once, in no
    /// order. What workers keep must not depend on which rows they saw.
    ///
    /// **Errors** [`EngineError`], as [`Session::fold`].
    pub fn count<W: Worker>(
        &self,
        table: &Opened,
        columns: &[&str],
        make: impl FnMut() -> W,
    ) -> Result<(Vec<W>, Accounts), EngineError> {
        self.pass(table, columns, self.threads, make, &mut |_| Ok(()), Box::new(|_| Ok(())))
    }

    /// One pass; `partitions` are those of a Parquet file.
    fn pass<W: Worker>(
        &self,
        table: &Opened,
        columns: &[&str],
        partitions: usize,
        make: impl FnMut() -> W,
        derived: Derived<'_>,
        remarks: RemarkSink,
    ) -> Result<(Vec<W>, Accounts), EngineError> {
        if let Ok(mut sink) = self.remark_sink.lock() {
            *sink = Some(remarks);
        }
        let workers = self.runtime.block_on(async {
            let streams = self.streams(table, columns, partitions).await?;
            match streams.len() {
                1 if self.threads > 1 => {
                    let stream = streams.into_iter().next().expect("one stream");
                    fold_one(stream, self.threads, make, derived).await
                }
                _ => fold_streams(streams, make, derived).await,
            }
        })?;
        let account = table.account.lock().map(|a| a.clone()).unwrap_or_default();
        let (accounts, failed) = account.close();
        if let Some(error) = failed {
            return Err(EngineError::Write { path: "the quarantine".into(), error });
        }
        if accounts.rows_in != accounts.rows_out + accounts.quarantined {
            return Err(EngineError::Unaccounted {
                path: table.dataset.source.name.clone(),
                rows_in: accounts.rows_in,
                rows_out: accounts.rows_out,
                quarantined: accounts.quarantined,
            });
        }
        Ok((workers, accounts))
    }

    /// The streams of a scan; a batch from each in turn is the order of the table.
    async fn streams(
        &self,
        table: &Opened,
        columns: &[&str],
        partitions: usize,
    ) -> Result<Vec<SendableRecordBatchStream>, EngineError> {
        let schema = table.provider.schema();
        let projection: Vec<usize> = columns
            .iter()
            .map(|name| schema.index_of(name).map_err(|e| EngineError::Query(e.to_string())))
            .collect::<Result<_, _>>()?;
        // One partition keeps the order of a Parquet file; a text file keeps it in the way its table says.
        let mut state = self.context.state();
        if table.dataset.format == Format::Parquet {
            state.config_mut().options_mut().execution.target_partitions = partitions;
        }
        let plan = table.provider.scan(&state, Some(&projection), &[], None).await?;
        let context = Arc::new(TaskContext::from(&state));
        let partitions = plan.properties().output_partitioning().partition_count();
        let account = (table.dataset.format == Format::Parquet).then(|| Account::new(None, table.progress.clone()));
        if let (Some(account), Ok(mut slot)) = (&account, table.account.lock()) {
            *slot = account.clone();
        }
        (0..partitions)
            .map(|i| {
                let stream = ExecutionPlan::execute(plan.as_ref(), i, context.clone())?;
                Ok(match &account {
                    Some(account) => Self::counted(account.clone(), stream),
                    None => stream,
                })
            })
            .collect()
    }

    /// Counts the rows of a stream that was not decoded by us.
    fn counted(account: Account, stream: SendableRecordBatchStream) -> SendableRecordBatchStream {
        let schema = stream.schema();
        let counted = stream.inspect(move |batch| {
            if let Ok(batch) = batch {
                account.pass(batch.num_rows() as u64);
            }
        });
        Box::pin(datafusion::physical_plan::stream::RecordBatchStreamAdapter::new(schema, counted))
    }

    /// The answer to a SQL query over the open tables.
    pub fn query(&self, sql: &str) -> Result<Vec<RecordBatch>, EngineError> {
        self.runtime.block_on(async { Ok(self.context.sql(sql).await?.collect().await?) })
    }
}
