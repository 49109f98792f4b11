//! Mono resampling for analysis: cheap, linear phase, without delay.

use std::f64::consts::PI;

use crate::lanes::{Simd, WithSimd, dot, widest};

/// Zero crossings of the sinc on either side: −60 dB in the stop band, a transition of about a tenth of the band.
const CROSSINGS: f64 = 9.0;
/// Shape of the Kaiser window.
const BETA: f64 = 6.5;
/// The −6 dB point, as a share of the lower Nyquist frequency.
const CUTOFF: f64 = 0.93;
/// Phases kept at most; rates without a small common ratio use the nearest phase.
const MAX_PHASES: u64 = 1024;
/// The taps on either side are a multiple of this.
const HALF_STEP: usize = 4;
/// Rows of weights are filled up with zeros to a multiple of this, the widest vectors.
const LANES: usize = 16;
/// Cycles taken at once, so that each row of weights is read once for all of them, if they are no longer than `HELD` samples.
const AT_ONCE: usize = 4;
const HELD: u64 = 8192;
/// Outputs of a cycle at least: a shorter one is repeated.
const CYCLE: u64 = 64;

/// Converts the rate of a mono signal with a polyphase windowed sinc. Output sample `n` stands exactly at the time of
/// input position `n · from / to`; the output has `⌈input · to / from⌉` samples after [`MonoResampler::flush`].
#[derive(Clone, Debug)]
pub struct MonoResampler {
    /// Both rates, shortened: after `to` outputs and `from` inputs everything repeats.
    from: u64,
    to: u64,
    taps: usize,
    /// Rows of `taps` weights.
    filters: Vec<f32>,
    /// The `to` outputs of a cycle; none if the rates are the same.
    outputs: Vec<Output>,
    /// Cycles produced together.
    at_once: usize,
    /// Silence before the start.
    before: usize,
    /// Input not yet used up; its first sample has index `base`, counted with the silence before the start.
    held: Vec<f32>,
    base: u64,
    received: u64,
    produced: u64,
}

/// One of the outputs that repeat: where its taps start, in input samples, and its row of weights.
#[derive(Clone, Copy, Debug)]
struct Output {
    start: u32,
    row: u32,
}

impl MonoResampler {
    /// Rates in Hz, neither zero (zero counts as one).
    pub fn new(from_hz: u32, to_hz: u32) -> Self {
        let divisor = gcd(from_hz.max(1), to_hz.max(1));
        let (from, to) = (u64::from(from_hz.max(1) / divisor), u64::from(to_hz.max(1) / divisor));
        let phases = to.min(MAX_PHASES);
        let stretch = (from as f64 / to as f64).max(1.0);
        // Half of the taps lie before the output position; a million to one is cut off rather than built.
        let half = ((CROSSINGS * stretch).ceil() as usize).min(1 << 14).next_multiple_of(HALF_STEP);
        let taps = (2 * half).next_multiple_of(LANES);
        let mut filters = Vec::with_capacity(phases as usize * taps);
        for row in 0..phases {
            // If every output has its own, in the order of use: memory is then read from front to back.
            let phase = if phases == to { row * from % to } else { row };
            let shift = phase as f64 / phases as f64;
            let weights: Vec<f64> = (0..2 * half)
                .map(|tap| kernel(tap as f64 + 1.0 - half as f64 - shift, stretch, half as f64))
                .collect();
            // Every phase passes a constant unchanged.
            let sum: f64 = weights.iter().sum();
            filters.extend(weights.iter().map(|weight| (weight / sum) as f32));
            filters.resize((row as usize + 1) * taps, 0.0);
        }
        let output = |n: u64| Output {
            start: (n * from / to) as u32,
            row: if phases == to { n % to } else { n * from % to * phases / to } as u32,
        };
        let repeat = CYCLE.div_ceil(to);
        Self {
            from: from * repeat,
            to: to * repeat,
            taps,
            filters,
            outputs: if from == to {
                Vec::new()
            } else {
                (0..to * repeat).map(output).collect()
            },
            at_once: if from * repeat * AT_ONCE as u64 <= HELD { AT_ONCE } else { 1 },
            before: half - 1,
            held: vec![0.0; half - 1],
            base: 0,
            received: 0,
            produced: 0,
        }
    }

    /// Takes samples and appends what can be said about the output.
    pub fn process(&mut self, input: &[f32], out: &mut Vec<f32>) {
        self.received += input.len() as u64;
        if self.from == self.to {
            out.extend_from_slice(input);
            return;
        }
        self.held.extend_from_slice(input);
        self.produce(None, out);
    }

    /// Appends the rest and starts anew.
    pub fn flush(&mut self, out: &mut Vec<f32>) {
        if self.from != self.to {
            let total = (u128::from(self.received) * u128::from(self.to)).div_ceil(u128::from(self.from));
            self.held.resize(self.held.len() + self.taps, 0.0);
            self.produce(Some(u64::try_from(total).unwrap_or(u64::MAX)), out);
        }
        self.held.clear();
        self.held.resize(self.before, 0.0);
        (self.base, self.received, self.produced) = (0, 0, 0);
    }

    /// Produces as much as can be said, or all up to the output `last`.
    fn produce(&mut self, last: Option<u64>, out: &mut Vec<f32>) {
        // The outputs whose taps lie inside what is held.
        let starts = (self.base + self.held.len() as u64 + 1).saturating_sub(self.taps as u64);
        let ready = (u128::from(starts) * u128::from(self.to)).div_ceil(u128::from(self.from));
        let until = u64::try_from(ready).unwrap_or(u64::MAX).min(last.unwrap_or(u64::MAX));
        while self.produced < until {
            let cycle = self.produced / self.to * self.from;
            let outputs = &self.outputs[(self.produced % self.to) as usize..];
            let left = until - self.produced;
            let together = self.at_once > 1 && left >= self.at_once as u64 * self.to;
            if self.at_once > 1 && !together && last.is_none() {
                break;
            }
            let outputs = &outputs[..outputs.len().min(usize::try_from(left).unwrap_or(usize::MAX))];
            let count = if together { AT_ONCE } else { 1 } * outputs.len();
            let first = out.len();
            out.resize(first + count, 0.0);
            widest(Filter {
                of: self,
                ahead: cycle.saturating_sub(self.base) as usize,
                begun: self.base.saturating_sub(cycle) as usize,
                outputs,
                together,
                out: &mut out[first..],
            });
            self.produced += count as u64;
        }
        let next = u128::from(self.produced) * u128::from(self.from) / u128::from(self.to);
        let used = ((next as u64 - self.base) as usize).min(self.held.len());
        self.held.drain(..used);
        self.base += used as u64;
    }
}

/// Outputs of one cycle, or of several together.
struct Filter<'a> {
    of: &'a MonoResampler,
    /// Samples held before those of the cycle, and samples of the cycle that are no longer held.
    ahead: usize,
    begun: usize,
    outputs: &'a [Output],
    together: bool,
    out: &'a mut [f32],
}

impl WithSimd for Filter<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        if self.together {
            self.cycles::<S, AT_ONCE>(simd);
        } else {
            self.cycles::<S, 1>(simd);
        }
    }
}

impl Filter<'_> {
    #[inline(always)]
    fn cycles<S: Simd, const N: usize>(self, simd: S) {
        let taps = self.of.taps;
        let cycle = self.of.from as usize;
        for (index, Output { start, row }) in self.outputs.iter().enumerate() {
            let start = self.ahead + *start as usize - self.begun;
            let mut samples = [&self.of.held[..0]; N];
            for (n, samples) in samples.iter_mut().enumerate() {
                *samples = &self.of.held[start + n * cycle..][..taps];
            }
            let sums = products::<S, N>(simd, samples, &self.of.filters[*row as usize * taps..][..taps]);
            for (n, sum) in sums.into_iter().enumerate() {
                self.out[n * self.outputs.len() + index] = sum;
            }
        }
    }
}

/// Sums of the products of each run of samples with the weights, in the same order for any `N`.
#[inline(always)]
fn products<S: Simd, const N: usize>(simd: S, samples: [&[f32]; N], weights: &[f32]) -> [f32; N] {
    let mut results = [0.0; N];
    if S::IS_SCALAR {
        for (result, samples) in results.iter_mut().zip(samples) {
            *result = dot(simd, samples, weights);
        }
        return results;
    }
    let weights = S::as_simd_f32s(weights).0;
    let mut lanes = [&weights[..0]; N];
    for (lanes, samples) in lanes.iter_mut().zip(samples) {
        *lanes = &S::as_simd_f32s(samples).0[..weights.len()];
    }
    let mut sums = [simd.splat_f32s(0.0); N];
    for (at, weights) in weights.iter().enumerate() {
        for (sum, lanes) in sums.iter_mut().zip(lanes) {
            *sum = simd.mul_add_e_f32s(lanes[at], *weights, *sum);
        }
    }
    for (result, sum) in results.iter_mut().zip(sums) {
        *result = simd.reduce_sum_f32s(sum);
    }
    results
}

/// Windowed sinc at `x` input samples from its centre.
fn kernel(x: f64, stretch: f64, half: f64) -> f64 {
    let scaled = x * CUTOFF / stretch;
    let sinc = if scaled == 0.0 { 1.0 } else { (PI * scaled).sin() / (PI * scaled) };
    let edge = 1.0 - (x / half).powi(2);
    if edge <= 0.0 {
        0.0
    } else {
        sinc * bessel_i0(BETA * edge.sqrt()) / bessel_i0(BETA)
    }
}

/// Modified Bessel function of the first kind, order zero, by its series.
fn bessel_i0(x: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for k in 1..40 {
        term *= (x / (2.0 * f64::from(k))).powi(2);
        sum += term;
    }
    sum
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(rate: u32, hz: f64, samples: usize) -> Vec<f32> {
        (0..samples)
            .map(|n| (2.0 * PI * hz * n as f64 / f64::from(rate)).sin() as f32)
            .collect()
    }

    fn resample(from: u32, to: u32, input: &[f32], block: usize) -> Vec<f32> {
        let mut resampler = MonoResampler::new(from, to);
        let mut out = Vec::new();
        input.chunks(block).for_each(|block| resampler.process(block, &mut out));
        resampler.flush(&mut out);
        out
    }

    /// Root mean square away from the ends.
    fn level(samples: &[f32]) -> f64 {
        let middle = &samples[samples.len() / 4..samples.len() * 3 / 4];
        (middle.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / middle.len() as f64).sqrt()
    }

    #[test]
    fn a_tone_in_the_band_keeps_its_samples() {
        for (from, to) in [
            (44_100, 16_000),
            (48_000, 16_000),
            (96_000, 16_000),
            (22_050, 16_000),
            (8_000, 16_000),
            (44_100, 22_050),
        ] {
            let input = sine(from, 1_000.0, from as usize);
            let out = resample(from, to, &input, 1_152);
            assert_eq!(out.len(), to as usize, "{from} to {to}");
            let expect = sine(to, 1_000.0, to as usize);
            let worst = (200..out.len() - 200).map(|n| (out[n] - expect[n]).abs()).fold(0.0, f32::max);
            assert!(worst < 2e-3, "{from} to {to}: {worst}");
        }
    }

    #[test]
    fn what_lies_above_the_band_is_gone() {
        for hz in [9_500.0, 12_000.0, 20_000.0] {
            let out = resample(44_100, 16_000, &sine(44_100, hz, 44_100), 4_096);
            assert!(level(&out) < 0.003, "{hz} Hz leaks {}", level(&out));
        }
        let kept = resample(44_100, 16_000, &sine(44_100, 6_300.0, 44_100), 4_096);
        assert!(level(&kept) > 0.68, "{}", level(&kept));
    }

    #[test]
    fn blocks_do_not_matter() {
        let input = sine(44_100, 440.0, 10_007);
        let whole = resample(44_100, 16_000, &input, input.len());
        for block in [1, 7, 441, 5_000] {
            assert_eq!(resample(44_100, 16_000, &input, block), whole);
        }
    }

    #[test]
    fn odd_rates_and_short_inputs() {
        assert_eq!(resample(44_099, 16_000, &sine(44_099, 500.0, 44_099), 1_000).len(), 16_000);
        assert_eq!(resample(44_100, 16_000, &[], 1).len(), 0);
        assert_eq!(resample(44_100, 16_000, &[1.0], 1).len(), 1);
        assert_eq!(resample(16_000, 16_000, &[0.1, 0.2], 1), [0.1, 0.2]);
        assert_eq!(resample(384_000, 8_000, &vec![0.5; 384_000], 4_096).len(), 8_000);
    }

    /// Every output from the definition: the filter at its phase over the input around its place.
    fn plain(from: u32, to: u32, input: &[f32]) -> Vec<f32> {
        let stretch = (f64::from(from) / f64::from(to)).max(1.0);
        let half = ((CROSSINGS * stretch).ceil() as i64 + 3) / 4 * 4;
        let outputs = (input.len() as u64 * u64::from(to)).div_ceil(u64::from(from));
        let output = |n: u64| {
            let (at, shift) = (n * u64::from(from) / u64::from(to), n * u64::from(from) % u64::from(to));
            let weights: Vec<f64> = (1 - half..=half)
                .map(|x| kernel(x as f64 - shift as f64 / f64::from(to), stretch, half as f64))
                .collect();
            let sample = |x: i64| input.get((at as i64 + x) as usize).copied().map_or(0.0, f64::from);
            let sum: f64 = (1 - half..=half).zip(&weights).map(|(x, weight)| sample(x) * weight).sum();
            (sum / weights.iter().sum::<f64>()) as f32
        };
        (0..outputs).map(output).collect()
    }

    #[test]
    fn every_output_is_that_of_the_definition() {
        let mut rng = domain::SplitMix64::new(4);
        for (from, to) in [
            (44_100, 16_000),
            (48_000, 16_000),
            (22_050, 16_000),
            (8_000, 16_000),
            (96_000, 16_000),
            (16_001, 800),
        ] {
            for samples in [1, 63, 1_763, 1_764, 9_999] {
                let input: Vec<f32> = (0..samples).map(|_| rng.unit() as f32 - 0.5).collect();
                let expect = plain(from, to, &input);
                for block in [1, 1_152, 4_001] {
                    let got = resample(from, to, &input, block);
                    assert_eq!(got.len(), expect.len());
                    let apart = got.iter().zip(&expect).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                    assert!(apart < 1e-6, "{from} to {to}, {samples} samples in blocks of {block}: {apart}");
                }
            }
        }
    }

    #[test]
    fn machines_without_wide_vectors_agree() {
        let input = sine(44_100, 3_000.0, 96);
        let weights = &sine(16_000, 700.0, 96)[..64];
        let runs = [&input[..64], &input[32..]];
        let exact = |run: &[f32]| run.iter().zip(weights).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>() as f32;
        for (run, sum) in runs.iter().zip(products(pulp::Scalar, runs, weights)) {
            assert!((sum - exact(run)).abs() < 1e-5);
        }
    }
}
