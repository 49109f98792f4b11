//! What entries of other programs are matched with: the paths, names and lengths of all tracks.

use std::path::PathBuf;
use std::time::Duration;

use domain::TrackUid;

use crate::columns::{Columns, collect, split};
use crate::{Error, Store};

/// A track as other programs would name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownTrack {
    pub uid: TrackUid,
    pub path: PathBuf,
    pub artist: String,
    pub title: String,
    pub duration: Duration,
    pub missing: bool,
}

/// A track by its tags alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaggedTrack {
    pub uid: TrackUid,
    /// Of a track without one, empty.
    pub title: String,
    pub artists: Vec<String>,
    pub album: String,
    pub album_artists: Vec<String>,
    pub duration: Duration,
    pub missing: bool,
}

impl Store {
    /// All tracks, missing ones included.
    pub fn known_tracks(&self) -> Result<Vec<KnownTrack>, Error> {
        self.library().read(|db| {
            let mut query =
                db.prepare_cached("SELECT uid, path, artists, title, duration_ms, missing_since IS NOT NULL FROM tracks ORDER BY id")?;
            collect(query.query([])?, |row| {
                Ok(KnownTrack {
                    uid: row.uid(0)?,
                    path: row.path(1)?,
                    artist: split(&row.get::<_, String>(2)?).join(", "),
                    title: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
                    duration: row.duration(4)?,
                    missing: row.get(5)?,
                })
            })
        })
    }

    /// All tracks by their tags, missing ones included.
    pub fn tagged_tracks(&self) -> Result<Vec<TaggedTrack>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT uid, title, artists, album, album_artists, duration_ms, missing_since IS NOT NULL FROM tracks ORDER BY id",
            )?;
            collect(query.query([])?, |row| {
                Ok(TaggedTrack {
                    uid: row.uid(0)?,
                    title: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                    artists: split(&row.get::<_, String>(2)?),
                    album: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
                    album_artists: split(&row.get::<_, String>(4)?),
                    duration: row.duration(5)?,
                    missing: row.get(6)?,
                })
            })
        })
    }
}
