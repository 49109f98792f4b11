//! The highest point of the wave that samples stand for, ITU-R BS.1770-4 annex 2.
//!
//! Points between samples are computed only where one could be higher than all before: no point lies above what the samples
//! around it and their bend allow.

use std::f64::consts::PI;

use crate::lanes::{self, Simd, WithSimd, fused, larger, widest};

/// Taps of the interpolation at each point between two samples.
pub(crate) const TAPS: usize = 12;
/// Frames that must follow and go before one.
pub(crate) const CONTEXT: usize = TAPS - 1;
/// Samples looked at together, and those of them computed at once.
const CHUNK: usize = 128;
const LANES: usize = 16;
/// Covers the rounding of the bounds.
const SLACK: f32 = 1.000_1;

/// Meter for all channels together.
#[derive(Clone, Debug)]
pub(crate) struct TruePeak {
    /// One row of taps for each point between two samples; none where the rate is high enough by itself.
    phases: Vec<[f32; TAPS]>,
    bounds: Bounds,
    peak: f32,
}

/// How high a point between samples can be: the highest sample around it times `gain`, and that sample times `line` plus the
/// largest second difference around it times `bend`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bounds {
    gain: f32,
    line: f32,
    bend: f32,
}

impl TruePeak {
    pub(crate) fn new(rate: u32) -> Self {
        let rows = phases(rate);
        let none = Bounds {
            gain: 1.0,
            line: 1.0,
            bend: 0.0,
        };
        let bounds = rows
            .iter()
            .map(|(shift, row)| Bounds::of(*shift, row))
            .fold(none, |all, row| Bounds {
                gain: all.gain.max(row.gain),
                line: all.line.max(row.line),
                bend: all.bend.max(row.bend),
            });
        Self {
            phases: rows.into_iter().map(|(_, row)| row).collect(),
            bounds,
            peak: 0.0,
        }
    }

    /// Takes interleaved frames of `channels` channels: [`CONTEXT`] frames that the call before ended with, then new ones.
    pub(crate) fn push(&mut self, frames: &[f32], channels: usize) {
        self.peak = widest(Look {
            meter: self,
            frames,
            channels,
        });
    }

    /// The peak as a factor of full scale.
    pub(crate) fn peak(&self) -> f32 {
        self.peak
    }
}

/// The points looked at between two samples at `rate` Hz: where each lies, 0 to 1, and its taps.
pub(crate) fn phases(rate: u32) -> Vec<(f64, [f32; TAPS])> {
    let factor = match rate {
        0..96_000 => 4,
        96_000..192_000 => 2,
        _ => 1,
    };
    let at = |phase: i32| f64::from(phase) / f64::from(factor);
    (1..factor).map(|phase| (at(phase), taps(at(phase)))).collect()
}

impl Bounds {
    /// For the point at `shift` between two samples. The straight line between these differs from the point by a sum over
    /// second differences, whose weights are the taps, less the line's, summed up twice; what is left over after the first
    /// sum, as the taps do not quite keep a slope, is a share of the difference between the two.
    fn of(shift: f64, row: &[f32; TAPS]) -> Self {
        let mut rest = row.map(f64::from);
        rest[TAPS / 2 - 1] -= 1.0 - shift;
        rest[TAPS / 2] -= shift;
        let (mut once, mut sum) = ([0.0; TAPS], 0.0);
        for (once, rest) in once.iter_mut().zip(rest) {
            sum += rest;
            *once = sum;
        }
        let slope: f64 = once.iter().sum();
        once[TAPS / 2 - 1] -= slope;
        let (mut bend, mut sum) = (0.0, 0.0);
        for once in once {
            sum += once;
            bend += f64::abs(sum);
        }
        Self {
            gain: row.iter().map(|tap| tap.abs()).sum::<f32>() * SLACK,
            line: (1.0 + 2.0 * slope.abs()) as f32 * SLACK,
            bend: bend as f32 * SLACK,
        }
    }

    #[inline(always)]
    fn allow(&self, highest: f32, bend: f32) -> f32 {
        (highest * self.gain).min(highest * self.line + bend * self.bend)
    }
}

struct Look<'a> {
    meter: &'a TruePeak,
    frames: &'a [f32],
    channels: usize,
}

impl WithSimd for Look<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> f32 {
        let Self { meter, frames, channels } = self;
        let highest = lanes::highest(frames);
        let mut peak = larger(meter.peak, highest);
        if meter.phases.is_empty() || highest * meter.bounds.gain <= peak {
            return peak;
        }
        let around = CONTEXT * channels;
        let points = frames.len().saturating_sub(around);
        for start in (0..points).step_by(CHUNK) {
            let count = CHUNK.min(points - start);
            let chunk = &frames[start..start + count + around];
            if meter.bounds.allow(lanes::highest(chunk), bend(chunk, channels)) > peak {
                peak = larger(peak, between::<S>(&meter.phases, chunk, channels));
            }
        }
        peak
    }
}

/// Largest magnitude of a second difference within a channel.
#[inline(always)]
fn bend(samples: &[f32], channels: usize) -> f32 {
    let count = samples.len().saturating_sub(2 * channels);
    let (before, at, after) = (&samples[..count], &samples[channels..][..count], &samples[2 * channels..][..count]);
    let of = |before: f32, at: f32, after: f32| (before + after - 2.0 * at).abs();
    let mut lanes = [0.0f32; LANES];
    let whole = before
        .as_chunks::<LANES>()
        .0
        .iter()
        .zip(at.as_chunks::<LANES>().0)
        .zip(after.as_chunks::<LANES>().0);
    for ((before, at), after) in whole {
        for lane in 0..LANES {
            lanes[lane] = larger(lanes[lane], of(before[lane], at[lane], after[lane]));
        }
    }
    let rest = count / LANES * LANES..count;
    let best = rest.fold(0.0, |best, i| larger(best, of(before[i], at[i], after[i])));
    lanes.iter().fold(best, |best, value| larger(best, *value))
}

/// Highest of the points between samples.
#[inline(always)]
fn between<S: Simd>(phases: &[[f32; TAPS]], chunk: &[f32], channels: usize) -> f32 {
    let points = chunk.len() - CONTEXT * channels;
    let mut best = [0.0f32; LANES];
    for start in (0..points / LANES * LANES).step_by(LANES) {
        for row in phases {
            let mut wave = [0.0f32; LANES];
            for (tap, weight) in row.iter().enumerate() {
                let samples = &chunk[start + tap * channels..][..LANES];
                for lane in 0..LANES {
                    wave[lane] = fused::<S>(*weight, samples[lane], wave[lane]);
                }
            }
            for lane in 0..LANES {
                best[lane] = larger(best[lane], wave[lane].abs());
            }
        }
    }
    let mut highest = best.iter().fold(0.0, |best, value| larger(best, *value));
    for start in points / LANES * LANES..points {
        for row in phases {
            let samples = chunk[start..].iter().step_by(channels);
            let point = row
                .iter()
                .zip(samples)
                .fold(0.0, |sum, (tap, sample)| fused::<S>(*tap, *sample, sum));
            highest = larger(highest, point.abs());
        }
    }
    highest
}

/// Windowed sinc for the point at `shift` (0–1) behind the sixth of the taps' samples.
fn taps(shift: f64) -> [f32; TAPS] {
    let half = TAPS as f64 / 2.0;
    let row: [f64; TAPS] = std::array::from_fn(|tap| {
        let x = tap as f64 - (half - 1.0) - shift;
        let window = 0.5 * (1.0 + (PI * x / (half + 0.5)).cos());
        (PI * x).sin() / (PI * x) * window
    });
    let sum: f64 = row.iter().sum();
    row.map(|tap| (tap / sum) as f32)
}

#[cfg(test)]
mod tests {
    use domain::SplitMix64;

    use super::*;

    fn peak_db(rate: u32, samples: impl Iterator<Item = f64>) -> f32 {
        let samples: Vec<f32> = [0.0; CONTEXT]
            .into_iter()
            .chain(samples.map(|sample| sample as f32))
            .chain([0.0; CONTEXT])
            .collect();
        let mut meter = TruePeak::new(rate);
        meter.push(&samples, 1);
        20.0 * meter.peak().log10()
    }

    /// EBU Tech 3341 v4, table 1, cases 15 to 19: sines whose samples miss the peaks of the wave.
    #[test]
    fn the_test_signals_of_the_standard() {
        let cases = [
            (4.0, 0.0, 0.5),
            (4.0, 45.0, 0.5),
            (6.0, 60.0, 0.5),
            (8.0, 67.5_f64, 0.5),
            (4.0, 45.0, 1.41),
        ];
        for (divisor, degrees, size) in cases {
            // Faded in and out, as the signals of the standard are: a wave that is cut off overshoots.
            let fade = |n: i32| (f64::from(n.min(48_000 - n)) / 4_800.0).min(1.0);
            let wave = (0..48_000).map(|n| size * fade(n) * (2.0 * PI * f64::from(n) / divisor + degrees.to_radians()).sin());
            let db = peak_db(48_000, wave);
            let expect = 20.0 * (size as f32).log10();
            assert!((expect - 0.4..=expect + 0.2).contains(&db), "{divisor} {degrees} {size}: {db}");
        }
    }

    #[test]
    fn what_is_passed_over_could_not_matter() {
        // A loud click first, then sines at half its height that reach no further between samples.
        let wave = (0..20_000).map(|n| if n == 50 { 1.0 } else { 0.5 * (f64::from(n) * 1.3).sin() });
        assert!(peak_db(44_100, wave).abs() < 0.5);
    }

    /// Every point, straight from the definition.
    fn plain(meter: &TruePeak, frames: &[f32], channels: usize) -> f32 {
        let highest = frames.iter().fold(0.0f32, |best, sample| best.max(sample.abs()));
        (0..frames.len().saturating_sub(CONTEXT * channels)).fold(highest, |best, start| {
            meter.phases.iter().fold(best, |best, row| {
                let point = |(tap, weight): (usize, &f32)| f64::from(*weight) * f64::from(frames[start + tap * channels]);
                best.max(row.iter().enumerate().map(point).sum::<f64>().abs() as f32)
            })
        })
    }

    #[test]
    fn no_point_is_missed() {
        let mut rng = SplitMix64::new(21);
        for (rate, channels) in [(44_100, 1), (44_100, 2), (48_000, 6), (96_000, 2), (22_050, 3)] {
            for frames in [CONTEXT, 1 + CONTEXT, 37, 500, 4_410] {
                // Smooth, rough and in between: each bound has its turn.
                for smooth in [0.0, 0.7, 0.95, 0.999] {
                    let mut low = vec![0.0; channels];
                    let samples: Vec<f32> = (0..frames * channels)
                        .map(|i| {
                            let low = &mut low[i % channels];
                            *low = smooth * *low + (1.0 - smooth) * (rng.unit() - 0.5);
                            *low as f32
                        })
                        .collect();
                    let mut meter = TruePeak::new(rate);
                    let expect = plain(&meter, &samples, channels);
                    let plain_machine = Look {
                        meter: &meter,
                        frames: &samples,
                        channels,
                    };
                    let on_plain = plain_machine.with_simd(pulp::Scalar);
                    meter.push(&samples, channels);
                    assert!((on_plain / expect - 1.0).abs() < 1e-5, "{on_plain} and {expect}");
                    assert!(
                        (meter.peak() / expect - 1.0).abs() < 1e-5,
                        "{rate} Hz, {channels} channels, {frames} frames, {smooth}: {} and {expect}",
                        meter.peak()
                    );
                }
            }
        }
    }

    #[test]
    fn no_point_lies_above_its_bounds() {
        let mut rng = SplitMix64::new(22);
        let meter = TruePeak::new(44_100);
        for round in 0..20_000 {
            let smooth = f64::from(round % 100) / 100.0;
            let mut low = 0.0;
            let samples: [f32; TAPS] = std::array::from_fn(|_| {
                low = smooth * low + (rng.unit() - 0.5);
                low as f32
            });
            let allowed = meter.bounds.allow(lanes::highest(&samples), bend(&samples, 1));
            assert!(plain(&meter, &samples, 1) <= allowed, "{samples:?}");
        }
    }
}
