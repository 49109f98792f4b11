//! The words of a song: what is compared, and looked through for a mood.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::language::{Language, language};
use super::scripts::{Script, runs};
use super::{chinese, english, marks, stop_words};

/// Longer lyrics are looked at as far as this, in bytes.
const MOST_TEXT: usize = 64 << 10;
/// Different words kept of a song.
const MOST_WORDS: usize = 400;
/// What is longer, in characters, is no word.
const LONGEST_WORD: usize = 30;
/// What French and Italian put before an apostrophe belongs to no word.
const ELIDED: &[&str] = &[
    "c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "puisqu", "lorsqu", "un", "dell", "nell", "all", "sull", "dall", "quell",
];

/// The words of one song, each with how often it is sung; stop words are left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LyricWords {
    /// What most of it is in; `None` where there are no letters.
    pub language: Option<Language>,
    /// In the order of their characters, each once, at most 400: those sung most.
    pub counts: Vec<(String, u16)>,
}

/// The words of lyrics, plain or LRC, whatever is in them. Chinese is cut into words, Japanese and what else has no spaces into words and
/// pairs of characters, everything else at spaces. Looks at 64 kB.
pub fn words(lyrics: &str) -> LyricWords {
    let mut end = lyrics.len().min(MOST_TEXT);
    while !lyrics.is_char_boundary(end) {
        end -= 1;
    }
    let text = &lyrics[..end];
    let text: String = text.nfkc().flat_map(char::to_lowercase).map(straight).collect();
    let mut sung = marks::sung(&text);
    let language = language(&sung);
    if language == Some(Language::Chinese) {
        sung = chinese::simplified(&sung);
    }
    let mut counts: HashMap<String, (u16, usize)> = HashMap::new();
    for word in runs(&sung).into_iter().flat_map(|(script, run)| words_of(script, run, language)) {
        let order = counts.len();
        let (count, _) = counts.entry(word).or_insert((0, order));
        *count = count.saturating_add(1);
    }
    let mut counts: Vec<(String, (u16, usize))> = counts.into_iter().collect();
    // Of those sung equally often, those sung first.
    counts.sort_unstable_by_key(|(_, (count, order))| (std::cmp::Reverse(*count), *order));
    counts.truncate(MOST_WORDS);
    let mut counts: Vec<(String, u16)> = counts.into_iter().map(|(word, (count, _))| (word, count)).collect();
    counts.sort_unstable();
    LyricWords { language, counts }
}

/// One kind of apostrophe.
fn straight(c: char) -> char {
    if matches!(c, '\u{2019}' | '\u{2018}' | '\u{2bc}' | '`' | '\u{b4}') {
        '\''
    } else {
        c
    }
}

fn words_of(script: Script, run: &str, language: Option<Language>) -> Vec<String> {
    match script {
        Script::Spaced => spaced(run, language).into_iter().collect(),
        Script::Han if language != Some(Language::Japanese) => {
            let mut words = chinese::segment(run);
            words.retain(|word| !stop_words::has(Language::Chinese, word));
            words
        }
        // In Japanese what is written in these is mostly one word.
        Script::Han | Script::Katakana if run.chars().nth(4).is_none() => vec![run.to_owned()],
        _ => pairs(run),
    }
}

fn pairs(run: &str) -> Vec<String> {
    let characters: Vec<char> = run.chars().collect();
    characters.windows(2).map(|pair| pair.iter().collect()).collect()
}

/// A word between spaces, if it is one.
fn spaced(run: &str, language: Option<Language>) -> Option<String> {
    if run.contains(char::is_numeric) {
        return None;
    }
    let is_english = !matches!(
        language,
        Some(Language::French | Language::German | Language::Spanish | Language::Russian | Language::Other)
    );
    let word = squeezed(&without_apostrophes(run, is_english)?);
    let letters = word.chars().count();
    let stop = |word: &str| stop_words::has(Language::English, word) || language.is_some_and(|language| stop_words::has(language, word));
    // One syllable of Hangul may be a word.
    let least = if word.starts_with(|c| matches!(c, '\u{ac00}'..='\u{d7a3}')) {
        1
    } else {
        2
    };
    if letters < least || letters > LONGEST_WORD || stop(&word) {
        return None;
    }
    let word = if is_english { english::stem(&word) } else { word };
    (!stop(&word)).then_some(word)
}

/// *love's* is love, *you're* is you, *dancin'* is dancing, *l'amour* is amour; *don't* and its like are none.
fn without_apostrophes(run: &str, is_english: bool) -> Option<String> {
    let trimmed = run.trim_matches('\'');
    if is_english && run.ends_with("in'") && trimmed.chars().count() > 4 {
        return Some(format!("{trimmed}g"));
    }
    let Some((head, tail)) = trimmed.split_once('\'') else {
        return Some(trimmed.to_owned());
    };
    match tail {
        "t" if is_english => None,
        "s" | "m" | "re" | "ve" | "ll" | "d" | "em" if is_english => Some(head.to_owned()),
        _ if ELIDED.contains(&head) && tail.len() > 2 => Some(tail.replace('\'', "")),
        _ => Some(trimmed.replace('\'', "")),
    }
}

/// *looove* is love: a letter thrice or more stands once.
fn squeezed(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let runs = letters.chunk_by(|a, b| a == b);
    runs.flat_map(|run| &run[..if run.len() > 2 { 1 } else { run.len() }]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        words(text).counts.into_iter().map(|(word, _)| word).collect()
    }

    #[test]
    fn the_words_of_a_song_are_counted() {
        let found = words("[00:01.00]The rivers keep running\n[00:05.00]I'm dancin' by the river, loooove\n[Chorus]\nRiver's dance (x2)");
        assert_eq!(found.language, Some(Language::English));
        let expected = [("dance", 2), ("love", 1), ("river", 3), ("run", 1)];
        assert_eq!(found.counts, expected.map(|(word, count)| (word.to_owned(), count)));
        assert_eq!(
            all("Ｌ’amour et l'été, c'est la mélodie du vent dans les rues"),
            ["amour", "mélodie", "rues", "vent"]
        );
    }

    #[test]
    fn chinese_japanese_and_korean_have_words_too() {
        let chinese = words("[00:01.00]作词：某人\n[00:03.00]下雨的夜晚我想念故鄉\n我不快樂 hello rain");
        assert_eq!(chinese.language, Some(Language::Chinese));
        let found: Vec<&str> = chinese.counts.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(found, ["hello", "rain", "下雨", "不快乐", "夜晚", "想念", "故乡"]);
        assert_eq!(all("世界はさくらのドライブ"), ["くら", "さく", "はさ", "らの", "ドライブ", "世界"]);
        assert_eq!(all("밤하늘 별 사랑"), ["밤하늘", "별", "사랑"]);
    }

    #[test]
    fn odd_texts_give_few_words_and_no_panic() {
        let long = "a".repeat(100_000);
        let many: String = (0..20_000)
            .map(|at| {
                format!(
                    "wo{} ",
                    "bcdfghjk".chars().cycle().skip(at % 8).take(3 + at % 5).collect::<String>()
                )
            })
            .collect();
        let nested = "[".repeat(50_000);
        let odd = [
            "",
            "\0\0",
            "[",
            "]",
            "[[[",
            "<00:",
            "[00:01.00",
            "(",
            ":",
            "'",
            "''''",
            "don't",
            "🎵🎶👩‍👩‍👧",
            "\u{202e}שלום עולם\u{202c}",
            "مرحبا بالعالم",
            "\u{fdfa}\u{fdfa}",
            "\u{301}\u{301}a\u{301}",
            "İİİ ẞ ŉ",
            "1234 5678",
            "ー",
            "ーーー",
            "々",
            "別",
            "不不不不",
            "[Instrumental]",
            "\r\r\n\u{2028}",
            &long,
            &many,
            &nested,
        ];
        for text in odd {
            let found = words(text);
            assert!(found.counts.len() <= MOST_WORDS);
            assert!(found.counts.windows(2).all(|pair| pair[0].0 < pair[1].0), "{text:.40}");
        }
        assert_eq!(words("[Instrumental]"), LyricWords::default());
        assert!(words(&long).counts.is_empty());
        // A character is not cut through where looking ends.
        let umlauts = format!("x{}", "ä".repeat(MOST_TEXT));
        assert_eq!(all(&umlauts), ["xä"]);
    }

    #[test]
    fn at_most_four_hundred_words_are_kept_the_most_sung_ones() {
        let letters = "bcdfghjklmnpqrstvwxz".chars();
        let word = |at: usize| -> String {
            [at / 400, at / 20 % 20, at % 20]
                .iter()
                .flat_map(|i| [letters.clone().nth(*i).unwrap(), 'o'])
                .collect()
        };
        let text: String = (0..600)
            .map(|at| format!("{} ", word(at)))
            .chain((590..600).map(|at| format!("{} ", word(at))))
            .collect();
        let found = words(&text);
        assert_eq!(found.counts.len(), MOST_WORDS);
        assert_eq!(found.counts.iter().filter(|(_, count)| *count == 2).count(), 10);
    }
}
