//! What the pages of albums, artists, genres, years and folders show.

use std::path::PathBuf;
use std::time::Duration;

use domain::{CoverHash, Timestamp};
use store::{AlbumId, ArtistId, GenreId};

use crate::{PlaylistRow, TrackRow};

#[derive(Clone, Debug, PartialEq)]
pub struct AlbumRow {
    pub id: AlbumId,
    pub title: String,
    /// `None`: various artists.
    pub artist: Option<String>,
    pub artist_id: Option<ArtistId>,
    pub year: Option<i32>,
    pub tracks: usize,
    pub duration: Duration,
    pub cover: Option<CoverHash>,
    /// When its newest track was added.
    pub added_at: Timestamp,
    /// Of all its tracks together.
    pub plays: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ArtistRow {
    pub id: ArtistId,
    pub name: String,
    pub albums: usize,
    pub tracks: usize,
    pub cover: Option<CoverHash>,
    pub plays: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AlbumSort {
    /// By artist, then title.
    #[default]
    Artist,
    Title,
    Year,
    Added,
    Plays,
}

/// Which albums, and in what order; all conditions must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlbumQuery {
    /// Each word must begin a word of the title or of the artist.
    pub query: String,
    /// With a track by the artist.
    pub artist: Option<ArtistId>,
    pub genre: Option<GenreId>,
    pub year: Option<i32>,
    pub sort: AlbumSort,
    pub descending: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArtistSort {
    #[default]
    Name,
    Tracks,
    Plays,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArtistQuery {
    pub query: String,
    pub sort: ArtistSort,
    pub descending: bool,
}

/// A window of rows of a longer list.
#[derive(Clone, Debug, PartialEq)]
pub struct Window<T> {
    pub total: usize,
    pub offset: usize,
    pub rows: Vec<T>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct GenreRow {
    pub id: GenreId,
    pub name: String,
    pub tracks: usize,
    pub albums: usize,
    /// Of the albums with most of it, at most four.
    pub covers: Vec<CoverHash>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct YearRow {
    pub year: i32,
    pub tracks: usize,
    pub albums: usize,
    pub covers: Vec<CoverHash>,
}

/// A directory of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderEntry {
    pub path: PathBuf,
    pub name: String,
    /// At all levels below.
    pub tracks: usize,
}

/// One level of the folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderContents {
    /// From the watched folder down to this one; empty at the top, whose entries are the watched folders.
    pub crumbs: Vec<FolderEntry>,
    pub folders: Vec<FolderEntry>,
    pub tracks: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct AlbumDetails {
    pub album: AlbumRow,
    pub label: Option<String>,
    pub genres: Vec<(GenreId, String)>,
    pub discs: usize,
    /// By other artists, with the match, 0–1.
    pub similar: Vec<(AlbumRow, f32)>,
    pub more_by_artist: Vec<AlbumRow>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ArtistDetails {
    pub artist: ArtistRow,
    pub duration: Duration,
    pub genres: Vec<(GenreId, String)>,
    /// Most played first, then liked ones.
    pub top: Vec<TrackRow>,
    pub albums: Vec<AlbumRow>,
    /// Albums by others or by several with a track of theirs.
    pub appears_on: Vec<AlbumRow>,
    pub similar: Vec<SimilarArtist>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SimilarArtist {
    pub artist: ArtistRow,
    /// 0–1.
    pub match_score: f32,
    /// Their track nearest to the artist asked about.
    pub entry: Option<TrackRow>,
}

/// What there is to begin with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Home {
    pub recently_added: Vec<AlbumRow>,
    pub recently_played: Vec<AlbumRow>,
    /// In the last 90 days.
    pub most_played: Vec<AlbumRow>,
    /// Liked or often played, not heard for 90 days.
    pub forgotten: Vec<TrackRow>,
    /// Without a play; the same all day.
    pub never_played: Vec<AlbumRow>,
}

/// What a search found, in four kinds.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchResults {
    pub query: String,
    /// What was searched instead, when nothing matched as typed.
    pub corrected: Option<String>,
    pub tracks: Vec<TrackRow>,
    /// Hits in all, as far as was looked.
    pub track_total: usize,
    pub albums: Vec<AlbumRow>,
    pub artists: Vec<ArtistRow>,
    pub playlists: Vec<PlaylistRow>,
}

impl SearchResults {
    pub fn is_empty(&self) -> bool {
        self.track_total == 0 && self.albums.is_empty() && self.artists.is_empty() && self.playlists.is_empty()
    }
}
