//! The evidence that finds a track's file again after it moved, was re-tagged, or the library was rebuilt.

use std::path::PathBuf;
use std::time::Duration;

/// Sampled hash of the audio payload, tags and pictures left out: re-tagging keeps it, copying keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PayloadHash(pub [u8; 16]);

/// Title, first artist and album, normalised for comparison (case, accents and width folded, space collapsed).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TagKey {
    pub title: String,
    pub artist: String,
    pub album: String,
}

impl TagKey {
    /// Whether there is enough in it to recognise a track by.
    pub fn identifies(&self) -> bool {
        !self.title.is_empty() && !self.artist.is_empty()
    }
}

/// What is remembered of a track's file beside its [`crate::TrackUid`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    pub payload: PayloadHash,
    pub duration: Duration,
    pub tags: TagKey,
    pub last_path: PathBuf,
}
