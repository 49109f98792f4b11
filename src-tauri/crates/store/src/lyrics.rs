//! The lyrics in the tags of all tracks, for learning what they sing of.

use std::path::PathBuf;
use std::time::Duration;

use domain::{TrackId, TrackUid};
use rusqlite::params;

use crate::columns::{Columns, collect};
use crate::{Error, Store};

/// A track with the lyrics in its tags.
#[derive(Clone, Debug, PartialEq)]
pub struct TaggedLyrics {
    pub id: TrackId,
    pub uid: TrackUid,
    pub path: PathBuf,
    pub duration: Duration,
    pub text: Option<String>,
}

impl Store {
    /// Up to `most` tracks behind `after`, by id.
    pub fn tagged_lyrics(&self, after: TrackId, most: usize) -> Result<Vec<TaggedLyrics>, Error> {
        self.library().read(|db| {
            let mut query =
                db.prepare_cached("SELECT id, uid, path, duration_ms, lyrics FROM tracks WHERE id > ?1 ORDER BY id LIMIT ?2")?;
            collect(query.query(params![after.0, most as i64])?, |row| {
                Ok(TaggedLyrics {
                    id: TrackId(row.get(0)?),
                    uid: row.uid(1)?,
                    path: row.path(2)?,
                    duration: row.duration(3)?,
                    text: row.get(4)?,
                })
            })
        })
    }

    /// How many tracks have lyrics in their tags, and how many bytes of them: others where there are other lyrics, nearly always.
    pub fn lyrics_extent(&self) -> Result<(u64, u64), Error> {
        self.library().read(|db| {
            let mut query =
                db.prepare_cached("SELECT count(*), coalesce(sum(octet_length(lyrics)), 0) FROM tracks WHERE lyrics IS NOT NULL")?;
            let mut rows = query.query([])?;
            let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
            Ok((row.count(0)?, row.count(1)?))
        })
    }
}
