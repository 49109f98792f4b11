//! Songs that are about the same without the same words: latent semantic analysis (Deerwester, Dumais, Furnas, Landauer and Harshman,
//! *Indexing by Latent Semantic Analysis*, 1990).

use super::svd::{Sparse, truncated_svd};
use super::tf_idf::Idf;
use super::words::LyricWords;
use crate::vectors::Vectors;

/// Fewer known words than these say nothing sure of a song.
const LEAST_WORDS: usize = 5;

/// What songs are about, as directions.
#[derive(Clone, Debug, Default)]
pub struct Lsa {
    /// One per document, in their order, for those with at least five known words.
    pub vectors: Vectors,
    /// Of the directions, largest first; at most as many as dimensions.
    pub singular_values: Vec<f32>,
    /// How much each word says.
    pub idf: Idf,
}

/// Vectors of `dim` values for `documents`. The cosine of two says how much they are about the same.
pub fn lsa(documents: &[LyricWords], dim: usize, seed: u64) -> Lsa {
    let idf = Idf::new(documents);
    let known = |document: &LyricWords| {
        let row = idf.row(document);
        if row.len() < LEAST_WORDS { Vec::new() } else { row }
    };
    let matrix = Sparse {
        rows: documents.iter().map(known).collect(),
        columns: idf.len(),
    };
    let svd = truncated_svd(&matrix, dim, seed);
    let mut vectors = Vectors::new(documents.len(), dim);
    let found = svd.values.len();
    for (item, _) in (0..).zip(&matrix.rows).filter(|(_, row)| !row.is_empty()) {
        let mut vector = vec![0.0; dim];
        let along = &svd.scaled_left[item as usize * found..][..found];
        vector.iter_mut().zip(along).for_each(|(out, value)| *out = *value as f32);
        vectors.set(item, &vector);
    }
    Lsa {
        vectors,
        singular_values: svd.values.iter().map(|value| *value as f32).collect(),
        idf,
    }
}

#[cfg(test)]
mod tests {
    use domain::SplitMix64;

    use super::*;

    /// Songs of one topic each, whose words they draw from, and from some that all topics have; each song has few of them.
    fn planted(topics: usize, songs: usize, words: usize, rng: &mut SplitMix64) -> Vec<LyricWords> {
        let song = |at: usize, rng: &mut SplitMix64| {
            let mut draw = |_| {
                let word = match rng.below(4) {
                    0 => format!("common{}", rng.below(60)),
                    _ => format!("topic{}word{}", at % topics, rng.below(60)),
                };
                (word, 1 + rng.below(3) as u16)
            };
            let mut counts: Vec<(String, u16)> = (0..words).map(&mut draw).collect();
            counts.sort_unstable();
            counts.dedup_by(|a, b| a.0 == b.0);
            LyricWords { language: None, counts }
        };
        (0..songs).map(|at| song(at, rng)).collect()
    }

    #[test]
    fn songs_of_one_topic_are_alike_even_where_they_share_no_word() {
        let documents = planted(4, 200, 12, &mut SplitMix64::new(5));
        let found = lsa(&documents, 8, 1);
        let shares = |a: usize, b: usize| {
            let other = &documents[b].counts;
            documents[a].counts.iter().any(|(word, _)| other.iter().any(|(its, _)| its == word))
        };
        let (mut of_the_topic, mut without_a_word) = (0, 0);
        for a in 0..200 {
            let mut others: Vec<usize> = (0..200).filter(|b| *b != a).collect();
            others.sort_by_key(|b| (-1e6 * found.vectors.cosine(a as u32, *b as u32).unwrap()) as i32);
            let nearest = &others[..49];
            of_the_topic += nearest.iter().filter(|b| **b % 4 == a % 4).count();
            without_a_word += nearest.iter().filter(|b| **b % 4 == a % 4 && !shares(a, **b)).count();
        }
        assert!(of_the_topic > 200 * 49 * 90 / 100, "{of_the_topic} of {}", 200 * 49);
        assert!(without_a_word > 1000, "only {without_a_word} pairs of a topic share no word");
        // One direction for each topic stands out.
        assert!(
            found.singular_values[3] > 1.3 * found.singular_values[4],
            "{:?}",
            found.singular_values
        );
    }

    #[test]
    fn a_song_with_few_known_words_has_no_vector() {
        let mut documents = planted(2, 40, 12, &mut SplitMix64::new(2));
        documents[7].counts.truncate(3);
        documents[9] = LyricWords::default();
        let found = lsa(&documents, 64, 1);
        assert_eq!(found.vectors.len(), 40);
        assert_eq!((found.vectors.of(7), found.vectors.of(9)), (None, None));
        let length: f32 = found.vectors.of(0).unwrap().iter().map(|value| value * value).sum();
        assert!((length - 1.0).abs() < 1e-5);
        assert!(found.singular_values.len() <= 40);
        assert!(lsa(&[], 8, 1).vectors.is_empty());
        assert!(lsa(&documents[..1], 8, 1).vectors.is_empty());
        assert!(lsa(&documents, 0, 1).vectors.is_empty());
    }
}
