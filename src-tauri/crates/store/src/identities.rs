//! `identities`: which uid belongs to which recording, with the evidence that finds its file again.

use std::collections::HashSet;
use std::path::Path;

use domain::{Evidence, PayloadHash, TagKey, Tags, Timestamp, TrackUid};
use rusqlite::{Row, params};

use crate::columns::{Columns, collect};
use crate::{Error, Store, fold, path_bytes};

/// A uid and what is known of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub uid: TrackUid,
    pub evidence: Evidence,
}

const COLUMNS: &str = "uid, payload, duration_ms, title_key, artist_key, album_key, last_path";

/// The tags that can recognise a track, folded.
pub fn tag_key(tags: &Tags) -> TagKey {
    let artist = tags.artists.first().or(tags.album_artists.first());
    TagKey {
        title: tags.title.as_deref().map(fold).unwrap_or_default(),
        artist: artist.map(|name| fold(name)).unwrap_or_default(),
        album: tags.album.as_deref().map(fold).unwrap_or_default(),
    }
}

impl Store {
    /// A uid nothing else has: 16 random bytes.
    pub fn new_uid(&self) -> Result<TrackUid, Error> {
        self.user().read(|db| {
            Ok(TrackUid(
                db.prepare_cached("SELECT randomblob(16)")?.query_row([], |row| row.get(0))?,
            ))
        })
    }

    /// All tracks ever seen whose audio has this hash.
    pub fn identities_with_payload(&self, payload: PayloadHash) -> Result<Vec<Identity>, Error> {
        self.identities("payload = ?1", params![payload.0])
    }

    /// All tracks last seen at this path; more than one if its content was replaced.
    pub fn identities_at(&self, path: &Path) -> Result<Vec<Identity>, Error> {
        self.identities("last_path = ?1 ORDER BY seen_at DESC", params![path_bytes::to_bytes(path)])
    }

    /// All tracks whose title, first artist and album fold to `key`.
    pub fn identities_with_tags(&self, key: &TagKey) -> Result<Vec<Identity>, Error> {
        self.identities(
            "title_key = ?1 AND artist_key = ?2 AND album_key = ?3",
            params![key.title, key.artist, key.album],
        )
    }

    /// One identity.
    pub fn identity(&self, uid: TrackUid) -> Result<Option<Identity>, Error> {
        Ok(self.identities("uid = ?1", params![uid.0])?.pop())
    }

    fn identities(&self, condition: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<Identity>, Error> {
        self.user().read(|db| {
            let mut query = db.prepare_cached(&format!("SELECT {COLUMNS} FROM identities WHERE {condition}"))?;
            collect(query.query(params)?, identity)
        })
    }

    /// Writes the identities of all library tracks that `user.db` does not know: after it was lost or an older copy restored.
    pub(crate) fn restore_identities(&self, now: Timestamp) -> Result<(), Error> {
        let known: HashSet<TrackUid> = self.user().read(|db| {
            let mut query = db.prepare("SELECT uid FROM identities")?;
            Ok(collect(query.query([])?, |row| row.uid(0))?.into_iter().collect())
        })?;
        let mut unknown: Vec<domain::Track> = Vec::new();
        for id in self.all_track_ids()? {
            if let Some(track) = self.track(id)?.filter(|track| !known.contains(&track.uid)) {
                unknown.push(track);
            }
        }
        self.user().write(move |tx| {
            for track in &unknown {
                let evidence = Evidence {
                    payload: track.payload,
                    duration: track.format.duration,
                    tags: tag_key(&track.tags),
                    last_path: track.path.clone(),
                };
                remember(tx, track.uid, &evidence, track.added_at, now)?;
            }
            Ok(())
        })
    }
}

/// Inserts or refreshes one identity; answers with the time it was first added.
pub(crate) fn remember(
    db: &rusqlite::Connection,
    uid: TrackUid,
    evidence: &Evidence,
    added_at: Timestamp,
    now: Timestamp,
) -> Result<Timestamp, Error> {
    let mut query = db.prepare_cached(
        "INSERT INTO identities (uid, payload, duration_ms, title_key, artist_key, album_key, last_path, added_at, seen_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (uid) DO UPDATE SET payload = excluded.payload, duration_ms = excluded.duration_ms,
           title_key = excluded.title_key, artist_key = excluded.artist_key, album_key = excluded.album_key,
           last_path = excluded.last_path, seen_at = excluded.seen_at
         RETURNING added_at",
    )?;
    let Evidence {
        payload,
        duration,
        tags,
        last_path,
    } = evidence;
    let values = params![
        uid.0,
        payload.0,
        crate::columns::millis(*duration),
        tags.title,
        tags.artist,
        tags.album,
        path_bytes::to_bytes(last_path),
        added_at.0,
        now.0
    ];
    Ok(Timestamp(query.query_row(values, |row| row.get(0))?))
}

fn identity(row: &Row<'_>) -> Result<Identity, Error> {
    Ok(Identity {
        uid: row.uid(0)?,
        evidence: Evidence {
            payload: row.payload(1)?,
            duration: row.duration(2)?,
            tags: TagKey {
                title: row.get(3)?,
                artist: row.get(4)?,
                album: row.get(5)?,
            },
            last_path: row.path(6)?,
        },
    })
}
