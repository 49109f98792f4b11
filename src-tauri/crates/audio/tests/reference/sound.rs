//! Sound to encode, and how far one recording is from another.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use audio::Decoder;
use domain::SplitMix64;

/// Interleaved frames at 32 bits: in every channel a tone of its own that rises slowly, under it a little noise, so that neither an
/// exchanged channel nor a shift by one frame goes unheard.
pub fn music(frames: usize, channels: usize, rate: u32) -> Vec<i32> {
    let mut rng = SplitMix64::new(channels as u64 * 1_000_003 + u64::from(rate));
    let mut phases = vec![0.0_f64; channels];
    let mut out = Vec::with_capacity(frames * channels);
    for frame in 0..frames {
        let rise = 1.0 + 0.5 * (frame as f64 / f64::from(rate)).sin();
        for (channel, phase) in phases.iter_mut().enumerate() {
            // The fourth of 5.1 and 7.1 is the bass: encoders cut it off above 120 Hz.
            let hertz = if channel == 3 { 50.0 } else { 220.0 + 170.0 * channel as f64 };
            *phase += std::f64::consts::TAU * hertz * rise / f64::from(rate);
            let noise = if channel == 3 { 0.0 } else { 0.02 * (2.0 * rng.unit() - 1.0) };
            out.push(((0.4 * phase.sin() + noise) * f64::from(i32::MAX)) as i32);
        }
    }
    out
}

/// Writes frames as `s32le` of which the upper `bits` are kept.
pub fn write_s32(path: &Path, samples: &[i32], bits: u32) {
    let keep = i32::MIN >> (bits - 1);
    let bytes: Vec<u8> = samples.iter().flat_map(|sample| (sample & keep).to_le_bytes()).collect();
    fs::write(path, bytes).unwrap();
}

pub fn floats(samples: &[i32], bits: u32) -> Vec<f32> {
    let keep = i32::MIN >> (bits - 1);
    samples
        .iter()
        .map(|sample| (f64::from(sample & keep) / 2_147_483_648.0) as f32)
        .collect()
}

/// A whole file through the crate under test.
pub fn decode(path: &Path) -> Result<Vec<f32>, audio::Error> {
    let mut decoder = Decoder::open(path)?;
    rest(&mut decoder)
}

pub fn rest(decoder: &mut Decoder) -> Result<Vec<f32>, audio::Error> {
    let (mut samples, mut block) = (Vec::new(), Vec::new());
    while let Some(spec) = decoder.next_block(&mut block)? {
        assert_eq!(block.len(), spec.frames * spec.channels);
        samples.extend_from_slice(&block);
    }
    Ok(samples)
}

/// The next `frames` frames, fewer at the end.
pub fn some(decoder: &mut Decoder, frames: usize) -> Vec<f32> {
    let channels = decoder.layout().channels();
    let (mut samples, mut block) = (Vec::new(), Vec::new());
    while samples.len() < frames * channels && decoder.next_block(&mut block).unwrap().is_some() {
        samples.extend_from_slice(&block);
    }
    samples.truncate(frames * channels);
    samples
}

pub fn time_of(frame: usize, rate: u32) -> Duration {
    Duration::from_nanos((frame as u128 * 1_000_000_000 / u128::from(rate)) as u64)
}

/// The largest difference between two recordings, as far as both go.
pub fn worst(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

/// Root of the mean square of their difference.
pub fn rms(a: &[f32], b: &[f32]) -> f64 {
    let sum: f64 = a.iter().zip(b).map(|(a, b)| f64::from(a - b).powi(2)).sum();
    (sum / a.len().min(b.len()).max(1) as f64).sqrt()
}

/// By how many frames `heard` is late against `sent`, at most `reach`; by the correlation of a stretch in the middle of the first channel.
pub fn late_by(heard: &[f32], sent: &[f32], channels: usize, reach: i64) -> i64 {
    let frames = heard.len().min(sent.len()) / channels;
    let (from, to) = (frames as i64 / 3, frames as i64 * 2 / 3);
    let at = |samples: &[f32], frame: i64| {
        usize::try_from(frame)
            .ok()
            .and_then(|frame| samples.get(frame * channels).copied())
            .map_or(0.0, f64::from)
    };
    let score = |shift: i64| -> f64 { (from..to).map(|n| at(heard, n + shift) * at(sent, n)).sum() };
    (-reach..=reach).max_by(|a, b| score(*a).total_cmp(&score(*b))).unwrap()
}

/// What was found wrong, all of it, once every file was looked at.
#[derive(Default)]
pub struct Findings(Vec<String>);

impl Findings {
    pub fn check(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.0.push(what());
        }
    }

    pub fn close(self) {
        assert!(self.0.is_empty(), "{} findings:\n{}", self.0.len(), self.0.join("\n"));
    }
}

pub fn in_folder(folder: &tempfile::TempDir, name: &str) -> PathBuf {
    folder.path().join(name)
}
