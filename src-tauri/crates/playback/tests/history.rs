//! The undo history over a restart: how much it takes, and what becomes of one that does not fit.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use domain::{Origin, RepeatMode, ShuffleMode, SplitMix64};
use playback::{HistoryStep, Queue, QueueHistory};

mod entries;
use entries::{id_of, numbers, of_album};

const MANY: i64 = 100_000;

fn filled(count: i64) -> (Queue, SplitMix64) {
    let (mut queue, mut rng) = (Queue::new(), SplitMix64::new(1));
    let tracks = (0..count)
        .map(|n| of_album(n, Some(n as u64 / 10), Some(n as u64 / 50), 0))
        .collect();
    queue.replace(tracks, 0, &mut rng);
    (queue, rng)
}

fn kept(queue: &Queue) -> QueueHistory {
    queue.steps().export(&queue.to_snapshot())
}

/// What it takes: bytes of the changes, and how many entries are kept beside them.
fn size(steps: &[HistoryStep]) -> (usize, usize) {
    let changes = steps.iter().map(|step| step.change.len()).sum();
    (changes, steps.iter().map(|step| step.entries.len()).sum())
}

#[test]
fn two_hundred_edits_of_a_hundred_thousand_entries_take_little() {
    let (mut queue, mut rng) = filled(MANY);
    for edit in 0..210 {
        let len = queue.items().len();
        let id = queue.items().get(rng.below(len)).unwrap().id;
        let new = vec![of_album(MANY + edit, None, None, 0)];
        match edit % 6 {
            0 => queue.play_next(new),
            1 => queue.append(new, Origin::Automatic),
            2 => queue.insert(rng.below(len), new),
            3 => queue.move_items(&[id], rng.below(len)),
            4 => queue.move_items(&[id], 1),
            _ => queue.remove(&[id]),
        }
        queue.advance();
    }
    let history = kept(&queue);
    let (bytes, entries) = size(&history.undo);
    assert_eq!((history.undo.len(), history.redo.len()), (200, 0));
    assert!(bytes < 10_000 && entries <= 100, "{bytes} bytes, {entries} entries");
    // Copies share what they have in common, before and after.
    let mut back = Queue::restore(queue.to_snapshot(), &history);
    assert_eq!(kept(&back), history);
    for _ in 0..200 {
        assert!(queue.undo() && back.undo());
    }
    assert_eq!(queue.to_snapshot(), back.to_snapshot());
    let (bytes, _) = size(&kept(&back).redo);
    assert!(bytes < 10_000, "{bytes} bytes to be made again");
}

#[test]
fn a_shuffle_costs_its_ids_and_turning_it_off_less() {
    let (mut queue, mut rng) = filled(MANY);
    queue.set_shuffle(ShuffleMode::Tracks, &mut rng);
    queue.set_shuffle(ShuffleMode::Off, &mut rng);
    queue.clear();
    let history = kept(&queue);
    let sizes: Vec<usize> = history.undo.iter().map(|step| step.change.len()).collect();
    let limits = [110_000, 330_000, 110_000, 100];
    assert_eq!(sizes.len(), limits.len());
    assert!(sizes.iter().zip(limits).all(|(size, limit)| *size < limit), "{sizes:?}");
    assert_eq!(size(&history.undo).1, MANY as usize, "each entry is kept once");
}

#[test]
fn a_history_of_another_queue_is_forgotten() {
    let (mut queue, mut rng) = filled(10);
    queue.play_next(vec![of_album(100, None, None, 0)]);
    let history = kept(&queue);
    assert!(Queue::restore(queue.to_snapshot(), &history).can_undo());
    // Saved, and then one track more: as after a crash between the two.
    queue.append(vec![of_album(101, None, None, 0)], Origin::Yours);
    assert!(!Queue::restore(queue.to_snapshot(), &history).can_undo());
    queue.undo();
    queue.set_shuffle(ShuffleMode::Albums, &mut rng);
    assert!(!Queue::restore(queue.to_snapshot(), &history).can_undo());
}

#[test]
fn a_step_with_entries_that_nobody_knows_ends_it() {
    let (mut queue, _) = filled(10);
    queue.remove(&[id_of(&queue, 3)]);
    queue.remove(&[id_of(&queue, 5)]);
    queue.remove(&[id_of(&queue, 7)]);
    let mut history = kept(&queue);
    // The track of the second is in the library no more.
    history.undo[1].entries = Vec::new().into();
    let mut back = Queue::restore(queue.to_snapshot(), &history);
    assert!(back.undo());
    assert_eq!(numbers(&back), [0, 1, 2, 4, 6, 7, 8, 9]);
    assert!(!back.undo());
    history.undo[0].change = Arc::new([1, 200, 3]);
    assert!(!Queue::restore(queue.to_snapshot(), &history).can_undo());
}

#[test]
fn what_comes_after_a_restart_has_ids_of_its_own() {
    let (mut queue, _) = filled(3);
    queue.append(vec![of_album(50, None, None, 0)], Origin::Yours);
    queue.undo();
    let mut back = Queue::restore(queue.to_snapshot(), &kept(&queue));
    back.set_repeat(RepeatMode::All);
    assert!(back.redo());
    back.append(vec![of_album(60, None, None, 0)], Origin::Yours);
    let mut ids: Vec<_> = back.items().iter().map(|item| item.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), numbers(&back)), (5, vec![0, 1, 2, 50, 60]));
}
