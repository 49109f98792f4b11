//! The player bar and the queue.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{TrackRow, count, millis};

#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SourceKind {
    Library,
    Playlist,
    Similar,
    DailyMix,
    Radio,
    Opened,
}

/// Where queued tracks come from; history keeps it.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    pub kind: SourceKind,
    pub detail: Option<String>,
}

impl From<Source> for domain::PlaySource {
    fn from(source: Source) -> Self {
        let kind = match source.kind {
            SourceKind::Library => domain::SourceKind::Library,
            SourceKind::Playlist => domain::SourceKind::Playlist,
            SourceKind::Similar => domain::SourceKind::Similar,
            SourceKind::DailyMix => domain::SourceKind::DailyMix,
            SourceKind::Radio => domain::SourceKind::Radio,
            SourceKind::Opened => domain::SourceKind::Opened,
        };
        Self {
            kind,
            detail: source.detail,
        }
    }
}

#[derive(Clone, Copy, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Origin {
    Yours,
    Automatic,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QueueRow {
    pub item_id: u32,
    pub track: TrackRow,
    pub origin: Origin,
}

/// A window of the queue, with what its header says.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QueueView {
    pub revision: u32,
    pub total: u32,
    pub current_index: Option<u32>,
    pub yours: u32,
    // A plain number on the wire: never NaN, which is why f64 itself would be nullable there.
    #[specta(type = u32)]
    pub remaining_ms: f64,
    #[specta(type = u32)]
    pub total_ms: f64,
    pub can_undo: bool,
    pub can_redo: bool,
    pub offset: u32,
    pub rows: Vec<QueueRow>,
}

impl From<app::QueueView> for QueueView {
    fn from(view: app::QueueView) -> Self {
        let row = |row: app::QueueRow| QueueRow {
            item_id: u32::try_from(row.item.0).unwrap_or(u32::MAX),
            track: row.track.into(),
            origin: match row.origin {
                domain::Origin::Yours => Origin::Yours,
                domain::Origin::Automatic => Origin::Automatic,
            },
        };
        Self {
            revision: view.revision as u32,
            total: count(view.total),
            current_index: view.current.map(count),
            yours: count(view.yours),
            // A long queue lasts longer than 32 bits of milliseconds, which is 49 days.
            remaining_ms: view.remaining.as_millis() as f64,
            total_ms: view.length.as_millis() as f64,
            can_undo: view.can_undo,
            can_redo: view.can_redo,
            offset: count(view.offset),
            rows: view.rows.into_iter().map(row).collect(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PlaybackStatus {
    Stopped,
    Playing,
    Paused,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RepeatMode {
    Off,
    All,
    One,
}

impl From<RepeatMode> for domain::RepeatMode {
    fn from(mode: RepeatMode) -> Self {
        match mode {
            RepeatMode::Off => Self::Off,
            RepeatMode::All => Self::All,
            RepeatMode::One => Self::One,
        }
    }
}

/// The player bar.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlayerState {
    pub status: PlaybackStatus,
    pub track: Option<TrackRow>,
    pub item_id: Option<u32>,
    pub position_ms: u32,
    pub duration_ms: u32,
    /// 0–1, always finite: the generator would make a float `number | null`.
    #[specta(type = u32)]
    pub volume: f32,
    pub shuffle: bool,
    pub repeat: RepeatMode,
    pub output: Option<String>,
    pub output_problem: Option<String>,
}

impl From<app::PlayerState> for PlayerState {
    fn from(state: app::PlayerState) -> Self {
        Self {
            status: match state.status {
                app::PlaybackStatus::Stopped => PlaybackStatus::Stopped,
                app::PlaybackStatus::Playing => PlaybackStatus::Playing,
                app::PlaybackStatus::Paused => PlaybackStatus::Paused,
            },
            track: state.track.map(Into::into),
            item_id: state.item.map(|item| u32::try_from(item.0).unwrap_or(u32::MAX)),
            position_ms: millis(state.position),
            duration_ms: millis(state.duration),
            volume: state.volume.clamp(0.0, 1.0),
            shuffle: state.shuffle,
            repeat: match state.repeat {
                domain::RepeatMode::Off => RepeatMode::Off,
                domain::RepeatMode::All => RepeatMode::All,
                domain::RepeatMode::One => RepeatMode::One,
            },
            output: state.output,
            output_problem: state.output_problem,
        }
    }
}
