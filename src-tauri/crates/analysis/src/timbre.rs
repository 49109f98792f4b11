//! The timbre block: second-order statistics of the log-mel frames, projected so that parts of one recording lie close.
//!
//! Statistics are those of the single-Gaussian timbre models (Mandel & Ellis 2005), as numbers rather than as a distribution:
//! mean, deviation and frame-to-frame deviation of every band, and the covariance of 20 cepstral coefficients. The projection
//! is a linear discriminant analysis (Fisher 1936) between recordings, fitted by the trainer.

use audio::lanes::{Simd, WithSimd, dot, widest};

use crate::mel::N_MELS;

/// Cepstral coefficients whose covariance counts.
pub const CEPSTRA: usize = 20;
const PAIRS: usize = CEPSTRA * (CEPSTRA + 1) / 2;
/// Sums kept of a run of frames: bands, their squares, their squared steps, products of cepstra.
pub const SUMS: usize = 3 * N_MELS + PAIRS;
/// Statistics that the projection takes.
pub const STATISTICS: usize = SUMS;
/// Keeps the logarithm of a deviation finite.
const FLOOR: f64 = 0.02;

/// Sums the statistics of frames, [`N_MELS`] values each.
pub struct Sums {
    /// `[CEPSTRA][N_MELS]`, orthonormal DCT-II.
    cosines: Vec<f32>,
    previous: Option<[f32; N_MELS]>,
}

impl Default for Sums {
    fn default() -> Self {
        Self::new()
    }
}

impl Sums {
    pub fn new() -> Self {
        Self {
            cosines: cosines().iter().map(|c| *c as f32).collect(),
            previous: None,
        }
    }

    /// Adds `frames` to `sums` ([`SUMS`] values). Frames come in order: the step from the last one of the call before counts.
    pub fn add(&mut self, frames: &[f32], sums: &mut [f32]) {
        widest(Frames { of: self, frames, sums });
    }

    #[inline(always)]
    fn add_with<S: Simd>(&mut self, simd: S, frames: &[f32], sums: &mut [f32]) {
        for frame in frames.as_chunks::<N_MELS>().0 {
            let (bands, rest) = sums.split_at_mut(N_MELS);
            let (squares, rest) = rest.split_at_mut(N_MELS);
            let (steps, products) = rest.split_at_mut(N_MELS);
            let previous = self.previous.as_ref().unwrap_or(frame);
            for i in 0..N_MELS {
                bands[i] += frame[i];
                squares[i] += frame[i] * frame[i];
                steps[i] += (frame[i] - previous[i]).powi(2);
            }
            let mut cepstra = [0.0f32; CEPSTRA];
            for (c, row) in cepstra.iter_mut().zip(self.cosines.as_chunks::<N_MELS>().0) {
                *c = dot(simd, row, frame);
            }
            let mut at = 0;
            for i in 0..CEPSTRA {
                for (product, c) in products[at..at + CEPSTRA - i].iter_mut().zip(&cepstra[i..]) {
                    *product += cepstra[i] * c;
                }
                at += CEPSTRA - i;
            }
            self.previous = Some(*frame);
        }
    }
}

struct Frames<'a> {
    of: &'a mut Sums,
    frames: &'a [f32],
    sums: &'a mut [f32],
}

impl WithSimd for Frames<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.of.add_with(simd, self.frames, self.sums);
    }
}

fn cosines() -> Vec<f64> {
    let n = N_MELS as f64;
    let row = |k: usize| {
        let scale = if k == 0 { (1.0 / n).sqrt() } else { (2.0 / n).sqrt() };
        (0..N_MELS).map(move |i| scale * (std::f64::consts::PI * (i as f64 + 0.5) * k as f64 / n).cos())
    };
    (0..CEPSTRA).flat_map(row).collect()
}

/// [`STATISTICS`] values of `frames` frames from their sums; all zero for none.
pub fn statistics(sums: &[f32], frames: usize) -> Vec<f32> {
    if frames == 0 || sums.len() != SUMS {
        return vec![0.0; STATISTICS];
    }
    let n = frames as f64;
    let of = |i: usize| f64::from(sums[i]) / n;
    let mean: Vec<f64> = (0..N_MELS).map(of).collect();
    let deviation = (0..N_MELS).map(|i| ((of(N_MELS + i) - mean[i] * mean[i]).max(0.0).sqrt() + FLOOR).ln());
    let step = (0..N_MELS).map(|i| (of(2 * N_MELS + i).max(0.0).sqrt() + FLOOR).ln());
    let table = cosines();
    let cepstra: Vec<f64> = table
        .chunks_exact(N_MELS)
        .map(|row| row.iter().zip(&mean).map(|(c, m)| c * m).sum())
        .collect();
    let pairs = (0..CEPSTRA).flat_map(|i| (i..CEPSTRA).map(move |j| (i, j)));
    let covariance = pairs.enumerate().map(|(at, (i, j))| {
        let value = of(3 * N_MELS + at) - cepstra[i] * cepstra[j];
        value.signum() * value.abs().sqrt()
    });
    mean.iter()
        .copied()
        .chain(deviation)
        .chain(step)
        .chain(covariance)
        .map(|v| v as f32)
        .collect()
}

/// Standardises the statistics and projects them.
#[derive(Clone, Debug)]
pub struct Projection {
    mean: Vec<f32>,
    deviation: Vec<f32>,
    /// `[dim][STATISTICS]`.
    rows: Vec<Vec<f32>>,
}

impl Projection {
    /// `None` unless the lengths fit and every deviation is positive.
    pub fn new(mean: Vec<f32>, deviation: Vec<f32>, rows: Vec<Vec<f32>>) -> Option<Self> {
        let fits = mean.len() == STATISTICS && deviation.len() == STATISTICS && rows.iter().all(|r| r.len() == STATISTICS);
        (fits && !rows.is_empty() && deviation.iter().all(|d| *d > 0.0)).then_some(Self { mean, deviation, rows })
    }

    /// Length of a projected vector.
    pub fn dim(&self) -> usize {
        self.rows.len()
    }

    /// The timbre vector, not yet unit-length.
    pub fn apply(&self, statistics: &[f32]) -> Vec<f32> {
        let scaled: Vec<f32> = statistics
            .iter()
            .zip(&self.mean)
            .zip(&self.deviation)
            .map(|((v, m), d)| (v - m) / d)
            .collect();
        self.rows
            .iter()
            .map(|row| row.iter().zip(&scaled).map(|(w, v)| w * v).sum())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::SplitMix64;

    #[test]
    fn statistics_equal_their_definition() {
        let mut rng = SplitMix64::new(2);
        let n = 50;
        let frames: Vec<f32> = (0..n * N_MELS).map(|_| rng.unit() as f32 * 4.0).collect();
        let mut sums = vec![0.0; SUMS];
        let mut state = Sums::new();
        // In two calls, as it arrives in practice.
        state.add(&frames[..20 * N_MELS], &mut sums);
        state.add(&frames[20 * N_MELS..], &mut sums);
        let got = statistics(&sums, n);
        let band = |b: usize| -> Vec<f64> { (0..n).map(|t| f64::from(frames[t * N_MELS + b])).collect() };
        let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
        let b = band(5);
        let variance = mean(&b.iter().map(|v| (v - mean(&b)).powi(2)).collect::<Vec<_>>());
        let steps = b.windows(2).map(|w| (w[1] - w[0]).powi(2)).sum::<f64>() / n as f64;
        let cepstrum = |k: usize| -> Vec<f64> {
            let scale = if k == 0 { (1.0f64 / 64.0).sqrt() } else { (2.0f64 / 64.0).sqrt() };
            (0..n)
                .map(|t| {
                    (0..64)
                        .map(|i| scale * (std::f64::consts::PI * (i as f64 + 0.5) * k as f64 / 64.0).cos() * f64::from(frames[t * 64 + i]))
                        .sum()
                })
                .collect()
        };
        let (c1, c3) = (cepstrum(1), cepstrum(3));
        let covariance = mean(
            &c1.iter()
                .zip(&c3)
                .map(|(a, b)| (a - mean(&c1)) * (b - mean(&c3)))
                .collect::<Vec<_>>(),
        );
        let expected = [
            (5, mean(&b)),
            (64 + 5, (variance.sqrt() + 0.02).ln()),
            (128 + 5, (steps.sqrt() + 0.02).ln()),
            (192 + 20 + 2, covariance.signum() * covariance.abs().sqrt()),
        ];
        for (at, value) in expected {
            assert!((f64::from(got[at]) - value).abs() < 1e-3, "{at}: {} against {value}", got[at]);
        }
    }

    #[test]
    fn nothing_heard_is_zero_and_constant_sound_is_finite() {
        assert!(statistics(&[0.0; SUMS], 0).iter().all(|v| *v == 0.0));
        let mut sums = vec![0.0; SUMS];
        Sums::new().add(&[1.5; 10 * N_MELS], &mut sums);
        assert!(statistics(&sums, 10).iter().all(|v| v.is_finite()));
    }

    #[test]
    fn a_projection_of_the_wrong_size_is_refused() {
        let fine = || (vec![0.0; STATISTICS], vec![1.0; STATISTICS], vec![vec![1.0; STATISTICS]; 3]);
        let (mean, deviation, rows) = fine();
        assert_eq!(Projection::new(mean, deviation, rows).unwrap().dim(), 3);
        let (mean, mut deviation, rows) = fine();
        deviation[3] = 0.0;
        assert!(Projection::new(mean, deviation, rows).is_none());
        let (mean, deviation, mut rows) = fine();
        rows[1].pop();
        assert!(Projection::new(mean, deviation, rows).is_none());
    }
}
