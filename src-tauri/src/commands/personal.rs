//! What the listener says of tracks, what was listened to, and lyrics.

use domain::TrackId;

use super::{Answer, Program, tracks};
use crate::dto::{Feedback, FeedbackRow, HistoryPage, Lyrics, Period, Statistics};

#[tauri::command(async)]
#[specta::specta]
pub fn set_liked(program: Program<'_>, track_ids: Vec<u32>, liked: bool) -> Answer<()> {
    Ok(program.set_liked(&tracks(track_ids), liked)?)
}

/// One to five stars; 0 takes them away.
#[tauri::command(async)]
#[specta::specta]
pub fn set_stars(program: Program<'_>, track_ids: Vec<u32>, stars: u8) -> Answer<()> {
    Ok(program.set_stars(&tracks(track_ids), stars)?)
}

/// Null takes back what was said.
#[tauri::command(async)]
#[specta::specta]
pub fn set_feedback(program: Program<'_>, track_ids: Vec<u32>, feedback: Option<Feedback>) -> Answer<()> {
    Ok(program.set_feedback(&tracks(track_ids), feedback.map(Into::into))?)
}

/// All that holds now, the latest first.
#[tauri::command(async)]
#[specta::specta]
pub fn list_feedback(program: Program<'_>) -> Answer<Vec<FeedbackRow>> {
    Ok(program.list_feedback()?.into_iter().map(Into::into).collect())
}

/// Plays, the latest first.
#[tauri::command(async)]
#[specta::specta]
pub fn history(program: Program<'_>, offset: u32, limit: u32) -> Answer<HistoryPage> {
    Ok(program.history(offset as usize, limit as usize)?.into())
}

#[tauri::command(async)]
#[specta::specta]
pub fn statistics(program: Program<'_>, period: Period) -> Answer<Statistics> {
    Ok(program.statistics(period.into())?.into())
}

#[tauri::command(async)]
#[specta::specta]
pub fn lyrics(program: Program<'_>, track_id: u32) -> Answer<Option<Lyrics>> {
    Ok(program.lyrics(TrackId(track_id.into()))?.map(Into::into))
}
