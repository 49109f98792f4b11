//! Similar tracks, paths and daily mixes.

use domain::TrackId;

use super::{Answer, Program};
use crate::dto::{HearingView, Lens, MixesView, PathView, RadioSettings, SimilarView};

/// Tracks like `seed_id`, or like the playing track if it is null, in one way.
#[tauri::command(async)]
#[specta::specta]
pub fn similar(program: Program<'_>, seed_id: Option<u32>, lens: Lens, limit: u32) -> Answer<SimilarView> {
    let seed = seed_id.map(|id| TrackId(id.into()));
    Ok(program.similar(seed, lens.into(), limit as usize)?.into())
}

/// Whether the queue goes on by itself, and how near it stays.
#[tauri::command(async)]
#[specta::specta]
pub fn radio(program: Program<'_>) -> Answer<RadioSettings> {
    Ok(program.radio().into())
}

#[tauri::command(async)]
#[specta::specta]
pub fn set_radio(program: Program<'_>, settings: RadioSettings) -> Answer<()> {
    Ok(program.set_radio(settings.into())?)
}

/// What the ear made of a track, or why there is nothing.
#[tauri::command(async)]
#[specta::specta]
pub fn hearing(program: Program<'_>, id: u32) -> Answer<HearingView> {
    Ok(program.heard(TrackId(id.into()))?.into())
}

/// The way from one track to another over at most `steps` tracks.
#[tauri::command(async)]
#[specta::specta]
pub fn path(program: Program<'_>, from_id: u32, to_id: u32, steps: u32) -> Answer<PathView> {
    Ok(program.path(TrackId(from_id.into()), TrackId(to_id.into()), steps as usize)?.into())
}

#[tauri::command(async)]
#[specta::specta]
pub fn daily_mixes(program: Program<'_>) -> Answer<MixesView> {
    Ok(program.daily_mixes()?.into())
}

/// Makes the day's mixes anew, from what is known by now.
#[tauri::command(async)]
#[specta::specta]
pub fn regenerate_mixes(program: Program<'_>) -> Answer<()> {
    Ok(program.regenerate_mixes()?)
}

/// Makes the day's mixes anew with another share of the familiar (0), the forgotten and the new (100); those that are pinned stay.
#[tauri::command(async)]
#[specta::specta]
pub fn set_mix_balance(program: Program<'_>, percent: u8) -> Answer<()> {
    Ok(program.set_mix_balance(f32::from(percent) / 100.0)?)
}

/// Lets one of today's mixes stay when the day is over, or not.
#[tauri::command(async)]
#[specta::specta]
pub fn pin_mix(program: Program<'_>, number: u8, pinned: bool) -> Answer<()> {
    Ok(program.pin_mix(number, pinned)?)
}
