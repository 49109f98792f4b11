//! Which language lyrics are in: by script where that says enough, else by their trigrams (`whatlang`), else by their stop words.

use super::scripts::{Script, runs};
use super::stop_words;

/// Languages whose words are treated in a way of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    Chinese,
    English,
    French,
    German,
    Japanese,
    Korean,
    Russian,
    Spanish,
    /// Any other.
    Other,
}

/// As much text tells as well as all of it.
const LOOKED_AT: usize = 4000;

/// The language that most of `text`, lower-cased, is in; `None` if it has no letters.
pub(super) fn language(text: &str) -> Option<Language> {
    let (mut han, mut kana, mut hangul, mut cyrillic, mut others) = (0, 0, 0, 0, 0);
    for (script, run) in runs(text) {
        match script {
            Script::Han => han += run.chars().count(),
            Script::Hiragana | Script::Katakana => kana += run.chars().count(),
            Script::Unspaced => others += run.chars().count(),
            Script::Spaced => {
                for c in run.chars().filter(|c| c.is_alphabetic()) {
                    match c {
                        '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7a3}' => hangul += 1,
                        '\u{400}'..='\u{52f}' => cyrillic += 1,
                        _ => others += 1,
                    }
                }
            }
        }
    }
    // A character says about as much as two or three letters.
    let (ideographs, syllables, letters) = (2 * (han + kana), 2 * hangul, cyrillic + others);
    if ideographs + syllables + letters == 0 {
        return None;
    }
    Some(if ideographs >= syllables.max(letters) {
        // A Chinese song may borrow a の.
        if kana > 2 && kana * 10 >= han + kana {
            Language::Japanese
        } else {
            Language::Chinese
        }
    } else if syllables >= letters {
        Language::Korean
    } else {
        by_words(text, cyrillic > others)
    })
}

fn by_words(text: &str, is_cyrillic: bool) -> Language {
    let end = text.char_indices().nth(LOOKED_AT).map_or(text.len(), |(at, _)| at);
    let text = &text[..end];
    let info = whatlang::detect(text).filter(|info| info.is_reliable());
    match info.map(|info| info.lang()) {
        Some(whatlang::Lang::Eng) => Language::English,
        Some(whatlang::Lang::Fra) => Language::French,
        Some(whatlang::Lang::Deu) => Language::German,
        Some(whatlang::Lang::Rus) => Language::Russian,
        Some(whatlang::Lang::Spa) => Language::Spanish,
        Some(_) => Language::Other,
        None if is_cyrillic => Language::Russian,
        None => by_stop_words(text),
    }
}

/// The language most of whose stop words are in `text`, if there is a clear one.
fn by_stop_words(text: &str) -> Language {
    let words: Vec<&str> = runs(text).into_iter().map(|(_, run)| run).collect();
    let count = |language: Language| words.iter().filter(|word| stop_words::has(language, word)).count();
    let languages = [Language::English, Language::French, Language::German, Language::Spanish];
    let mut counts = languages.map(|language| (count(language), language));
    counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let [(most, language), (next, _), ..] = counts;
    if most > next && most * 4 >= words.len() {
        language
    } else {
        Language::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        let texts = [
            (
                "i walk along the river when the morning comes and nobody knows my name",
                Language::English,
            ),
            (
                "ich gehe am abend durch die stadt und keiner kennt meinen namen mehr",
                Language::German,
            ),
            (
                "je marche le soir au bord de la rivière et personne ne connaît mon nom",
                Language::French,
            ),
            (
                "camino por la orilla del río y nadie sabe cuál es mi nombre esta noche",
                Language::Spanish,
            ),
            ("я иду один по берегу реки и никто не знает как меня зовут", Language::Russian),
            (
                "cammino da solo lungo il fiume e nessuno conosce il mio nome questa sera",
                Language::Other,
            ),
            ("我一个人走在河边没有人知道我的名字", Language::Chinese),
            ("川のほとりを歩いて誰も僕の名前を知らない", Language::Japanese),
            ("강가를 혼자 걸어가네 아무도 내 이름을 몰라", Language::Korean),
            ("我爱の你 oh baby", Language::Chinese),
            ("you and me", Language::English),
        ];
        for (text, expected) in texts {
            assert_eq!(language(text), Some(expected), "{text}");
        }
        assert_eq!(language("… 123 🎵"), None);
    }
}
