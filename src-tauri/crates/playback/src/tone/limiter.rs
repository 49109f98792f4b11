//! A limiter that sees peaks coming: nothing above full scale leaves it, and what stays below goes through bit for bit.
//!
//! The gain a peak needs is spread over the frames before it: the lowest of a window, then the mean over another as long, so that it
//! has come down when the peak is there and no step is heard. Peaks between samples are found as ITU-R BS.1770-4 annex 2 does.

use std::collections::VecDeque;

use audio::PeakFinder;

use crate::line::CHANNELS;

/// Milliseconds between the first thought of a peak and the peak.
const LOOKAHEAD_MS: f32 = 1.5;
/// Seconds in which the gain comes back two thirds of its way.
const RELEASE: f64 = 0.08;
/// Where peaks between samples are kept below: the finder misses up to a third of a dB.
const CEILING: f32 = 0.97;
/// The gain is back, for all an ear can tell.
const BACK: f64 = 0.999_9;

/// A frame on its way, and what came with it.
struct Slot<T> {
    frame: [f32; CHANNELS],
    with: T,
}

/// Delays frames by [`Limiter::delay`] and keeps their peaks down. `T` goes along with each frame.
pub(crate) struct Limiter<T> {
    on_its_way: VecDeque<Slot<T>>,
    finder: PeakFinder<CHANNELS>,
    /// Frames the windows are long.
    window: usize,
    /// Gains that could still be the lowest of the window, falling, with the frames they belong to.
    lowest: VecDeque<(u64, f32)>,
    /// The lowest gains of the last windows, of which the mean is taken, and their sum.
    means: VecDeque<f32>,
    sum: f64,
    /// How many of `means` are below one.
    below: usize,
    /// Wide: the last steps towards one are smaller than a narrow float can add.
    released: f64,
    release: f64,
    frame: u64,
}

impl<T> Limiter<T> {
    /// For a line at `rate` Hz.
    pub(crate) fn new(rate: u32) -> Self {
        let window = ((LOOKAHEAD_MS * rate as f32 / 1000.0) as usize).max(1);
        let mut limiter = Self {
            on_its_way: VecDeque::with_capacity(window + PeakFinder::<CHANNELS>::DELAY + 1),
            finder: PeakFinder::new(rate),
            window,
            lowest: VecDeque::with_capacity(window + 1),
            means: VecDeque::with_capacity(window + 1),
            sum: 0.0,
            below: 0,
            released: 1.0,
            release: 1.0 - (-1.0 / (RELEASE * f64::from(rate))).exp(),
            frame: 0,
        };
        limiter.forget();
        limiter
    }

    /// Frames that go in before the first comes out.
    pub(crate) fn delay(&self) -> usize {
        self.window - 1 + PeakFinder::<CHANNELS>::DELAY
    }

    pub(crate) fn len(&self) -> usize {
        self.on_its_way.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.on_its_way.is_empty()
    }

    /// Drops everything on its way.
    pub(crate) fn forget(&mut self) {
        self.on_its_way.clear();
        self.finder.forget();
        self.lowest.clear();
        self.means.clear();
        // Within the room there is: nothing is allocated.
        self.means.extend(std::iter::repeat_n(1.0, self.window));
        (self.sum, self.below) = (self.window as f64, 0);
        self.released = 1.0;
    }

    /// Takes a frame. `between`: whether what lies between samples is to be kept down, too.
    pub(crate) fn push(&mut self, frame: [f32; CHANNELS], between: bool, with: T) {
        self.on_its_way.push_back(Slot { frame, with });
        let needed = if between {
            let peak = self.finder.push(frame);
            if peak > CEILING { CEILING / peak } else { 1.0 }
        } else {
            let peak = self.finder.push_samples(frame);
            if peak > 1.0 { 1.0 / peak } else { 1.0 }
        };
        self.frame += 1;
        if needed >= 1.0 && self.released >= 1.0 && self.lowest.is_empty() && self.below == 0 {
            return;
        }
        self.follow(needed);
    }

    fn follow(&mut self, needed: f32) {
        self.released += (1.0 - self.released) * self.release;
        if self.released > BACK {
            self.released = 1.0;
        }
        self.released = self.released.min(f64::from(needed));
        let released = self.released as f32;
        while self.lowest.back().is_some_and(|(_, gain)| *gain >= released) {
            self.lowest.pop_back();
        }
        if self.released < 1.0 {
            self.lowest.push_back((self.frame, released));
        }
        while self
            .lowest
            .front()
            .is_some_and(|(frame, _)| frame + self.window as u64 <= self.frame)
        {
            self.lowest.pop_front();
        }
        let lowest = self.lowest.front().map_or(1.0, |(_, gain)| *gain);
        self.sum += f64::from(lowest);
        self.below += usize::from(lowest < 1.0);
        self.means.push_back(lowest);
        if let Some(old) = self.means.pop_front() {
            self.sum -= f64::from(old);
            self.below -= usize::from(old < 1.0);
        }
        if self.below == 0 {
            self.sum = self.window as f64;
        }
    }

    /// Whether the frames that are due are kept down.
    pub(crate) fn acts(&self) -> bool {
        self.below > 0
    }

    /// The frame that is due, limited; `None` if there is none.
    pub(crate) fn pop(&mut self) -> Option<([f32; CHANNELS], T)> {
        let Slot { frame, with } = self.on_its_way.pop_front()?;
        if !self.acts() {
            return Some((frame, with));
        }
        let gain = (self.sum / self.window as f64) as f32;
        Some((frame.map(|sample| sample * gain), with))
    }
}

#[cfg(test)]
mod tests {
    use domain::SplitMix64;

    use super::*;

    fn through(rate: u32, between: bool, input: &[[f32; 2]]) -> Vec<[f32; 2]> {
        let mut limiter = Limiter::new(rate);
        let mut out = Vec::new();
        let silence = std::iter::repeat_n(&[0.0; 2], limiter.delay());
        for frame in input.iter().chain(silence) {
            limiter.push(*frame, between, ());
            if limiter.len() > limiter.delay() {
                out.push(limiter.pop().unwrap().0);
            }
        }
        out
    }

    #[test]
    fn what_stays_below_full_scale_is_untouched() {
        let mut rng = SplitMix64::new(2);
        let input: Vec<_> = (0..20_000).map(|_| [rng.unit() as f32 * 2.0 - 1.0, 1.0]).collect();
        assert!(through(44_100, false, &input) == input);
        let quiet: Vec<_> = input.iter().map(|frame| frame.map(|sample| sample * 0.3)).collect();
        assert!(through(44_100, true, &quiet) == quiet);
    }

    #[test]
    fn nothing_leaves_above_full_scale() {
        let mut rng = SplitMix64::new(3);
        for rate in [8_000, 44_100, 48_000, 192_000] {
            for between in [false, true] {
                let input: Vec<_> = (0..60_000)
                    .map(|n| {
                        let loud = if n / 10_000 % 2 == 0 { 6.0 } else { 0.4 };
                        [0, 1].map(|_| (rng.unit() as f32 * 2.0 - 1.0) * loud)
                    })
                    .collect();
                let out = through(rate, between, &input);
                assert_eq!(out.len(), input.len());
                let most = out.iter().flatten().fold(0.0_f32, |most, sample| most.max(sample.abs()));
                assert!(most <= 1.0 + 1e-6, "{rate} Hz: {most}");
                // Long after the loud stretches the gain is whole again.
                let end = 19_900;
                if rate <= 8_000 {
                    assert!(out[end] == input[end]);
                }
            }
        }
    }

    #[test]
    fn the_wave_between_the_samples_stays_below_full_scale_too() {
        // A quarter of the rate, 45° off: samples at 0.707 of the wave's height.
        let wave: Vec<_> = (0..8_000)
            .map(|n| [(std::f32::consts::FRAC_PI_4 + std::f32::consts::FRAC_PI_2 * n as f32).sin() * 1.3; 2])
            .collect();
        let out = through(48_000, true, &wave);
        let most = out[1_000..7_000]
            .iter()
            .flatten()
            .fold(0.0_f32, |most, sample| most.max(sample.abs()));
        let height = most * std::f32::consts::SQRT_2;
        assert!((0.9..=1.0).contains(&height), "{height}");
    }

    #[test]
    fn once_the_peaks_are_gone_every_bit_is_the_files_own_again() {
        for rate in [44_100, 96_000, 384_000] {
            let frames = rate as usize * 2;
            let input: Vec<_> = (0..frames)
                .map(|n| if n < 500 { [5.0; 2] } else { [(n % 100) as f32 / 128.0; 2] })
                .collect();
            let out = through(rate, true, &input);
            assert!(out[frames - 1_000..] == input[frames - 1_000..], "{rate} Hz");
        }
    }

    #[test]
    fn a_peak_is_met_without_a_step() {
        let mut input = vec![[0.5; 2]; 10_000];
        input[5_000] = [2.0; 2];
        let out = through(48_000, false, &input);
        assert!((out[5_000][0] - 1.0).abs() < 1e-3);
        let step = (0..9_999)
            .filter(|n| ![4_999, 5_000].contains(n))
            .map(|n| (out[n + 1][0] - out[n][0]).abs())
            .fold(0.0, f32::max);
        assert!(step < 0.01, "{step}");
    }
}
