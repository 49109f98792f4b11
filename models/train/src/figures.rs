//! All figures of one system.

use std::collections::BTreeMap;

use crate::bootstrap::{Scores, averaged};
use crate::distance::Rows;
use crate::measures::{self, Hubness};
use crate::plan::Plan;
use crate::ranking::Ranking;
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
    let runs: Vec<Found> = system.seeds.iter().map(|seed| found(system, plan, seed)).collect();
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

impl Found {
    /// A figure that nothing was found of stays out.
    fn insert(&mut self, figure: Retrieval, scores: Scores) {
        if !scores.is_empty() {
            self.scores.insert(figure, scores);
        }
    }
}

/// Vectors of some clips in one view.
#[derive(Default)]
struct Taken {
    vectors: Vec<Vec<f32>>,
    clips: Vec<usize>,
}

impl Taken {
    /// The vectors of those measured clips of a view that `keep`; none if the view is missing.
    fn new(plan: &Plan, seed: &Vectors, view: View, keep: impl Fn(usize) -> bool) -> Self {
        let rows = plan.rows(view).into_iter().zip(seed.view(view).into_iter().flatten());
        let kept = rows.filter(|(clip, _)| plan.measures(*clip) && keep(*clip));
        let (clips, vectors) = kept.map(|(clip, row)| (clip, row.clone())).unzip();
        Self { vectors, clips }
    }

    fn is_empty(&self) -> bool {
        self.clips.is_empty()
    }

    fn rows(&self) -> Rows<'_> {
        Rows {
            vectors: &self.vectors,
            clips: &self.clips,
        }
    }

    /// Values one a clip, as far as there are any.
    fn scores<V: Into<Option<f64>>>(&self, values: Vec<V>) -> Scores {
        let values = values.into_iter().map(Into::into);
        self.clips.iter().zip(values).filter_map(|(clip, v)| Some((*clip, v?))).collect()
    }
}

/// Everything of one seed of one system.
fn found(system: &System, plan: &Plan, seed: &Vectors) -> Found {
    let mut found = Found::default();
    let whole = Taken::new(plan, seed, View::Whole, |_| true);
    if whole.is_empty() {
        return found;
    }
    let run = Run {
        ranking: Ranking::new(system.distance, system.scaling, whole.rows()),
        whole: &whole,
        plan,
        seed,
    };
    run.genres(&mut found);
    run.artists_and_hubs(&mut found);
    run.halves(&mut found);
    run.overlap(&mut found);
    found
}

/// One seed of one system.
struct Run<'a> {
    ranking: Ranking<'a>,
    /// The library.
    whole: &'a Taken,
    plan: &'a Plan,
    seed: &'a Vectors,
}

impl Run<'_> {
    fn take(&self, view: View, keep: impl Fn(usize) -> bool) -> Taken {
        Taken::new(self.plan, self.seed, view, keep)
    }

    /// Artist-filtered retrieval: relevant is what shares a genre with the query.
    fn genres(&self, found: &mut Found) {
        let clips = &self.plan.clips;
        let left_out = |a: usize, b: usize| a == b || clips[a].same_artist(&clips[b]);
        for (view, short) in [(View::Whole, false), (View::Middle, true)] {
            let taken = self.take(view, |clip| !clips[clip].genres.is_empty());
            if taken.is_empty() {
                continue;
            }
            let distances = self.ranking.distances(taken.rows(), taken.rows(), &left_out);
            let shares = |q: usize, g: usize| !clips[taken.clips[q]].genres.is_disjoint(&clips[taken.clips[g]].genres);
            let p10 = taken.scores(measures::precision(&distances, 10, shares));
            if short {
                found.insert(Retrieval::P10Short, p10);
                continue;
            }
            found.p10_of_seeds.extend((!p10.is_empty()).then(|| crate::bootstrap::mean(&p10)));
            found.insert(Retrieval::P10, p10);
            found.insert(Retrieval::P5, taken.scores(measures::precision(&distances, 5, shares)));
            found.insert(Retrieval::Map, taken.scores(measures::average_precision(&distances, shares)));
        }
    }

    fn artists_and_hubs(&self, found: &mut Found) {
        let (clips, whole) = (&self.plan.clips, self.whole);
        let among = self.ranking.distances(whole.rows(), whole.rows(), &|a, b| a == b);
        found.hubness = measures::hubness(&among);
        let same_artist = |q: usize, g: usize| clips[whole.clips[q]].same_artist(&clips[whole.clips[g]]);
        let precisions = measures::average_precision(&among, same_artist);
        found.insert(Retrieval::ArtistMap, whole.scores(precisions));
    }

    fn halves(&self, found: &mut Found) {
        let (first, second) = (self.take(View::First, |_| true), self.take(View::Second, |_| true));
        if first.is_empty() || second.is_empty() {
            return;
        }
        let finds = |a: &Taken, b: &Taken| measures::finds_itself(&self.ranking.distances(a.rows(), b.rows(), &|_, _| false));
        let (there, back) = (finds(&first, &second), finds(&second, &first));
        let both = there.iter().zip(&back).map(|(a, b)| (a + b) / 2.0).collect();
        found.insert(Retrieval::Halves, first.scores::<f64>(both));
    }

    fn overlap(&self, found: &mut Found) {
        let sound = self.take(View::Whole, |clip| self.plan.damaged.binary_search(&clip).is_ok());
        let nearest = |queries: &Taken| self.ranking.distances(queries.rows(), self.whole.rows(), &|a, b| a == b);
        let before = nearest(&sound);
        for view in View::DAMAGED {
            let damaged = self.take(view, |_| true);
            if !damaged.is_empty() {
                let overlap = measures::overlap(&before, &nearest(&damaged));
                found.overlap.insert(view, damaged.scores(overlap));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    use domain::SplitMix64;

    use super::*;
    use crate::bootstrap;
    use crate::clips::Clip;
    use crate::distance::Distance;
    use crate::folds;
    use crate::ranking::Scaling;
    use crate::systems::Fitted;

    /// Twelve clips of two genres that lie apart, by the artists that `artist` names.
    fn measured(artist: impl Fn(usize) -> String) -> (Found, Vec<usize>) {
        let mut rng = SplitMix64::new(1);
        let genre = |i: usize| if i.is_multiple_of(2) { "Jazz" } else { "Rap" };
        let clips: Vec<Clip> = (0..12)
            .map(|i| Clip {
                artist: artist(i),
                genres: [genre(i).to_owned()].into(),
                ..Clip::default()
            })
            .collect();
        let row = |i: usize| vec![1.0 + rng.unit() as f32, if i.is_multiple_of(2) { 3.0 } else { -3.0 }];
        let whole = (0..12).map(row).collect();
        let groups = folds::artists(&clips);
        let plan = Plan {
            root: PathBuf::new(),
            clips,
            heard: (0..12).collect(),
            measured: (0..12).collect(),
            damaged: Vec::new(),
            damages: Vec::new(),
            has_train_rows: false,
            fitted_here: false,
            cache: PathBuf::new(),
        };
        let system = System {
            name: "two lines",
            fitted: Fitted::Nowhere,
            distance: Distance::Cosine,
            scaling: Scaling::None,
            seeds: vec![Vectors(BTreeMap::from([(View::Whole, whole)]))],
        };
        (retrieval(&system, &plan), groups)
    }

    #[test]
    fn clips_of_unknown_artists_are_found_and_stand_for_themselves() {
        let (found, groups) = measured(|_| String::new());
        let p5 = &found.scores[&Retrieval::P5];
        assert_eq!((p5.len(), bootstrap::mean(p5)), (12, 1.0));
        assert!(
            !found.scores.contains_key(&Retrieval::ArtistMap),
            "of nobody's clips another one is known"
        );
        let p10 = bootstrap::estimate(&found.scores[&Retrieval::P10], |clip| groups[clip], 0);
        assert!(p10.is_some_and(|e| e.value > 0.4), "{p10:?}");
    }

    #[test]
    fn where_one_artist_has_everything_there_is_nothing_to_say() {
        let (found, _) = measured(|_| "one".into());
        let figures: Vec<&Retrieval> = found.scores.keys().collect();
        assert_eq!(figures, [&Retrieval::ArtistMap]);
        assert!(found.p10_of_seeds.is_empty());
    }
}
