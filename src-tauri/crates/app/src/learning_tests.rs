//! What is gathered from plays and lists, and what is made of it.

use std::collections::HashMap;

use domain::{EndReason, Lens, Play, PlaySource, SourceKind, Timestamp, TrackUid};
use store::Store;
use taste::ContextKind;

use super::*;

const MINUTE: i64 = 60_000;

fn uid(number: u32) -> TrackUid {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&number.to_le_bytes());
    TrackUid(bytes)
}

/// A play of four minutes that began so many minutes in, and was heard for this share.
fn play(track: u32, minute: i64, heard: f32, source: SourceKind) -> Play {
    let duration = Duration::from_secs(240);
    Play {
        uid: uid(track),
        started_at: Timestamp(minute * MINUTE),
        listened: duration.mul_f32(heard),
        duration,
        source: PlaySource::of(source),
        end: if heard < 1.0 { EndReason::Skipped } else { EndReason::Finished },
        title: String::new(),
        artist: String::new(),
        album: String::new(),
    }
}

/// Tracks in no album.
fn rows(count: u32) -> Rows {
    Rows {
        of: (0..count).map(|row| (uid(row), row)).collect(),
        credits: vec![("".into(), "".into()); count as usize],
        away: vec![false; count as usize],
    }
}

#[test]
fn silence_cuts_sessions_and_what_was_passed_over_is_in_none() {
    let store = Store::in_memory().unwrap();
    for play in [
        play(0, 0, 1.0, SourceKind::Library),
        play(1, 4, 0.1, SourceKind::Library),
        play(2, 5, 1.0, SourceKind::Library),
        // Half an hour after the end of the last one is the same sitting still, a minute more is not.
        play(3, 38, 0.5, SourceKind::DailyMix),
        play(4, 72, 1.0, SourceKind::Library),
        play(5, 76, 1.0, SourceKind::Library),
        play(9, 80, 1.0, SourceKind::Library),
    ] {
        store.add_play(play).unwrap();
    }
    store.create_playlist("List", &[uid(5), uid(77), uid(0)], Timestamp(0)).unwrap();
    let mut rows = rows(8);
    rows.credits[6] = ("band".into(), "record".into());
    rows.credits[7] = ("band".into(), "record".into());
    let contexts = gather(&store, &rows).unwrap();
    let found: HashMap<ContextKind, Vec<Vec<u32>>> = contexts.rows().iter().fold(HashMap::new(), |mut found, context| {
        let items = context.items.iter().map(|(item, _)| *item).collect();
        found.entry(context.kind).or_default().push(items);
        found
    });
    assert_eq!(found[&ContextKind::Session], [vec![0, 2, 3], vec![4, 5]]);
    assert_eq!(found[&ContextKind::Playlist], [vec![5, 0]], "what is gone is left out");
    assert_eq!(found[&ContextKind::Album], [vec![6, 7]]);
    let borne = contexts.rows()[0].items[2].1;
    assert!(borne < 0.2, "half of a track that our own mix chose: {borne}");
}

#[test]
fn lists_of_other_people_teach_what_goes_together_and_nothing_of_what_is_liked() {
    let store = Store::in_memory().unwrap();
    let lists = (0..24u32).map(|list| {
        let circle = list % 3;
        store::NewBorrowedList {
            file: "others.json".into(),
            name: format!("{list}"),
            items: (0..4).map(|place| uid(circle * 6 + (list / 3 + place) % 6)).collect(),
        }
    });
    store.borrow_lists(lists.collect(), Timestamp(0)).unwrap();
    let rows = rows(20);
    let contexts = gather(&store, &rows).unwrap();
    assert_eq!(contexts.len(), 24);
    assert!(contexts.rows().iter().all(|context| context.kind == ContextKind::Corpus));
    let learnt = learn_from(&contexts, &artists(&rows), &AtomicBool::new(false));
    let found = learnt.co_play.of(7);
    assert!(!found.is_empty() && found.iter().all(|(row, _)| row / 6 == 1), "{found:?}");
    let mut found = learnt.sequence.near(7).unwrap();
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    assert!(found[..4].iter().all(|(row, ..)| row / 6 == 1), "{found:?}");
    let listener = crate::listener::Listener::load(&store).unwrap();
    assert_eq!(listener.played().count(), 0);
    assert!(store.playlists().unwrap().is_empty());
    store.remove_borrowed(None).unwrap();
    assert!(gather(&store, &rows).unwrap().is_empty(), "what was given back is forgotten");
}

#[test]
fn every_lens_learns_from_lists() {
    let store = Store::in_memory().unwrap();
    // Three circles of six tracks; each list is of one.
    for list in 0..24u32 {
        let circle = list % 3;
        let tracks: Vec<TrackUid> = (0..4).map(|place| uid(circle * 6 + (list / 3 + place) % 6)).collect();
        store.create_playlist(&format!("{list}"), &tracks, Timestamp(0)).unwrap();
    }
    let rows = rows(20);
    let contexts = gather(&store, &rows).unwrap();
    let learnt = learn_from(&contexts, &artists(&rows), &AtomicBool::new(false));
    for links in [&learnt.co_play, &learnt.graph] {
        let found = links.of(7);
        assert!(!found.is_empty() && found.iter().all(|(row, score)| row / 6 == 1 && *score > 0.0 && *score < 1.0));
        assert!(links.of(19).is_empty(), "it is in no list");
    }
    for space in [&learnt.sequence, &learnt.latent] {
        let mut found = space.near(7).unwrap();
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        assert!(found[..4].iter().all(|(row, ..)| row / 6 == 1), "{found:?}");
        assert!(space.near(19).is_err());
    }
    assert!(learnt.contexts[19].is_empty());
    let unknown = learn_from(
        &gather(&Store::in_memory().unwrap(), &rows).unwrap(),
        &artists(&rows),
        &AtomicBool::new(false),
    );
    assert!(unknown.co_play.is_empty() && unknown.sequence.is_empty() && unknown.contexts.is_empty());
    assert_eq!(Lens::ALL.len(), 10);
}
