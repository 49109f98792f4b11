//! All figures of one system.

use std::collections::BTreeMap;

use crate::bootstrap::{Scores, averaged};
use crate::clips::Clip;
use crate::distance::{Distances, Rows};
use crate::measures::{self, Hubness};
use crate::plan::Plan;
use crate::systems::System;
use crate::vectors::Vectors;
use crate::views::View;

/// Figures of single clips, by name in the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Retrieval {
    P5,
    P10,
    Map,
    P10Short,
    ArtistMap,
    Halves,
}

impl Retrieval {
    pub const ALL: [Self; 6] = [Self::P5, Self::P10, Self::Map, Self::P10Short, Self::ArtistMap, Self::Halves];

    pub fn name(self) -> &'static str {
        match self {
            Self::P5 => "P@5",
            Self::P10 => "P@10",
            Self::Map => "MAP",
            Self::P10Short => "P@10 2s",
            Self::ArtistMap => "artist MAP",
            Self::Halves => "halves",
        }
    }
}

/// What retrieval shows of a system: means over its seeds, clip by clip.
#[derive(Default)]
pub struct Found {
    pub scores: BTreeMap<Retrieval, Scores>,
    /// P@10 of each seed.
    pub p10_of_seeds: Vec<f64>,
    pub hubness: Hubness,
    pub overlap: BTreeMap<View, Scores>,
}

/// Measures retrieval on the measured clips of `plan`, with the mean over seeds.
pub fn retrieval(system: &System, plan: &Plan) -> Found {
    let runs: Vec<Found> = system.seeds.iter().map(|seed| Run { system, plan, seed }.found()).collect();
    let n = runs.len() as f64;
    let over = |of: &dyn Fn(&Found) -> Option<Scores>| -> Option<Scores> {
        let scores: Vec<Scores> = runs.iter().filter_map(of).collect();
        (!scores.is_empty()).then(|| averaged(&scores))
    };
    let mean = |of: fn(&Hubness) -> f64| runs.iter().map(|run| of(&run.hubness)).sum::<f64>() / n;
    let scores = Retrieval::ALL
        .into_iter()
        .filter_map(|f| over(&|run| run.scores.get(&f).cloned()).map(|s| (f, s)));
    let overlap = View::DAMAGED
        .into_iter()
        .filter_map(|v| over(&|run| run.overlap.get(&v).cloned()).map(|s| (v, s)));
    Found {
        scores: scores.collect(),
        p10_of_seeds: runs.iter().flat_map(|run| run.p10_of_seeds.clone()).collect(),
        hubness: Hubness {
            skewness: mean(|h| h.skewness),
            largest: mean(|h| h.largest),
            orphans: mean(|h| h.orphans),
        },
        overlap: overlap.collect(),
    }
}

/// One seed of one system.
struct Run<'a> {
    system: &'a System,
    plan: &'a Plan,
    seed: &'a Vectors,
}

/// Vectors of some clips in one view.
struct Taken {
    vectors: Vec<Vec<f32>>,
    clips: Vec<usize>,
}

impl Taken {
    fn rows(&self) -> Rows<'_> {
        Rows {
            vectors: &self.vectors,
            clips: &self.clips,
        }
    }
}

impl Run<'_> {
    /// The vectors of those clips of a view that `keep`.
    fn take(&self, view: View, keep: impl Fn(usize) -> bool) -> Option<Taken> {
        let rows = self.seed.view(view)?;
        let kept = self.plan.rows(view).into_iter().zip(rows).filter(|(clip, _)| keep(*clip));
        let (clips, vectors): (Vec<usize>, Vec<Vec<f32>>) = kept.map(|(clip, row)| (clip, row.clone())).unzip();
        (!clips.is_empty()).then_some(Taken { vectors, clips })
    }

    fn measured(&self, clip: usize) -> bool {
        self.plan.measured.binary_search(&clip).is_ok()
    }

    fn distances(&self, queries: &Taken, gallery: &Taken, left_out: &dyn Fn(usize, usize) -> bool) -> Distances {
        self.system
            .distance
            .all(self.system.proximity, queries.rows(), gallery.rows(), left_out)
    }

    fn found(&self) -> Found {
        let mut found = Found::default();
        self.genres(&mut found);
        let Some(whole) = self.take(View::Whole, |clip| self.measured(clip)) else {
            return found;
        };
        let among = self.distances(&whole, &whole, &|a, b| a == b);
        found.hubness = measures::hubness(&among);
        let clips = &self.plan.clips;
        let same_artist = |q: usize, g: usize| {
            let (a, b) = (&clips[whole.clips[q]].artist, &clips[whole.clips[g]].artist);
            !a.is_empty() && a.eq_ignore_ascii_case(b)
        };
        let precisions = measures::average_precision(&among, same_artist);
        let scores: Scores = whole
            .clips
            .iter()
            .zip(precisions)
            .filter_map(|(clip, p)| Some((*clip, p?)))
            .collect();
        if !scores.is_empty() {
            found.scores.insert(Retrieval::ArtistMap, scores);
        }
        if let (Some(first), Some(second)) = (self.take(View::First, |_| true), self.take(View::Second, |_| true)) {
            let there = measures::finds_itself(&self.distances(&first, &second, &|_, _| false));
            let back = measures::finds_itself(&self.distances(&second, &first, &|_, _| false));
            let both = there.iter().zip(&back).map(|(a, b)| (a + b) / 2.0);
            found
                .scores
                .insert(Retrieval::Halves, first.clips.iter().copied().zip(both).collect());
        }
        for view in View::DAMAGED {
            let Some(damaged) = self.take(view, |_| true) else { continue };
            let Some(sound) = self.take(View::Whole, |clip| self.plan.damaged.binary_search(&clip).is_ok()) else {
                continue;
            };
            let before = self.distances(&sound, &whole, &|a, b| a == b);
            let after = self.distances(&damaged, &whole, &|a, b| a == b);
            let overlap = measures::overlap(&before, &after);
            found.overlap.insert(view, damaged.clips.iter().copied().zip(overlap).collect());
        }
        found
    }

    /// Artist-filtered retrieval: relevant is what shares a genre with the query.
    fn genres(&self, found: &mut Found) {
        let clips = &self.plan.clips;
        let labelled = |clip: usize| self.measured(clip) && !clips[clip].genres.is_empty();
        let left_out = |a: usize, b: usize| a == b || same_or_unknown(&clips[a], &clips[b]);
        for (view, short) in [(View::Whole, false), (View::Middle, true)] {
            let Some(taken) = self.take(view, labelled) else { continue };
            let distances = self.distances(&taken, &taken, &left_out);
            let shares = |q: usize, g: usize| !clips[taken.clips[q]].genres.is_disjoint(&clips[taken.clips[g]].genres);
            let scores = |values: Vec<f64>| -> Scores { taken.clips.iter().copied().zip(values).collect() };
            let p10 = scores(measures::precision(&distances, 10, shares));
            if short {
                found.scores.insert(Retrieval::P10Short, p10);
                continue;
            }
            found.p10_of_seeds.push(crate::bootstrap::mean(&p10));
            found.scores.insert(Retrieval::P10, p10);
            found
                .scores
                .insert(Retrieval::P5, scores(measures::precision(&distances, 5, shares)));
            let precisions = measures::average_precision(&distances, shares);
            let precisions = taken.clips.iter().zip(precisions).filter_map(|(clip, p)| Some((*clip, p?)));
            found.scores.insert(Retrieval::Map, precisions.collect());
        }
    }
}

/// Two clips of one artist, or both of nobody known.
fn same_or_unknown(a: &Clip, b: &Clip) -> bool {
    a.artist.eq_ignore_ascii_case(&b.artist)
}
