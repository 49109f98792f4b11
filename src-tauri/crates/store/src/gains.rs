//! How much louder or softer tracks are to be played: from their tags, else from what the analysis pass measured.

use domain::{Gain, GainSource, Gains, REFERENCE_LUFS, TrackId};
use rusqlite::OptionalExtension;

use crate::{Error, Store};

/// Loudness that music can have, LUFS. Beyond it the file is damaged, and its gain would be, too.
const PLAUSIBLE_LUFS: std::ops::RangeInclusive<f64> = -60.0..=3.0;
/// Gains that a tag can mean, dB.
const PLAUSIBLE_DB: std::ops::RangeInclusive<f32> = -40.0..=40.0;
/// Peaks that a tag can mean, 1 being full scale.
const PLAUSIBLE_PEAK: std::ops::RangeInclusive<f32> = 1e-4..=8.0;

impl Store {
    /// The gains of a track. Its album's is measured once all tracks of the album are: the mean of their power, each for as long as it is.
    pub fn gains(&self, track: TrackId) -> Result<Gains, Error> {
        self.library().read(|db| {
            let found = db
                .prepare_cached(
                    "SELECT t.rg_track_gain, t.rg_track_peak, t.rg_album_gain, t.rg_album_peak, a.lufs, a.true_peak_db, t.album_id
                     FROM tracks t LEFT JOIN analyses a ON a.track_id = t.id WHERE t.id = ?1",
                )?
                .query_row([track.0], |row| {
                    Ok((
                        [row.get::<_, Option<f32>>(0)?, row.get(1)?],
                        [row.get::<_, Option<f32>>(2)?, row.get(3)?],
                        Measured::of(row.get(4)?, row.get(5)?),
                        row.get::<_, Option<i64>>(6)?,
                    ))
                })
                .optional()?;
            let Some((track_tags, album_tags, measured, album)) = found else {
                return Ok(Gains::default());
            };
            let album = match (tagged(album_tags), album) {
                (Some(gain @ Gain { peak_db: Some(_), .. }), _) => Some(gain),
                (gain, Some(album)) => merged(gain, measured_album(db, album)?),
                (gain, None) => gain,
            };
            Ok(Gains {
                track: merged(tagged(track_tags), measured.map(Measured::gain)),
                album,
            })
        })
    }
}

/// What the pass over a track measured.
#[derive(Clone, Copy)]
struct Measured {
    lufs: f64,
    peak_db: Option<f32>,
}

impl Measured {
    fn of(lufs: Option<f64>, peak_db: Option<f32>) -> Option<Self> {
        let lufs = lufs.filter(|lufs| PLAUSIBLE_LUFS.contains(lufs))?;
        Some(Self { lufs, peak_db })
    }

    fn gain(self) -> Gain {
        Gain {
            db: (REFERENCE_LUFS - self.lufs) as f32,
            from: GainSource::Measured,
            peak_db: self.peak_db,
        }
    }
}

/// What tags say, the peak as a factor.
fn tagged([gain, peak]: [Option<f32>; 2]) -> Option<Gain> {
    Some(Gain {
        db: gain.filter(|gain| PLAUSIBLE_DB.contains(gain))?,
        from: GainSource::Tags,
        peak_db: peak.filter(|peak| PLAUSIBLE_PEAK.contains(peak)).map(|peak| 20.0 * peak.log10()),
    })
}

/// Tags before what was measured, which is good for a peak that they do not tell.
fn merged(tagged: Option<Gain>, measured: Option<Gain>) -> Option<Gain> {
    let Some(tagged) = tagged else { return measured };
    Some(Gain {
        peak_db: tagged.peak_db.or(measured.and_then(|measured| measured.peak_db)),
        ..tagged
    })
}

/// The gain of an album; `None` until every track of it that can be played is analysed.
fn measured_album(db: &rusqlite::Connection, album: i64) -> Result<Option<Gain>, Error> {
    let mut query = db.prepare_cached(
        "SELECT t.duration_ms, a.track_id IS NOT NULL, a.lufs, a.true_peak_db FROM tracks t LEFT JOIN analyses a ON a.track_id = t.id
         WHERE t.album_id = ?1 AND t.missing_since IS NULL AND t.unplayable IS NULL",
    )?;
    let mut rows = query.query([album])?;
    let (mut lengths, mut peak_db) = (Vec::new(), None);
    while let Some(row) = rows.next()? {
        let (millis, analysed) = (row.get::<_, i64>(0)? as f64, row.get::<_, bool>(1)?);
        if !analysed {
            return Ok(None);
        }
        // Silence has no loudness, and takes none of the album's.
        if let Some(measured) = Measured::of(row.get(2)?, row.get(3)?) {
            lengths.push((millis, measured.lufs));
            peak_db = [peak_db, measured.peak_db].into_iter().flatten().reduce(f32::max);
        }
    }
    let lufs = domain::album_lufs(lengths);
    Ok(lufs.and_then(|lufs| Measured::of(Some(lufs), peak_db)).map(Measured::gain))
}
