//! A path from one track to another.

use serde::Serialize;
use specta::Type;

use super::{TrackRow, percent};

#[derive(Clone, Copy, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PathState {
    Ready,
    SameTrack,
    NotAnalysed,
    CannotCompare,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PathRow {
    pub track: TrackRow,
    /// 0–100, with the row before; null for the first.
    pub match_percent: Option<u8>,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PathView {
    pub state: PathState,
    /// The end that waits for its analysis or cannot be analysed.
    pub unheard: Option<TrackRow>,
    /// With both ends.
    pub rows: Vec<PathRow>,
}

impl From<app::PathView> for PathView {
    fn from(view: app::PathView) -> Self {
        let row = |row: app::PathRow| PathRow {
            track: row.track.into(),
            match_percent: row.match_score.map(percent),
        };
        Self {
            state: match view.state {
                app::PathState::Ready => PathState::Ready,
                app::PathState::SameTrack => PathState::SameTrack,
                app::PathState::NotAnalysed => PathState::NotAnalysed,
                app::PathState::CannotCompare => PathState::CannotCompare,
            },
            unheard: view.unheard.map(Into::into),
            rows: view.rows.into_iter().map(row).collect(),
        }
    }
}
