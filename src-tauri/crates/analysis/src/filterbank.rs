//! Mel bands of a power spectrum.

use audio::lanes::{Simd, dot};

use crate::mel::{BAND_SCALE, BINS, F_MAX, F_MIN, N_FFT, N_MELS, SAMPLE_RATE};

/// Widest vectors.
pub(crate) const LANES: usize = 16;

/// Triangular bands on Slaney's mel scale, stored sparsely.
pub(crate) struct Filterbank {
    /// First bin and range of `weights` of each band.
    bands: Vec<(usize, std::ops::Range<usize>)>,
    weights: Vec<f32>,
}

/// Hz → mel, Slaney's Auditory Toolbox: linear below 1 kHz, logarithmic above.
pub(crate) fn mel_of(hz: f64) -> f64 {
    if hz < 1000.0 {
        hz * 3.0 / 200.0
    } else {
        15.0 + (hz / 1000.0).ln() / (6.4f64.ln() / 27.0)
    }
}

pub(crate) fn hz_of(mel: f64) -> f64 {
    if mel < 15.0 {
        mel * 200.0 / 3.0
    } else {
        1000.0 * ((mel - 15.0) * (6.4f64.ln() / 27.0)).exp()
    }
}

/// Edges (Hz) of `bands` overlapping bands that are equally wide in mel, from `low` to `high`.
pub(crate) fn edges(low: f64, high: f64, bands: usize) -> Vec<f64> {
    let (low, high) = (mel_of(low), mel_of(high));
    (0..bands + 2)
        .map(|i| hz_of(low + (high - low) * i as f64 / (bands + 1) as f64))
        .collect()
}

impl Filterbank {
    /// For windows whose squares sum to `window_energy`.
    pub(crate) fn new(window_energy: f64) -> Self {
        let edges = edges(f64::from(F_MIN), f64::from(F_MAX), N_MELS);
        Self::triangles(&edges, f64::from(SAMPLE_RATE) / N_FFT as f64, BINS, |row, _| {
            f64::from(BAND_SCALE) / (row.iter().sum::<f64>() * window_energy)
        })
    }

    /// One triangle from each edge (Hz, rising) over the next to the one after it, for `bins` bins of `bin_hz`. `scale` tells the
    /// factor of a band from its weights and its three edges.
    pub(crate) fn triangles(edges: &[f64], bin_hz: f64, bins: usize, scale: impl Fn(&[f64], &[f64]) -> f64) -> Self {
        let mut bands = Vec::with_capacity(edges.len() - 2);
        let mut weights = Vec::new();
        for edges in edges.windows(3) {
            let &[left, centre, right] = edges else { continue };
            let triangle = |bin: usize| {
                let hz = bin as f64 * bin_hz;
                ((hz - left) / (centre - left)).min((right - hz) / (right - centre)).max(0.0)
            };
            let first = (0..bins).find(|&bin| triangle(bin) > 0.0).unwrap_or(0);
            let row: Vec<f64> = (first..bins).map(triangle).take_while(|w| *w > 0.0).collect();
            let scale = scale(&row, edges);
            let start = weights.len();
            weights.extend(row.iter().map(|w| (w * scale) as f32));
            // Zeros fill up the widest vectors.
            weights.resize(start + row.len().next_multiple_of(LANES), 0.0);
            bands.push((first, start..weights.len()));
        }
        Self { bands, weights }
    }

    /// The bands of a frame, from the power of its bins and [`LANES`] more values, all zero.
    #[inline(always)]
    pub(crate) fn apply<S: Simd>(&self, simd: S, power: &[f32], out: &mut [f32]) {
        for ((first, range), out) in self.bands.iter().zip(out) {
            let weights = &self.weights[range.clone()];
            *out = dot(simd, weights, &power[*first..*first + weights.len()]);
        }
    }
}
