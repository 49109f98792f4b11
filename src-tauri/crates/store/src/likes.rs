//! `likes`.

use domain::{Timestamp, TrackUid};
use rusqlite::params;

use crate::columns::{Columns, collect};
use crate::{Error, Store};

impl Store {
    /// Likes tracks since `at`, or takes the likes back; liking again keeps the first time.
    pub fn set_liked(&self, uids: &[TrackUid], at: Option<Timestamp>) -> Result<(), Error> {
        let uids = uids.to_vec();
        self.user().write(move |tx| {
            for uid in &uids {
                match at {
                    Some(at) => tx
                        .prepare_cached("INSERT OR IGNORE INTO likes (uid, liked_at) VALUES (?1, ?2)")?
                        .execute(params![uid.0, at.0])?,
                    None => tx.prepare_cached("DELETE FROM likes WHERE uid = ?1")?.execute([uid.0])?,
                };
            }
            Ok(())
        })
    }

    /// Liked tracks, the latest first.
    pub fn likes(&self) -> Result<Vec<(TrackUid, Timestamp)>, Error> {
        self.user().read(|db| {
            let mut query = db.prepare_cached("SELECT uid, liked_at FROM likes ORDER BY liked_at DESC, uid")?;
            collect(query.query([])?, |row| Ok((row.uid(0)?, row.time(1)?)))
        })
    }

    pub fn is_liked(&self, uid: TrackUid) -> Result<bool, Error> {
        self.user()
            .read(|db| Ok(db.prepare_cached("SELECT 1 FROM likes WHERE uid = ?1")?.exists([uid.0])?))
    }
}
