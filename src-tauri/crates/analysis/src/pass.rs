//! One decode of one file feeds everything.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use audio::{Decoder, Pulse};
use domain::TrackAnalysis;

use crate::listener::{Listener, StageTimes};
use crate::{Ear, Error};

/// Analyses a file on the calling thread alone: decode, loudness and true peak, waveform, log-mel, network, tempo, key.
/// Memory stays flat whatever the length. Decoding shows in the [`Pulse`] of the thread: a file that has no end can be told from
/// outside.
///
/// # Errors
/// Those of [`Error`]; `Cancelled` soon after `cancel` is set. A bug met on the way is `Panicked`, never a panic.
pub fn analyse(ear: &Ear, path: &Path, cancel: &AtomicBool) -> Result<TrackAnalysis, Error> {
    analyse_timed(ear, path, cancel).map(|(analysis, _, _)| analysis)
}

/// As [`analyse`], with the time each stage took and the seconds of audio heard.
pub fn analyse_timed(ear: &Ear, path: &Path, cancel: &AtomicBool) -> Result<(TrackAnalysis, StageTimes, f64), Error> {
    guarded(|| pass(ear, path, cancel))
}

fn pass(ear: &Ear, path: &Path, cancel: &AtomicBool) -> Result<(TrackAnalysis, StageTimes, f64), Error> {
    let started = Instant::now();
    let pulse = Pulse::of_this_thread();
    let mut decoder = pulse.around(0, || Decoder::open(path))?;
    let rate = decoder.format().sample_rate;
    let mut listener = Listener::new(ear, decoder.layout(), rate);
    let mut block = Vec::new();
    let mut frames = 0usize;
    let mut decoding = started.elapsed();
    loop {
        if cancel.load(Ordering::Relaxed) {
            return Err(Error::Cancelled);
        }
        let before = Instant::now();
        let spec = pulse.around(0, || decoder.next_block(&mut block))?;
        decoding += before.elapsed();
        let Some(spec) = spec else { break };
        frames += spec.frames;
        listener.push(&block)?;
    }
    let (analysis, mut times) = listener.finish()?;
    times.decode = decoding;
    Ok((analysis, times, frames as f64 / f64::from(rate.max(1))))
}

/// Runs work on one track; a panic in it is that track's error.
fn guarded<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic
            .downcast_ref::<&str>()
            .map(|s| (*s).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned());
        let text = text.unwrap_or_else(|| "no reason given".into());
        tracing::error!(text, "the analysis of a track panicked");
        Err(Error::Panicked(text))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::DeviceChoice;

    /// A 16-bit stereo WAV file.
    fn wav(path: &Path, seconds: f64) {
        let samples: Vec<i16> = (0..(seconds * 44_100.0) as usize)
            .flat_map(|n| {
                let value = (8000.0 * (n as f64 * 0.05).sin() * (1.0 + (n as f64 * 0.0003).sin())) as i16;
                [value, value]
            })
            .collect();
        let bytes = samples.len() as u32 * 2;
        let mut file = Vec::new();
        file.extend(b"RIFF");
        file.extend((36 + bytes).to_le_bytes());
        file.extend(b"WAVEfmt ");
        file.extend(16u32.to_le_bytes());
        for field in [1u16, 2] {
            file.extend(field.to_le_bytes());
        }
        file.extend(44_100u32.to_le_bytes());
        file.extend(176_400u32.to_le_bytes());
        for field in [4u16, 16] {
            file.extend(field.to_le_bytes());
        }
        file.extend(b"data");
        file.extend(bytes.to_le_bytes());
        samples.iter().for_each(|s| file.extend(s.to_le_bytes()));
        std::fs::write(path, file).unwrap();
    }

    #[test]
    fn a_file_is_heard_in_one_pass() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tone.wav");
        wav(&path, 6.0);
        let ear = Ear::load(DeviceChoice::Cpu).unwrap();
        let (analysis, times, seconds) = analyse_timed(&ear, &path, &AtomicBool::new(false)).unwrap();
        assert!((seconds - 6.0).abs() < 1e-6);
        assert_eq!(&analysis.model, ear.version());
        assert!(analysis.acoustics.loudness_lufs.is_some_and(|l| (-30.0..-5.0).contains(&l)));
        assert!(analysis.acoustics.true_peak_db.is_some());
        assert!(analysis.acoustics.waveform.iter().any(|v| *v > 50));
        assert!(times.network > std::time::Duration::ZERO);
        assert!(matches!(analyse(&ear, &path, &AtomicBool::new(true)), Err(Error::Cancelled)));
    }

    #[test]
    fn bad_files_have_a_reason() {
        let dir = tempfile::tempdir().unwrap();
        let ear = Ear::load(DeviceChoice::Cpu).unwrap();
        let refused = |name: &str, bytes: &[u8]| {
            let path = dir.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            analyse(&ear, &path, &AtomicBool::new(false)).unwrap_err()
        };
        assert!(matches!(refused("empty.mp3", b""), Error::Audio(_)));
        assert!(matches!(refused("words.flac", b"these are words, not samples"), Error::Audio(_)));
        assert!(matches!(
            analyse(&ear, &dir.path().join("gone.mp3"), &AtomicBool::new(false)),
            Err(Error::Audio(_))
        ));
    }

    #[test]
    fn a_panic_is_an_error_of_its_track() {
        let result: Result<(), Error> = guarded(|| panic!("index out of bounds"));
        assert!(matches!(result, Err(Error::Panicked(text)) if text == "index out of bounds"));
    }
}
