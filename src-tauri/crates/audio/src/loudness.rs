//! How loud a track is, by EBU R128.

use ebur128::{EbuR128, Mode};

use crate::{Layout, Speaker};

/// What a whole track measures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LoudnessResult {
    /// Integrated loudness in LUFS (ITU-R BS.1770-4 gating); `None` for silence.
    pub lufs: Option<f32>,
    /// Highest true peak of any channel in dBTP; `None` for silence.
    pub true_peak_db: Option<f32>,
}

/// Meter for one track, fed block by block.
pub struct Loudness {
    meter: Option<EbuR128>,
    channels: usize,
}

impl Loudness {
    /// A meter for interleaved frames at `rate` Hz. Shapes the standard does not know (no channels, more than 64, a rate
    /// beyond 2.8 MHz) give a meter that reports `None`.
    pub fn new(channels: usize, rate: u32) -> Self {
        Self::with_layout(&Layout::of_count(channels), rate)
    }

    /// As [`Loudness::new`], with surround channels weighted and the LFE left out as the standard asks.
    pub fn with_layout(layout: &Layout, rate: u32) -> Self {
        let channels = layout.channels();
        let meter = u32::try_from(channels)
            .ok()
            .and_then(|channels| EbuR128::new(channels, rate, Mode::I | Mode::TRUE_PEAK).ok());
        let meter = meter.and_then(|mut meter| {
            let map: Vec<_> = layout.speakers().iter().map(|speaker| weight(*speaker, channels)).collect();
            meter.set_channel_map(&map).ok()?;
            Some(meter)
        });
        Self { meter, channels }
    }

    /// Takes interleaved frames.
    pub fn push(&mut self, frames: &[f32]) {
        if let Some(meter) = &mut self.meter {
            let whole = frames.len() - frames.len() % self.channels.max(1);
            if meter.add_frames_f32(&frames[..whole]).is_err() {
                self.meter = None;
            }
        }
    }

    /// The measurement of everything pushed.
    pub fn finish(self) -> LoudnessResult {
        let Some(meter) = self.meter else {
            return LoudnessResult::default();
        };
        let lufs = meter.loudness_global().ok().filter(|lufs| lufs.is_finite()).map(|lufs| lufs as f32);
        let peak = (0..meter.channels())
            .filter_map(|channel| meter.true_peak(channel).ok())
            .fold(0.0, f64::max);
        LoudnessResult {
            lufs,
            true_peak_db: (peak > 0.0).then(|| (20.0 * peak.log10()) as f32),
        }
    }
}

fn weight(speaker: Speaker, channels: usize) -> ebur128::Channel {
    use ebur128::Channel;
    match speaker {
        Speaker::FrontLeft => Channel::Left,
        Speaker::FrontRight => Channel::Right,
        Speaker::FrontCenter | Speaker::Center => Channel::Center,
        // Two surrounds are weighted as surrounds; of more, the standard's weight fits only those at the sides.
        Speaker::Left => Channel::LeftSurround,
        Speaker::Right => Channel::RightSurround,
        Speaker::Lfe => Channel::Unused,
        Speaker::Unknown if channels <= 2 => Channel::Center,
        Speaker::Unknown => Channel::Center,
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;

    fn tone(rate: u32, hz: f64, db: f64, seconds: f64) -> Vec<f32> {
        let amplitude = 10f64.powf(db / 20.0);
        (0..(f64::from(rate) * seconds) as usize)
            .flat_map(|n| {
                let sample = (amplitude * (2.0 * PI * hz * n as f64 / f64::from(rate)).sin()) as f32;
                [sample, sample]
            })
            .collect()
    }

    /// EBU Tech 3341 v4, table 1, cases 1 to 5.
    #[test]
    fn the_test_signals_of_the_standard() {
        let cases: [(&[(f64, f64)], f32); 5] = [
            (&[(-23.0, 20.0)], -23.0),
            (&[(-33.0, 20.0)], -33.0),
            (&[(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)], -23.0),
            (&[(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)], -23.0),
            (&[(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)], -23.0),
        ];
        for (parts, expect) in cases {
            let mut meter = Loudness::new(2, 48_000);
            for &(db, seconds) in parts {
                meter.push(&tone(48_000, 1_000.0, db, seconds));
            }
            let lufs = meter.finish().lufs.unwrap();
            assert!((lufs - expect).abs() <= 0.1, "{parts:?}: {lufs}");
        }
    }

    #[test]
    fn a_true_peak_stands_between_samples() {
        // A quarter of the rate, shifted by 45°: every sample is 3 dB below the peak of the wave.
        let samples: Vec<f32> = (0..48_000)
            .map(|n| (0.5 * (2.0 * PI * 0.25 * f64::from(n) + PI / 4.0).sin()) as f32)
            .collect();
        let mut meter = Loudness::new(1, 48_000);
        meter.push(&samples);
        let peak = meter.finish().true_peak_db.unwrap();
        assert!((-6.4..=-5.8).contains(&peak), "{peak}");
    }

    #[test]
    fn silence_and_nonsense_have_no_loudness() {
        let mut silent = Loudness::new(2, 44_100);
        silent.push(&vec![0.0; 88_200]);
        assert_eq!(silent.finish(), LoudnessResult::default());
        let mut nothing = Loudness::new(0, 44_100);
        nothing.push(&[1.0]);
        assert_eq!(nothing.finish(), LoudnessResult::default());
    }
}
