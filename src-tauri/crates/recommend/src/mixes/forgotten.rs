//! Forgotten favourites: what was played much and has faded from memory, as ACT-R describes memory (Anderson & Schooler 1991; for music
//! Reiter-Haas et al. 2021).

use domain::Timestamp;

use super::MixRequest;
use crate::catalogue::Catalogue;

/// How quickly a trace fades: the exponent that ACT-R takes everywhere.
const DECAY: f32 = 0.5;
/// Of activations: how much it takes from hardly to nearly always remembered.
const NOISE: f32 = 0.5;
/// Played fewer times, it was never a favourite.
const FEWEST_PLAYS: u32 = 3;
/// A like stands for so many plays.
const LIKE: u32 = 5;
/// What was heard within so many days is not forgotten, whatever the traces say.
const REST_MS: i64 = 45 * 86_400_000;
const HOUR_MS: f32 = 3_600_000.0;

/// Base-level activation of a track played at these times: ln Σ t⁻ᵈ over the hours since each play.
pub fn activation(plays: &[Timestamp], now: Timestamp) -> f32 {
    let trace = |at: &Timestamp| ((now.0 - at.0) as f32 / HOUR_MS).max(1.0).powf(-DECAY);
    plays.iter().map(trace).sum::<f32>().ln()
}

/// How much of a forgotten favourite each row is; 0 is not at all.
pub struct Forgotten(Vec<f32>);

impl Forgotten {
    pub fn of(catalogue: &Catalogue, request: &MixRequest) -> Self {
        let known = |row: usize| request.activation.get(row).copied().filter(|value| value.is_finite());
        let mut all: Vec<f32> = (0..catalogue.len()).filter_map(known).collect();
        all.sort_by(f32::total_cmp);
        // What is remembered half of the time: the middle of what this listener knows.
        let Some(threshold) = all.get(all.len() / 2).copied() else {
            return Self(Vec::new());
        };
        let score = |row: usize| {
            let facts = catalogue.facts(row);
            let strength = facts.plays + if facts.liked { LIKE } else { 0 };
            let rested = facts.last_played.is_some_and(|at| request.now.0 - at.0 >= REST_MS);
            match known(row) {
                Some(activation) if rested && strength >= FEWEST_PLAYS => {
                    let recalled = 1.0 / (1.0 + (-(activation - threshold) / NOISE).exp());
                    (strength as f32).ln_1p() * (1.0 - recalled)
                }
                _ => 0.0,
            }
        };
        Self((0..catalogue.len()).map(score).collect())
    }

    pub fn score(&self, row: usize) -> f32 {
        self.0.get(row).copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_plays_and_later_ones_are_more_present() {
        let now = Timestamp(1_000 * 3_600_000);
        let hours_ago = |hours: i64| Timestamp(now.0 - hours * 3_600_000);
        // 1/√1 + 1/√4 + 1/√100, by hand.
        let all = activation(&[hours_ago(1), hours_ago(4), hours_ago(100)], now);
        assert!((all - 1.6f32.ln()).abs() < 1e-5, "{all}");
        assert!(activation(&[hours_ago(4)], now) > activation(&[hours_ago(100)], now));
        assert_eq!(activation(&[], now), f32::NEG_INFINITY);
    }
}
