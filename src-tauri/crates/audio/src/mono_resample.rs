//! Mono resampling for analysis: cheap, linear phase, without delay.

use std::f64::consts::PI;

/// Zero crossings of the sinc on either side: −60 dB in the stop band, a transition of about a tenth of the band.
const CROSSINGS: f64 = 9.0;
/// Shape of the Kaiser window.
const BETA: f64 = 6.5;
/// The −6 dB point, as a share of the lower Nyquist frequency.
const CUTOFF: f64 = 0.93;
/// Phases kept at most; rates without a small common ratio use the nearest phase.
const MAX_PHASES: u64 = 1024;
/// Lanes of the inner loop; the taps of a phase are a multiple.
const LANES: usize = 8;

/// Converts the rate of a mono signal with a polyphase windowed sinc. Output sample `n` stands exactly at the time of
/// input position `n · from / to`; the output has `⌈input · to / from⌉` samples after [`MonoResampler::flush`].
#[derive(Clone, Debug)]
pub struct MonoResampler {
    /// Both rates divided by their common divisor.
    from: u64,
    to: u64,
    phases: u64,
    taps: usize,
    /// `phases` rows of `taps` weights.
    filters: Vec<f32>,
    /// Input not yet used up; its first sample has index `base`, counted with the silence before the start.
    held: Vec<f32>,
    base: u64,
    received: u64,
    produced: u64,
}

impl MonoResampler {
    /// Rates in Hz, neither zero (zero counts as one).
    pub fn new(from_hz: u32, to_hz: u32) -> Self {
        let divisor = gcd(from_hz.max(1), to_hz.max(1));
        let (from, to) = (u64::from(from_hz.max(1) / divisor), u64::from(to_hz.max(1) / divisor));
        let phases = to.min(MAX_PHASES);
        let stretch = (from as f64 / to as f64).max(1.0);
        // Half of the taps lie before the output position; a million to one is cut off rather than built.
        let half = ((CROSSINGS * stretch).ceil() as usize).min(1 << 14).next_multiple_of(LANES / 2);
        let taps = 2 * half;
        let mut filters = Vec::with_capacity(phases as usize * taps);
        for phase in 0..phases {
            let shift = phase as f64 / phases as f64;
            let row: Vec<f64> = (0..taps)
                .map(|tap| kernel(tap as f64 + 1.0 - half as f64 - shift, stretch, half as f64))
                .collect();
            // Every phase passes a constant unchanged.
            let sum: f64 = row.iter().sum();
            filters.extend(row.iter().map(|weight| (weight / sum) as f32));
        }
        Self {
            from,
            to,
            phases,
            taps,
            filters,
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
        self.produce(u64::MAX, out);
    }

    /// Appends the rest and starts anew.
    pub fn flush(&mut self, out: &mut Vec<f32>) {
        if self.from != self.to {
            let total = (u128::from(self.received) * u128::from(self.to)).div_ceil(u128::from(self.from));
            self.held.resize(self.held.len() + self.taps, 0.0);
            self.produce(u64::try_from(total).unwrap_or(u64::MAX), out);
        }
        self.held.clear();
        self.held.resize(self.taps / 2 - 1, 0.0);
        (self.base, self.received, self.produced) = (0, 0, 0);
    }

    fn produce(&mut self, limit: u64, out: &mut Vec<f32>) {
        let (whole, rest) = (self.from / self.to, self.from % self.to);
        // Position of the next output in input samples: an integer and `numerator` / `to`.
        let position = u128::from(self.produced) * u128::from(self.from);
        let mut index = (position / u128::from(self.to)) as u64;
        let mut numerator = (position % u128::from(self.to)) as u64;
        let exact = self.phases == self.to;
        while self.produced < limit {
            let start = (index - self.base) as usize;
            let Some(samples) = self.held.get(start..start + self.taps) else {
                break;
            };
            let phase = if exact { numerator } else { numerator * self.phases / self.to } as usize;
            let filter = &self.filters[phase * self.taps..(phase + 1) * self.taps];
            out.push(dot(samples, filter));
            self.produced += 1;
            index += whole;
            numerator += rest;
            if numerator >= self.to {
                numerator -= self.to;
                index += 1;
            }
        }
        let used = ((index - self.base) as usize).min(self.held.len());
        self.held.drain(..used);
        self.base += used as u64;
    }
}

fn dot(samples: &[f32], weights: &[f32]) -> f32 {
    let mut sums = [0.0; LANES];
    for (samples, weights) in samples.as_chunks::<LANES>().0.iter().zip(weights.as_chunks::<LANES>().0) {
        for lane in 0..LANES {
            sums[lane] += samples[lane] * weights[lane];
        }
    }
    sums.iter().sum()
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
}
