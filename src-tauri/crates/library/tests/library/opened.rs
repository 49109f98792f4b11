//! Files opened by hand: playable and known, but no part of the library until a watched folder has them.

use std::fs;

use domain::{FolderId, TrackId};
use library::{OpenedFile, find_covers_of, open_files};
use store::{Order, TrackFilter};

use crate::{Home, NOW, counts, title, write_tags, write_wav};

fn open(home: &Home, below: &str) -> TrackId {
    let opened = open_files(&home.store, &[home.path(below)]).unwrap().remove(0);
    opened.track().unwrap_or_else(|| panic!("{below}: {opened:?}"))
}

#[test]
fn a_file_outside_is_known_but_not_part_of_the_library() {
    let home = Home::empty();
    write_wav(&home.music("mine.wav"), 1);
    home.scan();
    write_wav(&home.path("elsewhere/guest.wav"), 2);
    write_tags(&home.path("elsewhere/guest.wav"), &title("Guest"));
    let id = open(&home, "elsewhere/guest.wav");
    let track = home.store.track(id).unwrap().unwrap();
    assert_eq!(
        (track.folder, track.tags.title.as_deref(), track.missing_since.is_some()),
        (FolderId::OPENED, Some("Guest"), true)
    );
    let stats = home.store.stats().unwrap();
    assert_eq!((stats.tracks, stats.missing, stats.albums), (1, 0, 0));
    let missing = TrackFilter {
        missing: true,
        ..TrackFilter::default()
    };
    assert_eq!(home.store.track_ids(&missing, Order::Path, false, 0, 10).unwrap(), []);
    assert_eq!(home.store.search("guest", 10).unwrap(), []);
    assert_eq!(home.tracks().len(), 1);
    assert!(home.store.failures().unwrap().is_empty());
    assert_eq!(home.store.tracks_to_play(&[id]).unwrap().len(), 1);
    assert!(home.scan().is_unchanged(), "a scan has nothing to say about it");
}

#[test]
fn opened_again_it_is_the_same_track_and_read_only_when_it_changed() {
    let home = Home::empty();
    let path = home.path("guest.wav");
    write_wav(&path, 2);
    let id = open(&home, "guest.wav");
    assert_eq!(
        open_files(&home.store, std::slice::from_ref(&path)).unwrap(),
        [OpenedFile::Known(id)]
    );
    write_tags(&path, &title("Named now"));
    assert_eq!(
        open_files(&home.store, &[path.clone(), path.clone()]).unwrap(),
        [OpenedFile::Read(id), OpenedFile::Read(id)]
    );
    assert_eq!(home.store.track(id).unwrap().unwrap().tags.title.as_deref(), Some("Named now"));
    write_wav(&path, 3);
    assert_ne!(open(&home, "guest.wav"), id, "other audio is another track");
}

#[test]
fn inside_the_library_it_is_the_library_s_track() {
    let home = Home::empty();
    write_wav(&home.music("mine.wav"), 1);
    home.scan();
    let mine = home.at("mine.wav");
    assert_eq!(
        open_files(&home.store, &[home.music("mine.wav")]).unwrap(),
        [OpenedFile::Known(mine.id)]
    );
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(home.music("mine.wav"), home.path("link.wav")).unwrap();
        assert_eq!(open(&home, "link.wav"), mine.id);
    }
}

#[test]
fn a_folder_that_is_watched_later_takes_it_over_with_its_uid() {
    let home = Home::empty();
    write_wav(&home.path("later/guest.wav"), 2);
    let id = open(&home, "later/guest.wav");
    let uid = home.store.track(id).unwrap().unwrap().uid;
    let folder = home.store.add_folder(&home.path("later"), NOW).unwrap();
    let report = home.scan();
    assert_eq!(counts(&report), [0, 0, 0, 0, 1, 0]);
    let track = home.store.track_by_uid(uid).unwrap().unwrap();
    assert_eq!((track.id, track.folder, track.missing_since), (id, folder.id, None));
    // And when the folder is taken off again, it can be opened again.
    home.store.remove_folder(folder.id, NOW).unwrap();
    assert_eq!(home.store.stats().unwrap().missing, 1);
    assert_eq!(open(&home, "later/guest.wav"), id);
    assert_eq!(
        home.store.stats().unwrap().missing,
        0,
        "it is not missing: it was opened from outside"
    );
}

#[test]
fn moved_into_the_library_it_keeps_its_uid() {
    let home = Home::empty();
    write_wav(&home.path("guest.wav"), 2);
    let uid = home.store.track(open(&home, "guest.wav")).unwrap().unwrap().uid;
    fs::rename(home.path("guest.wav"), home.music("guest.wav")).unwrap();
    home.scan();
    assert_eq!(home.at("guest.wav").uid, uid);
}

#[test]
fn a_copy_does_not_take_the_place_of_a_track_that_is_away() {
    let home = Home::empty();
    write_wav(&home.music("keep.wav"), 1);
    write_wav(&home.music("away.wav"), 2);
    home.scan();
    let uid = home.at("away.wav").uid;
    fs::rename(home.music("away.wav"), home.path("drive.wav")).unwrap();
    home.scan();
    fs::copy(home.path("drive.wav"), home.path("copy.wav")).unwrap();
    let copy = home.store.track(open(&home, "copy.wav")).unwrap().unwrap();
    assert_ne!(copy.uid, uid);
    fs::rename(home.path("drive.wav"), home.music("away.wav")).unwrap();
    home.scan();
    let back = home.at("away.wav");
    assert_eq!((back.uid, back.missing_since), (uid, None));
}

#[test]
fn what_is_no_music_is_refused_with_a_reason() {
    let home = Home::empty();
    fs::write(home.path("notes.txt"), "words").unwrap();
    fs::write(home.path("broken.mp3"), "no music at all").unwrap();
    fs::write(home.path("old.wma"), "0123456789").unwrap();
    write_wav(&home.path("good.wav"), 1);
    let names = ["notes.txt", "gone.mp3", "music", "broken.mp3", "good.wav", "old.wma"];
    let paths: Vec<_> = names.iter().map(|name| home.path(name)).collect();
    let opened = open_files(&home.store, &paths).unwrap();
    let refused = |at: usize| match &opened[at] {
        OpenedFile::Refused(reason) => reason.clone(),
        other => panic!("{}: {other:?}", names[at]),
    };
    assert_eq!(refused(0), "this is not a music file");
    assert_eq!(refused(1), "it is not there");
    assert_eq!(refused(2), "this is not a file");
    assert!(!refused(3).is_empty());
    assert!(opened[4].track().is_some());
    assert_eq!(refused(5), "Windows Media Audio is not supported");
    assert!(home.store.failures().unwrap().is_empty(), "it is no failure of the library");
}

#[test]
fn it_has_the_cover_beside_it() {
    let home = Home::empty();
    write_wav(&home.path("album/guest.wav"), 2);
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(64, 64, image::Rgb([200, 10, 10]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    fs::write(home.path("album/cover.png"), png.into_inner()).unwrap();
    let id = open(&home, "album/guest.wav");
    assert_eq!(find_covers_of(&home.store, &[id]).unwrap(), 1);
    let cover = home.store.track(id).unwrap().unwrap().cover.unwrap();
    assert!(home.store.thumbnail(cover, store::CoverSize::Full).unwrap().is_some());
    home.scan();
    assert!(
        home.store.thumbnail(cover, store::CoverSize::Full).unwrap().is_some(),
        "a scan leaves it"
    );
}
