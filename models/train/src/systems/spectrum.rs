//! Short-time spectra and mel bands for the baselines, which have front ends of their own.

use std::sync::Arc;

use rustfft::num_complex::Complex32;
use rustfft::{Fft, FftPlanner};

/// Power spectra under a Hann window of `size` samples every `hop`.
pub struct Spectrum {
    fft: Arc<dyn Fft<f32>>,
    window: Vec<f32>,
    hop: usize,
}

impl Spectrum {
    pub fn new(size: usize, hop: usize) -> Self {
        let turn = std::f32::consts::TAU / size as f32;
        Self {
            fft: FftPlanner::new().plan_fft_forward(size),
            window: (0..size).map(|i| 0.5 - 0.5 * (turn * i as f32).cos()).collect(),
            hop,
        }
    }

    /// Calls `take` with the power of the bins `0..=size / 2` of each whole window; a signal shorter than one window is
    /// padded with zeros to one.
    pub fn each(&self, samples: &[f32], mut take: impl FnMut(&[f32])) {
        let size = self.window.len();
        let mut padded = samples.to_vec();
        padded.resize(samples.len().max(size), 0.0);
        let mut bins = vec![Complex32::default(); size];
        let mut scratch = vec![Complex32::default(); self.fft.get_inplace_scratch_len()];
        let mut power = vec![0.0; size / 2 + 1];
        for start in (0..=padded.len() - size).step_by(self.hop) {
            for ((bin, sample), weight) in bins.iter_mut().zip(&padded[start..start + size]).zip(&self.window) {
                *bin = Complex32::new(sample * weight, 0.0);
            }
            self.fft.process_with_scratch(&mut bins, &mut scratch);
            power.iter_mut().zip(&bins).for_each(|(power, bin)| *power = bin.norm_sqr());
            take(&power);
        }
    }
}

/// Triangular bands evenly spaced on the mel scale `1127 · ln(1 + f / 700)`, each with its first bin.
pub fn mel_bands(bands: usize, size: usize, rate: u32) -> Vec<(usize, Vec<f32>)> {
    let highest = 1127.0 * (1.0 + rate as f32 / 2.0 / 700.0).ln();
    let edge = |i: usize| {
        let hz = 700.0 * ((highest * i as f32 / (bands + 1) as f32 / 1127.0).exp() - 1.0);
        hz * size as f32 / rate as f32
    };
    let band = |b: usize| {
        let (left, centre, right) = (edge(b), edge(b + 1), edge(b + 2));
        let weight = |bin: usize| {
            ((bin as f32 - left) / (centre - left))
                .min((right - bin as f32) / (right - centre))
                .max(0.0)
        };
        let first = left.floor() as usize;
        let last = (right.ceil() as usize).min(size / 2);
        (first, (first..=last).map(weight).collect())
    };
    (0..bands).map(band).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_stands_in_its_bin() {
        let samples: Vec<f32> = (0..4096).map(|i| (std::f32::consts::TAU * 20.0 * i as f32 / 512.0).sin()).collect();
        let mut frames = 0;
        Spectrum::new(512, 256).each(&samples, |power| {
            let highest = (0..power.len()).max_by(|a, b| power[*a].total_cmp(&power[*b]));
            assert_eq!(highest, Some(20));
            frames += 1;
        });
        assert_eq!(frames, 15);
    }

    #[test]
    fn every_mel_band_has_a_bin() {
        let bands = mel_bands(36, 1024, 22_050);
        assert!(bands.iter().all(|(_, weights)| weights.iter().sum::<f32>() > 0.3));
    }
}
