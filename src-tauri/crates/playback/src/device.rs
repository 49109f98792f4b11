//! The sound device, by way of rodio's mixer.

mod host;
mod names;
mod watch;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use rodio::cpal::traits::HostTrait;
use rodio::cpal::{self, DeviceId, ErrorKind, SampleFormat};
use rodio::{DeviceSinkBuilder, DeviceTrait, MixerDeviceSink};

use crate::line::LineSource;
use crate::mono::attach;
use crate::output::{Output, OutputInfo};
use host::with_host;
use names::named;
use watch::Watch;

/// Errors of a stream that leave a log line: some backends report hundreds and play on.
const LOGGED_ERRORS: u32 = 1;

/// A device nothing is played to for so long is closed: an open stream keeps the machine awake and the device from others.
const CLOSED_AFTER: Duration = Duration::from_secs(30);

/// How long the sound system may take to open a device. One that hangs must not take the queue along.
const PATIENCE: Duration = Duration::from_secs(4);

/// Names of the sound devices there are now; the default one is not marked. Devices of one name are told apart.
pub fn device_names() -> Vec<String> {
    let asked = in_time(&mut None, || {
        hush();
        Ok(with_host(|host| named(host).into_iter().map(|(name, _)| name).collect()))
    });
    asked.unwrap_or_default()
}

pub(crate) struct DeviceOutput {
    wanted: Option<String>,
    sink: Option<MixerDeviceSink>,
    lost: Arc<AtomicBool>,
    watch: Option<Watch>,
    /// An opening that did not come back in time.
    late: Option<Receiver<Result<Open, String>>>,
}

/// A device as it was opened.
struct Open {
    sink: MixerDeviceSink,
    name: String,
    id: Option<DeviceId>,
    lost: Arc<AtomicBool>,
    /// Another one was chosen.
    instead: bool,
}

impl DeviceOutput {
    pub(crate) fn new(wanted: Option<String>) -> Self {
        Self {
            wanted,
            sink: None,
            lost: Arc::new(AtomicBool::new(false)),
            watch: None,
            late: None,
        }
    }
}

impl Output for DeviceOutput {
    fn open(&mut self, make: &mut dyn FnMut(rodio::SampleRate) -> LineSource) -> Result<OutputInfo, String> {
        self.close();
        let wanted = self.wanted.clone();
        let Open {
            sink,
            name,
            id,
            lost,
            instead,
        } = in_time(&mut self.late, move || open(wanted.as_deref()))?;
        let rate = sink.config().sample_rate();
        let (stereo, bits) = (sink.config().channel_count().get() > 1, bits_of(sink.config().sample_format()));
        attach(sink.mixer(), sink.config().channel_count(), make(rate));
        self.lost = lost;
        self.watch = Some(Watch::start(self.wanted.clone(), id, instead));
        self.sink = Some(sink);
        Ok(OutputInfo {
            name,
            instead_of: self.wanted.clone().filter(|_| instead),
            rate: rate.get(),
            stereo,
            bits,
        })
    }

    fn failure(&mut self) -> Option<String> {
        (self.sink.is_some() && self.lost.swap(false, Ordering::AcqRel)).then(|| "the sound device is gone".into())
    }

    fn should_move(&mut self) -> bool {
        self.watch.as_ref().is_some_and(Watch::says_so)
    }

    fn close(&mut self) {
        self.watch = None;
        if let Some(sink) = self.sink.take() {
            // A stream whose device is gone may wait for it for ever, and its thread is lost then.
            let closed = std::thread::Builder::new().name("close-device".into()).spawn(move || drop(sink));
            if let Err(error) = closed {
                tracing::warn!(%error, "no thread for closing the sound device");
            }
        }
    }

    fn reads_all_the_time(&self) -> bool {
        self.sink.is_some()
    }

    fn closed_after(&self) -> Option<Duration> {
        Some(CLOSED_AFTER)
    }
}

/// Bits of a sample that survive on their way to a device; ours are floats, which hold 24.
fn bits_of(format: SampleFormat) -> u32 {
    u32::try_from(format.sample_size() * 8).unwrap_or(0).min(24)
}

/// Opens the device of this name, the default one if there is none such or another program has it.
fn open(wanted: Option<&str>) -> Result<Open, String> {
    hush();
    let found = wanted.and_then(|wanted| with_host(|host| names::find(host, wanted)));
    let chosen = found.as_ref().and_then(|(_, device)| device.id().ok());
    if let Some((name, device)) = found {
        match open_device(name, device) {
            Ok(open) => return Ok(open),
            Err(error) => tracing::warn!(error, wanted, "the chosen sound device cannot be opened"),
        }
    }
    let (name, device) = with_host(|host| {
        let device = host.default_output_device()?;
        Some((names::default(host, &device), device))
    })
    .ok_or("there is no sound device")?;
    let open = open_device(name, device)?;
    // It may be the very one that would not open a moment ago.
    let instead = wanted.is_some() && (chosen.is_none() || open.id != chosen);
    Ok(Open { instead, ..open })
}

fn open_device(name: String, device: cpal::Device) -> Result<Open, String> {
    let id = device.id().ok();
    let lost = Arc::new(AtomicBool::new(false));
    let errors = AtomicU32::new(0);
    let told = lost.clone();
    let on_error = move |error: cpal::Error| {
        if errors.fetch_add(1, Ordering::Relaxed) < LOGGED_ERRORS {
            tracing::warn!(%error, "sound device");
        }
        let gone = matches!(
            error.kind(),
            ErrorKind::DeviceNotAvailable | ErrorKind::HostUnavailable | ErrorKind::StreamInvalidated
        );
        if gone {
            told.store(true, Ordering::Release);
        }
    };
    let builder = DeviceSinkBuilder::from_device(device).map_err(|error| error.to_string())?;
    let mut sink = builder
        .with_error_callback(on_error)
        .open_stream()
        .map_err(|error| error.to_string())?;
    sink.log_on_drop(false);
    Ok(Open {
        sink,
        name,
        id,
        lost,
        instead: false,
    })
}

/// Asks the sound system on a thread of its own, and not twice at a time.
fn in_time<T: Send + 'static>(
    late: &mut Option<Receiver<Result<T, String>>>,
    ask: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    const SILENT: &str = "the sound system does not answer";
    if let Some(answer) = late.take() {
        match answer.recv_timeout(Duration::ZERO) {
            Ok(answer) => return answer,
            Err(RecvTimeoutError::Timeout) => {
                *late = Some(answer);
                return Err(SILENT.into());
            }
            Err(RecvTimeoutError::Disconnected) => {}
        }
    }
    let (tell, answer) = sync_channel(1);
    let work = move || {
        // Nobody waits for it any more where this fails.
        let _ = tell.send(ask());
    };
    let thread = std::thread::Builder::new().name("open-device".into()).spawn(work);
    thread.map_err(|error| error.to_string())?;
    match answer.recv_timeout(PATIENCE) {
        Ok(answer) => answer,
        Err(RecvTimeoutError::Timeout) => {
            *late = Some(answer);
            Err(SILENT.into())
        }
        Err(RecvTimeoutError::Disconnected) => Err("the sound system failed".into()),
    }
}

/// ALSA's library writes eight lines to the terminal each time that there is no device; what happened is told in the log, once.
/// From here on it writes them to a buffer of this thread, which is emptied each time.
fn hush() {
    #[cfg(target_os = "linux")]
    if let Ok(said) = alsa::Output::local_error_handler() {
        drop(said);
    }
}
