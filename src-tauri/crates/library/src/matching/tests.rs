//! What is matched, and what must not be.

use domain::TrackUid;

use super::*;

fn track(n: u8, artists: &[&str], title: &str, album: &str) -> TaggedTrack {
    TaggedTrack {
        uid: TrackUid([n; 16]),
        title: title.into(),
        artists: artists.iter().map(|name| (*name).into()).collect(),
        album: album.into(),
        album_artists: Vec::new(),
        duration: Duration::from_secs(200),
        missing: false,
    }
}

fn found(matcher: &TagMatcher, artist: &str, title: &str, album: &str) -> Option<(u8, Certainty)> {
    let wanted = Wanted {
        artist,
        title,
        album,
        length: None,
    };
    matcher.find(&wanted).map(|found| (found.track.uid.0[0], found.certainty))
}

use Certainty::{Exact, Loose};

#[test]
fn spellings_of_one_name_are_one_and_additions_are_seen_through() {
    let matcher = TagMatcher::over(vec![
        track(1, &["Björk Äther"], "Hyperballade", "Post"),
        track(2, &["安夜"], "夏の夜", "海"),
        track(3, &["Ann"], "Sun (feat. Bob)", "One"),
        track(4, &["Ann"], "Moon (Remastered 2011)", "One"),
        track(5, &["Ann", "Bob"], "Together", "Two"),
        track(6, &["Ann feat. Cleo"], "Stars", "Two"),
        track(7, &["The Dots"], "Don’t Stop", "Dots"),
        track(8, &["Кино Заря"], "Группа крови", "Альбом"),
    ]);
    for (artist, title, wanted) in [
        ("bjork ather", "HYPERBALLADE", Some((1, Exact))),
        ("Bjo\u{308}rk A\u{308}ther", "Hyperballade", Some((1, Exact))),
        ("安夜", "夏の夜", Some((2, Exact))),
        ("安夜", "夏の夜 (Live)", Some((2, Loose))),
        ("安夜", "夏の海", None),
        ("Ann", "Sun", Some((3, Loose))),
        ("Ann feat. Bob", "Sun", Some((3, Loose))),
        ("Ann", "Sun (feat. Bob)", Some((3, Exact))),
        ("Ann", "Moon", Some((4, Loose))),
        ("Ann", "Moon - 2009 Remaster", Some((4, Loose))),
        ("Ann", "Together", Some((5, Exact))),
        ("Ann, Bob", "Together", Some((5, Exact))),
        ("Ann & Bob", "Together", Some((5, Loose))),
        ("Bob", "Together", Some((5, Exact))),
        ("Ann", "Stars", Some((6, Exact))),
        ("Dots", "Dont Stop", Some((7, Exact))),
        ("Кино заря", "группа крови", Some((8, Exact))),
        ("Cleo", "Sun", None),
        ("Anna", "Sun", None),
        ("An", "Moon", None),
        ("", "Sun", None),
        ("Ann", "", None),
        ("Ann", "???", None),
    ] {
        assert_eq!(found(&matcher, artist, title, ""), wanted, "{artist} – {title}");
    }
}

#[test]
fn a_band_is_not_its_first_word() {
    let mut matcher = vec![track(1, &["Earth"], "September", "Ground"), track(2, &["Ann"], "Duet", "One")];
    let names = |tracks: &[TaggedTrack]| TagMatcher::over(tracks.to_vec());
    assert_eq!(found(&names(&matcher), "Earth, Wind & Fire", "September", "The Best"), None);
    assert_eq!(
        found(&names(&matcher), "Ann & Bob", "Duet", ""),
        None,
        "nothing says that this is a list"
    );
    assert_eq!(
        found(&names(&matcher), "Ann & Bob", "Duet", "One"),
        Some((2, Loose)),
        "the album does"
    );
    matcher.push(track(3, &["Bob"], "Alone", "Other"));
    assert_eq!(found(&names(&matcher), "Ann & Bob", "Duet", ""), Some((2, Loose)), "there is a Bob");
    matcher.push(track(4, &["Earth, Wind & Fire"], "September", "The Best"));
    assert_eq!(found(&names(&matcher), "Earth, Wind & Fire", "September", ""), Some((4, Exact)));
}

#[test]
fn the_artist_of_the_album_will_do_and_many_artists_will_not() {
    let mut on_record = track(1, &["Cleo"], "Guest", "Ann and Friends");
    on_record.album_artists = vec!["Ann".into()];
    let mut compiled = track(2, &["Dan"], "Hit", "Hits");
    compiled.album_artists = vec!["Various Artists".into()];
    let matcher = TagMatcher::over(vec![on_record, compiled, track(3, &["Ann"], "Guest", "Other")]);
    assert_eq!(found(&matcher, "Cleo", "Guest", ""), Some((1, Exact)));
    assert_eq!(
        found(&matcher, "Ann", "Guest", "Ann and Friends"),
        Some((3, Exact)),
        "an artist of its own before one of the album"
    );
    assert_eq!(found(&matcher, "Various Artists", "Hit", "Hits"), None);
    let matcher = TagMatcher::over(vec![TaggedTrack {
        album_artists: vec!["Ann".into()],
        ..track(1, &["Cleo"], "Guest", "x")
    }]);
    assert_eq!(found(&matcher, "Ann", "Guest", ""), Some((1, Loose)));
}

#[test]
fn the_same_album_before_others_then_the_length_then_what_is_there() {
    let mut tracks = vec![
        track(1, &["Ann"], "Sun", "One"),
        track(2, &["Ann"], "Sun", "Best of (Deluxe Edition)"),
        track(3, &["Ann"], "Sun - Live", "On Stage"),
    ];
    tracks[0].missing = true;
    let matcher = TagMatcher::over(tracks);
    assert_eq!(found(&matcher, "Ann", "Sun", "One"), Some((1, Exact)));
    assert_eq!(found(&matcher, "Ann", "Sun", "Best Of"), Some((2, Exact)));
    assert_eq!(found(&matcher, "Ann", "Sun", "Unknown"), Some((2, Exact)), "one that is there");
    assert_eq!(
        found(&matcher, "Ann", "Sun (Live at the Hall)", ""),
        Some((3, Loose)),
        "both on stage"
    );
    assert_eq!(found(&matcher, "Ann", "Sun - Live", ""), Some((3, Exact)));
    let mut long = track(5, &["Ann"], "Sun", "x");
    long.duration = Duration::from_secs(400);
    let matcher = TagMatcher::over(vec![track(4, &["Ann"], "Sun", "y"), long]);
    let wanted = Wanted {
        artist: "Ann",
        title: "Sun",
        album: "",
        length: Some(Duration::from_secs(398)),
    };
    assert_eq!(matcher.find(&wanted).map(|found| found.track.uid.0[0]), Some(5));
}

#[test]
fn mistakes_are_forgiven_within_an_artist_if_only_one_title_is_meant() {
    let matcher = TagMatcher::over(vec![
        track(1, &["Ann"], "Yesterday Morning", "One"),
        track(2, &["Ann"], "Yesterday Morning", "Two"),
        track(3, &["Bob"], "Tomorrow Evening", "x"),
        track(4, &["Ann"], "Symphony No. 4", "x"),
        track(5, &["Cleo"], "Lonesome Roads", "x"),
        track(6, &["Cleo"], "Lonesome Roada", "x"),
        track(7, &["Ann"], "Yesterday Morning (Live)", "x"),
    ]);
    assert_eq!(found(&matcher, "Ann", "Yesteday Mornign", "Two"), Some((2, Loose)));
    assert_eq!(found(&matcher, "Ann", "Tomorow Evening", ""), None, "it is Bob's");
    assert_eq!(found(&matcher, "Ann", "Symphony No. 5", ""), None);
    assert_eq!(found(&matcher, "Cleo", "Lonesome Roadx", ""), None, "either");
}

#[test]
fn a_track_that_was_lost_from_many_is_found_among_a_hundred_thousand() {
    let mut tracks = Vec::new();
    for n in 0..100_000u32 {
        let mut track = track(0, &[], &format!("Song number {n}"), &format!("Album {}", n / 12));
        track.artists = vec![format!("Artist {}", n / 40)];
        track.uid.0[..4].copy_from_slice(&n.to_le_bytes());
        tracks.push(track);
    }
    let matcher = TagMatcher::over(tracks);
    for n in (0..100_000u32).step_by(97) {
        let (artist, title) = (format!("artist {}", n / 40), format!("song NUMBER {n} - Remastered"));
        let wanted = Wanted {
            artist: &artist,
            title: &title,
            ..Wanted::default()
        };
        assert_eq!(
            matcher.find(&wanted).map(|found| found.track.uid.0[..4].to_vec()),
            Some(n.to_le_bytes().to_vec())
        );
    }
}
