//! Skip-gram with negative sampling over lists of tracks: word2vec (Mikolov et al., 2013) as item2vec (Barkan and Koenigstein, 2016) and
//! murecom use it, with the settings that matter for lists rather than sentences (Caselles-Dupré, Lesaint and Royo-Letelier, *Word2Vec
//! Applied to Recommendation: Hyperparameters Matter*, 2018): whole lists as windows, many rounds, a flat or negative exponent.

use domain::SplitMix64;

use crate::contexts::Contexts;
use crate::linear::dot32;
use crate::vectors::Vectors;

/// How vectors are trained.
#[derive(Clone, Copy, Debug)]
pub struct Item2VecSettings {
    pub dim: usize,
    pub epochs: usize,
    pub negatives: usize,
    /// Of the frequency with which negatives are drawn: words have 0.75.
    pub exponent: f64,
    /// Partners drawn for each track of a list in an epoch; a shorter list has fewer.
    pub partners: usize,
    pub rate: f32,
    pub seed: u64,
}

impl Default for Item2VecSettings {
    fn default() -> Self {
        Self {
            dim: 48,
            epochs: 40,
            negatives: 6,
            exponent: -0.25,
            partners: 8,
            rate: 0.05,
            seed: 1,
        }
    }
}

/// One vector a track that is in a context.
pub fn item2vec(contexts: &Contexts, settings: Item2VecSettings) -> Vectors {
    let Item2VecSettings { dim, .. } = settings;
    let mut vectors = Vectors::new(contexts.items(), dim);
    let present: Vec<u32> = contexts.present().collect();
    if present.len() < 2 {
        return vectors;
    }
    let mut at = vec![0u32; contexts.items()];
    (0..).zip(&present).for_each(|(row, item)| at[*item as usize] = row);
    let negatives = Alias::new(
        present
            .iter()
            .map(|item| (contexts.of_item(*item).len() as f64).powf(settings.exponent)),
    );
    let mut rng = SplitMix64::new(settings.seed);
    let mut inner: Vec<f32> = (0..present.len() * dim).map(|_| (rng.unit() as f32 - 0.5) / dim as f32).collect();
    let mut outer = vec![0.0f32; present.len() * dim];
    let mut order: Vec<usize> = (0..contexts.len()).collect();
    let mut change = vec![0.0f32; dim];
    for epoch in 0..settings.epochs {
        rng.shuffle(&mut order);
        let rate = settings.rate * (1.0 - epoch as f32 / settings.epochs as f32).max(0.05);
        for row in &order {
            let context = &contexts.rows()[*row];
            let rate = rate * context.kind.weight();
            let items = &context.items;
            for (place, (item, _)) in items.iter().enumerate() {
                let centre = at[*item as usize] as usize * dim;
                for turn in 0..settings.partners.min(items.len() - 1) {
                    // All others of a short list, some of a long one.
                    let step = if items.len() - 1 <= settings.partners {
                        1 + turn
                    } else {
                        1 + rng.below(items.len() - 1)
                    };
                    let partner = at[items[(place + step) % items.len()].0 as usize];
                    change.fill(0.0);
                    for draw in 0..=settings.negatives {
                        let (target, label) = match draw {
                            0 => (partner, 1.0),
                            _ => (negatives.draw(&mut rng), 0.0),
                        };
                        if draw > 0 && target == partner {
                            continue;
                        }
                        let target = target as usize * dim;
                        let (vector, other) = (&inner[centre..centre + dim], &mut outer[target..target + dim]);
                        let score = dot32(vector, other);
                        let step = rate * (label - 1.0 / (1.0 + (-score).exp()));
                        change
                            .iter_mut()
                            .zip(other.iter())
                            .for_each(|(change, value)| *change += step * value);
                        other.iter_mut().zip(vector).for_each(|(value, own)| *value += step * own);
                    }
                    let vector = &mut inner[centre..centre + dim];
                    vector.iter_mut().zip(&change).for_each(|(value, change)| *value += change);
                }
            }
        }
    }
    for (row, item) in present.iter().enumerate() {
        vectors.set(*item, &inner[row * dim..(row + 1) * dim]);
    }
    vectors
}

/// Draws by weight in constant time (Walker's alias method).
struct Alias {
    keep: Vec<f64>,
    other: Vec<u32>,
}

impl Alias {
    fn new(weights: impl Iterator<Item = f64>) -> Self {
        let mut keep: Vec<f64> = weights.collect();
        let mean = keep.iter().sum::<f64>() / keep.len() as f64;
        keep.iter_mut().for_each(|weight| *weight /= mean);
        let mut other: Vec<u32> = (0..keep.len() as u32).collect();
        let (mut small, mut large): (Vec<u32>, Vec<u32>) = other.iter().copied().partition(|at| keep[*at as usize] < 1.0);
        while let (Some(low), Some(high)) = (small.pop(), large.pop()) {
            other[low as usize] = high;
            keep[high as usize] -= 1.0 - keep[low as usize];
            if keep[high as usize] < 1.0 {
                small.push(high);
            } else {
                large.push(high);
            }
        }
        Self { keep, other }
    }

    fn draw(&self, rng: &mut SplitMix64) -> u32 {
        let at = rng.below(self.keep.len());
        if rng.unit() < self.keep[at] { at as u32 } else { self.other[at] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contexts::{Context, ContextKind};

    #[test]
    fn planted_communities_are_recovered() {
        let mut rng = SplitMix64::new(2);
        let context = |list: usize| Context {
            kind: ContextKind::Playlist,
            items: (0..8)
                .map(|_| {
                    let stranger = rng.below(10) == 0;
                    let community = if stranger { rng.below(4) } else { list % 4 };
                    ((community * 15 + rng.below(15)) as u32, 1.0)
                })
                .collect(),
        };
        let contexts = Contexts::new(61, (0..200).map(context).collect::<Vec<_>>());
        let vectors = item2vec(&contexts, Item2VecSettings::default());
        assert_eq!(vectors.of(60), None, "it is in no list");
        assert_eq!(vectors, item2vec(&contexts, Item2VecSettings::default()), "the same again");
        let mut right = 0;
        for a in 0..60u32 {
            let mut others: Vec<u32> = (0..60).filter(|b| *b != a).collect();
            others.sort_by(|x, y| vectors.cosine(a, *y).unwrap().total_cmp(&vectors.cosine(a, *x).unwrap()));
            right += others[..10].iter().filter(|b| *b / 15 == a / 15).count();
        }
        assert!(right > 540, "{right} of 600");
    }

    #[test]
    fn draws_follow_their_weights() {
        let alias = Alias::new([1.0, 3.0, 0.0, 4.0].into_iter());
        let mut rng = SplitMix64::new(9);
        let mut counts = [0i32; 4];
        (0..80_000).for_each(|_| counts[alias.draw(&mut rng) as usize] += 1);
        for (count, expected) in counts.iter().zip([10_000, 30_000, 0, 40_000]) {
            assert!((count - expected).abs() < 600, "{counts:?}");
        }
    }
}
