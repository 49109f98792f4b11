//! Files and folders handed over by hand.

use std::path::PathBuf;

use super::{Answer, Program};

/// Folders join the library; files are played (`play`) or queued, also those outside the library.
#[tauri::command(async)]
#[specta::specta]
pub fn open_paths(program: Program<'_>, paths: Vec<String>, play: bool) -> Answer<()> {
    let paths: Vec<PathBuf> = paths.into_iter().map(PathBuf::from).collect();
    Ok(program.open_paths(&paths, play)?)
}
