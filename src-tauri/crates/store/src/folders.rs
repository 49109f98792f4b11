//! `folders`: which folders a person asked to watch.

use std::path::Path;

use domain::{Folder, FolderId, FolderState, Timestamp};
use rusqlite::{Row, params};

use crate::codes::Code;
use crate::columns::{Columns, collect};
use crate::{Error, Store, path_bytes};

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
        self.user()
            .write(move |tx| Ok(tx.execute("DELETE FROM folders WHERE id = ?1", [id.0])?))?;
        self.mark_folder_missing(&found, now)?;
        // Those that also lie in another watched folder are found again by its next scan.
        let (from, to) = path_bytes::below(&found.path);
        self.library().write(move |tx| {
            tx.execute("DELETE FROM failures WHERE path >= ?1 AND path < ?2", params![from, to])?;
            Ok(())
        })
    }

    /// Answers whether the state was another one.
    pub fn set_folder_state(&self, id: FolderId, state: FolderState) -> Result<bool, Error> {
        self.user().write(move |tx| {
            let changed = tx.execute(
                "UPDATE folders SET state = ?2 WHERE id = ?1 AND state <> ?2",
                params![id.0, state.word()],
            )?;
            Ok(changed > 0)
        })
    }
}

fn folder(row: &Row<'_>) -> Result<Folder, Error> {
    Ok(Folder {
        id: FolderId(row.get(0)?),
        path: row.path(1)?,
        added_at: row.time(2)?,
        state: FolderState::from_word(&row.get::<_, String>(3)?)?,
    })
}
