//! Titles with mistakes in them.

use strsim::osa_distance;

/// So many letters may have one mistake.
const LETTERS_A_MISTAKE: usize = 6;
/// A shorter word is another word if a letter of it is.
const SHORTEST: usize = 4;

/// How many letters of two titles differ, were left out, added or swapped: Damerau's edits, none inside another ("optimal string
/// alignment"). `None` if these are more than one in six letters of the shorter title, or if they make another number or another
/// short word: *Part 1* and *Part 2* are no misspelling of each other.
pub(super) fn mistakes(a: &str, b: &str) -> Option<usize> {
    let letters = |text: &str| text.chars().filter(|c| *c != ' ').count();
    let (long, short) = (letters(a).max(letters(b)), letters(a).min(letters(b)));
    let most = short / LETTERS_A_MISTAKE;
    if most == 0 || long - short > most || !may_be_one(a, b) {
        return None;
    }
    let joined = |text: &str| text.replace(' ', "");
    let mistakes = osa_distance(&joined(a), &joined(b));
    (mistakes <= most).then_some(mistakes)
}

fn may_be_one(a: &str, b: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    if digits(a) != digits(b) {
        return false;
    }
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    // Words run together or apart are told by their letters alone.
    if a.len() != b.len() {
        return a.concat() == b.concat();
    }
    a.iter()
        .zip(&b)
        .all(|(a, b)| a == b || (a.chars().count() >= SHORTEST && b.chars().count() >= SHORTEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_in_six_letters_and_no_other_number() {
        for (a, b, wanted) in [
            ("yesterday", "yesterdya", Some(1)),
            ("yesterday", "yestrday", Some(1)),
            ("yesterday", "yestrdya", None),
            ("a long way home again", "a lnog way hoem again", Some(2)),
            ("sunny", "sunni", None),
            ("movement part 1", "movement part 2", None),
            ("movement ii", "movement iv", None),
            ("day dreaming", "daydreaming", Some(0)),
            ("i love you so", "i love you no", None),
            ("\u{6211}\u{7684}\u{5fc3}", "\u{4f60}\u{7684}\u{5fc3}", None),
            ("", "", None),
        ] {
            assert_eq!(mistakes(a, b), wanted, "{a} / {b}");
            assert_eq!(mistakes(b, a), wanted, "{b} / {a}");
        }
    }
}
