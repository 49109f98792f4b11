//! The graph of contexts, tracks and artists (the ZetDard thesis, §3.1: users, songs, artists).

use std::collections::{HashMap, VecDeque};

use crate::contexts::Contexts;
use crate::links::{Link, Links};

/// Chance that a walk starts over at every step.
const RESTART: f64 = 0.25;
/// What may be left unspread in all, as a share of the walk, where the graph is small.
const UNSPREAD: f64 = 1e-4;
/// What is left at a track, for each way out of it, before it is worth going on: one walk makes four times as many steps as one is of it.
const FINE: f64 = 2e-6;
/// The same where there is a walk for each track.
const COARSE: f64 = 5e-5;
/// How strong the way over the artist is, beside a playlist's 1.
const ARTIST: f64 = 0.25;

/// Contexts, tracks and artists, with the ways between them.
#[derive(Clone, Debug)]
pub struct Graph {
    contexts: Contexts,
    /// Per track.
    artists: Vec<Option<u32>>,
    by_artist: Vec<Vec<u32>>,
    /// Strength of all ways out of each track.
    out: Vec<f64>,
    /// And of each context.
    out_of_context: Vec<f64>,
    /// Tracks that the ways out of each track lead to, and one.
    work: Vec<f64>,
    work_in_all: f64,
}

/// A context that has much in common with a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SimilarContext {
    pub context: u32,
    /// Share of the list that is in it.
    pub covered: f32,
    /// Cosine of the two as sets.
    pub cosine: f32,
}

impl Graph {
    /// `artists` names the artist of each track by a number, if it is known.
    pub fn new(contexts: Contexts, artists: Vec<Option<u32>>) -> Self {
        let n = contexts.items();
        let mut artists = artists;
        artists.resize(n, None);
        let most = artists.iter().flatten().max().map_or(0, |artist| *artist as usize + 1);
        let mut by_artist = vec![Vec::new(); most];
        for (item, artist) in (0..).zip(&artists) {
            if let Some(artist) = artist {
                by_artist[*artist as usize].push(item);
            }
        }
        // One who has a single track leads nowhere.
        for tracks in by_artist.iter_mut().filter(|tracks| tracks.len() < 2) {
            tracks.drain(..).for_each(|track: u32| artists[track as usize] = None);
        }
        let strength = |item: u32| {
            let lists: f64 = contexts.of_item(item).iter().map(|(row, value)| way(&contexts, *row, *value)).sum();
            lists + artists[item as usize].map_or(0.0, |_| ARTIST)
        };
        let out = (0..n as u32).map(strength).collect();
        let out_of_context = contexts
            .rows()
            .iter()
            .map(|context| context.items.iter().map(|(_, value)| f64::from(*value)).sum())
            .collect();
        let work: Vec<f64> = (0..n as u32)
            .map(|item| {
                let lists = contexts
                    .of_item(item)
                    .iter()
                    .map(|(row, _)| contexts.rows()[*row as usize].items.len());
                let artist = artists[item as usize].map_or(0, |artist| by_artist[artist as usize].len());
                (1 + lists.sum::<usize>() + artist) as f64
            })
            .collect();
        Self {
            work_in_all: work.iter().sum(),
            contexts,
            artists,
            by_artist,
            out,
            out_of_context,
            work,
        }
    }

    /// Directed overlap: the share of a track's contexts that the other is in too.
    pub fn overlap(&self, from: u32, to: u32) -> f32 {
        let (own, other) = (self.contexts.of_item(from), self.contexts.of_item(to));
        let common = own.iter().filter(|(row, _)| other.iter().any(|(its, _)| its == row)).count();
        common as f32 / own.len().max(1) as f32
    }

    /// The contexts of which both measures reach their thresholds, those with most in common first.
    pub fn similar_contexts(&self, list: &[u32], covered: f32, cosine: f32) -> Vec<SimilarContext> {
        let mut common: HashMap<u32, u32> = HashMap::new();
        for item in list {
            for (row, _) in self.contexts.of_item(*item) {
                *common.entry(*row).or_default() += 1;
            }
        }
        let measured = common.into_iter().map(|(context, common)| {
            let (common, own) = (common as f32, list.len() as f32);
            let its = self.contexts.rows()[context as usize].items.len() as f32;
            SimilarContext {
                context,
                covered: common / own,
                cosine: common / (own * its).sqrt(),
            }
        });
        let mut found: Vec<SimilarContext> = measured
            .filter(|context| context.covered >= covered && context.cosine >= cosine)
            .collect();
        found.sort_by(|a, b| {
            b.cosine
                .total_cmp(&a.cosine)
                .then(b.covered.total_cmp(&a.covered))
                .then(a.context.cmp(&b.context))
        });
        found
    }

    /// What is in similar contexts and not in `list`, by how many have it: track and number.
    pub fn completing(&self, list: &[u32], covered: f32, cosine: f32) -> Vec<(u32, u32)> {
        let mut counts: HashMap<u32, u32> = HashMap::new();
        for similar in self.similar_contexts(list, covered, cosine) {
            for (item, _) in &self.contexts.rows()[similar.context as usize].items {
                *counts.entry(*item).or_default() += 1;
            }
        }
        list.iter().for_each(|item| {
            counts.remove(item);
        });
        let mut found: Vec<(u32, u32)> = counts.into_iter().collect();
        found.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        found
    }

    /// Personalised PageRank from `seeds`, tracks and their shares: how often a walk that starts there, and starts over at one step in
    /// four, is at each track. By pushing on what is left where most is left for the work that it makes (Andersen, Chung and Lang, *Local
    /// Graph Partitioning using PageRank Vectors*, 2006); in a small graph to within 10⁻⁴ in all.
    pub fn page_rank(&self, seeds: &[(u32, f64)]) -> Vec<(u32, f64)> {
        let mut walk = Walk::new(self.contexts.items());
        self.walk(seeds, FINE, &mut walk);
        walk.take()
    }

    fn walk(&self, seeds: &[(u32, f64)], coarse: f64, walk: &mut Walk) {
        let total: f64 = seeds.iter().map(|(_, share)| share).sum();
        let least = (UNSPREAD / self.work_in_all).max(coarse);
        for (seed, share) in seeds {
            if (*seed as usize) < self.contexts.items() && total > 0.0 {
                // Whatever it is, a seed is walked from.
                walk.give(*seed, share / total, 0.0);
            }
        }
        while let Some((track, mass)) = walk.next() {
            let strength = self.out[track as usize];
            // Where no way leads on, the walk starts over.
            let stays = if strength > 0.0 { RESTART } else { 1.0 };
            walk.rank[track as usize] += mass * stays;
            let onward = mass * (1.0 - stays);
            if onward == 0.0 {
                continue;
            }
            for (row, value) in self.contexts.of_item(track) {
                let through = onward * way(&self.contexts, *row, *value) / strength / self.out_of_context[*row as usize];
                for (to, its) in &self.contexts.rows()[*row as usize].items {
                    walk.give(*to, through * f64::from(*its), least * self.work[*to as usize]);
                }
            }
            if let Some(artist) = self.artists[track as usize] {
                let tracks = &self.by_artist[artist as usize];
                let share = onward * ARTIST / strength / tracks.len() as f64;
                tracks.iter().for_each(|to| walk.give(*to, share, least * self.work[*to as usize]));
            }
        }
    }

    /// The `most` tracks of highest rank for each that is in a context and wanted.
    pub fn links(&self, most: usize, is_wanted: impl Fn(usize) -> bool) -> Links {
        let mut walk = Walk::new(self.contexts.items());
        Links::build(self.contexts.items(), most, |item, out| {
            if is_wanted(item as usize) && !self.contexts.of_item(item).is_empty() {
                self.walk(&[(item, 1.0)], COARSE, &mut walk);
                out.extend(walk.take().into_iter().map(|(to, weight)| Link { to, weight: weight as f32 }));
            }
        })
    }
}

/// A walk under way: per track what has stayed there and what has still to go on. Emptied by what was touched, it serves many walks.
struct Walk {
    rank: Vec<f64>,
    left: Vec<f64>,
    waits: Vec<bool>,
    touched: Vec<u32>,
    queue: VecDeque<u32>,
}

impl Walk {
    fn new(items: usize) -> Self {
        Self {
            rank: vec![0.0; items],
            left: vec![0.0; items],
            waits: vec![false; items],
            touched: Vec::new(),
            queue: VecDeque::new(),
        }
    }

    /// Brings `share` to a track, which is walked on from once more than `least` is there.
    fn give(&mut self, to: u32, share: f64, least: f64) {
        let at = to as usize;
        if self.left[at] == 0.0 && self.rank[at] == 0.0 {
            self.touched.push(to);
        }
        self.left[at] += share;
        if self.left[at] > least && !std::mem::replace(&mut self.waits[at], true) {
            self.queue.push_back(to);
        }
    }

    fn next(&mut self) -> Option<(u32, f64)> {
        let track = self.queue.pop_front()?;
        self.waits[track as usize] = false;
        Some((track, std::mem::take(&mut self.left[track as usize])))
    }

    /// The tracks the walk came to, with their ranks; what was left to go on is where it was. Ready for another one.
    fn take(&mut self) -> Vec<(u32, f64)> {
        let mut found = Vec::with_capacity(self.touched.len());
        for track in self.touched.drain(..) {
            let at = track as usize;
            let rank = std::mem::take(&mut self.rank[at]) + RESTART * std::mem::take(&mut self.left[at]);
            if rank > 0.0 {
                found.push((track, rank));
            }
        }
        found
    }
}

fn way(contexts: &Contexts, row: u32, value: f32) -> f64 {
    f64::from(value * contexts.rows()[row as usize].kind.weight())
}

#[cfg(test)]
mod tests {
    use domain::SplitMix64;

    use super::*;
    use crate::contexts::{Context, ContextKind};

    fn contexts(items: usize, lists: &[&[u32]]) -> Contexts {
        let context = |items: &&[u32]| Context {
            kind: ContextKind::Playlist,
            items: items.iter().map(|item| (*item, 1.0)).collect(),
        };
        Contexts::new(items, lists.iter().map(context))
    }

    #[test]
    fn the_walk_is_that_of_a_dense_solve() {
        let mut rng = SplitMix64::new(4);
        let n = 20;
        let lists: Vec<Context> = (0..12)
            .map(|list| Context {
                kind: [ContextKind::Playlist, ContextKind::Session, ContextKind::Album][list % 3],
                items: (0..5).map(|_| (rng.below(n) as u32, 0.2 + rng.unit() as f32)).collect(),
            })
            .collect();
        let artists: Vec<Option<u32>> = (0..n as u32).map(|item| (item % 4 != 0).then_some(item % 3)).collect();
        let graph = Graph::new(Contexts::new(n, lists), artists);
        // Every node written out: tracks, contexts, artists. p = r·s + (1 − r)·p·T over the tracks, two steps taken as one.
        let mut step = vec![vec![0.0; n]; n];
        for (from, row) in step.iter_mut().enumerate() {
            let from = from as u32;
            let strength = graph.out[from as usize];
            for (context, value) in graph.contexts.of_item(from) {
                let through = way(&graph.contexts, *context, *value) / strength;
                let sum: f32 = graph.contexts.rows()[*context as usize].items.iter().map(|(_, value)| value).sum();
                for (to, its) in &graph.contexts.rows()[*context as usize].items {
                    row[*to as usize] += through * f64::from(its / sum);
                }
            }
            if let Some(artist) = graph.artists[from as usize] {
                let tracks = &graph.by_artist[artist as usize];
                tracks
                    .iter()
                    .for_each(|to| row[*to as usize] += ARTIST / strength / tracks.len() as f64);
            }
        }
        for seed in 0..n {
            let mut dense = vec![0.0; n];
            for _ in 0..300 {
                let mut next = vec![0.0; n];
                next[seed] = RESTART;
                for (from, row) in step.iter().enumerate() {
                    row.iter()
                        .zip(&mut next)
                        .for_each(|(share, out)| *out += (1.0 - RESTART) * dense[from] * share);
                }
                dense = next;
            }
            if graph.out[seed] == 0.0 {
                continue;
            }
            let found: HashMap<u32, f64> = graph.page_rank(&[(seed as u32, 2.0)]).into_iter().collect();
            for (item, expected) in dense.iter().enumerate() {
                let found = found.get(&(item as u32)).copied().unwrap_or(0.0);
                assert!((found - expected).abs() < UNSPREAD, "{seed} {item}: {found} {expected}");
            }
        }
    }

    #[test]
    fn what_similar_lists_have_completes_a_list() {
        let graph = Graph::new(
            contexts(9, &[&[0, 1, 2, 3], &[0, 1, 2, 4], &[1, 2, 4, 5], &[6, 7, 8, 0]]),
            Vec::new(),
        );
        let similar = graph.similar_contexts(&[0, 1, 2], 0.5, 0.5);
        assert_eq!(similar.iter().map(|found| found.context).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(similar[0].covered, 1.0);
        assert!((similar[2].cosine - 2.0 / 12f32.sqrt()).abs() < 1e-6);
        assert_eq!(graph.completing(&[0, 1, 2], 0.5, 0.5), [(4, 2), (3, 1), (5, 1)]);
        assert_eq!(graph.completing(&[0, 1, 2], 0.9, 0.5), [(3, 1), (4, 1)], "both measures count");
        // 4 is in two lists, both of which have 1; 1 is in three.
        assert_eq!((graph.overlap(4, 1), graph.overlap(1, 4)), (1.0, 2.0 / 3.0));
    }
}
