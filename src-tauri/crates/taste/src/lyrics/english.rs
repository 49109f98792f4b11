//! English words brought to one form that is still a word to be read: plural, past and *-ing*. A few rules after Porter (*An Algorithm for
//! Suffix Stripping*, 1980, steps 1a and 1b), with the *e* put back where English has one.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What looks like an ending and is none.
const WHOLE: &str = "always bed biased bleed blessed breed bring building bus ceiling christmas darling during evening feed freed gas hatred heed \
    hundred indeed jesus king kindred lightning morning naked need news perhaps red ring sacred seed shed sing speed spring sting string swing \
    thing thus towards venus weed wedding wicked wing yes";

/// What no rule finds: a form and the word that it is of, in turn.
const IRREGULAR: &str = "broke break broken break changed change changing change children child cried cry died die dying die escaped escape \
    escaping escape fallen fall feet foot fell fall felt feel flew fly forgot forget forgotten forget hidden hide imagined imagine imagining imagine \
    kept keep knew know knives knife lied lie lies lie lives life lost lose lying lie men man sang sing slept sleep sung sing tasted taste tied tie \
    ties tie tying tie wasted waste wasting waste wept weep wives wife women woman";

static EXCEPTIONS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let pairs = |list: &'static str| list.split_whitespace().zip(list.split_whitespace().skip(1)).step_by(2);
    WHOLE.split_whitespace().map(|word| (word, word)).chain(pairs(IRREGULAR)).collect()
});

/// The form of a lower-case word that its plural, past and *-ing* share.
pub(super) fn stem(word: &str) -> String {
    if let Some(base) = EXCEPTIONS.get(word) {
        return (*base).to_owned();
    }
    if word.len() < 4 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let ending = |ending: &str| word.strip_suffix(ending).filter(|base| has_vowel(base) && base.len() >= 2);
    if let Some(base) = ending("ing").or_else(|| ending("ed").filter(|base| !base.ends_with('e'))) {
        return verb(base);
    }
    if let Some(base) = word.strip_suffix("ies").filter(|base| base.len() >= 2) {
        return format!("{base}y");
    }
    if ["sses", "shes", "ches", "xes", "zzes"].iter().any(|ending| word.ends_with(ending)) {
        return word[..word.len() - 2].to_owned();
    }
    let plural = word.ends_with('s') && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending));
    word[..word.len() - usize::from(plural)].to_owned()
}

/// The base form, of what is left of a verb without its ending.
fn verb(base: &str) -> String {
    let bytes = base.as_bytes();
    let last = bytes[bytes.len() - 1];
    let before = bytes[bytes.len() - 2];
    if last == b'i' {
        // cried, carried
        return format!("{}y", &base[..base.len() - 1]);
    }
    if last == before {
        let stays = matches!(last, b'l' | b's' | b'z' | b'e' | b'o' | b'f');
        return base[..base.len() - usize::from(!stays)].to_owned();
    }
    let silent = matches!(last, b'c' | b's' | b'u' | b'v' | b'z')
        || (last == b'g' && matches!(before, b'a' | b'd' | b'r'))
        || (["at", "bl"].iter().any(|ending| base.ends_with(ending)) && !is_vowel(bytes, bytes.len().wrapping_sub(3)))
        || is_short(bytes);
    if silent { format!("{base}e") } else { base.to_owned() }
}

/// One syllable that ends in consonant, vowel, consonant: hop(e), smil(e). (Porter's *o; those with a doubled consonant have lost it.)
fn is_short(bytes: &[u8]) -> bool {
    let n = bytes.len();
    n >= 3
        && !is_vowel(bytes, n - 1)
        && is_vowel(bytes, n - 2)
        && !is_vowel(bytes, n - 3)
        && !matches!(bytes[n - 1], b'w' | b'x' | b'y')
        && (0..n - 2).all(|at| !is_vowel(bytes, at))
}

fn is_vowel(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at) {
        Some(b'a' | b'e' | b'i' | b'o' | b'u') => true,
        Some(b'y') => at > 0 && !is_vowel(bytes, at - 1),
        _ => false,
    }
}

fn has_vowel(base: &str) -> bool {
    (0..base.len()).any(|at| is_vowel(base.as_bytes(), at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_become_one_that_can_be_read() {
        let words = "tears tear kisses kiss wishes wish memories memory crying cry cried cry running run stopped stop hoping hope loved love \
            leaving leave dancing dance danced dance singing sing falling fall kissed kiss dreaming dream feeling feel morning morning king king \
            need need changing change burned burn turning turn smiling smile rising rise hated hate waiting wait waited wait floated float hung hung \
            happiness happiness playing play hanging hang women woman lies lie love love this this agreed agreed promised promise buzzing buzz \
            buzzes buzz ing ing sss sss";
        let words: Vec<&str> = words.split_whitespace().collect();
        let words = words.chunks_exact(2).map(|pair| (pair[0], pair[1]));
        for (word, expected) in words {
            assert_eq!(stem(word), expected, "{word}");
        }
    }
}
