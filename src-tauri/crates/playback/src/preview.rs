//! A few seconds of another track over what plays, which is turned down meanwhile: the ring they come through, and the mixer at its
//! end. The mixer runs in the device's callback, under the same rules as the line's source.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rodio::SampleRate;
use rtrb::{Consumer, Producer, RingBuffer};

use crate::line::CHANNELS;
use crate::tone::{Tone, ToneSettings};

/// Milliseconds decoded ahead.
const AHEAD_MS: usize = 500;
/// Length of the fades of the preview, and of the turning down and up again of what plays.
const FADE_MS: f32 = 40.0;
/// What is left of what plays: 12 dB less.
const DUCKED: f32 = 0.251_188_64;
/// Peaks of both together are bent, from here on at the lowest, to end below full scale: the limiter has only seen the music.
const BENT_FROM: f32 = 0.8;

/// What all sides of a preview can see. Previews are numbered; indices count the frames of all of one line's previews.
#[derive(Debug, Default)]
pub(crate) struct PreviewShared {
    /// Where the preview begins: frames before it are not to be heard any more.
    pub(crate) from: AtomicU64,
    /// One past its last frame.
    pub(crate) until: AtomicU64,
    /// Index of the next frame to be heard.
    pub(crate) read: AtomicU64,
    /// Its samples are coming: what plays stays down, also where they are late.
    pub(crate) running: AtomicBool,
    /// The last preview that was asked for.
    pub(crate) wanted: AtomicU64,
    /// The last one that is written to its end, or never will be.
    pub(crate) done: AtomicU64,
}

impl PreviewShared {
    /// Whether the preview was heard to its end.
    pub(crate) fn is_over(&self, preview: u64) -> bool {
        self.done.load(Ordering::Acquire) >= preview && self.read.load(Ordering::Acquire) >= self.until.load(Ordering::Acquire)
    }
}

/// The decoder's end.
pub(crate) struct PreviewFeed {
    pub(crate) samples: Producer<f32>,
    pub(crate) shared: Arc<PreviewShared>,
    /// Hz.
    pub(crate) rate: u32,
}

/// The device's end.
pub(crate) struct PreviewMixer {
    samples: Consumer<f32>,
    shared: Arc<PreviewShared>,
    read: u64,
    fade: f32,
    duck: f32,
    /// It is fading out.
    ends: bool,
    fade_frames: u64,
    tone: Tone,
}

/// Builds both ends for a line at a device's rate, heard through the same preamp and equaliser as the music.
pub(crate) fn preview(rate: SampleRate, tone: &Arc<ToneSettings>) -> (PreviewFeed, PreviewMixer) {
    let frames = rate.get() as usize * AHEAD_MS / 1000;
    let (samples_in, samples_out) = RingBuffer::new(frames.max(1) * CHANNELS);
    let shared = Arc::new(PreviewShared::default());
    let feed = PreviewFeed {
        samples: samples_in,
        shared: shared.clone(),
        rate: rate.get(),
    };
    let fade_frames = ((FADE_MS * rate.get() as f32 / 1000.0) as u64).max(1);
    let mixer = PreviewMixer {
        tone: Tone::new(Arc::clone(tone), 1.0 / fade_frames as f32),
        samples: samples_out,
        shared,
        read: 0,
        fade: 0.0,
        duck: 1.0,
        ends: false,
        fade_frames,
    };
    (feed, mixer)
}

impl PreviewMixer {
    /// Puts the next frame of the preview, at `volume`, over `main`, which comes back untouched while there is none.
    pub(crate) fn mix(&mut self, main: [f32; CHANNELS], volume: f32) -> [f32; CHANNELS] {
        let own = self.frame();
        // What plays comes back while the preview fades out, and stays down between one preview and the next.
        let heard = own.is_some() && !self.ends;
        let stays = self.shared.running.load(Ordering::Relaxed) && !self.ends || self.duck < 1.0 && self.is_awaited();
        self.duck = self.towards(self.duck, if heard || stays { DUCKED } else { 1.0 });
        let Some(mut mixed) = own else {
            return if self.duck == 1.0 {
                main
            } else {
                main.map(|sample| sample * self.duck)
            };
        };
        for (out, main) in mixed.iter_mut().zip(main) {
            *out = both(main * self.duck, *out * volume);
        }
        mixed
    }

    /// The next frame, faded; `None` where there is none.
    fn frame(&mut self) -> Option<[f32; CHANNELS]> {
        let from = self.shared.from.load(Ordering::Acquire);
        let until = self.shared.until.load(Ordering::Acquire);
        let overdue = self.read < from;
        if overdue && (self.fade <= 0.0 || self.samples.is_empty()) {
            self.drop_to(from);
            return None;
        }
        if !overdue && self.read >= until {
            (self.fade, self.ends) = (0.0, false);
            return None;
        }
        let Ok(chunk) = self.samples.read_chunk(CHANNELS) else {
            (self.fade, self.ends) = (0.0, false);
            return None;
        };
        let mut frame = [0.0; CHANNELS];
        for (out, sample) in frame.iter_mut().zip(chunk) {
            *out = sample;
        }
        self.pass(1);
        self.ends = overdue || until - self.read < self.fade_frames;
        self.fade = self.towards(self.fade, if self.ends { 0.0 } else { 1.0 });
        let (frame, changed) = self.tone.shape(frame);
        // No limiter looks at a preview: what an equaliser lifts over full scale is rounded off.
        let frame = if changed {
            frame.map(|sample| bent(sample, BENT_FROM))
        } else {
            frame
        };
        Some(frame.map(|sample| sample * self.fade))
    }

    fn drop_to(&mut self, index: u64) {
        let frames = (index - self.read).min((self.samples.slots() / CHANNELS) as u64);
        if let Ok(chunk) = self.samples.read_chunk(frames as usize * CHANNELS) {
            chunk.commit_all();
        }
        self.tone.forget();
        (self.fade, self.ends) = (0.0, false);
        self.pass(frames);
    }

    fn pass(&mut self, frames: u64) {
        self.read += frames;
        self.shared.read.store(self.read, Ordering::Release);
    }

    /// One step of a ramp, which ends at exactly `target`.
    fn towards(&self, value: f32, target: f32) -> f32 {
        let step = 1.0 / self.fade_frames as f32;
        if (target - value).abs() <= step {
            target
        } else {
            value + step.copysign(target - value)
        }
    }

    /// Whether the next frame would lack samples that are on their way.
    pub(crate) fn starving(&self) -> bool {
        self.is_awaited() && self.samples.is_empty()
    }

    /// Whether a preview was asked for that is not all written.
    fn is_awaited(&self) -> bool {
        self.shared.wanted.load(Ordering::Relaxed) > self.shared.done.load(Ordering::Acquire)
    }
}

/// The sum, with its peaks rounded off as far as the softer of both needs room under full scale. Alone, each is what it is.
fn both(main: f32, own: f32) -> f32 {
    let softer = main.abs().min(own.abs());
    bent(main + own, (1.0 - softer).max(BENT_FROM))
}

/// The same up to `from`; above it rounded off, and never over full scale.
fn bent(sample: f32, from: f32) -> f32 {
    let (over, room) = (sample.abs() - from, 1.0 - from);
    if over <= 0.0 {
        sample
    } else if room <= f32::EPSILON {
        sample.clamp(-1.0, 1.0)
    } else {
        (from + room * (over / room).tanh()).copysign(sample)
    }
}
