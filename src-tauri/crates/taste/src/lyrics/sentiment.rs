//! Whether the words of a song are happy or sad ones. English weighs words as a logistic regression learnt them from songs labelled so;
//! Chinese has a list of words with a mood. Words only: who sings them in what voice is for others to tell.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::chinese;
use super::language::Language;
use super::words::LyricWords;

/// Different words with a weight that an English song needs to be judged.
const LEAST_ENGLISH: usize = 8;
/// Weight of the words with a mood, each different one once, that a Chinese song needs.
const LEAST_CHINESE: f32 = 3.0;
/// Evidence that stands on both sides from the start, so that three words alone are not all of the scale.
const PRIOR: f32 = 2.0;

static ENGLISH: LazyLock<HashMap<&'static str, f32>> = LazyLock::new(|| table(include_str!("english.tsv")));
static CHINESE: LazyLock<HashMap<&'static str, f32>> = LazyLock::new(|| table(include_str!("chinese.tsv")));

/// Lines of a word and its weight.
fn table(text: &'static str) -> HashMap<&'static str, f32> {
    text.lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(word, weight)| Some((word, weight.trim().parse().ok()?)))
        .collect()
}

/// −1 sad to 1 happy; `None` where too few words have a mood, or in a language that nothing is known of.
pub fn sentiment(words: &LyricWords) -> Option<f32> {
    match words.language? {
        Language::English => english(words),
        Language::Chinese => chinese(words),
        _ => None,
    }
}

/// 2 p − 1, where p is the probability that the song is a happy one.
fn english(words: &LyricWords) -> Option<f32> {
    let (mut sum, mut square, mut known) = (0.0, 0.0, 0);
    for (word, count) in &words.counts {
        if let Some(weight) = ENGLISH.get(word.as_str()) {
            let value = 1.0 + f32::from(*count).ln();
            sum += weight * value;
            square += value * value;
            known += 1;
        }
    }
    (known >= LEAST_ENGLISH).then(|| (sum / square.sqrt() / 2.0).tanh())
}

fn chinese(words: &LyricWords) -> Option<f32> {
    let (mut sum, mut evidence) = (0.0, 0.0);
    for (word, count) in &words.counts {
        let direct = chinese_weight(word);
        let turned = || Some(-chinese_weight(chinese::negated(word)?)?);
        if let Some(weight) = direct.or_else(turned) {
            let value = 1.0 + f32::from(*count).ln();
            sum += weight * value;
            evidence += weight.abs() * value;
        }
    }
    (evidence >= LEAST_CHINESE).then(|| sum / (evidence + PRIOR))
}

/// Of a word in simplified characters: above 0 happy, below 0 sad.
pub(super) fn chinese_weight(word: &str) -> Option<f32> {
    CHINESE.get(word).copied()
}
