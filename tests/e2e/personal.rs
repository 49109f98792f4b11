//! Stars, feedback and lyrics of real files, through a restart.

use std::time::Duration;

use app::{Attune, Code, LyricsSource};
use domain::{Feedback, TrackId};

use crate::music;
use crate::program::{all, open, scan};

#[test]
fn stars_and_feedback_stay_and_not_now_ends_with_the_program() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), dir.path().join("music"));
    music::write_waves(&music, 4);
    let program = open(&data);
    scan(&program, &[music]);
    let ids: Vec<TrackId> = all(&program).iter().map(|row| row.id).collect();
    program.set_stars(&ids[..3], 4).unwrap();
    program.set_stars(&ids[1..2], 0).unwrap();
    program.set_liked(&ids[2..], true).unwrap();
    program.set_feedback(&ids[..1], Some(Feedback::NotNow)).unwrap();
    program.set_feedback(&ids[1..2], Some(Feedback::Less)).unwrap();
    program.set_feedback(&ids[2..3], Some(Feedback::Never)).unwrap();
    assert_eq!(program.set_stars(&[TrackId(999)], 1).unwrap_err().code(), Code::NotFound);
    let said = |program: &Attune| -> Vec<(TrackId, Feedback)> {
        let mut said: Vec<_> = program
            .list_feedback()
            .unwrap()
            .into_iter()
            .map(|row| (row.track.id, row.feedback))
            .collect();
        said.sort_by_key(|(id, _)| *id);
        said
    };
    let mut expect = vec![(ids[0], Feedback::NotNow), (ids[1], Feedback::Less), (ids[2], Feedback::Never)];
    expect.sort_by_key(|(id, _)| *id);
    assert_eq!(said(&program), expect);
    program.close();
    drop(program);

    let program = open(&data);
    let rows = all(&program);
    assert_eq!(rows.iter().map(|row| row.stars).collect::<Vec<_>>(), [4, 0, 4, 0]);
    assert_eq!(rows.iter().map(|row| row.liked).collect::<Vec<_>>(), [false, false, true, true]);
    expect.retain(|(_, feedback)| *feedback != Feedback::NotNow);
    assert_eq!(said(&program), expect);
}

#[test]
fn lyrics_are_read_when_they_are_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), dir.path().join("music"));
    music::write_waves(&music, 1);
    let program = open(&data);
    scan(&program, &[music]);
    let row = all(&program).remove(0);
    assert_eq!(program.lyrics(row.id).unwrap(), None);
    std::fs::write(row.path.with_extension("LRC"), "[00:02.50]second\n[00:01.00]first").unwrap();
    let lyrics = program.lyrics(row.id).unwrap().unwrap();
    assert!(lyrics.synced && lyrics.source == LyricsSource::File);
    let lines: Vec<_> = lyrics.lines.into_iter().map(|line| (line.at, line.text)).collect();
    let expect = [(1_000, "first"), (2_500, "second")].map(|(at, text)| (Some(Duration::from_millis(at)), text.to_owned()));
    assert_eq!(lines, expect);
    assert_eq!(program.lyrics(TrackId(999)).unwrap_err().code(), Code::NotFound);
    let history = program.history(0, 10).unwrap();
    assert_eq!((history.total, history.rows), (0, Vec::new()));
}
