//! A list from a place on a plane: what lies near a point, or inside a region that was drawn.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::{Reason, SimilarTrack, TrackId};

use super::{Axis, Plane};
use crate::catalogue::{Catalogue, Facts};
use crate::similar::{Candidate, Gate, Rules, best_first};

/// What is wanted from a plane.
#[derive(Clone, Debug)]
pub struct MoodWish {
    pub axes: [Axis; 2],
    /// On each axis the share of the way from the lowest value in the library to the highest, 0–1.
    pub at: [f32; 2],
    /// Nothing but these, if a region was drawn.
    pub within: Option<HashSet<TrackId>>,
    /// Folded genres: one of these, if there are any; and none of those.
    pub allow: Vec<Arc<str>>,
    pub deny: Vec<Arc<str>>,
    /// −1: what is hidden comes first; 1: what is well known; 0: it does not matter.
    pub popularity: f32,
}

/// Tracks near the wished place, nearest first: the distance in standard deviations of each axis, so that neither side counts for more.
/// The match is the share of pairs that are further apart: of two points drawn from a normal cloud, their squared distance halved is
/// exponentially distributed with mean 2. `fold` makes genres comparable.
pub fn near_point(catalogue: &Catalogue, wish: &MoodWish, rules: &Rules, fold: impl Fn(&str) -> String) -> Vec<SimilarTrack> {
    let plane = Plane::of(catalogue, wish.axes[0], wish.axes[1]);
    let known = (wish.popularity != 0.0).then(|| familiarity(catalogue));
    let mut genres: HashMap<Arc<str>, String> = HashMap::new();
    let mut fits = |facts: &Facts| {
        let mut has = |wanted: &[Arc<str>]| {
            facts.genres.iter().any(|genre| {
                let folded = genres.entry(genre.clone()).or_insert_with(|| fold(genre));
                wanted.iter().any(|wanted| **wanted == **folded)
            })
        };
        (wish.allow.is_empty() || has(&wish.allow)) && !has(&wish.deny)
    };
    let at = [0, 1].map(|side: usize| {
        let range = plane.ranges[side];
        range.lowest + wish.at[side] * (range.highest - range.lowest)
    });
    let away = |value: f32, side: usize| (value - at[side]) / plane.ranges[side].deviation;
    let mut found: Vec<Candidate> = Vec::new();
    for (index, row) in plane.rows.iter().enumerate() {
        let inside = wish.within.as_ref().is_none_or(|within| within.contains(&catalogue.id(*row)));
        if !inside || !fits(catalogue.facts(*row)) {
            continue;
        }
        let square = away(plane.x[index], 0).powi(2) + away(plane.y[index], 1).powi(2);
        let near = (-square / 4.0).exp();
        let factor = known.as_ref().map_or(1.0, |known| {
            let wanted = if wish.popularity > 0.0 { known[*row] } else { 1.0 - known[*row] };
            1.0 - wish.popularity.abs().min(1.0) * (1.0 - wanted)
        });
        found.push(Candidate::new(catalogue, *row, near * factor, -square));
    }
    found.sort_unstable_by(best_first);
    let mut gate = Gate::of_group(&[], rules);
    found
        .into_iter()
        .filter(|candidate| candidate.score >= rules.min_match)
        .filter(|candidate| gate.admits(catalogue.id(candidate.row), catalogue.facts(candidate.row)))
        .take(rules.limit)
        .map(|candidate| SimilarTrack {
            track: catalogue.id(candidate.row),
            match_score: candidate.score,
            reasons: reasons(catalogue.facts(candidate.row), wish.axes),
        })
        .collect()
}

fn reasons(facts: &Facts, axes: [Axis; 2]) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if axes.iter().any(|axis| matches!(axis, Axis::Valence | Axis::Arousal)) {
        reasons.push(Reason::Mood);
    }
    if let (true, Some(tempo)) = (axes.contains(&Axis::Tempo), facts.tempo) {
        reasons.push(Reason::Tempo {
            bpm: tempo.bpm.round() as u16,
        });
    }
    if facts.liked {
        reasons.push(Reason::Liked);
    } else if facts.last_played.is_none() {
        reasons.push(Reason::NeverPlayed);
    }
    reasons.extend(facts.genres.first().map(|genre| Reason::Word(genre.to_string())));
    reasons
}

/// How well known each row is here, as a share of the library that is less known, 0–1: by its plays, by a like, which counts as five, and
/// by how much of the library is by its artist.
fn familiarity(catalogue: &Catalogue) -> Vec<f32> {
    let mut by_artist: HashMap<&str, u32> = HashMap::new();
    for row in 0..catalogue.len() {
        *by_artist.entry(&*catalogue.facts(row).artist).or_default() += 1;
    }
    let score = |row: usize| {
        let facts = catalogue.facts(row);
        let presence = if facts.artist.is_empty() { 0 } else { by_artist[&*facts.artist] };
        ((facts.plays + 5 * u32::from(facts.liked)) as f32).ln_1p() + 0.5 * (presence as f32).ln_1p()
    };
    let scores: Vec<f32> = (0..catalogue.len()).map(score).collect();
    let mut sorted = scores.clone();
    sorted.sort_by(f32::total_cmp);
    let last = sorted.len().saturating_sub(1).max(1) as f32;
    // Equal ones share the middle of their places.
    let share = |score: &f32| {
        let below = sorted.partition_point(|other| other < score);
        let to = sorted.partition_point(|other| other <= score);
        (below + to).saturating_sub(1) as f32 / 2.0 / last
    };
    scores.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use domain::Mood;

    use super::*;
    use crate::fixture::item;

    /// On a grid of ten by ten, two genres by turns.
    fn library() -> Catalogue {
        Catalogue::new((0..100).map(|i| {
            let mood = Mood {
                valence: (i % 10) as f32 / 9.0,
                arousal: (i / 10) as f32 / 9.0,
            };
            let facts = Facts {
                artist: format!("artist {i}").into(),
                title: format!("track {i}").into(),
                genres: Box::new([if i % 2 == 0 { "Jazz".into() } else { "Rock".into() }]),
                mood: Some(mood),
                plays: (i % 10) as u32,
                ..Facts::default()
            };
            item(i, vec![1.0, i as f32], facts)
        }))
    }

    fn ask(wish: MoodWish) -> Vec<i64> {
        let rules = Rules {
            limit: 5,
            min_match: 0.0,
            ..Rules::default()
        };
        let found = near_point(&library(), &wish, &rules, str::to_lowercase);
        found.into_iter().map(|similar| similar.track.0).collect()
    }

    fn at(valence: f32, arousal: f32) -> MoodWish {
        MoodWish {
            axes: [Axis::Valence, Axis::Arousal],
            at: [valence, arousal],
            within: None,
            allow: Vec::new(),
            deny: Vec::new(),
            popularity: 0.0,
        }
    }

    #[test]
    fn the_nearest_come_first() {
        assert_eq!(ask(at(0.0, 0.0))[0], 0);
        assert_eq!(ask(at(1.0, 1.0))[0], 99);
        assert_eq!(ask(at(1.0, 0.0))[0], 9);
    }

    #[test]
    fn genres_regions_and_what_is_known_narrow_it() {
        let jazz = ask(MoodWish {
            allow: vec!["jazz".into()],
            ..at(1.0, 1.0)
        });
        assert!(jazz.len() == 5 && jazz.iter().all(|id| id % 2 == 0), "{jazz:?}");
        let denied = ask(MoodWish {
            deny: vec!["jazz".into()],
            ..at(0.0, 0.0)
        });
        assert!(denied.iter().all(|id| id % 2 == 1), "{denied:?}");
        let within = ask(MoodWish {
            within: Some([TrackId(3), TrackId(77)].into()),
            ..at(0.0, 0.0)
        });
        assert_eq!(within, [3, 77]);
        // In the middle, the well-known lie to the right, where the plays are.
        let known = ask(MoodWish {
            popularity: 1.0,
            ..at(0.5, 0.5)
        });
        let hidden = ask(MoodWish {
            popularity: -1.0,
            ..at(0.5, 0.5)
        });
        let column = |ids: &[i64]| ids.iter().map(|id| id % 10).sum::<i64>();
        assert!(column(&known) > column(&hidden), "{known:?} {hidden:?}");
    }
}
