//! Intervals by resampling (Efron 1979). Artists are drawn, not clips: clips of one artist are not independent.

use std::collections::BTreeMap;

use domain::SplitMix64;

const RESAMPLES: usize = 2000;

/// A figure of single clips: which clip, and its value.
pub type Scores = Vec<(usize, f64)>;

/// Mean; 0 of nothing.
pub fn mean(scores: &Scores) -> f64 {
    scores.iter().fold(0.0, |sum, (_, v)| sum + v) / scores.len().max(1) as f64
}

/// An estimate and the interval that holds 95 % of its resamples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// The mean of `scores`, resampled by `group(clip)`; `None` of less than two groups, whose resamples do not differ.
pub fn estimate(scores: &Scores, group: impl Fn(usize) -> usize, seed: u64) -> Option<Estimate> {
    let mut groups: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for (clip, value) in scores {
        let sum = groups.entry(group(*clip)).or_default();
        sum.0 += value;
        sum.1 += 1.0;
    }
    if groups.len() < 2 {
        return None;
    }
    let groups: Vec<(f64, f64)> = groups.into_values().collect();
    let mut rng = SplitMix64::new(seed);
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let (mut sum, mut n) = (0.0, 0.0);
            for _ in 0..groups.len() {
                let (s, k) = groups[rng.below(groups.len())];
                sum += s;
                n += k;
            }
            sum / f64::max(n, 1.0)
        })
        .collect();
    means.sort_by(f64::total_cmp);
    let at = |share: f64| means[((RESAMPLES - 1) as f64 * share).round() as usize];
    Some(Estimate {
        value: mean(scores),
        low: at(0.025),
        high: at(0.975),
    })
}

/// `ours − theirs` on the clips that both have, resampled together; see [`estimate`].
pub fn difference(ours: &Scores, theirs: &Scores, group: impl Fn(usize) -> usize, seed: u64) -> Option<Estimate> {
    let theirs: BTreeMap<usize, f64> = theirs.iter().copied().collect();
    let both: Scores = ours
        .iter()
        .filter_map(|(clip, value)| theirs.get(clip).map(|other| (*clip, value - other)))
        .collect();
    estimate(&both, group, seed)
}

/// The mean of several runs' scores, clip by clip.
pub fn averaged(runs: &[Scores]) -> Scores {
    let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for (clip, value) in runs.iter().flatten() {
        let sum = sums.entry(*clip).or_default();
        sum.0 += value;
        sum.1 += 1.0;
    }
    sums.into_iter().map(|(clip, (sum, n))| (clip, sum / n)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn intervals_cover_the_truth_about_as_often_as_they_say() {
        let mut rng = SplitMix64::new(7);
        let runs = 200;
        let covered = (0..runs)
            .filter(|run| {
                let scores: Scores = (0..100).map(|clip| (clip, f64::from(u8::from(rng.unit() < 0.3)))).collect();
                let found = estimate(&scores, |clip| clip, *run).unwrap();
                (found.low..=found.high).contains(&0.3)
            })
            .count();
        assert!((176..=199).contains(&covered), "{covered} of {runs}");
    }

    #[test]
    fn clips_of_one_artist_widen_the_interval() {
        let scores: Scores = (0..100).map(|clip| (clip, f64::from(u8::from(clip < 50)))).collect();
        let width = |e: Estimate| e.high - e.low;
        let alone = width(estimate(&scores, |clip| clip, 1).unwrap());
        let tens = width(estimate(&scores, |clip| clip / 10, 1).unwrap());
        assert!(tens > 2.0 * alone, "{tens} and {alone}");
    }

    #[test]
    fn a_pair_that_always_differs_alike_has_no_spread() {
        let ours: Scores = (0..30).map(|clip| (clip, clip as f64)).collect();
        let theirs: Scores = (0..20).map(|clip| (clip, clip as f64 - 0.5)).collect();
        let found = difference(&ours, &theirs, |clip| clip, 0).unwrap();
        assert_eq!((found.value, found.low, found.high), (0.5, 0.5, 0.5));
        assert_eq!(averaged(&[ours.clone(), ours.clone()]), ours);
    }

    #[test]
    fn nothing_and_a_single_group_have_no_interval() {
        let scores: Scores = (0..30).map(|clip| (clip, clip as f64)).collect();
        assert_eq!(estimate(&scores, |_| 4, 0), None);
        assert_eq!(estimate(&Scores::new(), |clip| clip, 0), None);
        assert!(mean(&Scores::new()).is_sign_positive());
    }
}
