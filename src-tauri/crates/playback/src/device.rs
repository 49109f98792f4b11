//! The sound device, by way of rodio's mixer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use rodio::cpal::traits::HostTrait;
use rodio::cpal::{self, ErrorKind};
use rodio::{DeviceSinkBuilder, DeviceTrait, MixerDeviceSink, SampleRate};

use crate::line::LineSource;
use crate::mono::attach;
use crate::output::{Output, OutputInfo};

/// Errors of a stream that leave a log line: some backends report hundreds and play on.
const LOGGED_ERRORS: u32 = 1;

/// A device nothing is played to for so long is closed: an open stream keeps the machine awake and the device from others.
const CLOSED_AFTER: Duration = Duration::from_secs(30);

/// Names of the sound devices there are now; the default one is not marked.
pub fn device_names() -> Vec<String> {
    let Ok(devices) = cpal::default_host().output_devices() else {
        return Vec::new();
    };
    devices.filter_map(|device| name_of(&device)).collect()
}

pub(crate) struct DeviceOutput {
    wanted: Option<String>,
    sink: Option<MixerDeviceSink>,
    lost: Arc<AtomicBool>,
}

impl DeviceOutput {
    pub(crate) fn new(wanted: Option<String>) -> Self {
        Self {
            wanted,
            sink: None,
            lost: Arc::new(AtomicBool::new(false)),
        }
    }
}

impl Output for DeviceOutput {
    fn open(&mut self, make: &mut dyn FnMut(SampleRate) -> LineSource) -> Result<OutputInfo, String> {
        self.close();
        hush();
        let host = cpal::default_host();
        let named = self
            .wanted
            .as_ref()
            .and_then(|wanted| host.output_devices().ok()?.find(|device| name_of(device).as_ref() == Some(wanted)));
        let device = named.or_else(|| host.default_output_device()).ok_or("there is no sound device")?;
        let name = name_of(&device).unwrap_or_else(|| "sound device".into());
        let lost = Arc::new(AtomicBool::new(false));
        self.lost = lost.clone();
        let errors = AtomicU32::new(0);
        let on_error = move |error: cpal::Error| {
            if errors.fetch_add(1, Ordering::Relaxed) < LOGGED_ERRORS {
                tracing::warn!(%error, "sound device");
            }
            let gone = matches!(
                error.kind(),
                ErrorKind::DeviceNotAvailable | ErrorKind::HostUnavailable | ErrorKind::StreamInvalidated
            );
            if gone {
                lost.store(true, Ordering::Release);
            }
        };
        let builder = DeviceSinkBuilder::from_device(device).map_err(|error| error.to_string())?;
        let mut sink = builder
            .with_error_callback(on_error)
            .open_stream()
            .map_err(|error| error.to_string())?;
        sink.log_on_drop(false);
        let rate = sink.config().sample_rate();
        attach(sink.mixer(), sink.config().channel_count(), make(rate));
        self.sink = Some(sink);
        Ok(OutputInfo { name, rate: rate.get() })
    }

    fn failure(&mut self) -> Option<String> {
        (self.sink.is_some() && self.lost.swap(false, Ordering::AcqRel)).then(|| "the sound device is gone".into())
    }

    fn close(&mut self) {
        self.sink = None;
    }

    fn reads_all_the_time(&self) -> bool {
        self.sink.is_some()
    }

    fn closed_after(&self) -> Option<Duration> {
        Some(CLOSED_AFTER)
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

fn name_of(device: &cpal::Device) -> Option<String> {
    device.description().ok().map(|description| description.name().to_string())
}
