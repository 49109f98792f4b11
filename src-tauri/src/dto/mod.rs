//! Serialisable twins of the program's views, shaped for the window. Wire names are camelCase, ids are numbers, uids and
//! hashes hexadecimal text, times whole milliseconds.

mod discover;
mod event;
mod history;
mod jobs;
mod library;
mod path;
mod personal;
mod playback;
mod playlists;
mod shelf;
mod track;

pub use discover::{MixesView, SimilarView};
pub use event::{AttuneEvent, NoticeView};
pub use history::{HistoryPage, Period, Statistics};
pub use jobs::{FailureRow, JobsView};
pub use library::Overview;
pub use path::PathView;
pub use personal::{Feedback, FeedbackRow, Lyrics};
pub use playback::{PlayerState, QueueView, RepeatMode, Source};
pub use playlists::{ImportReport, PlaylistRow};
pub use shelf::{
    AlbumDetails, AlbumPage, AlbumQuery, AlbumRow, ArtistDetails, ArtistPage, ArtistQuery, ArtistRow, FolderContents, GenreRow, Home,
    SearchResults, YearRow,
};
pub use track::{TrackPage, TrackRow, TrackView, folder};

use serde::Serialize;
use specta::Type;
use std::time::Duration;

/// Why a command was refused, with a code only where the window acts on it.
#[derive(Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppError {
    pub code: ErrorCode,
    pub message: String,
}

#[derive(Clone, Copy, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ErrorCode {
    NotFound,
    Unreadable,
    Busy,
    Internal,
}

impl From<app::Error> for AppError {
    fn from(error: app::Error) -> Self {
        let code = match error.code() {
            app::Code::NotFound => ErrorCode::NotFound,
            app::Code::Unreadable => ErrorCode::Unreadable,
            app::Code::Busy => ErrorCode::Busy,
            app::Code::Internal => ErrorCode::Internal,
        };
        Self {
            code,
            message: error.to_string(),
        }
    }
}

/// Whole milliseconds; a length that does not fit (49 days) is cut there.
fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

/// Milliseconds since 1970; a float holds them exactly for 280,000 years.
fn moment(at: domain::Timestamp) -> f64 {
    at.0 as f64
}

/// A match of 0–1 as whole percent.
fn percent(score: f32) -> u8 {
    (score.clamp(0.0, 1.0) * 100.0).round() as u8
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Row ids start at 1 and are handed out one by one, so they fit.
fn wire_id(id: i64) -> u32 {
    u32::try_from(id).unwrap_or(0)
}
