//! Ways of being alike: each alone answers with candidates, calibrated matches and reasons, or says what it lacks.

mod blend;
mod links;
mod lyrics;
mod mood;
mod space;

use std::sync::Arc;

use domain::{Lens, Reason, SimilarTrack, SplitMix64};

use crate::catalogue::Catalogue;
use crate::clusters::spherical_k_means;
use crate::matrix::Query;
use crate::reasons::shared;
use crate::similar::{Candidate, Rules, choose};
use mood::MoodPlane;

pub use blend::HistoryWeights;
pub use links::Links;
pub use lyrics::{Lyrics, Song};
pub use space::Space;

/// What stands against an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LensGap {
    /// Nothing of the kind is known of any track.
    NothingKnown,
    /// Nothing of the kind is known of this one.
    SeedUnknown,
}

/// Sound is no longer a bond below this match: what the taste lens and the groups may choose from.
const WITHIN_EARSHOT: f32 = 0.35;
/// Tracks that the centres of the groups are found from.
const SAMPLE: usize = 2000;
const MOST_GROUPS: usize = 64;
/// Tracks that can stand out as near to a list.
const STANDING_OUT: usize = 300;

/// What was learnt of the rows of a catalogue from lists and listening.
#[derive(Default)]
pub struct Learnt {
    /// In the same contexts more often than chance has it.
    pub co_play: Links,
    pub graph: Links,
    pub sequence: Space,
    pub latent: Space,
    /// Probability, 0–1, that the listener likes each row; empty where too little is known.
    pub taste: Vec<f32>,
    /// What the songs sing of. It is not in the blend: what a listener puts together was not found to go by it.
    pub lyrics: Lyrics,
    /// The lists and sessions that each row is in, ascending; albums left out.
    pub contexts: Vec<Vec<u32>>,
    /// How well each lens found what was hidden of this listener's own lists.
    pub weights: HistoryWeights,
}

impl Learnt {
    /// How well each of `rows` tracks goes with all of `seeds`, by what one lens learnt, or by all that did ([`Lens::Blend`]): sums over the
    /// seeds, so that what goes with many of them comes first, the best being 1. 0 is nothing known; all are 0 for a lens that does not
    /// learn from lists.
    pub fn fitting(&self, lens: Lens, seeds: &[usize], rows: usize) -> Vec<f32> {
        let mut sums = vec![0.0f32; rows];
        match lens {
            Lens::Blend => {
                for (lens, weight) in self.weights.each() {
                    let scores = self.fitting(lens, seeds, rows);
                    sums.iter_mut().zip(scores).for_each(|(sum, score)| *sum += weight * score);
                }
            }
            Lens::CoPlay | Lens::Graph => {
                let links = if lens == Lens::CoPlay { &self.co_play } else { &self.graph };
                let found = seeds.iter().flat_map(|seed| links.of(*seed));
                found.for_each(|(row, score)| sums[*row as usize] += score);
            }
            Lens::Sequence | Lens::Latent => {
                let space = if lens == Lens::Sequence { &self.sequence } else { &self.latent };
                space.toward(seeds, &mut sums);
                // Everything is a little near to everything: what counts is by how much it stands out.
                let usual = nth_largest(&sums, STANDING_OUT);
                sums.iter_mut().for_each(|sum| *sum -= usual);
            }
            Lens::Sound | Lens::Mood | Lens::Clusters | Lens::Taste | Lens::Lyrics => {}
        }
        let most = sums.iter().copied().fold(0.0, f32::max);
        if most > 0.0 {
            sums.iter_mut().for_each(|sum| *sum = (*sum / most).max(0.0));
        }
        sums
    }
}

/// What is known of the tracks of one catalogue beside their sound. A clone shares everything.
#[derive(Clone, Default)]
pub struct Lenses {
    stamp: Arc<()>,
    mood: MoodPlane,
    /// Per row.
    groups: Arc<[u16]>,
    learnt: Arc<Learnt>,
    is_learnt: bool,
}

impl Lenses {
    /// What the catalogue itself tells: moods and groups. Nothing is learnt yet.
    pub fn of(catalogue: &Catalogue) -> Self {
        Self {
            stamp: Arc::clone(catalogue.stamp()),
            mood: MoodPlane::of(catalogue),
            groups: groups(catalogue).into(),
            learnt: Arc::default(),
            is_learnt: false,
        }
    }

    /// The same with what was learnt of the same catalogue.
    #[must_use]
    pub fn with(&self, learnt: Learnt) -> Self {
        Self {
            learnt: Arc::new(learnt),
            is_learnt: true,
            ..self.clone()
        }
    }

    /// Whether lists and listening were looked at, be there any or not.
    pub fn is_learnt(&self) -> bool {
        self.is_learnt
    }

    /// Whether they are of this catalogue.
    pub fn fit(&self, catalogue: &Catalogue) -> bool {
        Arc::ptr_eq(&self.stamp, catalogue.stamp())
    }

    /// Whether both are of the same catalogue.
    pub fn agree(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.stamp, &other.stamp)
    }

    /// The chance, 0–1, that each row of the catalogue is liked; empty where too little is known.
    pub fn taste(&self) -> &[f32] {
        &self.learnt.taste
    }

    /// In how many lists and sessions both are.
    pub fn together(&self, a: usize, b: usize) -> usize {
        let of = |row: usize| self.learnt.contexts.get(row).map_or(&[][..], Vec::as_slice);
        of(a).iter().filter(|context| of(b).binary_search(context).is_ok()).count()
    }

    /// How much is known of what a row is played with: the number of its lists and sessions.
    pub(crate) fn evidence(&self, row: usize) -> usize {
        self.learnt.contexts.get(row).map_or(0, Vec::len)
    }
}

/// Tracks that are like the one in row `own` in one way, best first, under the same rules as [`crate::similar_to`].
///
/// # Errors
/// What the lens does not know; nothing, where `lenses` are of another catalogue. [`Lens::Blend`] and [`Lens::Sound`] always answer.
pub fn similar_by(catalogue: &Catalogue, lenses: &Lenses, lens: Lens, own: usize, rules: &Rules) -> Result<Vec<SimilarTrack>, LensGap> {
    let seed = catalogue.facts(own);
    let lens = match (lens, lenses.fit(catalogue)) {
        (lens, true) => lens,
        (Lens::Blend | Lens::Sound, false) => Lens::Sound,
        _ => return Err(LensGap::NothingKnown),
    };
    let learnt = &lenses.learnt;
    let scored = match lens {
        Lens::Blend => blend::scored(catalogue, lenses, own),
        Lens::Sound => sound(catalogue, own),
        Lens::Mood => lenses.mood.near(catalogue, own)?,
        Lens::Clusters => group(catalogue, lenses, own)?,
        Lens::CoPlay => linked(catalogue, &learnt.co_play, own)?,
        Lens::Graph => linked(catalogue, &learnt.graph, own)?,
        Lens::Sequence => near(catalogue, &learnt.sequence, own)?,
        Lens::Latent => near(catalogue, &learnt.latent, own)?,
        Lens::Taste => liked(catalogue, lenses, own)?,
        Lens::Lyrics => learnt.lyrics.near(catalogue, own)?,
    };
    let scored = scored
        .into_iter()
        .filter(|candidate| candidate.row != own && candidate.score >= rules.min_match)
        .collect();
    Ok(choose(catalogue, seed, scored, rules, |row| {
        reasons(catalogue, lenses, lens, own, row)
    }))
}

/// Why `row` stands in the list of `own`: the lens's own reason first, then what the two share.
fn reasons(catalogue: &Catalogue, lenses: &Lenses, lens: Lens, own: usize, row: usize) -> Vec<Reason> {
    let together = lenses.together(own, row);
    let contexts = u16::try_from(together).unwrap_or(u16::MAX);
    let first = match lens {
        Lens::Blend | Lens::CoPlay if together > 0 => Some(Reason::Together { contexts }),
        Lens::Blend | Lens::Sound => None,
        // It can only be the album that they have in common; what they share says more.
        Lens::CoPlay => None,
        Lens::Mood => Some(Reason::Mood),
        Lens::Clusters => Some(Reason::Cluster),
        Lens::Sequence => Some(Reason::Sequence),
        Lens::Latent => Some(Reason::Latent),
        Lens::Lyrics => lenses.learnt.lyrics.shared(own, row).map(Reason::SungOf),
        Lens::Graph => Some(Reason::Graph),
        Lens::Taste => Some(Reason::Taste {
            percent: (100.0 * lenses.learnt.taste.get(row).copied().unwrap_or(0.0)).round() as u8,
        }),
    };
    first
        .into_iter()
        .chain(shared(catalogue.facts(own), catalogue.facts(row)))
        .collect()
}

/// Every row's match by sound.
fn sound(catalogue: &Catalogue, own: usize) -> Vec<Candidate> {
    let proximity = catalogue.proximity();
    let here = proximity.of_row(own);
    let cosines = catalogue.cosines(&catalogue.vector(own));
    let placed = |(row, cosine)| Candidate::new(catalogue, row, proximity.proximity(here, proximity.of_row(row), cosine), cosine);
    cosines.into_iter().enumerate().map(placed).collect()
}

fn linked(catalogue: &Catalogue, links: &Links, own: usize) -> Result<Vec<Candidate>, LensGap> {
    if links.is_empty() {
        return Err(LensGap::NothingKnown);
    }
    let found = links.of(own);
    if found.is_empty() {
        return Err(LensGap::SeedUnknown);
    }
    Ok(found
        .iter()
        .map(|(row, score)| Candidate::new(catalogue, *row as usize, *score, *score))
        .collect())
}

fn near(catalogue: &Catalogue, space: &Space, own: usize) -> Result<Vec<Candidate>, LensGap> {
    let found = space.near(own)?;
    Ok(found
        .into_iter()
        .map(|(row, score, cosine)| Candidate::new(catalogue, row, score, cosine))
        .collect())
}

fn group(catalogue: &Catalogue, lenses: &Lenses, own: usize) -> Result<Vec<Candidate>, LensGap> {
    let group = lenses.groups.get(own).ok_or(LensGap::NothingKnown)?;
    let mut scored = sound(catalogue, own);
    scored.retain(|candidate| lenses.groups.get(candidate.row) == Some(group));
    Ok(scored)
}

/// What sounds alike, by the chance that it is liked.
fn liked(catalogue: &Catalogue, lenses: &Lenses, own: usize) -> Result<Vec<Candidate>, LensGap> {
    if lenses.learnt.taste.len() != catalogue.len() {
        return Err(LensGap::NothingKnown);
    }
    let mut scored = sound(catalogue, own);
    scored.retain(|candidate| candidate.score >= WITHIN_EARSHOT);
    let by_taste = |candidate: Candidate| Candidate::new(catalogue, candidate.row, lenses.learnt.taste[candidate.row], candidate.cosine);
    Ok(scored.into_iter().map(by_taste).collect())
}

/// The smallest value of so many that are the largest; the smallest of all where there are fewer.
fn nth_largest(values: &[f32], count: usize) -> f32 {
    let mut values = values.to_vec();
    let at = count.min(values.len().saturating_sub(1));
    match values.get(at) {
        Some(_) => *values.select_nth_unstable_by(at, |a, b| b.total_cmp(a)).1,
        None => 0.0,
    }
}

/// The library cut into groups by sound: about the root of half its size, as many as a person could take in. The same library, the same
/// groups.
fn groups(catalogue: &Catalogue) -> Vec<u16> {
    let n = catalogue.len();
    if n == 0 {
        return Vec::new();
    }
    let count = n.min(SAMPLE);
    let points: Vec<Vec<f32>> = (0..count).map(|i| catalogue.vector(i * n / count)).collect();
    let wanted = ((n as f64 / 2.0).sqrt() as usize).clamp(1, MOST_GROUPS);
    let clustering = spherical_k_means(&points, &vec![1.0; count], wanted, &mut SplitMix64::new(1));
    let centres: Vec<Query> = clustering.centres.iter().map(|centre| Query::new(centre)).collect();
    let nearest = |row: usize| {
        let row = catalogue.row(row);
        let best = (0u16..).zip(&centres).max_by(|(_, a), (_, b)| a.dot(row).total_cmp(&b.dot(row)));
        best.map_or(0, |(group, _)| group)
    };
    (0..n).map(nearest).collect()
}

#[cfg(test)]
#[path = "lens_tests.rs"]
mod tests;
