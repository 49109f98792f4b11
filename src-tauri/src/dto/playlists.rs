//! Playlists.

use serde::Serialize;
use specta::Type;

use super::{count, hashes, long_millis, moment, wire_id};

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlaylistRow {
    pub id: u32,
    pub name: String,
    pub tracks: u32,
    /// A list can be longer than 49 days; whole milliseconds fit a float exactly.
    #[specta(type = u32)]
    pub total_ms: f64,
    /// Up to four.
    pub covers: Vec<String>,
    /// Milliseconds since 1970.
    #[specta(type = u32)]
    pub created_at: f64,
    /// Entries whose file is not in the library now.
    pub away: u32,
}

impl From<app::PlaylistRow> for PlaylistRow {
    fn from(row: app::PlaylistRow) -> Self {
        Self {
            id: wire_id(row.id.0),
            name: row.name,
            tracks: count(row.tracks),
            total_ms: long_millis(row.length),
            covers: hashes(&row.covers),
            created_at: moment(row.created_at),
            away: count(row.away),
        }
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportedPlaylist {
    pub id: u32,
    pub name: String,
    pub found: u32,
    /// Lines that name nothing in the library; the first hundred.
    pub lost: Vec<String>,
    /// How many there are.
    pub lost_count: u32,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    pub playlists: Vec<ImportedPlaylist>,
}

impl From<app::ImportReport> for ImportReport {
    fn from(report: app::ImportReport) -> Self {
        let playlist = |playlist: app::ImportedPlaylist| ImportedPlaylist {
            id: wire_id(playlist.id.0),
            name: playlist.name,
            found: count(playlist.found),
            lost: playlist.lost,
            lost_count: count(playlist.lost_count),
        };
        Self {
            playlists: report.playlists.into_iter().map(playlist).collect(),
        }
    }
}
