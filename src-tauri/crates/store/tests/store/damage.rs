//! Locks, damage, backups, versions.

use std::fs;
use std::path::Path;

use domain::Timestamp;
use store::{Error, Notice, Store, TrackFilter};

use crate::{NOW, new_track, open, save, uid};

const DAY: i64 = 86_400_000;

fn overwrite(path: &Path, at: usize, bytes: &[u8]) {
    let mut content = fs::read(path).unwrap();
    let end = (at + bytes.len()).min(content.len());
    content[at..end].copy_from_slice(&bytes[..end - at]);
    fs::write(path, content).unwrap();
}

#[test]
fn a_second_opener_is_told_and_may_read() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(Store::open_read_only(dir.path()), Err(Error::NoLibrary(_))));
    let store = open(dir.path());
    let id = save(&store, new_track(1, "/m/a", "T", "", ""));
    assert!(matches!(Store::open_at(dir.path(), NOW), Err(Error::Locked)));
    let reader = Store::open_read_only(dir.path()).unwrap();
    assert_eq!(reader.track(id).unwrap(), store.track(id).unwrap());
    assert!(matches!(reader.set_liked(&[uid(1)], Some(NOW)), Err(Error::ReadOnly)));
    drop(store);
    open(dir.path());
}

#[test]
fn a_damaged_library_is_set_aside_and_user_data_stays() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("library.db");
    for damage in 0..3 {
        {
            let store = open(dir.path());
            save(&store, new_track(1, "/m/a", "T", "", ""));
            store.set_liked(&[uid(1)], Some(NOW)).unwrap();
        }
        match damage {
            0 => fs::write(&path, b"this is no database at all, not even close to one").unwrap(),
            1 => overwrite(&path, 4096 * 2, &[0xaa; 4096 * 3]),
            _ => fs::write(dir.path().join("library.damaged"), b"").unwrap(),
        }
        let store = Store::open_at(dir.path(), Timestamp(NOW.0 + damage)).unwrap();
        assert!(
            matches!(store.notices(), [Notice::LibraryRebuilt { set_aside }] if set_aside.exists()),
            "{damage}"
        );
        assert_eq!(store.count_tracks(&TrackFilter::default()).unwrap(), 0);
        assert!(store.is_liked(uid(1)).unwrap());
        drop(store);
        assert!(open(dir.path()).notices().is_empty(), "once is enough");
    }
}

#[test]
fn a_damaged_user_file_is_replaced_by_the_newest_good_backup() {
    for damage in ["text", "pages", "empty", "gone"] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("user.db");
        {
            let store = open(dir.path());
            save(&store, new_track(1, "/m/a", "T", "", ""));
            store.set_liked(&[uid(1)], Some(NOW)).unwrap();
            store.back_up(Timestamp(NOW.0 + DAY)).unwrap();
            // Younger than every backup: lost with the file, but the library still knows the track.
            save(&store, new_track(2, "/m/b", "U", "", ""));
            store.back_up(Timestamp(NOW.0 + DAY)).unwrap();
        }
        let newest = dir.path().join("backups/user-2027-01-17.db");
        fs::write(&newest, b"a backup that went bad").unwrap();
        let good = dir.path().join("backups/user-2027-01-16.db");
        assert!(newest.exists());
        match damage {
            "text" => fs::write(&path, b"no database").unwrap(),
            "pages" => overwrite(&path, 4096, &[0xaa; 4096 * 8]),
            "empty" => fs::write(&path, b"").unwrap(),
            _ => fs::remove_file(&path).unwrap(),
        }
        let store = Store::open_at(dir.path(), Timestamp(NOW.0 + 2 * DAY)).unwrap();
        let [Notice::UserRestored { set_aside, backup }] = store.notices() else {
            panic!("{damage}: {:?}", store.notices())
        };
        assert_eq!(set_aside.exists(), damage != "gone");
        assert_eq!(backup, &good, "a backup is verified before it is used");
        assert!(store.is_liked(uid(1)).unwrap(), "{damage}");
        assert!(store.identity(uid(1)).unwrap().is_some() && store.identity(uid(2)).unwrap().is_some());
    }
}

#[test]
fn without_a_backup_the_loss_is_reported() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    fs::remove_dir_all(dir.path().join("backups")).unwrap();
    fs::write(dir.path().join("user.db"), b"no database").unwrap();
    let store = open(dir.path());
    assert!(matches!(store.notices(), [Notice::UserLost { .. }]));
}

#[test]
fn deleting_the_library_file_loses_nothing_a_person_did() {
    let dir = tempfile::tempdir().unwrap();
    {
        let store = open(dir.path());
        save(&store, new_track(1, "/m/a", "T", "A", ""));
        store.create_playlist("P", &[uid(1)], NOW).unwrap();
    }
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(dir.path().join(format!("library.db{suffix}")));
    }
    let store = Store::open_at(dir.path(), Timestamp(NOW.0 + DAY)).unwrap();
    assert!(store.notices().is_empty());
    let identity = store.identities_at(Path::new("/m/a")).unwrap().remove(0);
    assert_eq!(identity.uid, uid(1));
    let id = save(&store, new_track(1, "/m/a", "T", "A", ""));
    assert_eq!(
        store.track(id).unwrap().unwrap().added_at,
        NOW,
        "when it was added is remembered too"
    );
}

#[test]
fn a_volume_that_is_no_number_is_not_stored() {
    let store = Store::in_memory().unwrap();
    let queue = store::QueueSnapshot {
        volume: f32::NAN,
        ..Default::default()
    };
    store.save_queue(queue).unwrap();
    assert_eq!(store.load_queue().unwrap().volume, 1.0);
}

#[test]
fn many_threads_read_while_one_writes() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    std::thread::scope(|scope| {
        for thread in 0..4u8 {
            let store = store.clone();
            scope.spawn(move || {
                for n in 0..25 {
                    let number = thread * 50 + n + 1;
                    save(&store, new_track(number, &format!("/m/{number}"), "T", "", ""));
                    assert!(!store.search("t", 500).unwrap().is_empty());
                }
            });
        }
    });
    assert_eq!(store.count_tracks(&TrackFilter::default()).unwrap(), 100);
}
