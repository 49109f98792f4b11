//! Why a track got no vector, told by what the caller can do next.

/// Errors of this crate. [`Error::is_passing`] tells those that may be gone the next time from those that hold until the file or
/// the model changes: record these and go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file could not be read or decoded.
    #[error(transparent)]
    Audio(#[from] audio::Error),
    /// Less than [`crate::SHORTEST`] seconds of audio: nothing to hear.
    #[error("too short to be analysed: {seconds:.2} s of audio")]
    TooShort { seconds: f64 },
    /// All of it is below about −75 dB of full scale.
    #[error("the whole track is silent")]
    Silent,
    /// Each of its channels can be heard, but not their sum.
    #[error("its channels cancel each other out")]
    Cancelling,
    /// The caller asked to stop; the track can be analysed later.
    #[error("cancelled")]
    Cancelled,
    /// The model file is damaged or not what its manifest says. No track can be analysed; the rest of the program is unharmed.
    #[error("the model was refused: {0}")]
    Model(String),
    /// The network failed on this device or input.
    #[error("the network failed: {0}")]
    Network(#[from] candle_core::Error),
    /// The analysis of this one track ran into a bug; others are not affected.
    #[error("the analysis failed on it: {0}")]
    Panicked(String),
    /// A folder could not be listed.
    #[error("{path}: {source}", path = path.display())]
    Io { path: std::path::PathBuf, source: std::io::Error },
}

impl Error {
    /// Whether the same track may well be analysed later although nothing about it changes: it was cancelled, its disk or network
    /// share did not deliver, or the GPU ran out of memory or was lost. Not for the record.
    ///
    /// What lasts: a damaged, silent or unsupported file, a bug met on the way, a refused model, and the few failures to read that
    /// no waiting mends, such as a name the system does not allow.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Cancelled => true,
            Self::Audio(error) => error.is_passing(),
            Self::Io { source, .. } => audio::is_passing(source),
            Self::Network(error) => is_of_the_device(error),
            Self::TooShort { .. } | Self::Silent | Self::Cancelling | Self::Model(_) | Self::Panicked(_) => false,
        }
    }
}

/// Whether a GPU failed. What fails on a CPU is a bug, and fails again.
fn is_of_the_device(error: &candle_core::Error) -> bool {
    use candle_core::Error::{Context, Cuda, Metal, WithBacktrace, WithPath};
    match error {
        Cuda(_) | Metal(_) => true,
        Context { inner, .. } | WithPath { inner, .. } | WithBacktrace { inner, .. } => is_of_the_device(inner),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, ErrorKind};
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn what_passes_and_what_lasts() {
        let io = |kind: ErrorKind| Error::Audio(audio::Error::Io(io::Error::from(kind)));
        let raw = |code| Error::Audio(audio::Error::Io(io::Error::from_raw_os_error(code)));
        let device = || candle_core::Error::Cuda("out of memory".into());
        let passing = [
            Error::Cancelled,
            // EIO of a failing disk, ESTALE of a share.
            raw(5),
            raw(116),
            io(ErrorKind::NotFound),
            io(ErrorKind::TimedOut),
            io(ErrorKind::PermissionDenied),
            io(ErrorKind::OutOfMemory),
            Error::Network(device()),
            Error::Network(device().context("forward")),
            Error::Io {
                path: PathBuf::from("share"),
                source: ErrorKind::HostUnreachable.into(),
            },
        ];
        for error in passing {
            assert!(error.is_passing(), "{error:?}");
        }
        let lasting = [
            Error::Silent,
            Error::TooShort { seconds: 0.1 },
            Error::Panicked("bug".into()),
            Error::Model("hash".into()),
            Error::Network(candle_core::Error::Msg("shape".into())),
            Error::Audio(audio::Error::NoAudio),
            Error::Audio(audio::Error::NotAFile),
            Error::Audio(audio::Error::Corrupt { reason: String::new() }),
            Error::Audio(audio::Error::Unsupported { reason: String::new() }),
            io(ErrorKind::InvalidInput),
        ];
        for error in lasting {
            assert!(!error.is_passing(), "{error:?}");
        }
    }
}
