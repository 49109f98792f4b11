//! Covers: the picture inside a file, else one beside it, as a thumbnail by the hash of its bytes. No failure here fails a track.

mod picture;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use domain::{CoverHash, TrackId};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use store::{Cover, Store};

use crate::patient::patiently;
use crate::scan::pool;
use crate::sheets::whole_file;
use crate::tags::{LARGEST_PICTURE, embedded_picture};
use crate::{Error, ScanPhase, ScanProgress};

const BATCH: usize = 64;
const NAMES: &[&str] = &["cover", "folder", "front"];
const EXTENSIONS: &[&str] = &["jpg", "jpeg", "png", "webp"];

/// Finds the covers of all tracks that were not looked at since their file changed. Answers how many have another than before.
pub(crate) fn find(store: &Store, progress: &mut dyn FnMut(ScanProgress), cancel: &AtomicBool) -> Result<usize, Error> {
    make_small(store, cancel)?;
    let total = store.unchecked_covers(None, usize::MAX)?.len();
    if total == 0 {
        return Ok(0);
    }
    let pool = pool()?;
    let seen = Seen::new(store);
    let (mut after, mut done, mut changed) = (None, 0, 0);
    while !cancel.load(Ordering::Relaxed) {
        let batch = store.unchecked_covers(after, BATCH)?;
        let Some((last, _)) = batch.last() else { break };
        after = Some(*last);
        done += batch.len();
        changed += look(&batch, &seen, &pool)?;
        progress(ScanProgress {
            phase: ScanPhase::Covers,
            done,
            total,
        });
    }
    Ok(changed)
}

/// Covers that an earlier version stored have one size only.
fn make_small(store: &Store, cancel: &AtomicBool) -> Result<(), Error> {
    let mut batch = store.covers_without_small(BATCH)?;
    if batch.is_empty() {
        return Ok(());
    }
    let pool = pool()?;
    while !batch.is_empty() && !cancel.load(Ordering::Relaxed) {
        // What cannot be read any more stays as it is: once is enough to try.
        let small = |thumbnail: Vec<u8>| picture::small(&thumbnail).unwrap_or(thumbnail);
        store.save_small_covers(pool.install(|| batch.into_par_iter().map(|(hash, jpeg)| (hash, small(jpeg))).collect()))?;
        batch = store.covers_without_small(BATCH)?;
    }
    Ok(())
}

/// Finds the covers of these tracks. Answers how many have another than before.
pub(crate) fn find_of(store: &Store, tracks: &[(TrackId, PathBuf)]) -> Result<usize, Error> {
    let (pool, seen) = (pool()?, Seen::new(store));
    tracks.chunks(BATCH).map(|batch| look(batch, &seen, &pool)).sum()
}

fn look(batch: &[(TrackId, PathBuf)], seen: &Seen<'_>, pool: &rayon::ThreadPool) -> Result<usize, Error> {
    let mut found: Vec<(TrackId, Option<CoverHash>)> =
        pool.install(|| batch.par_iter().map(|(track, path)| (*track, cover_of(path, seen))).collect());
    // While one thread decoded a picture, others took its hash on trust.
    for ((_, hash), (_, path)) in found.iter_mut().zip(batch) {
        if hash.is_some_and(|hash| seen.is_bad(hash)) {
            *hash = cover_of(path, seen);
        }
    }
    Ok(seen.store.save_covers(seen.take_new(), found)?)
}

/// What this run met already, so that the one picture of an album is decoded once.
struct Seen<'a> {
    store: &'a Store,
    covers: Mutex<HashMap<CoverHash, Known>>,
    beside: Mutex<HashMap<PathBuf, Option<CoverHash>>>,
    /// Inside files of several tracks.
    shared: Mutex<HashMap<PathBuf, Option<CoverHash>>>,
}

enum Known {
    /// Decoded in this batch, or being decoded (`None`).
    New(Option<Cover>),
    Stored,
    /// Cannot be decoded.
    Bad,
}

impl<'a> Seen<'a> {
    fn new(store: &'a Store) -> Self {
        Self {
            store,
            covers: Mutex::default(),
            beside: Mutex::default(),
            shared: Mutex::default(),
        }
    }

    /// The hash under which the picture is or will be stored; `None` if it is no usable picture.
    fn add(&self, bytes: &[u8]) -> Option<CoverHash> {
        let hash = CoverHash(Sha256::digest(bytes).into());
        {
            let mut covers = lock(&self.covers);
            match covers.get(&hash) {
                Some(Known::Bad) => return None,
                Some(_) => return Some(hash),
                None if self.store.has_cover(hash).unwrap_or(false) => {
                    covers.insert(hash, Known::Stored);
                    return Some(hash);
                }
                // Claimed: nobody else decodes it meanwhile.
                None => covers.insert(hash, Known::New(None)),
            };
        }
        let decoded = picture::thumbnail(bytes);
        let usable = decoded.is_some();
        let known = match decoded {
            Some(p) => Known::New(Some(Cover {
                hash,
                mime: p.mime.into(),
                width: p.width,
                height: p.height,
                thumbnail: p.jpeg,
                small: p.small,
            })),
            None => Known::Bad,
        };
        lock(&self.covers).insert(hash, known);
        usable.then_some(hash)
    }

    fn is_bad(&self, hash: CoverHash) -> bool {
        matches!(lock(&self.covers).get(&hash), Some(Known::Bad))
    }

    fn take_new(&self) -> Vec<Cover> {
        let mut out = Vec::new();
        for known in lock(&self.covers).values_mut() {
            if let Known::New(Some(_)) = known
                && let Known::New(Some(cover)) = std::mem::replace(known, Known::Stored)
            {
                out.push(cover);
            }
        }
        out
    }
}

fn cover_of(path: &Path, seen: &Seen<'_>) -> Option<CoverHash> {
    if let Some(hash) = inside(path, seen) {
        return Some(hash);
    }
    let dir = domain::holder(path).parent()?;
    if let Some(known) = lock(&seen.beside).get(dir) {
        return known.filter(|hash| !seen.is_bad(*hash));
    }
    let hash = beside(dir).and_then(|path| read_bounded(&path)).and_then(|bytes| seen.add(&bytes));
    lock(&seen.beside).insert(dir.to_path_buf(), hash);
    hash
}

fn inside(path: &Path, seen: &Seen<'_>) -> Option<CoverHash> {
    let look = |path: &Path| {
        let own = path.to_path_buf();
        let bytes = patiently(move || audio::caught(|| embedded_picture(&own)));
        let bytes = bytes.and_then(Result::ok).flatten();
        bytes.and_then(|bytes| seen.add(&bytes))
    };
    if domain::in_sheet(path).is_none() {
        return look(path);
    }
    // All tracks of a sheet are in the one file.
    let file = whole_file(path);
    if let Some(known) = lock(&seen.shared).get(&file) {
        return known.filter(|hash| !seen.is_bad(*hash));
    }
    let hash = look(&file);
    lock(&seen.shared).insert(file, hash);
    hash
}

/// The folder's own picture: the first of `cover`, `folder`, `front` in any case.
fn beside(dir: &Path) -> Option<PathBuf> {
    let mut found: Vec<(usize, PathBuf)> = std::fs::read_dir(dir)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter_map(|path| Some((rank(&path)?, path)))
        .collect();
    found.sort();
    found
        .into_iter()
        .map(|(_, path)| path)
        .find(|path| path.metadata().is_ok_and(|m| m.is_file()))
}

/// The lower the better; `None` for what is no cover.
pub(crate) fn rank(path: &Path) -> Option<usize> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    let stem = path.file_stem()?.to_str()?.to_ascii_lowercase();
    EXTENSIONS
        .contains(&extension.as_str())
        .then(|| NAMES.iter().position(|name| *name == stem))?
}

fn read_bounded(path: &Path) -> Option<Vec<u8>> {
    let len = path.metadata().ok()?.len();
    if len == 0 || len > LARGEST_PICTURE as u64 {
        return None;
    }
    std::fs::read(path).ok()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
