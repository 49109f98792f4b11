//! A thread that decodes, watched from outside: a loop that neither ends nor reads cannot be ended, only left behind.

use std::io;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use audio::{Pulse, PulseWatch};
use crossbeam_channel::{Receiver, Sender, unbounded};

/// Work on one packet for so long, the disk left out, does not end any more. The budgets of reading end what they can before.
const PATIENCE: Duration = if cfg!(test) {
    Duration::from_secs(2)
} else {
    Duration::from_secs(8)
};

/// How long it is waited for when the program ends.
const AT_THE_END: Duration = Duration::from_secs(2);

/// A running thread with its channels.
pub(crate) struct DecodeThread<C, E> {
    pub(crate) commands: Sender<C>,
    pub(crate) said: Receiver<E>,
    watch: PulseWatch,
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
        Ok(Self {
            commands,
            said,
            watch: PulseWatch::new(pulse, PATIENCE),
            thread,
        })
    }

    /// The job whose work has not come to an end for too long. To be asked from time to time.
    pub(crate) fn hangs_on(&mut self) -> Option<u64> {
        self.watch.hangs_on()
    }

    /// Waits until it ends, which it was told to, unless it hangs or the disk it reads from does: nothing of it is needed any more.
    pub(crate) fn end(mut self) {
        drop((self.commands.clone(), std::mem::replace(&mut self.commands, unbounded().0)));
        let patience = Instant::now() + AT_THE_END;
        while !self.thread.is_finished() {
            if Instant::now() > patience {
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
