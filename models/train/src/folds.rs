//! Cross-validation that never splits an artist.

use std::collections::BTreeMap;

use domain::SplitMix64;

use crate::clips::Clip;

/// A number for each clip's artist; a clip of an unknown one has a number of its own.
pub fn artists(clips: &[Clip]) -> Vec<usize> {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut out = Vec::with_capacity(clips.len());
    for (i, clip) in clips.iter().enumerate() {
        // The index of the artist's first clip.
        out.push(if clip.artist.is_empty() {
            i
        } else {
            *numbers.entry(&clip.artist).or_insert(i)
        });
    }
    out
}

/// A fold from `0..folds` for each item, whole groups in one fold: groups are shuffled, and each goes where the fewest items are.
pub fn grouped(groups: &[usize], folds: usize, seed: u64) -> Vec<usize> {
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (item, group) in groups.iter().enumerate() {
        members.entry(*group).or_default().push(item);
    }
    let mut order: Vec<Vec<usize>> = members.into_values().collect();
    SplitMix64::new(seed).shuffle(&mut order);
    let mut sizes = vec![0; folds.max(1)];
    let mut out = vec![0; groups.len()];
    for items in order {
        let fold = (0..sizes.len()).min_by_key(|fold| sizes[*fold]).unwrap_or(0);
        sizes[fold] += items.len();
        items.into_iter().for_each(|item| out[item] = fold);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_artist_is_in_two_folds_and_folds_are_even() {
        for seed in 0..20 {
            let mut rng = SplitMix64::new(seed);
            let groups: Vec<usize> = (0..300).map(|_| rng.below(90)).collect();
            let folds = grouped(&groups, 5, seed);
            for (a, fold) in groups.iter().zip(&folds) {
                assert!(groups.iter().zip(&folds).all(|(b, other)| a != b || fold == other));
            }
            let sizes: Vec<usize> = (0..5).map(|f| folds.iter().filter(|x| **x == f).count()).collect();
            assert!(sizes.iter().all(|s| (50..=70).contains(s)), "{sizes:?}");
        }
        assert_ne!(grouped(&[0, 1, 2, 3, 4, 5, 6, 7], 2, 1), grouped(&[0, 1, 2, 3, 4, 5, 6, 7], 2, 4));
    }

    #[test]
    fn unknown_artists_are_groups_of_their_own() {
        let clip = |artist: &str| Clip {
            artist: artist.into(),
            ..Clip::default()
        };
        assert_eq!(artists(&[clip("a"), clip(""), clip("a"), clip(""), clip("b")]), [0, 1, 0, 3, 4]);
    }
}
