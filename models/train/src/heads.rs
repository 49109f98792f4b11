//! How right the ear is on real music: tempo, key, energy and mood against what a public table says of the same recordings; then
//! its words.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use analysis::{DeviceChoice, Ear};
use domain::{MusicalKey, Tempo, TrackAnalysis};

use crate::known::{self, Known};
use crate::words;

/// A tempo counts as right within this share of it (MIREX).
const TOLERANCE: f64 = 0.04;

/// Prints the table.
pub fn run(data: &Path) -> anyhow::Result<()> {
    let ear = Ear::load(DeviceChoice::Cpu)?;
    let mut heard = Vec::new();
    for (file, known) in known::load(data)? {
        heard.push((analysis::analyse(&ear, &data.join(&file), &AtomicBool::new(false))?, known));
    }
    println!("{}: {} clips whose recordings the table knows", ear.version(), heard.len());
    let tempi: Vec<(Tempo, f64)> = heard.iter().filter_map(|(a, k)| Some((a.acoustics.tempo?, k.tempo))).collect();
    let keys: Vec<(MusicalKey, &Known)> = heard.iter().filter_map(|(a, k)| Some((a.acoustics.key?, k))).collect();
    let share = |hits: usize, of: usize| hits as f64 / of.max(1) as f64;
    let sure = |confidence: f32, all: &[f32]| confidence >= median(all);
    let confidences: Vec<f32> = tempi.iter().map(|(tempo, _)| tempo.confidence).collect();
    for (name, right) in [
        ("tempo", near as fn(f64, f64) -> bool),
        ("tempo, octaves folded", |a, b| [0.5, 1.0, 2.0].iter().any(|f| near(a * f, b))),
        ("tempo, also thirds", |a, b| {
            [1.0 / 3.0, 0.5, 1.0, 2.0, 3.0].iter().any(|f| near(a * f, b))
        }),
    ] {
        let hit = |(tempo, wanted): &&(Tempo, f64)| right(f64::from(tempo.bpm), *wanted);
        let surer: Vec<_> = tempi.iter().filter(|(tempo, _)| sure(tempo.confidence, &confidences)).collect();
        println!(
            "{name:24} {:.3} of {} ({:.3} of the surer half)",
            share(tempi.iter().filter(hit).count(), tempi.len()),
            tempi.len(),
            share(surer.iter().copied().filter(hit).count(), surer.len())
        );
    }
    let confidences: Vec<f32> = keys.iter().map(|(key, _)| key.confidence).collect();
    let surer: Vec<_> = keys.iter().filter(|(key, _)| sure(key.confidence, &confidences)).collect();
    let exact = |(key, known): &&(MusicalKey, &Known)| key.tonic == known.tonic && key.minor == known.minor;
    println!(
        "{:24} {:.3} of {} ({:.3} of the surer half); weighted as in MIREX {:.3}",
        "key",
        share(keys.iter().filter(exact).count(), keys.len()),
        keys.len(),
        share(surer.iter().copied().filter(exact).count(), surer.len()),
        keys.iter().map(|(key, known)| key_score(*key, known)).sum::<f64>() / keys.len().max(1) as f64
    );
    for (name, ours, theirs) in [
        (
            "energy",
            energy as fn(&TrackAnalysis) -> Option<f32>,
            (|k| k.energy) as fn(&Known) -> f64,
        ),
        ("arousal with energy", |a| Some(a.mood?.arousal), |k| k.energy),
        ("valence", |a| Some(a.mood?.valence), |k| k.valence),
        ("danceability", |a| Some(a.acoustics.impressions?.danceability), |k| k.danceability),
        ("acousticness", |a| Some(a.acoustics.impressions?.acousticness), |k| k.acousticness),
        ("voice", |a| Some(a.acoustics.impressions?.voice), |k| -k.instrumentalness),
    ] {
        let pairs: Vec<(f64, f64)> = heard
            .iter()
            .filter_map(|(analysis, known)| Some((f64::from(ours(analysis)?), theirs(known))))
            .collect();
        println!("{name:24} rank correlation {:.2} over {}", rank_correlation(&pairs), pairs.len());
    }
    words::run(&ear, data)
}

fn energy(analysis: &TrackAnalysis) -> Option<f32> {
    analysis.acoustics.energy
}

fn near(a: f64, b: f64) -> bool {
    (a / b - 1.0).abs() <= TOLERANCE
}

/// 1 for the key, .5 for a fifth from it, .3 for its relative, .2 for its parallel (MIREX audio key detection).
fn key_score(heard: MusicalKey, known: &Known) -> f64 {
    let up = (i32::from(heard.tonic) - i32::from(known.tonic)).rem_euclid(12);
    match (heard.minor == known.minor, up) {
        (true, 0) => 1.0,
        (true, 5 | 7) => 0.5,
        (false, 9) if heard.minor => 0.3,
        (false, 3) if !heard.minor => 0.3,
        (false, 0) => 0.2,
        _ => 0.0,
    }
}

fn median(values: &[f32]) -> f32 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f32::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}

/// Spearman's: Pearson's of the ranks, ties at their mean.
fn rank_correlation(pairs: &[(f64, f64)]) -> f64 {
    let ranks = |values: Vec<f64>| -> Vec<f64> {
        let below = |v: f64| values.iter().filter(|other| **other < v).count() as f64;
        let same = |v: f64| values.iter().filter(|other| **other == v).count() as f64;
        values.iter().map(|v| below(*v) + (same(*v) - 1.0) / 2.0).collect()
    };
    let (a, b) = (
        ranks(pairs.iter().map(|p| p.0).collect()),
        ranks(pairs.iter().map(|p| p.1).collect()),
    );
    let n = a.len().max(1) as f64;
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let dot = |x: &[f64], mx: f64, y: &[f64], my: f64| x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum::<f64>();
    dot(&a, mean_a, &b, mean_b) / (dot(&a, mean_a, &a, mean_a) * dot(&b, mean_b, &b, mean_b)).sqrt().max(1e-12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses_of_a_key_count_a_part() {
        let known = Known {
            tempo: 120.0,
            tonic: 0,
            minor: false,
            energy: 0.0,
            valence: 0.0,
            danceability: 0.0,
            acousticness: 0.0,
            instrumentalness: 0.0,
        };
        let score = |tonic, minor| {
            key_score(
                MusicalKey {
                    tonic,
                    minor,
                    confidence: 1.0,
                },
                &known,
            )
        };
        // C major heard as C major, G major, A minor, C minor, D major.
        assert_eq!(
            [score(0, false), score(7, false), score(9, true), score(0, true), score(2, false)],
            [1.0, 0.5, 0.3, 0.2, 0.0]
        );
    }

    #[test]
    fn ranks_correlate_whatever_the_scale() {
        assert!((rank_correlation(&[(1.0, 1.0), (2.0, 10.0), (3.0, 1e6)]) - 1.0).abs() < 1e-9);
        assert!((rank_correlation(&[(1.0, 3.0), (2.0, 2.0), (3.0, 1.0)]) + 1.0).abs() < 1e-9);
        assert!(rank_correlation(&[(1.0, 1.0), (1.0, 2.0), (2.0, 1.0), (2.0, 2.0)]).abs() < 1e-9);
    }
}
