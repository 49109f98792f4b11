//! Work on strangers' files that may never end: it is done on a thread that can be left behind.

use std::cell::RefCell;
use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel, sync_channel};
use std::time::Duration;

use audio::{Pulse, PulseWatch};

/// How long reading one file may take, waiting for the disk left out; real files take a thousandth of it.
const PATIENCE: Duration = if cfg!(test) {
    Duration::from_secs(2)
} else {
    Duration::from_secs(20)
};
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Threads that were left behind. Each takes a share of the machine, and what is healthy is slower for it.
static LEFT: AtomicU32 = AtomicU32::new(0);

type Job = Box<dyn FnOnce() + Send>;

/// The thread that works for this one.
struct Reader {
    jobs: Sender<Job>,
    watch: PulseWatch,
}

thread_local! {
    static READER: RefCell<Option<Reader>> = const { RefCell::new(None) };
}

impl Reader {
    fn start() -> io::Result<Self> {
        let (jobs, inbox) = channel::<Job>();
        let (tell, pulse) = sync_channel(1);
        let work = move || {
            let pulse = Pulse::of_this_thread();
            let _ = tell.send(pulse.clone());
            for job in inbox {
                pulse.around(0, job);
            }
        };
        std::thread::Builder::new().name("read".into()).spawn(work)?;
        let watch = PulseWatch::new(
            pulse.recv().map_err(io::Error::other)?,
            PATIENCE * (1 + LEFT.load(Ordering::Relaxed)),
        );
        Ok(Self { jobs, watch })
    }
}

/// What `work` answers; `None` if it does not come to an end, in which case its thread is left behind, or if it panics.
pub(crate) fn patiently<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    READER.with_borrow_mut(|reader| {
        let mut own = match reader.take() {
            Some(own) => own,
            None => match Reader::start() {
                Ok(own) => own,
                Err(error) => {
                    tracing::error!(%error, "no thread for reading");
                    return Some(work());
                }
            },
        };
        let (tell, answer) = sync_channel(1);
        let job = move || {
            let _ = tell.send(work());
        };
        own.jobs.send(Box::new(job)).ok()?;
        loop {
            match answer.recv_timeout(LOOK_EVERY) {
                Ok(answer) => {
                    *reader = Some(own);
                    return Some(answer);
                }
                Err(RecvTimeoutError::Timeout) if own.watch.hangs_on().is_none() => {}
                Err(RecvTimeoutError::Timeout) => {
                    LEFT.fetch_add(1, Ordering::Relaxed);
                    return None;
                }
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use audio::on_disk;

    use super::*;

    #[test]
    fn what_hangs_is_left_behind_and_the_next_is_done() {
        assert_eq!(patiently(|| 1), Some(1));
        let slow = || {
            std::thread::sleep(Duration::from_secs(60));
            2
        };
        assert_eq!(patiently(slow), None);
        assert_eq!(patiently(|| 3), Some(3));
        // A disk may take its time.
        let waits = || on_disk(|| std::thread::sleep(PATIENCE * 3));
        assert_eq!(patiently(waits), Some(()));
        assert_eq!(patiently(|| -> u8 { panic!("in between") }), None);
        assert_eq!(patiently(|| 4), Some(4));
    }
}
