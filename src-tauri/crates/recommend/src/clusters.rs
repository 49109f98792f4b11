//! Weighted spherical k-means (Dhillon & Modha 2001), seeded by k-means++ (Arthur & Vassilvitskii 2007).

use domain::SplitMix64;

use crate::catalogue::dot;

const ITERATIONS: usize = 30;

/// Which cluster each point belongs to, and the clusters' unit-length centres.
#[derive(Clone, Debug)]
pub struct Clustering {
    pub assignment: Vec<usize>,
    pub centres: Vec<Vec<f32>>,
}

impl Clustering {
    /// Indices of the points of cluster `k`.
    pub fn members(&self, k: usize) -> impl Iterator<Item = usize> + '_ {
        self.assignment.iter().enumerate().filter(move |(_, c)| **c == k).map(|(i, _)| i)
    }
}

/// Clusters unit vectors into at most `k` groups; `weights` (same length, ≥ 0) pull centres. Empty groups are dropped.
pub fn spherical_k_means(points: &[Vec<f32>], weights: &[f32], k: usize, rng: &mut SplitMix64) -> Clustering {
    let k = k.min(points.len());
    if k == 0 {
        return Clustering {
            assignment: Vec::new(),
            centres: Vec::new(),
        };
    }
    let mut centres = spread_seeds(points, weights, k, rng);
    let mut assignment = vec![usize::MAX; points.len()];
    for _ in 0..ITERATIONS {
        let next: Vec<usize> = points.iter().map(|point| nearest(point, &centres)).collect();
        let settled = next == assignment;
        assignment = next;
        if settled {
            break;
        }
        for (index, centre) in centres.iter_mut().enumerate() {
            let mut sum = vec![0.0f32; centre.len()];
            for ((point, weight), _) in points.iter().zip(weights).zip(&assignment).filter(|(_, c)| **c == index) {
                sum.iter_mut().zip(point).for_each(|(s, v)| *s += v * weight.max(1e-6));
            }
            let norm = dot(&sum, &sum).sqrt();
            if norm > 1e-9 {
                sum.iter_mut().for_each(|v| *v /= norm);
                *centre = sum;
            }
        }
    }
    drop_empty(Clustering { assignment, centres })
}

fn spread_seeds(points: &[Vec<f32>], weights: &[f32], k: usize, rng: &mut SplitMix64) -> Vec<Vec<f32>> {
    let mut centres = vec![points[pick(weights, rng)].to_vec()];
    let mut gap: Vec<f32> = points.iter().map(|p| (1.0 - dot(p, &centres[0])).max(0.0)).collect();
    while centres.len() < k {
        let chance: Vec<f32> = gap.iter().zip(weights).map(|(g, w)| g * g * w.max(1e-6)).collect();
        let centre = points[pick(&chance, rng)].to_vec();
        gap.iter_mut()
            .zip(points)
            .for_each(|(g, p)| *g = g.min((1.0 - dot(p, &centre)).max(0.0)));
        centres.push(centre);
    }
    centres
}

/// An index with probability in proportion to its weight.
pub(crate) fn pick(weights: &[f32], rng: &mut SplitMix64) -> usize {
    let total: f64 = weights.iter().map(|w| f64::from(w.max(0.0))).sum();
    if total <= 0.0 {
        return rng.below(weights.len());
    }
    let mut left = rng.unit() * total;
    for (index, weight) in weights.iter().enumerate() {
        left -= f64::from(weight.max(0.0));
        if left < 0.0 {
            return index;
        }
    }
    weights.len() - 1
}

fn nearest(point: &[f32], centres: &[Vec<f32>]) -> usize {
    let score = |i: &usize| dot(point, &centres[*i]);
    (0..centres.len())
        .max_by(|a, b| score(a).total_cmp(&score(b)).then(b.cmp(a)))
        .unwrap_or(0)
}

fn drop_empty(clustering: Clustering) -> Clustering {
    let mut new_index = vec![None; clustering.centres.len()];
    let mut centres = Vec::new();
    for (old, centre) in clustering.centres.into_iter().enumerate() {
        if clustering.assignment.contains(&old) {
            new_index[old] = Some(centres.len());
            centres.push(centre);
        }
    }
    let assignment = clustering.assignment.into_iter().filter_map(|old| new_index[old]).collect();
    Clustering { assignment, centres }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planted_groups_are_found() {
        let mut rng = SplitMix64::new(5);
        let points: Vec<Vec<f32>> = (0..60)
            .map(|i| {
                let mut v: Vec<f32> = (0..12)
                    .map(|d| if d / 4 == i / 20 { 1.0 } else { 0.0 } + 0.4 * (rng.unit() as f32 - 0.5))
                    .collect();
                let norm = dot(&v, &v).sqrt();
                v.iter_mut().for_each(|x| *x /= norm);
                v
            })
            .collect();
        let found = spherical_k_means(&points, &[1.0; 60], 3, &mut rng);
        for group in 0..3 {
            assert!((0..20).all(|i| found.assignment[group * 20 + i] == found.assignment[group * 20]));
        }
        assert_eq!(found.centres.len(), 3);
        assert!(spherical_k_means(&[], &[], 4, &mut rng).assignment.is_empty());
        assert_eq!(spherical_k_means(&points[..2], &[1.0, 0.0], 6, &mut rng).assignment.len(), 2);
    }
}
