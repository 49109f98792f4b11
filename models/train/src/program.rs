//! How the program itself ranks: its catalogue and its Mutual Proximity, with the measured clips as a person's library.

use std::collections::HashMap;

use domain::{Embedding, TrackId, TrackUid};
use recommend::{Catalogue, Facts, Item, Neighbourhood};

use crate::distance::Rows;

/// A library of clips.
pub struct Program {
    catalogue: Catalogue,
    /// By clip: its row in the catalogue, and its vector.
    rows: HashMap<usize, (usize, Vec<f32>)>,
}

impl Program {
    pub fn new(library: Rows) -> Self {
        let catalogue = catalogue(library);
        let rows = library.clips.iter().zip(library.vectors).enumerate();
        let rows = rows.filter_map(|(i, (clip, vector))| Some((*clip, (catalogue.row_of(TrackId(i as i64))?, vector.clone()))));
        Self {
            rows: rows.collect(),
            catalogue,
        }
    }

    /// The place of every clip of a gallery as `recommend::similar_to` sorts them, `[queries, gallery]`: 0 for the best match; the
    /// matches of unlike tracks saturate, so that the cosine decides. A clip without a direction comes last.
    pub fn places(&self, queries: Rows, gallery: Rows) -> Vec<f32> {
        let searched = catalogue(gallery);
        let proximity = self.catalogue.proximity();
        let around: Vec<Neighbourhood> = (0..searched.len())
            .map(|row| {
                let i = searched.id(row).0 as usize;
                self.neighbourhood(gallery.clips[i], &gallery.vectors[i])
            })
            .collect();
        let mut places = Vec::with_capacity(queries.clips.len() * gallery.clips.len());
        for (clip, vector) in queries.clips.iter().zip(queries.vectors) {
            let here = self.neighbourhood(*clip, vector);
            let mut found: Vec<(f32, f32, usize)> = searched
                .cosines(&unit(vector))
                .into_iter()
                .enumerate()
                .map(|(row, cosine)| (proximity.proximity(here, around[row], cosine), cosine, row))
                .collect();
            found.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
            let mut row = vec![f32::MAX; gallery.clips.len()];
            for (place, (_, _, at)) in found.into_iter().enumerate() {
                row[searched.id(at).0 as usize] = place as f32;
            }
            places.extend(row);
        }
        places
    }

    /// Where a vector stands in the library: as one of its tracks if it is that, else as a track that is only asked about.
    fn neighbourhood(&self, clip: usize, vector: &[f32]) -> Neighbourhood {
        let proximity = self.catalogue.proximity();
        match self.rows.get(&clip) {
            Some((row, own)) if own == vector => proximity.of_row(*row),
            _ => proximity.neighbourhood(&unit(vector)),
        }
    }
}

/// Ids are the places in `rows`; what has no direction is left out.
fn catalogue(rows: Rows) -> Catalogue {
    Catalogue::new(rows.vectors.iter().enumerate().filter_map(|(i, vector)| {
        Some(Item {
            id: TrackId(i as i64),
            uid: TrackUid((i as u128).to_le_bytes()),
            embedding: Embedding::new(vector.clone()).ok()?,
            facts: Facts::default(),
        })
    }))
}

/// Of length 1; what has no direction stays as it is.
fn unit(vector: &[f32]) -> Vec<f32> {
    Embedding::new(vector.to_vec()).map_or_else(|_| vector.to_vec(), |embedding| embedding.as_slice().to_vec())
}

#[cfg(test)]
mod tests {
    use domain::SplitMix64;
    use recommend::{Rules, similar_to};

    use super::*;

    #[test]
    fn clips_stand_in_the_order_of_the_programs_own_list() {
        let mut rng = SplitMix64::new(2);
        let vectors: Vec<Vec<f32>> = (0..80).map(|_| (0..16).map(|_| rng.unit() as f32 - 0.4).collect()).collect();
        let clips: Vec<usize> = (100..180).collect();
        let all = Rows {
            vectors: &vectors,
            clips: &clips,
        };
        let program = Program::new(all);
        let places = program.places(all, all);
        let rules = Rules {
            limit: usize::MAX,
            same_artist: true,
            per_artist: usize::MAX,
            per_album: usize::MAX,
            min_match: 0.0,
            ..Rules::default()
        };
        let listed = |seed: &[f32], own: Option<usize>| -> Vec<usize> {
            similar_to(&program.catalogue, seed, &Facts::default(), own, &rules)
                .iter()
                .map(|similar| similar.track.0 as usize)
                .collect()
        };
        let order = |row: &[f32], own: Option<usize>| -> Vec<usize> {
            let mut order: Vec<usize> = (0..row.len()).filter(|i| Some(*i) != own).collect();
            order.sort_by(|a, b| row[*a].total_cmp(&row[*b]));
            order
        };
        for i in [0, 40, 79] {
            assert_eq!(order(&places[i * 80..][..80], Some(i)), listed(&unit(&vectors[i]), Some(i)));
        }
        // And of a track that is not in the library.
        let stranger = vec![(0..16).map(|_| rng.unit() as f32 - 0.5).collect::<Vec<f32>>()];
        let asked = Rows {
            vectors: &stranger,
            clips: &[7],
        };
        assert_eq!(order(&program.places(asked, all), None), listed(&unit(&stranger[0]), None));
    }

    #[test]
    fn what_has_no_direction_comes_last() {
        let vectors = [vec![1.0, 0.0], vec![0.0, 0.0], vec![-1.0, 0.1]];
        let rows = Rows {
            vectors: &vectors,
            clips: &[0, 1, 2],
        };
        let places = Program::new(rows).places(rows, rows);
        assert!(places[1] > places[2] && places[2] > places[0]);
        assert!(places[3..].iter().all(|place| *place >= 0.0));
    }
}
