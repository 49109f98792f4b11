//! The analysis queue: a query, not a table.

use domain::{ModelVersion, TrackId};
use rusqlite::params;

use crate::columns::{collect, json_ids};
use crate::{Error, Store};

const PENDING: &str = include_str!("../queries/pending_analysis.sql");

impl Store {
    /// Tracks that still need a pass by `model`: those of `first` in their order, then the most recently added. Left out are missing
    /// and unplayable ones and those that failed and did not change since.
    pub fn pending_analysis(&self, model: &ModelVersion, first: &[TrackId], limit: usize) -> Result<Vec<TrackId>, Error> {
        let list = json_ids(first.iter().map(|id| id.0));
        self.library().read(|db| {
            let mut query = db.prepare_cached(PENDING)?;
            collect(query.query(params![model.0, list, i64::try_from(limit).unwrap_or(-1)])?, |row| {
                Ok(TrackId(row.get(0)?))
            })
        })
    }

    /// How many tracks [`Store::pending_analysis`] would name without a limit.
    pub fn count_pending_analysis(&self, model: &ModelVersion) -> Result<u64, Error> {
        let sql = format!("SELECT count(*) FROM ({PENDING})");
        self.library().read(|db| {
            let count: i64 = db.prepare_cached(&sql)?.query_row(params![model.0, "[]", -1], |row| row.get(0))?;
            Ok(u64::try_from(count).unwrap_or(0))
        })
    }
}
