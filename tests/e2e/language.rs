//! Lists in the order of the listener's language.

use app::{AlbumQuery, Attune, Scope, SortBy, SortColumn, SortKey, TrackView};

use crate::music;
use crate::program::{all, open, scan};

/// A library of short waves named so: what has no tags is called by its file.
fn named(dir: &std::path::Path, names: &[&str]) -> Attune {
    let music = dir.join("music");
    std::fs::create_dir_all(&music).unwrap();
    for (number, name) in names.iter().enumerate() {
        let samples: Vec<i16> = (0..400).map(|t| ((t * (number + 3)) % 4_000) as i16).collect();
        std::fs::write(music.join(format!("{name}.wav")), music::wave(&samples)).unwrap();
    }
    let program = open(&dir.join("data"));
    scan(&program, &[music]);
    program
}

fn titles(program: &Attune, descending: bool) -> Vec<String> {
    let by_title = TrackView {
        sort: vec![SortBy {
            key: SortKey::Column(SortColumn::Title),
            descending,
        }],
        ..TrackView::default()
    };
    let page = program.list_tracks(&by_title, 0, 100).unwrap();
    page.rows.into_iter().map(|row| row.title).collect()
}

#[test]
fn titles_stand_in_the_order_of_the_language_and_stay_so() {
    let dir = tempfile::tempdir().unwrap();
    let program = named(dir.path(), &["Zebra", "Йод", "Игла", "The Ёлка", "北京", "安", "éclair", "Eddy"]);
    let mut events = program.subscribe();
    assert_eq!(
        titles(&program, false),
        ["éclair", "Eddy", "Zebra", "The Ёлка", "Игла", "Йод", "北京", "安"]
    );
    program.sort_for("ru-RU").unwrap();
    let russian = ["The Ёлка", "Игла", "Йод", "éclair", "Eddy", "Zebra", "北京", "安"];
    assert_eq!(titles(&program, false), russian);
    assert!(matches!(events.try_recv(), Ok(app::Event::LibraryChanged { .. })), "lists are told");
    program.sort_for("ru-RU").unwrap();
    assert!(events.try_recv().is_err(), "nothing changed");
    let mut back = russian;
    back.reverse();
    assert_eq!(titles(&program, true), back);
    program.close();
    drop(program);

    let program = open(&dir.path().join("data"));
    assert_eq!(titles(&program, false), russian, "after a restart");
    // What is typed to find is held against the same order.
    let by_title = TrackView {
        sort: vec![SortBy {
            key: SortKey::Column(SortColumn::Title),
            descending: false,
        }],
        ..TrackView::default()
    };
    for (typed, place) in [
        ("ел", Some(0)),
        ("йо", Some(2)),
        ("ec", Some(3)),
        ("ed", Some(4)),
        ("北", Some(6)),
        ("q", None),
    ] {
        assert_eq!(program.find_in_view(&by_title, typed).unwrap(), place, "{typed}");
    }
    program.sort_for("zh-CN").unwrap();
    assert_eq!(titles(&program, false)[..3], ["安", "北京", "éclair"]);
    assert!(program.sort_for(&"x".repeat(1_000)).is_err());
    program.sort_for("no language at all").unwrap();
    assert_eq!(titles(&program, false)[..2], ["éclair", "Eddy"]);
}

#[test]
fn albums_and_artists_follow_the_language_too() {
    let dir = tempfile::tempdir().unwrap();
    let program = open(dir.path());
    scan(&program, &[music::demo()]);
    let names = |program: &Attune| {
        let albums = program.list_albums(&AlbumQuery::default(), 0, 100).unwrap().rows;
        let albums: Vec<String> = albums.into_iter().map(|album| album.title).collect();
        let tracks: Vec<String> = all(program).into_iter().map(|row| row.title).collect();
        (albums, tracks)
    };
    let english = names(&program);
    program.sort_for("zh-CN").unwrap();
    let chinese = names(&program);
    assert_eq!(
        (&*chinese.0[0], &*chinese.1[0]),
        ("雨后", "雨后的庭院"),
        "characters come before letters"
    );
    let latin = |names: &[String]| -> Vec<String> { names.iter().filter(|name| name.is_ascii()).cloned().collect() };
    assert_eq!((latin(&chinese.0), latin(&chinese.1)), (latin(&english.0), latin(&english.1)));
    let view = TrackView {
        scope: Scope::All,
        query: String::new(),
        sort: vec![SortBy {
            key: SortKey::Column(SortColumn::Genre),
            descending: false,
        }],
    };
    let genres = program.list_tracks(&view, 0, 100).unwrap().rows;
    let genres: Vec<String> = genres.into_iter().map(|row| row.genres.join(" ").to_lowercase()).collect();
    assert!(genres.is_sorted(), "{genres:?}");
}
