//! Identity: which track a file is, by evidence.
//!
//! In this order: the same audio at the same path; the same audio at a path that is no longer there (moved: the candidate with the
//! same file name and the longest common end of its path first); other audio at the same path, unless the tags say that it is
//! another track (replaced by a better copy, or still being written); other audio at another path, the old one gone, when tags and
//! duration match exactly one track (moved and converted). Everything else is new. Two copies are two tracks.
//!
//! The first rule and "new" are decided at once; the rest waits until all files of the scan are read, so that a weaker match can
//! never take a track from a stronger one.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::{PayloadHash, TagKey, TrackUid};
use store::{Identity, Store};

use crate::Error;

/// Durations of one recording differ by encoder padding.
const SAME_DURATION: Duration = Duration::from_secs(1);

/// What is known of a file before it is known which track it is.
#[derive(Clone, Debug)]
pub(crate) struct Sighting {
    pub(crate) path: PathBuf,
    pub(crate) payload: PayloadHash,
    pub(crate) duration: Duration,
    pub(crate) tags: TagKey,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Known(TrackUid),
    New,
    /// Ask [`Recogniser::settle`] when all files are read.
    Later,
}

/// Recognises the files of one scan.
pub(crate) struct Recogniser<'a> {
    store: &'a Store,
    /// Whether a file lies at a path now.
    occupied: &'a dyn Fn(&Path) -> bool,
    /// Paths whose file is not what the library has there.
    displaced: HashSet<PathBuf>,
    /// Given out in this scan.
    taken: HashSet<TrackUid>,
}

impl<'a> Recogniser<'a> {
    pub(crate) fn new(store: &'a Store, occupied: &'a dyn Fn(&Path) -> bool) -> Self {
        Self {
            store,
            occupied,
            displaced: HashSet::new(),
            taken: HashSet::new(),
        }
    }

    /// Decides what can be decided without knowing the other files.
    pub(crate) fn at_once(&mut self, file: &Sighting) -> Result<Verdict, Error> {
        let here = self.store.identities_at(&file.path)?;
        if let Some(same) = here
            .iter()
            .find(|id| id.evidence.payload == file.payload && !self.taken.contains(&id.uid))
        {
            self.taken.insert(same.uid);
            return Ok(Verdict::Known(same.uid));
        }
        if !here.is_empty() {
            self.displaced.insert(file.path.clone());
            return Ok(Verdict::Later);
        }
        if !self.with_payload(file)?.is_empty() || !self.with_tags(file)?.is_empty() {
            return Ok(Verdict::Later);
        }
        Ok(Verdict::New)
    }

    /// Decides the files that had to wait, in their order; `None` is new.
    pub(crate) fn settle(&mut self, files: &[Sighting]) -> Result<Vec<Option<TrackUid>>, Error> {
        let mut uids = vec![None; files.len()];
        self.by_payload(files, &mut uids)?;
        for (file, uid) in files.iter().zip(&mut uids).filter(|(_, uid)| uid.is_none()) {
            *uid = self.by_path(file)?;
        }
        self.by_tags(files, &mut uids)?;
        Ok(uids)
    }

    fn by_payload(&mut self, files: &[Sighting], uids: &mut [Option<TrackUid>]) -> Result<(), Error> {
        let mut pairs = Vec::new();
        for (at, file) in files.iter().enumerate() {
            for id in self.with_payload(file)? {
                pairs.push((likeness(&file.path, &id.evidence.last_path), at, id.uid));
            }
        }
        // Best pairs first; among equals the order of the files, which is that of their paths.
        pairs.sort_by_key(|(likeness, at, uid)| (std::cmp::Reverse(*likeness), *at, *uid));
        for (_, at, uid) in pairs {
            if uids[at].is_none() && self.taken.insert(uid) {
                uids[at] = Some(uid);
            }
        }
        Ok(())
    }

    fn by_path(&mut self, file: &Sighting) -> Result<Option<TrackUid>, Error> {
        let here = self.store.identities_at(&file.path)?;
        let free = || here.iter().filter(|id| !self.taken.contains(&id.uid));
        let same_tags = free().find(|id| id.evidence.tags.identifies() && id.evidence.tags == file.tags);
        let found = same_tags.or_else(|| {
            // The one seen here last, unless both say that they are different tracks.
            free()
                .next()
                .filter(|id| !(id.evidence.tags.identifies() && file.tags.identifies()))
        });
        let uid = found.map(|id| id.uid);
        self.taken.extend(uid);
        Ok(uid)
    }

    fn by_tags(&mut self, files: &[Sighting], uids: &mut [Option<TrackUid>]) -> Result<(), Error> {
        let mut claims: HashMap<TrackUid, Vec<usize>> = HashMap::new();
        for (at, file) in files.iter().enumerate().filter(|(at, _)| uids[*at].is_none()) {
            if let [only] = self.with_tags(file)?.as_slice() {
                claims.entry(only.uid).or_default().push(at);
            }
        }
        for (uid, claimants) in claims {
            if let [only] = claimants[..] {
                self.taken.insert(uid);
                uids[only] = Some(uid);
            }
        }
        Ok(())
    }

    /// Free tracks with this audio whose place is empty.
    fn with_payload(&self, file: &Sighting) -> Result<Vec<Identity>, Error> {
        self.only_free(self.store.identities_with_payload(file.payload)?)
    }

    /// Free tracks with these tags and this duration whose place is empty.
    fn with_tags(&self, file: &Sighting) -> Result<Vec<Identity>, Error> {
        if !file.tags.identifies() {
            return Ok(Vec::new());
        }
        let mut all = self.store.identities_with_tags(&file.tags)?;
        all.retain(|id| id.evidence.duration.abs_diff(file.duration) <= SAME_DURATION);
        self.only_free(all)
    }

    fn only_free(&self, all: Vec<Identity>) -> Result<Vec<Identity>, Error> {
        let mut free = Vec::new();
        for id in all.into_iter().filter(|id| !self.taken.contains(&id.uid)) {
            let path = &id.evidence.last_path;
            // Another track may have taken the place since.
            let superseded = || Ok::<_, Error>(self.store.identities_at(path)?.first().is_some_and(|latest| latest.uid != id.uid));
            if self.displaced.contains(path) || !(self.occupied)(path) || superseded()? {
                free.push(id);
            }
        }
        Ok(free)
    }
}

/// How alike two paths are: same file name, then how many components they share at the end.
fn likeness(a: &Path, b: &Path) -> (bool, usize) {
    let shared = a.components().rev().zip(b.components().rev()).take_while(|(a, b)| a == b).count();
    (a.file_name() == b.file_name(), shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_prefers_the_name_then_the_longer_common_end() {
        let moved = Path::new("/new/Artist/Album/01.mp3");
        let same = likeness(moved, Path::new("/old/Artist/Album/01.mp3"));
        let other_album = likeness(moved, Path::new("/old/Artist/Other/01.mp3"));
        let other_name = likeness(moved, Path::new("/new/Artist/Album/02.mp3"));
        assert_eq!((same, other_album, other_name), ((true, 3), (true, 1), (false, 0)));
        assert!(same > other_album && other_album > other_name);
    }
}
