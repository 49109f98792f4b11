//! The chance that a track is liked: what the listener said and did, against the sound.

use std::collections::{HashMap, HashSet};

use domain::{EndReason, Feedback, SplitMix64, Timestamp, TrackUid};
use recommend::{Catalogue, Lenses};
use taste::{BayesianLogistic, Example};

use super::Rows;
use crate::Error;
use crate::core::Core;

/// Below this many tracks that are liked for sure, nothing is claimed.
const ENOUGH: usize = 8;
/// Of each kind of example at most.
const MOST: usize = 2_000;
/// Tracks of which nothing is known stand in as *not like*, in so many times the number of liked ones, and count this much: some would be
/// liked.
const UNKNOWN: (usize, f32) = (3, 0.25);
/// Plays through that tell as much as a like.
const AS_A_LIKE: f32 = 3.0;
/// Of the prior: vectors have unit length.
const PRECISION: f64 = 0.5;
/// Rows read while the index is held.
const CHUNK: usize = 2_000;

impl Core {
    /// Probability per row of the index; empty while too little is known.
    pub(super) fn chances(&self, lenses: &Lenses, rows: &Rows) -> Result<Vec<f32>, Error> {
        let said = self.said(rows)?;
        let liked = said.values().filter(|said| **said > 0.0).count();
        if liked < ENOUGH {
            return Ok(Vec::new());
        }
        let Some(examples) = self.examples(lenses, &said, liked) else {
            return Ok(Vec::new());
        };
        let Some(model) = BayesianLogistic::fit(&examples, PRECISION) else {
            return Ok(Vec::new());
        };
        let n = rows.credits.len();
        let mut chances = Vec::with_capacity(n);
        for from in (0..n).step_by(CHUNK) {
            let chunk: Vec<Vec<f32>> = {
                let index = self.index.read();
                if !lenses.fit(&index) {
                    return Ok(Vec::new());
                }
                (from..n.min(from + CHUNK)).map(|row| features(&index, row)).collect()
            };
            chances.extend(chunk.iter().map(|features| model.probability(features)));
        }
        Ok(chances)
    }

    /// What is known of rows: above 0 liked, below not, as surely as it is far from 0.
    fn said(&self, rows: &Rows) -> Result<HashMap<u32, f32>, Error> {
        let mut said: HashMap<u32, f32> = HashMap::new();
        let row = |uid: TrackUid| rows.of.get(&uid).copied();
        for play in self.store.plays_since(Timestamp(i64::MIN))? {
            let passed = play.end == EndReason::Skipped && play.completion() < 0.3;
            let worth = match (passed, play.counts()) {
                (true, _) => -0.5,
                // What a list of ours played to its end was borne, at least.
                (false, true) if play.source.kind.is_ours() => 0.3,
                (false, true) => 1.0,
                _ => 0.0,
            };
            if let Some(row) = row(play.uid) {
                *said.entry(row).or_default() += worth / AS_A_LIKE;
            }
        }
        // Heard once is not yet liked.
        said.retain(|_, worth| *worth > 0.5 || *worth < 0.0);
        for (uid, _) in self.store.likes()? {
            row(uid).map(|row| said.insert(row, 1.0));
        }
        for (uid, stars) in self.store.ratings()? {
            if stars != 3 {
                row(uid).map(|row| said.insert(row, if stars > 3 { 1.0 } else { -1.0 }));
            }
        }
        for (uid, feedback, _) in self.store.feedback()? {
            let worth = if feedback == Feedback::Never { -1.5 } else { -1.0 };
            row(uid).map(|row| said.insert(row, worth));
        }
        Ok(said)
    }

    /// `None` if the index is another by now.
    fn examples(&self, lenses: &Lenses, said: &HashMap<u32, f32>, liked: usize) -> Option<Vec<Example>> {
        let mut known: Vec<(u32, f32)> = said.iter().map(|(row, said)| (*row, *said)).collect();
        // In the same order each time, those that are surest first.
        known.sort_unstable_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        let index = self.index.read();
        if !lenses.fit(&index) {
            return None;
        }
        let mut rng = SplitMix64::new(1);
        let (mut unknown, known_rows) = (Vec::new(), said.keys().copied().collect::<HashSet<u32>>());
        // Drawn with returning: in a small library most are known.
        for _ in 0..UNKNOWN.0 * liked.min(MOST) {
            let row = rng.below(index.len()) as u32;
            if !known_rows.contains(&row) {
                unknown.push(row);
            }
        }
        let example = |row: u32, liked, weight| Example {
            features: features(&index, row as usize),
            liked,
            weight,
        };
        let mut examples: Vec<Example> = Vec::new();
        for wanted in [true, false] {
            let of_the_kind = known.iter().filter(|(_, said)| (*said > 0.0) == wanted).take(MOST);
            examples.extend(of_the_kind.map(|(row, said)| example(*row, wanted, said.abs().min(1.5))));
        }
        examples.extend(unknown.into_iter().map(|row| example(row, false, UNKNOWN.1)));
        Some(examples)
    }
}

/// What the taste is learnt from: the vector, energy and mood. What is unknown stands in the middle.
fn features(index: &Catalogue, row: usize) -> Vec<f32> {
    let facts = index.facts(row);
    let mut features: Vec<f32> = index.vector(row).into_iter().map(|value| 4.0 * value).collect();
    features.push(facts.energy.map_or(0.0, |energy| energy - 0.5));
    features.push(facts.mood.map_or(0.0, |mood| mood.valence - 0.5));
    features.push(facts.mood.map_or(0.0, |mood| mood.arousal - 0.5));
    features
}
