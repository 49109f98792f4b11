//! One listener's evening: scan → analyse → similar → play into captured output → history → restart.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use app::{Attune, Heard, MixesState, PathState, PlaybackStatus, Rules, Seed, SimilarState};
use domain::{Feedback, Lens, MixBasis, PlaySource, ShuffleMode, SourceKind, TrackUid};
use playback::CapturedOutput;

use crate::music;
use crate::program::{all, open_to_hear, scan, until};

const RATE: u32 = 44_100;

/// Lets the listener hear `seconds` of what plays; the loudest sample of it.
fn listen(sound: &CapturedOutput, seconds: f64) -> f32 {
    let frames = (seconds * f64::from(RATE)) as usize;
    sound
        .pull(frames)
        .into_iter()
        .fold(0.0, |loudest, sample| loudest.max(sample.abs()))
}

#[test]
fn from_a_folder_to_sound_history_and_back_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), dir.path().join("music"));
    music::copy_some(&music, 10);

    let (sound, output) = CapturedOutput::new(RATE);
    let program = open_to_hear(&data, output);
    let report = scan(&program, std::slice::from_ref(&music));
    assert_eq!((report.added, report.failed.len()), (10, 0));
    let tracks = all(&program);
    assert_eq!(
        program.similar(Some(tracks[0].id), Lens::Blend, 10).unwrap().state,
        SimilarState::NotAnalysed,
        "and says so"
    );
    assert_eq!(program.daily_mixes().unwrap().state, MixesState::NotAnalysed);
    assert_eq!(program.heard(tracks[0].id).unwrap(), Heard::NotYet);
    let path = program.path(tracks[0].id, tracks[9].id, 4).unwrap();
    assert_eq!(
        (path.state, path.unheard.map(|row| row.id)),
        (PathState::NotAnalysed, Some(tracks[0].id))
    );

    let analysed = program.analyse_all(2, &AtomicBool::new(false)).unwrap();
    assert_eq!((analysed.analysed, analysed.failed.len()), (10, 0));
    let rules = Rules {
        min_match: 0.0,
        same_artist: true,
        ..Rules::default()
    };
    let similar = program.similar_to_seed(&Seed::Track(tracks[0].id), Lens::Sound, &rules).unwrap();
    assert!(!similar.rows.is_empty());
    assert!(
        similar
            .rows
            .iter()
            .all(|row| row.match_score.is_finite() && !row.reasons.is_empty() && row.track.id != tracks[0].id)
    );
    assert!(!program.waveform(tracks[0].id).unwrap().is_empty(), "the seek bar has its waveform");
    let Heard::Yes(heard) = program.heard(tracks[0].id).unwrap() else {
        panic!("it was analysed");
    };
    let impressions = heard.acoustics.impressions.unwrap();
    for figure in [impressions.danceability, impressions.acousticness, impressions.voice] {
        assert!((0.0..=1.0).contains(&figure));
    }
    assert!(heard.mood.is_some() && heard.acoustics.energy.is_some() && heard.acoustics.tempo.is_some());

    let path = program.path(tracks[0].id, tracks[9].id, 4).unwrap();
    assert_eq!((path.state, path.rows.len()), (PathState::Ready, 6));
    assert_eq!((path.rows[0].track.id, path.rows[5].track.id), (tracks[0].id, tracks[9].id));
    assert!(path.rows[0].match_score.is_none() && path.rows[1..].iter().all(|row| row.match_score.is_some_and(f32::is_finite)));
    assert_eq!(program.path(tracks[0].id, tracks[0].id, 4).unwrap().state, PathState::SameTrack);
    // What is never to be suggested lies on no path.
    program.set_feedback(&[path.rows[1].track.id], Some(Feedback::Never)).unwrap();
    let other = program.path(tracks[0].id, tracks[9].id, 4).unwrap();
    assert!(other.rows.iter().all(|row| row.track.id != path.rows[1].track.id));
    program.set_feedback(&[path.rows[1].track.id], None).unwrap();

    // Nothing was played yet: mixes come from the library, say so, and stay for the day.
    let mixes = program.daily_mixes().unwrap();
    assert_eq!(mixes.state, MixesState::Ready);
    assert!(mixes.mixes.iter().all(|mix| mix.basis == MixBasis::Library));
    assert_eq!(program.daily_mixes().unwrap(), mixes);

    // Three tracks; the first is heard to its end, the second for a while.
    let ids: Vec<_> = tracks.iter().take(3).map(|row| row.id).collect();
    program.play_tracks(&ids, 0, PlaySource::of(SourceKind::Library)).unwrap();
    until("sound", || listen(&sound, 0.1) > 0.001);
    let first = tracks[0].duration.as_secs_f64();
    listen(&sound, first + 2.0);
    until("the second track", || {
        listen(&sound, 0.05);
        program.player_state().track.as_ref().is_some_and(|row| row.id == ids[1])
    });
    assert_eq!(program.player_state().status, PlaybackStatus::Playing);
    until("the first play in history", || program.overview().unwrap().plays == 1);
    let played = all(&program).into_iter().find(|row| row.id == ids[0]).unwrap();
    assert_eq!(played.plays, 1);

    program.set_liked(&[ids[1]], true).unwrap();
    program.play_next(&[tracks[5].id], PlaySource::of(SourceKind::Similar)).unwrap();
    program.pause();
    until("the pause", || {
        listen(&sound, 0.02);
        program.player_state().status == PlaybackStatus::Paused
    });
    let place = program.player_state().position;
    let playing = program.player_state().track.map(|row| row.uid);
    until("the longer queue", || program.queue_window(0, 10).unwrap().total == 4);
    let queue: Vec<_> = program.queue_window(0, 10).unwrap().rows.iter().map(|row| row.track.uid).collect();
    program.close();
    drop(program);

    // The library file is lost; nothing that was done is.
    for name in ["library.db", "library.db-wal", "library.db-shm"] {
        let _ = std::fs::remove_file(data.join(name));
    }
    // Opened, closed and opened again before a scan could find the tracks: the queue waits for them.
    for _ in 0..2 {
        let (_silent, output) = CapturedOutput::new(RATE);
        let program = open_to_hear(&data, output);
        until("the empty queue", || program.queue_window(0, 10).unwrap().revision > 0);
        std::thread::sleep(Duration::from_millis(600));
        program.close();
    }
    let (sound, output) = CapturedOutput::new(RATE);
    let program = open_to_hear(&data, output);
    assert_eq!(scan(&program, &[]).added, 10, "the folder is still watched");
    until("the queue", || program.queue_window(0, 10).unwrap().total == 4);
    let again: Vec<_> = program.queue_window(0, 10).unwrap().rows.iter().map(|row| row.track.uid).collect();
    assert_eq!(again, queue, "the queue is where it was");
    let rows = all(&program);
    let plays: u32 = rows.iter().map(|row| row.plays).sum();
    assert!(plays >= 1, "plays are still attached");
    assert_eq!(
        rows.iter().filter(|row| row.liked).map(|row| row.uid).collect::<Vec<_>>(),
        [queue[1]],
        "the like, too"
    );
    program.resume();
    until("sound after the restart", || listen(&sound, 0.1) > 0.001);
    // Heard by the listener before it is told.
    until("what plays", || program.player_state().track.is_some());
    let resumed = program.player_state();
    assert_eq!(resumed.track.map(|row| row.uid), playing, "with the track that played");
    assert!(
        resumed.position + Duration::from_millis(300) > place,
        "goes on at {:?}, was left at {place:?}",
        resumed.position
    );
    program.close();
}

#[test]
fn a_queue_that_was_replaced_while_its_tracks_were_away_does_not_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let (data, one, two) = (dir.path().join("data"), dir.path().join("one"), dir.path().join("two"));
    music::copy_some(&one, 3);
    music::write_waves(&two, 2);
    {
        let (_sound, output) = CapturedOutput::new(RATE);
        let program = open_to_hear(&data, output);
        scan(&program, std::slice::from_ref(&one));
        let ids: Vec<_> = all(&program).iter().map(|row| row.id).collect();
        program.play_tracks(&ids, 0, PlaySource::of(SourceKind::Library)).unwrap();
        until("three", || program.queue_window(0, 9).unwrap().total == 3);
        program.close();
    }
    for name in ["library.db", "library.db-wal", "library.db-shm"] {
        let _ = std::fs::remove_file(data.join(name));
    }
    let (_sound, output) = CapturedOutput::new(RATE);
    let program = open_to_hear(&data, output);
    scan(&program, std::slice::from_ref(&two));
    let ids: Vec<_> = all(&program).iter().map(|row| row.id).collect();
    program.play_tracks(&ids, 0, PlaySource::of(SourceKind::Library)).unwrap();
    until("the new queue", || program.queue_window(0, 9).unwrap().total == 2);
    scan(&program, std::slice::from_ref(&one));
    // What a scan brings back is sent before it returns; this comes behind it.
    program.append(&ids[..1], PlaySource::of(SourceKind::Library)).unwrap();
    until("one more", || program.queue_window(0, 9).unwrap().total >= 3);
    let queued: Vec<_> = program.queue_window(0, 9).unwrap().rows.iter().map(|row| row.track.id).collect();
    assert_eq!(queued, [ids[0], ids[1], ids[0]]);
    program.close();
}

#[test]
fn queue_edits_are_taken_back_one_by_one() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), dir.path().join("music"));
    music::copy_some(&music, 5);
    let (_sound, output) = CapturedOutput::new(RATE);
    let program = open_to_hear(&data, output);
    scan(&program, &[music]);
    let ids: Vec<_> = all(&program).iter().map(|row| row.id).collect();
    let titles = || {
        program
            .queue_window(0, 50)
            .unwrap()
            .rows
            .iter()
            .map(|row| row.track.id)
            .collect::<Vec<_>>()
    };
    program.play_tracks(&ids[..3], 0, PlaySource::of(SourceKind::Library)).unwrap();
    until("three", || titles() == ids[..3]);
    program.append(&ids[3..], PlaySource::of(SourceKind::Library)).unwrap();
    until("five", || titles() == ids);
    let last = program.queue_window(0, 50).unwrap().rows[4].item;
    program.move_items(vec![last], 1);
    until("the move", || titles() == [ids[0], ids[4], ids[1], ids[2], ids[3]]);
    program.remove_items(vec![last]);
    until("the removal", || titles() == ids[..4]);
    assert!(program.queue_window(0, 1).unwrap().can_undo);
    program.undo();
    until("the removal undone", || titles().len() == 5);
    program.undo();
    until("the move undone", || titles() == ids);
    program.redo();
    until("the move made again", || titles()[1] == ids[4]);
    program.close();
}

#[test]
fn queue_edits_are_taken_back_after_a_restart_too() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), dir.path().join("music"));
    music::copy_some(&music, 6);
    let queued = |program: &Attune| -> Vec<TrackUid> {
        let rows = program.queue_window(0, 50).unwrap().rows;
        rows.iter().map(|row| row.track.uid).collect()
    };
    let program = open_to_hear(&data, CapturedOutput::new(RATE).1);
    scan(&program, std::slice::from_ref(&music));
    let (ids, uids): (Vec<_>, Vec<_>) = all(&program).iter().map(|row| (row.id, row.uid)).unzip();
    program.play_tracks(&ids[..2], 0, PlaySource::of(SourceKind::Library)).unwrap();
    program.play_tracks(&ids, 0, PlaySource::of(SourceKind::Playlist)).unwrap();
    until("six", || queued(&program) == uids);
    let last = program.queue_window(0, 50).unwrap().rows[5].item;
    program.move_items(vec![last], 1);
    let moved = [uids[0], uids[5], uids[1], uids[2], uids[3], uids[4]];
    until("the move", || queued(&program) == moved);
    program.remove_items(vec![last]);
    until("the removal", || queued(&program) == uids[..5]);
    program.set_shuffle(ShuffleMode::Tracks);
    until("the shuffle", || program.player_state().shuffle == ShuffleMode::Tracks);
    program.pause();
    let shuffled = queued(&program);
    program.close();
    drop(program);

    // Once as it was left, once with the library file lost: then a scan has to find the tracks first.
    for lose in [false, true] {
        if lose {
            for name in ["library.db", "library.db-wal", "library.db-shm"] {
                let _ = std::fs::remove_file(data.join(name));
            }
        }
        let program = open_to_hear(&data, CapturedOutput::new(RATE).1);
        if lose {
            scan(&program, &[]);
        }
        until("the queue", || queued(&program) == shuffled);
        let edits = [&uids[..5], &moved, &uids, &uids[..2]];
        for before in edits {
            assert!(program.queue_window(0, 1).unwrap().can_undo);
            program.undo();
            until("the edit taken back", || queued(&program) == before);
        }
        for after in [&uids[..], &moved, &uids[..5], &shuffled] {
            assert!(program.queue_window(0, 1).unwrap().can_redo);
            program.redo();
            until("the edit made again", || queued(&program) == after);
        }
        program.close();
    }
}
