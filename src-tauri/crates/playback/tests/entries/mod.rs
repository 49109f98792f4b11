//! Tracks to fill queues with; nothing is behind them.
// Each test is a program of its own and uses what it needs.
#![allow(dead_code)]

use std::path::PathBuf;
use std::time::Duration;

use domain::{PlaySource, QueueItemId, SourceKind, TrackId, TrackUid};
use playback::{Queue, QueueTrack};

/// Number `n` of an album of an artist.
pub fn of_album(number: i64, album: Option<u64>, artist: Option<u64>, n: u32) -> QueueTrack {
    let mut uid = [0; 16];
    uid[..8].copy_from_slice(&number.to_le_bytes());
    QueueTrack {
        track: TrackId(number),
        uid: TrackUid(uid),
        path: PathBuf::from(format!("{number}.flac")),
        duration: Duration::from_secs(180),
        source: PlaySource::of(SourceKind::Library),
        album,
        artist,
        place_in_album: n,
    }
}

pub fn numbers(queue: &Queue) -> Vec<i64> {
    queue.items().iter().map(|item| item.track.track.0).collect()
}

pub fn id_of(queue: &Queue, number: i64) -> QueueItemId {
    queue.items().iter().find(|item| item.track.track.0 == number).unwrap().id
}
