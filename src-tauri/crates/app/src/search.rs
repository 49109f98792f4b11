//! Search: tracks from the store, albums and artists from the shelf, playlists by name, and what was mistyped mended.

use std::sync::Arc;

use domain::TrackId;
use store::{Vocabulary, fold};

use crate::browse::{has_words, words};
use crate::core::Core;
use crate::shelf::{Plays, Shelf};
use crate::{Attune, Error, PlaylistRow, SearchResults};

/// Hits looked at; nobody reads further.
const TRACKS: usize = 1000;
const ALBUMS: usize = 12;
const ARTISTS: usize = 12;
const PLAYLISTS: usize = 12;

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

    /// The words of playlists' names: so few that they are gathered when they are needed.
    fn playlist_words(&self) -> Result<Arc<Vocabulary>, Error> {
        let names: Vec<String> = self.playlist_rows()?.iter().map(|list| fold(&list.name)).collect();
        let words = names.iter().flat_map(|name| name.split(|c: char| !c.is_alphanumeric()));
        Ok(Arc::new(Vocabulary::new(words.map(|word| (word.to_owned(), 1)))))
    }

    /// Playlists by their names: what is asked for first, then what begins with it, else in the listener's order.
    fn playlists_named(&self, words: &[String]) -> Result<Vec<PlaylistRow>, Error> {
        let question = words.join(" ");
        let lists = self.playlist_rows()?;
        let mut found: Vec<(u8, &PlaylistRow)> = Vec::new();
        for list in &*lists {
            let name = fold(&list.name);
            if has_words(&[&name], words) {
                found.push((fit(&name, &question), list));
            }
        }
        found.sort_by_key(|(fit, _)| *fit);
        Ok(found.into_iter().take(PLAYLISTS).map(|(_, list)| list.clone()).collect())
    }
}

impl Attune {
    /// Everything a question finds, the best first in each kind; if that is nothing, what it finds with its words mended.
    pub fn search(&self, query: &str, track_limit: usize) -> Result<SearchResults, Error> {
        let found = self.search_as_typed(query, track_limit)?;
        if !found.is_empty() || query.trim().is_empty() {
            return Ok(found);
        }
        for known in [self.core.words()?, self.core.playlist_words()?] {
            let Some(mended) = known.mend(query) else { continue };
            let better = self.search_as_typed(&mended, track_limit)?;
            if !better.is_empty() {
                return Ok(SearchResults {
                    query: query.to_owned(),
                    corrected: Some(mended),
                    ..better
                });
            }
        }
        Ok(found)
    }

    fn search_as_typed(&self, query: &str, track_limit: usize) -> Result<SearchResults, Error> {
        let ids = self.core.store.search(query, TRACKS)?;
        let window: Vec<TrackId> = ids.iter().copied().take(track_limit).collect();
        let (shelf, plays) = (self.core.shelf()?, self.core.plays()?);
        let words = words(query);
        let (albums, artists, playlists) = if words.is_empty() || query.contains(':') {
            (Vec::new(), Vec::new(), Vec::new())
        } else {
            (
                albums(&shelf, &plays, &words),
                artists(&shelf, &plays, &words),
                self.core.playlists_named(&words)?,
            )
        };
        Ok(SearchResults {
            query: query.to_owned(),
            corrected: None,
            tracks: self.core.rows(&window)?,
            track_total: ids.len(),
            albums: albums.into_iter().map(|at| shelf.album_row(at, &plays)).collect(),
            artists: artists.into_iter().map(|at| shelf.artist_row(at, &plays)).collect(),
            playlists,
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
