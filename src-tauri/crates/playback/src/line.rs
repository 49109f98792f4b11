//! The line from the decoder to the sound device: a lock-free ring, and what each end of it has.

mod source;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use domain::Sound;
use rodio::SampleRate;
use rtrb::{Consumer, Producer, RingBuffer};

use crate::preview::{PreviewFeed, PreviewShared, preview};
use crate::tone::ToneSettings;

pub(crate) use source::LineSource;
use source::SourceEnds;

/// Channels on the line; the device's own layout is the mixer's business.
pub(crate) const CHANNELS: usize = 2;
/// Milliseconds decoded ahead.
const AHEAD_MS: usize = 1_500;
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
    /// The limiter kept something down since this was last looked at.
    pub(crate) limited: AtomicBool,
    pub(crate) tone: Arc<ToneSettings>,
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
    /// The device reads whether there is something or not.
    pub(crate) runs_on: bool,
}

/// The engine's end: where the listener is.
pub(crate) struct LineMeter {
    pub(crate) shared: Arc<Shared>,
    pub(crate) skipped: Consumer<Skipped>,
    pub(crate) preview: Arc<PreviewShared>,
    /// Hz.
    pub(crate) rate: u32,
}

/// Builds a line at a device's rate.
pub(crate) fn line(rate: SampleRate, volume: f32, sound: &Sound) -> (LineFeed, LineMeter, LineSource, PreviewFeed) {
    let frames = rate.get() as usize * AHEAD_MS / 1000;
    let (samples_in, samples_out) = RingBuffer::new(frames.max(1) * CHANNELS);
    let (skips_in, skips_out) = RingBuffer::new(COMMANDS);
    let (skipped_in, skipped_out) = RingBuffer::new(COMMANDS);
    let shared = Arc::new(Shared {
        read: AtomicU64::new(0),
        playing: AtomicBool::new(false),
        beats: AtomicU64::new(0),
        volume: AtomicU32::new(volume.to_bits()),
        expecting: AtomicBool::new(false),
        underrun: AtomicU64::new(0),
        limited: AtomicBool::new(false),
        tone: ToneSettings::new(rate.get(), sound),
    });
    let (preview_feed, preview) = preview(rate, &shared.tone);
    let feed = LineFeed {
        samples: samples_in,
        skips: skips_in,
        rate: rate.get(),
        runs_on: false,
    };
    let meter = LineMeter {
        shared: shared.clone(),
        skipped: skipped_out,
        preview: preview_feed.shared.clone(),
        rate: rate.get(),
    };
    let ends = SourceEnds {
        samples: samples_out,
        skips: skips_out,
        skipped: skipped_in,
    };
    let source = LineSource::new(ends, shared, rate, volume, preview);
    (feed, meter, source, preview_feed)
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
        let (mut feed, meter, mut source, _) = line(RATE, 1.0, &Sound::default());
        write(&mut feed, 1..11);
        assert!(near(&pull(&mut source, 3), [0, 0, 0]));
        meter.shared.playing.store(true, Ordering::Relaxed);
        assert!(near(&pull(&mut source, 12), (1..11).chain([0, 0])));
        assert_eq!(meter.shared.read.load(Ordering::Relaxed), 10);
        assert_eq!(meter.shared.underrun.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn pausing_fades_and_loses_nothing() {
        let (mut feed, meter, mut source, _) = line(RATE, 1.0, &Sound::default());
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
        let (mut feed, mut meter, mut source, _) = line(RATE, 1.0, &Sound::default());
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
        let (mut feed, mut meter, mut source, _) = line(RATE, 1.0, &Sound::default());
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
    fn a_jump_fades_in_also_where_its_samples_come_late() {
        let (mut feed, meter, mut source, _) = line(RATE, 1.0, &Sound::default());
        meter.shared.playing.store(true, Ordering::Relaxed);
        meter.shared.expecting.store(true, Ordering::Relaxed);
        write(&mut feed, 1_000..1_500);
        pull(&mut source, 100);
        let skip = Skip {
            from: 0,
            to: 500,
            fade_in: true,
        };
        feed.skips.push(skip).unwrap();
        let gap = pull(&mut source, 60);
        assert!(gap[30..].iter().all(|sample| *sample == 0.0));
        write(&mut feed, 1_000..1_100);
        let back = pull(&mut source, 20);
        assert!(back[0] > 0.0 && back[0] < 300.0 && back[..8].is_sorted(), "{back:?}");
        assert!(near(&back[8..], 1_008..1_020));
    }

    #[test]
    fn a_paused_line_skips_at_once() {
        let (mut feed, meter, mut source, _) = line(RATE, 1.0, &Sound::default());
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
        let (mut feed, mut meter, mut source, _) = line(RATE, 1.0, &Sound::default());
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
        let (mut feed, meter, mut source, _) = line(RATE, 1.0, &Sound::default());
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
        let (mut feed, meter, mut source, _) = line(RATE, 1.0, &Sound::default());
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
