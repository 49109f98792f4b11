//! Files that are passed over without being opened.

use std::fmt::Debug;

use crate::items::QueueTrack;

/// Knows which files are not worth opening again. Asked on the engine's thread; it may read a database but not wait for one.
pub trait RefusalSource: Send + Sync + Debug {
    /// Why a track is not opened, in words for a person; `None` if it is.
    fn refusal(&self, track: &QueueTrack) -> Option<String>;
}
