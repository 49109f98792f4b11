//! The whole library as a picture: by two measurements of each track, or by how the tracks sound.

mod colours;
mod keeper;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::TrackId;
use recommend::{AxisRange, MoodWish, Plane, Point, Rules, near_point};
use store::fold;

pub use recommend::Axis;

use crate::core::Core;
use crate::{Attune, Error, SimilarRow, TrackRow};
use colours::colours;
pub(crate) use keeper::MapKeeper;

/// Rows that are asked for at once at most.
const MOST_ROWS: usize = 1000;
/// Of one artist and of one album in a list from the mood plane.
const PER_ARTIST: usize = 3;
/// Below this match a track is somewhere else.
const NEAR: f32 = 0.2;

/// What decides where a track lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapLayout {
    Mood { x: Axis, y: Axis },
    Sound,
}

/// What decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapColour {
    Genre,
    Mood,
    Plays,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapState {
    Ready,
    /// Nothing is analysed, or nothing has such values.
    NotAnalysed,
    /// It is being laid out; an [`crate::Event::MapChanged`] follows.
    Preparing,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapPoint {
    pub id: TrackId,
    pub at: Point,
    /// Among [`MapView::legend`].
    pub colour: u8,
}

/// What the two sides of a mood plane stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapAxes {
    pub ranges: [AxisRange; 2],
    /// Pearson's, −1 … 1.
    pub correlation: Option<f32>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct MapView {
    pub state: MapState,
    /// While a layout is prepared: the share that is done, 0–1.
    pub done: f32,
    pub points: Vec<MapPoint>,
    /// Names of genres, the last one empty for all others; or codes of moods or of how often tracks were played.
    pub legend: Vec<String>,
    /// Of a mood plane.
    pub axes: Option<MapAxes>,
}

/// A list from a place on the mood plane.
#[derive(Clone, Debug, PartialEq)]
pub struct MoodRequest {
    pub axes: [Axis; 2],
    /// On each axis the share of the way from the lowest value to the highest, 0–1.
    pub at: [f32; 2],
    /// A region that was drawn.
    pub within: Option<Vec<TrackId>>,
    /// Genres as tagged.
    pub allow: Vec<String>,
    pub deny: Vec<String>,
    /// −1: hidden first; 1: well known first; 0: it does not matter.
    pub popularity: f32,
    pub limit: usize,
}

impl MapView {
    fn without(state: MapState, done: f32) -> Self {
        Self {
            state,
            done,
            points: Vec::new(),
            legend: Vec::new(),
            axes: None,
        }
    }
}

impl Attune {
    /// Every track that can be played as a point.
    pub fn map(&self, layout: MapLayout, colour: MapColour) -> Result<MapView, Error> {
        match layout {
            MapLayout::Mood { x, y } => Ok(self.core.mood_plane([x, y], colour)),
            MapLayout::Sound => self.core.music_map(colour),
        }
    }

    /// What lies near a place of the mood plane, nearest first.
    pub fn mood_list(&self, request: &MoodRequest) -> Result<Vec<SimilarRow>, Error> {
        self.core.mood_list(request)
    }

    /// Rows in the order of `ids`, a thousand at most; ids that are gone are left out.
    pub fn tracks_by_ids(&self, ids: &[TrackId]) -> Result<Vec<TrackRow>, Error> {
        self.core.rows(&ids[..ids.len().min(MOST_ROWS)])
    }
}

impl Core {
    /// What an index without any points means: soon after the start it may not be there yet.
    fn without_points(&self) -> MapState {
        if self.index_revision.load(Ordering::Relaxed) == 0 && self.ear().is_ok() {
            MapState::Preparing
        } else {
            MapState::NotAnalysed
        }
    }

    fn mood_plane(&self, axes: [Axis; 2], colour: MapColour) -> MapView {
        let index = self.index.read();
        let plane = Plane::of(&index, axes[0], axes[1]);
        if plane.rows.is_empty() {
            return MapView::without(self.without_points(), 0.0);
        }
        let (colours, legend) = colours(&index, &plane.rows, colour);
        let point = |at: usize| MapPoint {
            id: index.id(plane.rows[at]),
            at: [plane.x[at], plane.y[at]],
            colour: colours[at],
        };
        MapView {
            state: MapState::Ready,
            done: 1.0,
            points: (0..plane.rows.len()).map(point).collect(),
            legend,
            axes: Some(MapAxes {
                ranges: plane.ranges,
                correlation: plane.correlation,
            }),
        }
    }

    fn mood_list(&self, request: &MoodRequest) -> Result<Vec<SimilarRow>, Error> {
        let folded = |genres: &[String]| genres.iter().map(|genre| Arc::from(fold(genre))).collect();
        let finite = |value: f32| if value.is_finite() { value } else { 0.0 };
        let wish = MoodWish {
            axes: request.axes,
            at: request.at.map(finite),
            within: request.within.as_ref().map(|ids| ids.iter().copied().collect::<HashSet<_>>()),
            allow: folded(&request.allow),
            deny: folded(&request.deny),
            popularity: finite(request.popularity).clamp(-1.0, 1.0),
        };
        let rules = Rules {
            limit: request.limit.min(MOST_ROWS),
            per_artist: PER_ARTIST,
            per_album: PER_ARTIST,
            // A drawn region says itself what is near.
            min_match: if wish.within.is_some() { 0.0 } else { NEAR },
            ..Rules::default()
        };
        let found = near_point(&self.index.read(), &wish, &rules, fold);
        let ids: Vec<TrackId> = found.iter().map(|similar| similar.track).collect();
        let mut found = found.into_iter();
        // Rows that are gone meanwhile are left out of the one list and the other.
        let row = |track: TrackRow| {
            let similar = found.by_ref().find(|similar| similar.track == track.id)?;
            Some(SimilarRow {
                track,
                match_score: similar.match_score,
                reasons: similar.reasons,
            })
        };
        Ok(self.rows(&ids)?.into_iter().filter_map(row).collect())
    }

    fn music_map(self: &Arc<Self>, colour: MapColour) -> Result<MapView, Error> {
        if self.index.read().is_empty() {
            return Ok(MapView::without(self.without_points(), 0.0));
        }
        let (places, done) = self.map_places()?;
        let Some(places) = places else {
            return Ok(MapView::without(MapState::Preparing, done));
        };
        let index = self.index.read();
        let placed = |row: &usize| !index.facts(*row).unavailable && places.contains_key(&index.uid(*row));
        let rows: Vec<usize> = (0..index.len()).filter(placed).collect();
        // Nor is there anything where laying it out failed.
        if rows.is_empty() {
            return Ok(MapView::without(MapState::NotAnalysed, 0.0));
        }
        let (colours, legend) = colours(&index, &rows, colour);
        let point = |(row, colour): (&usize, &u8)| MapPoint {
            id: index.id(*row),
            at: places[&index.uid(*row)],
            colour: *colour,
        };
        Ok(MapView {
            state: MapState::Ready,
            done,
            points: rows.iter().zip(&colours).map(point).collect(),
            legend,
            axes: None,
        })
    }
}
