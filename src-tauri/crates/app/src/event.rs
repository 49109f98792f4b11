//! What happened, for whoever watches the program: one closed set.

use std::time::Duration;

use crate::views::{JobsView, PlayerState};

/// Sent to every subscriber after the program's own state, history included, is up to date.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a few a second, and the largest is the most frequent")]
pub enum Event {
    /// Status, track, volume, shuffle, repeat or output changed.
    PlayerChanged(PlayerState),
    /// An anchor, not a tick: sent on start, seek, pause and resume; between anchors the position runs with the clock.
    PositionAnchored { position: Duration, playing: bool },
    /// Ask for the window of the queue that is shown.
    QueueChanged { revision: u64 },
    /// Tracks, likes, folders or failures changed.
    LibraryChanged { revision: u64 },
    /// Scan or analysis moved on; at most four times a second.
    JobsChanged(JobsView),
    /// More tracks can be compared than before, or the mixes of the day were made.
    DiscoverChanged,
    /// Something a person should read once.
    Noticed { level: NoticeLevel, message: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeLevel {
    Info,
    Warning,
}
