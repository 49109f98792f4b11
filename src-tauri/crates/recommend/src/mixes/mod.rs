//! Daily mixes: one list per cluster of what was listened to; before there is history, per cluster of the library. And one of what was
//! never played.

mod balance;
mod fill;
mod forgotten;
mod fresh;
mod matching;

use std::collections::HashSet;

use domain::{DailyMix, MixBasis, Reason, SplitMix64, Timestamp, TrackUid};

use crate::catalogue::{Catalogue, Facts};
use crate::clusters::spherical_k_means;
use crate::mix_name::mix_name;
use crate::names::{is_seasonal, is_skit};
use crate::order::smooth_order;
use crate::reasons::{common, personal, shared};
use fill::fill;
use forgotten::Forgotten;
use matching::in_order_of;

pub use balance::MixBalance;
pub use forgotten::activation;
pub use fresh::new_for_you;

/// Plays needed before mixes follow history instead of the library.
const ENOUGH_PLAYED_TRACKS: usize = 8;
const MIN_MIXES: usize = 4;
const MAX_MIXES: usize = 6;
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
    /// Per catalogue row: how present the track is in memory ([`activation`]); negative infinity if it was never played through.
    pub activation: Vec<f32>,
    pub balance: MixBalance,
    /// The tracks of the mixes before these, in their order: what is still alike keeps its place.
    pub before: Vec<Vec<TrackUid>>,
    /// Rows of mixes that stay: no other mix has them.
    pub kept: HashSet<usize>,
    /// How many mixes stay; there are so many fewer new ones.
    pub kept_mixes: usize,
}

impl MixRequest {
    fn weight(&self, row: usize) -> f32 {
        self.weights.get(row).copied().unwrap_or(0.0)
    }
}

/// Four to six mixes for the day, those that stay included (fewer if the catalogue is tiny), each ordered for smooth transitions.
pub fn daily_mixes(catalogue: &Catalogue, request: &MixRequest) -> Vec<DailyMix> {
    let offered: Vec<usize> = (0..catalogue.len()).filter(|row| is_offered(catalogue, *row)).collect();
    if offered.is_empty() {
        return Vec::new();
    }
    let played: Vec<usize> = offered.iter().copied().filter(|row| request.weight(*row) > 0.0).collect();
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
        .map(|row| if basis == MixBasis::History { request.weight(*row) } else { 1.0 })
        .collect();
    let wanted = (ground.len() / 4).clamp(1, MAX_MIXES).max(MIN_MIXES.min(ground.len()));
    let clustering = spherical_k_means(&points, &weights, wanted, &mut rng);

    let mut order: Vec<usize> = (0..clustering.centres.len()).collect();
    let mass: Vec<f32> = order.iter().map(|k| clustering.members(*k).map(|i| weights[i]).sum()).collect();
    order.sort_by(|a, b| mass[*b].total_cmp(&mass[*a]).then(a.cmp(b)));
    order.truncate(wanted.saturating_sub(request.kept_mixes).max(1));

    let forgotten = Forgotten::of(catalogue, request);
    let mut taken = request.kept.clone();
    let mut lists = Vec::new();
    for k in order {
        let seeds: Vec<usize> = clustering.members(k).map(|i| ground[i]).collect();
        let ground = fill::Ground {
            catalogue,
            request,
            basis,
            offered: &offered,
            forgotten: &forgotten,
        };
        let rows = fill(&ground, &clustering.centres[k], &seeds, &mut taken, &mut rng);
        if !rows.is_empty() {
            lists.push(smooth_order(catalogue, &rows));
        }
    }
    let lists = in_order_of(catalogue, &request.before, lists);
    (1..)
        .zip(lists)
        .map(|(number, rows)| mix(catalogue, request.now, basis, number, &rows))
        .collect()
}

fn mix(catalogue: &Catalogue, now: Timestamp, basis: MixBasis, number: u8, rows: &[usize]) -> DailyMix {
    let shared_by_most = common(&rows.iter().map(|row| catalogue.facts(*row)).collect::<Vec<_>>());
    let reason = |(place, row): (usize, &usize)| {
        let facts = catalogue.facts(*row);
        let reason = match basis {
            MixBasis::Library => of_the_mix(facts, &shared_by_most, place),
            MixBasis::History | MixBasis::New => personal(facts, now),
        };
        (catalogue.uid(*row), reason)
    };
    DailyMix {
        number,
        name: mix_name(catalogue, rows),
        basis,
        pinned: false,
        tracks: rows.iter().enumerate().map(reason).collect(),
    }
}

fn is_offered(catalogue: &Catalogue, row: usize) -> bool {
    let facts = catalogue.facts(row);
    facts.may_be_chosen() && !is_skit(&facts.title, facts.duration) && !is_seasonal(&facts.title, &facts.genres)
}

/// What was only ever skipped has no weight either, and is not new.
fn is_new(catalogue: &Catalogue, request: &MixRequest, row: usize) -> bool {
    request.weight(row) <= 0.0 && catalogue.facts(row).last_played.is_none()
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
#[path = "mixes_tests.rs"]
mod tests;
