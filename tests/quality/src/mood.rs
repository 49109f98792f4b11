//! Hilsdorf's distance on the plane of valence and energy, raw as he has it, and in the spread of each axis: do nearest neighbours share a
//! genre, or a playlist?

use std::collections::{HashMap, HashSet};
use std::path::Path;

use domain::SplitMix64;

use crate::corpus::rows;
use crate::measures::mean;
use crate::table::{Row, Table};

const QUERIES: usize = 1_500;
const NEIGHBOURS: usize = 10;
/// Gary Jules, *Mad World*, as he quotes it.
const MAD_WORLD: [f32; 2] = [0.304, 0.0581];

struct Song {
    name: String,
    artist: String,
    point: [f32; 2],
    genres: HashSet<String>,
    lists: HashSet<u32>,
}

/// The figures, and his own example.
pub fn measure(data: &Path) -> anyhow::Result<[Table; 2]> {
    let songs = songs(data)?;
    let raw = [1.0, 1.0];
    let scaled = [0, 1].map(|axis| 1.0 / deviation(songs.iter().map(|song| song.point[axis])));
    let mut figures = Vec::new();
    for (name, scale) in [("raw (Hilsdorf)", Some(raw)), ("z-scored", Some(scaled)), ("random", None)] {
        figures.push(agreement(name, &songs, scale));
    }
    let own = |scale: [f32; 2]| {
        let mut nearest: Vec<&Song> = songs.iter().collect();
        nearest.sort_by(|a, b| distance(a.point, MAD_WORLD, scale).total_cmp(&distance(b.point, MAD_WORLD, scale)));
        let named = nearest.iter().take(5).map(|song| format!("{} – {}", song.artist, song.name));
        named.collect::<Vec<_>>().join("; ")
    };
    Ok([
        Table {
            title: "Mood: ten nearest on the plane of valence and energy".to_owned(),
            notes: vec![
                format!(
                    "{} tracks of playlists, {QUERIES} of them asked; neighbours by the same artist left out.",
                    songs.len()
                ),
                format!("Spread: valence {:.3}, energy {:.3}.", 1.0 / scaled[0], 1.0 / scaled[1]),
            ],
            columns: ["shares a genre", "shares a list"].map(str::to_owned).to_vec(),
            rows: figures,
        },
        Table {
            title: "Mood: nearest to Mad World (valence .304, energy .0581)".to_owned(),
            notes: vec![format!("raw: {}", own(raw)), format!("z-scored: {}", own(scaled))],
            columns: Vec::new(),
            rows: Vec::new(),
        },
    ])
}

fn songs(data: &Path) -> anyhow::Result<Vec<Song>> {
    let mut told: HashMap<u32, (HashSet<String>, HashSet<u32>)> = HashMap::new();
    for row in rows(&data.join("tables/spotify_playlists.csv"))? {
        let (genres, lists) = told.entry(row["track"].parse()?).or_default();
        genres.insert(row["genre"].clone());
        lists.insert(row["playlist"].parse()?);
    }
    let song = |row: HashMap<String, String>| {
        let (genres, lists) = told.remove(&row["track"].parse()?).unwrap_or_default();
        Ok(Song {
            name: row["title"].clone(),
            artist: row["artist"].clone(),
            point: [row["valence"].parse()?, row["energy"].parse()?],
            genres,
            lists,
        })
    };
    rows(&data.join("tables/spotify_tracks.csv"))?.into_iter().map(song).collect()
}

fn agreement(name: &str, songs: &[Song], scale: Option<[f32; 2]>) -> Row {
    let mut rng = SplitMix64::new(1);
    let (mut genre, mut list) = (Vec::new(), Vec::new());
    for _ in 0..QUERIES {
        let seed = &songs[rng.below(songs.len())];
        let mut others: Vec<(f32, &Song)> = songs
            .iter()
            .filter(|song| song.artist != seed.artist)
            .map(|song| {
                (
                    scale.map_or_else(|| rng.unit() as f32, |scale| distance(song.point, seed.point, scale)),
                    song,
                )
            })
            .collect();
        let at = NEIGHBOURS.min(others.len() - 1);
        others.select_nth_unstable_by(at, |a, b| a.0.total_cmp(&b.0));
        for (_, song) in &others[..at] {
            genre.push(f64::from(u8::from(!song.genres.is_disjoint(&seed.genres))));
            list.push(f64::from(u8::from(!song.lists.is_disjoint(&seed.lists))));
        }
    }
    let (genre, list) = (mean(&genre), mean(&list));
    Row {
        name: name.to_owned(),
        figures: vec![genre.0, list.0],
        errors: vec![genre.1, list.1],
    }
}

fn distance(a: [f32; 2], b: [f32; 2], scale: [f32; 2]) -> f32 {
    ((a[0] - b[0]) * scale[0]).hypot((a[1] - b[1]) * scale[1])
}

fn deviation(values: impl Iterator<Item = f32> + Clone) -> f32 {
    let n = values.clone().count().max(1) as f32;
    let mean = values.clone().sum::<f32>() / n;
    (values.map(|value| (value - mean).powi(2)).sum::<f32>() / n).sqrt()
}
