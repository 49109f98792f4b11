//! Folders and background work.

use std::path::PathBuf;

use domain::FolderId;
use tauri::WebviewWindow;
use tauri_plugin_dialog::DialogExt;

use super::{Answer, Program};
use crate::dto::{FailureRow, JobsView, NoticeView, Overview};

#[tauri::command(async)]
#[specta::specta]
pub fn overview(program: Program<'_>) -> Answer<Overview> {
    Ok(program.overview()?.into())
}

/// Opens the desktop's own folder chooser; false if it was closed without a choice.
#[tauri::command]
#[specta::specta]
pub async fn choose_folder(window: WebviewWindow, program: Program<'_>) -> Answer<bool> {
    // Waited for without a thread: a chooser may stay open for hours.
    let (tell, chosen) = tokio::sync::oneshot::channel();
    let chooser = window.dialog().file().set_parent(&window);
    chooser.pick_folder(move |folder| {
        let _ = tell.send(folder);
    });
    let Ok(Some(folder)) = chosen.await else { return Ok(false) };
    let Ok(path) = folder.into_path() else { return Ok(false) };
    program.add_folders(&[path])?;
    Ok(true)
}

/// What happened before the window listened; empty ever after.
#[tauri::command(async)]
#[specta::specta]
pub fn notices(program: Program<'_>) -> Answer<Vec<NoticeView>> {
    Ok(program.notices().into_iter().map(Into::into).collect())
}

#[tauri::command(async)]
#[specta::specta]
pub fn add_folders(program: Program<'_>, paths: Vec<String>) -> Answer<()> {
    let paths: Vec<PathBuf> = paths.into_iter().map(PathBuf::from).collect();
    Ok(program.add_folders(&paths)?)
}

#[tauri::command(async)]
#[specta::specta]
pub fn remove_folder(program: Program<'_>, id: u32) -> Answer<()> {
    Ok(program.remove_folder(FolderId(id.into()))?)
}

#[tauri::command(async)]
#[specta::specta]
pub fn rescan(program: Program<'_>) -> Answer<()> {
    Ok(program.rescan()?)
}

/// Names in the order of the language that the window speaks, a BCP 47 tag.
#[tauri::command(async)]
#[specta::specta]
pub fn sort_for(program: Program<'_>, locale: String) -> Answer<()> {
    Ok(program.sort_for(&locale)?)
}

#[tauri::command(async)]
#[specta::specta]
pub fn open_demo(program: Program<'_>) -> Answer<()> {
    Ok(program.open_demo()?)
}

#[tauri::command(async)]
#[specta::specta]
pub fn failures(program: Program<'_>) -> Answer<Vec<FailureRow>> {
    Ok(program.failures()?.into_iter().map(Into::into).collect())
}

#[tauri::command(async)]
#[specta::specta]
pub fn retry_failures(program: Program<'_>) -> Answer<()> {
    Ok(program.retry_failures()?)
}

#[tauri::command(async)]
#[specta::specta]
pub fn jobs(program: Program<'_>) -> Answer<JobsView> {
    Ok(program.jobs().into())
}

#[tauri::command(async)]
#[specta::specta]
pub fn set_analysis_paused(program: Program<'_>, paused: bool) -> Answer<()> {
    Ok(program.set_analysis_paused(paused)?)
}
