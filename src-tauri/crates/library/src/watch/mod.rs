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
use std::time::{Duration, Instant, SystemTime};

use crossbeam_channel::{Receiver, Sender, unbounded};
use domain::{Folder, FolderId};
use store::Store;

use crate::scan::scan_from;
use crate::walk::{Depth, Start};
use crate::{Error, ScanProgress, ScanReport};
use dirty::Dirty;
use roots::Roots;

/// How long a scan is waited for when the program ends: it looks for that between two batches of files.
const AT_THE_END: Duration = Duration::from_secs(10);
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
    interrupt: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

enum Control {
    Folders(Vec<Folder>),
    Everything { covers: bool },
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
        let interrupt = Arc::new(AtomicBool::new(false));
        let watch = Watch {
            store,
            folders,
            options,
            cancel: cancel.clone(),
            interrupt: interrupt.clone(),
            on_event: Box::new(on_event),
        };
        let thread = std::thread::Builder::new()
            .name("watch".into())
            .spawn(move || watch.run(&inbox))
            .map_err(|e| Error::Thread(e.to_string()))?;
        Ok(Self {
            control: Some(control),
            cancel,
            interrupt,
            thread: Some(thread),
        })
    }

    /// Watches these folders from now on and compares everything. A scan of the old ones ends first, and keeps what it did.
    pub fn set_folders(&self, folders: Vec<Folder>) {
        // Before the message, which takes it back: a scan that begins between the two is interrupted as well.
        self.interrupt.store(true, Ordering::Relaxed);
        self.send(Control::Folders(folders));
    }

    /// Compares everything now; with `covers` also the pictures of files that did not change.
    pub fn scan_now(&self, covers: bool) {
        self.send(Control::Everything { covers });
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
        self.interrupt.store(true, Ordering::Relaxed);
        self.control = None;
        let Some(thread) = self.thread.take() else { return };
        let patience = Instant::now() + AT_THE_END;
        while !thread.is_finished() {
            if Instant::now() > patience {
                tracing::warn!("a scan does not come to an end: its disk may be away");
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = thread.join();
    }
}

struct Watch {
    store: Store,
    folders: Vec<Folder>,
    options: WatchOptions,
    /// The watcher ends.
    cancel: Arc<AtomicBool>,
    /// The scan in work ends: the watcher does, or the folders are others now.
    interrupt: Arc<AtomicBool>,
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
            for message in control.try_iter() {
                self.obey(message, &mut everything_due, &mut roots_due);
            }
            if roots_due <= Instant::now() {
                self.check_roots(&mut roots, &mut dirty);
                roots_due = Instant::now() + self.options.root_check;
            }
            if everything_due <= Instant::now() || dirty.is_all() {
                self.recheck_covers(&mut dirty);
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
                self.recheck_covers(&mut dirty);
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
                    Ok(message) => self.obey(message, &mut everything_due, &mut roots_due),
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

    fn obey(&mut self, message: Control, everything_due: &mut Instant, roots_due: &mut Instant) {
        *everything_due = Instant::now();
        match message {
            Control::Folders(folders) => {
                self.folders = folders;
                self.interrupt.store(self.cancel.load(Ordering::Relaxed), Ordering::Relaxed);
                *roots_due = Instant::now();
            }
            Control::Everything { covers: true } => self.recheck_all_covers(),
            Control::Everything { covers: false } => {}
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

    /// The next look finds the covers where a picture changed.
    fn recheck_covers(&self, dirty: &mut Dirty) {
        for dir in dirty.take_pictures() {
            if let Err(error) = self.store.recheck_covers_in(&dir) {
                tracing::warn!(%error, "covers are not looked for again");
            }
        }
    }

    /// A person asked: pictures that changed while nobody watched are found, too.
    fn recheck_all_covers(&self) {
        for folder in &self.folders {
            if let Err(error) = self.store.recheck_covers_below(&folder.path) {
                tracing::warn!(%error, "covers are not looked for again");
            }
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
        if starts.is_empty() && !everything {
            return false;
        }
        let is_root = |start: &Start| self.folders.iter().any(|folder| folder.path == start.dir);
        // A look at two files is no progress worth telling.
        let worth_telling = everything || starts.iter().any(is_root);
        let on_event = &mut self.on_event;
        let mut progress = |progress| {
            if worth_telling {
                on_event(WatchEvent::Progressed(progress));
            }
        };
        let scanned = scan_from(&self.store, &self.folders, starts, &mut progress, &self.interrupt);
        let scanned = scanned.and_then(|report| if everything { self.without_strays(report) } else { Ok(report) });
        match scanned {
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

    /// What a scan still wrote below a folder while it was being taken off is gone with it.
    fn without_strays(&self, mut report: ScanReport) -> Result<ScanReport, Error> {
        if !report.cancelled {
            let folders: Vec<FolderId> = self.folders.iter().map(|folder| folder.id).collect();
            report.missing += self.store.mark_strays_missing(&folders, SystemTime::now().into())?;
        }
        Ok(report)
    }
}

fn start(dir: PathBuf, folder: &Folder, depth: Depth) -> Start {
    Start {
        dir,
        folder: folder.id,
        depth,
    }
}
