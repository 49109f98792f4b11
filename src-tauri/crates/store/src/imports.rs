//! `imports`: listening that other programs recorded, as plays that know where they came from.

use domain::{Play, Timestamp};
use rusqlite::params;

use crate::codes::Code;
use crate::columns::{Columns, collect, millis};
use crate::{Error, Store};

/// A play of the same track that began this near to another one is the same play: others write minutes, or when it ended.
const SAME_PLAY_MS: i64 = 90_000;

/// Plays that are taken back before others may write.
const REMOVED_AT_ONCE: i64 = 10_000;

/// A file whose listens became plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    pub id: i64,
    pub at: Timestamp,
    /// The format, as a short word.
    pub kind: String,
    /// The name of the file.
    pub file: String,
    /// Listens in the file that are of music and whole.
    pub listens: u64,
    /// Of these, those whose track is in the library.
    pub matched: u64,
    /// Of these, those that history did not have. They are plays of it now.
    pub inserted: u64,
    pub unmatched: u64,
}

/// What is known of an import before its plays are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewImport {
    pub at: Timestamp,
    pub kind: String,
    pub file: String,
    pub listens: u64,
    pub matched: u64,
    pub unmatched: u64,
}

impl Store {
    /// Begins an import, without any plays; answers with its number.
    pub fn begin_import(&self, import: NewImport) -> Result<i64, Error> {
        self.user().write(move |tx| {
            let mut query = tx.prepare_cached(
                "INSERT INTO imports (at, kind, file, listens, matched, inserted, unmatched) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6)",
            )?;
            Ok(query.insert(params![
                import.at.0,
                import.kind,
                import.file,
                signed(import.listens),
                signed(import.matched),
                signed(import.unmatched),
            ])?)
        })
    }

    /// Adds plays to an import, in one transaction; answers with how many history did not have. One that began within a minute and a
    /// half of another play of its track is the same, whether it was recorded here or by whatever program. In one import only what
    /// began at the same instant is, for a short track can be heard twice in a row.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the import was taken back.
    pub fn add_imported(&self, import: i64, plays: Vec<Play>) -> Result<u64, Error> {
        self.user().write(move |tx| {
            let mut insert = tx.prepare_cached(
                "INSERT INTO plays (uid, started_at, listened_ms, duration_ms, source_kind, source_detail, end_reason, title, artist,
                   album, import_id)
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
                 WHERE NOT EXISTS (SELECT 1 FROM plays WHERE uid = ?1 AND started_at BETWEEN ?2 - ?12 AND ?2 + ?12
                   AND (import_id IS NOT ?11 OR started_at = ?2))",
            )?;
            let mut inserted = 0;
            for play in &plays {
                inserted += insert.execute(params![
                    play.uid.0,
                    play.started_at.0,
                    millis(play.listened),
                    millis(play.duration),
                    play.source.kind.word(),
                    play.source.detail,
                    play.end.word(),
                    play.title,
                    play.artist,
                    play.album,
                    import,
                    SAME_PLAY_MS,
                ])? as u64;
            }
            let known = tx
                .prepare_cached("UPDATE imports SET inserted = inserted + ?2 WHERE id = ?1")?
                .execute(params![import, signed(inserted)])?;
            if known == 0 {
                return Err(Error::NotFound("import"));
            }
            Ok(inserted)
        })
    }

    /// All imports, the latest first.
    pub fn imports(&self) -> Result<Vec<Import>, Error> {
        self.user().read(|db| {
            let mut query =
                db.prepare_cached("SELECT id, at, kind, file, listens, matched, inserted, unmatched FROM imports ORDER BY id DESC")?;
            collect(query.query([])?, |row| {
                Ok(Import {
                    id: row.get(0)?,
                    at: row.time(1)?,
                    kind: row.get(2)?,
                    file: row.get(3)?,
                    listens: row.count(4)?,
                    matched: row.count(5)?,
                    inserted: row.count(6)?,
                    unmatched: row.count(7)?,
                })
            })
        })
    }

    /// Takes an import back with all its plays; answers with how many these were. Others may write in between; what a crash leaves of it is
    /// an import of fewer plays.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such import.
    pub fn remove_import(&self, id: i64) -> Result<u64, Error> {
        let mut removed = 0;
        loop {
            let some = self.user().write(move |tx| {
                let some = tx
                    .prepare_cached("DELETE FROM plays WHERE id IN (SELECT id FROM plays WHERE import_id = ?1 LIMIT ?2)")?
                    .execute([id, REMOVED_AT_ONCE])? as u64;
                let statement = if some == 0 {
                    "DELETE FROM imports WHERE id = ?1 AND ?2 = 0"
                } else {
                    "UPDATE imports SET inserted = inserted - ?2 WHERE id = ?1"
                };
                if tx.prepare_cached(statement)?.execute([id, signed(some)])? == 0 {
                    return Err(Error::NotFound("import"));
                }
                Ok(some)
            })?;
            if some == 0 {
                return Ok(removed);
            }
            removed += some;
        }
    }
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
