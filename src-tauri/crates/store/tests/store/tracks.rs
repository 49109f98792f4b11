//! Tracks: writing, relinking, missing and back.

use std::path::Path;

use domain::{FolderId, ReplayGain, Tags, Timestamp};
use store::{Order, Store, TrackFilter};

use crate::{NOW, new_track, save, uid};

#[test]
fn a_track_comes_back_as_it_was_written() {
    let store = Store::in_memory().unwrap();
    let mut new = new_track(1, "/m/a.flac", "Title", "One", "Album");
    new.tags = Tags {
        artists: vec!["Tyler, The Creator".into(), "Kali Uchis".into()],
        album_artists: vec!["Tyler, The Creator".into()],
        genres: vec!["Hip-Hop".into(), "Neo-Soul".into()],
        composers: vec!["Someone".into()],
        track_number: Some(3),
        disc_number: Some(1),
        year: Some(2017),
        original_year: Some(1999),
        compilation: true,
        lyrics: Some("la\nla".into()),
        bpm: Some(93.5),
        replay_gain: ReplayGain {
            track_gain_db: Some(-6.25),
            track_peak: Some(0.5),
            album_gain_db: None,
            album_peak: None,
        },
        ..new.tags
    };
    let id = save(&store, new.clone());
    let track = store.track(id).unwrap().unwrap();
    assert_eq!((&track.tags, &track.format, track.stamp), (&new.tags, &new.format, new.stamp));
    assert_eq!((track.uid, &track.path, track.payload), (new.uid, &new.path, new.payload));
    assert_eq!((track.added_at, track.missing_since, track.cover), (NOW, None, None));
    assert_eq!(store.track_by_uid(uid(1)).unwrap().as_ref(), Some(&track));
    assert_eq!(store.track_at(Path::new("/m/a.flac")).unwrap(), Some(track));
    assert_eq!(store.track_at(Path::new("/m/b.flac")).unwrap(), None);
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_are_two_rows() {
    use std::os::unix::ffi::OsStrExt;
    let store = Store::in_memory().unwrap();
    for (n, name) in [(1, b"/m/\xff.mp3"), (2, b"/m/\xfe.mp3")] {
        let mut track = new_track(n, "", "", "", "");
        track.path = Path::new(std::ffi::OsStr::from_bytes(name)).to_path_buf();
        let id = save(&store, track.clone());
        assert_eq!(store.track(id).unwrap().unwrap().path, track.path);
    }
    assert_eq!(store.count_tracks(&TrackFilter::default()).unwrap(), 2);
}

#[test]
fn a_relinked_track_keeps_its_row() {
    let store = Store::in_memory().unwrap();
    let id = save(&store, new_track(1, "/m/a.flac", "T", "A", ""));
    store.mark_missing(&[id], NOW).unwrap();
    assert!(store.track(id).unwrap().unwrap().missing_since.is_some());
    let mut moved = new_track(1, "/n/b.flac", "New title", "A", "");
    moved.folder = FolderId(2);
    assert_eq!(store.save_tracks(vec![moved], Timestamp(NOW.0 + 9)).unwrap(), [id]);
    let track = store.track(id).unwrap().unwrap();
    assert_eq!((track.missing_since, track.added_at, track.folder), (None, NOW, FolderId(2)));
    assert_eq!(store.search("new tit", 9).unwrap(), [id]);
    assert!(
        store.search("m a", 9).unwrap().is_empty(),
        "the old text is gone from the search index"
    );
    assert_eq!(store.identity(uid(1)).unwrap().unwrap().evidence.last_path, Path::new("/n/b.flac"));
}

#[test]
fn two_tracks_can_change_places() {
    let store = Store::in_memory().unwrap();
    let a = save(&store, new_track(1, "/m/a", "", "", ""));
    let b = save(&store, new_track(2, "/m/b", "", "", ""));
    let ids = store
        .save_tracks(vec![new_track(1, "/m/b", "", "", ""), new_track(2, "/m/a", "", "", "")], NOW)
        .unwrap();
    assert_eq!(ids, [a, b]);
    assert_eq!(store.track_at(Path::new("/m/a")).unwrap().unwrap().id, b);
    assert_eq!(store.count_tracks(&TrackFilter::default()).unwrap(), 2);
}

#[test]
fn other_content_at_a_path_leaves_the_old_track_missing() {
    let store = Store::in_memory().unwrap();
    let old = save(&store, new_track(1, "/m/a", "", "", ""));
    let new = save(&store, new_track(2, "/m/a", "", "", ""));
    assert_eq!(store.track_at(Path::new("/m/a")).unwrap().unwrap().id, new);
    assert!(store.track(old).unwrap().unwrap().missing_since.is_some());
    assert_eq!(store.mark_present(&[old], FolderId(1)).unwrap(), 0, "its place is taken");
    let missing = TrackFilter {
        missing: true,
        ..TrackFilter::default()
    };
    assert_eq!(store.track_ids(&missing, Order::Title, false, 0, 10).unwrap(), [old]);
}

#[test]
fn missing_and_back() {
    let store = Store::in_memory().unwrap();
    let id = save(&store, new_track(1, "/m/a/x", "T", "A", "B"));
    assert_eq!(store.mark_missing(&[id], NOW).unwrap(), 1);
    assert_eq!(store.mark_missing(&[id], Timestamp(NOW.0 + 1)).unwrap(), 0);
    assert_eq!(
        store.track(id).unwrap().unwrap().missing_since,
        Some(NOW),
        "the first absence counts"
    );
    assert!(store.search("t", 9).unwrap().is_empty() && store.albums().unwrap().is_empty());
    assert!(!store.has_tracks_below(Path::new("/m")).unwrap());
    assert_eq!(store.mark_present(&[id], FolderId(1)).unwrap(), 1);
    assert_eq!(store.search("t", 9).unwrap(), [id]);
    assert!(store.has_tracks_below(Path::new("/m")).unwrap());
    assert_eq!(store.known_files_below(Path::new("/m/a")).unwrap().len(), 1);
    assert!(store.known_files_below(Path::new("/m/b")).unwrap().is_empty());
}

#[test]
fn ids_may_be_many_and_keep_their_order() {
    let store = Store::in_memory().unwrap();
    let ids: Vec<_> = (1..=3)
        .map(|n| save(&store, new_track(n, &format!("/m/{n}"), "", "", "")))
        .collect();
    let asked: Vec<_> = (0..50_000).map(|i| ids[2 - i % 3]).collect();
    let got = store.tracks(&asked).unwrap();
    assert!(got.iter().map(|t| t.id).eq(asked.iter().copied()));
    let uids = [uid(3), uid(9), uid(1)];
    assert_eq!(store.ids_of_uids(&uids).unwrap(), [(uid(3), ids[2]), (uid(1), ids[0])]);
    assert_eq!(store.tracks_by_uids(&uids).unwrap().len(), 2);
}

#[test]
fn copies_know_of_each_other() {
    let store = Store::in_memory().unwrap();
    let a = save(&store, new_track(1, "/m/a", "", "", ""));
    let mut copy = new_track(2, "/m/b", "", "", "");
    copy.payload = domain::PayloadHash([1; 16]);
    let b = save(&store, copy);
    save(&store, new_track(3, "/m/c", "", "", ""));
    assert_eq!(store.copies_of(a).unwrap(), [b]);
    assert_eq!(store.copies_of(b).unwrap(), [a]);
}

#[test]
fn only_missing_tracks_can_be_purged() {
    let store = Store::in_memory().unwrap();
    let a = save(&store, new_track(1, "/m/a", "", "", ""));
    let b = save(&store, new_track(2, "/m/b", "", "", ""));
    store.mark_missing(&[b], NOW).unwrap();
    assert_eq!(store.purge_missing(&[a, b]).unwrap(), 1);
    assert!(store.track(a).unwrap().is_some() && store.track(b).unwrap().is_none());
    assert!(
        store.identity(uid(2)).unwrap().is_some(),
        "what a person did can still find the file"
    );
}
