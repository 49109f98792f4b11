//! `playlists`: their names and order, and edits of them that can be taken back.

use std::collections::HashMap;
use std::time::Duration;

use domain::{CoverHash, PlaylistId, Timestamp, TrackUid};
use rusqlite::{Connection, Transaction, params};

use crate::columns::{Columns, collect, json_uids};
use crate::playlist_items::{ItemChange, PlaylistItem, add, change, insert, items, reorder};
use crate::{Error, Store};

/// A playlist without its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Playlist {
    pub id: PlaylistId,
    pub name: String,
    pub created_at: Timestamp,
    pub items: u64,
}

/// What a playlist holds, added up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaylistFigures {
    pub length: Duration,
    /// The first covers in it, each once.
    pub covers: Vec<CoverHash>,
    /// Entries whose file is not there now.
    pub away: u64,
}

/// A whole playlist and where it stood, to be put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedPlaylist {
    pub id: PlaylistId,
    pub name: String,
    pub created_at: Timestamp,
    /// 0-based, among all playlists.
    pub place: usize,
    pub items: Vec<TrackUid>,
}

/// One thing done to the playlists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaylistStep {
    /// Adds a playlist at the end.
    Create {
        name: String,
        items: Vec<TrackUid>,
        created_at: Timestamp,
    },
    Delete(PlaylistId),
    /// Puts a deleted playlist back: the same id, at the place it had.
    Restore(SavedPlaylist),
    Rename(PlaylistId, String),
    /// To the 0-based place among the others.
    Move(PlaylistId, usize),
    /// Adds tracks before the 0-based place `at`, at the end without one.
    AddItems {
        id: PlaylistId,
        at: Option<usize>,
        items: Vec<TrackUid>,
    },
    /// Moves what stands at these places so that the first of it comes to `to` of the resulting list.
    MoveItems {
        id: PlaylistId,
        items: Vec<PlaylistItem>,
        to: usize,
    },
    /// Makes a change as it is.
    ChangeItems(PlaylistId, ItemChange),
}

impl PlaylistStep {
    /// Does it, and answers with what takes it back.
    fn perform(self, tx: &Transaction<'_>) -> Result<Self, Error> {
        Ok(match self {
            Self::Create { name, items, created_at } => Self::Delete(create(tx, &name, &items, created_at)?),
            Self::Delete(id) => {
                let playlist = saved(tx, id.0)?;
                tx.execute("DELETE FROM playlists WHERE id = ?1", [id.0])?;
                Self::Restore(playlist)
            }
            Self::Restore(playlist) => {
                restore(tx, &playlist)?;
                Self::Delete(playlist.id)
            }
            Self::Rename(id, name) => {
                let before = saved_name(tx, id.0)?;
                tx.execute("UPDATE playlists SET name = ?2 WHERE id = ?1", params![id.0, name])?;
                Self::Rename(id, before)
            }
            Self::Move(id, to) => {
                let from = place(&order(tx)?, id.0)?;
                move_to(tx, id.0, to)?;
                Self::Move(id, from)
            }
            Self::AddItems { id, at, items } => Self::ChangeItems(id, add(tx, id, at, items)?.turned_round()),
            Self::MoveItems { id, items, to } => Self::ChangeItems(id, reorder(tx, id, items, to)?.turned_round()),
            Self::ChangeItems(id, made) => Self::ChangeItems(id, change(tx, id, |_| made)?.turned_round()),
        })
    }
}

/// Covers that stand for a playlist.
const COVERS: usize = 4;

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

    /// A playlist as it is.
    pub fn playlist(&self, id: PlaylistId) -> Result<SavedPlaylist, Error> {
        self.user().read(|db| saved(db, id.0))
    }

    /// Length, covers and absent entries of each of `lists`.
    pub fn playlist_figures(&self, lists: &[Vec<TrackUid>]) -> Result<Vec<PlaylistFigures>, Error> {
        let mut uids: Vec<TrackUid> = lists.iter().flatten().copied().collect();
        uids.sort_unstable();
        uids.dedup();
        let known: HashMap<TrackUid, (Duration, Option<CoverHash>, bool)> = self.library().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT t.uid, t.duration_ms, t.cover, t.missing_since IS NOT NULL
                 FROM json_each(?1) j CROSS JOIN tracks t ON t.uid = unhex(j.value)",
            )?;
            let rows = collect(query.query([json_uids(&uids)])?, |row| {
                Ok((row.uid(0)?, (row.duration(1)?, row.cover(2)?, row.get(3)?)))
            })?;
            Ok(rows.into_iter().collect())
        })?;
        let figures = |list: &Vec<TrackUid>| {
            let mut figures = PlaylistFigures::default();
            for uid in list {
                let Some((length, cover, missing)) = known.get(uid) else {
                    figures.away += 1;
                    continue;
                };
                figures.away += u64::from(*missing);
                figures.length += *length;
                if let Some(cover) = cover
                    && figures.covers.len() < COVERS
                    && !figures.covers.contains(cover)
                {
                    figures.covers.push(*cover);
                }
            }
            figures
        };
        Ok(lists.iter().map(figures).collect())
    }

    /// Takes these steps one after another, all of them or none. Answers with the steps that take them back, in the order to take.
    ///
    /// # Errors
    /// [`Error::NotFound`] if a playlist is gone, or if other tracks stand at the places named.
    pub fn edit_playlists(&self, steps: Vec<PlaylistStep>) -> Result<Vec<PlaylistStep>, Error> {
        self.user().write(move |tx| {
            let back = steps.into_iter().map(|step| step.perform(tx));
            let mut back: Vec<PlaylistStep> = back.collect::<Result<_, _>>()?;
            back.reverse();
            Ok(back)
        })
    }

    /// Adds a playlist at the end, with its first tracks.
    pub fn create_playlist(&self, name: &str, tracks: &[TrackUid], now: Timestamp) -> Result<PlaylistId, Error> {
        let (name, tracks) = (name.to_owned(), tracks.to_vec());
        self.user().write(move |tx| create(tx, &name, &tracks, now))
    }
}

fn create(db: &Connection, name: &str, items: &[TrackUid], now: Timestamp) -> Result<PlaylistId, Error> {
    let id: i64 = db.query_row(
        "INSERT INTO playlists (name, position, created_at)
         VALUES (?1, (SELECT coalesce(max(position), -1) + 1 FROM playlists), ?2) RETURNING id",
        params![name, now.0],
        |row| row.get(0),
    )?;
    insert(db, id, 0, items)?;
    Ok(PlaylistId(id))
}

fn restore(db: &Connection, playlist: &SavedPlaylist) -> Result<(), Error> {
    let id = playlist.id.0;
    db.execute(
        "INSERT INTO playlists (id, name, position, created_at) VALUES (?1, ?2, -1, ?3)",
        params![id, playlist.name, playlist.created_at.0],
    )?;
    insert(db, id, 0, &playlist.items)?;
    move_to(db, id, playlist.place)
}

fn order(db: &Connection) -> Result<Vec<i64>, Error> {
    let mut query = db.prepare_cached("SELECT id FROM playlists ORDER BY position, id")?;
    collect(query.query([])?, |row| Ok(row.get(0)?))
}

fn place(order: &[i64], id: i64) -> Result<usize, Error> {
    order.iter().position(|other| *other == id).ok_or(Error::NotFound("playlist"))
}

fn move_to(db: &Connection, id: i64, to: usize) -> Result<(), Error> {
    let mut order = order(db)?;
    let moved = order.remove(place(&order, id)?);
    order.insert(to.min(order.len()), moved);
    for (position, id) in (0i64..).zip(order) {
        db.prepare_cached("UPDATE playlists SET position = ?2 WHERE id = ?1")?
            .execute(params![id, position])?;
    }
    Ok(())
}

fn saved_name(db: &Connection, id: i64) -> Result<String, Error> {
    let mut query = db.prepare_cached("SELECT name FROM playlists WHERE id = ?1")?;
    collect(query.query([id])?, |row| Ok(row.get(0)?))?
        .pop()
        .ok_or(Error::NotFound("playlist"))
}

fn saved(db: &Connection, id: i64) -> Result<SavedPlaylist, Error> {
    let mut query = db.prepare_cached("SELECT name, created_at FROM playlists WHERE id = ?1")?;
    let found = collect(query.query([id])?, |row| Ok((row.get(0)?, row.time(1)?)))?.pop();
    let (name, created_at) = found.ok_or(Error::NotFound("playlist"))?;
    Ok(SavedPlaylist {
        id: PlaylistId(id),
        name,
        created_at,
        place: place(&order(db)?, id)?,
        items: items(db, id)?,
    })
}
