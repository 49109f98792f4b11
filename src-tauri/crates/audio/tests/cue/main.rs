//! Tracks of sheets through the public interface: every frame of them, from anywhere, and nothing of their neighbours.
#![allow(clippy::unwrap_used)]

mod embedded;
mod hostile;
mod parts;

use std::fs;
use std::path::{Path, PathBuf};

use audio::Decoder;

pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

pub fn rest(decoder: &mut Decoder) -> Vec<f32> {
    let (mut samples, mut block) = (Vec::new(), Vec::new());
    while decoder.next_block(&mut block).unwrap().is_some() {
        samples.extend_from_slice(&block);
    }
    samples
}

pub fn decode(path: &Path) -> Vec<f32> {
    rest(&mut Decoder::open(path).unwrap())
}

/// Channels and frames a second.
pub fn shape(path: &Path) -> (usize, usize) {
    let format = audio::probe(path).unwrap();
    (usize::from(format.channels), format.sample_rate as usize)
}

/// A sheet of tracks that begin at these sectors of one file.
pub fn sheet(file: &str, starts: &[usize]) -> String {
    let mut text = format!("PERFORMER \"Band\"\nTITLE \"Album\"\nFILE \"{file}\" WAVE\n");
    for (number, start) in (1..).zip(starts) {
        let (seconds, sector) = (start / 75, start % 75);
        text += &format!(
            "  TRACK {number:02} AUDIO\n    TITLE \"Track {number}\"\n    INDEX 01 {:02}:{:02}:{sector:02}\n",
            seconds / 60,
            seconds % 60
        );
    }
    text
}

/// A folder with the fixture and a sheet beside it; answers both paths.
pub fn album(name: &str, starts: &[usize]) -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let (file, cue) = (folder.path().join(name), folder.path().join("album.cue"));
    fs::copy(fixture(name), &file).unwrap();
    fs::write(&cue, sheet(name, starts)).unwrap();
    (folder, file, cue)
}
