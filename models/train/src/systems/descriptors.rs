//! Twenty hand-made descriptors in the style of bliss, re-derived from its published description: tempo, zero crossings,
//! mean and deviation of spectral centroid, roll-off and flatness and of loudness, ten interval features of chroma.
//!
//! Compared by Euclidean distance with the weights of its version 0.13: tempo a quarter, chroma a group of weight 3.

use std::sync::LazyLock;

use analysis::TempoMeter;

use crate::sound::Sound;
use crate::systems::chroma;
use crate::systems::spectrum::Spectrum;

const SIZE: usize = 512;
const HOP: usize = 256;
/// Share of the power below the roll-off.
const ROLL_OFF: f32 = 0.95;
/// Fastest tempo that is told from others, beats a minute.
const FASTEST: f32 = 206.0;
/// dB of full scale that count as silence.
const SILENCE: f32 = -90.0;
/// Weight of the tempo and of each chroma feature in the squared distance.
const TEMPO_WEIGHT: f32 = 0.25;
const CHROMA_WEIGHT: f32 = 0.3;

/// The descriptors of a sound at 22.05 kHz and its log-mel frames, each scaled to -1…1 and then by the root of its weight.
/// No beat counts as -1, as in the original.
pub fn of(sound: &Sound, frames: &[f32]) -> Vec<f32> {
    let tempo = tempo(frames);
    let mut tracks: [Vec<f32>; 3] = Default::default();
    static SPECTRUM: LazyLock<Spectrum> = LazyLock::new(|| Spectrum::new(SIZE, HOP));
    SPECTRUM.each(&sound.mono, |power| {
        for (track, value) in tracks.iter_mut().zip(shape(power)) {
            track.push(value);
        }
    });
    let loudness: Vec<f32> = sound.mono.chunks(SIZE).map(level).collect();
    let crossings = sound.mono.windows(2).filter(|pair| (pair[0] < 0.0) != (pair[1] < 0.0)).count();
    let [centroid, roll_off, flatness] = tracks.map(|track| moments(&track));
    let loudness = moments(&loudness);
    let scaled = |value: f32, from: f32, to: f32| (2.0 * (value - from) / (to - from) - 1.0).clamp(-1.0, 1.0);
    let mut out = vec![
        TEMPO_WEIGHT.sqrt() * tempo.map_or(-1.0, |bpm| scaled(bpm, 0.0, FASTEST)),
        scaled(crossings as f32 / sound.mono.len().max(1) as f32, 0.0, 1.0),
        scaled(centroid.0, 0.0, 1.0),
        scaled(centroid.1, 0.0, 0.5),
        scaled(roll_off.0, 0.0, 1.0),
        scaled(roll_off.1, 0.0, 0.5),
        scaled(flatness.0, 0.0, 1.0),
        scaled(flatness.1, 0.0, 1.0),
        scaled(loudness.0, SILENCE, 0.0),
        scaled(loudness.1, 0.0, -SILENCE / 2.0),
    ];
    // Ten shares that add up to 1: an even share lies in the middle.
    out.extend(chroma::intervals(sound).map(|share| CHROMA_WEIGHT.sqrt() * scaled(share, 0.0, 0.2)));
    out
}

fn tempo(frames: &[f32]) -> Option<f32> {
    let mut meter = TempoMeter::new();
    meter.push(frames);
    meter.finish().0.map(|tempo| tempo.bpm)
}

/// Centroid and roll-off as shares of the highest frequency, and flatness (geometric over arithmetic mean) of a spectrum.
fn shape(power: &[f32]) -> [f32; 3] {
    let last = (power.len() - 1) as f32;
    let sum: f32 = power.iter().sum();
    if sum <= 1e-9 {
        return [0.0; 3];
    }
    let magnitude: f32 = power.iter().map(|p| p.sqrt()).sum();
    let centroid = power.iter().enumerate().map(|(i, p)| i as f32 * p.sqrt()).sum::<f32>() / magnitude;
    let mut below = 0.0;
    let roll_off = power.iter().take_while(|p| {
        below += **p;
        below < ROLL_OFF * sum
    });
    let roll_off = roll_off.count() as f32;
    let logarithm = power.iter().map(|p| (p + 1e-12).ln()).sum::<f32>() / power.len() as f32;
    [
        centroid / last,
        (roll_off / last).min(1.0),
        (logarithm.exp() / (sum / power.len() as f32)).min(1.0),
    ]
}

fn level(samples: &[f32]) -> f32 {
    let power = samples.iter().map(|s| s * s).sum::<f32>() / samples.len().max(1) as f32;
    (10.0 * power.max(1e-12).log10()).max(SILENCE)
}

/// Mean and deviation.
fn moments(values: &[f32]) -> (f32, f32) {
    let n = values.len().max(1) as f32;
    let mean = values.iter().sum::<f32>() / n;
    (mean, (values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / n).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::SplitMix64;

    #[test]
    fn twenty_values_between_minus_one_and_one() {
        let mut rng = SplitMix64::new(5);
        let noise = Sound {
            mono: (0..66_150).map(|_| rng.unit() as f32 - 0.5).collect(),
            rate: 22_050,
        };
        let tone = Sound {
            mono: (0..66_150).map(|i| (i as f32 * 0.05).sin()).collect(),
            rate: 22_050,
        };
        let (noise, tone) = (of(&noise, &[]), of(&tone, &[]));
        assert_eq!(noise.len(), 20);
        assert!(noise.iter().chain(&tone).all(|v| (-1.0..=1.0).contains(v)));
        // Zero crossings, centroid and flatness tell a hiss from a hum.
        for at in [1, 2, 6] {
            assert!(noise[at] > tone[at] + 0.2, "{at}: {} and {}", noise[at], tone[at]);
        }
        let silence = Sound {
            mono: vec![0.0; 4000],
            rate: 22_050,
        };
        assert!(of(&silence, &[]).iter().all(|v| v.is_finite()));
    }
}
