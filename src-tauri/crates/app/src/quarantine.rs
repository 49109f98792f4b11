//! Files that failed so often that they are not opened again until they change or a person asks.

use std::sync::Arc;

use playback::{QueueTrack, RefusalSource};

use crate::core::Core;

/// What the store remembers of them.
pub(crate) struct Quarantine(pub(crate) Arc<Core>);

impl std::fmt::Debug for Quarantine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Quarantine")
    }
}

impl RefusalSource for Quarantine {
    fn refusal(&self, track: &QueueTrack) -> Option<String> {
        self.0.store.quarantine(track.track).unwrap_or_else(|error| {
            tracing::warn!(%error, "it is not known whether a track is worth opening");
            None
        })
    }
}
