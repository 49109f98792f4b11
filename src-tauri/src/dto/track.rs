//! Tracks and lists of them.

use app::SortColumn;
use domain::PlaylistId;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{AppError, Fault, count, millis, moment, wire_id};

/// A track as a list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrackRow {
    pub id: u32,
    pub uid: String,
    pub title: String,
    pub artist: String,
    pub album: String,
    pub album_artist: String,
    pub composer: String,
    pub album_id: Option<u32>,
    /// The first artist, else the first album artist.
    pub artist_id: Option<u32>,
    pub track_number: Option<u32>,
    pub disc_number: Option<u32>,
    pub year: Option<i32>,
    pub genres: Vec<String>,
    pub duration_ms: u32,
    pub codec: String,
    /// Hz.
    pub sample_rate: u32,
    pub bits: Option<u32>,
    /// kbit/s.
    pub bitrate: Option<u32>,
    pub channels: u32,
    #[specta(type = Option<u32>)]
    pub bpm: Option<f32>,
    pub path: String,
    pub cover_hash: Option<String>,
    pub liked: bool,
    /// 1–5, 0 for none.
    pub stars: u8,
    /// Its file is not where it was, or its folder cannot be reached.
    pub missing: bool,
    pub unplayable: Option<Fault>,
    pub analysed: bool,
    pub plays: u32,
    /// Milliseconds since 1970.
    #[specta(type = u32)]
    pub added_at: f64,
    #[specta(type = Option<u32>)]
    pub last_played_at: Option<f64>,
    /// 0–1: like the playing track, in a list.
    #[specta(type = Option<u32>)]
    pub r#match: Option<f32>,
    /// The 0-based place in the playlist, in a view of one.
    pub entry: Option<u32>,
    /// On the page of an album: where further copies of it lie, which are not listed themselves.
    pub copies: Vec<String>,
}

impl From<app::TrackRow> for TrackRow {
    fn from(row: app::TrackRow) -> Self {
        Self {
            id: wire_id(row.id.0),
            uid: row.uid.to_hex(),
            title: row.title,
            artist: row.artist,
            album: row.album,
            album_artist: row.album_artist,
            composer: row.composer,
            album_id: row.album_id.map(|id| wire_id(id.0)),
            artist_id: row.artist_id.map(|id| wire_id(id.0)),
            track_number: row.track_number,
            disc_number: row.disc_number,
            year: row.year,
            genres: row.genres,
            duration_ms: millis(row.duration),
            codec: row.codec,
            sample_rate: row.sample_rate,
            bits: row.bits,
            bitrate: row.bitrate,
            channels: row.channels.into(),
            bpm: row.bpm,
            path: row.path.to_string_lossy().into_owned(),
            cover_hash: row.cover.map(|hash| hash.to_hex()),
            liked: row.liked,
            stars: row.stars,
            missing: row.missing,
            unplayable: row.unplayable.as_deref().map(Fault::of),
            analysed: row.analysed,
            plays: row.plays,
            added_at: moment(row.added_at),
            last_played_at: row.last_played.map(moment),
            r#match: row.match_score,
            entry: row.entry.map(count),
            copies: row.copies.iter().map(|path| path.to_string_lossy().into_owned()).collect(),
        }
    }
}

#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SortKey {
    Title,
    Artist,
    AlbumArtist,
    Album,
    Genre,
    Composer,
    Year,
    Duration,
    Added,
    Plays,
    LastPlayed,
    Stars,
    Codec,
    TrackNumber,
    Path,
    Match,
}

impl From<SortKey> for app::SortKey {
    fn from(key: SortKey) -> Self {
        Self::Column(match key {
            SortKey::Title => SortColumn::Title,
            SortKey::Artist | SortKey::AlbumArtist => SortColumn::Artist,
            SortKey::Album => SortColumn::Album,
            SortKey::Genre => SortColumn::Genre,
            SortKey::Composer => SortColumn::Composer,
            SortKey::Year => SortColumn::Year,
            SortKey::Duration => SortColumn::Duration,
            SortKey::Added => SortColumn::Added,
            SortKey::Codec => SortColumn::Codec,
            SortKey::TrackNumber => SortColumn::TrackNumber,
            SortKey::Path => SortColumn::Path,
            SortKey::Plays => return Self::Plays,
            SortKey::LastPlayed => return Self::LastPlayed,
            SortKey::Stars => return Self::Stars,
            SortKey::Match => return Self::Match,
        })
    }
}

#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SortBy {
    pub key: SortKey,
    pub descending: bool,
}

/// Everything, or what one thing holds.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Scope {
    All,
    Album { id: u32 },
    Artist { id: u32 },
    Genre { id: u32 },
    Year { year: i32 },
    Folder { key: String },
    Playlist { id: u32 },
    Liked,
}

/// Which tracks a list shows. `query` filters within the scope; over everything it is the search, ranked while `sort` is empty. An
/// empty `sort` is the scope's own order.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrackView {
    pub scope: Scope,
    pub query: String,
    pub sort: Vec<SortBy>,
}

impl TryFrom<TrackView> for app::TrackView {
    type Error = AppError;

    fn try_from(view: TrackView) -> Result<Self, AppError> {
        let scope = match view.scope {
            Scope::All => app::Scope::All,
            Scope::Album { id } => app::Scope::Album(app::AlbumId(id.into())),
            Scope::Artist { id } => app::Scope::Artist(app::ArtistId(id.into())),
            Scope::Genre { id } => app::Scope::Genre(app::GenreId(id.into())),
            Scope::Year { year } => app::Scope::Year(year),
            Scope::Folder { key } => app::Scope::Folder(folder(&key)?),
            Scope::Playlist { id } => app::Scope::Playlist(PlaylistId(id.into())),
            Scope::Liked => app::Scope::Liked,
        };
        let by = |by: SortBy| app::SortBy {
            key: by.key.into(),
            descending: by.descending,
        };
        Ok(Self {
            scope,
            query: view.query,
            sort: view.sort.into_iter().map(by).collect(),
        })
    }
}

/// The folder a key names.
pub fn folder(key: &str) -> Result<std::path::PathBuf, AppError> {
    app::path_of_key(key).ok_or_else(|| AppError::from(app::Error::NoSuch("such folder in the library".into())))
}
