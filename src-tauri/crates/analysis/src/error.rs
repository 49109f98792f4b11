//! Why a track got no vector, told by what the caller can do next.

/// Errors of this crate. All but `Cancelled` and `Audio(Io)` hold until the file or the model changes: record and go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file could not be read or decoded.
    #[error(transparent)]
    Audio(#[from] audio::Error),
    /// Less than [`crate::SHORTEST`] seconds of audio: nothing to hear.
    #[error("too short to be analysed: {seconds:.2} s of audio")]
    TooShort { seconds: f64 },
    /// All of it is below −70 dB of full scale.
    #[error("the whole track is silent")]
    Silent,
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
