//! Work that goes on by itself: folders are watched and reconciled, new tracks analysed, the index kept fresh, backups made.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use domain::Folder;
use library::{ScanReport, WatchEvent, WatchOptions, Watcher};
use parking_lot::Mutex;

use crate::analyser::Analyser;
use crate::core::Core;
use crate::player::Player;
use crate::{Notice, ScanJob, ScanPhase, clock, memory};

/// How often the index is asked whether it should be rebuilt.
const TICK: Duration = Duration::from_millis(500);
/// How often the window hears of new tracks while they are read.
const SHOW_EVERY: Duration = Duration::from_secs(1);
/// How often it is looked whether today's backup is there.
const BACK_UP_EVERY: Duration = Duration::from_secs(60 * 60);

pub(crate) struct Background {
    /// `None` once stopped, or where nothing can be watched.
    watcher: Mutex<Option<Watcher>>,
    stop: Arc<AtomicBool>,
    keeper: Mutex<Option<JoinHandle<()>>>,
}

impl Background {
    pub fn start(core: Arc<Core>, analyser: Arc<Analyser>, player: Arc<Player>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let keeper = {
            let (core, stop, player) = (Arc::clone(&core), Arc::clone(&stop), Arc::clone(&player));
            std::thread::Builder::new()
                .name("index".into())
                .spawn(move || keep_house(&core, &player, &stop))
                .ok()
        };
        let folders = core.store.folders().unwrap_or_default();
        let watcher = {
            let mut news = News {
                core: Arc::clone(&core),
                analyser,
                player,
                shown: Instant::now(),
            };
            Watcher::start(core.store.clone(), folders, WatchOptions::default(), move |event| news.on(event))
        };
        let watcher = watcher.map_err(|error| {
            tracing::error!(%error, "folders are not watched");
            core.notice(Notice::NotWatched);
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

    pub fn reconcile(&self, covers: bool) {
        if let Some(watcher) = &*self.watcher.lock() {
            watcher.scan_now(covers);
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

/// What the watcher tells, handed on.
struct News {
    core: Arc<Core>,
    analyser: Arc<Analyser>,
    player: Arc<Player>,
    /// When the window last heard that tracks were added.
    shown: Instant,
}

impl News {
    fn on(&mut self, event: WatchEvent) {
        match event {
            WatchEvent::Progressed(progress) => {
                self.core.scan_moved(Some(ScanJob {
                    phase: progress.phase.into(),
                    done: progress.done,
                    total: progress.total,
                }));
                // Tracks are there as they are read: they are shown, and analysed, long before the scan ends.
                if progress.phase == library::ScanPhase::Read && self.shown.elapsed() >= SHOW_EVERY {
                    self.shown = Instant::now();
                    self.core.library_changed();
                    self.analyser.look_again();
                }
            }
            WatchEvent::Scanned { report, .. } => self.on_scanned(&report),
            WatchEvent::Limited { reason } => self.core.notice(Notice::WatchLimited { reason }),
            WatchEvent::Failed { reason } => {
                self.core.scan_moved(None);
                self.core.notice(Notice::FolderFailed { reason });
            }
        }
    }

    fn on_scanned(&mut self, report: &ScanReport) {
        self.core.scan_moved(None);
        if !report.failed.is_empty() || report.forgiven > 0 {
            self.core.count_failures();
        }
        if report.reachability > 0 {
            self.core.index_is_stale();
        }
        if !report.is_unchanged() {
            self.core.index_is_stale();
            if let Err(error) = self.player.bring_back() {
                tracing::warn!(%error, "the rest of the queue could not be brought back");
            }
        }
        if !report.is_unchanged() || report.reachability > 0 || report.forgiven > 0 {
            self.core.library_changed();
        }
        self.analyser.look_again();
    }
}

fn keep_house(core: &Core, player: &Player, stop: &AtomicBool) {
    core.count_failures();
    let mut backed_up = Instant::now();
    // The start itself took some.
    let mut held = true;
    let mut worked = (false, false);
    while !stop.load(Ordering::Relaxed) {
        let jobs = core.jobs.lock().view();
        let at_rest = jobs.analysis.is_none();
        match core.refresh_index(at_rest) {
            Ok(true) => {
                core.rows_changed();
                held = true;
            }
            // A person was told when it was found out; without it there is no index to keep, until another model is chosen.
            Ok(false) | Err(crate::Error::NoEar(_)) => {}
            Err(error) => tracing::warn!(%error, "the index could not be rebuilt"),
        }
        // A bug in what is chosen or learnt must not end the care of index and backups.
        let chosen = catch_unwind(AssertUnwindSafe(|| core.go_on(player).and_then(|()| core.refresh_lenses(stop))));
        match chosen {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "nothing could be added to the queue, or learnt from lists and listening"),
            Err(_) => tracing::error!("adding to the queue or learning ended in a panic"),
        }
        let working = (jobs.scan.is_some(), jobs.analysis.is_some_and(|analysis| !analysis.paused));
        let scanned = worked.0 && !working.0;
        held |= worked.1;
        worked = working;
        if scanned || (held && working == (false, false)) {
            // Not after each look through the folders: whoever browses meanwhile would miss what is let go.
            if held && let Err(error) = core.store.release_memory() {
                tracing::debug!(%error, "the databases keep their memory");
            }
            memory::give_back();
            held = false;
        }
        if backed_up.elapsed() >= BACK_UP_EVERY {
            backed_up = Instant::now();
            if let Err(error) = core.store.back_up(clock::now()) {
                tracing::error!(%error, "no backup of user.db could be made");
            }
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
