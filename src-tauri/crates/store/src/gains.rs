//! How much louder or softer tracks are to be played: from their tags, else from what the analysis pass measured.

use domain::{GainSource, Gains, REFERENCE_LUFS, TrackId};
use rusqlite::OptionalExtension;

use crate::{Error, Store};

/// Loudness that music can have, LUFS. Beyond it the file is damaged, and its gain would be, too.
const PLAUSIBLE_LUFS: std::ops::RangeInclusive<f64> = -60.0..=3.0;
/// Gains that a tag can mean, dB.
const PLAUSIBLE_DB: std::ops::RangeInclusive<f32> = -40.0..=40.0;

impl Store {
    /// The gains of a track. Its album's is measured once all tracks of the album are: the mean of their power, each for as long as it is.
    pub fn gains(&self, track: TrackId) -> Result<Gains, Error> {
        self.library().read(|db| {
            let found = db
                .prepare_cached(
                    "SELECT t.rg_track_gain, t.rg_album_gain, a.lufs, t.album_id FROM tracks t LEFT JOIN analyses a ON a.track_id = t.id
                     WHERE t.id = ?1",
                )?
                .query_row([track.0], |row| {
                    Ok((
                        row.get::<_, Option<f32>>(0)?,
                        row.get::<_, Option<f32>>(1)?,
                        row.get::<_, Option<f64>>(2)?,
                        row.get::<_, Option<i64>>(3)?,
                    ))
                })
                .optional()?;
            let Some((track_tag, album_tag, lufs, album)) = found else {
                return Ok(Gains::default());
            };
            let plausible = |gain: Option<f32>| gain.filter(|gain| PLAUSIBLE_DB.contains(gain));
            let (track_tag, album_tag) = (plausible(track_tag), plausible(album_tag));
            let album = match (album_tag, album) {
                (None, Some(album)) => album_lufs(db, album)?.map(to_reference),
                _ => None,
            };
            let track = lufs.filter(|lufs| PLAUSIBLE_LUFS.contains(lufs)).map(to_reference);
            let from = if track_tag.or(album_tag).is_some() {
                GainSource::Tags
            } else if track.is_some() {
                GainSource::Measured
            } else {
                GainSource::Assumed
            };
            Ok(Gains {
                track_db: track_tag.or(track),
                album_db: album_tag.or(album),
                from,
            })
        })
    }
}

fn to_reference(lufs: f64) -> f32 {
    (REFERENCE_LUFS - lufs) as f32
}

/// Loudness of an album, LUFS; `None` until every track of it that can be played is analysed.
fn album_lufs(db: &rusqlite::Connection, album: i64) -> Result<Option<f64>, Error> {
    let mut query = db.prepare_cached(
        "SELECT t.duration_ms, a.lufs, a.track_id IS NOT NULL FROM tracks t LEFT JOIN analyses a ON a.track_id = t.id
         WHERE t.album_id = ?1 AND t.missing_since IS NULL AND t.unplayable IS NULL",
    )?;
    let mut rows = query.query([album])?;
    let mut measured = Vec::new();
    while let Some(row) = rows.next()? {
        let (millis, lufs, analysed): (f64, Option<f64>, bool) = (row.get::<_, i64>(0)? as f64, row.get(1)?, row.get(2)?);
        if !analysed {
            return Ok(None);
        }
        // Silence has no loudness, and takes none of the album's.
        if let Some(lufs) = lufs.filter(|lufs| PLAUSIBLE_LUFS.contains(lufs)) {
            measured.push((millis, lufs));
        }
    }
    Ok(domain::album_lufs(measured))
}
