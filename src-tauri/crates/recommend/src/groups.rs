//! Albums and artists by their sound: each is the mean direction of its tracks.

use domain::TrackId;

use crate::catalogue::{Catalogue, dot};
use crate::matrix::{Matrix, Query};
use crate::proximity::MutualProximity;

/// Matches are worked out for so many groups of the highest cosine; a list is never longer.
const LOOKED_AT: usize = 200;

/// Groups of tracks with a unit vector each.
pub struct Groups {
    keys: Vec<i64>,
    centroids: Matrix,
    proximity: MutualProximity,
}

impl Groups {
    /// `members` pairs a group's key with a row of the catalogue; the pairs of one group need not stand together. Groups without a
    /// direction (no row, or rows that cancel out) are left out.
    pub fn new(catalogue: &Catalogue, members: impl IntoIterator<Item = (i64, usize)>) -> Self {
        let dim = catalogue.dim();
        let mut members: Vec<(i64, usize)> = members.into_iter().collect();
        members.sort_unstable();
        let (mut keys, mut centroids) = (Vec::new(), Matrix::new(dim));
        for group in members.chunk_by(|a, b| a.0 == b.0) {
            let mut sum = vec![0.0f32; dim];
            for (_, row) in group {
                catalogue.row(*row).add_to(&mut sum);
            }
            // Rows that cancel out leave what rounding left of them.
            if dot(&sum, &sum).sqrt() > 1e-2 {
                keys.push(group[0].0);
                centroids.push(&sum);
            }
        }
        let proximity = MutualProximity::references(&centroids, catalogue.unrelated());
        Self {
            keys,
            centroids,
            proximity,
        }
    }

    /// The unit vector of a group.
    pub fn centroid(&self, key: i64) -> Option<Vec<f32>> {
        let at = self.keys.binary_search(&key).ok()?;
        Some(self.centroids.row(at).to_vec())
    }

    /// Groups like `key` with their match (0–1, Mutual Proximity among the groups), best first, at least `min_match`; `admit` says which
    /// may stand in the list.
    pub fn similar(&self, key: i64, limit: usize, min_match: f32, mut admit: impl FnMut(i64) -> bool) -> Vec<(i64, f32)> {
        let Ok(at) = self.keys.binary_search(&key) else { return Vec::new() };
        let own = self.centroids.row(at);
        let mut near: Vec<(f32, usize)> = self
            .centroids
            .rows()
            .enumerate()
            .filter(|(at, _)| self.keys[*at] != key)
            .map(|(at, other)| (own.dot(other), at))
            .collect();
        near.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let here = self.proximity.around(own);
        let mut found: Vec<(i64, f32)> = near
            .into_iter()
            .filter(|(_, at)| admit(self.keys[*at]))
            .take(LOOKED_AT)
            .map(|(cosine, at)| {
                let there = self.proximity.around(self.centroids.row(at));
                (self.keys[at], self.proximity.proximity(here, there, cosine))
            })
            .filter(|(_, score)| *score >= min_match)
            .collect();
        // Stable: where the match is the same, the nearer one stays first.
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        found.truncate(limit);
        found
    }
}

/// The row among `rows` nearest to `vector`.
pub fn nearest_to(catalogue: &Catalogue, vector: &[f32], rows: impl IntoIterator<Item = usize>) -> Option<TrackId> {
    let query = Query::new(vector);
    let near = |row: usize| (query.dot(catalogue.row(row)), row);
    rows.into_iter()
        .map(near)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
        .map(|(_, row)| catalogue.id(row))
}

#[cfg(test)]
mod tests {
    use domain::SplitMix64;

    use super::*;
    use crate::Facts;
    use crate::fixture::{item, styled};

    /// Forty groups of five tracks in four styles: group `g` is of style `g % 4`.
    fn planted() -> Catalogue {
        let mut rng = SplitMix64::new(3);
        let items = (0..200).map(|i| {
            let style = (i / 5) % 4;
            let values = styled(style, 4, 1.2, &mut rng);
            item(i, values, Facts::default())
        });
        Catalogue::new(items)
    }

    #[test]
    fn groups_of_the_same_style_come_first_and_match() {
        let catalogue = planted();
        let groups = Groups::new(&catalogue, (0..200).map(|row| ((row / 5) as i64, row)));
        for key in [0, 13, 39] {
            let found = groups.similar(key, 9, 0.5, |_| true);
            assert_eq!(found.len(), 9, "{key}: {found:?}");
            assert!(
                found.iter().all(|(other, _)| other % 4 == key % 4 && *other != key),
                "{key}: {found:?}"
            );
            assert!(found.windows(2).all(|pair| pair[0].1 >= pair[1].1));
        }
        assert!(
            groups.similar(0, 9, 0.5, |other| other % 4 != 0).is_empty(),
            "no other style is close"
        );
        assert!(groups.similar(77, 9, 0.0, |_| true).is_empty());
    }

    #[test]
    fn the_nearest_row_is_found_and_an_empty_catalogue_has_none() {
        let catalogue = planted();
        assert_eq!(nearest_to(&catalogue, &catalogue.vector(7), [3, 7, 9]), Some(TrackId(7)));
        assert_eq!(nearest_to(&catalogue, &catalogue.vector(7), []), None);
        let empty = Catalogue::new(Vec::new());
        assert!(Groups::new(&empty, []).similar(1, 5, 0.0, |_| true).is_empty());
    }
}
