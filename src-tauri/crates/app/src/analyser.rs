//! The background worker of the ear: takes tracks that wait, one a worker, and stores what it hears.
//!
//! The queue is a query of the store (tracks without an analysis of this model), so nothing is lost by a kill: what was not
//! stored is found again. A worker wakes when 1. tracks were added or a failure was cleared, 2. the pause ended, 3. sound
//! stopped and more workers may run, 4. the program ends.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use domain::{Failure, Stage, Track, TrackId};
use parking_lot::{Condvar, Mutex};

use crate::core::Core;
use crate::count::count;
use crate::{Error, clock};

/// Tracks fetched from the store at a time.
const BATCH: usize = 64;
/// The first worker looks again at least this often, should a wake-up be missed: in a large library a look is long.
const LOOK_AGAIN: Duration = Duration::from_secs(600);
/// After the store failed, as on a full disk.
const TRY_AGAIN: Duration = Duration::from_secs(30);
/// Setting: the version of the model that the recorded failures belong to.
const FAILED_WITH: &str = "analysis.failed_with";

#[derive(Default)]
struct Shared {
    waiting: VecDeque<TrackId>,
    in_work: HashSet<TrackId>,
    /// Could not be read just now, as on a drive that is away: left alone until somebody looks again.
    passed: HashSet<TrackId>,
    /// Asked for by the window: the playing track, its neighbours in the queue, a pinned seed.
    first: Vec<TrackId>,
    paused: bool,
    playing: bool,
    /// The store was asked and had nothing.
    idle: bool,
    /// The store failed since it was asked last.
    troubled: bool,
    /// Counts the calls of [`Analyser::look_again`], so that one during a look at the store is not lost.
    asked: u64,
}

impl Shared {
    fn look_again_in(&self) -> Duration {
        if self.troubled { TRY_AGAIN } else { LOOK_AGAIN }
    }
}

/// What one step did.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Analysed(TrackId),
    Failed(Box<Failure>),
    /// The file cannot be read now, or the program is ending.
    Passed,
    /// The file has other content by now, or another model hears: it waits again.
    Outdated,
    /// Nothing waits, as of that call of [`Analyser::look_again`].
    Idle {
        asked: u64,
    },
}

pub(crate) struct Analyser {
    core: Arc<Core>,
    shared: Mutex<Shared>,
    /// One worker asks the store for more at a time, and without holding the others up.
    fetching: Mutex<()>,
    /// Wakes workers; see the module's list of reasons.
    wake: Condvar,
    /// Ends the decode in work, too.
    stop: AtomicBool,
}

impl Analyser {
    pub fn new(core: Arc<Core>) -> Arc<Self> {
        Arc::new(Self {
            core,
            shared: Mutex::new(Shared::default()),
            fetching: Mutex::new(()),
            wake: Condvar::new(),
            stop: AtomicBool::new(false),
        })
    }

    /// Starts `count` threads that work until [`Analyser::stop`].
    pub fn start(self: &Arc<Self>, count: usize) -> Vec<JoinHandle<()>> {
        let spawn = |number: usize| {
            let analyser = Arc::clone(self);
            std::thread::Builder::new()
                .name(format!("analysis-{number}"))
                .spawn(move || analyser.work(number))
        };
        (0..count.max(1))
            .filter_map(|number| spawn(number).map_err(|error| tracing::error!(%error, "no analysis thread")).ok())
            .collect()
    }

    fn work(&self, number: usize) {
        analysis::lower_thread_priority();
        while !self.stop.load(Ordering::Relaxed) {
            {
                let mut shared = self.shared.lock();
                // While music plays one worker is enough; the others leave it the machine.
                let rest = shared.paused || shared.idle || (shared.playing && number > 0);
                if rest && !self.stop.load(Ordering::Relaxed) {
                    if shared.idle && shared.in_work.is_empty() {
                        self.core.analysis_ended();
                    }
                    let patience = shared.look_again_in();
                    if number > 0 {
                        self.wake.wait(&mut shared);
                    } else if self.wake.wait_for(&mut shared, patience).timed_out() {
                        shared.idle = false;
                        shared.troubled = false;
                        self.wake.notify_all();
                    }
                    continue;
                }
            }
            match self.step() {
                Ok(Step::Idle { asked }) => self.rest(asked),
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "analysis step");
                    let mut shared = self.shared.lock();
                    shared.troubled = true;
                    shared.idle = true;
                    // The first worker is the one that looks at the clock.
                    self.wake.notify_all();
                }
            }
        }
    }

    fn rest(&self, asked: u64) {
        let mut shared = self.shared.lock();
        shared.idle = shared.asked == asked;
    }

    /// Analyses one waiting track. A file that cannot be analysed is recorded and stays out until it changes.
    pub fn step(&self) -> Result<Step, Error> {
        // Before the ear: who finds nothing left for a model that was changed meanwhile has not looked for the new one.
        let asked = self.shared.lock().asked;
        let ear = self.core.ear()?;
        let Some(id) = self.take(ear.version())? else {
            return Ok(Step::Idle { asked });
        };
        let outcome = self.analyse(&ear, id);
        {
            let mut shared = self.shared.lock();
            shared.in_work.remove(&id);
            if matches!(outcome, Ok(Step::Passed) | Err(_)) {
                shared.passed.insert(id);
            }
            if matches!(outcome, Ok(Step::Outdated)) {
                // It waits again, which a worker that asked meanwhile could not see.
                shared.idle = false;
                shared.asked += 1;
                self.wake.notify_all();
            }
        }
        if matches!(outcome, Ok(Step::Analysed(_) | Step::Failed(_))) {
            self.core.analysis_did_one();
        }
        outcome
    }

    fn analyse(&self, ear: &analysis::Ear, id: TrackId) -> Result<Step, Error> {
        let Some(track) = self.core.store.track(id)? else {
            return Ok(Step::Passed);
        };
        self.core.analysis_started(track.display_title());
        match analysis::analyse(ear, &track.path, &self.stop) {
            Ok(heard) => match self.core.store.save_analysis(id, track.payload, heard) {
                Ok(()) => {
                    self.core.index_is_stale();
                    Ok(if self.hears_with(ear) { Step::Analysed(id) } else { Step::Outdated })
                }
                // Written to while it was heard: what the store has of it now is not analysed.
                Err(store::Error::NotFound(_)) => Ok(Step::Outdated),
                Err(error) => Err(error.into()),
            },
            // A drive that is away, a share that does not answer: the file is not to blame, and scans find out what is missing.
            Err(error) if error.is_passing() => Ok(Step::Passed),
            // What a replaced model could not hear says nothing of the next.
            Err(_) if !self.hears_with(ear) => Ok(Step::Outdated),
            Err(error) => self.refuse(&track, &error),
        }
    }

    /// Whether no other model took its place meanwhile.
    fn hears_with(&self, ear: &analysis::Ear) -> bool {
        self.core.ear().is_ok_and(|now| now.version() == ear.version())
    }

    fn refuse(&self, track: &Track, error: &analysis::Error) -> Result<Step, Error> {
        let failure = Failure {
            path: track.path.clone(),
            stage: Stage::Analysis,
            reason: error.to_string(),
            at: clock::now(),
            stamp: Some(track.stamp),
            attempts: 1,
        };
        self.core.store.save_failures(vec![failure.clone()])?;
        self.core.count_failures();
        Ok(Step::Failed(Box::new(failure)))
    }

    /// The next track.
    fn take(&self, model: &domain::ModelVersion) -> Result<Option<TrackId>, Error> {
        let _one_at_a_time = self.fetching.lock();
        let (first, known) = {
            let mut shared = self.shared.lock();
            if let Some(next) = shared.waiting.pop_front() {
                shared.in_work.insert(next);
                return Ok(Some(next));
            }
            (shared.first.clone(), shared.in_work.len() + shared.passed.len())
        };
        self.forget_failures_of_another(model)?;
        let pending = self.core.store.pending_analysis(model, &first, BATCH + known)?;
        let left = count(self.core.store.count_pending_analysis(model)?);
        let mut shared = self.shared.lock();
        let fresh: Vec<TrackId> = pending
            .into_iter()
            .filter(|id| !shared.in_work.contains(id) && !shared.passed.contains(id))
            .collect();
        shared.waiting.extend(fresh);
        self.core.analysis_waiting(left, shared.passed.len());
        let next = shared.waiting.pop_front();
        shared.in_work.extend(next);
        Ok(next)
    }

    /// What one model could not hear may be nothing to the next: all of it is tried once more.
    fn forget_failures_of_another(&self, model: &domain::ModelVersion) -> Result<(), Error> {
        let store = &self.core.store;
        if store.setting(FAILED_WITH)?.as_ref() != Some(&model.0) {
            store.clear_failures_of(Stage::Analysis)?;
            store.set_setting(FAILED_WITH, Some(&model.0))?;
            self.core.count_failures();
        }
        Ok(())
    }

    /// Tracks were added, or failed files are to be tried again.
    pub fn look_again(&self) {
        self.core.analysis_asked();
        let mut shared = self.shared.lock();
        shared.waiting.clear();
        shared.passed.clear();
        shared.idle = false;
        shared.asked += 1;
        let paused = shared.paused;
        drop(shared);
        self.wake.notify_all();
        if paused {
            self.count_waiting();
        }
    }

    /// Says how much waits while nobody takes any of it.
    fn count_waiting(&self) {
        let counted = self
            .core
            .ear()
            .and_then(|ear| Ok(self.core.store.count_pending_analysis(ear.version())?));
        match counted {
            Ok(left) => {
                self.core.analysis_waiting(count(left), 0);
                // What was paused may have gone with its folder.
                if left == 0 && self.shared.lock().in_work.is_empty() {
                    self.core.analysis_ended();
                }
            }
            Err(error) => tracing::debug!(%error, "what waits for its analysis cannot be counted"),
        }
    }

    /// These before all others.
    pub fn prefer(&self, tracks: Vec<TrackId>) {
        let mut shared = self.shared.lock();
        if shared.first != tracks {
            shared.first = tracks;
            shared.waiting.clear();
            // A file that was opened by hand is among them before any scan tells of it.
            shared.idle = false;
            shared.asked += 1;
            self.wake.notify_all();
        }
    }

    /// This one before those.
    pub fn prefer_one(&self, track: TrackId) {
        let others = self.shared.lock().first.clone();
        let others = others.into_iter().filter(|other| *other != track);
        self.prefer(std::iter::once(track).chain(others).collect());
    }

    pub fn set_paused(&self, paused: bool) {
        self.shared.lock().paused = paused;
        self.core.analysis_paused(paused);
        self.wake.notify_all();
    }

    pub fn set_playing(&self, playing: bool) {
        let (before, in_work) = {
            let mut shared = self.shared.lock();
            (std::mem::replace(&mut shared.playing, playing), shared.in_work.len())
        };
        if before != playing {
            self.core.analysis_pace_changed(in_work);
        }
        self.wake.notify_all();
    }

    pub fn stop(&self) {
        // Under the lock, so that no worker falls asleep between its look at the flag and this wake-up.
        let _shared = self.shared.lock();
        self.stop.store(true, Ordering::Relaxed);
        self.wake.notify_all();
    }
}

/// What a whole run in the foreground did.
#[derive(Debug, Default)]
pub struct AnalyseReport {
    pub analysed: usize,
    pub failed: Vec<Failure>,
    pub seconds: f64,
}

impl Analyser {
    /// Works on all waiting tracks with `workers` threads and returns when none is left or `cancel` is set.
    pub fn run_to_end(&self, workers: usize, cancel: &AtomicBool) -> Result<AnalyseReport, Error> {
        let started = std::time::Instant::now();
        self.look_again();
        let report = Mutex::new(AnalyseReport::default());
        let result = std::thread::scope(|scope| {
            let work = || -> Result<(), Error> {
                while !cancel.load(Ordering::Relaxed) {
                    match self.step()? {
                        Step::Analysed(_) => report.lock().analysed += 1,
                        Step::Failed(failure) => report.lock().failed.push(*failure),
                        Step::Passed | Step::Outdated => {}
                        Step::Idle { .. } => break,
                    }
                }
                Ok(())
            };
            let threads: Vec<_> = (0..workers.max(1)).map(|_| scope.spawn(work)).collect();
            threads.into_iter().try_for_each(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|_| Err(Error::Internal("an analysis thread panicked".into())))
            })
        });
        result?;
        self.core.analysis_ended();
        let mut report = report.into_inner();
        report.seconds = started.elapsed().as_secs_f64();
        Ok(report)
    }
}
