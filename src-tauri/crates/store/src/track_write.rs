//! Writing tracks: rows, browse tables and search text in one transaction a batch.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use domain::{AudioFormat, Evidence, FileStamp, FolderId, PayloadHash, Tags, Timestamp, TrackId, TrackUid};
use rusqlite::{Connection, OptionalExtension, named_params, params};

use crate::collation::Collation;
use crate::columns::{join, millis};
use crate::search_text::index_text;
use crate::{Error, Store, fold, identities, path_bytes, tag_key};

/// A file as a scan found it, with the uid it was recognised by or newly given.
#[derive(Clone, Debug, PartialEq)]
pub struct NewTrack {
    pub uid: TrackUid,
    pub folder: FolderId,
    pub path: PathBuf,
    pub stamp: FileStamp,
    pub payload: PayloadHash,
    pub format: AudioFormat,
    pub tags: Tags,
}

const UPSERT: &str = include_str!("../queries/upsert_track.sql");

impl Store {
    /// Inserts or updates tracks by uid, which relinks a moved one: its id, analysis and everything a person did stay. A different
    /// payload drops the analysis. A present row of another uid at one of the paths becomes missing. Answers in the order given.
    ///
    /// Tracks of [`FolderId::OPENED`] are written as missing, so that no list of the library has them; where the library has the
    /// file by now, its track is the answer and nothing is written.
    pub fn save_tracks(&self, tracks: Vec<NewTrack>, now: Timestamp) -> Result<Vec<TrackId>, Error> {
        // Identities first: if the process dies between the two commits, the next scan finds the same uids again.
        let (tracks, added) = self.user().write(move |tx| {
            let mut added = Vec::with_capacity(tracks.len());
            for track in &tracks {
                let evidence = Evidence {
                    payload: track.payload,
                    duration: track.format.duration,
                    tags: tag_key(&track.tags),
                    last_path: track.path.clone(),
                };
                added.push(identities::remember(tx, track.uid, &evidence, now, now)?);
            }
            Ok((tracks, added))
        })?;
        let collation = self.shared_collation();
        self.library().write(move |tx| {
            let collation = collation.read().unwrap_or_else(PoisonError::into_inner);
            let mut names = Names::of(&collation);
            // All first, so that two tracks that changed places do not collide.
            for track in tracks.iter().filter(|track| track.folder != FolderId::OPENED) {
                tx.prepare_cached("UPDATE tracks SET missing_since = ?3 WHERE path = ?1 AND uid <> ?2 AND missing_since IS NULL")?
                    .execute(params![path_bytes::to_bytes(&track.path), track.uid.0, now.0])?;
                tx.prepare_cached("UPDATE tracks SET missing_since = ?2 WHERE uid = ?1 AND missing_since IS NULL")?
                    .execute(params![track.uid.0, now.0])?;
            }
            tracks
                .iter()
                .zip(added)
                .map(|(track, added_at)| {
                    let opened = track.folder == FolderId::OPENED;
                    match opened.then(|| present_at(tx, &track.path)).transpose()?.flatten() {
                        Some(id) => Ok(id),
                        None => save(tx, track, added_at, opened.then_some(now), &mut names),
                    }
                })
                .collect()
        })
    }
}

fn present_at(db: &Connection, path: &Path) -> Result<Option<TrackId>, Error> {
    let mut query = db.prepare_cached("SELECT id FROM tracks WHERE path = ?1 AND missing_since IS NULL")?;
    Ok(query
        .query_row([path_bytes::to_bytes(path)], |row| row.get(0).map(TrackId))
        .optional()?)
}

fn save(
    db: &Connection,
    track: &NewTrack,
    added_at: Timestamp,
    missing_since: Option<Timestamp>,
    names: &mut Names<'_>,
) -> Result<TrackId, Error> {
    let known: Option<(i64, [u8; 16])> = match db
        .prepare_cached("SELECT id, payload FROM tracks WHERE uid = ?1")?
        .query_row([track.uid.0], |row| Ok((row.get(0)?, row.get(1)?)))
    {
        Err(rusqlite::Error::QueryReturnedNoRows) => None,
        found => Some(found?),
    };
    if let Some((id, payload)) = known
        && payload != track.payload.0
    {
        db.prepare_cached("DELETE FROM analyses WHERE track_id = ?1")?.execute([id])?;
    }
    let Tags { replay_gain, .. } = &track.tags;
    let (tags, format) = (&track.tags, &track.format);
    let title = tags.title.clone().unwrap_or_else(|| stem(&track.path));
    let artist_line = tags.album_artist_line().unwrap_or_default();
    let order_key = |text: &str| names.collation.key(text);
    let artist_order = order_key(tags.artist_sort.as_deref().unwrap_or(&artist_line));
    let title_order = order_key(tags.title_sort.as_deref().unwrap_or(&title));
    let album_order = order_key(tags.album_sort.as_deref().or(tags.album.as_deref()).unwrap_or_default());
    let album_id = match &tags.album {
        Some(album) => Some(names.album(db, &album_key(track, album), album, tags, &album_order, &artist_order)?),
        None => None,
    };
    let id: i64 = db.prepare_cached(UPSERT)?.query_row(
        named_params! {
            ":uid": track.uid.0, ":folder": track.folder.0, ":path": path_bytes::to_bytes(&track.path),
            ":path_text": track.path.to_string_lossy(), ":size": i64::try_from(track.stamp.size).unwrap_or(i64::MAX),
            ":modified": track.stamp.modified.0, ":payload": track.payload.0, ":codec": format.codec,
            ":duration_ms": millis(format.duration), ":sample_rate": format.sample_rate, ":channels": format.channels,
            ":bits": format.bits_per_sample, ":bitrate": format.bitrate, ":unplayable": format.unplayable, ":title": tags.title,
            ":artists": join(&tags.artists), ":album": tags.album, ":album_artists": join(&tags.album_artists),
            ":track_number": tags.track_number, ":track_total": tags.track_total, ":disc_number": tags.disc_number,
            ":disc_total": tags.disc_total, ":year": tags.year, ":original_year": tags.original_year, ":genres": join(&tags.genres),
            ":composers": join(&tags.composers), ":label": tags.label, ":compilation": tags.compilation,
            ":title_sort": tags.title_sort, ":artist_sort": tags.artist_sort, ":album_sort": tags.album_sort, ":bpm": finite(tags.bpm),
            ":musical_key": tags.musical_key, ":comment": tags.comment, ":lyrics": tags.lyrics,
            ":mb_recording": tags.musicbrainz_recording, ":mb_release": tags.musicbrainz_release,
            ":rg_track_gain": finite(replay_gain.track_gain_db), ":rg_track_peak": finite(replay_gain.track_peak),
            ":rg_album_gain": finite(replay_gain.album_gain_db), ":rg_album_peak": finite(replay_gain.album_peak),
            ":added_at": added_at.0, ":album_id": album_id,
            ":order_title": title_order, ":order_artist": artist_order,
            ":order_album": album_order, ":missing_since": missing_since.map(|at| at.0),
        },
        |row| row.get(0),
    )?;
    link_names(db, id, known.is_some(), tags, names)?;
    index(db, id, &title, track)?;
    Ok(TrackId(id))
}

fn link_names(db: &Connection, id: i64, known: bool, tags: &Tags, names: &mut Names<'_>) -> Result<(), Error> {
    if known {
        db.prepare_cached("DELETE FROM track_artists WHERE track_id = ?1")?.execute([id])?;
        db.prepare_cached("DELETE FROM track_genres WHERE track_id = ?1")?.execute([id])?;
    }
    for (role, list) in [(0, &tags.artists), (1, &tags.album_artists), (2, &tags.composers)] {
        for name in list {
            let artist = names.artist(db, name)?;
            db.prepare_cached("INSERT OR IGNORE INTO track_artists (artist_id, track_id, role) VALUES (?1, ?2, ?3)")?
                .execute(params![artist, id, role])?;
        }
    }
    for name in &tags.genres {
        let genre = names.genre(db, name)?;
        db.prepare_cached("INSERT OR IGNORE INTO track_genres (genre_id, track_id) VALUES (?1, ?2)")?
            .execute(params![genre, id])?;
    }
    Ok(())
}

fn index(db: &Connection, id: i64, title: &str, track: &NewTrack) -> Result<(), Error> {
    let tags = &track.tags;
    let artists = [tags.artists.join(" "), tags.album_artists.join(" ")].join(" ");
    let other = [
        tags.genres.join(" "),
        tags.composers.join(" "),
        tags.label.clone().unwrap_or_default(),
    ]
    .join(" ");
    db.prepare_cached("INSERT OR REPLACE INTO search (rowid, title, artist, album, other, path) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![
            id,
            index_text(title),
            index_text(&artists),
            index_text(tags.album.as_deref().unwrap_or_default()),
            index_text(&other),
            index_text(&path_words(&track.path)),
        ])?;
    Ok(())
}

/// Which tracks make one album: the same release, or the same title by the same album artist; without one, the same title in the
/// same directory (a compilation nobody flagged), the directories of its discs counting as one.
fn album_key(track: &NewTrack, album: &str) -> String {
    let tags = &track.tags;
    if let Some(release) = tags.musicbrainz_release.as_deref().filter(|id| !id.is_empty()) {
        return format!("mb\u{1f}{}", release.to_lowercase());
    }
    let title = fold(album);
    if !tags.album_artists.is_empty() {
        return format!("by\u{1f}{title}\u{1f}{}", fold(&tags.album_artists.join(", ")));
    }
    let mut dir = domain::holder(&track.path).parent().unwrap_or(Path::new(""));
    if dir
        .file_name()
        .is_some_and(|name| is_disc_directory(&fold(&name.to_string_lossy())))
    {
        dir = dir.parent().unwrap_or(dir);
    }
    format!("in\u{1f}{title}\u{1f}{}", dir.to_string_lossy())
}

/// "CD1", "disc 2", "Disk-3".
fn is_disc_directory(name: &str) -> bool {
    ["cd", "disc", "disk"].iter().any(|word| {
        name.strip_prefix(word).is_some_and(|rest| {
            let digits = rest.trim_start_matches([' ', '-', '_', '.']);
            !digits.is_empty() && digits.len() <= 2 && digits.bytes().all(|b| b.is_ascii_digit())
        })
    })
}

/// The file's name and the two directories above: what lies further up, and the extension, would find half the library.
fn path_words(path: &Path) -> String {
    let mut above: Vec<_> = path.parent().into_iter().flat_map(Path::components).rev().take(2).collect();
    above.reverse();
    let mut words: Vec<String> = above.iter().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    words.push(stem(path));
    words.join(" ")
}

pub(crate) fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn finite(value: Option<f32>) -> Option<f32> {
    value.filter(|v| v.is_finite())
}

/// Ids of names met in this batch.
struct Names<'a> {
    collation: &'a Collation,
    albums: HashMap<String, i64>,
    artists: HashMap<String, i64>,
    genres: HashMap<String, i64>,
}

impl<'a> Names<'a> {
    fn of(collation: &'a Collation) -> Self {
        Self {
            collation,
            albums: HashMap::new(),
            artists: HashMap::new(),
            genres: HashMap::new(),
        }
    }

    fn album(&mut self, db: &Connection, key: &str, title: &str, tags: &Tags, order: &str, artist_order: &str) -> Result<i64, Error> {
        if let Some(id) = self.albums.get(key) {
            return Ok(*id);
        }
        // Unknown for an unflagged compilation until all its tracks are in; browse.rs looks at those.
        let artist = (!tags.album_artists.is_empty()).then(|| tags.album_artists.join(", "));
        let id = db
            .prepare_cached(
                "INSERT INTO albums (key, title, artist, order_title, order_artist) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (key) DO UPDATE SET title = excluded.title, artist = excluded.artist,
                   order_title = excluded.order_title, order_artist = excluded.order_artist RETURNING id",
            )?
            .query_row(params![key, title, artist, order, artist_order], |row| row.get(0))?;
        self.albums.insert(key.to_owned(), id);
        Ok(id)
    }

    fn artist(&mut self, db: &Connection, name: &str) -> Result<i64, Error> {
        let key = fold(name);
        if let Some(id) = self.artists.get(&key) {
            return Ok(*id);
        }
        let id = db
            .prepare_cached(
                "INSERT INTO artists (key, name, order_name) VALUES (?1, ?2, ?3)
                 ON CONFLICT (key) DO UPDATE SET name = name RETURNING id",
            )?
            .query_row(params![key, name, self.collation.key(name)], |row| row.get(0))?;
        self.artists.insert(key, id);
        Ok(id)
    }

    fn genre(&mut self, db: &Connection, name: &str) -> Result<i64, Error> {
        let key = fold(name);
        if let Some(id) = self.genres.get(&key) {
            return Ok(*id);
        }
        let id = db
            .prepare_cached("INSERT INTO genres (key, name) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET name = name RETURNING id")?
            .query_row(params![key, name], |row| row.get(0))?;
        self.genres.insert(key, id);
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discs_are_recognised_by_their_directory() {
        for (name, is) in [
            ("cd1", true),
            ("disc 02", true),
            ("disk-3", true),
            ("cd", false),
            ("cds", false),
            ("disco 2", false),
            ("disc 123", false),
        ] {
            assert_eq!(is_disc_directory(name), is, "{name}");
        }
    }
}
