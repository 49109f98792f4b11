//! Both sides of a line for a device that has but one.

use rodio::{ChannelCount, SampleRate, Source};

use crate::line::LineSource;

/// The mean of left and right. A mixer that is given two channels for one keeps the left alone.
pub(crate) struct MonoSource(LineSource);

impl MonoSource {
    pub(crate) fn new(line: LineSource) -> Self {
        Self(line)
    }
}

impl Iterator for MonoSource {
    type Item = f32;

    #[inline]
    fn next(&mut self) -> Option<f32> {
        let (left, right) = (self.0.next()?, self.0.next()?);
        Some(0.5 * (left + right))
    }
}

impl Source for MonoSource {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> ChannelCount {
        ChannelCount::MIN
    }

    fn sample_rate(&self) -> SampleRate {
        self.0.sample_rate()
    }

    fn total_duration(&self) -> Option<std::time::Duration> {
        None
    }
}

/// Plays a line through a mixer, in the shape its device has.
pub(crate) fn attach(mixer: &rodio::mixer::Mixer, device_channels: ChannelCount, line: LineSource) {
    if device_channels == ChannelCount::MIN {
        mixer.add(MonoSource::new(line));
    } else {
        mixer.add(line);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;
    use crate::line::line;

    #[test]
    fn one_loudspeaker_plays_both_sides() {
        const RATE: SampleRate = SampleRate::new(8_000).unwrap();
        for channels in [1, 2, 6] {
            let (mut feed, meter, source, _) = line(RATE, 1.0, &domain::Sound::default());
            for _ in 0..100 {
                feed.samples.push(0.2).unwrap();
                feed.samples.push(0.6).unwrap();
            }
            meter.shared.playing.store(true, Ordering::Relaxed);
            let channels = ChannelCount::new(channels).unwrap();
            let (mixer, mixed) = rodio::mixer::mixer(channels, RATE);
            attach(&mixer, channels, source);
            let heard: Vec<f32> = mixed.take(40 * usize::from(channels.get())).collect();
            let frame = &heard[20 * usize::from(channels.get())..][..usize::from(channels.get())];
            match frame {
                [both] => assert!((both - 0.4).abs() < 1e-6, "{both}"),
                [left, right, ..] => assert!((left - 0.2).abs() < 1e-6 && (right - 0.6).abs() < 1e-6, "{frame:?}"),
                [] => panic!("nothing is heard"),
            }
        }
    }
}
