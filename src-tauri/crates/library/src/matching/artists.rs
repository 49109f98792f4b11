//! The line that names the artists of a track: who of them is first.

use store::fold;

use super::names::{artist_key, plain};

/// Between several artists, and never inside the name of one.
const LISTS: [&str; 12] = [
    ";",
    " / ",
    " feat. ",
    " feat ",
    " ft. ",
    " ft ",
    " featuring ",
    " (feat. ",
    " (ft. ",
    " [feat. ",
    "\u{3001}",
    " vs. ",
];
/// Between several artists, or inside the name of one.
const PERHAPS: [&str; 5] = [", ", " & ", " and ", " x ", " + "];

/// Who a line of artists names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Billing {
    /// The key of the first artist; of a line that names one, of that.
    pub(super) first: String,
    /// The keys of all, if commas and *and* stand between artists and not inside a name; empty if there are none.
    pub(super) perhaps: Vec<String>,
}

pub(super) fn billed(line: &str) -> Billing {
    let folded = fold(line);
    let first = &folded[..cut(&folded, &LISTS).unwrap_or(folded.len())];
    let mut perhaps = Vec::new();
    if cut(first, &PERHAPS).is_some() {
        let mut rest = vec![first];
        for word in PERHAPS {
            rest = rest.into_iter().flat_map(|part| part.split(word)).collect();
        }
        perhaps = rest.into_iter().filter(|name| !plain(name).is_empty()).map(artist_key).collect();
    }
    Billing {
        first: artist_key(first),
        perhaps,
    }
}

/// Where the first of these words is, behind something.
fn cut(text: &str, words: &[&str]) -> Option<usize> {
    words.iter().filter_map(|word| text.find(word)).filter(|at| *at > 0).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_several_and_bands_that_are_one() {
        for (line, first, perhaps) in [
            ("Ann", "ann", &[][..]),
            ("Ann feat. Bob", "ann", &[]),
            ("Ann (feat. Bob)", "ann", &[]),
            ("Ann;Bob", "ann", &[]),
            ("AC/DC", "ac dc", &[]),
            ("Ann & the Bobs", "ann and the bobs", &["ann", "bobs"]),
            ("Earth, Wind & Fire", "earth wind and fire", &["earth", "wind", "fire"]),
            ("feat. Bob", "feat bob", &[]),
            ("", "", &[]),
        ] {
            let billing = billed(line);
            assert_eq!(
                (billing.first.as_str(), &billing.perhaps[..]),
                (first, &perhaps.iter().map(|s| s.to_string()).collect::<Vec<_>>()[..])
            );
        }
    }
}
