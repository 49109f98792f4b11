//! One error for whoever drives the program, with a code only where a caller acts on it.

use std::path::{Path, PathBuf};

/// What the caller can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The thing asked for is not there (any more).
    NotFound,
    /// The file or folder cannot be read.
    Unreadable,
    /// Another Attune holds the data folder.
    Busy,
    /// Nothing the caller could have done differently.
    Internal,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0} is not in the library")]
    NotInLibrary(String),
    #[error("there is no {0}")]
    NoSuch(String),
    #[error("{} cannot be read: {reason}", path.display())]
    Unreadable { path: PathBuf, reason: String },
    #[error("{} cannot be written: {reason}", path.display())]
    Unwritable { path: PathBuf, reason: String },
    #[error("another Attune is using this data folder")]
    Busy,
    #[error("a playlist needs a name")]
    NoName,
    #[error("the network could not be loaded: {0}")]
    NoEar(String),
    #[error("it is no model that Attune can use: {0}")]
    Model(String),
    #[error("its licence was not accepted")]
    LicenceNotAccepted,
    #[error("this build has no sound output")]
    NoSound,
    #[error(transparent)]
    Store(store::Error),
    #[error(transparent)]
    Library(#[from] library::Error),
    #[error("{0}")]
    Internal(String),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Locked | store::Error::ReadOnly => Self::Busy,
            store::Error::NotFound(what) => Self::NoSuch(format!("such {what} any more")),
            other => Self::Store(other),
        }
    }
}

impl Error {
    /// A file that a person named and that is not what it should be.
    pub(crate) fn unreadable(path: &Path, error: &library::Error) -> Self {
        Self::Unreadable {
            path: path.to_path_buf(),
            reason: reason(error),
        }
    }

    pub fn code(&self) -> Code {
        match self {
            Self::NotInLibrary(_) | Self::NoSuch(_) => Code::NotFound,
            Self::Unreadable { .. } | Self::Model(_) => Code::Unreadable,
            Self::Busy => Code::Busy,
            Self::NoName
            | Self::Unwritable { .. }
            | Self::NoEar(_)
            | Self::LicenceNotAccepted
            | Self::NoSound
            | Self::Store(_)
            | Self::Library(_)
            | Self::Internal(_) => Code::Internal,
        }
    }
}

/// The error without the path, which the caller names.
pub(crate) fn reason(error: &library::Error) -> String {
    match error {
        library::Error::File { source, .. } => source.to_string(),
        other => other.to_string(),
    }
}
