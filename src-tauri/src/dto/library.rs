//! Tracks, lists of them, and the library in figures.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{count, millis, wire_id};

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
    pub track_number: Option<u32>,
    pub disc_number: Option<u32>,
    pub year: Option<i32>,
    pub genres: Vec<String>,
    pub duration_ms: u32,
    pub codec: String,
    pub cover_hash: Option<String>,
    pub liked: bool,
    /// 1–5, 0 for none.
    pub stars: u8,
    pub missing: bool,
    pub unplayable: Option<String>,
    pub analysed: bool,
    pub plays: u32,
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
            track_number: row.track_number,
            disc_number: row.disc_number,
            year: row.year,
            genres: row.genres,
            duration_ms: millis(row.duration),
            codec: row.codec,
            cover_hash: row.cover.map(|hash| hash.to_hex()),
            liked: row.liked,
            stars: row.stars,
            missing: row.missing,
            unplayable: row.unplayable,
            analysed: row.analysed,
            plays: row.plays,
        }
    }
}

#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SortKey {
    Title,
    Artist,
    Album,
    Year,
    Duration,
    Added,
    Plays,
}

/// Which tracks a list shows; an empty query is the whole library, with a query rows come ranked.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrackView {
    pub query: String,
    pub sort: SortKey,
    pub descending: bool,
}

impl From<TrackView> for app::TrackView {
    fn from(view: TrackView) -> Self {
        let sort = match view.sort {
            SortKey::Title => app::SortKey::Title,
            SortKey::Artist => app::SortKey::Artist,
            SortKey::Album => app::SortKey::Album,
            SortKey::Year => app::SortKey::Year,
            SortKey::Duration => app::SortKey::Duration,
            SortKey::Added => app::SortKey::Added,
            SortKey::Plays => app::SortKey::Plays,
        };
        Self {
            query: view.query,
            sort,
            descending: view.descending,
        }
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrackPage {
    pub total: u32,
    pub offset: u32,
    pub rows: Vec<TrackRow>,
}

impl From<app::TrackPage> for TrackPage {
    fn from(page: app::TrackPage) -> Self {
        Self {
            total: count(page.total),
            offset: count(page.offset),
            rows: page.rows.into_iter().map(Into::into).collect(),
        }
    }
}

#[derive(Clone, Copy, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FolderState {
    New,
    Online,
    Unreachable,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FolderView {
    pub id: u32,
    pub path: String,
    pub state: FolderState,
    pub tracks: u32,
}

impl From<(domain::Folder, usize)> for FolderView {
    fn from((folder, tracks): (domain::Folder, usize)) -> Self {
        let state = match folder.state {
            domain::FolderState::New => FolderState::New,
            domain::FolderState::Online => FolderState::Online,
            domain::FolderState::Unreachable => FolderState::Unreachable,
        };
        Self {
            id: wire_id(folder.id.0),
            path: folder.path.to_string_lossy().into_owned(),
            state,
            tracks: count(tracks),
        }
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    pub tracks: u32,
    pub albums: u32,
    pub artists: u32,
    /// A library can be longer than 49 days; whole milliseconds fit a float exactly.
    #[specta(type = u32)]
    pub total_ms: f64,
    pub analysed: u32,
    pub missing: u32,
    pub failed: u32,
    pub folders: Vec<FolderView>,
    pub demo_available: bool,
    pub output_device: Option<String>,
}

impl From<app::Overview> for Overview {
    fn from(overview: app::Overview) -> Self {
        Self {
            tracks: count(overview.tracks),
            albums: count(overview.albums),
            artists: count(overview.artists),
            total_ms: overview.duration.as_millis() as f64,
            analysed: count(overview.analysed),
            missing: count(overview.missing),
            failed: count(overview.failed),
            folders: overview.folders.into_iter().map(Into::into).collect(),
            demo_available: overview.demo_available,
            output_device: overview.output,
        }
    }
}
