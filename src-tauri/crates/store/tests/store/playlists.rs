//! Playlists: order, edits that can be taken back, figures.

use std::time::Duration;

use domain::{CoverHash, PlaylistId};
use store::{Error, ItemChange, PlaylistItem, PlaylistStep, Store};

use crate::{NOW, new_track, save, uid};

/// Takes one step, and answers with what takes it back.
fn step(store: &Store, step: PlaylistStep) -> Result<PlaylistStep, Error> {
    store.edit_playlists(vec![step]).map(|mut back| back.remove(0))
}

fn change(store: &Store, id: PlaylistId, change: &ItemChange) -> Result<PlaylistStep, Error> {
    step(store, PlaylistStep::ChangeItems(id, change.clone()))
}

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
    change(&store, a, &remove).unwrap();
    assert_eq!(store.playlist_items(a).unwrap(), [uid(1), uid(2), uid(3)]);
    assert!(
        matches!(change(&store, a, &remove), Err(Error::NotFound(_))),
        "they stand there no more"
    );
    change(&store, a, &remove.turned_round()).unwrap();
    assert_eq!(store.playlist_items(a).unwrap(), [uid(1), uid(9), uid(2), uid(1), uid(3)]);
    assert_eq!(step(&store, PlaylistStep::Move(b, 0)).unwrap(), PlaylistStep::Move(b, 1));
    let renamed = step(&store, PlaylistStep::Rename(b, "Bee".into())).unwrap();
    assert_eq!(renamed, PlaylistStep::Rename(b, "B".into()));
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
    let back = step(&store, PlaylistStep::Delete(ids[1])).unwrap();
    let PlaylistStep::Restore(deleted) = &back else {
        panic!("{back:?}")
    };
    assert_eq!((deleted.place, &*deleted.items), (1, &[uid(1)][..]));
    assert!(store.playlist_items(ids[1]).unwrap().is_empty());
    assert!(matches!(
        store.add_playlist_items(ids[1], None, &[uid(1)]),
        Err(Error::NotFound("playlist"))
    ));
    for gone in [
        PlaylistStep::Rename(ids[1], "x".into()),
        PlaylistStep::Delete(ids[1]),
        PlaylistStep::Move(ids[1], 0),
    ] {
        assert!(matches!(step(&store, gone), Err(Error::NotFound("playlist"))));
    }
    step(&store, back).unwrap();
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
        let items = at(places);
        let back = step(&store, PlaylistStep::MoveItems { id, items, to }).unwrap();
        assert_eq!(store.playlist_items(id).unwrap(), after.map(uid), "{places:?} to {to}");
        step(&store, back).unwrap();
        assert_eq!(store.playlist_items(id).unwrap(), list);
    }
}

#[test]
fn steps_are_taken_together_or_not_at_all() {
    let store = Store::in_memory().unwrap();
    let id = store.create_playlist("A", &[uid(1)], NOW).unwrap();
    let create = |name: &str| PlaylistStep::Create {
        name: name.into(),
        items: vec![uid(2)],
        created_at: NOW,
    };
    let before = store.playlists().unwrap();
    let steps = vec![
        create("B"),
        PlaylistStep::Rename(id, "Z".into()),
        PlaylistStep::Delete(PlaylistId(99)),
    ];
    assert!(matches!(store.edit_playlists(steps), Err(Error::NotFound("playlist"))));
    assert_eq!(store.playlists().unwrap(), before);
    let steps = vec![
        create("B"),
        PlaylistStep::Rename(id, "Y".into()),
        PlaylistStep::Rename(id, "Z".into()),
    ];
    let back = store.edit_playlists(steps).unwrap();
    assert_eq!(store.playlists().unwrap()[0].name, "Z");
    let again = store.edit_playlists(back).unwrap();
    assert_eq!(store.playlists().unwrap(), before);
    store.edit_playlists(again).unwrap();
    let names: Vec<_> = store.playlists().unwrap().into_iter().map(|list| list.name).collect();
    assert_eq!(names, ["Z", "B"]);
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
            small: vec![n],
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
