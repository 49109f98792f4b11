//! The clips of a folder and what their labels say.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use anyhow::ensure;

use crate::csv::{self, Row};
use crate::names;

/// One clip. Empty labels mean "not labelled", never "none".
#[derive(Clone, Debug, Default)]
pub struct Clip {
    /// Relative to the folder.
    pub file: String,
    pub validation: bool,
    /// Key of the artist, see [`names::artist`]; empty: unknown.
    pub artist: String,
    pub genres: BTreeSet<String>,
    pub moods: BTreeSet<String>,
    /// 0–3 for Q1–Q4 of Russell's circumplex.
    pub quadrant: Option<usize>,
    /// 0–4 for the five mood clusters of MIREX.
    pub cluster: Option<usize>,
    /// Ratings, in whatever unit the label file uses.
    pub valence: Option<f64>,
    pub arousal: Option<f64>,
}

impl Clip {
    /// Whether both are by one artist. Of an unknown one nothing is said.
    pub fn same_artist(&self, other: &Self) -> bool {
        !self.artist.is_empty() && self.artist == other.artist
    }
}

/// Indices of the validation rows whose artists no train row has: what may be measured of something fitted on the train rows.
pub fn unseen(clips: &[Clip]) -> Vec<usize> {
    let of_train = clips.iter().filter(|clip| !clip.validation && !clip.artist.is_empty());
    let seen: HashSet<&str> = of_train.map(|clip| clip.artist.as_str()).collect();
    let unseen = |i: &usize| clips[*i].validation && !seen.contains(clips[*i].artist.as_str());
    (0..clips.len()).filter(unseen).collect()
}

/// All clips of `tables/clips.csv`; with `unlabelled`, those of `tables/cc.csv` after them.
///
/// # Errors
/// If a table cannot be read.
pub fn load(data: &Path, unlabelled: bool) -> anyhow::Result<Vec<Clip>> {
    let mut clips = labelled(&data.join("tables/clips.csv"))?;
    if unlabelled {
        clips.extend(labelled(&data.join("tables/cc.csv"))?);
    }
    Ok(clips)
}

/// The clips of a label file: columns `file`, and any of `split` (`train` or `valid`), `artist`, `genres` or `genre` and
/// `moods` (`;`-separated), `quadrant` (`Q1`–`Q4`), `cluster` (1–5), `valence` and `arousal` (numbers). Others are passed over.
///
/// # Errors
/// If it cannot be read or names no file.
pub fn labelled(path: &Path) -> anyhow::Result<Vec<Clip>> {
    let clips: Vec<Clip> = csv::read(path)?.iter().map(clip).filter(|clip| !clip.file.is_empty()).collect();
    ensure!(!clips.is_empty(), "{} has no column `file`, or no row", path.display());
    Ok(clips)
}

fn clip(row: &Row) -> Clip {
    let get = |name: &str| row.get(name).map_or("", |value| value.trim());
    let class = |text: &str, of: usize| text.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).filter(|n| *n < of);
    let words = |names: &[&str]| -> BTreeSet<String> {
        let words = names
            .iter()
            .flat_map(|name| get(name).split(';'))
            .map(|word| word.trim().to_owned());
        words.filter(|word| !word.is_empty()).collect()
    };
    let number = |name: &str| get(name).parse::<f64>().ok().filter(|n| n.is_finite());
    Clip {
        file: get("file").to_owned(),
        validation: get("split") == "valid",
        artist: names::artist(get("artist")),
        genres: words(&["genres", "genre"]),
        moods: words(&["moods"]),
        quadrant: class(get("quadrant").trim_start_matches('Q'), 4),
        cluster: class(get("cluster"), 5),
        valence: number("valence"),
        arousal: number("arousal"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_or_out_of_range_is_not_labelled() {
        let row = |pairs: &[(&str, &str)]| -> Row { pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect() };
        let read = clip(&row(&[
            ("file", "a.opus"),
            ("genres", "Jazz; Blues;"),
            ("quadrant", "Q5"),
            ("cluster", "5"),
            ("valence", "-0.25"),
            ("arousal", ""),
        ]));
        assert_eq!(read.genres, ["Blues".to_owned(), "Jazz".to_owned()].into());
        assert_eq!((read.quadrant, read.cluster), (None, Some(4)));
        assert_eq!((read.valence, read.arousal), (Some(-0.25), None));
        assert!(!read.validation && read.artist.is_empty());
    }

    #[test]
    fn artists_of_train_rows_are_known_under_any_spelling_and_unknown_ones_are_not() {
        let row = |artist: &str, split: &str| -> Clip {
            let pairs = [("file", "a"), ("artist", artist), ("split", split)];
            clip(&pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).into())
        };
        let clips = [
            row("Campbell, Glen [1]", "train"),
            row("", "train"),
            row("Glen Campbell", "valid"),
            row("Glen Gould", "valid"),
            row("", "valid"),
            row("", "valid"),
        ];
        assert_eq!(unseen(&clips), [3, 4, 5]);
        assert!(clips[0].same_artist(&clips[2]) && !clips[4].same_artist(&clips[5]));
    }
}
