//! Counts in = counts out + quarantined: the account of one reading of one input.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use turnstone_model::codec::Decoded;
use turnstone_model::loss::Losses;
use turnstone_model::{Fate, Remark};

/// A kind of remark: what became of the rows, the field, and what was wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RemarkKind {
    /// What became of the rows.
    pub fate: Fate,
    /// The field; empty when rows as a whole are meant.
    pub field: String,
    /// What was wrong.
    pub reason: String,
}

/// The figures of one reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
    /// Rows of the input.
    pub rows_in: u64,
    /// Rows in the table.
    pub rows_out: u64,
    /// Rows in the quarantine.
    pub quarantined: u64,
    /// How many remarks of each kind were made.
    pub remarks: BTreeMap<RemarkKind, u64>,
    /// What the rows lost on their way into the table.
    pub losses: Losses,
}

/// Where remarks go, in the order of lines.
pub(crate) type RemarkSink = Box<dyn FnMut(&Remark) -> Result<(), String> + Send>;

#[derive(Default)]
struct Book {
    accounts: Accounts,
    /// Pieces that were decoded before an earlier one.
    waiting: BTreeMap<u64, Vec<Remark>>,
    next: u64,
    sink: Option<RemarkSink>,
    failed: Option<String>,
}

/// Keeps the account of one reading, for several threads.
#[derive(Clone, Default)]
pub struct Account {
    book: Arc<Mutex<Book>>,
    progress: Arc<AtomicU64>,
}

impl Account {
    pub(crate) fn new(sink: Option<RemarkSink>, progress: Arc<AtomicU64>) -> Self {
        Account { book: Arc::new(Mutex::new(Book { sink, ..Book::default() })), progress }
    }

    /// Books what one piece became; pieces may come in any order.
    pub(crate) fn enter(&self, decoded: &mut Decoded) {
        self.progress.fetch_add(decoded.rows_in, Ordering::Relaxed);
        let remarks = std::mem::take(&mut decoded.remarks);
        let Ok(mut guard) = self.book.lock() else { return };
        let book = &mut *guard;
        book.accounts.rows_in += decoded.rows_in;
        book.accounts.rows_out += decoded.batch.num_rows() as u64;
        book.accounts.quarantined += decoded.quarantined;
        book.accounts.losses.merge(std::mem::take(&mut decoded.losses));
        book.waiting.insert(decoded.sequence, remarks);
        while let Some(remarks) = book.waiting.remove(&book.next) {
            book.next += 1;
            for remark in remarks {
                if let Some(sink) = &mut book.sink
                    && let Err(error) = sink(&remark)
                {
                    book.failed.get_or_insert(error);
                }
                let kind = RemarkKind { fate: remark.fate, field: remark.field, reason: remark.reason };
                *book.accounts.remarks.entry(kind).or_default() += 1;
            }
        }
    }

    /// Books rows that need no decoding.
    pub(crate) fn pass(&self, rows: u64) {
        self.progress.fetch_add(rows, Ordering::Relaxed);
        if let Ok(mut book) = self.book.lock() {
            book.accounts.rows_in += rows;
            book.accounts.rows_out += rows;
        }
    }

    /// The figures so far, and the first failure to write a remark.
    pub(crate) fn close(&self) -> (Accounts, Option<String>) {
        match self.book.lock() {
            Ok(mut book) => {
                book.sink = None;
                (book.accounts.clone(), book.failed.take())
            }
            Err(_) => (Accounts::default(), Some("the account was lost when a thread failed".into())),
        }
    }

    /// The figures so far.
    pub fn figures(&self) -> Accounts {
        self.book.lock().map(|book| book.accounts.clone()).unwrap_or_default()
    }
}
