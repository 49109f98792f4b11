//! A single Gaussian of cepstra a clip, the method behind musly (Schnitzer 2014; Mandel & Ellis 2005).

use std::sync::LazyLock;

use crate::sound::Sound;
use crate::systems::spectrum::{Spectrum, mel_bands};

/// Hz, samples and bands of musly's front end.
pub const RATE: u32 = 22_050;
const SIZE: usize = 1024;
const HOP: usize = 512;
const BANDS: usize = 36;
/// Cepstra kept, the first (level) among them.
pub const CEPSTRA: usize = 25;
/// Added to the variances: a still clip has a singular covariance. In squared units of cepstra (natural logarithm).
const FLOOR: f64 = 1e-3;

/// Spectrum, mel bands and cosines, made once.
struct FrontEnd {
    spectrum: Spectrum,
    bands: Vec<(usize, Vec<f32>)>,
    cosines: Vec<f64>,
}

impl FrontEnd {
    fn new() -> Self {
        let scale = (2.0 / BANDS as f64).sqrt();
        let cosine = |k: usize, b: usize| scale * (std::f64::consts::PI * k as f64 * (b as f64 + 0.5) / BANDS as f64).cos();
        Self {
            spectrum: Spectrum::new(SIZE, HOP),
            bands: mel_bands(BANDS, SIZE, RATE),
            cosines: (0..CEPSTRA).flat_map(|k| (0..BANDS).map(move |b| cosine(k, b))).collect(),
        }
    }
}

/// Mean (25) and covariance (25 × 25, row by row) of the cepstra of a sound at [`RATE`], window 1024, hop 512, 36 bands.
pub fn of(sound: &Sound) -> Vec<f32> {
    static FRONT_END: LazyLock<FrontEnd> = LazyLock::new(FrontEnd::new);
    let FrontEnd { spectrum, bands, cosines } = &*FRONT_END;
    let (mut n, mut sum, mut products) = (0.0, vec![0.0f64; CEPSTRA], vec![0.0f64; CEPSTRA * CEPSTRA]);
    spectrum.each(&sound.mono, |power| {
        let logs: Vec<f64> = bands
            .iter()
            .map(|(first, weights)| {
                let energy: f32 = weights.iter().zip(&power[*first..]).map(|(w, p)| w * p).sum();
                (1.0 + f64::from(energy) * 1e4).ln()
            })
            .collect();
        let cepstra: Vec<f64> = cosines
            .chunks(BANDS)
            .map(|row| row.iter().zip(&logs).map(|(c, l)| c * l).sum())
            .collect();
        n += 1.0;
        for (i, a) in cepstra.iter().enumerate() {
            sum[i] += a;
            products[i * CEPSTRA..][..CEPSTRA]
                .iter_mut()
                .zip(&cepstra)
                .for_each(|(p, b)| *p += a * b);
        }
    });
    let mean: Vec<f64> = sum.iter().map(|s| s / n).collect();
    let covariance = (0..CEPSTRA * CEPSTRA).map(|at| {
        let (i, j) = (at / CEPSTRA, at % CEPSTRA);
        products[at] / n - mean[i] * mean[j] + if i == j { FLOOR } else { 0.0 }
    });
    mean.iter().copied().chain(covariance).map(|v| v as f32).collect()
}

/// What a linear probe reads of a Gaussian: its mean, the logarithms of its deviations and its correlations (25 + 25 + 300).
pub fn flat(gaussian: &[f32]) -> Vec<f32> {
    let (mean, covariance) = gaussian.split_at(CEPSTRA);
    let deviation: Vec<f32> = (0..CEPSTRA).map(|i| covariance[i * CEPSTRA + i].max(1e-9).sqrt()).collect();
    let pairs = (0..CEPSTRA).flat_map(|i| (0..i).map(move |j| (i, j)));
    let correlations = pairs.map(|(i, j)| covariance[i * CEPSTRA + j] / (deviation[i] * deviation[j]));
    mean.iter()
        .copied()
        .chain(deviation.iter().map(|d| d.ln()))
        .chain(correlations)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::SplitMix64;

    #[test]
    fn noise_has_a_gaussian_with_a_covariance_that_can_be_inverted() {
        let mut rng = SplitMix64::new(3);
        let sound = Sound {
            mono: (0..44_100).map(|_| rng.unit() as f32 - 0.5).collect(),
            rate: RATE,
        };
        let gaussian = of(&sound);
        let covariance: Vec<f64> = gaussian[CEPSTRA..].iter().map(|v| f64::from(*v)).collect();
        assert!(crate::cholesky::Cholesky::new(&covariance, CEPSTRA).is_some());
        assert_eq!(flat(&gaussian).len(), 350);
        assert!(flat(&gaussian).iter().all(|v| v.is_finite()));
        let silence = Sound {
            mono: vec![0.0; 2000],
            rate: RATE,
        };
        assert!(flat(&of(&silence)).iter().all(|v| v.is_finite()));
    }
}
