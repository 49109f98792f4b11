//! `covers`: thumbnails by the hash of the picture they were made of.

use std::path::{Path, PathBuf};

use domain::{CoverHash, TrackId};
use rusqlite::{OptionalExtension, params};

use crate::columns::{Columns, collect};
use crate::{Error, Store, path_bytes};

/// A decoded and scaled cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    pub hash: CoverHash,
    /// Of the original picture.
    pub mime: String,
    /// Pixels of the original picture.
    pub width: u32,
    pub height: u32,
    /// JPEG, at most 512 × 512.
    pub thumbnail: Vec<u8>,
    /// JPEG, at most 128 × 128: what a row of a list shows, decoded in a sixteenth of the memory.
    pub small: Vec<u8>,
}

/// What a window shows: JPEG bytes.
pub type Thumbnail = Vec<u8>;

/// How much of a cover is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoverSize {
    /// Up to 512 pixels a side.
    Full,
    /// Up to 128 pixels a side, unless an earlier version kept only the full one.
    Small,
}

impl Store {
    /// The JPEG thumbnail of a cover.
    pub fn thumbnail(&self, hash: CoverHash, size: CoverSize) -> Result<Option<Thumbnail>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached(match size {
                CoverSize::Full => "SELECT thumbnail FROM covers WHERE hash = ?1",
                CoverSize::Small => "SELECT coalesce(small, thumbnail) FROM covers WHERE hash = ?1",
            })?;
            Ok(query.query_row([hash.0], |row| row.get(0)).optional()?)
        })
    }

    pub fn has_cover(&self, hash: CoverHash) -> Result<bool, Error> {
        self.library()
            .read(|db| Ok(db.prepare_cached("SELECT 1 FROM covers WHERE hash = ?1")?.exists([hash.0])?))
    }

    /// Thumbnails of covers that an earlier version kept in one size only.
    pub fn covers_without_small(&self, limit: usize) -> Result<Vec<(CoverHash, Thumbnail)>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached("SELECT hash, thumbnail FROM covers WHERE small IS NULL LIMIT ?1")?;
            let rows = query.query([i64::try_from(limit).unwrap_or(-1)])?;
            collect(rows, |row| Ok((CoverHash(row.get(0)?), row.get(1)?)))
        })
    }

    pub fn save_small_covers(&self, covers: Vec<(CoverHash, Thumbnail)>) -> Result<(), Error> {
        self.library().write(move |tx| {
            let mut update = tx.prepare_cached("UPDATE covers SET small = ?2 WHERE hash = ?1")?;
            for (hash, small) in &covers {
                update.execute(params![hash.0, small])?;
            }
            Ok(())
        })
    }

    /// Present tracks whose cover was not looked for since their file changed, by id after `after`.
    pub fn unchecked_covers(&self, after: Option<TrackId>, limit: usize) -> Result<Vec<(TrackId, PathBuf)>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT id, path FROM tracks WHERE cover_checked = 0 AND missing_since IS NULL AND id > ?1 ORDER BY id LIMIT ?2",
            )?;
            let values = params![after.map_or(i64::MIN, |id| id.0), i64::try_from(limit).unwrap_or(-1)];
            collect(query.query(values)?, |row| Ok((TrackId(row.get(0)?), row.path(1)?)))
        })
    }

    /// Stores new covers and which track has which; `None` where a track has none. Answers how many tracks have another than before.
    pub fn save_covers(&self, covers: Vec<Cover>, found: Vec<(TrackId, Option<CoverHash>)>) -> Result<usize, Error> {
        self.library().write(move |tx| {
            for cover in &covers {
                tx.prepare_cached(
                    "INSERT OR IGNORE INTO covers (hash, mime, width, height, thumbnail, small) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    cover.hash.0,
                    cover.mime,
                    cover.width,
                    cover.height,
                    cover.thumbnail,
                    cover.small
                ])?;
            }
            let mut changed = 0;
            for (track, hash) in &found {
                let values = params![track.0, hash.map(|hash| hash.0)];
                changed += tx
                    .prepare_cached("UPDATE tracks SET cover = ?2 WHERE id = ?1 AND cover IS NOT ?2")?
                    .execute(values)?;
                tx.prepare_cached("UPDATE tracks SET cover_checked = 1 WHERE id = ?1")?
                    .execute([track.0])?;
            }
            Ok(changed)
        })
    }

    /// Has the covers of all tracks below `dir` looked for again.
    pub fn recheck_covers_below(&self, dir: &Path) -> Result<(), Error> {
        let (from, to) = path_bytes::below(dir);
        self.library().write(move |tx| {
            tx.prepare_cached("UPDATE tracks SET cover_checked = 0 WHERE path >= ?1 AND path < ?2")?
                .execute(params![from, to])?;
            Ok(())
        })
    }

    /// Has the covers of the tracks right in `dir` looked for again: a picture beside them changed.
    pub fn recheck_covers_in(&self, dir: &Path) -> Result<(), Error> {
        let (from, to) = path_bytes::below(dir);
        let dir = dir.to_path_buf();
        self.library().write(move |tx| {
            let below: Vec<(i64, PathBuf)> = {
                let mut query = tx.prepare_cached("SELECT id, path FROM tracks WHERE path >= ?1 AND path < ?2")?;
                collect(query.query(params![from, to])?, |row| Ok((row.get(0)?, row.path(1)?)))?
            };
            let mut update = tx.prepare_cached("UPDATE tracks SET cover_checked = 0 WHERE id = ?1")?;
            for (id, path) in below {
                if domain::holder(&path).parent() == Some(&dir) {
                    update.execute([id])?;
                }
            }
            Ok(())
        })
    }

    /// Deletes thumbnails no track refers to; answers how many.
    pub fn drop_unused_covers(&self) -> Result<usize, Error> {
        self.library().write(|tx| {
            Ok(tx.execute(
                "DELETE FROM covers WHERE hash NOT IN (SELECT cover FROM tracks WHERE cover IS NOT NULL)",
                [],
            )?)
        })
    }
}
