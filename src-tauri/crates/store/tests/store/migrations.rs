//! Data folders that an earlier version wrote.

use domain::{CoverHash, Origin, PlaySource, QueueItemId, ShuffleMode, SourceKind};
use store::{Cover, CoverSize, QueueSnapshot, SavedHistory, SavedQueueItem};

use crate::{new_track, open, save};

#[test]
fn covers_of_before_there_were_small_ones_are_shown_and_made_of_the_others() {
    let dir = tempfile::tempdir().unwrap();
    let cover = Cover {
        hash: CoverHash([3; 32]),
        mime: "image/png".into(),
        width: 600,
        height: 600,
        thumbnail: vec![5; 9],
        small: vec![1],
    };
    {
        let store = open(dir.path());
        let with = save(&store, new_track(1, "/m/a/1", "", "", ""));
        let without = save(&store, new_track(2, "/m/a/2", "", "", ""));
        let found = vec![(with, Some(cover.hash)), (without, None)];
        store.save_covers(vec![cover.clone()], found).unwrap();
    }
    {
        // As version 4 left it.
        let db = rusqlite::Connection::open(dir.path().join("library.db")).unwrap();
        db.execute_batch(
            "ALTER TABLE analyses DROP COLUMN danceability; ALTER TABLE analyses DROP COLUMN acousticness;
             ALTER TABLE analyses DROP COLUMN voice;
             DROP TABLE map_layout; DROP INDEX covers_without_small; ALTER TABLE covers DROP COLUMN small; PRAGMA user_version = 4;",
        )
        .unwrap();
    }
    let store = open(dir.path());
    assert_eq!(
        store.thumbnail(cover.hash, CoverSize::Small).unwrap(),
        Some(vec![5; 9]),
        "the full one until then"
    );
    assert!(store.has_cover(cover.hash).unwrap() && store.unchecked_covers(None, 9).unwrap().is_empty());
    assert_eq!(store.covers_without_small(9).unwrap(), [(cover.hash, vec![5; 9])]);
    store.save_small_covers(vec![(cover.hash, vec![1])]).unwrap();
    assert!(store.covers_without_small(9).unwrap().is_empty());
    assert_eq!(store.thumbnail(cover.hash, CoverSize::Small).unwrap(), Some(vec![1]));
    assert_eq!(store.thumbnail(cover.hash, CoverSize::Full).unwrap(), Some(vec![5; 9]));
}

#[test]
fn a_queue_of_before_it_had_a_history_is_still_there() {
    let dir = tempfile::tempdir().unwrap();
    let item = SavedQueueItem {
        id: QueueItemId(7),
        uid: crate::uid(1),
        origin: Origin::Yours,
        source: PlaySource::of(SourceKind::Library),
        unshuffled: None,
    };
    let queue = QueueSnapshot {
        items: vec![item],
        current: Some(QueueItemId(7)),
        shuffle: ShuffleMode::Tracks,
        ..QueueSnapshot::default()
    };
    open(dir.path()).save_queue(queue.clone()).unwrap();
    {
        // As version 2 left it.
        let db = rusqlite::Connection::open(dir.path().join("user.db")).unwrap();
        db.execute_batch(
            "DROP TABLE borrowed_items; DROP TABLE borrowed_lists; DROP TABLE imports; DROP INDEX plays_import;
             ALTER TABLE plays DROP COLUMN import_id; ALTER TABLE daily_mixes DROP COLUMN pinned; DROP TABLE queue_history; ALTER TABLE queue_items DROP COLUMN unshuffled;
             PRAGMA user_version = 2;",
        )
        .unwrap();
    }
    let store = open(dir.path());
    assert_eq!(store.load_queue().unwrap(), queue);
    assert_eq!(store.load_queue_history().unwrap(), SavedHistory::default());
}

#[test]
fn plays_of_before_anything_could_be_imported_were_played_here() {
    let dir = tempfile::tempdir().unwrap();
    let play = crate::imports::play(1, 0, SourceKind::Library);
    open(dir.path()).add_play(play.clone()).unwrap();
    {
        // As version 4 left it.
        let db = rusqlite::Connection::open(dir.path().join("user.db")).unwrap();
        db.execute_batch(
            "DROP TABLE borrowed_items; DROP TABLE borrowed_lists; DROP TABLE imports; DROP INDEX plays_import;
             ALTER TABLE plays DROP COLUMN import_id; PRAGMA user_version = 4;",
        )
        .unwrap();
    }
    let store = open(dir.path());
    let id = store.begin_import(crate::imports::import()).unwrap();
    store
        .add_imported(id, vec![crate::imports::play(2, 0, SourceKind::Imported)])
        .unwrap();
    assert_eq!(store.remove_import(id).unwrap(), 1);
    assert_eq!(store.plays_since(domain::Timestamp(i64::MIN)).unwrap(), [play]);
    assert_eq!(store.borrowed_lists().unwrap(), []);
}
