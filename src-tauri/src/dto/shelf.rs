//! Albums, artists, genres, years, folders, the first page, and search.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{PlaylistRow, TrackRow, count, millis, moment, wire_id};

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlbumRow {
    pub id: u32,
    pub title: String,
    /// Null: various artists.
    pub artist: Option<String>,
    pub artist_id: Option<u32>,
    pub year: Option<i32>,
    pub tracks: u32,
    pub total_ms: u32,
    pub cover_hash: Option<String>,
    /// Milliseconds since 1970.
    #[specta(type = u32)]
    pub added_at: f64,
    pub plays: u32,
}

impl From<app::AlbumRow> for AlbumRow {
    fn from(row: app::AlbumRow) -> Self {
        Self {
            id: wire_id(row.id.0),
            title: row.title,
            artist: row.artist,
            artist_id: row.artist_id.map(|id| wire_id(id.0)),
            year: row.year,
            tracks: count(row.tracks),
            total_ms: millis(row.duration),
            cover_hash: row.cover.map(|hash| hash.to_hex()),
            added_at: moment(row.added_at),
            plays: row.plays,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ArtistRow {
    pub id: u32,
    pub name: String,
    pub albums: u32,
    pub tracks: u32,
    pub cover_hash: Option<String>,
    pub plays: u32,
}

impl From<app::ArtistRow> for ArtistRow {
    fn from(row: app::ArtistRow) -> Self {
        Self {
            id: wire_id(row.id.0),
            name: row.name,
            albums: count(row.albums),
            tracks: count(row.tracks),
            cover_hash: row.cover.map(|hash| hash.to_hex()),
            plays: row.plays,
        }
    }
}

#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AlbumSort {
    Artist,
    Title,
    Year,
    Added,
    Plays,
}

/// All conditions must hold.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlbumQuery {
    pub query: String,
    pub artist: Option<u32>,
    pub genre: Option<u32>,
    pub year: Option<i32>,
    pub sort: AlbumSort,
    pub descending: bool,
}

impl From<AlbumQuery> for app::AlbumQuery {
    fn from(query: AlbumQuery) -> Self {
        Self {
            query: query.query,
            artist: query.artist.map(|id| app::ArtistId(id.into())),
            genre: query.genre.map(|id| app::GenreId(id.into())),
            year: query.year,
            sort: match query.sort {
                AlbumSort::Artist => app::AlbumSort::Artist,
                AlbumSort::Title => app::AlbumSort::Title,
                AlbumSort::Year => app::AlbumSort::Year,
                AlbumSort::Added => app::AlbumSort::Added,
                AlbumSort::Plays => app::AlbumSort::Plays,
            },
            descending: query.descending,
        }
    }
}

#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ArtistSort {
    Name,
    Tracks,
    Plays,
}

#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ArtistQuery {
    pub query: String,
    pub sort: ArtistSort,
    pub descending: bool,
}

impl From<ArtistQuery> for app::ArtistQuery {
    fn from(query: ArtistQuery) -> Self {
        Self {
            query: query.query,
            sort: match query.sort {
                ArtistSort::Name => app::ArtistSort::Name,
                ArtistSort::Tracks => app::ArtistSort::Tracks,
                ArtistSort::Plays => app::ArtistSort::Plays,
            },
            descending: query.descending,
        }
    }
}

/// A window of albums.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlbumPage {
    pub total: u32,
    pub offset: u32,
    pub rows: Vec<AlbumRow>,
}

impl From<app::Window<app::AlbumRow>> for AlbumPage {
    fn from(window: app::Window<app::AlbumRow>) -> Self {
        Self {
            total: count(window.total),
            offset: count(window.offset),
            rows: all(window.rows),
        }
    }
}

/// A window of artists.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ArtistPage {
    pub total: u32,
    pub offset: u32,
    pub rows: Vec<ArtistRow>,
}

impl From<app::Window<app::ArtistRow>> for ArtistPage {
    fn from(window: app::Window<app::ArtistRow>) -> Self {
        Self {
            total: count(window.total),
            offset: count(window.offset),
            rows: all(window.rows),
        }
    }
}

/// `covers`: at most four, hexadecimal.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GenreRow {
    pub id: u32,
    pub name: String,
    pub tracks: u32,
    pub albums: u32,
    pub covers: Vec<String>,
}

impl From<app::GenreRow> for GenreRow {
    fn from(row: app::GenreRow) -> Self {
        Self {
            id: wire_id(row.id.0),
            name: row.name,
            tracks: count(row.tracks),
            albums: count(row.albums),
            covers: row.covers.iter().map(|hash| hash.to_hex()).collect(),
        }
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct YearRow {
    pub year: i32,
    pub tracks: u32,
    pub albums: u32,
    pub covers: Vec<String>,
}

impl From<app::YearRow> for YearRow {
    fn from(row: app::YearRow) -> Self {
        Self {
            year: row.year,
            tracks: count(row.tracks),
            albums: count(row.albums),
            covers: row.covers.iter().map(|hash| hash.to_hex()).collect(),
        }
    }
}

/// A directory; the key names it whatever bytes its path has.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FolderEntry {
    pub key: String,
    pub name: String,
    /// At all levels below.
    pub tracks: u32,
}

impl From<app::FolderEntry> for FolderEntry {
    fn from(entry: app::FolderEntry) -> Self {
        Self {
            key: app::path_key(&entry.path),
            name: entry.name,
            tracks: count(entry.tracks),
        }
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FolderCrumb {
    pub key: String,
    pub name: String,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FolderContents {
    pub crumbs: Vec<FolderCrumb>,
    pub folders: Vec<FolderEntry>,
    pub tracks: u32,
}

impl From<app::FolderContents> for FolderContents {
    fn from(contents: app::FolderContents) -> Self {
        let crumb = |entry: app::FolderEntry| FolderCrumb {
            key: app::path_key(&entry.path),
            name: entry.name,
        };
        Self {
            crumbs: contents.crumbs.into_iter().map(crumb).collect(),
            folders: all(contents.folders),
            tracks: count(contents.tracks),
        }
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GenreName {
    pub id: u32,
    pub name: String,
}

fn genre_names(genres: Vec<(app::GenreId, String)>) -> Vec<GenreName> {
    let named = |(id, name): (app::GenreId, String)| GenreName { id: wire_id(id.0), name };
    genres.into_iter().map(named).collect()
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SimilarAlbum {
    pub album: AlbumRow,
    /// 0–1.
    #[specta(type = u32)]
    pub r#match: f32,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SimilarArtist {
    pub artist: ArtistRow,
    /// 0–1.
    #[specta(type = u32)]
    pub r#match: f32,
    /// Their track nearest to the artist asked about.
    pub entry: Option<TrackRow>,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlbumDetails {
    pub album: AlbumRow,
    pub label: Option<String>,
    pub genres: Vec<GenreName>,
    pub discs: u32,
    pub similar: Vec<SimilarAlbum>,
    pub more_by_artist: Vec<AlbumRow>,
}

impl From<app::AlbumDetails> for AlbumDetails {
    fn from(details: app::AlbumDetails) -> Self {
        let similar = |(album, score): (app::AlbumRow, f32)| SimilarAlbum {
            album: album.into(),
            r#match: score,
        };
        Self {
            album: details.album.into(),
            label: details.label,
            genres: genre_names(details.genres),
            discs: count(details.discs),
            similar: details.similar.into_iter().map(similar).collect(),
            more_by_artist: all(details.more_by_artist),
        }
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ArtistDetails {
    pub artist: ArtistRow,
    pub total_ms: u32,
    pub genres: Vec<GenreName>,
    pub top: Vec<TrackRow>,
    pub albums: Vec<AlbumRow>,
    pub appears_on: Vec<AlbumRow>,
    pub similar: Vec<SimilarArtist>,
}

impl From<app::ArtistDetails> for ArtistDetails {
    fn from(details: app::ArtistDetails) -> Self {
        let similar = |similar: app::SimilarArtist| SimilarArtist {
            artist: similar.artist.into(),
            r#match: similar.match_score,
            entry: similar.entry.map(Into::into),
        };
        Self {
            artist: details.artist.into(),
            total_ms: millis(details.duration),
            genres: genre_names(details.genres),
            top: all(details.top),
            albums: all(details.albums),
            appears_on: all(details.appears_on),
            similar: details.similar.into_iter().map(similar).collect(),
        }
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Home {
    pub recently_added: Vec<AlbumRow>,
    pub recently_played: Vec<AlbumRow>,
    pub most_played: Vec<AlbumRow>,
    pub forgotten: Vec<TrackRow>,
    pub never_played: Vec<AlbumRow>,
}

impl From<app::Home> for Home {
    fn from(home: app::Home) -> Self {
        Self {
            recently_added: all(home.recently_added),
            recently_played: all(home.recently_played),
            most_played: all(home.most_played),
            forgotten: all(home.forgotten),
            never_played: all(home.never_played),
        }
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SearchResults {
    pub query: String,
    /// What was searched instead, when nothing matched as typed.
    pub corrected: Option<String>,
    pub tracks: Vec<TrackRow>,
    pub track_total: u32,
    pub albums: Vec<AlbumRow>,
    pub artists: Vec<ArtistRow>,
    pub playlists: Vec<PlaylistRow>,
}

impl From<app::SearchResults> for SearchResults {
    fn from(results: app::SearchResults) -> Self {
        Self {
            query: results.query,
            corrected: results.corrected,
            tracks: all(results.tracks),
            track_total: count(results.track_total),
            albums: all(results.albums),
            artists: all(results.artists),
            playlists: all(results.playlists),
        }
    }
}

fn all<A, B: From<A>>(rows: Vec<A>) -> Vec<B> {
    rows.into_iter().map(Into::into).collect()
}
