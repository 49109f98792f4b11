//! What a person did stays with the recording, whatever happens to the file and to `library.db`.

use std::fs;
use std::time::Duration;

use domain::{EndReason, Play, PlaySource, SourceKind, TrackUid};

use crate::{Home, NOW, counts, title, wav, write_tags, write_wav};

/// A like, a play and a playlist entry.
fn attach(home: &Home, uid: TrackUid) {
    home.store.set_liked(&[uid], Some(NOW)).unwrap();
    home.store
        .add_play(Play {
            uid,
            started_at: NOW,
            listened: Duration::from_secs(1),
            duration: Duration::from_secs(1),
            source: PlaySource::of(SourceKind::Library),
            end: EndReason::Finished,
            title: String::new(),
            artist: String::new(),
            album: String::new(),
        })
        .unwrap();
    home.store.create_playlist("P", &[uid], NOW).unwrap();
}

fn assert_attached(home: &Home, below: &str, uid: TrackUid) {
    let track = home.at(below);
    assert_eq!((track.uid, track.missing_since), (uid, None), "{below}");
    assert!(home.store.is_liked(track.uid).unwrap());
    assert!(
        home.store
            .play_counts(domain::Timestamp(0))
            .unwrap()
            .iter()
            .any(|count| count.uid == track.uid)
    );
    let lists = home.store.playlists().unwrap();
    assert!(lists.iter().any(|list| home.store.playlist_items(list.id).unwrap() == [track.uid]));
}

/// Ten tagged files, each with something a person did.
fn ten(home: &Home) -> Vec<TrackUid> {
    for n in 0..10 {
        let path = home.music(&format!("a/{n}.wav"));
        write_wav(&path, n);
        write_tags(&path, &title(&format!("Title {n}")));
    }
    assert_eq!(counts(&home.scan()), [10, 0, 0, 0, 0, 0]);
    let uids: Vec<TrackUid> = (0..10).map(|n| home.at(&format!("a/{n}.wav")).uid).collect();
    uids.iter().for_each(|uid| attach(home, *uid));
    uids
}

#[test]
fn losing_the_library_file_loses_nothing() {
    let mut home = Home::empty();
    let uids = ten(&home);
    home.lose_library();
    assert!(home.tracks().is_empty());
    assert_eq!(counts(&home.scan()), [10, 0, 0, 0, 0, 0]);
    for (n, uid) in uids.iter().enumerate() {
        assert_attached(&home, &format!("a/{n}.wav"), *uid);
    }
}

#[test]
fn new_tags_keep_the_track() {
    let home = Home::empty();
    write_wav(&home.music("a.wav"), 1);
    home.scan();
    let before = home.at("a.wav");
    attach(&home, before.uid);
    write_tags(&home.music("a.wav"), &title("Other"));
    assert_eq!(counts(&home.scan()), [0, 1, 0, 0, 0, 0]);
    assert_attached(&home, "a.wav", before.uid);
    assert_eq!(home.at("a.wav").id, before.id);
    assert_eq!(home.at("a.wav").tags.title.as_deref(), Some("Other"));
}

#[test]
fn a_folder_moved_and_re_tagged_at_once_keeps_everything() {
    for lost in [false, true] {
        let mut home = Home::empty();
        let uids = ten(&home);
        fs::rename(home.music("a"), home.music("b")).unwrap();
        for n in 0..10 {
            write_tags(&home.music(&format!("b/{n}.wav")), &title(&format!("New name {n}")));
        }
        if lost {
            home.lose_library();
        }
        let expected = if lost { [10, 0, 0, 0, 0, 0] } else { [0, 0, 10, 0, 0, 0] };
        assert_eq!(counts(&home.scan()), expected);
        for (n, uid) in uids.iter().enumerate() {
            assert_attached(&home, &format!("b/{n}.wav"), *uid);
        }
        assert_eq!(home.store.stats().unwrap().missing, 0);
    }
}

#[test]
fn renamed_files_are_found_by_their_audio() {
    let home = Home::empty();
    let uids = ten(&home);
    for n in 0..10 {
        fs::rename(home.music(&format!("a/{n}.wav")), home.music(&format!("a/x{}.wav", 9 - n))).unwrap();
    }
    assert_eq!(counts(&home.scan()), [0, 0, 10, 0, 0, 0]);
    for (n, uid) in uids.iter().enumerate() {
        assert_attached(&home, &format!("a/x{}.wav", 9 - n), *uid);
    }
}

#[test]
fn a_library_moved_to_a_new_root_is_the_same_library() {
    let home = Home::empty();
    let uids = ten(&home);
    fs::rename(home.music(""), home.path("elsewhere")).unwrap();
    home.store.add_folder(&home.path("elsewhere"), NOW).unwrap();
    assert_eq!(counts(&home.scan()), [0, 0, 10, 0, 0, 0]);
    for (n, uid) in uids.iter().enumerate() {
        let track = home.store.track_at(&home.path(&format!("elsewhere/a/{n}.wav"))).unwrap().unwrap();
        assert_eq!(track.uid, *uid);
    }
}

#[test]
fn two_copies_are_two_tracks_that_know_of_each_other() {
    let home = Home::empty();
    write_wav(&home.music("a/x.wav"), 1);
    write_wav(&home.music("b/x.wav"), 1);
    assert_eq!(counts(&home.scan()), [2, 0, 0, 0, 0, 0]);
    let (a, b) = (home.at("a/x.wav"), home.at("b/x.wav"));
    assert_ne!(a.uid, b.uid);
    assert_eq!(home.store.copies_of(a.id).unwrap(), [b.id]);
    // A third one, later: not a move, the others are still there.
    write_wav(&home.music("c/x.wav"), 1);
    assert_eq!(counts(&home.scan()), [1, 0, 0, 0, 0, 0]);
    assert_eq!(home.store.copies_of(a.id).unwrap().len(), 2);
}

#[test]
fn two_copies_that_both_moved_stay_who_they_are() {
    for lost in [false, true] {
        let mut home = Home::empty();
        for dir in ["a", "b"] {
            write_wav(&home.music(&format!("{dir}/x.wav")), 1);
        }
        home.scan();
        let (a, b) = (home.at("a/x.wav").uid, home.at("b/x.wav").uid);
        // "0" sorts first, and what lies in it came from "b".
        fs::create_dir(home.music("0")).unwrap();
        fs::create_dir(home.music("1")).unwrap();
        fs::rename(home.music("b"), home.music("0/b")).unwrap();
        fs::rename(home.music("a"), home.music("1/a")).unwrap();
        if lost {
            home.lose_library();
        }
        home.scan();
        assert_eq!((home.at("1/a/x.wav").uid, home.at("0/b/x.wav").uid), (a, b));
        assert_eq!(home.tracks().len(), 2);
    }
}

#[test]
fn files_that_changed_places_take_their_tracks_along() {
    let home = Home::empty();
    write_wav(&home.music("a.wav"), 1);
    fs::write(home.music("b.wav"), wav(2, 9_000)).unwrap();
    home.scan();
    let (a, b) = (home.at("a.wav").uid, home.at("b.wav").uid);
    fs::rename(home.music("a.wav"), home.music("t")).unwrap();
    fs::rename(home.music("b.wav"), home.music("a.wav")).unwrap();
    fs::rename(home.music("t"), home.music("b.wav")).unwrap();
    assert_eq!(counts(&home.scan()), [0, 0, 2, 0, 0, 0]);
    assert_eq!((home.at("a.wav").uid, home.at("b.wav").uid), (b, a));
}

#[test]
fn a_better_copy_in_the_same_place_is_the_same_track() {
    let home = Home::empty();
    let path = home.music("a.wav");
    write_wav(&path, 1);
    write_tags(&path, &title("T"));
    home.scan();
    let uid = home.at("a.wav").uid;
    fs::write(&path, wav(2, 8_100)).unwrap();
    write_tags(&path, &title("T"));
    assert_eq!(counts(&home.scan()), [0, 1, 0, 0, 0, 0]);
    assert_eq!(home.at("a.wav").uid, uid);
}

#[test]
fn another_track_in_the_same_place_is_another_track() {
    let home = Home::empty();
    let path = home.music("a.wav");
    write_wav(&path, 1);
    write_tags(&path, &title("One"));
    home.scan();
    let one = home.at("a.wav");
    fs::write(&path, wav(2, 12_000)).unwrap();
    write_tags(&path, &title("Two"));
    assert_eq!(counts(&home.scan()), [1, 0, 0, 0, 0, 0]);
    assert_ne!(home.at("a.wav").uid, one.uid);
    assert!(
        home.store.track(one.id).unwrap().unwrap().missing_since.is_some(),
        "its file is gone, it is not"
    );
    // Found in a backup, it is itself again.
    write_wav(&home.music("old/a.wav"), 1);
    home.scan();
    assert_eq!(home.at("old/a.wav").uid, one.uid);
}

#[test]
fn a_track_converted_and_moved_is_known_by_its_tags() {
    let home = Home::empty();
    for n in 0..2 {
        write_wav(&home.music(&format!("{n}.wav")), n);
        write_tags(&home.music(&format!("{n}.wav")), &title(&format!("T{n}")));
    }
    home.scan();
    let uid = home.at("0.wav").uid;
    fs::remove_file(home.music("0.wav")).unwrap();
    // Half a second longer, other samples, other name, accents and case written otherwise.
    fs::write(home.music("converted.wav"), wav(77, 12_000)).unwrap();
    write_tags(&home.music("converted.wav"), &title("t0"));
    assert_eq!(counts(&home.scan()), [0, 0, 1, 0, 0, 0]);
    assert_eq!(home.at("converted.wav").uid, uid);
    // The other one is still there, so a track with its tags is a copy of it and no move.
    fs::write(home.music("converted1.wav"), wav(78, 12_000)).unwrap();
    write_tags(&home.music("converted1.wav"), &title("T1"));
    assert_eq!(counts(&home.scan()), [1, 0, 0, 0, 0, 0]);
}

#[test]
fn tags_that_fit_two_files_or_too_long_a_one_prove_nothing() {
    let home = Home::empty();
    write_wav(&home.music("a.wav"), 1);
    write_tags(&home.music("a.wav"), &title("T"));
    home.scan();
    fs::remove_file(home.music("a.wav")).unwrap();
    for (n, frames) in [(2, 8_000), (3, 8_000), (4, 40_000)] {
        fs::write(home.music(&format!("{n}.wav")), wav(n, frames)).unwrap();
        write_tags(&home.music(&format!("{n}.wav")), &title("T"));
    }
    assert_eq!(counts(&home.scan()), [3, 0, 0, 1, 0, 0]);
}

#[test]
fn audio_is_stronger_evidence_than_tags() {
    let home = Home::empty();
    write_wav(&home.music("z.wav"), 1);
    write_tags(&home.music("z.wav"), &title("T"));
    home.scan();
    let uid = home.at("z.wav").uid;
    // The file itself moved, and a conversion of it with the same tags comes first in the order of the walk.
    fs::create_dir(home.music("n")).unwrap();
    fs::rename(home.music("z.wav"), home.music("n/z.wav")).unwrap();
    fs::write(home.music("a.wav"), wav(5, 8_000)).unwrap();
    write_tags(&home.music("a.wav"), &title("T"));
    assert_eq!(counts(&home.scan()), [1, 0, 1, 0, 0, 0]);
    assert_eq!(home.at("n/z.wav").uid, uid);
}
