//! Likes, plays and mixes stay with the music, whatever happens to files and to `library.db`.

use app::{Attune, TrackRow};

use crate::music;
use crate::program::{all, open, scan};

#[test]
fn a_moved_folder_keeps_every_like() {
    let dir = tempfile::tempdir().unwrap();
    let (data, old, new) = (dir.path().join("data"), dir.path().join("old"), dir.path().join("new place"));
    music::copy_some(&old, 6);
    let program = open(&data);
    scan(&program, std::slice::from_ref(&old));
    for row in all(&program).iter().step_by(2) {
        program.set_liked(&[row.id], true).unwrap();
    }
    let liked = |program: &Attune| {
        let mut names: Vec<_> = all(program)
            .into_iter()
            .filter(|row| row.liked)
            .map(|row| (row.title, row.uid))
            .collect();
        names.sort();
        names
    };
    let before = liked(&program);
    assert_eq!(before.len(), 3);
    std::fs::rename(&old, &new).unwrap();
    let report = scan(&program, std::slice::from_ref(&new));
    assert_eq!((report.moved, report.added), (6, 0), "{report:?}");
    assert_eq!(liked(&program), before);
}

#[test]
fn an_empty_or_absent_folder_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music, away) = (dir.path().join("data"), dir.path().join("music"), dir.path().join("away"));
    music::copy_some(&music, 4);
    let program = open(&data);
    scan(&program, std::slice::from_ref(&music));
    let before = all(&program);
    std::fs::rename(&music, &away).unwrap();
    assert_eq!(scan(&program, &[]).missing, 0, "unplugged");
    // It is all still listed, and says that it cannot be reached.
    let unplugged: Vec<TrackRow> = before
        .iter()
        .map(|row| TrackRow {
            missing: true,
            ..row.clone()
        })
        .collect();
    assert_eq!(all(&program), unplugged);
    assert!(program.overview().unwrap().unreachable[0].1.is_some());
    std::fs::create_dir(&music).unwrap();
    assert_eq!(scan(&program, &[]).missing, 0, "an empty mount point");
    assert_eq!(all(&program), unplugged);
    std::fs::remove_dir(&music).unwrap();
    std::fs::rename(&away, &music).unwrap();
    let report = scan(&program, &[]);
    assert_eq!((report.added, report.updated, report.moved), (0, 0, 0));
    assert_eq!(all(&program), before);
    assert!(program.overview().unwrap().unreachable.is_empty());
}

#[test]
fn two_copies_are_two_tracks_and_a_removed_file_is_missing_not_gone() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), dir.path().join("music"));
    music::copy_some(&music, 3);
    let original = music::files_below(&music).remove(0);
    let copy = music.join("a copy").with_extension(original.extension().unwrap());
    std::fs::copy(&original, &copy).unwrap();
    let program = open(&data);
    assert_eq!(scan(&program, &[music]).added, 4);
    let uids: std::collections::HashSet<_> = all(&program).into_iter().map(|row| row.uid).collect();
    assert_eq!(uids.len(), 4, "each has an identity of its own");
    std::fs::remove_file(&copy).unwrap();
    assert_eq!(scan(&program, &[]).missing, 1);
    assert_eq!(program.overview().unwrap().missing, 1);
    std::fs::copy(&original, &copy).unwrap();
    scan(&program, &[]);
    assert_eq!(program.overview().unwrap().missing, 0);
    assert_eq!(
        all(&program)
            .into_iter()
            .map(|row| row.uid)
            .collect::<std::collections::HashSet<_>>(),
        uids,
        "the same four again"
    );
}
