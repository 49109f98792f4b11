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

/// How much each history lens has to say, from 0 on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HistoryWeights {
    pub co_play: f32,
    pub sequence: f32,
    pub latent: f32,
    pub graph: f32,
}

impl Default for HistoryWeights {
    /// Until it was measured: as they did on the lists of strangers, where the graph, which knows artists, found most.
    fn default() -> Self {
        Self {
            co_play: 0.3,
            sequence: 0.15,
            latent: 0.15,
            graph: 1.0,
        }
    }
}

impl HistoryWeights {
    pub const LENSES: [Lens; 4] = [Lens::CoPlay, Lens::Sequence, Lens::Latent, Lens::Graph];

    /// In the order of [`Self::LENSES`].
    pub fn each(self) -> [(Lens, f32); 4] {
        let [co_play, sequence, latent, graph] = Self::LENSES;
        [
            (co_play, self.co_play),
            (sequence, self.sequence),
            (latent, self.latent),
            (graph, self.graph),
        ]
    }
}

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
    let weights = learnt.weights;
    for (links, weight) in [(&learnt.co_play, weights.co_play), (&learnt.graph, weights.graph)] {
        let found = links.of(own);
        if !found.is_empty() {
            total += weight;
            found.iter().for_each(|(row, score)| sums[*row as usize] += weight * score);
        }
    }
    for (space, weight) in [(&learnt.sequence, weights.sequence), (&learnt.latent, weights.latent)] {
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
