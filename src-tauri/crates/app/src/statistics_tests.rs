//! Statistics over plays whose sums are known.

use std::path::PathBuf;

use analysis::DeviceChoice;
use domain::{AudioFormat, EndReason, FileStamp, FolderId, PayloadHash, Play, PlaySource, SourceKind, Tags};
use store::NewTrack;

use super::*;

const MINUTE: Duration = Duration::from_secs(60);

fn uid(n: u8) -> TrackUid {
    TrackUid([n; 16])
}

/// Track `n` of three minutes.
fn track(n: u8, artist: &str, album: &str, genre: &str) -> NewTrack {
    NewTrack {
        uid: uid(n),
        folder: FolderId(1),
        path: PathBuf::from(format!("/m/{n}")),
        stamp: FileStamp {
            size: 1,
            modified: Timestamp(0),
        },
        payload: PayloadHash([n; 16]),
        format: AudioFormat {
            codec: "FLAC".into(),
            duration: 3 * MINUTE,
            sample_rate: 44_100,
            channels: 2,
            bits_per_sample: None,
            bitrate: None,
            unplayable: None,
        },
        tags: Tags {
            title: Some(format!("title {n}")),
            artists: vec![artist.into()],
            album: Some(album.into()),
            genres: vec![genre.into()],
            ..Tags::default()
        },
    }
}

fn at(time: &str) -> Timestamp {
    let time: Zoned = format!("{time}[Europe/Berlin]").parse().unwrap();
    Timestamp(time.timestamp().as_millisecond())
}

/// Plays `n` at that time in Berlin for so many minutes.
fn play(core: &Core, n: u8, time: &str, minutes: u32) {
    let play = Play {
        uid: uid(n),
        started_at: at(time),
        listened: MINUTE * minutes,
        duration: 3 * MINUTE,
        source: PlaySource::of(SourceKind::Library),
        end: EndReason::Stopped,
        title: "then".into(),
        artist: "Gone".into(),
        album: String::new(),
    };
    core.store.add_play(play.clone()).unwrap();
    core.listener.write().add_play(&play);
}

/// Three tracks of Ann on two albums, one of Bob; 9 was here once.
fn core() -> Core {
    let core = Core::new(Store::in_memory().unwrap(), DeviceChoice::Auto, None, "models".into()).unwrap();
    let tracks = vec![
        track(1, "Ann", "One", "Jazz"),
        track(2, "Ann", "One", "jazz"),
        track(3, "Ann", "Two", "Dub"),
        track(4, "Bob", "Three", "Dub"),
    ];
    core.store.save_tracks(tracks, Timestamp(0)).unwrap();
    core
}

fn now() -> Zoned {
    "2026-04-01T12:00[Europe/Berlin]".parse().unwrap()
}

#[test]
fn a_period_is_told_from_what_was_before() {
    let core = core();
    play(&core, 1, "2026-03-31T20:00", 3);
    play(&core, 1, "2026-03-30T20:00", 3);
    play(&core, 2, "2026-03-30T21:00", 2);
    play(&core, 3, "2026-03-30T22:00", 1);
    play(&core, 4, "2026-01-01T22:00", 3);
    play(&core, 2, "2025-01-01T22:00", 3);
    play(&core, 9, "2026-03-30T23:00", 3);
    let week = statistics(&core, Period::Week, &now()).unwrap();
    assert_eq!(
        (week.plays, week.listened),
        (4, 12 * MINUTE),
        "a third of a track is no play, but it was heard"
    );
    assert_eq!(
        (week.tracks_heard, week.artists_heard, week.new_tracks),
        (3, 2, 2),
        "what is gone counts, with its artist"
    );
    assert_eq!((week.library_tracks, week.library_heard), (4, 3));
    let artists: Vec<_> = week
        .top_artists
        .iter()
        .map(|top| (&*top.item.name, top.plays, top.item.plays, top.item.tracks))
        .collect();
    assert_eq!(artists, [("Ann", 3, 4, 3)]);
    assert_eq!(week.top_artists[0].listened, 9 * MINUTE);
    let albums: Vec<_> = week
        .top_albums
        .iter()
        .map(|top| (&*top.item.title, top.plays, top.item.plays))
        .collect();
    assert_eq!(albums, [("One", 3, 4)]);
    assert_eq!(week.top_albums[0].item.artist_id, Some(week.top_artists[0].item.id));
    let tracks: Vec<_> = week.top_tracks.iter().map(|top| (top.item.uid, top.plays)).collect();
    assert_eq!(tracks, [(uid(1), 2), (uid(2), 1)]);
    assert_eq!(week.top_genres, [("Jazz".into(), 3)], "two spellings are one");

    let all = statistics(&core, Period::All, &now()).unwrap();
    assert_eq!((all.plays, all.tracks_heard, all.new_tracks), (6, 4, 4));
    assert_eq!(all.top_genres, [("Jazz".into(), 4), ("Dub".into(), 1)]);
    assert_eq!(all.top_artists[1].item.name, "Bob");
    assert_eq!(
        all.days.iter().map(|day| day.plays).sum::<u64>(),
        5,
        "one lies more than 365 days back"
    );
}

#[test]
fn days_and_hours_are_those_of_the_wall_through_a_change_of_the_clock() {
    let core = core();
    // On the 29th of March 2026, a Sunday, clocks went from 02:00 to 03:00.
    play(&core, 1, "2026-03-28T23:59", 3);
    play(&core, 1, "2026-03-29T00:00", 3);
    play(&core, 1, "2026-03-29T03:00", 3);
    play(&core, 1, "2026-03-29T23:59", 3);
    play(&core, 1, "2026-03-30T00:00", 3);
    let week = statistics(&core, Period::Week, &now()).unwrap();
    let days: Vec<_> = week.days.iter().map(|day| (&*day.day, day.plays)).collect();
    let expect = [("26", 0), ("27", 0), ("28", 1), ("29", 3), ("30", 1), ("31", 0)].map(|(day, plays)| (format!("2026-03-{day}"), plays));
    assert_eq!(days[..6], expect.iter().map(|(day, plays)| (&**day, *plays)).collect::<Vec<_>>());
    assert_eq!(days[6], ("2026-04-01", 0), "today is the last");
    let busy: Vec<(usize, u64)> = (0..).zip(week.hours).filter(|(_, plays)| *plays > 0).collect();
    let hour = |weekday: usize, hour: usize| weekday * 24 + hour;
    assert_eq!(
        busy,
        [
            (hour(0, 0), 1),
            (hour(5, 23), 1),
            (hour(6, 0), 1),
            (hour(6, 3), 1),
            (hour(6, 23), 1)
        ]
    );
}

#[test]
fn the_first_instant_of_the_period_is_in_it_and_the_one_before_is_not() {
    let core = core();
    play(&core, 1, "2026-03-26T00:00", 3);
    play(&core, 1, "2026-03-25T23:59:59", 3);
    for (period, days, plays) in [
        (Period::Week, 7, 1),
        (Period::Month, 30, 2),
        (Period::Year, 365, 2),
        (Period::All, 365, 2),
    ] {
        let statistics = statistics(&core, period, &now()).unwrap();
        assert_eq!((statistics.days.len(), statistics.plays), (days, plays), "{period:?}");
        assert_eq!(statistics.days.iter().map(|day| day.plays).sum::<u64>(), plays);
        assert_eq!(statistics.hours.len(), HOURS_A_WEEK);
        assert_eq!(statistics.hours.iter().sum::<u64>(), plays);
    }
}

#[test]
fn without_a_library_history_still_counts() {
    let core = Core::new(Store::in_memory().unwrap(), DeviceChoice::Auto, None, "models".into()).unwrap();
    let nothing = statistics(&core, Period::Month, &now()).unwrap();
    assert_eq!((nothing.plays, nothing.library_tracks, nothing.days.len()), (0, 0, 30));
    play(&core, 1, "2026-03-31T20:00", 3);
    play(&core, 2, "2026-03-31T21:00", 3);
    let all = statistics(&core, Period::All, &now()).unwrap();
    assert_eq!((all.plays, all.tracks_heard, all.artists_heard), (2, 2, 1));
    assert!(all.top_tracks.is_empty() && all.top_artists.is_empty());
}
