//! What is to be looked at, and when.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::time::Instant;

use notify::event::{AccessKind, AccessMode, EventKind, MetadataKind, ModifyKind};

use super::{MOST_LOOKS, WatchOptions};
use crate::walk::Depth;

/// More directories than this at once: everything is compared, which is not much more work and is sure.
const MOST_DIRECTORIES: usize = 500;

pub(super) type Hint = Result<notify::Event, notify::Error>;

type Directories = BTreeMap<PathBuf, Depth>;

/// Directories where something happened.
pub(super) struct Dirty {
    options: WatchOptions,
    dirs: Directories,
    first: Option<Instant>,
    last: Option<Instant>,
    /// To be looked at again, at the time below.
    settling: Directories,
    settled_at: Option<Instant>,
    /// How often a directory was looked at since its last event.
    looks: HashMap<PathBuf, u32>,
    /// Directories whose cover picture came, changed or went.
    pictures: BTreeSet<PathBuf>,
    /// Events were lost.
    all: bool,
}

impl Dirty {
    pub(super) fn new(options: WatchOptions) -> Self {
        Self {
            options,
            dirs: Directories::new(),
            first: None,
            last: None,
            settling: Directories::new(),
            settled_at: None,
            looks: HashMap::new(),
            pictures: BTreeSet::new(),
            all: false,
        }
    }

    pub(super) fn note(&mut self, hint: Hint, now: Instant) {
        let event = match hint {
            Ok(event) if event.need_rescan() => {
                self.all = true;
                return;
            }
            Ok(event) => event,
            Err(error) => {
                tracing::warn!(%error, "the system lost track of a folder");
                self.all = true;
                return;
            }
        };
        if !is_change(&event.kind) {
            return;
        }
        for path in event.paths {
            if crate::covers::rank(&path).is_some() {
                self.pictures.extend(path.parent().map(Path::to_path_buf));
            }
            match path.symlink_metadata() {
                Ok(metadata) if metadata.is_dir() => self.add(path, Depth::Subtree, now),
                Ok(_) => self.add_parent(&path, now),
                // Gone: it may have been either.
                Err(_) => {
                    self.add_parent(&path, now);
                    self.add(path, Depth::Subtree, now);
                }
            }
        }
    }

    fn add_parent(&mut self, path: &Path, now: Instant) {
        if let Some(parent) = path.parent() {
            self.add(parent.to_path_buf(), Depth::Files, now);
        }
    }

    pub(super) fn add(&mut self, dir: PathBuf, depth: Depth, now: Instant) {
        self.all |= self.dirs.len() >= MOST_DIRECTORIES;
        self.first.get_or_insert(now);
        self.last = Some(now);
        self.looks.remove(&dir);
        let known = self.dirs.entry(dir).or_insert(depth);
        // A subtree orders before its files.
        *known = depth.min(*known);
    }

    /// Whether events were lost and everything must be compared.
    pub(super) fn is_all(&self) -> bool {
        self.all
    }

    pub(super) fn clear(&mut self) {
        *self = Self::new(self.options);
    }

    /// Directories whose tracks may have another cover now.
    pub(super) fn take_pictures(&mut self) -> BTreeSet<PathBuf> {
        std::mem::take(&mut self.pictures)
    }

    /// What is to be looked at now; `None` while it is not yet quiet or there is nothing.
    pub(super) fn due(&mut self, now: Instant) -> Option<Vec<(PathBuf, Depth)>> {
        if self.dirs_due().is_some_and(|due| due <= now) {
            (self.first, self.last) = (None, None);
            return Some(outermost(std::mem::take(&mut self.dirs)));
        }
        if self.settled_at.is_some_and(|due| due <= now) {
            self.settled_at = None;
            return Some(outermost(std::mem::take(&mut self.settling)));
        }
        None
    }

    /// When [`Dirty::due`] is worth asking again.
    pub(super) fn wakes_at(&self) -> Option<Instant> {
        [self.dirs_due(), self.settled_at].into_iter().flatten().min()
    }

    fn dirs_due(&self) -> Option<Instant> {
        Some((self.last? + self.options.quiet).min(self.first? + self.options.patience))
    }

    /// After a look: there is always a second one, and another while looks go on to find changes.
    pub(super) fn looked(&mut self, dirs: Vec<(PathBuf, Depth)>, changed: bool, now: Instant) {
        for (dir, depth) in dirs {
            let looks = self.looks.remove(&dir).unwrap_or(0) + 1;
            if looks < 2 || (changed && looks < MOST_LOOKS) {
                self.looks.insert(dir.clone(), looks);
                self.settling.insert(dir, depth);
                self.settled_at = Some(now + self.options.second_look);
            }
        }
    }
}

/// Without the directories that lie in another one's subtree.
fn outermost(dirs: Directories) -> Vec<(PathBuf, Depth)> {
    let mut out: Vec<(PathBuf, Depth)> = Vec::new();
    let mut trees: Vec<PathBuf> = Vec::new();
    // Ordered, so that a directory comes before what is in it.
    for (dir, depth) in dirs {
        if trees.iter().any(|tree| dir.starts_with(tree)) {
            continue;
        }
        if depth == Depth::Subtree {
            trees.push(dir.clone());
        }
        out.push((dir, depth));
    }
    out
}

/// Reading a file is no change, and the scan itself reads files.
pub(super) fn is_change(kind: &EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime)) => false,
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => true,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use notify::Event;
    use notify::event::{CreateKind, Flag};

    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn dirty() -> (Dirty, Instant) {
        (Dirty::new(WatchOptions::default()), Instant::now())
    }

    fn dir(name: &str) -> PathBuf {
        PathBuf::from(name)
    }

    #[test]
    fn a_look_waits_for_quiet_but_not_for_ever() {
        let (mut dirty, start) = dirty();
        assert_eq!((dirty.due(start), dirty.wakes_at()), (None, None));
        for at in 0..4 {
            dirty.add(dir("/m/a"), Depth::Files, start + 450 * MS * at);
            assert_eq!(dirty.due(start + 450 * MS * at), None);
        }
        assert_eq!(dirty.due(start + 1800 * MS), None);
        assert_eq!(dirty.wakes_at(), Some(start + 1850 * MS), "quiet comes before patience ends");
        dirty.add(dir("/m/a"), Depth::Files, start + 1900 * MS);
        assert_eq!(
            dirty.due(start + 2000 * MS),
            Some(vec![(dir("/m/a"), Depth::Files)]),
            "two seconds after the first event"
        );
        assert_eq!(dirty.due(start + 9000 * MS), None);
    }

    #[test]
    fn every_look_has_a_second_one_and_more_while_things_change() {
        let (mut dirty, mut now) = dirty();
        let a = vec![(dir("/m/a"), Depth::Subtree)];
        let mut looks = 0;
        dirty.add(dir("/m/a"), Depth::Subtree, now);
        while let Some(at) = dirty.wakes_at() {
            now = at;
            let dirs = dirty.due(now).unwrap();
            assert_eq!(dirs, a);
            looks += 1;
            dirty.looked(dirs, looks < 3, now);
        }
        assert_eq!(looks, 3, "until one finds nothing");
        dirty.looked(a.clone(), false, now);
        assert_eq!(dirty.wakes_at(), Some(now + WatchOptions::default().second_look));
    }

    #[test]
    fn a_subtree_stands_for_what_is_in_it() {
        let (mut dirty, now) = dirty();
        for (name, depth) in [
            ("/m/a/b", Depth::Files),
            ("/m/a", Depth::Files),
            ("/m/a", Depth::Subtree),
            ("/m/ab", Depth::Files),
            ("/m", Depth::Files),
        ] {
            dirty.add(dir(name), depth, now);
        }
        let expected = vec![
            (dir("/m"), Depth::Files),
            (dir("/m/a"), Depth::Subtree),
            (dir("/m/ab"), Depth::Files),
        ];
        assert_eq!(dirty.due(now + 500 * MS), Some(expected));
    }

    #[test]
    fn lost_events_and_floods_mean_everything() {
        let (mut dirty, now) = dirty();
        dirty.note(
            Ok(Event::new(EventKind::Access(AccessKind::Open(AccessMode::Read))).add_path(dir("/x"))),
            now,
        );
        assert_eq!((dirty.is_all(), dirty.wakes_at()), (false, None), "reading is no change");
        dirty.note(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)), now);
        assert!(dirty.is_all());
        dirty.clear();
        dirty.note(Err(notify::Error::new(notify::ErrorKind::MaxFilesWatch)), now);
        assert!(dirty.is_all());
        dirty.clear();
        for n in 0..=MOST_DIRECTORIES {
            dirty.add(dir(&format!("/m/{n}")), Depth::Files, now);
        }
        assert!(dirty.is_all());
    }

    #[test]
    fn what_is_gone_is_looked_for_as_file_and_as_directory() {
        let (mut dirty, now) = dirty();
        dirty.note(
            Ok(Event::new(EventKind::Create(CreateKind::Any)).add_path(dir("/nowhere/at/all"))),
            now,
        );
        let expected = vec![(dir("/nowhere/at"), Depth::Files), (dir("/nowhere/at/all"), Depth::Subtree)];
        assert_eq!(dirty.due(now + 500 * MS), Some(expected));
        assert!(dirty.take_pictures().is_empty());
    }

    #[test]
    fn a_picture_is_remembered_with_its_directory() {
        let (mut dirty, now) = dirty();
        for name in ["/m/a/Cover.JPG", "/m/a/notes.txt", "/m/b/back.jpg"] {
            dirty.note(Ok(Event::new(EventKind::Create(CreateKind::Any)).add_path(dir(name))), now);
        }
        assert_eq!(dirty.take_pictures().into_iter().collect::<Vec<_>>(), [dir("/m/a")]);
        assert!(dirty.take_pictures().is_empty());
    }
}
