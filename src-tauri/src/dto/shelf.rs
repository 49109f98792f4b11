//! Albums, artists, genres, years, the first page, and search.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{PlaylistRow, TrackRow, all, count, hashes, millis, moment, wire_enum, wire_id};

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

wire_enum! {
    received AlbumSort = app::AlbumSort {
        Artist,
        Title,
        Year,
        Added,
        Plays,
    }
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
            sort: query.sort.into(),
            descending: query.descending,
        }
    }
}

wire_enum! {
    received ArtistSort = app::ArtistSort {
        Name,
        Tracks,
        Plays,
    }
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
            sort: query.sort.into(),
            descending: query.descending,
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
            covers: hashes(&row.covers),
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
            covers: hashes(&row.covers),
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
