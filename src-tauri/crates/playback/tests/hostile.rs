//! Hostile files in the queue: what can be heard of them is, and the next one plays.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use playback::{Event, PlayState, QueueTrack};

mod stage;
use stage::{Stage, queue_track, set};

/// A file with these bytes.
fn file(stage: &Stage, name: &str, bytes: &[u8]) -> QueueTrack {
    let path = stage.folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    queue_track(path)
}

fn names(stage: &Stage) -> Vec<String> {
    stage.started().into_iter().map(|(_, name)| name).collect()
}

#[test]
fn damage_in_the_middle_is_heard_around() {
    let mut stage = Stage::new();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../audio/tests/fixtures/lossy.mp3");
    let mut bytes = fs::read(fixture).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 3_000].fill(0xa5);
    let tracks = vec![file(&stage, "damaged.mp3", &bytes), stage.track("b.wav", 20_000, 4_000)];
    stage.run(set(tracks));
    // Three seconds, of which a fifth of a second or so is gone, and the half second of the next.
    for _ in 0..30 {
        stage.pull(1_000);
    }
    assert_eq!(names(&stage), ["damaged.mp3", "b.wav"]);
    let (_, _, millis) = stage.ended().remove(0);
    assert!((2_500..=3_100).contains(&millis), "{millis}");
    assert_eq!(stage.state(), PlayState::Stopped);
}

#[test]
fn a_file_that_asks_for_gigabytes_is_passed_over() {
    let mut stage = Stage::new();
    // Core Audio: linear samples in packets of four thousand million frames.
    let mut bytes = b"caff\0\x01\0\0desc\0\0\0\0\0\0\0\x20".to_vec();
    bytes.extend(44_100_f64.to_be_bytes());
    bytes.extend(b"lpcm");
    for number in [0, 4, u32::MAX, 2, 16] {
        bytes.extend(number.to_be_bytes());
    }
    bytes.extend(b"data\0\0\0\0\0\0\x10\x04\0\0\0\0");
    bytes.extend([0; 4096]);
    let tracks = vec![file(&stage, "greedy.caf", &bytes), stage.track("b.wav", 0, 800)];
    stage.run(set(tracks));
    stage.pull(1_000);
    assert_eq!(names(&stage), ["b.wav"]);
    let failed = |event: &Event| matches!(event, Event::Failed { reason, passing: false, .. } if reason.contains("4294967295 frames"));
    assert!(stage.log.iter().any(failed));
}
