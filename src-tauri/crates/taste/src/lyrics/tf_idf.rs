//! How much a word says of a song: often sung in it, in few others (Spärck Jones, *A Statistical Interpretation of Term Specificity*, 1972).

use std::collections::HashMap;

use super::scripts::{Script, script};
use super::words::LyricWords;

/// Words looked at, those in most songs first.
const MOST_WORDS: usize = 20_000;
/// A word that one song has alone makes it like no other.
const LEAST_SONGS: u32 = 2;
/// Inverse document frequencies: the weight of each word that is in at least two songs and at most half of them.
#[derive(Clone, Debug, Default)]
pub struct Idf {
    /// Number of the word, and its weight.
    words: HashMap<String, (u32, f32)>,
}

impl Idf {
    /// Of the words in `documents`, at most 20,000 of them. Smoothed: ln((1 + n) / (1 + df)) + 1.
    pub fn new(documents: &[LyricWords]) -> Self {
        let mut frequencies: HashMap<&str, u32> = HashMap::new();
        for (word, _) in documents.iter().flat_map(|document| &document.counts) {
            *frequencies.entry(word).or_default() += 1;
        }
        let mut frequencies: Vec<(&str, u32)> = frequencies
            .into_iter()
            .filter(|(_, songs)| *songs >= LEAST_SONGS && *songs as usize * 2 <= documents.len())
            .collect();
        frequencies.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        frequencies.truncate(MOST_WORDS);
        let n = documents.len() as f64;
        let weight = |songs: u32| (((1.0 + n) / (1.0 + f64::from(songs))).ln() + 1.0) as f32;
        let words = (0..)
            .zip(frequencies)
            .map(|(number, (word, songs))| (word.to_owned(), (number, weight(songs))));
        Self { words: words.collect() }
    }

    /// Of a word; `None` if it is not looked at.
    pub fn of(&self, word: &str) -> Option<f32> {
        self.words.get(word).map(|(_, weight)| *weight)
    }

    /// Words looked at.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The known words of a song by number, as a vector of unit length. How often a word is sung counts by its logarithm.
    pub(super) fn row(&self, document: &LyricWords) -> Vec<(u32, f32)> {
        let known = document.counts.iter().filter_map(|(word, count)| {
            let (number, weight) = self.words.get(word)?;
            Some((*number, weight * frequency(*count)))
        });
        let mut row: Vec<(u32, f32)> = known.collect();
        row.sort_unstable_by_key(|(number, _)| *number);
        let length = row.iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
        row.iter_mut().for_each(|(_, value)| *value /= length.max(f32::MIN_POSITIVE));
        row
    }
}

fn frequency(count: u16) -> f32 {
    1.0 + f32::from(count.max(1)).ln()
}

/// The up to `count` words that say most of a song and can be read, with their weights, those that say most first.
pub fn keywords<'a>(document: &'a LyricWords, idf: &Idf, count: usize) -> Vec<(&'a str, f32)> {
    let weighed = document.counts.iter().filter_map(|(word, sung)| {
        let weight = idf.of(word).filter(|_| can_be_read(word))?;
        Some((word.as_str(), weight * frequency(*sung)))
    });
    let mut weighed: Vec<(&str, f32)> = weighed.collect();
    weighed.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    weighed.truncate(count);
    weighed
}

/// Not so pairs of characters out of a text without spaces.
fn can_be_read(word: &str) -> bool {
    !word.chars().any(|c| matches!(script(c), Some(Script::Hiragana | Script::Unspaced)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn song(counts: &[(&str, u16)]) -> LyricWords {
        let mut counts: Vec<(String, u16)> = counts.iter().map(|(word, count)| ((*word).to_owned(), *count)).collect();
        counts.sort_unstable();
        LyricWords { language: None, counts }
    }

    #[test]
    fn words_of_one_song_and_of_most_songs_are_not_looked_at() {
        let songs = [
            song(&[("all", 1), ("rain", 2), ("alone", 1)]),
            song(&[("all", 1), ("rain", 1)]),
            song(&[("all", 1), ("sea", 1)]),
            song(&[("sea", 1)]),
            song(&[]),
        ];
        let idf = Idf::new(&songs);
        assert_eq!((idf.len(), idf.of("all"), idf.of("alone")), (2, None, None));
        // ln(6 / 3) + 1
        assert!((idf.of("rain").unwrap() - 1.693_147_2).abs() < 1e-6);
        assert_eq!(idf.row(&songs[0]).len(), 1);
        assert!((idf.row(&songs[0])[0].1 - 1.0).abs() < 1e-6);
        assert!(Idf::new(&[]).is_empty());
    }

    #[test]
    fn keywords_are_those_sung_often_in_it_and_in_few_others() {
        let filler = |at: usize| song(if at < 4 { &[("night", 1)] } else { &[] });
        let mut songs: Vec<LyricWords> = (0..10).map(filler).collect();
        songs.push(song(&[("rain", 4), ("night", 1), ("road", 1), ("さく", 9), ("only", 1)]));
        songs.push(song(&[("rain", 3), ("night", 1), ("road", 1), ("さく", 9)]));
        let idf = Idf::new(&songs);
        let of = |at: usize, count| {
            keywords(&songs[at], &idf, count)
                .into_iter()
                .map(|(word, _)| word)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            of(10, 9),
            ["rain", "road", "night"],
            "neither what one song has alone nor half a word"
        );
        assert_eq!(of(10, 1), ["rain"]);
        assert!(of(9, 3).is_empty());
    }
}
