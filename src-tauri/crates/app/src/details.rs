//! One album, one artist: what they are, what else there is by them, and what sounds like them.

use std::collections::HashSet;

use domain::TrackId;
use recommend::{CLOSE_MATCH, Groups, nearest_to};
use store::{AlbumId, ArtistId, Genre, GenreId, Order, TrackFilter};

use crate::shelf::{Plays, Shelf};
use crate::{AlbumDetails, AlbumRow, ArtistDetails, Attune, Error, SimilarArtist, TrackRow};

/// Similar albums or artists on a page.
const SIMILAR: usize = 12;
/// Genres named on a page.
const GENRES: usize = 4;
/// Tracks of an artist shown before the albums.
const TOP: usize = 10;

impl Attune {
    /// # Errors
    /// [`Error::NoSuch`] if no track of the album is there any more.
    pub fn album_details(&self, id: AlbumId) -> Result<AlbumDetails, Error> {
        let (shelf, plays) = (self.core.shelf()?, self.core.plays()?);
        let at = *shelf.album_at.get(&id).ok_or_else(|| Error::NoSuch("such album any more".into()))?;
        let tracks = self.core.store.track_ids(&album(id), Order::Album, false, 0, usize::MAX)?;
        let rows = self.core.store.tracks(&tracks)?;
        let discs: HashSet<u32> = rows.iter().map(|track| track.tags.disc_number.unwrap_or(1)).collect();
        let once = self.core.each_once(&tracks)?;
        let artist = shelf.artist_of(at);
        let more_by_artist = match artist {
            Some(artist) => self.own_albums(&shelf, &plays, artist)?.0,
            None => Vec::new(),
        };
        Ok(AlbumDetails {
            label: rows.into_iter().find_map(|track| track.tags.label),
            genres: self.genres_of(&tracks)?,
            discs: discs.len(),
            similar: self.similar_albums(&shelf, &plays, at)?,
            more_by_artist: more_by_artist.into_iter().filter(|album| album.id != id).collect(),
            album: AlbumRow {
                tracks: once.len(),
                duration: once.iter().map(|copies| copies.length).sum(),
                ..shelf.album_row(at, &plays)
            },
        })
    }

    /// # Errors
    /// [`Error::NoSuch`] if no track of the artist is there any more.
    pub fn artist_details(&self, id: ArtistId) -> Result<ArtistDetails, Error> {
        let (shelf, plays) = (self.core.shelf()?, self.core.plays()?);
        let at = *shelf
            .artist_at
            .get(&id)
            .ok_or_else(|| Error::NoSuch("such artist any more".into()))?;
        let filter = TrackFilter {
            artist: Some(id),
            ..TrackFilter::default()
        };
        let tracks = self.core.store.track_ids(&filter, Order::Year, false, 0, usize::MAX)?;
        let lengths = self.core.store.tracks_to_play(&tracks)?;
        let (albums, appears_on) = self.own_albums(&shelf, &plays, id)?;
        Ok(ArtistDetails {
            artist: shelf.artist_row(at, &plays),
            duration: lengths.iter().map(|track| track.duration).sum(),
            genres: self.genres_of(&tracks)?,
            top: self.top(&lengths)?,
            albums,
            appears_on,
            similar: self.similar_artists(&shelf, &plays, at)?,
        })
    }

    fn genres_of(&self, tracks: &[TrackId]) -> Result<Vec<(GenreId, String)>, Error> {
        let genres = self.core.store.genres_of(tracks)?;
        Ok(genres.into_iter().take(GENRES).map(|Genre { id, name, .. }| (id, name)).collect())
    }

    /// The most played, liked ones before others; with nothing played, the first of what there is.
    fn top(&self, tracks: &[store::TrackToPlay]) -> Result<Vec<TrackRow>, Error> {
        let mut best: Vec<(u32, bool, TrackId)> = {
            let listener = self.core.listener.read();
            let told = |track: &store::TrackToPlay| (listener.heard(track.uid).plays, listener.likes(track.uid), track.id);
            tracks.iter().map(told).collect()
        };
        // Stable: equals stay by year.
        best.sort_by_key(|(plays, liked, _)| std::cmp::Reverse((*plays, *liked)));
        let ids: Vec<TrackId> = best.into_iter().take(TOP).map(|(.., id)| id).collect();
        self.core.rows(&ids)
    }

    /// Albums that carry the artist's name, the latest first, and those they only appear on.
    fn own_albums(&self, shelf: &Shelf, plays: &Plays, artist: ArtistId) -> Result<(Vec<AlbumRow>, Vec<AlbumRow>), Error> {
        let with = self.core.store.albums_of(artist)?;
        let mut found: Vec<usize> = with.iter().filter_map(|album| shelf.album_at.get(&album.id).copied()).collect();
        found.sort_by_key(|at| std::cmp::Reverse(shelf.albums[*at].year));
        let (own, others): (Vec<usize>, Vec<usize>) = found.into_iter().partition(|at| shelf.artist_of(*at) == Some(artist));
        let rows = |of: Vec<usize>| of.into_iter().map(|at| shelf.album_row(at, plays)).collect();
        Ok((rows(own), rows(others)))
    }

    /// By other artists only: the artist's own have a place of their own.
    fn similar_albums(&self, shelf: &Shelf, plays: &Plays, at: usize) -> Result<Vec<(AlbumRow, f32)>, Error> {
        let members = self.core.store.album_members()?;
        let found = {
            let index = self.core.index.read();
            let rows = members
                .into_iter()
                .filter_map(|(track, album)| Some((album.0, index.row_of(track)?)));
            let own = &shelf.album_texts[at].artist;
            Groups::new(&index, rows).similar(shelf.albums[at].id.0, SIMILAR, CLOSE_MATCH, |other| {
                let other = shelf.album_at.get(&AlbumId(other));
                other.is_some_and(|other| own.is_empty() || shelf.album_texts[*other].artist != *own)
            })
        };
        let row = |(id, score): (i64, f32)| Some((shelf.album_row(*shelf.album_at.get(&AlbumId(id))?, plays), score));
        Ok(found.into_iter().filter_map(row).collect())
    }

    fn similar_artists(&self, shelf: &Shelf, plays: &Plays, at: usize) -> Result<Vec<SimilarArtist>, Error> {
        // The index names first artists, folded; so does the shelf.
        let named: std::collections::HashMap<&str, usize> = shelf.artist_texts.iter().map(String::as_str).zip(0..).collect();
        let found: Vec<(usize, f32, Option<TrackId>)> = {
            let index = self.core.index.read();
            let member = |row: usize| Some((*named.get(&*index.facts(row).artist)?, row));
            let members: Vec<(usize, usize)> = (0..index.len()).filter_map(member).collect();
            let groups = Groups::new(&index, members.iter().map(|(artist, row)| (*artist as i64, *row)));
            let Some(seed) = groups.centroid(at as i64) else {
                return Ok(Vec::new());
            };
            groups
                .similar(at as i64, SIMILAR, CLOSE_MATCH, |_| true)
                .into_iter()
                .map(|(artist, score)| {
                    let artist = artist as usize;
                    let theirs = members.iter().filter(|(of, row)| *of == artist && !index.facts(*row).unavailable);
                    (artist, score, nearest_to(&index, &seed, theirs.map(|(_, row)| *row)))
                })
                .collect()
        };
        found
            .into_iter()
            .map(|(artist, match_score, entry)| {
                Ok(SimilarArtist {
                    artist: shelf.artist_row(artist, plays),
                    match_score,
                    entry: entry.map(|id| self.core.row_by_id(id)).transpose()?,
                })
            })
            .collect()
    }
}

fn album(id: AlbumId) -> TrackFilter {
    TrackFilter {
        album: Some(id),
        ..TrackFilter::default()
    }
}
