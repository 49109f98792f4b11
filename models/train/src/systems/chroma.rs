//! How often intervals and triads sound, whatever the key: interval features of chroma (Weiß, Mauch & Dixon 2014).

use std::sync::LazyLock;

use crate::sound::Sound;
use crate::systems::spectrum::Spectrum;

const SIZE: usize = 8192;
const HOP: usize = 2205;
/// Partials counted, Hz.
const LOWEST: f32 = 65.0;
const HIGHEST: f32 = 4_000.0;
/// How much stronger notes stand out before they are multiplied.
const SHARPNESS: f32 = 15.0;
/// Six interval classes, then major, minor, diminished and augmented triads, in semitones above their first note.
const SHAPES: [&[usize]; 10] = [
    &[0, 1],
    &[0, 2],
    &[0, 3],
    &[0, 4],
    &[0, 5],
    &[0, 6],
    &[0, 4, 7],
    &[0, 3, 7],
    &[0, 3, 6],
    &[0, 4, 8],
];

/// Shares of the ten shapes (they add up to 1), averaged over frames of 8192 samples every 0.1 s, at 22.05 kHz. A share is
/// the geometric mean of the strengths of a shape's notes, summed over its twelve positions.
pub fn intervals(sound: &Sound) -> [f32; 10] {
    let mut mean = [0.0f32; 10];
    let mut frames = 0.0f32;
    static SPECTRUM: LazyLock<Spectrum> = LazyLock::new(|| Spectrum::new(SIZE, HOP));
    SPECTRUM.each(&sound.mono, |power| {
        let Some(chroma) = chroma(power, sound.rate) else { return };
        let strength = |shape: &[usize]| -> f32 {
            let at = |root: usize| shape.iter().map(|step| chroma[(root + step) % 12]).product::<f32>();
            (0..12).map(|root| at(root).powf(1.0 / shape.len() as f32)).sum()
        };
        let shares = SHAPES.map(strength);
        let sum: f32 = shares.iter().sum::<f32>().max(1e-12);
        mean.iter_mut().zip(shares).for_each(|(m, s)| *m += s / sum);
        frames += 1.0;
    });
    if frames == 0.0 {
        return [0.1; 10];
    }
    mean.map(|m| m / frames)
}

/// Strength of the twelve pitch classes from the spectrum's peaks, sharpened so that the strongest has 1; `None` in silence.
fn chroma(power: &[f32], rate: u32) -> Option<[f32; 12]> {
    let bin_hz = rate as f32 / SIZE as f32;
    let mut classes = [0.0f32; 12];
    for bin in (LOWEST / bin_hz) as usize..((HIGHEST / bin_hz) as usize).min(power.len() - 1) {
        if power[bin] > power[bin - 1] && power[bin] >= power[bin + 1] {
            let pitch = 69.0 + 12.0 * (bin as f32 * bin_hz / 440.0).log2();
            classes[(pitch.round() as i32).rem_euclid(12) as usize] += power[bin].sqrt();
        }
    }
    let highest = classes.iter().copied().fold(0.0, f32::max);
    (highest > 1e-4).then(|| classes.map(|c| (SHARPNESS * (c / highest - 1.0)).exp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chord(notes: &[f32]) -> Sound {
        let wave = |i: usize| {
            notes
                .iter()
                .map(|hz| (std::f32::consts::TAU * hz * i as f32 / 22_050.0).sin())
                .sum::<f32>()
        };
        Sound {
            mono: (0..44_100).map(wave).collect(),
            rate: 22_050,
        }
    }

    #[test]
    fn a_major_chord_is_one_in_any_key_and_a_minor_chord_is_not() {
        let c = intervals(&chord(&[261.63, 329.63, 392.0]));
        let e_flat = intervals(&chord(&[311.13, 392.0, 466.16]));
        let minor = intervals(&chord(&[261.63, 311.13, 392.0]));
        assert!(c[6] > c[7] && minor[7] > minor[6]);
        assert!((c[6] - e_flat[6]).abs() < 0.1);
    }
}
