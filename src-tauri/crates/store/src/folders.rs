//! `folders`: which folders a person asked to watch.

use std::path::Path;

use domain::{Folder, FolderId, FolderState, Timestamp};
use rusqlite::{Row, params};

use crate::codes::Code;
use crate::columns::{Columns, collect};
use crate::{Error, Store, path_bytes};

/// Begins the key of the setting that says since when.
const UNREACHABLE_SINCE: &str = "unreachable since ";

const COLUMNS: &str = "id, path, added_at, state";

impl Store {
    /// All watched folders, oldest first.
    pub fn folders(&self) -> Result<Vec<Folder>, Error> {
        self.user().read(|db| {
            collect(
                db.prepare_cached(&format!("SELECT {COLUMNS} FROM folders ORDER BY id"))?
                    .query([])?,
                folder,
            )
        })
    }

    /// Adds a folder, or answers with the one already watched at this path. `path` should be absolute.
    pub fn add_folder(&self, path: &Path, now: Timestamp) -> Result<Folder, Error> {
        let path = path_bytes::to_bytes(path);
        self.user().write(move |tx| {
            tx.execute(
                "INSERT OR IGNORE INTO folders (path, added_at, state) VALUES (?1, ?2, ?3)",
                params![path, now.0, FolderState::New.word()],
            )?;
            let mut query = tx.prepare(&format!("SELECT {COLUMNS} FROM folders WHERE path = ?1"))?;
            collect(query.query([path])?, folder)?.pop().ok_or(Error::NotFound("folder"))
        })
    }

    /// Watches a folder no more; its tracks become missing and keep everything, what failed in it is forgotten.
    pub fn remove_folder(&self, id: FolderId, now: Timestamp) -> Result<(), Error> {
        let found = self
            .folders()?
            .into_iter()
            .find(|folder| folder.id == id)
            .ok_or(Error::NotFound("folder"))?;
        self.user().write(move |tx| {
            tx.execute("DELETE FROM settings WHERE key = ?1", [since(id)])?;
            Ok(tx.execute("DELETE FROM folders WHERE id = ?1", [id.0])?)
        })?;
        self.mark_folder_missing(&found, now)?;
        // Those that also lie in another watched folder are found again by its next scan.
        let (from, to) = path_bytes::below(&found.path);
        self.library().write(move |tx| {
            tx.execute("DELETE FROM failures WHERE path >= ?1 AND path < ?2", params![from, to])?;
            Ok(())
        })
    }

    /// Answers whether the state was another one. Since when a folder cannot be reached is kept in the settings.
    pub fn set_folder_state(&self, id: FolderId, state: FolderState) -> Result<bool, Error> {
        self.user().write(move |tx| {
            let changed = tx.execute(
                "UPDATE folders SET state = ?2 WHERE id = ?1 AND state <> ?2",
                params![id.0, state.word()],
            )?;
            if changed > 0 && state == FolderState::Unreachable {
                let now = Timestamp::from(std::time::SystemTime::now());
                let value = now.0.to_string();
                tx.execute(
                    "INSERT OR REPLACE INTO settings (key, value) VALUES (?1, ?2)",
                    params![since(id), value],
                )?;
            } else if changed > 0 {
                tx.execute("DELETE FROM settings WHERE key = ?1", [since(id)])?;
            }
            Ok(changed > 0)
        })
    }

    /// Folders that cannot be reached, and since when, where that is known.
    pub fn unreachable_folders(&self) -> Result<Vec<(FolderId, Option<Timestamp>)>, Error> {
        self.user().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT f.id, CAST(s.value AS INTEGER) FROM folders f LEFT JOIN settings s ON s.key = ?2 || f.id WHERE f.state = ?1",
            )?;
            let rows = query.query([FolderState::Unreachable.word(), UNREACHABLE_SINCE])?;
            collect(rows, |row| {
                Ok((FolderId(row.get(0)?), row.get::<_, Option<i64>>(1)?.map(Timestamp)))
            })
        })
    }
}

fn since(id: FolderId) -> String {
    format!("{UNREACHABLE_SINCE}{}", id.0)
}

fn folder(row: &Row<'_>) -> Result<Folder, Error> {
    Ok(Folder {
        id: FolderId(row.get(0)?),
        path: row.path(1)?,
        added_at: row.time(2)?,
        state: FolderState::from_word(&row.get::<_, String>(3)?)?,
    })
}
