//! Sound and the queue.

use std::time::Duration;

use domain::{QueueItemId, TrackId};

use super::{Answer, Program, tracks};
use crate::dto::{PlayerState, QueueView, RepeatMode, ShuffleMode, Source, TrackView};

fn items(ids: Vec<u32>) -> Vec<QueueItemId> {
    ids.into_iter().map(|id| QueueItemId(id.into())).collect()
}

/// The queue becomes the view, starting with the track `start`, with the first one if it is null.
#[tauri::command(async)]
#[specta::specta]
pub fn play_view(program: Program<'_>, view: TrackView, start: Option<u32>) -> Answer<()> {
    Ok(program.play_view(&view.try_into()?, start.map(|id| TrackId(id.into())))?)
}

/// The item ids of a stretch of the queue.
#[tauri::command(async)]
#[specta::specta]
pub fn queue_ids(program: Program<'_>, offset: u32, limit: u32) -> Answer<Vec<u32>> {
    let ids = program.queue_ids(offset as usize, limit as usize);
    Ok(ids.into_iter().map(|id| id.0 as u32).collect())
}

#[tauri::command(async)]
#[specta::specta]
pub fn play_tracks(program: Program<'_>, track_ids: Vec<u32>, start_index: u32, source: Source) -> Answer<()> {
    Ok(program.play_tracks(&tracks(track_ids), start_index as usize, source.into())?)
}

/// Puts the tracks after the current one and jumps to the first of them.
#[tauri::command(async)]
#[specta::specta]
pub fn play_now(program: Program<'_>, track_ids: Vec<u32>, source: Source) -> Answer<()> {
    Ok(program.play_now(&tracks(track_ids), source.into())?)
}

#[tauri::command(async)]
#[specta::specta]
pub fn play_next(program: Program<'_>, track_ids: Vec<u32>, source: Source) -> Answer<()> {
    Ok(program.play_next(&tracks(track_ids), source.into())?)
}

#[tauri::command(async)]
#[specta::specta]
pub fn append(program: Program<'_>, track_ids: Vec<u32>, source: Source) -> Answer<()> {
    Ok(program.append(&tracks(track_ids), source.into())?)
}

/// Puts the tracks before the entry at `to_index`, as one edit.
#[tauri::command(async)]
#[specta::specta]
pub fn insert_tracks(program: Program<'_>, track_ids: Vec<u32>, to_index: u32, source: Source) -> Answer<()> {
    Ok(program.insert(&tracks(track_ids), to_index as usize, source.into())?)
}

#[tauri::command(async)]
#[specta::specta]
pub fn toggle_playback(program: Program<'_>) -> Answer<()> {
    program.toggle_playback();
    Ok(())
}

#[tauri::command(async)]
#[specta::specta]
pub fn next(program: Program<'_>) -> Answer<()> {
    program.next();
    Ok(())
}

#[tauri::command(async)]
#[specta::specta]
pub fn previous(program: Program<'_>) -> Answer<()> {
    program.previous();
    Ok(())
}

#[tauri::command(async)]
#[specta::specta]
pub fn seek(program: Program<'_>, position_ms: u32) -> Answer<()> {
    program.seek(Duration::from_millis(position_ms.into()));
    Ok(())
}

#[tauri::command(async)]
#[specta::specta]
pub fn set_volume(program: Program<'_>, volume: f32) -> Answer<()> {
    program.set_volume(volume.clamp(0.0, 1.0));
    Ok(())
}

#[tauri::command(async)]
#[specta::specta]
pub fn set_shuffle(program: Program<'_>, mode: ShuffleMode) -> Answer<()> {
    program.set_shuffle(mode.into());
    Ok(())
}

#[tauri::command(async)]
#[specta::specta]
pub fn set_repeat(program: Program<'_>, mode: RepeatMode) -> Answer<()> {
    program.set_repeat(mode.into());
    Ok(())
}

#[tauri::command(async)]
#[specta::specta]
pub fn jump_to(program: Program<'_>, item_id: u32) -> Answer<()> {
    program.jump_to(QueueItemId(item_id.into()));
    Ok(())
}

#[tauri::command(async)]
#[specta::specta]
pub fn remove_items(program: Program<'_>, item_ids: Vec<u32>) -> Answer<()> {
    program.remove_items(items(item_ids));
    Ok(())
}

#[tauri::command(async)]
#[specta::specta]
pub fn move_items(program: Program<'_>, item_ids: Vec<u32>, to_index: u32) -> Answer<()> {
    program.move_items(items(item_ids), to_index as usize);
    Ok(())
}

#[tauri::command(async)]
#[specta::specta]
pub fn clear_queue(program: Program<'_>) -> Answer<()> {
    program.clear_queue();
    Ok(())
}

#[tauri::command(async)]
#[specta::specta]
pub fn undo(program: Program<'_>) -> Answer<()> {
    program.undo();
    Ok(())
}

#[tauri::command(async)]
#[specta::specta]
pub fn redo(program: Program<'_>) -> Answer<()> {
    program.redo();
    Ok(())
}

#[tauri::command(async)]
#[specta::specta]
pub fn player_state(program: Program<'_>) -> Answer<PlayerState> {
    Ok(program.player_state().into())
}

#[tauri::command(async)]
#[specta::specta]
pub fn queue_window(program: Program<'_>, offset: u32, limit: u32) -> Answer<QueueView> {
    Ok(program.queue_window(offset as usize, limit as usize)?.into())
}

/// Peaks of the whole track, 0–255 each; empty until the track is analysed.
#[tauri::command(async)]
#[specta::specta]
pub fn waveform(program: Program<'_>, track_id: u32) -> Answer<Vec<u8>> {
    Ok(program.waveform(TrackId(track_id.into()))?)
}

/// Ten seconds of the track over what plays; the same track again ends it.
#[tauri::command(async)]
#[specta::specta]
pub fn preview(program: Program<'_>, track_id: u32) -> Answer<()> {
    Ok(program.preview(TrackId(track_id.into()))?)
}

#[tauri::command(async)]
#[specta::specta]
pub fn stop_preview(program: Program<'_>) -> Answer<()> {
    program.stop_preview();
    Ok(())
}
