//! The ear without a library: vectors and timings of a folder of files, for evaluation.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use audio::Decoder;

use crate::pass::{analyse, analyse_timed};
use crate::{Ear, Error};

/// Names that are looked at; everything else in the folder is left out.
const EXTENSIONS: [&str; 18] = [
    "mp3", "flac", "ogg", "oga", "opus", "m4a", "m4b", "mp4", "aac", "wav", "wave", "aif", "aiff", "aifc", "caf", "mka", "webm", "mp2",
];

/// The audio files below a folder by extension, sorted; links to folders are not followed.
///
/// # Errors
/// `Io` if the folder itself cannot be listed; unreadable folders below it are left out.
pub fn audio_files(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let list = |dir: &Path| std::fs::read_dir(dir).map_err(|source| Error::Io { path: dir.into(), source });
    let mut files = Vec::new();
    let mut folders = vec![list(dir)?];
    while let Some(entries) = folders.pop() {
        for entry in entries.flatten() {
            let path = entry.path();
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                folders.extend(list(&path).inspect_err(|error| tracing::warn!(%error, "left out")));
            } else if path
                .extension()
                .is_some_and(|e| EXTENSIONS.iter().any(|known| e.eq_ignore_ascii_case(known)))
            {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// A file's outcome.
pub struct FileVector {
    /// Relative to the folder.
    pub path: PathBuf,
    /// As the program compares it by cosine, unit-length.
    pub vector: Result<Vec<f32>, Error>,
}

/// Hands the vector of every audio file below `dir` to `each`, in the order of their paths, with `(done, total)`. Works on
/// `workers` threads, one file each.
///
/// # Errors
/// `Io` if the folder cannot be listed; a file that fails is handed over with its error.
pub fn vectors(ear: &Ear, dir: &Path, workers: usize, mut each: impl FnMut(FileVector, usize, usize)) -> Result<(), Error> {
    let files = audio_files(dir)?;
    let (next, total) = (std::sync::atomic::AtomicUsize::new(0), files.len());
    std::thread::scope(|scope| {
        let (sender, receiver) = std::sync::mpsc::sync_channel(64);
        for _ in 0..workers.clamp(1, total.max(1)) {
            let (sender, files, next) = (sender.clone(), &files, &next);
            scope.spawn(move || {
                let cancel = AtomicBool::new(false);
                loop {
                    let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some(path) = files.get(index) else { break };
                    let vector = analyse(ear, path, &cancel).map(|analysis| analysis.embedding.as_slice().to_vec());
                    let path = path.strip_prefix(dir).unwrap_or(path).to_path_buf();
                    if sender.send((index, FileVector { path, vector })).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = std::collections::BTreeMap::new();
        let mut done = 0;
        for (index, outcome) in receiver {
            waiting.insert(index, outcome);
            while let Some(outcome) = waiting.remove(&done) {
                done += 1;
                each(outcome, done, total);
            }
        }
    });
    Ok(())
}

/// Seconds of one thread over a folder.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BenchReport {
    pub files: usize,
    /// Files left out, relative to the folder, and why.
    pub failed: Vec<(PathBuf, String)>,
    /// Length of the audio, not time taken.
    pub audio_seconds: f64,
    /// A pass of its own that only decodes; not part of the total.
    pub decode_seconds: f64,
    pub resample_seconds: f64,
    pub mel_seconds: f64,
    pub network_seconds: f64,
    pub loudness_seconds: f64,
    /// Mixing down, waveform, tempo, key, timbre, pooling.
    pub other_seconds: f64,
    /// One whole analysis pass, its own decoding included.
    pub total_seconds: f64,
}

/// Times decoding alone and then the whole analysis of every audio file below `dir`, on the calling thread alone: nothing of
/// the ear starts threads on a CPU. Files that cannot be analysed are left out and named.
///
/// # Errors
/// `Io` if the folder cannot be listed.
pub fn bench(ear: &Ear, dir: &Path) -> Result<BenchReport, Error> {
    let mut report = BenchReport::default();
    for path in audio_files(dir)? {
        // Read once before anything is timed, so that both passes find the file in memory.
        let timed = decode_only(&path).and_then(|_| decode_only(&path)).and_then(|bare| {
            let started = Instant::now();
            let (_, times, audio_seconds) = analyse_timed(ear, &path, &AtomicBool::new(false))?;
            Ok((bare, started.elapsed(), times, audio_seconds))
        });
        let (bare, total, times, audio_seconds) = match timed {
            Ok(timed) => timed,
            Err(error) => {
                let name = path.strip_prefix(dir).unwrap_or(&path).to_path_buf();
                report.failed.push((name, error.to_string()));
                continue;
            }
        };
        report.total_seconds += total.as_secs_f64();
        report.files += 1;
        report.audio_seconds += audio_seconds;
        report.decode_seconds += bare.as_secs_f64();
        report.resample_seconds += times.resample.as_secs_f64();
        report.mel_seconds += times.mel.as_secs_f64();
        report.network_seconds += times.network.as_secs_f64();
        report.loudness_seconds += times.loudness.as_secs_f64();
        report.other_seconds += times.other.as_secs_f64();
    }
    Ok(report)
}

fn decode_only(path: &Path) -> Result<Duration, Error> {
    let started = Instant::now();
    let mut decoder = Decoder::open(path)?;
    let mut block = Vec::new();
    while decoder.next_block(&mut block)?.is_some() {}
    Ok(started.elapsed())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::DeviceChoice;

    #[test]
    fn failures_are_handed_over_in_order_and_other_files_left_out() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("b")).unwrap();
        for name in ["c.mp3", "a.flac", "b/one.OGG", "notes.txt"] {
            std::fs::write(dir.path().join(name), b"no audio").unwrap();
        }
        let ear = Ear::load(DeviceChoice::Cpu).unwrap();
        let mut seen = Vec::new();
        vectors(&ear, dir.path(), 2, |file, done, total| {
            assert!(file.vector.is_err());
            seen.push((file.path.to_string_lossy().into_owned(), done, total));
        })
        .unwrap();
        assert_eq!(seen, [("a.flac".into(), 1, 3), ("b/one.OGG".into(), 2, 3), ("c.mp3".into(), 3, 3)]);
        let mut report = bench(&ear, dir.path()).unwrap();
        let failed: Vec<_> = report.failed.drain(..).map(|(path, _)| path).collect();
        assert_eq!(failed, ["a.flac", "b/one.OGG", "c.mp3"].map(PathBuf::from));
        assert_eq!(report, BenchReport::default());
        assert!(matches!(audio_files(&dir.path().join("none")), Err(Error::Io { .. })));
    }
}
