//! The library as a picture.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{percent, wire_enum, wire_id};

/// Coordinates run from 0 to this.
const MOST: f32 = 65_535.0;

wire_enum! {
    received Axis = app::Axis {
        Valence,
        Arousal,
        Danceability,
        Acousticness,
        Voice,
        Tempo,
    }
}

wire_enum! {
    received MapColour = app::MapColour {
        Genre,
        Mood,
        Plays,
    }
}

wire_enum! {
    sent MapState = app::MapState {
        Ready,
        NotAnalysed,
        Preparing,
    }
}

/// What decides where a track lies.
#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum MapLayout {
    Mood { x: Axis, y: Axis },
    Sound,
}

impl From<MapLayout> for app::MapLayout {
    fn from(layout: MapLayout) -> Self {
        match layout {
            MapLayout::Mood { x, y } => Self::Mood { x: x.into(), y: y.into() },
            MapLayout::Sound => Self::Sound,
        }
    }
}

/// A side of a mood plane, in its own unit.
#[derive(Clone, Copy, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MapAxis {
    pub lowest: f32,
    pub highest: f32,
    pub mean: f32,
}

impl From<app::AxisRange> for MapAxis {
    fn from(range: app::AxisRange) -> Self {
        Self {
            lowest: range.lowest,
            highest: range.highest,
            mean: range.mean,
        }
    }
}

/// Columns of equal length, one entry a track. x and y run from 0 to 65535, y upwards; on a mood plane from the lowest value to the highest.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MapView {
    pub state: MapState,
    pub done_percent: u8,
    pub ids: Vec<u32>,
    pub x: Vec<u16>,
    pub y: Vec<u16>,
    /// Places in the legend.
    pub colour: Vec<u8>,
    pub legend: Vec<String>,
    /// x and y of a mood plane.
    pub axes: Option<(MapAxis, MapAxis)>,
    /// Of the two, −1 … 1.
    pub correlation: Option<f32>,
}

impl From<app::MapView> for MapView {
    fn from(view: app::MapView) -> Self {
        let spans = match view.axes {
            Some(axes) => axes.ranges.map(|range| (range.lowest, range.highest)),
            None => square(&view.points),
        };
        let side = |side: usize| {
            let (low, high) = spans[side];
            let scale = MOST / (high - low).max(f32::MIN_POSITIVE);
            let place = move |point: &app::MapPoint| ((point.at[side] - low) * scale).round().clamp(0.0, MOST) as u16;
            view.points.iter().map(place).collect()
        };
        Self {
            state: view.state.into(),
            done_percent: percent(view.done),
            ids: view.points.iter().map(|point| wire_id(point.id.0)).collect(),
            x: side(0),
            y: side(1),
            colour: view.points.iter().map(|point| point.colour).collect(),
            legend: view.legend,
            axes: view.axes.map(|axes| (axes.ranges[0].into(), axes.ranges[1].into())),
            correlation: view.axes.and_then(|axes| axes.correlation),
        }
    }
}

/// The smallest square around all points, so that no distance is stretched.
fn square(points: &[app::MapPoint]) -> [(f32, f32); 2] {
    let span = |side: usize| {
        let values = points.iter().map(|point| point.at[side]);
        let low = values.clone().fold(f32::INFINITY, f32::min);
        (low, values.fold(f32::NEG_INFINITY, f32::max))
    };
    let (x, y) = (span(0), span(1));
    let half = ((x.1 - x.0).max(y.1 - y.0) / 2.0).max(0.5);
    [x, y].map(|(low, high)| {
        let middle = f32::midpoint(low, high);
        (middle - half, middle + half)
    })
}

/// A list from a place on the mood plane.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MoodRequest {
    pub x: Axis,
    pub y: Axis,
    /// 0–65535, as the points lie.
    pub at_x: u16,
    pub at_y: u16,
    /// The tracks of a region that was drawn.
    pub within: Option<Vec<u32>>,
    /// Genres: one of these, if there are any; and none of those.
    pub allow: Vec<String>,
    pub deny: Vec<String>,
    /// −100: hidden first; 100: well known first; 0: it does not matter.
    pub popularity: i8,
    pub limit: u32,
}

impl From<MoodRequest> for app::MoodRequest {
    fn from(request: MoodRequest) -> Self {
        let ids = |ids: Vec<u32>| ids.into_iter().map(|id| domain::TrackId(id.into())).collect();
        Self {
            axes: [request.x.into(), request.y.into()],
            at: [request.at_x, request.at_y].map(|at| f32::from(at) / MOST),
            within: request.within.map(ids),
            allow: request.allow,
            deny: request.deny,
            popularity: f32::from(request.popularity) / 100.0,
            limit: request.limit as usize,
        }
    }
}
