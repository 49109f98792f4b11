//! `playlists` and `playlist_items`.

use domain::{PlaylistId, Timestamp, TrackUid};
use rusqlite::{Connection, params};

use crate::columns::{Columns, collect};
use crate::{Error, Store};

/// A playlist without its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Playlist {
    pub id: PlaylistId,
    pub name: String,
    pub created_at: Timestamp,
    pub items: u64,
}

impl Store {
    /// All playlists in a person's order.
    pub fn playlists(&self) -> Result<Vec<Playlist>, Error> {
        self.user().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT p.id, p.name, p.created_at, (SELECT count(*) FROM playlist_items i WHERE i.playlist_id = p.id)
                 FROM playlists p ORDER BY p.position, p.id",
            )?;
            collect(query.query([])?, |row| {
                Ok(Playlist {
                    id: PlaylistId(row.get(0)?),
                    name: row.get(1)?,
                    created_at: row.time(2)?,
                    items: row.count(3)?,
                })
            })
        })
    }

    /// Adds a playlist at the end, with its first tracks.
    pub fn create_playlist(&self, name: &str, tracks: &[TrackUid], now: Timestamp) -> Result<PlaylistId, Error> {
        let (name, tracks) = (name.to_owned(), tracks.to_vec());
        self.user().write(move |tx| {
            let id: i64 = tx.query_row(
                "INSERT INTO playlists (name, position, created_at)
                 VALUES (?1, (SELECT coalesce(max(position), -1) + 1 FROM playlists), ?2) RETURNING id",
                params![name, now.0],
                |row| row.get(0),
            )?;
            replace(tx, id, &tracks)?;
            Ok(PlaylistId(id))
        })
    }

    pub fn rename_playlist(&self, id: PlaylistId, name: &str) -> Result<(), Error> {
        let name = name.to_owned();
        self.user()
            .write(move |tx| found(tx.execute("UPDATE playlists SET name = ?2 WHERE id = ?1", params![id.0, name])?))
    }

    pub fn delete_playlist(&self, id: PlaylistId) -> Result<(), Error> {
        self.user()
            .write(move |tx| found(tx.execute("DELETE FROM playlists WHERE id = ?1", [id.0])?))
    }

    /// Moves a playlist to the 0-based place `to` among the others.
    pub fn move_playlist(&self, id: PlaylistId, to: usize) -> Result<(), Error> {
        self.user().write(move |tx| {
            let mut order: Vec<i64> = {
                let mut query = tx.prepare("SELECT id FROM playlists ORDER BY position, id")?;
                collect(query.query([])?, |row| Ok(row.get(0)?))?
            };
            let from = order.iter().position(|other| *other == id.0).ok_or(Error::NotFound("playlist"))?;
            let moved = order.remove(from);
            order.insert(to.min(order.len()), moved);
            for (position, id) in (0i64..).zip(order) {
                tx.execute("UPDATE playlists SET position = ?2 WHERE id = ?1", params![id, position])?;
            }
            Ok(())
        })
    }

    /// The tracks of a playlist in order; a track may stand in it twice.
    pub fn playlist_items(&self, id: PlaylistId) -> Result<Vec<TrackUid>, Error> {
        self.user().read(|db| items(db, id.0))
    }

    /// Replaces the whole list: reordering, removing and undo in one call.
    pub fn set_playlist_items(&self, id: PlaylistId, tracks: &[TrackUid]) -> Result<(), Error> {
        let tracks = tracks.to_vec();
        self.user().write(move |tx| {
            exists(tx, id.0)?;
            replace(tx, id.0, &tracks)
        })
    }

    /// Inserts tracks before the 0-based `position`, at the end if that is past it.
    pub fn insert_playlist_items(&self, id: PlaylistId, position: usize, tracks: &[TrackUid]) -> Result<(), Error> {
        let tracks = tracks.to_vec();
        self.user().write(move |tx| {
            exists(tx, id.0)?;
            let mut list = items(tx, id.0)?;
            let at = position.min(list.len());
            list.splice(at..at, tracks);
            replace(tx, id.0, &list)
        })
    }

    /// Adds tracks at the end.
    pub fn append_playlist_items(&self, id: PlaylistId, tracks: &[TrackUid]) -> Result<(), Error> {
        let tracks = tracks.to_vec();
        self.user().write(move |tx| {
            exists(tx, id.0)?;
            let end: i64 = tx.query_row(
                "SELECT coalesce(max(position), -1) + 1 FROM playlist_items WHERE playlist_id = ?1",
                [id.0],
                |row| row.get(0),
            )?;
            insert(tx, id.0, end, &tracks)
        })
    }
}

fn found(rows: usize) -> Result<(), Error> {
    if rows == 0 { Err(Error::NotFound("playlist")) } else { Ok(()) }
}

fn exists(db: &Connection, id: i64) -> Result<(), Error> {
    found(usize::from(
        db.prepare_cached("SELECT 1 FROM playlists WHERE id = ?1")?.exists([id])?,
    ))
}

fn items(db: &Connection, id: i64) -> Result<Vec<TrackUid>, Error> {
    let mut query = db.prepare_cached("SELECT uid FROM playlist_items WHERE playlist_id = ?1 ORDER BY position")?;
    collect(query.query([id])?, |row| row.uid(0))
}

fn replace(db: &Connection, id: i64, tracks: &[TrackUid]) -> Result<(), Error> {
    db.prepare_cached("DELETE FROM playlist_items WHERE playlist_id = ?1")?
        .execute([id])?;
    insert(db, id, 0, tracks)
}

fn insert(db: &Connection, id: i64, from: i64, tracks: &[TrackUid]) -> Result<(), Error> {
    let mut insert = db.prepare_cached("INSERT INTO playlist_items (playlist_id, position, uid) VALUES (?1, ?2, ?3)")?;
    for (position, uid) in (from..).zip(tracks) {
        insert.execute(params![id, position, uid.0])?;
    }
    Ok(())
}
