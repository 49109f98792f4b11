//! Playlists of a listener: edited, taken back, kept through the loss of `library.db`, and exchanged with other players.

use std::sync::atomic::AtomicBool;

use app::{Attune, Code, Event, PlaylistItem, Rules, SimilarState, TrackRow};
use domain::{Lens, PlaySource, PlaylistId, SourceKind, TrackId, TrackUid};
use playback::CapturedOutput;

use crate::music;
use crate::program::{all, open, open_to_hear, scan};

fn ids(rows: &[TrackRow]) -> Vec<TrackId> {
    rows.iter().map(|row| row.id).collect()
}

fn items(program: &Attune, id: PlaylistId) -> Vec<PlaylistItem> {
    let entries = program.playlist_entries(id, 0, usize::MAX).unwrap();
    entries.into_iter().map(|entry| entry.item).collect()
}

fn uids(program: &Attune, id: PlaylistId) -> Vec<TrackUid> {
    items(program, id).into_iter().map(|item| item.uid).collect()
}

fn names(program: &Attune) -> Vec<String> {
    program.playlists().unwrap().into_iter().map(|row| row.name).collect()
}

#[test]
fn edits_are_refused_when_the_list_is_another_and_taken_back_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), dir.path().join("music"));
    music::write_waves(&music, 6);
    let program = open(&data);
    scan(&program, &[music]);
    let rows = all(&program);
    let own: Vec<TrackUid> = rows.iter().map(|row| row.uid).collect();
    let mut events = program.subscribe();

    let id = program.create_playlist("  Evening ", &ids(&rows[..4])).unwrap();
    let other = program.create_playlist("Morning", &[]).unwrap();
    assert!(matches!(events.try_recv(), Ok(Event::PlaylistsChanged)));
    assert_eq!(names(&program), ["Evening", "Morning"]);
    assert!(program.create_playlist(" ", &[]).is_err());
    program.add_to_playlist(id, &[rows[4].id, rows[0].id], Some(1)).unwrap();
    assert_eq!(
        uids(&program, id),
        [own[0], own[4], own[0], own[1], own[2], own[3]],
        "a track may stand in it twice"
    );

    let shown = items(&program, id);
    program.move_in_playlist(id, &shown[4..], 0).unwrap();
    let moved = [own[2], own[3], own[0], own[4], own[0], own[1]];
    assert_eq!(uids(&program, id), moved);
    // The window still shows the list as it was before.
    let refused = program.remove_from_playlist(id, &shown[..2]).unwrap_err();
    assert_eq!(refused.code(), Code::NotFound, "{refused}");
    assert_eq!(program.move_in_playlist(id, &shown[..1], 3).unwrap_err().code(), Code::NotFound);
    assert_eq!(uids(&program, id), moved, "nothing was changed");
    let shown = items(&program, id);
    program.remove_from_playlist(id, &[shown[5], shown[0]]).unwrap();
    assert_eq!(uids(&program, id), [own[3], own[0], own[4], own[0]]);

    program.rename_playlist(id, "Night").unwrap();
    program.move_playlist(other, 0).unwrap();
    program.delete_playlist(id).unwrap();
    assert_eq!(names(&program), ["Morning"]);
    assert_eq!(program.rename_playlist(id, "x").unwrap_err().code(), Code::NotFound);
    assert!(program.undo_playlists().unwrap());
    assert_eq!(names(&program), ["Morning", "Night"], "the same place");
    assert_eq!(uids(&program, id), [own[3], own[0], own[4], own[0]], "and the same number");
    for _ in 0..3 {
        assert!(program.undo_playlists().unwrap());
    }
    assert_eq!(names(&program), ["Evening", "Morning"]);
    assert_eq!(uids(&program, id), moved);
    for _ in 0..4 {
        assert!(program.undo_playlists().unwrap());
    }
    assert!(names(&program).is_empty() && !program.undo_playlists().unwrap());
    for _ in 0..7 {
        assert!(program.redo_playlists().unwrap());
    }
    assert_eq!(names(&program), ["Morning", "Night"]);
    assert!(program.redo_playlists().unwrap() && !program.redo_playlists().unwrap());
    assert_eq!(names(&program), ["Morning"]);
}

#[test]
fn a_playlist_outlives_library_db_and_says_what_is_away() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), dir.path().join("music"));
    music::copy_some(&music, 5);
    let program = open(&data);
    scan(&program, std::slice::from_ref(&music));
    let rows = all(&program);
    let id = program.create_playlist("Kept", &ids(&rows)).unwrap();
    let before = program.playlists().unwrap().remove(0);
    assert_eq!((before.tracks, before.away), (5, 0));
    assert_eq!(before.length, rows.iter().map(|row| row.duration).sum());
    program.close();
    drop(program);

    for name in ["library.db", "library.db-wal", "library.db-shm"] {
        let _ = std::fs::remove_file(data.join(name));
    }
    let program = open(&data);
    let lost = program.playlists().unwrap().remove(0);
    assert_eq!((lost.tracks, lost.away), (5, 5));
    let out = dir.path().join("kept.m3u8");
    program.export_playlist(id, &out).unwrap();
    let text = std::fs::read_to_string(out).unwrap();
    assert_eq!(text.matches("\nmusic/").count(), 5, "each is written where it was last: {text}");
    scan(&program, &[]);
    assert_eq!(program.playlists().unwrap().remove(0), before);
    assert_eq!(uids(&program, id), rows.iter().map(|row| row.uid).collect::<Vec<_>>());
    std::fs::remove_file(&rows[0].path).unwrap();
    scan(&program, &[]);
    assert_eq!(program.playlists().unwrap()[0].away, 1);
    assert!(program.playlist_entries(id, 0, 1).unwrap()[0].track.as_ref().unwrap().missing);
}

#[test]
fn a_playlist_goes_to_another_machine_and_back() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), dir.path().join("music"));
    music::copy_some(&music, 8);
    let program = open(&data);
    scan(&program, std::slice::from_ref(&music));
    let rows = all(&program);
    let id = program.create_playlist("Käse & Brot", &ids(&rows)).unwrap();
    let inside = music.join("list.m3u8");
    program.export_playlist(id, &inside).unwrap();
    program.delete_playlist(id).unwrap();

    let report = program.import_playlists(std::slice::from_ref(&inside)).unwrap();
    let back = &report.playlists[0];
    assert_eq!((&*back.name, back.found, back.lost.len()), ("Käse & Brot", 8, 0));
    let own: Vec<TrackUid> = rows.iter().map(|row| row.uid).collect();
    assert_eq!(uids(&program, back.id), own);
    assert!(
        program.undo_playlists().unwrap() && names(&program).is_empty(),
        "an import is one edit"
    );

    // The music moves, the list is written by a player on another system and names a track that is not here.
    let (elsewhere, list) = (dir.path().join("elsewhere"), dir.path().join("from windows.m3u"));
    std::fs::rename(&music, &elsewhere).unwrap();
    let text = std::fs::read_to_string(elsewhere.join("list.m3u8")).unwrap();
    let foreign: Vec<String> = text
        .lines()
        .map(|line| match line.starts_with('#') {
            true => line.to_owned(),
            false => format!("D:\\Music\\{}", line.to_uppercase().replace('/', "\\")),
        })
        .collect();
    let text = format!("\u{feff}{}\rD:\\Music\\Nobody\\Nothing.mp3", foreign.join("\r"));
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(&list, utf16).unwrap();
    scan(&program, &[elsewhere]);
    let report = program.import_playlists(&[list]).unwrap();
    let back = &report.playlists[0];
    assert_eq!((back.found, &*back.lost), (8, &["D:\\Music\\Nobody\\Nothing.mp3".to_owned()][..]));
    assert_eq!(uids(&program, back.id), own);

    let before = names(&program);
    let refused = program
        .import_playlists(&[inside, dir.path().join("no such list.m3u")])
        .unwrap_err();
    assert_eq!(refused.code(), Code::Unreadable);
    assert_eq!(names(&program), before, "all of them or none");
}

#[test]
fn the_queue_becomes_a_playlist_and_a_playlist_finds_its_like() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), dir.path().join("music"));
    music::copy_some(&music, 10);
    let (_sound, output) = CapturedOutput::new(44_100);
    let program = open_to_hear(&data, output);
    scan(&program, &[music]);
    let rows = all(&program);
    program
        .play_tracks(&ids(&rows[..3]), 0, PlaySource::of(SourceKind::Library))
        .unwrap();
    let end = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while program.queue_window(0, 0).unwrap().total < 3 {
        assert!(std::time::Instant::now() < end, "the queue is not filled");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let id = program.create_playlist_from_queue("From the queue").unwrap();
    assert_eq!(uids(&program, id), rows[..3].iter().map(|row| row.uid).collect::<Vec<_>>());

    assert_eq!(program.similar_to_playlist(id, 5).unwrap().state, SimilarState::NotAnalysed);
    let empty = program.create_playlist("Empty", &[]).unwrap();
    assert_eq!(program.similar_to_playlist(empty, 5).unwrap().state, SimilarState::NoSeed);
    program.analyse_all(2, &AtomicBool::new(false)).unwrap();
    let found = program.similar_to_playlist(id, 5).unwrap();
    let own = &ids(&rows[..3]);
    assert!(found.rows.iter().all(|row| !own.contains(&row.track.id) && !row.reasons.is_empty()));
    assert!(found.rows.windows(2).all(|pair| pair[0].match_score >= pair[1].match_score));

    // What is wanted never, or not now, leaves this list, the list of a track and the mixes that were made already.
    let rules = Rules {
        min_match: 0.0,
        same_artist: true,
        ..Rules::default()
    };
    let seed = app::Seed::Track(rows[0].id);
    let like = |program: &Attune| -> Vec<TrackId> {
        let view = program.similar_to_seed(&seed, Lens::Sound, &rules).unwrap();
        view.rows.into_iter().map(|row| row.track.id).collect()
    };
    let mixed = |program: &Attune| -> Vec<TrackId> {
        let mixes = program.daily_mixes().unwrap().mixes;
        mixes.into_iter().flat_map(|mix| mix.tracks).map(|(row, _)| row.id).collect()
    };
    let (before, mixed_before) = (like(&program), mixed(&program));
    let (never, later) = (before[0], before[1]);
    assert!(
        mixed_before.contains(&never) && mixed_before.contains(&later),
        "a small library is all in the mixes"
    );
    program.set_feedback(&[never], Some(domain::Feedback::Never)).unwrap();
    program.set_feedback(&[later], Some(domain::Feedback::NotNow)).unwrap();
    for list in [like(&program), mixed(&program)] {
        assert!(!list.is_empty() && !list.contains(&never) && !list.contains(&later));
    }
    program.set_feedback(&[never, later], None).unwrap();
    assert_eq!((like(&program), mixed(&program)), (before, mixed_before));
}

#[test]
fn playlists_are_found_by_name_the_best_first() {
    let dir = tempfile::tempdir().unwrap();
    let program = open(&dir.path().join("data"));
    for name in [
        "For rain and tea",
        "Rain",
        "Rainy Sundays",
        "Café Núria",
        "夜に聴く",
        "Кухня, воскресенье",
    ] {
        program.create_playlist(name, &[]).unwrap();
    }
    let named = |query: &str| -> Vec<String> {
        let found = program.search(query, 10).unwrap();
        found.playlists.into_iter().map(|row| row.name).collect()
    };
    assert_eq!(named("rain"), ["Rain", "Rainy Sundays", "For rain and tea"]);
    assert_eq!(named("tea rain"), ["For rain and tea"]);
    assert_eq!(named("cafe nur"), ["Café Núria"]);
    assert_eq!(named("聴"), ["夜に聴く"]);
    assert_eq!(named("воскр"), ["Кухня, воскресенье"]);
    assert!(named("ain").is_empty() && named("artist:rain").is_empty() && named("").is_empty());
    let mended = program.search("sudnays", 10).unwrap();
    assert_eq!((mended.corrected.as_deref(), mended.playlists.len()), (Some("sundays"), 1));
}

#[test]
fn a_found_playlist_tells_of_what_just_changed() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), dir.path().join("music"));
    music::write_waves(&music, 3);
    let program = open(&data);
    scan(&program, std::slice::from_ref(&music));
    let rows = all(&program);
    let id = program.create_playlist("Evening", &ids(&rows[..2])).unwrap();
    let found = || {
        let found = program.search("even", 1).unwrap().playlists;
        assert_eq!(found, program.playlists().unwrap());
        found.into_iter().map(|row| (row.name, row.tracks, row.away)).collect::<Vec<_>>()
    };
    let evening = |tracks, away| vec![("Evening".to_owned(), tracks, away)];
    assert_eq!(found(), evening(2, 0));
    program.add_to_playlist(id, &[rows[2].id], None).unwrap();
    assert_eq!(found(), evening(3, 0));
    program.undo_playlists().unwrap();
    assert_eq!(found(), evening(2, 0));
    program.rename_playlist(id, "Evenings").unwrap();
    assert_eq!(found()[0].0, "Evenings");
    program.undo_playlists().unwrap();
    std::fs::remove_file(&rows[0].path).unwrap();
    scan(&program, &[]);
    assert_eq!(found(), evening(2, 1));
    program.delete_playlist(id).unwrap();
    assert!(found().is_empty());
}
