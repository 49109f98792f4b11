//! How it sounds, and when it ends.

use std::time::Duration;

use super::{Answer, Program};
use crate::dto::{SoundSettings, SoundView};

/// Asked anew each time: devices come and go.
#[tauri::command(async)]
#[specta::specta]
pub fn sound(program: Program<'_>) -> Answer<SoundView> {
    Ok(program.sound().into())
}

#[tauri::command(async)]
#[specta::specta]
pub fn set_sound(program: Program<'_>, settings: SoundSettings) -> Answer<()> {
    Ok(program.set_sound(settings.into())?)
}

/// Playing stops behind the current track; holds once.
#[tauri::command(async)]
#[specta::specta]
pub fn set_stop_after(program: Program<'_>, on: bool) -> Answer<()> {
    program.set_stop_after(on);
    Ok(())
}

/// The music fades out and pauses after so many minutes; null takes that back.
#[tauri::command(async)]
#[specta::specta]
pub fn set_sleep(program: Program<'_>, minutes: Option<u32>) -> Answer<()> {
    program.set_sleep(minutes.map(|minutes| Duration::from_secs(u64::from(minutes) * 60)));
    Ok(())
}

/// Whether the desktop is told which track begins.
#[tauri::command(async)]
#[specta::specta]
pub fn notifications(program: Program<'_>) -> Answer<bool> {
    Ok(program.notifications())
}

#[tauri::command(async)]
#[specta::specta]
pub fn set_notifications(program: Program<'_>, on: bool) -> Answer<()> {
    Ok(program.set_notifications(on)?)
}
