//! Similar tracks: the seed's vector against the index, then what the sections say.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::{FolderId, Lens, ModelVersion, Reason, SectionVectors, SimilarTrack, TrackId};
use recommend::{CLOSE_MATCH, LensGap, Rules, SectionVotes, similar_by, similar_to};

use crate::core::Core;
use crate::index::file_facts;
use crate::shared_text::SharedText;
use crate::{Error, SimilarRow, SimilarState, SimilarView};

/// The library's own measure of when two sections are alike.
pub(crate) struct SectionGauge(pub SectionVotes);

/// With this many close tracks the panel calls the list full.
const ENOUGH_CLOSE: usize = 5;
/// Sections that must have a counterpart for it to be worth saying.
const TELLING_SECTIONS: u8 = 6;

impl Core {
    /// Tracks like one of the library, in one way.
    pub(crate) fn similar_to_track(&self, seed: TrackId, lens: Lens, rules: &Rules) -> Result<SimilarView, Error> {
        let row = self.row_by_id(seed)?;
        // What was opened by hand is in no index: it is heard now.
        if self.store.track(seed)?.is_some_and(|track| track.folder == FolderId::OPENED) {
            return Ok(match self.similar_to_file(&row.path, rules) {
                Ok(found) => SimilarView { seed: Some(row), ..found },
                Err(error) => {
                    tracing::info!(%error, "an opened file cannot be compared");
                    SimilarView {
                        seed: Some(row),
                        state: SimilarState::CannotCompare,
                        rows: Vec::new(),
                    }
                }
            });
        }
        let found = {
            let index = self.index.read();
            let Some(own) = index.row_of(seed) else {
                drop(index);
                let state = if self.is_preparing([seed]) {
                    SimilarState::Preparing
                } else if self.ear().is_err() || self.store.is_beyond_analysis(seed)? {
                    SimilarState::CannotCompare
                } else {
                    SimilarState::NotAnalysed
                };
                return Ok(SimilarView {
                    seed: Some(row),
                    state,
                    rows: Vec::new(),
                });
            };
            let lenses = self.lenses.read().clone();
            match similar_by(&index, &lenses, lens, own, rules) {
                Ok(found) => found,
                Err(gap) => {
                    let state = match gap {
                        _ if !lenses.is_learnt() => SimilarState::Preparing,
                        LensGap::NothingKnown => SimilarState::NothingLearnt,
                        LensGap::SeedUnknown => SimilarState::SeedUnknown,
                    };
                    return Ok(SimilarView {
                        seed: Some(row),
                        state,
                        rows: Vec::new(),
                    });
                }
            }
        };
        let model = self.ear()?.version().clone();
        // Sections are of the sound: beside another reason they would only stand in its way.
        let sections = match lens {
            Lens::Blend | Lens::Sound => self.store.sections(&[seed], &model)?.pop().map(|(_, sections)| sections),
            _ => None,
        };
        let rows = self.similar_rows(found, sections.as_ref(), &model)?;
        Ok(SimilarView {
            seed: Some(row),
            state: state_of(&rows),
            rows,
        })
    }

    /// Whether one of these tracks is analysed and only the index is not there yet.
    pub(crate) fn is_preparing(&self, tracks: impl IntoIterator<Item = TrackId>) -> bool {
        if self.index_revision.load(Ordering::Relaxed) > 0 {
            return false;
        }
        let Ok(ear) = self.ear() else { return false };
        let analysed = |track| self.store.embedding(track, ear.version()).is_ok_and(|found| found.is_some());
        tracks.into_iter().any(analysed)
    }

    /// Tracks like a file that need not be in the library: analysed on the fly.
    pub(crate) fn similar_to_file(&self, path: &Path, rules: &Rules) -> Result<SimilarView, Error> {
        let ear = self.ear()?;
        let unreadable = |reason: String| Error::Unreadable {
            path: path.to_path_buf(),
            reason,
        };
        let heard = analysis::analyse(&ear, path, &AtomicBool::new(false)).map_err(|error| unreadable(error.to_string()))?;
        // Vectors of two models may be as long as each other and are never compared.
        if self.ear()?.version() != ear.version() {
            return self.similar_to_file(path, rules);
        }
        let title = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let tags = library::read_tags(path);
        let title = tags.title.clone().unwrap_or(title);
        let seed_facts = file_facts(&tags, &title, Some(&heard.acoustics), &heard.words, &mut SharedText::default());
        let found = similar_to(&self.index.read(), heard.embedding.as_slice(), &seed_facts, None, rules);
        let rows = self.similar_rows(found, Some(&heard.sections), ear.version())?;
        Ok(SimilarView {
            seed: None,
            state: state_of(&rows),
            rows,
        })
    }

    /// What was found for several tracks together, ready to be shown.
    pub(crate) fn similar_to_several(&self, found: Vec<SimilarTrack>) -> Result<SimilarView, Error> {
        let rows = self.similar_rows(found, None, self.ear()?.version())?;
        Ok(SimilarView {
            seed: None,
            state: state_of(&rows),
            rows,
        })
    }

    /// Adds the section votes as the first reason where they tell something.
    fn similar_rows(
        &self,
        found: Vec<SimilarTrack>,
        seed: Option<&SectionVectors>,
        model: &ModelVersion,
    ) -> Result<Vec<SimilarRow>, Error> {
        let ids: Vec<TrackId> = found.iter().map(|similar| similar.track).collect();
        let sections: std::collections::HashMap<TrackId, SectionVectors> = self.store.sections(&ids, model)?.into_iter().collect();
        let gauge = self.sections.read();
        let votes = |id: TrackId| {
            let (matching, of) = gauge.as_ref()?.0.count(seed?, sections.get(&id)?);
            (matching >= TELLING_SECTIONS).then_some(Reason::Sections { matching, of })
        };
        let rows = self.rows(&ids)?;
        let mut found: std::collections::HashMap<TrackId, SimilarTrack> =
            found.into_iter().map(|similar| (similar.track, similar)).collect();
        Ok(rows
            .into_iter()
            .filter_map(|track| {
                let similar = found.remove(&track.id)?;
                let reasons = votes(track.id).into_iter().chain(similar.reasons).take(3).collect();
                Some(SimilarRow {
                    track,
                    match_score: similar.match_score,
                    reasons,
                })
            })
            .collect())
    }
}

fn state_of(rows: &[SimilarRow]) -> SimilarState {
    let close = rows.iter().filter(|row| row.match_score >= CLOSE_MATCH).count();
    if close < ENOUGH_CLOSE {
        SimilarState::FewClose
    } else {
        SimilarState::Ready
    }
}
