//! How well numeric ratings are predicted: ridge regression in cross-validation that never splits an artist.

use crate::cholesky::Cholesky;
use crate::folds;

const FOLDS: usize = 5;
/// Penalties to choose from, as shares of the mean variance of a dimension times the number of examples.
const PENALTIES: [f64; 5] = [0.003, 0.03, 0.3, 3.0, 30.0];

/// Vectors, their ratings and their artists.
#[derive(Clone, Default)]
pub struct Rated<'a> {
    pub vectors: Vec<&'a [f32]>,
    pub ratings: Vec<f64>,
    pub artists: Vec<usize>,
}

impl Rated<'_> {
    fn subset(&self, keep: impl Fn(usize) -> bool) -> Self {
        let at: Vec<usize> = (0..self.vectors.len()).filter(|&i| keep(i)).collect();
        Self {
            vectors: at.iter().map(|&i| self.vectors[i]).collect(),
            ratings: at.iter().map(|&i| self.ratings[i]).collect(),
            artists: at.iter().map(|&i| self.artists[i]).collect(),
        }
    }
}

/// R² of predictions of clips whose artists were not fitted on; the penalty is chosen inside each fold. Needs ten ratings
/// that differ.
pub fn explained(rated: &Rated, seed: u64) -> Option<f64> {
    let n = rated.ratings.len();
    let mean = rated.ratings.iter().sum::<f64>() / n.max(1) as f64;
    let total: f64 = rated.ratings.iter().map(|r| (r - mean).powi(2)).sum();
    if n < 10 || total <= 0.0 {
        return None;
    }
    let folds = folds::grouped(&rated.artists, FOLDS, seed);
    let mut missed = 0.0;
    for fold in 0..FOLDS {
        let (train, test) = (rated.subset(|i| folds[i] != fold), rated.subset(|i| folds[i] == fold));
        if train.ratings.is_empty() {
            return None;
        }
        let inner = folds::grouped(&train.artists, FOLDS, seed + 1);
        let mut errors = [0.0; PENALTIES.len()];
        for k in 0..FOLDS {
            let found = errors_of(&train.subset(|i| inner[i] != k), &train.subset(|i| inner[i] == k), &PENALTIES);
            errors.iter_mut().zip(found).for_each(|(sum, e)| *sum += e);
        }
        let best = (0..PENALTIES.len()).min_by(|a, b| errors[*a].total_cmp(&errors[*b])).unwrap_or(0);
        missed += errors_of(&train, &test, &[PENALTIES[best]])[0];
    }
    Some(1.0 - missed / total)
}

/// Summed squared errors on `test` of fits on `train`, one a penalty.
fn errors_of(train: &Rated, test: &Rated, penalties: &[f64]) -> Vec<f64> {
    let Some(dim) = train.vectors.first().map(|v| v.len()) else {
        return vec![f64::INFINITY; penalties.len()];
    };
    let n = train.vectors.len() as f64;
    let mean: Vec<f64> = (0..dim)
        .map(|i| train.vectors.iter().map(|v| f64::from(v[i])).sum::<f64>() / n)
        .collect();
    let middle = train.ratings.iter().sum::<f64>() / n;
    let variance = |i: usize| train.vectors.iter().map(|v| (f64::from(v[i]) - mean[i]).powi(2)).sum::<f64>() / n;
    let deviation: Vec<f64> = (0..dim).map(|i| variance(i).sqrt() + 1e-6).collect();
    let z = |v: &[f32]| -> Vec<f64> { (0..dim).map(|i| (f64::from(v[i]) - mean[i]) / deviation[i]).collect() };
    let (mut gram, mut side) = (vec![0.0; dim * dim], vec![0.0; dim]);
    for (v, rating) in train.vectors.iter().zip(&train.ratings) {
        let row = z(v);
        for i in 0..dim {
            side[i] += row[i] * (rating - middle);
            gram[i * dim..][..dim].iter_mut().zip(&row).for_each(|(g, x)| *g += row[i] * x);
        }
    }
    let of = |penalty: &f64| {
        let mut matrix = gram.clone();
        (0..dim).for_each(|i| matrix[i * dim + i] += penalty * n);
        let Some(factor) = Cholesky::new(&matrix, dim) else {
            return f64::INFINITY;
        };
        let mut weights = side.clone();
        factor.solve(&mut weights);
        let error = |(v, rating): (&&[f32], &f64)| {
            let predicted = middle + z(v).iter().zip(&weights).map(|(x, w)| x * w).sum::<f64>();
            (rating - predicted).powi(2)
        };
        test.vectors.iter().zip(&test.ratings).map(error).sum()
    };
    penalties.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::SplitMix64;

    #[test]
    fn a_linear_rating_is_explained_and_a_random_one_is_not() {
        let mut rng = SplitMix64::new(4);
        let vectors: Vec<Vec<f32>> = (0..200).map(|_| (0..8).map(|_| rng.unit() as f32).collect()).collect();
        let rated = |rating: &mut dyn FnMut(&[f32]) -> f64| Rated {
            vectors: vectors.iter().map(Vec::as_slice).collect(),
            ratings: vectors.iter().map(|v| rating(v)).collect(),
            artists: (0..200).map(|i| i / 2).collect(),
        };
        let linear = explained(&rated(&mut |v| f64::from(3.0 * v[0] - v[5])), 0);
        assert!(linear.is_some_and(|r| r > 0.98), "{linear:?}");
        let random = explained(&rated(&mut |_| rng.unit()), 0);
        assert!(random.is_some_and(|r| r < 0.1), "{random:?}");
        assert_eq!(explained(&rated(&mut |_| 1.0), 0), None);
    }
}
