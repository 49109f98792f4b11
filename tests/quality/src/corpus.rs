//! Lists of tracks to learn from and to be measured on.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context as _;
use domain::SplitMix64;

/// Items and how strongly each belongs.
pub type List = Vec<(u32, f32)>;

/// Lists over items that are numbered from 0.
pub struct Corpus {
    pub name: &'static str,
    pub items: usize,
    pub lists: Vec<List>,
    pub artists: Vec<Option<u32>>,
}

/// Forty circles of thirty tracks; most of a list is of one circle, a tenth from anywhere.
pub fn planted(seed: u64) -> Corpus {
    const CIRCLES: usize = 40;
    const TRACKS: usize = 30;
    let mut rng = SplitMix64::new(seed);
    let items = CIRCLES * TRACKS;
    let lists = (0..400).map(|list| {
        let circle = list % CIRCLES;
        let mut tracks: Vec<u32> = (0..12)
            .map(|_| {
                let of = if rng.below(10) == 0 { rng.below(CIRCLES) } else { circle };
                // Some tracks are wanted more than others.
                let track = (rng.unit().powi(2) * TRACKS as f64) as usize;
                (of * TRACKS + track) as u32
            })
            .collect();
        tracks.sort_unstable();
        tracks.dedup();
        rng.shuffle(&mut tracks);
        tracks.into_iter().map(|track| (track, 1.0)).collect()
    });
    let lists = lists.collect();
    Corpus {
        name: "made-up lists of known structure",
        items,
        lists,
        // Six artists a circle.
        artists: (0..items as u32).map(|item| Some(item / 5)).collect(),
    }
}

/// Playlists of strangers.
pub fn playlists(data: &Path) -> anyhow::Result<Corpus> {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut artists = Vec::new();
    for row in rows(&data.join("tables/spotify_tracks.csv"))? {
        let next = numbers.len() as u32;
        artists.push(Some(*numbers.entry(row["artist"].to_lowercase()).or_insert(next)));
    }
    let mut lists: HashMap<String, Vec<(u32, u32)>> = HashMap::new();
    for row in rows(&data.join("tables/spotify_playlists.csv"))? {
        let entry = (row["position"].parse()?, row["track"].parse()?);
        lists.entry(row["playlist"].clone()).or_default().push(entry);
    }
    let mut lists: Vec<(u32, Vec<(u32, u32)>)> = lists
        .into_iter()
        .map(|(list, entries)| Ok((list.parse()?, entries)))
        .collect::<anyhow::Result<_>>()?;
    lists.sort_unstable();
    let in_order = |(_, mut entries): (u32, Vec<(u32, u32)>)| {
        entries.sort_unstable();
        entries.into_iter().map(|(_, track)| (track, 1.0)).collect()
    };
    Ok(Corpus {
        name: "471 playlists of strangers",
        items: artists.len(),
        lists: lists.into_iter().map(in_order).collect(),
        artists,
    })
}

/// Listeners and the artists they played: a list is a listener, an item an artist.
pub fn listeners(data: &Path) -> anyhow::Result<Corpus> {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut lists: HashMap<u32, List> = HashMap::new();
    for row in rows(&data.join("tables/lastfm_user_artists.csv"))? {
        let next = numbers.len() as u32;
        let artist = *numbers.entry(row["artist"].clone()).or_insert(next);
        let plays: f32 = row["plays"].trim().parse()?;
        lists.entry(row["user"].parse()?).or_default().push((artist, plays.ln_1p() / 8.0));
    }
    let mut lists: Vec<(u32, List)> = lists.into_iter().collect();
    lists.sort_unstable_by_key(|(user, _)| *user);
    Ok(Corpus {
        name: "1,892 Last.fm listeners, artists for tracks",
        items: numbers.len(),
        lists: lists.into_iter().map(|(_, list)| list).collect(),
        artists: vec![None; numbers.len()],
    })
}

/// The rows of a table, by the names of their columns.
pub fn rows(path: &Path) -> anyhow::Result<Vec<HashMap<String, String>>> {
    let mut reader = csv::Reader::from_path(path).with_context(|| path.display().to_string())?;
    let rows = reader.deserialize().collect::<Result<Vec<_>, _>>();
    rows.with_context(|| path.display().to_string())
}
