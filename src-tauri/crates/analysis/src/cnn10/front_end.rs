//! Log-mel frames as the network was trained with them: librosa's, in decibels.
//!
//! Periodic Hann window of 1024, a hop of 320, centred with reflected ends; power; 64 bands of Slaney's mel scale from 50 to
//! 14,000 Hz with area normalisation; `10·log10(max(x, 1e-10))`.

use audio::lanes::{Simd, WithSimd, widest};

use super::{N_MELS, SAMPLE_RATE};
use crate::filterbank::{Filterbank, LANES, edges};
use crate::spectrum::Spectrum;

/// Samples under one window.
pub(crate) const N_FFT: usize = 1024;
/// Samples from one frame to the next.
pub(crate) const HOP_LENGTH: usize = 320;
const F_MIN: f64 = 50.0;
const F_MAX: f64 = 14_000.0;
const BINS: usize = N_FFT / 2 + 1;
const HALF: usize = N_FFT / 2;
/// Power below which a band counts as this.
const LEAST_POWER: f32 = 1e-10;

/// Tables; has no state.
pub(crate) struct FrontEnd {
    spectrum: Spectrum,
    filterbank: Filterbank,
}

impl FrontEnd {
    pub fn new() -> Self {
        let edges = edges(F_MIN, F_MAX, N_MELS);
        Self {
            spectrum: Spectrum::new(N_FFT),
            filterbank: Filterbank::triangles(&edges, f64::from(SAMPLE_RATE) / N_FFT as f64, BINS, |_, edges| {
                2.0 / (edges[2] - edges[0])
            }),
        }
    }

    /// Frames of a whole clip of mono samples at 32 kHz: `1 + samples / 320` rows of 64 bands; none of a clip too short to be
    /// reflected at its ends.
    pub fn frames(&self, samples: &[f32]) -> Vec<f32> {
        if samples.len() <= HALF {
            return Vec::new();
        }
        let last = samples.len() - 1;
        let before = samples[1..=HALF].iter().rev();
        let behind = samples[last - HALF..last].iter().rev();
        let padded: Vec<f32> = before.chain(samples).chain(behind).copied().collect();
        let frames = samples.len() / HOP_LENGTH + 1;
        let mut out = vec![0.0; frames * N_MELS];
        let mut spectrum = self.spectrum.clone();
        let mut power = vec![0.0; BINS + LANES];
        for (frame, out) in out.chunks_exact_mut(N_MELS).enumerate() {
            spectrum.take(&padded[frame * HOP_LENGTH..][..N_FFT]);
            widest(Bands {
                spectrum: &spectrum,
                filterbank: &self.filterbank,
                power: &mut power,
                out,
            });
            for value in out {
                *value = 10.0 * value.max(LEAST_POWER).log10();
            }
        }
        out
    }
}

/// Bands of a spectrum.
struct Bands<'a> {
    spectrum: &'a Spectrum,
    filterbank: &'a Filterbank,
    power: &'a mut [f32],
    out: &'a mut [f32],
}

impl WithSimd for Bands<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.spectrum.power(&mut self.power[..BINS]);
        self.filterbank.apply(simd, self.power, self.out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_and_very_short_clips_are_finite() {
        let front_end = FrontEnd::new();
        let silent = front_end.frames(&[0.0; 32_000]);
        assert_eq!(silent.len(), 101 * N_MELS);
        assert!(silent.iter().all(|v| (v + 100.0).abs() < 1e-3));
        assert!(front_end.frames(&[0.5; HALF]).is_empty());
        assert_eq!(front_end.frames(&[0.5; HALF + 1]).len(), 2 * N_MELS);
    }

    #[test]
    fn a_tone_is_loudest_in_its_band() {
        let front_end = FrontEnd::new();
        let samples: Vec<f32> = (0..32_000).map(|n| (std::f32::consts::TAU * 0.03125 * n as f32).sin()).collect();
        let frame = &front_end.frames(&samples)[50 * N_MELS..51 * N_MELS];
        let loudest = (0..N_MELS).max_by(|a, b| frame[*a].total_cmp(&frame[*b]));
        let centres = edges(F_MIN, F_MAX, N_MELS);
        let nearest = (0..N_MELS).min_by(|a, b| (centres[a + 1] - 1000.0).abs().total_cmp(&(centres[b + 1] - 1000.0).abs()));
        assert_eq!(loudest, nearest);
    }
}
