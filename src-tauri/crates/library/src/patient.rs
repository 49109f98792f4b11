//! Work on strangers' files that may never end: it is done on a thread that can be left behind.

use std::cell::RefCell;
use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
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

type Job = Box<dyn FnOnce(&Pulse) + Send>;

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
                job(&pulse);
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

/// What `work` makes of each of these, in their order; what `stuck` makes of one that it does not come to an end with, in which case the
/// thread is left behind and another goes on, or that it panics with. Many at a time cost little more than the work itself.
pub(crate) fn each_patiently<I, T>(items: &[I], work: impl Fn(&I) -> T + Clone + Send + 'static, stuck: impl Fn(&I) -> T) -> Vec<T>
where
    I: Clone + Send + 'static,
    T: Send + 'static,
{
    let mut done = Vec::with_capacity(items.len());
    while done.len() < items.len() {
        let own = READER.with_borrow_mut(Option::take).map_or_else(Reader::start, Ok);
        let mut own = match own {
            Ok(own) => own,
            Err(error) => {
                tracing::error!(%error, "no thread for reading");
                let rest = &items[done.len()..];
                done.extend(rest.iter().map(&work));
                return done;
            }
        };
        let (tell, answers) = channel();
        let (rest, work) = (items[done.len()..].to_vec(), work.clone());
        let job = move |pulse: &Pulse| {
            for item in rest {
                if tell.send(pulse.around(0, || work(&item))).is_err() {
                    return;
                }
            }
        };
        // A thread that is gone gives no answer.
        let _ = own.jobs.send(Box::new(job));
        while done.len() < items.len() {
            match answers.recv_timeout(LOOK_EVERY) {
                Ok(answer) => done.push(answer),
                Err(RecvTimeoutError::Timeout) if own.watch.hangs_on().is_none() => {}
                Err(why) => {
                    if why == RecvTimeoutError::Timeout {
                        LEFT.fetch_add(1, Ordering::Relaxed);
                    }
                    done.push(stuck(&items[done.len()]));
                    break;
                }
            }
            if done.len() == items.len() {
                READER.set(Some(own));
                return done;
            }
        }
    }
    done
}

/// As [`each_patiently`], once; `None` if it is stuck.
pub(crate) fn patiently<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let once = Arc::new(Mutex::new(Some(work)));
    let work = move |_: &()| {
        let work = once.lock().unwrap_or_else(PoisonError::into_inner).take();
        work.map(|work| work())
    };
    each_patiently(&[()], work, |_| None).pop().flatten()
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

    #[test]
    fn of_many_only_those_that_are_stuck_are_left_out() {
        let work = |number: &u32| match number {
            3 => {
                std::thread::sleep(Duration::from_secs(60));
                0
            }
            5 => panic!("as the test wants it"),
            number => number * 10,
        };
        let numbers: Vec<u32> = (0..9).collect();
        let done = each_patiently(&numbers, work, |number| 1_000 + number);
        assert_eq!(done, [0, 10, 20, 1_003, 40, 1_005, 60, 70, 80]);
    }
}
