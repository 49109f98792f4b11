//! The next command of a decode-ahead thread, which has work of its own in between.

use std::time::Duration;

use crossbeam_channel::{Receiver, RecvError, RecvTimeoutError, TryRecvError};

/// How soon room on a full ring is noticed.
const POLL: Duration = Duration::from_millis(5);

/// What the thread would do without a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Otherwise {
    /// It has work to do now.
    Work,
    /// What it has decoded waits for room on its ring.
    Room,
    Nothing,
}

/// The next command, or `None` when it is time for what the thread would do otherwise.
///
/// # Errors
/// When whoever gives the commands is gone.
pub(crate) fn next_command<C>(commands: &Receiver<C>, otherwise: Otherwise) -> Result<Option<C>, RecvError> {
    match otherwise {
        Otherwise::Work => match commands.try_recv() {
            Ok(command) => Ok(Some(command)),
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => Err(RecvError),
        },
        Otherwise::Room => match commands.recv_timeout(POLL) {
            Ok(command) => Ok(Some(command)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(RecvError),
        },
        Otherwise::Nothing => commands.recv().map(Some),
    }
}
