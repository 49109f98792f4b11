//! Listening and lists of elsewhere.

use std::time::Duration;

use domain::{EndReason, Play, PlaySource, SourceKind, Timestamp};
use store::{Error, NewBorrowedList, NewImport, Store};

use crate::{NOW, open, uid};

pub fn play(track: u8, seconds: i64, source: SourceKind) -> Play {
    Play {
        uid: uid(track),
        started_at: Timestamp(seconds * 1000),
        listened: Duration::from_secs(60),
        duration: Duration::from_secs(60),
        source: PlaySource {
            kind: source,
            detail: Some("spotify".into()),
        },
        end: EndReason::Finished,
        title: "t".into(),
        artist: "a".into(),
        album: String::new(),
    }
}

pub fn import() -> NewImport {
    NewImport {
        at: NOW,
        kind: "spotify".into(),
        file: "a.json".into(),
        listens: 9,
        matched: 7,
        unmatched: 2,
    }
}

#[test]
fn a_listen_is_kept_once_whatever_recorded_it_and_an_import_is_taken_back_whole() {
    let store = Store::in_memory().unwrap();
    store.add_play(play(1, 1_000, SourceKind::Library)).unwrap();
    let first = store.begin_import(import()).unwrap();
    let imported = |track, seconds| play(track, seconds, SourceKind::Imported);
    let plays = vec![
        imported(1, 1_090),
        imported(1, 1_091),
        imported(1, 1_092),
        imported(2, 1_000),
        imported(2, 1_060),
        imported(2, 1_060),
    ];
    assert_eq!(
        store.add_imported(first, plays.clone()).unwrap(),
        4,
        "a minute and a half from one of before is the same; in one file only the same instant is"
    );
    assert_eq!(store.add_imported(first, vec![imported(2, 1_000)]).unwrap(), 0);
    let second = store.begin_import(import()).unwrap();
    assert_eq!(store.add_imported(second, plays).unwrap(), 0);
    assert_eq!(store.add_imported(second, vec![imported(2, 1_151), imported(3, 0)]).unwrap(), 2);
    let imports = store.imports().unwrap();
    let figures: Vec<_> = imports
        .iter()
        .map(|i| (i.id, i.listens, i.matched, i.unmatched, i.inserted))
        .collect();
    assert_eq!(figures, [(second, 9, 7, 2, 2), (first, 9, 7, 2, 4)]);
    assert_eq!(
        (imports[0].kind.as_str(), imports[0].file.as_str(), imports[0].at),
        ("spotify", "a.json", NOW)
    );

    assert_eq!(store.remove_import(first).unwrap(), 4);
    assert_eq!(store.count_plays().unwrap(), 3);
    assert!(matches!(store.remove_import(first), Err(Error::NotFound(_))));
    assert!(matches!(store.add_imported(first, vec![imported(5, 0)]), Err(Error::NotFound(_))));
    assert_eq!(store.count_plays().unwrap(), 3, "what is refused leaves nothing behind");
    assert_eq!(store.remove_import(second).unwrap(), 2);
    assert_eq!(
        store.plays_since(Timestamp(i64::MIN)).unwrap(),
        [play(1, 1_000, SourceKind::Library)]
    );
}

#[test]
fn lists_are_borrowed_once_and_given_back_one_by_one_or_all() {
    let dir = tempfile::tempdir().unwrap();
    let list = |name: &str, items: &[u8]| NewBorrowedList {
        file: "f.json".into(),
        name: name.into(),
        items: items.iter().map(|n| uid(*n)).collect(),
    };
    let lists = vec![list("A", &[1, 2]), list("A", &[2, 1]), list("B", &[3, 4, 3])];
    {
        let store = open(dir.path());
        assert_eq!(store.borrow_lists(lists.clone(), NOW).unwrap(), 3);
        assert_eq!(store.borrow_lists(lists, NOW).unwrap(), 0, "they are there");
        assert_eq!(store.playlists().unwrap(), [], "nobody's playlists here");
    }
    let store = open(dir.path());
    let names: Vec<_> = store
        .borrowed_lists()
        .unwrap()
        .into_iter()
        .map(|l| (l.id, l.name, l.tracks))
        .collect();
    assert_eq!(names, [(3, "B".into(), 3), (2, "A".into(), 2), (1, "A".into(), 2)]);
    assert_eq!(store.count_borrowed().unwrap(), (3, 7));
    let items = store.all_borrowed_items().unwrap();
    assert_eq!(items[..2], [(1, uid(1)), (1, uid(2))]);
    assert_eq!(store.remove_borrowed(Some(&[1, 99])).unwrap(), 1);
    assert_eq!(store.count_borrowed().unwrap(), (2, 5));
    assert_eq!(
        store.borrow_lists(vec![list("A", &[1, 2])], NOW).unwrap(),
        1,
        "it was given back before"
    );
    assert_eq!(
        store.borrow_lists(vec![list("A", &[1, 2, 9])], NOW).unwrap(),
        1,
        "the library has more of it by now"
    );
    let names: Vec<_> = store.borrowed_lists().unwrap().into_iter().map(|l| (l.name, l.tracks)).collect();
    assert_eq!(names, [("A".into(), 3), ("B".into(), 3)]);
    assert_eq!(store.borrow_lists(vec![list("A", &[1, 2])], NOW).unwrap(), 0, "it has less by now");
    assert_eq!(store.remove_borrowed(Some(&[])).unwrap(), 0);
    assert_eq!(store.remove_borrowed(None).unwrap(), 2);
    assert_eq!(store.all_borrowed_items().unwrap(), []);
}
