//! What goes on by itself while the window is open: watching, analysing, failures that come and go, news of the start.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use app::{Attune, Event, Notice, Options, SimilarState};
use domain::Lens;

use crate::music;
use crate::program::until;

fn open(data: &Path) -> Attune {
    Attune::open(Options {
        background: true,
        ..Options::new(data)
    })
    .unwrap()
}

fn count(program: &Attune) -> usize {
    program.overview().unwrap().tracks
}

#[test]
fn a_folder_that_is_added_fills_the_list_is_analysed_and_says_when_it_is_done() {
    let dir = tempfile::tempdir().unwrap();
    let music = dir.path().join("music");
    music::copy_some(&music, 8);
    let program = open(&dir.path().join("data"));
    program.add_folders(std::slice::from_ref(&music)).unwrap();
    until("all tracks", || count(&program) == 8);
    until("the analysis", || program.overview().unwrap().analysed == 8);
    // A worker that found nothing must not hide that another one finished: no worker's own timer is as quick as this.
    let done = Instant::now();
    until("its end", || program.jobs().analysis.is_none());
    assert!(done.elapsed() < Duration::from_secs(10), "told after {:?}", done.elapsed());
    program.close();
}

#[test]
fn work_that_waits_begins_when_it_is_told_to() {
    let dir = tempfile::tempdir().unwrap();
    let music = dir.path().join("music");
    music::copy_some(&music, 3);
    let program = Attune::open(Options {
        background: true,
        background_waits: true,
        ..Options::new(dir.path().join("data"))
    })
    .unwrap();
    program.add_folders(std::slice::from_ref(&music)).unwrap();
    // Long enough for a scan of three files, many times over.
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(count(&program), 0);
    program.begin();
    program.begin();
    until("all tracks", || count(&program) == 3);
    until("the analysis", || program.overview().unwrap().analysed == 3);
    program.close();
    program.begin();
    assert_eq!(program.jobs().scan, None);
}

#[test]
fn a_folder_that_is_taken_off_while_it_is_read_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let (one, two) = (dir.path().join("one"), dir.path().join("two"));
    music::copy_some(&one, 4);
    music::write_waves(&two, 6_000);
    let program = open(&dir.path().join("data"));
    let mut events = program.subscribe();
    program.add_folders(&[one, two]).unwrap();
    until("the scan to be shown", || program.jobs().scan.is_some_and(|scan| scan.done > 0));
    until("some of the second folder", || count(&program) > 100);
    until("word of the first tracks", || {
        matches!(events.try_recv(), Ok(Event::LibraryChanged { .. }))
    });
    assert!(program.jobs().scan.is_some(), "long before the scan ends");
    let folders = program.overview().unwrap().folders;
    let second = folders.iter().find(|(folder, _)| folder.path.ends_with("two")).unwrap().0.id;
    program.remove_folder(second).unwrap();
    until("its tracks to go", || count(&program) == 4);
    until("the scan to end", || program.jobs().scan.is_none());
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(count(&program), 4, "and none comes back");
    program.close();
}

#[test]
fn a_broken_file_is_counted_until_it_is_mended() {
    let dir = tempfile::tempdir().unwrap();
    let music = dir.path().join("music");
    music::copy_some(&music, 2);
    let broken = music.join("broken.flac");
    fs::write(&broken, b"fLaC and nothing else").unwrap();
    let program = open(&dir.path().join("data"));
    program.add_folders(std::slice::from_ref(&music)).unwrap();
    until("the failure", || program.jobs().failed == 1);
    let whole = music::files_below(&music::demo())
        .into_iter()
        .find(|file| file.extension().is_some_and(|e| e == "flac"));
    fs::copy(whole.unwrap(), &broken).unwrap();
    until("its end", || program.jobs().failed == 0 && program.failures().unwrap().is_empty());
    until("the third track", || count(&program) == 3);
    program.close();
}

#[test]
fn a_folder_that_is_taken_off_is_no_measure_of_what_is_left_and_takes_its_failures_along() {
    let dir = tempfile::tempdir().unwrap();
    let (own, other) = (dir.path().join("own"), dir.path().join("other"));
    music::copy_some(&own, 8);
    fs::create_dir_all(&other).unwrap();
    // Tones are so unlike music that beside them all music seems alike.
    for number in 0..24 {
        let tone = |t: usize| (f64::sin(t as f64 * (0.02 + 0.003 * f64::from(number))) * 8_000.0) as i16;
        let samples: Vec<i16> = (0..44_100 * 2).map(tone).collect();
        fs::write(other.join(format!("tone {number}.wav")), music::wave(&samples)).unwrap();
    }
    fs::write(other.join("broken.flac"), b"fLaC and nothing else").unwrap();
    let program = open(&dir.path().join("data"));
    program.add_folders(std::slice::from_ref(&own)).unwrap();
    until("the music", || {
        program.overview().unwrap().analysed == 8 && program.jobs().analysis.is_none()
    });
    let seed = program.list_tracks(&app::TrackView::default(), 0, 1).unwrap().rows.remove(0).id;
    let matches = || -> Vec<(String, i32)> {
        let rows = program.similar(Some(seed), Lens::Sound, 8).unwrap().rows;
        rows.into_iter()
            .map(|row| (row.track.title, (row.match_score * 1e3) as i32))
            .collect()
    };
    // An earlier index, of some of them, would do to show something.
    program.load_index().unwrap();
    let before = matches();
    assert!(!before.is_empty());
    program.add_folders(std::slice::from_ref(&other)).unwrap();
    until("the tones", || {
        program.overview().unwrap().analysed == 32 && program.jobs().failed == 1
    });
    until("them to count", || matches() != before);
    let folders = program.overview().unwrap().folders;
    let other = folders.iter().find(|(folder, _)| folder.path.ends_with("other")).unwrap().0.id;
    program.remove_folder(other).unwrap();
    until("the matches of before", || matches() == before);
    until("no failure", || program.jobs().failed == 0);
    program.close();
}

#[test]
fn one_path_that_is_no_folder_does_not_keep_the_others_out() {
    let dir = tempfile::tempdir().unwrap();
    let music = dir.path().join("music");
    music::copy_some(&music, 2);
    fs::write(dir.path().join("cover.jpg"), b"x").unwrap();
    let program = open(&dir.path().join("data"));
    let paths = [dir.path().join("nowhere"), dir.path().join("cover.jpg"), music];
    let error = program.add_folders(&paths).unwrap_err().to_string();
    assert!(error.contains("nowhere"), "{error}");
    until("the tracks", || count(&program) == 2);
    assert!(program.add_folders(&paths[1..2]).is_err(), "a file alone is no folder");
    program.close();
}

#[test]
fn what_was_mended_at_the_start_is_told_once_whoever_asks_late() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    open(&data).close();
    fs::write(data.join("library.db"), b"not a database at all, but longer than nothing").unwrap();
    let program = open(&data);
    assert_eq!(program.notices(), [Notice::LibraryRebuilt]);
    assert_eq!(program.notices(), []);
    program.close();
    drop(program);
    fs::remove_file(data.join("user.db")).unwrap();
    let program = open(&data);
    assert_eq!(program.notices(), [Notice::UserRestored], "the file is gone, its backup is not");
    program.close();
}

#[test]
fn a_track_that_cannot_be_analysed_says_so_instead_of_waiting() {
    let dir = tempfile::tempdir().unwrap();
    let music = dir.path().join("music");
    music::copy_some(&music, 2);
    // A wave of silence: read by the scan, refused by the analysis.
    music::write_waves(&music.join("silent"), 0);
    fs::create_dir_all(music.join("silent")).unwrap();
    fs::write(music.join("silent/silence.wav"), music::wave(&[0; 44_100])).unwrap();
    let program = open(&dir.path().join("data"));
    program.add_folders(std::slice::from_ref(&music)).unwrap();
    until("the refusal", || program.jobs().failed == 1);
    let silent = program.search("silence", 1).unwrap().tracks.remove(0);
    assert_eq!(
        program.similar(Some(silent.id), Lens::Blend, 5).unwrap().state,
        SimilarState::CannotCompare
    );
    program.close();
}

#[test]
fn analysis_that_was_paused_stays_so_after_a_restart_and_says_what_waits() {
    let dir = tempfile::tempdir().unwrap();
    let music = dir.path().join("music");
    music::copy_some(&music, 3);
    let program = open(&dir.path().join("data"));
    program.set_analysis_paused(true).unwrap();
    program.add_folders(std::slice::from_ref(&music)).unwrap();
    let waits = |program: &Attune| {
        program
            .jobs()
            .analysis
            .is_some_and(|run| run.paused && run.total == 3 && run.eta.is_none())
    };
    until("all tracks", || count(&program) == 3);
    until("word of them", || waits(&program));
    program.close();
    drop(program);
    let program = open(&dir.path().join("data"));
    until("word of them again", || waits(&program));
    assert_eq!(program.overview().unwrap().analysed, 0);
    program.set_analysis_paused(false).unwrap();
    until("the analysis", || program.overview().unwrap().analysed == 3);
    program.close();
    drop(program);
    let program = open(&dir.path().join("data"));
    until("rest", || program.jobs().settled);
    assert!(program.jobs().analysis.is_none(), "and it goes on after the next start");
    program.close();
}

#[test]
fn what_lies_on_a_drive_that_is_away_is_not_offered_until_it_is_back() {
    let dir = tempfile::tempdir().unwrap();
    let (here, drive, away) = (dir.path().join("here"), dir.path().join("drive"), dir.path().join("away"));
    music::copy_some(&here, 10);
    fs::create_dir_all(&drive).unwrap();
    for (number, file) in music::files_below(&here)
        .into_iter()
        .enumerate()
        .filter(|(number, _)| number % 2 == 1)
    {
        fs::rename(
            &file,
            drive.join(format!("{number}-{}", file.file_name().unwrap().to_string_lossy())),
        )
        .unwrap();
    }
    let program = open(&dir.path().join("data"));
    program.add_folders(&[here, drive.clone()]).unwrap();
    until("the analysis", || {
        program.overview().unwrap().analysed == 10 && program.jobs().analysis.is_none()
    });
    let rows = program.list_tracks(&app::TrackView::default(), 0, 10).unwrap().rows;
    let seed = rows.iter().find(|row| !row.path.starts_with(&drive)).unwrap().id;
    let offered = || -> Vec<bool> {
        let rows = program.similar(Some(seed), Lens::Sound, 9).unwrap().rows;
        rows.iter().map(|row| row.track.path.starts_with(&drive)).collect()
    };
    until("some of the drive to be offered", || offered().contains(&true));
    fs::rename(&drive, &away).unwrap();
    program.rescan().unwrap();
    until("none of it", || !offered().is_empty() && !offered().contains(&true));
    assert_eq!(count(&program), 10, "a drive that is away loses nothing");
    fs::rename(&away, &drive).unwrap();
    program.rescan().unwrap();
    until("it again", || offered().contains(&true));
    program.close();
}
