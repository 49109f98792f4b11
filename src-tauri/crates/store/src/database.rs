//! One database: a writer thread that owns the only writing connection, and a few read-only connections.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use crossbeam_channel::{Sender, bounded, unbounded};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::Error;
use crate::connection::{Place, open_reader};

/// Idle readers kept open; more are opened when needed and closed again.
const IDLE_READERS: usize = 4;

/// What a writer does last.
pub(crate) const LEAVE: &str = "PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);";

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

pub(crate) struct Database {
    place: Place,
    writer: Option<Writer>,
    readers: Mutex<Vec<Connection>>,
    /// Created when a statement meets a damaged page.
    damage_mark: Option<PathBuf>,
}

/// A thread and not a mutex: a caller that panics or is slow to return can never hold the database.
struct Writer {
    /// `None` only while dropping, which ends the thread.
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Database {
    /// Takes the writing connection into a thread of its own.
    pub(crate) fn writable(place: Place, mut connection: Connection, name: &str) -> Result<Self, Error> {
        let (jobs, inbox) = unbounded::<Job>();
        let thread = std::thread::Builder::new()
            .name(format!("store {name}"))
            .spawn(move || {
                for job in inbox {
                    job(&mut connection);
                }
                // Best effort: leaves a small log and fresh statistics behind.
                let _ = connection.execute_batch(LEAVE);
            })
            .map_err(Error::io(place.path()))?;
        Ok(Self {
            place,
            writer: Some(Writer {
                jobs: Some(jobs),
                thread: Some(thread),
            }),
            readers: Mutex::default(),
            damage_mark: None,
        })
    }

    pub(crate) fn read_only(place: Place) -> Self {
        Self {
            place,
            writer: None,
            readers: Mutex::default(),
            damage_mark: None,
        }
    }

    /// Leaves an empty file at `mark` when damage is met, for the next start to act on.
    pub(crate) fn marking_damage(mut self, mark: PathBuf) -> Self {
        self.damage_mark = Some(mark);
        self
    }

    fn noticing<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        if let (Err(e), Some(mark)) = (&result, &self.damage_mark)
            && e.is_corruption()
        {
            tracing::error!(error = %e, file = %self.place.path().display(), "damaged database");
            let _ = std::fs::write(mark, b"");
        }
        result
    }

    /// Runs `job` in one transaction on the writer thread and waits for its commit. Keep file access and slow work out of it.
    pub(crate) fn write<T, F>(&self, job: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, Error> + Send + 'static,
    {
        self.on_writer(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = job(&transaction)?;
            transaction.commit()?;
            Ok(value)
        })
    }

    /// Lets go of the readers at rest: one that is open plans its queries by the statistics it found when it was opened.
    pub(crate) fn renew_readers(&self) {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Runs `job` on the writer thread outside a transaction.
    pub(crate) fn on_writer<T, F>(&self, job: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, Error> + Send + 'static,
    {
        let jobs = self
            .writer
            .as_ref()
            .ok_or(Error::ReadOnly)?
            .jobs
            .as_ref()
            .ok_or(Error::WriterStopped)?;
        let (answer, outcome) = bounded(1);
        let job: Job = Box::new(move |connection| {
            // A panic rolls its transaction back and answers by dropping the channel; the thread lives on.
            if let Ok(result) = catch_unwind(AssertUnwindSafe(|| job(connection))) {
                let _ = answer.send(result);
            }
        });
        jobs.send(job).map_err(|_| Error::WriterStopped)?;
        self.noticing(outcome.recv().unwrap_or(Err(Error::WriterStopped)))
    }

    /// Runs `query` on a read-only connection.
    pub(crate) fn read<T>(&self, query: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => open_reader(&self.place)?,
        };
        let result = query(&connection);
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < IDLE_READERS {
            readers.push(connection);
        }
        drop(readers);
        self.noticing(result)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
