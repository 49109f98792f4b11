//! In which order a system finds clips.

use crate::distance::{Distance, Distances, Rows};
use crate::program::Program;
use crate::proximity::{self, Moments};

/// What is made of distances before clips are ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scaling {
    /// Nothing.
    None,
    /// Mutual Proximity of these distances.
    MutualProximity,
    /// What this program does with its vectors.
    Program,
}

/// A system's distances among the clips of a library, each in any view.
pub struct Ranking<'a> {
    distance: Distance,
    scaled: Scaled<'a>,
}

enum Scaled<'a> {
    No,
    /// By the distances to these.
    Moments(Rows<'a>),
    Program(Box<Program>),
}

impl<'a> Ranking<'a> {
    /// `library`: the undamaged clips that are searched. What is usual for a vector is told by its distances to them.
    pub fn new(distance: Distance, scaling: Scaling, library: Rows<'a>) -> Self {
        Self {
            distance,
            scaled: match scaling {
                Scaling::None => Scaled::No,
                Scaling::MutualProximity => Scaled::Moments(library),
                Scaling::Program => Scaled::Program(Box::new(Program::new(library))),
            },
        }
    }

    /// How far queries have the clips of a gallery. `left_out(query, other)` takes clips; what it leaves out is infinitely far and has
    /// no vote, but counts for what is usual.
    pub fn distances(&self, queries: Rows, gallery: Rows, left_out: &dyn Fn(usize, usize) -> bool) -> Distances {
        let mut values = match &self.scaled {
            Scaled::No => self.distance.values(queries, gallery, left_out),
            Scaled::Moments(library) => {
                let to = |from: Rows, rows: Rows| self.distance.values(from, rows, &|_, _| false);
                let usual = |rows: Rows| Moments::of(&to(rows, *library), rows.clips, library.clips);
                let mut values = to(queries, gallery);
                proximity::rescale(&mut values, &usual(queries), &usual(gallery));
                values
            }
            Scaled::Program(program) => program.places(queries, gallery),
        };
        let columns = gallery.vectors.len();
        for (row, query) in values.chunks_mut(columns.max(1)).zip(queries.clips) {
            for (value, other) in row.iter_mut().zip(gallery.clips) {
                if left_out(*query, *other) {
                    *value = f32::INFINITY;
                }
            }
        }
        Distances { columns, values }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use domain::SplitMix64;

    use super::*;
    use crate::measures;

    const SCALINGS: [Scaling; 3] = [Scaling::None, Scaling::MutualProximity, Scaling::Program];

    /// Random directions, and clips' numbers.
    fn library(n: usize) -> (Vec<Vec<f32>>, Vec<usize>) {
        let mut rng = SplitMix64::new(9);
        let vectors = (0..n).map(|_| (0..24).map(|_| rng.unit() as f32 - 0.5).collect()).collect();
        (vectors, (0..n).collect())
    }

    #[test]
    fn what_is_left_out_is_not_ranked() {
        let vectors = [vec![1.0, 0.0], vec![0.9, 0.1], vec![0.0, 1.0]];
        let rows = Rows {
            vectors: &vectors,
            clips: &[4, 5, 6],
        };
        for scaling in SCALINGS {
            let ranking = Ranking::new(Distance::Cosine, scaling, rows);
            let all = ranking.distances(rows, rows, &|a, b| a == b || (a, b) == (4, 5));
            assert_eq!((all.ranked(0), all.ranked(1), all.ranked(2)), (vec![2], vec![0, 2], vec![1, 0]));
        }
    }

    #[test]
    fn a_query_is_answered_alike_whoever_else_asks() {
        let (vectors, clips) = library(60);
        let all = Rows {
            vectors: &vectors,
            clips: &clips,
        };
        for scaling in SCALINGS {
            let ranking = Ranking::new(Distance::Cosine, scaling, all);
            let together = ranking.distances(all, all, &|a, b| a == b);
            for i in [0, 31, 59] {
                let one = Rows {
                    vectors: &vectors[i..=i],
                    clips: &clips[i..=i],
                };
                assert_eq!(
                    ranking.distances(one, all, &|a, b| a == b).ranked(0),
                    together.ranked(i),
                    "{scaling:?}"
                );
            }
        }
    }

    #[test]
    fn a_shift_that_all_queries_have_in_common_does_not_help() {
        let (vectors, clips) = library(60);
        let whole = Rows {
            vectors: &vectors,
            clips: &clips,
        };
        // Damage that moves every query towards the first clip, which is then near to all of them.
        let damaged: Vec<Vec<f32>> = vectors
            .iter()
            .map(|v| v.iter().zip(&vectors[0]).map(|(x, shift)| x + 2.0 * shift).collect())
            .collect();
        let asked = Rows {
            vectors: &damaged[1..],
            clips: &clips[1..],
        };
        let before = Rows {
            vectors: &vectors[1..],
            clips: &clips[1..],
        };
        for scaling in SCALINGS {
            let ranking = Ranking::new(Distance::Cosine, scaling, whole);
            let found = |rows| ranking.distances(rows, whole, &|a, b| a == b);
            let after = found(asked);
            let hit = (0..after.rows())
                .filter(|q| after.ranked(*q)[..measures::NEAREST].contains(&0))
                .count();
            assert_eq!(hit, after.rows(), "{scaling:?}: what all were moved to is near to all");
            let stay = measures::overlap(&found(before), &after);
            assert!(stay.iter().sum::<f64>() / (stay.len() as f64) < 0.8, "{scaling:?}: {stay:?}");
        }
        // Moments over the queries would take the shift for the first clip's nature.
        let mut values = Distance::Cosine.values(asked, whole, &|_, _| false);
        let columns: Vec<f32> = (0..clips.len())
            .flat_map(|g| (0..asked.clips.len()).map(move |q| (q, g)))
            .map(|(q, g)| values[q * clips.len() + g])
            .collect();
        let of_queries = Moments::of(&values, asked.clips, &clips);
        let of_gallery = Moments::of(&columns, &clips, asked.clips);
        proximity::rescale(&mut values, &of_queries, &of_gallery);
        let flattered = Distances {
            columns: clips.len(),
            values,
        };
        let hit = (0..flattered.rows())
            .filter(|q| flattered.ranked(*q)[..measures::NEAREST].contains(&0))
            .count();
        assert!(hit < flattered.rows() / 2, "{hit}");
    }
}
