//! Watching: the system's hints decide where and when to look, a scan decides what is there.
//!
//! The system loses events, so none is believed: an event on a file has the files of its directory compared, one on a directory its
//! whole subtree, after half a second of quiet and at most two seconds into a burst. What changed is looked at a second time after
//! it settled, because events for files in a directory that was just created are the ones most often lost. Everything is compared
//! at start, from time to time, and whenever the system admits that it lost events or cannot watch.

mod dirty;
mod roots;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, unbounded};
use domain::Folder;
use store::Store;

use crate::scan::scan_from;
use crate::walk::{Depth, Start};
use crate::{Error, ScanProgress, ScanReport};
use dirty::Dirty;
use roots::Roots;

/// Looks in a row, without an event between them, at a place whose every look finds a change.
const MOST_LOOKS: u32 = 5;

/// When to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WatchOptions {
    /// Without events for this long, what changed is looked at.
    pub quiet: Duration,
    /// It is looked at no later than this after the first event.
    pub patience: Duration,
    /// What changed is looked at again after this.
    pub second_look: Duration,
    /// Everything is looked at again after this.
    pub reconcile: Duration,
    /// The same while the system cannot report every change.
    pub reconcile_unwatched: Duration,
    /// How often a folder that is away is looked for.
    pub root_check: Duration,
}

impl Default for WatchOptions {
    fn default() -> Self {
        Self {
            quiet: Duration::from_millis(500),
            patience: Duration::from_secs(2),
            second_look: Duration::from_secs(3),
            reconcile: Duration::from_secs(15 * 60),
            reconcile_unwatched: Duration::from_secs(2 * 60),
            root_check: Duration::from_secs(5),
        }
    }
}

/// What a watcher tells, from its own thread.
#[derive(Clone, Debug, PartialEq)]
pub enum WatchEvent {
    /// A scan is under way.
    Progressed(ScanProgress),
    /// A scan ended. `everything` if it was of all folders, not only of where something happened.
    Scanned { report: ScanReport, everything: bool },
    /// The system cannot report changes everywhere; they are still found, but only from time to time. Tell a person once.
    Limited { reason: String },
    /// A scan could not be done; it will be tried again.
    Failed { reason: String },
}

/// Keeps the library up to date with its folders until dropped.
pub struct Watcher {
    control: Option<Sender<Control>>,
    cancel: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

enum Control {
    Folders(Vec<Folder>),
    Everything,
}

impl Watcher {
    /// Scans `folders` and goes on watching them. `on_event` must not block for long.
    pub fn start(
        store: Store,
        folders: Vec<Folder>,
        options: WatchOptions,
        on_event: impl FnMut(WatchEvent) + Send + 'static,
    ) -> Result<Self, Error> {
        let (control, inbox) = unbounded();
        let cancel = Arc::new(AtomicBool::new(false));
        let watch = Watch {
            store,
            folders,
            options,
            cancel: cancel.clone(),
            on_event: Box::new(on_event),
        };
        let thread = std::thread::Builder::new()
            .name("watch".into())
            .spawn(move || watch.run(&inbox))
            .map_err(|e| Error::Thread(e.to_string()))?;
        Ok(Self {
            control: Some(control),
            cancel,
            thread: Some(thread),
        })
    }

    /// Watches these folders from now on; new ones are scanned at once.
    pub fn set_folders(&self, folders: Vec<Folder>) {
        self.send(Control::Folders(folders));
    }

    /// Compares everything now.
    pub fn scan_now(&self) {
        self.send(Control::Everything);
    }

    fn send(&self, message: Control) {
        if let Some(control) = &self.control {
            // Only fails when the thread is gone, and then there is nobody to tell.
            let _ = control.send(message);
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
        self.control = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Watch {
    store: Store,
    folders: Vec<Folder>,
    options: WatchOptions,
    cancel: Arc<AtomicBool>,
    on_event: Box<dyn FnMut(WatchEvent) + Send>,
}

impl Watch {
    fn run(mut self, control: &Receiver<Control>) {
        let (events, hints) = unbounded();
        let mut roots = Roots::new(events);
        let mut dirty = Dirty::new(self.options);
        let mut everything_due = Instant::now();
        let mut looks = 0;
        let mut roots_due = Instant::now();
        while !self.cancel.load(Ordering::Relaxed) {
            if roots_due <= Instant::now() {
                self.check_roots(&mut roots, &mut dirty);
                roots_due = Instant::now() + self.options.root_check;
            }
            if everything_due <= Instant::now() || dirty.is_all() {
                dirty.clear();
                let starts = self
                    .folders
                    .iter()
                    .map(|folder| start(folder.path.clone(), folder, Depth::Subtree))
                    .collect();
                // Also followed by another look while things change, later each time.
                looks = if self.look(starts, true) && looks < MOST_LOOKS {
                    looks + 1
                } else {
                    0
                };
                everything_due = Instant::now()
                    + match looks {
                        0 if roots.are_limited() => self.options.reconcile_unwatched,
                        0 => self.options.reconcile,
                        _ => self.options.second_look * looks,
                    };
                continue;
            }
            if let Some(dirs) = dirty.due(Instant::now()) {
                let starts = self.starts(dirs);
                let places = starts.iter().map(|start| (start.dir.clone(), start.depth)).collect();
                let changed = self.look(starts, false);
                dirty.looked(places, changed, Instant::now());
                continue;
            }
            let wake = [Some(everything_due), Some(roots_due), dirty.wakes_at()]
                .into_iter()
                .flatten()
                .min();
            let timer = wake.map_or_else(crossbeam_channel::never, crossbeam_channel::at);
            crossbeam_channel::select! {
                recv(control) -> message => match message {
                    Ok(Control::Folders(folders)) => {
                        self.folders = folders;
                        roots_due = Instant::now();
                    }
                    Ok(Control::Everything) => everything_due = Instant::now(),
                    Err(_) => return,
                },
                recv(hints) -> hint => {
                    if let Ok(hint) = hint {
                        dirty.note(hint, Instant::now());
                    }
                }
                recv(timer) -> _ => {}
            }
        }
    }

    /// Watches what can be watched; folders that are new or back are to be looked at.
    fn check_roots(&mut self, roots: &mut Roots, dirty: &mut Dirty) {
        let paths: Vec<PathBuf> = self.folders.iter().map(|folder| folder.path.clone()).collect();
        let change = roots.update(&paths);
        for root in change.appeared {
            dirty.add(root, Depth::Subtree, Instant::now());
        }
        for root in change.vanished {
            // The scan finds out that it is unreachable and says so in its state.
            dirty.add(root, Depth::Subtree, Instant::now());
        }
        if let Some(reason) = change.limited {
            (self.on_event)(WatchEvent::Limited { reason });
        }
    }

    /// The directories as starts of a walk, each in the innermost folder it belongs to.
    fn starts(&self, dirs: Vec<(PathBuf, Depth)>) -> Vec<Start> {
        let folder_of = |dir: &PathBuf| {
            let holding = self.folders.iter().filter(|folder| dir.starts_with(&folder.path));
            holding.max_by_key(|folder| folder.path.components().count())
        };
        dirs.into_iter()
            .filter_map(|(dir, depth)| folder_of(&dir).map(|folder| start(dir.clone(), folder, depth)))
            .collect()
    }

    /// Scans; answers whether anything changed, or may have.
    fn look(&mut self, starts: Vec<Start>, everything: bool) -> bool {
        if starts.is_empty() {
            return false;
        }
        let on_event = &mut self.on_event;
        // A look at two files is no progress worth telling.
        let mut progress = |progress| {
            if everything {
                on_event(WatchEvent::Progressed(progress));
            }
        };
        match scan_from(&self.store, &self.folders, starts, &mut progress, &self.cancel) {
            Ok(report) => {
                let changed = !report.is_unchanged();
                (self.on_event)(WatchEvent::Scanned { report, everything });
                changed
            }
            Err(error) => {
                tracing::warn!(%error, "a scan failed");
                (self.on_event)(WatchEvent::Failed { reason: error.to_string() });
                true
            }
        }
    }
}

fn start(dir: PathBuf, folder: &Folder, depth: Depth) -> Start {
    Start {
        dir,
        folder: folder.id,
        depth,
    }
}
