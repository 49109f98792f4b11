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

fn is_alive(host: &Host) -> bool {
    match host.output_devices() {
        Err(_) => false,
        // Without devices a sound server is still the one to ask; without one, there may be a server by now.
        Ok(_) => host.id().name() == "PulseAudio" || host.default_output_device().is_some(),
    }
}
