//! The line from the decoder to the sound device: a lock-free ring, and the endless source at its end.
//!
//! The device's callback runs [`LineSource`]. It takes no lock, allocates nothing and touches no file: it reads samples
//! from one ring, commands from a second, and reports skips into a third.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use rodio::{ChannelCount, SampleRate, Source};
use rtrb::{Consumer, Producer, RingBuffer};

use crate::preview::{PreviewFeed, PreviewMixer, PreviewShared, preview};

/// Channels on the line; the device's own layout is the mixer's business.
pub(crate) const CHANNELS: usize = 2;
/// Milliseconds decoded ahead.
const AHEAD_MS: usize = 1_500;
/// Length of the fades at pause, resume and jumps.
const FADE_MS: f32 = 8.0;
/// Commands on their way at once; far more than a hand can give.
const COMMANDS: usize = 256;

/// What both ends of a line can see.
#[derive(Debug)]
pub(crate) struct Shared {
    /// Frames taken off the ring, skipped ones included: the index of the next frame to be heard.
    pub(crate) read: AtomicU64,
    pub(crate) playing: AtomicBool,
    /// `f32` bits of the volume's factor.
    volume: AtomicU32,
    /// Frames the device asked for, heard or silent: its heartbeat.
    pub(crate) beats: AtomicU64,
    /// More samples are on their way without further commands; an underrun now would be one.
    pub(crate) expecting: AtomicBool,
    /// Frames of silence sent while samples were expected.
    pub(crate) underrun: AtomicU64,
}

impl Shared {
    pub(crate) fn set_volume(&self, factor: f32) {
        self.volume.store(factor.to_bits(), Ordering::Relaxed);
    }
}

/// A stretch of the ring not to be heard: from frame `from` on, at once if that is past, up to `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Skip {
    pub(crate) from: u64,
    pub(crate) to: u64,
    /// Whether what follows starts in the middle of a track, and is faded in.
    pub(crate) fade_in: bool,
}

/// A skip as it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Skipped {
    pub(crate) from: u64,
    pub(crate) to: u64,
}

/// The decoder's end.
pub(crate) struct LineFeed {
    pub(crate) samples: Producer<f32>,
    pub(crate) skips: Producer<Skip>,
    /// Hz.
    pub(crate) rate: u32,
}

/// The engine's end: where the listener is.
pub(crate) struct LineMeter {
    pub(crate) shared: Arc<Shared>,
    pub(crate) skipped: Consumer<Skipped>,
    pub(crate) preview: Arc<PreviewShared>,
    /// Hz.
    pub(crate) rate: u32,
}

/// The device's end: an endless stereo source.
pub(crate) struct LineSource {
    samples: Consumer<f32>,
    skips: Consumer<Skip>,
    skipped: Producer<Skipped>,
    shared: Arc<Shared>,
    rate: SampleRate,
    /// Skips not carried out yet, by their places, none touching another. Its room is never exceeded: the device's callback must
    /// not allocate.
    waiting: VecDeque<Skip>,
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

/// Builds a line at a device's rate.
pub(crate) fn line(rate: SampleRate, volume: f32) -> (LineFeed, LineMeter, LineSource, PreviewFeed) {
    let frames = rate.get() as usize * AHEAD_MS / 1000;
    let (samples_in, samples_out) = RingBuffer::new(frames.max(1) * CHANNELS);
    let (skips_in, skips_out) = RingBuffer::new(COMMANDS);
    let (skipped_in, skipped_out) = RingBuffer::new(COMMANDS);
    let (preview_feed, preview) = preview(rate);
    let shared = Arc::new(Shared {
        read: AtomicU64::new(0),
        playing: AtomicBool::new(false),
        beats: AtomicU64::new(0),
        volume: AtomicU32::new(volume.to_bits()),
        expecting: AtomicBool::new(false),
        underrun: AtomicU64::new(0),
    });
    let feed = LineFeed {
        samples: samples_in,
        skips: skips_in,
        rate: rate.get(),
    };
    let meter = LineMeter {
        shared: shared.clone(),
        skipped: skipped_out,
        preview: preview_feed.shared.clone(),
        rate: rate.get(),
    };
    let source = LineSource {
        samples: samples_out,
        skips: skips_out,
        skipped: skipped_in,
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
    };
    (feed, meter, source, preview_feed)
}

impl LineSource {
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

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: SampleRate = SampleRate::new(1_000).unwrap();

    fn write(feed: &mut LineFeed, frames: std::ops::Range<u64>) {
        for frame in frames {
            for _ in 0..CHANNELS {
                feed.samples.push(frame as f32 / 10_000.0).unwrap();
            }
        }
    }

    fn pull(source: &mut LineSource, frames: usize) -> Vec<f32> {
        (0..frames)
            .map(|_| {
                let (left, right) = (source.next().unwrap(), source.next().unwrap());
                assert_eq!(left, right);
                left * 10_000.0
            })
            .collect()
    }

    fn near(heard: &[f32], expect: impl IntoIterator<Item = u64>) -> bool {
        let expect: Vec<_> = expect.into_iter().collect();
        heard.len() == expect.len() && heard.iter().zip(expect).all(|(a, b)| (a - b as f32).abs() < 1e-2)
    }

    #[test]
    fn what_goes_in_comes_out_once_it_plays() {
        let (mut feed, meter, mut source, _) = line(RATE, 1.0);
        write(&mut feed, 1..11);
        assert!(near(&pull(&mut source, 3), [0, 0, 0]));
        meter.shared.playing.store(true, Ordering::Relaxed);
        assert!(near(&pull(&mut source, 12), (1..11).chain([0, 0])));
        assert_eq!(meter.shared.read.load(Ordering::Relaxed), 10);
        assert_eq!(meter.shared.underrun.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn pausing_fades_and_loses_nothing() {
        let (mut feed, meter, mut source, _) = line(RATE, 1.0);
        meter.shared.playing.store(true, Ordering::Relaxed);
        write(&mut feed, 100..200);
        pull(&mut source, 20);
        meter.shared.playing.store(false, Ordering::Relaxed);
        let faded = pull(&mut source, 50);
        assert!(faded.windows(2).take(7).all(|pair| pair[0] > pair[1]) && faded[9..].iter().all(|sample| *sample == 0.0));
        let at = meter.shared.read.load(Ordering::Relaxed);
        assert!((20..=29).contains(&at), "{at}");
        meter.shared.playing.store(true, Ordering::Relaxed);
        let back = pull(&mut source, 30);
        assert!(back[0] < back[7] && near(&back[8..], 100 + at + 8..100 + at + 30));
    }

    #[test]
    fn a_skip_ahead_joins_without_a_seam() {
        let (mut feed, mut meter, mut source, _) = line(RATE, 1.0);
        meter.shared.playing.store(true, Ordering::Relaxed);
        write(&mut feed, 0..50);
        feed.skips
            .push(Skip {
                from: 10,
                to: 30,
                fade_in: false,
            })
            .unwrap();
        assert!(near(&pull(&mut source, 30), (0..10).chain(30..50)));
        assert_eq!(meter.skipped.pop(), Ok(Skipped { from: 10, to: 30 }));
        assert_eq!(meter.shared.read.load(Ordering::Relaxed), 50);
    }

    #[test]
    fn a_jump_fades_out_skips_the_rest_and_fades_in() {
        let (mut feed, mut meter, mut source, _) = line(RATE, 1.0);
        meter.shared.playing.store(true, Ordering::Relaxed);
        write(&mut feed, 0..500);
        pull(&mut source, 100);
        feed.skips
            .push(Skip {
                from: 0,
                to: 500,
                fade_in: true,
            })
            .unwrap();
        write(&mut feed, 1_000..1_100);
        let heard = pull(&mut source, 60);
        let skipped = meter.skipped.pop().unwrap();
        assert!(skipped.from > 100 && skipped.from <= 109 && skipped.to == 500, "{skipped:?}");
        assert!(near(&heard[30..], 1_030 - (skipped.from - 100)..1_060 - (skipped.from - 100)));
    }

    #[test]
    fn a_paused_line_skips_at_once() {
        let (mut feed, meter, mut source, _) = line(RATE, 1.0);
        write(&mut feed, 0..100);
        feed.skips
            .push(Skip {
                from: 0,
                to: 100,
                fade_in: false,
            })
            .unwrap();
        pull(&mut source, 1);
        assert_eq!(meter.shared.read.load(Ordering::Relaxed), 100);
        write(&mut feed, 500..510);
        meter.shared.playing.store(true, Ordering::Relaxed);
        assert!(near(&pull(&mut source, 10), 500..510));
    }

    #[test]
    fn a_jump_does_not_wait_for_an_edit_ahead() {
        let (mut feed, mut meter, mut source, _) = line(RATE, 1.0);
        meter.shared.playing.store(true, Ordering::Relaxed);
        write(&mut feed, 0..600);
        let skip = |from, to| Skip { from, to, fade_in: false };
        // Two edits, far apart, wait for their places.
        feed.skips.push(skip(400, 450)).unwrap();
        feed.skips.push(skip(550, 600)).unwrap();
        pull(&mut source, 100);
        assert_eq!(source.waiting.len(), 2);
        write(&mut feed, 600..700);
        feed.skips.push(skip(0, 700)).unwrap();
        write(&mut feed, 1_000..1_100);
        let heard = pull(&mut source, 60);
        let skipped = meter.skipped.pop().unwrap();
        assert!(skipped.from <= 109 && skipped.to == 700, "{skipped:?}");
        assert!(near(&heard[10..30], 1_010 - (skipped.from - 100)..1_030 - (skipped.from - 100)));
        assert!(source.waiting.is_empty() && meter.skipped.pop().is_err());
    }

    #[test]
    fn edits_at_several_places_each_wait_for_theirs() {
        let (mut feed, meter, mut source, _) = line(RATE, 1.0);
        meter.shared.playing.store(true, Ordering::Relaxed);
        write(&mut feed, 0..100);
        for (from, to) in [(20, 30), (30, 40), (60, 70)] {
            let skip = Skip { from, to, fade_in: false };
            feed.skips.push(skip).unwrap();
        }
        assert!(near(&pull(&mut source, 80), (0..20).chain(40..60).chain(70..100).chain([0; 10])));
    }

    #[test]
    fn the_volume_moves_smoothly() {
        let (mut feed, meter, mut source, _) = line(RATE, 1.0);
        meter.shared.playing.store(true, Ordering::Relaxed);
        for _ in 0..200 {
            feed.samples.push(0.5).unwrap();
        }
        meter.shared.set_volume(0.2);
        let heard = pull(&mut source, 100);
        assert!(heard.windows(2).all(|pair| pair[0] - pair[1] < 700.0));
        assert!((heard[99] - 1_000.0).abs() < 1.0);
    }
}
