//! Where the sound goes: a device, or a test that pulls samples in its own time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rodio::SampleRate;

use crate::line::{CHANNELS, LineSource};

/// What the engine plays to.
#[derive(Debug)]
pub enum OutputChoice {
    /// The sound device of this name, the default one for `None`; falls back to the default where the name is gone.
    #[cfg(feature = "device")]
    Device(Option<String>),
    /// A [`CapturedOutput`].
    Captured(CaptureSlot),
    /// Nothing: queue edits work, playing reports that there is no device.
    Nothing,
}

/// An output that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OutputInfo {
    pub(crate) name: String,
    /// The one that was chosen, and cannot be had now.
    pub(crate) instead_of: Option<String>,
    pub(crate) rate: u32,
    /// Both sides have a loudspeaker of their own.
    pub(crate) stereo: bool,
    /// Bits of a sample that reach it; 24 for floats.
    pub(crate) bits: u32,
}

pub(crate) trait Output {
    /// Opens at the rate the output likes and plays what `make` builds for it; what was open before is closed.
    ///
    /// # Errors
    /// Why there is no sound, for a person.
    fn open(&mut self, make: &mut dyn FnMut(SampleRate) -> LineSource) -> Result<OutputInfo, String>;

    /// Why the open output stopped working, told once.
    fn failure(&mut self) -> Option<String>;

    /// Whether it is to be opened again, as sound goes elsewhere by now; told once.
    fn should_move(&mut self) -> bool {
        false
    }

    fn close(&mut self);

    /// Whether an output that reads nothing for seconds is broken.
    fn reads_all_the_time(&self) -> bool;

    /// How long an output nothing is played to stays open; `None`: for ever.
    fn closed_after(&self) -> Option<Duration>;
}

/// No output at all.
pub(crate) struct NoOutput;

impl Output for NoOutput {
    fn open(&mut self, _make: &mut dyn FnMut(SampleRate) -> LineSource) -> Result<OutputInfo, String> {
        Err("there is no sound device".into())
    }

    fn failure(&mut self) -> Option<String> {
        None
    }

    fn close(&mut self) {}

    fn reads_all_the_time(&self) -> bool {
        false
    }

    fn closed_after(&self) -> Option<Duration> {
        None
    }
}

/// What a captured output and the engine share.
#[derive(Clone, Debug)]
pub struct CaptureSlot(Arc<Mutex<Slot>>);

struct Slot {
    /// `None`: unplugged.
    rate: Option<SampleRate>,
    source: Option<LineSource>,
    failure: Option<String>,
    closed_after: Option<Duration>,
}

impl std::fmt::Debug for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Slot")
            .field("rate", &self.rate)
            .field("open", &self.source.is_some())
            .finish_non_exhaustive()
    }
}

impl CaptureSlot {
    fn lock(&self) -> MutexGuard<'_, Slot> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Output for CaptureSlot {
    fn open(&mut self, make: &mut dyn FnMut(SampleRate) -> LineSource) -> Result<OutputInfo, String> {
        let mut slot = self.lock();
        slot.source = None;
        slot.failure = None;
        let rate = slot.rate.ok_or("the captured output is unplugged")?;
        slot.source = Some(make(rate));
        Ok(OutputInfo {
            name: "captured".into(),
            instead_of: None,
            rate: rate.get(),
            stereo: true,
            bits: 24,
        })
    }

    fn failure(&mut self) -> Option<String> {
        self.lock().failure.take()
    }

    fn close(&mut self) {
        self.lock().source = None;
    }

    fn reads_all_the_time(&self) -> bool {
        false
    }

    fn closed_after(&self) -> Option<Duration> {
        self.lock().closed_after
    }
}

/// The listening end of a captured output: time passes as samples are pulled.
#[derive(Debug)]
pub struct CapturedOutput(CaptureSlot);

impl CapturedOutput {
    /// An output at `rate` Hz, and the choice that makes an engine play to it.
    pub fn new(rate: u32) -> (Self, OutputChoice) {
        let slot = CaptureSlot(Arc::new(Mutex::new(Slot {
            rate: SampleRate::new(rate),
            source: None,
            failure: None,
            closed_after: None,
        })));
        (Self(slot.clone()), OutputChoice::Captured(slot))
    }

    /// The next `frames` stereo frames, interleaved. Waits for the decoder where it is behind, so that the result does not
    /// depend on the machine's speed; after five seconds of waiting the rest is silence.
    pub fn pull(&self, frames: usize) -> Vec<f32> {
        let mut out = Vec::with_capacity(frames * CHANNELS);
        let patience = Instant::now() + Duration::from_secs(5);
        while out.len() < frames * CHANNELS {
            let mut slot = self.0.lock();
            let Some(source) = &mut slot.source else {
                out.resize(frames * CHANNELS, 0.0);
                break;
            };
            if source.starving() && Instant::now() < patience {
                drop(slot);
                std::thread::sleep(Duration::from_micros(50));
                continue;
            }
            out.extend(source.by_ref().take(CHANNELS));
        }
        out
    }

    /// As [`CapturedOutput::pull`], but no further than the music goes: fewer frames than asked for are the last. `None` if the decoder gave
    /// nothing for half a minute.
    pub fn pull_to_end(&self, frames: usize) -> Option<Vec<f32>> {
        let mut out = Vec::with_capacity(frames * CHANNELS);
        let patience = Instant::now() + Duration::from_secs(30);
        while out.len() < frames * CHANNELS {
            let mut slot = self.0.lock();
            // Late, or closed for a moment while another decoder takes the place of one that hangs.
            let Some(source) = slot.source.as_mut().and_then(|source| (!source.starving()).then_some(source)) else {
                if Instant::now() > patience {
                    return None;
                }
                drop(slot);
                std::thread::sleep(Duration::from_micros(50));
                continue;
            };
            if source.is_at_end() {
                break;
            }
            out.extend(source.by_ref().take(CHANNELS));
        }
        Some(out)
    }

    /// Takes `frames` frames as a device does, without waiting for the decoder; returns how many of them were silence that should have been
    /// music, and how many are not silent.
    pub fn pull_now(&self, frames: usize) -> (usize, usize) {
        let mut slot = self.0.lock();
        let Some(source) = &mut slot.source else { return (frames, 0) };
        let (mut late, mut sounding) = (0, 0);
        for _ in 0..frames {
            late += usize::from(source.starving());
            let loudest = source.by_ref().take(CHANNELS).fold(0.0_f32, |most, sample| most.max(sample.abs()));
            sounding += usize::from(loudest > 0.0);
        }
        (late, sounding)
    }

    /// From now on closed when nothing was played to it for so long, as a device is.
    pub fn close_after(&self, idle: Duration) {
        self.0.lock().closed_after = Some(idle);
    }

    /// Whether the engine has it open.
    pub fn is_open(&self) -> bool {
        self.0.lock().source.is_some()
    }

    /// Takes the device away, as pulling the plug does.
    pub fn unplug(&self) {
        let mut slot = self.0.lock();
        slot.rate = None;
        slot.source = None;
        slot.failure = Some("the captured output was unplugged".into());
    }

    /// Puts a device back, of any rate.
    pub fn plug(&self, rate: u32) {
        self.0.lock().rate = SampleRate::new(rate);
    }
}
