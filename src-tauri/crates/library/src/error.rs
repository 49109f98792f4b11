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
    /// A file that is read or written because a person asked for it.
    #[error("{}: {source}", path.display())]
    File {
        path: std::path::PathBuf,
        #[source]
        source: std::io::Error,
    },
}

impl Error {
    pub(crate) fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::File { path, source }
    }
}
