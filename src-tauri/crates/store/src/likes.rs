//! `likes` and `bans`.

use domain::{Timestamp, TrackUid};
use rusqlite::params;

use crate::columns::{Columns, collect};
use crate::{Error, Store};

impl Store {
    /// Likes a track since `at`, or takes the like back; liking again keeps the first time.
    pub fn set_liked(&self, uid: TrackUid, at: Option<Timestamp>) -> Result<(), Error> {
        self.set("likes", "liked_at", uid, at)
    }

    /// Bans a track from automatic choices since `at`, or takes the ban back. It stays searchable and playable.
    pub fn set_banned(&self, uid: TrackUid, at: Option<Timestamp>) -> Result<(), Error> {
        self.set("bans", "banned_at", uid, at)
    }

    /// Liked tracks, the latest first.
    pub fn likes(&self) -> Result<Vec<(TrackUid, Timestamp)>, Error> {
        self.list("likes", "liked_at")
    }

    /// Banned tracks, the latest first.
    pub fn bans(&self) -> Result<Vec<(TrackUid, Timestamp)>, Error> {
        self.list("bans", "banned_at")
    }

    pub fn is_liked(&self, uid: TrackUid) -> Result<bool, Error> {
        self.user()
            .read(|db| Ok(db.prepare_cached("SELECT 1 FROM likes WHERE uid = ?1")?.exists([uid.0])?))
    }

    fn set(&self, table: &'static str, column: &'static str, uid: TrackUid, at: Option<Timestamp>) -> Result<(), Error> {
        self.user().write(move |tx| {
            match at {
                Some(at) => tx.execute(
                    &format!("INSERT OR IGNORE INTO {table} (uid, {column}) VALUES (?1, ?2)"),
                    params![uid.0, at.0],
                )?,
                None => tx.execute(&format!("DELETE FROM {table} WHERE uid = ?1"), [uid.0])?,
            };
            Ok(())
        })
    }

    fn list(&self, table: &str, column: &str) -> Result<Vec<(TrackUid, Timestamp)>, Error> {
        self.user().read(|db| {
            let mut query = db.prepare_cached(&format!("SELECT uid, {column} FROM {table} ORDER BY {column} DESC, uid"))?;
            collect(query.query([])?, |row| Ok((row.uid(0)?, row.time(1)?)))
        })
    }
}
