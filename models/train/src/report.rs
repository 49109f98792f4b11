//! Prints what was measured.

use std::collections::BTreeMap;

use crate::bootstrap::{self, Scores};
use crate::confusion::Confusion;
use crate::figures::{Found, Retrieval};
use crate::plan::Plan;
use crate::probing::{Accuracy, Probed, SEEDS};
use crate::systems::{Fitted, System};
use crate::table::Table;
use crate::tasks::{Targets, Task};
use crate::views::View;

/// The system that the others are compared with is the last.
pub struct Report<'a> {
    pub plan: &'a Plan,
    pub systems: &'a [System],
    /// Of each system.
    pub measured: &'a [(Found, Probed)],
    pub targets: &'a BTreeMap<Task, Targets>,
    pub artists: &'a [usize],
    pub seed: u64,
}

/// Figures with an interval.
const WITH_INTERVAL: [Retrieval; 4] = [Retrieval::P10, Retrieval::Map, Retrieval::ArtistMap, Retrieval::Halves];

impl Report<'_> {
    pub fn print(&self) {
        self.heading();
        self.retrieval();
        self.intervals();
        self.overlap();
        self.split();
        self.crossed();
        self.genres();
        self.ratings();
    }

    /// Whether a system was fitted on clips that are not measured here, so that their vectors flatter it.
    fn seen(&self, system: &System) -> bool {
        self.plan.fitted_here && system.fitted == Fitted::Here
    }

    fn name(&self, i: usize) -> String {
        format!("{}{}", self.systems[i].name, if self.seen(&self.systems[i]) { " †" } else { "" })
    }

    fn ours(&self) -> usize {
        self.systems.len() - 1
    }

    /// A figure and its interval; "–" where there is none.
    fn estimate(&self, scores: Option<&Scores>) -> String {
        let found = scores.and_then(|scores| bootstrap::estimate(scores, |clip| self.artists[clip], self.seed));
        found.map_or("–".into(), |e| format!("{:.3} [{:.3}, {:.3}]", e.value, e.low, e.high))
    }

    fn difference(&self, theirs: &Scores, ours: &Scores) -> String {
        let found = bootstrap::difference(ours, theirs, |clip| self.artists[clip], self.seed);
        found.map_or("–".into(), |e| format!("{:+.3} [{:+.3}, {:+.3}]", e.value, e.low, e.high))
    }

    fn heading(&self) {
        let plan = self.plan;
        let genres = plan.measured.iter().filter(|&&i| !plan.clips[i].genres.is_empty()).count();
        println!(
            "{} clips; {} of them measured{}, {genres} with genres; {} heard damaged",
            plan.clips.len(),
            plan.measured.len(),
            if plan.has_train_rows { " (validation rows)" } else { "" },
            plan.damaged.iter().filter(|&&i| plan.measures(i)).count()
        );
        if plan.has_train_rows {
            println!(
                "{} of {} validation rows are left out: the train rows have their artists under another spelling.",
                plan.heard.len() - plan.measured.len(),
                plan.heard.len()
            );
        }
        println!("Networks re-built with three seeds and random rows: means over them. 95 % intervals: 2000 resamples of artists.");
        if self.plan.fitted_here {
            println!("† fitted on the train rows: never on what is measured here, unless a table says so.");
        } else {
            println!("Networks are taken not to have been fitted on these clips.");
        }
    }

    fn retrieval(&self) {
        let names = Retrieval::ALL.map(Retrieval::name);
        let mut table = Table::new(&[&["system"], &names[..], &["S_10", "largest", "orphans", "seeds"]].concat());
        for (i, (found, _)) in self.measured.iter().enumerate() {
            let mut cells = vec![self.name(i)];
            cells.extend(Retrieval::ALL.map(|figure| figure_of(found.scores.get(&figure))));
            let hubness = found.hubness;
            cells.push(format!("{:.2}", hubness.skewness));
            cells.push(format!("{:.0}", hubness.largest));
            cells.push(format!("{:.3}", hubness.orphans));
            cells.push(self.systems[i].seeds.len().to_string());
            table.row(cells);
        }
        table.print("Retrieval among the measured clips");
        println!(
            "P@5, P@10, MAP: relevant is what shares a genre with the query; its artist is left out. P@10 2s: the same, two seconds each."
        );
        println!("artist MAP: relevant is the same artist. halves: either half finds the other first among all. S_10: skewness of the");
        println!("10-occurrence, largest: of it, orphans: share among nobody's ten nearest; lower is better for all three.");
    }

    fn intervals(&self) {
        let names = WITH_INTERVAL.map(Retrieval::name);
        let mut table = Table::new(&[&["system"], &names[..], &["P@10 of seeds"]].concat());
        let mut differences = Table::new(&[&["shipped minus"], &names[..]].concat());
        let ours = &self.measured[self.ours()].0.scores;
        for (i, (found, _)) in self.measured.iter().enumerate() {
            let interval = |figure| self.estimate(found.scores.get(&figure));
            let mut cells = vec![self.name(i)];
            cells.extend(WITH_INTERVAL.map(interval));
            let seeds: Vec<String> = found.p10_of_seeds.iter().map(|p| format!("{p:.3}")).collect();
            cells.push(seeds.join(" "));
            table.row(cells);
            if i != self.ours() {
                let difference = |figure| match (found.scores.get(&figure), ours.get(&figure)) {
                    (Some(theirs), Some(ours)) => self.difference(theirs, ours),
                    _ => "–".into(),
                };
                let mut cells = vec![self.name(i)];
                cells.extend(WITH_INTERVAL.map(difference));
                differences.row(cells);
            }
        }
        table.print("95 % intervals");
        differences.print("Differences on the same resampled queries");
    }

    fn overlap(&self) {
        if self.plan.damages.is_empty() {
            return;
        }
        let names: Vec<&str> = self.plan.damages.iter().map(|view| view.name()).collect();
        let mut table = Table::new(&[&["system"], &names[..], &["mean"]].concat());
        for (i, (found, _)) in self.measured.iter().enumerate() {
            let mut cells = vec![self.name(i)];
            cells.extend(self.plan.damages.iter().map(|view| figure_of(found.overlap.get(view))));
            let means: Vec<f64> = found.overlap.values().map(bootstrap::mean).collect();
            cells.push(if means.is_empty() {
                "–".into()
            } else {
                format!("{:.3}", means.iter().sum::<f64>() / means.len() as f64)
            });
            table.row(cells);
        }
        table.print("Share of the ten nearest that stay when the query is damaged");
        if self.plan.damages.iter().all(|view| *view != View::Mp3At64) {
            println!("MP3 is left out: there is no ffmpeg with libmp3lame on the path.");
        }
        println!("mp3: mono at 44.1 kHz. bright, dark: shelves of 6 dB below 500 Hz and above 2 kHz. 22kHz: 44.1 to 22.05 kHz and back.");
        println!("Mutual Proximity is by the undamaged clips and one query at a time: what all queries have in common is not cancelled.");
    }

    fn split(&self) {
        let mut table = Table::new(&[&["system"], &Task::ALL.map(Task::name)[..]].concat());
        let mut differences = Table::new(&[&["shipped minus"], &Task::ALL.map(Task::name)[..]].concat());
        let ours = &self.measured[self.ours()].1.split;
        if ours.is_empty() {
            return;
        }
        let counts = Task::ALL.map(|task| ours.get(&task).map_or("–".into(), |a| a.scores.len().to_string()));
        table.row([vec!["clips asked".to_owned()], counts.to_vec()].concat());
        for (i, (_, probed)) in self.measured.iter().enumerate().filter(|(_, (_, probed))| !probed.split.is_empty()) {
            table.row([vec![self.name(i)], Task::ALL.map(|task| spread(probed.split.get(&task))).to_vec()].concat());
            if i != self.ours() {
                let difference = |task| match (probed.split.get(&task), ours.get(&task)) {
                    (Some(theirs), Some(ours)) => self.difference(&theirs.scores, &ours.scores),
                    _ => "–".into(),
                };
                differences.row([vec![self.name(i)], Task::ALL.map(difference).to_vec()].concat());
            }
        }
        table.print("Linear probes fitted on train rows, asked on validation rows: accuracy ± deviation over probes");
        println!(
            "{SEEDS} probes of each network, each without another tenth of the train artists; penalty chosen on train rows for each system."
        );
        println!("genre: right if the clip has it among its genres. valence: Q1 and Q4 high; arousal: Q1 and Q2 high.");
        differences.print("Differences on the same resampled clips");
    }

    fn crossed(&self) {
        for seen in [false, true] {
            let rows: Vec<usize> = (0..self.systems.len())
                .filter(|&i| self.seen(&self.systems[i]) == seen && !self.measured[i].1.crossed.is_empty())
                .collect();
            let Some(first) = rows.first() else { continue };
            let mut table = Table::new(&[&["system"], &Task::ALL.map(Task::name)[..]].concat());
            let count = |task| {
                self.measured[*first]
                    .1
                    .crossed
                    .get(&task)
                    .map_or("–".into(), |a| a.scores.len().to_string())
            };
            table.row([vec!["clips asked".to_owned()], Task::ALL.map(count).to_vec()].concat());
            for i in rows {
                let cell = |task| self.estimate(self.measured[i].1.crossed.get(&task).map(|accuracy| &accuracy.scores));
                table.row([vec![self.name(i)], Task::ALL.map(cell).to_vec()].concat());
            }
            table.print(if seen {
                "† The same of systems that were fitted on most of these clips: flattered, not comparable with the above"
            } else {
                "Linear probes over all labelled clips, five folds that split no artist, dealt five times"
            });
        }
    }

    fn genres(&self) {
        let Some(targets) = self.targets.get(&Task::Genre).filter(|targets| !targets.classes.is_empty()) else {
            return;
        };
        let short: Vec<String> = targets.classes.iter().map(|class| class.chars().take(8).collect()).collect();
        let header: Vec<String> = std::iter::once("system".to_owned()).chain(short.clone()).collect();
        for crossed in [false, true] {
            let of = |probed: &Probed| -> Option<Accuracy> {
                let tasks = if crossed { &probed.crossed } else { &probed.split };
                tasks.get(&Task::Genre).cloned()
            };
            let title = if crossed {
                "Accuracy by genre, all labelled clips in cross-validation (what has a † is flattered)"
            } else {
                "Accuracy by genre, validation rows"
            };
            let mut table = Table::new(&header);
            let rows: Vec<(usize, Confusion)> = (0..self.systems.len())
                .filter_map(|i| of(&self.measured[i].1).map(|accuracy| (i, Confusion::new(&accuracy.answers, targets))))
                .collect();
            for (i, confusion) in &rows {
                let cells = (0..short.len()).map(|class| confusion.accuracy(class).map_or("–".into(), |a| format!("{a:.2}")));
                table.row(std::iter::once(self.name(*i)).chain(cells).collect());
            }
            let Some((_, ours)) = rows.last() else { continue };
            table.print(title);
            let mut table = Table::new(
                &std::iter::once("label, then answer".to_owned())
                    .chain(short.clone())
                    .chain(["clips".to_owned()])
                    .collect::<Vec<_>>(),
            );
            for (class, name) in targets.classes.iter().enumerate() {
                let row = ours.row(class);
                let cells = row.iter().map(|share| {
                    if *share < 0.005 {
                        "·".into()
                    } else {
                        format!("{:.0}", 100.0 * share)
                    }
                });
                let clips = format!("{:.1}", ours.weight(class));
                table.row(std::iter::once(name.clone()).chain(cells).chain([clips]).collect());
            }
            table.print(&format!("{}: what is answered, in % of a genre's clips", self.name(self.ours())));
        }
        println!("A right answer counts for the genre that was answered, a wrong one evenly for all genres of the clip.");
    }

    fn ratings(&self) {
        if self.measured.iter().all(|(_, probed)| probed.ratings.iter().all(Vec::is_empty)) {
            return;
        }
        let mut table = Table::new(&["system", "valence R²", "arousal R²"]);
        for (i, (_, probed)) in self.measured.iter().enumerate() {
            let cell = |values: &Vec<f64>| if values.is_empty() { "–".to_owned() } else { plus_minus(values) };
            table.row([vec![self.name(i)], probed.ratings.iter().map(cell).collect()].concat());
        }
        table.print("Ratings explained by ridge regression, five folds that split no artist, dealt five times");
    }
}

fn figure_of(scores: Option<&Scores>) -> String {
    scores.map_or("–".into(), |scores| format!("{:.3}", bootstrap::mean(scores)))
}

fn spread(accuracy: Option<&Accuracy>) -> String {
    accuracy.map_or("–".into(), |accuracy| plus_minus(&accuracy.of_probes))
}

fn plus_minus(values: &[f64]) -> String {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let deviation = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0)).sqrt();
    format!("{mean:.3} ±{deviation:.3}")
}
