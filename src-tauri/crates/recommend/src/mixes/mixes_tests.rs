//! Tests of the daily mixes.

use std::collections::HashSet;
use std::time::Duration;

use domain::TrackUid;

use super::*;
use crate::fixture::{item, styled};

fn library(n: usize) -> Catalogue {
    let mut rng = SplitMix64::new(2);
    let items = (0..n).map(|i| {
        let style = i % 5;
        let values = styled(style, 5, 0.7, &mut rng);
        let facts = Facts {
            artist: format!("artist {}", i % 25).into(),
            artist_name: format!("Artist {}", i % 25).into(),
            title: format!("title {i}").into(),
            genres: Box::new([format!("style {style}").into()]),
            duration: Duration::from_secs(200),
            ..Facts::default()
        };
        item(i, values, facts)
    });
    Catalogue::new(items)
}

fn request(n: usize, seed: u64) -> MixRequest {
    MixRequest {
        seed,
        now: Timestamp(0),
        length: 20,
        weights: vec![0.0; n],
        activation: Vec::new(),
        balance: MixBalance::default(),
        before: Vec::new(),
        kept: HashSet::new(),
        kept_mixes: 0,
    }
}

fn index(uid: TrackUid) -> usize {
    u64::from_le_bytes(uid.0[..8].try_into().unwrap()) as usize
}

#[test]
fn before_there_is_history_mixes_come_from_the_library_and_say_so() {
    let catalogue = library(200);
    let mixes = daily_mixes(&catalogue, &request(200, 1));
    assert!((4..=6).contains(&mixes.len()), "{}", mixes.len());
    assert!(
        mixes
            .iter()
            .all(|m| m.basis == MixBasis::Library && !m.tracks.is_empty() && !m.name.is_empty())
    );
    let mut seen = HashSet::new();
    assert!(
        mixes.iter().flat_map(|m| &m.tracks).all(|(uid, _)| seen.insert(*uid)),
        "no track twice a day"
    );
}

#[test]
fn the_same_day_gives_the_same_mixes_and_another_day_others() {
    let catalogue = library(300);
    assert_eq!(daily_mixes(&catalogue, &request(300, 9)), daily_mixes(&catalogue, &request(300, 9)));
    assert_ne!(
        daily_mixes(&catalogue, &request(300, 9)),
        daily_mixes(&catalogue, &request(300, 10))
    );
}

#[test]
fn history_leads_a_mix_and_a_quarter_is_new() {
    let catalogue = library(400);
    let mut asked = request(400, 4);
    // Only style 0 and style 1 were played.
    for row in (0..400).filter(|row| row % 5 < 2 && row % 3 != 0) {
        asked.weights[row] = 1.0 + (row % 7) as f32;
    }
    let mixes = daily_mixes(&catalogue, &asked);
    assert!(!mixes.is_empty());
    for mix in &mixes {
        assert_eq!(mix.basis, MixBasis::History);
        let known = mix.tracks.iter().filter(|(uid, _)| asked.weights[index(*uid)] > 0.0).count();
        let share = known as f32 / mix.tracks.len() as f32;
        assert!(
            (0.6..=0.9).contains(&share),
            "three quarters known, not {known} of {}",
            mix.tracks.len()
        );
        let in_taste = mix.tracks.iter().filter(|(uid, _)| index(*uid) % 5 < 2).count();
        assert!(in_taste * 10 >= mix.tracks.len() * 8, "new tracks are near what was played");
    }
}

#[test]
fn banned_tracks_never_appear_and_tiny_libraries_do_not_break() {
    let mut catalogue = library(6);
    let rows = |catalogue: &Catalogue| -> HashSet<usize> {
        let mixes = daily_mixes(catalogue, &request(6, 3));
        mixes.iter().flat_map(|m| &m.tracks).map(|(uid, _)| index(*uid)).collect()
    };
    assert_eq!(rows(&catalogue).len(), 6, "all there is");
    catalogue.facts_mut(0).banned = true;
    assert_eq!(rows(&catalogue), (1..6).collect());
    catalogue.facts_mut(1).not_now = true;
    assert_eq!(rows(&catalogue), (2..6).collect());
    assert!(daily_mixes(&Catalogue::new(Vec::new()), &request(0, 3)).is_empty());
}

#[test]
fn what_is_wanted_less_gives_way_in_a_mix() {
    let mut catalogue = library(400);
    let mut asked = request(400, 4);
    for row in 0..400 {
        asked.weights[row] = 1.0;
    }
    for row in (0..400).step_by(8) {
        catalogue.facts_mut(row).lessened = true;
    }
    let mixes = daily_mixes(&catalogue, &asked);
    let tracks: Vec<usize> = mixes.iter().flat_map(|m| &m.tracks).map(|(uid, _)| index(*uid)).collect();
    assert!(
        !tracks.is_empty() && tracks.iter().all(|row| row % 8 != 0),
        "there are enough others: {tracks:?}"
    );
    for row in 0..400 {
        catalogue.facts_mut(row).lessened = true;
    }
    assert!(
        !daily_mixes(&catalogue, &asked).is_empty(),
        "and there is a mix where there is nothing else"
    );
}

#[test]
fn what_was_only_skipped_is_not_offered_as_new() {
    let mut catalogue = library(120);
    let mut asked = request(120, 4);
    asked.now = Timestamp(1_000 * 86_400_000);
    for row in 0..120 {
        match row % 4 {
            0 => {
                asked.weights[row] = 1.0;
                let facts = catalogue.facts_mut(row);
                (facts.plays, facts.last_played) = (4, Some(Timestamp(999 * 86_400_000)));
            }
            // Skipped each time: no weight is left, but it was met.
            1 | 2 => catalogue.facts_mut(row).last_played = Some(Timestamp(999 * 86_400_000)),
            _ => {}
        }
    }
    let mixes = daily_mixes(&catalogue, &asked);
    let tracks: Vec<_> = mixes.iter().flat_map(|m| &m.tracks).collect();
    for kind in [0, 3] {
        assert!(tracks.iter().any(|(uid, _)| index(*uid) % 4 == kind), "{kind}");
    }
    for (uid, reason) in tracks {
        let expect = match index(*uid) % 4 {
            0 => Reason::OftenPlayed,
            3 => Reason::NeverPlayed,
            _ => panic!("track {} was only ever skipped", index(*uid)),
        };
        assert_eq!(*reason, expect);
    }
}

#[test]
fn reasons_of_a_mix_without_history_take_turns() {
    let mut catalogue = library(100);
    for row in 0..100 {
        catalogue.facts_mut(row).year = Some(1990 + (row % 10) as i32);
    }
    for mix in daily_mixes(&catalogue, &request(100, 1)) {
        let of = |wanted: fn(&Reason) -> bool| mix.tracks.iter().filter(|(_, reason)| wanted(reason)).count();
        assert!(of(|reason| matches!(reason, Reason::Word(_))) > 0, "{mix:?}");
        assert!(of(|reason| matches!(reason, Reason::Era { decade: 1990 })) > 0, "{mix:?}");
    }
}

/// Style 0 was played often, half of it long ago; style 1 now and then.
fn with_history(n: usize) -> (Catalogue, MixRequest) {
    let mut catalogue = library(n);
    let mut asked = request(n, 4);
    asked.now = Timestamp(1_000 * 86_400_000);
    asked.activation = vec![f32::NEG_INFINITY; n];
    for row in (0..n).filter(|row| row % 5 < 2 && row % 3 != 0) {
        let days_ago = if row % 2 == 0 { 400 } else { 3 };
        let at = Timestamp(asked.now.0 - days_ago * 86_400_000);
        let facts = catalogue.facts_mut(row);
        (facts.plays, facts.last_played) = (6, Some(at));
        asked.weights[row] = if days_ago > 100 { 0.05 } else { 1.0 };
        asked.activation[row] = activation(&[at; 6], asked.now);
    }
    (catalogue, asked)
}

fn shares(catalogue: &Catalogue, asked: &MixRequest) -> (f32, f32) {
    let mixes = daily_mixes(catalogue, asked);
    let rows: Vec<usize> = mixes.iter().flat_map(|mix| &mix.tracks).map(|(uid, _)| index(*uid)).collect();
    let share = |of: &dyn Fn(usize) -> bool| rows.iter().filter(|row| of(**row)).count() as f32 / rows.len() as f32;
    let new = share(&|row| asked.weights[row] <= 0.0);
    (new, share(&|row| asked.weights[row] > 0.0 && asked.weights[row] < 0.5))
}

#[test]
fn the_slider_goes_from_what_is_familiar_over_what_is_forgotten_to_what_is_new() {
    let (catalogue, mut asked) = with_history(600);
    let mut at = |position: f32| {
        asked.balance = MixBalance::at(position);
        shares(&catalogue, &asked)
    };
    let (familiar, middle, new) = (at(0.0), at(0.5), at(1.0));
    assert!(familiar.0 < 0.13 && new.0 > 0.6, "{familiar:?} {middle:?} {new:?}");
    assert!((middle.0 - 0.25).abs() < 0.07, "{middle:?}");
    assert!(middle.1 > 1.5 * familiar.1 && middle.1 > new.1, "{familiar:?} {middle:?} {new:?}");
}

#[test]
fn what_is_alike_keeps_its_place_from_day_to_day() {
    let (catalogue, mut asked) = with_history(600);
    let style = |mix: &DailyMix| {
        let mut counts = [0; 5];
        mix.tracks.iter().for_each(|(uid, _)| counts[index(*uid) % 5] += 1);
        (0..5).max_by_key(|style| counts[*style]).unwrap()
    };
    let first = daily_mixes(&catalogue, &asked);
    asked.before = first
        .iter()
        .rev()
        .map(|mix| mix.tracks.iter().map(|(uid, _)| *uid).collect())
        .collect();
    let second = daily_mixes(&catalogue, &asked);
    let turned: Vec<usize> = first.iter().rev().map(style).collect();
    assert_eq!(second.iter().map(style).collect::<Vec<_>>(), turned);
    assert!(second.iter().enumerate().all(|(at, mix)| usize::from(mix.number) == at + 1));
}

#[test]
fn what_stays_is_in_no_other_mix_and_takes_the_place_of_one() {
    let (catalogue, mut asked) = with_history(600);
    let free = daily_mixes(&catalogue, &asked);
    asked.kept = free[0].tracks.iter().map(|(uid, _)| index(*uid)).collect();
    asked.kept_mixes = 1;
    let others = daily_mixes(&catalogue, &asked);
    assert_eq!(others.len(), free.len() - 1);
    assert!(
        others
            .iter()
            .flat_map(|mix| &mix.tracks)
            .all(|(uid, _)| !asked.kept.contains(&index(*uid)))
    );
}

#[test]
fn new_for_you_is_near_what_was_liked_and_was_never_played() {
    let (mut catalogue, asked) = with_history(600);
    // Started once and skipped: not new.
    catalogue.facts_mut(0).last_played = Some(Timestamp(5));
    let mix = new_for_you(&catalogue, &asked, &[], 7).unwrap();
    assert_eq!((mix.basis, mix.number, mix.tracks.len()), (MixBasis::New, 7, 20));
    for (uid, reason) in &mix.tracks {
        let row = index(*uid);
        assert!(row % 5 < 2 && asked.weights[row] <= 0.0 && row != 0, "{row}");
        assert!(matches!(reason, Reason::NearTo(title) if title.starts_with("title")), "{reason:?}");
    }
    assert_eq!(new_for_you(&catalogue, &asked, &[], 7).unwrap(), mix, "the same all day");
    // What the taste is against gives way.
    let taste: Vec<f32> = (0..600).map(|row| if row % 5 == 0 { 0.9 } else { 0.1 }).collect();
    let chosen = new_for_you(&catalogue, &asked, &taste, 7).unwrap();
    let liked = chosen.tracks.iter().filter(|(uid, _)| index(*uid).is_multiple_of(5)).count();
    assert!(liked >= 15, "{liked}");
    assert!(new_for_you(&catalogue, &request(600, 4), &[], 7).is_none(), "nothing was played");
}
