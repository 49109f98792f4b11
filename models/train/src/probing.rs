//! What linear probes read from a system's vectors.

use std::collections::BTreeMap;

use domain::SplitMix64;

use crate::bootstrap::{Scores, averaged, mean};
use crate::folds;
use crate::plan::Plan;
use crate::probe::{self, Examples, Probe};
use crate::ratings::{self, Rated};
use crate::systems::System;
use crate::tasks::{Targets, Task};
use crate::views::View;

/// Probes of each network: train rows without another tenth of the artists, folds dealt anew.
pub const SEEDS: u64 = 5;
const FOLDS: usize = 5;

/// Accuracy of one task over all networks and probes.
#[derive(Clone, Default)]
pub struct Accuracy {
    /// Share of right answers, clip by clip.
    pub scores: Scores,
    /// Accuracy of each probe.
    pub of_probes: Vec<f64>,
    /// Answers: clip and class, of every probe.
    pub answers: Vec<(usize, usize)>,
}

/// What is known of a system by probes.
#[derive(Default)]
pub struct Probed {
    /// Fitted on train rows, asked on validation rows.
    pub split: BTreeMap<Task, Accuracy>,
    /// Over all labelled clips, five folds, no artist in two of them.
    pub crossed: BTreeMap<Task, Accuracy>,
    /// R² of valence and of arousal, one a network and seed.
    pub ratings: [Vec<f64>; 2],
}

/// Probes all networks of a system.
pub fn probed(system: &System, plan: &Plan, targets: &BTreeMap<Task, Targets>, artists: &[usize]) -> Probed {
    let mut out = Probed::default();
    let (mut split, mut crossed): (BTreeMap<Task, Vec<Accuracy>>, BTreeMap<Task, Vec<Accuracy>>) = Default::default();
    for seed in &system.seeds {
        let Some(whole) = seed.view(View::Whole) else { continue };
        let vectors: Vec<Vec<f32>> = whole.iter().map(|row| system.flat(row)).collect();
        for (task, targets) in targets {
            let bench = Bench {
                vectors: &vectors,
                targets,
                artists,
            };
            let train: Vec<usize> = targets.labelled().into_iter().filter(|&i| !plan.clips[i].validation).collect();
            let test: Vec<usize> = targets
                .labelled()
                .into_iter()
                .filter(|&i| plan.has_train_rows && plan.measures(i))
                .collect();
            if train.len() < 2 * FOLDS {
                continue;
            }
            let penalty = bench.penalty(&train);
            if !test.is_empty() {
                split
                    .entry(*task)
                    .or_default()
                    .extend((0..SEEDS).map(|s| bench.split(&train, &test, penalty, s)));
            }
            crossed
                .entry(*task)
                .or_default()
                .extend((0..SEEDS).map(|s| bench.crossed(penalty, s)));
        }
        for (which, of) in [|i: usize, p: &Plan| p.clips[i].valence, |i: usize, p: &Plan| p.clips[i].arousal]
            .iter()
            .enumerate()
        {
            let mut rated = Rated::default();
            for i in 0..plan.clips.len() {
                if let Some(rating) = of(i, plan) {
                    rated.vectors.push(&vectors[i]);
                    rated.ratings.push(rating);
                    rated.artists.push(artists[i]);
                }
            }
            out.ratings[which].extend((0..SEEDS).filter_map(|s| ratings::explained(&rated, s)));
        }
    }
    out.split = split.into_iter().map(|(task, runs)| (task, joined(runs))).collect();
    out.crossed = crossed.into_iter().map(|(task, runs)| (task, joined(runs))).collect();
    out
}

fn joined(runs: Vec<Accuracy>) -> Accuracy {
    Accuracy {
        scores: averaged(&runs.iter().map(|run| run.scores.clone()).collect::<Vec<_>>()),
        of_probes: runs.iter().flat_map(|run| run.of_probes.clone()).collect(),
        answers: runs.into_iter().flat_map(|run| run.answers).collect(),
    }
}

/// One task on one network's vectors.
struct Bench<'a> {
    vectors: &'a [Vec<f32>],
    targets: &'a Targets,
    artists: &'a [usize],
}

impl Bench<'_> {
    fn examples(&self, clips: &[usize]) -> Examples<'_> {
        Examples {
            vectors: clips.iter().map(|&i| self.vectors[i].as_slice()).collect(),
            shares: clips.iter().filter_map(|&i| self.targets.of[i].as_deref()).collect(),
        }
    }

    /// Chosen on the train rows alone.
    fn penalty(&self, train: &[usize]) -> f32 {
        let groups: Vec<usize> = train.iter().map(|&i| self.artists[i]).collect();
        probe::penalty(&self.examples(train), &groups)
    }

    fn answer(&self, train: &[usize], test: &[usize], penalty: f32) -> Vec<(usize, usize)> {
        if train.is_empty() || test.is_empty() {
            return Vec::new();
        }
        let probe = Probe::fit(&self.examples(train), penalty);
        let classes = probe.classes(&self.examples(test).vectors);
        test.iter().copied().zip(classes).collect()
    }

    fn judged(&self, answers: Vec<(usize, usize)>) -> Accuracy {
        let right = |(clip, class): &(usize, usize)| (*clip, f64::from(u8::from(self.targets.right(*clip, *class))));
        let scores: Scores = answers.iter().map(right).collect();
        Accuracy {
            of_probes: vec![mean(&scores)],
            scores,
            answers,
        }
    }

    /// The fit leaves out a tenth of the artists, another for each seed: the probe itself has one solution.
    fn split(&self, train: &[usize], test: &[usize], penalty: f32, seed: u64) -> Accuracy {
        let groups: Vec<usize> = train.iter().map(|&i| self.artists[i]).collect();
        let tenth = folds::grouped(&groups, 10, SplitMix64::new(seed).next_u64());
        let kept: Vec<usize> = train.iter().zip(tenth).filter(|(_, fold)| *fold > 0).map(|(i, _)| *i).collect();
        self.judged(self.answer(&kept, test, penalty))
    }

    fn crossed(&self, penalty: f32, seed: u64) -> Accuracy {
        let clips = self.targets.labelled();
        let groups: Vec<usize> = clips.iter().map(|&i| self.artists[i]).collect();
        let folds = folds::grouped(&groups, FOLDS, SplitMix64::new(seed).next_u64());
        let of = |keep: &dyn Fn(usize) -> bool| -> Vec<usize> { (0..clips.len()).filter(|&k| keep(k)).map(|k| clips[k]).collect() };
        let fold = |fold: usize| self.answer(&of(&|k| folds[k] != fold), &of(&|k| folds[k] == fold), penalty);
        self.judged((0..FOLDS).flat_map(fold).collect())
    }
}
