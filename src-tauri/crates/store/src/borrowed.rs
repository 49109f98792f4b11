//! `borrowed_lists`: lists that other people made. What goes together is learnt from them; they are no playlists of the listener.

use std::collections::HashSet;

use domain::{Timestamp, TrackUid, fnv1a};
use rusqlite::params;

use crate::columns::{Columns, collect, json_ids};
use crate::{Error, Store};

/// A list to borrow: what of it is in the library, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBorrowedList {
    /// The name of the file it was found in.
    pub file: String,
    pub name: String,
    pub items: Vec<TrackUid>,
}

/// A list that was borrowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BorrowedList {
    pub id: i64,
    pub file: String,
    pub name: String,
    pub added_at: Timestamp,
    /// Entries.
    pub tracks: u64,
}

impl Store {
    /// Keeps these lists, in one transaction; answers with how many are new. One of the same name and entries is there already; of two
    /// of the same file and name, of which one has all of the other, that one stays, for the library may have grown or shrunk since.
    pub fn borrow_lists(&self, lists: Vec<NewBorrowedList>, now: Timestamp) -> Result<u64, Error> {
        self.user().write(move |tx| {
            let mut add =
                tx.prepare_cached("INSERT OR IGNORE INTO borrowed_lists (file, name, added_at, fingerprint) VALUES (?1, ?2, ?3, ?4)")?;
            let mut add_item = tx.prepare_cached("INSERT INTO borrowed_items (list_id, position, uid) VALUES (?1, ?2, ?3)")?;
            let mut new = 0;
            for list in &lists {
                let tracks: HashSet<TrackUid> = list.items.iter().copied().collect();
                let alike = of_the_same_name(tx, list)?;
                if alike
                    .iter()
                    .any(|(_, known)| known.len() > tracks.len() && known.is_superset(&tracks))
                {
                    continue;
                }
                for (id, _) in alike
                    .iter()
                    .filter(|(_, known)| known.len() < tracks.len() && known.is_subset(&tracks))
                {
                    tx.prepare_cached("DELETE FROM borrowed_lists WHERE id = ?1")?.execute([id])?;
                }
                let bytes = list.name.bytes().chain(list.items.iter().flat_map(|uid| uid.0));
                let fingerprint = fnv1a(bytes).cast_signed();
                if add.execute(params![list.file, list.name, now.0, fingerprint])? == 0 {
                    continue;
                }
                let id = tx.last_insert_rowid();
                for (position, uid) in list.items.iter().enumerate() {
                    add_item.execute(params![id, position as i64, uid.0])?;
                }
                new += 1;
            }
            Ok(new)
        })
    }

    /// All of them, the latest first.
    pub fn borrowed_lists(&self) -> Result<Vec<BorrowedList>, Error> {
        self.user().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT id, file, name, added_at, (SELECT count(*) FROM borrowed_items WHERE list_id = id) FROM borrowed_lists
                 ORDER BY id DESC",
            )?;
            collect(query.query([])?, |row| {
                Ok(BorrowedList {
                    id: row.get(0)?,
                    file: row.get(1)?,
                    name: row.get(2)?,
                    added_at: row.time(3)?,
                    tracks: row.count(4)?,
                })
            })
        })
    }

    /// How many there are, with how many entries.
    pub fn count_borrowed(&self) -> Result<(u64, u64), Error> {
        self.user().read(|db| {
            let mut query = db.prepare_cached("SELECT (SELECT count(*) FROM borrowed_lists), (SELECT count(*) FROM borrowed_items)")?;
            let counts = collect(query.query([])?, |row| Ok((row.count(0)?, row.count(1)?)))?;
            Ok(counts.first().copied().unwrap_or_default())
        })
    }

    /// The entries of all of them: list by list, in their order.
    pub fn all_borrowed_items(&self) -> Result<Vec<(i64, TrackUid)>, Error> {
        self.user().read(|db| {
            let mut query = db.prepare_cached("SELECT list_id, uid FROM borrowed_items ORDER BY list_id, position")?;
            collect(query.query([])?, |row| Ok((row.get(0)?, row.uid(1)?)))
        })
    }

    /// Gives back these, or all; answers with how many were there.
    pub fn remove_borrowed(&self, ids: Option<&[i64]>) -> Result<u64, Error> {
        let ids = ids.map(|ids| json_ids(ids.iter().copied()));
        self.user().write(move |tx| {
            let given_back = tx.execute(
                "DELETE FROM borrowed_lists WHERE ?1 IS NULL OR id IN (SELECT value FROM json_each(?1))",
                [&ids],
            )?;
            Ok(given_back as u64)
        })
    }
}

/// The lists of the same file and name, with their different tracks.
fn of_the_same_name(db: &rusqlite::Connection, list: &NewBorrowedList) -> Result<Vec<(i64, HashSet<TrackUid>)>, Error> {
    let mut query = db.prepare_cached("SELECT id FROM borrowed_lists WHERE file = ?1 AND name = ?2")?;
    let ids = collect(query.query([&list.file, &list.name])?, |row| Ok(row.get(0)?))?;
    let mut entries = db.prepare_cached("SELECT uid FROM borrowed_items WHERE list_id = ?1")?;
    let with_items = ids.into_iter().map(|id: i64| {
        let items = collect(entries.query([id])?, |row| row.uid(0))?;
        Ok((id, items.into_iter().collect()))
    });
    with_items.collect()
}
