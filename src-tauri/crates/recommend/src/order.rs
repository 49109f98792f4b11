//! An order in which each track flows into the next.

use crate::catalogue::Catalogue;
use crate::reasons::tempo_gap;

/// Passes of 2-opt; a list of 30 settles in two or three.
const PASSES: usize = 6;

/// Orders `rows` so that neighbours are alike in sound, tempo and energy and an artist does not follow itself: greedy from
/// the first row given, then 2-opt.
pub fn smooth_order(catalogue: &Catalogue, rows: &[usize]) -> Vec<usize> {
    let mut left = rows.to_vec();
    if left.len() < 3 {
        return left;
    }
    let mut order = vec![left.remove(0)];
    while let Some(last) = order.last().copied() {
        let Some(next) = (0..left.len()).min_by(|a, b| step(catalogue, last, left[*a]).total_cmp(&step(catalogue, last, left[*b]))) else {
            break;
        };
        order.push(left.remove(next));
    }
    for _ in 0..PASSES {
        if !improve(catalogue, &mut order) {
            break;
        }
    }
    order
}

/// Reverses stretches where that shortens the way; the first track stays first.
fn improve(catalogue: &Catalogue, order: &mut [usize]) -> bool {
    let mut improved = false;
    for i in 1..order.len() - 1 {
        for j in i + 1..order.len() {
            let after = order.get(j + 1).copied();
            let cost = |a: usize, b: usize| step(catalogue, a, b);
            let now = cost(order[i - 1], order[i]) + after.map_or(0.0, |x| cost(order[j], x));
            let then = cost(order[i - 1], order[j]) + after.map_or(0.0, |x| cost(order[i], x));
            if then + 1e-6 < now {
                order[i..=j].reverse();
                improved = true;
            }
        }
    }
    improved
}

/// What one track costs after the other: the cut, and more if the artist is the same.
fn step(catalogue: &Catalogue, a: usize, b: usize) -> f32 {
    let (fa, fb) = (catalogue.facts(a), catalogue.facts(b));
    let again = !fa.artist.is_empty() && fa.artist == fb.artist;
    cut(catalogue, a, b) + if again { 1.0 } else { 0.0 }
}

/// How hard the cut from one track to the next is.
pub(crate) fn cut(catalogue: &Catalogue, a: usize, b: usize) -> f32 {
    let (fa, fb) = (catalogue.facts(a), catalogue.facts(b));
    let mut cost = 1.0 - catalogue.cosine(a, b);
    if let (Some(x), Some(y)) = (fa.tempo, fb.tempo) {
        cost += 0.6 * tempo_gap(x.bpm, y.bpm) * x.confidence.min(y.confidence);
    }
    if let (Some(x), Some(y)) = (fa.energy, fb.energy) {
        cost += 0.4 * (x - y).abs();
    }
    cost
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Facts;
    use crate::fixture::item;

    #[test]
    fn points_on_an_arc_come_out_in_their_order() {
        let angles = [0.0f32, 1.2, 0.3, 0.9, 0.6, 1.5];
        let items = angles
            .iter()
            .enumerate()
            .map(|(i, a)| item(i, vec![a.cos(), a.sin()], Facts::default()));
        let catalogue = Catalogue::new(items);
        assert_eq!(smooth_order(&catalogue, &[0, 1, 2, 3, 4, 5]), [0, 2, 4, 3, 1, 5]);
        assert_eq!(smooth_order(&catalogue, &[2]), [2]);
        assert!(smooth_order(&catalogue, &[]).is_empty());
    }
}
