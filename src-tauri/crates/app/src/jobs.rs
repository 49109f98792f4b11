//! The state of background work, and how long it will take: measured, or not said.

use std::time::{Duration, Instant};

use crate::core::Core;
use crate::count::count;
use crate::{AnalysisJob, Event, JobsView, ScanJob};

/// Progress reaches a subscriber at most this often.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(250);
/// An estimate from fewer tracks would be a guess.
const MEASURED_AFTER: usize = 3;

#[derive(Default)]
pub(crate) struct Jobs {
    scan: Option<ScanJob>,
    analysis: Option<AnalysisRun>,
    settled: bool,
    failed: usize,
    last_told: Option<Instant>,
}

struct AnalysisRun {
    done: usize,
    total: usize,
    current: Option<String>,
    paused: bool,
    /// Time spent working, pauses left out.
    worked: Duration,
    resumed_at: Option<Instant>,
}

impl Jobs {
    pub fn view(&self) -> JobsView {
        let analysis = self.analysis.as_ref().map(|run| AnalysisJob {
            done: run.done,
            total: run.total,
            eta: run.eta(),
            paused: run.paused,
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
    fn eta(&self) -> Option<Duration> {
        let worked = self.worked + self.resumed_at.map_or(Duration::ZERO, |at| at.elapsed());
        if self.paused || self.done < MEASURED_AFTER || worked.is_zero() {
            return None;
        }
        Some(worked.mul_f64(self.total.saturating_sub(self.done) as f64 / self.done as f64))
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
            let news = jobs.settled != settled;
            jobs.settled = settled;
            match &mut jobs.analysis {
                Some(run) => run.total = run.done + waiting,
                None if waiting == 0 => {}
                None => {
                    jobs.analysis = Some(AnalysisRun {
                        done: 0,
                        total: waiting,
                        current: None,
                        paused: false,
                        worked: Duration::ZERO,
                        resumed_at: Some(Instant::now()),
                    });
                }
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
            run.done += 1;
            run.total = run.total.max(run.done);
        }
        self.tell_jobs(false);
    }

    pub(crate) fn analysis_paused(&self, paused: bool) {
        if let Some(run) = &mut self.jobs.lock().analysis {
            run.paused = paused;
            match (paused, run.resumed_at.take()) {
                (true, Some(at)) => run.worked += at.elapsed(),
                (true, None) => {}
                (false, _) => run.resumed_at = Some(Instant::now()),
            }
        }
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
    fn what_was_passed_over_is_neither_waited_for_nor_settled() {
        let core = Core::new(Store::in_memory().unwrap(), DeviceChoice::Auto, None).unwrap();
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
}
