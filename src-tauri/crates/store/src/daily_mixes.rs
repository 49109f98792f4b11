//! `daily_mixes`: the day's mixes, so that they stay themselves until tomorrow.

use domain::{DailyMix, MixBasis};
use rusqlite::params;

use crate::codes::Code;
use crate::columns::{Columns, collect};
use crate::{Error, Store, reason_text};

impl Store {
    /// Replaces the mixes of `day` (`YYYY-MM-DD`, the listener's own calendar).
    pub fn save_daily_mixes(&self, day: &str, mixes: Vec<DailyMix>) -> Result<(), Error> {
        let day = day.to_owned();
        self.user().write(move |tx| {
            tx.execute("DELETE FROM daily_mixes WHERE day = ?1", [&day])?;
            for mix in &mixes {
                tx.prepare_cached("INSERT INTO daily_mixes (day, number, name, basis, pinned) VALUES (?1, ?2, ?3, ?4, ?5)")?
                    .execute(params![day, mix.number, mix.name, mix.basis.word(), mix.pinned])?;
                let mut insert =
                    tx.prepare_cached("INSERT INTO daily_mix_items (day, number, position, uid, reason) VALUES (?1, ?2, ?3, ?4, ?5)")?;
                for (position, (uid, reason)) in (0i64..).zip(&mix.tracks) {
                    insert.execute(params![day, mix.number, position, uid.0, reason_text::write(reason)])?;
                }
            }
            Ok(())
        })
    }

    /// The mixes of `day` by number; empty if none were made.
    pub fn daily_mixes(&self, day: &str) -> Result<Vec<DailyMix>, Error> {
        self.user().read(|db| {
            let mut query = db.prepare_cached("SELECT number, name, basis, pinned FROM daily_mixes WHERE day = ?1 ORDER BY number")?;
            let mut mixes = collect(query.query([day])?, |row| {
                let basis = MixBasis::from_word(&row.get::<_, String>(2)?)?;
                Ok(DailyMix {
                    number: row.get(0)?,
                    name: row.get(1)?,
                    basis,
                    pinned: row.get(3)?,
                    tracks: Vec::new(),
                })
            })?;
            let mut items =
                db.prepare_cached("SELECT uid, reason FROM daily_mix_items WHERE day = ?1 AND number = ?2 ORDER BY position")?;
            for mix in &mut mixes {
                mix.tracks = collect(items.query(params![day, mix.number])?, |row| {
                    Ok((row.uid(0)?, reason_text::read(&row.get::<_, String>(1)?)?))
                })?;
            }
            Ok(mixes)
        })
    }

    /// Lets a mix of `day` stay when the day is over, or not.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such mix.
    pub fn pin_daily_mix(&self, day: &str, number: u8, pinned: bool) -> Result<(), Error> {
        let day = day.to_owned();
        self.user().write(move |tx| {
            let changed = tx.execute(
                "UPDATE daily_mixes SET pinned = ?3 WHERE day = ?1 AND number = ?2",
                params![day, number, pinned],
            )?;
            if changed == 0 {
                return Err(Error::NotFound("mix"));
            }
            Ok(())
        })
    }

    /// The latest day that has mixes.
    pub fn latest_daily_mix_day(&self) -> Result<Option<String>, Error> {
        self.user()
            .read(|db| Ok(db.query_row("SELECT max(day) FROM daily_mixes", [], |row| row.get(0))?))
    }
}
