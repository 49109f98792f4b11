//! One file: what it holds and what it says of itself, or why not.

use std::path::Path;
use std::time::Duration;

use domain::{AudioFormat, PayloadHash, Tags};

use crate::formats::Kind;
use crate::sheets;
use crate::tags::{read_tags, read_unplayable};

/// A file that becomes a track.
#[derive(Clone, Debug)]
pub(crate) struct FileContent {
    pub(crate) payload: PayloadHash,
    pub(crate) format: AudioFormat,
    pub(crate) tags: Tags,
}

/// A file that does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// For a person.
    pub(crate) reason: String,
    /// The disk failed, not the file: try again at the next scan even if the file does not change.
    pub(crate) passing: bool,
}

/// Reads headers, tags and a few samples of the payload; never the whole file, never a picture. To be done patiently: some files have no
/// end.
pub(crate) fn read_file(path: &Path, kind: Kind) -> Result<FileContent, Refusal> {
    // One hostile file must not end the scan of the others.
    audio::caught(|| read(path, kind)).unwrap_or_else(|_| refused(path, "reading it failed unexpectedly"))
}

/// The refusal of a file that reading does not come to an end with.
pub(crate) fn stuck(path: &Path) -> Result<FileContent, Refusal> {
    refused(path, audio::HANGS)
}

fn refused(path: &Path, reason: &str) -> Result<FileContent, Refusal> {
    tracing::error!(path = %path.display(), reason, "reading a file");
    Err(Refusal {
        reason: reason.into(),
        passing: false,
    })
}

fn read(path: &Path, kind: Kind) -> Result<FileContent, Refusal> {
    let payload = || audio::payload_hash(path).map_err(refusal);
    match kind {
        Kind::Audio => {
            let payload = payload()?;
            let format = audio::probe(path).map_err(refusal)?;
            Ok(FileContent {
                payload,
                format,
                tags: read_tags(path),
            })
        }
        Kind::Unplayable(reason) => {
            let payload = payload()?;
            let (tags, duration) = read_unplayable(path);
            Ok(FileContent {
                payload,
                format: unplayable(&audio::sound_file(path).map_err(refusal)?, duration, reason),
                tags,
            })
        }
        Kind::Sheet => Err(sheets::refusal(path)),
    }
}

fn unplayable(path: &Path, duration: Duration, reason: &str) -> AudioFormat {
    AudioFormat {
        codec: path.extension().unwrap_or_default().to_string_lossy().to_uppercase(),
        duration,
        sample_rate: 0,
        channels: 0,
        bits_per_sample: None,
        bitrate: None,
        unplayable: Some(reason.into()),
    }
}

pub(crate) fn refusal(error: audio::Error) -> Refusal {
    let reason = match &error {
        audio::Error::Io(e) if e.kind() == std::io::ErrorKind::PermissionDenied => "you may not read this file".into(),
        audio::Error::Io(e) => format!("the file could not be read: {e}"),
        _ => error.to_string(),
    };
    Refusal {
        reason,
        passing: matches!(error, audio::Error::Io(_)),
    }
}
