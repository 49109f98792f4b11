//! What the ear hears with.

use std::sync::Arc;

use tauri::WebviewWindow;
use tauri_plugin_dialog::DialogExt;

use super::{Answer, Program};
use crate::dto::{ModelOffer, ModelsView};

#[tauri::command(async)]
#[specta::specta]
pub fn models(program: Program<'_>) -> Answer<ModelsView> {
    Ok(program.models()?.into())
}

/// Opens the desktop's own file chooser and reads what was chosen; null if it was closed without a choice. Nothing is added yet.
#[tauri::command]
#[specta::specta]
pub async fn choose_model(window: WebviewWindow, program: Program<'_>) -> Answer<Option<ModelOffer>> {
    // Waited for without a thread: a chooser may stay open for hours.
    let (tell, chosen) = tokio::sync::oneshot::channel();
    let chooser = window.dialog().file().set_parent(&window);
    chooser
        .add_filter("PyTorch, safetensors", &["pth", "pt", "safetensors"])
        .pick_file(move |file| {
            let _ = tell.send(file);
        });
    let Ok(Some(file)) = chosen.await else { return Ok(None) };
    let Ok(path) = file.into_path() else { return Ok(None) };
    let program = Arc::clone(&program);
    let checked = move || program.check_model(&path).map(|offer| ModelOffer::of(&path, &offer));
    let offer = tauri::async_runtime::spawn_blocking(checked).await;
    Ok(Some(offer.map_err(|error| app::Error::Internal(error.to_string()))??))
}

/// Copies the file of an offer to the others, and hears with it from now on.
#[tauri::command(async)]
#[specta::specta]
pub fn add_model(program: Program<'_>, key: String, licence_accepted: bool) -> Answer<()> {
    let path = app::path_of_key(&key).ok_or_else(|| app::Error::NoSuch("such file".into()))?;
    let added = program.add_model(&path, licence_accepted)?;
    Ok(program.use_model(Some(&added.name))?)
}

/// Hears with the model of this name from now on; null: the one that is shipped.
#[tauri::command(async)]
#[specta::specta]
pub fn use_model(program: Program<'_>, name: Option<String>) -> Answer<()> {
    Ok(program.use_model(name.as_deref())?)
}

/// Deletes the copy of an added model; if it is in use, the shipped one is used from now on.
#[tauri::command(async)]
#[specta::specta]
pub fn remove_model(program: Program<'_>, name: String) -> Answer<()> {
    Ok(program.remove_model(&name)?)
}
