//! What songs sing of: do those nearest by their words share a genre, a mood?

use std::path::Path;

use domain::SplitMix64;
use taste::lyrics::{Language, LyricWords, lsa, sentiment, words};

use crate::corpus::rows;
use crate::measures::mean;
use crate::table::{Row, Table};

const NEIGHBOURS: usize = 10;
/// Directions, as the program has them.
const DIM: usize = 64;

struct Song {
    artist: String,
    words: LyricWords,
    /// What neighbours are to share, in the order of the columns; empty is not known.
    labels: Vec<String>,
    /// Its label taught nobody.
    held_out: bool,
}

/// Neighbours by words in two sets of songs, and how well the tone of a song tells happy from sad.
pub fn measure(data: &Path) -> anyhow::Result<[Table; 2]> {
    let labelled = |row: &std::collections::HashMap<String, String>, columns: &[&str]| {
        columns.iter().map(|column| row[*column].clone()).collect::<Vec<String>>()
    };
    let mut moods = Vec::new();
    for row in rows(&data.join("tables/lyrics_mood.csv"))? {
        moods.push(Song {
            artist: row["artist"].clone(),
            words: words(&row["lyrics"]),
            labels: labelled(&row, &["genre", "mood"]),
            held_out: row["split"] == "valid",
        });
    }
    let mut clusters = Vec::new();
    for row in rows(&data.join("tables/clips.csv"))?.iter().filter(|row| !row["lyrics"].is_empty()) {
        let Ok(text) = std::fs::read(data.join(&row["lyrics"])) else {
            continue;
        };
        clusters.push(Song {
            artist: row["artist"].clone(),
            words: words(&String::from_utf8_lossy(&text)),
            labels: labelled(row, &["cluster"]),
            held_out: true,
        });
    }
    let mut figures = Vec::new();
    for (name, songs) in [("musicmood", &moods), ("MIREX", &clusters)] {
        figures.push(neighbours(&format!("{name}: by what is sung"), songs, true));
        figures.push(neighbours(&format!("{name}: random"), songs, false));
    }
    // The columns of the two sets stand beside each other.
    for row in &mut figures[2..] {
        row.figures.splice(0..0, [f64::NAN, f64::NAN]);
        row.errors.splice(0..0, [f64::NAN, f64::NAN]);
    }
    Ok([
        Table {
            title: "Lyrics: ten nearest by what is sung".to_owned(),
            notes: vec![format!(
                "{} and {} songs with lyrics; neighbours by the same artist left out.",
                moods.len(),
                clusters.len()
            )],
            columns: ["same genre", "happy or sad", "mood cluster"].map(str::to_owned).to_vec(),
            rows: figures,
        },
        tone(&moods),
    ])
}

fn neighbours(name: &str, songs: &[Song], by_words: bool) -> Row {
    let documents: Vec<LyricWords> = songs.iter().map(|song| song.words.clone()).collect();
    let learnt = lsa(&documents, DIM, 1);
    let mut rng = SplitMix64::new(2);
    let mut shared: Vec<Vec<f64>> = vec![Vec::new(); songs[0].labels.len()];
    for (seed, song) in songs.iter().enumerate() {
        let mut others: Vec<(f32, &Song)> = songs
            .iter()
            .enumerate()
            .filter(|(_, other)| other.artist != song.artist)
            .filter_map(|(at, other)| {
                let near = learnt.vectors.cosine(seed as u32, at as u32)?;
                Some((if by_words { near } else { rng.unit() as f32 }, other))
            })
            .collect();
        others.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (_, other) in others.iter().take(NEIGHBOURS) {
            for (column, (a, b)) in song.labels.iter().zip(&other.labels).enumerate() {
                if !a.is_empty() && !b.is_empty() {
                    shared[column].push(f64::from(u8::from(a == b)));
                }
            }
        }
    }
    let means: Vec<(f64, f64)> = shared.iter().map(|column| mean(column)).collect();
    Row {
        name: name.to_owned(),
        figures: means.iter().map(|(mean, _)| *mean).collect(),
        errors: means.iter().map(|(_, error)| *error).collect(),
    }
}

/// The tone of the English songs that taught nobody.
fn tone(songs: &[Song]) -> Table {
    let english: Vec<&Song> = songs
        .iter()
        .filter(|song| song.held_out && song.words.language == Some(Language::English))
        .collect();
    let toned: Vec<(f32, bool)> = english
        .iter()
        .filter_map(|song| Some((sentiment(&song.words)?, song.labels[1] == "happy")))
        .collect();
    let right: Vec<f64> = toned
        .iter()
        .map(|(tone, happy)| f64::from(u8::from((*tone > 0.0) == *happy)))
        .collect();
    let happy: Vec<f64> = toned.iter().map(|(_, happy)| f64::from(u8::from(*happy))).collect();
    let (right, happy) = (mean(&right), mean(&happy));
    Table {
        title: "Lyrics: happy or sad by the words".to_owned(),
        notes: vec![format!(
            "{} of {} English songs kept aside have a tone.",
            toned.len(),
            english.len()
        )],
        columns: vec!["right".to_owned()],
        rows: vec![
            Row {
                name: "by the words".to_owned(),
                figures: vec![right.0],
                errors: vec![right.1],
            },
            Row {
                name: "always the commoner".to_owned(),
                figures: vec![happy.0.max(1.0 - happy.0)],
                errors: Vec::new(),
            },
        ],
    }
}
