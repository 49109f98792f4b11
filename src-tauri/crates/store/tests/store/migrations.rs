//! Data folders that an earlier version wrote.

use domain::CoverHash;
use store::{Cover, CoverSize};

use crate::{new_track, open, save};

#[test]
fn covers_of_before_there_were_small_ones_are_shown_and_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let cover = Cover {
        hash: CoverHash([3; 32]),
        mime: "image/png".into(),
        width: 600,
        height: 600,
        thumbnail: vec![5; 9],
        small: vec![1],
    };
    let (with, without) = {
        let store = open(dir.path());
        let with = save(&store, new_track(1, "/m/a/1", "", "", ""));
        let without = save(&store, new_track(2, "/m/a/2", "", "", ""));
        let found = vec![(with, Some(cover.hash)), (without, None)];
        store.save_covers(vec![cover.clone()], found).unwrap();
        (with, without)
    };
    {
        // As version 4 left it.
        let db = rusqlite::Connection::open(dir.path().join("library.db")).unwrap();
        db.execute_batch("ALTER TABLE covers DROP COLUMN small; PRAGMA user_version = 4;")
            .unwrap();
    }
    let store = open(dir.path());
    assert_eq!(
        store.thumbnail(cover.hash, CoverSize::Small).unwrap(),
        Some(vec![5; 9]),
        "the full one until then"
    );
    assert!(!store.has_cover(cover.hash).unwrap());
    let unchecked: Vec<_> = store.unchecked_covers(None, 9).unwrap().into_iter().map(|(id, _)| id).collect();
    assert_eq!(unchecked, [with], "{without:?} had none, and still has none");
    assert_eq!(store.save_covers(vec![cover.clone()], vec![(with, Some(cover.hash))]).unwrap(), 0);
    assert!(store.has_cover(cover.hash).unwrap());
    assert_eq!(store.thumbnail(cover.hash, CoverSize::Small).unwrap(), Some(vec![1]));
    assert_eq!(store.thumbnail(cover.hash, CoverSize::Full).unwrap(), Some(vec![5; 9]));
}
