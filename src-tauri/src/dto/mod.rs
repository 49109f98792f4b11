//! Serialisable twins of the program's views, shaped for the window. Wire names are camelCase, ids are numbers, uids and
//! hashes hexadecimal text, times whole milliseconds.

mod details;
mod discover;
mod event;
mod fault;
mod folders;
mod heard;
mod history;
mod jobs;
mod library;
mod map;
mod models;
mod page;
mod path;
mod personal;
mod playback;
mod playlists;
mod shelf;
mod sound;
mod track;
mod wire_enum;

pub use details::{AlbumDetails, ArtistDetails};
pub use discover::{Lens, MixesView, RadioSettings, SimilarRow, SimilarView};
pub use event::{AttuneEvent, NoticeView};
pub use fault::Fault;
pub use folders::FolderContents;
pub use heard::HearingView;
pub use history::{HistoryRow, Period, Statistics};
pub use jobs::{FailureRow, JobsView};
pub use library::Overview;
pub use map::{MapColour, MapLayout, MapView, MoodRequest};
pub use models::{ModelOffer, ModelsView};
pub use page::{AlbumPage, ArtistPage, HistoryPage, TrackPage};
pub use path::PathView;
pub use personal::{Feedback, FeedbackRow, Lyrics};
pub use playback::{PlayerState, QueueView, RepeatMode, ShuffleMode, Source};
pub use playlists::{ImportReport, PlaylistRow};
pub use shelf::{AlbumQuery, AlbumRow, ArtistQuery, ArtistRow, GenreRow, Home, SearchResults, YearRow};
pub use sound::{SoundSettings, SoundView};
pub use track::{TrackRow, TrackView, folder};
use wire_enum::wire_enum;

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

wire_enum! {
    sent ErrorCode = app::Code {
        NotFound,
        Unreadable,
        Busy,
        Internal,
    }
}

impl From<app::Error> for AppError {
    fn from(error: app::Error) -> Self {
        Self {
            code: error.code().into(),
            message: error.to_string(),
        }
    }
}

/// Whole milliseconds; a length that does not fit (49 days) is cut there.
fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

/// Whole milliseconds of what may last longer than 49 days; a float holds them exactly.
fn long_millis(duration: Duration) -> f64 {
    duration.as_millis() as f64
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

/// Hexadecimal, as `cover://` takes them.
fn hashes(covers: &[domain::CoverHash]) -> Vec<String> {
    covers.iter().map(|hash| hash.to_hex()).collect()
}

fn all<A, B: From<A>>(rows: Vec<A>) -> Vec<B> {
    rows.into_iter().map(Into::into).collect()
}
