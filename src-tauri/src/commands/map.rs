//! The library as a picture, and lists from places on it.

use super::{Answer, Program, tracks};
use crate::dto::{MapColour, MapLayout, MapView, MoodRequest, SimilarRow, TrackRow};

/// Every track as a point.
#[tauri::command(async)]
#[specta::specta]
pub fn map_points(program: Program<'_>, layout: MapLayout, colour: MapColour) -> Answer<MapView> {
    Ok(program.map(layout.into(), colour.into())?.into())
}

/// What lies near a place of the mood plane, nearest first.
#[tauri::command(async)]
#[specta::specta]
pub fn mood_list(program: Program<'_>, request: MoodRequest) -> Answer<Vec<SimilarRow>> {
    let rows = program.mood_list(&request.into())?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Rows in the order of `ids`, a thousand at most.
#[tauri::command(async)]
#[specta::specta]
pub fn tracks_by_ids(program: Program<'_>, ids: Vec<u32>) -> Answer<Vec<TrackRow>> {
    let rows = program.tracks_by_ids(&tracks(ids))?;
    Ok(rows.into_iter().map(Into::into).collect())
}
