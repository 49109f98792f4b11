//! Words that were mistyped: the nearest words of the search index.

use crate::columns::collect;
use crate::fold::fold;
use crate::search_text::{MOST_WORDS, is_cjk};
use crate::{Error, Store};

/// Shorter words have too many neighbours for one of them to be meant.
const SHORTEST: usize = 4;
/// From this length on two errors are forgiven.
const LONG: usize = 8;

/// The words of the search index with the number of tracks each is in.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// Sorted, so that prefixes are found by halving.
    words: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    word: Box<str>,
    tracks: u32,
    letters: u64,
}

impl Vocabulary {
    pub fn new(words: impl IntoIterator<Item = (String, u32)>) -> Self {
        let entry = |(word, tracks): (String, u32)| Entry {
            letters: letters(&word),
            word: word.into(),
            tracks,
        };
        let mut words: Vec<Entry> = words.into_iter().map(entry).collect();
        words.sort_unstable_by(|a, b| a.word.cmp(&b.word));
        Self { words }
    }

    /// The question with every unknown word replaced by the nearest known one; `None` if nothing would change. The last word counts as
    /// known when words begin with it. Quotes, fields and CJK stay as they are.
    pub fn mend(&self, question: &str) -> Option<String> {
        let folded = fold(question);
        let pieces: Vec<&str> = folded.split(' ').collect();
        if pieces.len() > MOST_WORDS {
            return None;
        }
        let last = pieces.len() - 1;
        let mut changed = false;
        let mended = pieces.iter().enumerate().map(|(at, piece)| {
            let (field, word) = piece.split_once(':').map_or(("", *piece), |(field, word)| (field, word));
            match self.nearest(word, at == last) {
                Some(better) => {
                    changed = true;
                    if field.is_empty() {
                        better.to_owned()
                    } else {
                        format!("{field}:{better}")
                    }
                }
                None => (*piece).to_owned(),
            }
        });
        let mended: Vec<String> = mended.collect();
        changed.then(|| mended.join(" "))
    }

    /// The known word nearest to `word`, by edits (a swap of neighbours is one), then by how many tracks have it; `None` if it is known
    /// itself, too short to tell, or too far from any. With `unfinished`, what is compared is how words begin.
    fn nearest(&self, word: &str, unfinished: bool) -> Option<&str> {
        let length = word.chars().count();
        if length < SHORTEST || !word.chars().all(|c| c.is_alphanumeric() && !is_cjk(c)) || self.knows(word, unfinished) {
            return None;
        }
        let most = if length >= LONG { 2 } else { 1 };
        let wanted = letters(word);
        let mut best: Option<(usize, std::cmp::Reverse<u32>, &str)> = None;
        for entry in &self.words {
            // Each edit changes at most two letters of the set: most words fall out here without being compared.
            let missing = (wanted & !entry.letters).count_ones() as usize;
            if missing > most || (!unfinished && (entry.letters & !wanted).count_ones() as usize > most) {
                continue;
            }
            let Some(distance) = distance(word, length, &entry.word, most, unfinished) else {
                continue;
            };
            let candidate = (distance, std::cmp::Reverse(entry.tracks), &*entry.word);
            if best.is_none_or(|best| candidate < best) {
                best = Some(candidate);
            }
        }
        best.map(|(.., word)| word)
    }

    fn knows(&self, word: &str, unfinished: bool) -> bool {
        let at = self.words.partition_point(|entry| *entry.word < *word);
        let next = self.words.get(at);
        next.is_some_and(|entry| {
            if unfinished {
                entry.word.starts_with(word)
            } else {
                *entry.word == *word
            }
        })
    }
}

/// Edits from `word` to `known`, or to the beginning of it; `None` if there are more than `most`.
fn distance(word: &str, length: usize, known: &str, most: usize, unfinished: bool) -> Option<usize> {
    let known_length = known.chars().count();
    if known_length + most < length || (!unfinished && known_length > length + most) {
        return None;
    }
    let cuts = if unfinished {
        length.saturating_sub(most)..=(length + most).min(known_length)
    } else {
        known_length..=known_length
    };
    cuts.map(|cut| {
        let end = known.char_indices().nth(cut).map_or(known.len(), |(at, _)| at);
        strsim::osa_distance(word, &known[..end])
    })
    .min()
    .filter(|distance| *distance <= most)
}

/// Which letters occur, 64 classes of them.
fn letters(word: &str) -> u64 {
    word.chars().fold(0, |set, c| set | 1 << (u32::from(c) % 64))
}

impl Store {
    /// The words that tracks can be found by.
    pub fn vocabulary(&self) -> Result<Vocabulary, Error> {
        let words = self.library().read(|db| {
            let mut query = db.prepare("SELECT term, doc FROM search_words WHERE length(term) BETWEEN 3 AND 32")?;
            collect(query.query([])?, |row| {
                Ok((row.get::<_, String>(0)?, u32::try_from(row.get::<_, i64>(1)?).unwrap_or(u32::MAX)))
            })
        })?;
        Ok(Vocabulary::new(words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistyped_words_become_the_nearest_known_ones() {
        let known = [
            "radiohead",
            "radio",
            "computer",
            "björk",
            "бумажные",
            "paper",
            "papier",
            "joy",
            "東京",
            "creep",
        ];
        let vocabulary = Vocabulary::new(known.iter().map(|word| (fold(word), 3)).chain([("papaer".to_owned(), 1)]));
        for (question, mended) in [
            ("radiohaed", Some("radiohead")),
            ("raidohead creep", Some("radiohead creep")),
            ("creep radiohea", None),
            ("radoih", Some("radio")),
            ("ok compuetr", Some("ok computer")),
            ("artist:radiohed", Some("artist:radiohead")),
            ("бумажныи", Some("бумажные")),
            ("papre", Some("paper")),
            ("radio", None),
            ("jyo", None),
            ("東亰", None),
            ("xylophone", None),
            ("", None),
        ] {
            let got = vocabulary.mend(question);
            // The beginning of a longer word will do while the word is unfinished.
            let got = got
                .as_deref()
                .map(|got| if question == "radoih" { got.trim_end_matches("head") } else { got });
            assert_eq!(got, mended, "{question}");
        }
    }
}
