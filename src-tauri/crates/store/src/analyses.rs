//! `analyses`, `vectors`, `sections`, `waveforms`: what the network and the signal measurements say of tracks.

use domain::{
    Acoustics, Embedding, Impressions, ModelVersion, Mood, MusicalKey, PayloadHash, SectionVectors, Tempo, TrackAnalysis, TrackId, Word,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::columns::{collect, json_ids};
use crate::{Error, Store};

/// The figures of a track without its vectors and waveform.
#[derive(Clone, Debug, PartialEq)]
pub struct TrackAcoustics {
    pub track: TrackId,
    /// `waveform` is empty here; see [`Store::waveform`].
    pub acoustics: Acoustics,
    pub words: Vec<Word>,
    pub mood: Option<Mood>,
}

impl Store {
    /// Stores the results of one pass over the content `payload`, in place of older ones of the track whatever their model, and
    /// forgets that its analysis failed before.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the track is no longer in the library, or has other content by now.
    pub fn save_analysis(&self, track: TrackId, payload: PayloadHash, analysis: TrackAnalysis) -> Result<(), Error> {
        self.library().write(move |tx| save(tx, track.0, payload, &analysis))
    }

    /// At most `limit` vectors of one model, of present and missing tracks alike, by id, from the first one after `after`: the
    /// in-memory index is made of them piece by piece.
    pub fn embeddings(&self, model: &ModelVersion, after: TrackId, limit: usize) -> Result<Vec<(TrackId, Embedding)>, Error> {
        self.vectors("v.track_id > ?2", model, after.0, limit)
    }

    /// One track's vector of this model.
    pub fn embedding(&self, track: TrackId, model: &ModelVersion) -> Result<Option<Embedding>, Error> {
        Ok(self.vectors("v.track_id = ?2", model, track.0, 1)?.pop().map(|(_, vector)| vector))
    }

    fn vectors(&self, condition: &str, model: &ModelVersion, id: i64, limit: usize) -> Result<Vec<(TrackId, Embedding)>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached(&format!(
                "SELECT v.track_id, v.vector FROM vectors v WHERE v.model = (SELECT id FROM models WHERE version = ?1) AND {condition}
                 ORDER BY v.track_id LIMIT ?3"
            ))?;
            let limit = i64::try_from(limit).unwrap_or(-1);
            let all = collect(query.query(params![model.0, id, limit])?, |row| {
                let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
                let values = bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
                // A vector that is none (a flipped bit) is left out, not the end of all others.
                Ok(Embedding::new(values).ok().map(|vector| (TrackId(row.get(0).unwrap_or(0)), vector)))
            })?;
            Ok(all.into_iter().flatten().collect())
        })
    }

    /// Section vectors of `tracks` that have them for this model.
    pub fn sections(&self, tracks: &[TrackId], model: &ModelVersion) -> Result<Vec<(TrackId, SectionVectors)>, Error> {
        let list = json_ids(tracks.iter().map(|id| id.0));
        self.library().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT s.track_id, s.sections FROM json_each(?1) j CROSS JOIN sections s ON s.track_id = j.value
                 JOIN analyses a ON a.track_id = s.track_id
                 WHERE a.model = (SELECT id FROM models WHERE version = ?2) ORDER BY j.key",
            )?;
            let all = collect(query.query(params![list, model.0])?, |row| {
                let sections = SectionVectors::from_bytes(row.get_ref(1)?.as_blob().unwrap_or_default());
                Ok(sections.map(|sections| (TrackId(row.get(0).unwrap_or(0)), sections)))
            })?;
            Ok(all.into_iter().flatten().collect())
        })
    }

    /// Figures, words and mood of `tracks` that were analysed, whatever the model.
    pub fn acoustics(&self, tracks: &[TrackId]) -> Result<Vec<TrackAcoustics>, Error> {
        let list = json_ids(tracks.iter().map(|id| id.0));
        self.library().read(|db| {
            let mut query = db.prepare_cached(&format!(
                "SELECT {FIGURES} FROM json_each(?1) j CROSS JOIN analyses a ON a.track_id = j.value ORDER BY j.key"
            ))?;
            collect(query.query([list])?, figures)
        })
    }

    /// The stored waveform, whatever the model.
    pub fn waveform(&self, track: TrackId) -> Result<Option<Vec<u8>>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached("SELECT waveform FROM waveforms WHERE track_id = ?1")?;
            Ok(query.query_row([track.0], |row| row.get(0)).optional()?)
        })
    }
}

fn save(db: &Connection, track: i64, payload: PayloadHash, analysis: &TrackAnalysis) -> Result<(), Error> {
    if !db
        .prepare_cached("SELECT 1 FROM tracks WHERE id = ?1 AND payload = ?2")?
        .exists(params![track, payload.0])?
    {
        return Err(Error::NotFound("track"));
    }
    db.prepare_cached("DELETE FROM failures WHERE stage = 'analysis' AND path = (SELECT path FROM tracks WHERE id = ?1)")?
        .execute([track])?;
    let model: i64 = db
        .prepare_cached("INSERT INTO models (version) VALUES (?1) ON CONFLICT (version) DO UPDATE SET version = version RETURNING id")?
        .query_row([&analysis.model.0], |row| row.get(0))?;
    let Acoustics {
        loudness_lufs,
        true_peak_db,
        waveform,
        tempo,
        key,
        energy,
        impressions,
    } = &analysis.acoustics;
    let words: Vec<String> = analysis
        .words
        .iter()
        .map(|word| format!("{}\u{1f}{}", word.name, word.probability))
        .collect();
    db.prepare_cached("DELETE FROM analyses WHERE track_id = ?1")?.execute([track])?;
    db.prepare_cached("INSERT INTO analyses VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)")?
        .execute(params![
            track,
            model,
            finite(*loudness_lufs),
            finite(*true_peak_db),
            finite(tempo.map(|t| t.bpm)),
            finite(tempo.map(|t| t.confidence)),
            key.map(|k| k.tonic),
            key.map(|k| k.minor),
            finite(key.map(|k| k.confidence)),
            finite(*energy),
            finite(analysis.mood.map(|m| m.valence)),
            finite(analysis.mood.map(|m| m.arousal)),
            words.join("\n"),
            finite(impressions.map(|i| i.danceability)),
            finite(impressions.map(|i| i.acousticness)),
            finite(impressions.map(|i| i.voice)),
        ])?;
    let vector: Vec<u8> = analysis.embedding.as_slice().iter().flat_map(|v| v.to_le_bytes()).collect();
    db.prepare_cached("INSERT INTO vectors VALUES (?1, ?2, ?3)")?
        .execute(params![track, model, vector])?;
    db.prepare_cached("INSERT INTO sections VALUES (?1, ?2)")?
        .execute(params![track, analysis.sections.to_bytes()])?;
    db.prepare_cached("INSERT INTO waveforms VALUES (?1, ?2)")?
        .execute(params![track, waveform])?;
    Ok(())
}

const FIGURES: &str = "a.track_id, a.lufs, a.true_peak_db, a.bpm, a.bpm_confidence, a.key_tonic, a.key_minor, a.key_confidence, a.energy, \
     a.valence, a.arousal, a.words, a.danceability, a.acousticness, a.voice";

fn figures(row: &Row<'_>) -> Result<TrackAcoustics, Error> {
    let bpm: Option<f32> = row.get(3)?;
    let bpm_confidence: Option<f32> = row.get(4)?;
    let key: Option<u8> = row.get(5)?;
    let minor: Option<bool> = row.get(6)?;
    let key_confidence: Option<f32> = row.get(7)?;
    let valence: Option<f32> = row.get(9)?;
    let arousal: Option<f32> = row.get(10)?;
    let words: String = row.get(11)?;
    let impressions: [Option<f32>; 3] = [row.get(12)?, row.get(13)?, row.get(14)?];
    Ok(TrackAcoustics {
        track: TrackId(row.get(0)?),
        acoustics: Acoustics {
            loudness_lufs: row.get(1)?,
            true_peak_db: row.get(2)?,
            waveform: Vec::new(),
            tempo: bpm.map(|bpm| Tempo {
                bpm,
                confidence: bpm_confidence.unwrap_or(0.0),
            }),
            key: key.map(|tonic| MusicalKey {
                tonic,
                minor: minor.unwrap_or(false),
                confidence: key_confidence.unwrap_or(0.0),
            }),
            energy: row.get(8)?,
            impressions: match impressions {
                [Some(danceability), Some(acousticness), Some(voice)] => Some(Impressions {
                    danceability,
                    acousticness,
                    voice,
                }),
                _ => None,
            },
        },
        words: words
            .lines()
            .filter_map(|line| line.split_once('\u{1f}'))
            .filter_map(|(name, probability)| {
                Some(Word {
                    name: name.to_owned(),
                    probability: probability.parse().ok()?,
                })
            })
            .collect(),
        mood: valence.zip(arousal).map(|(valence, arousal)| Mood { valence, arousal }),
    })
}

fn finite(value: Option<f32>) -> Option<f32> {
    value.filter(|v| v.is_finite())
}
