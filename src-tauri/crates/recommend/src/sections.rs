//! Votes of the ten sections: how much of the seed has its counterpart in a candidate (after murecom, which counts, slice by
//! slice, whose tracks the nearest slices belong to).

use domain::{SECTIONS, SectionVectors};

/// Share of unrelated pairs of sections that may pass as a match.
const CHANCE: f64 = 0.05;

/// The similarity from which two sections count as alike, learnt from how alike sections of arbitrary tracks are.
#[derive(Clone, Copy, Debug)]
pub struct SectionVotes {
    threshold: f32,
}

impl SectionVotes {
    /// `sample`: sections of a few dozen arbitrary tracks; `None` with fewer than eight, where chance cannot be told.
    pub fn calibrate(sample: &[SectionVectors]) -> Option<Self> {
        if sample.len() < 8 {
            return None;
        }
        let mut best: Vec<f32> = Vec::new();
        for (i, a) in sample.iter().enumerate() {
            for b in sample.iter().skip(i + 1) {
                best.extend((0..SECTIONS).filter_map(|s| best_match(a.section(s)?, b)));
            }
        }
        if best.is_empty() {
            return None;
        }
        best.sort_by(f32::total_cmp);
        let at = ((best.len() as f64) * (1.0 - CHANCE)) as usize;
        Some(Self {
            threshold: best[at.min(best.len() - 1)],
        })
    }

    /// How many of the seed's sections have a counterpart in `candidate`, of how many that are not silent.
    pub fn count(&self, seed: &SectionVectors, candidate: &SectionVectors) -> (u8, u8) {
        let scores: Vec<f32> = (0..SECTIONS).filter_map(|s| best_match(seed.section(s)?, candidate)).collect();
        let matching = scores.iter().filter(|score| **score >= self.threshold).count();
        (matching as u8, scores.len() as u8)
    }
}

/// Highest cosine between `section` and any section of `track`; `None` if `section` is silent or the lengths differ.
fn best_match(section: &[i8], track: &SectionVectors) -> Option<f32> {
    if section.len() != track.dim() || section.iter().all(|v| *v == 0) {
        return None;
    }
    (0..SECTIONS)
        .filter_map(|s| track.section(s))
        .map(|other| cosine(section, other))
        .max_by(f32::total_cmp)
}

fn cosine(a: &[i8], b: &[i8]) -> f32 {
    let dot: i32 = a.iter().zip(b).map(|(x, y)| i32::from(*x) * i32::from(*y)).sum();
    dot as f32 / (127.0 * 127.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::SplitMix64;

    fn track(rng: &mut SplitMix64, parts: &[Vec<f32>]) -> SectionVectors {
        let rows: Vec<Vec<f32>> = (0..SECTIONS)
            .map(|s| {
                parts[s % parts.len()]
                    .iter()
                    .map(|v| v + 0.05 * (rng.unit() as f32 - 0.5))
                    .collect()
            })
            .collect();
        SectionVectors::quantise(&rows).unwrap()
    }

    fn part(rng: &mut SplitMix64) -> Vec<f32> {
        (0..64).map(|_| rng.unit() as f32 - 0.5).collect()
    }

    #[test]
    fn the_half_that_is_shared_is_counted() {
        let mut rng = SplitMix64::new(3);
        let sample: Vec<_> = (0..16)
            .map(|_| {
                let p = part(&mut rng);
                track(&mut rng, &[p])
            })
            .collect();
        let votes = SectionVotes::calibrate(&sample).unwrap();
        let (a, b, c) = (part(&mut rng), part(&mut rng), part(&mut rng));
        let seed = track(&mut rng, &[a.clone(), b]);
        let half = track(&mut rng, &[a, c]);
        assert_eq!(votes.count(&seed, &half), (5, 10));
        assert_eq!(votes.count(&seed, &seed), (10, 10));
        assert!(SectionVotes::calibrate(&sample[..4]).is_none());
    }
}
