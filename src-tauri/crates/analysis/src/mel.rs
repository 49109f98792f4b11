//! Streamed log-mel front end: mono samples at 16 kHz in, one row of 64 bands every 32 ms out.
//!
//! Compression is that of musicnn (Pons & Serra 2019): `log10(1 + 10000·power)`.

use audio::lanes::{Simd, WithSimd, widest};

use crate::filterbank::{Filterbank, LANES};
use crate::spectrum::Spectrum;

/// Hz the front end expects.
pub const SAMPLE_RATE: u32 = 16_000;
/// Samples under one window.
pub const N_FFT: usize = 1024;
/// Samples from one frame to the next: 31.25 frames a second.
pub const HOP_LENGTH: usize = 512;
/// Bands of a frame.
pub const N_MELS: usize = 64;
/// Lower edge of the first band, Hz.
pub const F_MIN: f32 = 30.0;
/// Upper edge of the last band, Hz.
pub const F_MAX: f32 = 8_000.0;
/// Factor under the logarithm.
pub const COMPRESSION: f32 = 10_000.0;
/// Scales a band so that white noise of variance 1 has about 6 in every band, as a 512-sample periodogram with Slaney's
/// area normalisation gives it; `COMPRESSION` is meant for that scale.
pub const BAND_SCALE: f32 = 6.0;

pub(crate) const BINS: usize = N_FFT / 2 + 1;
const HALF: usize = N_FFT / 2;

/// Turns a stream of mono samples at [`SAMPLE_RATE`] into log-mel frames. Holds less than one window of samples, whatever the
/// length of the stream, and allocates nothing per frame.
///
/// The stream is padded with half a window of zeros in front, so frame `i` is centred on sample `i · HOP_LENGTH`.
pub struct LogMel {
    spectrum: Spectrum,
    filterbank: Filterbank,
    /// Samples not yet under every window that needs them; `[start..]` is alive.
    pending: Vec<f32>,
    start: usize,
    power: Vec<f32>,
    frames: usize,
    samples: usize,
}

impl Default for LogMel {
    fn default() -> Self {
        Self::new()
    }
}

impl LogMel {
    pub fn new() -> Self {
        let spectrum = Spectrum::new(N_FFT);
        let mut pending = Vec::with_capacity(4 * N_FFT);
        pending.resize(HALF, 0.0);
        Self {
            filterbank: Filterbank::new(spectrum.window_energy()),
            spectrum,
            pending,
            start: 0,
            power: vec![0.0; BINS + LANES],
            frames: 0,
            samples: 0,
        }
    }

    /// Frames produced so far.
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// Takes samples of any number; appends each finished frame to `out`, [`N_MELS`] values a frame. Samples that are not
    /// finite count as silence.
    pub fn process(&mut self, mono: &[f32], out: &mut Vec<f32>) {
        self.samples += mono.len();
        for block in mono.chunks(N_FFT) {
            if self.start > 0 && self.pending.len() + block.len() > self.pending.capacity() {
                self.pending.copy_within(self.start.., 0);
                self.pending.truncate(self.pending.len() - self.start);
                self.start = 0;
            }
            self.pending.extend(block.iter().map(|s| if s.is_finite() { *s } else { 0.0 }));
            while self.pending.len() - self.start >= N_FFT {
                self.frame(out);
            }
        }
    }

    /// Ends the stream: pads with zeros until a frame is centred on or after the last sample, then starts anew.
    pub fn flush(&mut self, out: &mut Vec<f32>) {
        let wanted = if self.samples == 0 {
            0
        } else {
            (self.samples - 1) / HOP_LENGTH + 1
        };
        while self.frames < wanted {
            let missing = N_FFT - (self.pending.len() - self.start).min(N_FFT);
            self.pending.resize(self.pending.len() + missing, 0.0);
            self.frame(out);
        }
        self.pending.clear();
        self.pending.resize(HALF, 0.0);
        (self.start, self.frames, self.samples) = (0, 0, 0);
    }

    /// Samples the buffer can hold, for a check that it does not grow.
    pub fn capacity(&self) -> usize {
        self.pending.capacity()
    }

    fn frame(&mut self, out: &mut Vec<f32>) {
        let samples = &self.pending[self.start..self.start + N_FFT];
        self.spectrum.take(samples);
        let at = out.len();
        out.resize(at + N_MELS, 0.0);
        widest(Bands {
            spectrum: &self.spectrum,
            filterbank: &self.filterbank,
            power: &mut self.power,
            out: &mut out[at..],
        });
        self.start += HOP_LENGTH;
        self.frames += 1;
    }
}

/// Log-mel bands of a spectrum.
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
        for value in self.out {
            *value = log10_from_one(1.0 + COMPRESSION * *value);
        }
    }
}

/// `log10` of a finite value of at least 1, to 1e-6: exponent plus the series of the area tangent of the mantissa. Plain
/// arithmetic, so that the bands of a frame are done side by side.
#[inline(always)]
fn log10_from_one(value: f32) -> f32 {
    let bits = value.to_bits();
    let exponent = ((bits >> 23) as i32 - 127) as f32;
    let mantissa = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let square = t * t;
    let series = 2.0 * t * (1.0 + square * (1.0 / 3.0 + square * (1.0 / 5.0 + square * (1.0 / 7.0 + square / 9.0))));
    (exponent * std::f32::consts::LN_2 + series) * std::f32::consts::LOG10_E
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filterbank::{hz_of, mel_of};
    use domain::SplitMix64;

    fn noise(n: usize, seed: u64) -> Vec<f32> {
        let mut rng = SplitMix64::new(seed);
        (0..n).map(|_| rng.unit() as f32 * 2.0 - 1.0).collect()
    }

    fn all_at_once(samples: &[f32]) -> Vec<f32> {
        let (mut mel, mut out) = (LogMel::new(), Vec::new());
        mel.process(samples, &mut out);
        mel.flush(&mut out);
        out
    }

    /// The definition, straight from the textbook, in double precision.
    fn reference_frame(samples: &[f32], frame: usize) -> Vec<f64> {
        let window: Vec<f64> = (0..N_FFT)
            .map(|i| 0.5 - 0.5 * (std::f64::consts::TAU * i as f64 / N_FFT as f64).cos())
            .collect();
        let energy: f64 = window.iter().map(|w| w * w).sum();
        let at = |i: usize| {
            (frame * HOP_LENGTH + i)
                .checked_sub(HALF)
                .and_then(|j| samples.get(j))
                .map_or(0.0, |s| f64::from(*s))
        };
        let power: Vec<f64> = (0..BINS)
            .map(|k| {
                let (mut re, mut im) = (0.0, 0.0);
                for (i, w) in window.iter().enumerate() {
                    let angle = std::f64::consts::TAU * (k * i % N_FFT) as f64 / N_FFT as f64;
                    re += at(i) * w * angle.cos();
                    im -= at(i) * w * angle.sin();
                }
                re * re + im * im
            })
            .collect();
        let edge = |i: usize| {
            let (low, high) = (mel_of(30.0), mel_of(8000.0));
            hz_of(low + (high - low) * i as f64 / 65.0)
        };
        (0..N_MELS)
            .map(|band| {
                let (mut sum, mut weight) = (0.0, 0.0);
                for (bin, p) in power.iter().enumerate() {
                    let hz = bin as f64 * 15.625;
                    let up = (hz - edge(band)) / (edge(band + 1) - edge(band));
                    let down = (edge(band + 2) - hz) / (edge(band + 2) - edge(band + 1));
                    let w = up.min(down).max(0.0);
                    sum += w * p;
                    weight += w;
                }
                (1.0 + 10_000.0 * 6.0 * sum / (weight * energy)).log10()
            })
            .collect()
    }

    #[test]
    fn frames_equal_the_definition() {
        let samples: Vec<f32> = noise(6000, 1)
            .iter()
            .enumerate()
            .map(|(i, n)| 0.3 * n + 0.5 * (i as f32 * 0.17).sin())
            .collect();
        let frames = all_at_once(&samples);
        assert_eq!(frames.len() / N_MELS, 12);
        for frame in [0, 1, 5, 11] {
            let expected = reference_frame(&samples, frame);
            for (band, expected) in expected.iter().enumerate() {
                let got = f64::from(frames[frame * N_MELS + band]);
                assert!((got - expected).abs() < 2e-4, "frame {frame} band {band}: {got} against {expected}");
            }
        }
    }

    #[test]
    fn the_quick_logarithm_is_the_logarithm() {
        let mut value = 1.0f32;
        while value < 1e12 {
            assert!(
                (log10_from_one(value) - value.log10()).abs() < 2e-6 * value.log10().max(1.0),
                "{value}"
            );
            value *= 1.013;
        }
        assert_eq!(log10_from_one(1.0), 0.0);
    }

    #[test]
    fn every_band_hears_something() {
        let frames = all_at_once(&noise(16_000, 2));
        assert!(frames.iter().all(|v| *v > 1.0));
    }

    #[test]
    fn blocks_of_any_size_give_the_same_frames() {
        let samples = noise(20_000, 3);
        let whole = all_at_once(&samples);
        for size in [1, 77, 511, 512, 4096, 19_999] {
            let (mut mel, mut out) = (LogMel::new(), Vec::new());
            samples.chunks(size).for_each(|block| mel.process(block, &mut out));
            mel.flush(&mut out);
            assert_eq!(out, whole, "blocks of {size}");
        }
    }

    #[test]
    fn ten_minutes_do_not_grow_the_buffer() {
        let second = noise(SAMPLE_RATE as usize, 4);
        let (mut mel, mut out) = (LogMel::new(), Vec::with_capacity(40 * N_MELS));
        let before = (mel.capacity(), out.capacity());
        for _ in 0..600 {
            mel.process(&second, &mut out);
            out.clear();
        }
        assert_eq!((mel.capacity(), out.capacity()), before);
    }

    #[test]
    fn a_stream_can_follow_another_and_bad_samples_are_silence() {
        let mut mel = LogMel::new();
        let (mut first, mut second) = (Vec::new(), Vec::new());
        mel.process(&[f32::NAN; 3000], &mut first);
        mel.flush(&mut first);
        assert!(first.iter().all(|v| *v == 0.0));
        let samples = noise(3000, 5);
        mel.process(&samples, &mut second);
        mel.flush(&mut second);
        assert_eq!(second, all_at_once(&samples));
        let mut none = Vec::new();
        mel.flush(&mut none);
        assert!(none.is_empty());
    }
}
