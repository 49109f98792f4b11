//! A queue through the real engine into samples, as fast as they can be decoded: what a listener would hear, for whoever wants to look.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use audio::LoudnessResult;
pub use audio::Verified;
use domain::{AudioFormat, Gain, GainSource, Gains, LoudnessMode, PlaySource, REFERENCE_LUFS, Sound, SourceKind, TrackId, TrackUid};
use playback::{CapturedOutput, Command, Engine, Event, LoudnessSource, QueueTrack};

use crate::Error;

/// Frames asked for at a time: a tenth of a second.
const STEP: usize = 4_800;

/// Takes the rate in Hz and the next frames.
type Take<'a> = &'a mut dyn FnMut(u32, &[f32]) -> Result<(), Error>;

/// How to render.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RenderOptions {
    pub sound: Sound,
    /// Hz; `None`: that of the first file.
    pub rate: Option<u32>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered {
    /// Hz.
    pub rate: u32,
    pub frames: u64,
    /// Files that could not be played, or not to their end, and why.
    pub failed: Vec<(PathBuf, String)>,
}

/// Plays `files` one after the other and hands stereo frames, interleaved, to `take`.
///
/// # Errors
/// [`Error::Unreadable`] if not one file can be played, and what `take` refused.
pub fn render(files: &[PathBuf], options: &RenderOptions, take: Take<'_>) -> Result<Rendered, Error> {
    let files = &tracks_of(files);
    let tracks: Vec<QueueTrack> = files.iter().enumerate().map(|(n, path)| queue_track(n, path)).collect();
    let probed = files.iter().find_map(|path| audio::probe(path).ok());
    let rate = options.rate.or(probed.map(|format| format.sample_rate).filter(|rate| *rate > 0));
    let Some(rate) = rate else {
        let (path, reason) = first_reason(files);
        return Err(Error::Unreadable { path, reason });
    };
    let (output, choice) = CapturedOutput::new(rate);
    let (tell, events) = crossbeam_channel::unbounded();
    let engine = Engine::start(choice, tell);
    if options.sound.loudness != LoudnessMode::Off {
        engine.send(Command::UseLoudness(Arc::new(FileLoudness::measure(&tracks))));
    }
    engine.send(Command::SetSound(options.sound));
    engine.send(Command::SetQueue { tracks, start: 0 });
    engine.sync();
    let mut rendered = Rendered {
        rate,
        frames: 0,
        failed: Vec::new(),
    };
    let taken = loop {
        let Some(heard) = output.pull_to_end(STEP) else {
            break Err(Error::Internal("a file is read too slowly to go on".into()));
        };
        rendered.frames += (heard.len() / 2) as u64;
        if let Err(error) = take(rate, &heard) {
            break Err(error);
        }
        if heard.len() < STEP * 2 {
            break Ok(());
        }
    };
    engine.shutdown();
    for event in events.try_iter() {
        if let Event::Failed { item, reason, .. } = event {
            rendered.failed.push((item.track.path.clone(), reason));
        }
    }
    taken.map(|()| rendered)
}

/// The files, and in place of each sheet its tracks. One that is no sheet stays: what is wrong with it is told when it is its turn.
fn tracks_of(files: &[PathBuf]) -> Vec<PathBuf> {
    let tracks = |path: &PathBuf| match audio::Sheet::of(path) {
        Ok(Some(sheet)) if audio::is_sheet_file(path) => sheet.tracks.iter().map(|track| domain::sheet_path(path, track.number)).collect(),
        _ => vec![path.clone()],
    };
    files.iter().flat_map(tracks).collect()
}

/// As [`render`], into a WAV file of 32-bit floats at `out`, which has its name once it is whole.
///
/// # Errors
/// As [`render`], and [`Error::Unreadable`] for `out` if it cannot be written.
pub fn render_to(files: &[PathBuf], options: &RenderOptions, out: &Path) -> Result<Rendered, Error> {
    let failed = |error: std::io::Error| Error::Unwritable {
        path: out.to_path_buf(),
        reason: error.to_string(),
    };
    if !out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("wav")) {
        return Err(Error::Unwritable {
            path: out.to_path_buf(),
            reason: "it is written as WAV, so its name must end in .wav".into(),
        });
    }
    let out = &target(files, out)?;
    let mut wav: Option<audio::WavWriter> = None;
    let rendered = render(files, options, &mut |rate, frames| {
        let wav = match &mut wav {
            Some(wav) => wav,
            None => wav.insert(audio::WavWriter::stereo(out, rate).map_err(failed)?),
        };
        wav.write(frames).map_err(failed)
    })?;
    if let Some(wav) = wav {
        wav.finish().map_err(failed)?;
    }
    Ok(rendered)
}

/// Where `out` leads, if a file may be written there: not over one that is read, and over nothing that is no file.
fn target(files: &[PathBuf], out: &Path) -> Result<PathBuf, Error> {
    let refused = |reason: &str| Error::Unwritable {
        path: out.to_path_buf(),
        reason: reason.into(),
    };
    let Ok(real) = out.canonicalize() else {
        return Ok(out.to_path_buf());
    };
    if !real.is_file() {
        return Err(refused("it is not a regular file"));
    }
    let is_read = |file: &PathBuf| audio::sound_file(file).is_ok_and(|file| file.canonicalize().is_ok_and(|file| file == real));
    if files.iter().any(is_read) {
        return Err(refused("it is one of the files to be played"));
    }
    Ok(real)
}

/// What a file holds and how it was written down.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    pub format: AudioFormat,
    pub frames: u64,
    /// What the file's own checksum says, for formats that have one.
    pub verified: Verified,
}

/// Writes what a file plays as, trimmed for gapless and with no gain, into a WAV file: integers of up to 24 bits as they are, anything
/// else as 32-bit floats.
///
/// # Errors
/// [`Error::Unreadable`] for the file that cannot be read or written.
pub fn decode_to(file: &Path, out: &Path) -> Result<Decoded, Error> {
    let failed = |error: audio::Error| Error::Unreadable {
        path: file.to_path_buf(),
        reason: error.to_string(),
    };
    let out = &target(&[file.to_path_buf()], out)?;
    let mut decoder = audio::Decoder::open(file).map_err(failed)?;
    // A track of a sheet is a part of what a checksum is of.
    let verified = if domain::holder(file) == file {
        audio::verify(file).map_err(failed)?
    } else {
        Verified::NoChecksum
    };
    let format = decoder.format().clone();
    let frames = audio::write_wav(&mut decoder, out).map_err(|error| match error {
        audio::Error::Io(error) => Error::Unwritable {
            path: out.to_path_buf(),
            reason: error.to_string(),
        },
        other => failed(other),
    })?;
    Ok(Decoded { format, frames, verified })
}

fn first_reason(files: &[PathBuf]) -> (PathBuf, String) {
    let path = files.first().cloned().unwrap_or_default();
    let reason = audio::probe(&path)
        .err()
        .map_or_else(|| "there is nothing to play".into(), |error| error.to_string());
    (path, reason)
}

fn queue_track(number: usize, path: &Path) -> QueueTrack {
    let tags = library::read_tags(path);
    let key = |text: &str| {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        hasher.finish()
    };
    let mut uid = [0; 16];
    uid[..8].copy_from_slice(&(number as u64).to_le_bytes());
    QueueTrack {
        track: TrackId(i64::try_from(number).unwrap_or(i64::MAX)),
        uid: TrackUid(uid),
        path: path.to_path_buf(),
        duration: audio::probe(path).map(|format| format.duration).unwrap_or_default(),
        source: PlaySource::of(SourceKind::Opened),
        album: tags
            .album
            .as_deref()
            .map(|album| key(&format!("{album}\u{0}{}", tags.album_artist_line().unwrap_or_default()))),
        artist: tags.artist_line().map(|artist| key(&artist)),
        place_in_album: tags
            .disc_number
            .unwrap_or(1)
            .saturating_mul(10_000)
            .saturating_add(tags.track_number.unwrap_or(0)),
    }
}

/// Loudness of files that are in no library: from their tags, else decoded and measured before anything plays.
#[derive(Debug)]
struct FileLoudness(HashMap<TrackUid, Gains>);

impl LoudnessSource for FileLoudness {
    fn gains(&self, track: &QueueTrack) -> Gains {
        self.0.get(&track.uid).copied().unwrap_or_default()
    }
}

impl FileLoudness {
    fn measure(tracks: &[QueueTrack]) -> Self {
        let measured: Vec<LoudnessResult> = tracks.iter().map(|track| measure(&track.path)).collect();
        let gains = tracks.iter().zip(&measured).map(|(track, own)| {
            let tags = library::read_tags(&track.path).replay_gain;
            let members = || {
                tracks
                    .iter()
                    .zip(&measured)
                    .filter(|(other, _)| track.album.is_some() && other.album == track.album)
            };
            let album_lufs = || {
                let parts = members().filter_map(|(track, own)| Some((track.duration.as_secs_f64(), f64::from(own.lufs?))));
                domain::album_lufs(parts)
            };
            let album_peak = members().filter_map(|(_, own)| own.true_peak_db).reduce(f32::max);
            let gains = Gains {
                track: known(tags.track_gain_db, tags.track_peak, || own.lufs.map(f64::from), own.true_peak_db),
                album: known(tags.album_gain_db, tags.album_peak, album_lufs, album_peak),
            };
            (track.uid, gains)
        });
        Self(gains.collect())
    }
}

/// Tags before what was measured.
fn known(tag: Option<f32>, peak: Option<f32>, lufs: impl FnOnce() -> Option<f64>, peak_db: Option<f32>) -> Option<Gain> {
    Some(match tag {
        Some(db) => Gain {
            db,
            from: GainSource::Tags,
            peak_db: peak.filter(|peak| *peak > 0.0).map(|peak| 20.0 * peak.log10()).or(peak_db),
        },
        None => Gain {
            db: (REFERENCE_LUFS - lufs()?) as f32,
            from: GainSource::Measured,
            peak_db,
        },
    })
}

/// EBU R128 loudness of a file; of none for what cannot be decoded.
fn measure(path: &Path) -> LoudnessResult {
    let Ok(mut decoder) = audio::Decoder::open(path) else {
        return LoudnessResult::default();
    };
    let mut meter = audio::Loudness::with_layout(decoder.layout(), decoder.format().sample_rate);
    let mut block = Vec::new();
    while let Ok(Some(_)) = decoder.next_block(&mut block) {
        meter.push(&block);
    }
    meter.finish()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::time::Duration;

    use super::*;

    fn fixture(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../audio/tests/fixtures").join(name)
    }

    fn rendered(files: &[&str], options: &RenderOptions) -> (Rendered, Vec<f32>) {
        let files: Vec<_> = files.iter().map(|name| fixture(name)).collect();
        let mut heard = Vec::new();
        let done = render(&files, options, &mut |_, frames| {
            heard.extend_from_slice(frames);
            Ok(())
        });
        (done.unwrap(), heard)
    }

    #[test]
    fn a_queue_is_rendered_to_its_last_frame() {
        let (done, heard) = rendered(&["lossy.mp3", "lossy.m4a", "lossy.ogg"], &RenderOptions::default());
        assert_eq!((done.rate, done.frames, heard.len()), (44_100, 3 * 132_300, 6 * 132_300));
        assert!(done.failed.is_empty());
        let blended = RenderOptions {
            sound: Sound {
                crossfade: Duration::from_secs(1),
                ..Sound::default()
            },
            rate: Some(48_000),
        };
        let (done, _) = rendered(&["lossy.mp3", "lossy.opus"], &blended);
        assert_eq!((done.rate, done.frames), (48_000, 5 * 48_000));
    }

    #[test]
    fn nothing_is_written_over_what_is_played_or_is_no_file() {
        let dir = tempfile::tempdir().unwrap();
        let (song, other) = (dir.path().join("song.flac"), dir.path().join("other.wav"));
        std::fs::copy(fixture("lossless.flac"), &song).unwrap();
        let before = std::fs::read(&song).unwrap();
        let files = [song.clone()];
        for out in [&song, &dir.path().to_path_buf(), &PathBuf::from("/dev/null")] {
            assert!(
                matches!(render_to(&files, &RenderOptions::default(), out), Err(Error::Unwritable { .. })),
                "{out:?}"
            );
            assert!(matches!(decode_to(&song, out), Err(Error::Unwritable { .. })), "{out:?}");
        }
        assert_eq!(std::fs::read(&song).unwrap(), before);
        std::fs::write(&other, b"old").unwrap();
        assert_eq!(render_to(&files, &RenderOptions::default(), &other).unwrap().frames, 17_640);
        assert_eq!(decode_to(&song, &other).unwrap().verified, Verified::Holds);
    }

    #[test]
    fn loudness_comes_to_the_reference() {
        let options = RenderOptions {
            sound: Sound {
                loudness: LoudnessMode::Track,
                ..Sound::default()
            },
            rate: None,
        };
        let (done, heard) = rendered(&["lossy.m4a"], &options);
        let mut meter = audio::Loudness::with_layout(&audio::Layout::of_count(2), done.rate);
        meter.push(&heard);
        let lufs = meter.finish().lufs.unwrap();
        assert!((lufs + 18.0).abs() < 0.1, "{lufs}");
    }

    #[test]
    fn what_cannot_be_played_is_told_and_the_rest_is_rendered() {
        let dir = tempfile::tempdir().unwrap();
        let bad = dir.path().join("bad.mp3");
        std::fs::write(&bad, b"no music").unwrap();
        let files = [bad.clone(), fixture("lossless.flac")];
        let done = render(&files, &RenderOptions::default(), &mut |_, _| Ok(())).unwrap();
        assert_eq!((done.frames, done.failed.len()), (17_640, 1));
        assert!(matches!(
            render(&files[..1], &RenderOptions::default(), &mut |_, _| Ok(())),
            Err(Error::Unreadable { path, .. }) if path == bad
        ));
    }
}
