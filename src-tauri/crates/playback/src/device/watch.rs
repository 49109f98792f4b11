//! Watches whether sound should go elsewhere: another device is the system's default now, or the one that was chosen is back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use rodio::DeviceTrait;
use rodio::cpal::DeviceId;
use rodio::cpal::traits::HostTrait;

use super::host::with_host;
use super::names::find;

/// How often it looks. The sound itself follows at once where the sound server moves it; this is for its rate and its name.
const EVERY: Duration = Duration::from_secs(1);

/// Looks while it lives.
pub(super) struct Watch {
    elsewhere: Arc<AtomicBool>,
    /// Ends the thread when it is dropped.
    _alive: Sender<()>,
}

impl Watch {
    /// `wanted`: the name of the device that was chosen, `None` for the default; `open`: the one that is open, `instead` of the chosen one.
    pub(super) fn start(wanted: Option<String>, open: Option<DeviceId>, instead: bool) -> Self {
        let elsewhere = Arc::new(AtomicBool::new(false));
        let (alive, gone) = channel::<()>();
        let told = elsewhere.clone();
        let look = move || {
            super::hush();
            // One that is there, but that another program has, is not asked for every second: it is taken up when it was away meanwhile.
            let mut given_up = instead && wanted.as_ref().is_some_and(|wanted| with_host(|host| find(host, wanted)).is_some());
            while let Err(RecvTimeoutError::Timeout) = gone.recv_timeout(EVERY) {
                let target = with_host(|host| {
                    let found = wanted.as_ref().and_then(|wanted| find(host, wanted));
                    given_up &= found.is_some();
                    let chosen = found.filter(|_| !given_up);
                    let target = chosen.map(|(_, device)| device).or_else(|| host.default_output_device());
                    target.and_then(|device| device.id().ok())
                });
                if open.is_some() && target.is_some() && target != open {
                    told.store(true, Ordering::Release);
                }
            }
        };
        if let Err(error) = std::thread::Builder::new().name("watch-devices".into()).spawn(look) {
            tracing::warn!(%error, "no thread for watching sound devices");
        }
        Self { elsewhere, _alive: alive }
    }

    pub(super) fn says_so(&self) -> bool {
        self.elsewhere.swap(false, Ordering::AcqRel)
    }
}
