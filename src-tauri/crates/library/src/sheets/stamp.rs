//! Stamps of what is more than one file: they change when any of it does, and tell from which file a track of a sheet is, and of how many
//! it is one, so that a sheet that did not change need not be read to know its tracks.

use domain::{FileStamp, MOST_SHEET_TRACKS, Timestamp};
use sha2::{Digest, Sha256};

use crate::walk::Found;

/// Bits for the number of tracks.
const COUNT_BITS: u32 = 10;
const _: () = assert!(MOST_SHEET_TRACKS < 1 << COUNT_BITS);

/// What the stamps of all tracks of a sheet in one file have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct PartStamp {
    size: u64,
    digest: i64,
}

impl PartStamp {
    /// Of tracks in `file`, by the sheet with the stamp `sheet`, or by the one in the file itself.
    pub(super) fn new(sheet: Option<FileStamp>, file: &Found) -> Self {
        let mut hash = Sha256::new();
        add(&mut hash, sheet.unwrap_or(file.stamp));
        add_file(&mut hash, file);
        Self {
            size: file.stamp.size,
            digest: digest(hash),
        }
    }

    /// The stamp of each of `count` tracks.
    pub(super) fn of(self, count: usize) -> FileStamp {
        FileStamp {
            size: self.size,
            modified: Timestamp(self.digest << COUNT_BITS | i64::try_from(count).unwrap_or(0)),
        }
    }

    /// What made a stamp, and of how many tracks.
    pub(super) fn read(stamp: FileStamp) -> (Self, usize) {
        let part = Self {
            size: stamp.size,
            digest: stamp.modified.0 >> COUNT_BITS,
        };
        (part, (stamp.modified.0 & ((1 << COUNT_BITS) - 1)) as usize)
    }
}

/// All that lies in the folder of a sheet, which decides what a sheet that makes no tracks comes to.
pub(super) struct Beside(i64);

impl Beside {
    pub(super) fn new<'a>(files: impl Iterator<Item = &'a Found>) -> Self {
        let mut hash = Sha256::new();
        files.for_each(|file| add_file(&mut hash, file));
        Self(digest(hash))
    }

    /// The stamp of a sheet that makes no tracks.
    pub(super) fn stamp(&self, sheet: FileStamp) -> FileStamp {
        let mut hash = Sha256::new();
        add(&mut hash, sheet);
        hash.update(self.0.to_le_bytes());
        FileStamp {
            size: sheet.size,
            modified: Timestamp(digest(hash)),
        }
    }
}

fn add(hash: &mut Sha256, stamp: FileStamp) {
    hash.update(stamp.size.to_le_bytes());
    hash.update(stamp.modified.0.to_le_bytes());
}

fn add_file(hash: &mut Sha256, file: &Found) {
    let name = file.path.file_name().unwrap_or_default().as_encoded_bytes();
    hash.update(name.len().to_le_bytes());
    hash.update(name);
    add(hash, file.stamp);
}

/// 52 bits: with those of the count the stamp stays a time of this world to whoever takes it for one.
fn digest(hash: Sha256) -> i64 {
    hash.finalize()
        .iter()
        .take(8)
        .fold(0u64, |value, byte| value << 8 | u64::from(*byte))
        .cast_signed()
        >> 12
        & ((1 << 52) - 1)
}
