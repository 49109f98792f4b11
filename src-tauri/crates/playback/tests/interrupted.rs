//! What comes between: commands behind edits, and devices let go.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use playback::{Command, Event, PlayState};

mod stage;
use stage::{Stage, same, samples, set, stairs};

#[test]
fn a_command_behind_an_edit_is_carried_out_at_once() {
    // All that remains of the track is on the line, and so is the beginning of what an edit then puts elsewhere.
    let commands: [(Command, Option<u32>); 3] = [
        (Command::Next, Some(4_000)),
        (Command::SeekTo(Duration::ZERO), Some(10_000)),
        (Command::Stop, None),
    ];
    for (command, expect) in commands {
        let mut stage = Stage::new();
        let tracks = vec![stage.track("a.wav", 10_000, 10_000), stage.track("b.wav", 25_000, 8_000)];
        stage.run(set(tracks));
        stage.pull(3_000);
        let next = stage.track("c.wav", 4_000, 8_000);
        stage.run(Command::PlayNext(vec![next]));
        stage.pull(100);
        let what = format!("{command:?}");
        stage.run(command);
        let heard = stage.pull(1_000);
        let tail = &heard[400..];
        match expect {
            Some(begin) => {
                let at = frame_of(tail[0]);
                assert!((begin..begin + 400).contains(&at), "{what}: {at}");
                assert!(same(&tail[..800], &samples(&stairs(at, 400))), "{what}");
            }
            None => assert!(tail.iter().all(|sample| *sample == 0.0), "{what}"),
        }
    }
}

/// Which frame of the stairs a left sample is.
fn frame_of(left: f32) -> u32 {
    (left * 32_768.0).round() as u32 - 1
}

#[test]
fn an_idle_output_is_closed_and_playing_opens_it_again() {
    let mut stage = Stage::new();
    let track = stage.track("a.wav", 0, 24_000);
    stage.run(set(vec![track.clone()]));
    stage.output.close_after(Duration::from_millis(300));
    stage.pull(4_000);
    std::thread::sleep(Duration::from_millis(500));
    stage.sync();
    assert!(stage.output.is_open(), "not while it plays");
    let wait_until_closed = |stage: &mut Stage| {
        let patience = std::time::Instant::now() + Duration::from_secs(10);
        while stage.output.is_open() && std::time::Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(20));
            stage.sync();
        }
        assert!(!stage.output.is_open());
    };
    stage.run(Command::Pause);
    stage.pull(200);
    stage.run(Command::SeekTo(Duration::from_millis(1_000)));
    wait_until_closed(&mut stage);
    assert_eq!((stage.state(), stage.position()), (PlayState::Paused, (1_000, false)));
    assert!(
        !stage.log.iter().any(|event| matches!(event, Event::DeviceLost { .. })),
        "nothing is wrong"
    );
    stage.run(Command::SeekTo(Duration::from_millis(1_500)));
    stage.run(Command::Play);
    assert_eq!((stage.state(), stage.position()), (PlayState::Playing, (1_500, true)));
    let heard = stage.pull(1_000);
    assert!(same(&heard[400..], &samples(&stairs(12_200, 800))));
    assert_eq!(stage.started().len(), 1, "the same play goes on");
    // Stopped, it is opened by whatever plays next.
    stage.run(Command::Stop);
    wait_until_closed(&mut stage);
    stage.run(set(vec![track]));
    assert_eq!(stage.state(), PlayState::Playing);
    assert!(same(&stage.pull(500), &samples(&stairs(0, 500))));
}
