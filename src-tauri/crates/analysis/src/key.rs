//! Key by chroma and profile correlation (Krumhansl & Kessler 1982).
//!
//! Spectral peaks between 100 Hz and 2 kHz of quarter-second frames, two a second, are folded to twelve pitch classes by
//! their interpolated frequency; the mean chroma is correlated with the profiles of the 24 keys.

use domain::MusicalKey;

use crate::mel::SAMPLE_RATE;
use crate::spectrum::Spectrum;

const N_FFT: usize = 4096;
const HALF: usize = N_FFT / 2;
const LOWEST: f32 = 100.0;
const HIGHEST: f32 = 2_000.0;
/// Frames quieter than this sum of peak magnitudes say nothing.
const QUIET: f32 = 0.5;

const MAJOR: [f64; 12] = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88];
const MINOR: [f64; 12] = [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17];

/// Collects chroma of mono samples at [`SAMPLE_RATE`]; memory does not grow with the track.
pub struct KeyMeter {
    spectrum: Spectrum,
    pending: Vec<f32>,
    power: Vec<f32>,
    chroma: [f64; 12],
    frames: usize,
    blocks: usize,
}

impl Default for KeyMeter {
    fn default() -> Self {
        Self::new()
    }
}

impl KeyMeter {
    pub fn new() -> Self {
        Self {
            spectrum: Spectrum::new(N_FFT),
            pending: Vec::with_capacity(N_FFT),
            power: vec![0.0; HALF + 1],
            chroma: [0.0; 12],
            frames: 0,
            blocks: 0,
        }
    }

    /// Takes samples of any number.
    pub fn push(&mut self, mut mono: &[f32]) {
        while !mono.is_empty() {
            let take = (N_FFT - self.pending.len()).min(mono.len());
            self.pending.extend_from_slice(&mono[..take]);
            mono = &mono[take..];
            if self.pending.len() == N_FFT {
                // Every other quarter of a second is plenty for a key.
                if self.blocks.is_multiple_of(2) {
                    self.frame();
                }
                self.blocks += 1;
                self.pending.clear();
            }
        }
    }

    fn frame(&mut self) {
        self.spectrum.take(&self.pending);
        let bin_hz = SAMPLE_RATE as f32 / N_FFT as f32;
        let (from, to) = ((LOWEST / bin_hz) as usize, (HIGHEST / bin_hz) as usize);
        for bin in from - 1..=to {
            self.power[bin] = self.spectrum.bin(bin);
        }
        let mut chroma = [0.0f32; 12];
        for bin in from..to {
            let (left, middle, right) = (self.power[bin - 1], self.power[bin], self.power[bin + 1]);
            if middle <= left || middle < right || middle < 1e-6 {
                continue;
            }
            // Parabola through the logarithms of the three bins.
            let (a, b, c) = (left.max(1e-12).ln(), middle.ln(), right.max(1e-12).ln());
            let bend = a - 2.0 * b + c;
            let offset = if bend.abs() > 1e-6 { 0.5 * (a - c) / bend } else { 0.0 };
            let pitch = 12.0 * ((bin as f32 + offset) * bin_hz / 440.0).log2() + 69.0;
            let class = (pitch.round() as i32).rem_euclid(12) as usize;
            // Between two semitones a peak belongs to neither.
            let sharpness = 1.0 - 2.0 * (pitch - pitch.round()).abs();
            chroma[class] += middle.sqrt() * sharpness.max(0.0);
        }
        let sum: f32 = chroma.iter().sum();
        if sum > QUIET && sum.is_finite() {
            // Loud passages count as much as quiet ones.
            for (total, value) in self.chroma.iter_mut().zip(chroma) {
                *total += f64::from(value / sum);
            }
            self.frames += 1;
        }
    }

    /// The key; `None` for less than two seconds of sound or for sound without pitch classes.
    pub fn finish(self) -> Option<MusicalKey> {
        if self.frames < 4 {
            return None;
        }
        let mut keys: Vec<(f64, u8, bool)> = Vec::with_capacity(24);
        for tonic in 0..12u8 {
            for (profile, minor) in [(&MAJOR, false), (&MINOR, true)] {
                let rotated: [f64; 12] = std::array::from_fn(|i| profile[(i + 12 - usize::from(tonic)) % 12]);
                keys.push((correlation(&self.chroma, &rotated), tonic, minor));
            }
        }
        keys.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (best, tonic, minor) = keys[0];
        if best.is_nan() || best < 0.3 {
            return None;
        }
        // How well it fits, and how far ahead of the next best it is.
        let lead = (best - keys[1].0) / 0.15;
        let confidence = (best * (0.4 + 0.6 * lead.min(1.0))).clamp(0.0, 1.0) as f32;
        Some(MusicalKey { tonic, minor, confidence })
    }
}

/// Pearson's; 0 if either side is constant.
fn correlation(a: &[f64; 12], b: &[f64; 12]) -> f64 {
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / 12.0, b.iter().sum::<f64>() / 12.0);
    let (mut product, mut square_a, mut square_b) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        product += (a - mean_a) * (b - mean_b);
        square_a += (a - mean_a).powi(2);
        square_b += (b - mean_b).powi(2);
    }
    let scale = (square_a * square_b).sqrt();
    if scale > 1e-12 { product / scale } else { 0.0 }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::SplitMix64;

    /// Chords of four partials a note, half a second each.
    fn chords(tonic: u8, minor: bool) -> Vec<f32> {
        let third = if minor { 3 } else { 4 };
        let progression: [[i32; 3]; 4] = if minor {
            [[0, 3, 7], [5, 8, 12], [7, 11, 14], [0, 3, 7]]
        } else {
            [[0, 4, 7], [5, 9, 12], [7, 11, 14], [0, 4, 7]]
        };
        assert_eq!(progression[0][1], third);
        let mut samples = Vec::new();
        for i in 0..24 {
            for n in 0..8000 {
                let time = n as f64 / 16_000.0;
                let sample: f64 = progression[i % 4]
                    .iter()
                    .flat_map(|step| {
                        let hz = 440.0 * 2f64.powf((f64::from(48 + i32::from(tonic) + step) - 69.0) / 12.0);
                        (1..=4).map(move |k| (std::f64::consts::TAU * hz * f64::from(k) * time).sin() / f64::from(k))
                    })
                    .sum();
                samples.push(0.1 * sample as f32);
            }
        }
        samples
    }

    fn key(samples: &[f32]) -> Option<MusicalKey> {
        let mut meter = KeyMeter::new();
        samples.chunks(1000).for_each(|block| meter.push(block));
        meter.finish()
    }

    #[test]
    fn cadences_have_their_key() {
        for tonic in 0..12 {
            for minor in [false, true] {
                let found = key(&chords(tonic, minor)).unwrap();
                assert_eq!((found.tonic, found.minor), (tonic, minor), "{found:?}");
                assert!(found.confidence > 0.3, "{found:?}");
            }
        }
    }

    #[test]
    fn no_pitch_no_key() {
        assert_eq!(key(&[]), None);
        assert_eq!(key(&vec![0.0; 160_000]), None);
        let mut rng = SplitMix64::new(8);
        let noise: Vec<f32> = (0..320_000).map(|_| rng.unit() as f32 - 0.5).collect();
        assert!(key(&noise).is_none_or(|k| k.confidence < 0.35), "{:?}", key(&noise));
    }
}
