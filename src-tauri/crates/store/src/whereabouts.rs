//! What a line of a playlist file is matched with: the paths, names and lengths of all tracks.

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
}
