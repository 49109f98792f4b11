//! The in-memory index over all vectors of the current model, built from the store and swapped in whole.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use domain::{Acoustics, Tags, Track, TrackId, Word};
use recommend::{Catalogue, Facts, Item, SectionVotes};
use store::{TrackAcoustics, fold};

use crate::core::Core;
use crate::discover::SectionGauge;
use crate::listener::Listener;
use crate::{Error, Event};

/// Rows fetched at a time: bounds the memory of a build.
const CHUNK: usize = 2000;
/// Tracks whose sections tell what chance looks like.
const GAUGE_SAMPLE: usize = 48;
/// While analysis runs the index is rebuilt at most this often, and never more than a tenth of the time.
const REBUILD_AT_MOST_EVERY: Duration = Duration::from_secs(3);

/// When the index was last built, and whether the store knows more by now.
#[derive(Default)]
pub(crate) struct Freshness {
    stale: bool,
    built: Option<(Instant, Duration)>,
}

impl Freshness {
    pub fn mark_stale(&mut self) {
        self.stale = true;
    }

    /// Whether a rebuild is due; `at_rest` when no more results are coming soon.
    pub fn due(&self, at_rest: bool) -> bool {
        let rested = self
            .built
            .is_none_or(|(at, took)| at.elapsed() >= REBUILD_AT_MOST_EVERY.max(took * 10));
        self.stale && (at_rest || rested)
    }
}

impl Core {
    pub(crate) fn index_is_stale(&self) {
        self.freshness.lock().mark_stale();
    }

    /// Rebuilds the index if that is due. Cheap to call often.
    pub(crate) fn refresh_index(&self, at_rest: bool) -> Result<bool, Error> {
        if !self.freshness.lock().due(at_rest) {
            return Ok(false);
        }
        self.rebuild_index()?;
        Ok(true)
    }

    /// Builds the index from the store and puts it in place of the old one.
    pub(crate) fn rebuild_index(&self) -> Result<(), Error> {
        let started = Instant::now();
        self.freshness.lock().stale = false;
        let ear = self.ear()?;
        let mut catalogue = Catalogue::new(self.items(ear.version())?);
        let gauge = self.gauge(&catalogue, ear.version())?;
        {
            // What the listener did while this was built is in neither the old rows nor the new ones.
            let listener = self.listener.read();
            let mut index = self.index.write();
            for row in 0..catalogue.len() {
                let uid = catalogue.uid(row);
                let facts = catalogue.facts_mut(row);
                listener.write_into(uid, facts);
                let heard = listener.heard(uid);
                (facts.plays, facts.last_played) = (heard.plays, heard.last);
            }
            *index = catalogue;
        }
        self.index_revision.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        *self.sections.write() = gauge;
        self.freshness.lock().built = Some((Instant::now(), started.elapsed()));
        self.emit(Event::DiscoverChanged);
        Ok(())
    }

    fn items(&self, model: &domain::ModelVersion) -> Result<Vec<Item>, Error> {
        let embeddings = self.store.embeddings(model)?;
        let mut acoustics: HashMap<TrackId, TrackAcoustics> =
            self.store.all_acoustics()?.into_iter().map(|heard| (heard.track, heard)).collect();
        let ids: Vec<TrackId> = embeddings.iter().map(|(id, _)| *id).collect();
        let mut vectors: HashMap<TrackId, domain::Embedding> = embeddings.into_iter().collect();
        let mut items = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            for track in self.store.tracks(chunk)? {
                let Some(embedding) = vectors.remove(&track.id) else { continue };
                // What is away is no part of the music a match is measured against.
                if track.missing_since.is_some() {
                    continue;
                }
                let facts = facts(&track, acoustics.remove(&track.id), &self.listener.read());
                items.push(Item {
                    id: track.id,
                    uid: track.uid,
                    embedding,
                    facts,
                });
            }
        }
        Ok(items)
    }

    fn gauge(&self, catalogue: &Catalogue, model: &domain::ModelVersion) -> Result<Option<SectionGauge>, Error> {
        let n = catalogue.len();
        let sample: Vec<TrackId> = (0..n.min(GAUGE_SAMPLE))
            .map(|i| catalogue.id(i * n / n.min(GAUGE_SAMPLE)))
            .collect();
        let sections: Vec<_> = self
            .store
            .sections(&sample, model)?
            .into_iter()
            .map(|(_, sections)| sections)
            .collect();
        Ok(SectionVotes::calibrate(&sections).map(SectionGauge))
    }
}

/// What the recommender is told of a track of the library.
pub(crate) fn facts(track: &Track, heard: Option<TrackAcoustics>, listener: &Listener) -> Facts {
    let plays = listener.heard(track.uid);
    let (acoustics, words) = heard.map_or((None, Vec::new()), |heard| (Some(heard.acoustics), heard.words));
    let mut facts = Facts {
        unavailable: track.missing_since.is_some() || track.format.unplayable.is_some(),
        plays: plays.plays,
        last_played: plays.last,
        added_at: Some(track.added_at),
        duration: track.format.duration,
        ..file_facts(&track.tags, track.display_title(), acoustics.as_ref(), words)
    };
    listener.write_into(track.uid, &mut facts);
    facts
}

/// What it is told of any file.
pub(crate) fn file_facts(tags: &Tags, title: String, heard: Option<&Acoustics>, words: Vec<Word>) -> Facts {
    let artist_name = tags.artists.first().or(tags.album_artists.first()).cloned().unwrap_or_default();
    Facts {
        artist: fold(&artist_name),
        album: tags.album.as_deref().map(fold).unwrap_or_default(),
        title,
        artist_name,
        year: tags.original_year.or(tags.year),
        genres: tags.genres.clone(),
        tempo: heard.and_then(|heard| heard.tempo),
        key: heard.and_then(|heard| heard.key),
        energy: heard.and_then(|heard| heard.energy),
        words,
        ..Facts::default()
    }
}
