//! Daily mixes: one list per cluster of what was listened to; before there is history, per cluster of the library.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::{DailyMix, MixBasis, Reason, SplitMix64, Timestamp};

use crate::catalogue::{Catalogue, Facts};
use crate::clusters::{pick, spherical_k_means};
use crate::matrix::Query;
use crate::mix_name::mix_name;
use crate::names::{is_seasonal, is_skit};
use crate::order::smooth_order;
use crate::reasons::{common, personal, shared};
use crate::similar::LESS;

/// Plays needed before mixes follow history instead of the library.
const ENOUGH_PLAYED_TRACKS: usize = 8;
const MIN_MIXES: usize = 4;
const MAX_MIXES: usize = 6;
/// Share of a mix that was heard before.
const KNOWN_SHARE: f32 = 0.75;
/// New tracks in a mix at least, however few known ones it has.
const MIN_FRESH: usize = 3;
/// Points clustered at most; a larger library is sampled.
const SAMPLE: usize = 4000;

/// What a day's mixes are made from.
#[derive(Clone, Debug)]
pub struct MixRequest {
    /// From the date (and the profile), so that a day's mixes can be made again.
    pub seed: u64,
    pub now: Timestamp,
    /// Tracks a mix.
    pub length: usize,
    /// Per catalogue row: how much the track was listened to, decayed with age; 0 if never.
    pub weights: Vec<f32>,
}

/// Four to six mixes for the day (fewer if the catalogue is tiny), each ordered for smooth transitions.
pub fn daily_mixes(catalogue: &Catalogue, request: &MixRequest) -> Vec<DailyMix> {
    let offered: Vec<usize> = (0..catalogue.len()).filter(|row| is_offered(catalogue, *row)).collect();
    if offered.is_empty() {
        return Vec::new();
    }
    let weight = |row: usize| request.weights.get(row).copied().unwrap_or(0.0);
    let played: Vec<usize> = offered.iter().copied().filter(|row| weight(*row) > 0.0).collect();
    let basis = if played.len() >= ENOUGH_PLAYED_TRACKS {
        MixBasis::History
    } else {
        MixBasis::Library
    };
    let mut rng = SplitMix64::new(request.seed);
    let mut ground = if basis == MixBasis::History { played } else { offered.clone() };
    if ground.len() > SAMPLE {
        rng.shuffle(&mut ground);
        ground.truncate(SAMPLE);
    }
    let points: Vec<Vec<f32>> = ground.iter().map(|row| catalogue.vector(*row)).collect();
    let weights: Vec<f32> = ground
        .iter()
        .map(|row| if basis == MixBasis::History { weight(*row) } else { 1.0 })
        .collect();
    let wanted = (ground.len() / 4).clamp(1, MAX_MIXES).max(MIN_MIXES.min(ground.len()));
    let clustering = spherical_k_means(&points, &weights, wanted, &mut rng);

    let mut order: Vec<usize> = (0..clustering.centres.len()).collect();
    let mass: Vec<f32> = order.iter().map(|k| clustering.members(*k).map(|i| weights[i]).sum()).collect();
    order.sort_by(|a, b| mass[*b].total_cmp(&mass[*a]).then(a.cmp(b)));

    let mut taken = HashSet::new();
    let mut mixes = Vec::new();
    for k in order {
        let seeds: Vec<usize> = clustering.members(k).map(|i| ground[i]).collect();
        let rows = fill(
            catalogue,
            &clustering.centres[k],
            &seeds,
            &offered,
            request,
            basis,
            &mut taken,
            &mut rng,
        );
        if rows.is_empty() {
            continue;
        }
        let rows = smooth_order(catalogue, &rows);
        let shared_by_most = common(&rows.iter().map(|row| catalogue.facts(*row)).collect::<Vec<_>>());
        let tracks = rows
            .iter()
            .enumerate()
            .map(|(place, row)| {
                let facts = catalogue.facts(*row);
                let reason = match basis {
                    MixBasis::History => personal(facts, request.now),
                    MixBasis::Library => of_the_mix(facts, &shared_by_most, place),
                };
                (catalogue.uid(*row), reason)
            })
            .collect();
        mixes.push(DailyMix {
            number: mixes.len() as u8 + 1,
            name: mix_name(catalogue, &rows),
            basis,
            tracks,
        });
    }
    mixes
}

fn is_offered(catalogue: &Catalogue, row: usize) -> bool {
    let facts = catalogue.facts(row);
    facts.may_be_chosen() && !is_skit(&facts.title, facts.duration) && !is_seasonal(&facts.title, &facts.genres)
}

/// Known tracks of the cluster by their weight, then the nearest of the rest; no track in two mixes of a day.
#[expect(clippy::too_many_arguments, reason = "one call, each a distinct ingredient")]
fn fill(
    catalogue: &Catalogue,
    centre: &[f32],
    seeds: &[usize],
    offered: &[usize],
    request: &MixRequest,
    basis: MixBasis,
    taken: &mut HashSet<usize>,
    rng: &mut SplitMix64,
) -> Vec<usize> {
    let mut artists: HashMap<Arc<str>, usize> = HashMap::new();
    let per_artist = (request.length / 5).max(2);
    let mut chosen: Vec<usize> = Vec::new();
    let mut admit = |row: usize, taken: &mut HashSet<usize>, chosen: &mut Vec<usize>| {
        let artist = &catalogue.facts(row).artist;
        if !artist.is_empty() {
            let count = artists.entry(artist.clone()).or_default();
            if *count >= per_artist {
                return;
            }
            *count += 1;
        }
        if taken.insert(row) {
            chosen.push(row);
        }
    };
    if basis == MixBasis::History {
        let known = (request.length as f32 * KNOWN_SHARE).round() as usize;
        let (lessened, wanted): (Vec<usize>, Vec<usize>) = seeds
            .iter()
            .copied()
            .filter(|row| !taken.contains(row))
            .partition(|row| catalogue.facts(*row).lessened);
        let (mut pool, mut last_resort) = (wanted, Some(lessened));
        while chosen.len() < known {
            if pool.is_empty() {
                // What is wanted less fills the gap that nothing else does.
                match last_resort.take() {
                    Some(lessened) if !lessened.is_empty() => pool = lessened,
                    _ => break,
                }
            }
            // The square root keeps one heavily played track from being certain every day.
            let chances: Vec<f32> = pool
                .iter()
                .map(|row| request.weights.get(*row).copied().unwrap_or(0.0).max(1e-3).sqrt())
                .collect();
            let row = pool.swap_remove(pick(&chances, rng));
            admit(row, taken, &mut chosen);
        }
    }
    // What was only ever skipped has no weight either, and is not new.
    let fresh = |row: &usize| {
        let unheard = request.weights.get(*row).copied().unwrap_or(0.0) <= 0.0 && catalogue.facts(*row).last_played.is_none();
        unheard || basis == MixBasis::Library
    };
    let centre = Query::new(centre);
    let mut near: Vec<(f32, usize)> = offered
        .iter()
        .filter(|row| !taken.contains(row) && fresh(row))
        .map(|row| {
            let cosine = centre.dot(catalogue.row(*row));
            // Below zero, half would be more.
            let factor = if catalogue.facts(*row).lessened && cosine > 0.0 {
                LESS
            } else {
                1.0
            };
            (cosine * factor, *row)
        })
        .filter(|(_, row)| basis == MixBasis::History || seeds.contains(row))
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    // Drawn from a band wider than needed, so that tomorrow's mix differs; nearest first within the band.
    // A small taste cluster makes a short mix rather than one that is mostly unknown.
    let share = if basis == MixBasis::History {
        (chosen.len() / 3).max(MIN_FRESH.min(chosen.len().div_ceil(2)))
    } else {
        request.length
    };
    let length = request.length.min(chosen.len() + share);
    let room = length - chosen.len();
    near.truncate(room * 3);
    let mut band: Vec<(f32, usize)> = near
        .into_iter()
        .enumerate()
        .map(|(rank, (_, row))| (rank as f32 + rng.unit() as f32 * room as f32, row))
        .collect();
    band.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (_, row) in band {
        if chosen.len() >= length {
            break;
        }
        admit(row, taken, &mut chosen);
    }
    chosen
}

/// Why a track stands in a mix that no history made: one of the things it has in common with the mix, by turns.
fn of_the_mix(facts: &Facts, shared_by_most: &Facts, place: usize) -> Reason {
    if facts.liked {
        return Reason::Liked;
    }
    let mut reasons = shared(shared_by_most, facts);
    let turn = place % reasons.len().max(1);
    reasons.drain(..).nth(turn).unwrap_or(Reason::Sound)
}

#[cfg(test)]
mod tests {
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
}
