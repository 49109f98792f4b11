//! The colours of the points of a map, and what they mean.

use std::collections::HashMap;

use recommend::{Catalogue, Facts};
use store::fold;

use super::MapColour;

/// Genres with a colour of their own: as many as can be told apart.
const GENRES: usize = 9;
/// Plays from which a track is played often.
const OFTEN: u32 = 5;

/// Per row its place in the legend, and the legend.
pub fn colours(index: &Catalogue, rows: &[usize], colour: MapColour) -> (Vec<u8>, Vec<String>) {
    match colour {
        MapColour::Genre => by_genre(index, rows),
        MapColour::Mood => by_mood(index, rows),
        MapColour::Plays => {
            let often = |row: &usize| match index.facts(*row) {
                Facts { last_played: None, .. } => 0,
                Facts { plays, .. } if *plays < OFTEN => 1,
                _ => 2,
            };
            (rows.iter().map(often).collect(), words(&["never", "few", "often"]))
        }
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

/// The commonest genres; of a track that is not tagged, what the network hears.
fn by_genre(index: &Catalogue, rows: &[usize]) -> (Vec<u8>, Vec<String>) {
    fn genre(facts: &Facts) -> &str {
        let heard = || facts.words.first().map(|(word, _)| word);
        facts.genres.first().or_else(heard).map_or("", |name| name)
    }
    let mut keys: HashMap<&str, String> = HashMap::new();
    // By folded name: how many, and how it was first written.
    let mut counts: HashMap<String, (usize, &str)> = HashMap::new();
    for row in rows {
        let name = genre(index.facts(*row));
        let key = keys.entry(name).or_insert_with(|| fold(name));
        counts.entry(key.clone()).or_insert((0, name)).0 += 1;
    }
    counts.remove("");
    let mut ranked: Vec<(&String, &(usize, &str))> = counts.iter().collect();
    ranked.sort_by_key(|(key, (count, _))| (std::cmp::Reverse(*count), *key));
    ranked.truncate(GENRES);
    let place: HashMap<&String, u8> = (0..).zip(&ranked).map(|(at, (key, _))| (*key, at)).collect();
    let others = ranked.len() as u8;
    let colour = |row: &usize| place.get(&keys[genre(index.facts(*row))]).copied().unwrap_or(others);
    let colours = rows.iter().map(colour).collect();
    let names = ranked.iter().map(|(_, (_, name))| (*name).to_owned());
    (colours, names.chain([String::new()]).collect())
}

/// The quarters of the plane of feeling around what is usual in this library; the last is for what has no mood.
fn by_mood(index: &Catalogue, rows: &[usize]) -> (Vec<u8>, Vec<String>) {
    let moods: Vec<_> = rows.iter().map(|row| index.facts(*row).mood).collect();
    let known = moods.iter().flatten().count().max(1) as f32;
    let mean = |of: fn(&domain::Mood) -> f32| moods.iter().flatten().map(of).sum::<f32>() / known;
    let (valence, arousal) = (mean(|mood| mood.valence), mean(|mood| mood.arousal));
    let quarter = |mood: &Option<domain::Mood>| match mood {
        Some(mood) => match (mood.valence >= valence, mood.arousal >= arousal) {
            (true, true) => 0,
            (false, true) => 1,
            (false, false) => 2,
            (true, false) => 3,
        },
        None => 4,
    };
    (moods.iter().map(quarter).collect(), words(&["happy", "tense", "sad", "calm", ""]))
}
