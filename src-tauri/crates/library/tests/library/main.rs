//! The library as its users see it: real files, real databases.
#![allow(clippy::unwrap_used)]

mod hostile;
mod identity;
mod missing;
mod opened;
mod playlists;
mod reading;
mod sheets;
mod watching;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use domain::{Folder, FolderState, Timestamp, Track};
use library::ScanReport;
use lofty::config::WriteOptions;
use lofty::file::{AudioFile, TaggedFileExt};
use lofty::tag::{ItemKey, Tag, TagType};
use store::{Order, Store, TrackFilter};
use tempfile::TempDir;

pub const NOW: Timestamp = Timestamp(1_800_000_000_000);

/// A music folder and a data folder.
pub struct Home {
    dir: TempDir,
    pub store: Store,
}

impl Home {
    pub fn empty() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("music")).unwrap();
        let store = Store::open_at(&dir.path().join("data"), NOW).unwrap();
        store.add_folder(&dir.path().join("music"), NOW).unwrap();
        Self { dir, store }
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.dir.path().join(below)
    }

    /// A path in the music folder.
    pub fn music(&self, below: &str) -> PathBuf {
        self.dir.path().join("music").join(below)
    }

    pub fn folder(&self) -> Folder {
        self.store.folders().unwrap().remove(0)
    }

    pub fn state(&self) -> FolderState {
        self.folder().state
    }

    pub fn scan(&self) -> ScanReport {
        let folders = self.store.folders().unwrap();
        library::scan(&self.store, &folders, &mut |_| {}, &AtomicBool::new(false)).unwrap()
    }

    /// Closes the store, loses `library.db`, opens again.
    pub fn lose_library(&mut self) {
        self.store = Store::in_memory().unwrap();
        for suffix in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(self.path(&format!("data/library.db{suffix}")));
        }
        self.store = Store::open_at(&self.path("data"), NOW).unwrap();
    }

    /// Present tracks by path.
    pub fn tracks(&self) -> Vec<Track> {
        let ids = self
            .store
            .track_ids(&TrackFilter::default(), Order::Path, false, 0, usize::MAX)
            .unwrap();
        self.store.tracks(&ids).unwrap()
    }

    pub fn at(&self, below: &str) -> Track {
        self.store
            .track_at(&self.music(below))
            .unwrap()
            .unwrap_or_else(|| panic!("no track at {below}"))
    }

    pub fn reason(&self, below: &str) -> Option<String> {
        let path = self.music(below);
        self.store
            .failures()
            .unwrap()
            .into_iter()
            .find(|f| f.path == path)
            .map(|f| f.reason)
    }
}

/// What a scan counted: added, updated, moved, missing, returned, failed.
pub fn counts(report: &ScanReport) -> [usize; 6] {
    [
        report.added,
        report.updated,
        report.moved,
        report.missing,
        report.returned,
        report.failed.len(),
    ]
}

/// One second of noise that `seed` decides, as 16-bit mono PCM.
pub fn write_wav(path: &Path, seed: u64) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, wav(seed, 8_000)).unwrap();
}

pub fn wav(seed: u64, frames: u32) -> Vec<u8> {
    let mut rng = domain::SplitMix64::new(seed);
    let mut out = Vec::new();
    out.extend(b"RIFF");
    out.extend((36 + frames * 2).to_le_bytes());
    out.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    out.extend(8_000u32.to_le_bytes());
    out.extend(16_000u32.to_le_bytes());
    out.extend(b"\x02\0\x10\0data");
    out.extend((frames * 2).to_le_bytes());
    for _ in 0..frames {
        out.extend(((rng.next_u64() >> 50) as i16 - 8192).to_le_bytes());
    }
    out
}

/// Writes an ID3v2 tag into a WAV, in place of the one it has.
pub fn write_tags(path: &Path, items: &[(ItemKey, &str)]) {
    let mut file = lofty::read_from_path(path).unwrap();
    file.clear();
    let mut tag = Tag::new(TagType::Id3v2);
    for (key, value) in items {
        assert!(
            tag.push(lofty::tag::TagItem::new(*key, lofty::tag::ItemValue::Text((*value).to_owned()))),
            "{key:?}"
        );
    }
    file.insert_tag(tag);
    file.save_to_path(path, WriteOptions::default()).unwrap();
}

pub fn title(title: &str) -> [(ItemKey, &str); 3] {
    [
        (ItemKey::TrackTitle, title),
        (ItemKey::TrackArtist, "Artist"),
        (ItemKey::AlbumTitle, "Album"),
    ]
}
