//! `plays`: the append-only history of listening.

use std::time::Duration;

use domain::{EndReason, LONG_ENOUGH, Play, PlaySource, SourceKind, Timestamp, TrackUid};
use rusqlite::{Row, params};

use crate::codes::Code;
use crate::columns::{Columns, collect, millis};
use crate::{Error, Store};

const COLUMNS: &str = "uid, started_at, listened_ms, duration_ms, source_kind, source_detail, end_reason, title, artist, album";

/// A play with the number history has for it.
#[derive(Clone, Debug, PartialEq)]
pub struct RecentPlay {
    pub id: i64,
    pub play: Play,
}

/// Listening to one track, added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlayCount {
    pub uid: TrackUid,
    /// Those that count, see [`Play::counts`].
    pub plays: u64,
    /// Those that do not.
    pub passes: u64,
    pub listened: Duration,
    pub last: Timestamp,
}

impl Store {
    /// Appends one play; on return it survives power loss.
    pub fn add_play(&self, play: Play) -> Result<(), Error> {
        self.user().write(move |tx| {
            tx.prepare_cached(&format!(
                "INSERT INTO plays ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
            ))?
            .execute(params![
                play.uid.0,
                play.started_at.0,
                millis(play.listened),
                millis(play.duration),
                play.source.kind.word(),
                play.source.detail,
                play.end.word(),
                play.title,
                play.artist,
                play.album,
            ])?;
            Ok(())
        })
    }

    /// The latest plays, newest first.
    pub fn recent_plays(&self, offset: usize, limit: usize) -> Result<Vec<RecentPlay>, Error> {
        let window = [i64::try_from(limit).unwrap_or(-1), i64::try_from(offset).unwrap_or(i64::MAX)];
        self.user().read(|db| {
            let mut query = db.prepare_cached(&format!(
                "SELECT {COLUMNS}, id FROM plays ORDER BY started_at DESC, id DESC LIMIT ?1 OFFSET ?2"
            ))?;
            collect(query.query(window)?, |row| {
                Ok(RecentPlay {
                    id: row.get(10)?,
                    play: play(row)?,
                })
            })
        })
    }

    /// How many plays history has.
    pub fn count_plays(&self) -> Result<u64, Error> {
        self.user().read(|db| {
            Ok(
                collect(db.prepare_cached("SELECT count(*) FROM plays")?.query([])?, |row| row.count(0))?
                    .pop()
                    .unwrap_or(0),
            )
        })
    }

    /// Plays that began at `since` or later, oldest first: what is learnt from.
    pub fn plays_since(&self, since: Timestamp) -> Result<Vec<Play>, Error> {
        self.user().read(|db| {
            let mut query = db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM plays WHERE started_at >= ?1 ORDER BY started_at, id"
            ))?;
            collect(query.query([since.0])?, play)
        })
    }

    /// The first `limit` plays behind one that began at an instant and has a number, the oldest first; behind none, from the beginning.
    pub fn plays_behind(&self, behind: Option<(Timestamp, i64)>, limit: usize) -> Result<Vec<RecentPlay>, Error> {
        let (at, id) = behind.unwrap_or((Timestamp(i64::MIN), i64::MIN));
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.user().read(|db| {
            let mut query = db.prepare_cached(&format!(
                "SELECT {COLUMNS}, id FROM plays WHERE (started_at, id) > (?1, ?2) ORDER BY started_at, id LIMIT ?3"
            ))?;
            collect(query.query([at.0, id, limit])?, |row| {
                Ok(RecentPlay {
                    id: row.get(10)?,
                    play: play(row)?,
                })
            })
        })
    }

    /// Sums per track over the plays that began at `since` or later, most played first.
    pub fn play_counts(&self, since: Timestamp) -> Result<Vec<PlayCount>, Error> {
        self.user().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT uid, sum(counts) AS n, sum(NOT counts), sum(listened_ms), max(started_at)
                 FROM (SELECT *, listened_ms > 0 AND (listened_ms * 2 >= duration_ms OR listened_ms >= ?2) AS counts FROM plays)
                 WHERE started_at >= ?1 GROUP BY uid ORDER BY n DESC, max(started_at) DESC",
            )?;
            collect(query.query([since.0, millis(LONG_ENOUGH)])?, |row| {
                Ok(PlayCount {
                    uid: row.uid(0)?,
                    plays: row.count(1)?,
                    passes: row.count(2)?,
                    listened: row.duration(3)?,
                    last: row.time(4)?,
                })
            })
        })
    }
}

fn play(row: &Row<'_>) -> Result<Play, Error> {
    Ok(Play {
        uid: row.uid(0)?,
        started_at: row.time(1)?,
        listened: row.duration(2)?,
        duration: row.duration(3)?,
        source: PlaySource {
            kind: SourceKind::from_word(&row.get::<_, String>(4)?)?,
            detail: row.get(5)?,
        },
        end: EndReason::from_word(&row.get::<_, String>(6)?)?,
        title: row.get(7)?,
        artist: row.get(8)?,
        album: row.get(9)?,
    })
}
