//! Which mix of today is which of yesterday.

use std::collections::HashMap;

use domain::TrackUid;

use crate::catalogue::{Catalogue, dot};

/// Less alike than this, it is another mix.
const SAME_MIX: f32 = 0.6;

/// `lists` in the order of the mixes that were before: pairs by how alike their means sound, the best pair first; what is like none of
/// them comes last, as it came.
pub fn in_order_of(catalogue: &Catalogue, before: &[Vec<TrackUid>], lists: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    if before.is_empty() {
        return lists;
    }
    let row_of: HashMap<TrackUid, usize> = (0..catalogue.len()).map(|row| (catalogue.uid(row), row)).collect();
    let rows_before = before
        .iter()
        .map(|mix| mix.iter().filter_map(|uid| row_of.get(uid).copied()).collect::<Vec<usize>>());
    let means_before: Vec<Vec<f32>> = rows_before.map(|rows| mean(catalogue, &rows)).collect();
    let means: Vec<Vec<f32>> = lists.iter().map(|rows| mean(catalogue, rows)).collect();
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (old, a) in means_before.iter().enumerate() {
        pairs.extend(means.iter().enumerate().map(|(new, b)| (dot(a, b), old, new)));
    }
    pairs.retain(|(alike, ..)| *alike >= SAME_MIX);
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut place = vec![usize::MAX; lists.len()];
    for (_, old, new) in pairs {
        if place[new] == usize::MAX && !place.contains(&old) {
            place[new] = old;
        }
    }
    let mut placed: Vec<(usize, Vec<usize>)> = place.into_iter().zip(lists).collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, rows)| rows).collect()
}

/// Of unit length.
fn mean(catalogue: &Catalogue, rows: &[usize]) -> Vec<f32> {
    let mut sum = vec![0.0; catalogue.dim()];
    rows.iter().for_each(|row| catalogue.row(*row).add_to(&mut sum));
    let norm = dot(&sum, &sum).sqrt().max(1e-9);
    sum.iter_mut().for_each(|value| *value /= norm);
    sum
}
