//! Figures over the whole library.

use std::time::Duration;

use crate::columns::{Columns, collect};
use crate::{Error, Store};

/// Counts of present tracks unless said otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    pub tracks: u64,
    pub albums: u64,
    pub artists: u64,
    pub genres: u64,
    pub duration: Duration,
    /// Analysed by any model.
    pub analysed: u64,
    /// Files refused at any stage.
    pub failed: u64,
    pub missing: u64,
    pub plays: u64,
    pub listened: Duration,
}

impl Store {
    pub fn stats(&self) -> Result<Stats, Error> {
        let mut stats = self.library().read(|db| {
            let mut query = db.prepare_cached(include_str!("../queries/stats.sql"))?;
            let rows = collect(query.query([])?, |row| {
                Ok(Stats {
                    tracks: row.count(0)?,
                    albums: row.count(1)?,
                    artists: row.count(2)?,
                    duration: row.duration(3)?,
                    analysed: row.count(4)?,
                    failed: row.count(5)?,
                    missing: row.count(6)?,
                    genres: row.count(7)?,
                    ..Stats::default()
                })
            })?;
            Ok(rows.into_iter().next().unwrap_or_default())
        })?;
        let listening = self.user().read(|db| {
            let mut query = db.prepare_cached("SELECT count(*), coalesce(sum(listened_ms), 0) FROM plays")?;
            collect(query.query([])?, |row| Ok((row.count(0)?, row.duration(1)?)))
        })?;
        if let Some((plays, listened)) = listening.first() {
            (stats.plays, stats.listened) = (*plays, *listened);
        }
        Ok(stats)
    }
}
