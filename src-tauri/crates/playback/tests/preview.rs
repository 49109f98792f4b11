//! Previews in virtual time: how far the music is turned down, how smoothly, and that it is untouched before and after.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use domain::{EndReason, TrackId};
use playback::{Command, Event, PlayState, QueueTrack};

mod stage;
use stage::{RATE, Stage, queue_track, same, samples, set, stairs, write_wav};

/// Frames of the fades.
const FADE: usize = RATE as usize * 40 / 1000;
const TEN_SECONDS: usize = RATE as usize * 10;
/// What is left of the music: 12 dB less.
const DUCKED: f32 = 0.251_19;
/// A preview of one level, so that music and preview can be told apart.
const LEVEL: i16 = 8_192;

fn level(stage: &Stage, name: &str, track: i64, seconds: u32, level: i16) -> QueueTrack {
    let path = stage.folder.path().join(name);
    write_wav(&path, RATE, &vec![[level, level]; (seconds * RATE) as usize]);
    QueueTrack {
        track: TrackId(track),
        duration: Duration::from_secs(u64::from(seconds)),
        ..queue_track(path)
    }
}

fn preview(track: QueueTrack) -> Command {
    Command::Preview { track, at: None }
}

fn told(stage: &Stage) -> Vec<Option<i64>> {
    let changes = stage.log.iter().filter_map(|event| match event {
        Event::PreviewChanged(track) => Some(track.map(|id| id.0)),
        _ => None,
    });
    changes.collect()
}

fn left(heard: &[f32]) -> Vec<f32> {
    heard.chunks(2).map(|frame| frame[0]).collect()
}

/// The largest step from one frame to the next.
fn roughness(heard: &[f32]) -> f32 {
    let heard = left(heard);
    heard.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max)
}

#[test]
fn music_is_turned_down_smoothly_and_comes_back_exactly() {
    let mut stage = Stage::new();
    // Music of one level: every step in what is heard is one that the preview made.
    let music = level(&stage, "music.wav", 1, 30, -16_384);
    let guest = level(&stage, "guest.wav", 2, 60, LEVEL);
    stage.run(set(vec![music]));
    let before = stage.pull(4_000);
    assert!(same(&before, &vec![-0.5; 8_000]));
    stage.run(preview(guest));
    assert_eq!(told(&stage), [Some(2)]);
    let over = stage.pull(TEN_SECONDS);
    let mixed = -0.5 * DUCKED + 0.25;
    assert!(
        over[2 * FADE + 2..2 * (TEN_SECONDS - FADE - 2)]
            .iter()
            .all(|sample| (sample - mixed).abs() < 1e-4)
    );
    // A ramp of 40 ms, no click: full scale in 320 steps at the most.
    assert!(roughness(&over) <= 1.0 / FADE as f32, "{}", roughness(&over));
    let after = stage.pull(4_000);
    assert!(roughness(&after) <= 1.0 / FADE as f32);
    assert!(after[2 * FADE + 2..].iter().all(|sample| *sample == -0.5), "exactly as it was");
    assert_eq!(told(&stage), [Some(2), None]);
}

#[test]
fn queue_history_and_place_know_nothing_of_it() {
    let mut stage = Stage::new();
    let tracks = vec![stage.track("a.wav", 0, 16_000), stage.track("b.wav", 16_000, 10_000)];
    stage.run(set(tracks));
    assert!(same(&stage.pull(1_000), &samples(&stairs(0, 1_000))));
    let queue = format!("{:?}", stage.queue());
    let guest = level(&stage, "guest.wav", 2, 1, 0);
    // A silent guest of one second: what is heard is the music alone, turned down, across the end of a track.
    stage.pull(12_000);
    stage.run(preview(guest));
    let over = stage.pull(8_000);
    let expect = samples(&stairs(13_000, 8_000));
    assert!(
        over.iter()
            .zip(&expect)
            .skip(2 * FADE + 2)
            .take(14_000)
            .all(|(a, b)| (a - b * DUCKED).abs() < 1e-5)
    );
    assert!(same(
        &stage.pull(5_000)[2 * FADE + 2..],
        &samples(&stairs(21_000 + FADE as u32 + 1, 5_000 - FADE as u32 - 1))
    ));
    stage.pull(100);
    let expect = [("a.wav", EndReason::Finished, 2_000), ("b.wav", EndReason::Finished, 1_250)];
    assert_eq!(
        stage.ended(),
        expect.map(|(name, reason, millis)| (name.to_string(), reason, millis))
    );
    let current = |text: &str| text.split("current").next().unwrap().to_string();
    assert_eq!(current(&format!("{:?}", stage.queue())), current(&queue));
    assert_eq!(told(&stage), [Some(2), None]);
}

#[test]
fn alone_it_is_heard_from_a_telling_place_and_stays_where_the_queue_is() {
    let mut stage = Stage::new();
    let path = stage.folder.path().join("long.wav");
    write_wav(&path, RATE, &stairs(0, 160_000));
    let track = QueueTrack {
        duration: Duration::from_secs(20),
        ..queue_track(path)
    };
    stage.run(preview(track.clone()));
    let heard = stage.pull(TEN_SECONDS + 100);
    let third = 160_000 * 3 / 10;
    assert!(same(
        &heard[2 * FADE..2 * (TEN_SECONDS - FADE)],
        &samples(&stairs(third + FADE as u32, (TEN_SECONDS - 2 * FADE) as u32))
    ));
    assert!(heard[2 * TEN_SECONDS..].iter().all(|sample| *sample == 0.0));
    assert_eq!((stage.state(), stage.started().len()), (PlayState::Stopped, 0));
    // From a place of the caller's, and never past the end.
    stage.run(Command::Preview {
        track,
        at: Some(Duration::from_secs(19)),
    });
    let heard = stage.pull(1_000);
    assert!(same(
        &heard[2 * FADE..],
        &samples(&stairs(80_000 + FADE as u32, 1_000 - FADE as u32))
    ));
    stage.run(Command::StopPreview);
    let gone = stage.pull(1_000);
    assert!(roughness(&gone) < 0.02 && gone[2 * FADE + 2..].iter().all(|sample| *sample == 0.0));
    assert_eq!(told(&stage), [Some(1), None, Some(1), None]);
}

#[test]
fn one_preview_follows_another_and_only_the_last_stays() {
    let mut stage = Stage::new();
    let music = level(&stage, "music.wav", 1, 60, -16_384);
    stage.run(set(vec![music]));
    stage.pull(1_000);
    for number in 2..30 {
        let guest = level(&stage, &format!("{number}.wav"), number, 12, LEVEL / 2);
        stage.engine.send(preview(guest));
    }
    let last = level(&stage, "last.wav", 99, 12, LEVEL);
    stage.run(preview(last));
    let heard = stage.pull(TEN_SECONDS - 1_000);
    assert!(roughness(&heard) <= 1.0 / FADE as f32, "{}", roughness(&heard));
    let mixed = -0.5 * DUCKED + 0.25;
    assert!(
        heard[4_000..].iter().all(|sample| (sample - mixed).abs() < 1e-4),
        "{:?}",
        &heard[4_000..4_004]
    );
    // Stopped halfway: both fade.
    stage.run(Command::StopPreview);
    let after = stage.pull(2_000);
    assert!(roughness(&after) <= 1.0 / FADE as f32);
    assert!(after[2 * FADE + 2..].iter().all(|sample| *sample == -0.5));
    assert_eq!(told(&stage).last(), Some(&None));
}

#[test]
fn pause_seek_and_next_go_on_below_it() {
    let mut stage = Stage::new();
    let tracks = vec![level(&stage, "a.wav", 1, 30, -16_384), level(&stage, "b.wav", 1, 30, -16_384)];
    let guest = level(&stage, "guest.wav", 2, 60, LEVEL);
    stage.run(set(tracks));
    stage.pull(1_000);
    stage.run(preview(guest));
    stage.pull(4_000);
    stage.run(Command::Pause);
    let paused = stage.pull(2_000);
    assert!((paused[3_999] - 0.25).abs() < 1e-5, "the preview goes on alone");
    assert_eq!(stage.state(), PlayState::Paused);
    stage.run(Command::SeekTo(Duration::from_secs(20)));
    stage.run(Command::Play);
    let on = stage.pull(4_000);
    assert!((on[7_999] - (-0.5 * DUCKED + 0.25)).abs() < 1e-4);
    stage.run(Command::Next);
    stage.pull(2_000);
    assert_eq!(told(&stage), [Some(2)]);
    assert_eq!(stage.started().len(), 2);
    stage.pull(TEN_SECONDS);
    assert_eq!(told(&stage), [Some(2), None]);
}

#[test]
fn what_cannot_be_read_is_told_and_the_music_goes_on() {
    let mut stage = Stage::new();
    let track = stage.track("a.wav", 0, 16_000);
    let bad = stage.bad("bad.mp3");
    stage.run(set(vec![track]));
    stage.pull(1_000);
    stage.run(preview(bad));
    assert!(same(&stage.pull(4_000), &samples(&stairs(1_000, 4_000))), "not even turned down");
    assert!(stage.log.iter().any(|event| matches!(event, Event::PreviewFailed { .. })));
    assert_eq!((told(&stage), stage.failures()), (vec![Some(1), None], 0));
}

#[test]
fn a_lost_device_ends_it_and_the_music_comes_back() {
    let mut stage = Stage::new();
    let music = level(&stage, "music.wav", 1, 60, -16_384);
    let guest = level(&stage, "guest.wav", 2, 60, LEVEL);
    stage.run(set(vec![music]));
    stage.pull(1_000);
    stage.run(preview(guest.clone()));
    stage.pull(1_000);
    stage.output.unplug();
    let wait = |stage: &mut Stage, open: bool| {
        for _ in 0..1_000 {
            stage.sync();
            if stage.output.is_open() == open && (open || told(stage).last() == Some(&None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("waited in vain");
    };
    wait(&mut stage, false);
    stage.run(preview(guest));
    assert_eq!(told(&stage), [Some(2), None], "without a device there is none");
    stage.output.plug(RATE);
    wait(&mut stage, true);
    assert!((stage.pull(1_000)[1_999] + 0.5).abs() < 1e-5);
}
