//! The one event of the window: a tagged union.

use serde::Serialize;
use specta::Type;
use tauri_specta::Event;

use super::{JobsView, PlayerState, millis};

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum NoticeLevel {
    Info,
    Warning,
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
    Jobs {
        jobs: JobsView,
    },
    MixesChanged,
    Notice {
        level: NoticeLevel,
        message: String,
    },
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
            app::Event::JobsChanged(jobs) => Self::Jobs { jobs: jobs.into() },
            app::Event::DiscoverChanged => Self::MixesChanged,
            app::Event::Noticed { level, message } => Self::Notice {
                level: match level {
                    app::NoticeLevel::Info => NoticeLevel::Info,
                    app::NoticeLevel::Warning => NoticeLevel::Warning,
                },
                message,
            },
        }
    }
}
