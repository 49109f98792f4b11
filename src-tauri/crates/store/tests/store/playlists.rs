//! Playlists: order, edits that can be taken back, figures.

use std::time::Duration;

use domain::CoverHash;
use store::{Error, ItemChange, PlaylistItem, Store};

use crate::{NOW, new_track, save, uid};

#[test]
fn playlists_keep_a_persons_order() {
    let store = Store::in_memory().unwrap();
    let a = store.create_playlist("A", &[uid(1), uid(2), uid(1)], NOW).unwrap();
    let b = store.create_playlist("B", &[], NOW).unwrap();
    store.add_playlist_items(a, None, &[uid(3)]).unwrap();
    store.add_playlist_items(a, Some(1), &[uid(9)]).unwrap();
    assert_eq!(store.playlist_items(a).unwrap(), [uid(1), uid(9), uid(2), uid(1), uid(3)]);
    let remove = ItemChange {
        removed: vec![PlaylistItem { place: 1, uid: uid(9) }, PlaylistItem { place: 3, uid: uid(1) }],
        inserted: Vec::new(),
    };
    store.change_playlist_items(a, &remove).unwrap();
    assert_eq!(store.playlist_items(a).unwrap(), [uid(1), uid(2), uid(3)]);
    assert!(
        matches!(store.change_playlist_items(a, &remove), Err(Error::NotFound(_))),
        "they stand there no more"
    );
    store.change_playlist_items(a, &remove.turned_round()).unwrap();
    assert_eq!(store.playlist_items(a).unwrap(), [uid(1), uid(9), uid(2), uid(1), uid(3)]);
    assert_eq!(store.move_playlist(b, 0).unwrap(), 1);
    assert_eq!(store.rename_playlist(b, "Bee").unwrap(), "B");
    let names: Vec<_> = store.playlists().unwrap().into_iter().map(|p| (p.name, p.items)).collect();
    assert_eq!(names, [("Bee".into(), 0), ("A".into(), 5)]);
}

#[test]
fn a_deleted_playlist_comes_back_as_it_was() {
    let store = Store::in_memory().unwrap();
    let ids: Vec<_> = ["A", "B", "C"]
        .iter()
        .map(|name| store.create_playlist(name, &[uid(1)], NOW).unwrap())
        .collect();
    let names = || store.playlists().unwrap();
    let before = names();
    let deleted = store.delete_playlist(ids[1]).unwrap();
    assert_eq!((deleted.place, &*deleted.items), (1, &[uid(1)][..]));
    assert!(store.playlist_items(ids[1]).unwrap().is_empty());
    assert!(matches!(
        store.add_playlist_items(ids[1], None, &[uid(1)]),
        Err(Error::NotFound("playlist"))
    ));
    assert!(matches!(store.rename_playlist(ids[1], "x"), Err(Error::NotFound("playlist"))));
    assert!(matches!(store.delete_playlist(ids[1]), Err(Error::NotFound("playlist"))));
    store.restore_playlist(&deleted).unwrap();
    assert_eq!(names(), before);
    assert_eq!(store.playlist_items(ids[1]).unwrap(), [uid(1)]);
}

#[test]
fn entries_move_together_and_the_move_says_how_to_go_back() {
    let store = Store::in_memory().unwrap();
    let list: Vec<_> = (0..6).map(uid).collect();
    let id = store.create_playlist("A", &list, NOW).unwrap();
    let at = |places: &[usize]| {
        places
            .iter()
            .map(|place| PlaylistItem {
                place: *place,
                uid: list[*place],
            })
            .collect::<Vec<_>>()
    };
    for (places, to, after) in [
        (&[1, 4][..], 0, [1, 4, 0, 2, 3, 5]),
        (&[0, 1], 4, [2, 3, 4, 5, 0, 1]),
        (&[5, 2], 3, [0, 1, 3, 2, 5, 4]),
        (&[3], 99, [0, 1, 2, 4, 5, 3]),
    ] {
        let change = store.move_playlist_items(id, &at(places), to).unwrap();
        assert_eq!(store.playlist_items(id).unwrap(), after.map(uid), "{places:?} to {to}");
        store.change_playlist_items(id, &change.turned_round()).unwrap();
        assert_eq!(store.playlist_items(id).unwrap(), list);
    }
}

#[test]
fn figures_count_what_is_away() {
    let store = Store::in_memory().unwrap();
    let ids = [1, 2, 3].map(|n| save(&store, new_track(n, &format!("/m/{n}"), "", "", "")));
    for (n, id) in (1..).zip(ids) {
        let cover = store::Cover {
            hash: CoverHash([n.min(2); 32]),
            mime: "image/png".into(),
            width: 1,
            height: 1,
            thumbnail: vec![n],
        };
        let hash = cover.hash;
        store.save_covers(vec![cover], vec![(id, Some(hash))]).unwrap();
    }
    store.mark_missing(&ids[2..], NOW).unwrap();
    let figures = store
        .playlist_figures(&[vec![uid(1), uid(3), uid(7), uid(1)], vec![], vec![uid(2)]])
        .unwrap();
    assert_eq!(figures[0].length, Duration::from_secs(3 * 180));
    assert_eq!(
        (figures[0].away, &*figures[0].covers),
        (2, &[CoverHash([1; 32]), CoverHash([2; 32])][..])
    );
    assert_eq!(figures[1], store::PlaylistFigures::default());
    assert_eq!(figures[2].covers, [CoverHash([2; 32])]);
}
