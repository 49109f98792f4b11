//! `tracks`: looking tracks up, and marking them missing and back.

use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::{FileStamp, Folder, FolderId, Timestamp, Track, TrackId, TrackUid};
use rusqlite::{OptionalExtension, params};

use crate::browse::AlbumId;
use crate::columns::{Columns, collect, json_ids, json_uids, split};
use crate::fold::fold;
use crate::track_row::{COLUMNS, track};
use crate::{Error, Store, path_bytes};

/// What a scan compares the disk with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownFile {
    pub id: TrackId,
    pub uid: TrackUid,
    pub path: PathBuf,
    pub stamp: FileStamp,
    pub missing: bool,
}

/// What a player needs of a track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackToPlay {
    pub id: TrackId,
    pub uid: TrackUid,
    pub path: PathBuf,
    pub duration: Duration,
    pub album: Option<AlbumId>,
    /// Equal for tracks of one first artist, and of no meaning beyond that.
    pub artist: Option<u64>,
    /// Disc × 10,000 + track number; 0 if the tags have neither.
    pub place_in_album: u32,
}

impl Store {
    pub fn track(&self, id: TrackId) -> Result<Option<Track>, Error> {
        self.one_track("t.id = ?1", &[&id.0])
    }

    pub fn track_by_uid(&self, uid: TrackUid) -> Result<Option<Track>, Error> {
        self.one_track("t.uid = ?1", &[&uid.0])
    }

    /// The present track at `path`, else the one that went missing there last.
    pub fn track_at(&self, path: &Path) -> Result<Option<Track>, Error> {
        self.one_track(
            "t.path = ?1 ORDER BY t.missing_since IS NOT NULL, t.missing_since DESC LIMIT 1",
            &[&path_bytes::to_bytes(path)],
        )
    }

    fn one_track(&self, condition: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Option<Track>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached(&format!("SELECT {COLUMNS} FROM tracks t WHERE {condition}"))?;
            Ok(collect(query.query(params)?, track)?.pop())
        })
    }

    /// The tracks of `ids` in their order; ids that do not exist are left out, repeated ones repeated. Missing tracks are included.
    pub fn tracks(&self, ids: &[TrackId]) -> Result<Vec<Track>, Error> {
        let list = json_ids(ids.iter().map(|id| id.0));
        self.library().read(|db| {
            let mut query = db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM json_each(?1) j CROSS JOIN tracks t ON t.id = j.value ORDER BY j.key"
            ))?;
            collect(query.query([list])?, track)
        })
    }

    /// The tracks of `uids`, as [`Store::tracks`] does for ids.
    pub fn tracks_by_uids(&self, uids: &[TrackUid]) -> Result<Vec<Track>, Error> {
        let list = json_uids(uids);
        self.library().read(|db| {
            let mut query = db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM json_each(?1) j CROSS JOIN tracks t ON t.uid = unhex(j.value) ORDER BY j.key"
            ))?;
            collect(query.query([list])?, track)
        })
    }

    /// Ids of `uids` that are in the library, in their order, paired so that the caller sees which are not.
    pub fn ids_of_uids(&self, uids: &[TrackUid]) -> Result<Vec<(TrackUid, TrackId)>, Error> {
        let list = json_uids(uids);
        self.library().read(|db| {
            let mut query =
                db.prepare_cached("SELECT t.uid, t.id FROM json_each(?1) j CROSS JOIN tracks t ON t.uid = unhex(j.value) ORDER BY j.key")?;
            collect(query.query([list])?, |row| Ok((row.uid(0)?, TrackId(row.get(1)?))))
        })
    }

    /// Every track's id, uid and whether it is present: what in-memory indexes are built over.
    pub fn track_index(&self) -> Result<Vec<(TrackId, TrackUid, bool)>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached("SELECT id, uid, missing_since IS NULL FROM tracks ORDER BY id")?;
            collect(query.query([])?, |row| Ok((TrackId(row.get(0)?), row.uid(1)?, row.get(2)?)))
        })
    }

    pub(crate) fn all_track_ids(&self) -> Result<Vec<TrackId>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached("SELECT id FROM tracks ORDER BY id")?;
            collect(query.query([])?, |row| Ok(TrackId(row.get(0)?)))
        })
    }

    /// Other tracks whose audio is the same: copies.
    pub fn copies_of(&self, id: TrackId) -> Result<Vec<TrackId>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT o.id FROM tracks t JOIN tracks o ON o.payload = t.payload AND o.id <> t.id WHERE t.id = ?1 ORDER BY o.id",
            )?;
            collect(query.query([id.0])?, |row| Ok(TrackId(row.get(0)?)))
        })
    }

    /// All tracks, missing ones included, whose file is or was below `dir`.
    pub fn known_files_below(&self, dir: &Path) -> Result<Vec<KnownFile>, Error> {
        let (from, to) = path_bytes::below(dir);
        self.library().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT id, uid, path, size, modified, missing_since IS NOT NULL FROM tracks WHERE path >= ?1 AND path < ?2",
            )?;
            collect(query.query(params![from, to])?, |row| {
                Ok(KnownFile {
                    id: TrackId(row.get(0)?),
                    uid: row.uid(1)?,
                    path: row.path(2)?,
                    stamp: FileStamp {
                        size: row.count(3)?,
                        modified: row.time(4)?,
                    },
                    missing: row.get(5)?,
                })
            })
        })
    }

    /// Whether any present track is below `dir`.
    pub fn has_tracks_below(&self, dir: &Path) -> Result<bool, Error> {
        let (from, to) = path_bytes::below(dir);
        self.library().read(|db| {
            let sql = "SELECT 1 FROM tracks WHERE path >= ?1 AND path < ?2 AND missing_since IS NULL LIMIT 1";
            Ok(db.prepare_cached(sql)?.exists(params![from, to])?)
        })
    }

    /// The path and whether it is missing, of the track that has this uid.
    pub fn whereabouts(&self, uid: TrackUid) -> Result<Option<(PathBuf, bool)>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached("SELECT path, missing_since IS NOT NULL FROM tracks WHERE uid = ?1")?;
            Ok(query
                .query_row([uid.0], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?)))
                .optional()?
                .map(|(path, missing)| (path_bytes::from_bytes(path), missing)))
        })
    }

    /// Marks tracks whose file is gone. Nothing of them is deleted. Answers how many were present before.
    pub fn mark_missing(&self, ids: &[TrackId], now: Timestamp) -> Result<usize, Error> {
        let list = json_ids(ids.iter().map(|id| id.0));
        self.library().write(move |tx| {
            let sql = "UPDATE tracks SET missing_since = ?2 WHERE id IN (SELECT value FROM json_each(?1)) AND missing_since IS NULL";
            Ok(tx.prepare_cached(sql)?.execute(params![list, now.0])?)
        })
    }

    /// Marks tracks whose unchanged file is back at its path, and below which folder. Answers how many were missing.
    pub fn mark_present(&self, ids: &[TrackId], folder: FolderId) -> Result<usize, Error> {
        let list = json_ids(ids.iter().map(|id| id.0));
        self.library().write(move |tx| {
            // A track whose path another one has taken meanwhile stays missing.
            let sql = "UPDATE tracks SET missing_since = NULL, folder = ?2 WHERE id IN (SELECT value FROM json_each(?1))
                 AND missing_since IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM tracks o WHERE o.path = tracks.path AND o.id <> tracks.id AND o.missing_since IS NULL)";
            Ok(tx.prepare_cached(sql)?.execute(params![list, folder.0])?)
        })
    }

    /// Marks all tracks of a folder missing: it is no longer watched.
    pub fn mark_folder_missing(&self, folder: &Folder, now: Timestamp) -> Result<usize, Error> {
        let id = folder.id;
        self.library().write(move |tx| {
            let sql = "UPDATE tracks SET missing_since = ?2 WHERE folder = ?1 AND missing_since IS NULL";
            Ok(tx.prepare_cached(sql)?.execute(params![id.0, now.0])?)
        })
    }

    /// Marks tracks missing that belong to none of `folders`: their folder was taken off while it was scanned, or by a crash
    /// halfway. Answers how many.
    pub fn mark_strays_missing(&self, folders: &[FolderId], now: Timestamp) -> Result<usize, Error> {
        let list = json_ids(folders.iter().map(|id| id.0));
        self.library().write(move |tx| {
            let sql = "UPDATE tracks SET missing_since = ?2
                 WHERE folder NOT IN (SELECT value FROM json_each(?1)) AND missing_since IS NULL";
            Ok(tx.prepare_cached(sql)?.execute(params![list, now.0])?)
        })
    }

    /// What a player needs of tracks that are here or missing, in the order asked for; unknown ids are left out.
    pub fn tracks_to_play(&self, ids: &[TrackId]) -> Result<Vec<TrackToPlay>, Error> {
        let list = json_ids(ids.iter().map(|id| id.0));
        self.library().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT t.id, t.uid, t.path, t.duration_ms, t.album_id, t.artists, t.album_artists, t.disc_number, t.track_number
                 FROM json_each(?1) j CROSS JOIN tracks t ON t.id = j.value ORDER BY j.key",
            )?;
            // Neighbours are often of one artist: a name is folded once then.
            let (mut name, mut artist) = (String::new(), None);
            collect(query.query([list])?, |row| {
                let (own, of_album) = (split(&row.get::<_, String>(5)?), split(&row.get::<_, String>(6)?));
                let first = own.into_iter().next().or(of_album.into_iter().next()).unwrap_or_default();
                if first != name {
                    (artist, name) = (artist_key(&first), first);
                }
                Ok(TrackToPlay {
                    id: TrackId(row.get(0)?),
                    uid: row.uid(1)?,
                    path: row.path(2)?,
                    duration: row.duration(3)?,
                    album: row.get::<_, Option<i64>>(4)?.map(AlbumId),
                    artist,
                    place_in_album: place_in_album(row.get(7)?, row.get(8)?),
                })
            })
        })
    }

    /// Forgets missing tracks for good, because a person asked. Plays, likes and playlist entries keep their uid.
    pub fn purge_missing(&self, ids: &[TrackId]) -> Result<usize, Error> {
        let list = json_ids(ids.iter().map(|id| id.0));
        self.library().write(move |tx| {
            tx.execute(
                "DELETE FROM search WHERE rowid IN
                   (SELECT id FROM tracks WHERE id IN (SELECT value FROM json_each(?1)) AND missing_since IS NOT NULL)",
                [&list],
            )?;
            Ok(tx.execute(
                "DELETE FROM tracks WHERE id IN (SELECT value FROM json_each(?1)) AND missing_since IS NOT NULL",
                [&list],
            )?)
        })
    }
}

/// Two spellings of a name are one artist.
fn artist_key(name: &str) -> Option<u64> {
    let name = fold(name);
    (!name.is_empty()).then(|| domain::fnv1a(name.bytes()))
}

fn place_in_album(disc: Option<u32>, track: Option<u32>) -> u32 {
    if disc.is_none() && track.is_none() {
        return 0;
    }
    // Of an album whose second disc says so, the first often does not.
    let (disc, track) = (disc.unwrap_or(1), track.unwrap_or(0));
    disc.saturating_mul(10_000).saturating_add(track.min(9_999))
}
