//! Search: tracks from the store, albums and artists from the shelf, and what was mistyped mended.

use std::sync::Arc;

use domain::TrackId;
use store::Vocabulary;

use crate::browse::{has_words, words};
use crate::core::Core;
use crate::shelf::{Plays, Shelf};
use crate::{Attune, Error, SearchResults};

/// Hits looked at; nobody reads further.
const TRACKS: usize = 1000;
const ALBUMS: usize = 12;
const ARTISTS: usize = 12;

/// The words of the library, read when they are first needed, with the revision they are of.
pub(crate) type VocabularySlot = Option<(u64, Arc<Vocabulary>)>;

impl Core {
    fn words(&self) -> Result<Arc<Vocabulary>, Error> {
        let revision = self.tracks_revision();
        let mut slot = self.vocabulary.lock();
        if let Some((of, known)) = &*slot
            && *of == revision
        {
            return Ok(Arc::clone(known));
        }
        let known = Arc::new(self.store.vocabulary()?);
        *slot = Some((revision, Arc::clone(&known)));
        Ok(known)
    }
}

impl Attune {
    /// Everything a question finds, the best first in each kind; if that is nothing, what it finds with its words mended.
    pub fn search(&self, query: &str, track_limit: usize) -> Result<SearchResults, Error> {
        let found = self.search_as_typed(query, track_limit)?;
        if found.track_total > 0 || !found.albums.is_empty() || !found.artists.is_empty() || query.trim().is_empty() {
            return Ok(found);
        }
        let Some(mended) = self.core.words()?.mend(query) else {
            return Ok(found);
        };
        let better = self.search_as_typed(&mended, track_limit)?;
        if better.track_total == 0 {
            return Ok(found);
        }
        Ok(SearchResults {
            query: query.to_owned(),
            corrected: Some(mended),
            ..better
        })
    }

    fn search_as_typed(&self, query: &str, track_limit: usize) -> Result<SearchResults, Error> {
        let ids = self.core.store.search(query, TRACKS)?;
        let window: Vec<TrackId> = ids.iter().copied().take(track_limit).collect();
        let (shelf, plays) = (self.core.shelf()?, self.core.plays()?);
        let words = words(query);
        let (albums, artists) = if words.is_empty() || query.contains(':') {
            (Vec::new(), Vec::new())
        } else {
            (albums(&shelf, &plays, &words), artists(&shelf, &plays, &words))
        };
        Ok(SearchResults {
            query: query.to_owned(),
            corrected: None,
            tracks: self.core.rows(&window)?,
            track_total: ids.len(),
            albums: albums.into_iter().map(|at| shelf.album_row(at, &plays)).collect(),
            artists: artists.into_iter().map(|at| shelf.artist_row(at, &plays)).collect(),
        })
    }
}

/// How well a name fits: it is the question, it begins with it, or it merely has its words.
fn fit(name: &str, question: &str) -> u8 {
    if name == question {
        0
    } else if name.starts_with(question) {
        1
    } else {
        2
    }
}

fn albums(shelf: &Shelf, plays: &Plays, words: &[String]) -> Vec<usize> {
    let question = words.join(" ");
    let mut found: Vec<(u8, u32, usize)> = shelf
        .album_texts
        .iter()
        .enumerate()
        // An album is found by its title, or by its title and its artist; the artist alone is found as such.
        .filter(|(_, texts)| {
            has_words(&[&texts.title], words) || has_words(&[&texts.title, &texts.artist], words) && !has_words(&[&texts.artist], words)
        })
        .map(|(at, texts)| {
            let played = plays.albums.get(&shelf.albums[at].id).copied().unwrap_or_default();
            (fit(&texts.title, &question), u32::MAX - played, at)
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(ALBUMS).map(|(.., at)| at).collect()
}

fn artists(shelf: &Shelf, plays: &Plays, words: &[String]) -> Vec<usize> {
    let question = words.join(" ");
    let mut found: Vec<(u8, u32, u64, usize)> = shelf
        .artist_texts
        .iter()
        .enumerate()
        .filter(|(_, name)| has_words(&[name], words))
        .map(|(at, name)| {
            let artist = &shelf.artists[at];
            let played = plays.artists.get(&artist.id).copied().unwrap_or_default();
            (fit(name, &question), u32::MAX - played, u64::MAX - artist.tracks, at)
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(ARTISTS).map(|(.., at)| at).collect()
}
