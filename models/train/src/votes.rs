//! Neighbours by the votes of their slices, as murecom counts them.

use crate::distance::Rows;
use crate::matrix::Mat;

/// Slices that each slice of the query gives a vote to.
const NEAREST: usize = 10;

/// Minus the votes each clip of the gallery gets: every slice of the query votes for the clips of its ten nearest slices, by
/// Euclidean distance, among those that are not left out. Clips with the same votes are ordered by their nearest slice, which
/// the original leaves to chance.
pub fn all(slices: usize, queries: Rows, gallery: Rows, left_out: &dyn Fn(usize, usize) -> bool) -> Vec<f32> {
    let dim = gallery.vectors.first().map_or(1, |row| row.len() / slices);
    let flat: Vec<f32> = gallery.vectors.iter().flatten().copied().collect();
    let squares: Vec<f32> = flat.chunks(dim).map(|v| v.iter().map(|x| x * x).sum()).collect();
    let mut out = Vec::with_capacity(queries.vectors.len() * gallery.vectors.len());
    for (query, clip) in queries.vectors.iter().zip(queries.clips) {
        let allowed: Vec<bool> = gallery.clips.iter().map(|other| !left_out(*clip, *other)).collect();
        let products = Mat::new(query, dim).times(Mat::new(&flat, dim).transposed());
        let mut score = vec![0.0f32; gallery.vectors.len()];
        let mut closest = vec![f32::MAX; gallery.vectors.len()];
        for (slice, products) in query.chunks(dim).zip(products.chunks(squares.len().max(1))) {
            let own: f32 = slice.iter().map(|x| x * x).sum();
            let mut found: Vec<(f32, usize)> = (0..squares.len())
                .filter(|i| allowed[i / slices])
                .map(|i| ((own + squares[i] - 2.0 * products[i]).max(0.0), i / slices))
                .collect();
            found.iter().for_each(|(d, clip)| closest[*clip] = closest[*clip].min(*d));
            let kept = NEAREST.min(found.len());
            if kept > 0 {
                found.select_nth_unstable_by(kept - 1, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            }
            found.iter().take(kept).for_each(|(_, clip)| score[*clip] -= 1.0);
        }
        // The nearest slice never outweighs a vote: d / (1 + d) is below 1.
        out.extend(score.iter().zip(&closest).map(|(s, d)| s + d / (1.0 + d)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clip_with_more_near_slices_wins_whatever_the_nearest_slice_says() {
        // Two slices of one number; 0 is asked for, 1 has both slices near, 2 one slice nearer still, nine others far away.
        let mut vectors = vec![vec![0.0, 0.0], vec![0.2, 0.2], vec![0.1, 9.0]];
        vectors.extend((0..9).map(|i| vec![5.0 + i as f32 * 0.01; 2]));
        let clips: Vec<usize> = (0..vectors.len()).collect();
        let rows = Rows {
            vectors: &vectors,
            clips: &clips,
        };
        let found = all(2, rows, rows, &|a, b| a == b);
        assert!(found[1] < found[2], "{} and {}", found[1], found[2]);
        // Left out, it gets no vote.
        let found = all(2, rows, rows, &|a, b| a == b || b == 1);
        assert!(found[1] > found[2] - 1.0 && found[1] > 0.0);
    }
}
