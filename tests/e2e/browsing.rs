//! The demo library as a person walks through it: albums, artists, genres, years, folders, search, sorted lists.

use std::collections::HashSet;
use std::sync::atomic::AtomicBool;

use app::{AlbumQuery, AlbumSort, ArtistQuery, ArtistSort, Attune, Scope, SortBy, SortColumn, SortKey, TrackRow, TrackView};

use crate::music;
use crate::program::{open, scan};

fn demo(dir: &std::path::Path) -> Attune {
    let program = open(dir);
    scan(&program, &[music::demo()]);
    program
}

fn list(program: &Attune, scope: Scope, sort: &[(SortKey, bool)]) -> Vec<TrackRow> {
    let by = |(key, descending): &(SortKey, bool)| SortBy {
        key: *key,
        descending: *descending,
    };
    let view = TrackView {
        scope,
        query: String::new(),
        sort: sort.iter().map(by).collect(),
    };
    let page = program.list_tracks(&view, 0, 1000).unwrap();
    assert_eq!(page.total, page.rows.len());
    let ids: Vec<_> = page.rows.iter().map(|row| row.id).collect();
    assert_eq!(program.view_ids(&view).unwrap(), ids, "what is shown is what is played");
    let second = program.list_tracks(&view, 1, 1).unwrap();
    assert_eq!(second.rows.first().map(|row| row.id), ids.get(1).copied());
    page.rows
}

#[test]
fn every_track_is_reached_by_each_way_through_the_library() {
    let dir = tempfile::tempdir().unwrap();
    let program = demo(dir.path());
    let all = list(&program, Scope::All, &[]);
    assert!(all.len() >= 50);
    let everything: HashSet<_> = all.iter().map(|row| row.id).collect();

    let albums = program.list_albums(&AlbumQuery::default(), 0, 1000).unwrap().rows;
    let by_albums = albums.iter().flat_map(|album| {
        let tracks = list(&program, Scope::Album(album.id), &[]);
        assert_eq!(tracks.len(), album.tracks, "{}", album.title);
        assert!(tracks.iter().all(|row| row.album_id == Some(album.id)));
        assert_eq!(tracks.iter().map(|row| row.duration).sum::<std::time::Duration>(), album.duration);
        tracks
    });
    assert_eq!(by_albums.map(|row| row.id).collect::<HashSet<_>>(), everything);

    let artists = program.list_artists(&ArtistQuery::default(), 0, 1000).unwrap().rows;
    let by_artists = artists.iter().flat_map(|artist| {
        let tracks = list(&program, Scope::Artist(artist.id), &[]);
        assert_eq!(tracks.len(), artist.tracks, "{}", artist.name);
        tracks
    });
    assert_eq!(by_artists.map(|row| row.id).collect::<HashSet<_>>(), everything);

    let genres = program.genres().unwrap();
    let by_genres = genres.iter().flat_map(|genre| {
        let tracks = list(&program, Scope::Genre(genre.id), &[]);
        assert_eq!(tracks.len(), genre.tracks, "{}", genre.name);
        let of_genre = AlbumQuery {
            genre: Some(genre.id),
            ..AlbumQuery::default()
        };
        assert_eq!(program.list_albums(&of_genre, 0, 1).unwrap().total, genre.albums);
        tracks
    });
    assert_eq!(by_genres.map(|row| row.id).collect::<HashSet<_>>(), everything);

    let years = program.years().unwrap();
    assert!(years.windows(2).all(|pair| pair[0].year > pair[1].year));
    let by_years = years.iter().flat_map(|year| list(&program, Scope::Year(year.year), &[]));
    assert_eq!(by_years.map(|row| row.id).collect::<HashSet<_>>(), everything);

    let top = program.folder_contents(None).unwrap();
    assert_eq!((top.folders.len(), top.tracks), (1, all.len()));
    let inside = program.folder_contents(Some(&top.folders[0].path)).unwrap();
    assert_eq!(inside.crumbs.len(), 1);
    let by_folders = inside.folders.iter().flat_map(|folder| {
        let tracks = list(&program, Scope::Folder(folder.path.clone()), &[]);
        assert_eq!(tracks.len(), folder.tracks, "{}", folder.name);
        tracks
    });
    assert_eq!(by_folders.map(|row| row.id).collect::<HashSet<_>>(), everything);
    assert!(
        program.folder_contents(Some(std::path::Path::new("/"))).is_err(),
        "not the library's"
    );
}

#[test]
fn lists_are_sorted_by_several_keys_and_filtered_within_their_scope() {
    let dir = tempfile::tempdir().unwrap();
    let program = demo(dir.path());
    let sorted = list(
        &program,
        Scope::All,
        &[
            (SortKey::Column(SortColumn::Genre), true),
            (SortKey::Column(SortColumn::Duration), false),
        ],
    );
    let keys: Vec<_> = sorted
        .iter()
        .map(|row| (std::cmp::Reverse(row.genres.join(", ").to_lowercase()), row.duration))
        .collect();
    assert!(keys.is_sorted(), "{keys:?}");

    let liked: Vec<_> = sorted.iter().step_by(9).map(|row| row.id).collect();
    for id in &liked {
        program.set_liked(&[*id], true).unwrap();
        // Likes are told apart by the millisecond.
        std::thread::sleep(std::time::Duration::from_millis(3));
    }
    let latest_first: Vec<_> = list(&program, Scope::Liked, &[]).iter().map(|row| row.id).collect();
    assert_eq!(latest_first, liked.iter().rev().copied().collect::<Vec<_>>());
    let third = &sorted[2];
    let by_title = TrackView {
        sort: vec![SortBy {
            key: SortKey::Column(SortColumn::Title),
            descending: false,
        }],
        ..TrackView::default()
    };
    let place = program.find_in_view(&by_title, &third.title).unwrap().unwrap();
    assert_eq!(program.list_tracks(&by_title, place, 1).unwrap().rows[0].title, third.title);
    program.set_liked(&liked[..1], false).unwrap();
    assert_eq!(
        list(&program, Scope::Liked, &[]).len(),
        liked.len() - 1,
        "a like taken back is gone at once"
    );

    let first = &sorted[0];
    let within = TrackView {
        scope: Scope::Album(first.album_id.unwrap()),
        query: first.title.clone(),
        sort: Vec::new(),
    };
    let found = program.list_tracks(&within, 0, 10).unwrap();
    assert!(found.rows.iter().any(|row| row.id == first.id));
    assert!(found.rows.iter().all(|row| row.album_id == first.album_id));
}

#[test]
fn search_finds_tracks_albums_and_artists_and_mends_what_was_mistyped() {
    let dir = tempfile::tempdir().unwrap();
    let program = demo(dir.path());
    let artist = program.list_artists(&ArtistQuery::default(), 0, 1000).unwrap().rows;
    let long = |name: &str| {
        name.split(' ')
            .find(|word| word.len() >= 6 && word.is_ascii())
            .map(str::to_lowercase)
    };
    let artist = artist.into_iter().find(|artist| long(&artist.name).is_some()).unwrap();
    let word = long(&artist.name).unwrap();

    let found = program.search(&word, 50).unwrap();
    assert!(found.artists.iter().any(|found| found.id == artist.id));
    assert!(found.track_total >= 1 && found.corrected.is_none());
    // Two letters change places.
    let mut letters: Vec<char> = word.chars().collect();
    letters.swap(2, 3);
    let mistyped: String = letters.into_iter().collect();
    assert_ne!(mistyped, word, "the test needs a word whose letters differ there");
    let mended = program.search(&mistyped, 50).unwrap();
    assert_eq!(mended.corrected.as_deref(), Some(word.as_str()));
    assert!(mended.artists.iter().any(|found| found.id == artist.id));

    let narrowed = program.search(&format!("artist:{word}"), 50).unwrap();
    assert!(narrowed.track_total >= 1);
    assert!(narrowed.tracks.iter().all(|row| row.artist.to_lowercase().contains(&word)));
    assert_eq!(program.search("qqqqqqqqqq", 5).unwrap().track_total, 0);
}

#[test]
fn pages_of_albums_and_artists_tell_what_sounds_alike() {
    let dir = tempfile::tempdir().unwrap();
    let program = demo(dir.path());
    program.analyse_all(2, &AtomicBool::new(false)).unwrap();
    let by_plays = AlbumQuery {
        sort: AlbumSort::Plays,
        descending: true,
        ..AlbumQuery::default()
    };
    let albums = program.list_albums(&by_plays, 0, 1000).unwrap().rows;
    let mut with_neighbours = 0;
    for album in &albums {
        let page = program.album_details(album.id).unwrap();
        assert_eq!(page.album.id, album.id);
        assert!(
            page.similar
                .iter()
                .all(|(other, score)| other.artist != album.artist && (0.0..=1.0).contains(score))
        );
        assert!(page.similar.windows(2).all(|pair| pair[0].1 >= pair[1].1));
        with_neighbours += usize::from(!page.similar.is_empty());
    }
    assert!(with_neighbours * 2 > albums.len(), "{with_neighbours} of {}", albums.len());
    let by_tracks = ArtistQuery {
        sort: ArtistSort::Tracks,
        descending: true,
        ..ArtistQuery::default()
    };
    let artists = program.list_artists(&by_tracks, 0, 3).unwrap().rows;
    for artist in artists {
        let page = program.artist_details(artist.id).unwrap();
        assert_eq!(page.albums.len() + page.appears_on.len(), artist.albums);
        assert!(!page.top.is_empty());
        for similar in &page.similar {
            let entry = similar.entry.as_ref().unwrap();
            assert_ne!(similar.artist.id, artist.id);
            assert_eq!(entry.artist_id, Some(similar.artist.id), "the way in is a track of theirs");
        }
    }
    let home = program.home().unwrap();
    assert_eq!(home.recently_added.len(), albums.len().min(12));
    assert!(
        home.recently_played.is_empty() && home.never_played.is_empty(),
        "nothing was played yet"
    );
}

#[test]
fn an_album_that_lies_in_two_folders_lists_every_track_once() {
    let dir = tempfile::tempdir().unwrap();
    let (one, two) = (dir.path().join("one"), dir.path().join("two"));
    music::copy_some(&one, 4);
    music::copy_some(&two, 4);
    let program = open(&dir.path().join("data"));
    let scan = |folders: &[std::path::PathBuf]| program.scan(folders, &mut |_| {}, &AtomicBool::new(false)).unwrap();
    scan(&[one.clone(), two.clone()]);
    assert_eq!(list(&program, Scope::All, &[]).len(), 8);
    let albums = program.list_albums(&AlbumQuery::default(), 0, 100).unwrap().rows;
    let mut listed = 0;
    for album in &albums {
        let rows = list(&program, Scope::Album(album.id), &[]);
        listed += rows.len();
        let details = program.album_details(album.id).unwrap();
        assert_eq!(details.album.tracks, rows.len());
        for row in rows {
            assert!(
                row.path.starts_with(&one) && row.copies.len() == 1 && row.copies[0].starts_with(&two),
                "{row:?}"
            );
        }
    }
    assert_eq!(listed, 4);
    // The copy that can be reached is the one that is listed.
    std::fs::rename(&one, dir.path().join("away")).unwrap();
    scan(&[]);
    let rows = list(&program, Scope::Album(albums[0].id), &[]);
    assert!(
        rows.iter()
            .all(|row| row.path.starts_with(&two) && !row.missing && row.copies.len() == 1)
    );
}

#[test]
fn a_field_asks_artists_and_albums_too_and_a_colon_in_a_name_is_no_field() {
    let dir = tempfile::tempdir().unwrap();
    let music = dir.path().join("music");
    let program = demo(&dir.path().join("data"));
    let album = program.list_albums(&AlbumQuery::default(), 0, 1).unwrap().rows.remove(0);
    let artist = album.artist.clone().unwrap();
    let found = program.search(&format!("artist:\"{artist}\""), 50).unwrap();
    assert_eq!(found.artists.first().map(|found| &found.name), Some(&artist));
    assert!(found.albums.iter().any(|found| found.id == album.id), "{:?}", found.albums);
    assert!(!found.tracks.is_empty());
    let found = program.search(&format!("album:\"{}\"", album.title), 50).unwrap();
    assert_eq!(found.albums.first().map(|found| found.id), Some(album.id));
    assert!(found.artists.is_empty() && !found.tracks.is_empty());
    let year = album.year.unwrap();
    let of_year = |year: i32| program.search(&format!("{} year:{year}", album.title), 50).unwrap().albums;
    assert_eq!(of_year(year).first().map(|found| found.id), Some(album.id));
    assert!(of_year(year - 1).iter().all(|found| found.id != album.id));
    assert!(
        program.search("genre:folk", 50).unwrap().albums.is_empty(),
        "an album is of many genres"
    );

    std::fs::create_dir_all(&music).unwrap();
    std::fs::write(music.join("2001: A Space Odyssey.wav"), music::wave(&[7; 400])).unwrap();
    scan(&program, &[music]);
    program.create_playlist("2001: A Space Odyssey", &[]).unwrap();
    let found = program.search("2001: A Space", 50).unwrap();
    assert_eq!((found.tracks.len(), found.playlists.len()), (1, 1), "{found:?}");
}
