//! Files opened by hand: heard at once, kept in the queue over a restart, no part of the library.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use app::{Attune, Event, Notice, PlaybackStatus, TrackView};
use domain::TrackUid;
use playback::CapturedOutput;

use crate::music;
use crate::program::{all, open_to_hear, scan, until};

/// A wave of two seconds whose pitch tells it from others.
fn write_wave(path: &Path, pitch: usize) {
    let samples: Vec<i16> = (0..88_200).map(|t| ((t * pitch) % 8_000) as i16).collect();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, music::wave(&samples)).unwrap();
}

fn queue(program: &Attune) -> Vec<String> {
    let rows = program.queue_window(0, 1000).unwrap().rows;
    rows.into_iter().map(|row| row.track.title).collect()
}

#[test]
fn dropped_files_play_at_once_and_come_back_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), dir.path().join("music"));
    write_wave(&music.join("mine.wav"), 3);
    let guests: Vec<PathBuf> = (0..3).map(|n| dir.path().join(format!("guests/{n}.wav"))).collect();
    for (n, guest) in guests.iter().enumerate() {
        write_wave(guest, n + 7);
    }
    let (sound, output) = CapturedOutput::new(44_100);
    let program = open_to_hear(&data, output);
    scan(&program, std::slice::from_ref(&music));
    let mine = all(&program).remove(0);
    program.play_view(&TrackView::default(), None).unwrap();
    sound.pull(4_410);

    program
        .open_paths(&[guests[0].clone(), music.join("mine.wav"), guests[1].clone()], true)
        .unwrap();
    until("the first to play", || {
        sound.pull(441);
        let state = program.player_state();
        state.status == PlaybackStatus::Playing && state.track.is_some_and(|row| row.path == guests[0])
    });
    until("the rest of the queue", || queue(&program) == ["mine", "0", "mine", "1"]);
    program.open_paths(&guests[2..], false).unwrap();
    until("what was appended", || queue(&program) == ["mine", "0", "mine", "1", "2"]);
    let rows = program.queue_window(0, 10).unwrap().rows;
    assert_eq!(rows[2].track.id, mine.id, "what the library has is the library's");
    assert!(rows.iter().all(|row| !row.track.missing));
    let overview = program.overview().unwrap();
    assert_eq!((overview.tracks, overview.missing), (1, 0));
    assert_eq!(program.list_tracks(&TrackView::default(), 0, 10).unwrap().total, 1);
    assert_eq!(program.search("guests", 10).unwrap().tracks, []);
    program.pause();
    let uids: Vec<TrackUid> = rows.iter().map(|row| row.track.uid).collect();
    program.close();
    drop(program);

    // After a restart; after one that lost the library file; and with a file that is gone.
    for lose in [false, true] {
        if lose {
            std::fs::remove_file(data.join("library.db")).unwrap();
        }
        let program = open_to_hear(&data, CapturedOutput::new(44_100).1);
        if lose {
            scan(&program, &[]);
        }
        until("the queue", || {
            let rows = program.queue_window(0, 10).unwrap().rows;
            rows.iter().map(|row| row.track.uid).collect::<Vec<_>>() == uids
        });
        program.close();
    }
    std::fs::remove_file(&guests[1]).unwrap();
    let program = open_to_hear(&data, CapturedOutput::new(44_100).1);
    until("the file that is gone to be told", || {
        let rows = program.queue_window(0, 10).unwrap().rows;
        rows.iter().map(|row| row.track.missing).collect::<Vec<_>>() == [false, false, false, true, false]
    });
    assert_eq!(program.overview().unwrap().missing, 0);
}

#[test]
fn five_hundred_files_hold_nobody_up() {
    let dir = tempfile::tempdir().unwrap();
    let drop = dir.path().join("drop");
    music::write_waves(&drop, 500);
    let mut files = music::files_below(&drop);
    files.insert(250, dir.path().join("gone.mp3"));
    std::fs::write(dir.path().join("notes.txt"), "words").unwrap();
    files.insert(0, dir.path().join("notes.txt"));
    let (sound, output) = CapturedOutput::new(44_100);
    let program = open_to_hear(&dir.path().join("data"), output);
    program.notices();
    let mut events = program.subscribe();
    let began = Instant::now();
    program.open_paths(&files, true).unwrap();
    assert!(began.elapsed() < Duration::from_millis(100), "{:?}", began.elapsed());
    until("all of them", || {
        sound.pull(10);
        program.queue_window(0, 1).unwrap().total == 500
    });
    let played: Vec<PathBuf> = program
        .queue_window(0, 500)
        .unwrap()
        .rows
        .into_iter()
        .map(|row| row.track.path)
        .collect();
    let wanted: Vec<PathBuf> = files.iter().filter(|path| path.starts_with(&drop)).cloned().collect();
    assert_eq!(played, wanted, "in the order of the drop");
    until("the notice", || {
        std::iter::from_fn(|| events.try_recv().ok()).any(|event| {
            event
                == Event::Noticed(Notice::NotOpened {
                    name: "notes.txt".into(),
                    reason: "this is not a music file".into(),
                    others: 1,
                })
        })
    });
    assert_eq!(program.overview().unwrap().tracks, 0);
}

#[test]
fn folders_join_the_library_and_their_files_are_not_queued() {
    let dir = tempfile::tempdir().unwrap();
    let music = dir.path().join("music");
    write_wave(&music.join("mine.wav"), 3);
    let program = open_to_hear(&dir.path().join("data"), CapturedOutput::new(44_100).1);
    program.open_paths(std::slice::from_ref(&music), true).unwrap();
    let folders = program.overview().unwrap().folders;
    assert_eq!(folders[0].0.path, music.canonicalize().unwrap());
    assert_eq!(program.queue_window(0, 1).unwrap().total, 0);
}

#[test]
fn a_dropped_sheet_is_its_tracks_and_so_is_the_file_it_is_for() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let (file, sheet) = (dir.path().join("guest/album.wav"), dir.path().join("guest/album.cue"));
    write_wave(&file, 3);
    let text = "FILE album.ape WAVE\nTRACK 01 AUDIO\nTITLE One\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nTITLE Two\nINDEX 01 00:01:00\n";
    std::fs::write(&sheet, text).unwrap();
    let (sound, output) = CapturedOutput::new(44_100);
    let program = open_to_hear(&data, output);
    program.open_paths(&[file, sheet.clone()], true).unwrap();
    until("both tracks, each once", || {
        sound.pull(441);
        queue(&program) == ["One", "Two"]
    });
    until("the second to play", || {
        sound.pull(4_410);
        program.player_state().track.is_some_and(|row| row.title == "Two")
    });
    program.pause();
    program.close();
    drop(program);
    // What lies outside the folders is read again where its path begins with a file that is there.
    std::fs::remove_file(data.join("library.db")).unwrap();
    let program = open_to_hear(&data, CapturedOutput::new(44_100).1);
    until("the queue to be back", || queue(&program) == ["One", "Two"]);
    let rows = program.queue_window(0, 10).unwrap().rows;
    assert!(rows.iter().all(|row| !row.track.missing && row.track.path.starts_with(&sheet)));
    program.close();
}
