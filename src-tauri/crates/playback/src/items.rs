//! The entries of a queue, and their list.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::{PlaySource, QueueItemId, TrackId, TrackUid};

use crate::chunks::Chunks;

/// What is put into the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueTrack {
    pub track: TrackId,
    pub uid: TrackUid,
    pub path: PathBuf,
    /// As tagged; what is decoded counts.
    pub duration: Duration,
    pub source: PlaySource,
    /// Equal for tracks of one album, and of no meaning beyond that; `None` if it is of none.
    pub album: Option<u64>,
    /// Equal for tracks of one artist; `None` if nobody knows whose it is.
    pub artist: Option<u64>,
    /// Disc × 10,000 + track number, which puts an album in order; 0 if unknown.
    pub place_in_album: u32,
}

impl QueueTrack {
    /// Whether `next` comes behind this one on an album, so that nothing may stand between them.
    pub fn is_followed_on_album_by(&self, next: &Self) -> bool {
        let unknown = self.place_in_album == 0 && next.place_in_album == 0 && self.uid != next.uid;
        // The first of another disc follows the last of one.
        let (disc, next_disc) = (self.place_in_album / 10_000, next.place_in_album / 10_000);
        let follows = next.place_in_album == self.place_in_album + 1 || (next_disc == disc + 1 && next.place_in_album % 10_000 <= 1);
        self.album.is_some() && self.album == next.album && (unknown || follows)
    }
}

/// One entry of the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueItem {
    pub id: QueueItemId,
    pub track: QueueTrack,
}

/// The entries in order. Cloning is cheap.
pub type Items = Chunks<Arc<QueueItem>>;

impl Items {
    /// Where an entry stands. Walks the list: what happens at every track looks near the current entry first.
    pub fn position(&self, id: QueueItemId) -> Option<usize> {
        self.iter().position(|item| item.id == id)
    }
}

impl FromIterator<QueueItem> for Items {
    fn from_iter<T: IntoIterator<Item = QueueItem>>(items: T) -> Self {
        items.into_iter().map(Arc::new).collect()
    }
}
