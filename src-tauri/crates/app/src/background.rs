//! Work that goes on by itself: folders are watched and reconciled, new tracks analysed, the index kept fresh.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use domain::Folder;
use library::{WatchEvent, WatchOptions, Watcher};
use parking_lot::Mutex;

use crate::analyser::Analyser;
use crate::core::Core;
use crate::{NoticeLevel, ScanJob, ScanPhase};

/// How often the index is asked whether it should be rebuilt.
const TICK: Duration = Duration::from_millis(500);

pub(crate) struct Background {
    /// `None` once stopped, or where nothing can be watched.
    watcher: Mutex<Option<Watcher>>,
    stop: Arc<AtomicBool>,
    keeper: Mutex<Option<JoinHandle<()>>>,
}

impl Background {
    pub fn start(core: Arc<Core>, analyser: Arc<Analyser>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let keeper = {
            let (core, stop) = (Arc::clone(&core), Arc::clone(&stop));
            std::thread::Builder::new()
                .name("index".into())
                .spawn(move || keep_index(&core, &stop))
                .ok()
        };
        let folders = core.store.folders().unwrap_or_default();
        let watcher = {
            let core = Arc::clone(&core);
            Watcher::start(core.store.clone(), folders, WatchOptions::default(), move |event| {
                on_watch(&core, &analyser, event)
            })
        };
        let watcher = watcher.map_err(|error| {
            tracing::error!(%error, "folders are not watched");
            core.notice(NoticeLevel::Warning, "Folders are not watched: changes appear after a restart.");
        });
        Self {
            watcher: Mutex::new(watcher.ok()),
            stop,
            keeper: Mutex::new(keeper),
        }
    }

    pub fn folders_changed(&self, folders: Vec<Folder>) {
        if let Some(watcher) = &*self.watcher.lock() {
            watcher.set_folders(folders);
        }
    }

    pub fn reconcile(&self) {
        if let Some(watcher) = &*self.watcher.lock() {
            watcher.scan_now();
        }
    }

    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        // Ends the scan that may be under way, and waits for it.
        drop(self.watcher.lock().take());
        if let Some(keeper) = self.keeper.lock().take() {
            let _ = keeper.join();
        }
    }
}

fn on_watch(core: &Core, analyser: &Analyser, event: WatchEvent) {
    match event {
        WatchEvent::Progressed(progress) => {
            core.scan_moved(Some(ScanJob {
                phase: progress.phase.into(),
                done: progress.done,
                total: progress.total,
            }));
        }
        WatchEvent::Scanned { report, .. } => {
            core.scan_moved(None);
            if !report.failed.is_empty() {
                core.count_failures();
            }
            if !report.is_unchanged() {
                core.index_is_stale();
                core.library_changed();
            }
            analyser.look_again();
        }
        WatchEvent::Limited { reason } => core.notice(NoticeLevel::Warning, reason),
        WatchEvent::Failed { reason } => {
            core.scan_moved(None);
            tracing::error!(reason, "a scan failed");
            core.notice(NoticeLevel::Warning, format!("A folder could not be looked through: {reason}"));
        }
    }
}

fn keep_index(core: &Core, stop: &AtomicBool) {
    core.count_failures();
    while !stop.load(Ordering::Relaxed) {
        let at_rest = core.jobs.lock().view().analysis.is_none();
        match core.refresh_index(at_rest) {
            Ok(true) => core.library_changed(),
            Ok(false) => {}
            // Said once when the network was loaded; without it there is no index to keep.
            Err(crate::Error::NoEar(_)) => return,
            Err(error) => tracing::warn!(%error, "the index could not be rebuilt"),
        }
        std::thread::sleep(TICK);
    }
}

impl From<library::ScanPhase> for ScanPhase {
    fn from(phase: library::ScanPhase) -> Self {
        match phase {
            library::ScanPhase::Walk => Self::Walking,
            library::ScanPhase::Read | library::ScanPhase::Link => Self::Reading,
            library::ScanPhase::Covers => Self::Covers,
        }
    }
}
