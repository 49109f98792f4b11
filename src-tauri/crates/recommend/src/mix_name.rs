//! What a daily mix is called.

use std::collections::HashMap;

use crate::catalogue::Catalogue;

/// The genre or word most of its tracks share, and the artists heard most in it.
pub(crate) fn mix_name(catalogue: &Catalogue, rows: &[usize]) -> String {
    let mut words: HashMap<&str, f32> = HashMap::new();
    let mut artists: Vec<(&str, usize)> = Vec::new();
    for row in rows {
        let facts = catalogue.facts(*row);
        facts.genres.iter().for_each(|genre| *words.entry(genre).or_default() += 1.0);
        if facts.genres.is_empty() {
            facts
                .words
                .iter()
                .take(2)
                .for_each(|(word, probability)| *words.entry(word).or_default() += probability);
        }
        if !facts.artist_name.is_empty() {
            match artists.iter_mut().find(|(name, _)| *name == &*facts.artist_name) {
                Some((_, count)) => *count += 1,
                None => artists.push((&facts.artist_name, 1)),
            }
        }
    }
    artists.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let word = words
        .into_iter()
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(a.0)))
        .map(|(word, _)| capitalised(word));
    let artists = artists.iter().take(2).map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    match (word, artists.is_empty()) {
        (Some(word), false) => format!("{word} · {artists}"),
        (Some(word), true) => word,
        (None, false) => artists,
        (None, true) => String::new(),
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
