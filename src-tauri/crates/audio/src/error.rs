//! Why a file gave no samples, told by what the caller can do about it.

use std::any::Any;
use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use symphonia::core::errors::Error as SymphoniaError;

/// Why a file cannot be read. `Io` may be tried again, see [`Error::is_passing`]; the others hold until the file changes, and
/// their text is for a person.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The disk or the network did not deliver: try again later.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// A folder, pipe, device or socket: no file to play.
    #[error("this is not a regular file")]
    NotAFile,
    /// Healthy as far as can be seen, but nothing here decodes it: list it with the reason.
    #[error("{reason}")]
    Unsupported { reason: String },
    /// Damaged beyond what can be played: list it with the reason.
    #[error("{reason}")]
    Corrupt { reason: String },
    /// Empty, or without a single sample.
    #[error("the file holds no audio")]
    NoAudio,
}

impl Error {
    pub(crate) fn unsupported(reason: impl Into<String>) -> Self {
        Self::Unsupported { reason: reason.into() }
    }

    pub(crate) fn corrupt(reason: impl Into<String>) -> Self {
        Self::Corrupt { reason: reason.into() }
    }

    /// Whether the same file may well be read later although nothing about it changes.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Io(error) if is_passing(error))
    }
}

/// Whether waiting may mend a failure to read: a share that is away, a failing disk, a file that others hold or may give us
/// leave to read. Most kinds are; not those that say that the request itself was wrong.
pub fn is_passing(error: &io::Error) -> bool {
    !matches!(
        error.kind(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::InvalidFilename | io::ErrorKind::IsADirectory
    )
}

impl From<SymphoniaError> for Error {
    fn from(error: SymphoniaError) -> Self {
        match error {
            SymphoniaError::IoError(io) if io.kind() == io::ErrorKind::UnexpectedEof => Self::corrupt("the file ends too early"),
            SymphoniaError::IoError(io) => match io.downcast::<crate::budget::BudgetSpent>() {
                Ok(spent) => spent.into(),
                // No system said so: a parser was led to a place that there is not, and waiting does not mend that.
                Err(io) if io.raw_os_error().is_none() => Self::corrupt(format!("damaged: {io}")),
                Err(io) => Self::Io(io),
            },
            SymphoniaError::Unsupported(what) => Self::unsupported(format!("not supported: {what}")),
            // The index is written last: without it the file was never finished, or cut off.
            SymphoniaError::DecodeError(what) if what.contains("missing moov atom") => Self::corrupt("the file ends too early"),
            SymphoniaError::DecodeError(what) | SymphoniaError::LimitError(what) => Self::corrupt(format!("damaged: {what}")),
            SymphoniaError::SeekError(_) => Self::corrupt("the file cannot be searched"),
            SymphoniaError::ResetRequired => Self::unsupported("the stream changes its format midway"),
            _ => Self::corrupt("damaged"),
        }
    }
}

thread_local! {
    /// How deep this thread is in [`caught`].
    static GUARDED: Cell<u32> = const { Cell::new(0) };
}

/// Whether this thread parses a stranger's file, so that a panic now is caught and the file's fault.
pub fn is_guarded() -> bool {
    GUARDED.get() > 0
}

/// Runs code that parses a stranger's file; a panic in it is the file's fault, and what it says comes back.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    struct Over;
    impl Drop for Over {
        fn drop(&mut self) {
            GUARDED.set(GUARDED.get() - 1);
        }
    }
    GUARDED.set(GUARDED.get() + 1);
    let _over = Over;
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| panic_text(&*panic).to_owned())
}

/// As [`caught`]; a panic becomes [`Error::Corrupt`].
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    caught(work).unwrap_or_else(|what| {
        tracing::error!(what, "a decoder panicked");
        Err(Error::corrupt(format!("the decoder failed on it: {what}")))
    })
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no reason given")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_system_says_passes() {
        let of = |error: io::Error| Error::from(SymphoniaError::IoError(error));
        assert!(of(io::Error::from_raw_os_error(5)).is_passing());
        let led_astray = of(io::Error::new(io::ErrorKind::InvalidInput, "before the start"));
        assert!(matches!(&led_astray, Error::Corrupt { .. }) && !led_astray.is_passing());
        assert!(!of(io::Error::other("a parser's own")).is_passing());
    }

    #[test]
    fn a_panic_is_an_error() {
        let result: Result<(), Error> = guarded(|| panic!("index out of bounds"));
        assert!(matches!(result, Err(Error::Corrupt { reason }) if reason.contains("index out of bounds")));
    }
}
