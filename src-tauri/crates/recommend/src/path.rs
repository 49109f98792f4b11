//! A way from one track to another in small steps.
//!
//! Two vectors span an arc of the unit sphere (slerp: Shoemake, *Animating rotation with quaternion curves*, SIGGRAPH 1985). For every step
//! the tracks nearest to its point of the arc are candidates, and the cheapest way through them is found by dynamic programming (Viterbi,
//! *Error bounds for convolutional codes*, IEEE Trans. Inf. Theory 1967). A step costs the square of its length, so one large jump
//! loses to two small ones, and that keeps the way even where the arc runs through empty space; a greedy walk (bliss) drifts there, and the
//! nearest track to each point alone (AudioMuse-AI) zigzags around the arc.
//!
//! What may not happen twice makes the cost depend on the whole way, so each candidate keeps a few ways that lead to it.

use std::collections::{HashMap, HashSet};

use crate::catalogue::Catalogue;
use crate::order::cut;
use crate::path_candidates::{Arc, Song, Songs};

/// Weight of a candidate's squared distance to its point of the arc: enough to keep the steps even, too little to force a detour to it.
const PROGRESS: f32 = 0.5;
/// Added for a second track in a row by one artist: neighbours on an album are near, and nobody asked for the album.
const SAME_ARTIST: f32 = 0.15;
/// Added for what is wanted less.
const LESSENED: f32 = 0.5;
/// Tracks in a row by one artist at most.
const IN_A_ROW: usize = 2;
/// Ways kept that lead to one candidate.
const KEPT: usize = 3;
/// Candidates a step, and the tracks nearest to its point of the arc that they are picked from. The second is for a library where the first
/// do not suffice: much of one artist, or much that may not be chosen.
const WIDTHS: [(usize, usize); 2] = [(48, 192), (192, 8192)];

/// Up to `steps` rows that lead from the row `from` to the row `to`, both left out, in their order. There are fewer only where the rules
/// leave fewer: no track and no recording twice, at most two in a row by one artist, nothing that may not be chosen.
pub fn path_between(catalogue: &Catalogue, from: usize, to: usize, steps: usize) -> Vec<usize> {
    if from == to || steps == 0 {
        return Vec::new();
    }
    let arc = Arc::new(catalogue, from, to);
    let mut songs = Songs::new(catalogue, from, to);
    let search = Search {
        catalogue,
        start: songs.of(from),
        end: songs.of(to),
    };
    let (mut longest, mut stages) = (Vec::new(), Vec::new());
    for (count, reach) in WIDTHS {
        stages = (1..=steps)
            .map(|step| {
                let share = step as f32 / (steps + 1) as f32;
                let near = arc.nearest(share, reach).into_iter();
                let stops = songs.pick(near.map(|(row, _)| row), count).into_iter();
                stops.map(|song| Stop::new(catalogue, &arc, share, song)).collect::<Vec<_>>()
            })
            .collect();
        let found = search.cheapest(&stages);
        if found.len() > longest.len() {
            longest = found;
        }
        if longest.len() == steps {
            break;
        }
    }
    search.fill(longest, &stages, steps).iter().map(|song| song.row).collect()
}

/// A candidate for one step, with what it costs wherever one comes from.
struct Stop {
    song: Song,
    cost: f32,
}

impl Stop {
    fn new(catalogue: &Catalogue, arc: &Arc, share: f32, song: Song) -> Self {
        let aside = (1.0 - arc.closeness(share, song.row)).max(0.0);
        let lessened = if catalogue.facts(song.row).lessened { LESSENED } else { 0.0 };
        Self {
            song,
            cost: PROGRESS * aside * aside + lessened,
        }
    }
}

/// A beginning of a path.
#[derive(Clone)]
struct Way {
    cost: f32,
    songs: Vec<Song>,
}

struct Search<'a> {
    catalogue: &'a Catalogue,
    start: Song,
    end: Song,
}

impl Search<'_> {
    /// The cheapest way with one stop of each stage; a stage that no way can enter is passed over.
    fn cheapest(&self, stages: &[Vec<Stop>]) -> Vec<Song> {
        let mut ways = vec![Way {
            cost: 0.0,
            songs: Vec::new(),
        }];
        for stops in stages {
            let lasts: Vec<Song> = ways.iter().map(|way| way.songs.last().copied().unwrap_or(self.start)).collect();
            let mut next = Vec::with_capacity(stops.len() * KEPT);
            for stop in stops {
                // Ways that end with the same track are as far from here.
                let mut costs: HashMap<usize, f32> = HashMap::new();
                let mut here: Vec<(f32, usize)> = (0..ways.len())
                    .map(|at| {
                        let step = *costs.entry(lasts[at].row).or_insert_with(|| self.step(lasts[at], stop.song));
                        (ways[at].cost + step + stop.cost, at)
                    })
                    .collect();
                here.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                let open = here.into_iter().filter(|(_, at)| self.admits(&ways[*at].songs, stop.song));
                next.extend(open.take(KEPT).map(|(cost, at)| {
                    let songs = ways[at].songs.iter().copied().chain([stop.song]).collect();
                    Way { cost, songs }
                }));
            }
            if !next.is_empty() {
                ways = next;
            }
        }
        // Whether the end follows well is part of the choice.
        let arrived = |way: &Way| way.cost + self.step(way.songs.last().copied().unwrap_or(self.start), self.end);
        let may_end = |way: &&Way| self.keeps_the_rules(&way.songs);
        let best = ways.iter().filter(may_end).min_by(|a, b| arrived(a).total_cmp(&arrived(b)));
        best.map(|way| way.songs.clone()).unwrap_or_default()
    }

    /// Puts what was left over between: a way may have run into a rule that another order avoids.
    fn fill(&self, songs: Vec<Song>, stages: &[Vec<Stop>], steps: usize) -> Vec<Song> {
        if songs.len() == steps {
            return songs;
        }
        // Neighbouring stages offer mostly the same.
        let mut rows = HashSet::new();
        let offered = stages.iter().flatten().map(|stop| stop.song);
        let left = offered.filter(|song| rows.insert(song.row)).collect();
        let mut whole = [vec![self.start], songs, vec![self.end]].concat();
        insert_cheapest(&mut whole, left, steps + 2, |a, b| self.step(a, b));
        whole[1..whole.len() - 1].to_vec()
    }

    /// What it costs to go from one track to the next.
    fn step(&self, from: Song, to: Song) -> f32 {
        let length = cut(self.catalogue, from.row, to.row);
        length * length + if from.is_by_artist_of(&to) { SAME_ARTIST } else { 0.0 }
    }

    /// Whether `next` may follow `songs`.
    fn admits(&self, songs: &[Song], next: Song) -> bool {
        let before = songs.iter().rev().chain([&self.start]);
        let row = before.take(IN_A_ROW).filter(|song| song.is_by_artist_of(&next)).count();
        row < IN_A_ROW && !songs.iter().any(|song| song.is_same(&next))
    }

    /// Whether a whole path, with its ends, has no artist more often in a row than allowed. Ends by one artist stand for themselves.
    fn keeps_the_rules(&self, songs: &[Song]) -> bool {
        let whole: Vec<Song> = [self.start].into_iter().chain(songs.iter().copied()).chain([self.end]).collect();
        songs.is_empty()
            || whole
                .windows(IN_A_ROW + 1)
                .all(|row| !row[1..].iter().all(|song| row[0].is_by_artist_of(song)))
    }
}

/// Puts songs of `left` into `whole`, its ends included, each where it makes the way the least longer, until there are `count` or the rules
/// admit none. `step` costs most and goes both ways alike: each pair is measured once, and an insertion changes one gap.
fn insert_cheapest(whole: &mut Vec<Song>, left: Vec<Song>, count: usize, step: impl Fn(Song, Song) -> f32) {
    let mut gaps: Vec<f32> = whole.windows(2).map(|pair| step(pair[0], pair[1])).collect();
    let fresh = left.into_iter().filter(|song| !whole.iter().any(|other| other.is_same(song)));
    // With what it costs to go from each track of the way to it.
    let mut left: Vec<(Song, Vec<f32>)> = fresh
        .map(|song| (song, whole.iter().map(|other| step(*other, song)).collect()))
        .collect();
    while whole.len() < count {
        let mut best: Option<(f32, usize, usize)> = None;
        for (at, (song, steps)) in left.iter().enumerate() {
            for place in 1..whole.len() {
                let longer = steps[place - 1] + steps[place] - gaps[place - 1];
                if best.is_none_or(|(least, ..)| longer < least) && may_stand(whole, place, song) {
                    best = Some((longer, at, place));
                }
            }
        }
        let Some((_, at, place)) = best else { break };
        let (song, steps) = left.swap_remove(at);
        gaps.splice(place - 1..place, [steps[place - 1], steps[place]]);
        whole.insert(place, song);
        left.retain(|(other, _)| !other.is_same(&song));
        for (other, steps) in &mut left {
            steps.insert(place, step(song, *other));
        }
    }
}

/// Whether `song`, put at `place` of a way that keeps the rules, leaves no artist more often in a row than allowed.
fn may_stand(whole: &[Song], place: usize, song: &Song) -> bool {
    let by_artist = |other: &&Song| other.is_by_artist_of(song);
    let before = whole[..place].iter().rev().take(IN_A_ROW).take_while(by_artist).count();
    let after = whole[place..].iter().take(IN_A_ROW).take_while(by_artist).count();
    before + after < IN_A_ROW
}

#[cfg(test)]
#[path = "path_tests.rs"]
mod tests;
