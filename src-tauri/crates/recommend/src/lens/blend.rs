//! The default: sound first, and what was played together as far as there is evidence of it.
//!
//! Sound and history are taken as two independent reasons to belong together, 1 − (1 − 0.95·s)(1 − w·h): a track that is in no list yet loses
//! nothing by it, and one that sounds nothing like the seed can still come in by the company it keeps. h is the mean of the history lenses,
//! which are made of the same lists and would count them several times over. w grows with the lists and sessions that the seed is in.

use domain::Lens;

use crate::catalogue::Catalogue;
use crate::lens::{Learnt, Lenses, sound};
use crate::similar::Candidate;

/// How sure the best match by sound is. Its matches crowd just below 1, where nothing that is added would be seen.
const SURE_SOUND: f32 = 0.95;
/// What history can add at most.
const MOST: f32 = 0.85;
/// Lists and sessions of the seed at which it adds half of that.
const HALF: f32 = 3.0;
const CO_PLAY: f32 = 0.8;
const SEQUENCE: f32 = 0.3;
const LATENT: f32 = 0.3;
const GRAPH: f32 = 1.0;
/// How much each history lens has to say.
pub(super) const HISTORY: [(Lens, f32); 4] = [
    (Lens::CoPlay, CO_PLAY),
    (Lens::Sequence, SEQUENCE),
    (Lens::Latent, LATENT),
    (Lens::Graph, GRAPH),
];

pub(super) fn scored(catalogue: &Catalogue, lenses: &Lenses, own: usize) -> Vec<Candidate> {
    let evidence = lenses.evidence(own) as f32;
    let mut scored = sound(catalogue, own);
    if evidence == 0.0 {
        return scored;
    }
    let weight = MOST * evidence / (evidence + HALF);
    let history = history(&lenses.learnt, own, catalogue.len());
    for candidate in &mut scored {
        let added = weight * history[candidate.row];
        candidate.score = 1.0 - (1.0 - SURE_SOUND * candidate.score) * (1.0 - added);
    }
    scored
}

/// 0–1 per row: the mean of what the history lenses that know the seed say.
pub(super) fn history(learnt: &Learnt, own: usize, rows: usize) -> Vec<f32> {
    let mut sums = vec![0.0f32; rows];
    let mut total = 0.0;
    for (links, weight) in [(&learnt.co_play, CO_PLAY), (&learnt.graph, GRAPH)] {
        let found = links.of(own);
        if !found.is_empty() {
            total += weight;
            found.iter().for_each(|(row, score)| sums[*row as usize] += weight * score);
        }
    }
    for (space, weight) in [(&learnt.sequence, SEQUENCE), (&learnt.latent, LATENT)] {
        if let Ok(found) = space.near(own) {
            total += weight;
            found.iter().for_each(|(row, score, _)| sums[*row] += weight * score);
        }
    }
    if total > 0.0 {
        sums.iter_mut().for_each(|sum| *sum /= total);
    }
    sums
}
