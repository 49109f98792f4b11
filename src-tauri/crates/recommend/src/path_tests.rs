//! Paths over made-up libraries.

use std::collections::HashSet;
use std::time::Duration;

use domain::{Embedding, SplitMix64, TrackId, TrackUid};

use super::*;
use crate::{Facts, Item};

fn item(row: usize, values: Vec<f32>, artist: &str) -> Item {
    let mut uid = [0; 16];
    uid[..8].copy_from_slice(&(row as u64).to_le_bytes());
    Item {
        id: TrackId(row as i64),
        uid: TrackUid(uid),
        embedding: Embedding::new(values).unwrap(),
        facts: Facts {
            artist: artist.into(),
            title: format!("track {row}").into(),
            duration: Duration::from_secs(180),
            ..Facts::default()
        },
    }
}

/// Tracks around twelve styles, five an artist; the space between two styles is as thin as in music.
fn library(count: usize, dim: usize) -> Catalogue {
    let mut rng = SplitMix64::new(17);
    let mut noise = |scale: f32| -> Vec<f32> { (0..dim).map(|_| scale * (rng.unit() as f32 - 0.5)).collect() };
    let styles: Vec<Vec<f32>> = (0..12).map(|_| noise(2.0)).collect();
    let items = (0..count).map(|row| {
        let own = noise(1.6);
        // A third of the tracks stand between two styles.
        let (a, b) = (&styles[row % 12], &styles[if row % 3 == 0 { row / 12 % 12 } else { row % 12 }]);
        let values = (0..dim).map(|d| a[d] + b[d] + own[d]).collect();
        item(row, values, &format!("artist {}", row / 5))
    });
    Catalogue::new(items)
}

/// The longest step of a path with its ends.
fn largest_jump(catalogue: &Catalogue, from: usize, to: usize, path: &[usize]) -> f32 {
    let whole: Vec<usize> = [from].into_iter().chain(path.iter().copied()).chain([to]).collect();
    let steps = whole.windows(2).map(|pair| 1.0 - catalogue.cosine(pair[0], pair[1]));
    steps.fold(0.0, f32::max)
}

/// The plain method: to each point of the arc the nearest track that is left.
fn nearest_to_waypoints(catalogue: &Catalogue, from: usize, to: usize, steps: usize) -> Vec<usize> {
    let arc = Arc::new(catalogue, from, to);
    let mut path = Vec::new();
    for step in 1..=steps {
        let near = arc.nearest(step as f32 / (steps + 1) as f32, catalogue.len());
        let open = near.into_iter().find(|(row, _)| ![from, to].contains(row) && !path.contains(row));
        path.extend(open.map(|(row, _)| row));
    }
    path
}

fn pairs(count: usize) -> impl Iterator<Item = (usize, usize)> {
    let mut rng = SplitMix64::new(5);
    (0..24).map(move |_| (rng.below(count), rng.below(count))).filter(|(a, b)| a != b)
}

#[test]
fn a_path_has_the_length_asked_and_nothing_twice_and_is_the_same_again() {
    let catalogue = library(600, 24);
    for steps in [1, 3, 10, 30] {
        for (from, to) in pairs(600) {
            let path = path_between(&catalogue, from, to, steps);
            assert_eq!(path.len(), steps, "{from} to {to}");
            assert_eq!(path.iter().collect::<HashSet<_>>().len(), steps, "no track twice");
            assert!(!path.contains(&from) && !path.contains(&to));
            assert_eq!(path_between(&catalogue, from, to, steps), path);
        }
    }
}

#[test]
fn its_largest_jump_is_smaller_than_by_the_nearest_track_to_each_point() {
    let catalogue = library(600, 24);
    let (mut plain, mut ours, mut lost) = (0.0, 0.0, 0);
    for (from, to) in pairs(600) {
        let a = largest_jump(&catalogue, from, to, &nearest_to_waypoints(&catalogue, from, to, 10));
        let b = largest_jump(&catalogue, from, to, &path_between(&catalogue, from, to, 10));
        (plain, ours) = (plain + a, ours + b);
        lost += usize::from(b > a + 0.02);
    }
    assert!(ours < 0.9 * plain, "{ours} {plain}");
    assert!(lost <= 1, "{lost}");
}

#[test]
fn it_goes_forward() {
    let catalogue = library(600, 24);
    let (mut steps, mut back) = (0, 0);
    for (from, to) in pairs(600) {
        let path = path_between(&catalogue, from, to, 10);
        let nearer = |row: usize| catalogue.cosine(row, to) - catalogue.cosine(row, from);
        steps += 5;
        back += (0..5).filter(|i| nearer(path[i + 5]) < nearer(path[*i])).count();
        assert!(nearer(path[0]) < nearer(path[9]), "{from} to {to}");
    }
    assert!(back * 10 < steps, "{back} of {steps} lie further back than five tracks before");
}

#[test]
fn points_on_an_arc_come_out_in_their_order() {
    let angles = [0.0f32, 1.2, 0.3, 0.9, 0.6, 1.5];
    let items = angles
        .iter()
        .enumerate()
        .map(|(row, angle)| item(row, vec![angle.cos(), angle.sin()], ""));
    let catalogue = Catalogue::new(items);
    assert_eq!(path_between(&catalogue, 0, 5, 4), [2, 4, 3, 1]);
    assert_eq!(path_between(&catalogue, 5, 0, 4), [1, 3, 4, 2]);
}

#[test]
fn two_small_steps_beat_a_large_one() {
    // One track stands a little nearer to the middle, but across a gap from both ends.
    let items = [vec![1.0, 0.0, 0.0], vec![0.0, 1.0, 0.0], vec![0.8, 0.8, 0.35], vec![0.2, 0.2, 1.0]];
    let catalogue = Catalogue::new(items.into_iter().enumerate().map(|(row, v)| item(row, v, "")));
    assert_eq!(path_between(&catalogue, 0, 1, 1), [2]);
}

#[test]
fn what_may_not_be_chosen_and_copies_stay_out() {
    let mut catalogue = library(300, 24);
    let path = path_between(&catalogue, 3, 200, 8);
    catalogue.facts_mut(path[0]).banned = true;
    catalogue.facts_mut(path[1]).not_now = true;
    catalogue.facts_mut(path[2]).unavailable = true;
    catalogue.facts_mut(path[3]).title = "Interlude".into();
    catalogue.facts_mut(path[3]).duration = Duration::from_secs(30);
    catalogue.facts_mut(path[4]).title = "Last Christmas".into();
    let version = Facts {
        title: "track 3 (Live)".into(),
        ..catalogue.facts(3).clone()
    };
    *catalogue.facts_mut(path[5]) = version;
    let other = path_between(&catalogue, 3, 200, 8);
    assert_eq!(other.len(), 8);
    for row in &path[..6] {
        assert!(!other.contains(row), "{row} of {other:?}");
    }
    // Two copies of one file without tags are not both passed.
    let mut catalogue = Catalogue::new((0..4).map(|row| item(row, vec![1.0, row as f32 * 0.1], "")));
    (1..3).for_each(|row| catalogue.facts_mut(row).title = "01".into());
    assert_eq!(path_between(&catalogue, 0, 3, 5).len(), 1);
}

#[test]
fn an_artist_comes_twice_in_a_row_at_most() {
    // One artist fills the way; a few others stand aside.
    let items = (0..400).map(|row| {
        let angle = row as f32 / 400.0;
        let aside = if row % 40 == 7 { 0.9 } else { 0.0 };
        let artist = if aside > 0.0 { format!("other {row}") } else { "prolific".into() };
        item(row, vec![angle.cos(), angle.sin(), aside], &artist)
    });
    let catalogue = Catalogue::new(items);
    let path = path_between(&catalogue, 0, 399, 12);
    assert_eq!(path.len(), 12);
    let whole: Vec<usize> = [0].into_iter().chain(path).chain([399]).collect();
    let artists: Vec<&str> = whole.iter().map(|row| &*catalogue.facts(*row).artist).collect();
    assert!(
        artists.windows(3).all(|three| three[0] != three[1] || three[1] != three[2]),
        "{artists:?}"
    );
}

#[test]
fn what_is_wanted_less_is_gone_around() {
    let mut catalogue = library(300, 24);
    let path = path_between(&catalogue, 3, 200, 6);
    catalogue.facts_mut(path[2]).lessened = true;
    assert!(!path_between(&catalogue, 3, 200, 6).contains(&path[2]));
}

#[test]
fn tiny_libraries_give_what_they_have() {
    assert!(path_between(&library(1, 8), 0, 0, 5).is_empty());
    assert!(path_between(&library(2, 8), 0, 1, 5).is_empty());
    assert_eq!(path_between(&library(12, 8), 0, 11, 30).len(), 10, "all that lie between, once");
    assert!(path_between(&library(12, 8), 0, 11, 0).is_empty());
    assert!(path_between(&library(40, 8), 7, 7, 5).is_empty());
}

#[test]
fn identical_and_opposite_vectors_give_finite_costs_and_whole_paths() {
    let same = Catalogue::new((0..30).map(|row| item(row, vec![0.6, 0.8], &format!("artist {row}"))));
    assert_eq!(path_between(&same, 0, 29, 10).len(), 10);
    let angle = |row: usize| std::f32::consts::PI * row as f32 / 29.0;
    let half = (0..30).map(|row| item(row, vec![angle(row).cos(), angle(row).sin()], &format!("artist {row}")));
    let half = Catalogue::new(half);
    let path = path_between(&half, 0, 29, 10);
    assert_eq!(path.len(), 10);
    for share in [0.0, 0.3, 0.5, 1.0] {
        for catalogue in [&same, &half] {
            let near = Arc::new(catalogue, 0, 29).nearest(share, 30);
            assert!(near.len() == 30 && near.iter().all(|(_, cosine)| cosine.is_finite()));
        }
    }
}

/// Nearly all tracks by one artist, everything around the same two points.
fn one_artist_owns_all(count: usize, dim: usize) -> Catalogue {
    let mut rng = SplitMix64::new(23);
    let items = (0..count).map(|row| {
        let values = (0..dim).map(|d| rng.unit() as f32 + if d == row % 2 { 1.0 } else { 0.0 }).collect();
        let artist = if row % 250 == 7 {
            format!("other {row}")
        } else {
            "prolific".into()
        };
        item(row, values, &artist)
    });
    Catalogue::new(items)
}

#[test]
fn one_artist_with_nearly_all_tracks_leaves_what_the_rules_leave() {
    let catalogue = one_artist_owns_all(3000, 8);
    let path = path_between(&catalogue, 0, 2999, 30);
    // Twelve others make room for two by the artist between each, the ends being two of them.
    assert_eq!(path.len(), 30);
    let whole: Vec<usize> = [0].into_iter().chain(path.iter().copied()).chain([2999]).collect();
    let prolific = |row: &usize| &*catalogue.facts(*row).artist == "prolific";
    assert!(whole.windows(3).all(|three| !three.iter().all(prolific)));
    assert_eq!(whole.iter().collect::<HashSet<_>>().len(), 32);
}

#[test]
fn what_was_left_over_is_measured_once_against_each_track_of_the_way() {
    let catalogue = one_artist_owns_all(3000, 8);
    let mut songs = Songs::new(&catalogue, 0, 2999);
    let left = songs.pick(1..2999, 2000);
    let (offered, mut whole) = (left.len(), vec![songs.of(0), songs.of(2999)]);
    let measured = std::cell::Cell::new(0);
    insert_cheapest(&mut whole, left, 32, |a, b| {
        measured.set(measured.get() + 1);
        1.0 - catalogue.cosine(a.row, b.row)
    });
    assert_eq!((offered, whole.len()), (2000, 32));
    assert!(measured.get() <= (offered + 1) * whole.len(), "{}", measured.get());
}

#[test]
fn an_insertion_takes_the_smallest_detour() {
    let angles = [0.0f32, 1.5, 0.4, 1.1, 0.75];
    let items = angles
        .iter()
        .enumerate()
        .map(|(row, angle)| item(row, vec![angle.cos(), angle.sin()], ""));
    let catalogue = Catalogue::new(items);
    let mut songs = Songs::new(&catalogue, 0, 1);
    let mut whole = vec![songs.of(0), songs.of(1)];
    let left = songs.pick(2..5, 3);
    insert_cheapest(&mut whole, left, 9, |a, b| {
        let length = 1.0 - catalogue.cosine(a.row, b.row);
        length * length
    });
    assert_eq!(whole.iter().map(|song| song.row).collect::<Vec<_>>(), [0, 2, 4, 3, 1]);
}
