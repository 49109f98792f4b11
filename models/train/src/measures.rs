//! Figures of merit from distances. Those of single queries come one by one, so that they can be resampled and paired.

use crate::distance::Distances;

/// Neighbours that count for hubs and overlap.
pub const NEAREST: usize = 10;

/// Share of the `k` nearest (fewer if there are fewer) that are relevant; a query without relevant clips has 0, `None` is of one
/// for which there is nothing to find.
pub fn precision(distances: &Distances, k: usize, relevant: impl Fn(usize, usize) -> bool) -> Vec<Option<f64>> {
    let of = |query: usize| {
        let found = distances.ranked(query);
        let kept = k.min(found.len());
        let hits = found[..kept].iter().filter(|other| relevant(query, **other)).count();
        (kept > 0).then(|| hits as f64 / kept as f64)
    };
    (0..distances.rows()).map(of).collect()
}

/// Average precision over the whole ranking; `None` for a query without relevant clips.
pub fn average_precision(distances: &Distances, relevant: impl Fn(usize, usize) -> bool) -> Vec<Option<f64>> {
    let of = |query: usize| {
        let (mut hits, mut sum) = (0.0, 0.0);
        for (rank, other) in distances.ranked(query).into_iter().enumerate() {
            if relevant(query, other) {
                hits += 1.0;
                sum += hits / (rank + 1) as f64;
            }
        }
        (hits > 0.0).then(|| sum / hits)
    };
    (0..distances.rows()).map(of).collect()
}

/// 1 for each query whose nearest is the clip of the same index, else 0.
pub fn finds_itself(distances: &Distances) -> Vec<f64> {
    (0..distances.rows())
        .map(|query| f64::from(u8::from(distances.ranked(query).first() == Some(&query))))
        .collect()
}

/// How unevenly clips are among the ten nearest of others.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hubness {
    /// Skewness of the 10-occurrence, S_10 (Radovanović, Nanopoulos & Ivanović 2010); lower is better.
    pub skewness: f64,
    /// The largest 10-occurrence.
    pub largest: f64,
    /// Share of clips that are among nobody's ten nearest.
    pub orphans: f64,
}

/// Of distances among one set of clips.
pub fn hubness(distances: &Distances) -> Hubness {
    let mut counts = vec![0.0f64; distances.columns];
    for query in 0..distances.rows() {
        distances.ranked(query).into_iter().take(NEAREST).for_each(|i| counts[i] += 1.0);
    }
    let n = counts.len().max(1) as f64;
    let mean = counts.iter().sum::<f64>() / n;
    let moment = |k: i32| counts.iter().map(|c| (c - mean).powi(k)).sum::<f64>() / n;
    Hubness {
        skewness: moment(3) / moment(2).powf(1.5).max(1e-12),
        largest: counts.iter().copied().fold(0.0, f64::max),
        orphans: counts.iter().filter(|c| **c == 0.0).count() as f64 / n,
    }
}

/// Share of the ten nearest of each row of `before` that are among the ten nearest of the same row of `after`.
pub fn overlap(before: &Distances, after: &Distances) -> Vec<f64> {
    let of = |query: usize| {
        let (before, after) = (before.ranked(query), after.ranked(query));
        let kept = NEAREST.min(before.len());
        let common = before[..kept]
            .iter()
            .filter(|other| after.iter().take(NEAREST).any(|o| o == *other));
        common.count() as f64 / kept.max(1) as f64
    };
    (0..before.rows()).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distances(rows: &[&[f32]]) -> Distances {
        Distances {
            columns: rows[0].len(),
            values: rows.concat(),
        }
    }

    #[test]
    fn precision_and_average_precision_of_a_known_ranking() {
        // Relevant: 0, 2 and 4. Ranking: 0, 1, 2, 3; 4 is left out.
        let d = distances(&[&[0.1, 0.2, 0.3, 0.4, f32::INFINITY]]);
        let even = |_: usize, other: usize| other.is_multiple_of(2);
        assert_eq!(precision(&d, 3, even), [Some(2.0 / 3.0)]);
        assert_eq!(precision(&d, 10, even), [Some(0.5)]);
        assert_eq!(average_precision(&d, even), [Some((1.0 + 2.0 / 3.0) / 2.0)]);
        assert_eq!(average_precision(&d, |_, other| other == 4), [None]);
        assert_eq!(precision(&d, 3, |_, _| false), [Some(0.0)]);
        assert_eq!(precision(&distances(&[&[f32::INFINITY]]), 3, even), [None]);
    }

    #[test]
    fn halves_find_each_other_or_not() {
        assert_eq!(finds_itself(&distances(&[&[0.1, 0.2], &[0.1, 0.2]])), [1.0, 0.0]);
    }

    #[test]
    fn hubs_and_orphans_are_counted() {
        // Of 30 clips on a line, everybody has 0 nearest; 10 neighbours, so the far end is seldom met.
        let n = 30;
        let row = |q: usize| -> Vec<f32> { (0..n).map(|g| if g == q { f32::INFINITY } else { g as f32 }).collect() };
        let rows: Vec<Vec<f32>> = (0..n).map(row).collect();
        let found = hubness(&distances(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>()));
        assert_eq!(found.largest, 29.0);
        assert_eq!(found.orphans, 19.0 / 30.0);
        // On a circle everybody is met as often as anybody.
        let row = |q: usize| -> Vec<f32> {
            let around = |g: usize| q.abs_diff(g).min(n - q.abs_diff(g)) as f32;
            (0..n).map(|g| if g == q { f32::INFINITY } else { around(g) }).collect()
        };
        let rows: Vec<Vec<f32>> = (0..n).map(row).collect();
        let even = hubness(&distances(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>()));
        assert_eq!((even.largest, even.orphans), (10.0, 0.0));
        assert!(found.skewness > even.skewness);
    }

    #[test]
    fn overlap_counts_what_stays() {
        let before = distances(&[&(0..20).map(|i| i as f32).collect::<Vec<_>>()]);
        let after = distances(&[&(0..20).map(|i| (i as f32 - 5.0).abs() + i as f32 / 100.0).collect::<Vec<_>>()]);
        assert_eq!(overlap(&before, &before), [1.0]);
        // Nearest to 5 are 5, 4, 6, …, 9 and 1; 0 and 10 tie but for the hundredth: 0 to 9 again.
        assert_eq!(overlap(&before, &after), [1.0]);
        let after = distances(&[&(0..20).map(|i| -(i as f32)).collect::<Vec<_>>()]);
        assert_eq!(overlap(&before, &after), [0.0]);
    }
}
