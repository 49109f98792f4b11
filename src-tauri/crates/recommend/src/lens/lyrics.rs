//! The lyrics lens: songs that sing of the same, in words or in meaning, and as happily or as sadly.

use super::{LensGap, Space};
use crate::catalogue::Catalogue;
use crate::similar::Candidate;

/// Of a match, the share that goes where one song is all happy and the other all sad.
const TONE: f32 = 0.3;
/// Words that a reason names.
const NAMED: usize = 2;

/// What is known of one song's words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Song {
    /// Its most telling words, by their numbers ascending, and how much each says.
    pub keywords: Box<[(u32, f32)]>,
    /// −1 sad to 1 happy, where that can be told.
    pub tone: Option<f32>,
}

/// The songs of a catalogue.
#[derive(Default)]
pub struct Lyrics {
    space: Space,
    /// Per row.
    songs: Vec<Song>,
    /// By number.
    words: Vec<Box<str>>,
}

impl Lyrics {
    /// `space` holds what each song is about, `songs` is one for each row, `words` what their numbers stand for.
    pub fn new(space: Space, songs: Vec<Song>, words: Vec<Box<str>>) -> Self {
        Self { space, songs, words }
    }

    /// All other songs, as near as what they sing of.
    pub(super) fn near(&self, catalogue: &Catalogue, own: usize) -> Result<Vec<Candidate>, LensGap> {
        let tone = |row: usize| self.songs.get(row).and_then(|song| song.tone);
        let here = tone(own);
        let found = self.space.near(own)?;
        Ok(found
            .into_iter()
            .map(|(row, score, cosine)| {
                let apart = here.zip(tone(row)).map_or(0.0, |(a, b)| (a - b).abs() / 2.0);
                Candidate::new(catalogue, row, score * (1.0 - TONE * apart), cosine)
            })
            .collect())
    }

    /// The one or two words that both sing most tellingly.
    pub(super) fn shared(&self, a: usize, b: usize) -> Option<String> {
        let (a, b) = (&self.songs.get(a)?.keywords, &self.songs.get(b)?.keywords);
        let mut shared: Vec<(f32, &str)> = a
            .iter()
            .filter_map(|(word, weight)| {
                let at = b.binary_search_by_key(word, |(other, _)| *other).ok()?;
                Some((weight * b[at].1, &**self.words.get(*word as usize)?))
            })
            .collect();
        shared.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let named: Vec<&str> = shared.into_iter().take(NAMED).map(|(_, word)| word).collect();
        (!named.is_empty()).then(|| named.join(", "))
    }
}
