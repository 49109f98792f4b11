//! Search, orders, albums, artists, genres.

use store::{Order, Store, TrackFilter};

use crate::{NOW, new_track, save};

#[test]
fn search_folds_ranks_and_reads_cjk() {
    let store = Store::in_memory().unwrap();
    let jutro = save(&store, new_track(1, "/m/1", "Łódź", "Björk", "Debut"));
    let title = save(&store, new_track(2, "/m/2", "Bjork's song", "Someone", ""));
    let tokyo = save(&store, new_track(3, "/m/3", "東京事変", "椎名林檎", "群青日和"));
    let path = save(&store, new_track(4, "/m/bjork/4.mp3", "Other", "", ""));
    for (question, found) in [
        ("bjö", vec![title, jutro, path]),
        ("lodz", vec![jutro]),
        ("debut bjork", vec![jutro]),
        ("東京", vec![tokyo]),
        ("京事", vec![tokyo]),
        ("京", vec![tokyo]),
        ("林檎", vec![tokyo]),
        ("京東", vec![]),
        ("other song", vec![]),
        ("\"*(", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(store.search(question, 10).unwrap(), found, "{question}");
    }
    assert_eq!(store.search("bjork", 1).unwrap().len(), 1);
}

#[test]
fn orders_and_windows_agree() {
    let store = Store::in_memory().unwrap();
    let ids: Vec<_> = [("Banana", "Zed", "X"), ("The Apple", "Abba", "Y"), ("Cherry", "Abba", "W")]
        .iter()
        .zip(1..)
        .map(|((title, artist, album), n)| save(&store, new_track(n, &format!("/m/{n}"), title, artist, album)))
        .collect();
    let order = |order, descending| store.track_ids(&TrackFilter::default(), order, descending, 0, usize::MAX).unwrap();
    assert_eq!(order(Order::Title, false), [ids[1], ids[0], ids[2]]);
    assert_eq!(order(Order::Title, true), [ids[2], ids[0], ids[1]]);
    assert_eq!(order(Order::Artist, false), [ids[2], ids[1], ids[0]]);
    assert_eq!(order(Order::Album, false), [ids[2], ids[0], ids[1]]);
    assert_eq!(
        store.track_ids(&TrackFilter::default(), Order::Title, false, 1, 1).unwrap(),
        [ids[0]]
    );
    assert!(
        store
            .track_ids(&TrackFilter::default(), Order::Title, false, 3, 5)
            .unwrap()
            .is_empty()
    );
    for order in [Order::Added, Order::Duration, Order::Year, Order::Path] {
        assert_eq!(store.track_ids(&TrackFilter::default(), order, true, 0, 9).unwrap().len(), 3);
    }
}

#[test]
fn albums_gather_their_tracks() {
    let store = Store::in_memory().unwrap();
    let on = |n: u8, dir: &str, artist: &str, album_artist: &str, year: i32| {
        let mut track = new_track(n, &format!("/m/{dir}/{n}.mp3"), "t", artist, "Hits");
        track.tags.album_artists = (!album_artist.is_empty()).then(|| album_artist.to_owned()).into_iter().collect();
        track.tags.year = Some(year);
        track
    };
    let batch = vec![
        // One album over two discs, no album artist, several artists.
        on(1, "va/CD1", "A", "", 2001),
        on(2, "va/CD2", "B", "", 2002),
        // The same title elsewhere by one artist.
        on(3, "abba", "ABBA", "", 1992),
        on(4, "abba", "ABBA", "", 1992),
        // By album artist, whatever the directory.
        on(5, "x", "Queen", "Queen", 1981),
        on(6, "y", "Queen & Bowie", "QUEEN", 1981),
    ];
    store.save_tracks(batch, NOW).unwrap();
    let mut albums: Vec<_> = store
        .albums()
        .unwrap()
        .into_iter()
        .map(|a| (a.artist.map(|n| n.to_lowercase()), a.year, a.tracks))
        .collect();
    albums.sort();
    assert_eq!(
        albums,
        [
            (None, Some(2001), 2),
            (Some("abba".into()), Some(1992), 2),
            (Some("queen".into()), Some(1981), 2)
        ]
    );
    let artists: Vec<_> = store.artists().unwrap().into_iter().map(|a| (a.name, a.tracks)).collect();
    assert_eq!(
        artists,
        [
            ("A".into(), 1),
            ("ABBA".into(), 2),
            ("B".into(), 1),
            ("Queen".into(), 2),
            ("Queen & Bowie".into(), 1)
        ]
    );
    let queen = store.artist_named("queen").unwrap().unwrap();
    let albums = store.albums_of(queen.id).unwrap();
    assert_eq!(albums.len(), 1);
    let filter = TrackFilter {
        album: Some(albums[0].id),
        ..TrackFilter::default()
    };
    assert_eq!(store.track_ids(&filter, Order::Album, false, 0, 9).unwrap().len(), 2);
    let filter = TrackFilter {
        artist: Some(queen.id),
        ..TrackFilter::default()
    };
    assert_eq!(store.count_tracks(&filter).unwrap(), 2);
}

#[test]
fn genres_are_counted_and_stats_add_up() {
    let store = Store::in_memory().unwrap();
    for (n, genres) in [(1, vec!["Rock", "Pop"]), (2, vec!["rock"]), (3, vec![])] {
        let mut track = new_track(n, &format!("/m/{n}"), "", "A", "");
        track.tags.genres = genres.into_iter().map(str::to_owned).collect();
        save(&store, track);
    }
    let genres: Vec<_> = store.genres().unwrap().into_iter().map(|g| (g.name, g.tracks)).collect();
    assert_eq!(genres, [("Rock".into(), 2), ("Pop".into(), 1)]);
    let stats = store.stats().unwrap();
    assert_eq!(
        (stats.tracks, stats.artists, stats.albums, stats.duration.as_secs()),
        (3, 1, 0, 540)
    );
}

#[test]
fn one_field_is_asked_with_its_name_and_a_colon() {
    let store = Store::in_memory().unwrap();
    let with = |n: u8, title: &str, artist: &str, genre: &str, year: i32| {
        let mut track = new_track(n, &format!("/m/{n}"), title, artist, "LP");
        track.tags.genres = vec![genre.into()];
        track.tags.year = Some(year);
        save(&store, track)
    };
    let a = with(1, "Jóga", "Björk", "Trip-Hop", 1997);
    let b = with(2, "Bjork", "Tribute", "Rock", 2004);
    let c = with(3, "Teardrop", "Massive Attack", "Trip Hop", 1998);
    let sorted = |question: &str| {
        let mut found = store.search(question, 9).unwrap();
        found.sort();
        let mut all: Vec<_> = store.search_all(question).unwrap().into_iter().collect();
        all.sort();
        assert_eq!(found, all, "{question}");
        found
    };
    assert_eq!(sorted("artist:bjo"), [a]);
    assert_eq!(sorted("genre:trip-hop"), [a, c]);
    assert_eq!(sorted("genre:hop year:1998"), [c]);
    assert_eq!(sorted("year:1990s"), [a, c]);
    assert_eq!(sorted("year:2000.."), [b]);
    assert_eq!(sorted("genre:\"\\\"'"), []);
    assert_eq!(store.search("bjork", 9).unwrap(), [b, a], "the title that is the question first");
}

#[test]
fn the_vocabulary_mends_what_was_mistyped() {
    let store = Store::in_memory().unwrap();
    save(&store, new_track(1, "/m/1", "Paranoid Android", "Radiohead", "OK Computer"));
    let vocabulary = store.vocabulary().unwrap();
    assert_eq!(vocabulary.mend("paranoid radiohaed").as_deref(), Some("paranoid radiohead"));
    assert_eq!(vocabulary.mend("paran"), None);
}

#[test]
fn directories_are_listed_level_by_level() {
    let store = Store::in_memory().unwrap();
    let paths = [
        "/m/a/1",
        "/m/a/x/2",
        "/m/a/x/3",
        "/m/b c/4",
        "/m/5",
        "/mm/6",
        "/mm/b.cue/01",
        "/mm/b.cue/02",
    ];
    for (n, path) in (1..).zip(paths) {
        save(&store, new_track(n, path, "t", "", ""));
    }
    let below = |dir: &str| -> Vec<(String, u64)> {
        let found = store.directories_below(std::path::Path::new(dir)).unwrap();
        found
            .into_iter()
            .map(|dir| (dir.path.to_str().unwrap().to_owned(), dir.tracks))
            .collect()
    };
    assert_eq!(below("/m"), [("/m/a".into(), 3), ("/m/b c".into(), 1)]);
    assert_eq!(below("/m/a"), [("/m/a/x".into(), 2)]);
    assert_eq!(below("/m/a/x"), []);
    assert_eq!(below("/mm"), [], "a sheet is no directory");
    assert_eq!(store.count_tracks_below(std::path::Path::new("/m")).unwrap(), 5);
    let filter = TrackFilter {
        below: Some("/m/a".into()),
        ..TrackFilter::default()
    };
    assert_eq!(store.track_ids(&filter, Order::Path, false, 0, 9).unwrap().len(), 3);
}

#[test]
fn tracks_lead_to_their_album_and_first_artist() {
    let store = Store::in_memory().unwrap();
    let with = save(&store, new_track(1, "/m/1", "t", "Björk", "Debut"));
    let without = save(&store, new_track(2, "/m/2", "t", "", ""));
    let album = store.album_of(with).unwrap();
    let artist = store.artist_named("bjork").unwrap().map(|artist| artist.id);
    let links = store.links_of(&[(without, String::new()), (with, "bjork".into())]).unwrap();
    assert_eq!(links, [store::Links::default(), store::Links { album, artist }]);
}

#[test]
fn the_place_of_a_name_is_found_in_every_order_of_names_and_what_has_none_comes_last() {
    let store = Store::in_memory().unwrap();
    let names = [("The Apple", "Zoé"), ("Banana", ""), ("beta", "Ärzte"), ("Cherry", "The Band")];
    for (n, (title, artist)) in (1..).zip(names) {
        save(&store, new_track(n, &format!("/m/{n}"), title, artist, artist));
    }
    let all = TrackFilter::default();
    for order in [Order::Title, Order::Artist, Order::Album] {
        for descending in [false, true] {
            let ids = store.track_ids(&all, order, descending, 0, 9).unwrap();
            for text in ["app", "b", "the b", "z", "Ä", "cher", "q"] {
                let begins = |name: &str| store.order_key(name).starts_with(&store.order_key(text));
                let expect = ids.iter().position(|id| {
                    let tags = store.track(*id).unwrap().unwrap().tags;
                    match order {
                        Order::Title => begins(&tags.title.unwrap()),
                        _ => tags.artists.first().is_some_and(|name| begins(name)),
                    }
                });
                assert_eq!(
                    store.place_of(order, descending, text).unwrap(),
                    expect,
                    "{order:?} {descending} {text}"
                );
            }
            if order != Order::Title {
                let last = store.track(*ids.last().unwrap()).unwrap().unwrap();
                assert!(last.tags.artists.is_empty(), "{order:?} {descending}");
            }
        }
    }
    assert_eq!(store.place_of(Order::Year, false, "b").unwrap(), None);
    assert_eq!(store.place_of(Order::Title, false, " ").unwrap(), None);
}
