//! The device's end of a line: the endless source.
//!
//! The device's callback runs [`LineSource`]. It takes no lock, allocates nothing and touches no file: it reads samples
//! from one ring, commands from a second, and reports skips into a third.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rodio::{ChannelCount, SampleRate, Source};
use rtrb::{Consumer, Producer};

use super::{CHANNELS, COMMANDS, Shared, Skip, Skipped};
use crate::preview::PreviewMixer;

/// Length of the fades at pause, resume and jumps.
const FADE_MS: f32 = 8.0;

/// The device's end: an endless stereo source.
pub(crate) struct LineSource {
    samples: Consumer<f32>,
    skips: Consumer<Skip>,
    skipped: Producer<Skipped>,
    shared: Arc<Shared>,
    rate: SampleRate,
    /// Skips not carried out yet, by their places, none touching another. Its room is never exceeded: the device's callback must
    /// not allocate.
    pub(super) waiting: VecDeque<Skip>,
    read: u64,
    beats: u64,
    /// The second sample of the frame begun.
    right: Option<f32>,
    volume: f32,
    preview: PreviewMixer,
    fade: f32,
    /// Faded out, or never begun: nothing is read until it plays.
    resting: bool,
    step: f32,
}

impl LineSource {
    /// At rest until it plays; `volume` is a factor.
    pub(super) fn new(
        samples: Consumer<f32>,
        skips: Consumer<Skip>,
        skipped: Producer<Skipped>,
        shared: Arc<Shared>,
        rate: SampleRate,
        volume: f32,
        preview: PreviewMixer,
    ) -> Self {
        Self {
            samples,
            skips,
            skipped,
            shared,
            rate,
            waiting: VecDeque::with_capacity(COMMANDS),
            read: 0,
            beats: 0,
            right: None,
            volume,
            preview,
            fade: 1.0,
            resting: true,
            step: 1000.0 / (FADE_MS * rate.get() as f32),
        }
    }

    /// The next frame, with volume, fades and the preview applied; silence where there is none.
    fn frame(&mut self) -> [f32; CHANNELS] {
        self.beats += 1;
        self.shared.beats.store(self.beats, Ordering::Relaxed);
        let wanted = f32::from_bits(self.shared.volume.load(Ordering::Relaxed));
        self.volume += (wanted - self.volume).clamp(-self.step, self.step);
        let main = self.main_frame();
        self.preview.mix(main, self.volume)
    }

    fn main_frame(&mut self) -> [f32; CHANNELS] {
        let playing = self.shared.playing.load(Ordering::Relaxed);
        let due = self.skip_what_is_due(playing);
        if self.resting && !playing {
            return [0.0; CHANNELS];
        }
        self.resting = false;
        let fade_to = if playing && !due { 1.0 } else { 0.0 };
        self.fade += (fade_to - self.fade).clamp(-self.step, self.step);
        if !playing && (self.fade <= 0.0 || self.samples.is_empty()) {
            self.resting = true;
            return [0.0; CHANNELS];
        }
        let Ok(chunk) = self.samples.read_chunk(CHANNELS) else {
            if playing && self.shared.expecting.load(Ordering::Relaxed) {
                self.shared.underrun.fetch_add(1, Ordering::Relaxed);
            }
            return [0.0; CHANNELS];
        };
        let mut frame = [0.0; CHANNELS];
        for (out, sample) in frame.iter_mut().zip(chunk) {
            *out = sample;
        }
        self.read += 1;
        self.shared.read.store(self.read, Ordering::Release);
        let factor = self.volume * self.fade;
        frame.map(|sample| (sample * factor).clamp(-1.0, 1.0))
    }

    /// Takes in what was commanded since. A skip that reaches back to one before it or past it swallows it: what follows both is
    /// what counts, and a jump does not wait for the place of an edit it makes void.
    fn take_in_skips(&mut self) {
        while self.waiting.len() < COMMANDS
            && let Ok(mut skip) = self.skips.pop()
        {
            while let Some(last) = self.waiting.back().filter(|last| skip.from <= last.to) {
                (skip.from, skip.to) = (skip.from.min(last.from), skip.to.max(last.to));
                self.waiting.pop_back();
            }
            self.waiting.push_back(skip);
        }
    }

    /// Carries out every skip whose place is reached; true if one still waits for what is heard to fade out. A skip that
    /// begins exactly here cuts nothing that was heard, and needs no fade.
    fn skip_what_is_due(&mut self, playing: bool) -> bool {
        self.take_in_skips();
        while let Some(skip) = self.waiting.front().copied().filter(|skip| self.read >= skip.from) {
            let silent = self.fade <= 0.0 || self.samples.is_empty() || (self.resting && !playing);
            if !silent && self.read != skip.from && self.read < skip.to {
                return true;
            }
            if !self.skip(skip) {
                return true;
            }
        }
        false
    }

    /// Whether the next frame would be silence although samples are on their way.
    pub(crate) fn starving(&mut self) -> bool {
        let playing = self.shared.playing.load(Ordering::Relaxed);
        let main = playing && !self.skip_what_is_due(playing) && self.samples.is_empty() && self.shared.expecting.load(Ordering::Acquire);
        main || self.preview.starving()
    }

    /// Drops the frames up to `skip.to`; false if not all of them are on the line yet.
    fn skip(&mut self, skip: Skip) -> bool {
        let frames = skip.to.saturating_sub(self.read);
        let waiting = (self.samples.slots() / CHANNELS) as u64;
        let now = frames.min(waiting);
        if let Ok(chunk) = self.samples.read_chunk(now as usize * CHANNELS) {
            chunk.commit_all();
        }
        if now > 0 {
            let _ = self.skipped.push(Skipped {
                from: self.read,
                to: self.read + now,
            });
            self.read += now;
            self.shared.read.store(self.read, Ordering::Release);
        }
        if now < frames {
            return false;
        }
        self.waiting.pop_front();
        self.fade = if skip.fade_in { 0.0 } else { 1.0 };
        true
    }
}

impl Iterator for LineSource {
    type Item = f32;

    #[inline]
    fn next(&mut self) -> Option<f32> {
        if let Some(right) = self.right.take() {
            return Some(right);
        }
        let [left, right] = self.frame();
        self.right = Some(right);
        Some(left)
    }
}

impl Source for LineSource {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> ChannelCount {
        ChannelCount::MIN.saturating_add(CHANNELS as u16 - 1)
    }

    fn sample_rate(&self) -> SampleRate {
        self.rate
    }

    fn total_duration(&self) -> Option<std::time::Duration> {
        None
    }
}
