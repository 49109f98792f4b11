//! A missing file is not a deleted file.

use std::fs;
use std::sync::atomic::AtomicBool;

use domain::FolderState;
use store::TrackFilter;

use crate::{Home, NOW, counts, write_wav};

fn fill(home: &Home, count: u64) {
    for n in 0..count {
        write_wav(&home.music(&format!("{}/{n}.wav", n % 4)), n);
    }
    assert_eq!(home.scan().added, count as usize);
}

#[test]
fn a_second_scan_changes_nothing() {
    let home = Home::empty();
    fill(&home, 8);
    let before = home.tracks();
    let report = home.scan();
    assert!(report.is_unchanged() && report.failed.is_empty());
    assert_eq!(home.tracks(), before);
    assert_eq!(home.state(), FolderState::Online);
}

#[test]
fn a_file_that_went_and_came_back_is_the_same_track() {
    let home = Home::empty();
    fill(&home, 4);
    let before = home.at("1/1.wav");
    fs::rename(home.music("1/1.wav"), home.path("away.wav")).unwrap();
    assert_eq!(counts(&home.scan()), [0, 0, 0, 1, 0, 0]);
    assert!(home.at("1/1.wav").missing_since.is_some());
    assert_eq!(counts(&home.scan()), [0, 0, 0, 0, 0, 0], "missing once is enough");
    fs::rename(home.path("away.wav"), home.music("1/1.wav")).unwrap();
    assert_eq!(counts(&home.scan()), [0, 0, 0, 0, 1, 0]);
    assert_eq!(home.at("1/1.wav"), before);
    // And at another place, touched meanwhile.
    fs::rename(home.music("1/1.wav"), home.path("away.wav")).unwrap();
    home.scan();
    fs::copy(home.path("away.wav"), home.music("1/back.wav")).unwrap();
    assert_eq!(counts(&home.scan()), [0, 0, 1, 0, 0, 0]);
    assert_eq!(home.at("1/back.wav").id, before.id);
}

#[test]
fn an_unreachable_or_empty_root_changes_nothing() {
    let home = Home::empty();
    fill(&home, 4);
    let before = home.tracks();
    let away = home.path("away");
    fs::rename(home.music(""), &away).unwrap();
    let unchanged = |what: &str| {
        let report = home.scan();
        assert!(report.is_unchanged(), "{what}: {report:?}");
        assert_eq!(home.state(), FolderState::Unreachable, "{what}");
        assert_eq!(home.tracks(), before, "{what}");
    };
    unchanged("gone");
    fs::create_dir(home.music("")).unwrap();
    unchanged("an empty mount point");
    fs::write(home.music(".hidden"), b"").unwrap();
    fs::create_dir(home.music("lost+found")).unwrap();
    unchanged("a mount point with furniture");
    fs::remove_dir_all(home.music("")).unwrap();
    fs::write(home.path("music"), b"").unwrap();
    unchanged("a file");
    fs::remove_file(home.path("music")).unwrap();
    fs::rename(&away, home.music("")).unwrap();
    assert!(home.scan().is_unchanged());
    assert_eq!((home.state(), home.tracks()), (FolderState::Online, before));
}

#[test]
fn most_of_a_root_gone_at_once_is_missing_and_all_of_it_comes_back() {
    let home = Home::empty();
    fill(&home, 80);
    let before = home.tracks();
    for dir in 0..3 {
        fs::rename(home.music(&dir.to_string()), home.path(&format!("away{dir}"))).unwrap();
    }
    assert_eq!(counts(&home.scan()), [0, 0, 0, 60, 0, 0]);
    let missing = TrackFilter {
        missing: true,
        ..TrackFilter::default()
    };
    assert_eq!(home.store.count_tracks(&missing).unwrap(), 60);
    for dir in 0..3 {
        fs::rename(home.path(&format!("away{dir}")), home.music(&dir.to_string())).unwrap();
    }
    assert_eq!(counts(&home.scan()), [0, 0, 0, 0, 60, 0]);
    assert_eq!(home.tracks(), before);
}

#[test]
fn a_folder_taken_off_and_put_back_has_its_tracks_again() {
    let home = Home::empty();
    fill(&home, 4);
    let uids: Vec<_> = home.tracks().into_iter().map(|t| t.uid).collect();
    home.store.remove_folder(home.folder().id, NOW).unwrap();
    assert!(home.tracks().is_empty());
    home.store.add_folder(&home.music(""), NOW).unwrap();
    assert_eq!(counts(&home.scan()), [0, 0, 0, 0, 4, 0]);
    assert_eq!(home.tracks().into_iter().map(|t| t.uid).collect::<Vec<_>>(), uids);
    assert!(home.tracks().iter().all(|t| t.folder == home.folder().id));
}

#[test]
fn a_folder_inside_a_watched_folder_is_scanned_once() {
    let home = Home::empty();
    write_wav(&home.music("a/1.wav"), 1);
    write_wav(&home.music("2.wav"), 2);
    let inner = home.store.add_folder(&home.music("a"), NOW).unwrap();
    assert_eq!(home.scan().added, 2);
    assert_eq!(home.at("a/1.wav").folder, inner.id);
    assert!(home.scan().is_unchanged());
}

#[test]
fn a_cancelled_scan_keeps_what_it_read_and_marks_nothing() {
    let home = Home::empty();
    fill(&home, 4);
    fs::remove_file(home.music("1/1.wav")).unwrap();
    write_wav(&home.music("new.wav"), 99);
    let folders = home.store.folders().unwrap();
    let report = library::scan(&home.store, &folders, &mut |_| {}, &AtomicBool::new(true)).unwrap();
    assert!(report.cancelled);
    assert_eq!(report.missing, 0);
    assert_eq!(counts(&home.scan())[3], 1, "the next scan finishes the work");
    assert_eq!(home.tracks().len(), 4);
    // Half way through a larger one.
    for n in 0..2_000 {
        write_wav(&home.music(&format!("many/{n}.wav")), 200 + n);
    }
    let cancel = AtomicBool::new(false);
    let mut stop = |progress: library::ScanProgress| {
        let reading = progress.phase == library::ScanPhase::Read && progress.done > 0;
        cancel.fetch_or(reading, std::sync::atomic::Ordering::Relaxed);
    };
    let report = library::scan(&home.store, &folders, &mut stop, &cancel).unwrap();
    assert!(report.cancelled && report.missing == 0);
    let kept = home.tracks().len();
    assert!((5..2_004).contains(&kept), "{kept}");
    assert_eq!(home.scan().added, 2_004 - kept);
}

#[test]
fn progress_counts_up_to_all_files() {
    let home = Home::empty();
    for n in 0..600 {
        write_wav(&home.music(&format!("{n}.wav")), n);
    }
    let mut seen = Vec::new();
    let folders = home.store.folders().unwrap();
    library::scan(&home.store, &folders, &mut |p| seen.push(p), &AtomicBool::new(false)).unwrap();
    let reads: Vec<_> = seen.iter().filter(|p| p.phase == library::ScanPhase::Read).collect();
    assert!(reads.len() > 1 && reads.is_sorted_by_key(|p| p.done));
    assert_eq!(reads.last().map(|p| (p.done, p.total)), Some((600, 600)));
    assert!(seen.is_sorted_by_key(|p| p.phase as u8));
}
