//! Figures of merit of a set of vectors, all by cosine.

use crate::clips::Clip;

/// Neighbours that count.
const NEAREST: usize = 10;

/// Scales every vector to unit length.
pub fn unit(vectors: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let scaled = |v: &Vec<f32>| {
        let norm = v.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-9);
        v.iter().map(|x| x / norm).collect()
    };
    vectors.iter().map(scaled).collect()
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The nearest others of each vector, best first, without those that `left_out(query, other)` names.
fn nearest(vectors: &[Vec<f32>], left_out: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let unit = unit(vectors);
    let of = |query: usize| {
        let mut others: Vec<(f32, usize)> = (0..unit.len())
            .filter(|&other| other != query && !left_out(query, other))
            .map(|other| (dot(&unit[query], &unit[other]), other))
            .collect();
        others.sort_by(|a, b| b.0.total_cmp(&a.0));
        others.into_iter().take(NEAREST).map(|(_, other)| other).collect()
    };
    (0..unit.len()).map(of).collect()
}

/// Share of the ten nearest, the query's artist removed, that share a genre with the query.
pub fn precision(vectors: &[Vec<f32>], clips: &[&Clip]) -> f64 {
    let found = nearest(vectors, |a, b| clips[a].artist == clips[b].artist);
    let share = |(query, others): (usize, &Vec<usize>)| {
        let hits = others
            .iter()
            .filter(|other| !clips[query].genres.is_disjoint(&clips[**other].genres))
            .count();
        hits as f64 / others.len().max(1) as f64
    };
    found.iter().enumerate().map(share).sum::<f64>() / found.len().max(1) as f64
}

/// Share of clips whose first half has their own second half as nearest, and the other way round.
pub fn halves(first: &[Vec<f32>], second: &[Vec<f32>]) -> f64 {
    let (a, b) = (unit(first), unit(second));
    let best = |query: &[f32], among: &[Vec<f32>]| {
        among
            .iter()
            .enumerate()
            .map(|(i, v)| (dot(query, v), i))
            .max_by(|x, y| x.0.total_cmp(&y.0))
            .map(|(_, i)| i)
    };
    let hits = (0..a.len())
        .map(|i| usize::from(best(&a[i], &b) == Some(i)) + usize::from(best(&b[i], &a) == Some(i)))
        .sum::<usize>();
    hits as f64 / (2 * a.len().max(1)) as f64
}

/// Skewness of how often each vector is among the ten nearest of others (Radovanović et al. 2010), and the share that never is.
pub fn hubness(vectors: &[Vec<f32>]) -> (f64, f64) {
    let mut counts = vec![0.0f64; vectors.len()];
    nearest(vectors, |_, _| false).iter().flatten().for_each(|&i| counts[i] += 1.0);
    let n = counts.len().max(1) as f64;
    let mean = counts.iter().sum::<f64>() / n;
    let moment = |k: i32| counts.iter().map(|c| (c - mean).powi(k)).sum::<f64>() / n;
    let orphans = counts.iter().filter(|c| **c == 0.0).count() as f64 / n;
    (moment(3) / moment(2).powf(1.5).max(1e-12), orphans)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clip(artist: &str, genre: &str) -> Clip {
        Clip {
            artist: artist.into(),
            genres: [genre.to_owned()].into(),
            ..Clip::default()
        }
    }

    #[test]
    fn precision_leaves_the_artist_out() {
        let clips = [clip("a", "x"), clip("a", "x"), clip("b", "x"), clip("c", "y")];
        let clips: Vec<&Clip> = clips.iter().collect();
        let vectors = vec![vec![1.0, 0.0], vec![1.0, 0.0], vec![0.9, 0.1], vec![0.0, 1.0]];
        // a: b and c, one of two; a again; b: a, a, c; c: nobody.
        let expected = (0.5 + 0.5 + 2.0 / 3.0 + 0.0) / 4.0;
        assert!((precision(&vectors, &clips) - expected).abs() < 1e-9);
    }

    #[test]
    fn halves_find_each_other_or_not() {
        let a = vec![vec![1.0, 0.0], vec![0.0, 1.0]];
        let swapped = vec![vec![0.0, 1.0], vec![1.0, 0.0]];
        assert_eq!(halves(&a, &a), 1.0);
        assert_eq!(halves(&a, &swapped), 0.0);
    }

    #[test]
    fn a_hub_is_skew() {
        let mut star: Vec<Vec<f32>> = (0..40).map(|i| (0..41).map(|j| if j == i { 1.0 } else { 0.0 }).collect()).collect();
        star.push(vec![1.0; 41]);
        let even: Vec<Vec<f32>> = (0..41)
            .map(|i| vec![(f64::from(i) * 0.153_2).cos() as f32, (f64::from(i) * 0.153_2).sin() as f32])
            .collect();
        assert!(hubness(&star).0 > hubness(&even).0);
    }
}
