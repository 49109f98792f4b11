//! The in-memory index over all vectors of the current model, built from the store and swapped in whole.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use analysis::Ear;
use domain::{Acoustics, FolderId, Tags, Track, TrackId, Word};
use recommend::{Catalogue, CatalogueBuilder, Facts, Item, Lenses, SectionVotes, Unrelated};
use store::TrackAcoustics;

use crate::core::Core;
use crate::discover::SectionGauge;
use crate::listener::Listener;
use crate::shared_text::SharedText;
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
        let _one_at_a_time = self.building.lock();
        let started = Instant::now();
        self.freshness.lock().stale = false;
        let ear = self.ear()?;
        let mut catalogue = self.catalogue(&ear)?;
        let gauge = self.gauge(&catalogue, ear.version())?;
        let lenses = Lenses::of(&catalogue);
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
        *self.lenses.write() = lenses;
        self.index_revision.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        *self.sections.write() = gauge;
        self.freshness.lock().built = Some((Instant::now(), started.elapsed()));
        self.emit(Event::DiscoverChanged);
        Ok(())
    }

    /// Read piece by piece, so that no more than the index itself is ever in memory.
    fn catalogue(&self, ear: &Ear) -> Result<Catalogue, Error> {
        let mut catalogue = CatalogueBuilder::new(if ear.is_shipped() {
            Unrelated::Shipped
        } else {
            Unrelated::OfLibrary
        });
        let mut texts = SharedText::default();
        let away: HashSet<FolderId> = self.store.unreachable_folders()?.into_iter().map(|(folder, _)| folder).collect();
        let mut after = TrackId(0);
        loop {
            let page = self.store.embeddings(ear.version(), after, CHUNK)?;
            let Some((last, _)) = page.last() else {
                return Ok(catalogue.finish());
            };
            after = *last;
            let ids: Vec<TrackId> = page.iter().map(|(id, _)| *id).collect();
            let heard = self.store.acoustics(&ids)?;
            let mut heard: HashMap<TrackId, TrackAcoustics> = heard.into_iter().map(|heard| (heard.track, heard)).collect();
            let mut vectors: HashMap<TrackId, domain::Embedding> = page.into_iter().collect();
            for track in self.store.tracks(&ids)? {
                let Some(embedding) = vectors.remove(&track.id) else { continue };
                // What is away is no part of the music a match is measured against.
                if track.missing_since.is_some() {
                    continue;
                }
                let mut facts = facts(&track, heard.remove(&track.id), &self.listener.read(), &mut texts);
                // A drive that is unplugged takes none of its music out of the geometry, but nothing of it can be played.
                facts.unavailable |= away.contains(&track.folder);
                catalogue.push(Item {
                    id: track.id,
                    uid: track.uid,
                    embedding,
                    facts,
                });
            }
        }
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
pub(crate) fn facts(track: &Track, heard: Option<TrackAcoustics>, listener: &Listener, texts: &mut SharedText) -> Facts {
    let plays = listener.heard(track.uid);
    let mood = heard.as_ref().and_then(|heard| heard.mood);
    let (acoustics, words) = heard.map_or((None, Vec::new()), |heard| (Some(heard.acoustics), heard.words));
    let mut facts = Facts {
        mood,
        unavailable: track.missing_since.is_some() || track.format.unplayable.is_some(),
        plays: plays.plays,
        last_played: plays.last,
        added_at: Some(track.added_at),
        duration: track.format.duration,
        ..file_facts(&track.tags, &track.display_title(), acoustics.as_ref(), &words, texts)
    };
    listener.write_into(track.uid, &mut facts);
    facts
}

/// What it is told of any file.
pub(crate) fn file_facts(tags: &Tags, title: &str, heard: Option<&Acoustics>, words: &[Word], texts: &mut SharedText) -> Facts {
    let artist = tags.artists.first().or(tags.album_artists.first()).map_or("", String::as_str);
    Facts {
        artist: texts.folded(artist),
        album: texts.folded(tags.album.as_deref().unwrap_or_default()),
        title: title.into(),
        artist_name: texts.share(artist),
        year: tags.original_year.or(tags.year),
        genres: tags.genres.iter().map(|genre| texts.share(genre)).collect(),
        tempo: heard.and_then(|heard| heard.tempo),
        key: heard.and_then(|heard| heard.key),
        energy: heard.and_then(|heard| heard.energy),
        impressions: heard.and_then(|heard| heard.impressions),
        words: words.iter().map(|word| (texts.share(&word.name), word.probability)).collect(),
        ..Facts::default()
    }
}
