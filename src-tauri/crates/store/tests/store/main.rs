//! The store as its users see it.
#![allow(clippy::unwrap_used)]

mod analysis;
mod browsing;
mod damage;
mod gains;
mod heard;
mod imports;
mod migrations;
mod playlists;
mod tracks;
mod user;

use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::{AudioFormat, FileStamp, FolderId, PayloadHash, Tags, Timestamp, TrackId, TrackUid};
use store::{NewTrack, Store};

pub const NOW: Timestamp = Timestamp(1_800_000_000_000);

pub fn uid(n: u8) -> TrackUid {
    TrackUid([n; 16])
}

/// A track whose uid and payload are `n`.
pub fn new_track(n: u8, path: &str, title: &str, artist: &str, album: &str) -> NewTrack {
    let text = |s: &str| (!s.is_empty()).then(|| s.to_owned());
    NewTrack {
        uid: uid(n),
        folder: FolderId(1),
        path: PathBuf::from(path),
        stamp: FileStamp {
            size: 1000 + u64::from(n),
            modified: Timestamp(-5),
        },
        payload: PayloadHash([n; 16]),
        format: AudioFormat {
            codec: "FLAC".into(),
            duration: Duration::from_secs(180),
            sample_rate: 44_100,
            channels: 2,
            bits_per_sample: Some(16),
            bitrate: None,
            unplayable: None,
        },
        tags: Tags {
            title: text(title),
            artists: text(artist).into_iter().collect(),
            album: text(album),
            ..Tags::default()
        },
    }
}

pub fn save(store: &Store, track: NewTrack) -> TrackId {
    store.save_tracks(vec![track], NOW).unwrap()[0]
}

pub fn open(dir: &Path) -> Store {
    Store::open_at(dir, NOW).unwrap()
}
