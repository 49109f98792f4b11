//! A track: one file of the library, present or missing.

use std::path::PathBuf;
use std::time::Duration;

use crate::{CoverHash, FolderId, PayloadHash, Tags, Timestamp, TrackId, TrackUid};

/// One file of the library as `library.db` knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    pub id: TrackId,
    pub uid: TrackUid,
    pub folder: FolderId,
    pub path: PathBuf,
    pub stamp: FileStamp,
    pub payload: PayloadHash,
    pub format: AudioFormat,
    pub tags: Tags,
    pub cover: Option<CoverHash>,
    pub added_at: Timestamp,
    /// When the file was first found absent; a missing track keeps everything else it has.
    pub missing_since: Option<Timestamp>,
}

impl Track {
    /// The title, or the file's stem where the tags have none: a file without tags still has a name on the screen.
    pub fn display_title(&self) -> String {
        self.tags.title.clone().unwrap_or_else(|| {
            self.path.file_stem().map_or_else(
                || self.path.to_string_lossy().into_owned(),
                |stem| stem.to_string_lossy().into_owned(),
            )
        })
    }
}

/// What the file system says of a file's content without opening it; unchanged stamp, unchanged file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FileStamp {
    pub size: u64,
    pub modified: Timestamp,
}

/// How the audio is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct AudioFormat {
    /// Short upper-case name of the codec: `FLAC`, `MP3`, `AAC`, `ALAC`, `VORBIS`, `OPUS`, `PCM`, …
    pub codec: String,
    pub duration: Duration,
    /// Hz.
    pub sample_rate: u32,
    pub channels: u16,
    pub bits_per_sample: Option<u32>,
    /// kbit/s over the whole file.
    pub bitrate: Option<u32>,
    /// `None`: plays. Otherwise why this build cannot play it, in words for a person; the track is still listed.
    pub unplayable: Option<String>,
}

/// A folder a person asked to watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    pub id: FolderId,
    pub path: PathBuf,
    pub added_at: Timestamp,
    pub state: FolderState,
}

/// What the last look at a watched folder found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FolderState {
    /// Not looked at yet.
    New,
    Online,
    /// Gone, unreadable, or suddenly empty: nothing below it is touched until it comes back.
    Unreachable,
}
