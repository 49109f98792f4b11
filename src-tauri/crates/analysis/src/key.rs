//! Key by chroma and profile correlation (Krumhansl 1990) with the profiles of Temperley (2007).
//!
//! Spectral peaks between 100 Hz and 5 kHz of quarter-second frames, two a second, are folded to tenths of a semitone by
//! their interpolated frequency; the mean of the frames says how the music is tuned, is folded to twelve pitch classes of that tuning,
//! and correlated with the profiles of the 24 keys.

use domain::MusicalKey;

use crate::mel::SAMPLE_RATE;
use crate::spectrum::Spectrum;

const N_FFT: usize = 4096;
const HALF: usize = N_FFT / 2;
const LOWEST: f32 = 100.0;
const HIGHEST: f32 = 5_000.0;
/// Frames quieter than this sum of peak magnitudes say nothing.
const QUIET: f32 = 0.5;
/// Of a semitone.
const TENTHS: usize = 10;
const FINE: usize = 12 * TENTHS;

/// How often each degree of the scale occurs in the music examples of Kostka & Payne (Temperley 2007, *Music and Probability*).
const MAJOR: [f64; 12] = [0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400];
const MINOR: [f64; 12] = [0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.133, 0.330];

/// The best correlation of noise stays below this. From here on it rises with how often the key is right: .37 of the recordings
/// below, .66 of those above the median correlation of .735 (`models/train/LOG.md`); how far ahead of the next best key it is says nothing.
const NO_KEY: f64 = 0.4;
const STEEPNESS: f64 = 1.5;

/// Collects chroma of mono samples at [`SAMPLE_RATE`]; memory does not grow with the track.
pub struct KeyMeter {
    spectrum: Spectrum,
    pending: Vec<f32>,
    power: Vec<f32>,
    /// From a quarter tone below C on.
    fine: [f64; FINE],
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
            fine: [0.0; FINE],
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
        self.spectrum.power(&mut self.power);
        let mut fine = [0.0f32; FINE];
        let (mut magnitudes, mut sum) = (0.0, 0.0);
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
            let tenth = ((pitch + 0.5).rem_euclid(12.0) * TENTHS as f32) as usize;
            let magnitude = middle.sqrt();
            magnitudes += magnitude;
            // Melody and bass stand out of what else sounds.
            let weight = magnitude * magnitude.sqrt();
            fine[tenth.min(FINE - 1)] += weight;
            sum += weight;
        }
        if magnitudes > QUIET && sum.is_finite() {
            // Loud passages count as much as quiet ones.
            for (total, value) in self.fine.iter_mut().zip(fine) {
                *total += f64::from(value / sum);
            }
            self.frames += 1;
        }
    }

    /// The key, and how likely it is right; `None` for less than two seconds of sound or for sound without pitch classes.
    pub fn finish(self) -> Option<MusicalKey> {
        if self.frames < 4 {
            return None;
        }
        let chroma = tuned(&self.fine);
        let keys = (0..12u8).flat_map(|tonic| [(tonic, false, &MAJOR), (tonic, true, &MINOR)]);
        let fits = keys.map(|(tonic, minor, profile)| {
            let rotated: [f64; 12] = std::array::from_fn(|i| profile[(i + 12 - usize::from(tonic)) % 12]);
            (correlation(&chroma, &rotated), tonic, minor)
        });
        let (best, tonic, minor) = fits.max_by(|a, b| a.0.total_cmp(&b.0))?;
        let confidence = (STEEPNESS * (best - NO_KEY)).clamp(0.0, 1.0) as f32;
        (confidence > 0.0).then_some(MusicalKey { tonic, minor, confidence })
    }
}

/// Twelve pitch classes from C on, in the tuning that most of the sound has.
fn tuned(fine: &[f64; FINE]) -> [f64; 12] {
    // Semitones from the middle of its class, at the middle of a tenth.
    let aside = |tenth: usize| ((tenth % TENTHS) as f64 + 0.5) / TENTHS as f64 - 0.5;
    let (mut sine, mut cosine) = (0.0, 0.0);
    for (tenth, value) in fine.iter().enumerate() {
        let angle = std::f64::consts::TAU * aside(tenth);
        sine += value * angle.sin();
        cosine += value * angle.cos();
    }
    let tuning = sine.atan2(cosine) / std::f64::consts::TAU;
    let mut chroma = [0.0; 12];
    for (tenth, value) in fine.iter().enumerate() {
        let pitch = (tenth / TENTHS) as f64 + aside(tenth) - tuning;
        // Between two semitones a peak belongs to neither.
        let sharpness = 1.0 - 2.0 * (pitch - pitch.round()).abs();
        chroma[(pitch.round() as i32).rem_euclid(12) as usize] += value * sharpness;
    }
    chroma
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

    fn chords(tonic: u8, minor: bool) -> Vec<f32> {
        chords_at(tonic, minor, 440.0)
    }

    /// Chords of four partials a note, half a second each, with the A above middle C at `a` Hz.
    fn chords_at(tonic: u8, minor: bool, a: f64) -> Vec<f32> {
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
                        let hz = a * 2f64.powf((f64::from(48 + i32::from(tonic) + step) - 69.0) / 12.0);
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
    fn other_tunings_have_the_same_key() {
        for a in [415.3 * 1.02, 432.0, 436.0, 444.0, 449.0] {
            for tonic in 0..12 {
                let found = key(&chords_at(tonic, tonic % 2 == 0, a)).unwrap();
                let lower = if a < 427.5 { 11 } else { 0 };
                assert_eq!(
                    (found.tonic, found.minor),
                    ((tonic + lower) % 12, tonic % 2 == 0),
                    "{a} Hz: {found:?}"
                );
            }
        }
    }

    #[test]
    fn no_pitch_no_key() {
        assert_eq!(key(&[]), None);
        assert_eq!(key(&vec![0.0; 160_000]), None);
        let mut rng = SplitMix64::new(8);
        let noise: Vec<f32> = (0..320_000).map(|_| rng.unit() as f32 - 0.5).collect();
        assert_eq!(key(&noise), None);
    }
}
