//! `bans` and `lessened`: what is to be chosen never, or less. *Not now* is kept by the running program alone.

use domain::{Feedback, Timestamp, TrackUid};
use rusqlite::params;

use crate::columns::{Columns, collect};
use crate::{Error, Store};

impl Store {
    /// Keeps `feedback` on tracks since `at` in place of what there was; `None`, as *not now*, leaves nothing to keep. The same
    /// again keeps the first time.
    pub fn set_feedback(&self, uids: &[TrackUid], feedback: Option<Feedback>, at: Timestamp) -> Result<(), Error> {
        let uids = uids.to_vec();
        let (ban, lessen) = (feedback == Some(Feedback::Never), feedback == Some(Feedback::Less));
        self.user().write(move |tx| {
            for uid in &uids {
                if ban {
                    tx.prepare_cached("INSERT OR IGNORE INTO bans (uid, banned_at) VALUES (?1, ?2)")?
                        .execute(params![uid.0, at.0])?;
                } else {
                    tx.prepare_cached("DELETE FROM bans WHERE uid = ?1")?.execute([uid.0])?;
                }
                if lessen {
                    tx.prepare_cached("INSERT OR IGNORE INTO lessened (uid, lessened_at) VALUES (?1, ?2)")?
                        .execute(params![uid.0, at.0])?;
                } else {
                    tx.prepare_cached("DELETE FROM lessened WHERE uid = ?1")?.execute([uid.0])?;
                }
            }
            Ok(())
        })
    }

    /// All kept feedback, the latest first.
    pub fn feedback(&self) -> Result<Vec<(TrackUid, Feedback, Timestamp)>, Error> {
        self.user().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT uid, banned_at AS at, 1 FROM bans UNION ALL SELECT uid, lessened_at, 0 FROM lessened ORDER BY at DESC, uid",
            )?;
            collect(query.query([])?, |row| {
                let feedback = if row.get(2)? { Feedback::Never } else { Feedback::Less };
                Ok((row.uid(0)?, feedback, row.time(1)?))
            })
        })
    }
}
