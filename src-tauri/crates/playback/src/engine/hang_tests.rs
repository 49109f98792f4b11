//! A bad file of each kind in the queue: it is passed over with a word on it, and the next one plays.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use crossbeam_channel::{Receiver, unbounded};
use domain::{EndReason, PlaySource, SourceKind, TrackId, TrackUid};

use super::Engine;
use crate::command::{Command, Event};
use crate::engine::EngineHandle;
use crate::items::QueueTrack;
use crate::output::CapturedOutput;
use crate::refusals::RefusalSource;

const RATE: u32 = 8_000;

/// A WAV file of `frames` frames of one value.
fn wav(path: &Path, value: i16, frames: u32) {
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + frames * 4).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x02\0");
    bytes.extend(RATE.to_le_bytes());
    bytes.extend((RATE * 4).to_le_bytes());
    bytes.extend(b"\x04\0\x10\0data");
    bytes.extend((frames * 4).to_le_bytes());
    bytes.extend(value.to_le_bytes().repeat(frames as usize * 2));
    std::fs::write(path, bytes).unwrap();
}

struct House {
    folder: tempfile::TempDir,
    output: CapturedOutput,
    engine: EngineHandle,
    events: Receiver<Event>,
    log: Vec<Event>,
}

impl House {
    fn new() -> Self {
        let (output, choice) = CapturedOutput::new(RATE);
        let (sender, events) = unbounded();
        Self {
            folder: tempfile::tempdir().unwrap(),
            output,
            engine: Engine::start_seeded(choice, sender, 1),
            events,
            log: Vec::new(),
        }
    }

    fn track(&self, name: &str, value: i16, frames: u32) -> QueueTrack {
        let path = self.folder.path().join(name);
        wav(&path, value, frames);
        queue_track(path)
    }

    fn play(&mut self, tracks: Vec<QueueTrack>) {
        self.run(Command::SetQueue { tracks, start: 0 });
    }

    fn run(&mut self, command: Command) {
        assert!(self.engine.send(command));
        self.engine.sync();
        self.log.extend(self.events.try_iter());
    }

    fn pull(&mut self, frames: usize) -> Vec<f32> {
        let heard = self.output.pull(frames);
        self.engine.sync();
        self.log.extend(self.events.try_iter());
        heard
    }

    /// The files that failed, why, and whether some of them can be heard.
    fn failures(&self) -> Vec<(String, String, bool)> {
        let failed = |event: &Event| match event {
            Event::Failed { item, reason, passing } => Some((name(&item.track.path), reason.clone(), *passing)),
            _ => None,
        };
        self.log.iter().filter_map(failed).collect()
    }

    fn started(&self) -> Vec<String> {
        let started = |event: &Event| match event {
            Event::Started { item, .. } => Some(name(&item.track.path)),
            _ => None,
        };
        self.log.iter().filter_map(started).collect()
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn queue_track(path: PathBuf) -> QueueTrack {
    QueueTrack {
        track: TrackId(1),
        uid: TrackUid([1; 16]),
        path,
        duration: Duration::from_secs(1),
        source: PlaySource::of(SourceKind::Library),
        album: None,
        artist: None,
        place_in_album: 0,
    }
}

/// How many samples of `heard` have this value.
fn count(heard: &[f32], value: i16) -> usize {
    heard
        .iter()
        .filter(|sample| (**sample * 32_768.0).round() == f32::from(value))
        .count()
}

#[test]
fn a_decoder_that_hangs_when_it_opens_a_file_is_left_behind_and_the_next_one_plays() {
    let mut house = House::new();
    let tracks = vec![house.track("hangs to open.wav", 10, 8_000), house.track("b.wav", 20, 4_000)];
    house.play(tracks.clone());
    let heard = house.pull(5_000);
    assert_eq!((count(&heard, 10), count(&heard, 20)), (0, 8_000));
    let failures = house.failures();
    assert!(
        failures.len() == 1 && failures[0].0.starts_with("hangs") && failures[0].1.contains("does not come to an end") && !failures[0].2
    );
    // It is not even opened the next time.
    house.play(tracks);
    assert_eq!(count(&house.pull(5_000), 20), 8_000);
    assert_eq!(house.started(), ["b.wav", "b.wav"]);
    house.engine.shutdown();
}

#[test]
fn one_that_hangs_behind_what_plays_leaves_that_where_it_is() {
    let mut house = House::new();
    let tracks = vec![
        house.track("a.wav", 10, 12_000),
        house.track("hangs to open.wav", 15, 8_000),
        house.track("b.wav", 20, 4_000),
    ];
    house.play(tracks);
    let mut heard = house.pull(1_000);
    heard.extend(house.pull(16_500));
    assert!(count(&heard, 10) > 23_000, "{}", count(&heard, 10));
    assert_eq!((count(&heard, 15), count(&heard, 20)), (0, 8_000));
    assert_eq!(house.started(), ["a.wav", "b.wav"]);
    house.engine.shutdown();
}

#[test]
fn one_that_hangs_in_the_middle_is_passed_over_from_there() {
    let mut house = House::new();
    let tracks = vec![house.track("hangs in the middle.wav", 10, 60_000), house.track("b.wav", 20, 4_000)];
    house.play(tracks);
    let mut heard = house.pull(2_000);
    heard.extend(house.pull(20_000));
    assert_eq!(count(&heard, 20), 8_000);
    assert_eq!(house.failures().len(), 1);
    house.engine.shutdown();
}

#[test]
fn one_that_panics_at_either_place_is_passed_over() {
    for (place, partly) in [("open", false), ("middle", true)] {
        let mut house = House::new();
        let bad = house.track(&format!("panics {place}.wav"), 10, 60_000);
        let tracks = vec![bad, house.track("b.wav", 20, 4_000)];
        house.play(tracks);
        let heard: Vec<f32> = (0..4).flat_map(|_| house.pull(5_000)).collect();
        assert_eq!(count(&heard, 20), 8_000, "{place}");
        assert_eq!(count(&heard, 10) > 4_000, partly, "{place}");
        let failures = house.failures();
        assert!(failures.len() == 1 && failures[0].2 == partly, "{failures:?}");
    }
}

#[test]
fn a_preview_that_hangs_leaves_the_music_alone() {
    let mut house = House::new();
    let tracks = vec![house.track("a.wav", 10, 40_000)];
    house.play(tracks);
    let mut heard = house.pull(1_000);
    let track = house.track("hangs to open.wav", 15, 8_000);
    house.run(Command::Preview { track, at: None });
    heard.extend(house.pull(41_000));
    assert!(count(&heard, 10) > 70_000, "{}", count(&heard, 10));
    assert!(house.log.iter().any(|event| matches!(event, Event::PreviewFailed { .. })));
    house.engine.shutdown();
}

#[derive(Debug)]
struct Refuses(&'static str);

impl RefusalSource for Refuses {
    fn refusal(&self, track: &QueueTrack) -> Option<String> {
        (name(&track.path) == self.0).then(|| "it failed three times".into())
    }
}

#[test]
fn what_is_refused_is_not_opened() {
    let mut house = House::new();
    house.run(Command::UseRefusals(std::sync::Arc::new(Refuses("a.wav"))));
    let tracks = vec![house.track("a.wav", 10, 4_000), house.track("b.wav", 20, 4_000)];
    house.play(tracks);
    let heard = house.pull(5_000);
    assert_eq!((count(&heard, 10), count(&heard, 20)), (0, 8_000));
    assert_eq!(house.failures(), [("a.wav".into(), "it failed three times".into(), false)]);
}

/// Runs into a bug the first time that it is asked.
#[derive(Debug)]
struct Panics(std::sync::atomic::AtomicBool);

impl RefusalSource for Panics {
    fn refusal(&self, _: &QueueTrack) -> Option<String> {
        assert!(!self.0.swap(false, std::sync::atomic::Ordering::Relaxed), "as the test wants it");
        None
    }
}

#[test]
fn a_bug_in_the_engine_ends_what_plays_and_nothing_else() {
    let mut house = House::new();
    let tracks = vec![house.track("a.wav", 10, 4_000), house.track("b.wav", 20, 4_000)];
    house.play(tracks);
    house.pull(1_000);
    house.run(Command::UseRefusals(std::sync::Arc::new(Panics(true.into()))));
    house.run(Command::SeekTo(Duration::from_millis(250)));
    let told = |house: &House, wanted: fn(&Event) -> bool| house.log.iter().filter(|event| wanted(event)).count();
    assert_eq!(told(&house, |event| matches!(event, Event::Faltered)), 1);
    let ended = |event: &Event| {
        matches!(
            event,
            Event::Ended {
                reason: EndReason::Failed,
                ..
            }
        )
    };
    assert_eq!((told(&house, ended), house.failures().len()), (1, 0));
    // The queue is what it was, and the next command is done.
    house.run(Command::Play);
    let heard = house.pull(9_000);
    assert_eq!((count(&heard, 10), count(&heard, 20)), (8_000, 8_000));
    assert_eq!(house.started(), ["a.wav", "a.wav", "b.wav"]);
    house.engine.shutdown();
}
