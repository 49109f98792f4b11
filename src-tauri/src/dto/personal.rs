//! What the listener says of tracks, and the lyrics of them.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{TrackRow, millis};

#[derive(Clone, Copy, Debug, Deserialize, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Feedback {
    /// Until the program ends.
    NotNow,
    Less,
    Never,
}

impl From<Feedback> for domain::Feedback {
    fn from(feedback: Feedback) -> Self {
        match feedback {
            Feedback::NotNow => Self::NotNow,
            Feedback::Less => Self::Less,
            Feedback::Never => Self::Never,
        }
    }
}

impl From<domain::Feedback> for Feedback {
    fn from(feedback: domain::Feedback) -> Self {
        match feedback {
            domain::Feedback::NotNow => Self::NotNow,
            domain::Feedback::Less => Self::Less,
            domain::Feedback::Never => Self::Never,
        }
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FeedbackRow {
    pub track: TrackRow,
    pub feedback: Feedback,
    /// Milliseconds since 1970.
    #[specta(type = u32)]
    pub at: f64,
}

impl From<app::FeedbackRow> for FeedbackRow {
    fn from(row: app::FeedbackRow) -> Self {
        Self {
            track: row.track.into(),
            feedback: row.feedback.into(),
            at: row.at.0 as f64,
        }
    }
}

#[derive(Clone, Copy, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LyricsSource {
    File,
    Tag,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LyricLine {
    pub at_ms: Option<u32>,
    pub text: String,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Lyrics {
    pub synced: bool,
    pub source: LyricsSource,
    pub lines: Vec<LyricLine>,
}

impl From<app::Lyrics> for Lyrics {
    fn from(lyrics: app::Lyrics) -> Self {
        let line = |line: app::LyricLine| LyricLine {
            at_ms: line.at.map(millis),
            text: line.text,
        };
        Self {
            synced: lyrics.synced,
            source: match lyrics.source {
                app::LyricsSource::File => LyricsSource::File,
                app::LyricsSource::Tag => LyricsSource::Tag,
            },
            lines: lyrics.lines.into_iter().map(line).collect(),
        }
    }
}
