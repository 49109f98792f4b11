//! What was listened to, play by play.

use std::collections::HashMap;
use std::time::Duration;

use domain::{EndReason, Timestamp, TrackUid};

use crate::count::count;
use crate::{Attune, Error, TrackRow, Window};

/// A play.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryRow {
    pub play: i64,
    pub at: Timestamp,
    pub listened: Duration,
    pub duration: Duration,
    /// Left before it counted as a play.
    pub skipped: bool,
    /// As they were then.
    pub title: String,
    pub artist: String,
    pub album: String,
    /// `None` if the library does not know the track any more.
    pub track: Option<TrackRow>,
}

impl Attune {
    /// The window `offset .. offset + limit` of all plays, the latest first.
    pub fn history(&self, offset: usize, limit: usize) -> Result<Window<HistoryRow>, Error> {
        let store = &self.core.store;
        let plays = store.recent_plays(offset, limit)?;
        let uids: Vec<TrackUid> = plays.iter().map(|recent| recent.play.uid).collect();
        let rows = self.core.rows_of(store.tracks_by_uids(&uids)?)?;
        let rows: HashMap<TrackUid, TrackRow> = rows.into_iter().map(|row| (row.uid, row)).collect();
        let row = |recent: store::RecentPlay| {
            let skipped = recent.play.end == EndReason::Skipped && !recent.play.counts();
            let play = recent.play;
            HistoryRow {
                play: recent.id,
                at: play.started_at,
                listened: play.listened,
                duration: play.duration,
                skipped,
                title: play.title,
                artist: play.artist,
                album: play.album,
                track: rows.get(&play.uid).cloned(),
            }
        };
        Ok(Window {
            total: count(store.count_plays()?),
            offset,
            rows: plays.into_iter().map(row).collect(),
        })
    }
}
