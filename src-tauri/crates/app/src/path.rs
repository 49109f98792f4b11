//! A path from one track to another through the library.

use domain::{FolderId, TrackId};
use recommend::path_between;

use crate::core::Core;
use crate::{Attune, Error, TrackRow};

/// Tracks that a path may have between its ends at most.
const MOST_STEPS: usize = 100;

/// Whether there can be a path, and if not, what stands against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathState {
    Ready,
    /// It would lead from a track to itself.
    SameTrack,
    /// One of the ends waits for its analysis.
    NotAnalysed,
    /// One of the ends cannot be analysed, or nothing can.
    CannotCompare,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PathRow {
    pub track: TrackRow,
    /// 0–1, with the row before; none for the first.
    pub match_score: Option<f32>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PathView {
    pub state: PathState,
    /// The end that stands against it.
    pub unheard: Option<TrackRow>,
    /// With both ends; there may be fewer between them than were asked for.
    pub rows: Vec<PathRow>,
}

impl PathView {
    fn without(state: PathState, unheard: Option<TrackRow>) -> Self {
        Self {
            state,
            unheard,
            rows: Vec::new(),
        }
    }
}

impl Attune {
    /// The way from one track to another over `steps` tracks between them. An end that waits for its analysis moves to the front.
    pub fn path(&self, from: TrackId, to: TrackId, steps: usize) -> Result<PathView, Error> {
        let view = self.core.path(from, to, steps.min(MOST_STEPS))?;
        if let (PathState::NotAnalysed, Some(unheard)) = (view.state, &view.unheard) {
            self.analyser.prefer_one(unheard.id);
        }
        Ok(view)
    }
}

impl Core {
    fn path(&self, from: TrackId, to: TrackId, steps: usize) -> Result<PathView, Error> {
        if from == to {
            return Ok(PathView::without(PathState::SameTrack, None));
        }
        let found: Vec<(TrackId, Option<f32>)> = {
            let index = self.index.read();
            let (Some(start), Some(end)) = (index.row_of(from), index.row_of(to)) else {
                let unheard = if index.row_of(from).is_none() { from } else { to };
                drop(index);
                return self.no_path(unheard);
            };
            let between = path_between(&index, start, end, steps);
            let whole: Vec<usize> = [start].into_iter().chain(between).chain([end]).collect();
            let first = (from, None);
            let others = whole
                .windows(2)
                .map(|pair| (index.id(pair[1]), Some(index.match_between(pair[0], pair[1]))));
            [first].into_iter().chain(others).collect()
        };
        let ids: Vec<TrackId> = found.iter().map(|(id, _)| *id).collect();
        let row = |track: TrackRow| {
            let match_score = found.iter().find(|(id, _)| *id == track.id).and_then(|(_, score)| *score);
            PathRow { track, match_score }
        };
        Ok(PathView {
            state: PathState::Ready,
            unheard: None,
            rows: self.rows(&ids)?.into_iter().map(row).collect(),
        })
    }

    fn no_path(&self, unheard: TrackId) -> Result<PathView, Error> {
        let row = self.row_by_id(unheard)?;
        // What was opened by hand is in no index.
        let opened = self.store.track(unheard)?.is_some_and(|track| track.folder == FolderId::OPENED);
        let state = if opened || self.ear().is_err() || self.store.is_beyond_analysis(unheard)? {
            PathState::CannotCompare
        } else {
            PathState::NotAnalysed
        };
        Ok(PathView::without(state, Some(row)))
    }
}
