//! Item-based nearest neighbours: tracks whose presence in contexts goes together.
//!
//! The similarity is the correlation of two tracks over all contexts, each track's baseline (how often it is there at all) taken off,
//! shrunk where it rests on few contexts in common (Koren, *Factor in the Neighbors*, 2010, §2.2: `pearson_baseline`). murecom's own
//! measure, the mean squared difference, is 1 for every pair that ever met, as all its ratings are.

use crate::contexts::Contexts;
use crate::links::{Link, Links};

/// Contexts in common at which half of a correlation is believed.
const SHRINKAGE: f32 = 4.0;

/// The `most` nearest neighbours of each track that is wanted. A long context says less of each pair in it: its weight falls with the logarithm of its
/// length.
pub fn item_knn(contexts: &Contexts, most: usize, is_wanted: impl Fn(usize) -> bool) -> Links {
    let n = contexts.items();
    let weights: Vec<f32> = contexts
        .rows()
        .iter()
        .map(|context| context.kind.weight() / (1.0 + (context.items.len() as f32).ln_1p()))
        .collect();
    let total: f32 = weights.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    let moment = |item: u32, power: i32| -> f32 {
        let column = contexts.of_item(item);
        let sum: f32 = column
            .iter()
            .map(|(row, value)| weights[*row as usize] * value.min(1.0).powi(power))
            .sum();
        sum / total
    };
    let means: Vec<f32> = (0..n as u32).map(|item| moment(item, 1)).collect();
    let deviations: Vec<f32> = (0..n as u32)
        .map(|item| (moment(item, 2) - means[item as usize].powi(2)).max(0.0).sqrt())
        .collect();
    // Sums of the pairs with one track, emptied by what was touched.
    let (mut together, mut counts, mut touched) = (vec![0.0f32; n], vec![0u32; n], Vec::new());
    Links::build(n, most, |item, out| {
        if !is_wanted(item as usize) {
            return;
        }
        for (row, value) in contexts.of_item(item) {
            let weight = weights[*row as usize] * value.min(1.0);
            for (other, its) in &contexts.rows()[*row as usize].items {
                let at = *other as usize;
                if counts[at] == 0 {
                    touched.push(*other);
                }
                counts[at] += 1;
                together[at] += weight * its.min(1.0);
            }
        }
        for other in touched.drain(..) {
            let (a, b) = (item as usize, other as usize);
            let covariance = together[b] / total - means[a] * means[b];
            let count = counts[b] as f32;
            (together[b], counts[b]) = (0.0, 0);
            let correlation = covariance / (deviations[a] * deviations[b]).max(f32::MIN_POSITIVE);
            out.push(Link {
                to: other,
                weight: correlation * count / (count + SHRINKAGE),
            });
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contexts::{Context, ContextKind};

    fn lists(items: usize, lists: &[&[u32]]) -> Contexts {
        let context = |items: &&[u32]| Context {
            kind: ContextKind::Playlist,
            items: items.iter().map(|item| (*item, 1.0)).collect(),
        };
        Contexts::new(items, lists.iter().map(context))
    }

    #[test]
    fn the_correlation_is_that_of_a_table_worked_by_hand() {
        // Four lists of two, so that all weigh the same: 0 and 1 meet in two of them, 0 is in two, 1 in three.
        let contexts = lists(4, &[&[0, 1], &[0, 1], &[1, 2], &[2, 3]]);
        let links = item_knn(&contexts, 9, |_| true);
        // Means 1/2 and 3/4, E[xy] = 1/2: covariance 1/8, deviations 1/2 and √3/4, correlation 1/√3; two in common of 2 + 4.
        let expected = (1.0 / 3f32.sqrt()) * 2.0 / 6.0;
        let found = links.of(0)[0];
        assert_eq!(found.to, 1);
        assert!((found.weight - expected).abs() < 1e-6, "{found:?}");
        // 1 and 2 meet once, but less often than by chance: 1/4 < 3/4 · 1/2.
        assert!(links.of(1).iter().all(|link| link.to != 2));
    }

    #[test]
    fn what_is_everywhere_is_near_to_nothing() {
        let contexts = lists(9, &[&[0, 1, 2], &[0, 1, 3], &[0, 4, 5], &[0, 6, 7, 8]]);
        let links = item_knn(&contexts, 9, |_| true);
        assert_eq!(links.of(1)[0].to, 2, "0 is in every list");
        assert!(links.of(0).is_empty());
    }
}
