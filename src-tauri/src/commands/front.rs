//! What the window tells of itself.

use std::sync::Once;
use std::time::Instant;

use tauri::{AppHandle, State, WebviewWindow};

use super::{Answer, Program};
use crate::window;

/// When the process began, to tell once how long the window took.
pub struct Start {
    at: Instant,
    told: Once,
}

impl Start {
    pub fn new(at: Instant) -> Self {
        Self { at, told: Once::new() }
    }
}

/// The first rows are on the screen: the work in the background may begin.
#[tauri::command(async)]
#[specta::specta]
pub fn drawn(program: Program<'_>, start: State<'_, Start>) -> Answer<()> {
    start.told.call_once(|| {
        tracing::info!(
            "the window had its first rows {} ms after the start",
            start.at.elapsed().as_millis()
        );
        program.begin();
    });
    Ok(())
}

/// Ends the program as closing its window does.
#[tauri::command(async)]
#[specta::specta]
pub fn quit(app: AppHandle) -> Answer<()> {
    app.exit(0);
    Ok(())
}

/// The page is drawn dark, or light.
#[tauri::command(async)]
#[specta::specta]
pub fn coloured(window: WebviewWindow, dark: bool) -> Answer<()> {
    window::colour(&window, dark);
    Ok(())
}

/// The window becomes a small player, or what it was before.
#[tauri::command(async)]
#[specta::specta]
pub fn set_mini(window: WebviewWindow, on: bool) -> Answer<()> {
    window::set_mini(&window, on).map_err(|error| app::Error::Internal(error.to_string()).into())
}
