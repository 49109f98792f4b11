//! How right words are that are said of clips.

use std::collections::BTreeSet;

/// What is said of one clip, the surest first, and what its label has.
#[derive(Clone, Debug, Default)]
pub struct Said<'a> {
    pub words: Vec<&'a str>,
    pub labels: BTreeSet<&'a str>,
}

/// Shares, 0–1; NaN of nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rightness {
    /// Of the words said, those that are labels.
    pub precision: f64,
    /// Of the labels that can be said, those that are.
    pub recall: f64,
    /// Of the clips, those of which nothing is said.
    pub without: f64,
    /// Of the clips of which something is said, those whose first word is a label.
    pub first: f64,
}

impl Rightness {
    /// `sayable`: all words there are.
    pub fn of(clips: &[Said], sayable: &BTreeSet<&str>) -> Self {
        let (mut words, mut right, mut labels, mut without, mut first) = (0, 0, 0, 0, 0);
        for Said {
            words: said,
            labels: wanted,
        } in clips
        {
            words += said.len();
            right += said.iter().filter(|word| wanted.contains(*word)).count();
            labels += wanted.intersection(sayable).count();
            without += usize::from(said.is_empty());
            first += usize::from(said.first().is_some_and(|word| wanted.contains(word)));
        }
        let share = |part: usize, of: usize| part as f64 / of as f64;
        Self {
            precision: share(right, words),
            recall: share(right, labels),
            without: share(without, clips.len()),
            first: share(first, clips.len() - without),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_by_hand() {
        let said = |words: &[&'static str], labels: &[&'static str]| Said {
            words: words.to_vec(),
            labels: labels.iter().copied().collect(),
        };
        let clips = [
            said(&["jazz", "blues"], &["blues"]),
            said(&["rap"], &["rap", "polka"]),
            said(&[], &["jazz"]),
            said(&["rap"], &["polka"]),
        ];
        let found = Rightness::of(&clips, &["jazz", "blues", "rap"].into());
        // Two of four words; blues, rap and jazz could be said; one clip without a word; the first word of one of three.
        let expected = Rightness {
            precision: 0.5,
            recall: 2.0 / 3.0,
            without: 0.25,
            first: 1.0 / 3.0,
        };
        assert_eq!(found, expected);
        assert!(Rightness::of(&[], &BTreeSet::new()).precision.is_nan());
    }
}
