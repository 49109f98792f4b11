//! A preview, as the window asks for it.

use std::time::{Duration, Instant};

use app::{Event, PlaybackStatus};
use playback::CapturedOutput;

use crate::music;
use crate::program::{all, open_to_hear, scan};

#[test]
fn a_preview_is_heard_told_and_ended_by_asking_again() {
    let dir = tempfile::tempdir().unwrap();
    let music = dir.path().join("music");
    music::write_waves(&music, 2);
    let (sound, output) = CapturedOutput::new(44_100);
    let program = open_to_hear(&dir.path().join("data"), output);
    scan(&program, std::slice::from_ref(&music));
    // Long enough to be ended by hand.
    let long: Vec<i16> = (0..44_100 * 40).map(|t| (t % 9_000) as i16).collect();
    std::fs::write(music.join("long.wav"), music::wave(&long)).unwrap();
    scan(&program, &[]);
    let rows = all(&program);
    let long = rows.iter().find(|row| row.title == "long").unwrap().id;
    let mut events = program.subscribe();
    let mut told = |wanted| {
        let end = Instant::now() + Duration::from_secs(30);
        while Instant::now() < end {
            if events.try_recv().is_ok_and(|event| event == Event::PreviewChanged(wanted)) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        false
    };
    program.preview(long).unwrap();
    assert!(told(Some(long)));
    assert!(sound.pull(4_410).iter().any(|sample| sample.abs() > 0.01), "it is heard");
    program.preview(long).unwrap();
    assert!(told(None));
    assert_eq!(program.player_state().status, PlaybackStatus::Stopped);
    assert_eq!(program.overview().unwrap().plays, 0);
    assert!(program.preview(domain::TrackId(999)).is_err());
}
