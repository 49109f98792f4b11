//! The state of background work, and how long it will take: measured, or not said.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::core::Core;
use crate::count::count;
use crate::{AnalysisJob, Event, JobsView, ScanJob};

/// Progress reaches a subscriber at most this often.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(250);
/// An estimate from fewer tracks would be a guess.
const MEASURED_AFTER: usize = 3;
/// It is made from so many of the latest tracks: the pace of an hour ago says little.
const MEASURED_BY: usize = 24;

#[derive(Default)]
pub(crate) struct Jobs {
    scan: Option<ScanJob>,
    analysis: Option<AnalysisRun>,
    paused: bool,
    settled: bool,
    failed: usize,
    last_told: Option<Instant>,
}

struct AnalysisRun {
    done: usize,
    total: usize,
    current: Option<String>,
    /// Time spent working, pauses left out.
    worked: Duration,
    resumed_at: Option<Instant>,
    /// How much of that had been spent when the latest tracks were done; the first is where measuring began.
    marks: VecDeque<Duration>,
    /// Tracks that were begun at another pace, and tell nothing of this one.
    passing: usize,
}

impl Jobs {
    pub fn view(&self) -> JobsView {
        let analysis = self.analysis.as_ref().map(|run| AnalysisJob {
            done: run.done,
            total: run.total,
            eta: run.eta().filter(|_| !self.paused),
            paused: self.paused,
            current: run.current.clone(),
        });
        JobsView {
            scan: self.scan,
            analysis,
            settled: self.settled,
            failed: self.failed,
        }
    }
}

impl AnalysisRun {
    fn new(total: usize, paused: bool) -> Self {
        Self {
            done: 0,
            total,
            current: None,
            worked: Duration::ZERO,
            resumed_at: (!paused).then(Instant::now),
            marks: VecDeque::from([Duration::ZERO]),
            passing: 0,
        }
    }

    fn worked(&self) -> Duration {
        self.worked + self.resumed_at.map_or(Duration::ZERO, |at| at.elapsed())
    }

    fn eta(&self) -> Option<Duration> {
        let measured = self.marks.len().checked_sub(1).filter(|tracks| *tracks >= MEASURED_AFTER)?;
        let took = self.marks.back()?.checked_sub(*self.marks.front()?)?;
        Some(took.mul_f64(self.total.saturating_sub(self.done) as f64 / measured as f64))
    }

    fn did_one(&mut self) {
        self.done += 1;
        self.total = self.total.max(self.done);
        if self.passing > 1 {
            self.passing -= 1;
            return;
        }
        self.passing = 0;
        self.marks.push_back(self.worked());
        if self.marks.len() > MEASURED_BY + 1 {
            self.marks.pop_front();
        }
    }

    /// More or fewer work from now on; those `in_work` will be done before that shows.
    fn pace_changed(&mut self, in_work: usize) {
        self.marks.clear();
        self.passing = in_work;
        if in_work == 0 {
            self.marks.push_back(self.worked());
        }
    }
}

impl Core {
    pub(crate) fn scan_moved(&self, job: Option<ScanJob>) {
        let ended = job.is_none();
        self.jobs.lock().scan = job;
        self.tell_jobs(ended);
    }

    /// A run begins, or more work joined it; `left` tracks are to be analysed, those in work included. Of them `passed` were
    /// passed over, as on a drive that is away: nobody works on them now, and they are not what will stay so either.
    pub(crate) fn analysis_waiting(&self, left: usize, passed: usize) {
        let (waiting, settled) = (left.saturating_sub(passed), left == 0);
        let news = {
            let mut jobs = self.jobs.lock();
            // Nothing follows while it is paused that would tell later.
            let news = jobs.settled != settled || jobs.paused || (jobs.analysis.is_none() && waiting > 0);
            jobs.settled = settled;
            match &mut jobs.analysis {
                Some(run) => run.total = run.done + waiting,
                None if waiting == 0 => {}
                None => jobs.analysis = Some(AnalysisRun::new(waiting, jobs.paused)),
            }
            news
        };
        self.tell_jobs(news);
    }

    /// There may be more to analyse than was known.
    pub(crate) fn analysis_asked(&self) {
        self.jobs.lock().settled = false;
    }

    pub(crate) fn analysis_started(&self, title: String) {
        if let Some(run) = &mut self.jobs.lock().analysis {
            run.current = Some(title);
        }
    }

    pub(crate) fn analysis_did_one(&self) {
        if let Some(run) = &mut self.jobs.lock().analysis {
            run.did_one();
        }
        self.tell_jobs(false);
    }

    pub(crate) fn analysis_pace_changed(&self, in_work: usize) {
        if let Some(run) = &mut self.jobs.lock().analysis {
            run.pace_changed(in_work);
        }
    }

    pub(crate) fn analysis_paused(&self, paused: bool) {
        let mut jobs = self.jobs.lock();
        jobs.paused = paused;
        if let Some(run) = &mut jobs.analysis {
            match (paused, run.resumed_at.take()) {
                (true, Some(at)) => run.worked += at.elapsed(),
                (true, None) => {}
                (false, _) => run.resumed_at = Some(Instant::now()),
            }
        }
        drop(jobs);
        self.tell_jobs(true);
    }

    /// Nothing is left to do.
    pub(crate) fn analysis_ended(&self) {
        let had = self.jobs.lock().analysis.take().is_some();
        if had {
            self.tell_jobs(true);
        }
    }

    /// Told at the next progress while analysis runs, else at once.
    pub(crate) fn count_failures(&self) {
        let at_once = self.jobs.lock().analysis.is_none();
        match self.store.count_failures() {
            Ok(failures) => {
                self.jobs.lock().failed = count(failures);
                self.tell_jobs(at_once);
            }
            Err(error) => tracing::warn!(%error, "failures could not be counted"),
        }
    }

    fn tell_jobs(&self, at_once: bool) {
        let view = {
            let mut jobs = self.jobs.lock();
            if !at_once && jobs.last_told.is_some_and(|at| at.elapsed() < PROGRESS_INTERVAL) {
                return;
            }
            jobs.last_told = Some(Instant::now());
            jobs.view()
        };
        self.emit(Event::JobsChanged(view));
    }
}

#[cfg(test)]
mod tests {
    use analysis::DeviceChoice;
    use store::Store;

    use super::*;

    #[test]
    fn what_waits_while_paused_is_told_however_soon_after_something_else() {
        let core = Core::new(Store::in_memory().unwrap(), DeviceChoice::Auto, None, "models".into()).unwrap();
        core.analysis_paused(true);
        let mut events = core.subscribe();
        core.scan_moved(None);
        core.analysis_waiting(3, 0);
        let mut told = None;
        while let Ok(event) = events.try_recv() {
            if let Event::JobsChanged(view) = event {
                told = view.analysis.map(|run| run.total);
            }
        }
        assert_eq!(told, Some(3));
    }

    #[test]
    fn what_was_passed_over_is_neither_waited_for_nor_settled() {
        let core = Core::new(Store::in_memory().unwrap(), DeviceChoice::Auto, None, "models".into()).unwrap();
        let told = |left, passed| {
            core.analysis_waiting(left, passed);
            let view = core.jobs.lock().view();
            (view.analysis.map(|run| run.total), view.settled)
        };
        assert_eq!(told(2, 2), (None, false), "a drive that is away will be back");
        assert_eq!(told(3, 1), (Some(2), false));
        core.analysis_ended();
        assert_eq!(told(0, 0), (None, true));
    }

    #[test]
    fn what_is_left_is_reckoned_from_the_latest_tracks() {
        let seconds = |all: &[u64]| all.iter().copied().map(Duration::from_secs).collect();
        let run = |marks: &[u64], done, total| AnalysisRun {
            done,
            total,
            marks: seconds(marks),
            ..AnalysisRun::new(total, true)
        };
        assert_eq!(run(&[0, 5, 9], 2, 50).eta(), None, "two tracks are too few to tell");
        assert_eq!(run(&[0, 2, 4, 6], 3, 13).eta(), Some(Duration::from_secs(20)));
        assert_eq!(
            run(&[100, 110, 120, 130], 90, 93).eta(),
            Some(Duration::from_secs(30)),
            "slow by now, whatever was before"
        );
        let mut long = run(&[0], 0, 100);
        (0..40).for_each(|_| long.did_one());
        assert_eq!((long.marks.len(), long.done), (MEASURED_BY + 1, 40));
        long.pace_changed(2);
        assert_eq!(long.eta(), None, "measured anew");
        (0..4).for_each(|_| long.did_one());
        assert_eq!((long.marks.len(), long.eta()), (3, None), "from when the two of before were done");
        long.did_one();
        assert!(long.eta().is_some());
    }

    #[test]
    fn a_run_that_begins_in_a_pause_says_so() {
        let core = Core::new(Store::in_memory().unwrap(), DeviceChoice::Auto, None, "models".into()).unwrap();
        core.analysis_paused(true);
        core.analysis_waiting(4, 0);
        let paused = || core.jobs.lock().view().analysis.map(|run| (run.paused, run.total, run.eta));
        assert_eq!(paused(), Some((true, 4, None)));
        core.analysis_paused(false);
        assert_eq!(paused(), Some((false, 4, None)));
    }
}
