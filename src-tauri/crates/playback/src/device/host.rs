//! The sound system, as this process knows it.

use std::sync::{Mutex, PoisonError};

use rodio::cpal::traits::HostTrait;
use rodio::cpal::{self, Host};

/// One for all: the connection of a sound server's host stays open as long as the server does, and a server takes few of them.
static HOST: Mutex<Option<Host>> = Mutex::new(None);

/// Asks the sound system; one that is gone, as after a restart of the sound server, is looked for anew.
pub(super) fn with_host<T>(ask: impl FnOnce(&Host) -> T) -> T {
    let mut host = HOST.lock().unwrap_or_else(PoisonError::into_inner);
    let host = match host.take().filter(is_alive) {
        Some(alive) => host.insert(alive),
        None => host.insert(cpal::default_host()),
    };
    ask(host)
}

/// A sound server that answers is asked again. Any other system costs nothing to ask for anew, and a server may be there by now.
fn is_alive(host: &Host) -> bool {
    host.id().name() == "PulseAudio" && host.output_devices().is_ok()
}
