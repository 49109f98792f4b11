//! What plays on behind the queue: near to what was chosen and to what plays, each artist only now and then, never padded.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::{Lens, SplitMix64, TrackId};

use crate::catalogue::Catalogue;
use crate::clusters::pick;
use crate::lens::{Lenses, similar_by};
use crate::similar::Rules;

/// How far from what was chosen the music may go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// Whatever has something to do with it.
    Adventurous,
    #[default]
    Balanced,
    /// Only what is close.
    LockedIn,
}

impl Strictness {
    /// Matches below this do not play.
    fn least(self) -> f32 {
        match self {
            Self::Adventurous => 0.4,
            Self::Balanced => 0.6,
            Self::LockedIn => 0.8,
        }
    }

    /// How much more often the better of two candidates plays.
    fn sharpness(self) -> i32 {
        match self {
            Self::Adventurous => 2,
            Self::Balanced => 6,
            Self::LockedIn => 14,
        }
    }
}

/// What radio goes by.
#[derive(Clone, Debug)]
pub struct RadioRequest<'a> {
    /// Rows, the one that counts most first.
    pub seeds: &'a [usize],
    pub count: usize,
    pub strictness: Strictness,
    /// Not again: what is in the queue, and what was heard lately.
    pub exclude: &'a HashSet<TrackId>,
    /// Artists of the last tracks before, folded; they wait until others had their turn.
    pub just_heard: &'a [Arc<str>],
    /// The same seed, the same choice.
    pub seed: u64,
}

/// Candidates that are drawn from.
const AMONG: usize = 24;
/// A later seed counts so much less.
const FADING: f32 = 0.75;
/// Tracks between two by one artist.
pub const ARTIST_GAP: usize = 4;

/// Up to `count` rows to go on with, in order; fewer where nothing more is close enough.
pub fn radio(catalogue: &Catalogue, lenses: &Lenses, request: &RadioRequest<'_>) -> Vec<usize> {
    let rules = Rules {
        limit: AMONG * 3,
        min_match: request.strictness.least(),
        same_artist: true,
        per_artist: 3,
        per_album: 2,
        exclude: request.exclude.clone(),
    };
    // The best match with any of the seeds, for a mean would lie between two styles and near to neither.
    let mut scores: HashMap<usize, f32> = HashMap::new();
    let mut weight = 1.0;
    for seed in request.seeds {
        let found = similar_by(catalogue, lenses, Lens::Blend, *seed, &rules).unwrap_or_default();
        for similar in found {
            if let Some(row) = catalogue.row_of(similar.track) {
                let score = scores.entry(row).or_default();
                *score = score.max(weight * similar.match_score);
            }
        }
        weight *= FADING;
    }
    request.seeds.iter().for_each(|seed| {
        scores.remove(seed);
    });
    let mut candidates: Vec<(usize, f32)> = scores.into_iter().collect();
    candidates.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut rng = SplitMix64::new(request.seed);
    let mut heard: Vec<Arc<str>> = request.just_heard.to_vec();
    let mut chosen = Vec::new();
    while chosen.len() < request.count {
        let recent = &heard[heard.len().saturating_sub(ARTIST_GAP)..];
        let waits = |row: usize| {
            let artist = &catalogue.facts(row).artist;
            !artist.is_empty() && recent.contains(artist)
        };
        let open: Vec<usize> = (0..candidates.len()).filter(|at| !waits(candidates[*at].0)).take(AMONG).collect();
        if open.is_empty() {
            break;
        }
        let chances: Vec<f32> = open
            .iter()
            .map(|at| candidates[*at].1.powi(request.strictness.sharpness()))
            .collect();
        let (row, _) = candidates.remove(open[pick(&chances, &mut rng)]);
        heard.push(catalogue.facts(row).artist.clone());
        chosen.push(row);
    }
    chosen
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Facts;
    use crate::fixture::{item, styled};

    /// Three styles of thirty tracks, six artists a style.
    fn library() -> Catalogue {
        let mut rng = SplitMix64::new(31);
        Catalogue::new((0..90).map(|i| {
            let style = i / 30;
            let facts = Facts {
                artist: format!("artist {style} {}", i % 6).into(),
                title: format!("track {i}").into(),
                album: format!("album {i}").into(),
                duration: Duration::from_secs(200),
                ..Facts::default()
            };
            item(i, styled(style, 3, 0.9, &mut rng), facts)
        }))
    }

    fn play(catalogue: &Catalogue, seeds: &[usize], strictness: Strictness, exclude: &HashSet<TrackId>, seed: u64) -> Vec<usize> {
        let request = RadioRequest {
            seeds,
            count: 12,
            strictness,
            exclude,
            just_heard: &[catalogue.facts(seeds[0]).artist.clone()],
            seed,
        };
        radio(catalogue, &Lenses::of(catalogue), &request)
    }

    #[test]
    fn it_stays_near_spaces_artists_and_plays_nothing_again() {
        let catalogue = library();
        let exclude: HashSet<TrackId> = [TrackId(1), TrackId(2)].into();
        let found = play(&catalogue, &[0, 3], Strictness::Balanced, &exclude, 1);
        assert_eq!(found.len(), 12);
        assert!(found.iter().all(|row| *row < 30 && ![0, 1, 2, 3].contains(row)), "{found:?}");
        let artists: Vec<usize> = std::iter::once(0).chain(found.iter().copied()).map(|row| row % 6).collect();
        for window in artists.windows(ARTIST_GAP + 1) {
            let last = window[ARTIST_GAP];
            assert!(!window[..ARTIST_GAP].contains(&last), "{artists:?}");
        }
        let distinct: HashSet<_> = found.iter().collect();
        assert_eq!(distinct.len(), 12);
    }

    #[test]
    fn the_same_again_for_a_seed_and_another_for_another() {
        let catalogue = library();
        let none = HashSet::new();
        let one = play(&catalogue, &[0], Strictness::Adventurous, &none, 5);
        assert_eq!(one, play(&catalogue, &[0], Strictness::Adventurous, &none, 5));
        assert_ne!(one, play(&catalogue, &[0], Strictness::Adventurous, &none, 6));
    }

    #[test]
    fn it_is_never_padded() {
        let catalogue = library();
        let all_but_two: HashSet<TrackId> = (0..30).filter(|id| ![7, 8].contains(id)).map(TrackId).collect();
        let found = play(&catalogue, &[0], Strictness::LockedIn, &all_but_two, 1);
        assert!(found.iter().all(|row| [7, 8].contains(row)) && found.len() <= 2, "{found:?}");
    }
}
