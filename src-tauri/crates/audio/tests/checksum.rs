//! The checksum that FLAC keeps of its samples: it holds, it does not, or there is none.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use audio::{Verified, verify};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

#[test]
fn it_holds_for_every_fixture_and_for_no_changed_one() {
    for name in ["lossless.flac", "tagged.flac", "lossless.mka"] {
        assert_eq!(verify(&fixture(name)).unwrap(), Verified::Holds, "{name}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("changed.flac");
    let whole = fs::read(fixture("lossless.flac")).unwrap();
    // Marker, header of the first block, and 18 bytes of what the stream is stand before it.
    let sum = 4 + 4 + 18..4 + 4 + 34;
    let write = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = whole.clone();
        change(&mut bytes);
        fs::write(&path, bytes).unwrap();
        verify(&path).unwrap()
    };
    assert_eq!(write(&|bytes| bytes[sum.start] ^= 1), Verified::Differs);
    assert_eq!(write(&|bytes| bytes[sum.clone()].fill(0)), Verified::NoChecksum);
    assert_eq!(
        write(&|bytes| bytes.truncate(bytes.len() / 2)),
        Verified::Differs,
        "half of it is missing"
    );
    assert_eq!(
        write(&|bytes| bytes[whole.len() / 2] ^= 0x10),
        Verified::Differs,
        "a frame is damaged"
    );
}

#[test]
fn other_formats_have_none() {
    // The last is FLAC, written by a program that did not go back to fill it in.
    for name in ["lossless.wav", "lossless.m4a", "lossy.mp3", "lossy.ogg", "lossless.oga"] {
        assert_eq!(verify(&fixture(name)).unwrap(), Verified::NoChecksum, "{name}");
    }
}
