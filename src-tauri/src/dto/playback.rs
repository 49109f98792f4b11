//! The player bar and the queue.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::sound::Signal;
use super::{TrackRow, count, long_millis, millis, wire_enum};

wire_enum! {
    received SourceKind = domain::SourceKind {
        Library,
        Playlist,
        Similar,
        DailyMix,
        Radio,
        Opened,
    }
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
        Self {
            kind: source.kind.into(),
            detail: source.detail,
        }
    }
}

wire_enum! {
    sent Origin = domain::Origin {
        Yours,
        Automatic,
    }
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
            origin: row.origin.into(),
        };
        Self {
            revision: view.revision as u32,
            total: count(view.total),
            current_index: view.current.map(count),
            yours: count(view.yours),
            remaining_ms: long_millis(view.remaining),
            total_ms: long_millis(view.length),
            can_undo: view.can_undo,
            can_redo: view.can_redo,
            offset: count(view.offset),
            rows: view.rows.into_iter().map(row).collect(),
        }
    }
}

wire_enum! {
    sent PlaybackStatus = app::PlaybackStatus {
        Stopped,
        Playing,
        Paused,
    }
}

wire_enum! {
    exchanged RepeatMode = domain::RepeatMode {
        Off,
        All,
        One,
    }
}

wire_enum! {
    exchanged ShuffleMode = domain::ShuffleMode {
        Off,
        Tracks,
        Albums,
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
    pub shuffle: ShuffleMode,
    pub repeat: RepeatMode,
    pub output: Option<String>,
    pub output_problem: Option<String>,
    pub signal: Option<Signal>,
    pub stop_after: bool,
    /// What is left of the sleep timer.
    pub sleep_ms: Option<u32>,
}

impl From<app::PlayerState> for PlayerState {
    fn from(state: app::PlayerState) -> Self {
        Self {
            status: state.status.into(),
            track: state.track.map(Into::into),
            item_id: state.item.map(|item| u32::try_from(item.0).unwrap_or(u32::MAX)),
            position_ms: millis(state.position),
            duration_ms: millis(state.duration),
            volume: state.volume.clamp(0.0, 1.0),
            shuffle: state.shuffle.into(),
            repeat: state.repeat.into(),
            output: state.output,
            output_problem: state.output_problem,
            signal: state.signal.map(Into::into),
            stop_after: state.stop_after,
            sleep_ms: state.sleep.map(millis),
        }
    }
}
