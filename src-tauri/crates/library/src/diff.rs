//! What the disk has against what the library has, by stamp alone: no file is opened.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use domain::{FileStamp, Stage, TrackId};
use store::{KnownFile, Store};

use crate::walk::{Found, Scope, Walked};
use crate::{Error, sheets};

/// What to do about each file.
#[derive(Default)]
pub(crate) struct Diff {
    /// To be read: files the library knows with another stamp. They come before new ones, so that it is known which tracks lost
    /// their place when those are recognised.
    pub(crate) changed: Vec<Found>,
    /// To be read: files at paths the library does not know.
    pub(crate) new: Vec<Found>,
    /// Missing tracks whose unchanged file is back.
    pub(crate) returned: Vec<(TrackId, domain::FolderId)>,
    /// Present tracks whose file is not there.
    pub(crate) vanished: Vec<KnownFile>,
    /// Paths refused before and unchanged since: not read again, still refused.
    pub(crate) still_refused: HashSet<PathBuf>,
}

/// Compares what was walked with the tracks of the same places. Sheets among it give way to their tracks.
pub(crate) fn diff(store: &Store, scope: &Scope, walked: &mut Walked) -> Result<Diff, Error> {
    let mut known: HashMap<PathBuf, Vec<KnownFile>> = HashMap::new();
    let mut refused: HashMap<PathBuf, FileStamp> = HashMap::new();
    for start in &scope.starts {
        for file in store
            .known_files_below(&start.dir)?
            .into_iter()
            .filter(|file| scope.start_covers(start, &file.path))
        {
            known.entry(file.path.clone()).or_default().push(file);
        }
        for failure in store.failures_below(&start.dir, Stage::Scan)? {
            refused.extend(failure.stamp.map(|stamp| (failure.path, stamp)));
        }
    }
    sheets::take_in(walked, &known, &refused);
    let mut diff = Diff::default();
    for found in &walked.files {
        let rows = known.remove(&found.path).unwrap_or_default();
        if rows.iter().any(|row| !row.missing && row.stamp == found.stamp) {
            continue;
        }
        if refused.get(&found.path) == Some(&found.stamp) {
            diff.still_refused.insert(found.path.clone());
            continue;
        }
        let present = rows.iter().any(|row| !row.missing);
        match rows.iter().find(|row| row.stamp == found.stamp) {
            Some(back) if !present => diff.returned.push((back.id, found.folder)),
            _ if rows.is_empty() => diff.new.push(found.clone()),
            _ => diff.changed.push(found.clone()),
        }
    }
    diff.vanished = known
        .into_values()
        .flatten()
        .filter(|row| !row.missing && !walked.hides(&row.path))
        .collect();
    diff.vanished.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(diff)
}

/// Whether a file lies at `path`: as the walk found where it looked, else as the disk says.
pub(crate) fn occupied(path: &Path, scope: &Scope, files: &HashSet<PathBuf>) -> bool {
    if scope.covers(path) {
        files.contains(path)
    } else {
        domain::holder(path).symlink_metadata().is_ok()
    }
}
