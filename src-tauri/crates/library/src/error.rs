//! What ends a scan or a watch. A single bad file never does: it is a [`domain::Failure`].

/// Errors of the library.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The databases; see [`store::Error`] for what to do.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Threads cannot be started: the machine is out of resources.
    #[error("cannot start a thread: {0}")]
    Thread(String),
}
