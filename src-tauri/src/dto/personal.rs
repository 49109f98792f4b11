//! What the listener says of tracks, and the lyrics of them.

use serde::Serialize;
use specta::Type;

use super::{TrackRow, millis, moment, wire_enum};

wire_enum! {
    exchanged Feedback = domain::Feedback {
        /// Until the program ends.
        NotNow,
        Less,
        Never,
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
            at: moment(row.at),
        }
    }
}

wire_enum! {
    sent LyricsSource = app::LyricsSource {
        File,
        Tag,
    }
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
            source: lyrics.source.into(),
            lines: lyrics.lines.into_iter().map(line).collect(),
        }
    }
}
