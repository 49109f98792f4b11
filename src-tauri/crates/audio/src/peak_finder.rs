//! Peaks between samples, frame by frame, for whoever must keep them down while they pass.

use crate::true_peak::{TAPS, phases};

/// Finds how high the wave goes around each frame: at its samples, and at the points of ITU-R BS.1770-4 annex 2 before and behind
/// them. Allocates nothing once it is built.
#[derive(Clone, Debug)]
pub struct PeakFinder<const CHANNELS: usize> {
    phases: Vec<[f32; TAPS]>,
    /// The last frames, the oldest first, written twice so that all of them always lie in one piece.
    history: [[f32; 2 * TAPS]; CHANNELS],
    at: usize,
    /// The highest point between the frame before the one looked at and itself.
    before: f32,
}

impl<const CHANNELS: usize> PeakFinder<CHANNELS> {
    /// Frames between a frame and its peak.
    pub const DELAY: usize = TAPS / 2;

    /// For samples at `rate` Hz.
    pub fn new(rate: u32) -> Self {
        Self {
            phases: phases(rate).into_iter().map(|(_, row)| row).collect(),
            history: [[0.0; 2 * TAPS]; CHANNELS],
            at: 0,
            before: 0.0,
        }
    }

    pub fn forget(&mut self) {
        self.history = [[0.0; 2 * TAPS]; CHANNELS];
        self.before = 0.0;
    }

    /// Takes a frame and returns the highest point, as a factor of full scale, around the frame [`Self::DELAY`] before it.
    #[inline]
    pub fn push(&mut self, frame: [f32; CHANNELS]) -> f32 {
        let samples = self.push_samples(frame);
        let (start, mut behind) = (self.at, 0.0_f32);
        for history in &self.history {
            let window = &history[start..start + TAPS];
            for row in &self.phases {
                let point: f32 = row.iter().zip(window).map(|(tap, sample)| tap * sample).sum();
                behind = behind.max(point.abs());
            }
        }
        let before = std::mem::replace(&mut self.before, behind);
        samples.max(before).max(behind)
    }

    /// As [`Self::push`], looking at samples alone.
    #[inline]
    pub fn push_samples(&mut self, frame: [f32; CHANNELS]) -> f32 {
        let mut peak = 0.0_f32;
        let centre = (self.at + 1) % TAPS + TAPS / 2 - 1;
        for (history, sample) in self.history.iter_mut().zip(frame) {
            history[self.at] = sample;
            history[self.at + TAPS] = sample;
            peak = peak.max(history[centre].abs());
        }
        self.at = (self.at + 1) % TAPS;
        peak
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peaks_come_with_their_frames() {
        let mut finder = PeakFinder::<2>::new(48_000);
        let mut found = Vec::new();
        for n in 0..40 {
            let frame = if n == 20 { [0.25, -0.75] } else { [0.0; 2] };
            found.push(finder.push_samples(frame));
        }
        let at = found.iter().position(|peak| *peak > 0.0).unwrap();
        assert_eq!((at, found[at]), (20 + PeakFinder::<2>::DELAY, 0.75));
    }

    #[test]
    fn the_wave_is_seen_between_its_samples() {
        for rate in [44_100, 96_000, 192_000] {
            let mut finder = PeakFinder::<1>::new(rate);
            let wave = |n: usize| (std::f32::consts::FRAC_PI_4 + std::f32::consts::FRAC_PI_2 * n as f32).sin();
            let most = (0..400).map(|n| finder.push([wave(n)])).skip(100).fold(0.0, f32::max);
            let expect = if rate < 192_000 { 1.0 } else { 0.707 };
            assert!((most - expect).abs() < 0.04, "{rate}: {most}");
        }
    }
}
