//! Sums over plays, for statistics.

use std::time::Duration;

use domain::{EndReason, Play, PlaySource, SourceKind, Timestamp};
use store::Store;

use crate::{new_track, save, uid};

fn play(n: u8, at: i64, seconds: u64) -> Play {
    Play {
        uid: uid(n),
        started_at: Timestamp(at),
        listened: Duration::from_secs(seconds),
        duration: Duration::from_secs(180),
        source: PlaySource::of(SourceKind::Library),
        end: EndReason::Skipped,
        title: "T".into(),
        artist: format!("artist at {at}"),
        album: String::new(),
    }
}

#[test]
fn sums_tell_a_period_from_ever() {
    let store = Store::in_memory().unwrap();
    for (n, at, seconds) in [(1, 10, 180), (1, 20, 5), (1, 30, 100), (2, 15, 3)] {
        store.add_play(play(n, at, seconds)).unwrap();
    }
    let mut heard = store.heard(Timestamp(20)).unwrap();
    heard.sort_by_key(|heard| heard.uid);
    assert_eq!((heard[0].plays, heard[0].plays_ever, heard[0].first), (1, 2, Some(Timestamp(10))));
    assert_eq!(
        heard[0].listened,
        Duration::from_secs(105),
        "what does not count was heard all the same"
    );
    assert_eq!((heard[1].plays, heard[1].plays_ever, heard[1].first), (0, 0, None));
    let moments = store.moments(Timestamp(15)).unwrap();
    assert_eq!(
        moments.iter().map(|moment| (moment.at.0, moment.counts)).collect::<Vec<_>>(),
        [(15, false), (20, false), (30, true)]
    );
}

#[test]
fn credits_come_from_the_library_and_else_from_history() {
    let store = Store::in_memory().unwrap();
    let mut track = new_track(1, "/m/1", "Song", "Ann", "Album");
    track.tags.artists.push("Bob".into());
    track.tags.genres = vec!["Jazz".into(), "Dub".into()];
    let id = save(&store, track);
    let credits = store.credits(&[uid(1), uid(2)]).unwrap();
    assert_eq!(credits.len(), 1);
    let mut names: Vec<String> = credits[0]
        .artists
        .iter()
        .map(|id| store.artist(*id).unwrap().unwrap().name)
        .collect();
    names.sort();
    assert_eq!((credits[0].track, names), (id, vec!["Ann".into(), "Bob".into()]));
    assert_eq!(store.album(credits[0].album.unwrap()).unwrap().unwrap().title, "Album");
    assert_eq!(credits[0].genres, ["Jazz", "Dub"]);
    store.add_play(play(2, 1, 9)).unwrap();
    store.add_play(play(2, 5, 9)).unwrap();
    assert_eq!(
        store.artists_as_played(&[uid(1), uid(2)]).unwrap(),
        [(uid(2), "artist at 5".into())]
    );
}
