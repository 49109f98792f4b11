//! A thread that decodes, watched from outside: a loop that neither ends nor reads cannot be ended, only left behind.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, unbounded};

/// Work on one packet for so long, the disk left out, does not end any more. The budgets of reading end what they can before.
const PATIENCE: Duration = if cfg!(test) {
    Duration::from_secs(2)
} else {
    Duration::from_secs(8)
};

/// Signs of life of a thread that decodes.
#[derive(Clone, Debug)]
pub(crate) struct Pulse(Arc<Signs>);

#[derive(Debug)]
struct Signs {
    born: Instant,
    /// Which piece of work, counted; 0 while there is none.
    piece: AtomicU64,
    pieces: AtomicU64,
    /// What it is done for.
    job: AtomicU64,
    /// Not zero while the thread waits for a disk.
    disk: Arc<AtomicU32>,
}

impl Pulse {
    /// Of the thread that calls.
    pub(crate) fn of_this_thread() -> Self {
        Self(Arc::new(Signs {
            born: Instant::now(),
            piece: AtomicU64::new(0),
            pieces: AtomicU64::new(0),
            job: AtomicU64::new(0),
            disk: audio::disk_waits_of_this_thread(),
        }))
    }

    /// Does a piece of work for `job` that could hang.
    pub(crate) fn around<T>(&self, job: u64, work: impl FnOnce() -> T) -> T {
        self.0.job.store(job, Ordering::Relaxed);
        let piece = self.0.pieces.fetch_add(1, Ordering::Relaxed) + 1;
        self.0.piece.store(piece, Ordering::Release);
        let result = work();
        self.0.piece.store(0, Ordering::Release);
        result
    }
}

/// What was seen of a pulse, and since when nothing else is.
#[derive(Clone, Copy, Debug)]
struct Seen {
    piece: u64,
    since: Instant,
}

/// A running thread with its channels.
pub(crate) struct DecodeThread<C, E> {
    pub(crate) commands: Sender<C>,
    pub(crate) said: Receiver<E>,
    pulse: Pulse,
    seen: Seen,
    thread: JoinHandle<()>,
}

impl<C: Send + 'static, E: Send + 'static> DecodeThread<C, E> {
    /// # Errors
    /// When the system has no thread for it.
    pub(crate) fn start(name: &str, run: fn(&Receiver<C>, &Sender<E>, &Pulse)) -> io::Result<Self> {
        let ((commands, inbox), (says, said)) = (unbounded(), unbounded());
        let (tell, pulse) = std::sync::mpsc::sync_channel(1);
        let work = move || {
            let pulse = Pulse::of_this_thread();
            let _ = tell.send(pulse.clone());
            run(&inbox, &says, &pulse);
        };
        let thread = std::thread::Builder::new().name(name.into()).spawn(work)?;
        let pulse = pulse.recv().map_err(io::Error::other)?;
        let seen = Seen {
            piece: 0,
            since: pulse.0.born,
        };
        Ok(Self {
            commands,
            said,
            pulse,
            seen,
            thread,
        })
    }

    /// The job whose work has not come to an end for too long. To be asked from time to time.
    pub(crate) fn hangs_on(&mut self) -> Option<u64> {
        let signs = &self.pulse.0;
        let piece = signs.piece.load(Ordering::Acquire);
        if piece == 0 || piece != self.seen.piece || signs.disk.load(Ordering::Acquire) != 0 {
            let since = Instant::now();
            self.seen = Seen { piece, since };
        }
        (self.seen.since.elapsed() > PATIENCE).then(|| signs.job.load(Ordering::Relaxed))
    }

    /// Waits until it ends, which it was told to, unless it hangs.
    pub(crate) fn end(mut self) {
        drop((self.commands.clone(), std::mem::replace(&mut self.commands, unbounded().0)));
        while !self.thread.is_finished() {
            if self.hangs_on().is_some() {
                tracing::warn!("a decoder thread is left behind");
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        if self.thread.join().is_err() {
            tracing::error!("a decoder thread panicked");
        }
    }
}
