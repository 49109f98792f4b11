//! Short pieces of training audio, alone or two together, for the teachers to label: a student learns a function from many
//! inputs better than from few (Beyer et al. 2022), and two pieces of music together are a new input.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use analysis::mel::{LogMel, N_MELS, SAMPLE_RATE};
use anyhow::{Context, bail};
use audio::MonoResampler;
use domain::SplitMix64;
use half::f16;

use crate::clips::{self, Clip};
use crate::recordings;

/// Two of the teachers' windows (187 frames of 256 samples each).
pub const SAMPLES: usize = 2 * 187 * 256;
/// Log-mel frames of them.
const FRAMES: usize = SAMPLES / 512;
/// Share of the pieces that are two recordings together.
const TOGETHER: f64 = 0.6;
/// Speeds, as samples per 40 of the original: pitch and tempo change together, by up to three semitones.
const SPEEDS: std::ops::RangeInclusive<u32> = 34..=47;

/// Writes `mixes.i16` (samples, 16 kHz mono, [`SAMPLES`] a piece) and `mixes.f16` (log-mel frames, 64 values each, as this
/// program hears the same samples), both little-endian. The same `seed` gives the same pieces.
pub fn export(data: &Path, out: &Path, count: usize, seed: u64) -> anyhow::Result<()> {
    std::fs::create_dir_all(out).with_context(|| format!("cannot create {}", out.display()))?;
    let clips: Vec<Clip> = clips::load(data, true)?.into_iter().filter(|clip| !clip.validation).collect();
    let recordings = recordings::load(data, &clips)?
        .into_iter()
        .filter(|samples| samples.len() >= SAMPLES)
        .collect::<Vec<_>>();
    if recordings.len() < 2 {
        bail!("{} holds fewer than two clips of six seconds", data.display());
    }
    let create = |name: &str| -> anyhow::Result<BufWriter<File>> {
        let path = out.join(name);
        Ok(BufWriter::new(
            File::create(&path).with_context(|| format!("cannot write {}", path.display()))?,
        ))
    };
    let (mut sound, mut heard) = (create("mixes.i16")?, create("mixes.f16")?);
    let mut frames = Vec::new();
    for number in 0..count {
        let mut rng = SplitMix64::new(seed ^ (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let piece = quantised(&mix(&recordings, &mut rng));
        let samples: Vec<f32> = piece.iter().map(|sample| f32::from(*sample) / 32_768.0).collect();
        frames.clear();
        let mut mel = LogMel::new();
        mel.process(&samples, &mut frames);
        mel.flush(&mut frames);
        frames.resize(FRAMES * N_MELS, 0.0);
        sound.write_all(&piece.iter().flat_map(|sample| sample.to_le_bytes()).collect::<Vec<u8>>())?;
        heard.write_all(
            &frames
                .iter()
                .flat_map(|value| f16::from_f32(*value).to_le_bytes())
                .collect::<Vec<u8>>(),
        )?;
        if (number + 1) % 2000 == 0 {
            eprintln!("{} of {count} pieces", number + 1);
        }
    }
    sound.flush()?;
    heard.flush()?;
    println!("{count} pieces of {:.3} s", SAMPLES as f64 / f64::from(SAMPLE_RATE));
    Ok(())
}

/// One piece: one recording, or two at levels up to 9 dB apart, coloured and at a level of its own.
fn mix(recordings: &[Vec<i16>], rng: &mut SplitMix64) -> Vec<f32> {
    let mut piece = stretch(recordings, rng);
    if rng.unit() < TOGETHER {
        let gain = decibels(rng, 9.0) * level(&piece).max(1e-4);
        let other = stretch(recordings, rng);
        let gain = gain / level(&other).max(1e-4);
        piece.iter_mut().zip(&other).for_each(|(a, b)| *a += gain * b);
    }
    if rng.unit() < 0.5 {
        tilt(&mut piece, decibels(rng, 6.0));
    }
    let gain = decibels(rng, 6.0);
    let highest = piece.iter().fold(1e-6f32, |highest, sample| highest.max(sample.abs()));
    let gain = gain.min(0.99 / highest);
    piece.iter_mut().for_each(|sample| *sample *= gain);
    piece
}

/// [`SAMPLES`] samples from a random place of a random recording, at a random speed.
fn stretch(recordings: &[Vec<i16>], rng: &mut SplitMix64) -> Vec<f32> {
    let recording = &recordings[rng.below(recordings.len())];
    let speed = if rng.unit() < 0.5 {
        40
    } else {
        SPEEDS.start() + rng.below(SPEEDS.count()) as u32
    };
    let span = (SAMPLES * speed as usize / 40 + 64).min(recording.len());
    let start = rng.below(recording.len() - span + 1);
    let input: Vec<f32> = recording[start..start + span].iter().map(|s| f32::from(*s) / 32_768.0).collect();
    let mut out = Vec::with_capacity(SAMPLES + 64);
    if speed == 40 {
        out = input;
    } else {
        let mut resampler = MonoResampler::new(speed, 40);
        resampler.process(&input, &mut out);
        resampler.flush(&mut out);
    }
    // What a recording is too short for is heard twice.
    let heard = out.len().max(1);
    (0..SAMPLES).map(|i| out.get(i % heard).copied().unwrap_or(0.0)).collect()
}

/// A factor of up to `most` decibels either way.
fn decibels(rng: &mut SplitMix64, most: f64) -> f32 {
    10f64.powf((2.0 * rng.unit() - 1.0) * most / 20.0) as f32
}

fn level(samples: &[f32]) -> f32 {
    (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len().max(1) as f32).sqrt()
}

/// Raises what lies above about 800 Hz by `factor` against what lies below.
fn tilt(samples: &mut [f32], factor: f32) {
    let keep = (-std::f32::consts::TAU * 800.0 / SAMPLE_RATE as f32).exp();
    let mut low = 0.0;
    for sample in samples {
        low = keep * low + (1.0 - keep) * *sample;
        *sample = low + factor * (*sample - low);
    }
}

fn quantised(samples: &[f32]) -> Vec<i16> {
    samples.iter().map(|sample| (sample * 32_767.0).round() as i16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recordings() -> Vec<Vec<i16>> {
        let tone = |hz: f32| -> Vec<i16> {
            (0..SAMPLES * 2)
                .map(|n| (9_000.0 * (std::f32::consts::TAU * hz * n as f32 / SAMPLE_RATE as f32).sin()) as i16)
                .collect()
        };
        vec![tone(220.0), tone(1_500.0), tone(5_000.0)]
    }

    #[test]
    fn a_piece_has_its_length_and_is_not_clipped() {
        let recordings = recordings();
        for seed in 0..30 {
            let piece = mix(&recordings, &mut SplitMix64::new(seed));
            assert_eq!(piece.len(), SAMPLES);
            assert!(piece.iter().all(|s| s.abs() <= 1.0) && level(&piece) > 0.01, "{seed}");
        }
    }

    #[test]
    fn a_seed_is_a_piece() {
        let recordings = recordings();
        let piece = |seed| mix(&recordings, &mut SplitMix64::new(seed));
        assert_eq!(piece(4), piece(4));
        assert_ne!(piece(4), piece(5));
    }

    #[test]
    fn a_tilt_raises_the_treble_alone() {
        let mut both = recordings();
        let [low, _, high] = both.as_mut_slice() else { panic!() };
        let gain = |samples: &[i16]| {
            let mut x: Vec<f32> = samples.iter().map(|s| f32::from(*s)).collect();
            let before = level(&x);
            tilt(&mut x, 2.0);
            level(&x) / before
        };
        assert!(gain(low) < 1.15, "{}", gain(low));
        assert!(gain(high) > 1.8, "{}", gain(high));
    }
}
