//! Track vectors from co-occurrence where data are few: positive pointwise mutual information, factorised (Levy and Goldberg, *Neural
//! Word Embedding as Implicit Matrix Factorization*, 2014). What skip-gram with negatives tends to, found in closed form.

use std::collections::HashMap;

use domain::SplitMix64;

use crate::contexts::Contexts;
use crate::linear::{dot32, symmetric_eigen};
use crate::vectors::Vectors;

/// In lists longer than this a track meets the tracks this near on either side.
const WINDOW: usize = 40;
/// Directions beside the wanted ones, that these are found well (Halko, Martinsson and Tropp, 2011).
const OVERSAMPLED: usize = 8;
const POWER_ROUNDS: usize = 6;

/// A symmetric matrix, row by row: column and value.
type Sparse = Vec<Vec<(u32, f32)>>;

/// `dim` values a track, of those that meet another; directions count with the root of their eigenvalue.
pub fn ppmi_svd(contexts: &Contexts, dim: usize, seed: u64) -> Vectors {
    let present: Vec<u32> = contexts.present().collect();
    let mut vectors = Vectors::new(contexts.items(), dim);
    let matrix = ppmi(contexts, &present);
    let n = present.len();
    let k = (dim + OVERSAMPLED).min(n);
    if k == 0 {
        return vectors;
    }
    let mut rng = SplitMix64::new(seed);
    let mut basis: Vec<Vec<f32>> = (0..k).map(|_| (0..n).map(|_| rng.unit() as f32 - 0.5).collect()).collect();
    orthonormalise(&mut basis, &mut rng);
    for _ in 0..POWER_ROUNDS {
        basis.iter_mut().for_each(|vector| *vector = times(&matrix, vector));
        orthonormalise(&mut basis, &mut rng);
    }
    let images: Vec<Vec<f32>> = basis.iter().map(|vector| times(&matrix, vector)).collect();
    let small: Vec<f64> = (0..k * k)
        .map(|cell| f64::from(dot32(&basis[cell / k], &images[cell % k])))
        .collect();
    let (values, rotations) = symmetric_eigen(small, k);
    let kept: Vec<(f32, &Vec<f64>)> = values
        .iter()
        .zip(&rotations)
        .take(dim)
        .map(|(value, rotation)| (value.max(0.0).sqrt() as f32, rotation))
        .collect();
    for (at, item) in present.iter().enumerate() {
        let mut vector: Vec<f32> = kept
            .iter()
            .map(|(root, rotation)| root * rotation.iter().zip(&basis).map(|(r, b)| *r as f32 * b[at]).sum::<f32>())
            .collect();
        vector.resize(dim, 0.0);
        vectors.set(*item, &vector);
    }
    vectors
}

/// ln(p_ij / (p_i p_j)) where that is above 0.
fn ppmi(contexts: &Contexts, present: &[u32]) -> Sparse {
    let mut at = vec![u32::MAX; contexts.items()];
    (0..).zip(present).for_each(|(row, item)| at[*item as usize] = row);
    let mut counts: Vec<HashMap<u32, f32>> = vec![HashMap::new(); present.len()];
    for context in contexts.rows() {
        let weight = context.kind.weight();
        for (place, (item, value)) in context.items.iter().enumerate() {
            let window = &context.items[place + 1..context.items.len().min(place + 1 + WINDOW)];
            for (other, its) in window {
                let (a, b) = (at[*item as usize], at[*other as usize]);
                let pair = weight * value.min(1.0) * its.min(1.0);
                *counts[a as usize].entry(b).or_default() += pair;
                *counts[b as usize].entry(a).or_default() += pair;
            }
        }
    }
    let sums: Vec<f32> = counts.iter().map(|row| row.values().sum()).collect();
    let total: f32 = sums.iter().sum();
    let information = |(row, counts): (usize, HashMap<u32, f32>)| {
        let mut row: Vec<(u32, f32)> = counts
            .into_iter()
            .map(|(column, count)| (column, (count * total / (sums[row] * sums[column as usize])).ln()))
            .filter(|(_, value)| *value > 0.0)
            .collect();
        // Sums come out the same each time.
        row.sort_unstable_by_key(|(column, _)| *column);
        row
    };
    counts.into_iter().enumerate().map(information).collect()
}

fn times(matrix: &Sparse, vector: &[f32]) -> Vec<f32> {
    let row = |row: &Vec<(u32, f32)>| row.iter().map(|(column, value)| value * vector[*column as usize]).sum();
    matrix.iter().map(row).collect()
}

/// Gram and Schmidt, twice over; what vanishes is drawn anew.
fn orthonormalise(basis: &mut [Vec<f32>], rng: &mut SplitMix64) {
    for at in 0..basis.len() {
        for attempt in 0..4 {
            let (before, rest) = basis.split_at_mut(at);
            let Some(vector) = rest.first_mut() else { break };
            if attempt > 0 {
                vector.iter_mut().for_each(|value| *value = rng.unit() as f32 - 0.5);
            }
            let length = dot32(vector, vector).sqrt();
            for _ in 0..2 {
                for other in before.iter() {
                    let along = dot32(vector, other);
                    vector.iter_mut().zip(other).for_each(|(value, other)| *value -= along * other);
                }
            }
            let left = dot32(vector, vector).sqrt();
            if left > 1e-4 * length && left.is_finite() && left > 0.0 {
                vector.iter_mut().for_each(|value| *value /= left);
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contexts::{Context, ContextKind};

    #[test]
    fn tracks_of_the_same_lists_have_the_same_direction() {
        // Two communities that never meet: their blocks have vectors of their own.
        let list = |items: &[u32]| Context {
            kind: ContextKind::Playlist,
            items: items.iter().map(|item| (*item, 1.0)).collect(),
        };
        let contexts = Contexts::new(8, [list(&[0, 1, 2]), list(&[0, 2, 1]), list(&[4, 5, 6]), list(&[6, 5, 4])]);
        let vectors = ppmi_svd(&contexts, 4, 1);
        assert_eq!(vectors.of(3), None);
        for (a, b, alike) in [(0, 1, true), (4, 6, true), (0, 4, false), (2, 5, false)] {
            let cosine = vectors.cosine(a, b).unwrap();
            assert!(if alike { cosine > 0.5 } else { cosine.abs() < 0.2 }, "{a} {b}: {cosine}");
        }
        assert!(ppmi_svd(&Contexts::new(3, []), 4, 1).is_empty());
    }
}
