//! How much each history lens has to say: by how well it finds what is hidden of the listener's own lists.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;

use domain::SplitMix64;
use recommend::{HistoryWeights, Learnt};
use taste::{Context, ContextKind, Contexts};

use super::learn_once;

/// Lists and sessions that something is hidden of.
const FEWEST: usize = 8;
const MOST: usize = 150;
/// A shorter one has nothing to spare.
const SHORTEST: usize = 5;
/// Of each.
const HIDDEN: f64 = 0.2;
/// What is tried.
const SAYS: [f32; 5] = [0.05, 0.1, 0.25, 0.5, 1.0];
/// First tracks of each lens.
const LOOKED_AT: usize = 300;

/// `None` with too few lists to tell.
pub(super) fn weigh(contexts: &Contexts, artists: &[Option<u32>], stop: &AtomicBool) -> Option<HistoryWeights> {
    let mut rng = SplitMix64::new(1);
    let of_kinds = |kinds: &[ContextKind]| -> Vec<usize> {
        let is_asked = |context: &Context| kinds.contains(&context.kind) && context.items.len() >= SHORTEST;
        (0..contexts.len()).filter(|row| is_asked(&contexts.rows()[*row])).collect()
    };
    let mut asked = of_kinds(&[ContextKind::Session, ContextKind::Playlist]);
    // Lists of other people tell where there are too few of the listener's own.
    if asked.len() < FEWEST {
        asked = of_kinds(&[ContextKind::Session, ContextKind::Playlist, ContextKind::Corpus]);
    }
    if asked.len() < FEWEST {
        return None;
    }
    rng.shuffle(&mut asked);
    asked.truncate(MOST);
    let mut visible = contexts.rows().to_vec();
    let mut questions = Vec::new();
    for row in asked {
        let items = &mut visible[row].items;
        let count = (items.len() as f64 * HIDDEN).ceil() as usize;
        let hidden: Vec<usize> = (0..count).map(|_| items.swap_remove(rng.below(items.len())).0 as usize).collect();
        questions.push((items.iter().map(|(item, _)| *item as usize).collect::<Vec<_>>(), hidden));
    }
    let mut seeds = vec![false; contexts.items()];
    questions.iter().flat_map(|(own, _)| own).for_each(|seed| seeds[*seed] = true);
    let learnt = learn_once(&Contexts::new(contexts.items(), visible), artists, Some(&seeds), stop);
    let answers: Vec<Answer> = questions
        .iter()
        .map(|(seeds, hidden)| Answer::new(&learnt, seeds, hidden, contexts.items()))
        .collect();
    best_weights(&answers)
}

/// From the best lens alone on, each other one is given the say with which most is found, the better ones first.
fn best_weights(answers: &[Answer]) -> Option<HistoryWeights> {
    let gain = |weights: &[f32; 4]| answers.iter().map(|answer| answer.gain(weights)).sum::<f32>();
    let mut order: Vec<(usize, f32)> = (0..4).map(|lens| (lens, gain(&alone(lens)))).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (first, mut best) = order[0];
    if best <= 0.0 {
        return None;
    }
    let mut weights = alone(first);
    for (lens, _) in &order[1..] {
        for say in SAYS {
            let mut tried = weights;
            tried[*lens] = say;
            let found = gain(&tried);
            if found > best {
                (best, weights) = (found, tried);
            }
        }
    }
    let [co_play, sequence, latent, graph] = weights;
    Some(HistoryWeights {
        co_play,
        sequence,
        latent,
        graph,
    })
}

fn alone(lens: usize) -> [f32; 4] {
    let mut weights = [0.0; 4];
    weights[lens] = 1.0;
    weights
}

/// What each lens says of the tracks that one of them puts among its first, and which of these are hidden.
struct Answer {
    tracks: Vec<([f32; 4], bool)>,
}

impl Answer {
    fn new(learnt: &Learnt, seeds: &[usize], hidden: &[usize], tracks: usize) -> Self {
        let mut by_track: HashMap<usize, [f32; 4]> = HashMap::new();
        for (at, lens) in HistoryWeights::LENSES.into_iter().enumerate() {
            let mut scores = learnt.fitting(lens, seeds, tracks);
            // They are no answers.
            seeds.iter().for_each(|seed| scores[*seed] = 0.0);
            let mut first: Vec<usize> = (0..tracks).filter(|track| scores[*track] > 0.0).collect();
            if first.len() > LOOKED_AT {
                first.select_nth_unstable_by(LOOKED_AT, |a, b| scores[*b].total_cmp(&scores[*a]));
                first.truncate(LOOKED_AT);
            }
            for track in first {
                by_track.entry(track).or_default()[at] = scores[track];
            }
        }
        let mut tracks: Vec<(usize, [f32; 4])> = by_track.into_iter().collect();
        tracks.sort_unstable_by_key(|(track, _)| *track);
        Self {
            tracks: tracks.into_iter().map(|(track, said)| (said, hidden.contains(&track))).collect(),
        }
    }

    /// Discounted cumulative gain of the hidden tracks among the first fifty; among equals half stand before.
    fn gain(&self, weights: &[f32; 4]) -> f32 {
        let score = |said: &[f32; 4]| said.iter().zip(weights).map(|(said, weight)| said * weight).sum::<f32>();
        let scores: Vec<f32> = self.tracks.iter().map(|(said, _)| score(said)).collect();
        let found = self.tracks.iter().zip(&scores).filter(|((_, hidden), own)| *hidden && **own > 0.0);
        found
            .map(|(_, own)| {
                let above = scores.iter().filter(|score| *score > own).count();
                let equal = scores.iter().filter(|score| *score == own).count();
                let rank = above + equal / 2;
                if rank < 50 { 1.0 / ((rank + 2) as f32).log2() } else { 0.0 }
            })
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(tracks: &[([f32; 4], bool)]) -> Answer {
        Answer { tracks: tracks.to_vec() }
    }

    #[test]
    fn a_lens_that_finds_nothing_has_no_say_and_one_that_adds_has_some() {
        // The fourth finds the first hidden track, the first one the second; the third only misleads.
        let question = answer(&[
            ([0.0, 0.0, 0.9, 1.0], true),
            ([0.9, 0.0, 0.0, 0.1], true),
            ([0.0, 0.0, 1.0, 0.5], false),
            ([0.1, 0.0, 1.0, 0.4], false),
            ([0.2, 0.0, 1.0, 0.3], false),
        ]);
        let weights = best_weights(&[question]).unwrap();
        assert!(weights.graph > 0.0 && weights.co_play > 0.0, "{weights:?}");
        assert_eq!((weights.sequence, weights.latent), (0.0, 0.0));
        assert!(best_weights(&[answer(&[([0.0; 4], true)])]).is_none());
        assert!(best_weights(&[]).is_none());
    }
}
