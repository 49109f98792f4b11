//! Random orders in which no two neighbours are alike, wherever that can be had.

use std::collections::BinaryHeap;

use domain::SplitMix64;

/// How far a member may stand off its even place, as a part of the distance between two of its kind.
const JITTER: f64 = 0.3;

/// A random order of `0..kinds.len()` in which what is of one kind is spread out, and as few neighbours as possible are of one
/// kind; `last` is the kind of what stands before the first. Kinds are small numbers, counted from 0.
///
/// Places are those of Poláček, *How to shuffle songs?* (Spotify 2014), after Fiedler, *The Art of Shuffling Music* (2007): the
/// members of each kind, in random order, go at even distances over the whole, from a random offset and with a little jitter. Where
/// that puts two of a kind beside each other, the next of another kind comes first; and a kind that makes up more than half of what
/// is left takes every other place, so that it is no worse than its share makes it. O(n log n).
pub(crate) fn spread(kinds: &[usize], last: Option<usize>, rng: &mut SplitMix64) -> Vec<usize> {
    let mut waiting = places(kinds, rng);
    let mut left = kinds.len();
    // The first of each kind that waits, by place: the least comes out first.
    let first = |waiting: &[Vec<(f64, usize)>], kind: usize| waiting[kind].last().map(|(place, _)| First { place: *place, kind });
    let mut firsts: BinaryHeap<First> = (0..waiting.len()).filter_map(|kind| first(&waiting, kind)).collect();
    // Counts only fall, so one that is out of date is too high, and is put right when it comes to the top.
    let mut most: BinaryHeap<(usize, usize)> = waiting.iter().enumerate().map(|(kind, all)| (all.len(), kind)).collect();
    let mut order = Vec::with_capacity(left);
    let mut last = last;
    while left > 0 {
        while let Some(mut top) = most.peek_mut() {
            let count = waiting[top.1].len();
            if top.0 == count {
                break;
            }
            top.0 = count;
        }
        let majority = most.peek().filter(|(count, _)| *count > left - count).map(|(_, kind)| *kind);
        let held = match majority {
            // Two of it will stand together whatever is done.
            Some(kind) if last == Some(kind) => None,
            Some(kind) => {
                // Its entry among the firsts is left to be found out of date.
                take(&mut waiting, kind, &mut order);
                firsts.extend(first(&waiting, kind));
                (last, left) = (Some(kind), left - 1);
                continue;
            }
            None => last,
        };
        let mut passed = None;
        while let Some(next) = firsts.pop() {
            if first(&waiting, next.kind).is_none_or(|now| now.place != next.place) {
                continue;
            }
            if held == Some(next.kind) && passed.is_none() {
                passed = Some(next);
                continue;
            }
            take(&mut waiting, next.kind, &mut order);
            firsts.extend(first(&waiting, next.kind));
            (last, left) = (Some(next.kind), left - 1);
            break;
        }
        if let Some(passed) = passed {
            firsts.push(passed);
        }
    }
    order
}

/// The members of each kind with the place each would like to have, the first of them last.
fn places(kinds: &[usize], rng: &mut SplitMix64) -> Vec<Vec<(f64, usize)>> {
    let mut members: Vec<Vec<(f64, usize)>> = vec![Vec::new(); kinds.iter().max().map_or(0, |most| most + 1)];
    for (index, kind) in kinds.iter().enumerate() {
        members[*kind].push((0.0, index));
    }
    for kind in &mut members {
        rng.shuffle(kind);
        let (count, offset) = (kind.len() as f64, rng.unit());
        let jitter = if kind.len() > 1 { JITTER } else { 0.0 };
        for (number, (place, _)) in kind.iter_mut().enumerate() {
            *place = (number as f64 + offset + (rng.unit() - 0.5) * jitter) / count;
        }
        kind.reverse();
    }
    members
}

fn take(waiting: &mut [Vec<(f64, usize)>], kind: usize, order: &mut Vec<usize>) {
    order.extend(waiting[kind].pop().map(|(_, index)| index));
}

/// The next of a kind; the one with the least place is the greatest, as the heap wants it.
struct First {
    place: f64,
    kind: usize,
}

impl Ord for First {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.place.total_cmp(&self.place).then(other.kind.cmp(&self.kind))
    }
}

impl PartialOrd for First {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for First {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for First {}

#[cfg(test)]
mod tests {
    use super::*;

    fn neighbours(kinds: &[usize], order: &[usize], last: Option<usize>) -> usize {
        let all: Vec<usize> = last.into_iter().chain(order.iter().map(|index| kinds[*index])).collect();
        all.windows(2).filter(|pair| pair[0] == pair[1]).count()
    }

    /// The fewest there can be: all but the most frequent kind part it.
    fn fewest(kinds: &[usize], last: Option<usize>) -> usize {
        let count = |kind: usize| kinds.iter().filter(|other| **other == kind).count();
        let bound = |kind: usize| {
            let (mine, rest) = (count(kind), kinds.len() - count(kind));
            (mine + usize::from(last == Some(kind))).saturating_sub(rest + 1)
        };
        kinds.iter().map(|kind| bound(*kind)).max().unwrap_or(0)
    }

    #[test]
    fn nothing_is_lost_and_neighbours_are_as_few_as_can_be() {
        let mut rng = SplitMix64::new(3);
        for _ in 0..3_000 {
            let (len, kinds) = (rng.below(40), 1 + rng.below(8));
            // Squared: some kinds are much more frequent than others.
            let kinds: Vec<usize> = (0..len).map(|_| rng.below(kinds) * rng.below(kinds) / kinds).collect();
            let last = (rng.below(2) == 0).then(|| rng.below(4));
            let order = spread(&kinds, last, &mut rng);
            assert_eq!(
                neighbours(&kinds, &order, last),
                fewest(&kinds, last),
                "{kinds:?} {last:?} {order:?}"
            );
            let mut all = order;
            all.sort_unstable();
            assert_eq!(all, (0..len).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_kind_is_spread_over_the_whole() {
        let mut rng = SplitMix64::new(8);
        // Ten of one kind among ninety others: never side by side, never a third of the whole apart.
        let kinds: Vec<usize> = (0..100).map(|n| if n < 10 { 0 } else { n }).collect();
        for _ in 0..200 {
            let order = spread(&kinds, None, &mut rng);
            let at: Vec<usize> = (0..100).filter(|place| kinds[order[*place]] == 0).collect();
            assert!(at.windows(2).all(|pair| (2..=30).contains(&(pair[1] - pair[0]))), "{at:?}");
        }
    }

    #[test]
    fn every_order_comes_up() {
        let mut rng = SplitMix64::new(4);
        let mut seen = std::collections::HashMap::<_, usize>::new();
        for _ in 0..2_400 {
            *seen.entry(spread(&[0, 1, 2, 3], None, &mut rng)).or_default() += 1;
        }
        assert_eq!(seen.len(), 24);
        assert!(seen.values().all(|count| (50..200).contains(count)), "{seen:?}");
    }
}
