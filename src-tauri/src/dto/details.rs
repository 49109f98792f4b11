//! The page of an album and that of an artist.

use serde::Serialize;
use specta::Type;

use super::{AlbumRow, ArtistRow, TrackRow, all, count, millis, wire_id};

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
