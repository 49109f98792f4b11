//! A linear probe: multinomial logistic regression with a quadratic penalty on vectors standardised by those it is fitted on.

use crate::folds;
use crate::lbfgs;
use crate::matrix::Mat;

const STEPS: usize = 60;
/// Penalties to choose from, on half the mean squared weight of a dimension.
const PENALTIES: [f32; 4] = [0.003, 0.03, 0.3, 3.0];
const FOLDS: usize = 5;

/// Vectors with the shares of their classes.
pub struct Examples<'a> {
    pub vectors: Vec<&'a [f32]>,
    pub shares: Vec<&'a [f32]>,
}

impl Examples<'_> {
    fn subset(&self, keep: impl Fn(usize) -> bool) -> Self {
        let at: Vec<usize> = (0..self.vectors.len()).filter(|&i| keep(i)).collect();
        Examples {
            vectors: at.iter().map(|&i| self.vectors[i]).collect(),
            shares: at.iter().map(|&i| self.shares[i]).collect(),
        }
    }
}

/// A fitted probe.
pub struct Probe {
    mean: Vec<f32>,
    deviation: Vec<f32>,
    /// A row of weights a class, its last for the constant 1.
    weights: Vec<f32>,
    classes: usize,
}

impl Probe {
    /// Fits on examples, of which there must be at least one.
    pub fn fit(examples: &Examples, penalty: f32) -> Self {
        let n = examples.vectors.len();
        let (dim, classes) = (examples.vectors[0].len(), examples.shares[0].len());
        let mean: Vec<f32> = (0..dim)
            .map(|i| examples.vectors.iter().map(|v| v[i]).sum::<f32>() / n as f32)
            .collect();
        let variance = |i: usize| examples.vectors.iter().map(|v| (v[i] - mean[i]).powi(2)).sum::<f32>() / n as f32;
        let deviation: Vec<f32> = (0..dim).map(|i| variance(i).sqrt() + 1e-6).collect();
        let mut probe = Self {
            mean,
            deviation,
            weights: vec![0.0; classes * (dim + 1)],
            classes,
        };
        let x = probe.standardised(&examples.vectors);
        let x = Mat::new(&x, dim + 1);
        let start = probe.weights.clone();
        probe.weights = lbfgs::minimise(start, STEPS, |weights, gradient| {
            let mut scores = x.times(Mat::new(weights, dim + 1).transposed());
            let mut loss = 0.0;
            for (row, shares) in scores.chunks_mut(classes).zip(&examples.shares) {
                softmax(row);
                for (p, share) in row.iter_mut().zip(*shares) {
                    loss -= f64::from(*share) * f64::from(p.max(1e-12).ln());
                    *p = (*p - share) / n as f32;
                }
            }
            gradient.copy_from_slice(&Mat::new(&scores, classes).transposed().times(x));
            let mut squares = 0.0;
            for (i, (g, w)) in gradient.iter_mut().zip(weights).enumerate() {
                if i % (dim + 1) < dim {
                    *g += penalty * w / dim as f32;
                    squares += f64::from(w * w);
                }
            }
            loss / n as f64 + f64::from(penalty) / dim as f64 * squares / 2.0
        });
        probe
    }

    /// Standardised, scaled so that a vector's length does not grow with its dimensions, with a constant 1 at the end.
    fn standardised(&self, vectors: &[&[f32]]) -> Vec<f32> {
        let scale = 1.0 / (self.mean.len() as f32).sqrt();
        let row = |v: &&[f32]| -> Vec<f32> {
            let z = v.iter().zip(&self.mean).zip(&self.deviation);
            z.map(|((x, mean), deviation)| scale * (x - mean) / deviation)
                .chain([1.0])
                .collect()
        };
        vectors.iter().flat_map(row).collect()
    }

    /// Probabilities of the classes, a row a vector.
    fn probabilities(&self, vectors: &[&[f32]]) -> Vec<Vec<f32>> {
        let width = self.mean.len() + 1;
        let x = self.standardised(vectors);
        let mut scores = Mat::new(&x, width).times(Mat::new(&self.weights, width).transposed());
        let rows = scores.chunks_mut(self.classes);
        rows.map(|row| {
            softmax(row);
            row.to_vec()
        })
        .collect()
    }

    /// The most probable class of each vector.
    pub fn classes(&self, vectors: &[&[f32]]) -> Vec<usize> {
        let best = |row: Vec<f32>| (0..row.len()).max_by(|a, b| row[*a].total_cmp(&row[*b])).unwrap_or(0);
        self.probabilities(vectors).into_iter().map(best).collect()
    }

    /// Summed cross-entropy of examples.
    fn loss(&self, examples: &Examples) -> f64 {
        let of = |(row, shares): (Vec<f32>, &&[f32])| -> f64 {
            row.iter()
                .zip(*shares)
                .map(|(p, share)| -f64::from(*share) * f64::from(p.max(1e-12).ln()))
                .sum()
        };
        self.probabilities(&examples.vectors)
            .into_iter()
            .zip(&examples.shares)
            .map(of)
            .sum()
    }
}

/// The penalty with the least cross-entropy in cross-validation over `groups` (artists): vectors of different size need
/// different ones, and each system is to be seen at its best.
pub fn penalty(examples: &Examples, groups: &[usize]) -> f32 {
    let folds = folds::grouped(groups, FOLDS, 0);
    let loss = |penalty: f32| -> f64 {
        let fold = |fold: usize| {
            let (train, test) = (examples.subset(|i| folds[i] != fold), examples.subset(|i| folds[i] == fold));
            if train.vectors.is_empty() || test.vectors.is_empty() {
                return 0.0;
            }
            Probe::fit(&train, penalty).loss(&test)
        };
        (0..FOLDS).map(fold).sum()
    };
    let losses = PENALTIES.map(|penalty| (loss(penalty), penalty));
    losses
        .into_iter()
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map_or(PENALTIES[1], |(_, penalty)| penalty)
}

fn softmax(row: &mut [f32]) {
    let highest = row.iter().copied().fold(f32::MIN, f32::max);
    row.iter_mut().for_each(|v| *v = (*v - highest).exp());
    let sum: f32 = row.iter().sum();
    row.iter_mut().for_each(|v| *v /= sum);
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::SplitMix64;

    fn clouds(rng: &mut SplitMix64, signal: f32) -> (Vec<Vec<f32>>, Vec<Vec<f32>>) {
        let vector = |i: usize, rng: &mut SplitMix64| {
            (0..6)
                .map(|d| rng.unit() as f32 + if d == i % 3 { signal } else { 0.0 })
                .collect::<Vec<f32>>()
        };
        let shares = |i: usize| (0..3).map(|c| f32::from(u8::from(c == i % 3))).collect::<Vec<f32>>();
        ((0..300).map(|i| vector(i, rng)).collect(), (0..300).map(shares).collect())
    }

    fn examples<'a>((vectors, shares): &'a (Vec<Vec<f32>>, Vec<Vec<f32>>)) -> Examples<'a> {
        Examples {
            vectors: vectors.iter().map(Vec::as_slice).collect(),
            shares: shares.iter().map(Vec::as_slice).collect(),
        }
    }

    #[test]
    fn separable_classes_are_learned_and_noise_is_not() {
        let mut rng = SplitMix64::new(1);
        for (signal, from, to) in [(2.0, 0.97, 1.0), (0.0, 0.2, 0.47)] {
            let (train, test) = (clouds(&mut rng, signal), clouds(&mut rng, signal));
            let found = Probe::fit(&examples(&train), 0.03).classes(&examples(&test).vectors);
            let right = found.iter().enumerate().filter(|(i, class)| i % 3 == **class).count() as f32 / 300.0;
            assert!((from..=to).contains(&right), "{signal}: {right}");
        }
    }

    #[test]
    fn noise_is_penalised_more_than_a_signal() {
        let mut rng = SplitMix64::new(2);
        let groups: Vec<usize> = (0..300).collect();
        let (signal, noise) = (clouds(&mut rng, 2.0), clouds(&mut rng, 0.0));
        assert!(penalty(&examples(&noise), &groups) > penalty(&examples(&signal), &groups));
    }
}
