//! Learns how happy or sad English words are from labelled songs: `cargo run --release -p taste --example lyric_mood -- lyrics_mood.csv > english.tsv`.
//! Insults are taken out of the list by hand. The table has the columns split (train, valid), mood (happy, sad) and lyrics. What it finds on the validation songs goes to standard error.

use std::collections::HashMap;

use taste::lyrics::{Language, LyricWords, words};

/// A word in fewer songs says nothing sure.
const LEAST_SONGS: usize = 8;
/// Words kept, those with the largest weights.
const KEPT: usize = 1_000;
/// Pulls weights towards zero.
const RIDGE: f64 = 12.0;
const ROUNDS: usize = 400;
const STEP: f64 = 0.5;

struct Song {
    words: LyricWords,
    happy: bool,
    valid: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("which table of songs?")?;
    let mut songs = Vec::new();
    let mut reader = csv::Reader::from_path(path)?;
    let header = reader.headers()?.clone();
    let column = |name: &str| {
        header
            .iter()
            .position(|column| column == name)
            .ok_or(format!("there is no column {name}"))
    };
    let (split, mood, lyrics) = (column("split")?, column("mood")?, column("lyrics")?);
    for row in reader.records() {
        let row = row?;
        songs.push(Song {
            words: words(&row[lyrics]),
            happy: &row[mood] == "happy",
            valid: &row[split] == "valid",
        });
    }
    songs.retain(|song| song.words.language == Some(Language::English));
    let weights = learn(&songs);
    let (right, auc, judged) = judge(&songs, &weights);
    eprintln!(
        "validation: {judged} songs, accuracy {right:.3}, AUC {auc:.3}, {} words",
        weights.len()
    );
    let mut weights: Vec<(String, f64)> = weights.into_iter().collect();
    weights.sort_by(|a, b| a.0.cmp(&b.0));
    for (word, weight) in weights {
        println!("{word}\t{weight:.3}");
    }
    Ok(())
}

/// How often a word is sung counts by its logarithm; a song's values have length 1.
fn values(song: &Song, numbers: &HashMap<&str, usize>) -> Vec<(usize, f64)> {
    let known = song
        .words
        .counts
        .iter()
        .filter_map(|(word, count)| Some((*numbers.get(word.as_str())?, 1.0 + f64::from(*count).ln())));
    let known: Vec<(usize, f64)> = known.collect();
    let length = known.iter().map(|(_, value)| value * value).sum::<f64>().sqrt().max(1e-9);
    known.into_iter().map(|(number, value)| (number, value / length)).collect()
}

/// Logistic regression with a ridge, by gradient descent over all songs at once; both moods weigh the same.
fn learn(songs: &[Song]) -> HashMap<String, f64> {
    let train: Vec<&Song> = songs.iter().filter(|song| !song.valid).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    train
        .iter()
        .flat_map(|song| &song.words.counts)
        .for_each(|(word, _)| *counts.entry(word).or_default() += 1);
    let mut known: Vec<&str> = counts
        .into_iter()
        .filter(|(_, songs)| *songs >= LEAST_SONGS)
        .map(|(word, _)| word)
        .collect();
    known.sort_unstable();
    let numbers: HashMap<&str, usize> = known.iter().enumerate().map(|(number, word)| (*word, number)).collect();
    let rows: Vec<(Vec<(usize, f64)>, bool)> = train.iter().map(|song| (values(song, &numbers), song.happy)).collect();
    let happy = rows.iter().filter(|(_, happy)| *happy).count() as f64 / rows.len() as f64;
    let mut weights = vec![0.0; known.len()];
    for _ in 0..ROUNDS {
        let mut gradient: Vec<f64> = weights.iter().map(|weight| RIDGE / rows.len() as f64 * weight / 10.0).collect();
        for (row, is_happy) in &rows {
            let sum: f64 = row.iter().map(|(number, value)| weights[*number] * value).sum();
            let error = 1.0 / (1.0 + (-sum).exp()) - f64::from(u8::from(*is_happy));
            let share = if *is_happy { 0.5 / happy } else { 0.5 / (1.0 - happy) };
            for (number, value) in row {
                gradient[*number] += error * share * value / rows.len() as f64;
            }
        }
        weights
            .iter_mut()
            .zip(gradient)
            .for_each(|(weight, slope)| *weight -= STEP * 10.0 * slope);
    }
    let mut found: Vec<(String, f64)> = known.into_iter().map(str::to_owned).zip(weights).collect();
    found.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    found.truncate(KEPT);
    found.into_iter().collect()
}

/// Accuracy and area under the curve on the validation songs.
fn judge(songs: &[Song], weights: &HashMap<String, f64>) -> (f64, f64, usize) {
    let numbers: HashMap<&str, usize> = weights.keys().enumerate().map(|(number, word)| (word.as_str(), number)).collect();
    let by_number: Vec<f64> = weights.keys().map(|word| weights[word]).collect();
    let score = |song: &Song| {
        values(song, &numbers)
            .iter()
            .map(|(number, value)| by_number[*number] * value)
            .sum::<f64>()
    };
    let scored: Vec<(f64, bool)> = songs
        .iter()
        .filter(|song| song.valid)
        .map(|song| (score(song), song.happy))
        .collect();
    let right = scored.iter().filter(|(score, happy)| (*score > 0.0) == *happy).count() as f64 / scored.len() as f64;
    let (mut above, mut pairs) = (0.0, 0.0);
    for (a, _) in scored.iter().filter(|(_, happy)| *happy) {
        for (b, _) in scored.iter().filter(|(_, happy)| !*happy) {
            above += if a > b {
                1.0
            } else if a == b {
                0.5
            } else {
                0.0
            };
            pairs += 1.0;
        }
    }
    (right, above / pairs, scored.len())
}
