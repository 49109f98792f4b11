//! The analysis queue: a query, not a table.

use std::collections::HashSet;

use domain::{ModelVersion, TrackId};
use rusqlite::{Connection, params};

use crate::columns::{collect, json_ids};
use crate::{Error, Store};

const PENDING: &str = include_str!("../queries/pending_analysis.sql");

impl Store {
    /// Tracks that still need a pass by `model`: those of `first` in their order, then the most recently added. Left out are missing
    /// and unplayable ones and those that failed and did not change since: once in their analysis, or so often in playing that they are left
    /// alone.
    pub fn pending_analysis(&self, model: &ModelVersion, first: &[TrackId], limit: usize) -> Result<Vec<TrackId>, Error> {
        self.library().read(|db| {
            let wanted: HashSet<TrackId> = pending(db, model, Some(first), usize::MAX)?.into_iter().collect();
            let mut named = HashSet::new();
            let mut out: Vec<TrackId> = first
                .iter()
                .copied()
                .filter(|id| wanted.contains(id) && named.insert(*id))
                .collect();
            if out.len() < limit {
                // Those named already are among the rest too.
                let rest = pending(db, model, None, limit.saturating_add(out.len()))?;
                out.extend(rest.into_iter().filter(|id| !named.contains(id)));
            }
            out.truncate(limit);
            Ok(out)
        })
    }

    /// Whether a track will not be analysed as it is: its file is away, nothing here decodes it, or it failed.
    pub fn is_beyond_analysis(&self, track: TrackId) -> Result<bool, Error> {
        self.library().read(|db| {
            let sql = "SELECT 1 FROM tracks t WHERE t.id = ?1 AND (t.missing_since IS NOT NULL OR t.unplayable IS NOT NULL OR EXISTS (
                 SELECT 1 FROM failures f
                 WHERE f.path = t.path AND (f.stage = 'analysis' OR f.stage = 'playback' AND f.attempts >= 3)
      AND f.size = t.size AND f.modified = t.modified))";
            Ok(db.prepare_cached(sql)?.exists([track.0])?)
        })
    }

    /// How many tracks [`Store::pending_analysis`] would name without a limit.
    pub fn count_pending_analysis(&self, model: &ModelVersion) -> Result<u64, Error> {
        let sql = format!("SELECT count(*) FROM ({PENDING})");
        self.library().read(|db| {
            let count: i64 = db
                .prepare_cached(&sql)?
                .query_row(params![model.0, -1, None::<String>], |row| row.get(0))?;
            Ok(u64::try_from(count).unwrap_or(0))
        })
    }
}

fn pending(db: &Connection, model: &ModelVersion, only: Option<&[TrackId]>, limit: usize) -> Result<Vec<TrackId>, Error> {
    if only.is_some_and(<[TrackId]>::is_empty) {
        return Ok(Vec::new());
    }
    let list = only.map(|ids| json_ids(ids.iter().map(|id| id.0)));
    let limit = i64::try_from(limit).unwrap_or(-1);
    let mut query = db.prepare_cached(PENDING)?;
    collect(query.query(params![model.0, limit, list])?, |row| Ok(TrackId(row.get(0)?)))
}
