//! Signs of life of a thread that decodes: a loop that neither ends nor reads cannot be ended from outside, only left behind.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What a person is told of a file that a decoder does not come to an end with.
pub const HANGS: &str = "damaged: the decoder does not come to an end with it";

thread_local! {
    static PULSE: RefCell<Option<Pulse>> = const { RefCell::new(None) };
}

/// So much of the time between two looks counts: over the rest the machine may have slept.
const MOST_AT_ONCE: Duration = Duration::from_secs(2);

/// What one thread does, for a [`PulseWatch`].
#[derive(Clone, Debug)]
pub struct Pulse(Arc<Signs>);

#[derive(Debug, Default)]
struct Signs {
    /// Which piece of work, counted; 0 while there is none.
    piece: AtomicU64,
    pieces: AtomicU64,
    /// What it is done for.
    job: AtomicU64,
    /// Not zero while the thread waits for a disk inside this crate.
    disk: AtomicU32,
}

impl Pulse {
    /// Of the thread that calls; the same each time.
    pub fn of_this_thread() -> Self {
        PULSE.with_borrow_mut(|pulse| pulse.get_or_insert_with(|| Self(Arc::default())).clone())
    }

    /// Does a piece of work for `job` that could hang.
    pub fn around<T>(&self, job: u64, work: impl FnOnce() -> T) -> T {
        struct Over<'a>(&'a Signs);
        impl Drop for Over<'_> {
            fn drop(&mut self) {
                self.0.piece.store(0, Ordering::Release);
            }
        }
        self.0.job.store(job, Ordering::Relaxed);
        let piece = self.0.pieces.fetch_add(1, Ordering::Relaxed) + 1;
        self.0.piece.store(piece, Ordering::Release);
        let _over = Over(&self.0);
        work()
    }
}

/// Work that may take as long as a disk does: while it goes on, its thread does not hang.
pub fn on_disk<T>(work: impl FnOnce() -> T) -> T {
    struct Over(Option<Pulse>);
    impl Drop for Over {
        fn drop(&mut self) {
            if let Some(pulse) = &self.0 {
                pulse.0.disk.fetch_sub(1, Ordering::Release);
            }
        }
    }
    let pulse = PULSE.with_borrow(Clone::clone);
    if let Some(pulse) = &pulse {
        pulse.0.disk.fetch_add(1, Ordering::Release);
    }
    let _over = Over(pulse);
    work()
}

/// Watches a pulse from another thread.
#[derive(Debug)]
pub struct PulseWatch {
    pulse: Pulse,
    patience: Duration,
    /// The piece that was seen, when, and for how long nothing else was.
    piece: u64,
    asked: Instant,
    lasted: Duration,
}

impl PulseWatch {
    /// `patience`: how long one piece of work may take, waiting for a disk left out.
    pub fn new(pulse: Pulse, patience: Duration) -> Self {
        Self {
            pulse,
            patience,
            piece: 0,
            asked: Instant::now(),
            lasted: Duration::ZERO,
        }
    }

    /// The job whose work has not come to an end for too long. To be asked every second or more often.
    pub fn hangs_on(&mut self) -> Option<u64> {
        let signs = &self.pulse.0;
        let piece = signs.piece.load(Ordering::Acquire);
        let since = std::mem::replace(&mut self.asked, Instant::now()).elapsed();
        if piece == 0 || piece != self.piece {
            (self.piece, self.lasted) = (piece, Duration::ZERO);
        } else if signs.disk.load(Ordering::Acquire) == 0 {
            // A loop may read, too: what it does between is what counts.
            self.lasted += since.min(MOST_AT_ONCE);
        }
        (self.lasted > self.patience).then(|| signs.job.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_stands_while_the_disk_is_waited_for() {
        on_disk(|| ());
        let pulse = Pulse::of_this_thread();
        let disk = || pulse.0.disk.load(Ordering::Acquire);
        let seen = on_disk(|| on_disk(disk));
        assert_eq!((seen, disk()), (2, 0));
        let broke = std::panic::catch_unwind(|| on_disk(|| panic!("in between")));
        assert!(broke.is_err());
        assert_eq!(disk(), 0);
    }

    #[test]
    fn only_one_long_piece_of_work_is_a_hang() {
        let pulse = Pulse::of_this_thread();
        let mut watch = PulseWatch::new(pulse.clone(), Duration::from_millis(40));
        let wait = || std::thread::sleep(Duration::from_millis(60));
        assert_eq!(watch.hangs_on(), None);
        wait();
        assert_eq!(watch.hangs_on(), None, "a thread at rest");
        pulse.around(7, || {
            assert_eq!(watch.hangs_on(), None);
            on_disk(|| {
                wait();
                assert_eq!(watch.hangs_on(), None, "the disk is slow");
            });
            wait();
            assert_eq!(watch.hangs_on(), Some(7));
        });
        assert_eq!(watch.hangs_on(), None);
        let broke = std::panic::catch_unwind(|| pulse.around(8, || panic!("in between")));
        assert!(broke.is_err());
        watch.hangs_on();
        wait();
        assert_eq!(watch.hangs_on(), None, "a panic ends a piece, too");
    }
}
