//! The threads that analyse, and one that minds them: who hangs on a file is left behind and replaced.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use audio::{Pulse, PulseWatch};
use domain::Failure;
use parking_lot::Mutex;

use super::{Analyser, Step, Work};
use crate::Error;

/// How long a decoder may work on one packet, the disk left out, before it is believed to hang. Much: these threads come last on a busy
/// machine, and nobody waits for them.
const PATIENCE: Duration = if cfg!(test) {
    Duration::from_secs(3)
} else {
    Duration::from_secs(60)
};
const LOOK_EVERY: Duration = if cfg!(test) {
    Duration::from_millis(50)
} else {
    Duration::from_secs(1)
};
/// How long a worker is waited for when the program ends; it looks for that between two packets, and then the network may be at work.
pub(super) const AT_THE_END: Duration = Duration::from_secs(10);
/// How long a worker rests while another has a track alone.
const WAIT: Duration = Duration::from_millis(100);

/// What a worker has in hand, shared with who watches it: whoever puts it down settles how it went.
#[derive(Default)]
pub(super) struct Post(Mutex<Option<Work>>);

impl Post {
    pub(super) fn take_up(&self, work: Work) {
        *self.0.lock() = Some(work);
    }

    /// `None`: the other one did.
    pub(super) fn put_down(&self) -> Option<Work> {
        self.0.lock().take()
    }
}

pub(super) struct Worker {
    pub(super) number: usize,
    post: Arc<Post>,
    watch: PulseWatch,
    thread: JoinHandle<()>,
}

impl Worker {
    pub(super) fn start(number: usize, run: impl FnOnce(&Post) + Send + 'static) -> io::Result<Self> {
        let post = Arc::new(Post::default());
        let (tell, pulse) = std::sync::mpsc::sync_channel(1);
        let shared = Arc::clone(&post);
        let work = move || {
            let _ = tell.send(Pulse::of_this_thread());
            run(&shared);
        };
        let thread = std::thread::Builder::new().name(format!("analysis-{number}")).spawn(work)?;
        let watch = PulseWatch::new(pulse.recv().map_err(io::Error::other)?, PATIENCE);
        Ok(Self {
            number,
            post,
            watch,
            thread,
        })
    }

    pub(super) fn is_finished(&self) -> bool {
        self.thread.is_finished()
    }

    /// Of one that is finished.
    pub(super) fn panicked(self) -> bool {
        self.thread.join().is_err()
    }

    /// Waits for it, unless it hangs or the disk it reads from does.
    pub(super) fn end(self, patience: Instant) {
        while !self.thread.is_finished() {
            if Instant::now() > patience {
                tracing::warn!("a thread that analyses is left behind");
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = self.thread.join();
    }
}

impl Analyser {
    /// Starts `count` threads that work until [`Analyser::stop`], and returns the one that minds them.
    pub fn start(self: &Arc<Self>, count: usize) -> Option<JoinHandle<()>> {
        let analyser = Arc::clone(self);
        let mind = move || analyser.mind(count.max(1));
        let minding = std::thread::Builder::new().name("analysis".into()).spawn(mind);
        minding.map_err(|error| tracing::error!(%error, "no thread for analysis")).ok()
    }

    fn mind(self: &Arc<Self>, count: usize) {
        let start = |number: usize| {
            let analyser = Arc::clone(self);
            let worker = Worker::start(number, move |post| analyser.work(number, post));
            worker.map_err(|error| tracing::error!(%error, "no analysis thread")).ok()
        };
        let mut workers: Vec<Worker> = Vec::with_capacity(count);
        while !self.stop.load(Ordering::Relaxed) {
            // One that hangs is left behind; one that is gone ran into a bug outside of any track.
            workers.retain_mut(|worker| !worker.is_finished() && self.settle_hang(worker).is_none());
            for number in 0..count {
                if workers.iter().all(|worker| worker.number != number) {
                    workers.extend(start(number));
                }
            }
            let mut shared = self.shared.lock();
            if !self.stop.load(Ordering::Relaxed) {
                self.wake.wait_for(&mut shared, LOOK_EVERY);
            }
        }
        let patience = Instant::now() + AT_THE_END;
        workers.into_iter().for_each(|worker| worker.end(patience));
    }

    /// Settles what a worker hangs on, which is then to be replaced.
    pub(super) fn settle_hang(&self, worker: &mut Worker) -> Option<Failure> {
        worker.watch.hangs_on()?;
        let work = worker.post.put_down()?;
        tracing::error!(path = %work.path.display(), "a decoder hangs");
        let refused = self.refuse(&work, audio::HANGS);
        self.suspects.end(work.uid, true);
        let outcome = refused.map(|failure| Step::Failed(Box::new(failure)));
        self.put_away(work.id, &outcome);
        match outcome {
            Ok(Step::Failed(failure)) => Some(*failure),
            Ok(_) => None,
            Err(error) => {
                tracing::warn!(%error, "a failure could not be recorded");
                Some(Failure {
                    path: work.path,
                    stage: domain::Stage::Analysis,
                    reason: audio::HANGS.into(),
                    at: crate::clock::now(),
                    stamp: Some(work.stamp),
                    attempts: 1,
                })
            }
        }
    }

    fn work(&self, number: usize, post: &Post) {
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
            match self.step(post) {
                Ok(Step::Idle { asked }) => self.rest(asked),
                Ok(Step::Later) => std::thread::sleep(WAIT),
                Ok(Step::Left) => return,
                Ok(_) => {}
                Err(error) => self.despair(&error),
            }
        }
    }

    fn despair(&self, error: &Error) {
        tracing::warn!(%error, "analysis step");
        let mut shared = self.shared.lock();
        shared.troubled = true;
        shared.idle = true;
        // The first worker is the one that looks at the clock.
        self.wake.notify_all();
    }
}
