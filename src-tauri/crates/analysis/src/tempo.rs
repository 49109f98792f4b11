//! Tempo by autocorrelation of onset strength.
//!
//! Onset strength is the half-wave rectified rise of the log-mel bands from frame to frame (spectral flux); its normalised
//! autocorrelation over windows of about 16 s is averaged, and a lag is scored together with its multiples, weighed by how
//! usual the tempo is (Ellis 2007).

use audio::lanes::{Simd, WithSimd, dot, widest};
use domain::Tempo;

use crate::mel::{HOP_LENGTH, N_MELS, SAMPLE_RATE};

/// Frames a second.
const RATE: f64 = SAMPLE_RATE as f64 / HOP_LENGTH as f64;
const WINDOW: usize = 512;
const MAX_LAG: usize = 192;
/// Tempi are folded into this range, in beats per minute.
const SLOWEST: f64 = 70.0;
const FASTEST: f64 = 180.0;
/// Beats whose lags score together.
const MULTIPLES: usize = 4;

/// Collects onset strength frame by frame and the autocorrelation window by window: memory does not grow with the track.
pub struct TempoMeter {
    previous: Option<[f32; N_MELS]>,
    window: Vec<f32>,
    correlation: Vec<f64>,
    windows: usize,
    onsets: usize,
    /// Frames in which onsets were counted.
    counted: usize,
}

impl Default for TempoMeter {
    fn default() -> Self {
        Self::new()
    }
}

impl TempoMeter {
    pub fn new() -> Self {
        Self {
            previous: None,
            window: Vec::with_capacity(WINDOW),
            correlation: vec![0.0; MAX_LAG + 1],
            windows: 0,
            onsets: 0,
            counted: 0,
        }
    }

    /// Takes log-mel frames in order.
    pub fn push(&mut self, frames: &[f32]) {
        for frame in frames.as_chunks::<N_MELS>().0 {
            let strength = self.previous.as_ref().map_or(0.0, |previous| rise(previous, frame));
            self.previous = Some(*frame);
            self.window.push(strength);
            if self.window.len() == WINDOW {
                self.correlate();
                // The next window shares a half with this one.
                self.window.drain(..WINDOW / 2);
            }
        }
    }

    fn correlate(&mut self) {
        let n = self.window.len();
        let mean = self.window.iter().sum::<f32>() / n as f32;
        let centred: Vec<f32> = self.window.iter().map(|v| v - mean).collect();
        let power: f32 = centred.iter().map(|v| v * v).sum();
        let high = (power / n as f32).sqrt() + mean;
        // The first half was counted with the window before.
        let fresh = if self.counted == 0 {
            &self.window[..]
        } else {
            &self.window[n / 2..]
        };
        self.onsets += fresh.windows(3).filter(|w| w[1] > high && w[1] >= w[0] && w[1] > w[2]).count();
        self.counted += fresh.len();
        // A window without rises says nothing.
        if power < 1e-3 * n as f32 {
            return;
        }
        // Beats fall between frames: widened to three frames, they still meet at a fractional lag.
        let at = |i: usize| centred.get(i).copied().unwrap_or(0.0);
        let wide: Vec<f32> = (0..n)
            .map(|i| 0.25 * at(i.wrapping_sub(1)) + 0.5 * at(i) + 0.25 * at(i + 1))
            .collect();
        let power: f32 = wide.iter().map(|v| v * v).sum();
        let sums = &mut self.correlation[..n.min(MAX_LAG + 1)];
        widest(Correlate { wide: &wide, power, sums });
        self.windows += 1;
    }

    /// The tempo, and onsets a second. No tempo for less than four seconds or for sound without repeated onsets.
    pub fn finish(mut self) -> (Option<Tempo>, f32) {
        if self.windows == 0 && self.window.len() >= 128 {
            self.correlate();
        }
        let seconds = self.counted as f64 / RATE;
        let density = if seconds > 0.0 {
            (self.onsets as f64 / seconds) as f32
        } else {
            0.0
        };
        if self.windows == 0 {
            return (None, density);
        }
        let correlation: Vec<f64> = self.correlation.iter().map(|sum| sum / self.windows as f64).collect();
        (best(&correlation), density)
    }
}

/// Adds the autocorrelation of a window to the sums, lag by lag.
struct Correlate<'a> {
    wide: &'a [f32],
    power: f32,
    sums: &'a mut [f64],
}

impl WithSimd for Correlate<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let n = self.wide.len();
        for (lag, sum) in self.sums.iter_mut().enumerate() {
            let product = dot(simd, &self.wide[lag..], &self.wide[..n - lag]);
            *sum += f64::from(product / self.power) * n as f64 / (n - lag) as f64;
        }
    }
}

/// Mean rise over the bands.
fn rise(previous: &[f32; N_MELS], frame: &[f32; N_MELS]) -> f32 {
    frame.iter().zip(previous).map(|(now, before)| (now - before).max(0.0)).sum::<f32>() / N_MELS as f32
}

/// The autocorrelation at a fractional lag, by a cubic through four lags (Catmull & Rom 1974): a line would lower every peak that
/// falls between two.
fn at(correlation: &[f64], lag: f64) -> f64 {
    let whole = lag.floor() as usize;
    let four = whole.checked_sub(1).and_then(|from| correlation.get(from..from + 4));
    let Some(&[a, b, c, d]) = four else { return 0.0 };
    let t = lag - whole as f64;
    b + 0.5 * t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a)))
}

/// Mean over the multiples of a beat.
fn comb(correlation: &[f64], lag: f64) -> f64 {
    (1..=MULTIPLES).map(|m| at(correlation, lag * m as f64)).sum::<f64>() / MULTIPLES as f64
}

fn best(correlation: &[f64]) -> Option<Tempo> {
    let steps = 440;
    let tempo_of = |i: usize| SLOWEST * (FASTEST / SLOWEST).powf(i as f64 / steps as f64);
    let usual = |bpm: f64| (-0.5 * ((bpm / 115.0).log2() / 0.9).powi(2)).exp();
    let score = |bpm: f64| comb(correlation, 60.0 * RATE / bpm);
    let (mut bpm, mut strength) = (0..=steps)
        .map(tempo_of)
        .map(|bpm| (bpm, score(bpm)))
        .max_by(|a, b| (a.1.max(0.0) * usual(a.0)).total_cmp(&(b.1.max(0.0) * usual(b.0))))?;
    if strength < 0.05 {
        return None;
    }
    // Where every eighth sounds, three of them make a beat nearly as well as two; two are far more usual.
    if 1.5 * bpm <= FASTEST && score(1.5 * bpm) > 0.95 * strength {
        (bpm, strength) = (1.5 * bpm, score(1.5 * bpm));
    }
    // Between two beats something usually is weaker than the beats; if not, these are the beats.
    if 2.0 * bpm <= FASTEST && score(2.0 * bpm) > 0.9 * strength {
        (bpm, strength) = (2.0 * bpm, score(2.0 * bpm));
    }
    // Later multiples are sharper: follow the peak outwards and read the beat from the furthest.
    let mut lag = 60.0 * RATE / bpm;
    for multiple in 1..=MULTIPLES * 2 {
        let around = lag * multiple as f64;
        if around + 2.0 >= correlation.len() as f64 {
            break;
        }
        if let Some(peak) = peak_near(correlation, around) {
            lag = peak / multiple as f64;
        }
    }
    let bpm = fold(60.0 * RATE / lag);
    Some(Tempo {
        bpm: bpm as f32,
        confidence: strength.clamp(0.0, 1.0) as f32,
    })
}

/// A local maximum within one lag, refined by a parabola.
fn peak_near(correlation: &[f64], around: f64) -> Option<f64> {
    let centre = around.round() as usize;
    let i = (centre.saturating_sub(1).max(1)..=centre + 1)
        .filter(|i| i + 1 < correlation.len())
        .max_by(|a, b| correlation[*a].total_cmp(&correlation[*b]))?;
    let (left, middle, right) = (correlation[i - 1], correlation[i], correlation[i + 1]);
    if middle < left || middle < right || middle <= 0.0 {
        return None;
    }
    let bend = left - 2.0 * middle + right;
    Some(i as f64 + if bend.abs() > 1e-12 { 0.5 * (left - right) / bend } else { 0.0 })
}

fn fold(mut bpm: f64) -> f64 {
    while bpm < SLOWEST {
        bpm *= 2.0;
    }
    while bpm > FASTEST {
        bpm /= 2.0;
    }
    bpm
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::f64::consts::TAU;

    use super::*;
    use crate::mel::LogMel;
    use domain::SplitMix64;

    /// A click track: short noise bursts over quiet noise.
    fn clicks(bpm: f64, seconds: usize) -> Vec<f32> {
        let mut rng = SplitMix64::new(3);
        let period = 60.0 * 16_000.0 / bpm;
        (0..seconds * 16_000)
            .map(|i| {
                let since = (i as f64 % period) / 16_000.0;
                (rng.unit() as f32 * 2.0 - 1.0) * (0.001 + 0.6 * (-since * 60.0).exp() as f32)
            })
            .collect()
    }

    fn tempo(samples: &[f32]) -> (Option<Tempo>, f32) {
        let (mut mel, mut frames, mut meter) = (LogMel::new(), Vec::new(), TempoMeter::new());
        mel.process(samples, &mut frames);
        mel.flush(&mut frames);
        frames.chunks(N_MELS * 7).for_each(|piece| meter.push(piece));
        meter.finish()
    }

    #[test]
    fn click_tracks_have_their_tempo() {
        for bpm in [72.0, 90.0, 100.0, 120.0, 128.0, 140.0, 150.0, 174.0] {
            let (found, density) = tempo(&clicks(bpm, 40));
            let found = found.unwrap();
            assert!((f64::from(found.bpm) / bpm - 1.0).abs() < 0.015, "{bpm}: {found:?}");
            assert!(found.confidence > 0.3, "{bpm}: {found:?}");
            assert!((f64::from(density) - bpm / 60.0).abs() < 0.6, "{bpm}: {density} onsets a second");
        }
    }

    /// Kick on one and three, snare on two and four, a hi-hat on every eighth.
    fn backbeat(bpm: f64, seconds: usize) -> Vec<f32> {
        let mut rng = SplitMix64::new(4);
        let eighth = 30.0 / bpm;
        let sample = |i: usize| {
            let time = i as f64 / 16_000.0;
            let (number, since) = ((time / eighth) as usize % 4, time % eighth);
            let (on_beat, noise) = (time % (2.0 * eighth), 2.0 * rng.unit() - 1.0);
            let kick = (TAU * (50.0 * on_beat + 2.0 * (1.0 - (-on_beat * 30.0).exp()))).sin() * (-on_beat * 12.0).exp();
            let drum = if number < 2 {
                0.8 * kick
            } else {
                0.5 * noise * (-on_beat * 25.0).exp()
            };
            (0.7 * (drum + 0.25 * noise * (-since * 120.0).exp())) as f32
        };
        (0..seconds * 16_000).map(sample).collect()
    }

    #[test]
    fn a_backbeat_is_never_heard_at_two_thirds_of_its_tempo() {
        let wrong: Vec<_> = (70..=200)
            .step_by(3)
            .filter_map(|bpm| {
                let found = tempo(&backbeat(bpm.into(), 30)).0.unwrap();
                let octaves = (f64::from(found.bpm) / f64::from(bpm)).log2();
                ((octaves - octaves.round()).abs() > 0.02).then_some((bpm, found))
            })
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn tempi_outside_the_range_are_folded_by_octaves() {
        for (bpm, expected) in [(50.0, 100.0), (60.0, 120.0), (220.0, 110.0)] {
            let found = tempo(&clicks(bpm, 40)).0.unwrap();
            assert!((f64::from(found.bpm) / expected - 1.0).abs() < 0.015, "{bpm}: {found:?}");
        }
    }

    #[test]
    fn no_beat_no_tempo() {
        assert_eq!(tempo(&[]).0, None);
        assert_eq!(tempo(&vec![0.0; 160_000]).0, None);
        assert_eq!(tempo(&clicks(120.0, 2)).0, None);
        let mut rng = SplitMix64::new(8);
        let noise: Vec<f32> = (0..480_000).map(|_| rng.unit() as f32 - 0.5).collect();
        assert!(tempo(&noise).0.is_none_or(|t| t.confidence < 0.15));
    }
}
