//! `failures`: files that could not be taken in, with the reason.

use std::path::{Path, PathBuf};

use domain::{Failure, FileStamp, Stage, TrackId};
use rusqlite::{Row, params};

use crate::codes::Code;
use crate::columns::{Columns, collect};
use crate::{Error, Store, path_bytes};

/// Failures to play a file that did not change, after which it is left alone until a person asks.
pub const QUARANTINED_AFTER: u32 = 3;

impl Store {
    /// Records failures; a file that fails again at the same stage, and did not change since, counts up its attempts by the new ones:
    /// none, if it is worth as many more.
    pub fn save_failures(&self, failures: Vec<Failure>) -> Result<(), Error> {
        self.library().write(move |tx| {
            let mut upsert = tx.prepare_cached(
                "INSERT INTO failures (path, stage, reason, at, size, modified, attempts) VALUES (?1, ?2, ?3, ?4, ?5, ?6, max(?7, 1))
                 ON CONFLICT (path, stage) DO UPDATE SET reason = excluded.reason, at = excluded.at, size = excluded.size,
                   modified = excluded.modified, attempts = CASE
                     WHEN size IS excluded.size AND modified IS excluded.modified THEN attempts + ?7
                     ELSE excluded.attempts END",
            )?;
            for failure in &failures {
                upsert.execute(params![
                    path_bytes::to_bytes(&failure.path),
                    failure.stage.word(),
                    failure.reason,
                    failure.at.0,
                    failure.stamp.map(|stamp| i64::try_from(stamp.size).unwrap_or(i64::MAX)),
                    failure.stamp.map(|stamp| stamp.modified.0),
                    failure.attempts,
                ])?;
            }
            Ok(())
        })
    }

    /// All failures, the latest first.
    pub fn failures(&self) -> Result<Vec<Failure>, Error> {
        self.failures_where("1 ORDER BY at DESC, path", &[])
    }

    pub fn count_failures(&self) -> Result<u64, Error> {
        self.library().read(|db| {
            let count = collect(db.prepare_cached("SELECT count(*) FROM failures")?.query([])?, |row| row.count(0))?;
            Ok(count.first().copied().unwrap_or(0))
        })
    }

    /// Why the file of a track is not worth opening again: it could not be played [`QUARANTINED_AFTER`] times, and did not change since.
    pub fn quarantine(&self, track: TrackId) -> Result<Option<String>, Error> {
        let sql = "SELECT f.reason FROM tracks t JOIN failures f ON f.path = t.path AND f.stage = 'playback'
             WHERE t.id = ?1 AND f.attempts >= ?2 AND f.size = t.size AND f.modified = t.modified";
        self.library().read(|db| {
            let params = params![track.0, QUARANTINED_AFTER];
            let reasons = collect(db.prepare_cached(sql)?.query(params)?, |row| Ok(row.get::<_, String>(0)?))?;
            Ok(reasons.into_iter().next())
        })
    }

    /// Failures of one stage of files below `dir`.
    pub fn failures_below(&self, dir: &Path, stage: Stage) -> Result<Vec<Failure>, Error> {
        let (from, to) = path_bytes::below(dir);
        self.failures_where("path >= ?1 AND path < ?2 AND stage = ?3", &[&from, &to, &stage.word()])
    }

    fn failures_where(&self, condition: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<Failure>, Error> {
        self.library().read(|db| {
            let sql = format!("SELECT path, stage, reason, at, size, modified, attempts FROM failures WHERE {condition}");
            collect(db.prepare_cached(&sql)?.query(params)?, failure)
        })
    }

    /// Forgets failures at `paths` so that the files are tried again, because they are fine now or a person asks; all stages if
    /// `stage` is `None`.
    pub fn clear_failures(&self, paths: Vec<PathBuf>, stage: Option<Stage>) -> Result<(), Error> {
        self.library().write(move |tx| {
            for path in &paths {
                tx.prepare_cached("DELETE FROM failures WHERE path = ?1 AND (?2 IS NULL OR stage = ?2)")?
                    .execute(params![path_bytes::to_bytes(path), stage.as_ref().map(Code::word)])?;
            }
            Ok(())
        })
    }

    /// Forgets all failures at `stage`.
    pub fn clear_failures_of(&self, stage: Stage) -> Result<(), Error> {
        self.library().write(move |tx| {
            tx.execute("DELETE FROM failures WHERE stage = ?1", [stage.word()])?;
            Ok(())
        })
    }

    /// Forgets all failures: everything is tried again.
    pub fn clear_all_failures(&self) -> Result<(), Error> {
        self.library().write(|tx| {
            tx.execute("DELETE FROM failures", [])?;
            Ok(())
        })
    }
}

fn failure(row: &Row<'_>) -> Result<Failure, Error> {
    let size: Option<i64> = row.get(4)?;
    let stamp = match size {
        Some(_) => Some(FileStamp {
            size: row.count(4)?,
            modified: row.time(5)?,
        }),
        None => None,
    };
    Ok(Failure {
        path: row.path(0)?,
        stage: Stage::from_word(&row.get::<_, String>(1)?)?,
        reason: row.get(2)?,
        at: row.time(3)?,
        stamp,
        attempts: row.get(6)?,
    })
}
