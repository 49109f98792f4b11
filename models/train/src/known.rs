//! What a public table says of recordings that are among the clips: tempo, key and impressions by another system's ear.

use std::collections::HashMap;
use std::path::Path;

use crate::csv::{self, Row};
use crate::names;

/// One recording's row of `tables/spotify_tracks.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// Beats per minute.
    pub tempo: f64,
    /// 0 = C … 11 = B.
    pub tonic: u8,
    pub minor: bool,
    /// Each 0–1.
    pub energy: f64,
    pub valence: f64,
    pub danceability: f64,
    pub acousticness: f64,
    pub instrumentalness: f64,
}

/// The files of the clips that the table knows by artist and title, with what it says.
///
/// # Errors
/// If a table cannot be read.
pub fn load(data: &Path) -> anyhow::Result<Vec<(String, Known)>> {
    let mut table: HashMap<(String, String), Known> = HashMap::new();
    for row in csv::read(&data.join("tables/spotify_tracks.csv"))? {
        if let Some(known) = known(&row) {
            table.entry(key(&row)).or_insert(known);
        }
    }
    let clips = csv::read(&data.join("tables/clips.csv"))?;
    let found = clips.iter().filter_map(|clip| {
        let known = table.get(&key(clip))?.clone();
        Some((clip.get("file")?.clone(), known))
    });
    Ok(found.collect())
}

fn known(row: &Row) -> Option<Known> {
    let number = |name: &str| row.get(name)?.parse::<f64>().ok().filter(|value| value.is_finite());
    let tonic = number("key").filter(|key| (0.0..12.0).contains(key))?;
    Some(Known {
        tempo: number("tempo").filter(|tempo| *tempo > 0.0)?,
        tonic: tonic as u8,
        minor: number("mode")? < 0.5,
        energy: number("energy")?,
        valence: number("valence")?,
        danceability: number("danceability")?,
        acousticness: number("acousticness")?,
        instrumentalness: number("instrumentalness")?,
    })
}

/// Artist and title, however either is written.
fn key(row: &Row) -> (String, String) {
    let get = |name: &str| row.get(name).map_or("", String::as_str);
    (names::artist(get("artist")), names::title(get("title")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_without_a_key_is_unknown() {
        let row = |key: &str| -> Row {
            let rest = [
                "tempo",
                "mode",
                "energy",
                "valence",
                "danceability",
                "acousticness",
                "instrumentalness",
            ];
            let rest = rest.iter().map(|name| ((*name).to_owned(), "1".to_owned()));
            rest.chain([("key".to_owned(), key.to_owned())]).collect()
        };
        assert_eq!(known(&row("-1")), None);
        assert_eq!(known(&row("9")).map(|known| (known.tonic, known.minor)), Some((9, false)));
    }
}
