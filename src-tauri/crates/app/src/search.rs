//! Search: tracks from the store, albums and artists from the shelf, playlists by name, and what was mistyped mended.

use std::sync::Arc;

use domain::TrackId;
use store::{SearchQuery, Vocabulary, fold};

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
        let asked = Asked::of(&SearchQuery::parse(query));
        let playlists = match &asked {
            Some(asked) if asked.is_of_any_field() => self.core.playlists_named(&asked.words)?,
            _ => Vec::new(),
        };
        let albums = asked.as_ref().map(|asked| albums(&shelf, &plays, asked)).unwrap_or_default();
        let artists = asked.as_ref().map(|asked| artists(&shelf, &plays, asked)).unwrap_or_default();
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

/// What is asked of names: words that may stand in any, and those of one field.
struct Asked {
    words: Vec<String>,
    artist: Vec<String>,
    album: Vec<String>,
    years: Option<(i32, i32)>,
}

impl Asked {
    /// `None` if something is asked that only tracks have, or nothing.
    fn of(query: &SearchQuery) -> Option<Self> {
        let field = |wanted: &str| {
            let of_field = query.columns.iter().filter(|(column, _)| *column == wanted);
            of_field.flat_map(|(_, value)| words(value)).collect::<Vec<_>>()
        };
        let asked = Self {
            words: words(&query.words),
            artist: field("artist"),
            album: field("album"),
            years: query.years,
        };
        let of_tracks = !query.genres.is_empty() || query.columns.iter().any(|(column, _)| matches!(*column, "title" | "path"));
        let nothing = asked.words.is_empty() && asked.artist.is_empty() && asked.album.is_empty();
        (!of_tracks && !nothing).then_some(asked)
    }

    fn is_of_any_field(&self) -> bool {
        self.artist.is_empty() && self.album.is_empty() && self.years.is_none()
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

fn albums(shelf: &Shelf, plays: &Plays, asked: &Asked) -> Vec<usize> {
    let question = [&asked.album[..], &asked.words[..]].concat().join(" ");
    let words = &asked.words;
    let mut found: Vec<(u8, u32, usize)> = shelf
        .album_texts
        .iter()
        .enumerate()
        // An album is found by its title, or by its title and its artist; the artist alone is found as such.
        .filter(|(_, texts)| {
            has_words(&[&texts.title], words) || has_words(&[&texts.title, &texts.artist], words) && !has_words(&[&texts.artist], words)
        })
        .filter(|(_, texts)| has_words(&[&texts.title], &asked.album) && has_words(&[&texts.artist], &asked.artist))
        .filter(|(at, _)| {
            let year = shelf.albums[*at].year;
            asked
                .years
                .is_none_or(|(first, last)| year.is_some_and(|year| (first..=last).contains(&year)))
        })
        .map(|(at, texts)| {
            let played = plays.albums.get(&shelf.albums[at].id).copied().unwrap_or_default();
            (fit(&texts.title, &question), u32::MAX - played, at)
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(ALBUMS).map(|(.., at)| at).collect()
}

fn artists(shelf: &Shelf, plays: &Plays, asked: &Asked) -> Vec<usize> {
    // An artist is of no album and no year.
    if !asked.album.is_empty() || asked.years.is_some() {
        return Vec::new();
    }
    let words = [&asked.artist[..], &asked.words[..]].concat();
    let question = words.join(" ");
    let mut found: Vec<(u8, u32, u64, usize)> = shelf
        .artist_texts
        .iter()
        .enumerate()
        .filter(|(_, name)| has_words(&[name], &words))
        .map(|(at, name)| {
            let artist = &shelf.artists[at];
            let played = plays.artists.get(&artist.id).copied().unwrap_or_default();
            (fit(name, &question), u32::MAX - played, u64::MAX - artist.tracks, at)
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(ARTISTS).map(|(.., at)| at).collect()
}
