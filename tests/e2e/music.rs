//! Real files to try the program on: the demo library, copied where a test may change it.

use std::path::{Path, PathBuf};

pub fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../assets/demo")
        .canonicalize()
        .unwrap()
}

/// Copies `count` demo tracks, with their folders, into `to`.
pub fn copy_some(to: &Path, count: usize) {
    let mut files = files_below(&demo());
    files.retain(|file| {
        file.extension()
            .is_some_and(|ending| ["mp3", "opus", "ogg", "m4a", "flac"].iter().any(|e| ending == *e))
    });
    for file in files.into_iter().step_by(3).take(count) {
        let target = to.join(file.strip_prefix(demo()).unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(file, target).unwrap();
    }
}

pub fn files_below(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap().flatten() {
        if entry.path().is_dir() {
            found.extend(files_below(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    found
}

/// Writes `count` short waves, each different, ten a directory.
pub fn write_waves(to: &Path, count: usize) {
    for number in 0..count {
        let dir = to.join(format!("{}", number / 10));
        std::fs::create_dir_all(&dir).unwrap();
        let samples: Vec<i16> = (0..400).map(|t| ((t * (number + 3)) % 4_000) as i16).collect();
        std::fs::write(dir.join(format!("{number}.wav")), wave(&samples)).unwrap();
    }
}

/// A 16-bit mono WAV file at 44.1 kHz.
pub fn wave(samples: &[i16]) -> Vec<u8> {
    let size = samples.len() as u32 * 2;
    let mut file = b"RIFF".to_vec();
    file.extend((size + 36).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend(44_100u32.to_le_bytes());
    file.extend(88_200u32.to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend(size.to_le_bytes());
    file.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    file
}
