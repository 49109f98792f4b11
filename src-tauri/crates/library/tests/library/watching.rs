//! The watcher: changes arrive without being asked for. These tests wait for what must come, never for a time.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use domain::{FolderState, PayloadHash, SplitMix64, TrackUid};
use library::{ScanReport, WatchEvent, WatchOptions, Watcher};
use store::TrackFilter;

use crate::reading::png;
use crate::{Home, NOW, title, wav, write_tags, write_wav};

/// A machine under load may be slow; nothing waits this long when it works.
const PATIENCE: Duration = Duration::from_secs(120);

struct Watched {
    home: Home,
    watcher: Watcher,
    events: Receiver<WatchEvent>,
}

fn options() -> WatchOptions {
    WatchOptions {
        quiet: Duration::from_millis(50),
        patience: Duration::from_millis(300),
        second_look: Duration::from_millis(300),
        reconcile: Duration::from_secs(3600),
        reconcile_unwatched: Duration::from_secs(3600),
        root_check: Duration::from_millis(100),
    }
}

impl Watched {
    fn start(home: Home, options: WatchOptions) -> Self {
        let (sender, events) = channel();
        let folders = home.store.folders().unwrap();
        let watcher = Watcher::start(home.store.clone(), folders, options, move |event| {
            let _ = sender.send(event);
        })
        .unwrap();
        let watched = Self { home, watcher, events };
        watched.until("the first scan", |_, everything| everything);
        watched
    }

    /// Takes events until a scan satisfies `done`.
    fn until(&self, what: &str, mut done: impl FnMut(&ScanReport, bool) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while let Ok(event) = self.events.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            if let WatchEvent::Scanned { report, everything } = event
                && done(&report, everything)
            {
                return;
            }
        }
        panic!("waited in vain for {what}");
    }

    /// Waits until the library satisfies `done`.
    fn until_library(&self, what: &str, done: impl Fn(&Home) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !done(&self.home) {
            assert!(Instant::now() < deadline, "waited in vain for {what}");
            let _ = self.events.recv_timeout(Duration::from_millis(50));
        }
    }

    fn count(&self) -> u64 {
        self.home.store.count_tracks(&TrackFilter::default()).unwrap()
    }
}

#[test]
fn new_changed_renamed_and_removed_files_arrive() {
    let home = Home::empty();
    write_wav(&home.music("a/1.wav"), 1);
    let watched = Watched::start(home, options());
    let home = &watched.home;
    let one = home.at("a/1.wav");

    write_wav(&home.music("a/2.wav"), 2);
    watched.until_library("a new file", |home| home.tracks().len() == 2);
    write_tags(&home.music("a/2.wav"), &title("Changed"));
    watched.until_library("new tags", |home| home.at("a/2.wav").tags.title.as_deref() == Some("Changed"));
    fs::rename(home.music("a/1.wav"), home.music("a/renamed.wav")).unwrap();
    watched.until_library("a renamed file", |home| {
        home.tracks().iter().any(|t| t.uid == one.uid && t.path.ends_with("renamed.wav"))
    });
    fs::remove_file(home.music("a/2.wav")).unwrap();
    watched.until_library("a removed file", |home| home.tracks().len() == 1);

    // Whole directories: in, renamed, out.
    for n in 0..20 {
        write_wav(&home.path(&format!("made elsewhere/{n}/x.wav")), 100 + n);
    }
    fs::rename(home.path("made elsewhere"), home.music("new")).unwrap();
    watched.until_library("a directory moved in", |home| home.tracks().len() == 21);
    fs::rename(home.music("new"), home.music("newer")).unwrap();
    watched.until_library("a renamed directory", |home| {
        home.tracks().iter().filter(|t| t.path.starts_with(home.music("newer"))).count() == 20
    });
    fs::rename(home.music("newer"), home.path("out")).unwrap();
    watched.until_library("a directory moved out", |home| home.tracks().len() == 1);
    assert_eq!(home.store.stats().unwrap().missing, 21, "all still known");
}

#[test]
fn a_sheet_that_comes_changes_and_goes_is_noticed() {
    let home = Home::empty();
    fs::create_dir(home.music("a")).unwrap();
    fs::write(home.music("a/album.wav"), wav(1, 24_000)).unwrap();
    let watched = Watched::start(home, options());
    let home = &watched.home;
    let whole = home.at("a/album.wav").uid;
    let sheet = "FILE album.wav WAVE\nTRACK 01 AUDIO\nTITLE One\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 01 00:01:00\n";
    fs::write(home.music("a/album.cue"), sheet).unwrap();
    watched.until_library("the tracks of a sheet", |home| home.tracks().len() == 2);
    let one = home.at("a/album.cue/01");
    assert_eq!(
        (one.tags.title.as_deref(), one.format.duration),
        (Some("One"), Duration::from_secs(1))
    );
    // As editors save: another file takes the place.
    fs::write(home.music("a/new"), sheet.replace("One", "Another")).unwrap();
    fs::rename(home.music("a/new"), home.music("a/album.cue")).unwrap();
    watched.until_library("another title", |home| {
        home.tracks()
            .first()
            .is_some_and(|track| track.tags.title.as_deref() == Some("Another"))
    });
    assert_eq!(home.at("a/album.cue/01").uid, one.uid);
    fs::remove_file(home.music("a/album.cue")).unwrap();
    watched.until_library("the file as one track", |home| {
        home.tracks().iter().map(|track| track.uid).eq([whole])
    });
}

#[test]
fn a_file_that_is_still_being_written_ends_up_whole() {
    let watched = Watched::start(Home::empty(), options());
    let whole = wav(5, 40_000);
    let path = watched.home.music("download.wav");
    use std::io::Write;
    let mut file = fs::File::create(&path).unwrap();
    let mut parts = whole.chunks(whole.len() / 10 + 1);
    for part in parts.by_ref() {
        file.write_all(part).unwrap();
        file.flush().unwrap();
        // Let some looks fall between the parts.
        let _ = watched.events.recv_timeout(Duration::from_millis(120));
    }
    drop(file);
    let size = whole.len() as u64;
    watched.until_library("the whole file", |home| home.tracks().first().is_some_and(|t| t.stamp.size == size));
    let track = watched.home.at("download.wav");
    assert_eq!(track.format.duration, Duration::from_secs(5));
    assert_eq!(watched.count(), 1);
    assert_eq!(watched.home.store.stats().unwrap().missing, 0, "the half file was no other track");
}

#[test]
fn a_cover_that_is_added_changed_or_removed_beside_its_tracks_is_noticed() {
    let home = Home::empty();
    for name in ["a/1.wav", "a/deep/2.wav"] {
        write_wav(&home.music(name), name.len() as u64);
    }
    let watched = Watched::start(home, options());
    let cover = |home: &Home| home.at("a/1.wav").cover;
    assert_eq!(cover(&watched.home), None);
    let picture = watched.home.music("a/cover.png");
    fs::write(&picture, png(1)).unwrap();
    watched.until_library("the new cover", |home| cover(home).is_some());
    let first = cover(&watched.home);
    fs::write(&picture, png(2)).unwrap();
    watched.until_library("the changed cover", |home| cover(home).is_some() && cover(home) != first);
    // Its tracks have the new one a moment before the old one goes.
    watched.until_library("the end of the old one", |home| {
        home.store.thumbnail(first.unwrap(), store::CoverSize::Full).unwrap().is_none()
    });
    fs::remove_file(&picture).unwrap();
    watched.until_library("its removal", |home| cover(home).is_none());
    assert_eq!(watched.home.at("a/deep/2.wav").cover, None);
}

#[test]
fn a_burst_of_new_directories_is_found_whole() {
    let watched = Watched::start(Home::empty(), options());
    for dir in 0..150 {
        for n in 0..4 {
            let path = watched.home.music(&format!("{}/{dir}/{n}.wav", dir % 10));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, wav(dir * 10 + n, 50)).unwrap();
        }
    }
    watched.until_library("all 600 files", |home| home.tracks().len() == 600);
}

#[test]
fn any_mixture_of_changes_ends_in_what_is_on_disk() {
    for seed in 0..3 {
        let mut rng = SplitMix64::new(seed);
        let mut serial = seed * 1_000;
        let home = Home::empty();
        for n in 0..20 {
            write_wav(&home.music(&format!("{}/{n}.wav", n % 4)), serial + n);
        }
        serial += 20;
        let watched = Watched::start(home, options());
        let root = watched.home.music("");
        let uids: HashMap<PayloadHash, TrackUid> = watched.home.tracks().iter().map(|t| (t.payload, t.uid)).collect();
        for _ in 0..60 {
            let (mut files, mut dirs) = (Vec::new(), Vec::new());
            list(&root, &mut files, &mut dirs);
            files.sort();
            dirs.sort();
            serial += 1;
            let file = (!files.is_empty()).then(|| files[rng.below(files.len())].clone());
            let dir = (!dirs.is_empty()).then(|| dirs[rng.below(dirs.len())].clone());
            let (into, new) = (dir.clone().unwrap_or_else(|| root.clone()), serial);
            // An operation may be impossible, such as moving a directory into itself: then nothing happens.
            let _ = match (rng.below(6), file, dir) {
                (0, ..) => fs::write(into.join(format!("n{new}.wav")), wav(new, 400)),
                (1, ..) => fs::create_dir_all(into.join(format!("d{new}"))),
                (2, Some(file), _) => fs::rename(file, into.join(format!("r{new}.wav"))),
                (3, _, Some(dir)) => fs::rename(&dir, root.join(format!("m{new}"))),
                (4, Some(file), _) => fs::remove_file(file),
                (5, _, Some(dir)) if rng.below(4) == 0 => fs::remove_dir_all(dir),
                _ => Ok(()),
            };
            if rng.below(5) == 0 {
                let _ = watched.events.recv_timeout(Duration::from_millis(80));
            }
        }
        let (mut files, mut dirs) = (Vec::new(), Vec::new());
        list(&root, &mut files, &mut dirs);
        files.sort();
        assert!(!files.is_empty());
        watched.until_library("the library to be the disk", |home| {
            home.tracks().into_iter().map(|t| t.path).eq(files.iter().cloned())
        });
        for track in watched.home.tracks() {
            if let Some(uid) = uids.get(&track.payload) {
                assert_eq!(*uid, track.uid, "seed {seed}: {}", track.path.display());
            }
        }
    }
}

fn list(dir: &Path, files: &mut Vec<PathBuf>, dirs: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(&path, files, dirs);
            dirs.push(path);
        } else {
            files.push(path);
        }
    }
}

#[test]
fn folders_are_added_and_taken_off_while_it_runs() {
    let watched = Watched::start(Home::empty(), options());
    let home = &watched.home;
    write_wav(&home.path("second/1.wav"), 1);
    let second = home.store.add_folder(&home.path("second"), NOW).unwrap();
    watched.watcher.set_folders(home.store.folders().unwrap());
    watched.until_library("the new folder", |home| home.tracks().len() == 1);
    write_wav(&home.path("second/2.wav"), 2);
    watched.until_library("a file in the new folder", |home| home.tracks().len() == 2);
    home.store.remove_folder(second.id, NOW).unwrap();
    watched.watcher.set_folders(home.store.folders().unwrap());
    // A folder that is watched no more is not looked at; a full look afterwards proves it.
    write_wav(&home.path("second/3.wav"), 3);
    watched.watcher.scan_now(false);
    watched.until("a full look", |_, everything| everything);
    assert_eq!(watched.count(), 0);
}

#[test]
fn a_drive_that_goes_and_comes_back_is_noticed() {
    let home = Home::empty();
    write_wav(&home.music("a/1.wav"), 1);
    let watched = Watched::start(home, options());
    let before = watched.home.tracks();
    fs::rename(watched.home.music(""), watched.home.path("unplugged")).unwrap();
    watched.until_library("the drive to be missed", |home| home.state() == FolderState::Unreachable);
    assert_eq!(watched.home.tracks(), before, "its tracks are left alone");
    fs::rename(watched.home.path("unplugged"), watched.home.music("")).unwrap();
    watched.until_library("the drive to be back", |home| home.state() == FolderState::Online);
    write_wav(&watched.home.music("a/2.wav"), 2);
    watched.until_library("a new file on it", |home| home.tracks().len() == 2);
}

#[test]
fn it_looks_from_time_to_time_even_without_a_hint() {
    let mut options = options();
    options.reconcile = Duration::from_millis(200);
    let watched = Watched::start(Home::empty(), options);
    for _ in 0..3 {
        watched.until("another full look", |_, everything| everything);
    }
}

#[test]
fn it_stops_when_dropped() {
    let watched = Watched::start(Home::empty(), options());
    let Watched { home, watcher, events } = watched;
    drop(watcher);
    write_wav(&home.music("late.wav"), 1);
    while events.try_recv().is_ok() {}
    assert!(events.recv().is_err(), "the thread is gone and its closure with it");
    assert!(home.tracks().is_empty());
}
