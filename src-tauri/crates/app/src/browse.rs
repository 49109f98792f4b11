//! Lists of tracks, albums, artists, genres, years and folders.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use domain::{CoverHash, TrackId};
use store::{AlbumId, GenreId};

use crate::count::count;
use crate::order_by::order_by;
use crate::shelf::{Plays, Shelf};
use crate::{
    AlbumQuery, AlbumRow, AlbumSort, ArtistQuery, ArtistRow, ArtistSort, Attune, Error, FolderContents, FolderEntry, GenreRow, TrackRow,
    TrackView, Window, YearRow,
};

/// Covers that stand for a genre or a year.
const COVERS: usize = 4;

impl Attune {
    /// The window `offset .. offset + limit` of a view.
    pub fn list_tracks(&self, view: &TrackView, offset: usize, limit: usize) -> Result<Window<TrackRow>, Error> {
        self.core.list_tracks(view, self.player.playing_track(), offset, limit)
    }

    /// Every id of a view, in its order.
    pub fn view_ids(&self, view: &TrackView) -> Result<Vec<TrackId>, Error> {
        let contents = self.core.contents(view, self.player.playing_track())?;
        Ok(contents.entries.iter().map(|entry| entry.track).collect())
    }

    /// The place of the first row of a view whose name begins with `text`; articles do not count.
    pub fn find_in_view(&self, view: &TrackView, text: &str) -> Result<Option<usize>, Error> {
        self.core.place_in_view(view, self.player.playing_track(), text)
    }

    /// The window `offset .. offset + limit` of albums.
    pub fn list_albums(&self, query: &AlbumQuery, offset: usize, limit: usize) -> Result<Window<AlbumRow>, Error> {
        let (shelf, plays) = (self.core.shelf()?, self.core.plays()?);
        let words = words(&query.query);
        let by_artist = match query.artist {
            Some(artist) => Some(
                self.core
                    .store
                    .albums_of(artist)?
                    .into_iter()
                    .map(|album| album.id)
                    .collect::<HashSet<_>>(),
            ),
            None => None,
        };
        let of_genre: Option<HashSet<AlbumId>> = match query.genre {
            Some(genre) => {
                let (_, all) = shelf.genres(&self.core)?;
                Some(all.iter().filter(|of| of.genre == genre).map(|of| of.album).collect())
            }
            None => None,
        };
        let among = |ids: &Option<HashSet<AlbumId>>, id: AlbumId| ids.as_ref().is_none_or(|ids| ids.contains(&id));
        let fits = |at: &usize| {
            let (album, texts) = (&shelf.albums[*at], &shelf.album_texts[*at]);
            query.year.is_none_or(|year| album.year == Some(year))
                && among(&by_artist, album.id)
                && among(&of_genre, album.id)
                && has_words(&[&texts.title, &texts.artist], &words)
        };
        let mut found: Vec<usize> = (0..shelf.albums.len()).filter(fits).collect();
        let played = |at: &usize| plays.albums.get(&shelf.albums[*at].id).copied().unwrap_or_default();
        let down = query.descending;
        match query.sort {
            AlbumSort::Artist if down => found.reverse(),
            AlbumSort::Artist => {}
            AlbumSort::Title => order_by(&mut found, down, |at| Some(&shelf.album_texts[*at].order)),
            AlbumSort::Year => order_by(&mut found, down, |at| shelf.albums[*at].year),
            AlbumSort::Added => order_by(&mut found, down, |at| Some(shelf.albums[*at].added_at)),
            AlbumSort::Plays => order_by(&mut found, down, |at| Some(played(at))),
        }
        Ok(window(&found, offset, limit, |at| shelf.album_row(at, &plays)))
    }

    /// The window `offset .. offset + limit` of artists.
    pub fn list_artists(&self, query: &ArtistQuery, offset: usize, limit: usize) -> Result<Window<ArtistRow>, Error> {
        let (shelf, plays) = (self.core.shelf()?, self.core.plays()?);
        let words = words(&query.query);
        let mut found: Vec<usize> = (0..shelf.artists.len())
            .filter(|at| has_words(&[&shelf.artist_texts[*at]], &words))
            .collect();
        let played = |at: &usize| plays.artists.get(&shelf.artists[*at].id).copied().unwrap_or_default();
        let down = query.descending;
        match query.sort {
            ArtistSort::Name if down => found.reverse(),
            ArtistSort::Name => {}
            ArtistSort::Tracks => order_by(&mut found, down, |at| Some(shelf.artists[*at].tracks)),
            ArtistSort::Plays => order_by(&mut found, down, |at| Some(played(at))),
        }
        Ok(window(&found, offset, limit, |at| shelf.artist_row(at, &plays)))
    }

    /// All genres, the most frequent first.
    pub fn genres(&self) -> Result<Vec<GenreRow>, Error> {
        let (shelf, plays) = (self.core.shelf()?, self.core.plays()?);
        let mut albums: HashMap<GenreId, Vec<(u64, usize)>> = HashMap::new();
        let (genres, members) = shelf.genres(&self.core)?;
        for of in members {
            if let Some(at) = shelf.album_at.get(&of.album) {
                albums.entry(of.genre).or_default().push((of.tracks, *at));
            }
        }
        let row = |genre: &store::Genre| {
            let mut albums = albums.remove(&genre.id).unwrap_or_default();
            albums.sort_by_key(|(tracks, at)| (std::cmp::Reverse(*tracks), *at));
            GenreRow {
                id: genre.id,
                name: genre.name.clone(),
                tracks: count(genre.tracks),
                albums: albums.len(),
                covers: covers(&shelf, &plays, albums.into_iter().map(|(_, at)| at)),
            }
        };
        Ok(genres.iter().map(row).collect())
    }

    /// All years, the latest first.
    pub fn years(&self) -> Result<Vec<YearRow>, Error> {
        let (shelf, plays) = (self.core.shelf()?, self.core.plays()?);
        let mut albums: HashMap<i32, Vec<usize>> = HashMap::new();
        for (at, album) in shelf.albums.iter().enumerate() {
            if let Some(year) = album.year {
                albums.entry(year).or_default().push(at);
            }
        }
        let row = |year: store::Year| {
            let albums = albums.remove(&year.year).unwrap_or_default();
            YearRow {
                year: year.year,
                tracks: count(year.tracks),
                albums: albums.len(),
                covers: covers(&shelf, &plays, albums.into_iter()),
            }
        };
        Ok(self.core.store.years()?.into_iter().map(row).collect())
    }

    /// What is in a directory of the library; without one, the watched folders.
    ///
    /// # Errors
    /// [`Error::NoSuch`] for a directory outside the watched folders.
    pub fn folder_contents(&self, dir: Option<&Path>) -> Result<FolderContents, Error> {
        let store = &self.core.store;
        let entry = |path: PathBuf, tracks: u64| FolderEntry {
            name: path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            path,
            tracks: count(tracks),
        };
        let watched: Vec<PathBuf> = store.folders()?.into_iter().map(|folder| folder.path).collect();
        let Some(dir) = dir else {
            let mut folders = Vec::new();
            for path in watched {
                let tracks = store.count_tracks_below(&path)?;
                folders.push(entry(path, tracks));
            }
            return Ok(FolderContents {
                // One that is watched inside another is in the other's count.
                tracks: folders
                    .iter()
                    .filter(|folder| {
                        !folders
                            .iter()
                            .any(|other| other.path != folder.path && folder.path.starts_with(&other.path))
                    })
                    .map(|folder| folder.tracks)
                    .sum(),
                crumbs: Vec::new(),
                folders,
            });
        };
        // A folder watched inside another is reached from the outer one as well: the crumbs begin at the outermost.
        let root = watched
            .iter()
            .filter(|root| dir.starts_with(root))
            .min_by_key(|root| root.as_os_str().len());
        let root = root.ok_or_else(|| Error::NoSuch("such folder in the library".into()))?;
        let mut crumbs: Vec<PathBuf> = dir
            .ancestors()
            .take_while(|above| above.starts_with(root))
            .map(Path::to_path_buf)
            .collect();
        crumbs.reverse();
        let below = store.directories_below(dir)?;
        let mut folders: Vec<FolderEntry> = below.into_iter().map(|found| entry(found.path, found.tracks)).collect();
        folders.sort_by_cached_key(|folder| store::fold(&folder.name));
        let tracks = store.count_tracks_below(dir)?;
        Ok(FolderContents {
            crumbs: crumbs.into_iter().map(|path| entry(path, 0)).collect(),
            folders,
            tracks: count(tracks),
        })
    }
}

/// The words a filter asks for, folded.
pub(crate) fn words(query: &str) -> Vec<String> {
    store::fold(query)
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether each word begins a word of one of the folded texts; where scripts have no spaces, anywhere will do.
pub(crate) fn has_words(texts: &[&str], words: &[String]) -> bool {
    words.iter().all(|word| {
        texts.iter().any(|text| {
            text.match_indices(word.as_str()).any(|(at, _)| {
                let before = text[..at].chars().next_back();
                before.is_none_or(|c| !c.is_alphanumeric()) || !word.is_ascii() && word.chars().all(|c| !c.is_lowercase())
            })
        })
    })
}

fn window<T>(found: &[usize], offset: usize, limit: usize, row: impl Fn(usize) -> T) -> Window<T> {
    Window {
        total: found.len(),
        offset,
        rows: found.iter().skip(offset).take(limit).map(|at| row(*at)).collect(),
    }
}

/// Different covers of these albums, the most played first among the first few dozen.
fn covers(shelf: &Shelf, plays: &Plays, albums: impl Iterator<Item = usize>) -> Vec<CoverHash> {
    let mut best: Vec<usize> = albums.filter(|at| shelf.albums[*at].cover.is_some()).take(32).collect();
    best.sort_by_key(|at| std::cmp::Reverse(plays.albums.get(&shelf.albums[*at].id).copied().unwrap_or_default()));
    let mut found: Vec<CoverHash> = Vec::new();
    for cover in best.into_iter().filter_map(|at| shelf.albums[at].cover) {
        if found.len() < COVERS && !found.contains(&cover) {
            found.push(cover);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_words_begin_and_anywhere_without_spaces() {
        for (texts, query, found) in [
            (["paper weather", "the salt rooms"], "wea sal", true),
            (["paper weather", "the salt rooms"], "aper", false),
            (["don't stop", ""], "t", true),
            (["夜の頁", "雨の図書館"], "図書", true),
            (["夜の頁", "雨の図書館"], "館 夜", true),
            (["тёплый ток", ""], "еплый", false),
            (["anything", ""], "", true),
        ] {
            assert_eq!(has_words(&texts, &words(query)), found, "{query}");
        }
    }
}
