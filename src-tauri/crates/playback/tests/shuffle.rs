//! What a listener expects of shuffle.
#![allow(clippy::unwrap_used)]

use std::collections::HashSet;

use domain::{Origin, RepeatMode, ShuffleMode, SplitMix64};
use playback::{Queue, QueueTrack};

mod entries;
use entries::{id_of, numbers, of_album as track};

/// `artists` × `albums` × `tracks`; the hundreds of a number say which album.
fn library(artists: i64, albums: i64, tracks: i64) -> Vec<QueueTrack> {
    let all = (0..artists * albums * tracks).map(|n| {
        let album = n / tracks;
        let place = n % tracks;
        track(
            album * 100 + place,
            Some(album as u64),
            Some((album / albums) as u64),
            place as u32 + 1,
        )
    });
    all.collect()
}

fn playing(tracks: Vec<QueueTrack>, start: usize, mode: ShuffleMode) -> (Queue, SplitMix64) {
    let (mut queue, mut rng) = (Queue::new(), SplitMix64::new(11));
    queue.replace(tracks, start, &mut rng);
    queue.set_shuffle(mode, &mut rng);
    (queue, rng)
}

fn artists(queue: &Queue) -> Vec<u64> {
    queue.items().iter().filter_map(|item| item.track.artist).collect()
}

#[test]
fn artists_stand_apart() {
    let (queue, _) = playing(library(10, 2, 20), 0, ShuffleMode::Tracks);
    assert!(artists(&queue).windows(2).all(|pair| pair[0] != pair[1]));
    // Where one has most of the queue, the others are put between.
    let mut many = library(1, 1, 60);
    many.extend((0..20).map(|n| track(10_000 + n, None, Some(100 + n as u64), 0)));
    let (queue, _) = playing(many, 3, ShuffleMode::Tracks);
    assert_eq!(artists(&queue).windows(2).filter(|pair| pair[0] == pair[1]).count(), 39);
}

#[test]
fn albums_are_dealt_whole() {
    let mut tracks = library(6, 2, 10);
    // Added in a heap, one of them with no album at all.
    SplitMix64::new(5).shuffle(&mut tracks);
    tracks.push(track(9_999, None, None, 0));
    let (mut queue, mut rng) = playing(tracks, 0, ShuffleMode::Albums);
    queue.set_repeat(RepeatMode::All);
    for round in 0..20 {
        let all = numbers(&queue);
        let mut albums: Vec<i64> = all.iter().map(|number| number / 100).collect();
        if round == 0 {
            // It began in the middle of an album.
            let first = all.iter().take_while(|number| **number / 100 == all[0] / 100).count() as i64;
            assert_eq!(all[0] % 100 + first, 10, "{all:?}");
        } else {
            albums.dedup();
            assert_eq!(albums.len(), 13);
            assert!(all.windows(2).all(|pair| pair[0] / 100 != pair[1] / 100 || pair[0] + 1 == pair[1]));
            let artist = |album: &i64| if *album == 99 { -1 } else { album / 2 };
            assert!(albums.windows(2).all(|pair| artist(&pair[0]) != artist(&pair[1])), "{albums:?}");
        }
        let last = *all.last().unwrap();
        queue.choose(id_of(&queue, last));
        queue.advance();
        assert_ne!(numbers(&queue)[0] / 100, last / 100, "the album that ended does not begin again");
    }
    // A track stands in the queue twice: so does its album.
    let twice: Vec<_> = library(1, 1, 3).into_iter().chain(library(1, 1, 3)).collect();
    queue.set_shuffle(ShuffleMode::Off, &mut rng);
    queue.replace(twice, 0, &mut rng);
    queue.set_shuffle(ShuffleMode::Albums, &mut rng);
    assert_eq!(numbers(&queue), [0, 1, 2, 0, 1, 2]);
}

#[test]
fn a_queue_that_repeats_is_dealt_anew_each_round() {
    for mode in [ShuffleMode::Tracks, ShuffleMode::Albums] {
        for tracks in [library(1, 1, 2), library(3, 2, 4), library(40, 1, 1)] {
            let len = tracks.len();
            let (mut queue, _) = playing(tracks, 0, mode);
            queue.set_repeat(RepeatMode::All);
            let (mut last, mut orders) = (None, HashSet::new());
            for _ in 0..10 {
                let mut heard = Vec::new();
                for _ in 0..len {
                    let id = queue.current().unwrap().id;
                    assert_ne!(Some(id), last, "nothing plays twice in a row");
                    heard.push(id);
                    last = Some(id);
                    // As the engine does: what follows is asked for first, and several tracks ahead.
                    let next = queue.following(id).unwrap().id;
                    queue.following(next);
                    assert!(queue.jump_to(next));
                }
                assert_eq!(heard.iter().collect::<HashSet<_>>().len(), len, "each once in a round");
                orders.insert(heard);
            }
            // Of two there is one order without a track twice in a row, of one album one order at all.
            assert!(len == 2 || orders.len() > 8, "{mode:?} {len}: {} orders", orders.len());
        }
    }
}

#[test]
fn what_was_foretold_across_the_seam_is_what_plays() {
    let (mut queue, _) = playing(library(5, 1, 4), 0, ShuffleMode::Tracks);
    queue.set_repeat(RepeatMode::All);
    for _ in 0..18 {
        queue.advance();
    }
    let mut ahead = vec![queue.current().unwrap().id];
    for _ in 0..8 {
        ahead.push(queue.following(*ahead.last().unwrap()).unwrap().id);
    }
    for id in &ahead[1..] {
        assert!(queue.jump_to(*id));
        assert_eq!(queue.current().unwrap().id, *id);
    }
    assert_eq!(queue.current_index(), Some(6), "no entry of the new round was left out");
    // Back over the seam: what was heard before it, and then the same again.
    for id in ahead[..8].iter().rev() {
        assert_eq!(queue.back().unwrap().id, *id);
    }
    for id in &ahead[1..] {
        assert_eq!(queue.advance().unwrap().id, *id);
    }
}

#[test]
fn a_new_round_is_no_edit() {
    let (mut queue, mut rng) = playing(library(5, 1, 4), 0, ShuffleMode::Tracks);
    queue.set_repeat(RepeatMode::All);
    queue.append(library(1, 1, 1), Origin::Yours);
    let before = numbers(&queue);
    for _ in 0..30 {
        queue.advance();
    }
    let playing = queue.current().unwrap().id;
    assert_ne!(numbers(&queue), before);
    assert!(queue.undo());
    assert_eq!(numbers(&queue), before[..20], "the edit before the round is what is taken back");
    assert_eq!(queue.current().unwrap().id, playing);
    assert!(queue.redo());
    assert_eq!(queue.items().len(), 21);
    queue.set_shuffle(ShuffleMode::Off, &mut rng);
    let expect: Vec<i64> = library(5, 1, 4).iter().map(|track| track.track.0).chain([0]).collect();
    assert_eq!(numbers(&queue), expect);
    assert_eq!(queue.current().unwrap().id, playing);
}

#[test]
fn a_hand_that_chooses_deals_nothing() {
    let (mut queue, _) = playing(library(3, 1, 2), 0, ShuffleMode::Tracks);
    queue.set_repeat(RepeatMode::All);
    let all = numbers(&queue);
    for from in &all {
        for to in &all {
            queue.choose(id_of(&queue, *from));
            queue.following(id_of(&queue, *from));
            assert!(queue.choose(id_of(&queue, *to)));
            assert_eq!(numbers(&queue), all);
        }
    }
}

#[test]
fn what_comes_while_it_is_shuffled_has_a_place_in_both_orders() {
    let (mut queue, mut rng) = playing(library(1, 1, 6), 2, ShuffleMode::Tracks);
    let own = |number: i64| vec![track(number, None, None, 0)];
    queue.play_next(own(100));
    queue.append(own(200), Origin::Yours);
    queue.append(own(300), Origin::Automatic);
    let behind = queue.items().get(3).unwrap().track.track.0;
    queue.insert(4, own(400));
    let shuffled = numbers(&queue);
    assert_eq!((shuffled[0], shuffled[1], shuffled[4]), (2, 100, 400));
    assert_eq!(shuffled[shuffled.len() - 2..], [200, 300], "at the end, each behind its like");
    queue.remove(&[id_of(&queue, 5)]);
    queue.set_shuffle(ShuffleMode::Off, &mut rng);
    let mut expect = vec![0, 1, 2, 100, 3, 4, 5, 200, 300];
    expect.insert(expect.iter().position(|number| *number == behind).unwrap() + 1, 400);
    expect.retain(|number| *number != 5);
    assert_eq!(numbers(&queue), expect);
    assert_eq!(queue.current_index(), Some(2));
    // From tracks to albums: of the order from before, not of the shuffled one.
    queue.set_shuffle(ShuffleMode::Tracks, &mut rng);
    queue.set_shuffle(ShuffleMode::Albums, &mut rng);
    assert_eq!(
        (queue.shuffle(), numbers(&queue)[..3].to_vec()),
        (ShuffleMode::Albums, vec![2, 3, 4])
    );
    queue.set_shuffle(ShuffleMode::Off, &mut rng);
    assert_eq!(numbers(&queue), expect);
}
