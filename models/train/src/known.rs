//! What a public table says of recordings that are among the clips: tempo, key and impressions by another system's ear.

use std::collections::HashMap;
use std::path::Path;

use crate::csv::{self, Row};

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
            table.entry((plain(row.get("artist")), plain(row.get("title")))).or_insert(known);
        }
    }
    let clips = csv::read(&data.join("tables/clips.csv"))?;
    let found = clips.iter().filter_map(|clip| {
        let known = table.get(&(plain(clip.get("artist")), plain(clip.get("title"))))?.clone();
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

/// A name without what editions add to it: brackets, what follows " - ", guests, punctuation, case.
fn plain(name: Option<&String>) -> String {
    let name = name.map_or("", String::as_str).to_lowercase();
    let end = [" - ", "feat.", "(", "["]
        .iter()
        .filter_map(|mark| name.find(mark))
        .min()
        .unwrap_or(name.len());
    name[..end].chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_of_a_title_are_one() {
        let plain = |name: &str| super::plain(Some(&name.to_owned()));
        assert_eq!(plain("It's Not Unusual (Remastered)"), plain("Its not unusual - 2003 Remaster"));
        assert_ne!(plain("Conga"), plain("Conga Line"));
    }

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
