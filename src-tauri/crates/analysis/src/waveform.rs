//! Waveform peaks of a track whose length is known only at its end.

use audio::lanes::{Simd, WithSimd, highest, larger, widest};
use domain::WAVEFORM_BINS;

/// Cells kept while measuring: eight to sixteen to a bin.
const MAX_CELLS: usize = 16 * WAVEFORM_BINS;

/// Collects peaks block by block in flat memory: when the cells are full, neighbours are joined.
pub struct WaveformMeter {
    cells: Vec<f32>,
    per_cell: usize,
    filled: usize,
    peak: f32,
}

impl Default for WaveformMeter {
    fn default() -> Self {
        Self::new()
    }
}

impl WaveformMeter {
    pub fn new() -> Self {
        Self {
            cells: Vec::with_capacity(MAX_CELLS),
            per_cell: 64,
            filled: 0,
            peak: 0.0,
        }
    }

    /// Takes mono samples.
    pub fn push(&mut self, mono: &[f32]) {
        widest(Cells { meter: self, mono });
    }

    #[inline(always)]
    fn add(&mut self, mut mono: &[f32]) {
        while !mono.is_empty() {
            let take = (self.per_cell - self.filled).min(mono.len());
            self.peak = larger(self.peak, highest(&mono[..take]));
            self.filled += take;
            mono = &mono[take..];
            if self.filled == self.per_cell {
                self.close();
            }
        }
    }

    fn close(&mut self) {
        if self.cells.len() == MAX_CELLS {
            for i in 0..MAX_CELLS / 2 {
                self.cells[i] = self.cells[2 * i].max(self.cells[2 * i + 1]);
            }
            self.cells.truncate(MAX_CELLS / 2);
            self.per_cell *= 2;
            // The cell just filled is the first half of a longer one.
            return;
        }
        self.cells.push(self.peak);
        (self.filled, self.peak) = (0, 0.0);
    }

    /// [`WAVEFORM_BINS`] peaks, 0–255 of full scale.
    pub fn finish(mut self) -> Vec<u8> {
        if self.filled > 0 {
            self.cells.push(self.peak);
        }
        let n = self.cells.len();
        let bin = |i: usize| {
            let from = (i * n / WAVEFORM_BINS).min(n.saturating_sub(1));
            let to = ((i + 1) * n / WAVEFORM_BINS).clamp(from, n).max((from + 1).min(n));
            let peak = self.cells[from..to].iter().fold(0.0f32, |peak, s| peak.max(*s));
            (peak.min(1.0) * 255.0).round() as u8
        };
        (0..WAVEFORM_BINS).map(bin).collect()
    }
}

struct Cells<'a> {
    meter: &'a mut WaveformMeter,
    mono: &'a [f32],
}

impl WithSimd for Cells<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        self.meter.add(self.mono);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waveform(n: usize, sample: impl Fn(usize) -> f32) -> (Vec<u8>, usize) {
        let mut meter = WaveformMeter::new();
        let samples: Vec<f32> = (0..n).map(sample).collect();
        samples.chunks(1153).for_each(|block| meter.push(block));
        let capacity = meter.cells.capacity();
        (meter.finish(), capacity)
    }

    #[test]
    fn a_ramp_rises_over_all_bins_whatever_its_length() {
        for n in [1, 10, 1000, 64_001, 1_024_000, 1_024_065, 10_000_000] {
            let (bins, capacity) = waveform(n, |i| -((i + 1) as f32) / n as f32);
            assert_eq!(bins.len(), WAVEFORM_BINS);
            assert!(bins.is_sorted(), "{n}");
            assert!(bins[WAVEFORM_BINS - 1] == 255 && capacity <= MAX_CELLS, "{n}");
            if n > 100_000 {
                assert!((i32::from(bins[500]) - 128).abs() <= 2, "{n}: {}", bins[500]);
            }
        }
    }

    #[test]
    fn nothing_is_flat_and_too_loud_is_full() {
        assert_eq!(waveform(0, |_| 0.0).0, vec![0; WAVEFORM_BINS]);
        assert_eq!(waveform(5000, |_| 7.0).0, vec![255; WAVEFORM_BINS]);
    }
}
