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
