//! The one event of the window: a tagged union.

use serde::Serialize;
use specta::Type;
use tauri_specta::Event;

use super::{Fault, JobsView, PlayerState, count, millis, wire_id};

/// What a person should read once; the window has the words.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum NoticeView {
    LibraryRebuilt,
    UserRestored,
    UserLost { kept_as: String },
    NotWatched,
    WatchLimited { reason: String },
    FolderFailed { reason: String },
    HistoryNotWritten,
    TrackSkipped { title: String, reason: Fault },
    TrackAway { title: String },
    OutputAway { chosen: String, instead: String },
    PlayerFaltered,
    FaultLastTime { report: String },
    NotOpened { name: String, reason: Fault, others: u32 },
    NoEar { reason: String },
}

impl From<app::Notice> for NoticeView {
    fn from(notice: app::Notice) -> Self {
        match notice {
            app::Notice::LibraryRebuilt => Self::LibraryRebuilt,
            app::Notice::UserRestored => Self::UserRestored,
            app::Notice::UserLost { kept_as } => Self::UserLost {
                kept_as: kept_as.display().to_string(),
            },
            app::Notice::NotWatched => Self::NotWatched,
            app::Notice::WatchLimited { reason } => Self::WatchLimited { reason },
            app::Notice::FolderFailed { reason } => Self::FolderFailed { reason },
            app::Notice::HistoryNotWritten => Self::HistoryNotWritten,
            app::Notice::TrackSkipped { title, reason } => Self::TrackSkipped {
                title,
                reason: Fault::of(&reason),
            },
            app::Notice::TrackAway { title } => Self::TrackAway { title },
            app::Notice::OutputAway { chosen, instead } => Self::OutputAway { chosen, instead },
            app::Notice::PlayerFaltered => Self::PlayerFaltered,
            app::Notice::FaultLastTime { report } => Self::FaultLastTime {
                report: report.display().to_string(),
            },
            app::Notice::NotOpened { name, reason, others } => Self::NotOpened {
                name,
                reason: Fault::of(&reason),
                others: count(others),
            },
            app::Notice::NoEar { reason } => Self::NoEar { reason },
        }
    }
}

/// What happened; the window asks for what it shows of it.
#[derive(Clone, Debug, PartialEq, Serialize, Type, Event)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[expect(clippy::large_enum_variant, reason = "a few a second, and the largest is the most frequent")]
pub enum AttuneEvent {
    Player {
        state: PlayerState,
    },
    /// An anchor: between two the position runs with the clock.
    Position {
        position_ms: u32,
        playing: bool,
    },
    QueueChanged {
        revision: u32,
    },
    LibraryChanged {
        revision: u32,
    },
    /// What is heard as a preview now.
    PreviewChanged {
        track_id: Option<u32>,
    },
    Jobs {
        jobs: JobsView,
    },
    MixesChanged,
    MapChanged,
    Notice {
        notice: NoticeView,
    },
    PlaylistsChanged,
}

impl From<app::Event> for AttuneEvent {
    fn from(event: app::Event) -> Self {
        match event {
            app::Event::PlayerChanged(state) => Self::Player { state: state.into() },
            app::Event::PositionAnchored { position, playing } => Self::Position {
                position_ms: millis(position),
                playing,
            },
            app::Event::QueueChanged { revision } => Self::QueueChanged { revision: revision as u32 },
            app::Event::LibraryChanged { revision } => Self::LibraryChanged { revision: revision as u32 },
            app::Event::PreviewChanged(track) => Self::PreviewChanged {
                track_id: track.map(|id| wire_id(id.0)),
            },
            app::Event::JobsChanged(jobs) => Self::Jobs { jobs: jobs.into() },
            app::Event::DiscoverChanged => Self::MixesChanged,
            app::Event::MapChanged => Self::MapChanged,
            app::Event::Noticed(notice) => Self::Notice { notice: notice.into() },
            app::Event::PlaylistsChanged => Self::PlaylistsChanged,
        }
    }
}
