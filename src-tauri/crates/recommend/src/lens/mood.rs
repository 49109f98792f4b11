//! Nearness of mood: the distance on the plane of valence and arousal (Hilsdorf), each axis measured in the spread it has in this library.
//! Raw, as he had it, arousal counts for more than valence for no better reason than that it spreads more; he names that as the next step.

use domain::Mood;

use crate::catalogue::Catalogue;
use crate::lens::LensGap;
use crate::similar::Candidate;

/// Mean and spread of each axis.
#[derive(Clone, Copy, Debug, Default)]
pub struct MoodPlane {
    valence: (f32, f32),
    arousal: (f32, f32),
    known: usize,
}

/// With fewer tracks the spread means nothing.
const ENOUGH: usize = 3;

impl MoodPlane {
    pub fn of(catalogue: &Catalogue) -> Self {
        let moods: Vec<Mood> = (0..catalogue.len()).filter_map(|row| catalogue.facts(row).mood).collect();
        Self {
            valence: spread(moods.iter().map(|mood| mood.valence)),
            arousal: spread(moods.iter().map(|mood| mood.arousal)),
            known: moods.len(),
        }
    }

    /// Distance in standard deviations.
    pub fn distance(&self, a: Mood, b: Mood) -> f32 {
        let valence = (a.valence - b.valence) / self.valence.1;
        let arousal = (a.arousal - b.arousal) / self.arousal.1;
        valence.hypot(arousal)
    }

    /// All tracks with a mood. The match is the share of pairs that are further apart: of two points drawn from a normal cloud, their
    /// squared distance halved is exponentially distributed with mean 2.
    pub fn near(&self, catalogue: &Catalogue, own: usize) -> Result<Vec<Candidate>, LensGap> {
        if self.known < ENOUGH {
            return Err(LensGap::NothingKnown);
        }
        let here = catalogue.facts(own).mood.ok_or(LensGap::SeedUnknown)?;
        let placed = |row: usize| {
            let mood = catalogue.facts(row).mood?;
            let score = (-self.distance(here, mood).powi(2) / 4.0).exp();
            Some(Candidate::new(catalogue, row, score, catalogue.cosine(own, row)))
        };
        Ok((0..catalogue.len()).filter_map(placed).collect())
    }
}

fn spread(values: impl Iterator<Item = f32> + Clone) -> (f32, f32) {
    let n = values.clone().count().max(1) as f32;
    let mean = values.clone().sum::<f32>() / n;
    let variance = values.map(|value| (value - mean).powi(2)).sum::<f32>() / n;
    (mean, variance.sqrt().max(1e-3))
}
