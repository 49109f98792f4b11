//! Tracks like a group of tracks, such as a playlist.
//!
//! A playlist often has several sides, and the mean of its vectors lies between them, near to none. So its members are gathered
//! into a few centres, each track is measured against the centre it comes nearest to, and each centre has a say in proportion to
//! the members behind it.

use domain::{SimilarTrack, SplitMix64};

use crate::catalogue::Catalogue;
use crate::clusters::spherical_k_means;
use crate::reasons::{common, shared};
use crate::similar::{CLOSE_MATCH, Candidate, Gate, Rules, best_first};

/// Sides a group is taken to have at most.
const MAX_CENTRES: usize = 6;
/// Members a side of its own is worth.
const MEMBERS_A_CENTRE: usize = 3;
/// Members the centres are found from; a longer group is sampled evenly.
const SAMPLE: usize = 600;
/// The same group, the same list.
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

struct Side {
    /// Members behind it.
    weight: f32,
    /// Candidates nearest to it, the best at the end.
    candidates: Vec<Candidate>,
    taken: usize,
}

/// Tracks like those in the rows `members`, best first; the members themselves and other versions of them stay out, their artists
/// do not. The list is never padded.
pub fn similar_to_group(catalogue: &Catalogue, members: &[usize], rules: &Rules) -> Vec<SimilarTrack> {
    let facts: Vec<_> = members.iter().map(|row| catalogue.facts(*row)).collect();
    let shared_by_most = common(&facts);
    let mut gate = Gate::of_group(&facts, rules);
    let mut sides = sides(catalogue, members, rules.min_match);
    let mut found: Vec<SimilarTrack> = Vec::new();
    while found.len() < rules.limit {
        // The side that is furthest behind its share is next (D'Hondt), among those that still have something close, if there are any.
        let closest = sides.iter().filter_map(Side::next_score).fold(0.0, f32::max);
        let wanted = closest.min(CLOSE_MATCH);
        let open = sides
            .iter_mut()
            .filter(|side| side.next_score().is_some_and(|score| score >= wanted));
        let Some(side) = open.max_by(|a, b| a.claim().total_cmp(&b.claim())) else {
            break;
        };
        let Some(next) = side.candidates.pop() else { continue };
        let (id, facts) = (catalogue.id(next.row), catalogue.facts(next.row));
        if gate.admits(id, facts) {
            side.taken += 1;
            found.push(SimilarTrack {
                track: id,
                match_score: next.score,
                reasons: shared(&shared_by_most, facts),
            });
        }
    }
    found.sort_by(|a, b| b.match_score.total_cmp(&a.match_score));
    found
}

impl Side {
    fn claim(&self) -> f32 {
        self.weight / (self.taken + 1) as f32
    }

    fn next_score(&self) -> Option<f32> {
        self.candidates.last().map(|candidate| candidate.score)
    }
}

fn sides(catalogue: &Catalogue, members: &[usize], min_match: f32) -> Vec<Side> {
    let sample: Vec<usize> = (0..members.len().min(SAMPLE))
        .map(|i| members[i * members.len() / members.len().min(SAMPLE)])
        .collect();
    let points: Vec<Vec<f32>> = sample.iter().map(|row| catalogue.vector(*row)).collect();
    let wanted = (sample.len() / MEMBERS_A_CENTRE).clamp(1, MAX_CENTRES);
    let clustering = spherical_k_means(&points, &vec![1.0; points.len()], wanted, &mut SplitMix64::new(SEED));
    let mut own = vec![false; catalogue.len()];
    members.iter().for_each(|row| own[*row] = true);
    let proximity = catalogue.proximity();
    let mut nearest: Vec<Option<(usize, Candidate)>> = (0..catalogue.len()).map(|_| None).collect();
    for (index, centre) in clustering.centres.iter().enumerate() {
        let here = proximity.neighbourhood(centre);
        for (row, cosine) in catalogue.cosines(centre).into_iter().enumerate().filter(|(row, _)| !own[*row]) {
            let candidate = Candidate::new(catalogue, row, proximity.proximity(here, proximity.of_row(row), cosine), cosine);
            if nearest[row].as_ref().is_none_or(|(_, best)| best_first(&candidate, best).is_lt()) {
                nearest[row] = Some((index, candidate));
            }
        }
    }
    let mut sides: Vec<Side> = (0..clustering.centres.len())
        .map(|index| Side {
            weight: clustering.members(index).count() as f32,
            candidates: Vec::new(),
            taken: 0,
        })
        .collect();
    for (index, candidate) in nearest.into_iter().flatten().filter(|(_, candidate)| candidate.score >= min_match) {
        sides[index].candidates.push(candidate);
    }
    sides
        .iter_mut()
        .for_each(|side| side.candidates.sort_unstable_by(|a, b| best_first(b, a)));
    sides
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::Duration;

    use domain::{Embedding, TrackId};

    use super::*;
    use crate::Facts;
    use crate::fixture::{item, styled};

    /// Four styles of sixty tracks; the first is tighter than the others.
    fn library() -> Catalogue {
        let mut rng = SplitMix64::new(3);
        let items = (0..240).map(|i| {
            let style = i % 4;
            let noise = if style == 0 { 0.5 } else { 0.9 };
            let values = styled(style, 4, noise, &mut rng);
            let facts = Facts {
                artist: format!("artist {i}").into(),
                title: format!("track {i}").into(),
                genres: Box::new([format!("style {style}").into()]),
                duration: Duration::from_secs(180),
                ..Facts::default()
            };
            item(i, values, facts)
        });
        Catalogue::new(items)
    }

    fn rules(limit: usize) -> Rules {
        Rules { limit, ..Rules::default() }
    }

    fn style(found: &SimilarTrack) -> i64 {
        found.track.0 % 4
    }

    /// Rows of a style: `count` of them.
    fn of_style(style: usize, count: usize) -> Vec<usize> {
        (0..count).map(|i| i * 4 + style).collect()
    }

    #[test]
    fn a_group_of_one_style_finds_that_style_and_none_of_itself() {
        let catalogue = library();
        let members = of_style(1, 12);
        let found = similar_to_group(&catalogue, &members, &rules(20));
        assert_eq!(found.len(), 20);
        assert!(found.iter().all(|s| style(s) == 1 && !members.contains(&(s.track.0 as usize))));
        assert!(found.windows(2).all(|w| w[0].match_score >= w[1].match_score));
    }

    #[test]
    fn each_side_of_a_group_has_its_share() {
        let catalogue = library();
        for (members, wanted) in [
            ([of_style(0, 10), of_style(2, 10)].concat(), [10, 0, 10, 0]),
            ([of_style(0, 15), of_style(3, 5)].concat(), [15, 0, 0, 5]),
        ] {
            let found = similar_to_group(&catalogue, &members, &rules(20));
            for (style_, wanted) in wanted.into_iter().enumerate() {
                let count = found.iter().filter(|s| style(s) == style_ as i64).count();
                assert!(count.abs_diff(wanted) <= 3, "style {style_}: {count}, not about {wanted}");
            }
        }
    }

    /// What the mean would have found: the reason for the centres.
    #[test]
    fn the_mean_of_two_sides_would_be_nearer_to_one_of_them() {
        let catalogue = library();
        let members = [of_style(0, 15), of_style(3, 5)].concat();
        let mut mean = vec![0.0f32; catalogue.dim()];
        for row in &members {
            catalogue.row(*row).add_to(&mut mean);
        }
        let mean = Embedding::new(mean).unwrap();
        let exclude: HashSet<TrackId> = members.iter().map(|row| catalogue.id(*row)).collect();
        let by_mean = crate::similar_to(
            &catalogue,
            mean.as_slice(),
            &Facts::default(),
            None,
            &Rules { exclude, ..rules(20) },
        );
        let minority = |found: &[SimilarTrack]| found.iter().filter(|s| style(s) == 3).count();
        let by_centres = similar_to_group(&catalogue, &members, &rules(20));
        assert!(
            minority(&by_mean) == 0 && minority(&by_centres) >= 2,
            "{} and {}",
            minority(&by_mean),
            minority(&by_centres)
        );
    }

    #[test]
    fn small_and_unwanted_groups_do_not_break() {
        let mut catalogue = library();
        assert!(similar_to_group(&catalogue, &[], &rules(20)).is_empty());
        assert!(similar_to_group(&Catalogue::new(Vec::new()), &[], &rules(20)).is_empty());
        assert_eq!(similar_to_group(&catalogue, &[1], &rules(5)).len(), 5);
        let all: Vec<usize> = (0..catalogue.len()).collect();
        assert!(similar_to_group(&catalogue, &all, &rules(5)).is_empty(), "nothing is left");
        (0..240).for_each(|row| catalogue.facts_mut(row).banned = true);
        assert!(similar_to_group(&catalogue, &[1, 2], &rules(5)).is_empty());
    }
}
