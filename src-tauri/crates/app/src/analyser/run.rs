//! A whole run in the foreground, as a terminal asks for.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use domain::Failure;
use parking_lot::Mutex;

use super::crew::{AT_THE_END, Post, Worker};
use super::{Analyser, Step};
use crate::Error;

const LOOK_EVERY: Duration = Duration::from_millis(5);

/// What a whole run in the foreground did.
#[derive(Debug, Default)]
pub struct AnalyseReport {
    pub analysed: usize,
    pub failed: Vec<Failure>,
    pub seconds: f64,
}

/// What the threads of a run share.
#[derive(Default)]
struct Run {
    report: Mutex<AnalyseReport>,
    trouble: Mutex<Option<Error>>,
    over: AtomicBool,
}

impl Run {
    fn work(&self, analyser: &Analyser, post: &Post) {
        while !self.over.load(Ordering::Relaxed) {
            match analyser.step(post) {
                Ok(Step::Analysed(_)) => self.report.lock().analysed += 1,
                Ok(Step::Failed(failure)) => self.report.lock().failed.push(*failure),
                Ok(Step::Passed | Step::Outdated) => {}
                Ok(Step::Later) => std::thread::sleep(LOOK_EVERY),
                Ok(Step::Idle { .. } | Step::Left) => return,
                Err(error) => {
                    self.trouble.lock().get_or_insert(error);
                    return;
                }
            }
        }
    }
}

impl Analyser {
    /// Works on all waiting tracks with `workers` threads and returns when none is left or `cancel` is set.
    pub fn run_to_end(self: &Arc<Self>, workers: usize, cancel: &AtomicBool) -> Result<AnalyseReport, Error> {
        let started = Instant::now();
        self.look_again();
        let run = Arc::new(Run::default());
        let start = |number: usize| {
            let (analyser, run) = (Arc::clone(self), Arc::clone(&run));
            let worker = Worker::start(number, move |post| run.work(&analyser, post));
            worker.map_err(|error| Error::Internal(format!("no analysis thread: {error}")))
        };
        let mut running: Vec<Worker> = (0..workers.max(1)).map(start).collect::<Result<_, _>>()?;
        let mut cancelled = None;
        while !running.is_empty() {
            if cancel.load(Ordering::Relaxed) {
                run.over.store(true, Ordering::Relaxed);
                // A disk that does not answer is not waited for.
                let since: Instant = *cancelled.get_or_insert_with(Instant::now);
                if since.elapsed() > AT_THE_END {
                    break;
                }
            }
            let mut kept = Vec::with_capacity(running.len());
            for mut worker in running {
                if let Some(failure) = self.settle_hang(&mut worker) {
                    run.report.lock().failed.push(failure);
                    match start(worker.number) {
                        Ok(worker) => kept.push(worker),
                        Err(error) => drop(run.trouble.lock().get_or_insert(error)),
                    }
                } else if !worker.is_finished() {
                    kept.push(worker);
                } else if worker.panicked() {
                    run.trouble
                        .lock()
                        .get_or_insert(Error::Internal("an analysis thread panicked".into()));
                }
            }
            running = kept;
            std::thread::sleep(LOOK_EVERY);
        }
        if let Some(error) = run.trouble.lock().take() {
            return Err(error);
        }
        self.core.analysis_ended();
        let mut report = std::mem::take(&mut *run.report.lock());
        report.seconds = started.elapsed().as_secs_f64();
        Ok(report)
    }
}
