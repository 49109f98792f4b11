//! `ratings`: one to five stars.

use domain::{Timestamp, TrackUid};
use rusqlite::params;

use crate::columns::{Columns, collect};
use crate::{Error, Store};

/// The best there is.
const MOST: u8 = 5;

impl Store {
    /// Gives tracks one to five stars (more count as five), or with 0 takes theirs away.
    pub fn set_stars(&self, uids: &[TrackUid], stars: u8, at: Timestamp) -> Result<(), Error> {
        let uids = uids.to_vec();
        self.user().write(move |tx| {
            for uid in &uids {
                if stars == 0 {
                    tx.prepare_cached("DELETE FROM ratings WHERE uid = ?1")?.execute([uid.0])?;
                } else {
                    tx.prepare_cached(
                        "INSERT INTO ratings (uid, stars, rated_at) VALUES (?1, ?2, ?3)
                         ON CONFLICT (uid) DO UPDATE SET stars = excluded.stars, rated_at = excluded.rated_at",
                    )?
                    .execute(params![uid.0, stars.min(MOST), at.0])?;
                }
            }
            Ok(())
        })
    }

    /// All tracks with stars.
    pub fn ratings(&self) -> Result<Vec<(TrackUid, u8)>, Error> {
        self.user().read(|db| {
            let mut query = db.prepare_cached("SELECT uid, stars FROM ratings ORDER BY uid")?;
            collect(query.query([])?, |row| Ok((row.uid(0)?, row.get(1)?)))
        })
    }
}
