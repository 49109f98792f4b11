//! The queue against a naive list, and the promises that no list makes by itself.
#![allow(clippy::unwrap_used)]

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Duration;

use domain::{Origin, PlaySource, QueueItemId, RepeatMode, ShuffleMode, SourceKind, SplitMix64, TrackId, TrackUid};
use playback::{Queue, QueueSnapshot, QueueTrack};

fn track(number: i64) -> QueueTrack {
    QueueTrack {
        track: TrackId(number),
        uid: TrackUid([number as u8; 16]),
        path: PathBuf::from(format!("{number}.flac")),
        duration: Duration::from_secs(180),
        source: PlaySource::of(SourceKind::Library),
        album: None,
        artist: None,
        place_in_album: 0,
    }
}

fn tracks(numbers: std::ops::Range<i64>) -> Vec<QueueTrack> {
    numbers.map(track).collect()
}

fn numbers(queue: &Queue) -> Vec<i64> {
    queue.items().iter().map(|item| item.track.track.0).collect()
}

fn current(queue: &Queue) -> Option<i64> {
    queue.current().map(|item| item.track.track.0)
}

fn id_at(queue: &Queue, index: usize) -> QueueItemId {
    queue.items().get(index).unwrap().id
}

fn filled(count: i64) -> (Queue, SplitMix64) {
    let (mut queue, mut rng) = (Queue::new(), SplitMix64::new(1));
    queue.replace(tracks(0..count), 0, &mut rng);
    (queue, rng)
}

#[test]
fn play_next_stands_behind_the_current_and_automatic_behind_yours() {
    let (mut queue, _) = filled(3);
    queue.append(tracks(10..12), Origin::Automatic);
    queue.append(vec![track(3)], Origin::Yours);
    queue.play_next(tracks(20..22));
    assert_eq!(numbers(&queue), [0, 20, 21, 1, 2, 3, 10, 11]);
    let snapshot = queue.to_snapshot();
    assert_eq!(
        (snapshot.yours, snapshot.origin(5), snapshot.origin(6)),
        (6, Origin::Yours, Origin::Automatic)
    );
    // An automatic track that plays is yours from then on, and so is what you add.
    queue.jump_to(id_at(&queue, 6));
    queue.append(vec![track(4)], Origin::Yours);
    assert_eq!(numbers(&queue), [0, 20, 21, 1, 2, 3, 10, 4, 11]);
    assert_eq!(queue.to_snapshot().yours, 8);
}

#[test]
fn moving_stops_at_the_boundary_one_way_and_adopts_the_other() {
    let (mut queue, _) = filled(4);
    queue.append(tracks(10..13), Origin::Automatic);
    queue.move_items(&[id_at(&queue, 1)], 7);
    assert_eq!((numbers(&queue), queue.to_snapshot().yours), (vec![0, 2, 3, 1, 10, 11, 12], 4));
    queue.move_items(&[id_at(&queue, 6), id_at(&queue, 0)], 2);
    assert_eq!((numbers(&queue), queue.to_snapshot().yours), (vec![2, 0, 12, 3, 1, 10, 11], 5));
    assert_eq!(current(&queue), Some(0));
    queue.move_items(&[id_at(&queue, 5)], 7);
    assert_eq!((numbers(&queue), queue.to_snapshot().yours), (vec![2, 0, 12, 3, 1, 11, 10], 5));
}

#[test]
fn removing_the_current_makes_the_next_one_current() {
    let (mut queue, _) = filled(4);
    queue.jump_to(id_at(&queue, 1));
    queue.remove(&[id_at(&queue, 1), id_at(&queue, 2)]);
    assert_eq!((numbers(&queue), current(&queue)), (vec![0, 3], Some(3)));
    queue.remove(&[id_at(&queue, 1)]);
    assert_eq!((numbers(&queue), current(&queue)), (vec![0], None));
}

#[test]
fn repeat_rules() {
    let (mut queue, _) = filled(2);
    let (first, last) = (id_at(&queue, 0), id_at(&queue, 1));
    for (repeat, after_first, after_last) in [
        (RepeatMode::Off, Some(1), None),
        (RepeatMode::All, Some(1), Some(0)),
        (RepeatMode::One, Some(0), Some(1)),
    ] {
        queue.set_repeat(repeat);
        assert_eq!(queue.following(first).map(|item| item.track.track.0), after_first, "{repeat:?}");
        assert_eq!(queue.following(last).map(|item| item.track.track.0), after_last, "{repeat:?}");
    }
    // A hand goes on, also when one track repeats.
    assert_eq!(queue.advance().unwrap().track.track.0, 1);
    assert!(queue.advance().is_none());
    assert_eq!(current(&queue), Some(1));
}

#[test]
fn shuffle_plays_everything_once_and_goes_back() {
    let (mut queue, mut rng) = filled(100);
    queue.append(tracks(200..210), Origin::Automatic);
    queue.jump_to(id_at(&queue, 40));
    queue.set_shuffle(ShuffleMode::Tracks, &mut rng);
    assert_eq!(current(&queue), Some(40));
    let mut heard = vec![40];
    while let Some(item) = queue.advance() {
        heard.push(item.track.track.0);
    }
    assert_ne!(heard[..100], (0..100).collect::<Vec<_>>());
    assert!(heard[..100].iter().all(|number| *number < 100) && heard[100..].iter().all(|number| *number >= 200));
    assert_eq!(heard.iter().collect::<HashSet<_>>().len(), 110);
    let last = current(&queue).unwrap();
    queue.play_next(vec![track(500)]);
    queue.set_shuffle(ShuffleMode::Off, &mut rng);
    let mut expect: Vec<_> = (0..100).chain(200..210).collect();
    expect.insert(expect.iter().position(|number| *number == last).unwrap() + 1, 500);
    assert_eq!(numbers(&queue), expect, "what is to be next is next in this order, too");
}

#[test]
fn undo_takes_every_edit_back_and_redo_makes_it_again() {
    let (mut queue, mut rng) = filled(5);
    let mut states = vec![numbers(&queue)];
    type Edit = &'static dyn Fn(&mut Queue, &mut SplitMix64);
    let edits: [Edit; 8] = [
        &|queue, _| queue.play_next(tracks(10..12)),
        &|queue, _| queue.append(tracks(20..22), Origin::Automatic),
        &|queue, _| queue.remove(&[id_at(queue, 1), id_at(queue, 3)]),
        &|queue, _| queue.move_items(&[id_at(queue, 3)], 1),
        &|queue, rng| queue.set_shuffle(ShuffleMode::Tracks, rng),
        &|queue, rng| queue.set_shuffle(ShuffleMode::Off, rng),
        &|queue, _| queue.clear(),
        &|queue, rng| queue.replace(tracks(30..33), 1, rng),
    ];
    for edit in edits {
        edit(&mut queue, &mut rng);
        states.push(numbers(&queue));
    }
    for state in states.iter().rev().skip(1) {
        assert!(queue.undo());
        assert_eq!(numbers(&queue), *state);
    }
    for state in &states[1..] {
        assert!(queue.redo());
        assert_eq!(numbers(&queue), *state);
    }
    assert!(!queue.redo());
    for _ in 0..8 {
        assert!(queue.undo());
    }
    queue.append(vec![track(9)], Origin::Yours);
    assert!(!queue.redo(), "an edit after undoing ends what could be redone");
}

#[test]
fn a_hundred_steps_of_a_hundred_thousand_entries() {
    let (mut queue, _) = filled(100_000);
    for step in 0..150 {
        queue.play_next(vec![track(200_000 + step)]);
    }
    assert_eq!(queue.items().len(), 100_150);
    for _ in 0..150 {
        assert!(queue.undo());
    }
    assert_eq!(queue.items().len(), 100_000);
    assert_eq!(queue.items().get(99_999).unwrap().track.track.0, 99_999);
}

#[test]
fn a_kept_queue_comes_back_as_it_was() {
    let (mut queue, mut rng) = filled(20);
    queue.append(tracks(30..35), Origin::Automatic);
    queue.set_shuffle(ShuffleMode::Tracks, &mut rng);
    queue.set_repeat(RepeatMode::All);
    queue.advance();
    let kept = queue.to_snapshot();
    let mut back = Queue::from_snapshot(kept.clone());
    assert_eq!(back.to_snapshot(), kept);
    let fresh = back.items().iter().map(|item| item.id).max().unwrap();
    back.append(vec![track(99)], Origin::Yours);
    assert!(back.items().iter().any(|item| item.id > fresh), "new entries get new ids");
    let broken = QueueSnapshot {
        current: Some(QueueItemId(777)),
        yours: 999,
        ..kept
    };
    let mended = Queue::from_snapshot(broken);
    assert_eq!((mended.current_index(), mended.to_snapshot().yours), (None, 25));
}
