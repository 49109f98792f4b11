//! The highest point of the wave that samples stand for, ITU-R BS.1770-4 annex 2.

use std::f64::consts::PI;

/// Taps of the interpolation at each point between two samples.
const TAPS: usize = 12;
/// Samples looked at together.
const CHUNK: usize = 64;

/// Meter for one channel.
#[derive(Clone, Debug)]
pub(crate) struct TruePeak {
    /// One row of taps for each point between two samples; none where the rate is high enough by itself.
    phases: Vec<[f32; TAPS]>,
    /// No point between samples is higher than the highest sample around it times this.
    gain: f32,
    peak: f32,
    /// The last samples, and those to look at.
    buffer: Vec<f32>,
}

impl TruePeak {
    pub(crate) fn new(rate: u32) -> Self {
        let factor = match rate {
            0..96_000 => 4,
            96_000..192_000 => 2,
            _ => 1,
        };
        let phases: Vec<_> = (1..factor).map(|phase| taps(f64::from(phase) / f64::from(factor))).collect();
        let gain = phases.iter().map(|row| row.iter().map(|tap| tap.abs()).sum()).fold(1.0, f32::max);
        Self {
            phases,
            gain,
            peak: 0.0,
            buffer: vec![0.0; TAPS - 1],
        }
    }

    pub(crate) fn push(&mut self, samples: &[f32]) {
        self.peak = samples.iter().fold(self.peak, |peak, sample| peak.max(sample.abs()));
        if self.phases.is_empty() {
            return;
        }
        self.buffer.extend_from_slice(samples);
        let whole = (self.buffer.len() - (TAPS - 1)) / CHUNK * CHUNK;
        for start in (0..whole).step_by(CHUNK) {
            self.look(start);
        }
        self.buffer.drain(..whole);
    }

    /// The peak as a factor of full scale.
    pub(crate) fn finish(&mut self) -> f32 {
        // Silence pushes the last samples through.
        self.push(&[0.0; CHUNK + TAPS]);
        self.peak
    }

    fn look(&mut self, start: usize) {
        let around = &self.buffer[start..start + CHUNK + TAPS - 1];
        let highest = around.iter().fold(0.0_f32, |highest, sample| highest.max(sample.abs()));
        if highest * self.gain <= self.peak {
            return;
        }
        for row in &self.phases {
            let mut wave = [0.0_f32; CHUNK];
            for (offset, tap) in row.iter().enumerate() {
                for (point, sample) in wave.iter_mut().zip(&around[offset..offset + CHUNK]) {
                    *point += tap * sample;
                }
            }
            self.peak = wave.iter().fold(self.peak, |peak, point| peak.max(point.abs()));
        }
    }
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
    use super::*;

    fn peak_db(rate: u32, samples: impl Iterator<Item = f64>) -> f32 {
        let samples: Vec<f32> = samples.map(|sample| sample as f32).collect();
        let mut meter = TruePeak::new(rate);
        samples.chunks(777).for_each(|block| meter.push(block));
        20.0 * meter.finish().log10()
    }

    /// EBU Tech 3341 v4, table 1, cases 15 to 18: sines whose samples miss the peaks of the wave.
    #[test]
    fn the_test_signals_of_the_standard() {
        for (divisor, degrees) in [(4.0, 0.0), (4.0, 45.0), (6.0, 60.0), (8.0, 67.5_f64)] {
            // Faded in and out, as the signals of the standard are: a wave that is cut off overshoots.
            let fade = |n: i32| (f64::from(n.min(48_000 - n)) / 4_800.0).min(1.0);
            let wave = (0..48_000).map(|n| 0.5 * fade(n) * (2.0 * PI * f64::from(n) / divisor + degrees.to_radians()).sin());
            let db = peak_db(48_000, wave);
            assert!((-6.4..=-5.8).contains(&db), "{divisor} {degrees}: {db}");
        }
    }

    #[test]
    fn what_is_passed_over_could_not_matter() {
        // A loud click first, then sines at half its height that reach no further between samples.
        let wave = (0..20_000).map(|n| if n == 50 { 1.0 } else { 0.5 * (f64::from(n) * 1.3).sin() });
        assert!(peak_db(44_100, wave).abs() < 0.5);
    }
}
