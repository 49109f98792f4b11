//! Which stretches of a stream of unknown length are heard: up to [`HEARD`] windows of [`SECONDS`] each, spread evenly.
//!
//! The stream is cut into slots as long as a window. Candidates are every slot, and when there are [`CANDIDATES`] every second
//! one of those, and so on: at the end of any stream that is long enough, 12 to 24 are held, evenly from its beginning to its
//! end. What is held depends on the samples alone, not on how they arrive, and never exceeds 16 MB.

use audio::MonoResampler;

use super::SAMPLE_RATE;

/// Seconds of a window.
pub(crate) const SECONDS: usize = 5;
/// Windows that are heard.
pub(crate) const HEARD: usize = 6;
/// Windows that are held while it is not known how long the stream is; even.
const CANDIDATES: usize = 24;
/// Mean square of a tenth of a second below which it is silent, −80 dB of full scale: what the rest of the pass can hear is not.
const SILENT: f32 = 1e-8;
/// Larger samples are none of music, and their squares might not be numbers any more.
const LARGEST: f32 = 1e6;

/// A stretch of the stream at 32 kHz.
pub(crate) struct Window {
    pub samples: Vec<f32>,
    /// Where its middle lies in the whole stream, 0–1.
    pub at: f64,
}

struct Candidate {
    slot: u64,
    samples: Vec<f32>,
    silent: bool,
}

/// Takes mono samples of any rate.
pub(crate) struct Windows {
    /// As it is before the first sample; each window has a copy to itself.
    resampler: MonoResampler,
    tenth: usize,
    /// Samples of a slot.
    length: usize,
    /// Every how many slots one is a candidate.
    spacing: u64,
    position: u64,
    open: Vec<f32>,
    held: Vec<Candidate>,
}

impl Windows {
    pub fn new(sample_rate: u32) -> Self {
        Self {
            resampler: MonoResampler::new(sample_rate, SAMPLE_RATE),
            tenth: (sample_rate as usize / 10).max(1),
            length: (sample_rate as usize * SECONDS).max(1),
            spacing: 1,
            position: 0,
            open: Vec::new(),
            held: Vec::with_capacity(CANDIDATES),
        }
    }

    /// Takes samples of any number. Those that are not finite count as silence.
    pub fn push(&mut self, mut mono: &[f32]) {
        while !mono.is_empty() {
            let slot = self.position / self.length as u64;
            let left = self.length - (self.position % self.length as u64) as usize;
            let (now, later) = mono.split_at(left.min(mono.len()));
            mono = later;
            self.position += now.len() as u64;
            // While nothing was audible no slot is left out.
            if slot.is_multiple_of(self.spacing) || !self.audible() {
                let clean = |sample: &f32| if sample.is_finite() { sample.clamp(-LARGEST, LARGEST) } else { 0.0 };
                self.open.extend(now.iter().map(clean));
                if self.open.len() == self.length {
                    self.close(slot);
                }
            }
        }
    }

    /// Makes what is open a candidate.
    fn close(&mut self, slot: u64) {
        if self.held.len() == CANDIDATES {
            self.thin_out();
        }
        let square = |block: &[f32]| block.iter().map(|s| s * s).sum::<f32>() / block.len() as f32;
        let silent = self.open.chunks(self.tenth).all(|block| square(block) < SILENT);
        let mut samples = Vec::new();
        // Silence is only remembered.
        if !silent {
            samples.reserve_exact(SECONDS * SAMPLE_RATE as usize);
            let mut resampler = self.resampler.clone();
            resampler.process(&self.open, &mut samples);
            resampler.flush(&mut samples);
        }
        self.open.clear();
        if !silent || slot.is_multiple_of(self.spacing) {
            self.held.push(Candidate { slot, samples, silent });
        }
    }

    fn audible(&self) -> bool {
        self.held.iter().any(|candidate| !candidate.silent)
    }

    /// Of each two neighbours the first stays, unless only the second can be heard.
    fn thin_out(&mut self) {
        let mut kept = Vec::with_capacity(CANDIDATES);
        let mut held = std::mem::take(&mut self.held).into_iter();
        while let Some(first) = held.next() {
            match held.next() {
                Some(second) if first.silent && !second.silent => kept.push(second),
                _ => kept.push(first),
            }
        }
        self.held = kept;
        self.spacing *= 2;
    }

    /// The windows to hear, in order: none if all are silent. One that the end cut short counts if it is at least half as long or
    /// the only audible one.
    pub fn finish(mut self) -> Vec<Window> {
        if !self.open.is_empty() && (!self.audible() || 2 * self.open.len() >= self.length) {
            self.close(self.position / self.length as u64);
        }
        let total = self.position as f64;
        let mut audible: Vec<Candidate> = self.held.into_iter().filter(|candidate| !candidate.silent).collect();
        let (n, heard) = (audible.len(), audible.len().min(HEARD));
        // In the middle of equal parts of what there is.
        let chosen: Vec<usize> = (0..heard).map(|i| (2 * i + 1) * n / (2 * heard)).collect();
        chosen
            .into_iter()
            .map(|i| {
                let candidate = &mut audible[i];
                let from = candidate.slot as f64 * self.length as f64;
                let length = (total - from).min(self.length as f64);
                Window {
                    samples: std::mem::take(&mut candidate.samples),
                    at: (from + 0.5 * length) / total,
                }
            })
            .collect()
    }

    /// Samples that memory is held for.
    #[cfg(test)]
    pub fn capacity(&self) -> usize {
        self.open.capacity() + self.held.iter().map(|candidate| candidate.samples.capacity()).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A rate at which a second is short.
    const RATE: u32 = 320;

    /// Samples that tell the second they are of.
    fn counting(seconds: usize) -> Vec<f32> {
        (0..seconds * RATE as usize).map(|n| (n / RATE as usize) as f32 + 1.0).collect()
    }

    fn places(windows: &[Window], seconds: usize) -> Vec<f64> {
        windows
            .iter()
            .map(|window| (window.at * seconds as f64 * 100.0).round() / 100.0)
            .collect()
    }

    #[test]
    fn windows_are_spread_over_streams_of_any_length() {
        for seconds in [31, 60, 119, 180, 240, 601, 3600, 10_800] {
            let mut windows = Windows::new(RATE);
            counting(seconds).chunks(777).for_each(|block| windows.push(block));
            assert!(windows.held.len() <= CANDIDATES);
            let heard = windows.finish();
            assert_eq!(heard.len(), HEARD, "{seconds}");
            let at: Vec<f64> = heard.iter().map(|window| window.at).collect();
            assert!(at[0] < 0.2 && at[HEARD - 1] > 0.7, "{seconds}: {at:?}");
            assert!(at.windows(2).all(|w| w[1] - w[0] > 0.08 && w[1] - w[0] < 0.26), "{seconds}: {at:?}");
        }
    }

    #[test]
    fn how_samples_arrive_changes_nothing() {
        let samples = counting(400);
        let whole = |size: usize| {
            let mut windows = Windows::new(RATE);
            samples.chunks(size).for_each(|block| windows.push(block));
            windows.finish()
        };
        let reference = whole(samples.len());
        for size in [1, 319, 4096] {
            let again = whole(size);
            assert!(again.iter().zip(&reference).all(|(a, b)| a.at == b.at && a.samples == b.samples));
        }
    }

    #[test]
    fn short_streams_have_one_window_and_ends_count_from_half_a_window() {
        let heard = |seconds: f64| {
            let mut windows = Windows::new(RATE);
            windows.push(&vec![0.5; (seconds * f64::from(RATE)) as usize]);
            windows.finish()
        };
        assert_eq!(places(&heard(0.5), 1), [0.5]);
        assert_eq!(heard(0.5)[0].samples.len(), 16_000);
        assert_eq!(heard(6.0).len(), 1);
        assert_eq!(places(&heard(8.0), 8), [2.5, 6.5]);
        assert_eq!(heard(0.0).len(), 0);
    }

    #[test]
    fn silence_is_not_heard_and_gives_way_to_sound() {
        let mut windows = Windows::new(RATE);
        // One window of sound, early in a long silence.
        for slot in 0..200 {
            windows.push(&vec![if slot == 5 { 0.1 } else { 0.0 }; SECONDS * RATE as usize]);
        }
        let heard = windows.finish();
        assert_eq!(places(&heard, 1000), [27.5]);
        // Whichever slot it falls into, and though the end cuts it short.
        for slot in [25, 151, 199] {
            let mut windows = Windows::new(RATE);
            windows.push(&vec![0.0; slot * SECONDS * RATE as usize]);
            windows.push(&vec![0.1; 2 * RATE as usize]);
            assert_eq!(windows.finish().len(), 1, "{slot}");
        }
        let mut silent = Windows::new(RATE);
        silent.push(&vec![f32::NAN; 100_000]);
        assert!(silent.finish().is_empty());
    }

    #[test]
    fn three_hours_hold_no_more_than_ten_minutes() {
        let mut windows = Windows::new(RATE);
        let minute = vec![0.5; 60 * RATE as usize];
        for _ in 0..180 {
            windows.push(&minute);
            assert!(4 * windows.capacity() <= 17_000_000);
        }
    }
}
