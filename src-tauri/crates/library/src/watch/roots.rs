//! Which folders the system reports changes of, through drives that come and go.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crossbeam_channel::Sender;
use notify::{Config, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::dirty::{Hint, is_change};

pub(super) struct Roots {
    /// `None` if the system cannot watch at all.
    watcher: Option<RecommendedWatcher>,
    events: Sender<Hint>,
    /// What lies at each watched root; another thing there later is not the one that is watched.
    watched: HashMap<PathBuf, Place>,
    /// A person was told already.
    told: bool,
}

/// Device and inode; on other systems whether it is there.
type Place = (u64, u64);

/// What changed about the roots.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    /// New, back, or another directory than before.
    pub(super) appeared: Vec<PathBuf>,
    pub(super) vanished: Vec<PathBuf>,
    /// The first time the system refuses to watch, why.
    pub(super) limited: Option<String>,
}

impl Roots {
    pub(super) fn new(events: Sender<Hint>) -> Self {
        Self {
            watcher: None,
            events,
            watched: HashMap::new(),
            told: false,
        }
    }

    /// Whether the system refused to watch something.
    pub(super) fn are_limited(&self) -> bool {
        self.told
    }

    /// Watches exactly those of `roots` that are there.
    pub(super) fn update(&mut self, roots: &[PathBuf]) -> Change {
        let mut change = Change::default();
        let removed: Vec<PathBuf> = self.watched.keys().filter(|root| !roots.contains(root)).cloned().collect();
        for root in removed {
            self.forget(&root);
            // Taking one off takes all below it off, which may belong to another one.
            let related = |other: &&PathBuf| root.starts_with(other) || other.starts_with(&root);
            for other in self.watched.keys().filter(related) {
                if let Some(watcher) = &mut self.watcher {
                    let _ = watcher.watch(other, RecursiveMode::Recursive);
                }
            }
        }
        for root in roots {
            let place = place(root);
            let before = self.watched.get(root).copied();
            if before == place {
                continue;
            }
            if before.is_some() {
                self.forget(root);
            }
            match place {
                Some(place) => {
                    if let Err(error) = self.watch(root)
                        && !self.told
                    {
                        self.told = true;
                        change.limited = Some(error.to_string());
                    }
                    // Also when it cannot be watched: it is not tried again until it is another directory.
                    self.watched.insert(root.clone(), place);
                    change.appeared.push(root.clone());
                }
                None => change.vanished.push(root.clone()),
            }
        }
        change
    }

    fn watch(&mut self, root: &Path) -> notify::Result<()> {
        if self.watcher.is_none() {
            let events = self.events.clone();
            // Links are not followed: one to "/" would have the whole machine watched.
            let config = Config::default().with_follow_symlinks(false);
            // Little is decided here, because while the handler works the system's queue overflows; but a scan reads every file, and
            // what is told of that would pile up until its end.
            self.watcher = Some(RecommendedWatcher::new(
                move |hint: Hint| {
                    if hint.as_ref().map_or(true, |event| is_change(&event.kind) || event.need_rescan()) {
                        let _ = events.send(hint);
                    }
                },
                config,
            )?);
        }
        match &mut self.watcher {
            Some(watcher) => watcher.watch(root, RecursiveMode::Recursive),
            None => Ok(()),
        }
    }

    fn forget(&mut self, root: &Path) {
        self.watched.remove(root);
        if let Some(watcher) = &mut self.watcher {
            // Fails where the directory is gone already.
            let _ = watcher.unwatch(root);
        }
    }
}

#[cfg(unix)]
fn place(root: &Path) -> Option<Place> {
    use std::os::unix::fs::MetadataExt;
    let metadata = root.metadata().ok().filter(|metadata| metadata.is_dir())?;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn place(root: &Path) -> Option<Place> {
    root.is_dir().then_some((0, 0))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn roots_come_go_and_are_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("music");
        let (events, _hints) = crossbeam_channel::unbounded();
        let mut roots = Roots::new(events);
        let only = [root.clone()];
        let appeared = Change {
            appeared: vec![root.clone()],
            ..Change::default()
        };
        // A root that was never there is not one that went.
        assert!(roots.update(&only).appeared.is_empty());
        fs::create_dir(&root).unwrap();
        assert_eq!(roots.update(&only), appeared);
        assert_eq!(roots.update(&only), Change::default());
        fs::rename(&root, dir.path().join("old")).unwrap();
        fs::create_dir(&root).unwrap();
        assert_eq!(roots.update(&only), appeared, "another directory under the same name");
        fs::remove_dir(&root).unwrap();
        assert_eq!(roots.update(&only).vanished, only);
        assert_eq!(roots.update(&[]), Change::default());
    }
}
