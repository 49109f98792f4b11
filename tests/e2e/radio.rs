//! Radio: what plays on behind the queue.

use std::sync::atomic::AtomicBool;

use app::{Attune, Options, QueueRow, RadioSettings, Strictness};
use domain::{Origin, PlaySource, SourceKind, TrackId};
use playback::CapturedOutput;

use crate::music;
use crate::program::{all, open, scan, until};

fn rows(program: &Attune) -> Vec<QueueRow> {
    program.queue_window(0, 100).unwrap().rows
}

fn automatic(program: &Attune) -> Vec<TrackId> {
    let added = rows(program).into_iter().filter(|row| row.origin == Origin::Automatic);
    added.map(|row| row.track.id).collect()
}

#[test]
fn the_queue_goes_on_once_it_is_asked_to_and_a_step_takes_it_back() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), dir.path().join("music"));
    music::copy_some(&music, 20);
    {
        let program = open(&data);
        scan(&program, &[music]);
        program.analyse_all(2, &AtomicBool::new(false)).unwrap();
    }
    let (sound, output) = CapturedOutput::new(44_100);
    let listen = || drop(sound.pull(4_410));
    let program = Attune::open(Options {
        output: Some(output),
        background: true,
        ..Options::new(&data)
    })
    .unwrap();
    let tracks: Vec<TrackId> = all(&program).iter().map(|row| row.id).collect();
    assert_eq!(program.radio(), RadioSettings::default(), "off until it is asked for");
    program.play_tracks(&tracks[..1], 0, PlaySource::of(SourceKind::Library)).unwrap();
    until("the queue", || {
        listen();
        rows(&program).len() == 1
    });
    std::thread::sleep(std::time::Duration::from_millis(1_200));
    assert_eq!(automatic(&program), []);

    let wanted = RadioSettings {
        on: true,
        strictness: Strictness::Adventurous,
        stays: true,
    };
    program.set_radio(wanted).unwrap();
    until("tracks that go on", || {
        listen();
        !automatic(&program).is_empty()
    });
    let added = automatic(&program);
    assert!(added.len() <= 5 && !added.contains(&tracks[0]), "{added:?}");

    // Taken back in one step, and not added again to the same track.
    program.undo();
    until("the step back", || automatic(&program).is_empty());
    std::thread::sleep(std::time::Duration::from_millis(1_200));
    assert_eq!(automatic(&program), []);
    program.redo();
    until("the step forth", || automatic(&program) == added);

    // The next track is one of them, and more come.
    program.next();
    until("more tracks", || {
        listen();
        rows(&program).len() > 1 + added.len()
    });
    let all_rows = rows(&program);
    let ids: std::collections::HashSet<TrackId> = all_rows.iter().map(|row| row.track.id).collect();
    assert_eq!(ids.len(), all_rows.len(), "nothing twice");
    drop(program);
    assert_eq!(open(&data).radio(), wanted, "it is kept");
}
