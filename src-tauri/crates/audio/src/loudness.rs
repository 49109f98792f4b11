//! How loud a track is: integrated loudness by ITU-R BS.1770-4 and EBU R128, true peak by fourfold oversampling.
//!
//! Written out here because it runs over every track of a library: many times as fast as the general meter it is tested
//! against, by filtering in the lanes of vectors and by looking between samples only where a new peak is possible.

use crate::k_weighting::StepEnergy;
use crate::true_peak::{CONTEXT, TruePeak};
use crate::{Layout, Speaker};

/// Loudness that a block must have to count at all, and the distance from the mean that it may have, in LU.
const ABSOLUTE_GATE: f64 = -70.0;
const RELATIVE_GATE: f64 = -10.0;

/// What a whole track measures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LoudnessResult {
    /// Integrated loudness in LUFS; `None` for silence and for less than 400 ms.
    pub lufs: Option<f32>,
    /// Highest true peak of any channel in dBTP; `None` for silence.
    pub true_peak_db: Option<f32>,
}

/// Meter for one track, fed block by block.
#[derive(Clone, Debug)]
pub struct Loudness {
    channels: usize,
    pairs: Vec<Pair>,
    true_peak: TruePeak,
    /// Samples of the frames before a 100 ms step that its true peak needs, and of the step.
    before: usize,
    step: usize,
    /// Both, as far as they have come: always measured whole, so that the size of the blocks changes nothing.
    held: Vec<f32>,
    /// A pair's channels side by side, where there are more or fewer.
    beside: Vec<[f32; 2]>,
    /// Weighted energy of each step.
    steps: Vec<f64>,
}

/// Two channels, weighted.
#[derive(Clone, Debug)]
struct Pair {
    channels: [usize; 2],
    weights: [f64; 2],
    energy: StepEnergy,
}

impl Loudness {
    /// A meter for interleaved frames at `rate` Hz.
    pub fn new(channels: usize, rate: u32) -> Self {
        Self::with_layout(&Layout::of_count(channels), rate)
    }

    /// As [`Loudness::new`], with surround channels weighted and the LFE left out as the standard asks.
    pub fn with_layout(layout: &Layout, rate: u32) -> Self {
        let channels = layout.channels();
        let frames = (rate as usize / 10).max(1);
        let energy = StepEnergy::new(f64::from(rate.max(1)), frames);
        let weights: Vec<f64> = layout.speakers().iter().map(|speaker| weight(*speaker)).collect();
        let pair = |(index, pair): (usize, &[f64])| Pair {
            // The last of an odd number stands beside itself, without weight.
            channels: [2 * index, 2 * index + pair.len() - 1],
            weights: [pair[0], pair.get(1).copied().unwrap_or(0.0)],
            energy: energy.clone(),
        };
        let before = CONTEXT * channels;
        let mut held = Vec::with_capacity(before + frames * channels);
        held.resize(before, 0.0);
        Self {
            channels,
            pairs: weights.chunks(2).enumerate().map(pair).collect(),
            true_peak: TruePeak::new(rate),
            before,
            step: frames * channels,
            held,
            beside: Vec::new(),
            steps: Vec::new(),
        }
    }

    /// Takes interleaved frames.
    pub fn push(&mut self, frames: &[f32]) {
        if self.channels == 0 {
            return;
        }
        let mut rest = &frames[..frames.len() - frames.len() % self.channels];
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(self.before + self.step - self.held.len()));
            self.held.extend_from_slice(now);
            rest = later;
            if self.held.len() == self.before + self.step {
                self.measure();
            }
        }
    }

    fn measure(&mut self) {
        let step = &self.held[self.before..];
        let mut sum = 0.0;
        for pair in &mut self.pairs {
            let energies = if self.channels == 2 {
                pair.energy.push(step.as_chunks::<2>().0)
            } else {
                self.beside.clear();
                let both = |frame: &[f32]| pair.channels.map(|channel| frame[channel]);
                self.beside.extend(step.chunks_exact(self.channels).map(both));
                pair.energy.push(&self.beside)
            };
            sum += energies[0] * pair.weights[0] + energies[1] * pair.weights[1];
        }
        self.steps.push(sum * self.channels as f64 / self.step as f64);
        self.true_peak.push(&self.held, self.channels);
        self.held.copy_within(self.step.., 0);
        self.held.truncate(self.before);
    }

    /// The measurement of everything pushed.
    pub fn finish(mut self) -> LoudnessResult {
        // Silence pushes the last samples through.
        self.held.resize(self.held.len() + self.before, 0.0);
        self.true_peak.push(&self.held, self.channels);
        let peak = self.true_peak.peak();
        LoudnessResult {
            lufs: integrated(&self.steps),
            true_peak_db: (peak > 0.0).then(|| 20.0 * peak.log10()),
        }
    }
}

/// Mean of the 400 ms blocks, one every 100 ms, that pass both gates.
fn integrated(steps: &[f64]) -> Option<f32> {
    let blocks: Vec<f64> = steps.windows(4).map(|block| block.iter().sum::<f64>() / 4.0).collect();
    let mean_above = |gate: f64| {
        let (sum, count) = blocks
            .iter()
            .filter(|energy| **energy >= gate)
            .fold((0.0, 0_u32), |(sum, count), energy| (sum + energy, count + 1));
        (count > 0).then(|| sum / f64::from(count))
    };
    let ungated = mean_above(energy_of(ABSOLUTE_GATE))?;
    let gate = energy_of(loudness_of(ungated) + RELATIVE_GATE).max(energy_of(ABSOLUTE_GATE));
    mean_above(gate).map(|energy| loudness_of(energy) as f32)
}

fn loudness_of(energy: f64) -> f64 {
    -0.691 + 10.0 * energy.log10()
}

fn energy_of(loudness: f64) -> f64 {
    10f64.powf((loudness + 0.691) / 10.0)
}

fn weight(speaker: Speaker) -> f64 {
    match speaker {
        Speaker::Left | Speaker::Right => 1.41,
        Speaker::Lfe => 0.0,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use domain::SplitMix64;
    use ebur128::{EbuR128, Mode};

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

    /// EBU Tech 3342, table 1, cases 1 to 4: made for the loudness range, of which there is none here, and hard on the gates. What they
    /// measure integrated follows from the powers of the parts that pass.
    #[test]
    fn the_test_signals_for_the_range() {
        let mean = |levels: &[f64]| {
            let power: f64 = levels.iter().map(|level| 10f64.powf(level / 10.0)).sum();
            (10.0 * (power / levels.len() as f64).log10()) as f32
        };
        let cases: [(&[f64], &[f64]); 4] = [
            (&[-20.0, -30.0], &[-20.0, -30.0]),
            (&[-20.0, -15.0], &[-20.0, -15.0]),
            // The gate at −33 LUFS leaves the first part out.
            (&[-40.0, -20.0], &[-20.0]),
            // And that at −36.7 LUFS the outer ones.
            (&[-50.0, -35.0, -20.0, -35.0, -50.0], &[-35.0, -20.0, -35.0]),
        ];
        for (parts, heard) in cases {
            let mut meter = Loudness::new(2, 48_000);
            parts.iter().for_each(|db| meter.push(&tone(48_000, 1_000.0, *db, 20.0)));
            let lufs = meter.finish().lufs.unwrap();
            assert!((lufs - mean(heard)).abs() <= 0.1, "{parts:?}: {lufs} for {}", mean(heard));
        }
    }

    /// EBU Tech 3341 v4, table 1, case 6: five channels, each at its own level.
    #[test]
    fn surround_is_weighted() {
        let levels: [f64; 6] = [-28.0, -28.0, -24.0, -200.0, -30.0, -30.0];
        let samples: Vec<f32> = (0..48_000 * 20)
            .flat_map(|n| {
                let wave = (2.0 * PI * 1_000.0 * f64::from(n) / 48_000.0).sin();
                levels.map(|db| (10f64.powf(db / 20.0) * wave) as f32)
            })
            .collect();
        let mut meter = Loudness::new(6, 48_000);
        meter.push(&samples);
        let lufs = meter.finish().lufs.unwrap();
        assert!((lufs + 23.0).abs() <= 0.1, "{lufs}");
    }

    #[test]
    fn it_agrees_with_another_meter() {
        let mut rng = SplitMix64::new(8);
        for (rate, channels) in [(44_100, 1), (44_100, 2), (48_000, 2), (96_000, 2), (22_050, 2), (192_000, 1)] {
            let mut low = [0.0; 2];
            let samples: Vec<f32> = (0..rate as usize * 8)
                .flat_map(|n| {
                    // Noise of changing colour and level, with clicks.
                    let swell = 0.05 + 0.4 * (n as f64 / f64::from(rate) * 0.9).sin().abs();
                    let mut frame = [0.0, 0.0];
                    for (value, low) in frame.iter_mut().zip(&mut low) {
                        *low = 0.9 * *low + 0.1 * (rng.unit() * 2.0 - 1.0);
                        let click = if rng.below(4_000) == 0 { 0.6 } else { 0.0 };
                        *value = (swell * (2.0 * *low + 0.1 * rng.unit()) + click) as f32;
                    }
                    frame.into_iter().take(channels)
                })
                .collect();
            let mut ours = Loudness::new(channels, rate);
            let mut theirs = EbuR128::new(channels as u32, rate, Mode::I | Mode::TRUE_PEAK).unwrap();
            for block in samples.chunks(channels * 1_153) {
                ours.push(block);
                theirs.add_frames_f32(block).unwrap();
            }
            let ours = ours.finish();
            let lufs = theirs.loudness_global().unwrap() as f32;
            let peak = (0..channels as u32)
                .map(|channel| theirs.true_peak(channel).unwrap())
                .fold(0.0, f64::max);
            assert!((ours.lufs.unwrap() - lufs).abs() < 0.02, "{rate} Hz: {:?} and {lufs}", ours.lufs);
            let peak = 20.0 * peak.log10() as f32;
            assert!(
                (ours.true_peak_db.unwrap() - peak).abs() < 0.15,
                "{rate} Hz: {:?} and {peak}",
                ours.true_peak_db
            );
        }
    }

    #[test]
    fn silence_and_nonsense_have_no_loudness() {
        let mut silent = Loudness::new(2, 44_100);
        silent.push(&vec![0.0; 88_200]);
        assert_eq!(silent.finish(), LoudnessResult::default());
        let mut nothing = Loudness::new(0, 0);
        nothing.push(&[1.0]);
        assert_eq!(nothing.finish(), LoudnessResult::default());
    }

    #[test]
    fn blocks_do_not_matter() {
        let mut rng = SplitMix64::new(9);
        for channels in [1, 2, 3, 6] {
            let samples: Vec<f32> = (0..channels * 40_001).map(|_| rng.unit() as f32 - 0.5).collect();
            let measured = |frames: usize| {
                let mut meter = Loudness::new(channels, 44_100);
                samples.chunks(frames * channels).for_each(|block| meter.push(block));
                meter.finish()
            };
            let whole = measured(samples.len());
            assert!(whole.lufs.is_some());
            for frames in [1, 77, 1_152, 4_410, 4_411] {
                assert_eq!(measured(frames), whole, "{channels} channels, blocks of {frames}");
            }
        }
    }
}
