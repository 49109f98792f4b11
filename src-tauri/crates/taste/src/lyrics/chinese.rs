//! Chinese: one way of writing, and words.

use std::collections::HashMap;
use std::sync::LazyLock;

use jieba_rs::Jieba;

use super::sentiment::chinese_weight;

/// Common traditional characters and their simplified ones, in turn. The dictionary is simplified, and one song is found in both.
static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let mut pairs = HashMap::new();
    let mut characters = include_str!("traditional.txt").chars().filter(|c| !c.is_whitespace());
    while let (Some(traditional), Some(simplified)) = (characters.next(), characters.next()) {
        pairs.insert(traditional, simplified);
    }
    pairs
});

/// Read when Chinese is first met: takes a moment, and memory.
static DICTIONARY: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// They turn the word after them round.
const NEGATIONS: [&str; 7] = ["不", "没", "没有", "别", "无", "不要", "不再"];

/// `text` with its traditional characters simplified, as far as there are no two ways to.
pub(super) fn simplified(text: &str) -> String {
    text.chars().map(|c| *SIMPLIFIED.get(&c).unwrap_or(&c)).collect()
}

/// The words of a run of simplified characters. A negation stays with the word after it where that has a mood: 不快乐 is one word.
pub(super) fn segment(run: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut negation: Option<&str> = None;
    for token in DICTIONARY.cut(run, false) {
        let word = token.word;
        match negation.take() {
            Some(not) if chinese_weight(word).is_some() => words.push(format!("{not}{word}")),
            not => {
                words.extend(not.map(str::to_owned));
                if NEGATIONS.contains(&word) {
                    negation = Some(word);
                } else {
                    words.push(word.to_owned());
                }
            }
        }
    }
    words.extend(negation.map(str::to_owned));
    words
}

/// The word without a negation in front of it, if it has one.
pub(super) fn negated(word: &str) -> Option<&str> {
    NEGATIONS
        .iter()
        .filter_map(|not| word.strip_prefix(not))
        .find(|rest| chinese_weight(rest).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_cut_into_words() {
        assert_eq!(
            segment("我们在下雨的夜晚想念故乡"),
            ["我们", "在", "下雨", "的", "夜晚", "想念", "故乡"]
        );
        assert_eq!(segment("我不快乐"), ["我", "不快乐"]);
        assert_eq!(segment("别哭泣"), ["别哭泣"]);
        assert_eq!(segment("别"), ["别"]);
        assert_eq!(negated("不快乐"), Some("快乐"));
        assert_eq!(negated("快乐"), None);
    }

    #[test]
    fn traditional_characters_become_simplified() {
        assert_eq!(
            simplified("愛與夢飛過無邊的風雨,淚與傷都還給時間"),
            "爱与梦飞过无边的风雨,泪与伤都还给时间"
        );
        // A slip in the table would move all pairs after it.
        for (traditional, simplified) in SIMPLIFIED.iter() {
            assert!(
                traditional != simplified && !SIMPLIFIED.contains_key(simplified),
                "{traditional} {simplified}"
            );
        }
    }
}
