//! An album in one file, played track by track through the engine: what is heard is the file as if there were no tracks.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use audio::Decoder;
use domain::{EndReason, sheet_path};
use playback::{Command, QueueTrack};

mod stage;
use stage::{RATE, Stage, queue_track, same, samples, set, stairs, write_wav};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../audio/tests/fixtures").join(name)
}

/// Writes a sheet of tracks that begin at these sectors of the file beside it.
fn write_sheet(cue: &Path, file: &str, starts: &[u32]) -> Vec<QueueTrack> {
    let mut text = format!("FILE \"{file}\" WAVE\n");
    for (number, start) in (1..).zip(starts) {
        text += &format!("TRACK {number:02} AUDIO\nINDEX 01 00:{:02}:{:02}\n", start / 75, start % 75);
    }
    fs::write(cue, text).unwrap();
    (1..=starts.len() as u32)
        .map(|number| queue_track(sheet_path(cue, number)))
        .collect()
}

fn decode(path: &Path) -> Vec<f32> {
    let mut decoder = Decoder::open(path).unwrap();
    let (mut samples, mut block) = (Vec::new(), Vec::new());
    while decoder.next_block(&mut block).unwrap().is_some() {
        samples.extend_from_slice(&block);
    }
    samples
}

#[test]
fn all_tracks_of_a_lossy_album_are_the_plain_decode_of_its_file() {
    for name in ["lossy.mp3", "lossy.m4a", "lossy.ogg", "lossy.opus", "long.ogg", "long.opus"] {
        let whole = decode(&fixture(name));
        let format = audio::probe(&fixture(name)).unwrap();
        let mut stage = Stage::at(format.sample_rate);
        fs::copy(fixture(name), stage.folder.path().join(name)).unwrap();
        // Borders within packets, and a track of a single sector.
        let tracks = write_sheet(&stage.folder.path().join("album.cue"), name, &[0, 31, 32, 100, 151]);
        stage.run(set(tracks));
        let channels = usize::from(format.channels);
        let heard = stage.pull(whole.len() / channels);
        let expect: Vec<f32> = if channels == 1 {
            whole.iter().flat_map(|sample| [*sample; 2]).collect()
        } else {
            whole
        };
        assert!(same(&heard, &expect), "{name}");
        let names: Vec<String> = stage.started().into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["01", "02", "03", "04", "05"], "{name}");
        assert!(stage.pull(1_000).iter().all(|sample| *sample == 0.0));
        assert_eq!(stage.failures(), 0);
        assert!(stage.ended().iter().all(|(_, reason, _)| *reason == EndReason::Finished));
    }
}

#[test]
fn a_jump_within_a_track_stays_in_it_and_the_next_one_follows() {
    let mut stage = Stage::new();
    let frames = stairs(0, 4 * RATE);
    write_wav(&stage.folder.path().join("album.wav"), RATE, &frames);
    let tracks = write_sheet(&stage.folder.path().join("album.cue"), "album.wav", &[75, 150, 225]);
    stage.run(set(tracks));
    let rate = RATE as usize;
    assert!(same(&stage.pull(rate / 2), &samples(&frames[rate..rate * 3 / 2])));
    stage.run(Command::Next);
    stage.run(Command::SeekTo(Duration::from_millis(750)));
    assert_eq!(stage.position().0, 750);
    // What was on its way fades out, and the new place fades in.
    stage.pull(rate / 8);
    let heard = stage.pull(rate / 4);
    let at = frames.iter().position(|frame| samples(&[*frame]) == heard[..2]).unwrap();
    assert!((2 * rate + rate * 3 / 4..3 * rate).contains(&at), "{at}");
    assert!(same(&heard, &samples(&frames[at..at + rate / 4])), "over the border of the tracks");
    assert_eq!(stage.started().last().unwrap().1, "03");
    stage.run(Command::SeekTo(Duration::ZERO));
    stage.pull(rate / 8);
    let heard = stage.pull(rate / 4);
    let at = frames.iter().position(|frame| samples(&[*frame]) == heard[..2]).unwrap();
    assert!(
        (3 * rate..3 * rate + rate / 4).contains(&at),
        "its beginning is not that of the file: {at}"
    );
}

#[test]
fn tracks_in_another_order_are_each_their_own_stretch() {
    let mut stage = Stage::new();
    let frames = stairs(0, 3 * RATE);
    write_wav(&stage.folder.path().join("album.wav"), RATE, &frames);
    let tracks = write_sheet(&stage.folder.path().join("album.cue"), "album.wav", &[0, 75, 150]);
    let order = [2, 0, 2, 1].map(|at| tracks[at].clone());
    stage.run(set(order.to_vec()));
    let rate = RATE as usize;
    let expect: Vec<f32> = [2, 0, 2, 1]
        .iter()
        .flat_map(|at| samples(&frames[at * rate..(at + 1) * rate]))
        .collect();
    assert!(same(&stage.pull(4 * rate), &expect));
}
