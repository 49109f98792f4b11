//! Runs of one script: what a text is cut into before words are looked for.

use unicode_normalization::char::is_combining_mark;

/// How words are found in what is written so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Chinese characters, in whatever language.
    Han,
    Hiragana,
    Katakana,
    /// Thai, Lao, Burmese, Khmer: no spaces between words.
    Unspaced,
    /// Letters with spaces between words: Latin, Cyrillic, Hangul, Arabic and so on.
    Spaced,
}

/// Of a character; `None` for what stands between words. Digits count as letters: what they are in is no word.
pub(super) fn script(c: char) -> Option<Script> {
    match c {
        '々' | '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' => {
            Some(Script::Han)
        }
        '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' => Some(Script::Hiragana),
        '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' => Some(Script::Katakana),
        '\u{e01}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' if c.is_alphabetic() || is_combining_mark(c) => {
            Some(Script::Unspaced)
        }
        _ if c.is_alphanumeric() => Some(Script::Spaced),
        _ => None,
    }
}

/// The longest pieces of `text` in one script each. An apostrophe with a letter before it and a combining mark belong to their run.
pub(super) fn runs(text: &str) -> Vec<(Script, &str)> {
    let mut runs = Vec::new();
    let mut open: Option<(Script, usize)> = None;
    for (at, c) in text.char_indices() {
        let goes_on = match open {
            None => false,
            Some((Script::Hiragana | Script::Katakana, _)) if c == 'ー' => true,
            Some((Script::Spaced, _)) if c == '\'' => true,
            Some((own, _)) => is_combining_mark(c) || script(c) == Some(own),
        };
        if goes_on {
            continue;
        }
        if let Some((own, from)) = open.take() {
            runs.push((own, &text[from..at]));
        }
        open = script(c).map(|own| (own, at));
    }
    if let Some((own, from)) = open {
        runs.push((own, &text[from..]));
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_its_script_changes() {
        let cut = runs("we're 雨rain、さくらドライブ 24 ก็ดี");
        let expected = [
            (Script::Spaced, "we're"),
            (Script::Han, "雨"),
            (Script::Spaced, "rain"),
            (Script::Hiragana, "さくら"),
            (Script::Katakana, "ドライブ"),
            (Script::Spaced, "24"),
            (Script::Unspaced, "ก็ดี"),
        ];
        assert_eq!(cut, expected);
        assert_eq!(runs("らーめん"), [(Script::Hiragana, "らーめん")]);
        assert!(runs("\u{301}' … 🎵").is_empty());
    }
}
