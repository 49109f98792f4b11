//! A file that fails again and again: left alone after the third time, listed, and tried again when a person asks.

use std::path::Path;

use domain::{PlaySource, SourceKind, Stage};
use playback::CapturedOutput;

use crate::music;
use crate::program::{all, open_to_hear, scan, until};

/// Changes a file in a way that its size and time do not tell.
fn write_unseen(path: &Path, bytes: &[u8]) {
    let modified = path.metadata().unwrap().modified().unwrap();
    std::fs::write(path, bytes).unwrap();
    std::fs::File::options()
        .write(true)
        .open(path)
        .unwrap()
        .set_modified(modified)
        .unwrap();
}

#[test]
fn the_third_failure_is_the_last_until_a_person_asks() {
    let dir = tempfile::tempdir().unwrap();
    let music = dir.path().join("music");
    std::fs::create_dir_all(&music).unwrap();
    let sound: Vec<i16> = (0..22_050).map(|t| (t % 9_000) as i16).collect();
    let good = music::wave(&sound);
    for name in ["a.wav", "b.wav"] {
        std::fs::write(music.join(name), &good).unwrap();
    }
    let (output, choice) = CapturedOutput::new(44_100);
    let program = open_to_hear(&dir.path().join("data"), choice);
    scan(&program, std::slice::from_ref(&music));
    let rows = all(&program);
    let id = |title: &str| rows.iter().find(|row| row.title == title).unwrap().id;
    let (bad, next) = (id("a"), id("b"));
    let path = music.join("a.wav");
    write_unseen(&path, &vec![0; good.len()]);

    let attempts = || {
        program
            .failures()
            .unwrap()
            .iter()
            .find(|row| row.stage == Stage::Playback)
            .map(|row| row.attempts)
    };
    let playing = || program.player_state().track.map(|row| row.id);
    let play = |wanted| {
        program.play_tracks(&[bad, next], 0, PlaySource::of(SourceKind::Library)).unwrap();
        until("the track", || {
            output.pull(400);
            playing() == Some(wanted)
        });
    };
    for times in 1..=3 {
        play(next);
        until("the failure to be listed", || attempts() == Some(times));
    }
    // It is fine again, but nobody looks, nor is its failure counted once more.
    write_unseen(&path, &good);
    play(next);
    program.pause();
    assert_eq!(attempts(), Some(3));
    let analysed = program.analyse_all(1, &std::sync::atomic::AtomicBool::new(false)).unwrap();
    assert_eq!((analysed.analysed, analysed.failed.len()), (1, 0), "the other one");

    program.retry_failures().unwrap();
    assert_eq!(attempts(), None);
    play(bad);
}
