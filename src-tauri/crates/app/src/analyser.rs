//! The background worker of the ear: takes tracks that wait, one a worker, and stores what it hears.
//!
//! The queue is a query of the store (tracks without an analysis of this model), so nothing is lost by a kill: what was not
//! stored is found again. A worker wakes when 1. tracks were added or a failure was cleared, 2. the pause ended, 3. sound
//! stopped and more workers may run, 4. the program ends.

mod crew;
mod run;
mod suspects;
#[cfg(test)]
mod tests;

use std::collections::{HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use analysis::Ear;
use domain::{Failure, FileStamp, ModelVersion, Stage, Track, TrackAnalysis, TrackId, TrackUid};
use parking_lot::{Condvar, Mutex};

use crate::core::Core;
use crate::count::count;
use crate::{Error, clock};

use crew::Post;
pub use run::AnalyseReport;
use suspects::Suspects;

/// Tracks fetched from the store at a time.
const BATCH: usize = 64;
/// The first worker looks again at least this often, should a wake-up be missed: in a large library a look is long.
const LOOK_AGAIN: Duration = Duration::from_secs(600);
/// After the store failed, as on a full disk.
const TRY_AGAIN: Duration = Duration::from_secs(30);
/// Setting: the version of the model that the recorded failures belong to.
const FAILED_WITH: &str = "analysis.failed_with";
/// In the data folder: what is in work.
const IN_WORK: &str = "analysing";
/// What a person is told of a track with which the program ended again and again.
/// So long one is left alone; the disk it lies on may be away.
const ALONE_FOR: Duration = Duration::from_secs(120);
const ENDS_US: &str = "damaged: the program ended each time that it was analysed";

#[derive(Default)]
struct Shared {
    waiting: VecDeque<TrackId>,
    in_work: HashSet<TrackId>,
    /// The one in work with which the program may end, and since when: nothing else is, so that nothing else comes under suspicion.
    alone: Option<(TrackId, Instant)>,
    /// Nothing but such tracks was left at the last look.
    only_suspects: bool,
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
    /// What waits is to be taken up alone, and another track is in work.
    Later,
    /// It took too long and was settled without this worker, which nobody counts on any more.
    Left,
    /// Nothing waits, as of that call of [`Analyser::look_again`].
    Idle {
        asked: u64,
    },
}

/// Who is next.
enum Next {
    Track(TrackId),
    Nothing,
    Later,
}

/// What one worker has in hand.
struct Work {
    id: TrackId,
    uid: TrackUid,
    path: PathBuf,
    stamp: FileStamp,
}

impl Work {
    fn on(track: &Track) -> Self {
        Self {
            id: track.id,
            uid: track.uid,
            path: track.path.clone(),
            stamp: track.stamp,
        }
    }
}

/// A track is in work while this is there, whatever becomes of it.
struct Mark<'a> {
    suspects: &'a Suspects,
    uid: TrackUid,
    settled: bool,
}

impl<'a> Mark<'a> {
    fn set(suspects: &'a Suspects, uid: TrackUid) -> Self {
        suspects.begin(uid);
        Self {
            suspects,
            uid,
            settled: false,
        }
    }
}

impl Drop for Mark<'_> {
    fn drop(&mut self) {
        self.suspects.end(self.uid, self.settled);
    }
}

/// [`analysis::analyse`].
type Hear = fn(&Ear, &Path, &AtomicBool) -> Result<TrackAnalysis, analysis::Error>;

pub(crate) struct Analyser {
    core: Arc<Core>,
    hear: Hear,
    suspects: Suspects,
    shared: Mutex<Shared>,
    /// One worker asks the store for more at a time, and without holding the others up.
    fetching: Mutex<()>,
    /// Wakes workers; see the module's list of reasons.
    wake: Condvar,
    /// Ends the decode in work, too.
    stop: AtomicBool,
}

impl Analyser {
    /// `data_dir`: where it is noted what is in work; `None` for a run that only reads.
    pub fn new(core: Arc<Core>, data_dir: Option<&Path>) -> Arc<Self> {
        Self::hearing_with(core, data_dir, analysis::analyse)
    }

    fn hearing_with(core: Arc<Core>, data_dir: Option<&Path>, hear: Hear) -> Arc<Self> {
        let (suspects, guilty) = Suspects::open(data_dir.map(|dir| dir.join(IN_WORK)));
        let analyser = Arc::new(Self {
            core,
            hear,
            suspects,
            shared: Mutex::new(Shared::default()),
            fetching: Mutex::new(()),
            wake: Condvar::new(),
            stop: AtomicBool::new(false),
        });
        for uid in guilty {
            let track = analyser.core.store.track_by_uid(uid).map_err(Error::from);
            let refused = track.and_then(|track| track.map_or(Ok(None), |track| analyser.refuse(&Work::on(&track), ENDS_US).map(Some)));
            match refused {
                Ok(failure) => tracing::error!(?failure, "the program ended with it"),
                Err(error) => tracing::warn!(%error, "a failure could not be recorded"),
            }
        }
        analyser
    }

    fn rest(&self, asked: u64) {
        let mut shared = self.shared.lock();
        shared.idle = shared.asked == asked;
    }

    /// Analyses one waiting track. A file that cannot be analysed is recorded and stays out until it changes.
    fn step(&self, post: &Post) -> Result<Step, Error> {
        // Before the ear: who finds nothing left for a model that was changed meanwhile has not looked for the new one.
        let asked = self.shared.lock().asked;
        let ear = self.core.ear()?;
        let id = match self.take(ear.version())? {
            Next::Track(id) => id,
            Next::Nothing => return Ok(Step::Idle { asked }),
            Next::Later => return Ok(Step::Later),
        };
        let outcome = catch_unwind(AssertUnwindSafe(|| self.analyse(&ear, id, post)));
        let outcome = outcome.unwrap_or_else(|_| {
            post.put_down();
            Err(Error::Internal("the work on a track panicked".into()))
        });
        if !matches!(outcome, Ok(Step::Left)) {
            self.put_away(id, &outcome);
        }
        outcome
    }

    /// It is not in work any more.
    fn put_away(&self, id: TrackId, outcome: &Result<Step, Error>) {
        {
            let mut shared = self.shared.lock();
            shared.in_work.remove(&id);
            shared.alone.take_if(|(alone, _)| *alone == id);
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
    }

    fn analyse(&self, ear: &Ear, id: TrackId, post: &Post) -> Result<Step, Error> {
        let Some(track) = self.core.store.track(id)? else {
            return Ok(Step::Passed);
        };
        self.core.analysis_started(track.display_title());
        let mut mark = Mark::set(&self.suspects, track.uid);
        post.take_up(Work::on(&track));
        let heard = (self.hear)(ear, &track.path, &self.stop);
        let Some(work) = post.put_down() else {
            // Whoever settled it took the mark away.
            std::mem::forget(mark);
            return Ok(Step::Left);
        };
        let outcome = self.settle(ear, &work, &track, heard);
        mark.settled = !matches!(outcome, Ok(Step::Passed) | Err(_));
        outcome
    }

    fn settle(&self, ear: &Ear, work: &Work, track: &Track, heard: Result<TrackAnalysis, analysis::Error>) -> Result<Step, Error> {
        match heard {
            Ok(heard) => match self.core.store.save_analysis(work.id, track.payload, heard) {
                Ok(()) => {
                    self.core.index_is_stale();
                    Ok(if self.hears_with(ear) {
                        Step::Analysed(work.id)
                    } else {
                        Step::Outdated
                    })
                }
                // Written to while it was heard: what the store has of it now is not analysed.
                Err(store::Error::NotFound(_)) => Ok(Step::Outdated),
                Err(error) => Err(error.into()),
            },
            // A drive that is away, a share that does not answer: the file is not to blame, and scans find out what is missing.
            Err(error) if error.is_passing() => Ok(Step::Passed),
            // What a replaced model could not hear says nothing of the next.
            Err(_) if !self.hears_with(ear) => Ok(Step::Outdated),
            Err(error) => Ok(Step::Failed(Box::new(self.refuse(work, &error.to_string())?))),
        }
    }

    /// Whether no other model took its place meanwhile.
    fn hears_with(&self, ear: &Ear) -> bool {
        self.core.ear().is_ok_and(|now| now.version() == ear.version())
    }

    fn refuse(&self, work: &Work, reason: &str) -> Result<Failure, Error> {
        let failure = Failure {
            path: work.path.clone(),
            stage: Stage::Analysis,
            reason: reason.to_owned(),
            at: clock::now(),
            stamp: Some(work.stamp),
            attempts: 1,
        };
        self.core.store.save_failures(vec![failure.clone()])?;
        self.core.count_failures();
        Ok(failure)
    }

    fn take(&self, model: &ModelVersion) -> Result<Next, Error> {
        let _one_at_a_time = self.fetching.lock();
        let (first, known) = {
            let mut shared = self.shared.lock();
            let alone = shared.alone.is_some_and(|(_, since)| since.elapsed() < ALONE_FOR);
            if alone || (shared.only_suspects && !shared.in_work.is_empty()) {
                return Ok(Next::Later);
            }
            if let Some(next) = shared.waiting.pop_front() {
                shared.in_work.insert(next);
                return Ok(Next::Track(next));
            }
            (shared.first.clone(), shared.in_work.len() + shared.passed.len())
        };
        self.forget_failures_of_another(model)?;
        let suspects: HashSet<TrackId> = {
            let uids = self.suspects.uids();
            let found = self.core.store.ids_of_uids(&uids)?;
            found.into_iter().map(|(_, id)| id).collect()
        };
        let pending = self.core.store.pending_analysis(model, &first, BATCH + known + suspects.len())?;
        let left = count(self.core.store.count_pending_analysis(model)?);
        let mut shared = self.shared.lock();
        let (last, fresh): (Vec<TrackId>, Vec<TrackId>) = pending
            .into_iter()
            .filter(|id| !shared.in_work.contains(id) && !shared.passed.contains(id))
            .partition(|id| suspects.contains(id));
        shared.waiting.extend(fresh);
        shared.only_suspects = shared.waiting.is_empty() && !last.is_empty();
        self.core.analysis_waiting(left, shared.passed.len());
        let next = match (shared.waiting.pop_front(), last.first()) {
            (Some(next), _) => next,
            (None, None) => return Ok(Next::Nothing),
            (None, Some(_)) if !shared.in_work.is_empty() => return Ok(Next::Later),
            (None, Some(suspect)) => {
                shared.alone = Some((*suspect, Instant::now()));
                *suspect
            }
        };
        shared.in_work.insert(next);
        Ok(Next::Track(next))
    }

    /// What one model could not hear may be nothing to the next: all of it is tried once more.
    fn forget_failures_of_another(&self, model: &ModelVersion) -> Result<(), Error> {
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
        shared.only_suspects = false;
        shared.idle = false;
        shared.asked += 1;
        let paused = shared.paused;
        drop(shared);
        self.wake.notify_all();
        if paused {
            self.count_waiting();
        }
    }

    /// A person wants everything that failed to be tried again.
    pub fn try_again(&self) {
        self.suspects.forgive();
        self.look_again();
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
            shared.only_suspects = false;
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
        self.suspects.program_ends();
        self.wake.notify_all();
    }
}
