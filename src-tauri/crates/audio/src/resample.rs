//! Resampling for the ear.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Async, Fft, FixedAsync, FixedSync, Indexing, SincInterpolationParameters, SincInterpolationType, WindowFunction};

use crate::Error;

/// Frames per step.
const CHUNK: usize = 1024;
/// Above this common denominator the Fourier method needs blocks of absurd size.
const MAX_RATIO: u32 = 2048;

/// Converts the rate of interleaved frames, at playback quality, without delay: the first frame out stands at the time of
/// the first frame in, and after [`Resampler::flush`] there are `round(input · to / from)` frames.
pub struct Resampler {
    inner: Option<Box<dyn rubato::Resampler<f32>>>,
    channels: usize,
    ratio: f64,
    pending: Vec<f32>,
    scratch: Vec<f32>,
    /// Frames of start-up delay still to drop.
    delay: usize,
    received: u64,
    produced: u64,
}

impl Resampler {
    /// Rates in Hz. Equal rates pass samples through untouched.
    pub fn new(from_hz: u32, to_hz: u32, channels: usize) -> Result<Self, Error> {
        let unusable = |error: &dyn std::fmt::Display| Error::unsupported(format!("cannot convert {from_hz} to {to_hz} Hz: {error}"));
        if from_hz == 0 || to_hz == 0 || channels == 0 {
            return Err(unusable(&"zero"));
        }
        let ratio = f64::from(to_hz) / f64::from(from_hz);
        let inner: Option<Box<dyn rubato::Resampler<f32>>> = if from_hz == to_hz {
            None
        } else if from_hz.max(to_hz) / gcd(from_hz, to_hz) <= MAX_RATIO {
            // Blocks of an even number of steps: the centre of the filter then lies on a sample, and so does the delay.
            let step = (from_hz / gcd(from_hz, to_hz)) as usize;
            let chunk = step * CHUNK.div_ceil(step).next_multiple_of(2);
            let fft = Fft::new_custom(
                from_hz as usize,
                to_hz as usize,
                chunk,
                1,
                channels,
                WindowFunction::BlackmanHarris2,
                FixedSync::Input,
            );
            Some(Box::new(fft.map_err(|error| unusable(&error))?))
        } else {
            let parameters = SincInterpolationParameters {
                sinc_len: 128,
                f_cutoff: None,
                interpolation: SincInterpolationType::Cubic,
                oversampling_factor: 256,
                window: WindowFunction::BlackmanHarris2,
            };
            let sinc = Async::new_sinc(ratio, 1.1, &parameters, CHUNK, channels, FixedAsync::Input);
            Some(Box::new(sinc.map_err(|error| unusable(&error))?))
        };
        let delay = inner.as_ref().map_or(0, |inner| inner.output_delay());
        Ok(Self {
            inner,
            channels,
            ratio,
            pending: Vec::new(),
            scratch: Vec::new(),
            delay,
            received: 0,
            produced: 0,
        })
    }

    /// Takes interleaved frames and appends what comes out of them.
    pub fn process(&mut self, input: &[f32], out: &mut Vec<f32>) -> Result<(), Error> {
        if self.inner.is_none() {
            out.extend_from_slice(input);
            return Ok(());
        }
        self.received += (input.len() / self.channels) as u64;
        self.pending.extend_from_slice(input);
        self.convert(u64::MAX, out)
    }

    /// Appends the rest and starts anew.
    pub fn flush(&mut self, out: &mut Vec<f32>) -> Result<(), Error> {
        let total = (self.received as f64 * self.ratio).round() as u64;
        while self.inner.is_some() && self.produced < total {
            self.pending.resize(self.pending.len() + CHUNK * self.channels, 0.0);
            self.convert(total, out)?;
        }
        self.reset();
        Ok(())
    }

    /// Forgets everything heard so far.
    pub fn reset(&mut self) {
        self.pending.clear();
        (self.received, self.produced) = (0, 0);
        if let Some(inner) = &mut self.inner {
            inner.reset();
            self.delay = inner.output_delay();
        }
    }

    fn convert(&mut self, limit: u64, out: &mut Vec<f32>) -> Result<(), Error> {
        let Some(inner) = &mut self.inner else { return Ok(()) };
        let mut used = 0;
        loop {
            let wanted = inner.input_frames_next() * self.channels;
            let Some(chunk) = self.pending.get(used..used + wanted) else {
                break;
            };
            let room = inner.output_frames_next();
            self.scratch.resize(room * self.channels, 0.0);
            let failed = |error: &dyn std::fmt::Display| Error::corrupt(format!("resampling failed: {error}"));
            let from = InterleavedSlice::new(chunk, self.channels, wanted / self.channels).map_err(|error| failed(&error))?;
            let mut to = InterleavedSlice::new_mut(&mut self.scratch, self.channels, room).map_err(|error| failed(&error))?;
            let (_, frames) = inner
                .process_into_buffer(&from, &mut to, None::<&Indexing>)
                .map_err(|error| failed(&error))?;
            used += wanted;
            let skip = self.delay.min(frames);
            self.delay -= skip;
            let keep = (frames - skip).min(usize::try_from(limit.saturating_sub(self.produced)).unwrap_or(usize::MAX));
            out.extend_from_slice(&self.scratch[skip * self.channels..(skip + keep) * self.channels]);
            self.produced += keep as u64;
        }
        self.pending.drain(..used);
        Ok(())
    }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;

    fn stereo(rate: u32, frames: usize) -> Vec<f32> {
        (0..frames)
            .flat_map(|n| {
                let t = n as f64 / f64::from(rate);
                [
                    (2.0 * PI * 997.0 * t).sin() as f32 * 0.5,
                    (2.0 * PI * 3_000.0 * t).cos() as f32 * 0.25,
                ]
            })
            .collect()
    }

    #[test]
    fn tones_keep_their_place_and_number() {
        for (from, to) in [
            (44_100, 48_000),
            (48_000, 44_100),
            (96_000, 44_100),
            (44_100, 96_000),
            (44_099, 48_000),
            (8_000, 48_000),
        ] {
            let mut resampler = Resampler::new(from, to, 2).unwrap();
            let mut out = Vec::new();
            for block in stereo(from, from as usize).chunks(2 * 1_152) {
                resampler.process(block, &mut out).unwrap();
            }
            resampler.flush(&mut out).unwrap();
            assert_eq!(out.len(), 2 * to as usize, "{from} to {to}");
            let expect = stereo(to, to as usize);
            let inner = 4_000..out.len() - 4_000;
            let worst = inner.map(|n| (out[n] - expect[n]).abs()).fold(0.0, f32::max);
            // Rates without a common step are converted with a delay of a fraction of a frame.
            let allowed = if from == 44_099 { 0.06 } else { 1e-3 };
            assert!(worst < allowed, "{from} to {to}: {worst}");
        }
    }

    #[test]
    fn equal_rates_touch_nothing() {
        let mut resampler = Resampler::new(44_100, 44_100, 2).unwrap();
        let mut out = Vec::new();
        resampler.process(&[0.1, 0.2, 0.3, 0.4], &mut out).unwrap();
        resampler.flush(&mut out).unwrap();
        assert_eq!(out, [0.1, 0.2, 0.3, 0.4]);
    }
}
