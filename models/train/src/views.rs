//! What of a clip is heard: all of it, parts of it, or the same sound damaged as a library's copies differ.

use crate::distort;
use crate::sound::Sound;

/// Seconds of the stretch from a clip's middle.
const SHORT: usize = 2;
/// Decibels of the gain, and of the shelves at either end of the tilt.
const GAIN: f32 = 6.0;
const TILT: f64 = 6.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum View {
    Whole,
    First,
    Second,
    Middle,
    Mp3At64,
    Mp3At128,
    Louder,
    Quieter,
    Brighter,
    Darker,
    Resampled,
}

impl View {
    /// The parts of a clip.
    pub const PARTS: [Self; 3] = [Self::First, Self::Second, Self::Middle];
    /// The damaged clips.
    pub const DAMAGED: [Self; 7] = [
        Self::Mp3At64,
        Self::Mp3At128,
        Self::Louder,
        Self::Quieter,
        Self::Brighter,
        Self::Darker,
        Self::Resampled,
    ];

    /// Its name in files and in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::First => "first",
            Self::Second => "second",
            Self::Middle => "middle",
            Self::Mp3At64 => "mp3-64k",
            Self::Mp3At128 => "mp3-128k",
            Self::Louder => "+6dB",
            Self::Quieter => "-6dB",
            Self::Brighter => "bright",
            Self::Darker => "dark",
            Self::Resampled => "22kHz",
        }
    }

    pub fn needs_ffmpeg(self) -> bool {
        matches!(self, Self::Mp3At64 | Self::Mp3At128)
    }

    /// Takes this view of a sound.
    ///
    /// # Errors
    /// If `ffmpeg` fails.
    pub fn of(self, sound: &Sound) -> anyhow::Result<Sound> {
        let (n, half) = (sound.mono.len(), sound.mono.len() / 2);
        let short = SHORT * sound.rate as usize / 2;
        Ok(match self {
            Self::Whole => sound.clone(),
            Self::First => sound.cut(0, half),
            Self::Second => sound.cut(half, n),
            Self::Middle => sound.cut(half.saturating_sub(short), half + short),
            Self::Mp3At64 => distort::mp3(sound, 64)?,
            Self::Mp3At128 => distort::mp3(sound, 128)?,
            Self::Louder => distort::gain(sound, GAIN),
            Self::Quieter => distort::gain(sound, -GAIN),
            Self::Brighter => distort::tilt(sound, TILT),
            Self::Darker => distort::tilt(sound, -TILT),
            Self::Resampled => sound.at(44_100).at(22_050).at(44_100),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn halves_are_disjoint_and_the_middle_lies_between() {
        let sound = Sound {
            mono: (0..90_001).map(|i| i as f32).collect(),
            rate: 10_000,
        };
        let part = |view: View| view.of(&sound).unwrap().mono;
        assert_eq!([part(View::First), part(View::Second)].concat(), sound.mono);
        let middle = part(View::Middle);
        assert_eq!((middle.len(), middle[0]), (20_000, 35_000.0));
    }
}
