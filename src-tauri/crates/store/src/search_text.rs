//! Cutting text into search tokens, alike for the index and the question.
//!
//! Words split at punctuation, and a word with punctuation inside is indexed whole as well ("AC/DC" → `ac dc acdc`). Chinese,
//! Japanese and Korean do not put spaces between words, so their runs are cut into overlapping pairs plus the last character:
//! 東京都 → `東京 京都 都`; any two neighbouring characters are then a token.

use crate::fold::fold;

/// Longest question considered; the rest cannot narrow anything.
pub(crate) const MOST_WORDS: usize = 16;

/// Tokens of `text`, separated by spaces.
pub(crate) fn index_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for word in fold(text).split(' ') {
        let mut parts = 0;
        for run in runs(word) {
            parts += 1;
            match run {
                Run::Word(run) => push(&mut out, run),
                Run::Cjk(run) => {
                    let chars: Vec<char> = run.chars().collect();
                    for at in 0..chars.len() {
                        push(&mut out, &chars[at..chars.len().min(at + 2)].iter().collect::<String>());
                    }
                }
            }
        }
        if parts > 1 && word.len() <= 64 {
            let whole: String = word.chars().filter(|c| c.is_alphanumeric() && !is_cjk(*c)).collect();
            push(&mut out, &whole);
        }
    }
    out
}

/// The FTS5 expression that asks for all words of `question`, the last one as a prefix; `None` if it holds no word.
pub(crate) fn match_expression(question: &str) -> Option<String> {
    let folded = fold(question);
    let runs: Vec<Run<'_>> = folded.split(' ').flat_map(runs).take(MOST_WORDS).collect();
    let last = runs.len().checked_sub(1)?;
    let mut out = String::new();
    for (at, run) in runs.into_iter().enumerate() {
        if at > 0 {
            out.push_str(" AND ");
        }
        match run {
            Run::Word(word) => {
                out.push_str(&format!("\"{word}\""));
                if at == last {
                    out.push('*');
                }
            }
            Run::Cjk(run) => {
                let chars: Vec<char> = run.chars().collect();
                if let [single] = chars[..] {
                    out.push_str(&format!("\"{single}\"*"));
                } else {
                    let pairs: Vec<String> = chars.windows(2).map(|pair| pair.iter().collect()).collect();
                    out.push_str(&format!("\"{}\"", pairs.join(" ")));
                }
            }
        }
    }
    Some(out)
}

fn push(out: &mut String, token: &str) {
    if token.is_empty() {
        return;
    }
    if !out.is_empty() {
        out.push(' ');
    }
    out.push_str(token);
}

enum Run<'a> {
    Word(&'a str),
    Cjk(&'a str),
}

/// The letters, digits and symbols of one space-free piece of text, cut at punctuation and where the script changes to CJK.
fn runs(word: &str) -> impl Iterator<Item = Run<'_>> {
    let mut rest = word;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c| class(c) == Class::Cut);
        let first = class(rest.chars().next()?);
        let end = rest
            .char_indices()
            .find(|(_, c)| class(*c) != first)
            .map_or(rest.len(), |(at, _)| at);
        let (run, after) = rest.split_at(end);
        rest = after;
        Some(if first == Class::Cjk { Run::Cjk(run) } else { Run::Word(run) })
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Symbol,
    Cjk,
    Cut,
}

fn class(c: char) -> Class {
    if is_cjk(c) {
        Class::Cjk
    } else if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) {
        Class::Word
    } else if matches!(c, '+' | '=' | '$' | '÷' | '×' | '\u{2190}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}') {
        Class::Symbol
    } else {
        Class::Cut
    }
}

pub(crate) fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{3099}'..='\u{309a}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30fe}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_tokens() {
        for (text, tokens) in [
            ("Don't Stop", "don t dont stop"),
            ("AC/DC", "ac dc acdc"),
            ("R.E.M.", "r e m rem"),
            ("東京都", "東京 京都 都"),
            ("Track東京", "track 東京 京 track"),
            ("÷", "÷"),
            ("?!", ""),
            ("Motörhead", "motorhead"),
        ] {
            assert_eq!(index_text(text), tokens, "{text}");
        }
    }

    #[test]
    fn a_question_is_always_valid_syntax() {
        for (question, expression) in [
            ("bea", Some("\"bea\"*")),
            ("the  bea", Some("\"the\" AND \"bea\"*")),
            ("東京", Some("\"東京\"")),
            ("東京都 live", Some("\"東京 京都\" AND \"live\"*")),
            ("東", Some("\"東\"*")),
            ("\" OR * NEAR(", Some("\"or\" AND \"near\"*")),
            ("  ", None),
            ("\"", None),
        ] {
            assert_eq!(match_expression(question).as_deref(), expression, "{question}");
        }
    }
}
