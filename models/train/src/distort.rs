//! Damages that copies of one recording differ by.

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

use crate::sound::Sound;

/// The two shelves of the tilt: Hz of their midpoints, two octaves apart.
const LOW_SHELF: f64 = 500.0;
const HIGH_SHELF: f64 = 2000.0;
/// Slope of a shelf, as the cookbook counts it: half of the steepest that does not overshoot.
const SLOPE: f64 = 0.5;

/// Louder or quieter by decibels. Nothing is clipped: the ear takes any level.
pub fn gain(sound: &Sound, decibels: f32) -> Sound {
    let factor = 10f32.powf(decibels / 20.0);
    Sound {
        mono: sound.mono.iter().map(|s| s * factor).collect(),
        rate: sound.rate,
    }
}

/// Equaliser that turns the spectrum about 1 kHz: a low shelf at 500 Hz and a high shelf at 2 kHz, `decibels` down and up
/// (about half as many an octave between them). Filters of R. Bristow-Johnson's Audio EQ Cookbook.
pub fn tilt(sound: &Sound, decibels: f64) -> Sound {
    let mut mono = sound.mono.clone();
    for high in [false, true] {
        let (b, a) = shelf(high, if high { decibels } else { -decibels }, f64::from(sound.rate));
        let (mut one, mut two) = (0.0, 0.0);
        for sample in &mut mono {
            let x = f64::from(*sample);
            let y = b[0] * x + one;
            one = b[1] * x - a[0] * y + two;
            two = b[2] * x - a[1] * y;
            *sample = y as f32;
        }
    }
    Sound { mono, rate: sound.rate }
}

/// Numerator and denominator (without its leading 1) of a shelf.
fn shelf(high: bool, decibels: f64, rate: f64) -> ([f64; 3], [f64; 2]) {
    let gain = 10f64.powf(decibels / 40.0);
    // The high shelf is the low one with the spectrum turned round.
    let turn = if high { -1.0 } else { 1.0 };
    let angle = std::f64::consts::TAU * if high { HIGH_SHELF } else { LOW_SHELF } / rate;
    let cosine = turn * angle.cos();
    let alpha = angle.sin() / 2.0 * ((gain + 1.0 / gain) * (1.0 / SLOPE - 1.0) + 2.0).sqrt();
    let root = 2.0 * gain.sqrt() * alpha;
    let (more, less) = (gain + 1.0, gain - 1.0);
    let scale = more + less * cosine + root;
    let b = [
        gain * (more - less * cosine + root),
        turn * 2.0 * gain * (less - more * cosine),
        gain * (more - less * cosine - root),
    ];
    let a = [turn * -2.0 * (less + more * cosine), more + less * cosine - root];
    (b.map(|v| v / scale), a.map(|v| v / scale))
}

/// Whether there is an `ffmpeg` on the path that can write MP3.
pub fn has_ffmpeg() -> bool {
    let listed = Command::new("ffmpeg")
        .args(["-hide_banner", "-encoders"])
        .stderr(Stdio::null())
        .output();
    listed.is_ok_and(|out| String::from_utf8_lossy(&out.stdout).contains("libmp3lame"))
}

/// There and back through an MP3 of one channel at 44.1 kHz; `kilobits` a second. The bits go to one channel, so this is
/// kinder than the same rate in stereo.
///
/// # Errors
/// If `ffmpeg` cannot be run or fails.
pub fn mp3(sound: &Sound, kilobits: u32) -> anyhow::Result<Sound> {
    let folder = tempfile::tempdir()?;
    let coded = folder.path().join("clip.mp3");
    let mut child = Command::new("ffmpeg")
        .args([
            "-v",
            "error",
            "-y",
            "-f",
            "f32le",
            "-ac",
            "1",
            "-ar",
            &sound.rate.to_string(),
            "-i",
            "pipe:0",
        ])
        .args(["-ar", "44100", "-c:a", "libmp3lame", "-b:a", &format!("{kilobits}k")])
        .arg(&coded)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .context("cannot run ffmpeg")?;
    let bytes: Vec<u8> = sound.mono.iter().flat_map(|s| s.to_le_bytes()).collect();
    child.stdin.take().context("ffmpeg takes no samples")?.write_all(&bytes)?;
    ensure!(child.wait()?.success(), "ffmpeg could not write an MP3 of {kilobits} kbit/s");
    Sound::read(&coded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hz: f32) -> Sound {
        let rate = 48_000;
        Sound {
            mono: (0..48_000)
                .map(|i| (std::f32::consts::TAU * hz * i as f32 / rate as f32).sin())
                .collect(),
            rate,
        }
    }

    fn level(sound: &Sound) -> f32 {
        let middle = &sound.mono[12_000..36_000];
        10.0 * (middle.iter().map(|s| s * s).sum::<f32>() / middle.len() as f32).log10()
    }

    #[test]
    fn a_tilt_turns_about_its_middle() {
        let got = [40.0, 500.0, 1000.0, 2000.0, 18_000.0].map(|hz| {
            let before = tone(hz);
            level(&tilt(&before, 6.0)) - level(&before)
        });
        for (got, expected) in got.into_iter().zip([-6.0, -2.5, 0.0, 2.5, 6.0]) {
            assert!((got - expected).abs() < 0.6, "{got} where {expected} was to be");
        }
    }

    #[test]
    fn gain_is_in_decibels() {
        let before = tone(440.0);
        assert!((level(&gain(&before, -6.0)) - level(&before) + 6.0).abs() < 1e-3);
    }
}
