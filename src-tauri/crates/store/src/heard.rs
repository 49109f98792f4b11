//! What was listened to, added up for statistics: by track, by time, and who it is by.

use std::time::Duration;

use domain::{LONG_ENOUGH, Timestamp, TrackId, TrackUid};

use crate::browse::{AlbumId, ArtistId};
use crate::columns::{Columns, collect, json_uids, millis, split};
use crate::{Error, Store};

/// Listening to one track. Plays are those that count, see [`domain::Play::counts`]; time heard is all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    pub uid: TrackUid,
    /// Since the instant asked for.
    pub plays: u64,
    pub listened: Duration,
    pub plays_ever: u64,
    /// The first play that counts.
    pub first: Option<Timestamp>,
}

/// A play as a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub at: Timestamp,
    pub listened: Duration,
    pub counts: bool,
}

/// Whose a track of the library is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credits {
    pub uid: TrackUid,
    pub track: TrackId,
    pub present: bool,
    pub album: Option<AlbumId>,
    pub artists: Vec<ArtistId>,
    pub genres: Vec<String>,
}

impl Store {
    /// Sums over the plays since `since` of every track ever started. Read from an index alone.
    pub fn heard(&self, since: Timestamp) -> Result<Vec<Heard>, Error> {
        self.user().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT uid, sum(counts AND started_at >= ?1), sum(iif(started_at >= ?1, listened_ms, 0)), sum(counts),
                   min(iif(counts, started_at, NULL))
                 FROM (SELECT uid, started_at, listened_ms,
                         listened_ms > 0 AND (listened_ms * 2 >= duration_ms OR listened_ms >= ?2) AS counts FROM plays)
                 GROUP BY uid",
            )?;
            collect(query.query([since.0, millis(LONG_ENOUGH)])?, |row| {
                Ok(Heard {
                    uid: row.uid(0)?,
                    plays: row.count(1)?,
                    listened: row.duration(2)?,
                    plays_ever: row.count(3)?,
                    first: row.get::<_, Option<i64>>(4)?.map(Timestamp),
                })
            })
        })
    }

    /// The plays since `since`, oldest first. Read from an index alone.
    pub fn moments(&self, since: Timestamp) -> Result<Vec<Moment>, Error> {
        self.user().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT started_at, listened_ms, listened_ms > 0 AND (listened_ms * 2 >= duration_ms OR listened_ms >= ?2)
                 FROM plays WHERE started_at >= ?1 ORDER BY started_at, id",
            )?;
            collect(query.query([since.0, millis(LONG_ENOUGH)])?, |row| {
                Ok(Moment {
                    at: row.time(0)?,
                    listened: row.duration(1)?,
                    counts: row.get(2)?,
                })
            })
        })
    }

    /// The credits of those of `uids` that are in the library, missing ones included.
    pub fn credits(&self, uids: &[TrackUid]) -> Result<Vec<Credits>, Error> {
        let list = json_uids(uids);
        self.library().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT t.uid, t.id, t.album_id, t.genres, t.missing_since IS NULL,
                   (SELECT group_concat(ta.artist_id, ' ') FROM track_artists ta WHERE ta.track_id = t.id AND ta.role = 0)
                 FROM json_each(?1) j CROSS JOIN tracks t ON t.uid = unhex(j.value)",
            )?;
            collect(query.query([list])?, |row| {
                let artists: Option<String> = row.get(5)?;
                Ok(Credits {
                    uid: row.uid(0)?,
                    track: TrackId(row.get(1)?),
                    present: row.get(4)?,
                    album: row.get::<_, Option<i64>>(2)?.map(AlbumId),
                    artists: artists
                        .unwrap_or_default()
                        .split_ascii_whitespace()
                        .filter_map(|id| id.parse().ok().map(ArtistId))
                        .collect(),
                    genres: split(&row.get::<_, String>(3)?),
                })
            })
        })
    }

    /// The folded name of every artist, by which one of history is recognised.
    pub fn artist_keys(&self) -> Result<Vec<(ArtistId, String)>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached("SELECT id, key FROM artists")?;
            collect(query.query([])?, |row| Ok((ArtistId(row.get(0)?), row.get(1)?)))
        })
    }

    /// The artist of each of `uids` as its latest play has it: all that is left of a track that is gone.
    pub fn artists_as_played(&self, uids: &[TrackUid]) -> Result<Vec<(TrackUid, String)>, Error> {
        let list = json_uids(uids);
        self.user().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT p.uid, p.artist FROM json_each(?1) j CROSS JOIN plays p ON p.id =
                   (SELECT id FROM plays WHERE uid = unhex(j.value) ORDER BY started_at DESC LIMIT 1)",
            )?;
            collect(query.query([list])?, |row| Ok((row.uid(0)?, row.get(1)?)))
        })
    }
}
