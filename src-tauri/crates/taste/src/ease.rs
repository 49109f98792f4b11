//! EASE (Steck, *Embarrassingly Shallow Autoencoders for Sparse Data*, 2019) in its dual form: exact, and as costly as there are contexts,
//! not tracks.
//!
//! With X the contexts × tracks and P = (XᵀX + λI)⁻¹, the weight from track i to track j ≠ i is −P_ij / P_jj. By Woodbury's identity
//! P = (I − XᵀKX)/λ with K = (XXᵀ + λI)⁻¹, so that weight is x_iᵀKx_j / (1 − x_jᵀKx_j), x_i being the column of track i.

use crate::contexts::Contexts;
use crate::linear::Cholesky;
use crate::links::{Link, Links};

/// A fitted EASE.
#[derive(Clone, Debug)]
pub struct Ease {
    contexts: Contexts,
    /// What each context's row is multiplied by.
    scales: Vec<f32>,
    /// `[contexts][contexts]`.
    k: Vec<f32>,
    /// `1 − x_jᵀKx_j` of each track.
    remainders: Vec<f32>,
}

impl Ease {
    /// Contexts that are learnt from at most: K of so many takes 9 MB, and its making a second or two.
    pub const MOST_CONTEXTS: usize = 1_500;

    /// `lambda` > 0, larger is smoother. `None` without a context.
    pub fn fit(contexts: &Contexts, lambda: f32) -> Option<Self> {
        let contexts = contexts.at_most(Self::MOST_CONTEXTS);
        let m = contexts.len();
        if m == 0 {
            return None;
        }
        let scales: Vec<f32> = contexts.rows().iter().map(|context| context.kind.weight().sqrt()).collect();
        let mut gram = vec![0.0f64; m * m];
        for item in contexts.present() {
            let column = contexts.of_item(item);
            for (a, x) in column {
                let x = f64::from(x * scales[*a as usize]);
                for (b, y) in column {
                    gram[*a as usize * m + *b as usize] += x * f64::from(y * scales[*b as usize]);
                }
            }
        }
        (0..m).for_each(|row| gram[row * m + row] += f64::from(lambda));
        let k: Vec<f32> = Cholesky::new(gram, m)?.inverse().into_iter().map(|value| value as f32).collect();
        let mut ease = Self {
            remainders: vec![1.0; contexts.items()],
            contexts,
            scales,
            k,
        };
        let mut through = vec![0.0; m];
        for item in 0..ease.contexts.items() as u32 {
            ease.through(&[(item, 1.0)], &mut through);
            let own: f32 = ease.column(item).map(|(row, value)| value * through[row]).sum();
            ease.remainders[item as usize] = (1.0 - own).max(1e-6);
        }
        Some(ease)
    }

    /// How strongly each track goes with `seeds`, tracks and their values; 0 for the seeds themselves.
    pub fn scores(&self, seeds: &[(u32, f32)]) -> Vec<f32> {
        let mut through = vec![0.0; self.contexts.len()];
        self.through(seeds, &mut through);
        let mut scores = vec![0.0; self.contexts.items()];
        self.spread(&through, &mut scores);
        scores.iter_mut().zip(&self.remainders).for_each(|(score, rest)| *score /= rest);
        for (seed, _) in seeds {
            if let Some(score) = scores.get_mut(*seed as usize) {
                *score = 0.0;
            }
        }
        scores
    }

    /// The `most` strongest links of each track that is wanted. The scores of several seeds are the sums of theirs.
    pub fn links(&self, most: usize, is_wanted: impl Fn(usize) -> bool) -> Links {
        let mut through = vec![0.0; self.contexts.len()];
        let mut scores = vec![0.0; self.contexts.items()];
        let present: Vec<u32> = self.contexts.present().collect();
        Links::build(self.contexts.items(), most, |item, out| {
            if !is_wanted(item as usize) || self.contexts.of_item(item).is_empty() {
                return;
            }
            self.through(&[(item, 1.0)], &mut through);
            scores.fill(0.0);
            self.spread(&through, &mut scores);
            let found = present.iter().filter(|to| scores[**to as usize] > 0.0);
            out.extend(found.map(|to| Link {
                to: *to,
                weight: scores[*to as usize] / self.remainders[*to as usize],
            }));
        })
    }

    /// The column of a track: context and value.
    fn column(&self, item: u32) -> impl Iterator<Item = (usize, f32)> + '_ {
        let column = self.contexts.of_item(item).iter();
        column.map(|(row, value)| (*row as usize, value * self.scales[*row as usize]))
    }

    /// K X x.
    fn through(&self, seeds: &[(u32, f32)], out: &mut [f32]) {
        let m = out.len();
        out.fill(0.0);
        for (seed, weight) in seeds {
            for (row, value) in self.column(*seed) {
                let factor = weight * value;
                let k = &self.k[row * m..(row + 1) * m];
                out.iter_mut().zip(k).for_each(|(out, k)| *out += factor * k);
            }
        }
    }

    /// Adds Xᵀ y.
    fn spread(&self, y: &[f32], out: &mut [f32]) {
        for ((context, scale), y) in self.contexts.rows().iter().zip(&self.scales).zip(y) {
            let y = y * scale;
            context.items.iter().for_each(|(item, value)| out[*item as usize] += y * value);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::SplitMix64;

    use super::*;
    use crate::contexts::{Context, ContextKind};

    fn at_random(items: u32, lists: usize, rng: &mut SplitMix64) -> Contexts {
        let context = |_| Context {
            kind: [ContextKind::Playlist, ContextKind::Session][rng.below(2)],
            items: (0..2 + rng.below(6))
                .map(|_| (rng.below(items as usize) as u32, 0.5 + rng.unit() as f32))
                .collect(),
        };
        Contexts::new(items as usize, (0..lists).map(context).collect::<Vec<_>>())
    }

    /// B = I − P·diag(P)⁻¹ from the matrix of tracks × tracks, as the paper has it.
    fn primal(contexts: &Contexts, lambda: f64) -> Vec<f64> {
        let n = contexts.items();
        let mut gram = vec![0.0; n * n];
        for context in contexts.rows() {
            for (a, x) in &context.items {
                for (b, y) in &context.items {
                    gram[*a as usize * n + *b as usize] += f64::from(context.kind.weight()) * f64::from(*x) * f64::from(*y);
                }
            }
        }
        (0..n).for_each(|i| gram[i * n + i] += lambda);
        let p = Cholesky::new(gram, n).unwrap().inverse();
        let at = |i: usize, j: usize| if i == j { 0.0 } else { -p[i * n + j] / p[j * n + j] };
        (0..n * n).map(|cell| at(cell / n, cell % n)).collect()
    }

    #[test]
    fn the_dual_is_the_primal() {
        let mut rng = SplitMix64::new(3);
        for lambda in [0.5, 20.0] {
            let contexts = at_random(25, 40, &mut rng);
            let expected = primal(&contexts, f64::from(lambda));
            let ease = Ease::fit(&contexts, lambda).unwrap();
            let links = ease.links(25, |_| true);
            for i in 0..25u32 {
                let scores = ease.scores(&[(i, 1.0)]);
                for j in 0..25u32 {
                    let expected = expected[(i * 25 + j) as usize];
                    assert!(
                        (f64::from(scores[j as usize]) - expected).abs() < 1e-4,
                        "{i} {j}: {scores:?} {expected}"
                    );
                    let link = links.of(i).iter().find(|link| link.to == j).map_or(0.0, |link| link.weight);
                    assert!((f64::from(link) - expected.max(0.0)).abs() < 1e-4);
                }
            }
            let both = ease.scores(&[(1, 1.0), (4, 2.0)]);
            let sum = |j: usize| expected[25 + j] + 2.0 * expected[4 * 25 + j];
            assert!(
                (0..25)
                    .filter(|j| ![1, 4].contains(j))
                    .all(|j| (f64::from(both[j]) - sum(j)).abs() < 1e-4)
            );
        }
        assert!(Ease::fit(&Contexts::new(3, []), 1.0).is_none());
    }
}
