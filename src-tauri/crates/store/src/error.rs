//! What can go wrong with the two databases, by what the caller can do about it.

use std::path::PathBuf;

/// Errors of the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process owns the data folder: open read-only, or hand over to it.
    #[error("the data folder is in use by another Attune")]
    Locked,
    /// A write on a store that was opened read-only.
    #[error("this store was opened read-only")]
    ReadOnly,
    /// Nothing to open read-only.
    #[error("there is no library at {0}")]
    NoLibrary(PathBuf),
    /// The file was written by a newer Attune; it is left as it is. Ask for an update.
    #[error("{file} has schema {found}, this Attune knows {known}: it was written by a newer version")]
    NewerSchema { file: PathBuf, found: i64, known: i64 },
    /// The row asked for does not exist (any more).
    #[error("no such {0}")]
    NotFound(&'static str),
    /// A stored value that no version of Attune writes.
    #[error("the database holds an unreadable {what}: {value}")]
    BadValue { what: &'static str, value: String },
    /// The data folder cannot be read or written: permissions, a full disk.
    #[error("{path}: {source}")]
    Io {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// The rules of a language cannot be had.
    #[error("no order of names for {0}: {1}")]
    Collation(String, String),
    /// Everything SQLite reports: a full disk, a damaged file, a lock held too long.
    #[error("database: {0}")]
    Sql(#[from] rusqlite::Error),
    /// The writer thread is gone, or a job of it panicked; nothing of that job was kept.
    #[error("the database writer stopped")]
    WriterStopped,
}

impl Error {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    /// Whether the file itself is damaged, so that trying again cannot help.
    pub(crate) fn is_corruption(&self) -> bool {
        matches!(self, Self::Sql(rusqlite::Error::SqliteFailure(e, _))
            if matches!(e.code, rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase))
    }
}
