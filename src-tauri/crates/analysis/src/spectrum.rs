//! Power spectrum of a windowed stretch of a real signal.
//!
//! A real FFT of n samples is taken as a complex FFT of n/2 (even samples as real parts, odd ones as imaginary parts) and unfolded
//! bin by bin.

use std::sync::Arc;

use rustfft::num_complex::Complex32;
use rustfft::{Fft, FftPlanner};

/// Tables for one length, and the last stretch that was taken.
#[derive(Clone)]
pub(crate) struct Spectrum {
    fft: Arc<dyn Fft<f32>>,
    window: Vec<f32>,
    twiddles: Vec<Complex32>,
    packed: Vec<Complex32>,
    scratch: Vec<Complex32>,
}

impl Spectrum {
    /// Of `n_fft` samples (a multiple of four) under a periodic Hann window.
    pub fn new(n_fft: usize) -> Self {
        let half = n_fft / 2;
        let fft = FftPlanner::new().plan_fft_forward(half);
        let turn = std::f64::consts::TAU / n_fft as f64;
        Self {
            window: (0..n_fft)
                .map(|i| (0.5 - 0.5 * (std::f64::consts::TAU * i as f64 / n_fft as f64).cos()) as f32)
                .collect(),
            twiddles: (0..=half / 2)
                .map(|k| Complex32::new((turn * k as f64).cos() as f32, -(turn * k as f64).sin() as f32))
                .collect(),
            packed: vec![Complex32::default(); half],
            scratch: vec![Complex32::default(); fft.get_inplace_scratch_len()],
            fft,
        }
    }

    /// Sum of the squares of the window.
    pub fn window_energy(&self) -> f64 {
        self.window.iter().map(|w| f64::from(*w).powi(2)).sum()
    }

    /// Transforms as many samples as the window has.
    pub fn take(&mut self, samples: &[f32]) {
        let pairs = samples.chunks_exact(2).zip(self.window.chunks_exact(2));
        for (packed, (pair, window)) in self.packed.iter_mut().zip(pairs) {
            *packed = Complex32::new(pair[0] * window[0], pair[1] * window[1]);
        }
        self.fft.process_with_scratch(&mut self.packed, &mut self.scratch);
    }

    /// Power of the bins 0 to n/2.
    #[inline(always)]
    pub fn power(&self, power: &mut [f32]) {
        /// Bins at once from either end.
        const STEP: usize = 8;
        let (packed, twiddles) = (&self.packed[..], &self.twiddles[..]);
        let half = packed.len();
        let (first, middle) = (packed[0], packed[half / 2]);
        power[0] = (first.re + first.im).powi(2);
        power[half] = (first.re - first.im).powi(2);
        power[half / 2] = middle.norm_sqr();
        let mut k = 1;
        while k + STEP <= half / 2 {
            let (low, twiddles) = (&packed[k..k + STEP], &twiddles[k..k + STEP]);
            let high = &packed[half - k - STEP + 1..half - k + 1];
            let (mut up, mut down) = ([0.0; STEP], [0.0; STEP]);
            for i in 0..STEP {
                (up[i], down[STEP - 1 - i]) = unfold(low[i], high[STEP - 1 - i], twiddles[i]);
            }
            power[k..k + STEP].copy_from_slice(&up);
            power[half - k - STEP + 1..half - k + 1].copy_from_slice(&down);
            k += STEP;
        }
        for k in k..half / 2 {
            (power[k], power[half - k]) = unfold(packed[k], packed[half - k], twiddles[k]);
        }
    }
}

/// Power of a bin and of its mirror image from both of a packed spectrum.
#[inline(always)]
fn unfold(low: Complex32, high: Complex32, twiddle: Complex32) -> (f32, f32) {
    let (sum_re, sum_im) = (0.5 * (low.re + high.re), 0.5 * (low.im - high.im));
    // The difference times −i/2.
    let (re, im) = (0.5 * (low.im + high.im), -0.5 * (low.re - high.re));
    let (odd_re, odd_im) = (re * twiddle.re - im * twiddle.im, re * twiddle.im + im * twiddle.re);
    let power = |re: f32, im: f32| re * re + im * im;
    (power(sum_re + odd_re, sum_im + odd_im), power(sum_re - odd_re, sum_im - odd_im))
}
