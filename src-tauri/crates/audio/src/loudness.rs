//! How loud a track is: integrated loudness by ITU-R BS.1770-4 and EBU R128, true peak by fourfold oversampling.
//!
//! Written out here because it runs over every track of a library: several times as fast as the general meter it is tested
//! against, by filtering channels in pairs and by looking between samples only where a new peak is possible.

use crate::true_peak::TruePeak;
use crate::{Layout, Speaker};

/// Frames filtered at once.
const BLOCK: usize = 1024;
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
    /// Frames of a 100 ms step, and how many are still to come in this one.
    step: usize,
    left: usize,
    /// Weighted energy of the step begun, and of all before it.
    energy: f64,
    steps: Vec<f64>,
}

impl Loudness {
    /// A meter for interleaved frames at `rate` Hz.
    pub fn new(channels: usize, rate: u32) -> Self {
        Self::with_layout(&Layout::of_count(channels), rate)
    }

    /// As [`Loudness::new`], with surround channels weighted and the LFE left out as the standard asks.
    pub fn with_layout(layout: &Layout, rate: u32) -> Self {
        let step = (rate as usize / 10).max(1);
        let weights: Vec<f64> = layout.speakers().iter().map(|speaker| weight(*speaker)).collect();
        let pairs = weights.chunks(2).map(|pair| Pair::new(pair, rate)).collect();
        Self {
            channels: layout.channels(),
            pairs,
            step,
            left: step,
            energy: 0.0,
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
            let count = (rest.len() / self.channels).min(self.left).min(BLOCK);
            let (now, later) = rest.split_at(count * self.channels);
            for (index, pair) in self.pairs.iter_mut().enumerate() {
                self.energy += pair.push(now, self.channels, 2 * index);
            }
            rest = later;
            self.left -= count;
            if self.left == 0 {
                self.steps.push(self.energy / self.step as f64);
                (self.energy, self.left) = (0.0, self.step);
            }
        }
    }

    /// The measurement of everything pushed.
    pub fn finish(mut self) -> LoudnessResult {
        let peak = self.pairs.iter_mut().map(Pair::peak).fold(0.0, f32::max);
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

/// Two channels side by side in the lanes of a vector.
#[derive(Clone, Debug)]
struct Pair {
    weights: [f64; 2],
    shelf: Biquad,
    high_pass: Biquad,
    peaks: Vec<TruePeak>,
    planar: Vec<f32>,
}

impl Pair {
    fn new(weights: &[f64], rate: u32) -> Self {
        let (shelf, high_pass) = k_weighting(f64::from(rate.max(1)));
        let lanes = [weights.first().copied().unwrap_or(0.0), weights.get(1).copied().unwrap_or(0.0)];
        let peaks = weights.iter().map(|_| TruePeak::new(rate)).collect();
        Self {
            weights: lanes,
            shelf,
            high_pass,
            peaks,
            planar: Vec::new(),
        }
    }

    /// Takes frames of `channels` channels, of which this pair has the one at `first` and the next; returns their weighted
    /// energy, summed over the frames.
    fn push(&mut self, frames: &[f32], channels: usize, first: usize) -> f64 {
        let second = first + self.peaks.len() - 1;
        let mut sums = [0.0; 2];
        for frame in frames.chunks_exact(channels) {
            let x = [f64::from(frame[first]), f64::from(frame[second])];
            let y = self.high_pass.run(self.shelf.run(x));
            for lane in 0..2 {
                sums[lane] += y[lane] * y[lane];
            }
        }
        self.shelf.settle();
        self.high_pass.settle();
        for (offset, peak) in self.peaks.iter_mut().enumerate() {
            self.planar.clear();
            self.planar.extend(frames.iter().skip(first + offset).step_by(channels));
            peak.push(&self.planar);
        }
        sums[0] * self.weights[0] + sums[1] * self.weights[1]
    }

    fn peak(&mut self) -> f32 {
        self.peaks.iter_mut().map(TruePeak::finish).fold(0.0, f32::max)
    }
}

/// A second-order section in transposed direct form II, for two channels.
#[derive(Clone, Debug)]
struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
    z: [[f64; 2]; 2],
}

impl Biquad {
    fn new(b: [f64; 3], a: [f64; 2]) -> Self {
        Self { b, a, z: [[0.0; 2]; 2] }
    }

    #[inline(always)]
    fn run(&mut self, x: [f64; 2]) -> [f64; 2] {
        let mut y = [0.0; 2];
        for lane in 0..2 {
            y[lane] = self.b[0] * x[lane] + self.z[0][lane];
            self.z[0][lane] = self.b[1] * x[lane] - self.a[0] * y[lane] + self.z[1][lane];
            self.z[1][lane] = self.b[2] * x[lane] - self.a[1] * y[lane];
        }
        y
    }

    /// What rings on in silence would end as numbers too small to compute with at speed.
    fn settle(&mut self) {
        for value in self.z.as_flattened_mut() {
            if value.abs() < 1e-20 {
                *value = 0.0;
            }
        }
    }
}

/// The two filters of BS.1770 at any rate, from their analogue prototypes (De Man, "Evaluation of implementations of the EBU
/// R128 loudness measurement", 2018): a shelf of +4 dB for the head, and a high pass.
fn k_weighting(rate: f64) -> (Biquad, Biquad) {
    let k = (std::f64::consts::PI * 1_681.974_450_955_533 / rate).tan();
    let q = 0.707_175_236_955_419_6;
    let vh = 10f64.powf(3.999_843_853_973_347 / 20.0);
    let vb = vh.powf(0.499_666_774_154_541_6);
    let a0 = 1.0 + k / q + k * k;
    let shelf = Biquad::new(
        [
            (vh + vb * k / q + k * k) / a0,
            2.0 * (k * k - vh) / a0,
            (vh - vb * k / q + k * k) / a0,
        ],
        [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0],
    );
    let k = (std::f64::consts::PI * 38.135_470_876_024_44 / rate).tan();
    let q = 0.500_327_037_323_877_3;
    let a0 = 1.0 + k / q + k * k;
    let high_pass = Biquad::new([1.0, -2.0, 1.0], [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0]);
    (shelf, high_pass)
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

    /// Case 6 of the same table: five channels, each at its own level.
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
}
