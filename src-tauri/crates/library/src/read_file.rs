//! One file: what it holds and what it says of itself, or why not.

use std::path::Path;
use std::time::Duration;

use domain::{AudioFormat, PayloadHash, Tags};

use crate::formats::Kind;
use crate::patient::patiently;
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

/// Reads headers, tags and a few samples of the payload; never the whole file, never a picture.
pub(crate) fn read_file(path: &Path, kind: Kind) -> Result<FileContent, Refusal> {
    let (own, refused) = (path.to_path_buf(), |reason: &str| {
        tracing::error!(path = %path.display(), reason, "reading a file");
        Err(Refusal {
            reason: reason.into(),
            passing: false,
        })
    });
    // One hostile file must not end the scan of the others, nor hold it up for ever; rayon would abort the process.
    match patiently(move || audio::caught(|| read(&own, kind))) {
        Some(Ok(content)) => content,
        Some(Err(_)) => refused("reading it failed unexpectedly"),
        None => refused(audio::HANGS),
    }
}

fn read(path: &Path, kind: Kind) -> Result<FileContent, Refusal> {
    #[cfg(test)]
    if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("hangs")) {
        std::thread::sleep(std::time::Duration::from_secs(60));
    }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_that_reading_does_not_come_to_an_end_with_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hangs.wav");
        std::fs::write(&path, b"no matter").unwrap();
        let refusal = read_file(&path, Kind::Audio).err().unwrap();
        assert_eq!((refusal.reason.as_str(), refusal.passing), (audio::HANGS, false));
        let next = dir.path().join("next.wav");
        std::fs::write(&next, b"no matter").unwrap();
        assert_ne!(read_file(&next, Kind::Audio).err().unwrap().reason, audio::HANGS);
    }
}
