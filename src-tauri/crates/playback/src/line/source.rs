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
use crate::tone::{Limiter, Tone};

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
    /// Index of the next frame to come off the ring. Between it and `read` lie the frames on their way through the limiter.
    taken: u64,
    /// Index of the next frame to be heard.
    read: u64,
    beats: u64,
    /// The second sample of the frame begun.
    right: Option<f32>,
    volume: f32,
    tone: Tone,
    /// With each frame, the index of the one behind it; `None` for silence that only moves the others on.
    limiter: Limiter<Option<u64>>,
    /// Frames in the limiter that are no such silence.
    on_their_way: usize,
    preview: PreviewMixer,
    fade: f32,
    /// Faded out, or never begun: nothing is read until it plays.
    resting: bool,
    step: f32,
}

/// The ends of a line's rings that its source holds.
pub(super) struct SourceEnds {
    pub(super) samples: Consumer<f32>,
    pub(super) skips: Consumer<Skip>,
    pub(super) skipped: Producer<Skipped>,
}

impl LineSource {
    /// At rest until it plays; `volume` is a factor.
    pub(super) fn new(ends: SourceEnds, shared: Arc<Shared>, rate: SampleRate, volume: f32, preview: PreviewMixer) -> Self {
        let step = 1000.0 / (FADE_MS * rate.get() as f32);
        Self {
            samples: ends.samples,
            skips: ends.skips,
            skipped: ends.skipped,
            rate,
            waiting: VecDeque::with_capacity(COMMANDS),
            taken: 0,
            read: 0,
            beats: 0,
            right: None,
            volume,
            tone: Tone::new(shared.tone.clone(), step),
            limiter: Limiter::new(rate.get()),
            on_their_way: 0,
            shared,
            preview,
            fade: 1.0,
            resting: true,
            step,
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
        // In waits for what is to be faded in: a decoder that opens a file is later than a jump.
        let has_frames = !self.limiter.is_empty() || self.can_begin();
        if has_frames || fade_to < self.fade {
            self.fade += (fade_to - self.fade).clamp(-self.step, self.step);
        }
        if !playing && (self.fade <= 0.0 || self.is_out()) {
            if self.is_out() {
                // Nothing was cut: what comes next begins as it is.
                self.fade = 1.0;
            }
            self.resting = true;
            return [0.0; CHANNELS];
        }
        if !has_frames {
            self.count_missing(playing);
            return [0.0; CHANNELS];
        }
        // Filled before the first frame comes out of it, the limiter delays nothing.
        while self.limiter.len() <= self.limiter.delay() {
            self.take_in(playing);
        }
        let Some((frame, index)) = self.limiter.pop() else {
            return [0.0; CHANNELS];
        };
        if self.limiter.acts() {
            self.shared.limited.store(true, Ordering::Relaxed);
        }
        if let Some(index) = index {
            self.on_their_way -= 1;
            self.pass_to(index);
        }
        if self.on_their_way == 0 {
            self.limiter.forget();
            // What was dropped behind the last frame is passed, too.
            self.pass_to(self.taken);
        }
        frame.map(|sample| (sample * self.fade).clamp(-1.0, 1.0))
    }

    fn pass_to(&mut self, index: u64) {
        self.read = index;
        self.shared.read.store(index, Ordering::Release);
    }

    /// Whether nothing is left to be heard of what is on the line now.
    fn is_out(&self) -> bool {
        self.on_their_way == 0 && self.samples.is_empty()
    }

    /// Whether what is on the ring fills the limiter, or is all there will be.
    fn can_begin(&self) -> bool {
        let expecting = self.shared.expecting.load(Ordering::Acquire);
        let frames = self.samples.slots() / CHANNELS;
        frames > self.limiter.delay() || (frames > 0 && !expecting)
    }

    fn count_missing(&self, playing: bool) {
        if playing && self.shared.expecting.load(Ordering::Relaxed) {
            self.shared.underrun.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Moves one frame from the ring into the limiter, silence where there is none.
    fn take_in(&mut self, playing: bool) {
        self.skip_what_is_next();
        // Behind one that begins among the frames on their way, nothing is to be heard; one that lies behind the listener fades out first.
        let cut = self
            .waiting
            .front()
            .is_some_and(|skip| skip.from > self.read && skip.from <= self.taken);
        let Some(chunk) = (!cut).then(|| self.samples.read_chunk(CHANNELS).ok()).flatten() else {
            if !cut {
                self.count_missing(playing);
            }
            self.limiter.push([0.0; CHANNELS], false, None);
            return;
        };
        let mut frame = [0.0; CHANNELS];
        for (out, sample) in frame.iter_mut().zip(chunk) {
            *out = sample;
        }
        self.taken += 1;
        self.on_their_way += 1;
        let (shaped, between) = self.tone.shape(frame);
        self.limiter
            .push(shaped.map(|sample| sample * self.volume), between, Some(self.taken));
    }

    /// Carries out every skip that begins with the next frame of the ring: it cuts nothing that will be heard, and needs no fade.
    fn skip_what_is_next(&mut self) {
        while let Some(skip) = self.waiting.front().copied().filter(|skip| skip.from == self.taken) {
            if !self.drop_from_ring(skip, self.taken) {
                return;
            }
        }
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

    /// Carries out every skip whose place is reached by what is heard; true if one still waits for that to fade out. A skip that
    /// begins exactly here cuts nothing that was heard, and needs no fade.
    fn skip_what_is_due(&mut self, playing: bool) -> bool {
        self.take_in_skips();
        while let Some(skip) = self.waiting.front().copied().filter(|skip| self.read >= skip.from) {
            let silent = self.fade <= 0.0 || self.is_out() || (self.resting && !playing);
            if !silent && self.read != skip.from && self.read < skip.to {
                return true;
            }
            self.limiter.forget();
            if self.read != skip.from {
                // What rings on in the filters is of what was cut.
                self.tone.forget();
            }
            self.on_their_way = 0;
            let done = self.drop_from_ring(skip, self.read);
            self.pass_to(self.taken);
            if !done {
                return true;
            }
            self.fade = if skip.fade_in { 0.0 } else { 1.0 };
        }
        false
    }

    /// Whether the next frame would be silence although samples are on their way.
    pub(crate) fn starving(&mut self) -> bool {
        let playing = self.shared.playing.load(Ordering::Relaxed);
        let main = playing && !self.skip_what_is_due(playing) && self.lacks_frames() && self.shared.expecting.load(Ordering::Acquire);
        main || self.preview.starving()
    }

    /// Whether nothing is left to be heard, and nothing is on its way.
    pub(crate) fn is_at_end(&mut self) -> bool {
        let playing = self.shared.playing.load(Ordering::Relaxed);
        !self.skip_what_is_due(playing) && self.is_out() && !self.shared.expecting.load(Ordering::Acquire)
    }

    fn lacks_frames(&mut self) -> bool {
        self.skip_what_is_next();
        if self.limiter.is_empty() {
            !self.can_begin()
        } else {
            self.samples.is_empty()
        }
    }

    /// Drops the frames up to `skip.to` off the ring, and tells that those from `from` on are not heard; false if not all of them are
    /// on it yet.
    fn drop_from_ring(&mut self, skip: Skip, from: u64) -> bool {
        let frames = skip.to.saturating_sub(self.taken);
        let waiting = (self.samples.slots() / CHANNELS) as u64;
        let now = frames.min(waiting);
        if let Ok(chunk) = self.samples.read_chunk(now as usize * CHANNELS) {
            chunk.commit_all();
        }
        self.taken += now;
        if from < self.taken {
            let _ = self.skipped.push(Skipped { from, to: self.taken });
        }
        if now < frames {
            return false;
        }
        self.waiting.pop_front();
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
