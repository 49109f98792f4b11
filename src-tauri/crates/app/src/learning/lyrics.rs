//! What songs sing of: lyrics in tags and beside files are read in the background, and learnt from anew when there are others.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::{TrackId, TrackUid};
use recommend::{Lyrics, Song, Space};
use store::TaggedLyrics;
use taste::Vectors;
use taste::lyrics::{LyricWords, keywords, lsa, sentiment, words};

use super::Rows;
use crate::Error;
use crate::core::Core;

/// Directions that tell what a song is about.
const DIM: usize = 64;
/// Words kept of a song, for reasons.
const KEYWORDS: usize = 16;
/// The words of more songs than these would take too much memory while they are compared: about 200 MB here.
const MOST_SONGS: usize = 50_000;
const PAGE: usize = 500;

/// What was learnt of lyrics, whatever the index.
pub(crate) struct Sung {
    extent: Extent,
    of: HashMap<TrackUid, u32>,
    vectors: Vectors,
    songs: Vec<Song>,
    words: Vec<Box<str>>,
}

/// Tracks, tracks with lyrics in their tags, bytes of those. Files beside the tracks are read along, and not watched.
type Extent = (usize, u64, u64);

impl Core {
    /// The lyrics of the rows of an index.
    pub(super) fn sung_of(&self, rows: &Rows, stop: &AtomicBool) -> Result<Lyrics, Error> {
        let (tagged, bytes) = self.store.lyrics_extent()?;
        let extent = (rows.of.len(), tagged, bytes);
        let kept = self.lessons.lock().sung.clone();
        let sung = match kept.filter(|sung| sung.extent == extent) {
            Some(sung) => sung,
            None => {
                let read = self.read_lyrics(rows, stop)?;
                if stop.load(Ordering::Relaxed) {
                    return Ok(Lyrics::default());
                }
                let sung = Arc::new(Sung::learn(extent, read));
                self.lessons.lock().sung = Some(Arc::clone(&sung));
                sung
            }
        };
        Ok(sung.on(rows))
    }

    fn read_lyrics(&self, rows: &Rows, stop: &AtomicBool) -> Result<Vec<(TrackUid, LyricWords)>, Error> {
        let mut found = Vec::new();
        let mut with_files: HashMap<PathBuf, bool> = HashMap::new();
        let mut after = TrackId(0);
        loop {
            let page = self.store.tagged_lyrics(after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.id;
            for track in page {
                if stop.load(Ordering::Relaxed) || found.len() >= MOST_SONGS {
                    return Ok(found);
                }
                let Some(row) = rows.of.get(&track.uid) else { continue };
                let text = if rows.away[*row as usize] {
                    track.text
                } else {
                    text(&track, &mut with_files)
                };
                let Some(text) = text else { continue };
                // One song whose words end in a panic is without them.
                let words = catch_unwind(AssertUnwindSafe(|| words(&text))).unwrap_or_default();
                if !words.counts.is_empty() {
                    found.push((track.uid, words));
                }
            }
        }
        Ok(found)
    }
}

/// The lyrics of a track that can be reached. Most folders hold no files of lyrics: each is looked through for some once.
fn text(track: &TaggedLyrics, with_files: &mut HashMap<PathBuf, bool>) -> Option<String> {
    let file = domain::in_sheet(&track.path).map_or(&*track.path, |(holder, _)| holder);
    let folder = file.parent()?;
    let has_files = match with_files.get(folder) {
        Some(has) => *has,
        None => {
            let has = holds_lyrics(folder);
            with_files.insert(folder.to_owned(), has);
            has
        }
    };
    if !has_files {
        return track.text.clone();
    }
    let lyrics = library::lyrics(&track.path, track.duration, track.text.as_deref())?;
    Some(lyrics.lines.into_iter().map(|line| line.text + "\n").collect())
}

fn holds_lyrics(folder: &Path) -> bool {
    let is_lrc = |path: PathBuf| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("lrc"));
    std::fs::read_dir(folder).is_ok_and(|entries| entries.flatten().any(|entry| is_lrc(entry.path())))
}

impl Sung {
    fn learn(extent: Extent, read: Vec<(TrackUid, LyricWords)>) -> Self {
        let (uids, documents): (Vec<TrackUid>, Vec<LyricWords>) = read.into_iter().unzip();
        let learnt = lsa(&documents, DIM, 1);
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let song = |document| {
            let mut of_it: Vec<(u32, f32)> = keywords(document, &learnt.idf, KEYWORDS)
                .into_iter()
                .map(|(word, weight)| {
                    let next = numbers.len() as u32;
                    (*numbers.entry(word).or_insert(next), weight)
                })
                .collect();
            of_it.sort_unstable_by_key(|(word, _)| *word);
            Song {
                keywords: of_it.into(),
                tone: sentiment(document),
            }
        };
        let songs = documents.iter().map(song).collect();
        let mut words = vec![Box::default(); numbers.len()];
        numbers.into_iter().for_each(|(word, number)| words[number as usize] = word.into());
        Self {
            extent,
            of: uids.into_iter().zip(0..).collect(),
            vectors: learnt.vectors,
            songs,
            words,
        }
    }

    fn on(&self, rows: &Rows) -> Lyrics {
        let mut at = vec![None; rows.credits.len()];
        for (uid, row) in &rows.of {
            at[*row as usize] = self.of.get(uid).copied();
        }
        let song = |at: &Option<u32>| at.map_or_else(Song::default, |at| self.songs[at as usize].clone());
        let space = Space::build(at.len(), self.vectors.dim, |row| self.vectors.of(at[row]?));
        Lyrics::new(space, at.iter().map(song).collect(), self.words.clone())
    }
}
