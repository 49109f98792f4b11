//! A play: one listening event, as history keeps it.

use std::time::Duration;

use crate::{Timestamp, TrackUid};

/// Listening this long to a track counts as a play, however long the track is.
pub const LONG_ENOUGH: Duration = Duration::from_secs(4 * 60);

/// One listening event. Append-only; carries a snapshot of the tags so that it stays readable if the track is ever purged.
#[derive(Clone, Debug, PartialEq)]
pub struct Play {
    pub uid: TrackUid,
    pub started_at: Timestamp,
    /// Time heard, pauses and seeks left out.
    pub listened: Duration,
    /// Length of the track.
    pub duration: Duration,
    pub source: PlaySource,
    pub end: EndReason,
    pub title: String,
    pub artist: String,
    pub album: String,
}

impl Play {
    /// Whether it counts as a play of the track, as scrobblers count: half of it, or four minutes.
    pub fn counts(&self) -> bool {
        !self.listened.is_zero() && (self.listened * 2 >= self.duration || self.listened >= LONG_ENOUGH)
    }

    /// Share of the track that was heard, 0–1.
    pub fn completion(&self) -> f32 {
        if self.duration.is_zero() {
            return 0.0;
        }
        (self.listened.as_secs_f32() / self.duration.as_secs_f32()).clamp(0.0, 1.0)
    }
}

/// Where a queued track came from; our own choices must be told from a person's when learning from plays.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PlaySource {
    pub kind: SourceKind,
    /// Which one: a playlist's name, a mix's name, the seed's title.
    pub detail: Option<String>,
}

impl PlaySource {
    pub fn of(kind: SourceKind) -> Self {
        Self { kind, detail: None }
    }
}

/// The places a track can be played from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceKind {
    /// The list of tracks, an album, an artist, a search: a person's own pick.
    Library,
    Playlist,
    Similar,
    DailyMix,
    Radio,
    /// Handed over on the command line, by drag and drop or by the file manager.
    Opened,
    /// Recorded by another program and brought along; the detail says by which.
    Imported,
}

impl SourceKind {
    /// Whether Attune chose the track.
    pub fn is_ours(self) -> bool {
        matches!(self, Self::Similar | Self::DailyMix | Self::Radio)
    }
}

/// How a play ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EndReason {
    /// Heard to its end.
    Finished,
    /// *Next* or *previous*, or another track was chosen.
    Skipped,
    /// Stopped or removed from the queue.
    Stopped,
    /// The program ended while it played.
    Quit,
    /// The file could not be read on.
    Failed,
}
