//! The exact nearest rows of many rows at once.

use rayon::prelude::*;

use crate::matrix::{Matrix, Query};

/// A neighbour: its place among the rows that were searched, and its cosine.
pub type Near = (usize, f32);

/// Of each row of `of`, the `count` of `among` with the highest cosine, nearest first, itself left out.
/// Each list has `count` entries, or as many as there are where that is fewer.
pub fn nearest_among(matrix: &Matrix, of: &[usize], among: &[usize], count: usize) -> Vec<Vec<Near>> {
    let others: Vec<Query> = among.iter().map(|row| Query::of_row(matrix.row(*row))).collect();
    let nearest = |row: &usize| {
        let query = Query::of_row(matrix.row(*row));
        let mut best = Best::new(count);
        for (place, other) in others.iter().enumerate() {
            if among[place] != *row {
                best.offer((place, query.dot_query(other)));
            }
        }
        best.finish()
    };
    of.par_iter().map(nearest).collect()
}

/// Pivots that rows are sorted by, and of those how many are looked around.
const PIVOTS: usize = 100;
const LOOKED_AROUND: usize = 8;

/// Nearly the nearest, ten times as quickly: only rows that share one of the nearest pivots are looked at. For pictures, where a neighbour
/// missed now and then moves a point by a hair.
pub fn nearly_nearest_among(matrix: &Matrix, of: &[usize], among: &[usize], count: usize) -> Vec<Vec<Near>> {
    if among.len() < 10 * PIVOTS {
        return nearest_among(matrix, of, among, count);
    }
    let others: Vec<Query> = among.iter().map(|row| Query::of_row(matrix.row(*row))).collect();
    let step = among.len() / PIVOTS;
    let pivots: Vec<usize> = (0..PIVOTS).map(|index| index * step).collect();
    let near_pivots = |query: &Query, count: usize| {
        let mut best = Best::new(count);
        pivots
            .iter()
            .enumerate()
            .for_each(|(index, place)| best.offer((index, query.dot_query(&others[*place]))));
        best.finish()
    };
    let cell_of: Vec<usize> = others
        .par_iter()
        .map(|other| near_pivots(other, 1).first().map_or(0, |(pivot, _)| *pivot))
        .collect();
    let mut cells = vec![Vec::new(); PIVOTS];
    cell_of.iter().enumerate().for_each(|(place, cell)| cells[*cell].push(place));
    let nearest = |row: &usize| {
        let query = Query::of_row(matrix.row(*row));
        let mut best = Best::new(count);
        for (cell, _) in near_pivots(&query, LOOKED_AROUND) {
            for place in cells[cell].iter().filter(|place| among[**place] != *row) {
                best.offer((*place, query.dot_query(&others[*place])));
            }
        }
        best.finish()
    };
    of.par_iter().map(nearest).collect()
}

fn nearer(a: &Near, b: &Near) -> std::cmp::Ordering {
    b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
}

/// The best so far: twice as many as are wanted are gathered before the worse half is let go.
struct Best {
    count: usize,
    kept: Vec<Near>,
    /// What is not above it is not among them.
    bar: f32,
}

impl Best {
    fn new(count: usize) -> Self {
        Self {
            count: count.max(1),
            kept: Vec::with_capacity(2 * count.max(1)),
            bar: f32::NEG_INFINITY,
        }
    }

    fn offer(&mut self, near: Near) {
        if near.1 <= self.bar {
            return;
        }
        self.kept.push(near);
        if self.kept.len() == 2 * self.count {
            self.kept.select_nth_unstable_by(self.count - 1, nearer);
            self.kept.truncate(self.count);
            self.bar = self.kept[self.count - 1].1;
        }
    }

    fn finish(mut self) -> Vec<Near> {
        self.kept.sort_unstable_by(nearer);
        self.kept.truncate(self.count);
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use domain::SplitMix64;

    use super::*;
    use crate::fixture::styled;

    #[test]
    fn they_are_those_of_a_full_sort() {
        let mut rng = SplitMix64::new(9);
        let mut matrix = Matrix::new(16);
        (0..200).for_each(|_| matrix.push(&styled(0, 2, 2.0, &mut rng)));
        let all: Vec<usize> = (0..200).collect();
        for count in [1, 5, 90, 300] {
            for (row, found) in nearest_among(&matrix, &all, &all, count).iter().enumerate() {
                let mut wanted: Vec<Near> = (0..200)
                    .filter(|other| *other != row)
                    .map(|other| (other, Query::of_row(matrix.row(row)).dot_query(&Query::of_row(matrix.row(other)))))
                    .collect();
                wanted.sort_by(nearer);
                wanted.truncate(count);
                assert_eq!(found, &wanted);
            }
        }
    }

    /// Loose groups of twenty: a vector is near those of its own group.
    #[test]
    fn most_of_the_nearest_are_found_by_way_of_pivots() {
        let mut rng = SplitMix64::new(10);
        let mut noise = |scale: f32| -> Vec<f32> { (0..32).map(|_| scale * (rng.unit() as f32 - 0.5)).collect() };
        let centres: Vec<Vec<f32>> = (0..100).map(|_| noise(1.0)).collect();
        let mut matrix = Matrix::new(32);
        for i in 0..2_000 {
            let own: Vec<f32> = centres[i % 100].iter().zip(noise(0.8)).map(|(a, b)| a + b).collect();
            matrix.push(&own);
        }
        let (of, among): (Vec<usize>, Vec<usize>) = ((0..200).collect(), (200..2_000).collect());
        let (exact, quick) = (
            nearest_among(&matrix, &of, &among, 5),
            nearly_nearest_among(&matrix, &of, &among, 5),
        );
        let found: usize = exact
            .iter()
            .zip(&quick)
            .map(|(a, b)| a.iter().filter(|near| b.contains(near)).count())
            .sum();
        assert!(found > 800, "{found} of 1,000");
    }
}
